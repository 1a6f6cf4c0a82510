//! A role can be passed on: what its holders did counts, before and after it.

use super::{Desk, refused};
use crate::support;

const INCIDENT: &str = "incidents/2027/still-water/incident.toml";

/// An incident that Ada leads and has scored.
fn led() -> Desk {
    let desk = Desk::with_incident("rook");
    desk.done("02T11:00", "record still-water lead-named --by ada --set roles.fix-lead=ada");
    desk.done(
        "02T12:00",
        "record still-water team-named --by ada --set roles.fix-team=ada --set fix.thread=https://lists.example.org/1",
    );
    desk.done("03T10:00", "record still-water scored --by ada");
    desk.done("03T11:00", "record still-water decision --step distributors --take --by ada --reason agreed");
    desk
}

/// What `check` finds of rights.
fn rights(desk: &Desk, at: &str) -> Vec<String> {
    let said = desk.line(at, "check").all();
    said.lines().filter(|line| line.contains("-without-right]")).map(str::to_owned).collect()
}

#[test]
fn what_the_former_lead_did_counts_after_a_handover() {
    let desk = led();
    desk.done("05T10:00", "record still-water lead-named --by ben --set roles.fix-lead=ben");
    let text = desk.incident();
    assert!(text.contains("former-holders = { fix-lead = \"ada\" }"), "{text}");
    assert_eq!(rights(&desk, "05T11:00"), Vec::<String>::new());
    let board = desk.done("05T11:00", "status still-water");
    assert!(!board.contains("undecided") && board.contains("ben"), "{board}");
    // Ben leads from then on, and Ada does not any more.
    desk.done("06T09:00", "record still-water mitigation-ready --by ben");
    desk.done("06T10:00", "record still-water attested --attestation notice-actionable --by ben");
    let refusal = "`ada` may not acknowledge `decided-with-fix-team`";
    refused(&desk, "06T11:00", "record still-water attested --attestation decided-with-fix-team --by ada", &[refusal]);
}

#[test]
fn nobody_gets_a_right_for_what_was_done_before_they_took_over() {
    let desk = led();
    desk.done("05T10:00", "record still-water lead-named --by ben --set roles.fix-lead=ben");
    let attested = |at: &str, by: &str| {
        let record = format!(
            "\n[[event]]\nat = 2027-03-{at}:00Z\nevent = \"attested\"\nattestation = \"notice-actionable\"\nby = \"{by}\"\n"
        );
        let before = desk.incident();
        desk.edit(INCIDENT, |text| text + &record);
        let found = rights(&desk, "07T10:00");
        desk.edit(INCIDENT, |_| before.clone());
        found.len()
    };
    // At the instant of the handover, both may.
    let of = |by: &str| ["04T10:00", "05T10:00", "06T10:00"].map(|at| attested(at, by));
    assert_eq!((of("ada"), of("ben")), ([0, 0, 1], [1, 0, 0]));
}

#[test]
fn a_role_is_passed_on_several_times_and_members_of_a_team_leave_it() {
    let desk = led();
    desk.done(
        "04T10:00",
        "record still-water repo-access --by ada --set fix.repository=https://git.example.org/private/1",
    );
    desk.done("05T10:00", "record still-water team-named --by ada --set roles.fix-team=ben");
    desk.done("05T11:00", "record still-water lead-named --by ada --set roles.fix-lead=ben");
    desk.done("06T10:00", "record still-water lead-named --by ben --set roles.fix-lead=ada");
    let text = desk.incident();
    for held in ["fix-team = \"ada\"", "fix-lead = \"ada\"", "fix-lead = \"ben\""] {
        assert!(text.contains(&format!("former-holders = {{ {held} }}")), "{text}");
    }
    assert_eq!(rights(&desk, "07T10:00"), Vec::<String>::new());
    // Naming the same person again passes nothing on.
    desk.done("07T10:00", "record still-water mitigation-ready --by ada --set roles.fix-lead=ada");
    assert_eq!(desk.incident().matches("former-holders").count(), 3);
}

#[test]
fn former_holders_are_people_and_roles_that_exist() {
    let desk = led();
    let found = |held: &str| {
        let before = desk.incident();
        let event = format!(
            "\n[[event]]\nat = 2027-03-04T10:00:00Z\nevent = \"lead-named\"\nby = \"ada\"\nformer-holders = {{ {held} }}\n"
        );
        desk.edit(INCIDENT, |text| text + &event);
        let said = desk.line("07T10:00", "check").all();
        desk.edit(INCIDENT, |_| before.clone());
        ["unknown-member", "unknown-role"].map(|rule| said.contains(&format!("[{rule}]")))
    };
    assert_eq!(found("fix-lead = \"ben\""), [false, false]);
    assert_eq!(found("fix-lead = \"zed\""), [true, false]);
    assert_eq!(found("captain = \"ben\""), [false, true]);
}

#[test]
fn an_edit_that_makes_somebody_a_former_holder_is_reported() {
    let desk = led();
    desk.edit("team.toml", |text| {
        let member = |id: &str| {
            format!(
                "\n[[member]]\nid = \"{id}\"\nname = \"{id}\"\nemail = \"{id}@example.org\"\nroles = [\"maintainer\"]\n"
            )
        };
        text + &member("mallory")
    });
    desk.commit("ada");
    let base = support::git(&desk.repo(), &["rev-parse", "HEAD"]);
    let event = "\n[[event]]\nat = 2027-03-04T10:00:00Z\nevent = \"lead-named\"\nby = \"mallory\"\nformer-holders = { fix-lead = \"mallory\" }\n";
    desk.edit(INCIDENT, |text| text + event);
    desk.commit_at("mallory", "04T11:00");
    let said = desk.line("04T12:00", &format!("check --base {}", base.trim())).all();
    assert!(said.contains("`mallory` gets the rights that `fix-lead` had"), "{said}");
}

#[test]
fn a_role_that_an_edit_passes_on_without_a_record_is_found() {
    let desk = led();
    desk.commit_at("ada", "03T11:00");
    desk.edit(INCIDENT, |text| text.replace("fix-lead = \"ada\"", "fix-lead = \"ben\""));
    let lost = "role-passed-on-silently: `ada` is no longer `fix-lead`, and no record passes the role on";
    let errors = desk.errors("05T10:00");
    assert!(errors.iter().any(|error| error.replace('"', "") == lost), "{errors:?}");
    let help = "advisory record still-water EVENT --by MEMBER --set roles.fix-lead=ben";
    assert!(desk.line("05T10:00", "check --base HEAD").all().contains(help));
    desk.edit(INCIDENT, |text| text.replace("fix-lead = \"ben\"", "fix-lead = \"ada\""));
    desk.done("05T10:00", "record still-water lead-named --by ben --set roles.fix-lead=ben");
    assert_eq!(desk.errors("05T11:00"), Vec::<String>::new());
    // One who did nothing yet loses nothing.
    let desk = Desk::with_incident("rook");
    desk.done("02T11:00", "record still-water lead-named --by ada --set roles.fix-lead=ben");
    desk.commit_at("ada", "02T11:00");
    desk.edit(INCIDENT, |text| text.replace("fix-lead = \"ben\"", "fix-lead = \"ada\""));
    assert_eq!(desk.errors("02T12:00"), Vec::<String>::new());
}
