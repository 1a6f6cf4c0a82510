//! OSV 1.x (<https://ossf.github.io/osv-schema/>), and what this program's own export adds to it.

use std::collections::HashSet;

use super::fields::Fields;
use super::node::clipped;
use super::reading::Unread;
use super::{Credit, Dated, Place, Record, Reference, Refusal, Withdrawal, ranges};
use crate::names::{CREDIT_ROLES, PublicId, REFERENCE_KINDS};

mod affected;

/// Reads one record.
pub(super) fn read(mut fields: Fields<'_>) -> Result<Record, Unread> {
    let notes = fields.notes();
    let is_osv = ["affected", "schema_version", "modified", "summary", "details"].iter().any(|key| fields.has(key));
    if !is_osv {
        return Err(Unread::Foreign("it has none of the fields that such a record has"));
    }
    let Some(id) = fields.words("id") else {
        return Err(Unread::Refused(Refusal {
            place: Place::File,
            message: "the record has no `id`".to_owned(),
            help: "give it the id that it has in its database",
        }));
    };
    fields.says_nothing("schema_version");
    let mut record = Record {
        id,
        published: fields.instant("published"),
        modified: fields.instant("modified"),
        withdrawn: fields.has("withdrawn").then(|| Withdrawal { at: fields.instant("withdrawn"), reason: None }),
        aliases: fields.texts("aliases"),
        related: fields.texts("related"),
        details: fields.text("details").unwrap_or_default(),
        vectors: vectors(&mut fields),
        references: references(&mut fields),
        credits: credits(&mut fields),
        ..Record::default()
    };
    record.title = title(&mut fields, "summary", &record);
    for id in fields.texts("upstream") {
        notes.guessed("upstream", format!("`{}` is kept as related", clipped(&id)));
        record.related.push(id);
    }
    let mut scored: HashSet<String> = record.vectors.iter().cloned().collect();
    let own = fields.table("database_specific");
    let is_own = own.as_ref().is_some_and(has_public_id);
    for package in fields.tables("affected") {
        affected::read(package, &mut record, &mut scored, is_own);
    }
    record.affected = ranges::apart(std::mem::take(&mut record.affected), notes);
    if let Some(own) = own {
        database_specific(own, &mut record);
    }
    Ok(record)
}

/// The title, in one line. Where the record has none, the first line of its text.
pub(super) fn title(fields: &mut Fields<'_>, key: &str, record: &Record) -> String {
    let path = fields.path(key);
    let given = fields.words(key);
    let text = given.as_deref().or_else(|| record.details.lines().find(|line| !line.trim().is_empty()));
    let line = text.unwrap_or(&record.id).split_whitespace().collect::<Vec<_>>().join(" ");
    match &given {
        Some(given) if *given == line => {}
        Some(_) => fields.notes().guessed(path, "its white space is put in order, so that it is one line"),
        None if text.is_none() => fields.notes().guessed(path, "there is none, nor a text, so the id stands for it"),
        None => fields.notes().guessed(path, "there is none, so the first line of the text stands for it"),
    }
    match line.char_indices().nth(LONGEST_GUESS) {
        Some((end, _)) if given.is_none() => {
            format!("{}…", line.trim_start_matches('#').get(..end).unwrap_or(&line).trim())
        }
        _ if given.is_none() => line.trim_start_matches('#').trim().to_owned(),
        _ => line,
    }
}

/// How long a title is that nobody wrote, in characters.
const LONGEST_GUESS: usize = 120;

/// The vectors of `severity`.
fn vectors(fields: &mut Fields<'_>) -> Vec<String> {
    let mut vectors = Vec::new();
    for mut severity in fields.tables("severity") {
        match severity.words("type").as_deref() {
            Some("CVSS_V2" | "CVSS_V3" | "CVSS_V4") => vectors.extend(severity.words("score")),
            kind => {
                let kind = clipped(kind.unwrap_or_default());
                severity.no_place("score", &format!("severities are CVSS vectors here, and not of the kind `{kind}`"));
            }
        }
    }
    vectors
}

fn references(fields: &mut Fields<'_>) -> Vec<Reference> {
    let mut references = Vec::new();
    for mut reference in fields.tables("references") {
        let kind = reference.words("type").and_then(|kind| known(&reference, "type", &kind, &REFERENCE_KINDS));
        let Some(url) = reference.words("url") else {
            reference.notes().wrong(reference.here(), "it has no address");
            continue;
        };
        references.push(Reference { kind, url, title: None });
    }
    references
}

/// A word of a list as this program spells it; `None`, with a note, where the list does not have it.
pub(super) fn known(fields: &Fields<'_>, key: &str, word: &str, words: &[&str]) -> Option<String> {
    let own = word.trim().to_lowercase().replace(['_', ' '], "-");
    if words.contains(&own.as_str()) {
        return Some(own);
    }
    fields.notes().wrong(fields.path(key), format!("`{}` is none of the words that may stand here", clipped(word)));
    None
}

fn credits(fields: &mut Fields<'_>) -> Vec<Credit> {
    let mut credits = Vec::new();
    for mut credit in fields.tables("credits") {
        let role = credit.words("type").and_then(|role| known(&credit, "type", &role, &CREDIT_ROLES));
        let contact = credit.texts("contact");
        let Some(name) = credit.words("name") else {
            credit.notes().wrong(credit.here(), "it names nobody");
            continue;
        };
        let is_page = |contact: &&String| contact.starts_with("https://") || contact.starts_with("http://");
        let url = contact.iter().find(is_page).cloned();
        if contact.len() > usize::from(url.is_some()) {
            credit.notes().no_place(credit.path("contact"), "a credit has one web page here, and no other address");
        }
        credits.push(Credit { name, role, url });
    }
    credits
}

/// Whether a project's id stands there, as this program writes it.
fn has_public_id(own: &Fields<'_>) -> bool {
    own.peek("id").is_some_and(|id| id.parse::<PublicId>().is_ok())
}

/// What databases add to a record. What this program adds is read back.
fn database_specific(mut own: Fields<'_>, record: &mut Record) {
    // A project's own id, where the record goes by one that OSV knows.
    if has_public_id(&own)
        && let Some(id) = own.words("id")
        && id != record.id
    {
        let known = std::mem::replace(&mut record.id, id);
        record.aliases.retain(|alias| *alias != known && *alias != record.id);
        record.aliases.insert(0, known);
    }
    record.cwe = own.texts("cwe_ids");
    if let Some(withdrawn) = &mut record.withdrawn {
        withdrawn.reason = own.words("withdrawn_reason");
    }
    record.timeline = dated(&mut own, "timeline");
    record.revisions = dated(&mut own, "revisions");
    if record.vectors.is_empty() {
        own.no_place("severity", "a severity is worked out of a CVSS vector here, and there is none");
    } else {
        own.says_nothing("severity");
    }
    for (key, reason) in [
        ("url", "where the database shows the record is nothing that it says"),
        ("source", "where the database has the record from is nothing that it says"),
        ("review_status", "whether the database looked at it is nothing that the record says"),
        ("github_reviewed", "whether the database looked at it is nothing that the record says"),
        ("github_reviewed_at", "when the database looked at it is nothing that the record says"),
        ("nvd_published_at", "when another database had it is nothing that the record says"),
    ] {
        own.no_place(key, reason);
    }
    own.rest("what a database adds for itself has no place here");
}

/// Dated lines as this program writes them.
fn dated(own: &mut Fields<'_>, key: &str) -> Vec<Dated> {
    let mut lines = Vec::new();
    for mut line in own.tables(key) {
        match (line.instant("at"), line.words("text")) {
            (Some(at), Some(text)) => lines.push(Dated { at, text }),
            _ => line.notes().wrong(line.here(), "it is not a text with its instant"),
        }
    }
    lines
}
