//! What a repository's history holds, wherever in it.

use std::fs;
use std::process::Command;

use advisory::git::GitError;
use advisory::scan::{Kind, Note, Packed, Scan, Scope, What, folder, repository};
use tempfile::TempDir;

use super::{SENTENCE, watch};
use crate::support::{self, Repository};

/// A repository with one harmless commit.
pub(super) fn begun() -> Repository {
    let repo = Repository::new();
    repo.write("README.md", "Nothing to see.\n");
    repo.commit("Begin");
    repo
}

fn scanned(repo: &Repository) -> Scan {
    repository(&watch(), repo.path(), &Scope::Everything).unwrap()
}

fn range(repo: &Repository, range: &str) -> Scan {
    repository(&watch(), repo.path(), &Scope::Range(range.to_owned())).unwrap()
}

/// What, where and of which kind.
fn found(scan: &Scan) -> Vec<(What, &str, Kind)> {
    scan.found.iter().map(|f| (f.place.what, f.place.path.as_str(), f.hit.kind)).collect()
}

#[test]
fn a_harmless_history_gives_nothing() {
    let scan = scanned(&begun());
    assert_eq!(found(&scan), []);
    assert_eq!((scan.objects, scan.total), (3, 0), "a commit, a folder, a file");
}

#[test]
fn what_was_taken_back_is_still_there() {
    let repo = begun();
    repo.write("docs/plan.md", format!("one\n\n{SENTENCE}\n"));
    repo.commit("Plan");
    let leak = repo.git(&["rev-parse", "HEAD"]);
    repo.git(&["rm", "-q", "docs/plan.md"]);
    repo.commit("Take the plan back");
    for packed in [false, true] {
        if packed {
            repo.git(&["gc", "-q", "--prune=now"]);
        }
        let scan = scanned(&repo);
        assert_eq!(found(&scan), [(What::File, "docs/plan.md", Kind::Note)]);
        assert_eq!(scan.found[0].place.commit.as_deref(), Some(leak.as_str()));
        assert_eq!(scan.found[0].hit.start, (3, 1));
    }
    assert_eq!(folder(&watch(), repo.path()).unwrap().total, 0, "the work tree has nothing");
}

#[test]
fn every_part_of_a_history_is_looked_at() {
    let repo = begun();
    let head = repo.git(&["rev-parse", "HEAD"]);
    // Each leak in a place of its own, and no branch but `main` leads to most of them.
    repo.commit(&format!("Explain\n\n{SENTENCE}"));
    repo.git(&["branch", "fix-hidden-otter"]);
    repo.git(&["tag", "-a", "v1", "-m", "Quillon Ashdown found it"]);
    repo.git(&["notes", "add", "-m", "CVE-2026-9900777", "HEAD"]);
    repo.write("hidden-otter/a/b.txt", "harmless");
    repo.git(&["add", "-A"]);
    repo.git(&["commit", "-q", "--author", "Q <quillon@reports.example>", "-m", "Work"]);
    repo.git(&["checkout", "-q", "--detach"]);
    repo.write("detached.txt", "see 8f36c2de51");
    repo.commit("On no branch");
    repo.write("README.md", "Restore follows paths out of its scratch folder\n");
    repo.git(&["stash", "-q"]);
    let scan = scanned(&repo);
    let mut all = found(&scan);
    all.sort();
    let mut expected = vec![
        (What::Message, "", Kind::Note),
        (What::Ref, "refs/heads/fix-hidden-otter", Kind::Handle),
        (What::Tag, "", Kind::Reporter),
        (What::Path, "hidden-otter", Kind::Handle),
        (What::Author, "", Kind::Reporter),
        (What::File, "detached.txt", Kind::Commit),
        (What::File, "README.md", Kind::Title),
    ];
    // The note's file is named by the commit it belongs to.
    let note = all.iter().find(|(_, _, kind)| *kind == Kind::Id).copied().expect("the note of a commit");
    expected.push(note);
    expected.sort();
    assert_eq!(all, expected, "{head}");
    let bare = TempDir::new().unwrap();
    support::git(repo.path(), &["clone", "-q", "--mirror", ".", bare.path().join("x.git").to_str().unwrap()]);
    let mirrored = repository(&watch(), &bare.path().join("x.git"), &Scope::Everything).unwrap();
    assert!(mirrored.total >= 5, "{:?}", found(&mirrored));
}

#[test]
fn a_commit_of_the_fix_is_known_by_its_own_id() {
    let repo = begun();
    repo.commit("Harmless words");
    let id = repo.git(&["rev-parse", "HEAD"]);
    let incident = super::INCIDENT.replace("8f36c2de51", &id[..10]);
    let files = [("incidents/2026/hidden-otter/incident.toml", incident.as_str())];
    let watch = super::watch_at(super::portfolio(&files), "2026-03-05T00:00:00Z");
    let scan = repository(&watch, repo.path(), &Scope::Everything).unwrap();
    assert_eq!(found(&scan), [(What::Commit, "", Kind::Commit)]);
    assert!(scan.found[0].place.reveals);
}

#[test]
fn a_range_is_what_it_adds() {
    let repo = begun();
    repo.write("old.md", SENTENCE);
    repo.commit("Old");
    repo.git(&["branch", "old"]);
    repo.write("new.md", "see hidden-otter");
    repo.commit("New");
    repo.git(&["checkout", "-q", "-b", "side", "old"]);
    repo.write("side.md", "CVE-2026-9900777");
    repo.commit("Side");
    repo.git(&["checkout", "-q", "main"]);
    repo.git(&["merge", "-q", "-m", "Merge", "side"]);
    // The two commits are of one second, in either order.
    let scan = range(&repo, "old..main");
    let mut both = found(&scan);
    both.sort();
    assert_eq!(both, [(What::File, "new.md", Kind::Handle), (What::File, "side.md", Kind::Id)]);
    assert_eq!(found(&range(&repo, "side..")), [(What::File, "new.md", Kind::Handle)]);
    assert_eq!(range(&repo, "main..main").objects, 0);
    assert_eq!(scanned(&repo).total, 3);
    let error = repository(&watch(), repo.path(), &Scope::Range("nowhere..main".into())).unwrap_err();
    assert!(matches!(error, GitError::UnknownRevision { .. }), "{error}");
}

/// A replacement changes what git shows, not what a push sends.
#[test]
fn what_a_replacement_hides_is_looked_at() {
    let repo = begun();
    repo.write("a.md", SENTENCE);
    repo.commit("Leak");
    let blob = repo.git(&["rev-parse", "HEAD:a.md"]);
    let other = support::git_with_input(repo.path(), &["hash-object", "-w", "--stdin"], b"harmless");
    repo.git(&["replace", &blob, &other]);
    assert_eq!(repo.git(&["cat-file", "-p", "HEAD:a.md"]), "harmless");
    assert_eq!(found(&scanned(&repo)), [(What::File, "a.md", Kind::Note)]);
}

#[test]
fn a_missing_object_is_an_error_and_never_a_pass() {
    for what in ["HEAD:README.md", "HEAD^{tree}", "HEAD"] {
        let repo = begun();
        let id = repo.git(&["rev-parse", what]);
        fs::remove_file(repo.object(&id)).unwrap();
        let error = repository(&watch(), repo.path(), &Scope::Everything).unwrap_err();
        assert!(error.to_string().contains(&id), "{what}: {error}");
    }
}

#[test]
fn a_shallow_clone_says_that_it_is_one() {
    let repo = begun();
    repo.commit("Second");
    let clone = TempDir::new().unwrap();
    let url = format!("file://{}", repo.path().display());
    support::git(clone.path(), &["clone", "-q", "--depth=1", &url, "shallow"]);
    let scan = repository(&watch(), &clone.path().join("shallow"), &Scope::Everything).unwrap();
    assert_eq!(scan.notes, [Note::Shallow]);
    assert_eq!(scanned(&repo).notes, []);
}

#[test]
fn files_and_names_on_the_disk_are_looked_at_and_packed_ones_are_named() {
    let top = TempDir::new().unwrap();
    let write = |path: &str, bytes: &[u8]| support::write(top.path(), path, bytes);
    write("hidden-otter/a/b.txt", b"harmless");
    write("long.log", &[&vec![b'x'; 3000][..], b"\n", SENTENCE.as_bytes()].concat());
    write("a.gz", b"\x1f\x8b\x08\0");
    write("sub/.git/config", SENTENCE.as_bytes());
    write(".git/config", SENTENCE.as_bytes());
    std::os::unix::fs::symlink("/srv/hidden-otter", top.path().join("link")).unwrap();
    let scan = folder(&watch(), top.path()).unwrap();
    let kinds: Vec<_> = scan.found.iter().map(|f| (f.place.what, f.hit.kind, f.hit.start)).collect();
    assert_eq!(
        kinds,
        [(What::Path, Kind::Handle, (1, 1)), (What::File, Kind::Handle, (1, 6)), (What::File, Kind::Note, (2, 1)),]
            .map(|(what, kind, start)| if what == What::Path {
                (what, kind, scan.found[0].hit.start)
            } else {
                (what, kind, start)
            })
    );
    assert_eq!(scan.notes.len(), 2, "{:?}", scan.notes);
    assert!(matches!(&scan.notes[0], Note::Packed(place, Packed { name: "gzip", .. }) if place.path.ends_with("a.gz")));
    assert!(matches!(&scan.notes[1], Note::Repository(path) if path.ends_with("sub")));
    let one = folder(&watch(), &top.path().join("long.log")).unwrap();
    assert_eq!((one.files, one.total), (1, 1));
}

/// A sentence on the border of two parts of a large file is found once, on its line.
#[test]
fn a_large_file_is_read_in_parts_that_overlap() {
    let top = TempDir::new().unwrap();
    let line = "The quick brown fox jumps over the lazy dog and back again.\n";
    for shift in [16 << 20, (16 << 20) - (64 << 10) - 10, (16 << 20) - 40, (16 << 20) - 70_000, (32 << 20) - (64 << 10)]
    {
        let lines = shift / line.len();
        let mut text = line.repeat(lines);
        text.push_str(&" ".repeat(shift - text.len()));
        text.push_str(SENTENCE);
        text.push('\n');
        text.push_str(&line.repeat(2_000));
        let path = top.path().join("large.txt");
        fs::write(&path, &text).unwrap();
        let scan = folder(&watch(), &path).unwrap();
        assert_eq!(scan.total, 1, "{shift}");
        assert_eq!(scan.found[0].hit.start.0, lines + 1, "{shift}");
        assert_eq!(scan.bytes, text.len() as u64);
    }
    // In UTF-16, of which a character outside of ASCII takes two bytes and not three, and only the first part says so.
    let wide = |count: usize| "\u{3000}".repeat(count);
    let text = format!("\u{feff}{}\n{SENTENCE}\n{}\n{SENTENCE}\n", wide(6 << 20), wide(3 << 20));
    let path = top.path().join("large.txt");
    fs::write(&path, text.encode_utf16().flat_map(u16::to_le_bytes).collect::<Vec<_>>()).unwrap();
    let lines: Vec<usize> = folder(&watch(), &path).unwrap().found.iter().map(|f| f.hit.start.0).collect();
    assert_eq!(lines, [2, 4]);
}

/// All is counted, also what is not listed.
#[test]
fn of_too_many_findings_the_rest_is_counted() {
    let top = TempDir::new().unwrap();
    let path = top.path().join("many.txt");
    fs::write(&path, format!("{SENTENCE}\n--\n").repeat(Scan::MOST + 7)).unwrap();
    let scan = folder(&watch(), &path).unwrap();
    assert_eq!((scan.total, scan.found.len()), (Scan::MOST + 7, Scan::MOST));
}

/// What a shell puts in place of a command's output is a pipe, and nobody read it.
#[test]
fn a_pipe_that_is_named_is_an_error_and_never_a_pass() {
    let desk = TempDir::new().unwrap();
    let pipe = desk.path().join("pipe");
    assert!(Command::new("mkfifo").arg(&pipe).status().unwrap().success());
    let said = folder(&watch(), &pipe).map(|scan| scan.files).unwrap_err();
    assert!(said.to_string().contains("pipe"), "{said}");
    assert!(folder(&watch(), desk.path()).is_ok_and(|scan| scan.total == 0));
}
