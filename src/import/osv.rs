//! Reads OSV 1.x (<https://ossf.github.io/osv-schema/>), and what this program's own export adds to
//! it.

use std::collections::HashSet;

use super::error::NoRecord;
use super::fields::Fields;
use super::node::excerpt;
use super::ranges;
use super::record::{Dated, ImportedCredit, ImportedReference, Record, Withdrawal};
use super::title::title;
use crate::names::{CREDIT_ROLES, PublicId, REFERENCE_KINDS};

mod affected;
mod severity;

use severity::vectors;

/// Reads a record.
pub(super) fn read(mut fields: Fields<'_>) -> Result<Record, NoRecord> {
    let notes = fields.notes();
    let is_osv = ["affected", "schema_version", "modified", "summary", "details"].iter().any(|key| fields.has(key));
    let is_report_of_go = fields.has("modules") && !fields.has("affected") && !fields.has("schema_version");
    if !is_osv || is_report_of_go {
        return Err(NoRecord::OtherFormat("it has none of the fields of such a record"));
    }
    let Some(id) = fields.non_empty("id") else {
        return Err(NoRecord::invalid("the record has no `id`", "add its ID in the database"));
    };
    fields.ignore("schema_version");
    let mut record = Record {
        id,
        published: fields.instant("published"),
        modified: fields.instant("modified"),
        withdrawn: fields.has("withdrawn").then(|| Withdrawal { at: fields.instant("withdrawn"), reason: None }),
        aliases: fields.text_list("aliases"),
        related: fields.text_list("related"),
        details: fields.text("details").unwrap_or_default(),
        vectors: vectors(&mut fields),
        references: references(&mut fields),
        credits: credits(&mut fields),
        ..Record::default()
    };
    record.title = title(&mut fields, "summary", &record);
    for id in fields.text_list("upstream") {
        notes.guessed("upstream", format!("`{}` is kept as related", excerpt(&id)));
        record.related.push(id);
    }
    let mut scored: HashSet<String> = record.vectors.iter().cloned().collect();
    let own = fields.table("database_specific");
    let is_own = own.as_ref().is_some_and(has_public_id);
    for package in fields.tables("affected") {
        affected::read(package, &mut record, &mut scored, is_own);
    }
    record.affected = ranges::merge_overlapping(std::mem::take(&mut record.affected), notes);
    if let Some(own) = own {
        database_specific(own, &mut record);
    }
    Ok(record)
}

fn references(fields: &mut Fields<'_>) -> Vec<ImportedReference> {
    let mut references = Vec::new();
    for mut reference in fields.tables("references") {
        let kind = reference.one_of("type", &REFERENCE_KINDS);
        let Some(url) = reference.non_empty("url") else {
            reference.notes().wrong(reference.own_path(), "it has no URL");
            continue;
        };
        references.push(ImportedReference { kind, url, title: None });
    }
    references
}

fn credits(fields: &mut Fields<'_>) -> Vec<ImportedCredit> {
    let mut credits = Vec::new();
    for mut credit in fields.tables("credits") {
        let role = credit.one_of("type", &CREDIT_ROLES);
        let contact = credit.text_list("contact");
        let Some(name) = credit.non_empty("name") else {
            credit.notes().wrong(credit.own_path(), "it has no name");
            continue;
        };
        let is_page = |contact: &&String| contact.starts_with("https://") || contact.starts_with("http://");
        let url = contact.iter().find(is_page).cloned();
        if contact.len() > usize::from(url.is_some()) {
            credit.notes().no_place(credit.path("contact"), "a credit here has one web page and no other address");
        }
        credits.push(ImportedCredit { name, role, url });
    }
    credits
}

/// Returns whether the id of a project is in there, as this program writes it.
fn has_public_id(own: &Fields<'_>) -> bool {
    own.peek("id").is_some_and(|id| id.parse::<PublicId>().is_ok())
}

/// Reads what databases add to a record. What this program adds is read back.
fn database_specific(mut own: Fields<'_>, record: &mut Record) {
    // The project's own id, where the record has an id that OSV knows.
    if has_public_id(&own)
        && let Some(id) = own.non_empty("id")
        && id != record.id
    {
        let known = std::mem::replace(&mut record.id, id);
        record.aliases.retain(|alias| *alias != known && *alias != record.id);
        record.aliases.insert(0, known);
    }
    record.cwe = own.text_list("cwe_ids");
    if let Some(withdrawn) = &mut record.withdrawn {
        withdrawn.reason = own.non_empty("withdrawn_reason");
    }
    record.timeline = dated(&mut own, "timeline");
    record.revisions = dated(&mut own, "revisions");
    if record.vectors.is_empty() {
        record.severity = own.non_empty("severity").or(record.severity.take());
    } else {
        own.ignore("severity");
    }
    for (key, reason) in [
        ("url", "the record's page in the database is not kept here"),
        ("source", "the database's source is not kept here"),
        ("review_status", "the review status in the database is not kept here"),
        ("github_reviewed", "the review status in the database is not kept here"),
        ("github_reviewed_at", "the date of the database's review is not kept here"),
        ("nvd_published_at", "the date in another database is not kept here"),
    ] {
        own.discard(key, reason);
    }
    own.discard_rest("additions of a database for its own use are not kept here");
}

/// Reads dated texts as this program writes them.
fn dated(own: &mut Fields<'_>, key: &str) -> Vec<Dated> {
    let mut lines = Vec::new();
    for mut line in own.tables(key) {
        match (line.instant("at"), line.non_empty("text")) {
            (Some(at), Some(text)) => lines.push(Dated { at, text }),
            _ => line.notes().wrong(line.own_path(), "it is not a text with a time"),
        }
    }
    lines
}
