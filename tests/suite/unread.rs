//! Commands whose output nobody reads, as after `| head -3`: they write the same files and end in the same way.

use std::path::Path;
use std::process::{Command, Stdio};

use crate::support;

/// Commands that write, in the sample of `tests/base`, beside those of `tests/cli` whose folders say what they write.
const WRITING: &[&[&str]] = &[
    &["publish", "quiet-otter", "--by", "ben"],
    &["record", "quiet-otter", "scored", "--by", "ben", "--json"],
    &["rename", "quiet-otter", "calm-crane", "--by", "amira"],
    &["build", "--out", "out"],
    &["init", "--policy", "rook", "more"],
];

/// The commands of `tests/cli` that write, each with the folder in which it runs.
fn recorded() -> Vec<(String, Vec<String>)> {
    let folder = support::root().join("tests/cli");
    let mut commands = Vec::new();
    for (path, bytes) in support::files(&folder) {
        let Some(name) = path.strip_suffix(".toml").filter(|name| folder.join(format!("{name}.out")).exists()) else {
            continue;
        };
        let test: toml::Table = toml::from_str(std::str::from_utf8(&bytes).unwrap()).unwrap();
        let base = test["fs"]["base"].as_str().unwrap_or_else(|| panic!("{name} has no fs.base"));
        let words = test["args"].as_array().unwrap().iter().map(|word| word.as_str().unwrap().to_owned());
        commands.push((base.trim_start_matches("../").to_owned(), words.collect()));
    }
    commands
}

/// The exit status of a command, and the files that there are afterwards.
fn done(base: &str, words: &[String], stdout: Stdio) -> (Option<i32>, Vec<(String, Vec<u8>)>) {
    let folder = tempfile::tempdir().unwrap();
    for (path, bytes) in support::files(&support::root().join("tests").join(base)) {
        support::write(folder.path(), &path, bytes);
    }
    let words: Vec<&str> = words.iter().map(String::as_str).collect();
    let mut command: Command = support::program(folder.path());
    command.args(support::now("2026-03-12T12:00:00Z", &words)).stdin(Stdio::null()).stdout(stdout);
    let status = command.stderr(Stdio::null()).status().unwrap();
    (status.code(), support::files(folder.path()))
}

fn without_reader() -> Stdio {
    let (reader, writer) = std::io::pipe().unwrap();
    drop(reader);
    writer.into()
}

#[test]
fn a_command_does_its_work_where_nobody_reads_what_it_says() {
    let own = WRITING.iter().map(|words| ("base".to_owned(), words.iter().map(|word| (*word).to_owned()).collect()));
    let commands: Vec<(String, Vec<String>)> = recorded().into_iter().chain(own).collect();
    assert!(commands.len() > 10, "{}", commands.len());
    for (base, words) in commands {
        let read = done(&base, &words, Stdio::null());
        assert!(read.1 != support::files(&support::root().join("tests").join(&base)), "{words:?} writes nothing");
        assert_eq!(done(&base, &words, without_reader()), read, "{words:?}");
    }
}

/// The status is the answer of these commands.
#[test]
fn an_error_stays_one_where_nobody_reads_it() {
    let words = ["record", "quiet-otter", "nothing-known", "--by", "ben"].map(str::to_owned);
    assert_eq!(done("base", &words, without_reader()).0, Some(2));
    let folder = tempfile::tempdir().unwrap();
    support::write_sample(folder.path());
    support::write(folder.path(), "team.toml", "oops = 1\n");
    let status = |folder: &Path| support::program(folder).arg("check").stdout(without_reader()).status().unwrap();
    assert_eq!(status(folder.path()).code(), Some(1));
}
