//! CSAF 2.0 documents (<https://docs.oasis-open.org/csaf/csaf/v2.0/csaf-v2.0.html>). A document is one advisory, however
//! many vulnerabilities it speaks of.

use std::collections::HashSet;

use super::fields::Fields;
use super::limits::{NAME, RANGES};
use super::node::clipped;
use super::reading::Unread;
use super::{Credit, Dated, Place, Record, Reference, Refusal, Withdrawal, osv, ranges};
use crate::names::CREDIT_ROLES;

mod products;
mod status;
mod text;

/// Reads one document.
pub(super) fn read(mut fields: Fields<'_>) -> Result<Record, Unread> {
    let notes = fields.notes();
    let Some(mut document) = fields.table("document") else {
        return Err(Unread::Foreign("it has no `document`"));
    };
    let version = document.words("csaf_version").unwrap_or_default();
    if version.is_empty() {
        return Err(Unread::Foreign("it has no `document.csaf_version`"));
    }
    let refused = |message: String, help| Unread::Refused(Refusal { place: Place::File, message, help });
    if version != "2.0" {
        return Err(refused(
            format!("the document is of CSAF `{}`, and 2.0 can be read", clipped(&version)),
            "ask its publisher for CSAF 2.0",
        ));
    }
    distribution(&mut document)?;
    let Some(mut tracking) = document.table("tracking") else {
        return Err(refused("the document has no `tracking`".to_owned(), "ask its publisher for a valid one"));
    };
    if tracking.words("status").as_deref() == Some("draft") {
        return Err(refused(
            "the document is a draft, which is for its publisher alone".to_owned(),
            "import it when it is published",
        ));
    }
    let Some(id) = tracking.words("id") else {
        return Err(refused("the document has no `tracking.id`".to_owned(), "ask its publisher for a valid one"));
    };
    let mut record = Record {
        id,
        aliases: tracking.texts("aliases"),
        published: tracking.instant("initial_release_date"),
        modified: tracking.instant("current_release_date"),
        revisions: revisions(&mut tracking),
        references: references(&mut document),
        credits: acknowledgments(&mut document),
        ..Record::default()
    };
    let of_document = "it is of the document, and nothing that the advisory says";
    let mut texts = text::Texts::new(is_own(&mut tracking));
    tracking.says_nothing("version");
    drop(tracking);
    texts.notes(&mut document, &mut record);
    record.title = osv::title(&mut document, "title", &record);
    texts.withdrawal(&mut record);
    for (key, reason) in [
        ("publisher", "who publishes it is the project itself here"),
        ("aggregate_severity", "a severity is worked out of a CVSS vector here"),
        ("lang", of_document),
        ("source_lang", of_document),
        ("category", of_document),
    ] {
        document.no_place(key, reason);
    }
    let products = products::read(fields.table("product_tree"), notes);
    let vulnerabilities = fields.tables("vulnerabilities");
    if vulnerabilities.len() > 1 {
        notes.guessed("vulnerabilities", "there are several, and the advisory is of all of them");
    }
    for vulnerability in vulnerabilities {
        self::vulnerability(vulnerability, &products, &mut texts, &mut record);
        if record.affected.len() > RANGES {
            break;
        }
    }
    record.details = texts.done();
    record.affected = ranges::apart(std::mem::take(&mut record.affected), notes);
    let mut seen = HashSet::new();
    record.references.retain(|reference| seen.insert(reference.url.clone()));
    Ok(record)
}

/// Only what is for everybody may become public here.
fn distribution(document: &mut Fields<'_>) -> Result<(), Unread> {
    let Some(mut distribution) = document.table("distribution") else { return Ok(()) };
    distribution.no_place("text", "what is public here is for everybody");
    let Some(mut tlp) = distribution.table("tlp") else { return Ok(()) };
    tlp.says_nothing("url");
    match tlp.words("label") {
        Some(label) if !matches!(label.as_str(), "WHITE" | "CLEAR") => Err(Unread::Refused(Refusal {
            place: Place::File,
            message: format!("the document is not public: it is marked TLP:{}", clipped(&label)),
            help: "import it when its publisher marks it TLP:WHITE",
        })),
        _ => Ok(()),
    }
}

/// Whether this program wrote the document.
fn is_own(tracking: &mut Fields<'_>) -> bool {
    let mut generator = tracking.table("generator");
    let mut engine = generator.as_mut().and_then(|generator| generator.table("engine"));
    let is_own = engine.as_mut().is_some_and(|engine| engine.words("name").as_deref() == Some("advisory"));
    let of_document = "it is of the document, and nothing that the advisory says";
    for part in [engine, generator].into_iter().flatten() {
        if is_own { part.forget() } else { part.rest(of_document) }
    }
    is_own
}

fn revisions(tracking: &mut Fields<'_>) -> Vec<Dated> {
    let mut revisions = Vec::new();
    for mut revision in tracking.tables("revision_history") {
        revision.says_nothing("number");
        revision.no_place("legacy_version", "a revision has a date here, and no number");
        match (revision.instant("date"), revision.words("summary")) {
            (Some(at), Some(text)) => revisions.push(Dated { at, text }),
            _ => revision.notes().wrong(revision.here(), "it is not a text with its instant"),
        }
    }
    revisions.sort_by_key(|revision| revision.at);
    revisions
}

fn references(fields: &mut Fields<'_>) -> Vec<Reference> {
    let mut references = Vec::new();
    for mut reference in fields.tables("references") {
        let kind = if reference.words("category").as_deref() == Some("self") { "advisory" } else { "web" };
        let Some(url) = reference.words("url") else {
            reference.notes().wrong(reference.here(), "it has no address");
            continue;
        };
        let title = reference.words("summary").filter(|summary| *summary != url);
        references.push(Reference { kind: Some(kind.to_owned()), url, title });
    }
    references
}

/// One credit for each name; an organization alone is a name.
fn acknowledgments(fields: &mut Fields<'_>) -> Vec<Credit> {
    let mut credits = Vec::new();
    for mut acknowledgment in fields.tables("acknowledgments") {
        let mut names = acknowledgment.texts("names");
        let organization = acknowledgment.name("organization");
        match organization {
            Some(organization) if names.is_empty() => names.push(organization),
            Some(organization) => {
                let of = |name: &mut String| *name = format!("{name} ({organization})");
                names.iter_mut().for_each(of);
            }
            None => {}
        }
        let summary = acknowledgment.words("summary");
        let role = summary.as_ref().map(|summary| summary.trim().to_lowercase().replace(' ', "-"));
        let role = role.filter(|role| CREDIT_ROLES.contains(&role.as_str()));
        if summary.is_some() && role.is_none() {
            let path = acknowledgment.path("summary");
            acknowledgment.notes().no_place(path, "a credit has a name, a role and a page here, and no text");
        }
        let urls = acknowledgment.texts("urls");
        if urls.len() > 1 {
            acknowledgment.notes().no_place(acknowledgment.path("urls"), "a credit has one page here: the first");
        }
        if names.is_empty() {
            acknowledgment.notes().wrong(acknowledgment.here(), "it names nobody");
        }
        let url = urls.into_iter().next().filter(|url| url.len() <= NAME);
        credits.extend(names.into_iter().map(|name| Credit { name, role: role.clone(), url: url.clone() }));
    }
    credits
}

/// Adds what is said of one vulnerability.
fn vulnerability(
    mut vulnerability: Fields<'_>,
    products: &products::Products,
    texts: &mut text::Texts,
    record: &mut Record,
) {
    let ids = vulnerability.tables("ids").into_iter().filter_map(|mut id| {
        id.says_nothing("system_name");
        id.words("text")
    });
    for alias in ids.collect::<Vec<_>>().into_iter().chain(vulnerability.words("cve")) {
        record.aliases.push(alias);
    }
    if let Some(mut cwe) = vulnerability.table("cwe") {
        cwe.says_nothing("name");
        record.cwe.extend(cwe.words("id"));
    }
    if vulnerability.peek("title").is_some_and(|title| title == record.title || title == texts.title()) {
        vulnerability.says_nothing("title");
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
        vulnerability.no_place(key, reason);
    }
}

/// Vectors of versions 2 and 3, each once; scores are worked out of them.
fn scores(vulnerability: &mut Fields<'_>, record: &mut Record) {
    let scores = vulnerability.tables("scores");
    let is_single = scores.len() == 1;
    for mut score in scores {
        for key in ["cvss_v3", "cvss_v2", "cvss_v4"] {
            let Some(mut cvss) = score.table(key) else { continue };
            match cvss.words("vectorString") {
                Some(vector) => record.vectors.push(vector),
                None => cvss.notes().no_place(cvss.here(), "a severity is worked out of a CVSS vector here"),
            }
            cvss.forget();
        }
        if is_single {
            score.says_nothing("products");
        }
        score.no_place("products", "a vector is of the whole advisory here");
    }
}

/// A withdrawal as this program writes it.
fn withdrawal(revisions: &[Dated], reason: &str) -> Withdrawal {
    let told = revisions.iter().rev().find(|revision| revision.text.starts_with("Withdrawn"));
    let at = told.or(revisions.last()).map(|revision| revision.at);
    Withdrawal { at, reason: Some(reason.to_owned()).filter(|reason| !reason.is_empty()) }
}
