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
