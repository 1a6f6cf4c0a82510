//! `incident.toml`.

use crate::event::event_details;
use crate::incident::{
    Amendment, Decision, Details, Effect, Embargo, Event, EventKind, Fix, FixCommit, Handovers, Imported, Incident,
    Notice, Replacement, Report, Reporter, Scope, Target, Upstream, Waiver,
};
use crate::key;
use crate::names::{Handle, Name};
use crate::parse::section::markdown;
use crate::parse::value::{Item, Table};
use crate::policy::Disclosure;
use crate::source::{FilePath, Span, Spanned};

/// Returns the incident in a folder, as far as it could be read, without its document and patches.
pub(in crate::parse) fn read(handle: Handle, folder: FilePath, root: &Table) -> Incident {
    let fix = root.table(key::FIX);
    Incident {
        handle,
        file: folder.join("incident.toml"),
        folder,
        policy: root.one(key::POLICY),
        report: report(root.table(key::REPORT)),
        imported: root.table(key::IMPORTED).and_then(imported),
        scope: root.table(key::SCOPE).map(scope).unwrap_or_default(),
        roles: root.map(key::ROLES, |item| Some(item.many())),
        handovers: Handovers::default(),
        fix: fix.map(self::fix).unwrap_or_default(),
        notice: root.table(key::NOTICE).map(notice).unwrap_or_default(),
        embargo: root.table(key::EMBARGO).map(embargo),
        upstream: root.table(key::UPSTREAM).map(upstream),
        waivers: root.tables(key::WAIVER, waiver),
        decisions: root.tables(key::DECISION, decision),
        events: root.tables(key::EVENT, event),
        amendments: root.tables(key::AMENDMENT, amendment),
        written: None,
        document: None,
        patches: Vec::new(),
        whole: true,
    }
}

/// Returns the report. An unreadable report is private.
fn report(table: Option<&Table>) -> Report {
    let nothing = Table::default();
    let table = table.unwrap_or(&nothing);
    Report {
        summary: table.one(key::SUMMARY),
        disclosure: table.one(key::DISCLOSURE).unwrap_or(Spanned::new(Disclosure::Private, Span::default())),
        source: table.one(key::SOURCE),
        url: table.one(key::URL),
        id: table.one(key::ID),
        reporter: table.table(key::REPORTER).map(|t| Reporter {
            name: t.one(key::NAME),
            email: t.one(key::EMAIL),
            consent: t.one(key::CONSENT),
            span: t.span,
        }),
        answers: table.map(key::ANSWERS, Item::read),
    }
}

fn imported(table: &Table) -> Option<Imported> {
    Some(Imported {
        from: table.one(key::FROM)?,
        id: table.one(key::ID)?,
        published: table.one(key::PUBLISHED),
        severity: table.one(key::SEVERITY),
        span: table.span,
    })
}

fn scope(table: &Table) -> Scope {
    Scope {
        lines: table.many(key::LINES),
        components: table.many(key::COMPONENTS),
        impact: table.many(key::IMPACT),
        since: table.one(key::SINCE),
        upgrade_to: table.one(key::UPGRADE_TO),
    }
}

fn fix(table: &Table) -> Fix {
    Fix {
        thread: table.one(key::THREAD),
        repository: table.one(key::REPOSITORY),
        pull_requests: table.many(key::PULL_REQUESTS),
        commits: table.tables(key::COMMITS, |t| {
            Some(FixCommit {
                id: t.one(key::ID)?,
                line: t.one(key::LINE)?,
                author: t.one(key::AUTHOR),
                approved_by: t.many(key::APPROVED_BY),
            })
        }),
        base: table.one(key::BASE),
        introduced: table.many(key::INTRODUCED),
        releases: table.map(key::RELEASES, Item::read),
    }
}

fn notice(table: &Table) -> Notice {
    Notice {
        release_estimate: table.one(key::RELEASE_ESTIMATE),
        release_date: table.one(key::RELEASE_DATE),
        mitigations: table.one(key::MITIGATIONS).map(|text: Spanned<String>| {
            let counts = markdown(&text.value);
            Spanned::new(text.value.get(counts).unwrap_or_default().replace("\r\n", "\n"), text.span)
        }),
        mitigations_approved_by: table.many(key::MITIGATIONS_APPROVED_BY),
        mitigations_approved_at: table.one(key::MITIGATIONS_APPROVED_AT),
        mitigations_covers: table.one(key::MITIGATIONS_COVERS),
    }
}

fn embargo(table: &Table) -> Embargo {
    Embargo { until: table.one(key::UNTIL), agreed_by: table.many(key::AGREED_BY), span: table.span }
}

fn upstream(table: &Table) -> Upstream {
    Upstream {
        project: table.one(key::PROJECT),
        public: table.one(key::PUBLIC),
        since: table.one(key::SINCE),
        url: table.one(key::URL),
        span: table.span,
    }
}

fn waiver(table: &Table) -> Option<Waiver> {
    Some(Waiver {
        waiver: table.one(key::WAIVER)?,
        steps: table.many(key::STEPS),
        at: table.one(key::AT),
        by: table.many(key::BY),
        reason: table.one(key::REASON),
        link: table.one(key::LINK),
        until: table.one(key::UNTIL),
        span: table.span,
    })
}

fn decision(table: &Table) -> Option<Decision> {
    Some(Decision {
        step: table.one(key::STEP)?,
        take: table.one(key::TAKE)?,
        at: table.one(key::AT),
        by: table.many(key::BY),
        reason: table.one(key::REASON),
        span: table.span,
    })
}

macro_rules! read_details {
    ($($field:ident: $type:ty = $key:expr, $doc:literal, $value:literal, $help:literal;)*) => {
        fn details(table: &Table) -> Details {
            Details { $($field: table.one($key),)* }
        }
    };
}

event_details!(read_details);

fn event(table: &Table) -> Option<Event> {
    let name: Spanned<Name> = table.one(key::EVENT)?;
    let (kind, rest) = EventKind::new(name.value, details(table));
    Some(Event {
        at: table.one(key::AT)?,
        kind: Spanned::new(kind, name.span),
        by: table.many(key::BY),
        former_holders: table.map(key::FORMER_HOLDERS, |item| Some(item.many())),
        note: table.one(key::NOTE),
        link: table.one(key::LINK),
        rest,
        span: table.span,
    })
}

/// Returns an amendment, unless a part of it could not be read: without that part, it would do
/// something else.
fn amendment(table: &Table) -> Option<Amendment> {
    let (amends, instead) = (table.table(key::AMENDS)?, table.table(key::INSTEAD));
    if table.pruned || amends.pruned || instead.is_some_and(|instead| instead.pruned) {
        return None;
    }
    Some(Amendment {
        amends: Target {
            kind: amends.plain(key::KIND)?,
            name: amends.one(key::NAME)?,
            at: amends.one(key::AT),
            by: amends.many(key::BY),
            after: amends.one(key::AFTER),
            says: amends.map(key::WHERE, Item::read),
        },
        at: table.one(key::AT)?,
        by: table.many(key::BY),
        reason: table.one(key::REASON),
        instead: instead.map(replacement),
        span: table.span,
        effect: Effect::default(),
    })
}

fn replacement(table: &Table) -> Replacement {
    Replacement {
        at: table.one(key::AT),
        by: table.many(key::BY),
        note: table.one(key::NOTE),
        link: table.one(key::LINK),
        reason: table.one(key::REASON),
        steps: table.many(key::STEPS),
        take: table.one(key::TAKE),
        details: details(table),
    }
}
