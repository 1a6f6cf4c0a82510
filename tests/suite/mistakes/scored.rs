//! A score counts once somebody who may says that the team agreed on the vector.

use super::Desk;

const ADVISORY: &str = "incidents/2027/still-water/advisory.md";
const LOW: &str = "CVSS:3.1/AV:N/AC:H/PR:L/UI:R/S:U/C:L/I:N/A:N";
const HIGH: &str = "CVSS:3.1/AV:N/AC:L/PR:L/UI:N/S:U/C:H/I:H/A:N";

fn vector(desk: &Desk, from: &str, to: &str) {
    desk.edit(ADVISORY, |text| text.replacen(from, to, 1));
}

fn found(desk: &Desk, at: &str, rule: &str) -> Vec<String> {
    let found = desk.run(at, &["check", "--base", "HEAD", "--format", "json"]).json();
    let found = found["findings"].as_array().unwrap().iter().filter(|finding| finding["rule"] == rule);
    found.map(|it| format!("{}: {}", it["severity"].as_str().unwrap(), it["message"].as_str().unwrap())).collect()
}

/// A public report under the preset where a low score makes nothing urgent.
fn public() -> Desk {
    let desk = Desk::with_incident("vitess");
    desk.edit("incidents/2027/still-water/incident.toml", |text| text.replacen("\"private\"", "\"public\"", 1));
    desk.commit("ada");
    desk
}

fn is_urgent(desk: &Desk, at: &str) -> bool {
    !desk.status(at)["modes"].as_array().unwrap().is_empty()
}

#[test]
fn a_vector_that_nobody_scored_makes_no_deadline_lax() {
    let desk = public();
    vector(&desk, HIGH, LOW);
    assert!(is_urgent(&desk, "03T10:00"), "nobody says that the score is low");
    desk.done("03T11:00", "record still-water lead-named --by ada --set roles.fix-lead=ada");
    desk.done("03T12:00", "record still-water scored --by ada");
    assert!(!is_urgent(&desk, "03T13:00"));
    // Nobody counts who may not score.
    let desk = public();
    vector(&desk, HIGH, LOW);
    desk.done("03T12:00", "record still-water scored --by mallory --anyway");
    assert!(is_urgent(&desk, "03T13:00"));
}

#[test]
fn who_scored_agreed_on_that_vector_alone() {
    let desk = public();
    desk.done("03T11:00", "record still-water lead-named --by ada --set roles.fix-lead=ada");
    desk.done("03T12:00", "record still-water scored --by ada");
    assert!(desk.incident().contains("covers = \"sha256:"), "{}", desk.incident());
    desk.commit_at("ada", "03T12:00");
    vector(&desk, HIGH, LOW);
    let message = "the CVSS vectors are others than those that the team agreed on";
    assert_eq!(found(&desk, "04T10:00", "score-outdated"), [format!("warning: {message}")]);
    assert!(is_urgent(&desk, "04T10:00"));
    desk.done("04T11:00", "record still-water scored --by ada");
    assert_eq!(found(&desk, "04T12:00", "score-outdated"), Vec::<String>::new());
    assert!(!is_urgent(&desk, "04T12:00"));
    // Once the publication is approved, it is an error.
    desk.done("05T10:00", "publish still-water --by ben --until 2027-03-20T15:00:00Z --anyway");
    vector(&desk, LOW, HIGH);
    assert_eq!(found(&desk, "05T11:00", "score-outdated"), [format!("error: {message}")]);
    // The layout of the file is no other vector.
    vector(&desk, &format!("\"{HIGH}\""), &format!("\"{LOW}\" # agreed"));
    assert_eq!(found(&desk, "05T11:00", "score-outdated"), Vec::<String>::new());
}

#[test]
fn a_waiver_for_low_scores_takes_a_score() {
    let desk = Desk::with_incident("rook");
    vector(&desk, HIGH, LOW);
    desk.done("02T11:00", "record still-water lead-named --by ada --set roles.fix-lead=ada");
    desk.edit("incidents/2027/still-water/incident.toml", |text| {
        text + "\n[[waiver]]\nwaiver = \"low-severity-slowdown\"\nsteps = [\"release\"]\nat = 2027-03-03T10:00:00Z\nby = \"ada\"\nreason = \"Holidays.\"\nlink = \"https://lists.example.org/1\"\nuntil = 2027-04-20T10:00:00Z\n"
    });
    let found = found(&desk, "04T10:00", "waiver-condition");
    assert!(found.len() == 1 && found[0].contains("is not scored"), "{found:?}");
    desk.done("04T11:00", "record still-water scored --by ada");
    assert!(self::found(&desk, "04T12:00", "waiver-condition").is_empty());
}
