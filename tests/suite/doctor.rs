//! `advisory doctor` and `advisory upgrade`: what a clone needs to work, and the files that `init` wrote.

use std::path::Path;

use crate::support::{self, Repository, Run, program, run};

/// After the commits, which are made now.
const NOW: &str = "2040-03-02T10:00:00Z";

fn advisory(folder: &Path, arguments: &[&str]) -> Run {
    run(program(folder).args(arguments).args(["--now", NOW]))
}

/// A new private repository, committed.
fn repository() -> Repository {
    let repository = Repository::new();
    let made = advisory(repository.path(), &["init", "--policy", "rook", "."]);
    assert_eq!(made.code, 0, "{made:?}");
    repository.git(&["add", "--all"]);
    repository.git(&["commit", "--quiet", "--message", "Begin"]);
    repository
}

/// The health of each part.
fn health(folder: &Path) -> Vec<(String, String)> {
    let found = advisory(folder, &["doctor", "--json"]).json();
    let checks = found["checks"].as_array().unwrap().clone();
    let text = |value: &serde_json::Value| value.as_str().unwrap().to_owned();
    checks.iter().map(|check| (text(&check["part"]), text(&check["health"]))).collect()
}

fn of(folder: &Path, part: &str) -> String {
    health(folder).into_iter().find(|(name, _)| name == part).unwrap().1
}

#[test]
fn what_a_clone_lacks_is_named_with_the_command_that_mends_it() {
    let repository = repository();
    let folder = repository.path();
    let new = advisory(folder, &["doctor"]);
    assert!(new.out.contains("git config merge.advisory.driver"), "{new:?}");
    repository.git(&["config", "merge.advisory.driver", "advisory merge-driver %O %A %B"]);
    let mended = advisory(folder, &["doctor"]);
    assert_eq!((mended.code, mended.out.contains("merge.advisory")), (0, false), "{mended:?}");
    assert!(health(folder).iter().all(|(_, health)| health == "ok"), "{:?}", health(folder));
    // The command for other clones works in one, whose path can have spaces.
    let enable = mended.out.split('`').find(|part| part.starts_with("git config core.hooksPath ")).unwrap();
    let other = tempfile::tempdir().unwrap();
    support::git(other.path(), &["init", "-q", "."]);
    let set = std::process::Command::new("sh").args(["-c", enable]).current_dir(other.path()).status().unwrap();
    assert!(set.success(), "{enable}");
    let hooks = support::git(other.path(), &["config", "core.hooksPath"]);
    assert!(Path::new(hooks.trim()).join("pre-push").is_file(), "{hooks}");
    // In the private repository, the hook would refuse every push.
    repository.git(&["config", "core.hooksPath", ".githooks"]);
    assert_eq!(of(folder, "hook"), "error");
    repository.git(&["config", "--unset", "core.hooksPath"]);
    std::fs::remove_file(folder.join(".githooks/pre-push")).unwrap();
    assert_eq!(of(folder, "hook"), "error");
}

#[test]
fn files_that_can_not_be_read_and_a_clock_that_is_wrong_are_errors() {
    let repository = repository();
    let folder = repository.path();
    let early = run(program(folder).args(["doctor", "--json", "--now", "2001-01-01T00:00:00Z"])).json();
    let clock = early["checks"].as_array().unwrap().iter().find(|check| check["part"] == "clock").unwrap().clone();
    assert_eq!(clock["health"], "error", "{clock}");
    assert_eq!(of(folder, "files"), "ok");
    std::fs::write(folder.join("policy.toml"), "[[").unwrap();
    assert_eq!(of(folder, "files"), "error");
    let outside = tempfile::tempdir().unwrap();
    assert_eq!((of(outside.path(), "git"), of(outside.path(), "files")), ("error".to_owned(), "error".to_owned()));
}

#[test]
fn an_upgrade_shows_what_differs_and_writes_it_when_asked() {
    let repository = repository();
    let folder = repository.path();
    let current = advisory(folder, &["upgrade"]);
    assert_eq!(
        (current.code, current.out.as_str()),
        (0, "everything that `init` wrote is up to date\n"),
        "{current:?}"
    );
    let hook = folder.join(".githooks/pre-push");
    let workflow = folder.join(".github/workflows/advisory.yml");
    let [as_written, workflow_as_written] = [&hook, &workflow].map(|file| std::fs::read_to_string(file).unwrap());
    std::fs::write(&hook, "#!/bin/sh\n").unwrap();
    std::fs::write(&workflow, "on: push\n").unwrap();
    assert_eq!(of(folder, "versions"), "warning");
    let shown = advisory(folder, &["upgrade"]);
    assert!(shown.out.contains("--- a/.githooks/pre-push") && shown.out.contains("-on: push"), "{shown:?}");
    assert_eq!(std::fs::read_to_string(&hook).unwrap(), "#!/bin/sh\n");
    let one = advisory(folder, &["upgrade", "--write", ".githooks/pre-push"]);
    assert_eq!((one.code, one.out.as_str()), (0, "wrote .githooks/pre-push\n"), "{one:?}");
    assert_eq!(std::fs::read_to_string(&hook).unwrap(), as_written);
    assert_eq!(std::fs::read_to_string(&workflow).unwrap(), "on: push\n");
    assert_eq!(advisory(folder, &["upgrade", "--write"]).code, 0);
    assert_eq!(std::fs::read_to_string(&workflow).unwrap(), workflow_as_written);
    // The files of a CI system that this project does not use are none of its business.
    assert!(!folder.join(".gitlab-ci.yml").exists());
    let unknown = advisory(folder, &["upgrade", "--write", "policy.toml"]);
    assert_eq!(unknown.code, 2, "{unknown:?}");
}

#[test]
fn without_a_command_the_board_or_the_way_to_begin_is_shown() {
    let repository = repository();
    let board = advisory(repository.path(), &[]);
    assert_eq!((board.code, &board.out), (0, &advisory(repository.path(), &["status"]).out), "{board:?}");
    let outside = tempfile::tempdir().unwrap();
    let begin = advisory(outside.path(), &[]);
    assert_eq!(begin.code, 0, "{begin:?}");
    assert!(begin.out.contains("advisory init security"), "{begin:?}");
}

#[test]
fn commands_for_a_shell_quote_a_path_with_spaces_or_a_hyphen() {
    let place = tempfile::tempdir().unwrap();
    for (name, enter) in [("my security", "cd 'my security'\n"), ("-ours", "cd ./-ours\n")] {
        let said = run(program(place.path()).args(["init", "--", name]));
        assert!(said.code == 0 && said.err.contains(enter), "{said:?}");
        let hooks = place.path().join(name).join(".githooks").canonicalize().unwrap();
        let set = said.err.lines().find_map(|line| line.trim().strip_prefix("git config core.hooksPath ")).unwrap();
        let echo = std::process::Command::new("sh").args(["-c", &format!("printf %s {set}")]).output().unwrap();
        assert_eq!(Path::new(std::str::from_utf8(&echo.stdout).unwrap()).canonicalize().unwrap(), hooks);
    }
}

#[test]
fn upgrade_writes_nothing_outside_of_a_private_repository() {
    let place = tempfile::tempdir().unwrap();
    support::write(place.path(), ".gitattributes", "*.png filter=lfs\n");
    let said = advisory(place.path(), &["upgrade", "--write"]);
    assert!(said.code == 2 && said.err.contains("there is no advisory.toml here"), "{said:?}");
    assert_eq!(support::files(place.path()).len(), 1);
}
