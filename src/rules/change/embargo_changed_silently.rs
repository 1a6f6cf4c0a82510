//! Finds embargoes that a change extends, shortens or ends without an event, and dates that others
//! were told and that move without one.

use crate::change::{Change, EmbargoChange, embargo};
use crate::finding::{Finding, Severity};
use crate::policy::Disclosure;
use crate::rules::{Check, Rule};

pub(in crate::rules) const RULE: Rule = Rule::of(module_path!(), Check::Change(check));

pub(in crate::rules) fn check(change: &Change<'_>, found: &mut Vec<Finding>) {
    for kept in &change.kept {
        let incident = kept.is.case.incident;
        for moved in embargo(kept) {
            let (severity, span, message, help) = match moved {
                EmbargoChange::End { was, is: Some(is), at } => (
                    Severity::Error,
                    at,
                    format!("the end of the embargo was {} and is {}", was.spoken(), is.spoken()),
                    format!("restore it, and run `advisory embargo {} move --until {is} --by MEMBER`", incident.handle),
                ),
                EmbargoChange::End { was, is: None, at } => (
                    Severity::Error,
                    at,
                    format!("the end of the embargo, {}, was removed", was.spoken()),
                    format!(
                        "restore it; if an agreement was a mistake: `advisory correct {} embargo-agreed --void --by MEMBER \
                         --reason TEXT`",
                        incident.handle
                    ),
                ),
                EmbargoChange::Ended { is, at } => (
                    Severity::Error,
                    Some(at),
                    format!("the new end of the embargo has already passed: {}", is.spoken()),
                    format!(
                        "remove it, and run `advisory embargo {} agree --until INSTANT --by MEMBER`",
                        incident.handle
                    ),
                ),
                EmbargoChange::Disclosure { is: Disclosure::Public, at } => (
                    Severity::Error,
                    Some(at),
                    "the report became public without an event".to_owned(),
                    "restore it, or record what made it public: `leaked` or `embargo-broken`".to_owned(),
                ),
                EmbargoChange::Disclosure { is: Disclosure::Private, at } => (
                    Severity::Error,
                    Some(at),
                    "a public report was made private".to_owned(),
                    "restore it: public information can't be embargoed".to_owned(),
                ),
                EmbargoChange::Release { was, is, at } => {
                    let now = is.map_or_else(|| "was removed".to_owned(), |is| format!("changed to {}", is.spoken()));
                    let until = is.map_or_else(|| "INSTANT".to_owned(), |is| is.to_string());
                    (
                        Severity::Error,
                        at,
                        format!("the release date that others were told, {}, {now} without an event", was.spoken()),
                        format!(
                            "restore it, and run `advisory record {} release-moved --until {until} --by MEMBER`: the drafts then tell them",
                            incident.handle
                        ),
                    )
                }
                EmbargoChange::Upstream { was, is, at } => {
                    let now = is.map_or_else(|| "was removed".to_owned(), |is| format!("changed to {}", is.spoken()));
                    let message = format!("the upstream project's date, {}, {now}", was.spoken());
                    (
                        Severity::Warning,
                        at,
                        message,
                        "the publication waits for this date: confirm it with the upstream project".to_owned(),
                    )
                }
            };
            let span = span.or_else(|| Some(incident.embargo.as_ref()?.span)).unwrap_or_default();
            found.push(RULE.raise(severity, &incident.file, span, message).help(help));
        }
    }
}
