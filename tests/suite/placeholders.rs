//! What `init` writes in place of a project's own names and addresses is an error until somebody replaces it.

use std::path::Path;

use crate::support::{program, run};

const FILES: [&str; 3] = ["advisory.toml", "policy.toml", "team.toml"];
const DOMAIN: &str = "your-project.example";

/// The lines of the files with an invented name, or an address of the placeholder's domain, in a value, as a text search
/// finds them.
fn written(repo: &Path) -> Vec<(String, u64)> {
    let mut lines = Vec::new();
    for file in FILES {
        let text = std::fs::read_to_string(repo.join(file)).unwrap();
        for (number, line) in (1..).zip(text.lines()) {
            let value = line.split(" #").next().unwrap();
            let is_left = [DOMAIN, "Example", "EXAMPLE"].into_iter().any(|text| value.contains(text));
            if is_left && !line.starts_with('#') {
                lines.push((file.to_owned(), number));
            }
        }
    }
    lines
}

/// The places that `check` reports as placeholders, all of them errors.
fn found(repo: &Path) -> Vec<(String, u64)> {
    let said = run(program(repo).args(["check", "--now", "2026-03-01T00:00:00Z", "--format", "json"]));
    let found = said.json()["findings"].as_array().unwrap().clone();
    let of_rule = found.into_iter().filter(|finding| finding["rule"].as_str().unwrap().ends_with("-placeholder"));
    let mut places: Vec<(String, u64)> = of_rule
        .map(|finding| {
            assert_eq!(finding["severity"], "error", "{finding}");
            (finding["file"].as_str().unwrap().to_owned(), finding["line"].as_u64().unwrap())
        })
        .collect();
    places.sort();
    places.dedup();
    places
}

#[test]
fn every_placeholder_is_an_error_until_it_is_replaced() {
    for preset in advisory::policy::presets::names() {
        let folder = tempfile::tempdir().unwrap();
        run(program(folder.path()).args(["init", "--policy", &preset, "repo"])).ok();
        let repo = folder.path().join("repo");
        let mut left = written(&repo);
        // The mailing lists, the CNA's form, and for some the tracker or the chat room among them.
        assert!(left.len() >= 16, "{preset}: {left:?}");
        for file in FILES {
            assert!(left.iter().any(|(of, _)| of == file), "{preset}: {file}");
        }
        while let Some((file, number)) = left.first().cloned() {
            assert_eq!(found(&repo), left, "{preset}");
            let path = repo.join(&file);
            let text = std::fs::read_to_string(&path).unwrap();
            let replace = |(nth, line): (u64, &str)| match nth == number {
                true => crate::support::own(line),
                false => line.to_owned(),
            };
            let lines: Vec<String> = (1..).zip(text.lines()).map(replace).collect();
            std::fs::write(path, lines.join("\n") + "\n").unwrap();
            left.remove(0);
        }
        assert_eq!(found(&repo), [], "{preset}");
        let said = run(program(&repo).args(["check", "--now", "2026-03-01T00:00:00Z"]));
        assert_eq!(said.code, 0, "{preset}: {}", said.out);
    }
}

/// What `init` says to run next works in a git repository: everything that the commands write is ignored.
#[test]
fn the_next_steps_of_init_work_in_a_repository_of_each_preset() {
    for preset in advisory::policy::presets::names() {
        let git = crate::support::Repository::new();
        run(program(git.path()).args(["init", "--policy", &preset, "."])).ok();
        for file in FILES {
            let text = crate::support::own(&git.read(file));
            git.write(file, text);
        }
        for arguments in [["build", "--out", "build"], ["build", "--drafts", "drafts"]] {
            run(program(git.path()).args(arguments).args(["--now", "2026-03-01T00:00:00Z"])).ok();
        }
        git.commit("our process");
        let written = git.git(&["ls-files", "build", "drafts"]);
        assert!(written.is_empty(), "{preset}: {written}");
    }
}
