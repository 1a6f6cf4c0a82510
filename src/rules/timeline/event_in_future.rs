//! Finds events, decisions, waivers and corrections in the future, and flaws introduced there.

use crate::case::Case;
use crate::finding::Finding;
use crate::rules::{Check, Rule};
use crate::source::Spanned;
use crate::time::Instant;

pub(in crate::rules) const RULE: Rule = Rule::of(module_path!(), Check::Case(check));

fn check(case: &Case<'_>, found: &mut Vec<Finding>) {
    let incident = case.incident;
    for event in incident.events.iter().filter(|e| e.at.value > case.now) {
        let message = format!("`{}` has not happened yet: it is {} now", event.name(), case.now.short());
        found.push(
            RULE.finding(&incident.file, event.at.span, message)
                .help("record it once it has happened; plans belong in [notice] or [embargo]"),
        );
    }
    let decisions = incident.decisions.iter().filter_map(|it| Some(("decision", it.at.as_ref()?)));
    let waivers = incident.waivers.iter().filter_map(|it| Some(("waiver", it.at.as_ref()?)));
    let corrections = incident.amendments.iter().map(|it| ("correction", &it.at));
    let is_ahead = |(_, at): &(&str, &Spanned<Instant>)| at.value > case.now;
    for (what, at) in decisions.chain(waivers).chain(corrections).filter(is_ahead) {
        let message = format!("this {what} has not been made yet: it is {} now", case.now.short());
        found.push(RULE.finding(&incident.file, at.span, message).help("write when it was made"));
    }
    let known = incident.upstream.as_ref().and_then(|upstream| upstream.since.as_ref());
    if let Some(since) = known.filter(|since| since.value > case.now) {
        let message = format!("the team can't have learned of the other project yet: it is {} now", case.now.short());
        found.push(RULE.finding(&incident.file, since.span, message).help("correct `since` under [upstream]"));
    }
    if let Some(since) = incident.scope.since.as_ref().filter(|since| since.value > case.now) {
        let message = format!("the vulnerability can't have been introduced yet: it is {} now", case.now.short());
        found.push(RULE.finding(&incident.file, since.span, message).help("correct `since` under [scope]"));
    }
}
