//! A comparison finds what concerns the change, and nothing about incidents that it does not touch.

use super::{ADVISORY, AMIRA, EMBARGOED, PrivateRepository};

/// The files in which `check` finds something.
fn files(desk: &PrivateRepository, args: &[&str]) -> Vec<String> {
    let found = desk.run(&[&["check", "--format", "json"], args].concat()).json();
    let all = found["findings"].as_array().unwrap().clone();
    all.iter().map(|finding| finding["file"].as_str().unwrap().to_owned()).collect()
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
