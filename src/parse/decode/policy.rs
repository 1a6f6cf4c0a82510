//! `policy.toml`.

use super::element::element;
use super::{condition, step, terms};
use crate::fact::Fact;
use crate::parse::value::Table;
use crate::policy::{
    Channel, Cover, Effect, EventRule, Fields, Force, Gap, Grant, Intake, Mode, Path, Policy, Precision, Role,
    RoleSource, WaiverRule,
};
use crate::source::{FilePath, Spanned};

/// The policy; `None` without id, revision or date.
pub(in crate::parse) fn read(file: &FilePath, root: &Table) -> Option<Policy> {
    let force = root.plain("force").unwrap_or(Force::Target);
    let time = root.table("time");
    let severity = root.table("severity");
    Some(Policy {
        file: file.clone(),
        id: root.one("id")?,
        revision: root.one("revision")?,
        effective: root.one("effective")?,
        source: root.one("source"),
        clauses: root.many("clauses"),
        summary: root.one("summary"),
        force,
        holidays: time.map(|t| t.plain_many("holidays")).unwrap_or_default(),
        release_precision: time.and_then(|t| t.plain("release-precision")).unwrap_or(Precision::Minute),
        time_clauses: time.map(|t| t.many("clauses")).unwrap_or_default(),
        cvss_versions: severity.map(|t| t.many("cvss")).unwrap_or_default(),
        severity_clauses: severity.map(|t| t.many("clauses")).unwrap_or_default(),
        roles: root.tables("role", |t| role(t, force)),
        channels: root.tables("channel", channel),
        intake: root.table("intake").and_then(intake),
        paths: root.tables("path", path),
        steps: root.tables("step", |t| step::read(t, force)),
        modes: root.tables("mode", mode),
        waivers: root.tables("waiver", waiver),
        embargo: terms::embargo(root.table("embargo"), force),
        lists: root.tables("list", terms::list),
        attestations: root.tables("attestation", terms::attestation),
        events: root.tables("event", |t| Some(EventRule { element: element(t)? })),
        publication: terms::publication(root.table("publication")),
        evidence: root.table("evidence").map(|t| terms::evidence(t, force)),
        gaps: root.tables("gap", |t| Some(Gap { element: element(t)?, text: t.one("text")? })),
    })
}

fn role(table: &Table, force: Force) -> Option<Role> {
    let source = |from: Spanned<_>| if from.value == "anyone" { RoleSource::Anyone } else { RoleSource::Role(from) };
    Some(Role {
        element: element(table)?,
        from: table.one("from").map(source),
        pick: table.plain("pick"),
        count: table.plain("count"),
        cover: table.table("cover").and_then(|t| {
            Some(Cover { each: t.one("each")?, maturity: t.many("maturity"), min: t.plain("min").unwrap_or(1) })
        }),
        force: table.plain("force").unwrap_or(force),
    })
}

fn channel(table: &Table) -> Option<Channel> {
    let before = fields(table, "fields").unwrap_or(Fields::All);
    Some(Channel {
        element: element(table)?,
        kind: table.plain("kind")?,
        to: table.many("to"),
        exposure: table.plain("exposure")?,
        fields_after_public: fields(table, "fields-after-public").unwrap_or_else(|| before.clone()),
        fields: before,
    })
}

/// An allow-list; `None` where there is none. Where one may have been meant, nothing is allowed.
fn fields(table: &Table, key: &str) -> Option<Fields> {
    if table.get(key).is_none() {
        return table.pruned.then(|| Fields::Only(Vec::new()));
    }
    if table.many::<String>(key).iter().any(|f| f.value == "*") {
        return Some(Fields::All);
    }
    Some(Fields::Only(table.many::<Fact>(key)))
}

fn intake(table: &Table) -> Option<Intake> {
    let private: Spanned<String> = table.one("private")?;
    Some(Intake {
        clauses: table.many("clauses"),
        public: table.one("public").unwrap_or_else(|| private.clone()),
        private,
        ask: table.many("ask"),
        thanks: table.flag("thanks"),
    })
}

fn path(table: &Table) -> Option<Path> {
    Some(Path {
        element: element(table)?,
        when: condition::of_key(table, "when"),
        steps: table.many("steps"),
        fix: table.plain("fix").unwrap_or(true),
    })
}

fn mode(table: &Table) -> Option<Mode> {
    let effect = match table.table("effect") {
        Some(floor) => Effect::Floor { event: floor.one("floor")?, replan: floor.many("replan") },
        None => table.get("effect").map(|_| Effect::Asap)?,
    };
    Some(Mode {
        element: element(table)?,
        when: condition::read(table.table("when")?),
        unscored_meets: table.get("unscored").is_some(),
        effect,
    })
}

fn waiver(table: &Table) -> Option<WaiverRule> {
    let needs: Vec<Spanned<String>> = table.many("needs");
    let needs = |word: &str| needs.iter().any(|n| n.value == word);
    Some(WaiverRule {
        element: element(table)?,
        when: condition::of_key(table, "when"),
        steps: table.many("steps"),
        by: table.one("by")?,
        needs_link: needs("link"),
        needs_reason: needs("reason"),
        grants: table.plain("grants").unwrap_or(Grant::NewDate),
    })
}
