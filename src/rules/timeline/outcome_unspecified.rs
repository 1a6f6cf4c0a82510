//! Finds rejections whose outcome is unknown, or lacks what it is about.

use std::collections::BTreeSet;

use crate::case::Case;
use crate::event::BuiltIn;
use crate::finding::{Finding, Severity, did_you_mean};
use crate::incident::{Event, Outcome};
use crate::names::{CveId, Handle};
use crate::rules::{Check, Rule};
use crate::source::{Span, Spanned};

pub(in crate::rules) const RULE: Rule = Rule::of(module_path!(), Check::Case(check));

fn check(case: &Case<'_>, found: &mut Vec<Finding>) {
    for event in case.incident.events.iter().filter(|event| event.is(BuiltIn::Rejected)) {
        let problems = [of_outcome(event), of_duplicate(case, event), of_project(event)];
        let problems = problems.into_iter().flatten();
        found.extend(problems.map(|(at, what, help)| RULE.finding(&case.incident.file, at, what).help(help)));
        found.extend(
            event.duplicate_of().filter(|_| outcome(event) == Some(Outcome::Duplicate)).and_then(|of| doubt(case, of)),
        );
    }
}

/// Where a problem is, what it is, and what to do.
type Problem = (Span, String, String);

fn outcome(event: &Event) -> Option<Outcome> {
    event.outcome().and_then(|outcome| Outcome::named(&outcome.value))
}

fn of_outcome(event: &Event) -> Option<Problem> {
    let outcome = event.outcome().filter(|outcome| Outcome::named(&outcome.value).is_none())?;
    let words = Outcome::ALL.map(Outcome::word);
    let help = match did_you_mean(outcome.as_str(), words) {
        Some(near) => format!("did you mean `{near}`?"),
        None => format!("there are: {}", words.join(", ")),
    };
    Some((outcome.span, format!("`{}` is no outcome of a report", outcome.value), help))
}

fn of_duplicate(case: &Case<'_>, event: &Event) -> Option<Problem> {
    let is_duplicate = outcome(event) == Some(Outcome::Duplicate);
    match event.duplicate_of() {
        None => is_duplicate.then(|| {
            let message = "the record does not say of what the report is a duplicate".to_owned();
            (event.kind.span, message, "add `duplicate-of` with the handle of the incident, or an ID".to_owned())
        }),
        Some(of) if !is_duplicate => {
            let message = "`duplicate-of` belongs to the outcome `duplicate`".to_owned();
            Some((of.span, message, "write `outcome = \"duplicate\"`, or remove it".to_owned()))
        }
        Some(of) if of.value == case.incident.handle.as_str() => {
            let message = "the incident would be a duplicate of itself".to_owned();
            Some((of.span, message, "name the other incident".to_owned()))
        }
        Some(of) if case.original().is_some() && case.handled_in().is_none() => {
            let message =
                "these incidents are duplicates of each other, so nobody handles the vulnerability".to_owned();
            let help = "void the rejection of the one that goes on: `advisory correct INCIDENT rejected --void --by \
                        MEMBER --reason TEXT`";
            Some((of.span, message, help.to_owned()))
        }
        Some(_) if case.original().is_some() => None,
        Some(of) => named(case, of),
    }
}

/// Returns what is wrong with a name that no incident has: it is a mistyped handle, an ID that the
/// project has not assigned, or no ID at all.
fn named(case: &Case<'_>, of: &Spanned<String>) -> Option<Problem> {
    let is_handle = of.parse::<Handle>().is_ok();
    let handles = if is_handle { handles(case) } else { BTreeSet::new() };
    if handles.contains(of.as_str()) {
        return None;
    }
    let near = did_you_mean(of.as_str(), handles.iter().copied());
    let (message, help) = if is_handle && (near.is_some() || !has_number(of)) {
        let help = near.map_or_else(|| OTHER.to_owned(), |near| format!("did you mean `{near}`?"));
        (format!("there is no incident `{}`", of.value), help)
    } else if is_own_id(case, of) {
        (format!("no advisory of this project has the ID `{}`", of.value), OTHER.to_owned())
    } else if !is_handle && !has_form_of_id(of) {
        (format!("`{}` is neither a handle nor an ID", of.value), OTHER.to_owned())
    } else {
        return None;
    };
    Some((of.span, message, help))
}

const OTHER: &str = "name the handle of the other incident, or an ID";

/// Returns a finding on an ID of another database that no incident has: it may be that of an
/// advisory of somebody else.
fn doubt(case: &Case<'_>, of: &Spanned<String>) -> Option<Finding> {
    let is_known = || case.original().is_some() || handles(case).contains(of.as_str());
    if of.value == case.incident.handle.as_str() || is_known() || named(case, of).is_some() {
        return None;
    }
    let message = format!("no incident here has the ID `{}`, so the reporter hears of no advisory", of.value);
    let help = "name the handle of the other incident, or import its advisory; if it is of another project, record the \
                outcome `other-project`";
    Some(RULE.raise(Severity::Warning, &case.incident.file, of.span, message).help(help))
}

fn is_own_id(case: &Case<'_>, id: &str) -> bool {
    id.strip_prefix(case.portfolio.project.id_prefix.as_str()).is_some_and(|rest| rest.starts_with('-'))
}

fn has_number(text: &str) -> bool {
    text.contains(|c: char| c.is_ascii_digit())
}

/// Returns whether a text has the form of an ID in a database: the database, a hyphen, and more.
fn has_form_of_id(text: &str) -> bool {
    let is_part = |c: char| c.is_ascii_alphanumeric() || "-_.:/#".contains(c);
    let is_of_database =
        |(database, rest): (&str, &str)| database.starts_with(|c: char| c.is_ascii_uppercase()) && !rest.is_empty();
    match text.strip_prefix("CVE-") {
        Some(_) => text.parse::<CveId>().is_ok(),
        None => text.split_once('-').is_some_and(is_of_database) && text.chars().all(is_part),
    }
}

/// Returns the handles of all incidents, also of those that were not read.
fn handles<'p>(case: &Case<'p>) -> BTreeSet<&'p str> {
    let folders = case.portfolio.tree.iter().filter_map(|(path, _)| path.incident_folder());
    folders.filter_map(|folder| folder.rsplit('/').next()).collect()
}

fn of_project(event: &Event) -> Option<Problem> {
    let is_theirs = outcome(event) == Some(Outcome::OtherProject);
    match event.belongs_to() {
        None => is_theirs.then(|| {
            let message = "the record does not say to which project the vulnerability belongs".to_owned();
            (event.kind.span, message, "add `belongs-to` with the name of the project".to_owned())
        }),
        Some(project) if !is_theirs => {
            let message = "`belongs-to` belongs to the outcome `other-project`".to_owned();
            Some((project.span, message, "write `outcome = \"other-project\"`, or remove it".to_owned()))
        }
        Some(_) => None,
    }
}
