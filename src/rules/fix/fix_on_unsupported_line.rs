//! Finds fixes on release lines for which the policy makes none.

use std::collections::BTreeMap;

use crate::case::Case;
use crate::finding::Finding;
use crate::names::LineId;
use crate::rules::{Check, Rule};
use crate::source::Location;

pub(in crate::rules) const RULE: Rule = Rule::of(module_path!(), Check::Process(check));

fn check(case: &Case<'_>, found: &mut Vec<Finding>) {
    let incident = case.incident;
    if case.excepted {
        return;
    }
    let at = case.reported.unwrap_or(case.now);
    let unfixed = |line: &LineId| {
        let kind = case.portfolio.line(line)?.kind(at);
        case.policy.paths.iter().find(|path| !path.fix && path.when.affects.contains(&kind))
    };
    let affected = incident.document.iter().flat_map(|document| {
        let fixed = document.affected.iter().filter_map(|a| Some((a.line.as_ref()?, a.fixed()?.span)));
        fixed.map(|(line, span)| (&line.value, Location::new(&document.file, span)))
    });
    let releases = incident.fix.releases.iter().map(|(line, release)| (line, release.span));
    let commits = incident.fix.commits.iter().map(|commit| (&commit.line.value, commit.line.span));
    let own = releases.chain(commits).map(|(line, span)| (line, Location::new(&incident.file, span)));
    let mut lines: BTreeMap<&LineId, Location> = BTreeMap::new();
    for (line, place) in own.chain(affected) {
        lines.entry(line).or_insert(place);
    }
    for (line, place) in lines {
        let Some(path) = unfixed(line) else { continue };
        let exceptions = case.policy.waivers.iter().filter(|rule| rule.grants == crate::policy::Grant::Fix);
        let exceptions: Vec<String> = exceptions.map(|rule| format!("`{}`", rule.element.id.value)).collect();
        let help = match exceptions.as_slice() {
            [] => "remove it; the policy allows no exception".to_owned(),
            names => format!("remove it, or record the exception: a waiver {}", names.join(" or ")),
        };
        found.push(
            RULE.finding(&place.file, place.span, format!("the policy provides no fix for the line `{line}`"))
                .also(Location::new(&case.policy.file, path.element.id.span), path.element.label())
                .help(help),
        );
    }
}
