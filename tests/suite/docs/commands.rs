//! The page of all commands, made of their help.

use std::fmt::Write as _;

use crate::newcomer::{COMMANDS, help};
use crate::rules::current;

const BEGIN: &str = "\
# Commands

Every command with its arguments and options, as `advisory COMMAND --help` prints them. Every command also takes the
[global options](#global-options).

<!-- Generated: `UPDATE=1 cargo test --test suite docs::commands` writes this page. -->
";

/// The help without the options that every command takes, and these options.
fn parts(help: &str) -> (String, String) {
    const FROM: &str = "Global options:\n";
    let (before, rest) = help.split_once(FROM).unwrap_or((help, ""));
    let (options, after) = rest.split_once("\n\nExamples:\n").map_or((rest, ""), |(options, after)| (options, after));
    let after = if after.is_empty() { String::new() } else { format!("Examples:\n{after}") };
    (format!("{}\n\n{after}", before.trim_end()).trim_end().to_owned(), options.trim_end().to_owned())
}

#[test]
fn the_page_of_commands_is_current() {
    let folder = tempfile::tempdir().unwrap();
    let mut page = String::from(BEGIN);
    let mut global = String::new();
    for command in COMMANDS.iter().filter(|command| **command != "merge-driver") {
        let (help, options) = parts(&help(folder.path(), command, "90"));
        let name = format!("advisory {}", command.replace(" x ", " INCIDENT "));
        let _ = write!(page, "\n## {}\n\n```text\n{help}\n```\n", name.trim_end());
        global = if global.is_empty() { options } else { global };
    }
    let _ = write!(page, "\n## Global options\n\n```text\n{global}\n```\n");
    current("docs/reference/commands.md", &page);
}
