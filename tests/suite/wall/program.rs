//! The wall through the program: what a build in a log that others may read says and writes, to the file's time and the
//! folder's.

use std::path::{Path, PathBuf};
use std::time::SystemTime;

use proptest::prelude::*;

use super::attach::Content;
use super::config;
use super::portfolio::{Portfolio, portfolio};
use crate::support::{self, Run};

/// A folder for a portfolio and what is built of it.
pub(super) struct Place(tempfile::TempDir);

/// The first line of two runs that is not the same, both ways, or the exit status.
pub(super) fn differs(one: &Run, other: &Run) -> Option<String> {
    let lines = |run: &Run| -> Vec<String> { run.out.lines().chain(run.err.lines()).map(str::to_owned).collect() };
    let (first, second) = (lines(one), lines(other));
    let at = (0..first.len().max(second.len())).find(|at| first.get(*at) != second.get(*at));
    let line = |lines: &[String], at: usize| {
        lines[at.saturating_sub(3).min(lines.len())..].iter().take(5).cloned().collect::<Vec<_>>()
    };
    let words = at.map(|at| format!("{:#?} and {:#?}", line(&first, at), line(&second, at)));
    words.or_else(|| (one != other).then(|| format!("{:?} and {:?}", one.code, other.code)))
}

/// Everything that can be seen of a file or folder, but for what a web server does not send.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Seen {
    path: String,
    /// `None`: a folder.
    bytes: Option<Vec<u8>>,
    modified: SystemTime,
    mode: u32,
}

impl Place {
    pub(super) fn new(portfolio: &Portfolio) -> Self {
        let place = Self(tempfile::tempdir().unwrap());
        place.write(portfolio);
        place
    }

    pub(super) fn write(&self, portfolio: &Portfolio) {
        let repository = self.0.path().join("in");
        if repository.exists() {
            std::fs::remove_dir_all(&repository).unwrap();
        }
        for (path, content) in portfolio.files() {
            put(&repository.join(path), &content);
        }
    }

    /// The plain files of a portfolio as the work tree of a git repository, instead of what is there.
    pub(super) fn write_plain(&self, portfolio: &Portfolio) {
        let repository = self.0.path().join("in");
        for entry in std::fs::read_dir(&repository).unwrap().map(Result::unwrap).filter(|e| e.file_name() != ".git") {
            let path = entry.path();
            if path.is_dir() { std::fs::remove_dir_all(path).unwrap() } else { std::fs::remove_file(path).unwrap() }
        }
        for (path, content) in portfolio.files() {
            if matches!(content, Content::Bytes(_)) {
                put(&repository.join(path), &content);
            }
        }
    }

    /// A repository whose one commit is this portfolio.
    pub(super) fn committed(portfolio: &Portfolio) -> Self {
        let place = Self(tempfile::tempdir().unwrap());
        let repository = place.0.path().join("in");
        std::fs::create_dir(&repository).unwrap();
        support::git(&repository, &["init", "--quiet", "--initial-branch", "main"]);
        place.write_plain(portfolio);
        support::git(&repository, &["add", "--all"]);
        support::git(&repository, &["commit", "--quiet", "--message", "A portfolio"]);
        place
    }

    /// Runs a command in a CI job.
    pub(super) fn run(&self, portfolio: &Portfolio, arguments: &[&str]) -> Run {
        self.run_with(&[("CI", "true")], portfolio, arguments)
    }

    pub(super) fn run_with(&self, environment: &[(&str, &str)], portfolio: &Portfolio, arguments: &[&str]) -> Run {
        self.run_at(Some(&portfolio.now().to_string()), environment, arguments)
    }

    /// Runs a command as of an instant, or as of that of the clock.
    fn run_at(&self, now: Option<&str>, environment: &[(&str, &str)], arguments: &[&str]) -> Run {
        let mut program = support::program(self.0.path());
        program.envs(environment.to_vec()).args(["-C", "in"]).args(now.map(|now| ["--now", now]).iter().flatten());
        support::run(program.args(arguments))
    }

    pub(super) fn build(&self, portfolio: &Portfolio) -> (Run, Vec<Seen>) {
        (self.run(portfolio, &["build", "--out", "out", "--drafts", "due"]), self.site())
    }

    fn public(&self) -> PathBuf {
        self.0.path().join("out/site")
    }

    /// The public folder and everything below it, sorted.
    fn site(&self) -> Vec<Seen> {
        let site = self.public();
        let entries = walkdir::WalkDir::new(&site).sort_by_file_name().into_iter().filter(|_| site.exists());
        entries.map(|entry| seen(&site, &entry.unwrap())).collect()
    }

    /// The public files and their content.
    fn pages(&self) -> Vec<(String, Option<Vec<u8>>)> {
        self.site().into_iter().map(|seen| (seen.path, seen.bytes)).collect()
    }

    /// Which files these are, and when anything about them was changed last.
    #[cfg(unix)]
    fn untouched(&self) -> Vec<(PathBuf, u64, i64, i64)> {
        use std::os::unix::fs::MetadataExt as _;
        let entries = walkdir::WalkDir::new(self.public()).sort_by_file_name().into_iter().filter_map(Result::ok);
        entries
            .map(|entry| {
                let meta = entry.metadata().unwrap();
                (entry.path().to_owned(), meta.ino(), meta.ctime(), meta.ctime_nsec())
            })
            .collect()
    }
}

fn put(path: &Path, content: &Content) {
    std::fs::create_dir_all(path.parent().unwrap()).unwrap();
    match content {
        Content::Bytes(bytes) => std::fs::write(path, bytes).unwrap(),
        Content::Huge => std::fs::File::create(path).unwrap().set_len(advisory::source::Tree::LARGEST + 1).unwrap(),
        #[cfg(unix)]
        Content::Link(to) => std::os::unix::fs::symlink(to, path).unwrap(),
        #[cfg(not(unix))]
        Content::Link(to) => std::fs::write(path, to).unwrap(),
        Content::Submodule => {
            std::fs::create_dir_all(path).unwrap();
            std::fs::write(path.join(".git"), "gitdir: ../CANARY").unwrap();
        }
    }
}

fn seen(site: &Path, entry: &walkdir::DirEntry) -> Seen {
    let meta = entry.metadata().unwrap();
    #[cfg(unix)]
    let mode = std::os::unix::fs::PermissionsExt::mode(&meta.permissions());
    #[cfg(not(unix))]
    let mode = 0;
    Seen {
        path: entry.path().strip_prefix(site).unwrap().to_string_lossy().into_owned(),
        bytes: meta.is_file().then(|| std::fs::read(entry.path()).unwrap()),
        modified: meta.modified().unwrap(),
        mode,
    }
}

proptest! {
    #![proptest_config(config(64, 10))]

    /// Exit status, stdout, stderr; names, contents, times and modes of files and folders.
    #[test]
    fn the_program_says_and_writes_the_same_without_the_embargoed_incidents(portfolio in portfolio()) {
        let others = [portfolio.without_embargoed(), portfolio.with_others_embargoed(), portfolio.with_others_announced()];
        let (said, site) = Place::new(&portfolio).build(&portfolio);
        prop_assert!(matches!(said.code, 0 | 1), "{:?}", said);
        for other in others {
            let (other_said, other_site) = Place::new(&other).build(&other);
            prop_assert_eq!(differs(&said, &other_said), None);
            prop_assert!(site == other_site, "the sites differ");
        }
    }

    /// Build, edit what is embargoed, build again: whoever watches the public folder sees nothing move.
    #[cfg(unix)]
    #[test]
    fn an_edit_of_an_embargoed_incident_touches_no_public_file(portfolio in portfolio()) {
        let place = Place::new(&portfolio);
        let (said, _) = place.build(&portfolio);
        let before = place.untouched();
        for edited in [portfolio.with_others_embargoed(), portfolio.without_embargoed(), portfolio.in_other_words()] {
            place.write(&edited);
            let (again, _) = place.build(&edited);
            prop_assert_eq!(said.code, again.code);
            prop_assert_eq!(&before, &place.untouched());
        }
    }
}

/// With `--now` and without, the output is the same whatever instant the environment names. The two instants that it names
/// here would show more, or less.
#[test]
fn the_environment_moves_no_instant() {
    use proptest::strategy::ValueTree as _;
    const PAST: (&str, &str) = ("315532800", "1980-01-01T00:00:00Z");
    const FUTURE: (&str, &str) = ("4102444800", "2100-01-01T00:00:00Z");
    let mut runner = proptest::test_runner::TestRunner::deterministic();
    let mut moved = 0;
    for _ in 0..8 {
        let portfolio = portfolio().new_tree(&mut runner).unwrap().current();
        let place = Place::new(&portfolio);
        let build = |now: Option<&str>, environment: &[(&str, &str)]| {
            for folder in
                ["out", "due"].map(|folder| place.0.path().join(folder)).iter().filter(|folder| folder.exists())
            {
                std::fs::remove_dir_all(folder).unwrap();
            }
            let run = place.run_at(now, environment, &["build", "--out", "out", "--drafts", "due"]);
            (run, place.pages())
        };
        for now in [None, Some(portfolio.now().to_string())] {
            let without = build(now.as_deref(), &[("CI", "true")]);
            for (seconds, named) in [PAST, FUTURE] {
                let with = build(now.as_deref(), &[("CI", "true"), ("SOURCE_DATE_EPOCH", seconds)]);
                assert!(without == with, "{:?} and {:?}", without.0, with.0);
                moved += usize::from(without != build(Some(named), &[("CI", "true")]));
            }
        }
    }
    assert!(moved > 8, "{moved}");
}

/// A policy that can't be read is the project's to mend; what else is wrong in the repository is not said.
#[test]
fn a_build_that_can_not_start_says_the_same_without_the_embargoed_incidents() {
    use proptest::strategy::ValueTree as _;
    let mut runner = proptest::test_runner::TestRunner::deterministic();
    for _ in 0..8 {
        let portfolio = portfolio().new_tree(&mut runner).unwrap().current();
        let said = [portfolio.clone(), portfolio.without_embargoed()].map(|portfolio| {
            let place = Place::new(&portfolio);
            put(&place.0.path().join("in/policy.toml"), &"schema = 1\n".to_owned().into());
            place.build(&portfolio).0
        });
        assert!(said[0].code == 1 && said[0].out.contains("policy.toml"), "{:?}", said[0]);
        assert_eq!(differs(&said[0], &said[1]), None);
    }
}
