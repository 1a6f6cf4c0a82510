//! What a build keeps public: nothing that happens to the team takes a published advisory back.

use advisory::build::{self, PublicBuild};
use advisory::parse::{self, Reading};
use advisory::source::{FilePath, Tree, worktree};

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
