//! What a change did to an embargoed incident, in a log that others may read: rule, handle, dates.

use super::{ADVISORY, AMIRA, BEN, DRAFT, EMBARGOED, PUBLIC, PrivateRepository, event, of_changes};

/// What stands in the embargoed incident and in no other file.
const SECRETS: &[&str] =
    &["snapshot", "Snapshot", "Dana", "4711", "export", "CWE-22", "lead-named", "amira", "Amira", "ben", "Ben Okafor"];

/// What is done.
type Change = (&'static str, fn(&PrivateRepository));

/// Changes of something that the base or the head keeps to itself.
const CHANGES: &[Change] = &[
    ("gone", |d| std::fs::remove_dir_all(d.path().join("incidents/2026/quiet-otter")).unwrap()),
    ("renamed", |d| {
        d.git(&["mv", "incidents/2026/quiet-otter", "incidents/2026/loud-otter"]);
    }),
    ("under a name that says something", |d| {
        d.git(&["mv", "incidents/2026/quiet-otter", "incidents/2026/snapshot-export"]);
        d.git(&["mv", "incidents/2026/snapshot-export", "incidents/2026/Snapshot Export"]);
    }),
    ("an event gone", |d| {
        d.change(EMBARGOED, "event = \"lead-named\"\nby = \"amira\"", "event = \"accepted\"\nby = \"ben\"")
    }),
    ("its text taken into the advisory", |d| {
        d.change(DRAFT, "## Summary\n", "## Summary\n\nA crafted snapshot name escapes the export folder.\n");
    }),
    ("published by this very change", |d| {
        d.change(EMBARGOED, "until = 2026-03-17", "until = 2026-03-03");
        d.change(DRAFT, "+++\n", "+++\nid = \"LODE-2026-002\"\n");
        d.change(DRAFT, "## Summary\n", "## Summary\n\nA crafted snapshot name escapes the export folder.\n");
        d.add(EMBARGOED, &event("2026-03-05T09:00:00Z", "approved", "ben"));
    }),
    ("its text moved to the public advisory", |d| {
        let (draft, text) = (d.read(DRAFT), d.read(ADVISORY));
        d.write(ADVISORY, text + draft.split("## Summary").nth(1).unwrap());
    }),
    ("its text on a line of the public advisory that has a finding of its own", |d| {
        let (sentence, text) = ("A crafted snapshot name escapes the export folder", d.read(ADVISORY));
        d.write(ADVISORY, text + &format!("\nSee [{sentence}](./there), CVE-2026-9999.\n"));
    }),
    ("a few of its words on a line of the public advisory that has a finding of its own", |d| {
        let text = d.read(ADVISORY);
        d.write(ADVISORY, text + "\nSee [the snapshot export](./there), CVE-2026-9999.\n");
    }),
    ("the same, approved by this very change", |d| {
        let text = d.read(ADVISORY);
        d.write(ADVISORY, text + "\nSee [the snapshot export](./there), CVE-2026-9999.\n");
        d.done(&["revise", "amber-heron", "--by", "ben", "--text", "More.", "--anyway"]);
    }),
    ("the public one embargoed again", |d| {
        d.change(PUBLIC, "\n[[event]]\nat = 2026-01-20T14:00:00Z\nevent = \"approved\"\nby = \"ben\"\n", "");
    }),
];

#[test]
fn a_log_says_nothing_of_what_the_base_or_the_head_keeps() {
    for (what, change) in CHANGES {
        let desk = PrivateRepository::new();
        change(&desk);
        desk.commit(AMIRA);
        for format in ["human", "json", "sarif", "github"] {
            for more in [&[][..], &["--verbose"], &["--fail-overdue"]] {
                let args = [&["check", "--base", "main", "--format", format], more].concat();
                let said = desk.run_in(&desk.path(), &[("CI", "true")], &args);
                assert!(matches!(said.code, 0 | 1), "{what}: {said:?}");
                // The rules' own pages stand in SARIF: they are the program's, not anybody's.
                let text = if format == "sarif" { results(&said.out) } else { said.out.clone() } + &said.err;
                for secret in SECRETS {
                    assert!(!text.contains(secret), "{what}, {format}: {secret} in {text}");
                }
            }
        }
        let told = desk.run(&["check", "--base", "main", "--format", "json"]);
        assert!(!of_changes(&told).is_empty(), "{what}: {told:?}");
    }
}

/// The results of a SARIF log, without the descriptions of the rules.
fn results(sarif: &str) -> String {
    let log: serde_json::Value = serde_json::from_str(sarif).unwrap();
    log["runs"][0]["results"].to_string()
}

/// Two changes that differ in the words of what is embargoed alone give the same log.
#[test]
fn other_secrets_give_the_same_log() {
    let said = |secret: &str| {
        let desk = PrivateRepository::new();
        desk.change(EMBARGOED, "escapes the export folder", secret);
        desk.commit(AMIRA);
        desk.git(&["branch", "--force", "main"]);
        desk.change(
            DRAFT,
            "## Summary\n",
            &format!("## Summary\n\nA crafted snapshot name {secret} and more than that.\n"),
        );
        desk.change(EMBARGOED, "until = 2026-03-17", "until = 2026-03-18");
        desk.add(EMBARGOED, &(event("2026-03-05T09:00:00Z", "approved", "ben") + &format!("note = \"{secret}\"\n")));
        desk.commit(BEN);
        let said = desk.run_in(&desk.path(), &[("CI", "true")], &["check", "--base", "main"]);
        (said.code, said.out, said.err)
    };
    assert_eq!(said("gets out of the folder that was meant"), said("never comes back to where it was sent from"));
}
