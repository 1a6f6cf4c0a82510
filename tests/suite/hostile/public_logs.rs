//! When the output is a public log, and what of the project's own files one may quote.

use std::collections::BTreeSet;

use super::PrivateRepository;
use crate::support::{self, CI_VARIABLES, Run};

/// In an environment of these variables alone.
fn run(desk: &PrivateRepository, environment: &[(&str, &str)], arguments: &[&str]) -> Run {
    let mut command = support::program(&desk.repo());
    command.env_remove("CI").envs(environment.to_vec()).args(support::now(super::NOW, arguments));
    support::run(&mut command)
}

/// The sample with words in every file of the project that no site shows.
fn desk() -> PrivateRepository {
    let desk = PrivateRepository::new();
    for path in ["advisory.toml", "policy.toml", "team.toml", "distributors.toml"] {
        let text = desk.read(path);
        desk.write(path, format!("capybara = \"CAPYBARA\" # CAPYBARA\n{text}"));
    }
    desk.write("site-templates/pages/404.html", "{# CAPYBARA #}{{ capybara|CAPYBARA }}");
    desk
}

#[test]
fn every_ci_system_makes_a_public_log() {
    let desk = desk();
    for name in CI_VARIABLES.iter().chain(&["CI"]) {
        for value in ["true", "1", "0", "x:1", "no", "off", "False", "FALSE", " "] {
            let said = run(&desk, &[(name, value)], &["check"]);
            assert!(said.code == 1 && !said.all().to_lowercase().contains("capybara"), "{name}={value}: {said:?}");
        }
        let refused = run(&desk, &[(name, "1")], &["lead"]);
        assert!(refused.code == 2 && refused.err.contains(&format!("because {name} is set")), "{name}: {refused:?}");
    }
    // A system that is named counts whatever `CI` says.
    let said = run(&desk, &[("CI", "false"), ("TF_BUILD", "True")], &["check"]);
    assert!(!said.all().to_lowercase().contains("capybara"), "{said:?}");
    for environment in [&[("CI", "false")][..], &[("CI", "false"), ("TF_BUILD", "")]] {
        assert!(run(&desk, environment, &["check"]).out.contains("capybara"), "{environment:?}");
    }
}

/// The page has every variable that counts, and no other.
#[test]
fn the_table_of_the_page_has_the_variables_of_the_program() {
    let root = support::root();
    let page = std::fs::read_to_string(root.join("docs/public-logs.md")).unwrap();
    let row = page.lines().find(|line| line.starts_with("| a variable of a CI system is set")).unwrap();
    let named = |text: &str, quote: char| -> BTreeSet<String> {
        text.split(quote).skip(1).step_by(2).map(str::to_owned).collect()
    };
    let source = std::fs::read_to_string(root.join("src/cli/log.rs")).unwrap();
    let list = source.split_once("VARIABLES: &[&str] = &[").unwrap().1.split_once("];").unwrap().0;
    assert_eq!(named(row, '`'), named(list, '"'));
    assert_eq!(named(row, '`'), CI_VARIABLES.iter().map(|name| (*name).to_owned()).collect());
}

/// A container that a job starts does not inherit the job's variables.
#[test]
fn redirected_output_of_a_container_is_a_public_log() {
    let desk = desk();
    for variable in [("container", "podman"), ("KUBERNETES_SERVICE_HOST", "10.0.0.1")] {
        let said = run(&desk, &[variable], &["check"]);
        assert!(said.code == 1 && !said.all().to_lowercase().contains("capybara"), "{variable:?}: {said:?}");
        assert!(run(&desk, &[variable, ("CI", "false")], &["check"]).out.contains("capybara"), "{variable:?}");
        assert!(run(&desk, &[variable], &["check", "--reveal"]).out.contains("capybara"), "{variable:?}");
        // Whoever runs a command for private text wants it; where a CI system is known, it refuses.
        assert_eq!(run(&desk, &[variable], &["lead"]).code, 0, "{variable:?}");
        assert_eq!(run(&desk, &[variable, ("CI", "true")], &["lead"]).code, 2, "{variable:?}");
    }
}

/// A terminal that `docker run -t` makes in a job has no size; one with a window behind it has.
#[test]
fn only_a_terminal_that_somebody_watches_makes_a_container_private() {
    let desk = desk();
    let shown = |size: &str, redirected: &str, variable: (&str, &str)| {
        let program = support::program(&desk.repo());
        let line = support::now(super::NOW, &["check"]).join(" ");
        let line = format!("{size}'{}' {line} {redirected}", program.get_program().to_str().unwrap());
        let mut command = std::process::Command::new("script");
        command
            .args(["-q", "-e", "-c", &line, "/dev/null"])
            .current_dir(desk.repo())
            .stdin(std::process::Stdio::null());
        for name in CI_VARIABLES.iter().chain(&["CI", "container"]) {
            command.env_remove(name);
        }
        let output = command.env("NO_COLOR", "1").env(variable.0, variable.1).output().ok()?;
        Some(String::from_utf8_lossy(&output.stdout).to_lowercase())
    };
    let is_quoted = |size, redirected, variable| Some(shown(size, redirected, variable)?.contains("capybara"));
    let window = "stty rows 24 cols 80; ";
    let Some(quoted) = is_quoted(window, "", ("container", "podman")) else {
        eprintln!("skipped: script is not here");
        return;
    };
    assert!(quoted, "{:?}", shown(window, "", ("container", "podman")));
    assert_eq!(is_quoted("", "", ("container", "podman")), Some(false));
    assert_eq!(is_quoted(window, "2>/dev/null", ("container", "podman")), Some(false));
    assert_eq!(is_quoted(window, "| cat", ("container", "podman")), Some(false));
    assert_eq!(is_quoted(window, "", ("CI_NAME", "sourcehut")), Some(false));
}

#[test]
fn the_project_s_own_files_are_named_with_the_line_and_not_quoted() {
    let desk = desk();
    for format in ["human", "json", "sarif", "github"] {
        let command = ["check", "--format", format];
        let said = desk.run_in_ci(&command);
        assert!(!said.all().to_lowercase().contains("capybara"), "{format}: {said:?}");
        assert!(said.all().contains("--reveal") && said.code == 1, "{format}: {said:?}");
        assert_eq!(desk.run_in_ci(&[&command[..], &["--reveal"]].concat()), desk.run(&command));
    }
    let said = desk.run_in_ci(&["check"]);
    for path in ["advisory.toml", "policy.toml", "team.toml", "distributors.toml"] {
        assert!(said.out.contains(&format!("--> {path}:1:1")), "{path}: {said:?}");
    }
    for command in [&["build", "--out", "../out"][..], &["status"], &["publish", "--to", "../public"]] {
        let said = desk.run_in_ci(command);
        assert!(!said.all().to_lowercase().contains("capybara"), "{command:?}: {said:?}");
    }
}

#[test]
fn who_is_on_a_list_of_distributors_is_not_printed_in_a_log() {
    let desk = PrivateRepository::new();
    for format in ["human", "json"] {
        let command = ["distributors", "--format", format];
        let said = desk.run_in_ci(&command);
        assert!(said.code == 2 && said.out.is_empty() && said.err.contains("--reveal"), "{said:?}");
        assert_eq!(desk.run_in_ci(&[&command[..], &["--reveal"]].concat()), desk.run(&command));
    }
}
