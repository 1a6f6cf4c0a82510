//! What the reporter of a duplicate hears follows what becomes of the vulnerability.

use super::Desk;

fn desk() -> Desk {
    let desk = Desk::with_incident("generic");
    again(&desk, "calm-lake", "03T10:00");
    desk.done("03T11:00", "record calm-lake acknowledged --by ada");
    desk.done("03T11:30", "sent calm-lake acknowledge --by ada");
    reject(&desk, "calm-lake", "still-water", "04T10:00");
    desk
}

/// Another report, by another reporter.
fn again(desk: &Desk, handle: &str, at: &str) {
    let new = ["new", "--summary", "Another report", "--handle", handle, "--line", "1.0"];
    desk.ok(at, &[&new[..], &["--reporter", "Noor Haddad", "--email", "noor@example.net"]].concat());
}

fn reject(desk: &Desk, handle: &str, of: &str, at: &str) {
    desk.done(at, &format!("record {handle} rejected --by ada --outcome duplicate --duplicate-of {of}"));
}

fn draft(desk: &Desk, handle: &str, at: &str) -> String {
    desk.line(at, &format!("draft {handle}")).out.split_whitespace().collect::<Vec<_>>().join(" ")
}

fn found(desk: &Desk, at: &str, words: &str) -> bool {
    desk.line(at, "check").out.contains(words)
}

#[test]
fn a_report_rejected_as_it_arrives_is_not_said_to_be_public() {
    let desk = Desk::with_incident("generic");
    for (handle, outcome) in [("calm-lake", "duplicate --duplicate-of still-water"), ("wide-field", "bug")] {
        again(&desk, handle, "03T10:00");
        desk.done("03T10:00", &format!("record {handle} rejected --by ada --outcome {outcome}"));
        let said = draft(&desk, handle, "03T11:00");
        assert!(!said.contains("it is public") && !said.contains("is public We knew"), "{said}");
        assert!(said.contains("Our decision on your report"), "{said}");
    }
    assert!(draft(&desk, "calm-lake", "03T11:00").contains("keep your report between you and us"));
}

#[test]
fn a_duplicate_of_a_report_that_is_rejected_is_rejected_for_the_same_reason() {
    let desk = desk();
    assert!(draft(&desk, "calm-lake", "04T11:00").contains("already know of and are working on"));
    desk.done("04T12:00", "sent calm-lake acknowledge --by ada --again");
    assert!(!found(&desk, "05T09:00", "nobody told the reporter"));
    desk.done("05T10:00", "record still-water rejected --by ada --outcome bug");
    assert!(found(&desk, "05T11:00", "the report is a duplicate of a report that is rejected now"));
    let said = draft(&desk, "calm-lake", "05T11:00");
    assert!(said.contains("What you describe is a bug") && !said.contains("working on"), "{said}");
    desk.done("05T12:00", "sent calm-lake acknowledge --by ada --again");
    assert!(!found(&desk, "05T13:00", "a report that is rejected now"));
}

#[test]
fn a_duplicate_of_an_advisory_that_is_withdrawn_hears_of_that() {
    let desk = desk();
    desk.done("05T10:00", "publish still-water --by ada --until 2027-03-10T15:00:00Z --anyway");
    desk.done("10T16:00", "sent calm-lake acknowledge --by ada --again");
    desk.ok("11T10:00", &["withdraw", "still-water", "--by", "ada", "--reason", "Not a vulnerability."]);
    assert!(found(&desk, "11T11:00", "the report is a duplicate of an advisory that is withdrawn now"));
    let said = draft(&desk, "calm-lake", "11T11:00");
    assert!(said.contains("have withdrawn it since: LODE-2027-001") && !said.contains("Now it is public"), "{said}");
}

#[test]
fn a_duplicate_of_a_duplicate_follows_the_report_that_is_handled() {
    let desk = desk();
    again(&desk, "wide-field", "05T10:00");
    reject(&desk, "wide-field", "calm-lake", "05T11:00");
    assert!(draft(&desk, "wide-field", "05T12:00").contains("already know of and are working on"));
    desk.done("05T13:00", "sent wide-field acknowledge --by ada --anyway");
    desk.done("06T10:00", "publish still-water --by ada --until 2027-03-10T15:00:00Z --anyway");
    assert!(draft(&desk, "wide-field", "11T10:00").contains("LODE-2027-001"));
}

#[test]
fn users_hear_an_all_clear_only_if_there_is_no_vulnerability() {
    for (outcome, is_clear) in [
        ("bug", true),
        ("by-design", true),
        ("hardening", true),
        ("not-reproducible", false),
        ("other-project --belongs-to libexample", false),
        ("duplicate --duplicate-of calm-lake", false),
    ] {
        let desk = Desk::with_incident("rook");
        again(&desk, "calm-lake", "02T11:00");
        let set = "--set notice.release-estimate=2027-03-12T15:00:00Z";
        desk.done("03T10:00", &format!("record still-water notice-published --by ada {set} --anyway"));
        desk.done("04T10:00", &format!("record still-water rejected --by ada --outcome {outcome}"));
        let said = draft(&desk, "still-water", "04T11:00");
        assert!(
            said.contains("the announced security release") || said.contains("The announced security release"),
            "{said}"
        );
        let words = ["is not about a vulnerability", "you can change it back"];
        assert!(words.iter().all(|words| said.contains(words) == is_clear), "{outcome}: {said}");
        assert_eq!(said.contains("please keep it"), !is_clear, "{outcome}: {said}");
    }
}

#[test]
fn reports_are_no_duplicates_of_each_other() {
    let desk = desk();
    let line = "record still-water rejected --by ada --outcome duplicate --duplicate-of calm-lake";
    super::refused(&desk, "05T10:00", line, &["outcome-unspecified", "duplicates of each other"]);
    desk.done("05T10:00", &format!("{line} --anyway"));
    assert!(found(&desk, "05T11:00", "duplicates of each other, so nobody handles the vulnerability"));
}

#[test]
fn a_duplicate_is_one_of_something_that_exists() {
    let desk = Desk::with_incident("rook");
    let rejected = |of: &str| format!("record still-water rejected --by ada --outcome duplicate --duplicate-of {of}");
    for (of, words) in [
        ("still-water-2", "did you mean `still-water`?"),
        ("LODE-2027-009", "no advisory of this project has the ID `LODE-2027-009`"),
        ("CVE-27-1", "`CVE-27-1` is neither a handle nor an ID"),
        ("Lake", "`Lake` is neither a handle nor an ID"),
    ] {
        super::refused(&desk, "03T10:00", &rejected(of), &["outcome-unspecified", words]);
    }
    // Of the ID of another database, nobody can say that it does not exist.
    desk.done("03T10:00", &rejected("GHSA-2222-3333-4444"));
    assert!(found(
        &desk,
        "03T11:00",
        "warning[outcome-unspecified]: no incident here has the ID `GHSA-2222-3333-4444`"
    ));
    desk.done("03T12:00", "correct still-water rejected --void --by ada --reason slip");
    again(&desk, "calm-lake", "03T13:00");
    desk.edit("incidents/2027/still-water/advisory.md", |text| {
        text.replacen("title =", "aliases = [\"GHSA-2222-3333-4444\"]\ntitle =", 1)
    });
    desk.done("03T14:00", "record calm-lake rejected --by ada --outcome duplicate --duplicate-of GHSA-2222-3333-4444");
    assert!(!found(&desk, "03T15:00", "outcome-unspecified"));
}
