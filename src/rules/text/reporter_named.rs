//! Finds advisories that name a reporter who has not agreed to it, also that of a duplicate report.

use crate::case::Case;
use crate::finding::Finding;
use crate::markdown;
use crate::rules::{Check, Rule};
use crate::source::{Location, Span};

pub(in crate::rules) const RULE: Rule = Rule::of(module_path!(), Check::Case(check));

fn check(case: &Case<'_>, found: &mut Vec<Finding>) {
    let Some(reporter) = &case.incident.report.reporter else { return };
    let original = case.original();
    let Some(document) = &original.unwrap_or(case.incident).document else { return };
    let name = reporter.name.as_ref().filter(|name| name.trim().chars().count() > 2);
    let asked = match &reporter.consent {
        Some(consent) if consent.value => return,
        Some(_) => "has not agreed to be named",
        None => "has not been asked whether they agree to be named",
    };
    let Some(text) = case.portfolio.tree.text(document.file.as_str()) else { return };
    let literal = name.and_then(|name| {
        let name = name.trim();
        text.find(name).map(|start| Span::new(start, start + name.len()))
    });
    let silent = case.incident.silent_reporter();
    let in_text = || silent.as_ref().and_then(|silent| silent.places(text).into_iter().next());
    // What a reader sees, without markup and references to characters. Its places are not those of
    // the file.
    let is_seen =
        || silent.as_ref().is_some_and(|silent| !silent.places(&markdown::unwrapped(&document.body)).is_empty());
    let seen = || is_seen().then_some(document.body.span);
    // Such a credit is left out of the public advisory, but nobody should have to notice that.
    let credit = || document.credits.iter().find(|c| silent.as_ref().is_some_and(|silent| silent.is_in(&c.name.value)));
    if let Some(span) = literal.or_else(in_text).or_else(seen).or_else(|| credit().map(|credit| credit.name.span)) {
        let who = name.map_or("the reporter", |name| name.trim());
        let place = reporter.consent.as_ref().map_or_else(|| name.map_or(reporter.span, |name| name.span), |c| c.span);
        found.push(
            RULE.finding(&document.file, span, format!("{who} {asked}"))
                .also(
                    Location::new(&case.incident.file, place),
                    if original.is_some() { "the reporter of a duplicate" } else { "the reporter" },
                )
                .help("ask them and set `consent = true`, or remove the name"),
        );
    }
}
