//! What must hold of any input. A fuzzer looks for one of which it does not; the program's tests try the seeds and
//! every input that once failed.
//!
//! Three targets put the input in the place of one file of the small portfolio in `tests/base`, the fourth reads a whole
//! portfolio out of it, the fifth looks for that portfolio's secrets in it, and the sixth reads advisories of other
//! databases out of it.

use std::io::Cursor;
use std::path::Path;
use std::sync::{Arc, OnceLock};

use advisory::advisory::{disclose, notify};
use advisory::case::{Case, Withheld};
use advisory::finding::Finding;
use advisory::import::{self, Record};
use advisory::portfolio::Portfolio;
use advisory::report::{self, Audience, BoardFormat, Format};
use advisory::rules::{self, Review};
use advisory::scan::Watch;
use advisory::source::{FilePath, Tree, TreeEntry};
use advisory::time::Instant;
use advisory::{announce, build, parse};

/// Where the incident that is fuzzed stands.
const FOLDER: &str = "incidents/2026/quiet-otter";

/// 2026-03-05T12:00:00Z: in the middle of what happens in `tests/base`.
const NOW: i64 = 1_772_712_000;

/// Of the advisory in [`FOLDER`], which is under embargo.
const SENTENCE: &str = "Somebody who may create snapshots can make an export write files outside the folder";

/// Starts a file in the input of [`portfolio`]: `=== PATH`, or `=== link PATH`, `=== large PATH`, `=== special PATH`.
const FILE: &str = "=== ";

macro_rules! base {
    ($($path:literal),*) => {
        [$(($path, include_bytes!(concat!("../../tests/base/", $path)).as_slice())),*]
    };
}

/// Reads `incident.toml` and does with it what every command does, and merges it.
pub fn incident(input: &[u8]) {
    let tree = base().with(&FilePath::new(format!("{FOLDER}/incident.toml")), input);
    hold(&tree, now());
    let base = base();
    let (text, other) =
        (String::from_utf8_lossy(input), base.text(&format!("{FOLDER}/incident.toml")).unwrap_or_default());
    for [base, ours, theirs] in [[&text, other, ""], [other, &text, ""], ["", &text, other]] {
        let _merged = advisory::app::merge(base, ours, theirs);
    }
}

/// Reads `advisory.md` of an incident that is public: its text becomes pages and feeds.
pub fn advisory(input: &[u8]) {
    let base = base();
    let file = FilePath::new("incidents/2026/amber-heron/incident.toml");
    // Without a digest, its approval holds for any text.
    let lines = base.text(file.as_str()).unwrap_or_default().lines().filter(|line| !line.starts_with("covers = "));
    let incident: String = lines.flat_map(|line| [line, "\n"]).collect();
    let tree = base.with(&file, incident.as_bytes());
    let tree = tree.with(&FilePath::new("incidents/2026/amber-heron/advisory.md"), input);
    hold(&tree, now());
    build(&tree, now());
}

/// Reads `policy.toml`.
pub fn policy(input: &[u8]) {
    hold(&base().with(&FilePath::new("policy.toml"), input), now());
}

/// Reads a whole portfolio: an instant on the first line, then files.
pub fn portfolio(input: &[u8]) {
    let Ok(text) = std::str::from_utf8(input) else { return };
    let (tree, now) = unpack(text);
    hold(&tree, now);
    build(&tree, now);
}

/// Looks for what is private in a text that begins with a private sentence: whatever follows, that one is found.
pub fn scan(input: &[u8]) {
    static WATCH: OnceLock<Watch> = OnceLock::new();
    let watch = WATCH.get_or_init(|| {
        let reading = parse::portfolio(base());
        let portfolio = reading.portfolio.expect("tests/base can be read");
        let cases: Vec<Case<'_>> = portfolio.incidents.iter().map(|i| Case::new(&portfolio, i, now())).collect();
        Watch::new(&portfolio, &cases, [])
    });
    for hit in watch.search(input) {
        assert!(hit.bytes.0 < hit.bytes.1 && hit.start < hit.end, "{hit:?}");
        assert!(hit.excerpt.get(hit.marked.0..hit.marked.0 + hit.marked.1).is_some(), "{hit:?}");
    }
    let leak = [SENTENCE.as_bytes(), b"\n\n", input].concat();
    assert!(watch.search(&leak).iter().any(|hit| hit.bytes.0 < SENTENCE.len()), "the sentence is not found");
}

/// Reads advisories: `FORMAT NAME` on the first line, and below it what is in the file, or archive, of that name.
pub fn import(input: &[u8]) {
    let line = input.iter().position(|byte| *byte == b'\n').unwrap_or(input.len());
    let Some((word, name)) = std::str::from_utf8(&input[..line]).ok().and_then(|line| line.split_once(' ')) else {
        return;
    };
    let content = input.get(line + 1..).unwrap_or_default();
    if word == "report" {
        match import::intake::read(content) {
            Ok(report) => report.claims.iter().for_each(|(_, value)| plain(value)),
            Err(refusal) => plain(&refusal.message),
        }
        return;
    }
    let Some(format) = import::Format::ALL.into_iter().find(|format| format.word() == word) else { return };
    match import::read_from(format, Path::new(name), Cursor::new(content)) {
        Err(error) => plain(&format!("{error:?} {}", advisory::error::Help::help(&error).unwrap_or_default())),
        Ok(batch) => {
            assert!(batch.entries.is_sorted_by_key(|entry| (&entry.file, entry.number)));
            assert!(batch.skipped.is_sorted_by_key(|skipped| &skipped.file));
            for entry in &batch.entries {
                match &entry.record {
                    Ok(record) => self::record(record),
                    Err(refusal) => plain(&refusal.message),
                }
            }
        }
    }
}

/// What holds of every record, whatever it was read from.
fn record(record: &Record) {
    assert!(!record.id.trim().is_empty() && !record.aliases.contains(&record.id), "{record:?}");
    for affected in record.affected.iter().chain(&record.unknown) {
        assert!(affected.fixed.is_none() || affected.last_affected.is_none(), "{affected:?}");
    }
    for note in &record.notes {
        assert!(!note.reason.is_empty(), "{note:?}");
        plain(&note.field);
        plain(&note.reason);
    }
}

/// A portfolio as the input of [`portfolio`]. What is no text, or no portfolio reads, is left out.
pub fn pack(tree: &Tree, now: Instant) -> String {
    let mut packed = format!("{now}\n");
    for (path, entry) in tree.iter().filter(|(path, _)| Tree::wants(path.as_str())) {
        let (kind, text) = match entry {
            TreeEntry::File(bytes) => ("", std::str::from_utf8(bytes).unwrap_or_default()),
            TreeEntry::Link => ("link ", ""),
            TreeEntry::TooLarge(_) => ("large ", ""),
            TreeEntry::Special | TreeEntry::Unreadable(_) => ("special ", ""),
        };
        packed += &format!("{FILE}{kind}{path}\n{text}");
        if !packed.ends_with('\n') {
            packed.push('\n');
        }
    }
    packed
}

/// A portfolio and an instant out of text. Headings of files that no folder could hold are passed over.
pub fn unpack(text: &str) -> (Tree, Instant) {
    let (first, files) = text.split_once('\n').unwrap_or((text, ""));
    let now = Instant::parse(first).unwrap_or_else(|_| now());
    let mut entries: Vec<(FilePath, TreeEntry)> = Vec::new();
    let mut lines: Vec<&str> = Vec::new();
    for line in files.split_inclusive('\n').rev() {
        let Some(heading) = line.strip_prefix(FILE) else {
            lines.push(line);
            continue;
        };
        let content: String = lines.drain(..).rev().collect();
        let heading = heading.trim_end();
        let (kind, path) = match heading.split_once(' ') {
            Some((kind @ ("link" | "large" | "special"), path)) => (kind, path),
            _ => ("", heading),
        };
        // What a folder or a revision could hold, and no more.
        let plain = path.split('/').all(|part| !matches!(part, "" | "." | ".."));
        if plain && Tree::wants(path) {
            let entry = match kind {
                "link" => TreeEntry::Link,
                "large" => TreeEntry::TooLarge(Tree::LARGEST + 1),
                "special" => TreeEntry::Special,
                _ => TreeEntry::File(Arc::from(content.as_bytes())),
            };
            entries.push((FilePath::new(path), entry));
        }
    }
    (Tree::new(entries), now)
}

fn now() -> Instant {
    Instant::from_unix(NOW).unwrap()
}

fn base() -> Tree {
    let files = base![
        "advisory.toml",
        "distributors.toml",
        "policy.toml",
        "team.toml",
        "incidents/2026/amber-heron/advisory.md",
        "incidents/2026/amber-heron/incident.toml",
        "incidents/2026/quiet-otter/advisory.md",
        "incidents/2026/quiet-otter/incident.toml"
    ];
    Tree::new(files.map(|(path, bytes)| (FilePath::new(path), TreeEntry::File(Arc::from(bytes)))))
}

/// Reading, checking and reporting: `check`, `status`, `draft`.
fn hold(tree: &Tree, now: Instant) {
    let reading = parse::portfolio(tree.clone());
    let mut findings = reading.findings;
    if let Some(portfolio) = &reading.portfolio {
        let cases: Vec<Case<'_>> = portfolio.incidents.iter().map(|i| Case::new(portfolio, i, now)).collect();
        findings.extend(rules::check(&Review { portfolio, cases: &cases, now }));
        for case in &cases {
            findings.extend(announce::due(case).1);
            plain(&report::incident(case, BoardFormat::Human { width: 80, color: false }, Audience::Team).unwrap());
        }
        plain(&report::board(&cases, now, BoardFormat::Markdown, Audience::Log).unwrap());
        assert!(report::calendar(&cases, &portfolio.project).ends_with("END:VCALENDAR\r\n"));
    }
    places(&findings, tree);
    for format in [Format::Human, Format::Json, Format::Sarif, Format::Github] {
        // The pages of the rules, which SARIF carries, are the same for every input.
        plain(&report::findings(format, &findings, tree, &[], false).unwrap());
    }
}

/// The wall: without what is withheld, the public build is the same.
fn build(tree: &Tree, now: Instant) {
    let reading = parse::portfolio(tree.clone());
    let Some(whole) = reading.portfolio else { return };
    let withheld: Vec<String> = {
        let is_missed = |case: &Case<'_>| !case.incident.whole || case.publication == Err(Withheld::Lost);
        let shown = |case: &Case<'_>| disclose(case).is_ok() || notify(case).is_some() || is_missed(case);
        let cases = whole.incidents.iter().map(|i| Case::new(&whole, i, now));
        cases.filter(|case| !shown(case)).map(|case| case.incident.folder.as_str().to_owned()).collect()
    };
    let kept = tree.iter().filter(|(path, _)| {
        path.incident_folder().is_none_or(|folder| withheld.iter().all(|withheld| withheld != folder))
    });
    let kept = Tree::new(kept.map(|(path, entry)| (path.clone(), entry.clone())));
    let without = parse::portfolio(kept);
    let public = |portfolio: Option<Portfolio>, findings| {
        let built = portfolio.map(|portfolio| build::public(portfolio, findings, now)).unwrap_or_default();
        (built.site, built.findings, built.advisories)
    };
    assert_eq!(public(Some(whole), reading.findings), public(without.portfolio, without.findings));
}

/// Every finding points into a file, between two characters of its text.
fn places(findings: &[Finding], tree: &Tree) {
    for label in findings.iter().flat_map(|f| std::iter::once(&f.primary).chain(&f.others)) {
        let (file, span) = (&label.location.file, label.location.span);
        assert!(span.start <= span.end, "{file}: {span:?}");
        if let Some(text) = tree.text(file.as_str()) {
            assert!(text.get(span.start..span.end).is_some(), "{file}: {span:?} of {}", text.len());
        }
    }
}

/// Nothing that a terminal takes for a command.
pub fn plain(text: &str) {
    let command = |b: &[u8]| b[0] < b' ' && b[0] != b'\n' || b[0] == 0x7f || b[0] == 0xc2 && b[1] < 0xa0;
    let found = format!("{text}\n").as_bytes().windows(2).position(command);
    assert!(found.is_none(), "a control character is printed: {:?}", text.get(..found.unwrap_or_default() + 1));
}
