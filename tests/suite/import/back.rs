//! What is imported comes out again with the same facts.

use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;

use advisory::ecosystem::Ecosystem;
use advisory::import::{self, Format, Record};
use advisory::version::{Range, Version};

use super::desk::PrivateRepository;
use crate::support;

/// The facts of a record by field, in an order of their own. What this can't compare is left to the reader's tests.
fn facts(record: &Record) -> BTreeMap<&'static str, BTreeSet<String>> {
    let set = |items: Vec<String>| items.into_iter().collect::<BTreeSet<_>>();
    let date = |at: Option<advisory::time::Instant>| set(at.iter().map(ToString::to_string).collect());
    let mut ranges: BTreeMap<(Option<Ecosystem>, Option<String>), Vec<Range>> = BTreeMap::new();
    for affected in &record.affected {
        let version =
            |text: &Option<String>| text.as_deref().filter(|t| *t != "0").map(|t| t.parse::<Version>().unwrap());
        let range =
            Range::new(version(&affected.introduced), version(&affected.fixed), version(&affected.last_affected));
        ranges.entry((affected.ecosystem.clone(), affected.package.clone())).or_default().push(range);
    }
    let affected =
        ranges.into_iter().map(|(package, ranges)| format!("{package:?}: {:?}", Range::union(ranges))).collect();
    BTreeMap::from([
        ("ids", set(std::iter::once(&record.id).chain(&record.aliases).cloned().collect())),
        ("related", set(record.related.clone())),
        ("title", set(vec![record.title.split_whitespace().collect::<Vec<_>>().join(" ")])),
        ("details", set(vec![record.details.replace("\r\n", "\n").trim().to_owned()])),
        ("published", date(record.published)),
        ("modified", date(record.modified)),
        ("withdrawn", date(record.withdrawn.as_ref().and_then(|w| w.at))),
        ("severity", set(record.vectors.clone())),
        ("cwe", set(record.cwe.clone())),
        ("affected", affected),
        (
            "references",
            record.references.iter().map(|r| format!("{:?} {}", r.kind.as_deref().unwrap_or("web"), r.url)).collect(),
        ),
        ("credits", record.credits.iter().map(|c| format!("{} {:?} {:?}", c.name, c.role, c.url)).collect()),
    ])
}

/// The records of an import, by id, without what the importer had refused.
fn records(format: Format, path: &Path) -> BTreeMap<String, Record> {
    let batch = import::read(format, path).unwrap();
    let record = |entry: import::BatchEntry| entry.record.map(|record| (record.id.clone(), record)).unwrap();
    batch.entries.into_iter().map(record).collect()
}

/// Imports, builds, reads the site's OSV files, and holds each against its original. The project's own id and the
/// advisory's page come on top; where no change is known, the last change is the last date that is: the publication, or the
/// import.
fn round_trip(prefix: &str, format: Format, path: &Path, expected: usize) {
    let desk = PrivateRepository::new(prefix);
    let report = desk.import(format.word(), path);
    assert_eq!(report["summary"]["new"], expected, "{report}");
    desk.build();
    let mut originals = records(format, path);
    assert_eq!(originals.len(), expected);
    // OSV has no name for what comes with Rust, and no record that names nothing.
    let is_nameable =
        |record: &Record| record.withdrawn.is_some() || record.affected.iter().any(|of| of.ecosystem.is_some());
    originals.retain(|_, record| is_nameable(record));
    assert!(originals.len() + 40 > expected, "{}", originals.len());
    let mut back: BTreeMap<String, Record> = BTreeMap::new();
    for (file, bytes) in support::files(&desk.site()).into_iter().filter(|(file, _)| file.ends_with(".osv.json")) {
        let id = serde_json::from_slice::<serde_json::Value>(&bytes).unwrap()["id"].as_str().unwrap().to_owned();
        let batch = import::read_from(Format::Osv, Path::new(&file), std::io::Cursor::new(bytes)).unwrap();
        back.insert(id, batch.entries.into_iter().next().unwrap().record.unwrap());
    }
    assert_eq!(
        originals.keys().collect::<Vec<_>>(),
        back.keys().collect::<Vec<_>>(),
        "as many out as in, by their ids"
    );
    for (id, original) in &originals {
        let (was, is) = (facts(original), facts(&back[id]));
        for (field, was) in &was {
            let is = &is[field];
            let lost: Vec<_> = was.difference(is).collect();
            let came: Vec<_> = is.difference(was).collect();
            match *field {
                "ids" => {
                    assert!(lost.is_empty() && came.iter().all(|id| id.starts_with(prefix)), "{id}: {lost:?} {came:?}")
                }
                "references" => {
                    // What is no address of a page has no place, and what stands there twice comes once; the import says so.
                    let is_there =
                        |link: &&&String| is.iter().any(|kept| link.split(' ').nth(1) == kept.split(' ').nth(1));
                    let lost: Vec<_> = lost.iter().filter(|link| link.contains("http") && !is_there(link)).collect();
                    assert!(lost.is_empty(), "{id}: {lost:?}");
                    assert!(came.iter().all(|url| url.contains("https://security.example.org/")), "{id}: {came:?}");
                }
                "modified" if was.is_empty() => assert_eq!(came.len(), 1, "{id}"),
                field => assert!(lost.is_empty() && came.is_empty(), "{id}, {field}: {lost:?} became {came:?}"),
            }
        }
    }
    // Again: nothing changes.
    let before = support::files(&desk.repo());
    let again = desk.import(format.word(), path);
    assert_eq!((&again["summary"]["here"], &again["summary"]["new"]), (&expected.into(), &0.into()));
    assert!(support::files(&desk.repo()) == before, "a second import changed a file");
}

#[test]
#[ignore = "needs ../shared/corpora/rustsec-advisory-db.tar.gz"]
fn every_rustsec_advisory_comes_out_as_it_went_in() {
    let corpus = support::shared("corpora/rustsec-advisory-db.tar.gz");
    round_trip("RUSTSEC", Format::RustSec, &corpus, 1225);
}

#[test]
#[ignore = "needs ../shared/corpora/cncf-osv"]
fn every_record_of_four_projects_comes_out_as_it_went_in() {
    let corpus = support::shared("corpora/cncf-osv");
    round_trip("SAMPLE", Format::Osv, &corpus, 54);
}

/// Go's database says "year 1" of what it doesn't know.
#[test]
#[ignore = "needs ../shared/corpora/cncf-osv"]
fn a_date_of_year_one_is_no_date() {
    let corpus = support::shared("corpora/cncf-osv");
    let desk = PrivateRepository::new("SAMPLE");
    desk.import("osv", &corpus);
    desk.build();
    let mut unknown = 0;
    for (file, bytes) in support::files(&desk.site()) {
        let text = String::from_utf8_lossy(&bytes);
        assert!(!text.contains("0001-01-01"), "{file}");
        if file.starts_with("SAMPLE-") && file.ends_with(".html") {
            unknown += usize::from(text.contains("Publication date unknown"));
        }
    }
    assert_eq!(unknown, 52);
}

/// What a format can't give back, by the path of its field, and why.
const LOST: &[(Format, &str, &str)] = &[
    (Format::Cve, ".supportingMedia[0].value", "the text comes from the plain form, so it has no markup"),
    (Format::Cve, ".descriptions[0].value", "paragraphs of plain text are filled again"),
    (Format::Cve, ".solutions[0].value", "lines of code are lines of a paragraph in plain text"),
    (Format::Cve, ".workarounds[0].value", "lines of code are lines of a paragraph in plain text"),
    (Format::Csaf, ".notes[", "paragraphs of plain text are filled again"),
    (Format::Csaf, ".product_status.", "CSAF knows no release lines: what a line without a range is, is not said"),
    (Format::Csaf, ".flags[", "as the status that they are of"),
    (Format::Csaf, ".remediations[", "as the status that they are of"),
];

/// Every leaf of a document, by its path.
fn leaves(path: &str, value: &serde_json::Value, into: &mut BTreeMap<String, String>) {
    match value {
        serde_json::Value::Object(fields) => {
            fields.iter().for_each(|(key, value)| leaves(&format!("{path}.{key}"), value, into))
        }
        serde_json::Value::Array(items) => {
            items.iter().enumerate().for_each(|(n, value)| leaves(&format!("{path}[{n}]"), value, into));
        }
        leaf => drop(into.insert(path.to_owned(), leaf.to_string())),
    }
}

/// The files of a format on a site, by name.
fn published(format: Format, site: &Path) -> BTreeMap<String, Vec<u8>> {
    let is_one = |path: &str| match format {
        Format::Osv => path.ends_with(".osv.json"),
        Format::Ghsa => path.ends_with(".ghsa.json"),
        Format::Cve => path.ends_with(".cve.json"),
        _ => path.starts_with(".well-known/csaf/white/20") && path.ends_with(".json"),
    };
    let files = support::files(site).into_iter().filter(|(path, _)| is_one(path));
    files.map(|(path, bytes)| (path.rsplit('/').next().unwrap().to_owned(), bytes)).collect()
}

/// Both samples, published, are imported from each format into a repository of the same project, and published again.
#[test]
fn a_format_that_is_imported_is_exported_with_the_same_facts() {
    let mut compared = 0;
    for sample in ["", "tests/portfolios/vitess"] {
        let sample = support::root().join(sample);
        let first = PrivateRepository::new("LODE");
        let out = first.site();
        first.ok(&["-C", sample.to_str().unwrap(), "build", "--out", out.parent().unwrap().to_str().unwrap()]);
        for format in [Format::Osv, Format::Ghsa, Format::Cve, Format::Csaf] {
            let was = published(format, &out);
            let desk = PrivateRepository::new("LODE");
            desk.write("advisory.toml", &std::fs::read_to_string(sample.join("advisory.toml")).unwrap());
            let folder = desk.path("records");
            was.iter().for_each(|(name, bytes)| support::write(&folder, name, bytes));
            desk.ok(&["import", format.word(), folder.to_str().unwrap(), "--by", "ada"]);
            desk.ok(&["build", "--out", desk.path("out").to_str().unwrap()]);
            let is = published(format, &desk.site());
            assert_eq!(was.keys().collect::<Vec<_>>(), is.keys().collect::<Vec<_>>(), "{format}");
            for (name, bytes) in was {
                let [was, is] = [&bytes, &is[&name]].map(|bytes| {
                    let mut into = BTreeMap::new();
                    leaves("", &serde_json::from_slice(bytes).unwrap(), &mut into);
                    into
                });
                for path in was.keys().chain(is.keys()).collect::<BTreeSet<_>>() {
                    let excused = LOST.iter().any(|(of, part, _)| *of == format && path.contains(part));
                    assert!(
                        excused || was.get(path) == is.get(path),
                        "{format} {name} {path}: {:?} became {:?}",
                        was.get(path),
                        is.get(path)
                    );
                    compared += usize::from(!excused);
                }
            }
        }
    }
    assert!(compared > 2000, "{compared}");
}
