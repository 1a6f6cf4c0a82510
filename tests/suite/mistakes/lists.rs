//! Admissions to a list that were a mistake.

use super::Desk;
use crate::support::MEMBERS;

/// A list of which each member gets a mail of their own, and a request to join it.
fn desk() -> Desk {
    let desk = Desk::with_incident("rook");
    desk.edit("distributors.toml", |text| text + MEMBERS);
    desk.edit("policy.toml", |text| text.replace("\"distributors@example.org\"", "\"@list:distributors\""));
    desk.edit("team.toml", |text| {
        text + "\n[[member]]\nid = \"eve\"\nname = \"Eve\"\nemail = \"eve@example.org\"\nroles = []\n"
    });
    desk.done("03T10:00", "embargo still-water agree --until 2027-03-21T15:00:00Z --with distributors --by ben");
    desk.done("03T11:00", "embargo still-water break --leaked x --to y --assessment z --by ben");
    desk.done("03T12:00", "embargo still-water decide continue --by ben");
    desk.commit("ben");
    desk
}

/// Who gets the mail about the broken embargo.
fn mailed(desk: &Desk, at: &str) -> Vec<&'static str> {
    let drafted = desk.done(at, "draft still-water embargo-break");
    ["kestrel", "tidewater"].into_iter().filter(|member| drafted.contains(&format!("@{member}.example"))).collect()
}

/// Adds a member who calls itself one of the first.
fn found(desk: &Desk, at: &str, id: &str) -> crate::support::Run {
    let answers = ["active", "users", "track-record", "not-rebuild", "contributor", "accepts"];
    let answers: Vec<String> =
        answers.iter().map(|criterion| format!("--criterion {criterion}=https://{id}.example")).collect();
    let line = format!(
        "distributors add {id} --name {id} --contact psirt@{id}.example --by ben --vouched-by founding --terms-accepted 2027-03-02 --review 2028-03-01 {}",
        answers.join(" ")
    );
    desk.line(at, &line)
}

/// The process says who vouches for a member that joins a list, and not who begins it.
#[test]
fn several_members_begin_a_list_together_and_none_joins_them_unvouched() {
    let desk = Desk::with_incident("rook");
    for id in ["northcap", "harbour"] {
        found(&desk, "03T10:00", id).ok();
    }
    assert_eq!(desk.errors("03T11:00"), Vec::<String>::new(), "they begin it in one change");
    desk.commit("ben");
    // On the same day, in another change.
    found(&desk, "03T12:00", "tidewater").ok();
    let errors = desk.errors("03T12:00");
    assert!(errors.iter().any(|error| error.contains("founder-added-late")), "{errors:?}");
    // On another day.
    desk.edit("distributors.toml", |text| text.split("\n[[member]]\nid = \"tidewater\"").next().unwrap().to_owned());
    let said = found(&desk, "04T10:00", "tidewater");
    assert!(said.code == 1 && said.out.contains("vouch-missing"), "{said:?}");
}

#[test]
fn whom_a_wrong_decision_admitted_leaves_the_list_with_it() {
    let desk = desk();
    desk.done("04T10:00", "distributors accept tidewater --by ben --terms-accepted 2027-03-03 --review 2028-03-01");
    assert_eq!(mailed(&desk, "04T11:00"), ["kestrel", "tidewater"]);
    desk.commit("ben");
    desk.done("04T12:00", "correct distributors tidewater --set accepted=false --by ben --reason wrong");
    assert_eq!(mailed(&desk, "04T12:30"), ["kestrel"]);
    assert!(!desk.done("04T12:30", "distributors").contains("Tidewater Cloud      7/7"));
    assert_eq!(desk.errors("04T12:30"), Vec::<String>::new());
    desk.commit("ben");
    // Somebody without the right takes that back: nothing is sent to a member who may be none.
    let restored = "correct distributors tidewater --kind amendment --void --reason no --by";
    let refused = desk.line("04T13:00", &format!("{restored} eve"));
    assert!(refused.code == 1 && refused.out.contains("list-amendment-unclear"), "{refused:?}");
    desk.done("04T13:00", &format!("{restored} eve --anyway"));
    assert_eq!(mailed(&desk, "04T13:30"), ["kestrel"]);
    let drafted = desk.done("04T13:30", "draft still-water embargo-break");
    assert!(drafted.contains("member-in-doubt"), "{drafted}");
}

#[test]
fn whoever_may_admit_members_restores_one_that_was_voided() {
    let desk = desk();
    desk.done("04T10:00", "distributors accept tidewater --by ben --terms-accepted 2027-03-03 --review 2028-03-01");
    desk.done("04T12:00", "correct distributors tidewater --set accepted=false --by ben --reason wrong");
    desk.done("04T13:00", "correct distributors tidewater --kind amendment --void --by ben --reason right");
    assert_eq!(mailed(&desk, "04T13:30"), ["kestrel", "tidewater"]);
    // A second correction that says something else replaces the first one.
    desk.done("04T14:00", "correct distributors tidewater --set accepted=false --by ben --reason wrong");
    desk.done("04T15:00", "correct distributors tidewater --void --by ben --reason undecided");
    assert!(!desk.errors("04T15:00").iter().any(|error| error.contains("list-")), "{:?}", desk.errors("04T15:00"));
    assert_eq!(mailed(&desk, "04T15:30"), ["kestrel"]);
}

#[test]
fn a_member_whose_request_was_declined_is_found_and_gets_no_mail() {
    let desk = desk();
    desk.done("04T10:00", "distributors accept tidewater --by ben --terms-accepted 2027-03-03 --review 2028-03-01");
    desk.edit("distributors.toml", |text| text.replace("accepted = true", "accepted = false"));
    let checked = desk.line("04T11:00", "check").out;
    assert!(checked.contains("member-declined"), "{checked}");
    assert_eq!(mailed(&desk, "04T11:00"), ["kestrel"]);
    desk.done("04T12:00", "correct distributors tidewater --kind member --void --by ben --reason x");
    assert!(!desk.line("04T12:00", "check").out.contains("member-declined"));
}

#[test]
fn the_reply_to_a_request_is_drafted_until_it_was_sent() {
    let desk = desk();
    let replies = |at: &str| {
        let out = desk.0.path().join("drafts");
        desk.ok(at, &["build", "--drafts", out.to_str().unwrap()]);
        std::fs::read_to_string(out.join("announcements/membership/tidewater.eml")).ok()
    };
    assert!(replies("03T13:00").unwrap().contains("has arrived"));
    desk.done("03T14:00", "distributors sent tidewater");
    assert_eq!(replies("03T15:00"), None);
    assert!(desk.line("03T15:00", "distributors sent tidewater").err.contains("sent already"));
    desk.done("04T10:00", "distributors decline tidewater --by ben --reason Small.");
    assert!(replies("04T11:00").unwrap().contains("decided not to add you"));
    desk.done("04T12:00", "distributors sent tidewater");
    assert_eq!(replies("04T13:00"), None);
    // A decision that is corrected has to be told.
    desk.done("05T10:00", "correct distributors tidewater --set accepted=true --by ben --reason x --anyway");
    assert_eq!(replies("05T11:00"), None, "no member comes from the request");
}
