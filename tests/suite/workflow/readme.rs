//! The walk through one incident in README.md, as it stands there.

use std::process::Command;

use super::said;
use crate::support;

/// The shell blocks between two headings, as one script.
fn walk(page: &str, from: &str, to: &str) -> String {
    let (_, section) = page.split_once(&format!("\n## {from}\n")).unwrap();
    let (section, _) = section.split_once(&format!("\n## {to}\n")).unwrap();
    section.split("```sh\n").skip(1).map(|block| block.split("```").next().unwrap()).collect()
}

/// A folder in which the walk of README.md was gone; its private repository is in `security`.
pub fn walked() -> tempfile::TempDir {
    gone().0
}

fn gone() -> (tempfile::TempDir, String) {
    let page = std::fs::read_to_string(support::root().join("README.md")).unwrap();
    let script = walk(&page, "One incident, from report to advisory", "Where to read on");
    assert!(script.matches("advisory ").count() > 10, "{script}");
    let folder = tempfile::tempdir().unwrap();
    let bin = tempfile::tempdir().unwrap();
    support::at_instant(bin.path(), "2026-03-02T10:00:00Z");
    // The page computes the end of the embargo from the present day.
    support::executable(
        &bin.path().join("date"),
        "#!/bin/sh\ncase \"$*\" in *%Y) echo 2026 ;; *) echo 2026-03-09T15:00:00Z ;; esac\n",
    );
    let output = Command::new("bash")
        .args(["--noprofile", "--norc", "-e", "-o", "pipefail", "-c", &script])
        .current_dir(folder.path())
        .env("CI", "false")
        .env("PATH", format!("{}:{}", bin.path().display(), std::env::var("PATH").unwrap()))
        .envs([("GIT_AUTHOR_NAME", "Ada"), ("GIT_AUTHOR_EMAIL", "ada@example.org")])
        .envs([("GIT_COMMITTER_NAME", "Ada"), ("GIT_COMMITTER_EMAIL", "ada@example.org")])
        .output()
        .unwrap();
    let said = said(&output);
    assert!(output.status.success(), "{said}");
    (folder, said)
}

#[test]
fn the_walk_through_one_incident_runs_as_it_stands() {
    let (folder, said) = gone();
    // The last build's site, and the one before it, which had nothing to show.
    assert!(said.contains("/site: 0 advisories") && said.contains("/site: 1 advisory"), "{said}");
    assert!(folder.path().join("public/site/index.html").exists(), "{said}");
    // The dates of the page keep to the preset.
    for rule in ["embargo-outside-window", "release-outside-window", "date-far-off"] {
        assert!(!said.contains(rule), "{said}");
    }
}

#[test]
fn the_two_commands_stand_at_the_top() {
    let page = std::fs::read_to_string(support::root().join("README.md")).unwrap();
    let top: Vec<_> = page.lines().take(12).skip_while(|l| *l != "```sh").take(4).collect();
    assert_eq!(top, ["```sh", "cargo run --release -- build --out build", "cargo test", "```"]);
    let run = std::fs::read_to_string(support::root().join(".ci/run")).unwrap();
    assert!(run.lines().any(|l| l.trim_start().starts_with("cargo test ")), "`.ci/run` runs the README's command");
}

/// The commands of the first screen print what it says.
#[test]
fn the_first_screen_shows_what_its_commands_print() {
    let page = std::fs::read_to_string(support::root().join("README.md")).unwrap();
    let (_, block) = page.split_once("```console\n").unwrap();
    let (block, _) = block.split_once("```").unwrap();
    let out = tempfile::tempdir().unwrap();
    let build = out.path().join("build").display().to_string();
    let commands: Vec<_> = block.split("$ advisory ").skip(1).map(|shown| shown.split_once('\n').unwrap()).collect();
    assert_eq!(commands.len(), 3, "{block}");
    for (command, shown) in commands {
        let command = command.replace("--out build", &format!("--out {build}"));
        let printed = support::run(support::program(&support::root()).args(command.split(' ')));
        assert_eq!(printed.code, 0, "{}", printed.all());
        assert_eq!(printed.all().replace(&build, "build"), shown, "{command}");
    }
}
