//! What reading the evidence of a private repository costs: 200 incidents and 10,000 commits, every twentieth of them a merge.
//!
//! `cargo bench --bench evidence`. The repository is made with `git fast-import` once, below `target/tmp/bench/`.
#![allow(clippy::unwrap_used, clippy::expect_used, missing_docs)]

use std::fmt::Write as _;
use std::io::Write as _;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::sync::OnceLock;

use advisory::evidence::{Scope, read};
use advisory::git::tree_at;
use advisory::git::{Range, log};
use advisory::parse;
use advisory::portfolio::Portfolio;
use advisory::signature::Keys;
use advisory::time::Instant;
use divan::Bencher;

const INCIDENTS: usize = 200;
const COMMITS: usize = 10_000;
/// Every so many commits, one is a merge of the two before it.
const MERGES: usize = 20;
/// 2016-01-01T00:00:00Z; the commits follow each other by the hour.
const BEGAN: usize = 1_451_606_400;

fn main() {
    divan::main();
}

/// An incident with so many events.
fn incident(number: usize, events: usize) -> String {
    let mut text = format!("[report]\ndisclosure = \"private\"\nsummary = \"Incident {number}\"\n");
    for event in 0..=events {
        let at = Instant::from_unix(i64::try_from(BEGAN + (event * INCIDENTS + number) * 3_600).unwrap()).unwrap();
        let _infallible =
            write!(text, "\n[[event]]\nat = {at}\nevent = \"scored\"\nby = \"ada\"\nnote = \"Once more\"\n");
    }
    text
}

fn stream() -> String {
    let base = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/base");
    let mut out = String::new();
    let mut events = vec![0; INCIDENTS];
    let file = |out: &mut String, path: &str, text: &str| {
        let _infallible = writeln!(out, "M 100644 inline {path}\ndata {}\n{text}", text.len());
    };
    for n in 0..COMMITS {
        let _infallible = write!(
            out,
            "commit refs/heads/main\nmark :{}\ncommitter Ada <ada@lodestore.example> {} +0000\ndata 6\nRecord\n",
            n + 1,
            BEGAN + n * 3_600
        );
        if n == 0 {
            for name in ["advisory.toml", "policy.toml", "team.toml"] {
                file(&mut out, name, &std::fs::read_to_string(base.join(name)).unwrap());
            }
            for number in 0..INCIDENTS {
                file(
                    &mut out,
                    &format!("incidents/{}/case-{number}/incident.toml", 2016 + number % 10),
                    &incident(number, 0),
                );
            }
            continue;
        }
        // A merge has the commit before it and the one that began beside it.
        let merge = n % MERGES == 0;
        let beside = n % MERGES == MERGES - 1;
        let from = if beside || merge { n - 1 } else { n };
        let _infallible = writeln!(out, "from :{from}");
        if merge {
            let _infallible = writeln!(out, "merge :{n}");
        }
        let number = n % INCIDENTS;
        if let Some(count) = events.get_mut(number) {
            *count += 1;
            file(
                &mut out,
                &format!("incidents/{}/case-{number}/incident.toml", 2016 + number % 10),
                &incident(number, *count),
            );
        }
    }
    out + "done\n"
}

/// The repository, made once.
fn repository() -> &'static Path {
    static MADE: OnceLock<PathBuf> = OnceLock::new();
    MADE.get_or_init(|| {
        let folder = Path::new(env!("CARGO_TARGET_TMPDIR")).join("bench/evidence");
        let _there_may_be_none = std::fs::remove_dir_all(&folder);
        std::fs::create_dir_all(&folder).unwrap();
        let git = |args: &[&str]| {
            let mut command = Command::new("git");
            command.current_dir(&folder).args(args).env("GIT_CONFIG_GLOBAL", "/dev/null").stdin(Stdio::piped());
            command
        };
        assert!(git(&["init", "-q", "-b", "main", "."]).status().unwrap().success());
        let mut import = git(&["fast-import", "--quiet", "--done"]).spawn().unwrap();
        import.stdin.take().unwrap().write_all(stream().as_bytes()).unwrap();
        assert!(import.wait().unwrap().success());
        folder
    })
}

fn portfolio() -> Portfolio {
    parse::portfolio(tree_at(repository(), "main").unwrap()).portfolio.unwrap()
}

fn now() -> Instant {
    Instant::parse("2030-01-01T00:00:00Z").unwrap()
}

/// Walking the commits and comparing their trees.
#[divan::bench(sample_count = 5, sample_size = 1)]
fn walk(bencher: Bencher<'_, '_>) {
    let folder = repository();
    bencher.bench(|| log(folder, Range { from: None, to: "main" }).unwrap().entries.len());
}

/// What `check` reads where the policy asks for evidence: the walk, and every version of every incident.
#[divan::bench(sample_count = 5, sample_size = 1)]
fn all(bencher: Bencher<'_, '_>) {
    let (folder, portfolio) = (repository(), portfolio());
    let keys = Keys::new(&portfolio.team, None);
    bencher.bench(|| {
        let log = log(folder, Range { from: None, to: "main" }).unwrap();
        read(&log, Scope::Policy(&portfolio), &keys, now()).unwrap()
    });
}

/// What `status INCIDENT` reads: the walk, and the versions of one.
#[divan::bench(sample_count = 5, sample_size = 1)]
fn one(bencher: Bencher<'_, '_>) {
    let (folder, portfolio) = (repository(), portfolio());
    let keys = Keys::new(&portfolio.team, None);
    let incident = portfolio.incidents.first().unwrap();
    bencher.bench(|| {
        let log = log(folder, Range { from: None, to: "main" }).unwrap();
        read(&log, Scope::Incident(incident), &keys, now()).unwrap()
    });
}

/// git's own answer for every incident, one after the other: which commits changed its file.
#[divan::bench(sample_count = 1, sample_size = 1)]
fn git_log_of_each(bencher: Bencher<'_, '_>) {
    let (folder, portfolio) = (repository(), portfolio());
    bencher.bench(|| {
        for incident in &portfolio.incidents {
            let log = Command::new("git")
                .current_dir(folder)
                .args(["log", "--format=%H %ct", "main", "--", incident.file.as_str()])
                .output()
                .unwrap();
            assert!(log.status.success() && !log.stdout.is_empty());
        }
    });
}
