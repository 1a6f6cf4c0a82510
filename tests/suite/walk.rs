//! Whole incidents, from an empty folder to a public advisory, driven by commands as a maintainer would.

use std::path::{Path, PathBuf};

use advisory::policy::presets;

use crate::support::{self, Run};

/// A private repository and the commands run in it.
struct PrivateRepository {
    folder: tempfile::TempDir,
}

impl PrivateRepository {
    fn new(policy: &str) -> Self {
        let desk = Self { folder: tempfile::tempdir().unwrap() };
        let Run { code, err, .. } =
            run(desk.folder.path(), "2026-03-01T00:00:00Z", &["init", "--policy", policy, "repo"]);
        assert_eq!(code, 0, "{err}");
        // Nobody is written to before the project has put its own addresses in.
        let said = run(&desk.repo(), "2026-03-01T00:00:00Z", &["check"]);
        assert_eq!(said.code, 1, "{}", said.out);
        for rule in ["policy-placeholder", "project-placeholder"] {
            assert!(said.out.contains(rule), "{}", said.out);
        }
        for file in ["advisory.toml", "policy.toml", "team.toml"] {
            desk.edit(file, &crate::support::own(&desk.read(file)));
        }
        desk
    }

    fn repo(&self) -> PathBuf {
        self.folder.path().join("repo")
    }

    fn out(&self, path: &str) -> PathBuf {
        self.folder.path().join("out").join(path)
    }

    /// Runs a command that must succeed, and returns what it printed.
    fn ok(&self, now: &str, arguments: &[&str]) -> String {
        let Run { code, out, err } = run(&self.repo(), now, arguments);
        assert_eq!(code, 0, "{arguments:?}\n{out}\n{err}");
        out
    }

    /// Runs a command that must stop with findings (1) or an error (2), and returns all it said.
    fn refused(&self, code: i32, now: &str, arguments: &[&str]) -> String {
        let Run { code: got, out, err } = run(&self.repo(), now, arguments);
        assert_eq!(got, code, "{arguments:?}\n{out}\n{err}");
        format!("{out}{err}")
    }

    fn record(&self, now: &str, arguments: &[&str]) {
        self.ok(now, &[&["record", "amber-heron"], arguments].concat());
    }

    fn draft(&self, now: &str, step: &str) -> String {
        self.ok(now, &["draft", "amber-heron", step])
    }

    fn build(&self, now: &str) {
        let out = self.folder.path().join("out");
        self.ok(now, &["build", "--out", out.to_str().unwrap()]);
    }

    fn edit(&self, path: &str, text: &str) {
        std::fs::write(self.repo().join(path), text).unwrap();
    }

    fn read(&self, path: &str) -> String {
        std::fs::read_to_string(self.repo().join(path)).unwrap()
    }
}

fn run(folder: &Path, now: &str, arguments: &[&str]) -> Run {
    support::run(support::program(folder).args(["--now", now]).args(arguments))
}

/// The text somebody writes while the fix is made.
const TEXT: &str = r#"+++
# Everything in this file becomes public on release.
title = "Path traversal in the restore job"
cve = ["CVE-2026-31001"]
cwe = ["CWE-22"]
[[cvss]]
vector = "CVSS:3.1/AV:N/AC:L/PR:L/UI:N/S:U/C:H/I:H/A:N"
score = 8.1
[[affected]]
line = "1.0"
introduced = "1.0.0"
fixed = "1.0.1"
[[credit]]
name = "Rita Reporter"
role = "finder"
[[reference]]
kind = "fix"
url = "https://git.example.org/example/example/pull/7"
[[timeline]]
at = 2026-03-02T10:00:00Z
text = "Reported."
+++

## Summary

A restore from a crafted archive writes outside the volume: file names in the archive are joined to the target folder without a check.

## Am I affected?

You are if you restore archives that somebody else can write to. Run `example version`.

## Mitigation

Turn restores off with `example config set restore=off` until you have upgraded.

## How to upgrade

Install 1.0.1 as you installed 1.0.0, then restart the restore job.
"#;

const INCIDENT: &str = "incidents/2026/amber-heron/incident.toml";
const ADVISORY: &str = "incidents/2026/amber-heron/advisory.md";

#[test]
fn a_rook_incident_from_report_to_public_advisory() {
    let desk = PrivateRepository::new("rook");
    desk.ok("2026-03-01T00:00:00Z", &["check"]);
    desk.build("2026-03-01T00:00:00Z");

    let printed = desk.ok(
        "2026-03-02T10:00:00Z",
        &[
            "new",
            "--handle",
            "amber-heron",
            "--summary",
            "Archive entries escape the volume",
            "--line",
            "1.0",
            "--component",
            "block",
            "--reporter",
            "Rita Reporter",
            "--email",
            "rita@example.org",
        ],
    );
    assert!(printed.contains("2026-03-03 10:00"), "the first deadlines are printed: {printed}");
    // A comment that somebody wrote stays.
    desk.edit(INCIDENT, &desk.read(INCIDENT).replace("[report]", "# Rita called on Monday.\n[report]"));

    assert!(desk.draft("2026-03-02T10:10:00Z", "acknowledge").contains("rita@example.org"));
    desk.record("2026-03-02T10:20:00Z", &["acknowledged", "--by", "ada"]);
    assert!(desk.ok("2026-03-02T10:20:00Z", &["lead"]).contains("ada"));
    desk.record("2026-03-02T10:30:00Z", &["lead-named", "--by", "ada", "--set", "roles.fix-lead=ada"]);
    desk.record(
        "2026-03-02T11:00:00Z",
        &[
            "attested",
            "--by",
            "ada",
            "--attestation",
            "extra-expertise",
            "--set",
            "roles.fix-team=[\"ada\", \"ben\"]",
            "--set",
            "fix.thread=https://lists.example.org/security/7",
        ],
    );
    assert!(desk.draft("2026-03-02T11:05:00Z", "team-named").contains("ben@example.org"));
    desk.record("2026-03-02T11:10:00Z", &["team-named", "--by", "ada"]);
    desk.record(
        "2026-03-02T12:00:00Z",
        &["repo-access", "--by", "ada", "--set", "fix.repository=https://git.example.org/private/7"],
    );

    desk.edit(ADVISORY, TEXT);
    desk.record("2026-03-03T09:00:00Z", &["scored", "--by", "ada", "--set", "report.reporter.consent=true"]);
    desk.record(
        "2026-03-05T09:00:00Z",
        &["fix-ready", "--by", "ben", "--set",
          "fix.commits=[{ id = \"0a1b2c3d\", line = \"main\", author = \"ben\", approved-by = \"ada\" }, { id = \"1a2b3c4d\", line = \"1.0\", author = \"ben\", approved-by = \"ada\" }]"],
    );
    desk.record(
        "2026-03-05T10:00:00Z",
        &[
            "embargo-agreed",
            "--by",
            "ada",
            "--until",
            "2026-03-16T15:00:00Z",
            "--set",
            "notice.release-estimate=2026-03-16T15:00:00Z",
            "--set",
            "notice.mitigations=Turn restores off.",
        ],
    );
    let unapproved = desk.draft("2026-03-05T10:30:00Z", "notice");
    assert!(unapproved.contains("mitigations-left-out"), "{unapproved}");
    assert!(!unapproved.lines().any(|line| line.starts_with("Turn restores off")), "{unapproved}");
    desk.ok("2026-03-05T10:45:00Z", &["publish", "amber-heron", "--mitigations", "--by", "ben"]);
    let notice = desk.draft("2026-03-05T11:00:00Z", "notice");
    assert!(notice.contains("2026-03-16") && notice.contains("Turn restores off"), "{notice}");
    for secret in ["amber-heron", "traversal", "CVE-2026-31001", "8.1", "Rita"] {
        assert!(!notice.contains(secret), "a notice before the fix says nothing of `{secret}`: {notice}");
    }
    desk.record("2026-03-05T12:00:00Z", &["attested", "--by", "ada", "--attestation", "communication-plan"]);
    desk.record("2026-03-05T12:00:30Z", &["attested", "--by", "ada", "--attestation", "notice-actionable"]);
    desk.record("2026-03-05T12:05:00Z", &["notice-published", "--by", "ada"]);

    // The private list, with the patch.
    desk.record(
        "2026-03-06T09:00:00Z",
        &["decision", "--step", "distributors", "--take", "--by", "ada", "--reason", "reachable from the network"],
    );
    std::fs::create_dir_all(desk.repo().join("incidents/2026/amber-heron/patches")).unwrap();
    desk.edit("incidents/2026/amber-heron/patches/0001-check-names.patch", "--- a/restore.go\n+++ b/restore.go\n");
    let mail = desk.draft("2026-03-06T10:00:00Z", "distributors");
    assert!(mail.contains("0001-check-names.patch"), "{mail}");
    for attestation in ["decided-with-fix-team", "distributors-same-day"] {
        desk.record("2026-03-06T10:10:00Z", &["attested", "--by", "ada", "--attestation", attestation]);
    }
    desk.record("2026-03-06T10:30:00Z", &["distributors-notified", "--by", "ada"]);
    assert!(desk.draft("2026-03-09T09:00:00Z", "cve").contains("8.1"));
    desk.record("2026-03-09T10:00:00Z", &["cve-requested", "--by", "ada"]);

    // Nothing of it is public but the notice.
    desk.build("2026-03-10T00:00:00Z");
    let forthcoming = std::fs::read_to_string(desk.out("site/forthcoming.html")).unwrap();
    assert!(forthcoming.contains("2026-03-16") && !forthcoming.contains("traversal"));
    assert!(!desk.out("site/LODE-2026-001.html").exists());

    // Publication: refused to a stranger, recorded for a member, public only when the embargo ends.
    let said = desk.refused(2, "2026-03-10T09:00:00Z", &["publish", "amber-heron", "--by", "mallory"]);
    assert!(said.contains("may not approve"), "{said}");
    let rehearsed = desk.ok("2026-03-10T09:00:00Z", &["rehearse", "amber-heron"]);
    assert!(rehearsed.contains("LODE-2026-001.html"), "{rehearsed}");
    let published = desk.ok("2026-03-10T10:00:00Z", &["publish", "amber-heron", "--by", "ada"]);
    assert!(published.contains("LODE-2026-001") && published.contains("2026-03-16 15:00 UTC"), "{published}");
    let rehearsed = desk.ok("2026-03-10T11:00:00Z", &["rehearse", "amber-heron"]);
    assert!(rehearsed.contains("LODE-2026-001.html"), "approved, it can be rehearsed still: {rehearsed}");
    desk.build("2026-03-16T14:59:59Z");
    assert!(!desk.out("site/LODE-2026-001.html").exists());
    desk.build("2026-03-16T15:00:00Z");
    let page = std::fs::read_to_string(desk.out("site/LODE-2026-001.html")).unwrap();
    for fact in ["Path traversal in the restore job", "CVE-2026-31001", "8.1", "1.0.1", "Rita Reporter"] {
        assert!(page.contains(fact), "the page says {fact}");
    }

    // Release day.
    let now = "2026-03-16T15:30:00Z";
    desk.record(
        now,
        &["attested", "--by", "ben", "--attestation", "release-as-usual", "--set", "fix.releases.\"1.0\"=1.0.1"],
    );
    desk.record(
        now,
        &["released", "--by", "ben", "--set", "fix.pull-requests=[\"https://git.example.org/example/example/pull/7\"]"],
    );
    let announcement = desk.draft(now, "announce");
    assert!(announcement.contains("CVE-2026-31001") && announcement.contains("pull/7"), "{announcement}");
    desk.record(now, &["attested", "--by", "ada", "--attestation", "announce-actionable"]);
    desk.record(now, &["announced", "--by", "ada"]);
    desk.record("2026-03-18T15:30:00Z", &["closed", "--by", "ada"]);
    desk.ok("2026-03-19T00:00:00Z", &["check"]);
    assert!(desk.read(INCIDENT).contains("# Rita called on Monday."));
    assert!(desk.read(INCIDENT).starts_with("# PRIVATE."));
}

#[test]
fn a_vitess_incident_from_report_to_public_advisory() {
    let desk = PrivateRepository::new("vitess");
    desk.ok("2026-03-01T00:00:00Z", &["check"]);
    desk.ok(
        "2026-03-02T10:00:00Z",
        &[
            "new",
            "--handle",
            "amber-heron",
            "--summary",
            "Archive entries escape the keyspace",
            "--line",
            "1.0",
            "--reporter",
            "Rita Reporter",
            "--email",
            "rita@example.org",
        ],
    );
    assert!(desk.draft("2026-03-02T10:10:00Z", "acknowledge").contains("rita@example.org"));
    desk.record("2026-03-02T10:20:00Z", &["acknowledged", "--by", "ada"]);
    desk.record("2026-03-02T10:30:00Z", &["lead-named", "--by", "ada", "--set", "roles.fix-lead=ada"]);
    desk.edit(ADVISORY, TEXT);
    desk.record("2026-03-03T09:00:00Z", &["scored", "--by", "ada", "--set", "report.reporter.consent=true"]);
    desk.record(
        "2026-03-05T09:00:00Z",
        &[
            "fix-ready",
            "--by",
            "ada",
            "--set",
            "fix.repository=https://git.example.org/private/7",
            "--set",
            "fix.commits=[{ id = \"0a1b2c3d\", line = \"1.0\", author = \"ben\", approved-by = \"ada\" }]",
        ],
    );
    desk.record("2026-03-05T09:30:00Z", &["backports", "--by", "ada"]);
    let said = desk.refused(1, "2026-03-05T10:00:00Z", &["draft", "amber-heron", "notice"]);
    assert!(said.contains("release-date"), "a missing fact is named: {said}");
    desk.record(
        "2026-03-05T10:00:00Z",
        &[
            "embargo-agreed",
            "--by",
            "ada",
            "--until",
            "2026-03-16T15:00:00Z",
            "--set",
            "notice.release-date=2026-03-16T15:00:00Z",
            "--set",
            "notice.mitigations=Turn restores off.",
        ],
    );
    let unapproved = desk.draft("2026-03-05T10:30:00Z", "notice");
    assert!(unapproved.contains("mitigations-left-out"), "{unapproved}");
    assert!(!unapproved.lines().any(|line| line.starts_with("Turn restores off")), "{unapproved}");
    desk.ok("2026-03-05T10:45:00Z", &["publish", "amber-heron", "--mitigations", "--by", "ben"]);
    let notice = desk.draft("2026-03-05T11:00:00Z", "notice");
    assert!(notice.contains("2026-03-16 15:00 UTC"), "{notice}");
    assert!(!notice.contains("traversal") && !notice.contains("CVE-2026-31001"), "{notice}");
    for attestation in ["communication-plan", "notice-actionable"] {
        if desk.ok("2026-03-05T11:30:00Z", &["policy", "show"]).contains(attestation) {
            desk.record("2026-03-05T12:00:00Z", &["attested", "--by", "ada", "--attestation", attestation]);
        }
    }
    desk.record("2026-03-05T12:05:00Z", &["notice-published", "--by", "ada"]);
    let drafts = desk.out("drafts");
    desk.ok("2026-03-10T10:00:00Z", &["publish", "amber-heron", "--by", "ada", "--out", drafts.to_str().unwrap()]);
    let mail = std::fs::read_to_string(drafts.join("amber-heron/announce.announce.eml")).unwrap();
    assert!(mail.contains("CVE-2026-31001"), "release day's mail is there to be reviewed: {mail}");
    desk.build("2026-03-16T14:59:59Z");
    assert!(!desk.out("site/LODE-2026-001.html").exists());
    desk.record("2026-03-16T15:00:00Z", &["released", "--by", "ada", "--set", "fix.releases.\"1.0\"=1.0.1"]);
    desk.build("2026-03-16T15:00:00Z");
    assert!(desk.out("site/LODE-2026-001.html").exists());
    assert!(desk.draft("2026-03-16T15:10:00Z", "announce").contains("CVE-2026-31001"));
    desk.record("2026-03-16T15:20:00Z", &["announced", "--by", "ada"]);
    desk.ok("2026-03-17T00:00:00Z", &["check"]);
}

#[test]
fn an_incident_under_the_default_from_report_to_public_advisory() {
    let desk = PrivateRepository::new(&presets::default_name());
    desk.ok("2026-03-01T00:00:00Z", &["check"]);
    desk.ok(
        "2026-03-02T10:00:00Z",
        &[
            "new",
            "--handle",
            "amber-heron",
            "--summary",
            "Archive entries escape the folder",
            "--line",
            "1.0",
            "--reporter",
            "Rita Reporter",
            "--email",
            "rita@example.org",
        ],
    );
    assert!(desk.draft("2026-03-02T10:10:00Z", "acknowledge").contains("rita@example.org"));
    desk.ok("2026-03-02T10:20:00Z", &["sent", "amber-heron", "acknowledge", "--to", "reporter", "--by", "ada"]);
    desk.record("2026-03-02T10:20:00Z", &["acknowledged", "--by", "ada"]);
    desk.record("2026-03-03T09:10:00Z", &["accepted", "--by", "ada", "--set", "roles.fix-lead=ada"]);

    // The day of publication: never without an end, never later than 90 days after the report.
    let agree = |until: &'static str| ["record", "amber-heron", "embargo-agreed", "--by", "ada", "--until", until];
    let said = desk.refused(1, "2026-03-03T10:00:00Z", &agree("2026-06-02T15:00:00Z"));
    assert!(said.contains("embargo-too-long") && said.contains("2026-05-31"), "{said}");
    desk.record("2026-03-03T10:00:00Z", &["attested", "--by", "ada", "--attestation", "reporter-agreed"]);
    desk.ok("2026-03-03T10:10:00Z", &agree("2026-03-17T15:00:00Z"));

    desk.edit(ADVISORY, TEXT);
    desk.record("2026-03-03T11:00:00Z", &["scored", "--by", "ada", "--set", "report.reporter.consent=true"]);
    let review = [
        "record",
        "amber-heron",
        "patch-approved",
        "--set",
        "fix.commits=[{ id = \"0a1b2c3d\", line = \"1.0\", author = \"ben\" }]",
        "--by",
    ];
    let said = desk.refused(1, "2026-03-05T09:00:00Z", &[&review[..], &["ben"]].concat());
    assert!(said.contains("fix-unapproved"), "nobody reviews their own fix: {said}");
    desk.ok("2026-03-05T09:00:00Z", &[&review[..], &["ada"]].concat());
    desk.record(
        "2026-03-05T10:00:00Z",
        &["fix-ready", "--by", "ada", "--set", "fix.repository=https://git.example.org/private/7"],
    );
    let estimate = "notice.release-estimate=2026-03-17T15:00:00Z";
    desk.record("2026-03-06T09:00:00Z", &["cve-requested", "--by", "ada", "--set", "fix.releases.\"1.0\"=1.0.1"]);
    assert!(desk.draft("2026-03-06T10:00:00Z", "cve").contains("2026-03-17"));
    desk.ok("2026-03-06T10:10:00Z", &["sent", "amber-heron", "cve", "--to", "cve-form", "--by", "ada"]);
    desk.record("2026-03-06T11:00:00Z", &["notice-published", "--by", "ada", "--set", estimate]);
    let notice = desk.draft("2026-03-06T11:00:00Z", "notice");
    assert!(notice.contains("2026-03-17"), "{notice}");
    for secret in ["amber-heron", "traversal", "CVE-2026-31001", "8.1", "Rita"] {
        assert!(!notice.contains(secret), "a warning before the fix says nothing of `{secret}`: {notice}");
    }
    desk.ok("2026-03-06T11:10:00Z", &["sent", "amber-heron", "notice", "--to", "announce", "--by", "ada"]);
    desk.ok("2026-03-10T10:00:00Z", &["publish", "amber-heron", "--by", "ada"]);
    desk.build("2026-03-17T14:59:59Z");
    assert!(!desk.out("site/LODE-2026-001.html").exists());
    desk.build("2026-03-17T15:00:00Z");
    let page = std::fs::read_to_string(desk.out("site/LODE-2026-001.html")).unwrap();
    for fact in ["Path traversal in the restore job", "CVE-2026-31001", "8.1", "1.0.1", "Rita Reporter"] {
        assert!(page.contains(fact), "the page says {fact}");
    }
    desk.record("2026-03-17T15:05:00Z", &["attested", "--by", "ada", "--attestation", "reporter-informed"]);
    desk.record("2026-03-17T15:10:00Z", &["released", "--by", "ada"]);
    assert!(desk.draft("2026-03-17T15:15:00Z", "announce").contains("CVE-2026-31001"));
    desk.ok("2026-03-17T15:20:00Z", &["sent", "amber-heron", "announce", "--to", "announce", "--by", "ada"]);
    desk.record("2026-03-17T15:20:00Z", &["announced", "--by", "ada"]);
    desk.record("2026-03-18T10:00:00Z", &["closed", "--by", "ada"]);
    assert_eq!(desk.ok("2026-03-19T00:00:00Z", &["check"]), "no findings\n");
}

#[test]
fn init_of_each_preset_checks_clean_and_builds_at_once() {
    for policy in presets::names() {
        let desk = PrivateRepository::new(&policy);
        desk.ok("2026-11-21T00:00:00Z", &["check"]);
        desk.build("2026-11-21T00:00:00Z");
        assert!(desk.out("site/index.html").exists());
        let said = run(desk.folder.path(), "2026-11-21T00:00:00Z", &["init", "--policy", &policy, "repo"]);
        assert_eq!(said.code, 2, "nobody's files are written over: {}", said.err);
    }
}
