//! `advisory cve`: an id that was reserved can be published or rejected, whatever becomes of its incident.

use std::path::Path;
use std::process::{Command, Output};

use serde_json::{Value, json};

use super::errors;
use crate::support;

const INCIDENT: &str = "incidents/2026/quiet-otter";

/// The sample of the command line's tests, in which `quiet-otter` is embargoed and has a reserved id.
fn desk() -> tempfile::TempDir {
    let folder = tempfile::tempdir().unwrap();
    for (path, bytes) in support::files(&support::root().join("tests/base")) {
        support::write(folder.path(), &path, bytes);
    }
    edit(folder.path(), "advisory.md", |text| text.replacen("cwe = ", "cve = [\"CVE-2026-12345\"]\ncwe = ", 1));
    folder
}

fn edit(folder: &Path, file: &str, edit: impl Fn(String) -> String) {
    let path = folder.join(INCIDENT).join(file);
    let text = std::fs::read_to_string(&path).unwrap();
    let edited = edit(text.clone());
    assert_ne!(text, edited);
    std::fs::write(path, edited).unwrap();
}

fn run(folder: &Path, arguments: &[&str], ci: bool) -> Output {
    let mut command = Command::new(env!("CARGO_BIN_EXE_advisory"));
    command.arg("-C").arg(folder).args(["--now", "2026-03-12T12:00:00Z"]).args(arguments);
    command.env_remove("CI");
    if ci {
        command.env("CI", "true");
    }
    command.output().unwrap()
}

fn text(bytes: &[u8]) -> String {
    String::from_utf8(bytes.to_vec()).unwrap()
}

/// What is submitted for an embargoed incident with a reserved id.
fn reserved(folder: &Path) -> Output {
    let output = run(folder, &["cve", "quiet-otter"], false);
    assert!(output.status.success(), "{}", text(&output.stderr));
    output
}

/// What is submitted once its report is rejected.
fn rejected() -> Output {
    let desk = desk();
    edit(desk.path(), "incident.toml", |text| {
        text + "\n[[event]]\nat = 2026-03-11T09:00:00Z\nevent = \"rejected\"\nby = \"amira\"\nnote = \"works as designed\"\n"
    });
    let output = run(desk.path(), &["--format", "json", "cve", "quiet-otter"], false);
    assert!(output.status.success(), "{}", text(&output.stderr));
    output
}

#[test]
#[ignore = "needs ../shared/schemas/cve"]
fn what_is_submitted_keeps_to_the_schema() {
    let container: Value = serde_json::from_slice(&reserved(desk().path()).stdout).unwrap();
    assert_eq!(errors(&container, "Published"), Vec::<String>::new());
    let said: Value = serde_json::from_slice(&rejected().stdout).unwrap();
    assert_eq!(errors(&said["container"], "Rejected"), Vec::<String>::new());
}

#[test]
fn a_reserved_id_of_an_embargoed_incident_has_the_container_of_its_publication() {
    let desk = desk();
    let output = reserved(desk.path());
    let container: Value = serde_json::from_slice(&output.stdout).unwrap();
    assert_eq!(container["datePublic"], "2026-03-17T15:00:00Z", "when its embargo ends");
    let said = text(&output.stderr);
    assert!(said.contains("private until") && said.contains("cve publish CVE-2026-12345 -f "), "{said}");

    // It is what the site has then.
    let out = tempfile::tempdir().unwrap();
    let publish = run(desk.path(), &["publish", "quiet-otter", "--by", "amira"], false);
    assert!(publish.status.success(), "{}", text(&publish.stderr));
    let mut build = Command::new(env!("CARGO_BIN_EXE_advisory"));
    build.arg("-C").arg(desk.path()).args(["--now", "2026-03-18T00:00:00Z", "build", "--out"]).arg(out.path());
    let built = build.output().unwrap();
    assert!(built.status.success(), "{}{}", text(&built.stdout), text(&built.stderr));
    let site = std::fs::read(out.path().join("site/LODE-2026-002.cve.json")).unwrap();
    assert_eq!(serde_json::from_slice::<Value>(&site).unwrap(), container);
}

#[test]
fn the_ids_of_a_rejected_report_are_rejected_and_nothing_of_it_is_told() {
    let output = rejected();
    let said: Value = serde_json::from_slice(&output.stdout).unwrap();
    assert_eq!((&said["action"], &said["cve"]), (&json!("reject"), &json!(["CVE-2026-12345"])));
    let container = said["container"].to_string().to_lowercase();
    for word in ["snapshot", "export", "folder", "lodestore", "designed", "otter", "whitlock"] {
        assert!(!container.contains(word), "{word}: {container}");
    }
    assert!(text(&output.stderr).contains("cve reject CVE-2026-12345 -f "));
}

#[test]
fn a_log_that_others_read_gets_neither_the_container_nor_the_id() {
    let desk = desk();
    let refused = run(desk.path(), &["cve", "quiet-otter"], true);
    assert_eq!((refused.status.code(), text(&refused.stdout).as_str()), (Some(2), ""));
    let out = tempfile::tempdir().unwrap();
    let written = run(desk.path(), &["cve", "quiet-otter", "--out", out.path().to_str().unwrap()], true);
    assert!(written.status.success(), "{}", text(&written.stderr));
    let file = out.path().join("quiet-otter.cna.json");
    assert_eq!(text(&written.stdout).trim(), file.display().to_string());
    assert_eq!(text(&written.stderr), "");
    // What it has in the file is what the team sees.
    assert_eq!(text(&std::fs::read(file).unwrap()), text(&reserved(desk.path()).stdout));
}

#[test]
fn what_can_not_be_submitted_says_why() {
    let desk = desk();
    edit(desk.path(), "advisory.md", |text| {
        text.replacen("title = \"Snapshot export can write outside its folder\"\n", "", 1)
    });
    let output = run(desk.path(), &["cve", "quiet-otter"], false);
    assert_eq!(output.status.code(), Some(2));
    assert!(text(&output.stderr).contains("there is nothing to submit, as "), "{}", text(&output.stderr));
}
