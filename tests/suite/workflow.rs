//! The workflow that `advisory init` writes, the action that it uses, this project's own workflow.

use std::process::{Command, Output};

use crate::support;

mod readme;
mod steps;

const WORKFLOW: &str = include_str!("../../src/app/init/workflow.yml");
const ACTION: &str = include_str!("../../.github/actions/advisory/action.yml");
const CI: &str = include_str!("../../.github/workflows/ci.yml");

/// The shell scripts of a workflow's job (or of an action, whose job is `runs`), in order.
fn scripts(yaml: &str, job: &str) -> Vec<String> {
    let indent = |line: &str| line.len() - line.trim_start().len();
    let lines: Vec<&str> =
        yaml.lines().filter(|l| !l.trim_start().starts_with('#') || l.starts_with("          ")).collect();
    let start =
        lines.iter().position(|l| l.trim_end() == format!("{job}:") || l.trim_end() == format!("  {job}:")).unwrap();
    let depth = indent(lines[start]);
    let block: Vec<&str> =
        lines[start + 1..].iter().copied().take_while(|l| l.trim().is_empty() || indent(l) > depth).collect();
    let mut found = Vec::new();
    for (at, line) in block.iter().enumerate() {
        let Some(script) = line.trim_start().trim_start_matches("- ").strip_prefix("run: ") else { continue };
        if script != "|" {
            found.push(script.to_owned());
            continue;
        }
        let body = block[at + 1..].iter().take_while(|l| l.trim().is_empty() || indent(l) > indent(line));
        found.push(body.map(|l| format!("{}\n", l.trim_start())).collect());
    }
    found
}

/// The lines that use an action, commented-out ones too.
fn uses(yaml: &str) -> Vec<&str> {
    yaml.lines().filter_map(|l| l.split_once("uses: ")).map(|(_, used)| used.trim()).collect()
}

#[test]
fn every_action_is_pinned_to_a_commit_and_says_its_version() {
    let all: Vec<_> = [WORKFLOW, ACTION, CI].into_iter().flat_map(uses).collect();
    assert!(all.len() >= 7, "{all:?}");
    for used in all {
        let (action, version) = used.split_once(" # v").unwrap_or_else(|| panic!("no version: {used}"));
        let (_, commit) = action.split_once('@').unwrap();
        assert!(commit.len() == 40 && commit.bytes().all(|b| b.is_ascii_hexdigit()), "not a commit: {used}");
        assert_ne!(commit, "0".repeat(40), "{used}");
        assert_eq!(version.split('.').count(), 3, "not a whole version: {used}");
    }
}

#[test]
fn workflows_ask_for_the_least_and_keep_nothing() {
    for yaml in [WORKFLOW, CI] {
        assert!(yaml.contains("\npermissions: {}\n"));
        assert!(yaml.contains("\nconcurrency:\n"));
        let live: String =
            yaml.lines().filter(|l| !l.trim_start().starts_with('#')).map(|l| format!("{l}\n")).collect();
        assert_eq!(live.matches("actions/checkout@").count(), live.matches("persist-credentials: false").count());
        assert_eq!(live.matches("runs-on:").count(), live.matches("timeout-minutes:").count());
        assert!(!live.contains("cache"), "a cache outlives an embargo's privacy");
        assert!(!live.contains("secrets.") && !live.contains("pull_request_target"));
    }
    let written: Vec<_> =
        WORKFLOW.lines().filter(|l| l.contains(": write") && !l.trim_start().starts_with('#')).collect();
    assert_eq!(written.len(), 2, "{written:?}");
}

/// A comparison with where the branch began needs the history.
#[test]
fn the_check_of_a_pull_request_has_the_whole_history() {
    let check = WORKFLOW.split("\n  build:").next().unwrap();
    assert!(check.contains("fetch-depth: 0") && check.contains("advisory check --base"), "{check}");
}

#[test]
fn no_script_has_an_expression_expanded_into_it() {
    let all =
        [scripts(WORKFLOW, "check"), scripts(WORKFLOW, "build"), scripts(ACTION, "runs"), scripts(CI, "run")].concat();
    assert!(all.len() >= 8, "{all:?}");
    for script in all {
        assert!(!script.contains("${{"), "{script}");
    }
}

#[test]
fn the_action_installs_its_own_commit_or_a_release() {
    let folder = tempfile::tempdir().unwrap();
    for name in ["cargo", "rustup"] {
        let stub = folder.path().join(name);
        std::fs::write(&stub, format!("#!/bin/sh\necho {name} \"$@\"\n")).unwrap();
        Command::new("chmod").arg("+x").arg(&stub).status().unwrap();
    }
    let run = |version: &str| {
        let scripts = scripts(ACTION, "runs");
        assert_eq!(scripts.len(), 1);
        let path = format!("{}:{}", folder.path().display(), std::env::var("PATH").unwrap());
        let mut bash = Command::new("bash");
        bash.args(["--noprofile", "--norc", "-e", "-o", "pipefail", "-c", &scripts[0]]);
        said(&bash.env("PATH", path).env("VERSION", version).env("SOURCE", "/the/action").output().unwrap())
    };
    assert!(run("").ends_with("cargo +1.95 install --locked --path /the/action\n"), "{}", run(""));
    assert!(run("1.2.3").ends_with("--tag v1.2.3 advisory\n"), "{}", run("1.2.3"));
    let rust = std::fs::read_to_string(support::root().join("Cargo.toml")).unwrap();
    assert!(rust.contains("rust-version = \"1.95\""), "the action and Cargo.toml name one toolchain");
}

fn said(output: &Output) -> String {
    format!("{}{}", String::from_utf8_lossy(&output.stdout), String::from_utf8_lossy(&output.stderr))
}
