//! Reads CSAF documents (<https://docs.oasis-open.org/csaf/csaf/v2.0/csaf-v2.0.html>). A document
//! about several vulnerabilities becomes an advisory for each, unless it says the same about all.

use std::collections::{BTreeSet, HashSet};

use super::error::NoRecord;
use super::fields::{Fields, Notes};
use super::limits::{MAX_NAME_BYTES, MAX_RANGES};
use super::node::excerpt;
use super::record::{Dated, Fate, ImportedCredit, ImportedReference, Note, Record};
use super::{ranges, title::title};
use crate::names::CREDIT_ROLES;

mod products;
mod status;
mod text;
mod words;

use text::Affected;

/// The versions of the standard that can be read.
const VERSIONS: [&str; 2] = ["2.0", "2.1"];

/// What the document says about one vulnerability, or about several of which it says the same.
struct Part {
    record: Record,
    /// The entries of `vulnerabilities` that it is made of.
    entries: BTreeSet<usize>,
}

/// Reads a document. `notes` are those of `fields`; each record gets those that concern it.
pub(super) fn read(mut fields: Fields<'_>, notes: &Notes) -> Result<Vec<Record>, NoRecord> {
    let Some(mut document) = fields.table("document") else {
        return Err(NoRecord::OtherFormat("it has no `document`"));
    };
    let version = document.non_empty("csaf_version").unwrap_or_default();
    if version.is_empty() {
        return Err(NoRecord::OtherFormat("it has no `document.csaf_version`"));
    }
    if !VERSIONS.contains(&version.as_str()) {
        return Err(NoRecord::invalid(
            format!("the document is of CSAF `{}`, and 2.0 and 2.1 can be read", excerpt(&version)),
            "ask its publisher for CSAF 2.0",
        ));
    }
    fields.ignore("$schema");
    check_distribution(&mut document)?;
    let Some(mut tracking) = document.table("tracking") else {
        return Err(NoRecord::invalid("the document has no `tracking`", "ask its publisher for a valid document"));
    };
    if tracking.non_empty("status").as_deref() == Some("draft") {
        return Err(NoRecord::invalid(
            "the document is a draft, which only its publisher may use",
            "import it when it is published",
        ));
    }
    let Some(id) = tracking.non_empty("id") else {
        return Err(NoRecord::invalid("the document has no `tracking.id`", "ask its publisher for a valid document"));
    };
    let mut base = Record {
        id,
        aliases: tracking.text_list("aliases"),
        published: tracking.instant("initial_release_date"),
        modified: tracking.instant("current_release_date"),
        revisions: revisions(&mut tracking),
        references: references(&mut document),
        credits: acknowledgments(&mut document),
        ..Record::default()
    };
    let of_document = "it is about the document, not about the vulnerability";
    let is_own = is_own(&mut tracking);
    let mut texts = text::Texts::new(is_own);
    tracking.ignore("version");
    drop(tracking);
    texts.notes(&mut document, &mut base);
    base.title = title(&mut document, "title", &base);
    texts.withdrawal(&mut base);
    base.severity = document.table("aggregate_severity").and_then(|mut severity| {
        severity.ignore("namespace");
        severity.non_empty("text")
    });
    for (key, reason) in [
        ("publisher", "the publisher here is the project itself"),
        ("lang", of_document),
        ("source_lang", of_document),
        ("category", of_document),
        ("license_expression", of_document),
    ] {
        document.discard(key, reason);
    }
    let products = products::read(fields.table("product_tree"), is_own, notes);
    let mut parts: Vec<Part> = Vec::new();
    for (number, vulnerability) in fields.tables("vulnerabilities").into_iter().enumerate() {
        let part = self::vulnerability(vulnerability, &products, texts.clone(), &base, number, notes);
        let is_over = parts.iter().map(|part| part.record.affected.len()).sum::<usize>() > MAX_RANGES;
        match parts.iter_mut().find(|known| says_the_same(&known.record, &part.record)) {
            Some(known) => {
                known.record.aliases.extend(part.record.aliases);
                known.entries.extend(part.entries);
            }
            None => parts.push(part),
        }
        if is_over {
            break;
        }
    }
    if parts.is_empty() {
        let record = Record { details: texts.into_markdown(), ..base.clone() };
        parts.push(Part { record, entries: BTreeSet::new() });
    }
    // Fields add the last notes when they are dropped.
    drop((document, fields));
    let all = notes.take()?;
    let is_single = parts.len() == 1;
    let names: Vec<Option<String>> = parts.iter().map(|part| name_of(&part.record, &base)).collect();
    let record = |(n, Part { mut record, entries }): (usize, Part)| {
        record.notes = notes_of(&all, &entries);
        if !is_single {
            separate(&mut record, &base, n, &names);
        }
        record
    };
    Ok(parts.into_iter().enumerate().map(record).collect())
}

/// Returns whether two vulnerabilities differ in nothing but their names.
fn says_the_same(a: &Record, b: &Record) -> bool {
    let facts = |of: &Record| Record { aliases: Vec::new(), ..of.clone() };
    facts(a) == facts(b)
}

/// Returns the name that a vulnerability of the document has of its own.
fn name_of(record: &Record, base: &Record) -> Option<String> {
    let own = || record.aliases.iter().filter(|alias| !base.aliases.contains(alias));
    own().find(|alias| alias.starts_with("CVE-")).or_else(|| own().next()).cloned()
}

/// Gives one of several vulnerabilities of a document its own id. The others, and the document, are
/// related to it.
fn separate(record: &mut Record, base: &Record, number: usize, names: &[Option<String>]) {
    let named = |(n, name): (usize, &Option<String>)| name.clone().unwrap_or_else(|| format!("{}-{}", base.id, n + 1));
    let names: Vec<String> = names.iter().enumerate().map(named).collect();
    record.id = names.get(number).cloned().unwrap_or_default();
    record.aliases.retain(|alias| !base.aliases.contains(alias));
    let others = names.into_iter().filter(|name| *name != record.id);
    record.related = std::iter::once(base.id.clone()).chain(base.aliases.iter().cloned()).chain(others).collect();
    record.notes.push(Note {
        field: "vulnerabilities".to_owned(),
        fate: Fate::Guessed,
        reason: "the document is about several, and each is an advisory of its own".to_owned(),
    });
}

/// Returns the notes about these entries of `vulnerabilities`, and about what they share.
fn notes_of(all: &[Note], entries: &BTreeSet<usize>) -> Vec<Note> {
    let entry = |field: &str| {
        let (number, _) = field.strip_prefix("vulnerabilities[")?.split_once(']')?;
        number.parse::<usize>().ok()
    };
    all.iter().filter(|note| entry(&note.field).is_none_or(|number| entries.contains(&number))).cloned().collect()
}

/// Fails unless the document may be given to everybody.
fn check_distribution(document: &mut Fields<'_>) -> Result<(), NoRecord> {
    let Some(mut distribution) = document.table("distribution") else { return Ok(()) };
    distribution.discard("text", "a public advisory here is for everyone");
    let Some(mut tlp) = distribution.table("tlp") else { return Ok(()) };
    tlp.ignore("url");
    match tlp.non_empty("label") {
        Some(label) if !matches!(label.as_str(), "WHITE" | "CLEAR") => Err(NoRecord::invalid(
            format!("the document is not public: it is marked TLP:{}", excerpt(&label)),
            "import it when its publisher marks it TLP:CLEAR (in CSAF 2.0: TLP:WHITE)",
        )),
        _ => Ok(()),
    }
}

/// Returns whether this program wrote the document.
fn is_own(tracking: &mut Fields<'_>) -> bool {
    let mut generator = tracking.table("generator");
    let mut engine = generator.as_mut().and_then(|generator| generator.table("engine"));
    let is_own = engine.as_mut().is_some_and(|engine| engine.non_empty("name").as_deref() == Some("advisory"));
    let of_document = "it is about the document, not about the vulnerability";
    for part in [engine, generator].into_iter().flatten() {
        if is_own { part.ignore_rest() } else { part.discard_rest(of_document) }
    }
    is_own
}

fn revisions(tracking: &mut Fields<'_>) -> Vec<Dated> {
    let mut revisions = Vec::new();
    for mut revision in tracking.tables("revision_history") {
        revision.ignore("number");
        revision.discard("legacy_version", "a revision here has a date but no number");
        match (revision.instant("date"), revision.non_empty("summary")) {
            (Some(at), Some(text)) => revisions.push(Dated { at, text }),
            _ => revision.notes().wrong(revision.own_path(), "it is not a text with a time"),
        }
    }
    revisions.sort_by_key(|revision| revision.at);
    revisions
}

fn references(fields: &mut Fields<'_>) -> Vec<ImportedReference> {
    let mut references = Vec::new();
    for mut reference in fields.tables("references") {
        let kind = if reference.non_empty("category").as_deref() == Some("self") { "advisory" } else { "web" };
        let Some(url) = reference.non_empty("url") else {
            reference.notes().wrong(reference.own_path(), "it has no URL");
            continue;
        };
        let title = reference.non_empty("summary").filter(|summary| *summary != url);
        references.push(ImportedReference { kind: Some(kind.to_owned()), url, title });
    }
    references
}

/// Takes a credit for each name. An organization without names is one.
fn acknowledgments(fields: &mut Fields<'_>) -> Vec<ImportedCredit> {
    let mut credits = Vec::new();
    for mut acknowledgment in fields.tables("acknowledgments") {
        let mut names = acknowledgment.text_list("names");
        let organization = acknowledgment.name("organization");
        match organization {
            Some(organization) if names.is_empty() => names.push(organization),
            Some(organization) => {
                let of = |name: &mut String| *name = format!("{name} ({organization})");
                names.iter_mut().for_each(of);
            }
            None => {}
        }
        let summary = acknowledgment.non_empty("summary");
        let role = summary.as_ref().map(|summary| summary.trim().to_lowercase().replace(' ', "-"));
        let role = role.filter(|role| CREDIT_ROLES.contains(&role.as_str()));
        if summary.is_some() && role.is_none() {
            let path = acknowledgment.path("summary");
            acknowledgment.notes().no_place(path, "a credit here has a name, a role and a page, but no text");
        }
        let urls = acknowledgment.text_list("urls");
        if urls.len() > 1 {
            acknowledgment.notes().no_place(acknowledgment.path("urls"), "a credit here has one page: the first");
        }
        if names.is_empty() {
            acknowledgment.notes().wrong(acknowledgment.own_path(), "it has no name");
        }
        let url = urls.into_iter().next().filter(|url| url.len() <= MAX_NAME_BYTES);
        credits.extend(names.into_iter().map(|name| ImportedCredit { name, role: role.clone(), url: url.clone() }));
    }
    credits
}

/// Returns what the document says about one vulnerability. `texts` are those of the document.
fn vulnerability(
    mut vulnerability: Fields<'_>,
    products: &products::Products,
    mut texts: text::Texts,
    base: &Record,
    number: usize,
    notes: &Notes,
) -> Part {
    let mut record = base.clone();
    let ids = vulnerability.tables("ids").into_iter().filter_map(|mut id| {
        id.ignore("system_name");
        id.non_empty("text")
    });
    for alias in ids.collect::<Vec<_>>().into_iter().chain(vulnerability.non_empty("cve")) {
        record.aliases.push(alias);
    }
    for mut cwe in vulnerability.table("cwe").into_iter().chain(vulnerability.tables("cwes")) {
        cwe.ignore("name");
        cwe.ignore("version");
        record.cwe.extend(cwe.non_empty("id"));
    }
    if vulnerability.peek("title").is_some_and(|title| title == record.title || title == texts.title()) {
        vulnerability.ignore("title");
    }
    if let Some(title) = vulnerability.non_empty("title") {
        record.title = title.split_whitespace().collect::<Vec<_>>().join(" ");
        notes.guessed(vulnerability.path("title"), "it is the title of the advisory");
    }
    scores(&mut vulnerability, &mut record);
    metrics(&mut vulnerability, &mut record);
    let status = status::read(&mut vulnerability, products, texts.is_own());
    texts.vulnerability(&mut vulnerability, &Affected { products, ids: &status.ids }, &mut record);
    record.references.extend(references(&mut vulnerability));
    record.credits.extend(acknowledgments(&mut vulnerability));
    record.affected = ranges::merge_overlapping(status.affected, notes);
    record.unknown = status.unknown;
    for (heading, text) in status.lists {
        texts.add(heading, text);
    }
    for key in ["release_date", "disclosure_date"] {
        let at = vulnerability.instant(key);
        if at.is_some() && at != record.published {
            vulnerability.notes().no_place(vulnerability.path(key), "an advisory here is published as a whole");
        }
    }
    for (key, reason) in [
        ("discovery_date", "the date of discovery can only be a line of the timeline here"),
        ("involvements", "the people involved are not public here"),
    ] {
        vulnerability.discard(key, reason);
    }
    record.details = texts.into_markdown();
    let mut seen = HashSet::new();
    record.references.retain(|reference| seen.insert(reference.url.clone()));
    Part { record, entries: BTreeSet::from([number]) }
}

/// Takes the vectors of CSAF 2.1.
fn metrics(vulnerability: &mut Fields<'_>, record: &mut Record) {
    for mut metric in vulnerability.tables("metrics") {
        let Some(mut content) = metric.table("content") else { continue };
        vectors(&mut content, record);
        content.discard_rest("a severity is computed from a CVSS vector here");
        metric.discard("products", "a vector here applies to the whole advisory");
        metric.discard("source", "who scored it has no place here");
    }
}

/// Takes the vectors. Scores are computed from them.
fn scores(vulnerability: &mut Fields<'_>, record: &mut Record) {
    let scores = vulnerability.tables("scores");
    let is_single = scores.len() == 1;
    for mut score in scores {
        vectors(&mut score, record);
        if is_single {
            score.ignore("products");
        }
        score.discard("products", "a vector here applies to the whole advisory");
    }
}

fn vectors(fields: &mut Fields<'_>, record: &mut Record) {
    for key in ["cvss_v3", "cvss_v2", "cvss_v4"] {
        let Some(mut cvss) = fields.table(key) else { continue };
        match cvss.non_empty("vectorString") {
            Some(vector) => record.vectors.push(vector),
            None => cvss.notes().no_place(cvss.own_path(), "a severity is computed from a CVSS vector here"),
        }
        cvss.ignore_rest();
    }
}
