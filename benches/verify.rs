//! What it costs to say of 20 fixes where they are: at 300 tags and 31 branches of a repository with 20,000 commits.
//!
//! `cargo bench --bench verify`. The repository is made once, below `target/tmp/bench/`. `git` gives the same answer by git's own
//! commands, and all three have to agree.
#![allow(clippy::unwrap_used, clippy::indexing_slicing, missing_docs, unreachable_pub)]

use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;
use std::process::{Command, Stdio};

use advisory::product::{Fix, Product};
use divan::Bencher;

#[path = "verify/history.rs"]
mod history;

use history::{COMMITS, FIXES, LINES, Made, TAGS, git};

fn main() {
    divan::main();
}

fn made() -> Made {
    history::make(&Path::new(env!("CARGO_TARGET_TMPDIR")).join("bench"))
}

/// The refs that have each fix.
type Answer = Vec<BTreeSet<String>>;

fn engine(made: &Made, cached: &[u8]) -> (Answer, Vec<u8>) {
    let product = Product::open(&made.repository).unwrap();
    assert_eq!((product.commits(), product.tags().len(), product.branches().len()), (COMMITS, TAGS, LINES + 1));
    let fixes: Vec<Fix> =
        made.fixes.iter().map(|id| Fix::new(&product, &[product.resolve(id).unwrap()]).unwrap()).collect();
    let fingerprints = product.fingerprints(cached).unwrap();
    let traces = fingerprints.trace(&fixes).unwrap();
    let branches = product.branches().iter().map(|branch| (&branch.name, branch.tip.commit));
    let tips: Vec<_> = branches.chain(product.tags().iter().map(|tag| (&tag.name, tag.commit))).collect();
    let answer = traces.iter().map(|trace| {
        let there = tips.iter().filter(|(_, tip)| trace.standing(*tip).unwrap().is_present());
        there.map(|(name, _)| (*name).clone()).collect()
    });
    (answer.collect(), if cached.is_empty() { fingerprints.to_bytes() } else { Vec::new() })
}

/// Patch ids of all commits, what messages say, and for each commit that brings a fix or takes it back the refs that contain it.
fn by_git(made: &Made) -> Answer {
    let repository = &made.repository;
    let run = |args: &[&str]| {
        let mut command = Command::new("git");
        command.current_dir(repository).args(args).stdout(Stdio::piped());
        command
    };
    let mut log = run(&["log", "--all", "--no-merges", "-p", "--no-renames", "--full-index"]).spawn().unwrap();
    let ids = run(&["patch-id", "--stable"]).stdin(log.stdout.take().unwrap()).output().unwrap();
    assert!(log.wait().unwrap().success());
    let ids = String::from_utf8(ids.stdout).unwrap();
    let ids: BTreeMap<&str, &str> = ids.lines().filter_map(|l| l.split_once(' ')).map(|(p, c)| (c, p)).collect();
    let naming =
        |what: &str, id: &str| git(repository, &["log", "--all", "--format=%H", &format!("--grep={what} {id}")]);
    let containing = |id: &str| -> BTreeSet<String> {
        let tags = git(repository, &["tag", "--contains", id]);
        let branches = git(repository, &["branch", "--contains", id, "--format=%(refname:short)"]);
        tags.lines().chain(branches.lines()).map(str::to_owned).collect()
    };
    let fix = |id: &String| {
        let mut carriers: BTreeSet<String> =
            ids.iter().filter(|(_, p)| **p == ids[id.as_str()]).map(|(c, _)| (*c).to_owned()).collect();
        carriers.extend(naming("cherry picked from commit", id).lines().map(str::to_owned));
        let mut there: BTreeSet<String> = carriers.iter().flat_map(|id| containing(id)).collect();
        // Here nothing comes back that was taken back.
        for revert in naming("This reverts commit", id).lines() {
            there = &there - &containing(revert);
        }
        there
    };
    made.fixes.iter().map(fix).collect()
}

#[divan::bench(sample_count = 5, sample_size = 1)]
fn cold(bencher: Bencher<'_, '_>) {
    let made = made();
    assert_eq!(made.fixes.len(), FIXES);
    bencher.bench_local(|| engine(&made, &[]));
}

#[divan::bench(sample_count = 5, sample_size = 1)]
fn cached(bencher: Bencher<'_, '_>) {
    let made = made();
    let (cold, cached) = engine(&made, &[]);
    assert_eq!(engine(&made, &cached).0, cold);
    bencher.bench_local(|| engine(&made, &cached));
}

#[divan::bench(sample_count = 1, sample_size = 1)]
fn git_commands(bencher: Bencher<'_, '_>) {
    let made = made();
    let expected = engine(&made, &[]).0;
    bencher.bench_local(|| assert_eq!(by_git(&made), expected));
}
