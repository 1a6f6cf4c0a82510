//! Every forbidden edit raises its rule and no other, and what looks like one and is none raises nothing.

use super::{ADVISORY, AMIRA, BEN, CHIARA, DRAFT, EMBARGOED, PUBLIC, PrivateRepository, amendment, event};
use crate::support;

/// What is done, who commits it, and what `check --base` says beyond `check`.
type Edit = (&'static str, fn(&PrivateRepository), &'static str, &'static [&'static str]);

const LEAD: &str = "at = 2026-03-02T15:00:00Z\nevent = \"lead-named\"\nby = \"amira\"\n";

const EDITS: &[Edit] = &[
    (
        "a role taken by hand from somebody who acted",
        |d| {
            d.add(EMBARGOED, &event("2026-03-05T09:00:00Z", "mitigation-ready", "chiara"));
            d.commit(CHIARA);
            d.git(&["branch", "--force", "main"]);
            d.change(EMBARGOED, "fix-team = [\"ben\", \"chiara\"]", "fix-team = [\"ben\"]");
        },
        AMIRA,
        &["role-passed-on-silently"],
    ),
    ("an event removed", |d| d.change(EMBARGOED, &format!("[[event]]\n{LEAD}"), ""), AMIRA, &["record-removed"]),
    (
        "an event of a public incident removed",
        |d| {
            d.change(PUBLIC, "\n[[event]]\nat = 2026-01-08T10:00:00Z\nevent = \"fix-ready\"\nby = \"amira\"\n", "");
        },
        AMIRA,
        &["record-removed"],
    ),
    (
        "an instant edited",
        |d| d.change(EMBARGOED, "2026-03-02T15:00:00Z", "2026-03-02T10:00:00Z"),
        AMIRA,
        &["record-edited"],
    ),
    ("a name edited", |d| d.change(EMBARGOED, "by = \"amira\"", "by = \"ben\""), AMIRA, &["record-edited"]),
    (
        "a note added to what was recorded",
        |d| d.add(EMBARGOED, "note = \"I was asked to.\"\n"),
        AMIRA,
        &["record-edited"],
    ),
    (
        "an event of another name in its place",
        |d| d.change(EMBARGOED, "lead-named", "acknowledged"),
        AMIRA,
        &["record-removed"],
    ),
    (
        "an event corrected",
        |d| d.add(EMBARGOED, &amendment("2026-03-05T09:00:00Z", "lead-named", "chiara", "by = \"ben\"")),
        CHIARA,
        &[],
    ),
    (
        "an event called void",
        |d| d.add(EMBARGOED, &amendment("2026-03-05T09:00:00Z", "lead-named", "chiara", "")),
        CHIARA,
        &[],
    ),
    (
        "a correction in another's name",
        |d| d.add(EMBARGOED, &amendment("2026-03-05T09:00:00Z", "lead-named", "amira", "by = \"ben\"")),
        CHIARA,
        &["recorded-in-anothers-name"],
    ),
    (
        "a correction that is taken out again",
        |d| {
            d.add(EMBARGOED, &amendment("2026-03-05T09:00:00Z", "lead-named", "amira", ""));
            d.commit(AMIRA);
            d.git(&["branch", "--force", "main"]);
            d.change(EMBARGOED, &amendment("2026-03-05T09:00:00Z", "lead-named", "amira", ""), "");
        },
        AMIRA,
        &["record-removed"],
    ),
    (
        "a slip in the year corrected, and an event of today",
        |d| {
            d.add(EMBARGOED, &event("2027-03-05T09:00:00Z", "scored", "amira"));
            d.commit(AMIRA);
            d.git(&["branch", "--force", "main"]);
            d.add(EMBARGOED, &event("2026-03-05T09:00:00Z", "accepted", "amira"));
            d.add(EMBARGOED, &amendment("2026-03-05T09:30:00Z", "scored", "amira", "at = 2026-03-05T08:00:00Z"));
        },
        AMIRA,
        &[],
    ),
    (
        "a decision removed",
        |d| {
            let text = d.read(PUBLIC);
            let (from, to) = (text.find("[[decision]]").unwrap(), text.find("[[event]]").unwrap());
            d.write(PUBLIC, format!("{}{}", &text[..from], &text[to..]));
        },
        AMIRA,
        &["record-removed"],
    ),
    ("a decision turned round", |d| d.change(PUBLIC, "take = false", "take = true"), AMIRA, &["record-edited"]),
    (
        "a decision that another one made",
        |d| d.change(PUBLIC, "10:00:00Z\nby = [\"amira\"]", "10:00:00Z\nby = [\"amira\", \"ben\"]"),
        AMIRA,
        &["record-edited"],
    ),
    (
        "an event long before the last one",
        |d| {
            d.change(EMBARGOED, "at = 2026-03-02T09:00:00Z", "at = 2026-02-20T09:00:00Z");
            d.commit(AMIRA);
            d.git(&["branch", "--force", "main"]);
            d.add(EMBARGOED, &event("2026-02-21T09:00:00Z", "acknowledged", "amira"));
        },
        AMIRA,
        &["record-back-dated"],
    ),
    (
        "an event that was forgotten, and says so",
        |d| {
            d.add(EMBARGOED, &event("2026-03-05T09:00:00Z", "accepted", "amira"));
            d.commit(AMIRA);
            d.git(&["branch", "--force", "main"]);
            d.add(EMBARGOED, &(event("2026-03-03T09:00:00Z", "acknowledged", "amira") + "note = \"I forgot.\"\n"));
        },
        AMIRA,
        &["record-back-dated"],
    ),
    (
        "an event of the last business day before a holiday of the project",
        |d| {
            d.add("policy.toml", "\n[evidence]\nrecorded-within = \"1bd\"\nsigned = []\n");
            d.add("advisory.toml", "\n[time]\nholidays = [2026-03-04]\n");
            d.add(EMBARGOED, &event("2026-03-05T09:00:00Z", "accepted", "amira"));
            d.commit(AMIRA);
            d.git(&["branch", "--force", "main"]);
            d.add(EMBARGOED, &event("2026-03-03T10:00:00Z", "acknowledged", "amira"));
        },
        AMIRA,
        &[],
    ),
    (
        "git has to show less",
        |d| {
            d.add("policy.toml", "\n[evidence]\nrecorded-within = \"7d\"\nsigned = [\"waivers\"]\n");
            d.commit(AMIRA);
            d.git(&["branch", "--force", "main"]);
            d.change("policy.toml", "signed = [\"waivers\"]", "signed = []");
        },
        AMIRA,
        &["policy-loosened"],
    ),
    (
        "an event of the day before the last one",
        |d| d.add(EMBARGOED, &event("2026-03-02T09:30:00Z", "acknowledged", "amira")),
        AMIRA,
        &[],
    ),
    (
        "exploitation that nobody knew of",
        |d| d.add(EMBARGOED, &event("2026-02-01T09:30:00Z", "exploited", "amira")),
        AMIRA,
        &[],
    ),
    (
        "the embargo extended by hand",
        |d| d.change(EMBARGOED, "until = 2026-03-17", "until = 2026-03-27"),
        AMIRA,
        &["embargo-changed-silently"],
    ),
    (
        "the embargo shortened by hand",
        |d| d.change(EMBARGOED, "until = 2026-03-17", "until = 2026-03-01"),
        AMIRA,
        &["embargo-changed-silently"],
    ),
    (
        "the embargo revoked by hand",
        |d| d.change(EMBARGOED, "until = 2026-03-17T15:00:00Z\n", ""),
        AMIRA,
        &["embargo-changed-silently"],
    ),
    (
        "the embargo's table taken out",
        |d| d.change(EMBARGOED, "[embargo]\nuntil = 2026-03-17T15:00:00Z\nagreed-by = [\"distributors\"]\n", ""),
        AMIRA,
        &["embargo-changed-silently"],
    ),
    (
        "the report public by hand",
        |d| d.change(EMBARGOED, "\"private\"", "\"public\""),
        AMIRA,
        &["embargo-changed-silently"],
    ),
    (
        "the report marked as public because it leaked",
        |d| {
            d.change(EMBARGOED, "\"private\"", "\"public\"");
            d.add(
                EMBARGOED,
                &(event("2026-03-05T09:00:00Z", "leaked", "amira")
                    + "leaked = \"all of it\"\nleaked-to = \"a forum\"\n"),
            );
        },
        AMIRA,
        &["embargo-changed-silently"],
    ),
    (
        "the embargo moved by its event",
        |d| {
            d.add(
                EMBARGOED,
                &(event("2026-03-05T09:00:00Z", "embargo-moved", "amira") + "until = 2026-03-20T15:00:00Z\n"),
            )
        },
        AMIRA,
        &[],
    ),
    (
        "the embargo moved in another's name",
        |d| {
            d.add(
                EMBARGOED,
                &(event("2026-03-05T09:00:00Z", "embargo-moved", "ben") + "until = 2026-03-20T15:00:00Z\n"),
            )
        },
        AMIRA,
        &["recorded-in-anothers-name"],
    ),
    (
        "a published title changed",
        |d| d.change(ADVISORY, "title = \"", "title = \"New: "),
        AMIRA,
        &["published-change-unrevised"],
    ),
    ("a published text changed", |d| d.add(ADVISORY, "\nOne thing more.\n"), AMIRA, &["published-change-unrevised"]),
    ("a published range changed", |d| d.change(ADVISORY, "1.16.2", "1.16.3"), AMIRA, &["published-change-unrevised"]),
    (
        "a published revision gone",
        |d| {
            let text = d.read(ADVISORY);
            let from = text.find("[[revision]]").unwrap();
            let to = from + text[from..].find("+++").unwrap();
            d.write(ADVISORY, format!("{}{}", &text[..from], &text[to..]));
        },
        AMIRA,
        &["published-change-unrevised"],
    ),
    (
        "a published text changed with a revision",
        |d| {
            d.add(ADVISORY, "\nOne thing more.\n");
            d.change(
                ADVISORY,
                "[[revision]]",
                "[[revision]]\nat = 2026-03-05T10:00:00Z\ntext = \"One thing more.\"\n\n[[revision]]",
            );
        },
        AMIRA,
        &[],
    ),
    (
        "a published file in another layout",
        |d| {
            let text = d.read(ADVISORY).replace(" = ", "  =  ").replace('\n', "\r\n");
            d.write(ADVISORY, text);
        },
        AMIRA,
        &[],
    ),
    ("a published file with empty lines at its end", |d| d.add(ADVISORY, "\n\n"), AMIRA, &[]),
    (
        "an incident in another year and all but rewritten",
        |d| {
            std::fs::create_dir(d.path().join("incidents/2025")).unwrap();
            d.git(&["mv", "incidents/2026/quiet-otter", "incidents/2025/quiet-otter"]);
            let file = "incidents/2025/quiet-otter/incident.toml";
            let events = d.read(file).split_off(d.read(file).find("[embargo]").unwrap());
            d.write(file, format!("policy = \"2026-01-01\"\n\n[report]\nsummary = \"Other words\"\ndisclosure = \"private\"\n\n{events}"));
            d.write(
                "incidents/2025/quiet-otter/advisory.md",
                "+++\ntitle = \"Other words\"\n+++\n\n## Summary\n\nOther words.\n",
            );
        },
        AMIRA,
        &["incident-renamed"],
    ),
    (
        "an incident called imported",
        |d| d.add(EMBARGOED, "\n[imported]\nfrom = \"osv\"\nid = \"GO-2026-0001\"\n"),
        AMIRA,
        &["imported-changed"],
    ),
    (
        "an advisory that is called imported",
        |d| {
            let imported = "[report]\ndisclosure = \"public\"\n[imported]\nfrom = \"osv\"\nid = \"GHSA-4h9q\"\npublished = 2024-01-01T00:00:00Z\n";
            d.write(
                "incidents/2024/ghsa-4h9q/incident.toml",
                format!("{imported}{}", event("2026-03-05T09:00:00Z", "approved", "ben")),
            );
            d.write("incidents/2024/ghsa-4h9q/advisory.md", "+++\nid = \"LODE-2024-001\"\ntitle = \"Restore reads files\"\naliases = [\"GHSA-4h9q\"]\n[[revision]]\nat = 2024-01-01T00:00:00Z\ntext = \"First publication.\"\n+++\n\nWords.\n");
        },
        super::BEN,
        &["imported-new"],
    ),
    ("a draft changed", |d| d.add(DRAFT, "\nOne thing more.\n"), AMIRA, &[]),
    ("a public ID renumbered", |d| d.change(ADVISORY, "LODE-2026-001", "LODE-2026-009"), AMIRA, &["public-id-changed"]),
    (
        "a public ID taken out",
        |d| d.change(ADVISORY, "id = \"LODE-2026-001\"\n", ""),
        AMIRA,
        &["advisory-unpublished", "public-id-changed"],
    ),
    (
        "a public advisory gone",
        |d| std::fs::remove_file(d.path().join(ADVISORY)).unwrap(),
        AMIRA,
        &["advisory-unpublished"],
    ),
    (
        "an incident gone",
        |d| std::fs::remove_dir_all(d.path().join("incidents/2026/quiet-otter")).unwrap(),
        AMIRA,
        &["incident-removed"],
    ),
    (
        "a public incident gone",
        |d| std::fs::remove_dir_all(d.path().join("incidents/2026/amber-heron")).unwrap(),
        AMIRA,
        &["incident-removed"],
    ),
    (
        "an incident renamed",
        |d| {
            d.git(&["mv", "incidents/2026/quiet-otter", "incidents/2026/loud-otter"]);
        },
        AMIRA,
        &["incident-renamed"],
    ),
    (
        "an incident renamed by its command",
        |d| {
            d.done(&["rename", "quiet-otter", "calm-amber-heron", "--by", "amira"]);
        },
        AMIRA,
        &["incident-renamed"],
    ),
    (
        "an incident renamed and edited",
        |d| {
            d.git(&["mv", "incidents/2026/quiet-otter", "incidents/2026/loud-otter"]);
            d.change("incidents/2026/loud-otter/incident.toml", "until = 2026-03-17", "until = 2026-03-01");
        },
        AMIRA,
        &["incident-renamed", "embargo-changed-silently"],
    ),
    (
        "a public incident in another year",
        |d| {
            std::fs::create_dir(d.path().join("incidents/2025")).unwrap();
            d.git(&["mv", "incidents/2026/amber-heron", "incidents/2025/amber-heron"]);
        },
        AMIRA,
        &["incident-renamed"],
    ),
    (
        "the member who approved deleted",
        |d| {
            let team = d.read("team.toml");
            let (from, to) =
                (team.find("[[member]]\nid = \"ben\"").unwrap(), team.find("[[member]]\nid = \"chiara\"").unwrap());
            d.write("team.toml", format!("{}{}", &team[..from], &team[to..]));
        },
        AMIRA,
        &["advisory-unpublished"],
    ),
    (
        "the policy loosened",
        |d| d.change("policy.toml", "longest-embargo = \"90d\"", "longest-embargo = \"900d\""),
        AMIRA,
        &["policy-loosened"],
    ),
    (
        "a step that is approved as a whole",
        |d| d.change("policy.toml", "per-commit = true", "per-commit = false"),
        AMIRA,
        &["policy-loosened"],
    ),
    (
        "a member who gives themselves the right to approve",
        |d| {
            d.change(
                "team.toml",
                "email = \"chiara@lodestore.example\"\nroles = [\"maintainer\"]",
                "email = \"chiara@lodestore.example\"\nroles = [\"maintainer\", \"pst\"]",
            );
            d.add(EMBARGOED, &event("2026-03-05T09:00:00Z", "approved", "chiara"));
            d.change(DRAFT, "+++\n", "+++\nid = \"LODE-2026-002\"\n");
        },
        super::CHIARA,
        &["identity-changed", "right-from-same-change"],
    ),
    (
        "somebody new who gives themselves the right to approve",
        |d| {
            d.add("team.toml", "\n[[member]]\nid = \"mallory\"\nname = \"Mallory\"\nemail = \"mallory@lodestore.example\"\nroles = [\"pst\"]\n");
            d.add(EMBARGOED, &event("2026-03-05T09:00:00Z", "approved", "mallory"));
            d.change(DRAFT, "+++\n", "+++\nid = \"LODE-2026-002\"\n");
        },
        "mallory@lodestore.example",
        &["identity-changed", "recorded-in-anothers-name", "right-from-same-change"],
    ),
    (
        "a waiver by a right that is new",
        |d| {
            d.change(
                "policy.toml",
                "by = \"pst\"\nneeds = [\"link\", \"reason\"]",
                "by = \"maintainer\"\nneeds = [\"link\", \"reason\"]",
            );
            d.add(EMBARGOED, "\n[[waiver]]\nwaiver = \"low-severity-slowdown\"\nsteps = [\"release\"]\nat = 2026-03-05T09:00:00Z\nby = \"chiara\"\nreason = \"It can wait.\"\nlink = \"https://lists.example/1\"\nuntil = 2026-04-10T15:00:00Z\n");
        },
        super::CHIARA,
        &["policy-loosened", "right-from-same-change"],
    ),
    (
        "an approval by whoever gives it",
        |d| {
            d.add(EMBARGOED, &event("2026-03-05T09:00:00Z", "approved", "ben"));
            d.change(DRAFT, "+++\n", "+++\nid = \"LODE-2026-002\"\n");
        },
        BEN,
        &[],
    ),
    (
        "an approval in another's name",
        |d| {
            d.add(EMBARGOED, &event("2026-03-05T09:00:00Z", "approved", "ben"));
            d.change(DRAFT, "+++\n", "+++\nid = \"LODE-2026-002\"\n");
        },
        AMIRA,
        &["recorded-in-anothers-name"],
    ),
    (
        "a policy that asks for more",
        |d| d.change("policy.toml", "longest-embargo = \"90d\"", "longest-embargo = \"30d\""),
        AMIRA,
        &[],
    ),
    (
        "another member",
        |d| d.add("team.toml", "\n[[member]]\nid = \"dario\"\nname = \"Dario\"\nroles = [\"pst\"]\n"),
        AMIRA,
        &["identity-changed"],
    ),
    (
        "an address of the private list's channel",
        |d| d.change("policy.toml", "to = [\"distributors@", "to = [\"more@lodestore.example\", \"distributors@"),
        AMIRA,
        &["audience-changed"],
    ),
    (
        "a member of the private list",
        |d| d.change("distributors.toml", "contacts = [", "contacts = [\"more@harbor.example\", "),
        AMIRA,
        &["audience-changed"],
    ),
    (
        "a member that claims to be one of the first",
        |d| {
            d.add(
                "distributors.toml",
                "\n[[member]]\nid = \"late\"\nname = \"Late\"\nlist = \"distributors\"\ncontacts = [\"s@late.example\"]\njoined = 2025-02-01\nvouched-by = \"founding\"\nembargo-accepted = 2025-01-20\nreview = 2027-02-01\ncriteria = { active = \"https://late.example\" }\n",
            );
        },
        AMIRA,
        &["admission-unnamed", "audience-changed", "founder-added-late"],
    ),
    (
        "the reporter's address",
        |d| d.change(EMBARGOED, "dana@reporter.example", "dana@elsewhere.example"),
        AMIRA,
        &["audience-changed"],
    ),
    (
        "a member's address",
        |d| d.change("team.toml", "email = \"ben@", "email = \"okafor@"),
        AMIRA,
        &["identity-changed"],
    ),
    ("a workflow", |d| d.write(".github/workflows/advisory.yml", "on: push\n"), AMIRA, &["automation-changed"]),
    ("a workflow of GitLab's", |d| d.write(".gitlab-ci.yml", "check:\n"), AMIRA, &["automation-changed"]),
    ("a workflow of Forgejo's", |d| d.write(".forgejo/workflows/a.yml", "on: push\n"), AMIRA, &["automation-changed"]),
    ("a script that cron starts", |d| d.write(".cron/advisory", "#!/bin/sh\n"), AMIRA, &["automation-changed"]),
    ("a hook", |d| d.write(".githooks/pre-push", "#!/bin/sh\n"), AMIRA, &["automation-changed"]),
    ("a template", |d| d.write("site-templates/assets/more.css", "a { color: red }\n"), AMIRA, &["automation-changed"]),
    ("a file that nothing runs", |d| d.write("notes/call.md", "Nothing.\n"), AMIRA, &[]),
    (
        "a withdrawal by nobody",
        |d| {
            d.change(ADVISORY, "+++\n", "+++\nwithdrawn = \"It was no vulnerability.\"\n");
            d.add(PUBLIC, "\n[[event]]\nat = 2026-03-05T09:00:00Z\nevent = \"withdrawn\"\n");
        },
        AMIRA,
        &["withdrawal-without-right"],
    ),
    (
        "a withdrawal by whoever may publish",
        |d| {
            d.change(ADVISORY, "+++\n", "+++\nwithdrawn = \"It was no vulnerability.\"\n");
            d.add(PUBLIC, &event("2026-03-05T09:00:00Z", "withdrawn", "ben"));
        },
        BEN,
        &[],
    ),
    (
        "a withdrawal in another's name",
        |d| {
            d.change(ADVISORY, "+++\n", "+++\nwithdrawn = \"It was no vulnerability.\"\n");
            d.add(PUBLIC, &event("2026-03-05T09:00:00Z", "withdrawn", "ben"));
        },
        super::CHIARA,
        &["recorded-in-anothers-name", "withdrawal-without-right"],
    ),
    ("a comment", |d| d.add(EMBARGOED, "# agreed in the call\n"), AMIRA, &[]),
    (
        "the events in another order",
        |d| {
            d.change(EMBARGOED, &format!("[[event]]\n{LEAD}"), "");
            d.change(EMBARGOED, "[[event]]", &format!("[[event]]\n{LEAD}\n[[event]]"));
        },
        AMIRA,
        &[],
    ),
    (
        "a text out of the private file",
        |d| {
            d.change(DRAFT, "## Summary\n", "## Summary\n\nA crafted snapshot name escapes the export folder.\n");
        },
        AMIRA,
        &["becomes-public"],
    ),
];

#[test]
fn each_forbidden_edit_raises_its_rule_and_no_other() {
    let mut wrong = String::new();
    for (what, edit, who, expected) in EDITS {
        let desk = PrivateRepository::new();
        edit(&desk);
        desk.commit(who);
        let mut rules = desk.rules();
        rules.sort();
        rules.dedup();
        let mut expected = expected.to_vec();
        expected.sort_unstable();
        if rules != expected {
            wrong.push_str(&format!("{what}: {:?}\n", desk.found()));
        }
    }
    assert!(wrong.is_empty(), "{wrong}");
}

/// Every rule on changes is raised by some edit of the table.
#[test]
fn every_rule_on_changes_has_an_edit_that_raises_it() {
    let own = advisory::rules::all().iter().filter(|rule| matches!(rule.check, advisory::rules::Check::Change(_)));
    let missing: Vec<&str> = own
        .map(|rule| rule.id.0)
        .filter(|id| !EDITS.iter().any(|(.., rules)| rules.contains(id)))
        // Each has tests of its own.
        .filter(|id| !["public-cve-removed", "public-id-reused", "opens-earlier"].contains(id))
        .collect();
    assert_eq!(missing, Vec::<&str>::new());
}

/// Whatever it is disguised as. What is in both states, and what a public advisory says, is no part of the change.
/// What the copied passages don't show, the build's own search does: names of files, short texts, handles, and what a
/// template makes of its text.
#[test]
fn what_a_build_would_refuse_is_an_error_of_the_comparison() {
    let leak = "A crafted snapshot name escapes the export folder";
    let quoted = || leak.bytes().map(|byte| format!("={byte:02X}")).collect::<String>();
    let page =
        |text: &str| format!("{{% extends 'partials/layout.html' %}}{{% block main %}}<p>{text}</p>{{% endblock %}}");
    let pieces: String = leak.split(' ').map(|word| format!("{{{{ '{word}' }}}} ")).collect();
    let mirrored = format!("{{{{ '{}'|reverse }}}}", leak.chars().rev().collect::<String>());
    let files = [
        ("site-templates/assets/quiet-otter.txt", "Nothing.".to_owned()),
        ("site-templates/assets/x.txt", "The export of quiet-otter".to_owned()),
        ("site-templates/assets/x.eml", format!("Content-Transfer-Encoding: quoted-printable\n\n{}\n", quoted())),
        ("site-templates/pages/404.html", page(&pieces)),
        ("site-templates/pages/404.html", page(&mirrored)),
    ];
    for (path, text) in files {
        let desk = PrivateRepository::new();
        desk.write(path, &text);
        desk.commit(AMIRA);
        let said = desk.run_in(&desk.path(), &[("CI", "true")], &["check", "--base", "main"]);
        let all = said.all();
        assert_eq!(said.code, 1, "{path}: {all}");
        assert!(all.contains("error[embargoed-text]") || all.contains("error[becomes-public]"), "{path}: {all}");
        assert!(!all.contains("escapes the export") && !all.contains("quiet-otter.txt"), "{path}: {all}");
    }
    // A passage that the change copies is reported once.
    let desk = PrivateRepository::new();
    desk.write("site-templates/assets/x.txt", leak);
    desk.commit(AMIRA);
    let said = desk.run(&["check", "--base", "main"]).all();
    assert!(said.contains("error[becomes-public]") && !said.contains("embargoed-text"), "{said}");
}

#[test]
fn embargoed_text_in_a_public_file_is_an_error() {
    let leak = "A crafted snapshot name escapes the export folder";
    type Leak = fn(&PrivateRepository, &str);
    let edits: [(&str, Leak); 8] = [
        ("site-templates/assets/x.txt", |d, leak| d.write("site-templates/assets/x.txt", leak)),
        ("site-templates/assets/x.txt", |d, leak| {
            d.write("site-templates/assets/x.txt", leak.replace("a", "<b>a</b>"))
        }),
        ("site-templates/assets/x.txt", |d, leak| {
            d.write("site-templates/assets/x.txt", leak.bytes().map(|byte| format!("{byte:02x}")).collect::<String>())
        }),
        ("site-templates/assets/x.txt", |d, leak| {
            d.write("site-templates/assets/x.txt", leak.chars().rev().collect::<String>())
        }),
        ("advisory.toml", |d, leak| {
            let rotate = |byte: u8| match byte {
                b'a'..=b'z' => char::from(b'a' + (byte - b'a' + 13) % 26),
                byte => char::from(byte),
            };
            let rotated: String = leak.to_lowercase().bytes().map(rotate).collect();
            d.change("advisory.toml", "[site]\n", &format!("[site] # {rotated}\n"));
        }),
        ("advisory.toml", |d, leak| d.change("advisory.toml", "[site]\n", &format!("[site] # {leak}\n"))),
        ("policy.toml", |d, leak| d.add("policy.toml", &format!("\n# {leak}\n"))),
        ("policies/old.toml", |d, leak| {
            let policy = d.read("policy.toml");
            let (head, rest) = policy.split_once("revision = \"").unwrap();
            d.write("policies/old.toml", format!("# {leak}\n{head}revision = \"old-{rest}"));
        }),
    ];
    for (path, edit) in edits {
        let desk = PrivateRepository::new();
        edit(&desk, leak);
        desk.commit(AMIRA);
        assert!(desk.found().contains(&("becomes-public".to_owned(), path.to_owned())), "{path}: {:?}", desk.found());
        let said = desk.run_in(&desk.path(), &[("CI", "true")], &["check", "--base", "main"]);
        assert_eq!(said.code, 1, "{path}: {}", said.all());
        assert!(said.all().contains("becomes-public") && !said.all().contains("escapes the export"), "{}", said.all());
        let innocent = PrivateRepository::new();
        edit(&innocent, "Snapshots are exported into a folder of their own");
        innocent.commit(AMIRA);
        assert!(!innocent.found().iter().any(|(rule, _)| rule == "becomes-public"), "{path}: {:?}", innocent.found());
    }
}

/// A file, and an edit of it.
type PrivateEdit<'e> = (&'e str, &'e dyn Fn(&PrivateRepository));

/// What stays private of a published incident and of the project is an error too, in any form and in
/// any public file, and so is a private file that now says what the site does.
#[test]
fn private_text_in_a_public_file_is_an_error_whoever_s_it_is() {
    let texts = [
        "Eli found it while moving the archive of a choir to another cluster",
        "security@harbour.example",
        "distributors@lists.lodestore.example",
        "chiara@lodestore.example",
    ];
    let is_leak = |desk: &PrivateRepository, path: &str| {
        let said = desk.run(&["check", "--base", "main"]).all();
        said.contains("error[embargoed-text]") && said.contains(&format!("--> {path}:"))
    };
    let encoded = |text: &str| text.bytes().map(|byte| format!("{byte:02x}")).collect::<String>();
    for text in texts {
        let policy = |desk: &PrivateRepository| {
            let policy = desk.read("policy.toml");
            desk.write("policy.toml", policy.replacen("revision = ", &format!("summary = \"{text}\"\nrevision = "), 1));
        };
        let plain = |desk: &PrivateRepository| desk.write("site-templates/assets/x.txt", text);
        let dressed = |desk: &PrivateRepository| desk.write("site-templates/assets/x.txt", encoded(text));
        let edits: [PrivateEdit<'_>; 3] = [
            ("policy.toml", &policy),
            ("site-templates/assets/x.txt", &plain),
            ("site-templates/assets/x.txt", &dressed),
        ];
        for (path, edit) in edits {
            let desk = private_texts(texts[0]);
            assert_eq!(
                desk.run(&["check", "--base", "main"]).code,
                0,
                "{}",
                desk.run(&["check", "--base", "main"]).all()
            );
            edit(&desk);
            desk.commit(AMIRA);
            if path.ends_with("x.txt") && desk.read(path) != text && text.len() < 30 {
                continue; // Too short to be read as digits.
            }
            assert!(is_leak(&desk, path), "{path}: {text}");
            let said = desk.run_in(&desk.path(), &[("CI", "true")], &["check", "--base", "main"]);
            assert!(said.code == 1 && !said.all().contains(text), "{}", said.all());
        }
    }
    let desk = private_texts("Otters are quiet, and herons are amber in the evening light");
    desk.write("site-templates/assets/x.txt", "Otters are quiet, and nothing else is said of them here.");
    desk.commit(AMIRA);
    assert!(!desk.run(&["check", "--base", "main"]).all().contains("embargoed-text"));
    // What the site said before a private file did is no secret.
    let desk = private_texts("Nothing of interest");
    desk.write("site-templates/assets/x.txt", texts[0]);
    desk.commit(AMIRA);
    desk.git(&["branch", "--force", "main"]);
    desk.write("incidents/2026/amber-heron/notes/mails.md", texts[0]);
    desk.commit(AMIRA);
    assert!(!is_leak(&desk, "site-templates/assets/x.txt"), "{}", desk.run(&["check", "--base", "main"]).all());
}

/// A repository with a note of the published incident, a member of the list, and a clean branch.
fn private_texts(note: &str) -> PrivateRepository {
    let desk = PrivateRepository::new();
    desk.write("incidents/2026/amber-heron/notes/mails.md", note);
    desk.commit(AMIRA);
    desk.git(&["branch", "--force", "main"]);
    desk
}

#[test]
fn an_id_is_never_given_out_again() {
    let desk = PrivateRepository::new();
    std::fs::remove_dir_all(desk.path().join("incidents/2026/amber-heron")).unwrap();
    desk.add(EMBARGOED, &event("2026-03-05T09:00:00Z", "approved", "ben"));
    desk.change(DRAFT, "+++\n", "+++\nid = \"LODE-2026-001\"\n");
    desk.commit(BEN);
    assert_eq!(desk.rules(), ["incident-removed", "public-id-reused"]);
}

/// The edit stands in the work tree, and nobody committed it yet.
#[test]
fn the_work_tree_counts_as_the_change() {
    let desk = PrivateRepository::new();
    desk.change(EMBARGOED, "until = 2026-03-17", "until = 2026-03-27");
    assert_eq!(desk.rules(), ["embargo-changed-silently"]);
    assert_eq!(desk.found_with(&["--base", "main", "--rev", "HEAD"]), []);
}

#[test]
fn findings_point_at_the_lines_of_the_head_in_every_format() {
    let desk = PrivateRepository::new();
    desk.change(EMBARGOED, &format!("[[event]]\n{LEAD}"), "");
    desk.change(EMBARGOED, "until = 2026-03-17", "until = 2026-03-27");
    desk.change(ADVISORY, "LODE-2026-001", "LODE-2026-009");
    std::fs::create_dir(desk.path().join("incidents/2026/calm-crane")).unwrap();
    desk.commit(AMIRA);
    let line = |path: &str, text: &str| 1 + desk.read(path).lines().position(|l| l.contains(text)).unwrap();
    let places = [
        ("record-removed", EMBARGOED, line(EMBARGOED, "event = \"reported\"")),
        ("embargo-changed-silently", EMBARGOED, line(EMBARGOED, "until = 2026-03-27")),
        ("public-id-changed", ADVISORY, line(ADVISORY, "id = \"LODE-2026-009\"")),
    ];
    let said = |format: &str| {
        let said = desk.run(&["check", "--base", "main", "--format", format]);
        assert_eq!(said.code, 1, "{said:?}");
        said.out
    };
    let (human, github, sarif) = (said("human"), said("github"), said("sarif"));
    let sarif: serde_json::Value = serde_json::from_str(&sarif).unwrap();
    let results = sarif["runs"][0]["results"].as_array().unwrap();
    for (rule, path, line) in places {
        assert!(human.contains(&format!("error[{rule}]")) && human.contains(&format!("{path}:{line}:")), "{human}");
        assert!(
            github.lines().any(|l| l.contains(&format!("file={path},line={line},")) && l.contains(rule)),
            "{github}"
        );
        let result = results.iter().find(|r| r["ruleId"] == rule).unwrap();
        let place = &result["locations"][0]["physicalLocation"];
        assert_eq!(
            (place["artifactLocation"]["uri"].as_str(), place["region"]["startLine"].as_u64()),
            (Some(path), Some(line as u64))
        );
    }
}

/// A base does not change what `--fail-overdue` means.
#[test]
fn overdue_steps_fail_with_a_base_as_without() {
    let desk = PrivateRepository::new();
    let late = ["--now", "2026-03-25T00:00:00Z"];
    for base in [&[][..], &["--base", "main"]] {
        let run = |more: &[&str]| desk.run(&[&["check"], base, more].concat()).code;
        assert_eq!(run(&[]), 0);
        assert_eq!(run(&["--fail-overdue"]), 0);
    }
    let run = |base: &[&str]| {
        let mut program = support::program(&desk.path());
        let run = support::run(program.args(late).args(["check", "--fail-overdue"]).args(base));
        (run.code, run.out)
    };
    assert_eq!(run(&[]), run(&["--base", "main"]));
    assert_eq!(run(&[]).0, 1);
}
