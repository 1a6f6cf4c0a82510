//! Whatever makes an approved advisory public earlier takes somebody who may end its embargo.

use super::{AMIRA, BEN, CHIARA, DRAFT, EMBARGOED, PrivateRepository, amendment, event};

const STRANGER: &str = "somebody@example.org";
const RULE: &str = "opens-earlier";

/// What is done to an incident that is approved and waits for its upstream and the end of its embargo.
type Edit = (&'static str, fn(&PrivateRepository));

const UPSTREAM: &str = "[upstream]\nproject = \"Corosphere\"\npublic = 2026-03-25T15:00:00Z\n\n";

const EDITS: &[Edit] = &[
    ("the upstream project taken out", |d| d.change(EMBARGOED, UPSTREAM, "")),
    ("an earlier date of the upstream project", |d| d.change(EMBARGOED, "public = 2026-03-25", "public = 2026-03-01")),
    ("the upstream project public", |d| {
        d.add(EMBARGOED, "\n[[event]]\nat = 2026-03-05T09:00:00Z\nevent = \"upstream-public\"\n");
    }),
];

/// The same with an embargo that has no end yet, and nothing upstream.
const ENDS: &[Edit] = &[
    ("a first end a minute ahead", |d| d.change(EMBARGOED, "[embargo]\n", "[embargo]\nuntil = 2026-03-05T12:01:00Z\n")),
    ("an end that a list agreed on", |d| {
        let agreed = event("2026-03-05T09:00:00Z", "embargo-agreed", "distributors");
        d.add(EMBARGOED, &(agreed + "until = 2026-03-05T12:01:00Z\n"));
    }),
];

/// The same, in the name of somebody who may not, of nobody, or of a role: it brings nothing forward.
const WITHOUT_EFFECT: &[Edit] = &[
    ("an end by somebody without the right", |d| {
        let agreed = event("2026-03-05T09:00:00Z", "embargo-agreed", "chiara");
        d.add(EMBARGOED, &(agreed + "until = 2026-03-05T12:01:00Z\n"));
    }),
    ("an end that nobody set", |d| {
        let event =
            "\n[[event]]\nat = 2026-03-05T09:00:00Z\nevent = \"embargo-agreed\"\nuntil = 2026-03-05T12:01:00Z\n";
        d.add(EMBARGOED, event);
    }),
    ("an end by a role", |d| {
        let agreed = event("2026-03-05T09:00:00Z", "embargo-agreed", "pst");
        d.add(EMBARGOED, &(agreed + "until = 2026-03-05T12:01:00Z\n"));
    }),
];

/// Corrections by somebody who may not.
const NO_AMENDMENT: &[Edit] = &[
    ("the end of an embargo corrected", |d| {
        d.add(EMBARGOED, &amendment("2026-03-05T09:00:00Z", "rejected", "ben", ""));
        d.add(EMBARGOED, &amendment("2026-03-05T09:01:00Z", "embargo-moved", "chiara", "until = 2026-03-20T15:00:00Z"));
    }),
    ("a rejection called void", |d| {
        d.add(EMBARGOED, &amendment("2026-03-05T09:00:00Z", "rejected", "chiara", ""));
        d.add(EMBARGOED, &amendment("2026-03-05T09:01:00Z", "embargo-moved", "ben", "until = 2026-03-30T15:00:00Z"));
    }),
];

/// The same after a rejection and a move of the embargo, both of which hold it back.
const AMENDMENTS: &[Edit] = &[("a rejection called void", |d| {
    d.add(EMBARGOED, &amendment("2026-03-05T09:00:00Z", "rejected", "ben", ""));
    d.add(EMBARGOED, &amendment("2026-03-05T09:01:00Z", "embargo-moved", "ben", "until = 2026-03-30T15:00:00Z"));
})];

/// The error for a record in the name of somebody with the right, which opens the gate.
const IN_ANOTHERS_NAME: &str = "recorded-in-anothers-name";

/// An approved incident on `main`, edited.
fn approved(edit: impl Fn(&PrivateRepository)) -> PrivateRepository {
    let desk = PrivateRepository::new();
    desk.done(&["publish", "quiet-otter", "--by", "ben"]);
    edit(&desk);
    desk.commit(BEN);
    desk.git(&["branch", "--force", "main"]);
    desk
}

fn waiting() -> PrivateRepository {
    approved(|desk| desk.change(EMBARGOED, "[embargo]\n", &format!("{UPSTREAM}[embargo]\n")))
}

fn endless() -> PrivateRepository {
    approved(|desk| desk.change(EMBARGOED, "until = 2026-03-17T15:00:00Z\n", ""))
}

fn held() -> PrivateRepository {
    approved(|desk| {
        let moved = event("2026-03-05T08:00:00Z", "embargo-moved", "ben") + "until = 2026-03-30T15:00:00Z\n";
        desk.add(EMBARGOED, &(moved + &event("2026-03-05T08:30:00Z", "rejected", "chiara")));
    })
}

#[test]
fn a_record_by_whoever_may_not_end_the_embargo_opens_nothing() {
    for (base, edits) in [(endless as fn() -> PrivateRepository, WITHOUT_EFFECT), (held, NO_AMENDMENT)] {
        for (what, edit) in edits {
            for who in [AMIRA, BEN, CHIARA, STRANGER] {
                let desk = base();
                edit(&desk);
                desk.commit(who);
                let rules = desk.rules();
                assert!(!rules.contains(&RULE.to_owned()), "{what}, {who}: {rules:?}");
            }
        }
    }
}

/// Naming somebody with the right beside oneself does not give it to oneself.
#[test]
fn the_end_of_an_embargo_is_the_word_of_somebody_who_may_end_it() {
    let both = "\n[[event]]\nat = 2026-03-05T09:00:00Z\nevent = \"embargo-moved\"\nby = [\"chiara\", \"ben\"]\nuntil = 2026-03-05T12:01:00Z\n";
    let amended = amendment("2026-03-05T09:01:00Z", "embargo-moved", "ben", "until = 2026-03-20T15:00:00Z")
        .replace("by = \"ben\"", "by = [\"chiara\", \"ben\"]");
    let voided = amendment("2026-03-05T09:00:00Z", "rejected", "ben", "");
    for (base, text) in [(endless as fn() -> PrivateRepository, both.to_owned()), (held, voided + &amended)] {
        for (who, may) in [(BEN, true), (CHIARA, false), (STRANGER, false)] {
            let desk = base();
            desk.add(EMBARGOED, &text);
            desk.commit(who);
            let rules = desk.rules();
            assert_eq!(!rules.contains(&"recorded-in-anothers-name".to_owned()), may, "{who}: {rules:?}");
        }
    }
}

#[test]
fn an_edit_that_opens_the_gate_takes_somebody_who_may_end_the_embargo() {
    let bases = [
        (waiting as fn() -> PrivateRepository, EDITS, RULE),
        (endless, ENDS, RULE),
        (held, AMENDMENTS, IN_ANOTHERS_NAME),
    ];
    for (base, edits, error) in bases {
        for (what, edit) in edits {
            // The corrections are in the name of `ben`, whom nobody else speaks for.
            let amira = Some((AMIRA, true)).filter(|_| error == RULE);
            for (who, may) in amira.into_iter().chain([(BEN, true), (CHIARA, false), (STRANGER, false)]) {
                let desk = base();
                edit(&desk);
                desk.commit(who);
                let rules = desk.rules();
                assert_eq!(rules.contains(&error.to_owned()), !may, "{what}, {who}: {rules:?}");
            }
        }
    }
}

/// An event that names who agreed is held against whoever committed it, by another rule.
#[test]
fn an_event_that_names_whoever_may_end_the_embargo_is_no_earlier_opening() {
    for (by, of_a_stranger) in
        [("ben", &["recorded-in-anothers-name"][..]), ("distributors", &["opens-earlier", "recorded-in-anothers-name"])]
    {
        let desk = endless();
        let until = "until = 2026-03-10T15:00:00Z\n";
        desk.add(EMBARGOED, &(event("2026-03-05T09:00:00Z", "embargo-agreed", by) + until));
        desk.commit(BEN);
        assert_eq!(desk.found(), [], "{by}");
        desk.commit_as(BEN, BEN);
        let desk = endless();
        desk.add(EMBARGOED, &(event("2026-03-05T09:00:00Z", "embargo-agreed", by) + until));
        desk.commit(STRANGER);
        assert_eq!(desk.rules(), of_a_stranger, "{by}");
    }
}

/// A later opening is a change in public and no matter of rights; so is one that an approval brings.
#[test]
fn what_opens_later_or_is_approved_is_shown() {
    let shown = |desk: &PrivateRepository| {
        let found = desk.run(&["check", "--base", "main", "--format", "json"]).json();
        let all = found["findings"].as_array().unwrap().clone();
        let of_rule = all.into_iter().filter(|f| f["rule"] == "changes-in-public");
        of_rule
            .map(|f| (f["severity"].as_str().unwrap().to_owned(), f["message"].as_str().unwrap().to_owned()))
            .collect::<Vec<_>>()
    };
    let desk = waiting();
    desk.change(EMBARGOED, "public = 2026-03-25", "public = 2026-03-28");
    desk.commit(STRANGER);
    assert!(!desk.rules().contains(&RULE.to_owned()));
    let found = shown(&desk);
    assert!(matches!(found.as_slice(), [(s, m)] if s == "warning" && m.contains("instead of")), "{found:?}");
    let desk = PrivateRepository::new();
    desk.done(&["publish", "quiet-otter", "--by", "ben"]);
    desk.commit(BEN);
    let found = shown(&desk);
    assert!(matches!(found.as_slice(), [(s, m)] if s == "note" && m.contains("becomes public on")), "{found:?}");
    // A draft that nobody approved shows nothing.
    let desk = PrivateRepository::new();
    desk.add(DRAFT, "\nOne thing more.\n");
    desk.commit(STRANGER);
    assert_eq!(shown(&desk), []);
}

/// Where the author gains a copy or a right it is an error, for whoever else does it a warning.
#[test]
fn who_gains_by_a_change_does_not_make_it() {
    let severity = |edit: &dyn Fn(&PrivateRepository), who: &str| {
        let desk = PrivateRepository::new();
        edit(&desk);
        desk.commit(who);
        let found = desk.run(&["check", "--base", "main", "--format", "json"]).json();
        let all = found["findings"].as_array().unwrap().clone();
        let mut rules =
            all.into_iter().filter(|f| ["audience-changed", "identity-changed"].contains(&f["rule"].as_str().unwrap()));
        rules.next().unwrap()["severity"].as_str().unwrap().to_owned()
    };
    let channel = |d: &PrivateRepository| {
        d.change("policy.toml", "to = [\"distributors@", &format!("to = [\"{STRANGER}\", \"distributors@"))
    };
    let contact =
        |d: &PrivateRepository| d.change("distributors.toml", "contacts = [", &format!("contacts = [\"{STRANGER}\", "));
    let reporter = |d: &PrivateRepository| d.change(EMBARGOED, "dana@reporter.example", STRANGER);
    let member = |d: &PrivateRepository| d.change("team.toml", "ben@lodestore.example", STRANGER);
    let edits: [&dyn Fn(&PrivateRepository); 4] = [&channel, &contact, &reporter, &member];
    for edit in edits {
        assert_eq!(severity(edit, STRANGER), "error");
        assert_eq!(severity(edit, AMIRA), "warning");
        // Whose the address is, nobody knows.
        assert_eq!(severity(edit, "somebody@else.example"), "error");
    }
    // Mail to the team names these, so people sign in and write there.
    for (is, to) in [
        ("thread = \"", "thread = \"https://else.example/?"),
        ("repository = \"", "repository = \"https://else.example/?"),
    ] {
        let place = |d: &PrivateRepository| d.change(EMBARGOED, is, to);
        assert_eq!((severity(&place, STRANGER).as_str(), severity(&place, AMIRA).as_str()), ("error", "warning"));
    }
    let role = |d: &PrivateRepository| {
        d.change("team.toml", "example\"\nroles = [\"maintainer\"]", "example\"\nroles = [\"maintainer\", \"pst\"]");
    };
    assert_eq!((severity(&role, CHIARA).as_str(), severity(&role, AMIRA).as_str()), ("error", "warning"));
}

/// Whoever gains a right by a change of the policy does not make it: neither by a role of theirs nor
/// by fewer others whom they need.
#[test]
fn who_gains_a_right_by_a_change_of_the_policy_does_not_make_it() {
    // Chiara is a maintainer; Ben is on the security team too.
    let edits: &[(&str, &str, &str)] = &[
        ("on-break", "by = \"pst\", choices", "by = \"maintainer\", choices"),
        ("a list", "by = \"pst\"\nrequest-to", "by = \"maintainer\"\nrequest-to"),
        ("a list, by anybody", "by = \"pst\"\nrequest-to", "request-to"),
        ("a waiver", "WAIVER", "by = \"maintainer\""),
        (
            "publication",
            "approvals = { role = \"pst\", count = 1 }",
            "approvals = { role = \"maintainer\", count = 1 }",
        ),
        (
            "revisions",
            "approvals = { role = \"pst\", count = 1 }",
            "approvals = { role = \"pst\", count = 1 }\nrevisions = { role = \"maintainer\", count = 1 }",
        ),
        ("no approval", "approvals = { role = \"pst\", count = 1 }\n", ""),
    ];
    let policy = |desk: &PrivateRepository| desk.read("policy.toml");
    for (what, from, to) in edits {
        for (who, gains) in [(CHIARA, true), (BEN, false)] {
            let desk = PrivateRepository::new();
            let text = policy(&desk);
            let edited = if *from == "WAIVER" {
                let (head, waiver) = text.split_once("[[waiver]]").unwrap();
                let start = waiver.find("by = \"").unwrap();
                let end = start + waiver[start..].find('\n').unwrap();
                format!("{head}[[waiver]]{}{to}{}", &waiver[..start], &waiver[end..])
            } else {
                assert_eq!(text.matches(from).count(), 1, "{what}: {text}");
                text.replacen(from, to, 1)
            };
            desk.write("policy.toml", edited);
            desk.commit(who);
            let found = desk.run(&["check", "--base", "main", "--format", "json"]).json();
            let findings = found["findings"].as_array().unwrap().clone();
            let mut of_rule = findings.into_iter().filter(|f| f["rule"] == "policy-loosened").peekable();
            assert!(of_rule.peek().is_some(), "{what}");
            let is_error = of_rule.any(|finding| finding["severity"] == "error");
            assert_eq!(is_error, gains, "{what} by {who}");
        }
    }
    // Two approvals are one that the author alone gives.
    let desk = PrivateRepository::new();
    desk.change("policy.toml", "role = \"pst\", count = 1 }", "role = \"pst\", count = 2 }");
    desk.commit(AMIRA);
    desk.git(&["branch", "--force", "main"]);
    desk.change("policy.toml", "role = \"pst\", count = 2 }", "role = \"pst\", count = 1 }");
    desk.commit(BEN);
    let found = desk.run(&["check", "--base", "main"]);
    assert!(found.all().contains("error[policy-loosened]"), "{}", found.all());
}

/// A value is compared as it is, whatever the program calls its own parts.
#[test]
fn no_text_hides_a_difference_of_the_project() {
    let name = |word: &str| format!("name = \"Lodestore span: Span {{ {word}\"");
    let desk = PrivateRepository::new();
    desk.change("advisory.toml", "name = \"Lodestore\"", &name("one"));
    desk.commit(BEN);
    desk.git(&["branch", "--force", "main"]);
    desk.change("advisory.toml", &name("one"), &name("two"));
    desk.commit(BEN);
    let said = desk.run(&["check", "--base", "main"]);
    assert!(said.out.contains("changes-in-public"), "{said:?}");
}

/// An old branch whose edit opens nothing where it began, and would open the gate that `main` has
/// since: what the merge makes of the tip is what counts, and who may end the embargo as the tip
/// has it.
#[test]
fn what_a_merge_opens_is_judged_by_the_newest_state_of_the_base() {
    let public = "\n[[event]]\nat = 2026-03-05T09:00:00Z\nevent = \"upstream-public\"\n";
    type Side = Box<dyn Fn(&PrivateRepository)>;
    let cases: [(&str, Side, Side, &str); 2] = [
        (
            "an upstream project that main has since",
            Box::new(|main| main.change(EMBARGOED, "[embargo]\n", &format!("{UPSTREAM}[embargo]\n"))),
            Box::new(move |branch| branch.add(EMBARGOED, public)),
            RULE,
        ),
        (
            "a rejection that main has since",
            Box::new(|main| main.add(EMBARGOED, &event("2026-03-05T08:30:00Z", "rejected", "chiara"))),
            Box::new(|branch| branch.add(EMBARGOED, &amendment("2026-03-05T09:00:00Z", "rejected", "ben", ""))),
            IN_ANOTHERS_NAME,
        ),
    ];
    for (what, main, branch, error) in cases {
        for (who, may) in [(BEN, true), (CHIARA, false), (STRANGER, false)] {
            let desk = approved(|_| {});
            branch(&desk);
            desk.commit(who);
            let alone = desk.found();
            assert!(!alone.iter().any(|(rule, _)| rule == RULE), "{what}: {alone:?}");
            desk.git(&["checkout", "--quiet", "main"]);
            main(&desk);
            desk.commit(BEN);
            desk.git(&["checkout", "--quiet", "fix"]);
            let found = desk.found();
            let expected = (error.to_owned(), EMBARGOED.to_owned());
            assert_eq!(found.contains(&expected), !may, "{what}, {who}: {found:?}");
            // Once it is merged, the same is found where the branch is compared as a whole.
            super::driver::install(&desk);
            if desk.try_git(&["merge", "--quiet", "--no-edit", "main"]).status.success() {
                assert_eq!(desk.found().contains(&expected), !may, "{what}, {who}: merged");
            }
        }
    }
}

/// What main alone opens since is not the branch's.
#[test]
fn what_the_base_opened_since_is_not_blamed_on_the_branch() {
    let desk = waiting();
    desk.add(EMBARGOED, &event("2026-03-05T09:00:00Z", "accepted", "chiara"));
    desk.commit(CHIARA);
    desk.git(&["checkout", "--quiet", "main"]);
    desk.change(EMBARGOED, UPSTREAM, "");
    desk.commit(BEN);
    desk.git(&["checkout", "--quiet", "fix"]);
    assert_eq!(desk.found(), []);
}

#[test]
fn why_an_advisory_is_withdrawn_is_committed_by_who_may_publish() {
    let rules = |desk: &PrivateRepository| {
        let found = desk.run(&["check", "--format", "json", "--base", "main"]).json();
        let all = found["findings"].as_array().unwrap().clone();
        all.iter().filter(|finding| finding["rule"] == "withdrawal-without-right").count()
    };
    let desk = PrivateRepository::new();
    let withdrawn = desk.run(&["withdraw", "amber-heron", "--by", "ben", "--reason", "It was no vulnerability."]);
    assert_eq!(withdrawn.code, 0, "{withdrawn:?}");
    desk.commit(BEN);
    assert_eq!(rules(&desk), 0);
    desk.change(super::ADVISORY, "It was no vulnerability.", "See https://evil.example for the story.");
    desk.commit(STRANGER);
    assert_eq!(rules(&desk), 1);
    // Whoever may publish takes the text over with a commit of their own, without the stranger's.
    let desk = PrivateRepository::new();
    desk.run(&["withdraw", "amber-heron", "--by", "ben", "--reason", "It was no vulnerability."]);
    desk.change(super::ADVISORY, "It was no vulnerability.", "It was another product.");
    desk.commit(BEN);
    assert_eq!(rules(&desk), 0);
}

#[test]
fn a_release_that_is_listed_at_another_time_is_a_change_in_public() {
    let desk = PrivateRepository::new();
    let latest = "latest = \"1.16.3\"\n";
    let listed = "releases = [\"1.16.0\", \"1.16.3\"]\nlisted = { \"1.16.3\" = 2026-04-08T14:00:00Z }\n";
    desk.change("advisory.toml", latest, &format!("{latest}{listed}"));
    desk.commit(AMIRA);
    desk.git(&["branch", "--force", "main"]);
    desk.change("advisory.toml", "2026-04-08T14:00:00Z", "2026-03-05T12:30:00Z");
    desk.commit(STRANGER);
    let found = desk.run(&["check", "--format", "json", "--base", "main"]).json();
    let all = found["findings"].as_array().unwrap();
    let is_told = |finding: &serde_json::Value| {
        finding["rule"] == "changes-in-public" && finding["message"].as_str().unwrap().contains("2026-03-05")
    };
    assert!(all.iter().any(is_told), "{found}");
}

/// A notice tells readers that there is a vulnerability: only people who may do that step make it public.
#[test]
fn a_notice_that_somebody_without_the_right_makes_public_is_an_error() {
    let severity = |by: &str, who: &str| {
        let desk = PrivateRepository::new();
        desk.add(EMBARGOED, &event("2026-03-05T09:00:00Z", "notice-published", by).replace("by = \"\"\n", ""));
        desk.commit(who);
        let found = desk.run(&["check", "--base", "main", "--format", "json"]).json();
        let all = found["findings"].as_array().unwrap().clone();
        let mut shown = all.iter().filter(|finding| finding["rule"] == "changes-in-public");
        shown.next().unwrap()["severity"].as_str().unwrap().to_owned()
    };
    assert_eq!(severity("ben", BEN), "note");
    for (by, who) in [("ben", STRANGER), ("", STRANGER), ("ben", CHIARA), ("amira", AMIRA)] {
        assert_eq!(severity(by, who), "error", "{by} by {who}");
    }
}
