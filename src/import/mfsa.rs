//! Reads Mozilla's security advisories: YAML, or Markdown with YAML at its top
//! (<https://github.com/mozilla/foundation-security-advisories>).

use std::collections::BTreeMap;

use super::error::NoRecord;
use super::fields::{Fields, Notes};
use super::limits::Budget;
use super::node::{Node, excerpt};
use super::record::{Affected, ImportedCredit, ImportedReference, Record};
use super::yaml;
use crate::literal::escaped;
use crate::names::CveId;
use crate::time::{Date, Instant};
use crate::version::Order;

mod html;

/// The line around the YAML at the top of a Markdown file.
const FENCE: &str = "---";

/// Where Mozilla's numbers of bugs lead.
const BUG: &str = "https://bugzilla.mozilla.org/show_bug.cgi?id=";

/// Reads an advisory. `name` is that of its file, which has its ID.
pub(super) fn read(text: &str, name: &str, budget: &Budget) -> Result<Record, NoRecord> {
    budget.next_record();
    let (front, body) = match text.trim_start().strip_prefix(FENCE) {
        Some(rest) => rest.split_once("\n---").ok_or(NoRecord::OtherFormat("its YAML does not end"))?,
        None => (text, ""),
    };
    let notes = Notes::default();
    let node = yaml::read(front, budget)?;
    let fields = Fields::new(node, &notes).ok_or(NoRecord::OtherFormat("it has no YAML at its top"))?;
    let body = body.split_once('\n').map_or("", |(_, body)| body);
    let mut record = record(fields, name, body)?;
    record.notes = notes.take()?;
    Ok(record)
}

fn record(mut fields: Fields<'_>, name: &str, body: &str) -> Result<Record, NoRecord> {
    if !fields.has("announced") || !fields.has("title") {
        return Err(NoRecord::OtherFormat("it has no `announced` and `title` as Mozilla writes them"));
    }
    let notes = fields.notes();
    let Some(id) = id(name) else {
        return Err(NoRecord::invalid(
            "the ID of an advisory is in the name of its file, and this name has none",
            "call it as Mozilla does, such as mfsa2024-01.yml",
        ));
    };
    let mut record = Record { id, title: fields.non_empty("title").unwrap_or_default(), ..Record::default() };
    record.published = announced(&mut fields);
    record.severity = fields.non_empty("impact").or_else(|| fields.non_empty("risk"));
    if fields.has("risk") {
        fields.discard("risk", "`impact` says how severe it is");
    }
    fields.discard("feed", "every public advisory is in the feeds here");
    let fixed = fields.list("fixed_in");
    record.affected = affected(fixed, notes);
    for (path, _) in fields.list("vulnerable") {
        notes.lost(path, "it is beside the fixed versions, and is not read as a range");
    }
    if let Some(reporter) = fields.name("reporter") {
        record.credits.push(credit(reporter));
    }
    let mut text = vec![fields.non_empty("description").map(|text| html::markdown(&text, notes)).unwrap_or_default()];
    text.push(html::markdown(body, notes));
    cve_ids(body, &mut record, notes);
    if let Some(advisories) = fields.table("advisories") {
        for (id, path, value) in advisories.entries() {
            let Some(item) = fields.as_table(path, value) else { continue };
            text.push(part(&id, item, &mut record));
        }
    }
    text.retain(|part| !part.is_empty());
    record.details = text.join("\n\n");
    Ok(record)
}

/// Returns the ID of a file: `MFSA-2024-01` of mfsa2024-01.yml.
fn id(name: &str) -> Option<String> {
    let rest = name.strip_prefix("mfsa")?;
    let (year, number) = rest.split_once('-')?;
    let is_number = |text: &str| !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_digit());
    (year.len() == 4 && is_number(year) && is_number(number)).then(|| format!("MFSA-{year}-{number}"))
}

/// Takes the day of the announcement: `January 22, 2024`.
fn announced(fields: &mut Fields<'_>) -> Option<Instant> {
    // The first three letters, because some are abbreviated.
    const MONTHS: [&str; 12] = ["jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec"];
    let path = fields.path("announced");
    let text = fields.non_empty("announced")?;
    let words: Vec<String> = text.split([' ', ',']).filter(|word| !word.is_empty()).map(str::to_lowercase).collect();
    let day = match words.as_slice() {
        [month, day, year] => {
            let month = MONTHS.iter().position(|name| month.starts_with(name));
            let month = month.and_then(|month| u32::try_from(month + 1).ok());
            let day = day.trim_end_matches(|c: char| c.is_ascii_alphabetic());
            let number = |text: &str| text.parse::<u32>().ok();
            month.and_then(|month| Date::new(year.parse().ok()?, month, number(day)?))
        }
        _ => text.trim().parse::<Date>().ok(),
    };
    if day.is_none() {
        fields.notes().wrong(path, format!("`{}` is not a date such as `January 22, 2024`", excerpt(&text)));
    }
    day.map(Date::start)
}

/// Returns the versions of each product before its fix. If a product has several fixed versions, no
/// field says which versions each of them is for.
fn affected(fixed: Vec<(String, Node)>, notes: &Notes) -> Vec<Affected> {
    let mut products: BTreeMap<String, Vec<(String, String)>> = BTreeMap::new();
    for (path, item) in fixed {
        let Some(text) = item.text().map(str::trim) else {
            notes.unreadable(&path, &format!("it should be text, but is {}", item.kind()));
            continue;
        };
        let parts = text.rsplit_once(' ').filter(|(_, version)| version.starts_with(|c: char| c.is_ascii_digit()));
        match parts {
            Some((product, version)) => {
                products.entry(product.trim().to_owned()).or_default().push((path, version.to_owned()));
            }
            None => notes.lost(path, format!("`{}` has no version", excerpt(text))),
        }
    }
    let mut ranges = Vec::new();
    for (product, mut fixes) in products {
        fixes.sort_by(|(_, a), (_, b)| a.cmp(b));
        fixes.dedup_by(|(_, a), (_, b)| a == b);
        match fixes.as_slice() {
            [(path, version)] => {
                notes.guessed(path, "the first affected version is not named, so all before the fix are affected");
                ranges.push(Affected {
                    package: Some(product),
                    fixed: Some(version.clone()),
                    order: Some(Order::Numeric),
                    ..Affected::default()
                });
            }
            several => {
                for (path, _) in several {
                    notes.lost(
                        path,
                        "the product has several fixed versions, and it is not known which lines they are of",
                    );
                }
            }
        }
    }
    ranges
}

/// Adds the CVE IDs that links of a text lead to.
fn cve_ids(body: &str, record: &mut Record, notes: &Notes) {
    let is_part = |c: char| c.is_ascii_alphanumeric() || c == '-';
    let words = body.split(|c: char| !is_part(c));
    let ids: Vec<String> = words.filter(|word| word.parse::<CveId>().is_ok()).map(str::to_owned).collect();
    if !ids.is_empty() {
        notes.guessed("text", "the CVE IDs in it are taken for those of the advisory");
    }
    record.aliases.extend(ids);
}

/// Adds one of several vulnerabilities. Returns its section.
fn part(id: &str, mut item: Fields<'_>, record: &mut Record) -> String {
    let notes = item.notes();
    if id.parse::<CveId>().is_ok() {
        record.aliases.push(id.to_owned());
    } else {
        notes.no_place(item.own_path().to_owned(), "its ID is not a CVE ID, so it is in the text alone");
    }
    let title = item.non_empty("title").unwrap_or_default();
    let mut text = vec![format!("## {}", escaped(format!("{id}: {}", title.trim()).trim_end_matches([':', ' '])))];
    if let Some(reporter) = item.name("reporter") {
        text.push(format!("Reporter: {}", escaped(&reporter)));
        if record.credits.iter().all(|credit| credit.name != reporter) {
            record.credits.push(credit(reporter));
        }
    }
    if let Some(impact) = item.non_empty("impact") {
        text.push(format!("Impact: {}", escaped(impact.trim())));
    }
    item.ignore("feed");
    text.extend(item.non_empty("description").map(|text| html::markdown(&text, notes)));
    for mut bug in item.tables("bugs") {
        let title = bug.non_empty("desc");
        let path = bug.path("url");
        let Some(named) = bug.non_empty("url") else { continue };
        for one in named.split([',', ' ']).map(str::trim).filter(|one| !one.is_empty()) {
            let url = match one.bytes().all(|byte| byte.is_ascii_digit()) {
                true => format!("{BUG}{one}"),
                false if one.starts_with("https://") || one.starts_with("http://") => one.to_owned(),
                false => {
                    notes.wrong(path.clone(), format!("`{}` is neither a number nor an address", excerpt(one)));
                    continue;
                }
            };
            record.references.push(ImportedReference { kind: Some("report".to_owned()), url, title: title.clone() });
        }
    }
    text.retain(|part| !part.is_empty());
    text.join("\n\n")
}

fn credit(name: String) -> ImportedCredit {
    ImportedCredit { name: name.trim().to_owned(), role: Some("reporter".to_owned()), url: None }
}
