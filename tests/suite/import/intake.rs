//! Private reports as they arrive: a report of GitHub, one of HackerOne, and a mail become incidents under embargo.

use serde_json::json;

use super::desk::PrivateRepository;
use crate::support::{self, Run};

const GHSA: &str = "GHSA-2c5w-9x6r-7jpm";

/// A private report as GitHub's API returns it.
fn github(changes: &serde_json::Value) -> String {
    let mut report = json!({
        "ghsa_id": GHSA, "cve_id": null, "url": "https://api.github.example/advisories/1",
        "html_url": "https://github.com/lode/store/security/advisories/GHSA-2c5w-9x6r-7jpm",
        "summary": "Restore follows | links", "description": "## Steps\r\n1. Pack a link.\n\n<!-- aside -->",
        "severity": "high", "author": { "login": "rin", "id": 7 }, "publisher": null,
        "identifiers": [{ "type": "GHSA", "value": GHSA }], "state": "triage",
        "created_at": "2026-12-20T08:00:00Z", "updated_at": "2026-12-21T08:00:00Z", "published_at": null,
        "closed_at": null, "withdrawn_at": null, "submission": { "accepted": false },
        "vulnerabilities": [{ "package": { "ecosystem": "go", "name": "lode.example/store" },
            "vulnerable_version_range": "< 1.16.4", "patched_versions": "1.16.4", "vulnerable_functions": ["Restore"] }],
        "cvss": { "vector_string": "CVSS:3.1/AV:N/AC:L/PR:L/UI:N/S:U/C:H/I:H/A:N", "score": 8.1 },
        "cvss_severities": { "cvss_v3": { "vector_string": "CVSS:3.1/AV:N/AC:L/PR:L/UI:N/S:U/C:H/I:H/A:N", "score": 8.1 },
            "cvss_v4": { "vector_string": null, "score": null } },
        "cwes": [{ "cwe_id": "CWE-59", "name": "Link Following" }], "cwe_ids": ["CWE-59"],
        "credits": [{ "login": "rin", "type": "reporter" }],
        "credits_detailed": [{ "user": { "login": "rin", "id": 7 }, "type": "reporter", "state": "pending" }],
        "collaborating_users": [{ "login": "ben", "id": 8 }], "collaborating_teams": [],
        "private_fork": { "html_url": "https://github.com/lode/store-ghsa-2c5w", "id": 9 }, "later_field": "new"
    });
    for (key, value) in changes.as_object().unwrap() {
        report[key] = value.clone();
    }
    report.to_string()
}

fn import(desk: &PrivateRepository, name: &str, text: impl AsRef<[u8]>, more: &[&str]) -> Run {
    support::write(&desk.path("in"), name, text);
    let path = desk.path("in").join(name);
    desk.run(&[&["import", "report", path.to_str().unwrap()], more].concat())
}

/// The files of the only incident below `incidents/2026`.
fn incident(desk: &PrivateRepository) -> String {
    let [folder] = support::files(&desk.repo())
        .into_iter()
        .filter_map(|(path, _)| path.strip_suffix("/incident.toml").map(str::to_owned))
        .collect::<Vec<_>>()
        .try_into()
        .unwrap();
    folder
}

#[test]
fn a_private_report_of_github_becomes_an_embargoed_incident() {
    let desk = PrivateRepository::new("LODE");
    let said = import(&desk, "report.json", github(&json!({})), &["--handle", "still-water"]).ok();
    assert!(said.contains("notes/         1 private, what the reporter says"), "{said}");
    insta::assert_snapshot!("github_incident", desk.read("incidents/2026/still-water/incident.toml"));
    insta::assert_snapshot!("github_report", desk.read("incidents/2026/still-water/notes/report.md"));
    // Nothing of it is public, and nothing is wrong with it.
    desk.ok(&["check", "--no-cache"]);
    desk.ok(&["build", "--out", desk.path("out").to_str().unwrap()]);
    for (path, bytes) in support::files(&desk.site()) {
        let text = String::from_utf8_lossy(&bytes).into_owned();
        assert!(!text.contains("still-water") && !text.contains(GHSA) && !text.contains("follows"), "{path}");
    }
    // Somebody who shows the words of the report is stopped.
    support::write(&desk.path("blog"), "post.md", "Fixed: 1. Pack a link. See GHSA-2c5w-9x6r-7jpm.");
    let scanned = desk.run(&["scan", desk.path("blog").to_str().unwrap()]);
    assert!(scanned.code == 1 && scanned.all().contains("still-water"), "{}", scanned.all());
}

#[test]
fn a_second_import_renews_what_nobody_edited_and_shows_the_rest() {
    let desk = PrivateRepository::new("LODE");
    import(&desk, "report.json", github(&json!({})), &["--handle", "still-water"]).ok();
    let folder = "incidents/2026/still-water";
    let before = support::files(&desk.repo());
    let again = import(&desk, "report.json", github(&json!({ "updated_at": "2026-12-22T00:00:00Z" })), &[]).ok();
    assert!(again.contains("the report says nothing new: still-water"), "{again}");
    assert_eq!(before, support::files(&desk.repo()));

    let changes = json!({ "summary": "Restore follows links out of its folder", "description": "More is known." });
    let renewed = import(&desk, "report.json", github(&changes), &[]).ok();
    assert!(renewed.contains("renewed incidents/2026/still-water"), "{renewed}");
    assert!(desk.read(&format!("{folder}/notes/report.md")).contains("More is known."));
    let toml = desk.read(&format!("{folder}/incident.toml"));
    assert!(toml.contains("summary = \"Restore follows links out of its folder\""), "{toml}");

    // The team's own summary stays, and so does a report that somebody has annotated.
    desk.write(&format!("{folder}/incident.toml"), &toml.replace("Restore follows links out of its folder", "Links"));
    import(&desk, "report.json", github(&json!({ "summary": "Third" })), &[]).ok();
    assert!(desk.read(&format!("{folder}/incident.toml")).contains("summary = \"Links\""));
    let annotated = desk.read(&format!("{folder}/notes/report.md")).replace("# Third", "# Third, as we see it");
    desk.write(&format!("{folder}/notes/report.md"), &annotated);
    let kept = import(&desk, "report.json", github(&json!({ "summary": "Fourth" })), &[]);
    assert_eq!(kept.code, 1, "{}", kept.all());
    assert!(kept.out.contains("-# Third, as we see it\n+# Fourth"), "{}", kept.out);
    assert!(kept.all().contains("move your lines to another file in notes/"), "{}", kept.all());
    assert_eq!(desk.read(&format!("{folder}/notes/report.md")), annotated);
    // Lines below the digest are somebody's, too.
    let renewed = annotated.replace("# Third, as we see it", "# Third");
    for lines in ["Our analysis.\n", "Our analysis,\nin two lines.\n"] {
        desk.write(&format!("{folder}/notes/report.md"), &format!("{renewed}{lines}"));
        let kept = import(&desk, "report.json", github(&json!({ "summary": "Fourth" })), &[]);
        assert_eq!(kept.code, 1, "{}", kept.all());
        assert!(desk.read(&format!("{folder}/notes/report.md")).ends_with(lines));
    }
}

const MAIL: &str = "Received: from mx.example.org by mail.example.org; Mon, 21 Dec 2026 09:30:00 +0000\r
Message-ID: <report-1@mail.example.net>\r
From: \"Rin Example\" <rin@example.net>\r
To: security@example.org\r
Date: Mon, 21 Dec 2026 09:00:00 +0000\r
Subject: Re: A crash in the parser\r
MIME-Version: 1.0\r
Content-Type: multipart/mixed; boundary=\"b\"\r
\r
--b\r
Content-Type: text/plain; charset=utf-8\r
\r
A header of 4 GiB crashes the parser.\r
--b\r
Content-Type: application/octet-stream; name=\"../../team.toml\"\r
Content-Disposition: attachment; filename=\"../../team.toml\"\r
Content-Transfer-Encoding: base64\r
\r
AAECAw==\r
--b\r
Content-Type: text/x-c; name=\"TEAM.toml\"\r
Content-Disposition: attachment; filename=\"TEAM.toml\"\r
\r
int main;\r
--b--\r
";

#[test]
fn a_mail_becomes_an_incident_with_its_attachments() {
    let desk = PrivateRepository::new("LODE");
    import(&desk, "message.eml", MAIL, &["--handle", "still-water"]).ok();
    let folder = incident(&desk);
    insta::assert_snapshot!("mail_incident", desk.read(&format!("{folder}/incident.toml")));
    insta::assert_snapshot!("mail_report", desk.read(&format!("{folder}/notes/report.md")));
    let attached = |name: &str| std::fs::read(desk.repo().join(format!("{folder}/notes/attachments/{name}"))).unwrap();
    assert_eq!(attached("team.toml"), [0, 1, 2, 3]);
    assert_eq!(attached("2-TEAM.toml").trim_ascii(), b"int main;");
    assert!(desk.read("team.toml").contains("[[member]]"));
    desk.ok(&["check", "--no-cache"]);
}

#[test]
fn a_report_of_hackerone_becomes_an_incident() {
    let desk = PrivateRepository::new("LODE");
    let report = json!({ "data": { "id": "133742", "type": "report",
        "attributes": { "title": "Links", "state": "new", "created_at": "2026-12-20T08:00:00.000Z",
            "vulnerability_information": "Pack a link.", "cve_ids": [], "triaged_at": null, "bounty_awarded_at": "2026-12-20" },
        "relationships": {
            "reporter": { "data": { "id": "1", "type": "user", "attributes": { "username": "rin", "name": "Rin Example" } } },
            "severity": { "data": { "type": "severity", "attributes": { "rating": "high", "score": 8.1 } } },
            "weakness": { "data": { "type": "weakness", "attributes": { "name": "Link Following", "external_id": "cwe-59" } } },
            "attachments": { "data": [{ "type": "attachment", "attributes": { "file_name": "poc.tar", "expiring_url": "https://x.example" } }] } } } });
    import(&desk, "report.json", report.to_string(), &["--handle", "still-water"]).ok();
    let folder = incident(&desk);
    let toml = desk.read(&format!("{folder}/incident.toml"));
    assert!(toml.contains("id = \"133742\"") && toml.contains("name = \"Rin Example\""), "{toml}");
    insta::assert_snapshot!("hackerone_report", desk.read(&format!("{folder}/notes/report.md")));
}

#[test]
fn what_is_no_open_private_report_is_refused_with_help() {
    let desk = PrivateRepository::new("LODE");
    let before = support::files(&desk.repo());
    let cases = [
        (github(&json!({ "state": "published" })), "advisory import ghsa FILE --by MEMBER"),
        (github(&json!({ "state": "closed" })), "only reports in the states"),
        (github(&json!({ "ghsa_id": null })), "this is no report of GitHub or HackerOne"),
        (github(&json!({ "summary": null })), "has no `summary`"),
        (github(&json!({ "created_at": "2027-06-01T00:00:00Z" })), "arrived in the future"),
        (format!("[{0},{0}]", github(&json!({}))), "several reports"),
        ("{ \"ghsa_id\": \"a\", \"ghsa_id\": \"b\" }".to_owned(), "the JSON can't be read"),
        ("[".repeat(10_000), "the JSON can't be read"),
        ("{}".to_owned(), "this is no report"),
        (String::new(), "this is no mail"),
        ("words without headers".to_owned(), "this is no mail"),
        ("From: a@example.org\nSubject: S\n\n-----BEGIN PGP MESSAGE-----\nx\n".to_owned(), "decrypt the mail first"),
        ("From: a@example.org\nDate: Mon, 21 Dec 2026 09:00:00 +0000\n\nWords.\n".to_owned(), "--summary"),
    ];
    for (nth, (text, said)) in cases.into_iter().enumerate() {
        let run = import(&desk, "report", &text, &[]);
        assert!(run.code == 2 || run.code == 1, "{nth}: {}", run.all());
        assert!(run.all().contains(said), "{nth}: {}", run.all());
    }
    assert_eq!(before, support::files(&desk.repo()));
    let missing = desk.run(&["import", "report", "missing.json"]);
    assert!(missing.code == 2 && missing.err.contains("can't read missing.json"), "{}", missing.all());
}

#[test]
fn the_id_of_an_advisory_that_was_written_by_hand_is_not_taken_twice() {
    let desk = PrivateRepository::new("LODE");
    desk.ok(&["new", "--summary", "Links", "--handle", "calm-water", "--line", "main"]);
    let advisory = format!("{}/advisory.md", incident(&desk));
    let text = desk.read(&advisory).replace("\n+++\n\n", &format!("\naliases = [{GHSA:?}]\n+++\n\n"));
    desk.write(&advisory, &text);
    let run = import(&desk, "report.json", github(&json!({})), &[]);
    assert!(run.code == 2 && run.all().contains("the incident `calm-water` has this ID already"), "{}", run.all());
}

#[test]
fn a_public_log_shows_the_handle_and_nothing_else() {
    let desk = PrivateRepository::new("LODE");
    support::write(&desk.path("in"), "report.json", github(&json!({})));
    let path = desk.path("in").join("report.json");
    let mut command = support::program(&desk.repo());
    command.env("CI", "true").args(["--now", super::desk::NOW, "import", "report", path.to_str().unwrap()]);
    let said = support::run(command.args(["--handle", "still-water"])).all();
    assert!(said.contains("still-water"), "{said}");
    for private in ["rin", "follows", "CVSS", GHSA, "store-ghsa"] {
        assert!(!said.contains(private), "{private}: {said}");
    }
}

/// A mail with attachments of these names.
fn mail(id: &str, sender: &str, names: &[&str]) -> String {
    let part = |name: &&str| {
        format!(
            "--b\r\nContent-Disposition: attachment; filename=\"{name}\"\r\nContent-Type: text/plain\r\n\r\nof {name}\r\n"
        )
    };
    let parts: String = names.iter().map(part).collect();
    format!(
        "Message-ID: <{id}>\r\nFrom: {sender}\r\nDate: Mon, 21 Dec 2026 09:00:00 +0000\r\nSubject: A crash\r\nMIME-Version: 1.0\r\n\
         Content-Type: multipart/mixed; boundary=\"b\"\r\n\r\n--b\r\nContent-Type: text/plain\r\n\r\nWords of {sender}.\r\n{parts}--b--\r\n"
    )
}

#[test]
fn every_attachment_is_kept_under_a_name_of_its_own() {
    let desk = PrivateRepository::new("LODE");
    let names = ["3-x.txt", "x.txt", "X.txt", "x.txt", "NUL", "con.txt", "..", "ä", "notes.md"];
    import(&desk, "m.eml", mail("a@x.example", "rin@x.example", &names), &["--handle", "still-water"]).ok();
    let folder = desk.repo().join("incidents/2026/still-water/notes/attachments");
    let mut found: Vec<String> =
        std::fs::read_dir(folder).unwrap().map(|it| it.unwrap().file_name().into_string().unwrap()).collect();
    found.sort();
    let safe =
        ["2-X.txt", "3-x.txt", "4-x.txt", "attachment", "attachment-NUL", "attachment-con.txt", "notes.md", "x.txt"];
    assert_eq!(found.len(), names.len(), "{found:?}");
    assert!(safe.iter().all(|name| found.iter().any(|it| it == name)), "{found:?}");
    let many: Vec<String> = (0..60).map(|nth| format!("file{nth}.txt")).collect();
    let many: Vec<&str> = many.iter().map(String::as_str).collect();
    import(&desk, "n.eml", mail("b@x.example", "rin@x.example", &many), &["--handle", "calm-water"]).ok();
    assert_eq!(std::fs::read_dir(desk.repo().join("incidents/2026/calm-water/notes/attachments")).unwrap().count(), 60);
}

#[test]
fn another_sender_does_not_renew_a_report() {
    let desk = PrivateRepository::new("LODE");
    import(&desk, "m.eml", mail("a@x.example", "rin@x.example", &[]), &["--handle", "still-water"]).ok();
    let before = support::files(&desk.repo());
    let forged = import(&desk, "m.eml", mail("a@x.example", "eve@evil.example", &[]), &[]);
    assert!(forged.code == 2 && forged.err.contains("another sender"), "{}", forged.all());
    assert_eq!(before, support::files(&desk.repo()));
}

#[cfg(unix)]
#[test]
fn nothing_is_written_through_a_link() {
    let desk = PrivateRepository::new("LODE");
    import(&desk, "m.eml", mail("a@x.example", "rin@x.example", &[]), &["--handle", "still-water"]).ok();
    let notes = desk.repo().join("incidents/2026/still-water/notes");
    let hooks = desk.path("hooks");
    support::write(&hooks, "pre-push", "#!/bin/sh\n");
    std::os::unix::fs::symlink(&hooks, notes.join("attachments")).unwrap();
    let linked = import(&desk, "m.eml", mail("a@x.example", "rin@x.example", &["pre-push"]), &[]);
    assert!(linked.code == 2, "{}", linked.all());
    assert_eq!(std::fs::read_to_string(hooks.join("pre-push")).unwrap(), "#!/bin/sh\n");
    std::fs::remove_file(notes.join("attachments")).unwrap();
    std::fs::remove_file(notes.join("report.md")).unwrap();
    std::os::unix::fs::symlink(hooks.join("pre-push"), notes.join("report.md")).unwrap();
    let linked = import(&desk, "m.eml", mail("a@x.example", "rin@x.example", &[]), &[]);
    assert!(linked.code != 0, "{}", linked.all());
    assert_eq!(std::fs::read_to_string(hooks.join("pre-push")).unwrap(), "#!/bin/sh\n");
}

#[test]
fn who_imports_a_private_report_as_an_advisory_is_shown_the_command_for_reports() {
    let desk = PrivateRepository::new("LODE");
    for (state, help) in [
        ("triage", "advisory import report FILE"),
        ("draft", "advisory import report FILE"),
        ("closed", "when it is published"),
    ] {
        support::write(&desk.path("in"), "a.json", github(&json!({ "state": state })));
        let path = desk.path("in");
        let said = desk.run(&["import", "ghsa", path.to_str().unwrap(), "--by", "amira", "--reveal"]).all();
        assert!(said.contains(&format!("its state is `{state}`")) && said.contains(help), "{said}");
    }
}
