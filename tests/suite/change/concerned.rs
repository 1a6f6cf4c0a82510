//! A comparison finds what concerns the change, and nothing about incidents that it does not touch.

use super::{ADVISORY, AMIRA, EMBARGOED, PUBLIC, PrivateRepository};

/// The files in which `check` finds something.
fn files(desk: &PrivateRepository, args: &[&str]) -> Vec<String> {
    let found = desk.run(&[&["check", "--format", "json"], args].concat()).json();
    let all = found["findings"].as_array().unwrap().clone();
    all.iter().map(|finding| finding["file"].as_str().unwrap().to_owned()).collect()
}

/// The text of the draft without CVE IDs, and with other front matter.
fn draft(desk: &PrivateRepository, front: &str) -> String {
    let text = desk.read(super::DRAFT);
    let lines = text.lines().filter(|line| !line.starts_with("cve"));
    lines.fold(String::new(), |all, line| all + line + "\n").replacen("+++\n", &format!("+++\n{front}"), 1)
}

fn desk() -> PrivateRepository {
    let desk = PrivateRepository::new();
    // An error of the public advisory, on main already.
    desk.change(ADVISORY, "CVE-2026-10001", "CVE-2026");
    desk.commit(AMIRA);
    desk.git(&["branch", "--force", "main"]);
    desk
}

#[test]
fn findings_about_incidents_that_the_change_does_not_touch_are_left_out() {
    let desk = desk();
    desk.add(EMBARGOED, "# agreed in the call\n");
    desk.commit(AMIRA);
    let of_others = |args: &[&str]| files(&desk, args).iter().any(|file| file == ADVISORY);
    assert!(of_others(&[]));
    assert!(!of_others(&["--base", "main"]));
    assert!(of_others(&["--base", "main", "--fail-overdue"]));
}

#[test]
fn what_the_change_touches_is_found_however_broken_it_is() {
    // Of the incident itself.
    let own = desk();
    own.add(ADVISORY, "\nOne thing more.\n");
    assert!(files(&own, &["--base", "main"]).contains(&ADVISORY.to_owned()));
    // Of every incident, as the project's own files concern each.
    let shared = desk();
    shared.add("team.toml", "# in the order of the rotation\n");
    assert!(files(&shared, &["--base", "main"]).contains(&ADVISORY.to_owned()));
    // Of a new folder that can't be read as an incident.
    let broken = desk();
    broken.write("incidents/2026/calm-crane/incident.toml", "[report\n");
    let found = files(&broken, &["--base", "main"]);
    assert!(found.iter().any(|file| file.contains("calm-crane")), "{found:?}");
    // Of one that takes an id of another: both are named.
    let twin = PrivateRepository::new();
    twin.change(super::DRAFT, "+++\n", "+++\nid = \"LODE-2026-001\"\n");
    assert!(!files(&twin, &["--base", "main"]).is_empty());
}

#[test]
fn what_other_incidents_decide_is_found_although_the_change_does_not_touch_them() {
    let rules = |desk: &PrivateRepository| {
        let found = desk.run(&["check", "--format", "json", "--base", "main"]).json();
        let all = found["findings"].as_array().unwrap().clone();
        all.iter().map(|finding| finding["rule"].as_str().unwrap().to_owned()).collect::<Vec<_>>()
    };
    // Whose turn it is: the lead of the other incident was first.
    let turn = PrivateRepository::new();
    turn.add(EMBARGOED, "# agreed in the call\n");
    assert!(!rules(&turn).contains(&"lead-out-of-turn".to_owned()), "{:?}", rules(&turn));
    turn.change(EMBARGOED, "fix-lead = \"ben\"", "fix-lead = \"amira\"");
    assert!(rules(&turn).contains(&"lead-out-of-turn".to_owned()), "{:?}", rules(&turn));
    // Whose text it is, although nobody's turn depends on it.
    let text = PrivateRepository::new();
    text.change(PUBLIC, "fix-lead = \"amira\"\n", "");
    text.commit(AMIRA);
    text.git(&["branch", "--force", "main"]);
    text.add(ADVISORY, "\nA **crafted** snapshot name\nescapes the export folder.\n");
    assert!(rules(&text).contains(&"becomes-public".to_owned()), "{:?}", rules(&text));
    // Whose id it is.
    for (key, rule) in [("cve", "duplicate-cve"), ("aliases", "alias-claimed")] {
        let id = PrivateRepository::new();
        id.write(super::DRAFT, draft(&id, &format!("{key} = [\"CVE-2026-10001\"]\n")));
        assert!(rules(&id).contains(&rule.to_owned()), "{:?}", rules(&id));
    }
    // Whose id it names.
    let named = PrivateRepository::new();
    named.write(super::DRAFT, draft(&named, "cve = [\"CVE-2026-70707\"]\n"));
    named.commit(AMIRA);
    named.git(&["branch", "--force", "main"]);
    named.add(ADVISORY, "\nSee also cve 2026-70707.\n");
    assert!(rules(&named).contains(&"embargoed-id-named".to_owned()), "{:?}", rules(&named));
}

/// The dates of the reports before it decide whose turn it is to lead an incident.
#[test]
fn a_change_says_who_leads_out_of_turn_because_of_it() {
    let turn = ("lead-out-of-turn".to_owned(), EMBARGOED.to_owned());
    let found = |desk: &PrivateRepository, args: &[&str]| {
        let found = desk.run(&[&["check", "--format", "json"], args].concat()).json();
        let all = found["findings"].as_array().unwrap().clone();
        let text = |finding: &serde_json::Value, key: &str| finding[key].as_str().unwrap().to_owned();
        all.iter().any(|finding| (text(finding, "rule"), text(finding, "file")) == turn)
    };
    let desk = PrivateRepository::new();
    assert!(!found(&desk, &[]));
    let at = |day: &str| format!("at = 2026-{day}T10:00:00Z\nevent = \"reported\"\n");
    desk.change(PUBLIC, &at("01-05"), &at("03-04"));
    assert!(found(&desk, &["--base", "main"]) && found(&desk, &["--base", "main", "--fail-overdue"]));
    desk.commit(AMIRA);
    desk.git(&["branch", "--force", "main"]);
    desk.add(PUBLIC, "# agreed in the call\n");
    assert!(!found(&desk, &["--base", "main"]), "it was so before");

    let desk = PrivateRepository::new();
    let correction = ["correct", "amber-heron", "reported", "--set", "at=2026-03-04T10:00:00Z", "--by", "amira"];
    let said = desk.run(&[&correction[..], &["--reason", "the date of the mail", "--anyway"]].concat());
    assert!(said.code == 0 && said.all().contains("it is `amira`'s turn"), "{said:?}");
}

#[test]
fn an_id_is_found_wherever_the_front_matter_begins() {
    for before in ["\n", "\n\n  \n"] {
        let named = PrivateRepository::new();
        let front = "related = ['''\n+++ b/x.c''']\ncve = [\"CVE-2026-70707\"]\naliases = [\"GHSA-ghjm-pqrv-wxcf\"]\n";
        named.write(super::DRAFT, before.to_owned() + &draft(&named, front));
        named.commit(AMIRA);
        named.git(&["branch", "--force", "main"]);
        for id in ["CVE-2026-70707", "GHSA-ghjm-pqrv-wxcf"] {
            named.add(ADVISORY, &format!("\nSee also {id}.\n"));
            let found = named.run(&["check", "--format", "json", "--base", "main"]).json();
            let all = found["findings"].as_array().unwrap();
            assert!(all.iter().any(|finding| finding["rule"] == "embargoed-id-named"), "{before:?} {id}: {found}");
            named.git(&["checkout", "--quiet", ADVISORY]);
        }
    }
}
