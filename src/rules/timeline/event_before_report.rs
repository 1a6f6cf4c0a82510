//! Finds events of the response, decisions and waivers that are dated before the report.

use crate::case::Case;
use crate::event::BuiltIn;
use crate::finding::Finding;
use crate::rules::{Check, Rule};
use crate::source::{Location, Spanned};
use crate::time::Instant;

pub(in crate::rules) const RULE: Rule = Rule::of(module_path!(), Check::Case(check));

fn check(case: &Case<'_>, found: &mut Vec<Finding>) {
    let incident = case.incident;
    let Some(report) = incident.first(BuiltIn::Reported) else { return };
    let early = |at: &Option<Spanned<Instant>>| at.as_ref().filter(|at| at.value < report.at.value).map(|at| at.span);
    let decisions = incident
        .decisions
        .iter()
        .filter_map(|it| Some((early(&it.at)?, format!("the decision on `{}`", it.step.value))));
    let waivers =
        incident.waivers.iter().filter_map(|it| Some((early(&it.at)?, format!("the waiver `{}`", it.waiver.value))));
    for (span, what) in decisions.chain(waivers) {
        found.push(
            RULE.finding(&incident.file, span, format!("{what} is dated before the report"))
                .also(Location::new(&incident.file, report.at.span), "reported here")
                .help("correct one of the two times; check the offset from UTC"),
        );
    }
    for event in incident.events.iter().filter(|e| e.at.value < report.at.value && !e.happens_outside()) {
        let message = format!("`{}` is dated before the report", event.name());
        found.push(
            RULE.finding(&incident.file, event.at.span, message)
                .also(Location::new(&incident.file, report.at.span), "reported here")
                .help("correct one of the two times; check the offset from UTC"),
        );
    }
}
