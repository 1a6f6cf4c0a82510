//! What is done with a portfolio: what the commands do, without git.

use std::hint::black_box;

use advisory::change::Change;
use advisory::report::{self, Audience, BoardFormat, Format};
use advisory::rules;
use advisory::time::Instant;
use advisory::{Workspace, app, build};

use crate::portfolio::Portfolio;

/// Reads, checks, compares and builds a portfolio.
pub(crate) fn all(base: &Portfolio, grown: &Portfolio) {
    let now: Instant = "2026-11-20T12:00:00Z".parse().unwrap();
    let Ok(workspace) = Workspace::open(grown.folder(), now) else { return };
    let checked = workspace.check();
    let rules = rules::all();
    for format in [Format::Human, Format::Json, Format::Sarif, Format::Github] {
        report::findings(format, &checked.findings, workspace.tree(), rules, false).unwrap();
    }
    for format in [BoardFormat::Human { width: 100, color: false }, BoardFormat::Json, BoardFormat::Markdown] {
        report::board(&checked.cases, now, format, Audience::Team).unwrap();
        for case in &checked.cases {
            report::incident(case, format, Audience::Team).unwrap();
        }
    }
    black_box(workspace.announcements());
    let (portfolio, findings) = (workspace.portfolio().clone(), workspace.findings().to_vec());
    black_box(build::public_without_leaks(portfolio, findings, now, &Default::default()));
    let before = Workspace::open(base.folder(), now).unwrap();
    for (before, after) in [(&before, &workspace), (&workspace, &before)] {
        let change = Change::new(before.portfolio(), after.portfolio(), now);
        black_box(rules::check_change(&change));
        black_box(rules::check_outcome(&app::public_changes(&change)));
    }
}
