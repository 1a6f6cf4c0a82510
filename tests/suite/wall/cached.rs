//! A cache saves work and changes no byte: whatever is edited, whatever happens to the cache or to the site in between,
//! and whenever the next build runs, it leaves what a build without a cache leaves.

use std::fs::{self, File};
use std::os::unix::fs::PermissionsExt;
use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::SystemTime;

use advisory::app::{BuildOptions, Built, Snapshot, Source};
use advisory::source::{Tree, TreeEntry};
use advisory::time::Instant;
use proptest::prelude::*;
use proptest::sample::Index;
use tempfile::TempDir;

use super::changes::{Edit, edit};
use super::portfolio::portfolio;
use super::{at_least, config};
use crate::support::{self, at};

/// What happens between two builds.
#[derive(Clone, Debug)]
enum Between {
    Nothing,
    /// Some lines change, somewhere.
    Edit(Edit),
    /// Everybody's pages get another frame.
    Template(u8),
    /// The cache loses its end, or gets another byte.
    Shorten(Index),
    Spoil(Index),
    /// The cache is that of another site.
    Foreign,
    Forget,
    /// A file of the site gets another byte, and its old time.
    Tamper(Index),
    Remove(Index),
    Add,
    /// An empty folder comes into the site.
    Folder,
    /// A link to a copy stands in the place of the site.
    Link,
}

fn between() -> impl Strategy<Value = Between> {
    prop_oneof![
        2 => Just(Between::Nothing),
        4 => edit().prop_map(Between::Edit),
        1 => (0_u8..3).prop_map(Between::Template),
        1 => any::<Index>().prop_map(Between::Shorten),
        1 => any::<Index>().prop_map(Between::Spoil),
        1 => Just(Between::Foreign),
        1 => Just(Between::Forget),
        1 => any::<Index>().prop_map(Between::Tamper),
        1 => any::<Index>().prop_map(Between::Remove),
        1 => Just(Between::Add),
        1 => Just(Between::Folder),
        1 => Just(Between::Link),
    ]
}

/// How much later the next build runs, in seconds; sometimes earlier.
fn later() -> impl Strategy<Value = i64> {
    prop_oneof![4 => Just(0), 2 => 1_i64..86_400, 1 => (1_i64..20).prop_map(|days| days * 86_400), 1 => -90_000_i64..0]
}

/// A folder with a portfolio, and the site that is built of it with a cache, or without.
struct Place {
    folder: TempDir,
    out: TempDir,
    cache: Option<TempDir>,
}

impl Place {
    fn new(cached: bool) -> Self {
        let folder = || TempDir::new().unwrap();
        Self { folder: folder(), out: folder(), cache: cached.then(folder) }
    }

    fn cache(&self) -> Option<PathBuf> {
        Some(self.cache.as_ref()?.path().join("below/site"))
    }

    fn site(&self) -> PathBuf {
        self.out.path().join("site")
    }

    /// Builds as the program does: not at all, if the site is current.
    fn build(&self, now: Instant) -> Result<Built, String> {
        build(self.folder.path(), self.out.path(), self.cache().as_deref(), now)
    }

    /// Every file of the site with its bytes, times and modes, and every folder.
    fn state(&self) -> Vec<(PathBuf, Option<Vec<u8>>, SystemTime, u32)> {
        let entries = walkdir::WalkDir::new(self.site()).sort_by_file_name().into_iter().filter_map(Result::ok);
        let state = |entry: walkdir::DirEntry| {
            let meta = entry.metadata().unwrap();
            let path = entry.path().strip_prefix(self.out.path()).unwrap().to_owned();
            let bytes = meta.is_file().then(|| fs::read(entry.path()).unwrap());
            (path, bytes, meta.modified().unwrap(), meta.permissions().mode())
        };
        entries.map(state).collect()
    }

    /// The first file or folder that is not the same in another place.
    fn differs(&self, other: &Self) -> Option<String> {
        let (one, two) = (self.state(), other.state());
        let first = one.iter().zip(&two).find(|(one, two)| one != two).map(|(one, _)| one.0.display().to_string());
        first.or_else(|| (one.len() != two.len()).then(|| format!("{} entries and {}", one.len(), two.len())))
    }

    /// Whether the site has the page of an advisory with this text.
    fn is_public(&self, text: &[u8]) -> bool {
        let text = String::from_utf8_lossy(text);
        let id = text.lines().find_map(|line| line.strip_prefix("id = \"")?.strip_suffix('"'));
        id.is_some_and(|id| self.site().join(format!("{id}.html")).exists())
    }

    /// The files of the site, sorted.
    fn files(&self) -> Vec<PathBuf> {
        let files = if self.site().exists() { support::files(&self.site()) } else { Vec::new() };
        files.into_iter().map(|(path, _)| self.site().join(path)).collect()
    }

    /// The files of the cache, sorted.
    fn cached(&self) -> Vec<PathBuf> {
        let Some(cache) = &self.cache else { return Vec::new() };
        support::files(cache.path()).into_iter().map(|(path, _)| cache.path().join(path)).collect()
    }
}

fn build(folder: &Path, out: &Path, cache: Option<&Path>, now: Instant) -> Result<Built, String> {
    let options = BuildOptions { cache, ..BuildOptions::default() };
    let snapshot = Snapshot::take(Source::WorkTree(folder.to_owned())).map_err(|e| e.to_string())?;
    match snapshot.current_site(out, &options, now).map_err(|e| e.to_string())? {
        Some(current) => Ok(current),
        None => snapshot.open(now).and_then(|w| w.build_with(out, &options)).map_err(|e| e.to_string()),
    }
}

fn write(folder: &Path, tree: &Tree) {
    for (path, entry) in tree.iter() {
        if let TreeEntry::File(bytes) = entry {
            support::write(folder, path.as_str(), bytes);
        }
    }
}

fn change_a_byte(path: &Path, at: usize) {
    let mut bytes = fs::read(path).unwrap();
    if let Some(byte) = bytes.get_mut(at) {
        *byte ^= 1;
    }
    let time = fs::metadata(path).unwrap().modified().unwrap();
    fs::write(path, bytes).unwrap();
    File::options().write(true).open(path).unwrap().set_modified(time).unwrap();
}

impl Between {
    fn happens(&self, place: &Place, tree: &Tree, now: Instant) -> Tree {
        let (files, cached) = (place.files(), place.cached());
        let one =
            |files: &[PathBuf], index: &Index| (!files.is_empty()).then(|| files[index.index(files.len())].clone());
        let length = |path: &Path| fs::metadata(path).unwrap().len() as usize;
        match self {
            Self::Nothing => {}
            Self::Edit(edit) => return edit.apply(tree),
            Self::Template(which) => {
                let text = format!("<nav>{which} {{{{ site.advisories }}}}</nav>\n");
                let path = advisory::source::FilePath::new("site-templates/partials/header.html");
                return tree.clone().with(&path, text.as_bytes());
            }
            Self::Shorten(index) => {
                if let Some(path) = one(&cached, index) {
                    let bytes = fs::read(&path).unwrap();
                    fs::write(&path, &bytes[..index.index(bytes.len() + 1)]).unwrap();
                }
            }
            Self::Spoil(index) => {
                if let Some(path) = one(&cached, index) {
                    change_a_byte(&path, index.index(length(&path).max(1)));
                }
            }
            Self::Foreign => {
                if let Some(cache) = place.cache() {
                    let other = TempDir::new().unwrap();
                    let _built = build(place.folder.path(), other.path(), Some(&cache), now);
                }
            }
            Self::Forget => cached.iter().for_each(|path| fs::remove_file(path).unwrap()),
            Self::Tamper(index) => {
                if let Some(path) = one(&files, index) {
                    change_a_byte(&path, index.index(length(&path).max(1)));
                }
            }
            Self::Remove(index) => {
                if let Some(path) = one(&files, index) {
                    fs::remove_file(path).unwrap();
                }
            }
            Self::Add => {
                if place.site().exists() {
                    let path = place.site().join("added.html");
                    fs::write(&path, "added").unwrap();
                }
            }
            Self::Folder => {
                if place.site().exists() {
                    fs::create_dir_all(place.site().join("empty/folder")).unwrap();
                }
            }
            Self::Link => {
                let there = place.out.path().join("there");
                if !there.exists() && fs::rename(place.site(), &there).is_ok() {
                    std::os::unix::fs::symlink(&there, place.site()).unwrap();
                }
            }
        }
        tree.clone()
    }
}

/// What a build says: the number of advisories, and why others are left out.
fn said(built: &Built) -> (usize, Vec<String>) {
    let findings = built.left_out.iter().map(|f| format!("{} in {}: {}", f.rule, f.primary.location.file, f.message));
    (built.advisories, findings.collect())
}

#[test]
fn a_build_with_a_cache_leaves_what_a_build_without_one_leaves() {
    let (kept, made, current) = (AtomicUsize::new(0), AtomicUsize::new(0), AtomicUsize::new(0));
    let strategy = (portfolio(), prop::collection::vec((between(), later()), 1..7));
    let mut runner = proptest::test_runner::TestRunner::new(config(64, 60));
    let tested = runner.run(&strategy, |(portfolio, steps)| {
        let places = [Place::new(true), Place::new(false)];
        let (mut tree, mut now) = (portfolio.tree(), portfolio.now());
        for (between, later) in std::iter::once((Between::Nothing, 0)).chain(steps) {
            let before = tree.clone();
            now = Instant::from_unix(now.unix() + later).unwrap();
            let built = places.each_ref().map(|place| {
                tree = between.happens(place, &before, now);
                write(place.folder.path(), &tree);
                place.build(now)
            });
            prop_assert_eq!(built[0].is_ok(), built[1].is_ok(), "{:?}", built);
            if let [Ok(with), Ok(without)] = &built {
                prop_assert_eq!(places[0].differs(&places[1]), None, "{:?}", between);
                prop_assert_eq!(said(with), said(without), "{:?} at {}", between, now);
                prop_assert_eq!(with.written.changed, without.written.changed);
                kept.fetch_add(with.kept, Ordering::Relaxed);
                made.fetch_add(with.advisories - with.kept, Ordering::Relaxed);
                current.fetch_add(usize::from(with.written.bytes_written == 0), Ordering::Relaxed);
            }
        }
        Ok(())
    });
    tested.unwrap();
    let [kept, made, current] = [kept, made, current].map(AtomicUsize::into_inner);
    eprintln!("{kept} kept, {made} made, {current} builds wrote nothing");
    let least = at_least(20);
    assert!(
        kept > least && made > least && current > least,
        "{kept} kept, {made} made, {current} builds wrote nothing"
    );
}

const NOW: &str = "2026-11-20T12:00:00Z";

/// Writes the Vitess sample, and builds it.
fn sample(place: &Place) -> Built {
    for (path, bytes) in support::files(&support::root().join("tests/portfolios/vitess")) {
        support::write(place.folder.path(), &path, bytes);
    }
    place.build(at(NOW)).unwrap()
}

#[test]
fn a_build_makes_only_what_changed() {
    let place = Place::new(true);
    let first = sample(&place);
    assert_eq!(first.kept, 0);
    let all = first.advisories;
    assert!(all > 5, "{all}");

    let again = place.build(at(NOW)).unwrap();
    assert_eq!((again.kept, again.written.files, again.written.changed), (all, first.written.files, 0));
    let next_day = place.build(at("2026-11-21T12:00:00Z")).unwrap();
    assert_eq!((next_day.kept, next_day.written.changed), (all, 0));

    let texts: Vec<_> = support::files(&place.folder.path().join("incidents"));
    let ours = |(path, bytes): &&(String, Vec<u8>)| path.ends_with("advisory.md") && place.is_public(bytes);
    let (path, bytes) = texts.iter().find(ours).unwrap();
    let text = [bytes.as_slice(), b"\nOne more sentence.\n"].concat();
    support::write(place.folder.path(), &format!("incidents/{path}"), text);
    let changed = place.build(at("2026-11-21T12:00:00Z")).unwrap();
    // It is left out, because nobody approved the sentence; its neighbours link each other now.
    assert_eq!((changed.left_out.len(), changed.advisories), (1, all - 1));
    assert!((all - 3..all - 1).contains(&changed.kept), "{changed:?}");
}

#[test]
fn an_embargo_that_ends_within_the_day_ends_on_time() {
    let [with, without] = [true, false].map(Place::new);
    for place in [&with, &without] {
        support::write_sample(place.folder.path());
    }
    let end = "2026-01-20T15:00:00Z";
    let counts = ["2026-01-20T14:30:00Z", "2026-01-20T14:59:59Z", end, "2026-01-20T15:00:01Z"].map(|now| {
        let built = [&with, &without].map(|place| place.build(at(now)).unwrap().advisories);
        assert_eq!(built[0], built[1], "{now}");
        assert_eq!(with.differs(&without), None, "{now}");
        built[0]
    });
    assert_eq!(counts[0], counts[1]);
    assert_eq!(counts[2], counts[3]);
    assert_eq!((counts[1], counts[2]), (0, 1));
}

#[test]
fn a_cache_is_its_owners_alone_and_says_nothing_of_what_is_built() {
    let place = Place::new(true);
    sample(&place);
    let cached = place.cached();
    assert_eq!(cached.len(), 2);
    for path in cached {
        assert_eq!(fs::metadata(&path).unwrap().permissions().mode() & 0o777, 0o600);
        let text = String::from_utf8_lossy(&fs::read(&path).unwrap()).into_owned();
        for word in ["incidents", "itess", "html", "CVE-"] {
            assert!(!text.contains(word), "{word} is in {}", path.display());
        }
    }
}

#[test]
fn files_that_are_kept_are_searched_for_what_has_become_embargoed() {
    let place = Place::new(true);
    support::write_sample(place.folder.path());
    let page = fs::read_to_string(support::root().join("site-templates/pages/advisory.html")).unwrap();
    let sentence = "Whoever mounts a volume twice reads the keys of its other tenant";
    let page = page.replace("{% block main %}", &format!("{{% block main %}}\n<p>{sentence}.</p>"));
    assert!(page.contains(sentence));
    support::write(place.folder.path(), "site-templates/pages/advisory.html", page);
    assert_eq!(place.build(at(NOW)).unwrap().advisories, 1);

    let handle = "incidents/2026/quiet-otter";
    let notes = fs::read_to_string(place.folder.path().join(handle).join("advisory.md")).unwrap();
    support::write(place.folder.path(), &format!("{handle}/advisory.md"), format!("{notes}\n{sentence}.\n"));
    let error = place.build(at(NOW)).unwrap_err();
    assert!(error.contains("the site was not built"), "{error}");
}
