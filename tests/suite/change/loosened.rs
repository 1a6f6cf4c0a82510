//! What counts as a policy that asks for less. One repository, one edit of the policy at a time.

use super::{AMIRA, PrivateRepository};

/// What of policy.toml is replaced by what, and what is said of it; nothing: it asks for more.
const EDITS: &[(&str, &str, &[&str])] = &[
    ("effective = 2026-01-01", "effective = 2026-02-01", &["it is in force from 2026-02-01"]),
    (
        "cover = { each = \"storage-provider\", maturity = [\"beta\", \"stable\"], min = 1 }\n",
        "",
        &["the role `pst` no longer has to represent components"],
    ),
    ("[\"beta\", \"stable\"]", "[\"stable\"]", &["the role `pst` has to represent fewer components"]),
    ("[\"beta\", \"stable\"]", "[\"alpha\", \"beta\", \"stable\"]", &[]),
    (
        "id = \"issue\"\nkind = \"issue\"\nto = [\"lodestore/lodestore\"]\nexposure = \"public\"\nfields = [",
        "id = \"issue\"\nkind = \"issue\"\nto = [\"lodestore/lodestore\"]\nexposure = \"public\"\nfields = [\"title\", ",
        &["the channel `issue` may now carry title"],
    ),
    ("\"release-date\", \"mitigations\"]", "\"release-date\"]", &[]),
    ("exposure = \"team\"", "exposure = \"embargoed\"", &["the channel `security` reaches more people"]),
    ("before = [\"release\"]\n", "", &["the step `distributors` no longer comes before `release`"]),
    (
        "after-any = [\"fix-ready\", \"mitigation-ready\"]",
        "after-any = [\"fix-ready\", \"mitigation-ready\", \"accepted\"]",
        &["the step `notice` may now follow `accepted`"],
    ),
    ("after-any = [\"fix-ready\", \"mitigation-ready\"]", "after-any = [\"fix-ready\"]", &[]),
    (
        "id = \"notice\"\nrole",
        "id = \"notice\"\nwhen = { cvss-ge = 4.0 }\nrole",
        &["the step `notice` applies in other cases"],
    ),
    (
        "role = \"fix-lead\"\nwindow = { after = \"reported\", max = \"14d\" }",
        "role = \"maintainer\"\nwindow = { after = \"reported\", max = \"14d\" }",
        &["the step `distributors` is assigned to `maintainer`"],
    ),
    (
        "per-commit = true }",
        "per-commit = true, trailers = [\"Seen-by\"] }",
        &["may be approved by the trailer `Seen-by`"],
    ),
    ("per-commit = true }", "per-commit = true, trailers = [\"Reviewed-by\"] }", &[]),
    (
        "when = { disclosure = \"public\" }",
        "when = { exploited = true }",
        &["the mode `public` applies in other cases"],
    ),
    (
        "replan = [\"notice\"]",
        "replan = [\"notice\", \"release\"]",
        &["the mode `upstream` applies in other cases, or has another effect"],
    ),
    (
        "[[waiver]]",
        "[[mode]]\nid = \"calm\"\nwhen = { cvss-lt = 4.0 }\neffect = \"asap\"\n[[waiver]]",
        &["the mode `calm` was added"],
    ),
    ("cvss-lt = 4.0", "cvss-lt = 7.0", &["the waiver `low-severity-slowdown` may be used in other cases"]),
    (
        "steps = [\"notice\", \"release\", \"announce\"]",
        "steps = [\"notice\", \"release\", \"announce\", \"distributors\"]",
        &["may move the step `distributors`"],
    ),
    (
        "steps = [\"notice\", \"release\", \"announce\"]\n",
        "",
        &["the waiver `low-severity-slowdown` may move every step"],
    ),
    ("steps = [\"notice\", \"release\", \"announce\"]", "steps = [\"notice\"]", &[]),
    ("agreed-by = \"distributors\"\n", "", &["someone else agrees on the end of an embargo"]),
    (
        "default = \"release-early\"",
        "default = \"continue\"",
        &["the response to a broken embargo is decided in another way"],
    ),
    (
        "force = \"must\" }\n\n[[list]]",
        "force = \"target\" }\n\n[[list]]",
        &["the duty to report a leak is less binding"],
    ),
    ("remove-after-leaks = 2", "remove-after-leaks = 3", &["a member of the list `distributors` may leak more often"]),
    ("remove-after-leaks = 2", "remove-after-leaks = 1", &[]),
    (
        "by = \"pst\"\nrequest-to",
        "by = \"maintainer\"\nrequest-to",
        &["requests to join the list `distributors` are answered by `maintainer` instead of `pst`"],
    ),
    (
        "by = \"pst\"\nrequest-to",
        "request-to",
        &["requests to join the list `distributors` are answered by anybody on the team instead of `pst`"],
    ),
    ("develops = true\n", "", &["`fix-team` no longer develops a fix"]),
    (
        "step = \"announce\"\n\n[publication]",
        "step = \"announce\"\nmode = \"upstream\"\n\n[publication]",
        &["`communication-plan` applies in other cases"],
    ),
    (
        "  { id = \"vouched\", proof = \"vouch\" },\n",
        "",
        &["the criterion `vouched` of the list `distributors` was removed"],
    ),
    (
        "duties = [{ id = \"review-or-test-patches\" }]\n",
        "",
        &["the duty `review-or-test-patches` of the list `distributors` was removed"],
    ),
    ("[[waiver]]", "[[fact]]\nid = \"class\"\nvalues = [\"full\"]\n[[waiver]]", &[]),
    (
        "when = { disclosure = \"public\" }",
        "when = { disclosure = \"public\", not = { source = [\"own\"] } }",
        &["the mode `public` applies in other cases"],
    ),
    ("max = \"21d\" }\nevent = \"announced\"", "max = \"20d\" }\nevent = \"announced\"", &[]),
];

#[test]
fn each_edit_of_a_policy_is_named_if_it_asks_for_less() {
    judge(&PrivateRepository::new(), EDITS);
}

/// Makes each edit of the policy, and compares what is said of it.
fn judge(desk: &PrivateRepository, edits: &[(&str, &str, &[&str])]) {
    let policy = desk.read("policy.toml");
    let mut wrong = String::new();
    for (from, to, expected) in edits {
        desk.change("policy.toml", from, to);
        desk.commit(AMIRA);
        let said = desk.run(&["check", "--base", "main"]);
        let found: Vec<&str> = said.out.lines().filter(|line| line.contains("policy-loosened")).collect();
        let named = expected.iter().all(|words| found.iter().any(|line| line.contains(words)));
        if !named || found.len() != expected.len() {
            wrong.push_str(&format!("{to}: {found:?}\n{}\n", said.err));
        }
        desk.write("policy.toml", &policy);
    }
    assert!(wrong.is_empty(), "{wrong}");
}

/// An incident runs under the revision that it names, so a revision that comes along with it is a policy of its own.
#[test]
fn a_revision_that_is_new_among_the_earlier_ones_is_named() {
    let desk = PrivateRepository::new();
    let policy = desk.read("policy.toml").replace("revision = \"2026-01-01\"", "revision = \"2025-01-01\"");
    desk.write("policies/2025-01-01.toml", policy.replace("effective = 2026-01-01", "effective = 2025-01-01"));
    desk.commit(AMIRA);
    let said = desk.run(&["check", "--base", "main"]);
    assert!(said.out.contains("revision 2025-01-01 was added to the earlier ones"), "{said:?}");
}

/// What the policy of these edits has beside that of the sample.
const FACT: &str = "[[fact]]\nid = \"class\"\nvalues = [\"full\", \"fix\"]\nby = \"pst\"\n";
const LEVELS: &str = "[[severity.level]]\nid = \"low\"\n[[severity.level]]\nid = \"high\"\ncvss-ge = 7.0\n";

const EDITS_OF_OWN: &[(&str, &str, &[&str])] = &[
    (FACT, "", &["the fact `class` was removed"]),
    ("\"fix\"]\nby = \"pst\"\n", "\"fix\"]\n", &["the fact `class` is no longer set by `pst`"]),
    ("[\"full\", \"fix\"]", "[\"full\"]", &["the fact `class` lost a value"]),
    ("[\"full\", \"fix\"]", "[\"full\", \"fix\", \"none\"]", &[]),
    ("[severity]\nby = \"pst\"\n", "[severity]\n", &["the severity level is no longer set by `pst`"]),
    ("[[severity.level]]\nid = \"low\"\n", "", &["severity levels were removed, or are in another order"]),
    ("id = \"low\"\n", "id = \"low\"\n[[severity.level]]\nid = \"medium\"\n", &[]),
    ("cvss-ge = 7.0\n", "cvss-ge = 9.0\n", &["the severity level `high` stands for other scores"]),
    (
        "[\"full\", \"fix\"]\n",
        "[\"full\", \"fix\"]\npublic = true\n",
        &["the fact `class` is published with the advisory"],
    ),
];

#[test]
fn each_edit_of_what_a_project_declares_itself_is_named_if_it_asks_for_less() {
    let desk = PrivateRepository::bare_of_commits("");
    desk.add("policy.toml", FACT);
    desk.add("policy.toml", LEVELS);
    desk.change("policy.toml", "[severity]\n", "[severity]\nby = \"pst\"\n");
    desk.commit(AMIRA);
    desk.git(&["checkout", "--quiet", "-b", "fix"]);
    judge(&desk, EDITS_OF_OWN);
}
