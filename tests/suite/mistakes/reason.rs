//! The public reason of a withdrawal is that of the people who withdrew the advisory.

use super::Desk;

const ADVISORY: &str = "incidents/2027/still-water/advisory.md";

fn withdrawn() -> Desk {
    let desk = Desk::with_incident("rook");
    desk.done("03T10:00", "publish still-water --by ben --until 2027-03-10T15:00:00Z");
    desk.commit("ben");
    desk.ok("11T10:00", &["withdraw", "still-water", "--by", "ben", "--reason", "It is none."]);
    desk.commit_at("ben", "11T10:00");
    desk
}

#[test]
fn another_reason_needs_somebody_who_may_withdraw() {
    let desk = withdrawn();
    assert_eq!(desk.errors("11T11:00"), Vec::<String>::new());
    desk.edit(ADVISORY, |text| text.replace("It is none.", "Nobody uses it."));
    let said = desk.line("11T11:00", "check");
    let command = "advisory correct still-water withdrawn --set";
    assert!(said.code == 1 && said.out.contains("withdrawal-reason-changed") && said.out.contains(command), "{said:?}");
    let said = desk.line("11T11:00", "revise still-water --by ben --text Shorter.");
    assert!(said.code == 2 && said.err.contains("only the reason") && said.err.contains(command), "{said:?}");
    let correct = |by: &str, reason: &str| {
        let set = format!("reason={reason}");
        let correct = ["correct", "still-water", "withdrawn", "--set", &set, "--by", by, "--reason", "slip"];
        desk.run("11T12:00", &[&correct[..], &["--revision", "Another reason."]].concat())
    };
    assert_ne!(correct("nobody", "Nobody uses it.").code, 0);
    let said = correct("ben", "Nobody uses it.");
    assert_eq!(said.code, 0, "{said:?}");
    assert_eq!(desk.errors("11T13:00"), Vec::<String>::new());
}

#[test]
fn a_correction_gives_a_withdrawal_another_reason() {
    let desk = withdrawn();
    let set = "reason=It is a matter of taste.";
    let correct = ["correct", "still-water", "withdrawn", "--set", set, "--by", "ben", "--reason", "slip"];
    let silent = desk.run("11T12:00", &correct);
    assert!(silent.code == 2 && silent.err.contains("--revision"), "{silent:?}");
    desk.ok("11T12:00", &[&correct[..], &["--revision", "Another reason."]].concat());
    assert!(desk.read(ADVISORY).contains("withdrawn = \"It is a matter of taste.\""));
    assert_eq!(desk.errors("11T13:00"), Vec::<String>::new());
    assert_eq!(desk.build("11T13:00").1, ["LODE-2027-001.html"]);
    let page = std::fs::read_to_string(desk.0.path().join("out/site/LODE-2027-001.html")).unwrap();
    assert!(page.contains("It is a matter of taste.") && !page.contains("It is none."));
}
