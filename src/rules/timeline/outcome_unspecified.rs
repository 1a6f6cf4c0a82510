//! Finds rejections whose outcome is unknown, or lacks what it is about.

use std::collections::BTreeSet;

use crate::case::Case;
use crate::event::BuiltIn;
use crate::finding::{Finding, did_you_mean};
use crate::incident::{Event, Outcome};
use crate::names::Handle;
use crate::rules::{Check, Rule};
use crate::source::Span;

pub(in crate::rules) const RULE: Rule = Rule::of(module_path!(), Check::Case(check));

fn check(case: &Case<'_>, found: &mut Vec<Finding>) {
    for event in case.incident.events.iter().filter(|event| event.is(BuiltIn::Rejected)) {
        let problems = [of_outcome(event), of_duplicate(case, event), of_project(event)];
        let problems = problems.into_iter().flatten();
        found.extend(problems.map(|(at, what, help)| RULE.finding(&case.incident.file, at, what).help(help)));
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
        Some(of) => {
            let handles = handles(case);
            // An ID of an advisory or of another database has a number.
            let is_handle = of.parse::<Handle>().is_ok() && !of.contains(|c: char| c.is_ascii_digit());
            (is_handle && !handles.contains(of.as_str())).then(|| {
                let help = match did_you_mean(of.as_str(), handles.iter().copied()) {
                    Some(near) => format!("did you mean `{near}`?"),
                    None => "name the handle of the other incident, or an ID".to_owned(),
                };
                (of.span, format!("there is no incident `{}`", of.value), help)
            })
        }
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
