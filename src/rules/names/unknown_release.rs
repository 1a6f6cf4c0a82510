//! Finds an `upgrade-to` that names no release.

use crate::case::Case;
use crate::finding::{Finding, did_you_mean};
use crate::rules::{Check, Rule};

pub(in crate::rules) const RULE: Rule = Rule::of(module_path!(), Check::Process(check));

fn check(case: &Case<'_>, found: &mut Vec<Finding>) {
    let incident = case.incident;
    let lines = &case.portfolio.project.lines;
    // Where no releases are listed, any could exist.
    let Some(named) = incident.scope.upgrade_to.as_ref().filter(|_| lines.iter().any(|it| !it.releases.is_empty()))
    else {
        return;
    };
    let listed = lines.iter().flat_map(|line| line.releases.iter().map(|release| release.value.to_string()));
    let others = lines.iter().flat_map(|line| line.unordered.iter().chain(&line.latest)).map(|it| it.value.clone());
    let planned = incident.fix.releases.values().map(|release| release.value.clone());
    let affected = incident.document.iter().flat_map(|document| &document.affected);
    let fixed = affected.filter_map(|affected| affected.range.fixed()).map(|fixed| fixed.value.to_string());
    let known: Vec<String> = listed.chain(others).chain(planned).chain(fixed).collect();
    if known.contains(&named.value) {
        return;
    }
    let near = did_you_mean(&named.value, known.iter().map(String::as_str));
    found.push(RULE.finding(&incident.file, named.span, format!("there is no release {}", named.value)).help(
        near.map_or_else(
            || "name a release that advisory.toml lists, or one that has the fix".to_owned(),
            |near| format!("did you mean `{near}`?"),
        ),
    ));
}
