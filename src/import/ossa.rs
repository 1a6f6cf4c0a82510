//! Reads OpenStack's security advisories: YAML (<https://opendev.org/openstack/ossa>).

use super::error::NoRecord;
use super::fields::{Fields, Notes};
use super::node::{Node, excerpt};
use super::record::{Affected, Dated, ImportedCredit, ImportedReference, Record};
use super::rustsec::day;
use crate::literal::escaped;
use crate::time::{Date, Instant};
use crate::version::Order;

mod versions;

/// The key of the affected products.
const PRODUCTS: &str = "affected-products";

/// Reads an advisory.
pub(super) fn read(mut fields: Fields<'_>) -> Result<Record, NoRecord> {
    if !fields.has(PRODUCTS) || !fields.has("vulnerabilities") {
        return Err(NoRecord::OtherFormat("it has no affected products and vulnerabilities as OpenStack writes them"));
    }
    let notes = fields.notes();
    let Some(id) = fields.non_empty("id") else {
        return Err(NoRecord::invalid("the advisory has no `id`", "add its ID in the database"));
    };
    let mut record = Record {
        id,
        title: fields.non_empty("title").unwrap_or_default(),
        published: day(&mut fields, "date"),
        ..Record::default()
    };
    let mut text = vec![fields.non_empty("description").map(|text| paragraphs(&text)).unwrap_or_default()];
    for product in fields.tables(PRODUCTS) {
        affected(product, &mut record.affected);
    }
    let vulnerabilities = fields.tables("vulnerabilities");
    let several = vulnerabilities.len() > 1;
    for item in vulnerabilities {
        text.extend(vulnerability(item, &mut record));
    }
    for person in fields.tables("reporters") {
        reporter(person, several, &mut record);
    }
    if let Some(mut issues) = fields.table("issues") {
        issues.ignore("type");
        record.references.extend(issues.list("links").into_iter().filter_map(|item| link(item, "report", "", notes)));
    }
    reviews(&mut fields, &mut record);
    if let Some(url) = fields.non_empty("reference") {
        record.references.push(ImportedReference { kind: Some("advisory".to_owned()), url, title: None });
    }
    for (key, heading) in [("errata", "Errata"), ("notes", "Notes")] {
        let items: Vec<String> = match fields.take(key) {
            Some(Node::Text(text)) => vec![paragraphs(&text)],
            Some(Node::List(items)) => items.iter().filter_map(Node::text).map(paragraphs).collect(),
            Some(other) => {
                notes.wrong(fields.path(key), format!("it should be text, but is {}", other.kind()));
                Vec::new()
            }
            None => Vec::new(),
        };
        text.extend((!items.is_empty()).then(|| format!("## {heading}\n\n{}", items.join("\n\n"))));
    }
    for (path, item) in fields.list("errata_history") {
        record.revisions.extend(revision(&item, &path, notes));
    }
    if let Some(first) = record.revisions.iter().map(|revision| revision.at).min() {
        // `date` is that of the last correction.
        record.modified = record.published.filter(|published| *published > first);
        record.published = Some(first);
    }
    text.retain(|part| !part.is_empty());
    record.details = text.join("\n\n");
    Ok(record)
}

/// Returns plain text as paragraphs: YAML folds its lines in one way, and old files in another.
fn paragraphs(text: &str) -> String {
    let text = text.replace("\r\n", "\n");
    let joined = text.split("\n\n").map(|part| part.split_whitespace().collect::<Vec<_>>().join(" "));
    joined.filter(|part| !part.is_empty()).map(|part| escaped(&part)).collect::<Vec<_>>().join("\n\n")
}

/// Adds the ranges of a product. What is not a range of versions is named in the report.
fn affected(mut product: Fields<'_>, ranges: &mut Vec<Affected>) {
    let package = product.name("product");
    let path = product.path("version");
    let Some(text) = product.non_empty("version") else { return };
    let Some(read) = versions::read(&text) else {
        product.notes().lost(path, format!("`{}` can't be read as versions", excerpt(text.trim())));
        return;
    };
    if read.is_of_words {
        product.notes().guessed(path, "it is in words, which are read as a range");
    }
    let of_package = |range| Affected { package: package.clone(), order: Some(Order::Pep440), ..range };
    ranges.extend(read.ranges.into_iter().map(of_package));
}

/// Adds the ID, the weakness and the severity of a vulnerability. Returns its note.
fn vulnerability(mut item: Fields<'_>, record: &mut Record) -> Option<String> {
    let id = item.non_empty("cve-id").map(|id| id.trim().to_owned());
    let is_cve = |id: &&String| id.parse::<crate::names::CveId>().is_ok();
    match id.as_ref().filter(is_cve) {
        Some(cve) => record.aliases.push(cve.clone()),
        None if id.is_some() => item.notes().wrong(item.path("cve-id"), "it is not a CVE ID"),
        None => {}
    }
    if let Some(mut classification) = item.table("classification") {
        classification.discard("source", "weaknesses here have no source");
        classification.ignore("type");
        let path = classification.path("detail");
        let found = classification.non_empty("detail").unwrap_or_default();
        // A chain such as `CWE-20->CWE-22` names each of its weaknesses.
        for part in found.split("->").map(str::trim).filter(|part| !part.is_empty()) {
            let digits = part.strip_prefix("CWE-").filter(|rest| !rest.is_empty());
            match digits.filter(|rest| rest.bytes().all(|byte| byte.is_ascii_digit())) {
                Some(_) => record.cwe.push(part.to_owned()),
                None => item.notes().wrong(path.clone(), format!("`{}` is not a CWE ID", excerpt(part))),
            }
        }
    }
    if let Some(mut impact) = item.table("impact-assessment") {
        impact.discard("source", "severities of this format have no source here");
        let word = impact.non_empty("rating");
        record.severity = record.severity.take().or(word);
        if let Some(mut assessment) = impact.table("assessment") {
            assessment.ignore("type");
            assessment.ignore("score");
            let path = assessment.path("detail");
            match assessment.non_empty("detail").filter(|vector| vector.contains('/')) {
                Some(vector) if !record.vectors.is_empty() && !record.vectors.contains(&vector) => {
                    item.notes().no_place(path, "an advisory has one vector of a CVSS version");
                }
                Some(vector) => record.vectors.push(vector),
                None => item.notes().wrong(path, "it is not a CVSS vector"),
            }
        }
    }
    let note = item.non_empty("note")?;
    Some(escaped(&id.map_or_else(|| note.clone(), |id| format!("{id}: {}", note.trim()))))
}

/// Adds a person, with the company that they are of.
fn reporter(mut person: Fields<'_>, several: bool, record: &mut Record) {
    if several {
        person.discard("reported", "credits here are for the advisory, not for one of its CVE IDs");
    } else {
        person.ignore("reported");
    }
    let company = person.non_empty("affiliation").map(|company| company.trim().to_owned());
    let is_known = |company: &String| !["unknown", "none"].contains(&company.to_lowercase().as_str());
    if let Some(name) = person.name("name") {
        let name = match company.filter(is_known) {
            Some(company) => format!("{name} ({company})"),
            None => name,
        };
        record.credits.push(ImportedCredit { name, role: Some("reporter".to_owned()), url: None });
    }
}

/// Adds the changes with the fix, under the release that each is for.
fn reviews(fields: &mut Fields<'_>, record: &mut Record) {
    let notes = fields.notes();
    let Some(mut reviews) = fields.table("reviews") else { return };
    reviews.ignore("type");
    for (series, path, value) in reviews.entries() {
        let title = if series == "links" { "" } else { series.as_str() };
        match value {
            Node::List(items) => {
                let items = items.into_iter().enumerate().map(|(n, item)| (format!("{path}[{n}]"), item));
                record.references.extend(items.filter_map(|item| link(item, "fix", title, notes)));
            }
            Node::Null => {}
            other => notes.wrong(path, format!("it should be a list, but is {}", other.kind())),
        }
    }
}

/// Returns a link. What stands beside the address becomes its title.
fn link((path, item): (String, Node), kind: &str, of: &str, notes: &Notes) -> Option<ImportedReference> {
    let Some(text) = item.text() else {
        notes.wrong(path, format!("it should be text, but is {}", item.kind()));
        return None;
    };
    let Some(start) = text.find("https://").or_else(|| text.find("http://")) else {
        notes.wrong(path, "it has no address");
        return None;
    };
    let (before, rest) = text.split_at_checked(start)?;
    let (url, after) = rest.split_once(char::is_whitespace).unwrap_or((rest, ""));
    let title = [of, before.trim(), after.trim()].into_iter().filter(|part| !part.is_empty());
    let title = title.collect::<Vec<_>>().join(" ");
    let title = Some(title).filter(|title| !title.is_empty());
    Some(ImportedReference { kind: Some(kind.to_owned()), url: url.to_owned(), title })
}

/// Returns an entry of the history: `2014-12-10 - Errata 1`.
fn revision(item: &Node, path: &str, notes: &Notes) -> Option<Dated> {
    let text = item.text().unwrap_or_default().trim();
    let dated = text.get(..10).and_then(|day| day.parse::<Date>().ok());
    let words = text.get(10..).unwrap_or_default().trim_start_matches([' ', '-', ':']).trim();
    let at: Option<Instant> = dated.map(Date::start);
    if at.is_none() {
        notes.wrong(path, "it does not begin with a date");
    }
    at.map(|at| Dated { at, text: if words.is_empty() { "Corrected.".to_owned() } else { words.to_owned() } })
}
