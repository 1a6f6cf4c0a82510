//! What two branches do to each other: the same ids twice, and the same handle.

use super::folders::found;
use super::{ADVISORY, INCIDENT, PUBLIC_ADVISORY, PUBLIC_INCIDENT, PrivateRepository};

/// A second public incident, with everything that the first one has but its id.
fn twin(desk: &PrivateRepository) {
    desk.write("incidents/2026/calm-crane/incident.toml", desk.read(PUBLIC_INCIDENT));
    desk.write("incidents/2026/calm-crane/advisory.md", desk.read(PUBLIC_ADVISORY));
}

fn rules(desk: &PrivateRepository) -> Vec<String> {
    found(&desk.run(&["check", "--format", "json"])).into_iter().map(|(rule, _)| rule).collect()
}

#[test]
fn two_public_advisories_of_one_id_are_left_out() {
    let desk = PrivateRepository::new();
    assert_eq!(desk.build().code, 0);
    twin(&desk);
    let rules = rules(&desk);
    for rule in ["duplicate-public-id", "duplicate-cve", "alias-claimed"] {
        assert!(rules.iter().any(|r| r == rule), "{rule}: {rules:?}");
    }
    let said = desk.build();
    assert!(said.code == 0 && said.out.contains("duplicate-public-id"), "{said:?}");
}

/// The embargoed one claims what the public one has: team members are told, and nobody else can tell.
#[test]
fn an_embargoed_incident_that_claims_a_public_one_s_ids_leaves_no_trace() {
    for (claim, rule) in [
        ("id = \"LODE-2026-001\"\n", "duplicate-public-id"),
        ("cve = [\"CVE-2026-10001\"]\n", "duplicate-cve"),
        ("aliases = [\"GHSA-2m4c-7f9q-x3vw\"]\n", "alias-claimed"),
        ("aliases = [\"LODE-2026-001\"]\n", "alias-claimed"),
        ("aliases = [\"CVE-2026-10001\"]\n", "alias-claimed"),
    ] {
        // Before and after the public one in the order of their folders.
        for handle in ["aaa-first", "zzz-last"] {
            let [with, without] = [true, false].map(|there| {
                let desk = PrivateRepository::new();
                if there {
                    desk.write(&format!("incidents/2026/{handle}/incident.toml"), desk.read(INCIDENT));
                    let text = desk.read(ADVISORY).replacen("+++\n", &format!("+++\n{claim}"), 1);
                    desk.write(&format!("incidents/2026/{handle}/advisory.md"), text);
                    assert!(rules(&desk).iter().any(|r| r == rule), "{claim} {handle}: {:?}", rules(&desk));
                }
                let said = desk.run_in_ci(&["build", "--out", desk.out().to_str().unwrap()]);
                (said.code, desk.site(), said.err)
            });
            assert_eq!(with.0, 0, "{claim} {handle}: {}", with.2);
            assert!(with == without, "{claim} {handle}");
        }
    }
}

/// One handle in two years, as two branches make it.
#[test]
fn a_handle_that_two_branches_chose_is_an_error() {
    let desk = PrivateRepository::new();
    desk.write("incidents/2025/quiet-otter/incident.toml", desk.read(INCIDENT));
    assert!(rules(&desk).iter().any(|r| r == "handle-twins"));
    assert_eq!(desk.build().code, 0);
}

/// Both branches appended an event; git asks, and somebody commits the question.
#[test]
fn conflict_markers_are_found_in_every_part_of_every_file() {
    const CONFLICT: &str = "<<<<<<< HEAD\nours = 1\n||||||| base\nwas = 1\n=======\ntheirs = 1\n>>>>>>> branch\n";
    for (path, before) in [
        (INCIDENT, "[scope]"),
        (PUBLIC_INCIDENT, "[scope]"),
        (ADVISORY, "cwe ="),
        (PUBLIC_ADVISORY, "cwe ="),
        (PUBLIC_ADVISORY, "## Mitigation"),
        ("team.toml", "[[member]]"),
        ("policy.toml", "[time]"),
        ("advisory.toml", "[site]"),
        ("distributors.toml", "[[member]]"),
    ] {
        for conflict in [CONFLICT.to_owned(), CONFLICT.replace('\n', "\r\n")] {
            let desk = PrivateRepository::new();
            assert_eq!(desk.build().code, 0);
            let site = desk.site();
            desk.change(path, before, &format!("{conflict}{before}"));
            assert!(rules(&desk).iter().any(|r| r == "conflict-marker"), "{path} {before}");
            desk.build();
            for (name, bytes) in desk.site() {
                assert!(!String::from_utf8_lossy(&bytes).contains("<<<<<<<"), "{path}: {name}");
            }
            assert!(desk.site() == site || path.contains("incidents"), "{path}");
        }
    }
}
