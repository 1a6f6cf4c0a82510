//! What `advisory init` writes for CI systems, the action that installs the program, this project's own workflows.

use std::process::{Command, Output};

use crate::support;

mod elsewhere;
mod install;
mod publish;
mod readme;
mod runner;
mod steps;

pub use readme::walked;

const GITHUB: &str = include_str!("../../src/app/init/ci/github.yml");
const WAIT: &str = include_str!("../../src/app/init/ci/github-wait.yml");
const FORGEJO: &str = include_str!("../../src/app/init/ci/forgejo.yml");
const GITLAB: &str = include_str!("../../src/app/init/ci/gitlab.yml");
const CRON: &str = include_str!("../../src/app/init/ci/cron.sh");
const ACTION: &str = include_str!("../../.github/actions/advisory/action.yml");
const CI: &str = include_str!("../../.github/workflows/ci.yml");
const RELEASE: &str = include_str!("../../.github/workflows/release.yml");

/// Every workflow for a runner of GitHub's kind.
const WORKFLOWS: [&str; 5] = [GITHUB, WAIT, FORGEJO, CI, RELEASE];

/// The shell scripts of a workflow's job (or of an action, whose job is `runs`), in order.
fn scripts(yaml: &str, job: &str) -> Vec<String> {
    let indent = |line: &str| line.len() - line.trim_start().len();
    let lines: Vec<&str> =
        yaml.lines().filter(|l| !l.trim_start().starts_with('#') || l.starts_with("          ")).collect();
    // A job can have the name of an event.
    let top = lines.iter().position(|l| l.trim_end() == "jobs:").unwrap_or(0);
    let is_job = |l: &&str| [format!("{job}:"), format!("  {job}:")].iter().any(|name| l.trim_end() == name);
    let start = top + lines[top..].iter().position(is_job).unwrap();
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

/// The names of a workflow's jobs.
fn jobs(yaml: &str) -> Vec<&str> {
    let (_, jobs) = yaml.split_once("\njobs:\n").unwrap();
    let names =
        jobs.lines().filter(|l| l.starts_with("  ") && !l.starts_with("   ") && !l.contains('#') && l.ends_with(':'));
    names.map(|l| l.trim().trim_end_matches(':')).collect()
}

/// The lines that are not commented out.
fn live(yaml: &str) -> String {
    yaml.lines().filter(|l| !l.trim_start().starts_with('#')).map(|l| format!("{l}\n")).collect()
}

#[test]
fn every_action_is_pinned_to_a_commit_and_says_its_version() {
    let all: Vec<_> = WORKFLOWS.into_iter().chain([ACTION]).flat_map(uses).collect();
    assert!(all.len() >= 20, "{all:?}");
    for used in all {
        let (action, version) = used.split_once(" # v").unwrap_or_else(|| panic!("no version: {used}"));
        let (_, commit) = action.split_once('@').unwrap();
        assert!(commit.len() == 40 && commit.bytes().all(|b| b.is_ascii_hexdigit()), "not a commit: {used}");
        assert_ne!(commit, "0".repeat(40), "{used}");
        assert_eq!(version.split('.').count(), 3, "not a whole version: {used}");
    }
}

/// One commit of this project for all CI systems, in the form that `.ci/pin` finds.
#[test]
fn all_ci_systems_install_one_commit() {
    let pinned = |yaml: &'static str| {
        let marks = ["advisory-rs/advisory/.github/actions/advisory@", "ADVISORY_COMMIT: "];
        marks.into_iter().flat_map(move |mark| yaml.split(mark).skip(1)).map(|rest| rest.lines().next().unwrap())
    };
    let found: Vec<_> = [GITHUB, WAIT, FORGEJO, GITLAB].into_iter().flat_map(pinned).collect();
    assert_eq!(found.len(), 6, "{found:?}");
    assert!(found.iter().all(|pin| *pin == found[0]), "{found:?}");
    assert!(found[0].ends_with(&format!(" # v{}", env!("CARGO_PKG_VERSION"))), "{found:?}");
}

#[test]
fn a_release_pins_all_of_them_to_its_commit() {
    let folder = tempfile::tempdir().unwrap();
    let of = |path: &str| std::fs::read(support::root().join(path)).unwrap();
    for path in [".ci/pin", "Cargo.toml"] {
        support::write(folder.path(), path, of(path));
    }
    for name in ["github.yml", "github-wait.yml", "forgejo.yml", "gitlab.yml"] {
        let path = format!("src/app/init/ci/{name}");
        support::write(folder.path(), &path, of(&path));
    }
    support::git(folder.path(), &["init", "--quiet"]);
    support::git(folder.path(), &["add", "--all"]);
    support::git(folder.path(), &["commit", "--quiet", "--message", "A release"]);
    let commit = support::git(folder.path(), &["rev-parse", "HEAD"]);
    let pinned = Command::new("bash").arg(folder.path().join(".ci/pin")).output().unwrap();
    assert!(pinned.status.success(), "{}", said(&pinned));
    let files = support::files(&folder.path().join("src"));
    let text: String = files.into_iter().map(|(_, bytes)| String::from_utf8(bytes).unwrap()).collect();
    let pin = format!("{} # v{}", commit.trim(), env!("CARGO_PKG_VERSION"));
    assert_eq!(text.matches(&pin).count(), 6, "{text}");
}

#[test]
fn workflows_ask_for_the_least_and_keep_nothing() {
    for yaml in WORKFLOWS {
        assert!(yaml.contains("\npermissions: {}\n"));
        assert!(yaml.contains("\nconcurrency:\n"));
        let live = live(yaml);
        assert_eq!(live.matches("actions/checkout@").count(), live.matches("persist-credentials: ").count());
        assert_eq!(live.matches("runs-on:").count(), live.matches("timeout-minutes:").count());
        assert!(!live.contains("actions/cache") && !live.contains("cache: "), "a cache outlives an embargo's privacy");
        assert!(!live.contains("pull_request_target") && !live.contains("workflow_run"));
    }
    let written = |yaml| live(yaml).lines().filter(|l| l.contains(": write")).map(|l| l.trim().to_owned()).collect();
    let none: [String; 0] = [];
    for yaml in [GITHUB, FORGEJO, CI] {
        let written: Vec<String> = written(yaml);
        assert_eq!(written, none);
    }
    let written: Vec<String> = written(WAIT);
    assert_eq!(written, ["actions: write # starts the workflow that publishes"]);
    // The one key is that of the public repository, and no job of a pull request gets it.
    for yaml in [GITHUB, FORGEJO] {
        assert_eq!(live(yaml).matches("secrets.").count(), 1);
        assert!(jobs(yaml).iter().all(|job| *job != "check" || !block(yaml, job).contains("secrets.")));
    }
    for yaml in [WAIT, CI, RELEASE] {
        assert!(!yaml.contains("secrets."));
    }
}

/// The text of a job.
fn block(yaml: &str, job: &str) -> String {
    let (_, jobs) = yaml.split_once("\njobs:\n").unwrap();
    let (_, rest) = jobs.split_once(&format!("  {job}:\n")).unwrap();
    rest.lines().take_while(|l| l.is_empty() || l.starts_with("   ")).map(|l| format!("{l}\n")).collect()
}

/// The key of the public repository and what only the private one has are never in one job.
#[test]
fn the_job_that_pushes_has_nothing_but_the_site() {
    let push = block(GITHUB, "push");
    assert!(push.contains("secrets.SITE_KEY") && push.contains("permissions: {}"), "{push}");
    assert!(!push.contains("actions/checkout@") && !push.contains("GH_TOKEN"), "{push}");
    assert!(!block(GITHUB, "build").contains("secrets."));
}

/// A comparison with where the branch began needs the history.
#[test]
fn the_check_of_a_pull_request_has_the_whole_history() {
    for yaml in [GITHUB, FORGEJO] {
        let check = block(yaml, "check");
        assert!(check.contains("fetch-depth: 0") && check.contains("advisory check --base"), "{check}");
    }
    assert!(GITLAB.contains("GIT_DEPTH: \"0\"") && GITLAB.contains("advisory check --base"));
}

#[test]
fn no_script_has_an_expression_expanded_into_it() {
    let of_jobs = |yaml| jobs(yaml).into_iter().flat_map(move |job| scripts(yaml, job));
    let all: Vec<String> = WORKFLOWS.into_iter().flat_map(of_jobs).chain(scripts(ACTION, "runs")).collect();
    assert!(all.len() >= 20, "{all:?}");
    for script in all {
        assert!(!script.contains("${{"), "{script}");
    }
}

fn said(output: &Output) -> String {
    format!("{}{}", String::from_utf8_lossy(&output.stdout), String::from_utf8_lossy(&output.stderr))
}
