//! `advisory.md`: the front matter's table and the text below it.

use crate::incident::{Affected, Credit, Cvss, Document, Reference, Revision, Section};
use crate::parse::value::Table;
use crate::source::{FilePath, Span, Spanned};

/// The document.
pub(in crate::parse) fn read(
    file: &FilePath,
    front: &Table,
    place: Span,
    body: Spanned<String>,
    sections: Vec<Section>,
) -> Document {
    Document {
        file: file.clone(),
        id: front.one("id"),
        title: front.one("title"),
        cve: front.many("cve"),
        aliases: front.many("aliases"),
        related: front.many("related"),
        cwe: front.many("cwe"),
        cvss: front.tables("cvss", |t| Some(Cvss { vector: t.one("vector")?, score: t.one("score") })),
        affected: front.tables("affected", |t| Some(affected(t))),
        credits: front
            .tables("credit", |t| Some(Credit { name: t.one("name")?, role: t.one("role"), url: t.one("url") })),
        references: front.tables("reference", |t| {
            Some(Reference { kind: t.one("kind"), url: t.one("url")?, title: t.one("title") })
        }),
        revisions: front.tables("revision", entry),
        timeline: front.tables("timeline", entry),
        withdrawn: front.one("withdrawn"),
        body,
        sections,
        front: place,
    }
}

fn affected(table: &Table) -> Affected {
    Affected {
        package: table.one("package"),
        line: table.one("line"),
        introduced: table.one("introduced"),
        fixed: table.one("fixed"),
        last_affected: table.one("last-affected"),
        span: table.span,
    }
}

fn entry(table: &Table) -> Option<Revision> {
    Some(Revision { at: table.one("at")?, text: table.one("text")? })
}
