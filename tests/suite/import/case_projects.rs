//! Portfolios whose documents were once wrong: what `check` says about them, and what their documents say.

use std::path::Path;

use serde_json::Value;

use super::cases::say;
use crate::support::{self, Run, edit};

/// A copy of one of them.
fn project(name: &str) -> tempfile::TempDir {
    let (copy, original) = (tempfile::tempdir().unwrap(), support::shared(&format!("cases/import/{name}")));
    for (path, bytes) in support::files(&original) {
        support::write(copy.path(), &path, bytes);
    }
    copy
}

fn run(folder: &Path, day: u32, arguments: &[&str]) -> Run {
    let now = format!("2026-05-{day:02}T00:00:00Z");
    support::run(support::program(folder).args(["--now", &now]).args(arguments))
}

/// The rules of which `check` has errors or warnings. The projects have the names and addresses that `init` writes.
fn found(folder: &Path, day: u32) -> Vec<String> {
    let Run { out, .. } = run(folder, day, &["check", "--format", "json"]);
    let found: Value = serde_json::from_str(&out).unwrap();
    let all = found["findings"].as_array().unwrap().iter().filter(|finding| finding["severity"] != "note");
    let rules = all.map(|finding| finding["rule"].as_str().unwrap().to_owned());
    rules.filter(|rule| !["channel-without-address", "project-placeholder"].contains(&rule.as_str())).collect()
}

/// A file of the site as it is built on a day of May.
fn built(folder: &Path, day: u32) -> impl Fn(&str) -> Option<String> {
    let site = tempfile::tempdir().unwrap();
    run(folder, day, &["build", "--out", site.path().to_str().unwrap()]).ok();
    move |path| std::fs::read_to_string(site.path().join("site").join(path)).ok()
}

const ADVISORY: &str = "incidents/2026/quiet-otter/advisory.md";

#[test]
#[ignore = "needs ../shared/cases/import"]
fn a_project_in_no_ecosystem_has_an_osv_record_once_commits_are_known() {
    let project = project("14-no-ecosystem");
    let folder = project.path();
    run(folder, 1, &["documents"]).ok();
    assert_eq!(found(folder, 1), [""; 0]);
    say(folder, None, "Example", &["1.1.0", "1.0.1"], &["1.0.0", "1.0.2", "1.1.1"]);
    assert_eq!(built(folder, 1)("EXAMPLE-2026-001.osv.json"), None, "it would have nothing that is affected");

    let commits = "[[commits]]\nintroduced = [\"1234567890123456789012345678901234567890\"]\nfixed = [\"8b5121be2f68d8fc40bd06467003b7dc91a4cb3d\"]\nversions = [\"1.0.1\", \"1.1.0\"]\n[[affected]]";
    edit(folder, ADVISORY, "[[affected]]", commits);
    run(folder, 2, &["documents"]).ok();
    assert_eq!(found(folder, 2), [""; 0]);
    let osv: Value = serde_json::from_str(&built(folder, 2)("EXAMPLE-2026-001.osv.json").unwrap()).unwrap();
    let [affected] = osv["affected"].as_array().unwrap().as_slice() else { panic!("{osv:#}") };
    assert_eq!(affected["versions"], serde_json::json!(["1.0.1", "1.1.0"]));
    let range = &affected["ranges"][0];
    assert_eq!((&range["type"], &range["repo"]), (&"GIT".into(), &"https://git.example.org/example/example".into()));
    assert_eq!(range["events"][0]["introduced"], "1234567890123456789012345678901234567890");
    assert_eq!(range["events"][1]["fixed"], "8b5121be2f68d8fc40bd06467003b7dc91a4cb3d");
}

#[test]
#[ignore = "needs ../shared/cases/import"]
fn a_listed_release_moves_what_its_documents_say_of_themselves() {
    let project = project("17-modified-unchanged");
    let folder = project.path();
    edit(folder, "advisory.toml", "\"1.0.2-rc.1\", ", "");
    edit(folder, "advisory.toml", ", \"1.0.3\"", "");
    edit(folder, "advisory.toml", ", \"1.1.2\"", "");
    run(folder, 1, &["documents"]).ok();
    assert_eq!(found(folder, 1), [""; 0]);
    let before = built(folder, 1);

    edit(folder, "advisory.toml", "\"1.0.2\"]", "\"1.0.2-rc.1\", \"1.0.2\", \"1.0.3\"]");
    assert_eq!(found(folder, 2), ["documents-changed"]);
    run(folder, 2, &["documents"]).ok();
    assert_eq!(found(folder, 2), [""; 0]);
    let after = built(folder, 2);
    let stamps = |file: &dyn Fn(&str) -> Option<String>| {
        let json = |path: &str| -> Value { serde_json::from_str(&file(path).unwrap()).unwrap() };
        let csaf = json(".well-known/csaf/white/2026/example-2026-001.json");
        let vex = json("EXAMPLE-2026-001.openvex.json");
        [
            json("EXAMPLE-2026-001.osv.json")["modified"].to_string(),
            csaf["document"]["tracking"]["version"].to_string(),
            csaf["document"]["tracking"]["current_release_date"].to_string(),
            vex["version"].to_string(),
            vex["last_updated"].to_string(),
            file(".well-known/csaf/white/changes.csv").unwrap(),
        ]
    };
    for (was, is) in stamps(&before).iter().zip(stamps(&after)) {
        assert_ne!(*was, is);
    }
    say(folder, None, "example.org/example", &["1.0.1", "1.0.2-rc.1", "1.1.0"], &["1.0.0", "1.0.2", "1.0.3", "1.1.1"]);
}

#[test]
#[ignore = "needs ../shared/cases/import"]
fn a_version_of_another_major_is_of_another_go_module() {
    let project = project("27b-go-major-slip");
    let folder = project.path();
    run(folder, 1, &["documents"]).ok();
    assert_eq!(found(folder, 1), [""; 0], "what another database published stays as it is");
    say(folder, None, "example.org/example", &["1.0.1", "7.1.0"], &["1.0.0", "1.0.2", "7.0.0", "7.1.1"]);
    let imported = "[imported]\nfrom = \"osv\"\nid = \"X-1\"\npublished = 2026-04-01T00:00:00Z\n";
    edit(folder, "incidents/2026/quiet-otter/incident.toml", imported, "");
    assert!(found(folder, 1).contains(&"go-major-version".to_owned()), "{:?}", found(folder, 1));
}

#[test]
#[ignore = "needs ../shared/cases/import"]
fn an_ecosystem_that_osv_does_not_name_stops_the_build() {
    let project = project("28-ecosystem-vocabulary");
    let folder = project.path();
    assert!(found(folder, 1).contains(&"unknown-ecosystem".to_owned()));
    let site = tempfile::tempdir().unwrap();
    let Run { code, out, err } = run(folder, 1, &["build", "--out", site.path().to_str().unwrap()]);
    assert_eq!(code, 1, "{out} {err}");
    assert!(!site.path().join("site").exists());
    for (wrong, right) in [("golang", "Go"), ("pypi", "PyPI"), ("OCI", "leave the key out")] {
        let text = std::fs::read_to_string(folder.join("advisory.toml")).unwrap();
        let copy = self::project("28-ecosystem-vocabulary");
        support::write(copy.path(), "advisory.toml", text.replacen("\"GIT\"", &format!("{wrong:?}"), 1));
        let said = run(copy.path(), 1, &["check", "--reveal"]).out;
        assert!(
            said.contains(&format!("`{wrong}` is not an ecosystem that OSV names")) && said.contains(right),
            "{said}"
        );
    }
}
