//! `advisory cve`: an id that was reserved can be published or rejected, whatever becomes of its incident.

use std::path::Path;

use serde_json::{Value, json};

use super::errors;
use crate::support::{self, Run, program};

const INCIDENT: &str = "incidents/2026/quiet-otter";

/// The sample of the command line's tests, in which `quiet-otter` is embargoed and has a reserved id.
fn desk() -> tempfile::TempDir {
    let folder = tempfile::tempdir().unwrap();
    support::write_sample(folder.path());
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

fn run(folder: &Path, arguments: &[&str], ci: bool) -> Run {
    let mut program = program(folder);
    program.args(["--now", "2026-03-12T12:00:00Z"]).args(arguments);
    if ci {
        program.env("CI", "true");
    }
    support::run(&mut program)
}

/// What is submitted for an embargoed incident with a reserved id.
fn reserved(folder: &Path) -> Run {
    let output = run(folder, &["cve", "quiet-otter"], false);
    assert_eq!(output.code, 0, "{}", output.err);
    output
}

/// What is submitted once its report is rejected.
fn rejected() -> Run {
    let desk = desk();
    edit(desk.path(), "incident.toml", |text| {
        text + "\n[[event]]\nat = 2026-03-11T09:00:00Z\nevent = \"rejected\"\nby = \"amira\"\nnote = \"works as designed\"\n"
    });
    let output = run(desk.path(), &["--format", "json", "cve", "quiet-otter"], false);
    assert_eq!(output.code, 0, "{}", output.err);
    output
}

#[test]
#[ignore = "needs ../shared/schemas/cve"]
fn what_is_submitted_keeps_to_the_schema() {
    let container: Value = reserved(desk().path()).json();
    assert_eq!(errors(&container, "Published"), Vec::<String>::new());
    let said: Value = rejected().json();
    assert_eq!(errors(&said["container"], "Rejected"), Vec::<String>::new());
}

#[test]
fn a_reserved_id_of_an_embargoed_incident_has_the_container_of_its_publication() {
    let desk = desk();
    let output = reserved(desk.path());
    let container: Value = output.json();
    assert_eq!(container["datePublic"], "2026-03-17T15:00:00Z", "when its embargo ends");
    let said = output.err;
    assert!(said.contains("private until") && said.contains("cve publish CVE-2026-12345 -f "), "{said}");

    // It is what the site has then.
    let out = tempfile::tempdir().unwrap();
    let publish = run(desk.path(), &["publish", "quiet-otter", "--by", "amira"], false);
    assert_eq!(publish.code, 0, "{}", publish.err);
    let mut build = program(desk.path());
    support::run(build.args(["--now", "2026-03-18T00:00:00Z", "build", "--out"]).arg(out.path())).ok();
    let site = std::fs::read(out.path().join("site/LODE-2026-002.cve.json")).unwrap();
    assert_eq!(serde_json::from_slice::<Value>(&site).unwrap(), container);
}

/// An edit of a public advisory waits for an approval. Before and after, the program says so.
#[test]
fn the_record_of_an_edited_advisory_waits_for_an_approval_of_the_edit() {
    let later = |folder: &Path, arguments: &[&str]| {
        let run = support::run(program(folder).args(["--now", "2026-03-18T12:00:00Z"]).args(arguments));
        assert_eq!(run.code, 0, "{}", run.err);
        run
    };
    let desk = desk();
    let said = run(desk.path(), &["cve", "quiet-otter"], false).err;
    assert!(said.contains(", and until its publication is approved; then run:"), "{said}");
    let overdue = later(desk.path(), &["cve", "quiet-otter"]).err;
    assert!(overdue.contains("private until its publication is approved; then run:"), "{overdue}");
    assert_eq!(run(desk.path(), &["publish", "quiet-otter", "--by", "amira"], false).code, 0);
    let said = run(desk.path(), &["cve", "quiet-otter"], false).err;
    assert!(said.contains("private until 2026-03-17 15:00 UTC (Tuesday); then run:"), "{said}");
    let said = later(desk.path(), &["cve", "quiet-otter"]).err;
    assert!(said.contains("now run:"), "{said}");
    support::git(desk.path(), &["init", "--quiet", "--initial-branch", "main"]);
    support::git(desk.path(), &["add", "--all"]);
    let dates = ["GIT_AUTHOR_DATE", "GIT_COMMITTER_DATE"].map(|name| (name, "2026-03-12T12:30:00Z"));
    let mut commit = support::git_command(desk.path(), &["commit", "--quiet", "--message", "Approved"]);
    assert!(commit.envs(dates).status().unwrap().success());
    edit(desk.path(), "advisory.md", |text| text.replacen("Somebody who may create", "A user who may create", 1));
    let said = later(desk.path(), &["cve", "quiet-otter"]);
    assert!(said.err.contains("first run\n  advisory revise quiet-otter --by MEMBER\nthen run:"), "{}", said.err);
    let json: Value = later(desk.path(), &["--format", "json", "cve", "quiet-otter"]).json();
    assert_eq!((&json["not-before"], &json["approval"]), (&Value::Null, &json!("revision")));
    later(desk.path(), &["revise", "quiet-otter", "--by", "amira", "--text", "Another word."]);
    let said = later(desk.path(), &["cve", "quiet-otter"]).err;
    assert!(said.contains("now run:"), "{said}");
}

#[test]
fn the_ids_of_a_rejected_report_are_rejected_and_nothing_of_it_is_told() {
    let output = rejected();
    let said: Value = output.json();
    assert_eq!((&said["action"], &said["cve"]), (&json!("reject"), &json!(["CVE-2026-12345"])));
    let container = said["container"].to_string().to_lowercase();
    for word in ["snapshot", "export", "folder", "lodestore", "designed", "otter", "whitlock"] {
        assert!(!container.contains(word), "{word}: {container}");
    }
    assert!(output.err.contains("cve reject CVE-2026-12345 -f "));
}

#[test]
fn a_log_that_others_read_gets_neither_the_container_nor_the_id() {
    let desk = desk();
    let refused = run(desk.path(), &["cve", "quiet-otter"], true);
    assert_eq!((refused.code, refused.out.as_str()), (2, ""));
    let out = tempfile::tempdir().unwrap();
    let written = run(desk.path(), &["cve", "quiet-otter", "--out", out.path().to_str().unwrap()], true);
    assert_eq!(written.code, 0, "{}", written.err);
    let file = out.path().join("quiet-otter.cna.json");
    assert_eq!(written.out.trim(), file.display().to_string());
    assert_eq!(written.err, "");
    // What it has in the file is what the team sees.
    assert_eq!(std::fs::read_to_string(file).unwrap(), reserved(desk.path()).out);
}

#[test]
fn what_can_not_be_submitted_says_why() {
    let desk = desk();
    edit(desk.path(), "advisory.md", |text| {
        text.replacen("title = \"Snapshot export can write outside its folder\"\n", "", 1)
    });
    let output = run(desk.path(), &["cve", "quiet-otter"], false);
    assert_eq!(output.code, 2);
    assert!(output.err.contains("there is nothing to submit, because "), "{}", output.err);
}
