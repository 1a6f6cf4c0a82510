//! What builds and comparisons do, counted: the work of the next build grows with what changed, and not with what there
//! is.

use std::collections::BTreeSet;
use std::path::Path;
use std::sync::atomic::{AtomicUsize, Ordering};

use advisory::app::{Source, Workspace};
use advisory::build::{Known, Site};
use advisory::fingerprint::Fingerprint;
use advisory::output::{self, Cache, Folder, Readers, Written};
use advisory::plan::{Files, Group, Sink, Stopped};
use advisory::{parse, site, source};
use tempfile::TempDir;

use crate::crash::disk::Faulty;
use crate::support::{self, at, git};

const NOW: &str = "2026-11-20T12:00:00Z";

const REVISED: &str = "incidents/2023/calm-sparrow";

/// The files that a build makes, and those that it keeps.
#[derive(Default)]
struct Counts {
    made: AtomicUsize,
    kept: AtomicUsize,
}

/// A sink that counts what it passes on.
struct Counting<'a> {
    sink: &'a dyn Sink,
    counts: &'a Counts,
}

impl Sink for Counting<'_> {
    fn take(&self, path: &str, bytes: &[u8]) -> Result<(), Stopped> {
        self.counts.made.fetch_add(1, Ordering::Relaxed);
        self.sink.take(path, bytes)
    }

    fn keep(&self, group: Group<'_>) -> Result<Option<Fingerprint>, Stopped> {
        let kept = self.sink.keep(group)?;
        self.counts.kept.fetch_add(kept.map_or(0, |_| group.paths().count()), Ordering::Relaxed);
        Ok(kept)
    }

    fn read(&self, path: &str) -> Result<Vec<u8>, Stopped> {
        self.sink.read(path)
    }

    fn earlier(&self, file: Group<'_>) -> Option<Vec<u8>> {
        self.sink.earlier(file)
    }

    fn note(&self, group: Group<'_>, mark: Fingerprint) {
        self.sink.note(group, mark);
    }
}

struct Counted<'a> {
    site: &'a Site,
    counts: Counts,
}

impl Files for Counted<'_> {
    fn pour(&self, sink: &dyn Sink) -> Result<(), Stopped> {
        self.site.pour(&Counting { sink, counts: &self.counts }).map_err(|_| Stopped)
    }
}

/// What a build did.
#[derive(Debug)]
struct Did {
    written: Written,
    made: usize,
    kept: usize,
    operations: Vec<String>,
}

impl Did {
    /// How often the disk was asked to do something.
    fn operations(&self, what: &str) -> usize {
        self.operations.iter().filter(|operation| operation.starts_with(&format!("{what} "))).count()
    }
}

/// The Vitess sample, and its site.
struct Place {
    folder: TempDir,
    out: TempDir,
    cache: Vec<u8>,
}

impl Place {
    fn new() -> Self {
        let folder = TempDir::new().unwrap();
        for (path, bytes) in support::files(&support::root().join("tests/portfolios/vitess")) {
            support::write(folder.path(), &path, bytes);
        }
        Self { folder, out: TempDir::new().unwrap(), cache: Vec::new() }
    }

    fn build(&mut self) -> Did {
        let reading = parse::portfolio(source::worktree::read(self.folder.path()).unwrap());
        let known = Known { texts: site::built_in_texts(), history: None };
        let site = Site::new(reading.portfolio.unwrap(), reading.findings, at(NOW), &known);
        let (cache, disk) = (Cache::read(&self.cache), Faulty::sound());
        let files = Counted { site: &site, counts: Counts::default() };
        let folder = Folder { name: "site", files: &files, readers: Readers::Everyone, cache: Some(&cache) };
        let [written] = output::apply_all(&disk, self.out.path(), [folder], at(NOW)).unwrap();
        self.cache = cache.settled().unwrap().bytes;
        let Counts { made, kept } = files.counts;
        Did { written, made: made.into_inner(), kept: kept.into_inner(), operations: disk.operations() }
    }

    fn site(&self) -> std::path::PathBuf {
        self.out.path().join("site")
    }

    /// The ids of the public advisories, in the lower case that some paths have.
    fn ids(&self) -> BTreeSet<String> {
        let index = std::fs::read(self.site().join("index.json")).unwrap();
        let index: serde_json::Value = serde_json::from_slice(&index).unwrap();
        let all = index["advisories"].as_array().unwrap();
        all.iter().map(|advisory| advisory["id"].as_str().unwrap().to_lowercase()).collect()
    }

    /// The number of files of single advisories.
    fn files_of(&self, ids: &BTreeSet<String>) -> usize {
        let has_id = |path: &str| ids.iter().any(|id| path.to_lowercase().contains(id.as_str()));
        let is_of = |path: &str| path.starts_with("id/") || has_id(path);
        support::files(&self.site()).iter().filter(|(path, _)| is_of(path)).count()
    }

    /// Adds a sentence to a text. It is not approved.
    fn add_a_sentence(&self) {
        let path = format!("{REVISED}/advisory.md");
        let text = std::fs::read_to_string(self.folder.path().join(&path)).unwrap();
        support::write(self.folder.path(), &path, format!("{text}\nOne more sentence.\n"));
    }

    /// Revises a public advisory: the sentence is approved.
    fn revise(&self) {
        self.add_a_sentence();
        let handle = REVISED.rsplit('/').next().unwrap();
        let arguments = ["revise", handle, "--by", "mara", "--text", "One more sentence."];
        support::run(support::program(self.folder.path()).args(support::now(NOW, &arguments))).ok();
    }

    fn commit(&self) {
        git(self.folder.path(), &["init", "-q", "-b", "main"]);
        git(self.folder.path(), &["add", "-A"]);
        git(self.folder.path(), &["commit", "-q", "-m", "A portfolio"]);
    }
}

#[test]
fn a_build_makes_and_opens_no_file_of_an_advisory_that_did_not_change() {
    let mut place = Place::new();
    let cold = place.build();
    let all = cold.written.files;
    // The list of folders that builds wrote.
    assert_eq!((cold.made, cold.kept, cold.operations("read"), cold.operations("link")), (all, 0, 1, 0));
    // Each file, and that list.
    assert_eq!(cold.operations("write"), all + 1);

    let own = place.files_of(&place.ids());
    assert!(own > all / 4, "{own} of {all}");
    let again = place.build();
    assert_eq!((again.made, again.kept), (all - own, own));
    assert_eq!((again.operations("write"), again.operations("link"), again.written.changed), (0, 0, 0));
    // Those that it made, the earlier archive, and the list of folders before and after the lock.
    assert_eq!(again.operations("read"), again.made + 3);

    place.revise();
    let one = place.build();
    let each = own / place.ids().len();
    let of_one = one.made - again.made;
    assert!((each..=each + 2).contains(&of_one), "{of_one}, of each {each}");
    assert_eq!(one.made + one.kept, one.written.files);
    assert_eq!(one.operations("write"), one.written.changed);
    assert!(one.operations("read") <= one.made + 3, "{one:?}");
}

#[test]
fn a_comparison_reads_the_incidents_alone_that_a_change_concerns() {
    let place = Place::new();
    place.commit();
    let read = |folder: &Path| {
        let source = Source::WorkTree(folder.to_owned());
        let (workspace, _) = Workspace::read_since(source, "HEAD", at(NOW)).unwrap();
        workspace.portfolio().incidents.len()
    };
    assert_eq!(read(place.folder.path()), 0);
    let all = Workspace::open(place.folder.path(), at(NOW)).unwrap().portfolio().incidents.len();
    place.add_a_sentence();
    let some = read(place.folder.path());
    assert!((1..=all / 3).contains(&some), "{some} of {all}");
}
