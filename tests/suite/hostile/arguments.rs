//! Arguments that mean harm, instants at the ends of time, and the exit statuses.

use super::{INCIDENT, PrivateRepository};
use crate::support::Run;

#[test]
fn a_new_incident_says_what_was_typed_or_is_not_made() {
    let refused = ["two\nlines", "carriage\rreturn", "escape \u{1b}[31m", "nul\u{1}", ""];
    let kept = ["plain", "\"\"\"", "'''", "back\\slash", "+++", "[[event]] # x", "{{ 7*7 }} ::error::x", "ünïcode"];
    let desk = PrivateRepository::new();
    let before = desk.files();
    for text in refused {
        for flag in ["--summary", "--reporter"] {
            let mut command = vec!["new", "--line", "main", "--handle", "new-wren", flag, text];
            if flag == "--reporter" {
                command.extend(["--summary", "x"]);
            }
            let said = desk.run(&command);
            assert_eq!(said.code, 1, "{text:?}: {said:?}");
            assert!(desk.files() == before, "{text:?}: nothing is left behind");
        }
    }
    for text in kept {
        let desk = PrivateRepository::new();
        let said = desk.run(&["new", "--summary", text, "--line", "main", "--handle", "new-wren"]);
        assert_eq!(said.code, 0, "{text:?}: {said:?}");
        let written: toml::Table = desk.read("incidents/2026/new-wren/incident.toml").parse().unwrap();
        assert_eq!(written["report"]["summary"].as_str(), Some(text));
        assert_eq!(desk.run(&["check"]).code, 0, "{text:?}");
    }
}

#[test]
fn a_record_keeps_the_rest_of_the_file_and_says_what_was_typed() {
    for note in ["a\nb \"\"\" ''' \\ end\"", "\u{1b}[31m ::error::x", "[[event]]\nat = 1", "ends in a backslash \\"] {
        let desk = PrivateRepository::new();
        desk.change(INCIDENT, "[scope]", "# why: they called\n[scope] # here");
        let before = desk.read(INCIDENT);
        let said = desk.run(&["record", "quiet-otter", "scored", "--by", "ben", "--note", note]);
        assert_eq!(said.code, 0, "{note:?}: {said:?}");
        assert!(!said.all().contains('\u{1b}'), "{said:?}");
        let after = desk.read(INCIDENT);
        assert!(after.starts_with(before.trim_end()), "{after}");
        let written: toml::Table = after.parse().unwrap();
        let last = written["event"].as_array().unwrap().last().unwrap();
        assert_eq!(last["note"].as_str(), Some(note));
    }
}

#[test]
fn an_odd_key_is_set_whole_or_refused_before_anything_is_written() {
    const SETS: &[(&str, i32)] = &[
        ("fix.releases.\"1.16\"=1.16.5", 0),
        ("'fix'.thread = https://lists.example.org/1", 0),
        ("report.summary=\"\"\"x", 0),
        ("fix.releases.1.16=1.16.5", 1),
        ("\"a b\".c=1", 1),
        ("roles.fix-lead=ben\nevil=1", 1),
        ("embargo.until=2026-03-17", 1),
        ("fix.pull-requests=[[[", 1),
        ("a..b=1", 2),
        ("=x", 2),
        ("no equals sign", 2),
        ("report=1", 2),
        ("event=[]", 2),
        ("event.at=1", 2),
        ("report.disclosure.x=1", 2),
    ];
    for &(set, code) in SETS {
        let desk = PrivateRepository::new();
        desk.change(INCIDENT, "[scope]", "# why: they called\n[scope] # here");
        let before = desk.files();
        let said = desk.run(&["record", "quiet-otter", "scored", "--by", "ben", "--anyway", "--set", set]);
        assert_eq!(said.code, code, "{set:?}: {said:?}");
        assert_eq!(desk.files() == before, code != 0, "{set:?}");
        let text = desk.read(INCIDENT);
        assert!(text.contains("# why: they called\n[scope] # here"), "{set:?}: {text}");
    }
}

#[test]
fn every_instant_that_can_be_written_is_fit_for_every_command() {
    for now in [
        "1970-01-01T00:00:00Z",
        "0000-01-01T00:00:00Z",
        "9999-12-31T23:59:59Z",
        "2026-11-20T00:00:00+14:00",
        "2026-11-20T00:00:00-12:00",
    ] {
        let desk = PrivateRepository::new();
        let ics = desk.folder.path().join("x.ics");
        for command in [
            &["check"][..],
            &["status"],
            &["status", "--ics", ics.to_str().unwrap()],
            &["status", "quiet-otter", "--format", "json"],
            &["draft", "quiet-otter"],
        ] {
            let said = desk.run(&[&["--now", now][..], command].concat());
            assert!(said.code < 2, "{now} {command:?}: {said:?}");
            assert!(!said.all().contains("+10000-"), "{now} {command:?}: {said:?}");
        }
        let said = desk.run(&["--now", now, "build", "--out", desk.out().to_str().unwrap()]);
        assert_eq!(said.code, 0, "{now}: {said:?}");
        assert!(desk.site().iter().all(|(_, bytes)| !String::from_utf8_lossy(bytes).contains("+10000-")), "{now}");
    }
    let desk = PrivateRepository::new();
    for now in ["2026-11-20", "2026-11-20T00:00:00", "9999-12-31T23:59:59-12:00", "2026-06-30T23:59:60Z", "now", ""] {
        assert_eq!(desk.run(&["--now", now, "check"]).code, 2, "{now}");
    }
}

#[test]
fn exit_statuses_are_as_the_help_says() {
    const COMMANDS: &[(&[&str], i32)] = &[
        (&["check"], 0),
        (&["check", "--fail-overdue"], 1),
        (&["status"], 0),
        (&["status", "--fail-overdue"], 1),
        (&["lead"], 0),
        (&["--help"], 0),
        (&["--version"], 0),
        (&[], 0),
        (&["chekc"], 2),
        (&["check", "--format", "xml"], 2),
        (&["build"], 2),
        (&["status", "nobody-knows"], 2),
        (&["status", "../../etc/passwd"], 2),
        (&["explain", "no-such-rule"], 2),
        (&["-C", "nowhere", "check"], 2),
        (&["-C", "advisory.toml", "check"], 2),
        (&["--rev", "HEAD", "check"], 2),
        (&["--rev", "x; rm -rf /", "check"], 2),
        (&["--rev", "x", "record", "quiet-otter", "scored"], 2),
        (&["new", "--summary", "x", "--handle", "../escape"], 2),
        (&["new", "--summary", "x", "--handle", "quiet-otter"], 2),
        (&["record", "quiet-otter", "no-such-event"], 2),
        (&["publish", "quiet-otter", "--by", "mallory"], 2),
        (&["publish", "amber-heron", "--by", "ben"], 2),
    ];
    let desk = PrivateRepository::new();
    let before = desk.files();
    for &(command, code) in COMMANDS {
        let said = desk.run(command);
        assert_eq!(said.code, code, "{command:?}: {said:?}");
        let Run { out, err, .. } = &said;
        assert!(code != 2 || (out.is_empty() && !err.is_empty()), "{command:?}: {said:?}");
        assert!(!said.all().contains('\u{1b}'), "{command:?}: {said:?}");
    }
    assert!(desk.files() == before);
    desk.write("advisory.toml", "schema = 1\n");
    assert_eq!(desk.run(&["status"]).code, 1, "a portfolio that can't be used is shown as findings");
}

#[test]
fn what_was_typed_reaches_no_terminal_as_a_command() {
    const TYPED: &str = "x\u{1b}[31m\u{9b}2J\u{7}\u{202e}\r::error::y##[group]z##vso[w]";
    for command in [
        &[TYPED][..],
        &["check", TYPED],
        &["check", "--format", TYPED],
        &["--now", TYPED, "check"],
        &["-C", TYPED, "check"],
        &["--rev", TYPED, "check"],
        &["status", TYPED],
        &["draft", TYPED],
        &["draft", "quiet-otter", TYPED],
        &["rehearse", TYPED],
        &["publish", TYPED],
        &["publish", "quiet-otter", "--by", TYPED],
        &["record", TYPED, "scored"],
        &["record", "quiet-otter", TYPED],
        &["record", "quiet-otter", "scored", "--by", TYPED],
        &["record", "quiet-otter", "scored", "--set", TYPED],
        &["new", "--summary", "x", "--line", TYPED],
        &["new", "--summary", "x", "--line", "main", "--component", TYPED],
        &["new", "--summary", "x", "--line", "main", "--handle", TYPED],
        &["new", "--summary", TYPED, "--line", "main"],
        &["build", "--out", TYPED, "--no-such-option"],
        &["init", "--policy", TYPED],
        &["explain", TYPED],
        &["schema", TYPED],
        &["policy", TYPED],
    ] {
        let desk = PrivateRepository::new();
        let said = desk.run(command);
        assert!(said.code > 0, "{command:?}: {said:?}");
        super::harmless::log(&format!("{command:?}"), &said.all());
    }
}
