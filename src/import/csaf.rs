//! Reads CSAF 2.0 documents (<https://docs.oasis-open.org/csaf/csaf/v2.0/csaf-v2.0.html>). A
//! document becomes one advisory, however many vulnerabilities it is about.

use std::collections::HashSet;

use super::error::NoRecord;
use super::fields::Fields;
use super::limits::{MAX_NAME_BYTES, MAX_RANGES};
use super::node::excerpt;
use super::record::{Dated, ImportedCredit, ImportedReference, Record};
use super::{ranges, title::title};
use crate::names::CREDIT_ROLES;

mod products;
mod status;
mod text;

/// Reads a document.
pub(super) fn read(mut fields: Fields<'_>) -> Result<Record, NoRecord> {
    let notes = fields.notes();
    let Some(mut document) = fields.table("document") else {
        return Err(NoRecord::OtherFormat("it has no `document`"));
    };
    let version = document.non_empty("csaf_version").unwrap_or_default();
    if version.is_empty() {
        return Err(NoRecord::OtherFormat("it has no `document.csaf_version`"));
    }
    if version != "2.0" {
        return Err(NoRecord::invalid(
            format!("the document is of CSAF `{}`, and 2.0 can be read", excerpt(&version)),
            "ask its publisher for CSAF 2.0",
        ));
    }
    check_distribution(&mut document)?;
    let Some(mut tracking) = document.table("tracking") else {
        return Err(NoRecord::invalid("the document has no `tracking`", "ask its publisher for a valid one"));
    };
    if tracking.non_empty("status").as_deref() == Some("draft") {
        return Err(NoRecord::invalid(
            "the document is a draft, which is for its publisher alone",
            "import it when it is published",
        ));
    }
    let Some(id) = tracking.non_empty("id") else {
        return Err(NoRecord::invalid("the document has no `tracking.id`", "ask its publisher for a valid one"));
    };
    let mut record = Record {
        id,
        aliases: tracking.text_list("aliases"),
        published: tracking.instant("initial_release_date"),
        modified: tracking.instant("current_release_date"),
        revisions: revisions(&mut tracking),
        references: references(&mut document),
        credits: acknowledgments(&mut document),
        ..Record::default()
    };
    let of_document = "it is of the document, and nothing that the advisory says";
    let mut texts = text::Texts::new(is_own(&mut tracking));
    tracking.ignore("version");
    drop(tracking);
    texts.notes(&mut document, &mut record);
    record.title = title(&mut document, "title", &record);
    texts.withdrawal(&mut record);
    for (key, reason) in [
        ("publisher", "who publishes it is the project itself here"),
        ("aggregate_severity", "a severity is worked out of a CVSS vector here"),
        ("lang", of_document),
        ("source_lang", of_document),
        ("category", of_document),
    ] {
        document.discard(key, reason);
    }
    let products = products::read(fields.table("product_tree"), notes);
    let vulnerabilities = fields.tables("vulnerabilities");
    if vulnerabilities.len() > 1 {
        notes.guessed("vulnerabilities", "there are several, and the advisory is of all of them");
    }
    for vulnerability in vulnerabilities {
        self::vulnerability(vulnerability, &products, &mut texts, &mut record);
        if record.affected.len() > MAX_RANGES {
            break;
        }
    }
    record.details = texts.into_markdown();
    record.affected = ranges::merge_overlapping(std::mem::take(&mut record.affected), notes);
    let mut seen = HashSet::new();
    record.references.retain(|reference| seen.insert(reference.url.clone()));
    Ok(record)
}

/// Fails unless the document may be given to everybody.
fn check_distribution(document: &mut Fields<'_>) -> Result<(), NoRecord> {
    let Some(mut distribution) = document.table("distribution") else { return Ok(()) };
    distribution.discard("text", "what is public here is for everybody");
    let Some(mut tlp) = distribution.table("tlp") else { return Ok(()) };
    tlp.ignore("url");
    match tlp.non_empty("label") {
        Some(label) if !matches!(label.as_str(), "WHITE" | "CLEAR") => Err(NoRecord::invalid(
            format!("the document is not public: it is marked TLP:{}", excerpt(&label)),
            "import it when its publisher marks it TLP:WHITE",
        )),
        _ => Ok(()),
    }
}

/// Returns whether this program wrote the document.
fn is_own(tracking: &mut Fields<'_>) -> bool {
    let mut generator = tracking.table("generator");
    let mut engine = generator.as_mut().and_then(|generator| generator.table("engine"));
    let is_own = engine.as_mut().is_some_and(|engine| engine.non_empty("name").as_deref() == Some("advisory"));
    let of_document = "it is of the document, and nothing that the advisory says";
    for part in [engine, generator].into_iter().flatten() {
        if is_own { part.ignore_rest() } else { part.discard_rest(of_document) }
    }
    is_own
}

fn revisions(tracking: &mut Fields<'_>) -> Vec<Dated> {
    let mut revisions = Vec::new();
    for mut revision in tracking.tables("revision_history") {
        revision.ignore("number");
        revision.discard("legacy_version", "a revision has a date here, and no number");
        match (revision.instant("date"), revision.non_empty("summary")) {
            (Some(at), Some(text)) => revisions.push(Dated { at, text }),
            _ => revision.notes().wrong(revision.own_path(), "it is not a text with its instant"),
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
            reference.notes().wrong(reference.own_path(), "it has no address");
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
            acknowledgment.notes().no_place(path, "a credit has a name, a role and a page here, and no text");
        }
        let urls = acknowledgment.text_list("urls");
        if urls.len() > 1 {
            acknowledgment.notes().no_place(acknowledgment.path("urls"), "a credit has one page here: the first");
        }
        if names.is_empty() {
            acknowledgment.notes().wrong(acknowledgment.own_path(), "it names nobody");
        }
        let url = urls.into_iter().next().filter(|url| url.len() <= MAX_NAME_BYTES);
        credits.extend(names.into_iter().map(|name| ImportedCredit { name, role: role.clone(), url: url.clone() }));
    }
    credits
}

/// Adds what the document says about one vulnerability.
fn vulnerability(
    mut vulnerability: Fields<'_>,
    products: &products::Products,
    texts: &mut text::Texts,
    record: &mut Record,
) {
    let ids = vulnerability.tables("ids").into_iter().filter_map(|mut id| {
        id.ignore("system_name");
        id.non_empty("text")
    });
    for alias in ids.collect::<Vec<_>>().into_iter().chain(vulnerability.non_empty("cve")) {
        record.aliases.push(alias);
    }
    if let Some(mut cwe) = vulnerability.table("cwe") {
        cwe.ignore("name");
        record.cwe.extend(cwe.non_empty("id"));
    }
    if vulnerability.peek("title").is_some_and(|title| title == record.title || title == texts.title()) {
        vulnerability.ignore("title");
    }
    scores(&mut vulnerability, record);
    texts.vulnerability(&mut vulnerability, record);
    record.references.extend(references(&mut vulnerability));
    record.credits.extend(acknowledgments(&mut vulnerability));
    record.affected.extend(status::read(&mut vulnerability, products));
    if vulnerability.instant("release_date") != record.published {
        vulnerability.notes().no_place(vulnerability.path("release_date"), "an advisory is published as a whole");
    }
    for (key, reason) in [
        ("title", "an advisory has one title"),
        ("discovery_date", "when it was found has no place here but as a line of a timeline"),
        ("flags", "why something is not affected has no place here"),
        ("involvements", "who did what about it is not public here"),
    ] {
        vulnerability.discard(key, reason);
    }
}

/// Takes the vectors. Scores are computed from them.
fn scores(vulnerability: &mut Fields<'_>, record: &mut Record) {
    let scores = vulnerability.tables("scores");
    let is_single = scores.len() == 1;
    for mut score in scores {
        for key in ["cvss_v3", "cvss_v2", "cvss_v4"] {
            let Some(mut cvss) = score.table(key) else { continue };
            match cvss.non_empty("vectorString") {
                Some(vector) => record.vectors.push(vector),
                None => cvss.notes().no_place(cvss.own_path(), "a severity is worked out of a CVSS vector here"),
            }
            cvss.ignore_rest();
        }
        if is_single {
            score.ignore("products");
        }
        score.discard("products", "a vector is of the whole advisory here");
    }
}
