//! An incident names a release line that the project does not have.

use crate::case::Case;
use crate::finding::Finding;
use crate::names::LineId;
use crate::rules::{Check, Rule, known_words};
use crate::source::{FilePath, Span};

pub(in crate::rules) const RULE: Rule = Rule::of(module_path!(), Check::Case(check));

fn check(case: &Case<'_>, found: &mut Vec<Finding>) {
    let incident = case.incident;
    let scope = incident.scope.lines.iter().map(|l| (&l.value, l.span));
    let commits = incident.fix.commits.iter().map(|c| (&c.line.value, c.line.span));
    let releases = incident.fix.releases.iter().map(|(line, version)| (line, version.span));
    for (line, span) in scope.chain(commits).chain(releases) {
        unknown(case, &incident.file, line, span, found);
    }
    if let Some(document) = &incident.document {
        for line in document.affected.iter().filter_map(|a| a.line.as_ref()) {
            unknown(case, &document.file, &line.value, line.span, found);
        }
    }
}

fn unknown(case: &Case<'_>, file: &FilePath, line: &LineId, span: Span, found: &mut Vec<Finding>) {
    if case.portfolio.line(line).is_none() {
        let known = case.portfolio.project.lines.iter().map(|l| l.id.as_str());
        found.push(
            RULE.finding(file, span, format!("`{line}` is not a release line of advisory.toml"))
                .help(known_words(line.as_str(), known)),
        );
    }
}
