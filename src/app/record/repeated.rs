//! Refuses to record a second time what is recorded already.

use std::collections::HashMap;

use super::{Record, RecordEntry};
use crate::app::edit;
use crate::app::edited::FileEdit;
use crate::app::error::Error;
use crate::event::BuiltIn;
use crate::incident::{Decision, Event, Incident};
use crate::names::Name;
use crate::source::Spanned;
use crate::time::Instant;

/// The events that the same people can record in the same words without a slip.
const MANY: [BuiltIn; 5] =
    [BuiltIn::Approved, BuiltIn::DocumentsChanged, BuiltIn::PatchApproved, BuiltIn::Renamed, BuiltIn::Sent];

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

    /// Returns `incident.toml` with the keys that this sets.
    ///
    /// # Errors
    /// When a key can't be set.
    pub(super) fn with_keys(&self, text: &str) -> Result<String, Error> {
        let set = |text: String, (key, value): &(String, String)| edit::set(&text, key, edit::typed(value));
        Ok(self.set.iter().try_fold(text.to_owned(), set)?)
    }

    fn require_new_decision(
        &self,
        before: &Incident,
        (step, take, reason): (&Name, bool, Option<&str>),
        at: Instant,
    ) -> Result<(), Error> {
        let of_step = || before.decisions.iter().filter(|decision| decision.step.value == *step);
        let instant = |decision: &Decision| decision.at.as_ref().map(|at| at.value);
        let command = format!("advisory correct {} {step}", before.handle);
        if of_step().any(|decision| instant(decision) == Some(at) && decision.take.value != take) {
            return Err(Error::Invalid {
                message: format!("`{step}` was decided the other way at this same time"),
                help: Some(format!(
                    "if that decision is wrong: `{command} --set take={take} --by MEMBER --reason TEXT`; if it was \
                     decided anew later, say when with --at"
                )),
            });
        }
        let last = of_step().filter(|decision| instant(decision) <= Some(at)).max_by_key(|decision| instant(decision));
        let is_same = |decision: &&Decision| {
            let why = decision.reason.as_ref().map(|reason| reason.as_str());
            let by = || decision.by.iter().map(|by| by.as_str());
            let is_by = self.by.iter().all(|own| by().any(|by| by == own)) && by().count() == self.by.len();
            decision.take.value == take && why == reason && is_by
        };
        match last.filter(is_same) {
            Some(same) => Err(Error::Invalid {
                message: format!("this decision on `{step}` is recorded already{}", since(instant(same), &same.by)),
                help: Some(if instant(same) == Some(at) {
                    "nothing is left to do".to_owned()
                } else {
                    format!(
                        "nothing is left to do; if that time is wrong: `{command} --set at={at} --by MEMBER --reason \
                         TEXT`; if it was decided again, add --anyway"
                    )
                }),
            }),
            None => Ok(()),
        }
    }
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
    let built_in = written.kind.value.built_in();
    let named = || before.events.iter().filter(|event| event.name() == name);
    if named().any(|event| event.repeats(written)) {
        return Err(Error::Invalid {
            message: format!("`{name}` is recorded already, at this time and by the same people"),
            help: Some(if sets {
                "to set a key as well, record it at another time".to_owned()
            } else {
                "nothing is left to do".to_owned()
            }),
        });
    }
    if built_in.is_some_and(|event| MANY.contains(&event)) {
        return Ok(());
    }
    let is_once = built_in.is_some_and(BuiltIn::happens_once);
    let same = match is_once {
        true => named().next(),
        // Nobody knows whether the same people did it.
        false if sets || written.by.is_empty() => None,
        false => said_before(before, written),
    };
    let Some(same) = same else { return Ok(()) };
    let dated = if named().count() > 1 { format!(" --dated {}", same.at.value) } else { String::new() };
    let correct = format!("advisory correct {} {name}{dated}", before.handle);
    let at = written.at.value;
    let otherwise = if is_once {
        format!("; if it did not happen: `{correct} --void --by MEMBER --reason TEXT`")
    } else {
        "; if it happened again, add --anyway".to_owned()
    };
    Err(Error::Invalid {
        message: format!("`{name}` is recorded already{}", since(Some(same.at.value), &same.by)),
        help: Some(format!(
            "nothing is left to do; if that time is wrong: `{correct} --set at={at} --by MEMBER --reason TEXT`{otherwise}"
        )),
    })
}

/// Returns an event that says the same as one that was written. Details can change back: then only
/// the records next to it count, and after another break the same decision is a new one.
fn said_before<'i>(before: &'i Incident, written: &Event) -> Option<&'i Event> {
    let is_break = |event: &Event| event.is(BuiltIn::EmbargoBroken) || event.is(BuiltIn::Leaked);
    let is_related =
        |event: &&Event| event.name() == written.name() || written.is(BuiltIn::BreakDecided) && is_break(event);
    let related = || before.events.iter().filter(is_related);
    if written.details().next().is_none() {
        return related().find(|event| event.says_the_same(written));
    }
    let at = |event: &&Event| event.at.value;
    let previous = related().filter(|event| event.at.value <= written.at.value).max_by_key(at);
    let next = related().filter(|event| event.at.value > written.at.value).min_by_key(at);
    previous.into_iter().chain(next).find(|event| event.says_the_same(written))
}

/// Returns when and by whom something was recorded, to follow a verb.
fn since(at: Option<Instant>, by: &[Spanned<Name>]) -> String {
    let by: Vec<String> = by.iter().map(|by| format!("`{}`", by.value)).collect();
    let at = at.map(|at| format!(", on {}", at.spoken())).unwrap_or_default();
    if by.is_empty() { at } else { format!("{at} by {}", by.join(", ")) }
}
