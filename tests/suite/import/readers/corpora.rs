//! Real databases, where they are at hand: every record is read, no field of any is lost silently, and the ranges are what
//! their requirements say.

use std::collections::BTreeSet;
use std::io::Read;

use advisory::import::{self, Affected, Fate, Format, Record};
use advisory::version::{Range, Version};
use flate2::read::GzDecoder;
use semver::{Comparator, Op, Prerelease, VersionReq};
use serde_json::Value;

use super::records;
use crate::support;

/// Every file of the archive of RustSec advisories: name and text.
fn rustsec() -> Vec<(String, String)> {
    let archive = support::shared("corpora/rustsec-advisory-db.tar.gz");
    let mut archive = tar::Archive::new(GzDecoder::new(std::fs::File::open(archive).unwrap()));
    let mut files = Vec::new();
    for entry in archive.entries().unwrap() {
        let mut entry = entry.unwrap();
        let name = entry.path().unwrap().to_string_lossy().into_owned();
        if name.ends_with(".md") {
            let mut text = String::new();
            entry.read_to_string(&mut text).unwrap();
            files.push((name.trim_start_matches("./").to_owned(), text));
        }
    }
    files.sort();
    files
}

/// The TOML at the top of an advisory, and the text below it.
fn front(text: &str) -> (Value, &str) {
    let (front, body) = text.trim_start().strip_prefix("```toml").unwrap().split_once("\n```").unwrap();
    (toml::from_str(front).unwrap(), body)
}

#[test]
#[ignore = "needs ../shared/corpora/rustsec-advisory-db.tar.gz"]
fn every_rustsec_advisory_is_read() {
    let archive = support::shared("corpora/rustsec-advisory-db.tar.gz");
    let batch = import::read(Format::RustSec, &archive).unwrap();
    let records = records(&batch);
    assert_eq!(records.len(), 1225);
    assert_eq!(batch.skipped.len(), 1, "{:?}", batch.skipped);
    for (file, record) in records {
        assert_eq!(file.rsplit('/').next().unwrap(), format!("{}.md", record.id));
        assert!(!record.title.is_empty() && record.published.is_some(), "{file}: {record:?}");
        assert!(record.affected.iter().all(|a| a.package.is_some()), "{file}");
    }
}

#[test]
#[ignore = "needs ../shared/corpora/cncf-osv"]
fn every_osv_record_of_go_is_read() {
    let folder = support::shared("corpora/cncf-osv");
    for format in [Format::Osv, Format::Go] {
        let batch = import::read(format, &folder).unwrap();
        let records = records(&batch);
        assert_eq!(records.len(), 54);
        for (file, record) in records {
            assert_eq!(file, format!("{}.json", record.id));
            let text = std::fs::read_to_string(folder.join(file)).unwrap();
            let is_dated = [("modified", record.modified), ("published", record.published)];
            for (key, at) in is_dated {
                assert_eq!(at.is_none(), text.contains(&format!("\"{key}\": \"0001-")), "{file}: year 1 is no date");
            }
            assert!(!record.affected.is_empty() && !record.title.is_empty() && !record.details.is_empty(), "{file}");
            assert!(record.notes.iter().all(|note| note.fate == Fate::NoPlace), "{file}: {:?}", record.notes);
        }
    }
}

/// Every value of a record with its path.
fn leaves(value: &Value, path: &str, found: &mut Vec<(String, String)>) {
    match value {
        Value::Object(entries) => entries.iter().for_each(|(key, value)| {
            leaves(value, &if path.is_empty() { key.clone() } else { format!("{path}.{key}") }, found);
        }),
        Value::Array(items) => {
            items.iter().enumerate().for_each(|(n, item)| leaves(item, &format!("{path}[{n}]"), found));
        }
        Value::String(text) => found.push((path.to_owned(), text.clone())),
        Value::Null => {}
        other => found.push((path.to_owned(), other.to_string())),
    }
}

/// Everything that a record says, each as text.
fn said(record: &Record) -> BTreeSet<String> {
    let mut said: BTreeSet<String> = [&record.id, &record.title, &record.details].into_iter().cloned().collect();
    for list in [&record.aliases, &record.related, &record.vectors, &record.cwe] {
        said.extend(list.iter().cloned());
    }
    let instants = [record.published, record.modified, record.withdrawn.as_ref().and_then(|w| w.at)];
    for at in instants.into_iter().flatten() {
        said.extend([at.to_string(), at.date().to_string()]);
    }
    for a in &record.affected {
        said.extend(a.ecosystem.as_ref().map(ToString::to_string));
        let texts = [&a.package, &a.introduced, &a.fixed, &a.last_affected];
        said.extend(texts.into_iter().flatten().cloned());
    }
    for reference in &record.references {
        said.insert(reference.url.clone());
        said.extend(reference.kind.as_ref().map(|kind| kind.to_uppercase()));
    }
    said.extend(record.credits.iter().map(|credit| credit.name.clone()));
    said
}

/// Leaves that are neither in the record nor noted. `silent`: fields that say nothing which others do not.
fn lost(record: &Record, value: &Value, silent: &dyn Fn(&str, &str) -> bool) -> Vec<String> {
    let said = said(record);
    let mut found = Vec::new();
    leaves(value, "", &mut found);
    let is_noted = |path: &str| {
        record.notes.iter().any(|note| {
            path.strip_prefix(note.field.as_str()).is_some_and(|rest| rest.is_empty() || rest.starts_with(['.', '[']))
        })
    };
    let is_lost = |(path, text): &(String, String)| {
        !said.contains(text.as_str()) && !said.contains(text.trim()) && !is_noted(path) && !silent(path, text)
    };
    found.into_iter().filter(is_lost).map(|(path, text)| format!("{path} = {text}")).collect()
}

/// Of OSV: the version of the schema, the form of a range, the beginning of all versions, and years that mean unknown.
fn is_silent_in_osv(path: &str, text: &str) -> bool {
    path == "schema_version"
        || path.ends_with(".type") && matches!(text, "SEMVER" | "ECOSYSTEM")
        || path.ends_with(".introduced") && text == "0"
        || matches!(path, "modified" | "published") && text.starts_with("0001-")
}

/// Of RustSec: requirements, whose meaning the ranges have, and the licence of nearly all of its texts.
fn is_silent_in_rustsec(path: &str, text: &str) -> bool {
    path.starts_with("versions.") || path == "advisory.license" && text == "CC0-1.0"
}

#[test]
#[ignore = "needs ../shared/corpora/cncf-osv"]
fn no_field_of_a_real_osv_record_is_lost_silently() {
    let folder = support::shared("corpora/cncf-osv");
    let batch = import::read(Format::Osv, &folder).unwrap();
    let records = records(&batch);
    assert_eq!(records.len(), 54);
    for (file, record) in records {
        let value: Value = serde_json::from_slice(&std::fs::read(folder.join(file)).unwrap()).unwrap();
        assert_eq!(lost(record, &value, &is_silent_in_osv), Vec::<String>::new(), "{file}");
    }
}

#[test]
#[ignore = "needs ../shared/corpora/rustsec-advisory-db.tar.gz"]
fn no_field_of_a_real_rustsec_advisory_is_lost_silently() {
    let files = rustsec();
    assert_eq!(files.len(), 1225);
    for (name, text) in &files {
        let record = super::one(Format::RustSec, name, text).unwrap();
        let (value, body) = front(text);
        assert_eq!(lost(&record, &value, &is_silent_in_rustsec), Vec::<String>::new(), "{name}");
        let whole = format!("# {}\n{}", record.title, record.details);
        let words = |text: &str| text.split_whitespace().map(str::to_owned).collect::<Vec<_>>();
        assert_eq!(words(&whole), words(body), "{name}");
        assert!(body.contains(&record.details), "{name}: byte for byte");
    }
}

#[test]
fn a_field_that_is_lost_is_seen() {
    let text = r#"{"id": "X-1", "summary": "s", "details": "d", "odd": {"deep": [1, "two"]}}"#;
    let mut record = super::one(Format::Osv, "a.json", text).unwrap();
    let value = serde_json::from_str(text).unwrap();
    assert_eq!(lost(&record, &value, &is_silent_in_osv), Vec::<String>::new());
    record.notes.clear();
    assert_eq!(lost(&record, &value, &is_silent_in_osv), ["odd.deep[0] = 1", "odd.deep[1] = two"]);
}

/// Whether a comparator takes a version in the plain order: as `semver` compares, without its rule that pre-releases are
/// taken only where they are named. Parts that are left out are 0, but "after" or "up to" 1.2 means all of 1.2.
fn takes(comparator: &Comparator, version: &semver::Version) -> bool {
    let Comparator { op, major, minor, patch, pre } = comparator;
    let numbers = (*major, minor.unwrap_or(0), patch.unwrap_or(0));
    let full = semver::Version { pre: pre.clone(), ..semver::Version::new(numbers.0, numbers.1, numbers.2) };
    // A version's release line, so that 1.2.9 and 1.3.0-rc.1 are told apart.
    let is_within = |parts: &[u64]| [version.major, version.minor, version.patch].starts_with(parts);
    let least_of_next = |major: u64, minor: u64, patch: u64| semver::Version {
        pre: Prerelease::new("0").unwrap(),
        ..semver::Version::new(major, minor, patch)
    };
    let beyond = match (minor, patch) {
        (None, _) => version >= &least_of_next(major + 1, 0, 0),
        (Some(minor), None) => version >= &least_of_next(*major, minor + 1, 0),
        _ => version > &full,
    };
    match op {
        Op::Exact => version >= &full && !beyond,
        Op::Greater => beyond,
        Op::GreaterEq => version >= &full,
        Op::Less => version < &full,
        Op::LessEq => !beyond,
        Op::Caret if *major > 0 || minor.is_none() => version >= &full && (is_within(&[*major])),
        Op::Caret if numbers.1 > 0 || patch.is_none() => version >= &full && is_within(&[0, numbers.1]),
        Op::Caret => version >= &full && is_within(&[0, 0, numbers.2]),
        other => panic!("{other:?} stands in no advisory"),
    }
}

/// Versions around those that a requirement names: the neighbours of each, releases and pre-releases.
fn around(requirements: &[VersionReq]) -> BTreeSet<semver::Version> {
    let mut numbers = BTreeSet::new();
    let mut pres = BTreeSet::from(["".to_owned(), "0".to_owned(), "alpha.1".to_owned(), "zz".to_owned()]);
    for c in requirements.iter().flat_map(|requirement| &requirement.comparators) {
        let parts = [c.major, c.minor.unwrap_or(0), c.patch.unwrap_or(0)];
        for n in 0..3 {
            for change in [-1_i64, 0, 1] {
                let mut near = parts;
                near[n] = near[n].saturating_add_signed(change);
                numbers.insert(near);
                numbers.insert([near[0], near[1], 0]);
                numbers.insert([near[0], 0, 0]);
            }
        }
        if !c.pre.is_empty() {
            pres.extend([c.pre.to_string(), format!("{}.0", c.pre), format!("{}.1", c.pre)]);
        }
    }
    numbers.insert([0, 0, 0]);
    numbers.insert([999, 9, 9]);
    let of = |[major, minor, patch]: [u64; 3]| {
        let pres = pres.iter().map(|pre| Prerelease::new(pre).unwrap());
        pres.map(move |pre| semver::Version { pre, ..semver::Version::new(major, minor, patch) }).collect::<Vec<_>>()
    };
    numbers.into_iter().flat_map(of).collect()
}

fn range(affected: &Affected) -> Range {
    let version = |text: &Option<String>| text.as_ref().map(|text| text.parse::<Version>().unwrap());
    Range::new(version(&affected.introduced), version(&affected.fixed), version(&affected.last_affected))
}

#[test]
#[ignore = "needs ../shared/corpora/rustsec-advisory-db.tar.gz"]
fn ranges_of_rustsec_hold_exactly_what_no_requirement_takes() {
    let files = rustsec();
    let (mut releases, mut pre_releases, mut others) = (0, 0, 0);
    for (name, text) in &files {
        let record = super::one(Format::RustSec, name, text).unwrap();
        let (front, _) = front(text);
        let texts = ["patched", "unaffected"].into_iter().filter_map(|key| front["versions"][key].as_array()).flatten();
        let safe: Vec<VersionReq> = texts.map(|text| VersionReq::parse(text.as_str().unwrap()).unwrap()).collect();
        let ranges: Vec<Range> = record.affected.iter().map(range).collect();
        for pair in ranges.windows(2) {
            assert!(!pair[0].overlaps(&pair[1]), "{name}: {pair:?}");
            assert!(pair[0].introduced < pair[1].introduced, "{name}: {pair:?}");
        }
        assert!(ranges.iter().all(|range| !range.is_empty()), "{name}");
        for version in around(&safe) {
            let own = Version::from(version.clone());
            let is_affected = ranges.iter().any(|range| range.contains(&own));
            let plain = safe.iter().any(|safe| safe.comparators.iter().all(|c| takes(c, &version)));
            assert_eq!(is_affected, !plain, "{name}: {version}");
            let cargo = safe.iter().any(|safe| safe.matches(&version));
            if version.pre.is_empty() {
                assert_eq!(is_affected, !cargo, "{name}: {version}, as Cargo has it");
                releases += 1;
            } else {
                pre_releases += 1;
                others += usize::from(is_affected == cargo);
            }
        }
    }
    eprintln!("{releases} releases agree with Cargo; of {pre_releases} pre-releases {others} differ, as they should");
    assert!(releases > 10_000 && others > 0);
}
