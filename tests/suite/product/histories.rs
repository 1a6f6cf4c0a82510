//! What is said of generated histories, compared with what is in their files and with what git says.

use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;
use std::process::Stdio;

use advisory::git::Id;
use advisory::product::{Fix, How, Presence, Product};
use rayon::prelude::*;
use tempfile::TempDir;

use super::generated::{Dice, FIXES, History};
use crate::support::{git, git_command};

const HISTORIES: u64 = 240;

/// A history as git has it.
struct Imported {
    history: History,
    ids: Vec<String>,
    commits: Vec<Id>,
    folder: TempDir,
    product: Product,
}

impl Imported {
    fn new(seed: u64) -> Self {
        let history = History::new(seed);
        let folder = TempDir::new().unwrap();
        let ids = history.import(folder.path(), if seed % 8 == 7 { "sha256" } else { "sha1" });
        let product = Product::open(folder.path()).unwrap();
        let commits = ids.iter().map(|id| product.resolve(id).unwrap()).collect();
        Self { history, ids, commits, folder, product }
    }

    fn git(&self, args: &[&str]) -> Vec<String> {
        git(self.folder.path(), args).lines().map(str::to_owned).collect()
    }

    /// The commits that a branch leads to.
    fn reached(&self) -> BTreeSet<usize> {
        self.history.lines.iter().flat_map(|line| self.history.ancestors(*line)).collect()
    }

    fn fixes(&self) -> Vec<Fix> {
        let fix = |(fix, commit): (usize, &usize)| {
            let one = Fix::new(&self.product, &[self.commits[*commit]]).unwrap();
            let by_hand = self.history.by_hand.iter().filter(|(carried, _)| *carried == fix);
            by_hand.fold(one, |one, (_, commit)| one.with_backport(vec![self.commits[*commit]]))
        };
        self.history.fixes.iter().enumerate().map(fix).collect()
    }
}

#[test]
fn what_is_said_of_generated_histories_is_what_git_says_and_what_is_in_the_files() {
    let seen = (0..HISTORIES).into_par_iter().map(|seed| {
        let imported = Imported::new(seed);
        the_graph_is_that_of_git(seed, &imported);
        patch_ids_are_those_of_git(seed, &imported);
        what_git_cherry_calls_equal_is_there(seed, &imported);
        a_fix_is_where_it_is_in_the_files(seed, &imported)
    });
    let seen: Vec<BTreeSet<&str>> = seen.collect();
    // None of the ways is missing by chance.
    for way in ["absent", "reverted", "itself", "picked", "adapted", "same patch", "restored", "named"] {
        let histories = seen.iter().filter(|seen| seen.contains(way)).count();
        assert!(histories >= 20, "{way}: {histories}");
    }
}

fn a_fix_is_where_it_is_in_the_files(seed: u64, imported: &Imported) -> BTreeSet<&'static str> {
    let Imported { history, commits, product, .. } = imported;
    let fixes = imported.fixes();
    let traces = product.fingerprints(&[]).unwrap().trace(&fixes).unwrap();
    let mut seen = BTreeSet::new();
    for (fix, trace) in traces.iter().enumerate() {
        for n in imported.reached() {
            let standing = trace.standing(commits[n]).unwrap();
            let id = &imported.ids[n];
            assert_eq!(standing.is_present(), history.has(n, fix), "history {seed}, fix {fix}, {n} {id}: {standing:?}");
            let what = match &standing.commits[0].1 {
                Presence::Absent => "absent",
                Presence::Reverted { .. } => "reverted",
                Presence::Doubtful { .. } => "doubtful",
                Presence::Present(carrier) => match carrier.how {
                    How::Itself => "itself",
                    How::Picked { same_patch: true, .. } => "picked",
                    How::Picked { same_patch: false, .. } => "adapted",
                    How::SamePatch { .. } => "same patch",
                    How::Squashed => "squashed",
                    How::Replayed { .. } => "replayed",
                    How::Restored { .. } => "restored",
                    How::Named => "named",
                },
            };
            seen.insert(what);
        }
    }
    assert!(traces.len() <= FIXES);
    seen
}

fn the_graph_is_that_of_git(seed: u64, imported: &Imported) {
    let Imported { history, ids, commits, product, .. } = imported;
    let mut dice = Dice::new(seed);
    let reached: Vec<usize> = imported.reached().into_iter().collect();
    {
        let (a, b) = (reached[dice.below(reached.len())], reached[dice.below(reached.len())]);
        let range = product.range(commits[a], commits[b]).unwrap();
        let mut range: Vec<String> = range.iter().map(ToString::to_string).collect();
        range.reverse();
        assert_eq!(range, imported.git(&["rev-list", "--topo-order", &format!("{}..{}", ids[a], ids[b])]), "{seed}");
        let bases = product.merge_bases(commits[a], commits[b]).unwrap();
        let bases: BTreeSet<String> = bases.iter().map(ToString::to_string).collect();
        assert_eq!(bases, imported.git(&["merge-base", "--all", &ids[a], &ids[b]]).into_iter().collect(), "{seed}");
    }
    let commit = reached[dice.below(reached.len())];
    let leads = |to: Id| product.is_ancestor(commits[commit], to).unwrap();
    let tags: BTreeSet<String> =
        product.tags().iter().filter(|tag| leads(tag.commit)).map(|tag| tag.name.clone()).collect();
    assert_eq!(tags, imported.git(&["tag", "--contains", &ids[commit]]).into_iter().collect());
    let branches: Vec<&str> = product
        .branches()
        .iter()
        .filter(|branch| leads(branch.tip.commit))
        .map(|branch| branch.name.as_str())
        .collect();
    assert_eq!(branches, imported.git(&["branch", "--contains", &ids[commit], "--format=%(refname:short)"]));
    assert_eq!(product.commits(), history.commits.len());
}

fn patch_ids_are_those_of_git(seed: u64, imported: &Imported) {
    let expected = git_patch_ids(imported.folder.path());
    for (id, commit) in imported.ids.iter().zip(&imported.commits) {
        let patch = imported.product.patch_id(*commit).unwrap();
        assert_eq!(patch.as_ref(), expected.get(id), "{seed} {id}");
    }
}

/// By commit.
pub fn git_patch_ids(folder: &Path) -> BTreeMap<String, String> {
    let log = [
        "log",
        "--no-indent-heuristic",
        "--all",
        "-p",
        "--full-index",
        "--no-renames",
        "--no-merges",
        "--root",
        "--format=commit %H",
    ];
    let mut log = git_command(folder, &log);
    let mut log = log.stdout(Stdio::piped()).spawn().unwrap();
    let patches = log.stdout.take().unwrap();
    let ids = git_command(folder, &["patch-id", "--stable"]).stdin(patches).output().unwrap();
    assert!(log.wait().unwrap().success() && ids.status.success());
    let ids = String::from_utf8(ids.stdout).unwrap();
    ids.lines().filter_map(|line| line.split_once(' ')).map(|(patch, id)| (id.to_owned(), patch.to_owned())).collect()
}

fn what_git_cherry_calls_equal_is_there(seed: u64, imported: &Imported) {
    let Imported { history, commits, product, .. } = imported;
    let (Some(one), Some(other)) = (history.lines.first(), history.lines.last()) else { return };
    let cherry = imported.git(&["cherry", &imported.ids[*other], &imported.ids[*one]]);
    let fingerprints = product.fingerprints(&[]).unwrap();
    for line in cherry {
        let (sign, id) = line.split_once(' ').unwrap();
        let commit = product.resolve(id).unwrap();
        // What git compares with: the other side of the merge base.
        let there = product.range(commits[*one], commits[*other]).unwrap();
        let fix = Fix::new(product, &[commit]).unwrap();
        let traces = fingerprints.trace(&[fix]).unwrap();
        let (_, carriers) = traces[0].carriers().next().unwrap();
        let equal = carriers.iter().any(|carrier| {
            let same = matches!(carrier.how, How::SamePatch { of } if of == commit);
            let picked = matches!(carrier.how, How::Picked { same_patch: true, .. });
            (same || picked) && there.contains(&carrier.commits[0])
        });
        assert_eq!(equal, sign == "-", "{seed} {id}: {carriers:?}");
    }
}
