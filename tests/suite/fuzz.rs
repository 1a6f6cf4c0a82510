//! What the fuzzers start from, and what once failed, held against what they check.
//!
//! `FUZZ_SEEDS=DIR` writes the seeds below that folder, one folder for each target, and a dictionary: that is where
//! `fuzz/run` has them from.

use std::collections::BTreeSet;
use std::path::{Path, PathBuf};

use advisory::import::Format;
use advisory::source::{Tree, worktree};
use advisory::time::Instant;
use advisory::{parse, rules};
use rayon::prelude::*;

use crate::import::readers::samples::{self, Sample};
use crate::rules::example;
use crate::support;

#[path = "../../fuzz/src/lib.rs"]
mod targets;

/// A target and where it starts.
struct Target {
    name: &'static str,
    run: fn(&[u8]),
    seeds: fn() -> Vec<Vec<u8>>,
}

const TARGETS: &[Target] = &[
    Target { name: "incident", run: targets::incident, seeds: || files_called("incident.toml") },
    Target { name: "advisory", run: targets::advisory, seeds: || files_called("advisory.md") },
    Target { name: "policy", run: targets::policy, seeds: || files_called("policy.toml") },
    Target { name: "portfolio", run: targets::portfolio, seeds: portfolios },
    Target { name: "scan", run: targets::scan, seeds: texts },
    Target { name: "import", run: targets::import, seeds: records },
];

/// Portfolios with every file, state and mistake that is known: the samples, the presets, each rule's examples.
fn trees() -> Vec<(Tree, Instant)> {
    let now = support::at("2026-03-05T12:00:00Z");
    let read = |folder: &str| worktree::read(&support::root().join(folder)).unwrap();
    let samples = ["", "tests/base", "tests/portfolios/vitess", "src/policy/presets/rook", "src/policy/presets/vitess"];
    let samples = samples.map(|folder| (read(folder), now));
    let examples = rules::all().iter().flat_map(|rule| example::examples(rule.doc).into_values());
    samples.into_iter().chain(examples.map(|example| (example.tree(), example.now()))).collect()
}

/// Every distinct file of this name.
fn files_called(name: &str) -> Vec<Vec<u8>> {
    let trees = trees();
    let files = trees.iter().flat_map(|(tree, _)| tree.iter().map(move |(path, _)| (tree, path)));
    let named = files.filter(|(_, path)| path.name() == name);
    let distinct: BTreeSet<&[u8]> = named.filter_map(|(tree, path)| tree.bytes(path.as_str())).collect();
    // A finding quotes a key that nobody knows: this one would colour a terminal.
    let hostile = example::Example::default().tree();
    let hostile =
        hostile.iter().filter(|(path, _)| path.name() == name).filter_map(|(path, _)| hostile.text(path.as_str()));
    let hostile = hostile.map(|text| {
        let (fence, rest) = text.split_at(if text.starts_with("+++\n") { 4 } else { 0 });
        format!("{fence}\"\\u001B[31m\" = 1\n{rest}").into_bytes()
    });
    distinct.into_iter().map(<[u8]>::to_vec).chain(hostile).collect()
}

fn portfolios() -> Vec<Vec<u8>> {
    trees().iter().map(|(tree, now)| targets::pack(tree, *now).into_bytes()).collect()
}

/// Texts of all kinds, and every way to write one that the scan reads through.
fn texts() -> Vec<Vec<u8>> {
    let markup = [
        "Some<b>body</b> who may <i title=\"create snapshots can make an export write files\">create</i> snapshots",
        "> Somebody _who_ may [create](https://example.org/?q=snapshots%20can%20make%20an%20export%20write) snapshots",
        "quoted-printable\nSomebody=20who=20may cre=\nate snapshots can make an export write files",
        "quiet-otter quiet_otter 0a1b2c3d 4d5e6f70aa dana@reporter.example Dana\\nWhitlock &eacute; &#x44;ana &lt;",
    ];
    let utf16 = "\u{feff}Somebody who may create snapshots can make an export write files";
    let utf16 = utf16.encode_utf16().flat_map(u16::to_le_bytes).collect();
    let pages = rules::all().iter().map(|rule| rule.doc);
    pages.chain(markup).map(|text| text.as_bytes().to_vec()).chain([utf16]).collect()
}

/// A record of each format under its own name, and as each of the others.
/// Private reports: of GitHub, of HackerOne, and a mail.
const REPORTS: [&str; 3] = [
    "{ \"ghsa_id\": \"GHSA-2c5w-9x6r-7jpm\", \"summary\": \"Links\", \"state\": \"triage\", \"author\": { \"login\": \"rin\" }, \"cwes\": [{ \"cwe_id\": \"CWE-59\" }], \"vulnerabilities\": [{ \"package\": { \"ecosystem\": \"go\", \"name\": \"x\" } }] }",
    "{ \"data\": { \"id\": \"1\", \"type\": \"report\", \"attributes\": { \"title\": \"Links\" }, \"relationships\": { \"severity\": { \"data\": { \"attributes\": { \"rating\": \"high\" } } } } } }",
    "From: rin@example.org\nTo: a@example.org\nSubject: Re: Links\nDate: Mon, 21 Dec 2026 09:00:00 +0000\nContent-Type: multipart/mixed; boundary=b\n\n--b\n\nwords\n--b\nContent-Disposition: attachment; filename=x\n\ny\n--b--\n",
];

fn records() -> Vec<Vec<u8>> {
    let as_format =
        |format: Format, sample: &Sample| [format!("{format} {}\n", sample.name).as_bytes(), &sample.bytes].concat();
    let samples = samples::all();
    let has_own = |format: &Format| samples.iter().any(|sample| sample.format == *format);
    assert!(Format::ALL.iter().all(has_own), "a format without a record to start from");
    let records = Format::ALL.iter().flat_map(|format| samples.iter().map(move |sample| as_format(*format, sample)));
    records.chain(REPORTS.map(|report| format!("report x\n{report}").into_bytes())).collect()
}

/// Inputs that once failed, kept for good.
fn regressions(target: &str) -> Vec<Vec<u8>> {
    let folder = support::root().join("fuzz/regressions").join(target);
    if folder.exists() { support::files(&folder).into_iter().map(|(_, bytes)| bytes).collect() } else { Vec::new() }
}

#[test]
fn what_the_fuzzers_check_holds_of_every_seed_and_of_what_once_failed() {
    let folder = std::env::var_os("FUZZ_SEEDS").map(PathBuf::from);
    for target in TARGETS {
        let seeds = (target.seeds)();
        assert!(seeds.len() > 20, "{} seeds for {}", seeds.len(), target.name);
        if let Some(folder) = &folder {
            write(&folder.join(target.name), &seeds);
        }
        seeds.par_iter().chain(&regressions(target.name)).for_each(|input| (target.run)(input));
    }
    if let Some(folder) = &folder {
        std::fs::write(folder.join("dictionary"), dictionary()).unwrap();
    }
}

fn write(folder: &Path, seeds: &[Vec<u8>]) {
    std::fs::create_dir_all(folder).unwrap();
    for (number, seed) in seeds.iter().enumerate() {
        std::fs::write(folder.join(format!("seed-{number:03}")), seed).unwrap();
    }
}

/// Every key and every word that the schemas know.
fn dictionary() -> String {
    fn words(value: &serde_json::Value, found: &mut BTreeSet<String>) {
        match value {
            serde_json::Value::Object(members) => {
                for (key, value) in members {
                    if key == "properties" {
                        found.extend(value.as_object().into_iter().flatten().map(|(key, _)| key.clone()));
                    }
                    if matches!(key.as_str(), "enum" | "const") {
                        found.extend(value.as_str().map(str::to_owned));
                        found.extend(
                            value.as_array().into_iter().flatten().filter_map(|v| v.as_str()).map(str::to_owned),
                        );
                    }
                    words(value, found);
                }
            }
            serde_json::Value::Array(items) => items.iter().for_each(|item| words(item, found)),
            _ => {}
        }
    }
    let mut found = BTreeSet::from(["\\x0a[[", "]]\\x0a", "\\x0a+++\\x0a", "2026-03-05T12:00:00Z"].map(str::to_owned));
    parse::FILES.iter().for_each(|file| words(&parse::schema(file).unwrap(), &mut found));
    found.iter().map(|word| format!("\"{word}\"\n")).collect()
}

/// Otherwise the seeds of whole portfolios would be noise.
#[test]
fn a_packed_portfolio_is_read_back_as_it_was() {
    for (tree, now) in trees() {
        let packed = targets::pack(&tree, now);
        assert_eq!(targets::pack(&targets::unpack(&packed).0, now), packed);
    }
}

#[test]
fn what_a_terminal_takes_for_a_command_is_seen() {
    for command in ["\u{1b}[31m", "a\u{7}", "\u{7f}", "a\u{9b}31m", "\r", "\t", "\u{85}"] {
        assert!(std::panic::catch_unwind(|| targets::plain(command)).is_err(), "{command:?}");
    }
    targets::plain("two lines\nof plain text, ä and \u{a0} and \u{2603} as well");
}
