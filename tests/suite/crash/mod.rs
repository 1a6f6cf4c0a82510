//! Builds and edits that fail, are killed, or meet others at work: whoever looks finds one whole state, and the next
//! build succeeds.

pub(crate) mod disk;
mod edits;
mod faults;
mod kills;
mod others;
mod systems;

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};

use advisory::output::{self, Disk, Folder, OutputError, Readers, Written};
use advisory::plan::Plan;
use advisory::time::Instant;
use tempfile::TempDir;

use crate::support::{self, at, plan};

fn now() -> Instant {
    at("2026-03-10T15:00:00Z")
}

/// What a build writes: the public site, then the private drafts.
#[derive(Clone)]
struct Pair {
    site: Plan,
    drafts: Plan,
}

fn build(disk: &dyn Disk, out: &Path, pair: &Pair) -> Result<[Written; 2], OutputError> {
    let folders = [
        Folder { name: "site", files: &pair.site, readers: Readers::Everyone, cache: None },
        Folder { name: "announcements", files: &pair.drafts, readers: Readers::Owner, cache: None },
    ];
    output::apply_all(disk, out, folders, now())
}

/// A new folder; in memory where there is such a place, for most of these tests make thousands of files.
fn folder() -> TempDir {
    let memory = Path::new("/dev/shm");
    let memory = memory.is_dir().then(|| TempDir::new_in(memory).ok()).flatten();
    memory.unwrap_or_else(|| TempDir::new().unwrap())
}

/// Everything below a folder: files with their bytes, folders and links with none.
type Contents = BTreeMap<String, Option<Vec<u8>>>;

fn contents(folder: &Path) -> Contents {
    let entries = walkdir::WalkDir::new(folder).min_depth(1).into_iter().filter_map(|e| match e {
        Err(e) if e.io_error().is_some_and(|e| e.kind() == std::io::ErrorKind::NotFound) => None,
        e => Some(e.unwrap()),
    });
    let read = |e: walkdir::DirEntry| {
        let path = e.path().strip_prefix(folder).unwrap().to_string_lossy().into_owned();
        (path, e.file_type().is_file().then(|| fs::read(e.path()).unwrap()))
    };
    entries.map(read).collect()
}

/// What a folder holds once the plan is in it.
fn planned(plan: &Plan) -> Contents {
    let mut contents = Contents::new();
    for (path, bytes) in plan.iter() {
        let folders = path.match_indices('/').map(|(slash, _)| (path[..slash].to_owned(), None));
        contents.extend(folders);
        contents.insert(path.to_owned(), Some(bytes.to_owned()));
    }
    contents
}

/// The names in a folder, sorted.
fn names(folder: &Path) -> Vec<String> {
    let names = fs::read_dir(folder).into_iter().flatten().map(|e| e.unwrap().file_name().into_string().unwrap());
    let mut names: Vec<_> = names.collect();
    names.sort();
    names
}

/// The program.
const PROGRAM: &str = env!("CARGO_BIN_EXE_advisory");

/// The sources of the output that may touch files only by way of the disk.
fn sources() -> Vec<(PathBuf, String)> {
    let src = support::root().join("src");
    let files = support::files(&src).into_iter().filter(|(path, _)| path.starts_with("output"));
    files.map(|(path, bytes)| (PathBuf::from(path), String::from_utf8(bytes).unwrap())).collect()
}

/// Fault injection misses nothing: no operation goes past the disk.
#[test]
fn the_output_touches_files_by_way_of_the_disk_alone() {
    const PAST_IT: [&str; 20] = [
        "fs::symlink_metadata",
        "fs::metadata",
        "fs::read",
        "fs::write",
        "fs::rename",
        "fs::create",
        "fs::remove",
        "fs::hard_link",
        "fs::set_",
        "fs::canonicalize",
        "File::open",
        "File::create",
        "rustix::",
        "tempfile::",
        "walkdir::",
        ".sync_data()",
        ".write_all(",
        ".set_len(",
        ".exists()",
        ".set_modified(",
    ];
    let past = |text: &str| {
        let through = text.replace("disk.set_modified(", "");
        PAST_IT.into_iter().find(|word| through.contains(word))
    };
    let sources = sources();
    assert!(sources.len() >= 8);
    for (path, text) in sources {
        assert_eq!(past(&text).is_some(), path.ends_with("disk.rs"), "{}: {:?}", path.display(), past(&text));
    }
}
