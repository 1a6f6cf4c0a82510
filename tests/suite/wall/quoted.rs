//! Text that the site had before anybody reported it is no leak, and text that was private first stays one.

use std::fs;

use tempfile::TempDir;

use crate::support::{self, Run, program, run};

const NOW: &str = "2026-03-05T12:00:00Z";
/// The folder of an embargoed incident of the sample.
const SECRET: &str = "incidents/2026/quiet-otter";
const LICENSE: &str = "Unless required by applicable law or agreed to in writing, software distributed under the \
                       License is distributed on an as-is basis, without warranties or conditions of any kind.\n";
const SENTENCE: &str = "The archive of the choir unpacks ballads beyond its scratch drawer.";
const FURTHER: &str = "A crafted index makes the snapshot keeper forget which volume it had mounted.";

/// The sample as a repository of which the first commit has what was there before anybody reported anything new.
struct Desk {
    folder: TempDir,
}

impl Desk {
    fn new() -> Self {
        let desk = Self { folder: TempDir::new().unwrap() };
        for (path, bytes) in support::sample() {
            desk.write(&path, &bytes);
        }
        desk.write("site-templates/assets/LICENSE", LICENSE.as_bytes());
        support::git(desk.folder.path(), &["init", "-q", "--bare", "public.git"]);
        support::git(&desk.security(), &["init", "-q", "-b", "main", "."]);
        desk.commit();
        desk
    }

    fn security(&self) -> std::path::PathBuf {
        self.folder.path().join("security")
    }

    fn write(&self, path: &str, bytes: &[u8]) {
        support::write(&self.security(), path, bytes);
    }

    fn commit(&self) {
        support::git(&self.security(), &["add", "--all"]);
        support::git(&self.security(), &["commit", "-q", "--allow-empty", "-m", "Work"]);
    }

    fn run(&self, args: &[&str]) -> Run {
        run(program(self.folder.path()).args(["-C", "security", "--now", NOW]).args(args))
    }

    /// What everything that guards the site says of it: whether all pass, or all refuse.
    fn passes(&self) -> bool {
        let build = self.run(&["build", "--out", "out"]);
        let ahead = self.run(&["check", "--ahead"]);
        let publish = self.run(&["publish", "--to", "public.git"]);
        for (what, done) in [("build", &build), ("publish", &publish)] {
            assert!(done.code == 0 || done.all().contains("embargoed-text"), "{what}: {}", done.all());
        }
        assert_eq!(build.code, publish.code, "{}\n{}", build.all(), publish.all());
        assert_eq!(build.code != 0, ahead.all().contains("embargoed-text"), "{}", ahead.all());
        build.code == 0
    }
}

/// All words of the site as a browser shows them, and its files as they are.
fn everything(desk: &Desk) -> Vec<(String, Vec<u8>)> {
    desk.run(&["build", "--out", "out"]).ok();
    support::files(&desk.folder.path().join("out/site"))
}

#[test]
fn whoever_quotes_the_site_stops_nothing() {
    let desk = Desk::new();
    for (nth, (path, bytes)) in everything(&desk).into_iter().enumerate() {
        if path.ends_with(".zip") || path.ends_with(".png") {
            continue;
        }
        let text = String::from_utf8_lossy(&bytes).into_owned();
        let shown: String = text.split('<').map(|part| part.split_once('>').map_or(part, |(_, text)| text)).collect();
        desk.write(&format!("{SECRET}/notes/{nth}.md"), format!("It says: {text}\n\n{shown}\n").as_bytes());
    }
    // Before the commit, and after it.
    desk.run(&["build", "--out", "out"]).ok();
    assert!(desk.run(&["publish", "--to", "public.git"]).failed().contains("not committed"));
    support::git(&desk.security(), &["switch", "-q", "-c", "report"]);
    desk.commit();
    assert!(desk.passes());
    let compared = desk.run(&["check", "--base", "main"]);
    assert!(!compared.all().contains("embargoed-text"), "{}", compared.all());
    let scanned = desk.run(&["scan", "out/site"]);
    assert!(scanned.code == 0 && scanned.out.contains("nothing found"), "{}", scanned.all());
}

/// A shallow clone and a folder without a history tell nothing: then it counts who writes the words.
#[test]
fn without_a_history_the_words_of_the_program_are_public_and_those_of_files_are_not() {
    let desk = Desk::new();
    let page = "Skip to content Lodestore security advisories Advisories Reporting a vulnerability";
    desk.write(&format!("{SECRET}/notes/page.md"), page.as_bytes());
    fs::remove_dir_all(desk.security().join(".git")).unwrap();
    desk.run(&["build", "--out", "out"]).ok();
    desk.write("site-templates/assets/a.txt", page.as_bytes());
    assert!(desk.run(&["build", "--out", "out"]).failed().contains("embargoed-text"));
    fs::remove_file(desk.security().join("site-templates/assets/a.txt")).unwrap();
    desk.write(&format!("{SECRET}/notes/license.md"), LICENSE.as_bytes());
    assert!(desk.run(&["build", "--out", "out"]).failed().contains("embargoed-text"));
}

/// What somebody writes into a public advisory is not the program's.
#[test]
fn a_handle_in_a_public_advisory_is_a_leak_with_a_history_and_without() {
    let desk = Desk::new();
    let withdraw = |reason: &str| desk.run(&["withdraw", "amber-heron", "--by", "amira", "--reason", reason]);
    let refused = |reason: &str| {
        let said = withdraw(reason).failed();
        assert!(said.contains("embargoed-text"), "{said}");
        // The words are wrong, and not the name of the other incident.
        let help = "choose other words for `incidents/2026/amber-heron/advisory.md`, line";
        assert!(said.contains(help) && !said.contains("rename"), "{said}");
    };
    refused("A duplicate of quiet-otter.");
    fs::remove_dir_all(desk.security().join(".git")).unwrap();
    refused("A duplicate of quiet-otter.");
    withdraw("A duplicate.").ok();
}

/// An act of somebody, and a commit.
type Act = fn(&Desk);

#[test]
fn the_order_of_the_commits_decides() {
    let private: Act = |d| d.write(&format!("{SECRET}/notes/report.md"), SENTENCE.as_bytes());
    let taken_back: Act = |d| fs::remove_file(d.security().join(format!("{SECRET}/notes/report.md"))).unwrap();
    let renamed: Act = |d| {
        fs::rename(d.security().join(SECRET), d.security().join("incidents/2026/calm-newt")).unwrap();
    };
    let asset: Act = |d| d.write("site-templates/assets/a.txt", format!("We say: {SENTENCE}").as_bytes());
    let elsewhere: Act = |d| {
        fs::remove_file(d.security().join("site-templates/assets/a.txt")).unwrap();
        d.write("site-templates/assets/b.txt", SENTENCE.as_bytes());
    };
    let listed: Act = |d| {
        let lists = fs::read_to_string(d.security().join("distributors.toml")).unwrap();
        d.write("distributors.toml", format!("{lists}\n# {SENTENCE}\n").as_bytes());
    };
    let both: Act = |d| {
        d.write(&format!("{SECRET}/notes/report.md"), SENTENCE.as_bytes());
        d.write("site-templates/assets/a.txt", SENTENCE.as_bytes());
    };
    let nothing: Act = |d| d.write("README.md", b"Nothing.");
    // A quotation, and in the same breath what nobody knew.
    let more: Act = |d| d.write(&format!("{SECRET}/notes/report.md"), format!("{SENTENCE} {FURTHER}").as_bytes());
    let all: Act = |d| d.write("site-templates/assets/a.txt", format!("We say: {SENTENCE} {FURTHER}").as_bytes());
    let cases: [(&str, &[Act], bool); 11] = [
        ("quoted with more", &[asset, more], true),
        ("quoted with more, which becomes public", &[asset, more, all], false),
        ("public first", &[asset, private], true),
        ("public first, long ago", &[asset, nothing, private, nothing], true),
        ("public first, then in another file", &[asset, private, elsewhere], true),
        ("public first, then renamed", &[asset, private, renamed], true),
        ("public first, then in a list", &[asset, listed], true),
        ("private first", &[private, asset], false),
        ("private first, then renamed", &[private, renamed, asset], false),
        ("at once", &[both], false),
        ("in a list first", &[listed, asset], false),
    ];
    for (name, acts, is_public) in cases {
        let desk = Desk::new();
        for act in acts {
            act(&desk);
            desk.commit();
        }
        assert_eq!(desk.passes(), is_public, "{name}");
    }
    // What nobody has committed is the newest.
    let desk = Desk::new();
    private(&desk);
    desk.commit();
    asset(&desk);
    assert!(desk.run(&["build", "--out", "out"]).failed().contains("embargoed-text"));
    // What was taken back was private in no commit since.
    let desk = Desk::new();
    for act in [private, taken_back, asset] {
        act(&desk);
        desk.commit();
    }
    assert!(desk.passes());
}

/// A merge is one step of its branch: what was private on one side and public on the other was neither before.
#[test]
fn a_merge_of_private_and_public_text_is_a_leak() {
    let desk = Desk::new();
    let git = |args: &[&str]| support::git(&desk.security(), args);
    git(&["switch", "-q", "-c", "report"]);
    desk.write(&format!("{SECRET}/notes/report.md"), SENTENCE.as_bytes());
    desk.commit();
    git(&["switch", "-q", "-c", "asset", "main"]);
    desk.write("site-templates/assets/a.txt", SENTENCE.as_bytes());
    desk.commit();
    git(&["switch", "-q", "main"]);
    git(&["merge", "-q", "--no-ff", "-m", "Merge the report", "report"]);
    git(&["merge", "-q", "--no-ff", "-m", "Merge the asset", "asset"]);
    assert!(!desk.passes());
}

/// A shallow clone lacks what was before.
#[test]
fn a_shallow_clone_shows_no_order() {
    let desk = Desk::new();
    desk.write("site-templates/assets/a.txt", SENTENCE.as_bytes());
    desk.commit();
    desk.write(&format!("{SECRET}/notes/report.md"), SENTENCE.as_bytes());
    desk.commit();
    assert!(desk.passes());
    let clone = desk.folder.path().join("shallow");
    let from = format!("file://{}", desk.security().display());
    support::git(desk.folder.path(), &["clone", "-q", "--depth", "1", &from, clone.to_str().unwrap()]);
    let build =
        run(program(desk.folder.path()).args(["-C", "shallow", "--now", NOW, "build", "--no-cache", "--out", "out"]));
    assert!(build.failed().contains("embargoed-text"));
}
