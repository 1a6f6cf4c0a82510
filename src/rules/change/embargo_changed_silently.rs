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
                EmbargoChange::Disclosure { is: Disclosure::Public, is_known: true, at } => (
                    Severity::Error,
                    Some(at),
                    "the report was marked as public, although a record says when it became known".to_owned(),
                    "restore it: `disclosure` says how the report came in; exposure and deadlines follow the record"
                        .to_owned(),
                ),
                EmbargoChange::Disclosure { is: Disclosure::Public, is_known: false, at } => (
                    Severity::Error,
                    Some(at),
                    "the report became public without an event".to_owned(),
                    "restore it, and record what made it public, with its time: `leaked` or `embargo-broken`"
                        .to_owned(),
                ),
                // What became known later is public from then on, whatever the file said before.
                EmbargoChange::Disclosure { is: Disclosure::Private, is_known: true, at } => (
                    Severity::Warning,
                    Some(at),
                    "a public report was made private: users count as exposed since the leak only".to_owned(),
                    "confirm that it was reported in private, and that the leak made it public".to_owned(),
                ),
                EmbargoChange::Disclosure { is: Disclosure::Private, is_known: false, at } => (
                    Severity::Error,
                    Some(at),
                    "a public report was made private".to_owned(),
                    "restore it: public information can't be embargoed; if those who made it public agreed to handle \
                     it in private, record their answer first"
                        .to_owned(),
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
