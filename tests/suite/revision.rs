//! `--rev`: whatever is asked of a revision, in a bare repository or a clone, has the answer that its checkout gives.

use std::collections::BTreeMap;
use std::os::unix::fs::{MetadataExt, PermissionsExt};
use std::path::{Path, PathBuf};

use tempfile::TempDir;

use crate::support::{self, Run, git, write};

const NOW: &str = "2026-11-20T12:00:00Z";

/// A history of the sample: the whole of it, an advisory more, a template of one's own, one incident gone.
struct PrivateRepository {
    folder: TempDir,
    within: &'static str,
}

impl PrivateRepository {
    fn new(within: &'static str) -> Self {
        let desk = Self { folder: TempDir::new().unwrap(), within };
        let root = support::root();
        let top = desk.path("work");
        std::fs::create_dir_all(&top).unwrap();
        git(&top, &["init", "-q", "-b", "main"]);
        for name in ["advisory.toml", "policy.toml", "team.toml", "distributors.toml"] {
            write(&desk.portfolio(), name, std::fs::read(root.join(name)).unwrap());
        }
        for (path, bytes) in support::files(&root.join("incidents")) {
            write(&desk.portfolio(), &format!("incidents/{path}"), bytes);
        }
        desk.commit("Sample");
        git(&top, &["tag", "-a", "-m", "First", "first"]);
        write(&desk.portfolio(), "site-templates/announce/note.email.txt", "Subject: x\n\nOf our own: größe\n");
        write(&desk.portfolio(), "incidents/2026/amber-heron/notes/f\u{fc}r uns.md", "Only for us.\r\n");
        desk.commit("More");
        git(&top, &["tag", "second"]);
        git(&top, &["rm", "-q", "-r", &desk.inside("incidents/2025/copper-willow")]);
        desk.commit("Less");
        git(desk.folder.path(), &["clone", "-q", "--mirror", "work", "bare.git"]);
        desk
    }

    fn path(&self, name: &str) -> PathBuf {
        self.folder.path().join(name)
    }

    fn inside(&self, path: &str) -> String {
        if self.within.is_empty() { path.to_owned() } else { format!("{}/{path}", self.within) }
    }

    fn portfolio(&self) -> PathBuf {
        self.path("work").join(self.within)
    }

    fn commit(&self, message: &str) {
        let top = self.path("work");
        git(&top, &["add", "--all"]);
        git(&top, &["commit", "-q", "-m", message]);
    }

    fn run(&self, arguments: &[&str]) -> Run {
        support::run(support::program(self.folder.path()).args(["--now", NOW]).args(arguments))
    }

    /// How a command reads a revision: from the checkout, the clone it is in, and the bare repository.
    fn ways(&self, revision: &str) -> Vec<Vec<String>> {
        let checkout = self.path("checkout");
        if checkout.exists() {
            git(&self.path("work"), &["worktree", "remove", "--force", "../checkout"]);
        }
        git(&self.path("work"), &["worktree", "add", "-q", "--detach", "../checkout", revision]);
        let words = |words: &[&str]| words.iter().map(|word| (*word).to_owned()).collect::<Vec<_>>();
        let folder = |top: &str| if self.within.is_empty() { top.to_owned() } else { format!("{top}/{}", self.within) };
        let in_bare = if self.within.is_empty() { revision.to_owned() } else { format!("{revision}:{}", self.within) };
        vec![
            words(&["-C", &folder("checkout")]),
            words(&["-C", &folder("work"), "--rev", revision]),
            words(&["-C", "bare.git", "--rev", &in_bare]),
        ]
    }
}

/// Every file and folder of both outputs, with contents, mode and time.
fn built(folder: &Path) -> BTreeMap<String, (Vec<u8>, u32, i64)> {
    let mut all = BTreeMap::new();
    let trees = ["public/site", "private/announcements"].map(|name| walkdir::WalkDir::new(folder.join(name)));
    for entry in trees.into_iter().flatten() {
        let entry = entry.unwrap();
        let about = entry.metadata().unwrap();
        let bytes = if about.is_file() { std::fs::read(entry.path()).unwrap() } else { Vec::new() };
        let path = entry.path().strip_prefix(folder).unwrap().to_string_lossy().into_owned();
        all.insert(path, (bytes, about.permissions().mode(), about.mtime()));
    }
    all
}

fn revisions(desk: &PrivateRepository) -> Vec<String> {
    let short = git(&desk.path("work"), &["rev-parse", "--short", "HEAD~1"]);
    ["first", "second", "main", "main~2"].map(str::to_owned).into_iter().chain([short]).collect()
}

#[test]
fn a_build_of_a_revision_has_the_bytes_of_a_build_of_its_checkout() {
    for within in ["", "security/cases"] {
        let desk = PrivateRepository::new(within);
        let mut sites = Vec::new();
        for revision in revisions(&desk) {
            let mut first = None;
            for (at, way) in desk.ways(&revision).iter().enumerate() {
                let out = format!("out-{at}");
                let _first_time = std::fs::remove_dir_all(desk.path(&out));
                let mut arguments: Vec<&str> = way.iter().map(String::as_str).collect();
                let (public, private) = (format!("{out}/public"), format!("{out}/private"));
                arguments.extend(["build", "--out", &public, "--drafts", &private]);
                let said = desk.run(&arguments);
                let log = said.err.replace(&out, "OUT");
                assert_eq!(said.code, 0, "{way:?}: {log}");
                let one = (built(&desk.path(&out)), said.out.replace(&out, "OUT"), log);
                assert!(one.0.len() > 20, "{way:?}");
                match &first {
                    None => first = Some(one),
                    Some(first) => assert_eq!(first, &one, "{way:?}"),
                }
            }
            sites.push(first.unwrap().0);
        }
        assert_ne!(sites[0], sites[2], "the revisions differ");
        assert_eq!(sites[0], sites[3], "one revision under two names");
        assert_eq!(sites[1], sites[4], "one revision under two names");
    }
}

#[test]
fn whatever_is_asked_of_a_revision_has_the_answer_of_its_checkout() {
    const ASKED: &[&[&str]] = &[
        &["check"],
        &["check", "--format", "json"],
        &["check", "--format", "sarif"],
        &["check", "--format", "github", "--fail-overdue"],
        &["status"],
        &["status", "--format", "json"],
        &["status", "--format", "github"],
        &["status", "amber-heron"],
        &["draft", "dusty-orchid"],
        &["rehearse", "amber-heron"],
        &["cve", "amber-heron"],
        &["rehearse", "amber-heron", "--format", "json"],
        &["lead"],
        &["lead", "--format", "json"],
        &["distributors"],
        &["policy", "show"],
        &["publish", "--to", "public.git", "--dry-run"],
    ];
    for within in ["", "security/cases"] {
        let desk = PrivateRepository::new(within);
        git(desk.folder.path(), &["init", "-q", "--bare", "public.git"]);
        for revision in ["first", "main"] {
            let ways = desk.ways(revision);
            for asked in ASKED {
                let answers: Vec<Run> = ways
                    .iter()
                    .map(|way| {
                        let arguments: Vec<&str> =
                            way.iter().map(String::as_str).chain(asked.iter().copied()).collect();
                        desk.run(&arguments)
                    })
                    .collect();
                assert!(!answers[0].out.is_empty(), "{asked:?}: {}", answers[0].err);
                assert_eq!(answers[0], answers[1], "{asked:?} in the clone at {revision}");
                assert_eq!(answers[0], answers[2], "{asked:?} in the bare repository at {revision}");
            }
        }
    }
}

#[test]
fn what_changes_files_says_that_a_revision_has_none_to_change() {
    let desk = PrivateRepository::new("");
    for command in [
        &["record", "amber-heron", "scored", "--by", "elin"][..],
        &["new", "--summary", "A flaw"],
        &["publish", "amber-heron", "--by", "elin"],
    ] {
        let said = desk.run(&[&["-C", "work", "--rev", "first"], command].concat());
        assert_eq!(said.code, 2, "{command:?}");
        let text = said.err;
        assert!(text.contains("edits files") && text.contains("--rev"), "{command:?}: {text}");
    }
    assert_eq!(git(&desk.path("work"), &["status", "--porcelain"]), "");
}
