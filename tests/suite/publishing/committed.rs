//! `publish --to` reads a commit, and takes no evidence for granted.

use super::{AFTER, BEFORE, PrivateRepository, advisory};
use crate::support;

#[test]
fn what_is_not_committed_is_named_and_not_published() {
    type Change<'a> = (&'a str, &'a dyn Fn(&PrivateRepository));
    let changes: &[Change<'_>] = &[
        ("policy.toml", &|desk| desk.write("private/policy.toml", b"# taken away\n")),
        ("incidents/2026/amber-heron/notes/new.md", &|desk| {
            desk.write("private/incidents/2026/amber-heron/notes/new.md", b"New.\n");
        }),
        ("incidents/2026/quiet-otter/notes/log.md", &|desk| {
            std::fs::remove_file(desk.path("private/incidents/2026/quiet-otter/notes/log.md")).unwrap();
        }),
        ("site-templates/assets/style.css", &|desk| {
            desk.write("private/site-templates/assets/style.css", b"body {}\n");
            desk.git("private", &["add", "--all"]);
        }),
        // A file that git is told to ignore, or to take for unchanged, is read all the same.
        ("incidents/2026/amber-heron/notes/ignored.md", &|desk| {
            desk.write("private/.git/info/exclude", b"ignored.md\n");
            desk.write("private/incidents/2026/amber-heron/notes/ignored.md", b"New.\n");
        }),
        ("team.toml", &|desk| {
            desk.git("private", &["update-index", "--assume-unchanged", "team.toml"]);
            let team = std::fs::read_to_string(desk.path("private/team.toml")).unwrap();
            desk.write("private/team.toml", format!("{team}\n# more\n").as_bytes());
        }),
    ];
    for (path, change) in changes {
        let Some(desk) = PrivateRepository::new() else { return };
        change(&desk);
        if *path == "policy.toml" {
            // The policy has to be readable to get there.
            let policy = desk.git("private", &["show", "HEAD:policy.toml"]);
            desk.write("private/policy.toml", format!("{policy}\n# taken away\n").as_bytes());
        }
        let said = desk.refused(&["--to", "public"]);
        assert!(said.contains(&format!("not committed: {path}\n")) && said.contains("--rev HEAD"), "{path}: {said}");
        let output = advisory(desk.folder.path(), AFTER).env("CI", "1").args(["publish", "--to", "public"]).output();
        let said = String::from_utf8_lossy(&output.unwrap().stderr).into_owned();
        assert!(said.contains("not committed") && !said.contains(path), "{path}: {said}");
        // The commit alone can be published.
        desk.publish(BEFORE, &["--rev", "HEAD"]);
        desk.commit("private", "All");
    }
}

#[test]
fn a_folder_without_a_commit_is_not_published() {
    let Some(desk) = PrivateRepository::new() else { return };
    assert!(desk.refused(&["--to", "public", "--rev", "HEAD^{tree}"]).contains("is not a commit"));
    desk.publish(BEFORE, &["--rev", "HEAD:"]);
    desk.git("private", &["update-ref", "-d", "HEAD"]);
    assert!(desk.refused(&["--to", "public"]).contains("not committed: advisory.toml"));
    // A repository around it that does not have it.
    std::fs::remove_dir_all(desk.path("private/.git")).unwrap();
    desk.git(".", &["init", "-q", "."]);
    desk.git(".", &["commit", "-q", "--allow-empty", "-m", "Nothing"]);
    assert!(desk.refused(&["--to", "public"]).contains("not committed: advisory.toml"));
}

/// What a check warns about until it is committed, or by the policy's leave, stops a publication.
#[test]
fn evidence_that_is_missing_or_contradicted_stops_it() {
    for (terms, rule) in [
        ("force = \"target\"\n[evidence]\nrecorded-within = \"1h\"\n", "instant-contradicted"),
        ("[evidence]\nsigned = [\"approvals\"]\n", "act-unsigned"),
    ] {
        let Some(desk) = PrivateRepository::new() else { return };
        let policy = std::fs::read_to_string(desk.path("private/policy.toml")).unwrap();
        let table = terms.split_once("[evidence]").unwrap().1;
        let force = if terms.starts_with("force") { "force = \"target\"" } else { "" };
        desk.write("private/policy.toml", format!("{policy}\n[evidence]\n{force}{table}").as_bytes());
        desk.commit("private", "Ask for evidence");
        let checked = desk.run(BEFORE, &["check"]).1;
        let (code, said) = desk.run(BEFORE, &["publish", "--to", "public"]);
        assert!(code == 1 && said.contains(&format!("error[{rule}]")), "{said}\n{checked}");
        assert!(said.contains("amber-heron") && !said.contains("quiet-otter"), "public advisories only: {said}");
        let mut built = support::program(desk.folder.path());
        built.args(["-C", "private", "--now", BEFORE, "build", "--out", "built"]);
        support::run(&mut built).ok();
    }
}

/// A checkout of Windows: git writes other line ends than it has committed.
#[test]
fn line_ends_of_a_checkout_make_no_difference() {
    let published = |setting: Option<&[&str]>, attributes: Option<&str>| -> Option<String> {
        let desk = PrivateRepository::new()?;
        if let Some(attributes) = attributes {
            desk.write("private/.gitattributes", attributes.as_bytes());
        }
        desk.write("private/site-templates/assets/lines.txt", b"One line.\nAnother one.\n");
        desk.write("private/site-templates/assets/dots.png", b"\x89PNG\r\n\x1a\n\0\0\r\n\n");
        desk.commit("private", "Assets");
        if let Some(setting) = setting {
            desk.git("private", &[&["config"], setting].concat());
        }
        if setting.is_some() || attributes.is_some() {
            let files =
                ["incidents", "site-templates", "advisory.toml", "policy.toml", "team.toml", "distributors.toml"];
            desk.git("private", &[&["rm", "-r", "-q", "--cached"][..], &files].concat());
            desk.git("private", &["reset", "-q", "--hard"]);
            let policy = std::fs::read(desk.path("private/policy.toml")).unwrap();
            assert!(policy.windows(2).any(|pair| pair == b"\r\n"), "the checkout has these line ends");
        }
        assert_eq!(desk.git("private", &["status", "--porcelain"]), "");
        let (code, said) = desk.run(BEFORE, &["check", "--base", "HEAD"]);
        assert_eq!(code, 0, "{said}");
        desk.publish(BEFORE, &[]);
        // Two approvals in this checkout, and the publication of what they cover.
        desk.approve();
        desk.publish(AFTER, &[]);
        let (code, said) = desk.run(AFTER, &["build", "--verified", "--out", "verified"]);
        assert_eq!(code, 0, "{said}");
        // A word more is another content.
        let policy = std::fs::read_to_string(desk.path("private/policy.toml")).unwrap();
        desk.write("private/policy.toml", format!("{policy}\r\n# One more.\r\n").as_bytes());
        assert!(desk.refused(&["--to", "public"]).contains("policy.toml"));
        Some(desk.git("public", &["rev-parse", "gh-pages^{tree}"]))
    };
    let Some(plain) = published(None, None) else { return };
    assert_eq!(published(Some(&["core.autocrlf", "true"]), None).as_ref(), Some(&plain));
    assert_eq!(published(None, Some("* text=auto eol=crlf\n")), Some(plain));
}
