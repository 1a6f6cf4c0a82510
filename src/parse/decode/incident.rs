//! `incident.toml`.

use crate::incident::{
    Decision, Embargo, Event, Fix, FixCommit, Imported, Incident, Notice, Report, Reporter, Scope, Upstream, Waiver,
};
use crate::names::Handle;
use crate::parse::value::Table;
use crate::policy::Disclosure;
use crate::source::{FilePath, Span, Spanned};

/// The incident in a folder, as far as it could be read; without document and patches, and whole.
pub(in crate::parse) fn read(handle: Handle, folder: FilePath, root: &Table) -> Incident {
    let fix = root.table("fix");
    Incident {
        handle,
        file: folder.join("incident.toml"),
        folder,
        policy: root.one("policy"),
        report: report(root.table("report")),
        imported: root.table("imported").and_then(imported),
        scope: root.table("scope").map(scope).unwrap_or_default(),
        roles: root.map("roles", |t, role| Some(t.many(role))),
        fix: fix.map(self::fix).unwrap_or_default(),
        notice: root.table("notice").map(notice).unwrap_or_default(),
        embargo: root.table("embargo").map(embargo),
        upstream: root.table("upstream").map(upstream),
        waivers: root.tables("waiver", waiver),
        decisions: root.tables("decision", decision),
        events: root.tables("event", event),
        document: None,
        patches: Vec::new(),
        whole: true,
    }
}

/// The report. What can't be read is private.
fn report(table: Option<&Table>) -> Report {
    let nothing = Table::default();
    let table = table.unwrap_or(&nothing);
    Report {
        summary: table.one("summary"),
        disclosure: table.one("disclosure").unwrap_or(Spanned::new(Disclosure::Private, Span::default())),
        url: table.one("url"),
        reporter: table.table("reporter").map(|t| Reporter {
            name: t.one("name"),
            email: t.one("email"),
            consent: t.one("consent"),
            span: t.span,
        }),
        answers: table.map("answers", Table::one),
    }
}

fn imported(table: &Table) -> Option<Imported> {
    Some(Imported {
        from: table.one("from")?,
        id: table.one("id")?,
        published: table.one("published"),
        span: table.span,
    })
}

fn scope(table: &Table) -> Scope {
    Scope {
        lines: table.many("lines"),
        components: table.many("components"),
        impact: table.many("impact"),
        since: table.one("since"),
        upgrade_to: table.one("upgrade-to"),
    }
}

fn fix(table: &Table) -> Fix {
    Fix {
        thread: table.one("thread"),
        repository: table.one("repository"),
        pull_requests: table.many("pull-requests"),
        commits: table.tables("commits", |t| {
            Some(FixCommit {
                id: t.one("id")?,
                line: t.one("line")?,
                author: t.one("author"),
                approved_by: t.many("approved-by"),
            })
        }),
        base: table.one("base"),
        introduced: table.many("introduced"),
        releases: table.map("releases", Table::one),
    }
}

fn notice(table: &Table) -> Notice {
    Notice {
        release_estimate: table.one("release-estimate"),
        release_date: table.one("release-date"),
        mitigations: table.one("mitigations"),
        mitigations_approved_by: table.many("mitigations-approved-by"),
    }
}

fn embargo(table: &Table) -> Embargo {
    Embargo { until: table.one("until"), agreed_by: table.many("agreed-by"), span: table.span }
}

fn upstream(table: &Table) -> Upstream {
    Upstream { project: table.one("project"), public: table.one("public"), url: table.one("url"), span: table.span }
}

fn waiver(table: &Table) -> Option<Waiver> {
    Some(Waiver {
        waiver: table.one("waiver")?,
        steps: table.many("steps"),
        at: table.one("at"),
        by: table.many("by"),
        reason: table.one("reason"),
        link: table.one("link"),
        until: table.one("until"),
        span: table.span,
    })
}

fn decision(table: &Table) -> Option<Decision> {
    Some(Decision {
        step: table.one("step")?,
        take: table.one("take")?,
        at: table.one("at"),
        by: table.many("by"),
        reason: table.one("reason"),
        span: table.span,
    })
}

fn event(table: &Table) -> Option<Event> {
    Some(Event {
        at: table.one("at")?,
        event: table.one("event")?,
        by: table.many("by"),
        note: table.one("note"),
        link: table.one("link"),
        until: table.one("until"),
        choice: table.one("choice"),
        attestation: table.one("attestation"),
        leaked: table.one("leaked"),
        leaked_to: table.one("leaked-to"),
        assessment: table.one("assessment"),
        distributor: table.one("distributor"),
        span: table.span,
    })
}
