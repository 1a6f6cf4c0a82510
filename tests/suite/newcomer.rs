//! What a newcomer reads first works as it is written: the README that `init` writes, and the help of each command.

use std::collections::BTreeSet;
use std::path::Path;

use advisory::policy::presets;

use crate::support::{self, Run, program, run};

const ADVISORY: &str = "+++\ntitle = \"Restore follows links out of its folder\"\n[[cvss]]\nvector = \"CVSS:3.1/AV:N/AC:L/PR:L/UI:N/S:U/C:H/I:H/A:N\"\n[[affected]]\nline = \"1.0\"\nintroduced = \"1.0.0\"\nfixed = \"1.0.1\"\n+++\n\n## Summary\n\nAn archive with links in it is unpacked outside of the volume.\n\n## Am I affected?\n\nYou are if you restore archives that somebody else can write to.\n\n## Mitigation\n\nRestore only archives of your own.\n\n## How to upgrade\n\nInstall 1.0.1 and restart the restore job.\n";

/// The words of a line, as a shell splits it.
fn words(line: &str) -> Vec<String> {
    let quoted = line.split('"').enumerate();
    let split = quoted.flat_map(|(nth, part)| match nth % 2 {
        0 => part.split_whitespace().map(str::to_owned).collect(),
        _ => vec![part.to_owned()],
    });
    split.collect()
}

#[test]
fn every_command_in_the_readme_of_init_runs() {
    for preset in presets::names() {
        let folder = tempfile::tempdir().unwrap();
        let repository = folder.path().join("security");
        run(program(folder.path()).args(["init", "--policy", &preset, "security"])).ok();
        for file in ["advisory.toml", "policy.toml", "team.toml"] {
            let text = std::fs::read_to_string(repository.join(file)).unwrap();
            support::write(&repository, file, support::own(&text));
        }
        let readme = std::fs::read_to_string(repository.join("README.md")).unwrap();
        let block = readme.split("```console\n").nth(1).unwrap().split("```").next().unwrap();
        let mut handle = String::new();
        let mut tried = BTreeSet::new();
        for (minute, line) in block.lines().filter_map(|line| line.strip_prefix("$ ")).enumerate() {
            let command = line.split(" #").next().unwrap();
            let command = command.replace("HANDLE", &handle).replace("MEMBER", "ada");
            let words = words(&command.replace("INSTANT", "2027-03-09T15:00:00Z"));
            assert_eq!(words[0], "advisory", "{line}");
            if words[1] == "rehearse" {
                support::write(&repository, &format!("incidents/2027/{handle}/advisory.md"), ADVISORY);
            }
            let now = format!("2027-03-02T10:{minute:02}:00Z");
            let said = run(program(&repository).args(&words[1..]).args(["--now", &now]));
            assert_eq!(said.code, 0, "{preset}: {line}\n{}\n{}", said.out, said.err);
            if words[1] == "new" {
                handle = only_folder(&repository.join("incidents/2027"));
            }
            tried.insert(words[1].clone());
        }
        assert!(tried.len() >= 9, "{preset}: {tried:?}");
    }
}

/// The commands of the README, one after another, in a shell. Their instant is given, so that the folder of the incident is
/// the one that the README names.
#[test]
fn every_command_in_the_readme_of_the_project_runs() {
    let readme = std::fs::read_to_string(support::root().join("README.md")).unwrap();
    let (_, incident) = readme.split_once("## One incident").unwrap();
    let blocks: Vec<&str> = incident.split("```sh\n").skip(1).map(|block| block.split("```").next().unwrap()).collect();
    assert!(blocks.len() >= 5, "{blocks:?}");
    let folder = tempfile::tempdir().unwrap();
    let programs = tempfile::tempdir().unwrap();
    support::at_instant(programs.path(), "2026-12-01T10:00:00Z");
    let path = format!("{}:{}", programs.path().display(), std::env::var("PATH").unwrap());
    support::write(folder.path(), "walk.sh", format!("set -e\n{}", blocks.concat()));
    let identity = ["GIT_AUTHOR_NAME", "GIT_AUTHOR_EMAIL", "GIT_COMMITTER_NAME", "GIT_COMMITTER_EMAIL"];
    let mut shell = std::process::Command::new("bash");
    shell.arg("walk.sh").current_dir(folder.path()).env("PATH", path).env("CI", "false").env("NO_COLOR", "1");
    let said = run(shell.envs(identity.map(|name| (name, "ada@example.org"))));
    assert_eq!(said.code, 0, "{}\n{}", said.out, said.err);
    assert!(said.out.contains("../public/site: 1 advisory"), "{}", said.out);
}

fn only_folder(folder: &Path) -> String {
    let mut entries = std::fs::read_dir(folder).unwrap();
    entries.next().unwrap().unwrap().file_name().into_string().unwrap()
}

/// Every command with its parts, as `advisory COMMAND --help` has them.
pub const COMMANDS: [&str; 40] = [
    "",
    "init",
    "new",
    "record",
    "correct",
    "rename",
    "embargo",
    "embargo x agree",
    "embargo x move",
    "embargo x break",
    "embargo x decide",
    "check",
    "status",
    "show",
    "list",
    "draft",
    "sent",
    "cve",
    "rehearse",
    "publish",
    "revise",
    "withdraw",
    "build",
    "documents",
    "next",
    "import",
    "verify",
    "scan",
    "lead",
    "distributors",
    "distributors add",
    "distributors accept",
    "distributors vouch",
    "policy show",
    "doctor",
    "upgrade",
    "explain",
    "schema",
    "completions",
    "merge-driver",
];

/// What follows the options was wrapped by hand, so it is the same in any terminal, and nothing is wrapped twice.
#[test]
fn the_help_of_every_command_fits_into_eighty_columns() {
    let folder = tempfile::tempdir().unwrap();
    let listed = help(folder.path(), "", "100");
    let listed = listed.split("Commands:").nth(1).unwrap().split("\nOptions:").next().unwrap();
    for line in listed.lines().filter(|line| line.starts_with("  ") && !line.starts_with("   ")) {
        let name = line.split_whitespace().next().unwrap();
        let is_tried = COMMANDS.iter().any(|command| command.split(' ').next() == Some(name));
        assert!(is_tried || ["help", "man"].contains(&name), "{name} is not among the commands above");
    }
    for command in COMMANDS {
        let (narrow, wide) = (help(folder.path(), command, "80"), help(folder.path(), command, "120"));
        for line in narrow.lines() {
            assert!(line.chars().count() <= 80, "{command}: {line}");
        }
        let after = |text: &str| text.split("\nExamples:").nth(1).map(str::to_owned);
        assert_eq!(after(&narrow), after(&wide), "{command}");
        let after = after(&narrow).unwrap_or_default();
        for (line, next) in after.lines().zip(after.lines().skip(1)) {
            let is_prose = |line: &str| !line.is_empty() && !line.starts_with(' ');
            let word = next.split(' ').next().unwrap_or_default().chars().count();
            let ends = line.ends_with(['.', ':']) || line.chars().count() + 1 + word > 80;
            assert!(!is_prose(line) || !is_prose(next) || ends, "{command}: this line is short:\n{line}\n{next}");
        }
    }
}

pub fn help(folder: &Path, command: &str, columns: &str) -> String {
    let words = command.split(' ').filter(|word| !word.is_empty());
    let Run { code, out, err } = run(program(folder).env("COLUMNS", columns).args(words).arg("--help"));
    assert_eq!(code, 0, "{command}: {err}");
    out
}
