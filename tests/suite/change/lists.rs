//! Records of distributors.toml are held to what records of incidents are held to.

use super::{AMIRA, BEN, CHIARA, PrivateRepository};

const LISTS: &str = "distributors.toml";

const REQUEST: &str = "\n[[request]]\nid = \"tidewater-2026\"\nname = \"Tidewater Cloud\"\ncontact = \"psirt@tidewater.example\"\nreceived = 2026-02-01T10:00:00Z\nvouched-by = \"northcap\"\nanswers = { active = \"https://tidewater.example/packages\", vouched = \"Northcap\", accepts = \"yes\" }\ndecision = { accepted = false, at = 2026-02-04T09:00:00Z, by = [\"amira\"], reason = \"A rebuild.\" }\n";

fn amendment(at: &str, kind: &str, name: &str, by: &str, more: &str) -> String {
    format!(
        "\n[[amendment]]\nat = {at}\namends = {{ kind = \"{kind}\", name = \"{name}\" }}\nby = \"{by}\"\nreason = \"a slip\"\n{more}"
    )
}

/// A repository whose `main` has a request that was declined, and a corrected membership.
fn desk() -> PrivateRepository {
    let desk = PrivateRepository::new();
    desk.add(LISTS, REQUEST);
    desk.commit(AMIRA);
    desk.git(&["branch", "--force", "main"]);
    desk
}

/// The rules that `check` finds in the file.
fn checked(desk: &PrivateRepository) -> Vec<String> {
    let checked = desk.run(&["check", "--format", "json"]).json();
    let found = checked["findings"].as_array().unwrap().iter().filter(|f| f["file"] == LISTS);
    found.map(|f| f["rule"].as_str().unwrap().to_owned()).collect()
}

#[test]
fn a_correction_of_an_admission_takes_the_right_and_is_the_word_of_whoever_commits_it() {
    let accepted = "instead = { accepted = true }\n";
    let at = "2026-03-05T09:00:00Z";
    for (kind, name, more) in [("member", "northcap", ""), ("request", "tidewater-2026", accepted)] {
        for (by, who, rule) in [
            ("ben", BEN, None),
            ("ben", CHIARA, Some("recorded-in-anothers-name")),
            ("chiara\", \"ben", CHIARA, Some("recorded-in-anothers-name")),
        ] {
            let desk = desk();
            desk.add(
                LISTS,
                &amendment(at, kind, name, by, more).replace("by = \"chiara\", \"ben\"", "by = [\"chiara\", \"ben\"]"),
            );
            desk.commit(who);
            let rules = desk.rules();
            let found = rules.iter().any(|found| found == "recorded-in-anothers-name");
            assert_eq!(found, rule.is_some(), "{kind} {by} {who}: {rules:?}");
            assert!(!checked(&desk).contains(&"list-amendment-unclear".to_owned()));
            assert_eq!(rules.contains(&"audience-changed".to_owned()), kind == "member", "{rules:?}");
        }
        let desk = desk();
        desk.add(LISTS, &amendment(at, kind, name, "chiara", more));
        desk.commit(CHIARA);
        assert!(checked(&desk).contains(&"list-amendment-unclear".to_owned()), "{:?}", checked(&desk));
        desk.change("team.toml", "roles = [\"maintainer\"]", "roles = [\"maintainer\", \"pst\"]");
        desk.commit(CHIARA);
        assert!(desk.rules().contains(&"right-from-same-change".to_owned()), "{:?}", desk.rules());
    }
}

#[test]
fn decisions_and_corrections_of_admissions_are_neither_edited_nor_removed() {
    let desk = desk();
    desk.change(LISTS, "reason = \"A rebuild.\" }", "reason = \"A rebuild.\", sent = 2026-02-05T09:00:00Z }");
    assert_eq!(desk.rules(), [""; 0], "that the answer was sent is added later");
    desk.change(LISTS, "accepted = false", "accepted = true");
    assert!(desk.rules().contains(&"record-edited".to_owned()), "{:?}", desk.rules());
    desk.git(&["checkout", "--quiet", "."]);
    desk.change(
        LISTS,
        "decision = { accepted = false, at = 2026-02-04T09:00:00Z, by = [\"amira\"], reason = \"A rebuild.\" }\n",
        "",
    );
    assert!(desk.rules().contains(&"record-removed".to_owned()), "{:?}", desk.rules());
    desk.git(&["checkout", "--quiet", "."]);
    let void = amendment("2026-03-05T09:00:00Z", "member", "northcap", "ben", "");
    desk.add(LISTS, &void);
    desk.commit(BEN);
    desk.git(&["branch", "--force", "main"]);
    desk.change(LISTS, &void, "");
    assert!(desk.rules().contains(&"record-removed".to_owned()), "{:?}", desk.rules());
}

#[test]
fn a_correction_of_an_admission_can_be_taken_back_and_two_that_differ_do_not_count() {
    let desk = desk();
    let is_member = |desk: &PrivateRepository| desk.run(&["distributors", "--reveal"]).all().contains("Northcap");
    let void =
        ["correct", "distributors", "northcap", "--void", "--by", "ben", "--reason", "another company", "--kind"];
    desk.done(&[&void[..], &["member"]].concat());
    assert!(!is_member(&desk));
    desk.done(&[&void[..], &["amendment"]].concat());
    assert!(is_member(&desk));
    assert!(checked(&desk).is_empty(), "{:?}", checked(&desk));
    // Two branches: what says the same counts once.
    let at = ["2026-03-05T09:00:00Z", "2026-03-05T10:00:00Z"];
    for (more, found) in
        [(["instead = { accepted = true }\n"; 2], false), (["instead = { accepted = true }\n", ""], true)]
    {
        let desk = self::desk();
        for (at, more) in at.into_iter().zip(more) {
            desk.add(LISTS, &amendment(at, "request", "tidewater-2026", "ben", more));
        }
        assert_eq!(checked(&desk).contains(&"list-amendment-unclear".to_owned()), found, "{more:?}");
    }
}

#[test]
fn a_request_without_answers_is_accepted_with_those_of_the_command() {
    let desk = PrivateRepository::new();
    let request = REQUEST.split("vouched-by").next().unwrap();
    desk.add(LISTS, request);
    let accept = ["distributors", "accept", "tidewater-2026", "--by", "amira", "--terms-accepted", "2026-03-01"];
    let said = desk.run(&accept);
    assert!(said.code != 0 && said.all().contains("--criterion"), "{said:?}");
    let more = ["--vouched-by", "northcap", "--criterion", "active=https://tidewater.example/packages"];
    desk.done(&[&accept[..], &more].concat());
    assert!(checked(&desk).is_empty(), "{:?}", checked(&desk));
}
