//! Finds moves of the release to an instant that had passed when they were recorded.

use crate::case::Case;
use crate::event::BuiltIn;
use crate::finding::Finding;
use crate::rules::{Check, Rule};

pub(in crate::rules) const RULE: Rule = Rule::of(module_path!(), Check::Process(check));

fn check(case: &Case<'_>, found: &mut Vec<Finding>) {
    let incident = case.incident;
    for (moved, until) in incident.moves_back(BuiltIn::ReleaseMoved) {
        let message = format!(
            "the release can't move to {}, which had passed on {}",
            until.value.spoken(),
            moved.at.value.spoken()
        );
        found.push(RULE.finding(&incident.file, until.span, message).help(format!(
            "check the year and the month; if the release is out: `advisory record {} released --at INSTANT --by MEMBER`",
            incident.handle
        )));
    }
}
