//! Finds embargoes that have ended before the publication is approved.

use crate::case::{Case, Withheld};
use crate::finding::Finding;
use crate::rules::{Check, Rule, commands};
use crate::source::Span;
use crate::time::spoken_seconds;

pub(in crate::rules) const RULE: Rule = Rule::of(module_path!(), Check::Case(check));

fn check(case: &Case<'_>, found: &mut Vec<Finding>) {
    let (Some(until), Err(Withheld::Unapproved | Withheld::Uncovered | Withheld::NoId)) =
        (case.embargo.until, case.publication)
    else {
        return;
    };
    if until <= case.now && !case.is_closed() {
        let incident = case.incident;
        let place = incident.embargo.as_ref().map_or(Span::default(), |e| e.until.as_ref().map_or(e.span, |u| u.span));
        let over = spoken_seconds(case.now.seconds_since(until));
        found.push(
            RULE.finding(
                &incident.file,
                place,
                format!("the embargo ended {over} ago, but the publication is not approved"),
            )
            .help(format!(
                "approve it: `{}`; or move the end: `{}`",
                commands::publish(case),
                commands::move_embargo(case)
            )),
        );
    }
}
