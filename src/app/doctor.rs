//! Looks at everything outside of the incidents that a clone needs to work.

use std::ffi::OsStr;
use std::path::Path;

use super::error::Error;
use super::init::{self, HOOKS, MERGE_DRIVER};
use super::upgrade::{self, Renewal};
use super::workspace::Workspace;
use crate::finding::Severity;
use crate::git;
use crate::shell;
use crate::time::{Instant, spoken_seconds};

/// How far the clocks of two machines may differ, in seconds.
const CLOCKS_DIFFER: i64 = 300;

/// One thing that was looked at.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Diagnosis {
    /// What was looked at, such as `hook`.
    pub part: &'static str,
    /// How it is.
    pub health: Health,
    /// What was found.
    pub message: String,
    /// What to do, if there is something to do.
    pub help: Option<String>,
}

/// How something is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, serde::Serialize)]
#[serde(rename_all = "lowercase")]
pub enum Health {
    /// It works.
    Ok,
    /// It works, but something useful is missing or out of date.
    Warning,
    /// It does not work.
    Error,
}

fn ok(part: &'static str, message: impl Into<String>) -> Diagnosis {
    Diagnosis { part, health: Health::Ok, message: message.into(), help: None }
}

fn wrong(part: &'static str, health: Health, message: impl Into<String>, help: impl Into<String>) -> Diagnosis {
    Diagnosis { part, health, message: message.into(), help: Some(help.into()) }
}

/// Looks at the files, the git repository and its settings, the hook, the merge driver, what `init`
/// wrote, the keys and the programs that check them, and the clock. `programs` are the folders in
/// which programs are looked up, in the form of `PATH`.
#[must_use]
pub fn doctor(folder: &Path, now: Instant, programs: Option<&OsStr>) -> Vec<Diagnosis> {
    let workspace = Workspace::open(folder, now);
    let mut found = vec![files(&workspace)];
    let in_git = repository(folder);
    let is_in_git = in_git.health == Health::Ok;
    found.push(in_git);
    if is_in_git {
        found.extend([hook(folder), merge_driver(folder), clock(folder, now)]);
    }
    found.push(automation(folder));
    found.extend(upgrade::renewals(folder).iter().map(renewal));
    found.extend(workspace.iter().map(|workspace| signatures(workspace, programs)));
    found
}

fn files(workspace: &Result<Workspace, Error>) -> Diagnosis {
    let workspace = match workspace {
        Ok(workspace) => workspace,
        Err(Error::Unreadable(_)) => {
            let message = "the project's own files can't be read";
            return wrong("files", Health::Error, message, "`advisory check` says why");
        }
        Err(error) => {
            let help = "start in a private repository, or name it with -C; `advisory init` creates one";
            return wrong("files", Health::Error, error.to_string(), help);
        }
    };
    let errors = workspace.findings().iter().filter(|finding| finding.severity == Severity::Error).count();
    let incidents = workspace.portfolio().incidents.len();
    match errors {
        0 => ok("files", format!("{incidents} {}", if incidents == 1 { "incident" } else { "incidents" })),
        1 => wrong("files", Health::Error, "1 error in the files", "`advisory check` shows it"),
        _ => wrong("files", Health::Error, format!("{errors} errors in the files"), "`advisory check` shows them"),
    }
}

fn repository(folder: &Path) -> Diagnosis {
    match git::head_made(folder) {
        Ok(Some(at)) => ok("git", format!("the last commit is of {}", at.short())),
        Ok(None) => {
            wrong("git", Health::Warning, "nothing is committed yet", "commit the files: `git add -A && git commit`")
        }
        Err(error) => {
            wrong("git", Health::Error, error.to_string(), "create a private git repository here: `git init`")
        }
    }
}

/// The hook is for clones of the product and of the public repository. In the private repository it
/// would refuse every push, because everything that it searches for is there.
fn hook(folder: &Path) -> Diagnosis {
    let hooks = std::path::absolute(folder.join(HOOKS)).unwrap_or_else(|_| folder.join(HOOKS));
    if !hooks.join("pre-push").exists() {
        let message = format!("{HOOKS}/pre-push is missing, so nothing looks for embargoed text before a push");
        return wrong("hook", Health::Error, message, "write it with `advisory upgrade --write`");
    }
    match git::setting(folder, "core.hooksPath") {
        Ok(Some(path)) if Path::new(&path).ends_with(HOOKS) => {
            let message = "the pre-push hook is on in the private repository, so it refuses every push";
            wrong("hook", Health::Error, message, "run `git config --unset core.hooksPath` in this clone")
        }
        Ok(_) => {
            let enable = format!("git config core.hooksPath {}", shell::path(&hooks));
            ok("hook", format!("for each clone that you publish from: `{enable}`"))
        }
        Err(error) => wrong("hook", Health::Error, error.to_string(), "correct git's settings"),
    }
}

fn merge_driver(folder: &Path) -> Diagnosis {
    let (key, value) = MERGE_DRIVER;
    let set = format!("run `git config {key} \"{value}\"` in this clone");
    match git::setting(folder, key) {
        Ok(Some(_)) => ok("merges", "git merges incidents and distributors.toml record by record"),
        Ok(None) => {
            let message = "two people who record something at once get a conflict";
            wrong("merges", Health::Warning, message, set)
        }
        Err(error) => wrong("merges", Health::Error, error.to_string(), set),
    }
}

fn clock(folder: &Path, now: Instant) -> Diagnosis {
    let made = git::head_made(folder).ok().flatten();
    match made.map(|made| made.seconds_since(now)) {
        Some(ahead) if ahead > CLOCKS_DIFFER => {
            let message = format!("the last commit is {} in the future", spoken_seconds(ahead));
            let help =
                "set the clock of this machine, or that of who made the commit: deadlines and embargoes follow it";
            wrong("clock", Health::Error, message, help)
        }
        _ => ok("clock", format!("it is {}", now.short())),
    }
}

fn automation(folder: &Path) -> Diagnosis {
    let there: Vec<&str> = init::ci_files().map(|file| file.path).filter(|path| folder.join(path).exists()).collect();
    match there.as_slice() {
        [] => wrong(
            "CI",
            Health::Warning,
            "no file that `advisory init` knows checks changes and publishes the site",
            "`advisory init --help` lists the CI systems that it writes files for",
        ),
        there => ok("CI", there.join(", ")),
    }
}

fn renewal(renewal: &Renewal) -> Diagnosis {
    let message = format!("{} is not what this version writes", renewal.path);
    wrong("versions", Health::Warning, message, "`advisory upgrade` shows the difference")
}

fn signatures(workspace: &Workspace, programs: Option<&OsStr>) -> Diagnosis {
    let members = &workspace.portfolio().team.members;
    let keys = || members.iter().flat_map(|member| &member.keys);
    let is_ssh = |public: &str| !public.trim_start().starts_with("-----BEGIN");
    let needed = [("ssh-keygen", true), ("gpg", false)]
        .into_iter()
        .filter(|(_, ssh)| keys().any(|key| is_ssh(&key.public.value) == *ssh));
    let is_there = |program: &str| {
        programs.is_some_and(|path| std::env::split_paths(path).any(|folder| folder.join(program).is_file()))
    };
    let missing: Vec<&str> = needed.map(|(program, _)| program).filter(|program| !is_there(program)).collect();
    if !missing.is_empty() {
        let message = format!("{} is not installed, so signatures can't be checked", missing.join(" and "));
        return wrong("signatures", Health::Error, message, "install it");
    }
    let with_keys = members.iter().filter(|member| !member.keys.is_empty()).count();
    ok("signatures", format!("{with_keys} of {} members have a signing key in team.toml", members.len()))
}
