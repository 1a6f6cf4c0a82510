//! Finds release lines that advisory.toml does not declare.

use crate::case::Case;
use crate::finding::Finding;
use crate::rules::declared::Declared;
use crate::rules::{Check, Rule};

pub(in crate::rules) const RULE: Rule = Rule::of(module_path!(), Check::Case(check));

fn check(case: &Case<'_>, found: &mut Vec<Finding>) {
    let incident = case.incident;
    let lines = case.portfolio.project.lines.iter().map(|l| l.id.as_str());
    let lines = Declared::new("a release line in advisory.toml", lines);
    let commits = incident.fix.commits.iter().map(|c| &c.line);
    found.extend(lines.unknown(&RULE, &incident.file, incident.scope.lines.iter().chain(commits)));
    let releases = incident.fix.releases.iter();
    found.extend(releases.filter_map(|(l, version)| lines.unknown_at(&RULE, &incident.file, l.as_str(), version.span)));
    if let Some(document) = &incident.document {
        let affected = document.affected.iter().filter_map(|a| a.line.as_ref());
        found.extend(lines.unknown(&RULE, &document.file, affected));
    }
}
