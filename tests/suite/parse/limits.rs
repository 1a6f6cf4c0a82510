//! Every open-ended place of every file has a limit, which schema and reader share.

use std::collections::BTreeSet;

use advisory::parse;
use rayon::prelude::*;

use super::FILES;
use super::open_ended::{Entries, Kind, Place, definitions, limit, places};
use super::schemas::{json_of, validator};
use crate::support;

/// Strings whose form ends before any limit: ids, digests, times and patterns.
const CLOSED: &[&str] = &[
    "package.versions",
    "project.id-number",
    "project.id-prefix",
    "rejected-CVE-ID.id",
    "rejected-CVE-ID.replaced-by",
    "preference.at",
    "event.covers",
    "correction.covers",
    "fix.base",
    "commit.id",
    "fix.introduced[]",
    "affected-commits.fixed[]",
    "affected-commits.introduced[]",
    "affected-commits.last-affected[]",
    "affected-commits.limit[]",
    "notice.mitigations-covers",
    ".cve[]",
    ".cwe[]",
    ".id",
];

#[test]
fn every_list_table_and_text_has_a_limit_and_an_example() {
    for (path, text) in FILES {
        let open = definitions(path);
        let without: Vec<_> = open.iter().filter(|(_, schema)| limit(schema).is_none()).map(|(name, _)| name).collect();
        assert!(without.is_empty(), "{path}: no limit for {without:?}");
        let examples: BTreeSet<String> = places(path, text).into_iter().map(|place| place.definition).collect();
        let names: BTreeSet<String> = open.into_keys().collect();
        assert_eq!(names.difference(&examples).collect::<Vec<_>>(), [""; 0], "{path}: no example");
    }
}

#[test]
fn the_schemas_and_the_reader_have_the_same_limits() {
    let mut all = Vec::new();
    let mut forms = BTreeSet::new();
    for (path, text) in FILES {
        let mut seen = BTreeSet::new();
        let each = places(path, text).into_iter().filter(|place| seen.insert(place.definition.clone()));
        // One place of a form shows that the limit itself is permitted.
        all.extend(each.map(|place| (forms.insert(place.form()), place, text)));
    }
    let closed = all.par_iter().flat_map(|(first, place, text)| closed_at_its_limit(*first, place, text));
    let closed: BTreeSet<String> = closed.collect();
    assert_eq!(closed, CLOSED.iter().map(|name| format!("{name}\"")).collect(), "no value of these is long enough");
}

/// The key of the place, if no value of its form is longer than its limit.
fn closed_at_its_limit(both: bool, place: &Place, text: &str) -> Option<String> {
    let name = format!("{}: {}", place.file, place.name);
    for fits in [true, false].into_iter().filter(|fits| both || !fits) {
        let n = place.limit() + usize::from(!fits);
        let Some(text) = place.grown(text, n, Entries::Small) else { return Some(place.definition.clone()) };
        let reading = parse::portfolio(support::tree([(place.file, &text)]));
        let over = reading.findings.iter().filter(|f| f.rule.0 == "over-limit" || f.message.contains("at most 64"));
        let over: Vec<_> = over.collect();
        assert_eq!(over.is_empty(), fits, "{name} {n}: {:?}", over.first());
        assert!(over.len() < 2 && over.iter().all(|f| f.primary.location.file.as_str() == place.file), "{name}");
        if place.kind != Kind::Text {
            let from = over.first().map_or(0, |f| f.primary.location.span.start);
            assert!(fits || from > text.len() / 8, "{name}: the finding is at the first entry that is not read");
        }
        let valid = validator(place.file).is_valid(&json_of(place.file, &text).unwrap());
        assert_eq!(valid, fits, "{name} {n}");
    }
    None
}
