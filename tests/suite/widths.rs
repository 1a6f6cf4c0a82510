//! What is printed for people fits into the columns of their terminal, and uses them.

use crate::support::{self, program, run};

const NOW: &str = "2026-11-20T12:00:00Z";
const LONG: &str = "a-handle-that-is-as-long-as-a-handle-can-be-in-a-folder-name";

/// The commands that print tables or wrapped text for people.
const COMMANDS: [&str; 17] = [
    "status",
    "status quiet-lantern",
    "status humble-cedar",
    "list",
    "list --open",
    "show amber-heron",
    "show quiet-lantern",
    "show humble-cedar",
    "rehearse --all",
    "rehearse amber-heron",
    "rehearse quiet-lantern",
    "next --within 60d",
    "distributors",
    "lead",
    "policy show",
    "explain",
    "explain facts",
];

/// Writes the sample project of this repository.
fn write_sample(folder: &std::path::Path) {
    let root = support::root();
    for file in ["advisory.toml", "policy.toml", "team.toml", "distributors.toml"] {
        std::fs::copy(root.join(file), folder.join(file)).unwrap();
    }
    for (path, bytes) in support::files(&root.join("incidents")) {
        support::write(&folder.join("incidents"), &path, bytes);
    }
}

/// The columns of a line on a terminal, for the characters that these tests write.
fn columns(line: &str) -> usize {
    line.chars().map(|c| if ('\u{3000}'..='\u{9fff}').contains(&c) { 2 } else { 1 }).sum()
}

/// The lines of commands that are too wide, and the widest line of each command.
fn printed(folder: &std::path::Path, width: usize, commands: &[String]) -> (Vec<String>, Vec<(String, usize)>) {
    let (mut wide, mut widest) = (Vec::new(), Vec::new());
    for command in commands {
        let words: Vec<&str> = command.split(' ').collect();
        let said = run(program(folder).env("COLUMNS", width.to_string()).args(["--now", NOW]).args(words));
        assert!(said.code < 2 && !said.out.is_empty(), "{command}: {said:?}");
        // A path or an address is never divided.
        let is_one_word = |line: &str| line.split_whitespace().count() <= 2;
        // Findings quote a file, and a message is as it is sent.
        let is_finding = |line: &&str| ["error[", "warning[", "note["].iter().any(|word| line.starts_with(word));
        let printed = || said.out.lines().take_while(|line| !is_finding(line));
        let printed = printed().take_while(|line| !line.starts_with("Messages that"));
        let lines = printed.filter(|line| columns(line) > width && !is_one_word(line));
        wide.extend(lines.map(|line| format!("{command} at {width}: {line}")));
        widest.push((command.clone(), said.out.lines().map(columns).max().unwrap_or_default()));
    }
    (wide, widest)
}

fn commands() -> Vec<String> {
    COMMANDS.iter().map(|&command| command.to_owned()).collect()
}

fn edit(folder: &std::path::Path, path: &str, change: impl FnOnce(&str) -> String) {
    let text = std::fs::read_to_string(folder.join(path)).unwrap();
    let changed = change(&text);
    assert_ne!(changed, text, "{path}");
    std::fs::write(folder.join(path), changed).unwrap();
}

/// Replaces the value of a key in its first line.
fn set(text: &str, key: &str, value: &str) -> String {
    let line = text.lines().find(|line| line.trim_start().starts_with(&format!("{key} = "))).unwrap();
    text.replacen(line, &format!("{key} = \"{value}\""), 1)
}

#[test]
fn tables_fit_into_every_width_and_use_it() {
    let folder = tempfile::tempdir().unwrap();
    write_sample(folder.path());
    let mut used = Vec::new();
    for width in [60, 80, 200] {
        let (wide, widest) = printed(folder.path(), width, &commands());
        assert_eq!(wide, Vec::<String>::new());
        used = widest;
    }
    // Text that was divided at 80 columns stands in one line at 200.
    for command in ["status", "status quiet-lantern", "list", "rehearse amber-heron", "policy show", "explain"] {
        let (_, widest) = used.iter().find(|(name, _)| name == command).unwrap();
        assert!(*widest > 100, "{command} uses {widest} of 200 columns");
    }
}

#[test]
fn long_names_and_wide_characters_fit_as_well() {
    let folder = tempfile::tempdir().unwrap();
    let repo = folder.path();
    write_sample(repo);
    std::fs::rename(repo.join("incidents/2026/humble-cedar"), repo.join("incidents/2026").join(LONG)).unwrap();
    let sentence = "攻撃者は任意のファイルを読み取ることができます。".repeat(4);
    edit(repo, "incidents/2026/amber-heron/advisory.md", |text| set(text, "title", &sentence));
    edit(repo, "incidents/2026/quiet-lantern/incident.toml", |text| set(text, "summary", &sentence));
    edit(repo, "team.toml", |text| text.replace("Ben Okafor", &"山田太郎".repeat(12)));
    edit(repo, "distributors.toml", |text| {
        text.replace("Northcap Linux", &"北の配布".repeat(8)).replace("Meridian OS", &"An operating system ".repeat(5))
    });
    edit(repo, "policy.toml", |text| text.replacen("title = \"Complete the fix", &format!("title = \"{sentence}"), 1));
    let mut commands: Vec<String> =
        commands().into_iter().map(|command| command.replace("humble-cedar", LONG)).collect();
    commands.push(format!("rehearse {LONG}"));
    for width in [60, 80, 200] {
        let (wide, _) = printed(repo, width, &commands);
        assert_eq!(wide, Vec::<String>::new());
    }
}
