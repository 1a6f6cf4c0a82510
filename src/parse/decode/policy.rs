//! `policy.toml`.

use super::element::element;
use super::{condition, step, terms};
use crate::cvss::Rating;
use crate::fact::Fact;
use crate::key;
use crate::parse::value::Table;
use crate::policy::{
    Channel, Cover, Effect, EventRule, Fields, Force, Gap, Grant, Intake, Level, Mode, OwnFact, Path, Policy,
    Precision, Role, RoleSource, SeverityTerms, WaiverRule,
};
use crate::source::{FilePath, Spanned};

/// Returns the policy; `None` without id, revision or date.
pub(in crate::parse) fn read(file: &FilePath, root: &Table) -> Option<Policy> {
    let force = root.plain(key::FORCE).unwrap_or(Force::Target);
    let time = root.table(key::TIME);
    let severity = root.table(key::SEVERITY);
    Some(Policy {
        file: file.clone(),
        id: root.one(key::ID)?,
        revision: root.one(key::REVISION)?,
        effective: root.one(key::EFFECTIVE)?,
        source: root.one(key::SOURCE),
        clauses: root.many(key::CLAUSES),
        summary: root.one(key::SUMMARY),
        force,
        holidays: time.map(|t| t.plain_many(key::HOLIDAYS)).unwrap_or_default(),
        release_precision: time.and_then(|t| t.plain(key::RELEASE_PRECISION)).unwrap_or(Precision::Minute),
        time_clauses: time.map(|t| t.many(key::CLAUSES)).unwrap_or_default(),
        cvss_versions: severity.map(|t| t.many(key::CVSS)).unwrap_or_default(),
        severity: severity.map(severity_terms).unwrap_or_default(),
        roles: root.tables(key::ROLE, |t| role(t, force)),
        channels: root.tables(key::CHANNEL, channel),
        intake: root.table(key::INTAKE).and_then(intake),
        facts: root.tables(key::FACT, fact),
        paths: root.tables(key::PATH, path),
        steps: root.tables(key::STEP, |t| step::read(t, force)),
        modes: root.tables(key::MODE, mode),
        waivers: root.tables(key::WAIVER, waiver),
        embargo: terms::embargo(root.table(key::EMBARGO), force),
        lists: root.tables(key::LIST, terms::list),
        attestations: root.tables(key::ATTESTATION, terms::attestation),
        events: root.tables(key::EVENT, |t| Some(EventRule { element: element(t)? })),
        publication: terms::publication(root.table(key::PUBLICATION)),
        evidence: root.table(key::EVIDENCE).map(|t| terms::evidence(t, force)),
        gaps: root.tables(key::GAP, |t| {
            Some(Gap { element: element(t)?, text: t.one(key::TEXT)?, leaves_open: t.many(key::LEAVES_OPEN) })
        }),
    })
}

fn severity_terms(table: &Table) -> SeverityTerms {
    SeverityTerms { clauses: table.many(key::CLAUSES), by: table.one(key::BY), levels: table.tables(key::LEVEL, level) }
}

/// Returns a level. Without a rating, it is the one that its id stands for.
fn level(table: &Table) -> Option<Level> {
    let element = element(table)?;
    let rating = table.plain(key::RATING).or_else(|| Rating::of_word(element.id.as_str()));
    Some(Level { cvss_ge: table.one(key::CVSS_GE), rating, element })
}

fn role(table: &Table, force: Force) -> Option<Role> {
    let source =
        |from: Spanned<_>| if from.value == RoleSource::ANYONE { RoleSource::Anyone } else { RoleSource::Role(from) };
    Some(Role {
        element: element(table)?,
        from: table.one(key::FROM).map(source),
        pick: table.plain(key::PICK),
        count: table.plain(key::COUNT),
        lead: table.flag(key::LEAD),
        develops: table.flag(key::DEVELOPS),
        triages: table.flag(key::TRIAGES),
        cover: table.table(key::COVER).and_then(|t| {
            Some(Cover {
                each: t.one(key::EACH)?,
                maturity: t.many(key::MATURITY),
                min: t.plain(key::MIN).unwrap_or(1),
            })
        }),
        force: table.plain(key::FORCE).unwrap_or(force),
    })
}

fn channel(table: &Table) -> Option<Channel> {
    let before = fields(table, key::FIELDS).unwrap_or(Fields::All);
    Some(Channel {
        element: element(table)?,
        kind: table.plain(key::KIND)?,
        to: table.many(key::TO),
        exposure: table.plain(key::EXPOSURE)?,
        fields_after_public: fields(table, key::FIELDS_AFTER_PUBLIC).unwrap_or_else(|| before.clone()),
        fields: before,
    })
}

/// Returns an allow-list; `None` if there is none. If an unreadable key may have been one, nothing
/// is allowed.
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
    let private: Spanned<String> = table.one(key::PRIVATE)?;
    Some(Intake {
        clauses: table.many(key::CLAUSES),
        public: table.one(key::PUBLIC).unwrap_or_else(|| private.clone()),
        private,
        ask: table.many(key::ASK),
        thanks: table.flag(key::THANKS),
    })
}

fn fact(table: &Table) -> Option<OwnFact> {
    Some(OwnFact {
        element: element(table)?,
        values: table.many(key::VALUES),
        by: table.one(key::BY),
        public: table.flag(key::PUBLIC),
    })
}

fn path(table: &Table) -> Option<Path> {
    Some(Path {
        element: element(table)?,
        when: condition::of_key(table, key::WHEN),
        steps: table.many(key::STEPS),
        fix: table.plain(key::FIX).unwrap_or(true),
    })
}

fn mode(table: &Table) -> Option<Mode> {
    let effect = match table.table(key::EFFECT) {
        Some(floor) => Effect::Floor { event: floor.one(key::FLOOR)?, replan: floor.many(key::REPLAN) },
        None => table.get(key::EFFECT).map(|_| Effect::Asap)?,
    };
    Some(Mode {
        element: element(table)?,
        when: condition::read(table.table(key::WHEN)?),
        unscored_meets: table.get(key::UNSCORED).is_some(),
        effect,
    })
}

fn waiver(table: &Table) -> Option<WaiverRule> {
    let needs: Vec<Spanned<String>> = table.many(key::NEEDS);
    let needs = |word: &str| needs.iter().any(|n| n.value == word);
    Some(WaiverRule {
        element: element(table)?,
        when: condition::of_key(table, key::WHEN),
        steps: table.many(key::STEPS),
        by: table.one(key::BY)?,
        needs_link: needs("link"),
        needs_reason: needs("reason"),
        grants: table.plain(key::GRANTS).unwrap_or(Grant::NewDate),
    })
}
