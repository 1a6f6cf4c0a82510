//! The command line as people meet it. A test is a folder: `NAME.in` goes in, `NAME.toml` or `NAME.trycmd` says the
//! command and what it prints, `NAME.out` is what the folder holds afterwards.
//!
//! `TRYCMD=overwrite cargo test cli::` writes down what is printed now; read the difference before you commit it.

#[test]
fn commands_print_and_write_what_their_folders_say() {
    trycmd::TestCases::new()
        .env("NO_COLOR", "1")
        .env("CI", "false")
        .env("COLUMNS", "100")
        .case("tests/cli/*.toml")
        .case("tests/cli/*.trycmd")
        .run();
}

/// Every command has its help in the snapshot, with an example where it takes arguments.
#[test]
fn every_command_is_in_the_snapshot_of_the_help() {
    let help = std::fs::read_to_string(crate::support::root().join("tests/cli/help.trycmd")).unwrap();
    let listed = help.split("Commands:").nth(1).unwrap().split("\nOptions:").next().unwrap();
    let commands: Vec<&str> = listed
        .lines()
        .filter_map(|l| l.strip_prefix("  "))
        .filter(|l| !l.starts_with(' '))
        .filter_map(|l| l.split_whitespace().next())
        .filter(|c| *c != "help")
        .collect();
    assert!(commands.len() >= 16, "{commands:?}");
    for command in commands {
        assert!(
            help.contains(&format!("$ advisory {command} --help"))
                || help.contains(&format!("$ advisory {command} show --help")),
            "{command}"
        );
    }
}

/// What a shell offers after these words, of which the last one is not complete.
fn completed(folder: &std::path::Path, words: &[&str]) -> Vec<String> {
    let mut shell = crate::support::program(folder);
    let index = (words.len() - 1).to_string();
    shell.envs([("COMPLETE", "bash"), ("_CLAP_COMPLETE_INDEX", &index), ("_CLAP_COMPLETE_COMP_TYPE", "9")]);
    shell.envs([("_CLAP_COMPLETE_SPACE", "true"), ("_CLAP_IFS", "\n")]).arg("--").args(words);
    crate::support::run(&mut shell).ok().lines().map(str::to_owned).collect()
}

#[test]
fn a_shell_completes_the_names_of_the_repository() {
    let root = crate::support::root();
    let after = |words: &[&str]| completed(&root, words);
    assert_eq!(after(&["advisory", "status", "amber"]), ["amber-heron"]);
    assert_eq!(after(&["advisory", "record", "amber-heron", "embargo-a"]), ["embargo-agreed"]);
    assert_eq!(after(&["advisory", "record", "amber-heron", "lead-n"]), ["lead-named"], "an event of the policy");
    assert_eq!(after(&["advisory", "record", "amber-heron", "decision", "--step", "distr"]), ["distributors"]);
    assert_eq!(after(&["advisory", "publish", "amber-heron", "--by", "gra"]), ["grace"]);
    assert_eq!(after(&["advisory", "explain", "cvss-sc"]), ["cvss-score"]);
    assert!(after(&["advisory", "wit"]).contains(&"withdraw".to_owned()));
}

#[test]
fn a_shell_gets_no_name_that_is_no_handle() {
    let folder = tempfile::tempdir().unwrap();
    crate::support::write_sample(folder.path());
    for name in ["$(touch x)", "a\u{1b}[31mb", "UPPER"] {
        crate::support::write(folder.path(), &format!("incidents/2026/{name}/incident.toml"), "");
    }
    let offered = completed(folder.path(), &["advisory", "show", ""]);
    assert!(offered.contains(&"quiet-otter".to_owned()), "{offered:?}");
    let is_name = |name: &String| name.chars().all(|c| c.is_ascii_lowercase() || c.is_ascii_digit() || c == '-');
    assert!(offered.iter().filter(|name| !name.starts_with('-')).all(is_name), "{offered:?}");
}

/// Questions are for people: without a terminal, a missing value is an error.
#[test]
fn a_script_is_never_asked() {
    let folder = tempfile::tempdir().unwrap();
    crate::support::write_sample(folder.path());
    for arguments in [&["new", "--line", "1.16"] as &[&str], &["withdraw", "quiet-otter", "--by", "ada"]] {
        let mut script = crate::support::program(folder.path());
        let said = crate::support::run(script.args(arguments).stdin(std::process::Stdio::null()));
        assert_eq!(said.code, 2, "{}", said.all());
        assert!(said.err.contains("is missing"), "{}", said.err);
    }
}

#[test]
fn boards_have_the_colours_that_the_flag_says() {
    let shown = |command: &str, color: &str| {
        let mut program = crate::support::program(&crate::support::root());
        program.args([command, "--color", color, "--now", "2026-11-20T12:00:00Z"]);
        crate::support::run(&mut program).ok()
    };
    for command in ["status", "list"] {
        let (with, without) = (shown(command, "always"), shown(command, "never"));
        let urgent = with.lines().find(|line| line.contains("dusty-orchid")).unwrap();
        assert!(urgent.starts_with("\u{1b}[31m!") && urgent.ends_with("\u{1b}[0m"), "{urgent:?}");
        assert!(!without.contains('\u{1b}'), "{without}");
        let plain = with.replace("\u{1b}[31m", "").replace("\u{1b}[1m", "").replace("\u{1b}[2m", "");
        assert_eq!(plain.replace("\u{1b}[0m", ""), without, "colours change nothing else");
    }
}
