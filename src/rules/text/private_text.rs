//! Finds private text in the advisory, such as the incident's handle.

use crate::case::Case;
use crate::finding::Finding;
use crate::incident::Document;
use crate::rules::{Check, Rule};
use crate::source::{Location, Span};
use crate::words;

pub(in crate::rules) const RULE: Rule = Rule::of(module_path!(), Check::Style(check));

fn check(case: &Case<'_>, document: &Document, found: &mut Vec<Finding>) {
    let incident = case.incident;
    let Some(text) = case.portfolio.tree.text(document.file.as_str()) else { return };
    let report = incident.report.reporter.as_ref();
    // If the public and private repositories are the same, the URL is not secret.
    let public = case.portfolio.project.repository.as_ref();
    let repository = incident
        .fix
        .repository
        .as_ref()
        .filter(|r| public.is_none_or(|p| p.trim_end_matches('/') != r.trim_end_matches('/')));
    let secrets = [("the private repository", repository), ("the disclosure thread", incident.fix.thread.as_ref())];
    let address = report.and_then(|reporter| reporter.email.as_ref());
    // A handle that is a single plain word may occur in any text.
    let distinctive =
        Some(incident.handle.as_str()).filter(|handle| handle.contains(|c: char| !c.is_ascii_lowercase()));
    let handle = ("the incident's handle", distinctive.unwrap_or_default(), None);
    let written =
        secrets.into_iter().filter_map(|(what, secret)| Some((what, secret?.value.trim(), Some(secret?.span))));
    let secrets =
        written.chain([handle]).filter(|(_, secret, _)| !secret.is_empty()).filter_map(|(what, secret, place)| {
            let start = occurrence(text, secret)?;
            Some((what, Span::new(start, start + secret.len()), place))
        });
    let address = address.and_then(|address| {
        let span = words::address_places(address.value.trim(), text).into_iter().next()?;
        Some(("the reporter's email address", span, Some(address.span)))
    });
    for (what, span, place) in secrets.chain(address) {
        let finding = RULE
            .finding(&document.file, span, format!("the advisory contains {what}"))
            .label("this becomes public")
            .help("remove it: all of advisory.md becomes public");
        found.push(match place {
            Some(span) => finding.also(Location::new(&incident.file, span), "private"),
            None => finding,
        });
    }
}

/// Returns where the secret occurs as a whole word.
fn occurrence(text: &str, secret: &str) -> Option<usize> {
    let joins = |c: char| c.is_alphanumeric() || c == '-' || c == '_';
    text.match_indices(secret).map(|(start, _)| start).find(|start| {
        let before = text.get(..*start).and_then(|t| t.chars().next_back());
        let after = text.get(start + secret.len()..).and_then(|t| t.chars().next());
        !before.is_some_and(joins) && !after.is_some_and(joins)
    })
}
