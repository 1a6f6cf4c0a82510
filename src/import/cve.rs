//! Reads CVE records of format 5 (<https://cveproject.github.io/cve-schema/>), and the container
//! that a CNA submits.

use super::error::NoRecord;
use super::fields::Fields;
use super::node::{Node, excerpt};
use super::record::{Dated, ImportedCredit, ImportedReference, Record, Withdrawal};
use super::{ranges, title::title};
use crate::literal::escaped;
use crate::names::{CREDIT_ROLES, CveId, PublicId};

mod affected;

/// Reads a record or a container. `name` is the name of its file without the extension: a container
/// has no id.
pub(super) fn read(mut fields: Fields<'_>, name: &str) -> Result<Record, NoRecord> {
    if fields.has("cveMetadata") || fields.has("containers") {
        let Some(mut metadata) = fields.table("cveMetadata") else {
            return Err(NoRecord::invalid("the record has no `cveMetadata`", "download the record from cve.org again"));
        };
        let Some(id) = metadata.non_empty("cveId") else {
            return Err(NoRecord::invalid(
                "the record has no `cveMetadata.cveId`",
                "download the record from cve.org again",
            ));
        };
        let state = metadata.non_empty("state").unwrap_or_default();
        if !matches!(state.as_str(), "PUBLISHED" | "REJECTED") {
            let message = format!("the CVE ID is not published: its state is `{}`", excerpt(&state));
            return Err(NoRecord::invalid(message, "import it when the record is published"));
        }
        for key in ["dataType", "dataVersion"] {
            fields.ignore(key);
        }
        let mut containers = fields.table("containers");
        let cna = containers.as_mut().and_then(|containers| containers.table("cna"));
        let mut record = match cna {
            Some(cna) => container(cna)?,
            None => Record::default(),
        };
        if let Some(mut containers) = containers {
            containers.discard("adp", "this was added by others, not by the record's publisher");
        }
        rename(&mut record, id);
        self::metadata(metadata, &mut record);
        return Ok(record);
    }
    if let Some(cna) = fields.table("cnaContainer") {
        return bare_container(cna, name);
    }
    // OSV records have `affected` too, and an `id` beside it.
    let is_container = ["descriptions", "rejectedReasons", "providerMetadata"].iter().any(|key| fields.has(key))
        || fields.has("affected") && !fields.has("id");
    if !is_container {
        return Err(NoRecord::OtherFormat("it is neither a CVE record nor a CNA container"));
    }
    bare_container(fields, name)
}

/// Reads a container alone. Its id is the name of the file, or that of the advisory it was made
/// from.
fn bare_container(cna: Fields<'_>, name: &str) -> Result<Record, NoRecord> {
    let mut record = container(cna)?;
    let is_id = name.parse::<CveId>().is_ok() || name.parse::<PublicId>().is_ok();
    if is_id {
        rename(&mut record, name.to_owned());
    }
    if record.id.is_empty() && !record.aliases.is_empty() {
        record.id = record.aliases.remove(0);
    }
    if record.id.is_empty() {
        return Err(NoRecord::invalid(
            "a CNA container has no ID, and the file name has none either",
            "name the file after its CVE ID, such as CVE-2026-12345.json",
        ));
    }
    Ok(record)
}

/// Gives the record an id. The project's own id, if the container names it, remains the main one.
fn rename(record: &mut Record, id: String) {
    if record.id.is_empty() {
        record.id = id;
    } else if record.id != id {
        record.aliases.insert(0, id);
    }
    record.aliases.retain(|alias| *alias != record.id);
}

fn metadata(mut metadata: Fields<'_>, record: &mut Record) {
    record.published = record.published.or(metadata.instant("datePublished"));
    metadata.ignore("datePublished");
    record.modified = metadata.instant("dateUpdated");
    if let Some(withdrawn) = &mut record.withdrawn {
        withdrawn.at = metadata.instant("dateRejected");
    }
    let of_cve = "the CVE program uses it for its own administration";
    for key in ["assignerOrgId", "assignerShortName", "requesterUserId", "serial"] {
        metadata.discard(key, of_cve);
    }
    metadata.discard("dateReserved", "the date of the reservation is not public here");
}

/// The heading of the products of which no version is affected.
const UNAFFECTED: &str = "Products that are not affected";

/// Reads the container of a CNA.
///
/// # Errors
/// When which versions are affected can't be read.
fn container(mut cna: Fields<'_>) -> Result<Record, NoRecord> {
    let notes = cna.notes();
    let mut record = Record { published: cna.instant("datePublic"), ..Record::default() };
    if cna.has("rejectedReasons") {
        let reason = texts(&mut cna, "rejectedReasons").join("\n\n");
        record.details.clone_from(&reason);
        record.withdrawn = Some(Withdrawal { at: None, reason: Some(reason) });
        notes.guessed(cna.path("rejectedReasons"), "they become the text and the reason for the withdrawal");
        for id in cna.text_list("replacedBy") {
            notes.guessed(cna.path("replacedBy"), format!("`{}` is kept as related", excerpt(&id)));
            record.related.push(id);
        }
    }
    source(&mut cna, &mut record);
    let (first, text) = text(&mut cna, std::mem::take(&mut record.details));
    record.details = first;
    record.title = title(&mut cna, "title", &record);
    record.details = text;
    let mut products = cna.tables("affected").into_iter().map(affected::read).collect::<Result<Vec<_>, _>>()?;
    affected::name(&mut products, notes)?;
    let unaffected: Vec<String> = products.iter().filter_map(affected::Product::unaffected).collect();
    if !unaffected.is_empty() {
        let reason = format!("products without an affected version are listed under the heading `{UNAFFECTED}`");
        notes.guessed(cna.path("affected"), reason);
        let lines: Vec<String> = unaffected.iter().map(|name| format!("- {}", escaped(name))).collect();
        record.details.push_str(&format!("\n\n## {UNAFFECTED}\n\n{}", lines.join("\n")));
    }
    for product in products {
        record.affected.extend(product.affected);
        record.unknown.extend(product.unknown);
        record.commits.extend(product.commits);
    }
    record.affected = ranges::merge_overlapping(std::mem::take(&mut record.affected), notes);
    record.cwe = weaknesses(&mut cna);
    (record.vectors, record.severity) = severities(&mut cna);
    record.references = references(&mut cna);
    record.timeline = timeline(&mut cna);
    record.credits = credits(&mut cna);
    for (key, reason) in [
        ("providerMetadata", "the CVE program keeps the submitter for its own administration"),
        ("dateAssigned", "the date of the assignment is not public here"),
        ("impacts", "advisories here have no attack patterns, only CWE IDs"),
        ("tags", "advisories here have no tags"),
        ("taxonomyMappings", "advisories here have no other taxonomies"),
        ("cpeApplicability", "packages here are named by ecosystem and name, not by CPE"),
    ] {
        cna.discard(key, reason);
    }
    Ok(record)
}

/// Takes the English texts of a list; if there is none, all of them.
fn texts(cna: &mut Fields<'_>, key: &str) -> Vec<String> {
    let mut all = Vec::new();
    for mut description in cna.tables(key) {
        description.discard("supportingMedia", "it is the same text in another format");
        let lang = description.non_empty("lang").unwrap_or_default().to_lowercase();
        let path = description.path("value");
        all.extend(description.non_empty("value").map(|text| (lang == "en" || lang.starts_with("en-"), path, text)));
    }
    let has_english = all.iter().any(|(is_english, ..)| *is_english);
    let mut texts = Vec::new();
    for (is_english, path, text) in all {
        if is_english || !has_english {
            texts.push(text.trim().to_owned());
        } else {
            cna.notes().no_place(path, "advisories here are in one language");
        }
    }
    texts
}

/// Takes the descriptions and, each under a heading, the texts about what to do and what is known.
/// Returns the first text as it stands, and all of them as Markdown: in a record they are plain.
fn text(cna: &mut Fields<'_>, before: String) -> (String, String) {
    let descriptions = texts(cna, "descriptions");
    let plain: Vec<_> = Some(before).filter(|text| !text.is_empty()).into_iter().chain(descriptions).collect();
    let mut parts: Vec<String> = plain.iter().map(|text| escaped(text)).collect();
    for (key, heading) in [
        ("configurations", "Configurations"),
        ("workarounds", "Workarounds"),
        ("solutions", "How to upgrade"),
        ("exploits", "Exploits"),
    ] {
        let texts = texts(cna, key);
        if !texts.is_empty() {
            cna.notes().guessed(cna.path(key), format!("it is added to the text, under the heading `{heading}`"));
            parts.push(format!("## {heading}\n\n{}", escaped(&texts.join("\n\n"))));
        }
    }
    (plain.into_iter().next().unwrap_or_default(), parts.join("\n\n"))
}

/// Takes the source of the record. This program's own export names the advisory there.
fn source(cna: &mut Fields<'_>, record: &mut Record) {
    let path = cna.path("source");
    let mut source = match cna.take("source") {
        // Some records have a bare word here.
        Some(Node::Text(_)) => {
            cna.notes().no_place(path, "the place of discovery is not kept here");
            return;
        }
        Some(node) => match cna.as_table(path, node) {
            Some(source) => source,
            None => return,
        },
        None => return,
    };
    match source.non_empty("advisory") {
        Some(id) if id.parse::<PublicId>().is_ok() => record.id = id,
        Some(id) if id.starts_with("GHSA-") => {
            source.notes().guessed(source.path("advisory"), "it is kept as an alias");
            record.aliases.push(id);
        }
        Some(_) => source.notes().no_place(source.path("advisory"), "it is not an ID of the advisory here"),
        None => {}
    }
    source.discard_rest("the place of discovery is not kept here");
}

/// Takes the CWE ids of the problem types. Where there is none, the description may begin with it.
fn weaknesses(cna: &mut Fields<'_>) -> Vec<String> {
    let mut ids: Vec<String> = Vec::new();
    for mut problem in cna.tables("problemTypes") {
        for mut description in problem.tables("descriptions") {
            for key in ["lang", "type"] {
                description.ignore(key);
            }
            description.discard("references", "links are read from the record's own references");
            let path = description.path("description");
            let words = description.non_empty("description").unwrap_or_default();
            let found = description.non_empty("cweId").or_else(|| {
                let word = words.split([' ', ':']).find(|word| word.parse::<crate::names::CweId>().is_ok())?;
                description.notes().guessed(&path, "the weakness that it names is used");
                Some(word.to_owned())
            });
            match found {
                Some(id) => ids.push(id),
                None if words.is_empty() || words == "n/a" => {}
                None => description.notes().no_place(path, "a weakness here is a CWE ID"),
            }
        }
    }
    ids
}

/// Takes every CVSS vector, and the first severity in a word. Scores are computed from vectors.
fn severities(cna: &mut Fields<'_>) -> (Vec<String>, Option<String>) {
    let mut vectors: Vec<String> = Vec::new();
    let mut words = Vec::new();
    for mut metric in cna.tables("metrics") {
        metric.ignore("format");
        for key in ["cvssV4_0", "cvssV3_1", "cvssV3_0", "cvssV2_0"] {
            let Some(mut cvss) = metric.table(key) else { continue };
            match cvss.non_empty("vectorString") {
                Some(vector) => vectors.push(vector),
                None => cvss
                    .notes()
                    .no_place(cvss.own_path(), "a severity is computed from a CVSS vector here, and there is none"),
            }
            cvss.ignore_rest();
        }
        for mut scenario in metric.tables("scenarios") {
            scenario.ignore("lang");
            if scenario.peek("value").is_some_and(|value| value == "GENERAL") {
                scenario.ignore("value");
            }
            scenario.discard("value", "a vector here applies to every use of the software");
        }
        if let Some(mut other) = metric.table("other") {
            other.ignore("type");
            match other.table("content").and_then(word) {
                Some(word) => words.push((other.own_path().to_owned(), word)),
                None => other.notes().no_place(other.own_path(), "a severity is a CVSS vector or a word here"),
            }
        }
    }
    for (path, word) in words.iter().skip(1) {
        let reason = format!("`{}` is not kept: an advisory here has one severity in a word", excerpt(word));
        cna.notes().no_place(path, reason);
    }
    (vectors, words.into_iter().next().map(|(_, word)| word))
}

/// Takes the word of a metric that is no CVSS vector.
fn word(mut content: Fields<'_>) -> Option<String> {
    let word = ["text", "severity", "value"].into_iter().find_map(|key| content.non_empty(key));
    content.discard_rest("a severity is a CVSS vector or a word here");
    word
}

/// The kinds of links that CVE's tags of references mean.
const KINDS: [(&str, &str); 12] = [
    ("patch", "fix"),
    ("vendor-advisory", "advisory"),
    ("third-party-advisory", "advisory"),
    ("government-resource", "advisory"),
    ("issue-tracking", "report"),
    ("exploit", "evidence"),
    ("mailing-list", "discussion"),
    ("technical-description", "article"),
    ("media-coverage", "article"),
    ("signature", "detection"),
    ("product", "package"),
    ("release-notes", "web"),
];

fn references(cna: &mut Fields<'_>) -> Vec<ImportedReference> {
    let mut references = Vec::new();
    for mut reference in cna.tables("references") {
        let path = reference.path("tags");
        let tags = reference.text_list("tags");
        let kind = KINDS.iter().find(|(tag, _)| tags.iter().any(|own| own == tag));
        if tags.iter().any(|own| kind.is_none_or(|(tag, _)| own != tag)) {
            reference.notes().no_place(path, "a link here has one kind, and this tag is not a kind");
        }
        let Some(url) = reference.non_empty("url") else {
            reference.notes().wrong(reference.own_path(), "it has no URL");
            continue;
        };
        let title = reference.non_empty("name").filter(|name| *name != url);
        references.push(ImportedReference { kind: Some(kind.map_or("web", |(_, kind)| kind).to_owned()), url, title });
    }
    references
}

fn timeline(cna: &mut Fields<'_>) -> Vec<Dated> {
    let mut lines = Vec::new();
    for mut line in cna.tables("timeline") {
        line.ignore("lang");
        match (line.instant("time"), line.non_empty("value")) {
            (Some(at), Some(text)) => lines.push(Dated { at, text }),
            _ => line.notes().wrong(line.own_path(), "it is not a text with a time"),
        }
    }
    lines
}

fn credits(cna: &mut Fields<'_>) -> Vec<ImportedCredit> {
    let mut credits = Vec::new();
    for mut credit in cna.tables("credits") {
        credit.ignore("lang");
        credit.discard("user", "a credit here has no number of the CVE program");
        let role = credit.one_of("type", &CREDIT_ROLES);
        match credit.non_empty("value") {
            Some(name) => credits.push(ImportedCredit { name, role, url: None }),
            None => credit.notes().wrong(credit.own_path(), "it has no name"),
        }
    }
    credits
}
