//! `publish --to`, with git as the judge: what is in the public repository, by whom, and what is refused.

use std::collections::BTreeSet;
use std::path::{Path, PathBuf};
use std::process::{Command, Output};

use crate::support::{self, Stamp};

mod clock;
mod committed;
mod files;
mod places;

/// Before and after the embargo of the second incident ends.
const BEFORE: &str = "2026-03-12T12:00:00Z";
const AFTER: &str = "2026-03-18T12:00:00Z";

/// A private repository with the sample portfolio, and a public one beside it.
struct PrivateRepository {
    folder: tempfile::TempDir,
}

impl PrivateRepository {
    /// `None`, said aloud, where git is not here.
    fn new() -> Option<Self> {
        Self::with(&[], &[])
    }

    fn with(private: &[&str], public: &[&str]) -> Option<Self> {
        if !Command::new("git").arg("--version").output().is_ok_and(|o| o.status.success()) {
            eprintln!("skipped: git is not here");
            return None;
        }
        let desk = Self { folder: tempfile::tempdir().unwrap() };
        for (path, bytes) in support::sample() {
            desk.write(&format!("private/{path}"), &bytes);
        }
        desk.write("private/incidents/2026/quiet-otter/notes/log.md", b"Nobody may know of the cellar door.\n");
        desk.git("private", &[&["init", "-q", "-b", "main"], private].concat());
        desk.commit("private", "Secret words in a message");
        desk.git(".", &[&["init", "-q", "--bare", "-b", "main"], public, &["public"]].concat());
        Some(desk)
    }

    fn path(&self, path: &str) -> PathBuf {
        self.folder.path().join(path)
    }

    fn write(&self, path: &str, bytes: &[u8]) {
        support::write(self.folder.path(), path, bytes);
    }

    /// What git prints, without its last line end.
    fn git(&self, folder: &str, arguments: &[&str]) -> String {
        let output = git(&self.path(folder), arguments);
        assert!(output.status.success(), "git {arguments:?}: {}", String::from_utf8_lossy(&output.stderr));
        String::from_utf8(output.stdout).unwrap().trim_end().to_owned()
    }

    fn commit(&self, folder: &str, message: &str) {
        self.git(folder, &["add", "--all"]);
        self.git(folder, &["commit", "-q", "--allow-empty", "-m", message]);
    }

    fn run(&self, now: &str, arguments: &[&str]) -> (i32, String) {
        let run = support::run(advisory(self.folder.path(), now).args(arguments));
        (run.code, run.all())
    }

    fn publish(&self, now: &str, more: &[&str]) -> String {
        let (code, said) = self.run(now, &[&["publish", "--to", "public"], more].concat());
        assert_eq!(code, 0, "{said}");
        said
    }

    fn refused(&self, more: &[&str]) -> String {
        let before = self.objects("public");
        let (code, said) = self.run(AFTER, &[&["publish"], more].concat());
        assert_eq!(code, 2, "{said}");
        assert!(said.contains("help:"), "it says what to do: {said}");
        assert_eq!(before, self.objects("public"), "nothing is written");
        said
    }

    fn approve(&self) {
        for by in ["amira", "ben"] {
            let (_, said) = self.run(BEFORE, &["publish", "quiet-otter", "--by", by]);
            assert!(said.contains("LODE-2026-002") || said.contains("may not approve"), "{said}");
        }
        self.commit("private", "Approve");
    }

    /// Every object of a repository, reached or not.
    fn objects(&self, repository: &str) -> BTreeSet<String> {
        if !self.path(repository).exists() {
            return BTreeSet::new();
        }
        let all = self.git(repository, &["cat-file", "--batch-all-objects", "--batch-check=%(objectname)"]);
        all.lines().map(str::to_owned).collect()
    }

    /// The files of a branch, as an archive of it has them.
    fn archive(&self, repository: &str, branch: &str) -> Vec<(String, Vec<u8>)> {
        let (tar, out) = (self.path("archive.tar"), tempfile::tempdir_in(self.folder.path()).unwrap());
        self.git(repository, &["archive", "--format=tar", "-o", tar.to_str().unwrap(), branch]);
        let untarred = Command::new("tar").arg("-xf").arg(&tar).arg("-C").arg(out.path()).status().unwrap();
        assert!(untarred.success());
        support::files(out.path())
    }

    fn site(&self, now: &str) -> Vec<(String, Vec<u8>)> {
        let (code, said) = self.run(now, &["build", "--out", "built"]);
        assert_eq!(code, 0, "{said}");
        support::files(&self.path("built/site"))
    }
}

fn git(folder: &Path, arguments: &[&str]) -> Output {
    let person = Stamp::of("Priva Person <priva@home.example>", "2026-03-01T10:00:00+05:00");
    support::git_by(folder, &person, &person, arguments)
}

fn advisory(folder: &Path, now: &str) -> Command {
    let mut command = support::program(folder);
    command.args(["-C", "private", "--now", now]);
    command
}

#[test]
fn the_public_repository_holds_the_site_and_no_object_of_the_private_one() {
    let Some(desk) = PrivateRepository::new() else { return };
    let said = desk.publish(BEFORE, &[]);
    assert!(said.contains("Publish LODE-2026-001") && said.contains("git -C public push"), "{said}");
    assert_eq!(desk.archive("public", "gh-pages"), desk.site(BEFORE));
    desk.approve();
    let said = desk.publish(AFTER, &[]);
    assert!(said.contains("\"Publish LODE-2026-002\""), "{said}");
    assert_eq!(desk.archive("public", "gh-pages"), desk.site(AFTER));

    let private = desk.objects("private");
    assert!(private.len() > 10);
    assert_eq!(desk.objects("public").intersection(&private).collect::<Vec<_>>(), Vec::<&String>::new());
    desk.git("public", &["fsck", "--strict", "--no-dangling"]);
    let log = desk.git("public", &["log", "--format=%an|%ae|%aI|%cn|%ce|%cI|%s", "gh-pages"]);
    let by = |at: &str, subject: &str| {
        format!("Lodestore|security@lodestore.example|{at}|Lodestore|security@lodestore.example|{at}|{subject}")
    };
    let expected = [
        by("2026-03-18T12:00:00+00:00", "Publish LODE-2026-002"),
        by("2026-03-12T12:00:00+00:00", "Publish LODE-2026-001"),
    ];
    assert_eq!(log.replace("Z|", "+00:00|").lines().collect::<Vec<_>>(), expected);
}

#[test]
fn the_same_site_is_there_already_and_the_same_inputs_make_the_same_commit() {
    let Some(desk) = PrivateRepository::new() else { return };
    desk.publish(BEFORE, &[]);
    let tip = desk.git("public", &["rev-parse", "gh-pages"]);
    assert!(desk.publish(BEFORE, &[]).starts_with("nothing to do"));
    // An edit of what is under embargo changes nothing in public.
    desk.write("private/incidents/2026/quiet-otter/notes/more.md", b"More.\n");
    let advisory = std::fs::read_to_string(desk.path("private/incidents/2026/quiet-otter/advisory.md")).unwrap();
    desk.write(
        "private/incidents/2026/quiet-otter/advisory.md",
        advisory.replace("Snapshot", "Copied snapshot").as_bytes(),
    );
    desk.commit("private", "Edit");
    assert!(desk.publish(BEFORE, &[]).starts_with("nothing to do"));
    assert_eq!(desk.git("public", &["rev-parse", "gh-pages"]), tip);

    desk.git(".", &["init", "-q", "--bare", "other"]);
    let (code, said) = desk.run(BEFORE, &["publish", "--to", "other"]);
    assert_eq!(code, 0, "{said}");
    assert_eq!(desk.git("other", &["rev-parse", "gh-pages"]), tip);
    let (code, said) = desk.run(AFTER, &["publish", "--to", "other", "--branch", "next", "--dry-run"]);
    assert!(code == 0 && said.contains("every check passed"), "{said}");
    assert!(!git(&desk.path("other"), &["rev-parse", "-q", "--verify", "next"]).status.success());
}

#[test]
fn a_public_log_says_nothing_of_what_is_under_embargo() {
    let Some(desk) = PrivateRepository::new() else { return };
    let output =
        advisory(desk.folder.path(), BEFORE).env("CI", "true").args(["publish", "--to", "public"]).output().unwrap();
    let said = String::from_utf8([output.stdout, output.stderr].concat()).unwrap();
    assert!(output.status.success() && said.contains("LODE-2026-001"), "{said}");
    for secret in ["quiet-otter", "Snapshot", "LODE-2026-002", "cellar"] {
        assert!(!said.contains(secret), "{said}");
    }
    let all = desk.git("public", &["log", "-p", "--all", "--format=fuller"]);
    for secret in ["quiet-otter", "Snapshot export", "LODE-2026-002", "cellar", "Priva", "+0500"] {
        assert!(!all.contains(secret), "{secret}");
    }
}

#[test]
fn the_private_repository_and_all_that_is_kin_to_it_are_refused() {
    let Some(desk) = PrivateRepository::new() else { return };
    assert!(desk.refused(&["--to", "private"]).contains("is the private repository itself"));
    desk.git("private", &["worktree", "add", "-q", "--detach", "../worktree"]);
    assert!(desk.refused(&["--to", "worktree"]).contains("is the private repository itself"));
    desk.git(".", &["clone", "-q", "--bare", "--shared", "private", "shared"]);
    assert!(desk.refused(&["--to", "shared"]).contains("alternates"));
    desk.git(".", &["clone", "-q", "--bare", "--no-hardlinks", "private", "clone"]);
    let said = desk.refused(&["--to", "clone"]);
    assert!(said.contains("is also in the private repository"), "{said}");
    // The other way round: the private one borrows from the public one.
    desk.publish(BEFORE, &[]);
    desk.write(
        "private/.git/objects/info/alternates",
        format!("{}\n", desk.path("public/objects").display()).as_bytes(),
    );
    assert!(desk.refused(&["--to", "public"]).contains("alternates"));
}

#[test]
fn a_public_history_with_a_private_file_in_it_is_refused_with_its_path() {
    let Some(desk) = PrivateRepository::new() else { return };
    desk.publish(BEFORE, &[]);
    desk.git(".", &["clone", "-q", "-b", "gh-pages", "public", "clone"]);
    let note = std::fs::read(desk.path("private/incidents/2026/quiet-otter/notes/log.md")).unwrap();
    desk.write("clone/deep/down.md", &note);
    desk.commit("clone", "Oops");
    desk.git("clone", &["rm", "-q", "deep/down.md"]);
    desk.commit("clone", "Take it back");
    desk.git("clone", &["push", "-q", "origin", "gh-pages"]);
    let said = desk.refused(&["--to", "public"]);
    assert!(said.contains("`deep/down.md` of commit"), "{said}");
    assert!(!said.contains("quiet-otter"), "the private path is nobody's business: {said}");

    // An object that no branch reaches, too.
    let Some(desk) = PrivateRepository::new() else { return };
    desk.write("private/incidents/2026/quiet-otter/notes/new.md", b"Written a minute ago.\n");
    desk.commit("private", "Note");
    desk.write("stray", b"Written a minute ago.\n");
    desk.git("public", &["hash-object", "-w", "../stray"]);
    assert!(desk.refused(&["--to", "public"]).contains("an object that no branch reaches"));
}

#[test]
fn a_site_with_a_private_file_in_it_is_refused_unless_it_is_a_template() {
    let Some(desk) = PrivateRepository::new() else { return };
    let page = b"body { color: teal }\n";
    desk.write("private/site-templates/assets/style.css", page);
    desk.commit("private", "Style");
    desk.publish(BEFORE, &[]);
    // An older asset is in the public history and in the private one; it was public by intent.
    desk.write("private/site-templates/assets/style.css", b"body { color: navy }\n");
    desk.commit("private", "Another style");
    desk.publish(BEFORE, &[]);
    // A private file whose bytes are those of an asset is one by accident: the asset is public by intent.
    let Some(desk) = PrivateRepository::new() else { return };
    let security = desk.site(BEFORE).into_iter().find(|(path, _)| path == "robots.txt").unwrap().1;
    desk.write("private/incidents/2026/quiet-otter/notes/copy.txt", &security);
    desk.commit("private", "Copy");
    // Its words are the program's. But nothing shows that the file was public first.
    let said = desk.refused(&["--to", "public"]);
    assert!(said.contains("`robots.txt` is also in the private repository, as blob"), "{said}");
}

/// A reporter attaches what is public already: a file of the site, in a folder as the site has it, and one of others.
#[test]
fn what_an_earlier_publication_compared_may_be_attached_to_a_report() {
    let Some(desk) = PrivateRepository::new() else { return };
    let license = std::fs::read(crate::support::root().join("LICENSE")).unwrap();
    let push = |path: &str, bytes: &[u8]| {
        desk.write(&format!("clone/{path}"), bytes);
        desk.commit("clone", "Something of others");
        desk.git("clone", &["push", "-q", "origin", "gh-pages"]);
    };
    desk.publish(BEFORE, &[]);
    desk.git(".", &["clone", "-q", "-b", "gh-pages", "public", "clone"]);
    push("LICENSE", &license);
    // One more publication: it compares the licence.
    desk.write("private/site-templates/assets/more.txt", b"More.\n");
    desk.commit("private", "An asset");
    desk.publish(AFTER, &[]);
    desk.git("clone", &["pull", "-q"]);
    let notes = "private/incidents/2026/quiet-otter/notes";
    for (path, bytes) in desk.site(BEFORE) {
        if path == "robots.txt" || path.starts_with(".well-known/") {
            desk.write(&format!("{notes}/site/{path}"), &bytes);
        }
    }
    desk.write(&format!("{notes}/LICENSE"), &license);
    desk.commit("private", "Attachments");
    desk.publish(AFTER, &[]);
    // What came to the public repository since was not compared.
    let secret = b"What only the team knows of the crafted archive, and nobody else.\n";
    desk.write(&format!("{notes}/secret.txt"), secret);
    desk.commit("private", "A secret");
    desk.git("clone", &["pull", "-q"]);
    push("secret.txt", secret);
    let said = desk.refused(&["--to", "public"]);
    assert!(said.contains("secret.txt"), "{said}");
}

#[test]
fn a_portfolio_outside_of_git_is_not_published() {
    let Some(desk) = PrivateRepository::new() else { return };
    std::fs::remove_dir_all(desk.path("private/.git")).unwrap();
    assert!(desk.refused(&["--to", "public"]).contains("is not in a git repository, so none of its files"));
    // A repository that is there and can't be opened hides what must not get out.
    desk.write("private/.git", b"nonsense");
    desk.refused(&["--to", "public"]);
}

#[test]
fn a_private_clone_that_lacks_history_is_refused() {
    let Some(desk) = PrivateRepository::new() else { return };
    desk.commit("private", "Another");
    std::fs::rename(desk.path("private"), desk.path("whole")).unwrap();
    let url = format!("file://{}", desk.path("whole").display());
    desk.git(".", &["clone", "-q", "--depth", "1", &url, "private"]);
    let said = desk.refused(&["--to", "public"]);
    assert!(said.contains("shallow") && said.contains("fetch-depth: 0"), "{said}");
    desk.git("private", &["fetch", "-q", "--unshallow"]);
    desk.publish(BEFORE, &[]);
}

#[test]
fn a_private_clone_that_may_lack_objects_is_refused() {
    let Some(desk) = PrivateRepository::new() else { return };
    desk.git("private", &["remote", "add", "origin", "../whole"]);
    desk.git("private", &["config", "remote.origin.partialclonefilter", "blob:none"]);
    let said = desk.refused(&["--to", "public"]);
    assert!(said.contains("partial"), "{said}");
    // Nor when only the pack is left of the promise.
    desk.git("private", &["remote", "remove", "origin"]);
    desk.write("private/.git/objects/pack/pack-0.promisor", b"");
    let said = desk.refused(&["--to", "public"]);
    assert!(said.contains("partial"), "{said}");
    std::fs::remove_file(desk.path("private/.git/objects/pack/pack-0.promisor")).unwrap();
    desk.publish(BEFORE, &[]);
}

#[test]
fn sha256_repositories_are_held_against_each_other_by_content() {
    for (private, public) in [("sha256", "sha256"), ("sha1", "sha256"), ("sha256", "sha1")] {
        let format = |hash: &str| format!("--object-format={hash}");
        let Some(desk) = PrivateRepository::with(&[&format(private)], &[&format(public)]) else { return };
        desk.publish(BEFORE, &[]);
        desk.git("public", &["fsck", "--strict", "--no-dangling"]);
        assert_eq!(desk.archive("public", "gh-pages"), desk.site(BEFORE));
        let note = std::fs::read(desk.path("private/incidents/2026/quiet-otter/notes/log.md")).unwrap();
        std::fs::remove_file(desk.path("private/incidents/2026/quiet-otter/notes/log.md")).unwrap();
        desk.commit("private", "Delete the note; it stays in the history");
        desk.write("stray", &note);
        desk.git("public", &["hash-object", "-w", "../stray"]);
        assert!(desk.refused(&["--to", "public"]).contains("is also in the private repository"), "{private} {public}");
    }
}

#[test]
fn what_others_put_on_the_branch_stays_and_what_the_site_no_longer_has_goes() {
    let Some(desk) = PrivateRepository::new() else { return };
    desk.approve();
    desk.publish(AFTER, &[]);
    desk.git(".", &["clone", "-q", "-b", "gh-pages", "public", "clone"]);
    desk.write("clone/CNAME", b"security.lodestore.example\n");
    desk.write("clone/.well-known/matrix/server", b"{}\n");
    desk.write("clone/a b%.txt", b"odd\n");
    desk.commit("clone", "Add what a host wants");
    desk.git("clone", &["push", "-q", "origin", "gh-pages"]);
    // Twice: the second has to know from the first what is somebody else's. The earlier instant takes a page away.
    for now in [BEFORE, AFTER, BEFORE] {
        desk.publish(now, &["--allow-earlier", "--allow-removal"]);
        let mut expected = desk.site(now);
        expected.extend([
            (".well-known/matrix/server".to_owned(), b"{}\n".to_vec()),
            ("CNAME".to_owned(), b"security.lodestore.example\n".to_vec()),
            ("a b%.txt".to_owned(), b"odd\n".to_vec()),
        ]);
        expected.sort();
        assert_eq!(desk.archive("public", "gh-pages"), expected);
    }
    let message = desk.git("public", &["log", "-1", "--format=%B", "gh-pages"]);
    assert!(message.contains("Advisory-Site: /\n") && message.contains("Advisory-Keeps: CNAME"), "{message}");
    assert!(desk.publish(BEFORE, &[]).starts_with("nothing to do"));

    // A file of theirs where the site needs one is neither lost nor silently kept.
    desk.git("clone", &["pull", "-q", "origin", "gh-pages"]);
    desk.write("clone/LODE-2026-002.html", b"by hand\n");
    desk.commit("clone", "By hand");
    desk.git("clone", &["push", "-q", "origin", "gh-pages"]);
    assert!(desk.refused(&["--to", "public"]).contains("LODE-2026-002.html"));
    desk.publish(AFTER, &["--adopt"]);
    desk.git("public", &["fsck", "--strict", "--no-dangling"]);
}

#[test]
fn a_branch_that_no_publication_made_is_built_upon_only_when_told() {
    let Some(desk) = PrivateRepository::new() else { return };
    desk.git(".", &["clone", "-q", "public", "clone"]);
    desk.write("clone/README.md", b"# Lodestore\n");
    desk.write("clone/index.html", b"old\n");
    desk.write("clone/docs/guide.md", b"guide\n");
    desk.commit("clone", "Start");
    desk.git("clone", &["push", "-q", "origin", "HEAD:main"]);
    let said = desk.refused(&["--to", "public", "--branch", "main"]);
    assert!(said.contains("README.md") && said.contains("--adopt"), "{said}");
    // A folder of its own needs no leave.
    desk.publish(BEFORE, &["--branch", "main", "--folder", "site/security"]);
    let mut expected: Vec<_> =
        desk.site(BEFORE).into_iter().map(|(path, bytes)| (format!("site/security/{path}"), bytes)).collect();
    let theirs = [("README.md", "# Lodestore\n"), ("docs/guide.md", "guide\n"), ("index.html", "old\n")];
    expected.extend(theirs.map(|(p, t)| (p.to_owned(), t.as_bytes().to_vec())));
    expected.sort();
    assert_eq!(desk.archive("public", "main"), expected);
    assert!(desk.publish(BEFORE, &["--branch", "main", "--folder", "site/security/"]).starts_with("nothing to do"));
    assert!(desk.refused(&["--to", "public", "--branch", "main", "--folder", "docs"]).contains("guide.md"));
    desk.publish(BEFORE, &["--branch", "main", "--adopt"]);
    let files = desk.archive("public", "main");
    let text = |path: &str| files.iter().find(|(p, _)| p == path).map(|(_, b)| String::from_utf8_lossy(b).into_owned());
    assert_eq!(text("README.md").unwrap(), "# Lodestore\n");
    assert!(text("index.html").unwrap().contains("<!DOCTYPE html>") && text("site/security/index.html").is_some());
    for folder in ["../up", ".git", "a//../b", "/"] {
        let (code, said) = desk.run(BEFORE, &["publish", "--to", "public", "--branch", "new", "--folder", folder]);
        assert_eq!(code, if folder == "/" { 0 } else { 2 }, "{folder}: {said}");
    }
    assert!(desk.refused(&["--to", "public", "--branch", "a..b"]).contains("can't be the name of a branch"));
}

#[test]
fn a_clone_is_published_to_where_its_branch_is_not_checked_out() {
    let Some(desk) = PrivateRepository::new() else { return };
    desk.publish(BEFORE, &[]);
    desk.git(".", &["clone", "-q", "-b", "gh-pages", "public", "clone"]);
    let said = desk.refused(&["--to", "clone"]);
    assert!(said.contains("checked out") && said.contains("switch --detach"), "{said}");
    desk.git("clone", &["switch", "-q", "--detach"]);
    desk.git("clone", &["branch", "-D", "gh-pages"]);
    desk.approve();
    // No branch here: it starts where the remote's is, so that it can be pushed.
    let (code, said) = desk.run(AFTER, &["publish", "--to", "clone"]);
    assert!(code == 0 && said.contains("push origin gh-pages"), "{said}");
    assert_eq!(desk.git("clone", &["status", "--porcelain"]), "", "the work tree is untouched");
    desk.git("clone", &["push", "-q", "origin", "gh-pages"]);
    assert_eq!(desk.archive("public", "gh-pages"), desk.site(AFTER));
    // A work tree beside it counts as well.
    desk.git("clone", &["worktree", "add", "-q", "../beside", "gh-pages"]);
    assert!(desk.refused(&["--to", "clone"]).contains("checked out"));
}

#[test]
fn no_repository_no_publication() {
    let Some(desk) = PrivateRepository::new() else { return };
    let said = desk.refused(&["--to", "nowhere"]);
    assert!(said.contains("git init --bare nowhere"), "{said}");
    // A folder inside a repository is not that repository.
    std::fs::create_dir(desk.path("private/build")).unwrap();
    assert!(desk.refused(&["--to", "private/build"]).contains("is not a git repository"));
    let (code, said) = desk.run(AFTER, &["publish", "--to", "public", "--by", "ben"]);
    assert!(code == 2 && said.contains("cannot be used with"), "{said}");
    let (code, _) = desk.run(AFTER, &["publish"]);
    assert_eq!(code, 2);
}

/// Two at once: one of them moves the branch, the other says that it moved. Whatever is there is whole.
#[test]
fn of_two_at_once_none_undoes_the_other() {
    let Some(desk) = PrivateRepository::new() else { return };
    desk.publish(BEFORE, &[]);
    desk.approve();
    let instants: Vec<String> = (0..6).map(|n| format!("2026-0{}-01T12:00:00Z", n + 4)).collect();
    let runs: Vec<(i32, String)> = std::thread::scope(|scope| {
        let run = |now: &String| desk.run(now, &["publish", "--to", "public"]);
        let threads: Vec<_> = instants.iter().map(|now| scope.spawn(move || run(now))).collect();
        threads.into_iter().map(|thread| thread.join().unwrap()).collect()
    });
    let moved = runs.iter().filter(|(code, said)| *code == 0 && said.contains("is now")).count();
    assert!(moved >= 1, "{runs:?}");
    for (code, said) in &runs {
        assert!(
            *code == 0
                || said.contains("moved or locked by someone else")
                || said.contains("is before the newest publication"),
            "{said}"
        );
    }
    let commits = desk.git("public", &["rev-list", "--count", "gh-pages"]);
    assert_eq!(commits, (moved + 1).to_string(), "every commit that was made stands on the one before it");
    desk.git("public", &["fsck", "--strict", "--no-dangling"]);
}

/// Killed at any moment: the branch stands at the old commit or at the new one, and the next run succeeds.
#[cfg(unix)]
#[test]
fn whoever_kills_it_leaves_the_old_branch_or_the_new_one() {
    let Some(desk) = PrivateRepository::new() else { return };
    desk.publish(BEFORE, &[]);
    let old = desk.git("public", &["rev-parse", "gh-pages"]);
    desk.approve();
    for wait in 0..24 {
        let mut child = advisory(desk.folder.path(), AFTER)
            .args(["publish", "--to", "public"])
            .stdout(std::process::Stdio::null())
            .stderr(std::process::Stdio::null())
            .spawn()
            .unwrap();
        std::thread::sleep(std::time::Duration::from_millis(wait * 2));
        child.kill().unwrap();
        child.wait().unwrap();
        let lock = desk.path("public/refs/heads/gh-pages.lock");
        if lock.exists() {
            let (code, said) = desk.run(AFTER, &["publish", "--to", "public"]);
            assert!(code == 2 && said.contains(".lock"), "{said}");
            std::fs::remove_file(lock).unwrap();
        }
        let now = desk.git("public", &["rev-parse", "gh-pages"]);
        if now != old {
            assert_eq!(desk.archive("public", "gh-pages"), desk.site(AFTER));
            desk.git("public", &["update-ref", "refs/heads/gh-pages", &old]);
        }
        desk.git("public", &["fsck", "--strict", "--no-dangling"]);
    }
    desk.publish(AFTER, &[]);
    assert_eq!(desk.archive("public", "gh-pages"), desk.site(AFTER));
}

#[test]
fn a_branch_that_git_would_not_make_is_refused() {
    let Some(desk) = PrivateRepository::new() else { return };
    desk.publish(AFTER, &[]);
    desk.git("public", &["pack-refs", "--all"]);
    for (branch, words) in [
        ("HEAD", "can't be the name of a branch"),
        ("-x", "can't be the name of a branch"),
        ("refs/heads/gh-pages", "can't be the name of a branch"),
        ("gh-pages/below", "there can be no branch `gh-pages/below` beside `gh-pages`"),
    ] {
        let said = desk.refused(&["--to", "public", &format!("--branch={branch}")]);
        assert!(said.contains(words), "{said}");
    }
    assert_eq!(desk.git("public", &["for-each-ref", "--format=%(refname)"]), "refs/heads/gh-pages");
}

#[test]
fn branches_in_a_form_that_can_not_be_read_are_called_that() {
    let Some(desk) = PrivateRepository::new() else { return };
    if !git(&desk.path("."), &["init", "-q", "--bare", "--ref-format=reftable", "tables"]).status.success() {
        eprintln!("skipped: this git knows no reftable");
        return;
    }
    let said = desk.refused(&["--to", "tables"]);
    assert!(said.contains("stores its branches as `reftable`") && said.contains("--ref-format=files"), "{said}");
}

/// Of other hashes the contents are compared: those of the object itself, whatever a replacement says that it is.
#[test]
fn a_replacement_hides_no_private_file() {
    let Some(desk) = PrivateRepository::with(&[], &["--object-format=sha256"]) else { return };
    desk.git(".", &["init", "-q", "-b", "gh-pages", "--object-format=sha256", "leak"]);
    for file in ["leak/x.md", "private/notes/old.md"] {
        desk.write(file, b"A secret that is no file of the portfolio.\n");
    }
    desk.commit("private", "More");
    desk.commit("leak", "Leak");
    desk.write("leak/y.md", b"Nothing to see.\n");
    let blob = desk.git("leak", &["rev-parse", "HEAD:x.md"]);
    let other = desk.git("leak", &["hash-object", "-w", "y.md"]);
    desk.git("leak", &["replace", &blob, &other]);
    desk.git("leak", &["push", "-q", "../public", "gh-pages", "refs/replace/*:refs/replace/*"]);
    let said = desk.refused(&["--to", "public", "--adopt"]);
    assert!(said.contains("is also in the private repository"), "{said}");
}
