//! Refuses to record a second time what is recorded already.

use std::collections::HashMap;

use super::{Record, RecordEntry};
use crate::app::edit;
use crate::app::edited::FileEdit;
use crate::app::error::Error;
use crate::case::Case;
use crate::incident::{Decision, Decisions, Event, Incident, Redecided, Repeat, RepeatKind, Repeats, said_before};
use crate::names::Name;
use crate::source::{Span, Spanned};
use crate::time::Instant;

impl Record {
    /// Requires that nothing like this is recorded already. A record that sets another value of a
    /// key is a new one.
    ///
    /// # Errors
    /// When it is there already, or when a decision at the same instant says the opposite.
    pub(super) fn require_new(
        &self,
        edit: &FileEdit,
        before: &Incident,
        after: &Incident,
        at: Instant,
    ) -> Result<(), Error> {
        match &self.entry {
            RecordEntry::Event { event, .. } => {
                let sets = self.with_keys(&edit.before)? != edit.before;
                written(before, after, event).map_or(Ok(()), |written| require_new_event(before, written, sets))
            }
            RecordEntry::Decision { step, take, reason } => {
                self.require_new_decision(before, (step, *take, reason.as_deref()), at)
            }
            RecordEntry::Waiver { .. } => Ok(()),
        }
    }

    /// Requires that a step that somebody decides to skip is not done already.
    ///
    /// # Errors
    /// When it is.
    pub(super) fn require_undone(&self, case: &Case<'_>) -> Result<(), Error> {
        let RecordEntry::Decision { step, take: false, .. } = &self.entry else { return Ok(()) };
        let status = case.step(step.as_str());
        let Some(done) = status.and_then(|status| status.done) else { return Ok(()) };
        let (event, handle) = (done.name(), &case.incident.handle);
        Err(Error::Invalid {
            message: format!("`{step}` can't be skipped any more: it is done{}", since(Some(done.at.value), &done.by)),
            help: Some(format!(
                "if that did not happen: `advisory correct {handle} {event} --void --by MEMBER --reason TEXT`"
            )),
        })
    }

    /// Returns `incident.toml` with the keys that this sets.
    ///
    /// # Errors
    /// When a key can't be set.
    pub(super) fn with_keys(&self, text: &str) -> Result<String, Error> {
        Ok(edit::set_all(text, &self.set)?)
    }

    fn require_new_decision(
        &self,
        before: &Incident,
        (step, take, reason): (&Name, bool, Option<&str>),
        at: Instant,
    ) -> Result<(), Error> {
        let mut decisions = Decisions::default();
        for decision in &before.decisions {
            decisions.see(decision);
        }
        let written = Decision {
            step: said(step.clone()),
            take: said(take),
            at: Some(said(at)),
            by: self.by.iter().filter_map(|by| Some(said(by.parse().ok()?))).collect(),
            reason: reason.map(|reason| said(reason.to_owned())),
            span: Span::default(),
        };
        let command = format!("advisory correct {} {step}", before.handle);
        let (message, help) = match decisions.see(&written) {
            None => return Ok(()),
            Some(Redecided { is_opposite: true, .. }) => (
                format!("`{step}` was decided the other way at this same time"),
                format!(
                    "if that decision is wrong: `{command} --set take={take} --by MEMBER --reason TEXT`; if it was \
                     decided anew later, say when with --at"
                ),
            ),
            Some(Redecided { earlier, .. }) => (
                format!("this decision on `{step}` is recorded already{}", since(earlier.instant(), &earlier.by)),
                if earlier.instant() == Some(at) {
                    "nothing is left to do".to_owned()
                } else {
                    format!(
                        "nothing is left to do; if that time is wrong: `{command} --set at={at} --by MEMBER --reason \
                         TEXT`; if it was decided again, add --anyway"
                    )
                },
            ),
        };
        Err(Error::Invalid { message, help: Some(help) })
    }
}

/// Returns a value that no file holds yet.
fn said<T>(value: T) -> Spanned<T> {
    Spanned::new(value, Span::default())
}

/// Returns the event that an edit added.
fn written<'a>(earlier: &Incident, after: &'a Incident, event: &Name) -> Option<&'a Event> {
    let mut before: HashMap<_, usize> = HashMap::new();
    for event in &earlier.events {
        *before.entry((event.at.value, event.statement())).or_default() += 1;
    }
    for own in &after.events {
        match before.get_mut(&(own.at.value, own.statement())) {
            Some(count) if *count > 0 => *count -= 1,
            _ if own.name() == event.as_str() => return Some(own),
            _ => {}
        }
    }
    None
}

fn require_new_event(before: &Incident, written: &Event, sets: bool) -> Result<(), Error> {
    let name = written.name();
    let mut repeats = Repeats::of(before);
    for event in &before.events {
        repeats.see(event);
    }
    let same = match repeats.see(written) {
        Some(Repeat { kind: RepeatKind::Copy, .. }) => {
            return Err(Error::Invalid {
                message: format!("`{name}` is recorded already, at this time and by the same people"),
                help: Some(if sets {
                    "to set a key as well, record it at another time".to_owned()
                } else {
                    "nothing is left to do".to_owned()
                }),
            });
        }
        Some(repeat) => Some((repeat.first, repeat.kind == RepeatKind::Once)),
        None if sets => None,
        None => said_before(&before.events, written).map(|same| (same, false)),
    };
    let Some((same, is_once)) = same else { return Ok(()) };
    let is_dated = before.events.iter().filter(|event| event.name() == name).count() > 1;
    let dated = if is_dated { format!(" --dated {}", same.at.value) } else { String::new() };
    let correct = format!("advisory correct {} {name}{dated}", before.handle);
    let at = written.at.value;
    let says = |key: &str| same.details().find(|(own, _)| *own == key).map(|(_, value)| value.to_string());
    let other = written.details().find(|(key, value)| says(key).is_none_or(|says| says != value.to_string()));
    let mut help = match other {
        Some((key, _)) => {
            vec![format!("if it says something wrong: `{correct} --set {key}=VALUE --by MEMBER --reason TEXT`")]
        }
        None => vec!["nothing is left to do".to_owned()],
    };
    if same.at.value != at {
        help.push(format!("if that time is wrong: `{correct} --set at={at} --by MEMBER --reason TEXT`"));
    }
    help.push(if is_once {
        format!("if it did not happen: `{correct} --void --by MEMBER --reason TEXT`")
    } else {
        "if it happened again, add --anyway".to_owned()
    });
    Err(Error::Invalid {
        message: format!("`{name}` is recorded already{}", since(Some(same.at.value), &same.by)),
        help: Some(help.join("; ")),
    })
}

/// Returns when and by whom something was recorded, to follow a verb.
fn since(at: Option<Instant>, by: &[Spanned<Name>]) -> String {
    let by: Vec<String> = by.iter().map(|by| format!("`{}`", by.value)).collect();
    let at = at.map(|at| format!(", on {}", at.spoken())).unwrap_or_default();
    if by.is_empty() { at } else { format!("{at} by {}", by.join(", ")) }
}
