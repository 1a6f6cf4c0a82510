//! What a build keeps public: nothing that happens to the team takes a published advisory back.

use advisory::build::{self, PublicBuild};
use advisory::case::Case;
use advisory::finding::Severity;
use advisory::parse::{self, Reading};
use advisory::rules::{self, Review};
use advisory::source::{FilePath, Tree, TreeEntry, worktree};

use crate::support::{self, at};

const NOW: &str = "2026-11-20T12:00:00Z";

/// The Vitess sample with this team.toml.
fn with_team(change: impl Fn(&str) -> String) -> Tree {
    let tree = worktree::read(&support::root().join("tests/portfolios/vitess")).unwrap();
    let team = change(tree.text("team.toml").unwrap());
    tree.with(&FilePath::new("team.toml"), team.as_bytes())
}

fn public(tree: Tree) -> PublicBuild {
    let Reading { portfolio, findings } = parse::portfolio(tree);
    build::public(portfolio.unwrap(), findings, at(NOW))
}

fn leaving(day: &str) -> Tree {
    with_team(|team| team.replacen("id = \"mara\"", &format!("id = \"mara\"\nleft = {day}"), 1))
}

#[test]
fn who_leaves_the_team_takes_no_approval_along() {
    let before = public(with_team(str::to_owned));
    assert!(before.advisories > 5 && before.site.is_some());
    let after = public(leaving("2026-11-19"));
    assert_eq!(after.findings, []);
    assert_eq!(after.site, before.site);
}

#[test]
fn nobody_approves_after_they_left() {
    let all = public(with_team(str::to_owned)).advisories;
    let without = public(leaving("2020-01-01")).advisories;
    assert!(without < all, "{without} of {all}");
}

#[test]
fn a_team_that_was_read_in_part_stops_the_build() {
    for broken in ["rolez = ", "roles = 7 # "] {
        let built = public(with_team(|team| team.replace("roles = ", broken)));
        assert!(built.site.is_none(), "{broken}");
        assert!(built.findings.iter().all(|f| f.primary.location.file.as_str() == "team.toml"), "{:?}", built.findings);
    }
}

/// The sample with this policy.toml.
fn with_policy(change: impl Fn(&str) -> String) -> Tree {
    let tree = worktree::read(&support::root()).unwrap();
    let was = tree.text("policy.toml").unwrap();
    let is = change(was);
    assert_ne!(is, was);
    tree.with(&FilePath::new("policy.toml"), is.as_bytes())
}

fn errors(tree: Tree) -> Vec<&'static str> {
    let Reading { portfolio, findings } = parse::portfolio(tree);
    let portfolio = portfolio.unwrap();
    let cases: Vec<_> = portfolio.incidents.iter().map(|i| Case::new(&portfolio, i, at(NOW))).collect();
    let found = rules::check(&Review { portfolio: &portfolio, cases: &cases, now: at(NOW) });
    let all = findings.into_iter().chain(found).filter(|finding| finding.severity == Severity::Error);
    all.map(|finding| finding.rule.0).collect()
}

#[test]
fn a_channel_that_should_be_private_stops_drafts_and_never_the_site() {
    let edit = |policy: &str| policy.replace("exposure = \"team\"", "exposure = \"public\"");
    assert!(errors(with_policy(edit)).contains(&"policy-private-channel"));
    let built = public(with_policy(edit));
    assert!(built.site.is_some() && built.findings.is_empty(), "{:?}", built.findings);
}

#[test]
fn where_no_role_leads_the_one_with_the_name_of_the_fact_does() {
    let without_key = |policy: &str| policy.replace("\nlead = true\n", "\n");
    assert_eq!(errors(with_policy(without_key)), [""; 0]);
    let renamed = |policy: &str| {
        without_key(policy)
            .replace("[[role]]\nid = \"fix-lead\"", "[[role]]\nid = \"captain\"")
            .replace("@role:fix-lead", "@role:captain")
            .replace("role = \"fix-lead\"", "role = \"captain\"")
    };
    assert!(errors(with_policy(renamed)).contains(&"policy-fact-without-role"), "no role is called `fix-lead`");
    let built = public(with_policy(renamed));
    assert!(built.site.is_some() && built.findings.is_empty(), "{:?}", built.findings);
}

/// The Vitess sample with the files of a public advisory changed.
fn with_incident(incident: impl Fn(&str) -> String, advisory: impl Fn(&str) -> String) -> Tree {
    let tree = worktree::read(&support::root().join("tests/portfolios/vitess")).unwrap();
    let at = |name: &str| FilePath::new(format!("incidents/{PUBLIC}/{name}"));
    let change = |tree: Tree, file: FilePath, with: &dyn Fn(&str) -> String| {
        let text = with(tree.text(file.as_str()).unwrap());
        tree.with(&file, text.as_bytes())
    };
    change(change(tree, at("incident.toml"), &incident), at("advisory.md"), &advisory)
}

const PUBLIC: &str = "2024/tall-meadow";

/// Every event loses its instant.
fn no_timeline(incident: &str) -> String {
    incident.replace("\nat = ", "\nwhen = ")
}

#[test]
fn a_timeline_that_is_lost_leaves_the_advisory_out_and_says_so_where_it_was_public() {
    let all = public(with_incident(str::to_owned, str::to_owned));
    assert!(all.site.is_some());
    let lost = public(with_incident(no_timeline, str::to_owned));
    assert!(lost.site.is_some() && lost.findings.is_empty() && !lost.left_out.is_empty());
    assert_eq!(lost.advisories, all.advisories - 1, "the others are built");
    assert!(all.left_out.is_empty());
    let never_public = |advisory: &str| advisory.replace("[[revision]]\nat = 20", "[[revision]]\nat = 30");
    assert!(public(with_incident(no_timeline, never_public)).left_out.is_empty(), "its first revision is to come");
    let without_id =
        |advisory: &str| advisory.lines().filter(|l| !l.starts_with("id = ")).collect::<Vec<_>>().join("\n");
    assert!(public(with_incident(no_timeline, without_id)).left_out.is_empty(), "it never had an id");
}

#[test]
fn what_stands_in_the_place_of_incidents_stops_the_build_and_in_that_of_one_is_left_out() {
    let tree = worktree::read(&support::root().join("tests/portfolios/vitess")).unwrap();
    for place in ["incidents", "incidents/2026", "incidents/2026/new-folder"] {
        let files = tree.iter().filter(|(path, _)| !path.as_str().starts_with(&format!("{place}/")));
        let files = files.map(|(path, entry)| (path.clone(), entry.clone()));
        let linked = Tree::new(files.chain([(FilePath::new(place), TreeEntry::Link)]));
        let built = public(linked);
        let is_one = place.matches('/').count() == 2;
        assert_eq!(built.site.is_some(), is_one, "{place}");
        let found = if is_one { &built.left_out } else { &built.findings };
        assert!(found.iter().any(|f| f.primary.location.file.as_str() == place), "{place}: {built:?}");
    }
}

/// A private file can have the name of a public one.
#[test]
fn what_is_wrong_in_the_notes_of_an_advisory_does_not_leave_it_out() {
    let tree = worktree::read(&support::root().join("tests/portfolios/vitess")).unwrap();
    let all = public(tree.clone());
    for entry in [TreeEntry::Link, TreeEntry::Unreadable("no permission".to_owned())] {
        let file = FilePath::new(format!("incidents/{PUBLIC}/notes/advisory.md"));
        let files = tree.iter().map(|(path, entry)| (path.clone(), entry.clone())).chain([(file.clone(), entry)]);
        let with = Tree::new(files);
        let read = parse::portfolio(with.clone()).findings;
        assert!(read.iter().any(|found| found.primary.location.file == file), "{read:?}");
        let built = public(with);
        assert_eq!((built.left_out, built.advisories), (Vec::new(), all.advisories));
    }
}

#[test]
fn the_private_build_drafts_what_is_due() {
    let tree = worktree::read(&support::root().join("tests/portfolios/vitess")).unwrap();
    let portfolio = parse::portfolio(tree).portfolio.unwrap();
    let drafts = |now: &str| {
        let built = build::private(&portfolio, at(now));
        built.announcements.iter().map(|(path, _)| path.to_owned()).collect::<Vec<_>>()
    };
    let due = ["slow-river/fix-complete.maintainers.eml"];
    assert_eq!(drafts(NOW), due, "the notice waits for the upstream project");
    let paths = drafts("2026-12-10T15:00:00Z");
    assert!(!paths.is_empty() && paths.iter().all(|path| path.contains('/')), "{paths:?}");
}
