//! Where a build writes: never where git would commit it, and never the public and the private in one place.

use std::path::Path;

use advisory::git::{Placement, file_placement, placement};

use super::{AFTER, BEFORE, PrivateRepository, git};
use crate::support;

/// The options that name a folder or a file for something private, up to the place itself.
const PRIVATE: &[&[&str]] = &[
    &["build", "--drafts"],
    &["draft", "quiet-otter", "distributors", "--out"],
    &["cve", "quiet-otter", "--out"],
    &["publish", "quiet-otter", "--by", "ben", "--out"],
    &["status", "--ics"],
];

/// Whether git ignores this file, which need not exist; git itself answers.
fn git_ignores(top: &Path, file: &str) -> bool {
    git(top, &["check-ignore", "--quiet", file]).status.code() == Some(0)
}

/// Rules of every form, in the three places where a repository has them, held against git.
#[test]
fn what_is_ignored_is_what_git_ignores() {
    const FOLDERS: &[&str] =
        &["build", "a/build", "a/b/c", "a b", "out.d", "site", "a", "#x", "!y", "Build", "deep/site/er"];
    const RULES: &[&str] = &[
        "",
        "build",
        "/build",
        "build/",
        "/build/",
        "a/",
        "a/*",
        "/a/build",
        "b/c",
        "a/**",
        "**/c",
        "**/build/",
        "*.d",
        "out.?",
        "out.[a-e]/",
        "a b",
        "a b  ",
        "a\\ b",
        "# comment\n/build",
        "\\#x",
        "\\!y",
        "*\n!build",
        "*\n!build/",
        "/*\n!/a/\n/a/*\n!/a/build",
        "build\n!build\n",
        "build/\r\n",
        "\u{feff}build",
        "site",
        "/build/site",
        "/build/site\n/build/.advisory-output",
        "/build/site/\n.advisory-output",
        "/build/*",
        "/build/**\n!/build/site",
        "build\\",
        "[b]uild",
        "bui[!x]d",
        "a?build",
        "**",
        "/**/site",
        "a/**/c",
        ".*\nsite",
    ];
    let folder = tempfile::tempdir().unwrap();
    let top = folder.path().canonicalize().unwrap();
    if !git(&top, &["init", "-q", "."]).status.success() {
        return;
    }
    let (mut ignored, mut inside) = (0, 0);
    for place in [".gitignore", ".git/info/exclude", "a/.gitignore", "a/b/.gitignore"] {
        for rules in RULES {
            support::write(&top, place, rules);
            for folder in FOLDERS {
                let files = [format!("{folder}/site/x/y"), format!("{folder}/.advisory-output")];
                // A file of the first would be in a folder, and the second is one: rules for folders alone do not name it.
                let expected = files.iter().all(|file| git_ignores(&top, file));
                let found = placement(&top.join(folder), &["site", ".advisory-output"]).unwrap();
                let here = found == Placement::Ignored;
                // A rule that takes a folder back, but not what is in it, is refused to be on the safe side.
                let stricter = rules.contains("**\n!") && !here;
                assert_eq!(here, expected && !stricter, "{folder} with {rules:?} in {place}: {found:?}");
                if here { ignored += 1 } else { inside += 1 }
            }
        }
        std::fs::remove_file(top.join(place)).unwrap();
    }
    assert!(ignored > 200 && inside > 200, "{ignored} {inside}");
}

/// The same for single files, of which rules for folders alone say nothing.
#[test]
fn a_file_is_ignored_where_git_ignores_it() {
    const RULES: &[&str] = &[
        "",
        "*.ics",
        "x.ics",
        "x.ics/",
        "/x.ics",
        "/a/x.ics",
        "a/",
        "a/*",
        "!x.ics",
        "*\n!x.ics",
        "a/*\n!a/x.ics",
        "**/x.ics",
    ];
    let folder = tempfile::tempdir().unwrap();
    let top = folder.path().canonicalize().unwrap();
    if !git(&top, &["init", "-q", "."]).status.success() {
        return;
    }
    let mut ignored = 0;
    for place in [".gitignore", "a/.gitignore", ".git/info/exclude"] {
        for rules in RULES {
            support::write(&top, place, rules);
            for file in ["x.ics", "a/x.ics", "a/b/x.ics", "y"] {
                let here = file_placement(&top.join(file)).unwrap() == Placement::Ignored;
                assert_eq!(here, git_ignores(&top, file), "{file} with {rules:?} in {place}");
                ignored += usize::from(here);
            }
        }
        std::fs::remove_file(top.join(place)).unwrap();
    }
    assert!(ignored > 20, "{ignored}");
}

#[test]
fn nothing_private_is_written_where_it_could_be_committed_or_published() {
    let Some(desk) = PrivateRepository::new() else { return };
    desk.git(".", &["init", "-q", "elsewhere"]);
    assert_eq!(desk.run(AFTER, &["build", "--out", "site"]).0, 0);
    let run = |command: &[&str], place: &str| desk.run(BEFORE, &[command, &[place]].concat());
    let before = support::files(desk.folder.path());
    for command in PRIVATE {
        for (place, words) in [
            ("private/incidents/x", "is one of the portfolio's own files or folders"),
            ("private/kept", "does not ignore private/kept\n  help: add `/kept"),
            ("private/.git/x", "is inside the git repository"),
            ("public/x", "is inside the git repository"),
            ("elsewhere/x/y", "does not ignore"),
            ("private/../elsewhere/x", "does not ignore"),
            ("site/x", "contains a public site"),
            ("site/site/x", "contains a public site"),
        ] {
            let (code, said) = run(command, place);
            assert!(code == 2 && said.contains(words), "{command:?} {place}: {said}");
        }
    }
    assert!(support::files(desk.folder.path()) == before, "nothing is written or recorded");
    desk.write("private/.gitignore", b"/kept*/\n/kept.ics\n");
    for (nth, command) in PRIVATE.iter().enumerate() {
        let place = if command[0] == "status" { "private/kept.ics".to_owned() } else { format!("private/kept{nth}") };
        let (code, said) = run(command, &place);
        assert!(code == 0 && desk.path(&place).exists(), "{command:?}: {said}");
    }
    desk.git("private", &["add", "--all"]);
    let staged = desk.git("private", &["diff", "--cached", "--name-only"]);
    assert!(!staged.contains("kept"), "{staged}");
    // What is committed in spite of the rule is not ignored, and neither is what another rule takes back.
    desk.git("private", &["add", "--force", "kept.ics"]);
    assert!(run(&["status", "--ics"], "private/kept.ics").1.contains("does not ignore"));
    desk.write("private/.gitignore", b"/own/*\n!/own/*.json\n");
    assert!(run(&["cve", "quiet-otter", "--out"], "private/own").1.contains("does not ignore private/own/quiet-otter"));
}

#[test]
fn a_build_goes_into_no_work_tree_that_would_commit_it() {
    let Some(desk) = PrivateRepository::new() else { return };
    desk.git(".", &["init", "-q", "elsewhere"]);
    desk.write("elsewhere/docs/x.md", b"x\n");
    let run = |arguments: &[&str]| desk.run(AFTER, &[&["build"], arguments].concat());
    let before = support::files(desk.folder.path());
    for option in ["--out", "--drafts"] {
        for (place, words) in [
            ("private", "is the top of a git work tree"),
            ("private/build", "does not ignore private/build\n  help: add `/build/` to its .gitignore"),
            ("private/.github/x", "does not ignore"),
            ("private/.git", "is inside the git repository"),
            ("private/.git/hooks/x", "is inside the git repository"),
            ("public", "is inside the git repository"),
            ("public/refs/x", "is inside the git repository"),
            ("elsewhere/docs", "does not ignore"),
            ("private/../elsewhere/new", "does not ignore"),
        ] {
            let (code, said) = run(&[option, place]);
            assert!(code == 2 && said.contains(words), "{option} {place}: {said}");
        }
    }
    assert!(support::files(desk.folder.path()) == before, "nothing is written");
    desk.write("private/.gitignore", b"/build/\n/kept/\n");
    assert_eq!(run(&["--out", "private/build"]).0, 0);
    assert_eq!(run(&["--drafts", "private/kept"]).0, 0);
    // What is committed in spite of the rule is not ignored.
    desk.git("private", &["add", "--force", "build/site/index.html"]);
    assert!(run(&["--out", "private/build"]).1.contains("does not ignore"));
    // A link leads to where it leads.
    std::os::unix::fs::symlink("private/incidents", desk.path("link")).unwrap();
    std::os::unix::fs::symlink("elsewhere", desk.path("other")).unwrap();
    assert!(run(&["--out", "link/x"]).1.contains("is one of the portfolio's own files or folders"));
    assert!(run(&["--out", "other/x"]).1.contains("does not ignore"));
}

#[test]
fn the_site_and_the_drafts_never_share_a_place() {
    let Some(desk) = PrivateRepository::new() else { return };
    let run = |arguments: &[&str]| desk.run(AFTER, &[&["build"], arguments].concat());
    std::fs::create_dir(desk.path("real")).unwrap();
    std::os::unix::fs::symlink("real", desk.path("alias")).unwrap();
    for (out, drafts) in [
        ("out", "out"),
        ("out", "out/drafts"),
        ("out/public", "out"),
        ("out", "./x/../out/"),
        ("out", "out/site/drafts"),
        ("real", "alias/drafts"),
        ("Out", "out/x"),
    ] {
        let (code, said) = run(&["--out", out, "--drafts", drafts]);
        assert!(code == 2 && said.contains("need separate folders"), "{out} {drafts}: {said}");
    }
    assert!(!desk.path("out").exists() && support::files(&desk.path("real")).is_empty());
    assert_eq!(run(&["--out", "out", "--drafts", "kept"]).0, 0);
    // One after the other is the same.
    for drafts in ["out", "out/below/x"] {
        let (code, said) = run(&["--drafts", drafts]);
        assert!(code == 2 && said.contains("contains a public site"), "{drafts}: {said}");
    }
    for out in ["kept", "kept/below"] {
        let (code, said) = run(&["--out", out]);
        assert!(code == 2 && said.contains("contains private drafts"), "{out}: {said}");
    }
    // What an earlier version left beside the site is named, and not published along.
    std::fs::create_dir(desk.path("out/announcements")).unwrap();
    let (code, said) = run(&["--out", "out"]);
    assert!(code == 2 && said.contains("out/announcements contains private drafts"), "{said}");
    // Nothing but the site is where the site goes, and only its owner reads the drafts.
    std::fs::remove_dir(desk.path("out/announcements")).unwrap();
    assert_eq!(run(&["--out", "out"]).0, 0);
    let mut there: Vec<_> = std::fs::read_dir(desk.path("out")).unwrap().map(|e| e.unwrap().file_name()).collect();
    there.sort();
    assert_eq!(there, [".advisory-output", "site"]);
    use std::os::unix::fs::PermissionsExt as _;
    for entry in walkdir::WalkDir::new(desk.path("kept/announcements")) {
        assert_eq!(entry.unwrap().metadata().unwrap().permissions().mode() & 0o077, 0);
    }
}
