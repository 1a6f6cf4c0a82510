//! Reads the Go vulnerability database (<https://github.com/golang/vulndb>): its OSV files, and the
//! reports they are made from (`doc/format.md` there).

use super::error::NoRecord;
use super::fields::Fields;
use super::node::excerpt;
use super::ranges::{self, Event};
use super::record::{Affected, ImportedCredit, ImportedReference, Record, Withdrawal};
use super::{osv, title::title};
use crate::ecosystem::Ecosystem;
use crate::version::{BEGINNING, without_v};

/// The names of the standard library and the tools in reports, and in OSV.
const STANDARD: [(&str, &str); 2] = [("std", "stdlib"), ("cmd", "toolchain")];

/// Reads a record. `name` is the name of its file without the extension, the only place where old
/// reports have their id.
pub(super) fn read(mut fields: Fields<'_>, name: &str) -> Result<Record, NoRecord> {
    if fields.has("schema_version") || fields.has("affected") {
        return osv::read(fields);
    }
    if fields.has("excluded") {
        return Err(NoRecord::OtherFormat(
            "the database excluded it: it is not a vulnerability of a Go module, or has another ID",
        ));
    }
    if !fields.has("modules") {
        return Err(NoRecord::OtherFormat("it is neither an OSV record nor a report with `modules`"));
    }
    let notes = fields.notes();
    let id = fields.non_empty("id").or_else(|| name.starts_with("GO-").then(|| name.to_owned()));
    let Some(id) = id else {
        return Err(NoRecord::invalid(
            "the report has no `id`",
            "add its ID in the database, or name the file after the ID",
        ));
    };
    let mut record = Record {
        id,
        details: fields.non_empty("description").map(|text| text.trim().to_owned()).unwrap_or_default(),
        published: fields.instant("published"),
        withdrawn: fields.has("withdrawn").then(|| Withdrawal { at: fields.instant("withdrawn"), reason: None }),
        related: fields.text_list("related"),
        references: references(&mut fields),
        credits: credits(&mut fields),
        ..Record::default()
    };
    for key in ["cves", "ghsas", "unknown_aliases"] {
        record.aliases.extend(fields.text_list(key));
    }
    if let Some(mut metadata) = fields.table("cve_metadata") {
        record.aliases.extend(metadata.non_empty("id"));
        // "CWE-79: what it means".
        let cwe = metadata.non_empty("cwe");
        record.cwe.extend(cwe.iter().filter_map(|cwe| cwe.split([':', ' ']).next()).map(str::to_owned));
        metadata.discard("description", "the report's own description is used as the text");
        for (n, url) in metadata.text_list("references").into_iter().enumerate() {
            notes.guessed(metadata.path(&format!("references[{n}]")), "the kind of its target is unknown");
            record.references.push(ImportedReference { kind: None, url, title: None });
        }
    }
    record.title = title(&mut fields, "summary", &record);
    for module in fields.tables("modules") {
        record.affected.extend(self::module(module));
    }
    record.affected = ranges::merge_overlapping(std::mem::take(&mut record.affected), notes);
    for (key, reason) in [
        ("review_status", "the review status in the database is not kept here"),
        ("source", "the database's source is not kept here"),
        ("notes", "they are for the database's maintainers"),
        ("unexcluded", "the reason for including it again is not kept here"),
    ] {
        fields.discard(key, reason);
    }
    Ok(record)
}

fn module(mut module: Fields<'_>) -> Vec<Affected> {
    let name = module.name("module");
    let name = name.map(|name| {
        STANDARD.iter().find(|(known, _)| *known == name).map_or(name.clone(), |(_, osv)| (*osv).to_owned())
    });
    if name.is_none() {
        module.notes().wrong(module.path("module"), "it names no module");
    }
    let named = |range| Affected { ecosystem: Some(Ecosystem::Go), package: name.clone(), ..range };
    let mut found: Vec<Affected> = versions(&mut module, "versions").into_iter().map(named).collect();
    if found.is_empty() {
        module.notes().guessed(module.path("versions"), "there are no versions, so all are affected");
        found.push(named(Affected::default()));
    }
    for (key, reason) in [
        (
            "non_go_versions",
            "ranges here use the package's own version numbers; `versions` in advisory.toml maps the project's releases to them",
        ),
        ("packages", "ranges here are for modules, not for the code in them"),
        ("vulnerable_at", "it names the version that the database reviewed, not the affected ones"),
        ("vulnerable_at_requires", "it describes the database's review of a version"),
        ("unsupported_versions", "their kind is unknown"),
        ("fix_links", "the references have the fixes"),
    ] {
        module.discard(key, reason);
    }
    found
}

/// Reads ranges: in the newer form a list of single events, in the older one a list of pairs.
fn versions(module: &mut Fields<'_>, key: &str) -> Vec<Affected> {
    let path = module.path(key);
    let order = Ecosystem::Go.order();
    let mut pairs = Vec::new();
    for mut entry in module.tables(key) {
        let bare = |version: String| without_v(&version).to_owned();
        pairs.push((entry.bound("introduced").map(bare), entry.bound("fixed").map(bare)));
        entry.require_all_taken();
    }
    // Events can be in any order. An end belongs to the beginning before it.
    if pairs.iter().all(|(introduced, fixed)| introduced.is_none() || fixed.is_none()) {
        let version = |(introduced, fixed): &(Option<String>, Option<String>)| {
            introduced.as_ref().or(fixed.as_ref()).and_then(|text| ranges::version(text, order))
        };
        if pairs.iter().all(|pair| version(pair).is_some()) {
            pairs.sort_by_cached_key(version);
        }
    }
    let mut events = Vec::new();
    for (introduced, fixed) in pairs {
        // In the older form a pair without a beginning is affected from the first version on.
        let is_open = matches!(events.last(), Some(Event::Introduced(_)));
        if introduced.is_none() && fixed.is_some() && !is_open {
            events.push(Event::Introduced(BEGINNING.to_owned()));
        }
        events.extend(introduced.map(Event::Introduced));
        events.extend(fixed.map(Event::Fixed));
    }
    ranges::from_events(events, order, &path, module.notes())
}

/// Reads links: a list of tables with one key each, which is the kind of the link.
fn references(fields: &mut Fields<'_>) -> Vec<ImportedReference> {
    let mut references = Vec::new();
    for mut reference in fields.tables("references") {
        for kind in crate::names::REFERENCE_KINDS {
            if let Some(url) = reference.non_empty(kind) {
                references.push(ImportedReference { kind: Some(kind.to_owned()), url, title: None });
            }
        }
    }
    references
}

/// Reads credits: `credits` is a list, and `credit`, in older reports, one text.
fn credits(fields: &mut Fields<'_>) -> Vec<ImportedCredit> {
    let names = fields.non_empty("credit").into_iter().chain(fields.text_list("credits"));
    let credits: Vec<ImportedCredit> =
        names.map(|name| ImportedCredit { name: name.trim().to_owned(), role: None, url: None }).collect();
    if let Some(long) = credits.iter().find(|credit| credit.name.contains('\n')) {
        fields.notes().guessed(fields.path("credits"), format!("`{}` is taken as one name", excerpt(&long.name)));
    }
    credits
}
