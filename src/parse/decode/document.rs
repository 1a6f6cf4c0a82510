//! `advisory.md`: the front matter's table and the text below it.

use crate::incident::{
    Affected, Commits, Cvss, Document, DocumentCredit, DocumentReference, RejectedCve, Relation, Revision, Section,
};
use crate::key;
use crate::parse::value::{Item, Table};
use crate::source::{FilePath, Span, Spanned};

/// Returns the document.
pub(in crate::parse) fn read(
    file: &FilePath,
    front: &Table,
    place: Span,
    body: Spanned<String>,
    sections: Vec<Section>,
) -> Document {
    Document {
        file: file.clone(),
        id: front.one(key::ID),
        title: front.one(key::TITLE),
        cve: front.many(key::CVE),
        aliases: front.many(key::ALIASES),
        related: front.many(key::RELATED),
        relations: front.tables(key::RELATION, |t| Some(Relation { kind: t.one(key::KIND)?, id: t.one(key::ID)? })),
        rejected_cve: front.tables(key::REJECTED_CVE, |t| {
            Some(RejectedCve { id: t.one(key::ID)?, reason: t.one(key::REASON)?, replaced_by: t.one(key::REPLACED_BY) })
        }),
        cwe: front.many(key::CWE),
        cvss: front.tables(key::CVSS, |t| Some(Cvss { vector: t.one(key::VECTOR)?, score: t.one(key::SCORE) })),
        level: front.one(key::LEVEL),
        facts: front.map(key::FACTS, Item::read),
        affected: front.tables(key::AFFECTED, |t| Some(affected(t))),
        unknown: front.tables(key::UNKNOWN, |t| Some(unknown(t))),
        commits: front.tables(key::COMMITS, |t| Some(commits(t))),
        credits: front.tables(key::CREDIT, |t| {
            Some(DocumentCredit { name: t.one(key::NAME)?, role: t.one(key::ROLE), url: t.one(key::URL) })
        }),
        references: front.tables(key::REFERENCE, |t| {
            Some(DocumentReference { kind: t.one(key::KIND), url: t.one(key::URL)?, title: t.one(key::TITLE) })
        }),
        revisions: front.tables(key::REVISION, entry),
        timeline: front.tables(key::TIMELINE, entry),
        withdrawn: front.one(key::WITHDRAWN),
        body,
        sections,
        front: place,
    }
}

fn affected(table: &Table) -> Affected {
    let bound = |key| table.one(key);
    Affected {
        package: table.one(key::PACKAGE),
        ecosystem: table.one(key::ECOSYSTEM),
        line: table.one(key::LINE),
        ..Affected::new(bound(key::INTRODUCED), bound(key::FIXED), bound(key::LAST_AFFECTED), table.span)
            .ending_before(bound(key::BEFORE))
    }
}

fn unknown(table: &Table) -> Affected {
    let bound = |key| table.one(key);
    Affected {
        package: table.one(key::PACKAGE),
        ecosystem: table.one(key::ECOSYSTEM),
        ..Affected::new(bound(key::FROM), bound(key::BEFORE), bound(key::UP_TO), table.span)
    }
}

fn commits(table: &Table) -> Commits {
    Commits {
        package: table.one(key::PACKAGE),
        ecosystem: table.one(key::ECOSYSTEM),
        repository: table.one(key::REPOSITORY),
        introduced: table.many(key::INTRODUCED),
        fixed: table.many(key::FIXED),
        last_affected: table.many(key::LAST_AFFECTED),
        limit: table.many(key::LIMIT),
        versions: table.many(key::VERSIONS),
        span: table.span,
    }
}

fn entry(table: &Table) -> Option<Revision> {
    Some(Revision { at: table.one(key::AT)?, text: table.one(key::TEXT)? })
}
