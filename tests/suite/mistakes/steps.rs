//! Records and drafts that do not fit the incident, and what a command says of what it wrote.

use super::Desk;

#[test]
fn a_mail_for_another_kind_of_incident_is_neither_drafted_nor_recorded() {
    let desk = Desk::with_incident("vitess");
    // The incident affects a supported release: a courtesy mail would tell everybody, and say that none is affected.
    let landed = "record still-water landed --by ada --set";
    let mut words: Vec<&str> = landed.split(' ').collect();
    words.push("fix.commits=[{ id = \"0a1b2c3\", line = \"main\", author = \"ben\" }]");
    desk.ok("03T10:00", &words);
    let drafted = desk.line("03T11:00", "draft still-water courtesy");
    assert!(drafted.code == 1 && drafted.out.contains("draft-too-early"), "{drafted:?}");
    assert!(!drafted.all().contains("unpacked outside"), "{drafted:?}");
    let due = desk.done("03T11:00", "draft still-water");
    assert!(!due.contains("courtesy"), "{due}");
    for line in ["sent still-water courtesy --to users --by ada", "record still-water courtesy-sent --by ada"] {
        let said = desk.line("03T11:00", line);
        assert_eq!(said.code, 1, "{said:?}");
    }
    // It went out all the same: that is a leak, and settled when it is recorded as one.
    desk.done("03T11:00", "record still-water courtesy-sent --by ada --anyway");
    assert!(desk.errors("03T12:00").iter().any(|error| error.contains("step-not-applicable")));
    desk.done("03T12:00", "record still-water leaked --leaked title --leaked-to everybody --by ada");
    assert!(!desk.errors("03T12:00").iter().any(|error| error.contains("step-not-applicable")));
}

#[test]
fn a_date_that_nobody_knows_is_no_date() {
    let desk = Desk::with_incident("vitess");
    desk.done(
        "03T10:00",
        "record still-water lead-named --by ada --set roles.fix-lead=ada --set upstream.project=Keel",
    );
    desk.edit("incidents/2027/still-water/incident.toml", |text| {
        text.replace("[upstream]", "[notice]\nrelease-date = 2027-03-20T15:00:00Z\n\n[upstream]")
    });
    for command in ["status still-water", "status", "check", "show still-water", "status still-water --format json"] {
        let said = desk.line("03T11:00", command).all();
        assert!(!said.contains("262142") && !said.contains("95005"), "{command}: {said}");
    }
    let status = desk.done("03T11:00", "status still-water");
    assert!(status.contains("blocked, no date yet"), "{status}");
    assert!(desk.line("03T11:00", "check").out.contains("a date that it has to wait for and that is not known yet"));
}

#[test]
fn an_agreement_that_changes_nothing_is_refused() {
    let desk = Desk::with_incident("vitess");
    desk.done("03T10:00", "embargo still-water agree --until 2027-03-20T15:00:00Z --by ada");
    let again = desk.line("03T11:00", "embargo still-water agree --until 2027-03-20T15:00:00Z --by ada");
    assert!(again.code == 2 && again.err.contains("already agreed"), "{again:?}");
    // Somebody else agrees on the same end.
    desk.done("03T12:00", "embargo still-water agree --until 2027-03-20T15:00:00Z --by ben");
    assert!(!desk.line("03T12:00", "check").out.contains("event-repeated"));
}

/// What the finding says is what settles it, before the list is told and after.
#[test]
fn a_list_agrees_on_each_end_of_an_embargo() {
    let desk = Desk::with_list();
    let unagreed = |at: &str| {
        let out = desk.line(at, "check").out;
        let shown = out.lines().find(|line| line.contains("[embargo-unagreed]")).map(str::to_owned);
        let command =
            out.split("record that: `advisory ").nth(1).map(|rest| rest.split('`').next().unwrap().to_owned());
        shown.map(|shown| (shown, command.unwrap()))
    };
    desk.done("03T10:00", "embargo still-water agree --until 2027-03-20T15:00:00Z --by ben");
    let (shown, command) = unagreed("03T11:00").unwrap();
    assert!(shown.starts_with("note[") && shown.contains("the team alone"), "{shown}");
    desk.done("03T12:00", &command);
    assert_eq!(unagreed("03T13:00"), None);
    desk.done("04T10:00", "embargo still-water move --until 2027-03-22T15:00:00Z --by ben");
    let (shown, command) = unagreed("04T11:00").unwrap();
    assert!(shown.contains("another end of the embargo than 2027-03-22"), "{shown}");
    desk.done("04T12:00", &command);
    assert_eq!(unagreed("04T13:00"), None);
    desk.done("05T10:00", "embargo still-water move --until 2027-03-21T15:00:00Z --by ben --with distributors");
    assert_eq!(unagreed("05T11:00"), None);
    assert_eq!(desk.errors("05T11:00"), Vec::<String>::new());
}

/// After a leak, a new end that was decided on binds the release; before one, the release is wanted at once.
#[test]
fn the_end_that_was_set_after_a_leak_binds_the_release() {
    let desk = Desk::with_incident("vitess");
    desk.done("03T10:00", "embargo still-water agree --until 2027-03-20T15:00:00Z --by ada");
    desk.done("04T10:00", "record still-water leaked --leaked patch --leaked-to forum --by ada");
    let early = |at: &str| desk.line(at, "record still-water released --by ben").all().contains("step-done-early");
    assert!(!early("05T10:00"), "nobody has decided");
    desk.done("05T11:00", "embargo still-water decide release-early --until 2027-03-08T15:00:00Z --by ada");
    assert!(early("06T10:00"));
    assert!(!early("08T15:00"));
}

#[test]
fn a_command_says_which_warnings_it_adds() {
    let desk = Desk::with_incident("vitess");
    desk.edit("team.toml", |text| text + "\n[[member]]\nid = \"eve\"\nname = \"Eve\"\nroles = []\n");
    let named = "record still-water lead-named --by ada --set roles.fix-lead=eve";
    let said = desk.line("03T10:00", named);
    assert!(said.code == 0 && said.err.contains("warning[holder-not-eligible]"), "{said:?}");
    // It was there before.
    let said = desk.line("03T11:00", "record still-water acknowledged --by ada");
    assert!(said.code == 0 && !said.err.contains("warning"), "{said:?}");
}

#[test]
fn what_can_have_no_effect_is_refused() {
    let desk = Desk::with_incident("vitess");
    desk.edit("team.toml", |text| text + "\n[[member]]\nid = \"eve\"\nname = \"Eve\"\nroles = []\n");
    for (line, code, says) in [
        ("patch-approved --by eve", 1, "`eve` may not approve the fix"),
        ("release-moved --until 2027-03-20T15:00:00Z --by ada", 2, "no release date is planned"),
        ("upstream-moved --until 2027-03-20T15:00:00Z --by ada", 2, "waits for no upstream project"),
    ] {
        let said = desk.line("03T10:00", &format!("record still-water {line}"));
        assert!(said.code == code && said.all().contains(says), "{line}: {said:?}");
    }
    assert!(!desk.incident().contains("2027-03-03T10:00:00Z"));
}

#[test]
fn a_handle_must_not_tell_a_title_that_is_not_public() {
    let desk = Desk::with_incident("vitess");
    let said = desk.line("03T10:00", "rename still-water restore-heron --by ada");
    assert!(said.code == 1 && said.out.contains("handle-telling"), "{said:?}");
}

#[test]
fn what_was_told_to_be_a_preset_is_one() {
    let desk = Desk::new("vitess");
    let folder = desk.0.path().join("other");
    desk.ok("02T10:00", &["init", "--preset", "rook", folder.to_str().unwrap()]);
}

#[test]
fn a_report_is_accepted_rejected_and_closed_by_those_who_triage() {
    let desk = Desk::with_incident("rook");
    desk.edit("team.toml", |text| {
        text + "\n[[member]]\nid = \"eve\"\nname = \"Eve\"\nemail = \"eve@example.org\"\nroles = []\n"
    });
    let rejected = desk.line("03T10:00", "record still-water rejected --by eve");
    assert!(rejected.code == 1 && rejected.out.contains("error[outcome-without-right]"), "{rejected:?}");
    assert!(rejected.out.contains("but only someone with the role `pst` or `fix-lead` may do so"), "{rejected:?}");
    let accepted = desk.line("03T10:00", "record still-water accepted --by eve");
    assert!(accepted.code == 0 && accepted.err.contains("warning[outcome-without-right]"), "{accepted:?}");
    desk.done("03T11:00", "correct still-water accepted --void --by ada --reason right");
    desk.done("03T11:00", "record still-water accepted --by ada");
    // The policy says who does.
    desk.edit("policy.toml", |text| text.replacen("id = \"maintainer\"\n", "id = \"maintainer\"\ntriages = true\n", 1));
    desk.edit("team.toml", |text| text.replace("roles = []", "roles = [\"maintainer\"]"));
    desk.done("03T12:00", "record still-water rejected --by eve");
}

#[test]
fn a_role_that_the_roster_fills_needs_no_pick() {
    let desk = Desk::with_incident("rook");
    let scored = |desk: &Desk| desk.line("03T10:00", "record still-water scored --by ben").all();
    assert!(scored(&desk).contains("step-without-right"), "nobody leads");
    let desk = Desk::with_incident("rook");
    let lead = |text: String| text.replacen("id = \"ben\"\n", "id = \"ben\"\nX", 1);
    desk.edit("team.toml", |text| {
        let (before, after) = lead(text).split_once('X').map(|(a, b)| (a.to_owned(), b.to_owned())).unwrap();
        before + &after.replacen("roles = [", "roles = [\"fix-lead\", ", 1)
    });
    assert!(!scored(&desk).contains("step-without-right"), "ben leads every incident");
    // The incident picks somebody else.
    desk.done("03T09:00", "record still-water lead-named --by ada --set roles.fix-lead=ada");
    assert!(desk.line("03T11:00", "check").out.contains("`ben` did `cvss`"), "ada leads this one");
}

#[test]
fn what_can_not_be_is_refused() {
    let desk = Desk::with_incident("vitess");
    let refused = [
        (
            "record still-water accepted --by ada --set scope.since=2027-04-01T00:00:00Z",
            "can't have been introduced yet",
        ),
        ("record still-water accepted --by ada --set scope.upgrade-to=7.7.7", "there is no release 7.7.7"),
        ("record still-water upstream-public --by ada", "waits for no upstream project"),
        ("new --summary Other --line 1.0 --line 1.0 --handle calm-river", "the line `1.0` is given twice"),
    ];
    desk.edit("advisory.toml", |text| text.replacen("id = \"1.0\"\n", "id = \"1.0\"\nreleases = [\"1.0.0\"]\n", 1));
    for (line, message) in refused {
        let said = desk.line("03T10:00", line);
        assert!(said.code != 0 && said.all().contains(message), "{line}: {said:?}");
    }
    for line in [
        "record still-water accepted --by ada --set scope.upgrade-to=1.0.1 --set scope.since=2026-04-01T00:00:00Z",
        "record still-water upstream-public --by ada --set upstream.project=keel",
    ] {
        desk.done("03T11:00", line);
    }
}

#[test]
fn what_was_recorded_is_not_recorded_again() {
    let desk = Desk::with_incident("rook");
    desk.done("02T11:00", "record still-water acknowledged --by ada");
    for (line, help) in [
        ("record still-water acknowledged --by ada", "help: nothing is left to do\n"),
        ("record still-water acknowledged --by ada --quiet", "help: nothing is left to do\n"),
        ("record still-water reported --by ada", "correct still-water reported --set at=2027-03-02T11:00:00Z"),
    ] {
        let said = desk.line("02T11:00", line);
        assert!(said.code == 2 && said.err.contains("is recorded already"), "{line}: {said:?}");
        assert!(said.err.contains(help), "{line}: {said:?}");
        let voids = said.err.contains("acknowledged --void");
        assert!(!voids, "what would void the only record: {said:?}");
    }
    // Another person or another detail is another record. The same at another time is none, unless somebody says so.
    desk.done("02T11:00", "record still-water acknowledged --by ben");
    desk.done("02T11:00", "record still-water acknowledged --by ada --note again");
    let again = desk.line("02T11:01", "record still-water acknowledged --by ada");
    assert!(again.code == 2 && again.err.contains("recorded already, on 2027-03-02 11:00 UTC"), "{again:?}");
    assert!(again.err.contains("--dated 2027-03-02T11:00:00Z") && again.err.contains("add --anyway"), "{again:?}");
    desk.done("02T11:01", "record still-water acknowledged --by ada --anyway");
    let said = desk.line("02T12:00", "correct still-water reported --set at=2027-03-02T10:00:00Z --by ada --reason x");
    assert!(said.code == 2 && said.err.contains("changes nothing"), "{said:?}");
    desk.done("02T12:00", "correct still-water reported --set at=2027-03-02T09:00:00Z --by ada --reason x");
    let old = desk.line("02T12:00", "new --summary Old --line 1.0 --at 2026-03-01T10:00:00Z");
    assert!(old.code == 1 && old.out.contains("more than a year ago"), "{old:?}");
}

#[test]
fn what_another_command_records_has_a_record_of_its_own() {
    let desk = Desk::with_incident("rook");
    for (line, command) in [
        ("record still-water renamed --by ada", "advisory rename still-water NEW --by MEMBER"),
        ("record still-water documents-changed --by ada", "advisory documents"),
        ("record still-water approved --by ada", "advisory publish still-water --by MEMBER"),
        ("record still-water announce --by ada", "advisory record still-water announced --by MEMBER"),
        ("record still-water distributors --by ada", "decision --step distributors --skip --reason TEXT --by MEMBER"),
    ] {
        let said = desk.line("02T11:00", line);
        assert!(said.code == 2 && said.err.contains(command), "{line}: {said:?}");
    }
}

/// Users plan for the date that they were told.
#[test]
fn a_release_is_told_before_it_comes_and_moved_by_those_who_may() {
    let desk = Desk::with_incident("vitess");
    desk.edit("team.toml", |text| {
        text + "\n[[member]]\nid = \"eve\"\nname = \"Eve\"\nemail = \"eve@example.org\"\nroles = []\n"
    });
    let told = "record still-water notice-published --by ada --set notice.release-date=";
    let said = desk.line("03T10:00", &format!("{told}2027-03-03T09:00:00Z"));
    assert!(said.code == 1 && said.out.contains("error[release-outside-window]"), "{said:?}");
    assert!(said.out.contains("before users were told of it"), "{said:?}");
    desk.done("03T10:00", &format!("{told}2027-03-09T10:00:00Z --anyway"));
    let moved = desk.line("04T10:00", "record still-water release-moved --until 2027-03-11T10:00:00Z --by eve");
    assert!(moved.code == 0 && moved.err.contains("`eve` moved the release"), "{moved:?}");
    let moved = desk.line("05T10:00", "record still-water release-moved --until 2027-03-12T10:00:00Z --by ben");
    assert!(moved.code == 0 && !moved.err.contains("moved the release"), "{moved:?}");
    let released = desk.line("12T10:00", "record still-water released --by ben --anyway").all();
    assert!(released.contains("no record says when the fix was ready"), "{released}");
}

#[test]
fn an_incident_does_not_fill_a_role_that_team_toml_fills() {
    let desk = Desk::with_incident("rook");
    desk.edit("team.toml", |text| {
        text + "\n[[member]]\nid = \"eve\"\nname = \"Eve\"\nemail = \"eve@example.org\"\nroles = []\n"
    });
    let said = desk.line("03T10:00", "record still-water accepted --by ada --set roles.pst=eve");
    assert!(said.all().contains("`eve` is named as `pst`, but does not have this role in team.toml"), "{said:?}");
    let said = desk.line("03T11:00", "record still-water acknowledged --by ada --set roles.pst=ben");
    assert!(said.code == 0 && !said.all().contains("`ben` is named as"), "{said:?}");
}
