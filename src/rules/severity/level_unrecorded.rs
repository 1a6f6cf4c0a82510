//! Finds advisories whose severity level is not the one that somebody with the right recorded.

use crate::case::Case;
use crate::finding::Finding;
use crate::incident::Document;
use crate::rules::{Check, Rule, front, unfinished};
use crate::source::Location;

pub(in crate::rules) const RULE: Rule = Rule::of(module_path!(), Check::Style(check));

fn check(case: &Case<'_>, document: &Document, found: &mut Vec<Finding>) {
    let (policy, file) = (case.policy, &document.file);
    let stated = document.level(policy);
    let (Some(stated), written) = (stated.or_else(|| case.level.map(|set| set.level)), &document.level) else {
        return;
    };
    let id = &stated.element.id.value;
    let of_score = document.score(policy).and_then(|score| policy.level_of(score));
    let set = case.level.and_then(|set| Some((&set.level.element.id.value, set.event?)));
    let span = written.as_ref().map_or_else(|| front(document), |level| level.span);
    let finding = |message: String| RULE.raise(unfinished(case), file, span, message);
    match set {
        Some((said, event)) if said != id || document.level(policy).is_none() => {
            let message = match document.level(policy) {
                Some(_) => format!("the severity level is `{id}` here, but was set to `{said}`"),
                None => format!("the severity level was set to `{said}`, and advisory.md does not have it"),
            };
            let set_here = Location::new(&case.incident.file, event.kind.span);
            found.push(finding(message).also(set_here, "set here").help(format!("write level = \"{said}\"")));
        }
        None if of_score.is_none_or(|level| level.element.id.value != *id) => {
            let departs = of_score.map(|level| format!(", and the score stands for `{}`", level.element.id.value));
            let message = format!("nobody set the severity level `{id}`{}", departs.unwrap_or_default());
            let help = format!("`advisory record {} scored --level {id} --by MEMBER`", case.incident.handle);
            found.push(finding(message).help(help));
        }
        _ => {}
    }
}
