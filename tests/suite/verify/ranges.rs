//! Affected and fixed versions, compared with `git tag --contains` on generated histories, and with what advisories say.

use std::collections::BTreeSet;
use std::fmt::Write as _;

use advisory::source::Tree;
use advisory::verify::{Agreement, LineVerdict};
use tempfile::TempDir;

use super::{AFFECTED, FIX, FLAWED, PICKED, Told, line, verified};
use crate::script::Repository;
use crate::support::{git, git_with_input};

/// Numbers that look like chance and are the same each time.
struct Chance(u64);

impl Chance {
    fn below(&mut self, limit: u64) -> u64 {
        self.0 = self.0.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        (self.0 >> 33) % limit
    }
}

/// A history as a stream for `git fast-import`. Each commit adds a file, so that commits of one number are one patch.
#[derive(Default)]
struct Stream {
    text: String,
    commits: usize,
}

impl Stream {
    fn commit(&mut self, branch: &str, from: Option<usize>, file: usize, message: &str) -> usize {
        self.commits += 1;
        let mark = self.commits;
        let at = 1_767_225_600 + mark * 60;
        write!(
            self.text,
            "commit refs/heads/{branch}\nmark :{mark}\ncommitter Ben <ben@lodestore.example> {at} +0000\n"
        )
        .unwrap();
        writeln!(self.text, "data {}\n{message}", message.len()).unwrap();
        if let Some(from) = from {
            writeln!(self.text, "from :{from}").unwrap();
        }
        let content = format!("{file}\n");
        writeln!(self.text, "M 100644 inline file-{file}\ndata {}\n{content}", content.len()).unwrap();
        mark
    }

    fn tag(&mut self, name: &str, mark: usize) {
        write!(self.text, "reset refs/tags/{name}\nfrom :{mark}\n\n").unwrap();
    }
}

/// The commit of the flaw, those that carry the fix, and the repository.
struct Shape {
    folder: TempDir,
    flaw: String,
    carriers: Vec<String>,
    original: String,
}

/// A development line, three release lines that begin anywhere on it, a flaw and a fix anywhere, the fix on some lines, and
/// tags with gaps, candidates, and some that are no release of any line.
fn shape(seed: u64) -> Shape {
    let mut chance = Chance(seed.wrapping_mul(0x9e37_79b9_7f4a_7c15) + 1);
    let mut stream = Stream::default();
    let length = 4 + chance.below(8) as usize;
    let flaw = chance.below(length as u64 - 1) as usize;
    let fix = flaw + 1 + chance.below((length - flaw - 1) as u64) as usize;
    let main: Vec<usize> = (0..length)
        .map(|n| stream.commit("main", None, n, &format!("Commit {n}\n\nReviewed-by: Amira <amira@lodestore.example>")))
        .collect();
    let mut carriers = vec![main[fix]];
    for (n, id) in ["1.14", "1.15", "1.16"].into_iter().enumerate() {
        let branch = format!("release-{id}");
        let from = if chance.below(4) == 0 { chance.below(length as u64) } else { chance.below(fix as u64) } as usize;
        let mut tip = main[from];
        write!(stream.text, "reset refs/heads/{branch}\nfrom :{tip}\n\n").unwrap();
        let mut patch = 0;
        for step in 0..4 + chance.below(8) {
            match chance.below(6) {
                0..=2 => {
                    patch += 1 + chance.below(3);
                    let candidate = if chance.below(5) == 0 { "-rc.1" } else { "" };
                    stream.tag(&format!("v{id}.{patch}{candidate}"), tip);
                }
                3 if from < fix && !carriers.contains(&tip) => {
                    tip = stream.commit(&branch, Some(tip), fix, &format!("Commit {fix} again"));
                    carriers.push(tip);
                }
                _ => tip = stream.commit(&branch, Some(tip), 1000 * (n + 1) + step as usize, "Work on the line"),
            }
        }
    }
    stream.tag("nightly", main[length - 1]);
    stream.tag("v0.9.0", main[0]);
    let folder = TempDir::new().unwrap();
    git(folder.path(), &["init", "-q", "-b", "main"]);
    let marks = folder.path().join("marks");
    git_with_input(
        folder.path(),
        &["fast-import", "--quiet", &format!("--export-marks={}", marks.display())],
        stream.text.as_bytes(),
    );
    let marks = std::fs::read_to_string(marks).unwrap();
    let id = |mark: usize| {
        let prefix = format!(":{mark} ");
        marks.lines().find_map(|line| line.strip_prefix(&prefix)).unwrap().to_owned()
    };
    let carriers = carriers.into_iter().map(id).collect();
    Shape { folder, flaw: id(main[flaw]), carriers, original: id(main[fix]) }
}

fn containing(shape: &Shape, commit: &str) -> BTreeSet<String> {
    git(shape.folder.path(), &["tag", "--contains", commit]).lines().map(str::to_owned).collect()
}

fn with_lines(tree: &Tree) -> Tree {
    let project = tree.text("advisory.toml").unwrap();
    let project = project.replacen("[site]", "[[line]]\nid = \"1.14\"\nreleased = 2025-01-01\n\n[site]", 1);
    tree.clone().with(&advisory::source::FilePath::new("advisory.toml"), project.as_bytes())
}

/// The tags of a line's releases that are affected, and those that are fixed.
fn states(verdict: &LineVerdict<'_>) -> (BTreeSet<String>, BTreeSet<String>) {
    let of = |which: fn(&advisory::verify::Release) -> bool| {
        verdict.releases.iter().filter(|r| which(r)).map(|r| r.tag.clone()).collect()
    };
    (of(|release| release.affected), of(|release| release.fixed))
}

#[test]
fn affected_and_fixed_releases_are_those_of_git_tag_contains_and_what_is_written_agrees() {
    use rayon::prelude::*;
    let counts = (0..200).into_par_iter().map(|seed| {
        let (mut both, mut open) = (0, 0);
        let shape = shape(seed);
        let flawed = containing(&shape, &shape.flaw);
        let fixed: BTreeSet<String> = shape.carriers.iter().flat_map(|id| containing(&shape, id)).collect();
        let fix = format!(
            "introduced = [\"{}\"]\ncommits = [{{ id = \"{}\", line = \"main\" }}]",
            shape.flaw, shape.original
        );
        let product = Repository::of(shape.folder);
        let scope = "\"main\", \"1.16\", \"1.15\", \"1.14\"";
        let told = |affected: &str| with_lines(&Told { fix: &fix, affected, scope }.tree(&product));
        let mut written = String::new();
        let mut expected = Vec::new();
        verified(told(""), &product, None, |verification| {
            assert_eq!(verification.lines.len(), 4);
            for id in ["1.16", "1.15", "1.14"] {
                let verdict = line(verification, id);
                let (affected, with_fix) = states(verdict);
                let tags: BTreeSet<String> = verdict.releases.iter().map(|r| r.tag.clone()).collect();
                let all: BTreeSet<String> =
                    git(product.path(), &["tag", "-l", &format!("v{id}.*")]).lines().map(str::to_owned).collect();
                let candidates = |tag: &&String| tag.contains("-rc");
                let real: BTreeSet<String> = all.iter().filter(|tag| !candidates(tag)).cloned().collect();
                assert_eq!(tags, if real.is_empty() { all } else { real }, "seed {seed}, {id}");
                let oracle = |set: &BTreeSet<String>| set.intersection(&tags).cloned().collect::<BTreeSet<_>>();
                assert_eq!(with_fix, oracle(&fixed), "seed {seed}, {id}: fixed");
                assert_eq!(affected, &oracle(&flawed) - &fixed, "seed {seed}, {id}: affected");
                both += usize::from(!affected.is_empty() && !with_fix.is_empty());
                open += usize::from(!affected.is_empty() && with_fix.is_empty());
                for entry in &verdict.entries {
                    writeln!(written, "[[affected]]\nline = \"{id}\"").unwrap();
                    let keys = [
                        ("introduced", &entry.introduced),
                        ("fixed", &entry.fixed),
                        ("last-affected", &entry.last_affected),
                    ];
                    for (key, value) in keys.iter().filter_map(|(key, value)| Some((key, value.as_ref()?))) {
                        writeln!(written, "{key} = \"{value}\"").unwrap();
                    }
                }
                expected.push(affected.is_empty());
            }
        });
        verified(told(&written), &product, None, |verification| {
            for id in ["1.16", "1.15", "1.14"] {
                let agreement = &line(verification, id).agreement;
                assert!(
                    matches!(agreement, Agreement::Agrees | Agreement::Silent),
                    "seed {seed}, {id}: {agreement:?}\n{written}"
                );
            }
        });
        (both, open)
    });
    let (both, open) = counts.reduce(|| (0, 0), |a, b| (a.0 + b.0, a.1 + b.1));
    assert!(both > 60 && open > 60, "{both} with both ends, {open} open");
}

/// What is said of 1.16 where the advisory says this.
fn said(script: &str, fix: &str, affected: &str) -> Agreement {
    let product = Repository::new(script);
    let tree = Told { fix, affected, ..Told::default() }.tree(&product);
    verified(tree, &product, None, |verification| line(verification, "1.16").agreement.clone())
}

fn differs(agreement: Agreement) -> Vec<String> {
    match agreement {
        Agreement::Differs(differences) => differences,
        other => panic!("{other:?}"),
    }
}

const FIXED_15: &str = "[[affected]]\nline = \"1.15\"\nintroduced = \"1.15.0\"\nfixed = \"1.15.2\"\n";

fn range(keys: &str) -> String {
    format!("[[affected]]\nline = \"1.16\"\n{keys}\n\n{FIXED_15}")
}

#[test]
fn an_advisory_says_the_same_in_several_ways() {
    let script = [FLAWED, PICKED].concat();
    for keys in [
        "introduced = \"1.16.0\"\nfixed = \"1.16.1\"",
        "introduced = \"v1.16.0\"\nfixed = \"v1.16.1\"",
        "introduced = \"1.12.0\"\nfixed = \"1.16.1\"",
        "fixed = \"1.16.1\"",
    ] {
        assert_eq!(said(&script, FIX, &range(keys)), Agreement::Agrees, "{keys}");
    }
    // Without a line, an entry speaks of all of them.
    assert_eq!(
        said(&script, FIX, &format!("[[affected]]\nintroduced = \"1.16.0\"\nfixed = \"1.16.1\"\n\n{FIXED_15}")),
        Agreement::Agrees
    );
    // A dependency's versions are its own.
    let other = range("introduced = \"1.16.0\"\nfixed = \"1.16.1\"")
        + "[[affected]]\npackage = \"other\"\nline = \"1.16\"\nfixed = \"9.9.9\"\n";
    assert_eq!(said(&script, FIX, &other), Agreement::Agrees);
}

#[test]
fn whatever_an_advisory_has_wrong_is_said() {
    let script = [FLAWED, PICKED, "release-1.16: tag v1.16.3\n"].concat();
    for (keys, difference) in [
        ("introduced = \"1.16.1\"\nfixed = \"1.16.1\"", "1.16.0 is affected, but the advisory does not say so"),
        (
            "introduced = \"1.16.0\"\nfixed = \"1.16.2\"",
            "the advisory lists 1.16.2 as fixed, but there is no such release",
        ),
        (
            "introduced = \"1.16.0\"\nfixed = \"1.16.3\"",
            "the advisory lists 1.16.3 as the first fixed release, but it is not",
        ),
        ("introduced = \"1.16.0\"\nlast-affected = \"1.16.0\"", "1.16.1 is fixed, but the advisory does not list it"),
        ("introduced = \"1.16.0\"", "1.16.1 and 1.16.3 are not affected, but the advisory says otherwise"),
        ("introduced = \"soon\"\nfixed = \"1.16.1\"", "1.16.0 is affected, but the advisory does not say so"),
    ] {
        let found = differs(said(&script, FIX, &range(keys)));
        assert!(found.iter().any(|found| found == difference), "{keys}: {found:?}");
    }
    assert!(!differs(said(&script, FIX, FIXED_15)).is_empty(), "no entry at all");
    // Neither tag nor branch has what is to fix it.
    let without = [FLAWED, "release-1.15: pick f1c50001\nrelease-1.15: tag v1.15.2\n"].concat();
    let found = differs(said(&without, FIX, &range("introduced = \"1.16.0\"\nfixed = \"1.16.1\"")));
    assert_eq!(found, ["the advisory lists 1.16.1 as fixed, but neither a tag nor the branch has the fix"]);
    let open = range("introduced = \"1.16.0\"\nlast-affected = \"1.16.0\"");
    assert_eq!(said(&without, FIX, &open), Agreement::Agrees);
}

#[test]
fn without_a_record_of_where_the_flaw_began_the_fixed_end_is_checked() {
    let script = [FLAWED, PICKED].concat();
    let fix = "commits = [{ id = \"f1c50001\", line = \"main\" }]";
    assert_eq!(said(&script, fix, &range("introduced = \"1.16.0\"\nfixed = \"1.16.1\"")), Agreement::Agrees);
    // The advisory's word for the beginning is taken …
    let later = [
        FLAWED,
        "release-1.16: Between\nrelease-1.16: tag v1.16.1\nrelease-1.16: pick f1c50001\nrelease-1.16: tag v1.16.2\n",
    ]
    .concat();
    assert_eq!(said(&later, fix, &range("introduced = \"1.16.1\"\nfixed = \"1.16.2\"")), Agreement::Agrees);
    // … and that for the end is not.
    assert!(!differs(said(&later, fix, &range("introduced = \"1.16.0\"\nfixed = \"1.16.1\""))).is_empty());
    assert!(!differs(said(&later, fix, FIXED_15)).is_empty());
}

#[test]
fn candidates_strange_tags_and_other_names_of_tags() {
    // A candidate has the fix, the release after it has, too: the release is what users are told.
    let script = [
        FLAWED,
        "release-1.16: pick f1c50001\nrelease-1.16: tag v1.16.1-rc.1\nrelease-1.16: Notes\nrelease-1.16: tag v1.16.1\n",
    ]
    .concat();
    assert_eq!(said(&script, FIX, &range("introduced = \"1.16.0\"\nfixed = \"1.16.1\"")), Agreement::Agrees);
    // A line with candidates only has them as its releases.
    let only = [
        &FLAWED.replace("tag v1.16.0", "tag v1.16.0-rc.1"),
        "release-1.16: pick f1c50001\nrelease-1.16: tag v1.16.0-rc.2\n",
    ]
    .concat();
    assert_eq!(said(&only, FIX, &range("introduced = \"1.16.0-rc.1\"\nfixed = \"1.16.0-rc.2\"")), Agreement::Agrees);
    // Other products of the same repository, dates, words.
    let strange = [FLAWED, "release-1.16: tag chart-1.16.9\nrelease-1.16: tag vv1.16.8\nrelease-1.16: tag v1.16.7.1\nrelease-1.16: tag nightly\n", PICKED].concat();
    assert_eq!(said(&strange, FIX, AFFECTED), Agreement::Agrees);
    let product = Repository::new(&FLAWED.replace("tag v", "tag release/"));
    let tree = Told::default().tree(&product);
    let project =
        tree.text("advisory.toml").unwrap().replacen("[project]", "[project]\ntags = \"release/{version}\"", 1);
    let tree = tree.with(&advisory::source::FilePath::new("advisory.toml"), project.as_bytes());
    verified(tree, &product, None, |verification| {
        assert_eq!(line(verification, "1.16").releases[0].tag, "release/1.16.0");
    });
    // Two tags of one version.
    let twice =
        [FLAWED, PICKED, "release-1.16: tag v1.16.1+again\nrelease-1.16: More\nrelease-1.16: tag v1.16.1+more\n"]
            .concat();
    let product = Repository::new(&twice);
    verified(Told::default().tree(&product), &product, None, |verification| {
        assert!(
            verification.findings[0].message.contains("several tags are release 1.16.1"),
            "{:?}",
            verification.findings
        );
    });
}

#[test]
fn what_comes_after_all_lines_is_the_development_lines() {
    let product = Repository::new(&[FLAWED, PICKED, "main: tag v1.17.0-beta.0\n"].concat());
    verified(Told::default().tree(&product), &product, None, |verification| {
        let releases: Vec<&str> = line(verification, "main").releases.iter().map(|r| r.tag.as_str()).collect();
        assert_eq!(releases, ["v1.17.0-beta.0"]);
    });
    // Nobody need speak of candidates, and whoever does is held to it.
    let early = FLAWED.replace("main: f1c50001", "main: tag v1.17.0-beta.0\nmain: f1c50001");
    let product = Repository::new(&[&early, PICKED, "main: tag v1.17.0-beta.1\n"].concat());
    verified(Told::default().tree(&product), &product, None, |verification| {
        assert_eq!(line(verification, "main").agreement, Agreement::Silent);
    });
    let affected = format!("{AFFECTED}\n[[affected]]\nline = \"main\"\nfixed = \"1.17.0-beta.0\"\n");
    let text = Told { affected: &affected, ..Told::default() };
    verified(text.tree(&product), &product, None, |verification| {
        assert!(matches!(line(verification, "main").agreement, Agreement::Differs(_)));
    });
}
