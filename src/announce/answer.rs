//! What the answer to the reporter says.

use minijinja::{Value, context};

use crate::advisory::disclose;
use crate::case::Case;
use crate::event::BuiltIn;
use crate::incident::{Event, Outcome};
use crate::time::Instant;

/// The template of the answer.
pub(super) const TEMPLATE: &str = "answer";

/// The name that the template has for what is here.
pub(super) const NAME: &str = "answer";

/// Returns the template of the answer which confirms the report, and what it sees.
pub(super) fn confirmation(case: &Case<'_>, accepted: &Event) -> (&'static str, (String, Value)) {
    (TEMPLATE, (NAME.to_owned(), of(case, accepted, None, false, None)))
}

/// Returns what the answer says if a rejection was taken back and nothing else is decided.
pub(super) fn reopened(told_otherwise: Instant) -> Value {
    context! { accepted => false, reopened => told_otherwise.spoken(), is_known => false }
}

/// Returns what the answer to the reporter says of the decision. It names the incident that a
/// duplicate is about only if its advisory is public. If the other report was rejected, the
/// decision on it is also the one on the duplicate. `is_known` says that the reporter has heard of
/// the decision before, `told_otherwise` when
/// they were told that it was rejected, which is no longer true.
pub(super) fn of(
    case: &Case<'_>,
    decided: &Event,
    original: Option<&Case<'_>>,
    is_known: bool,
    told_otherwise: Option<Instant>,
) -> Value {
    let other = original.and_then(|original| disclose(original).ok());
    let rejected = original.filter(|_| other.is_none()).and_then(Case::rejected);
    let decided = rejected.unwrap_or(decided);
    let outcome = decided.outcome().and_then(|outcome| Outcome::named(&outcome.value));
    let withdrawn = other.as_ref().and_then(|other| other.withdrawn.as_ref()).map(|withdrawn| withdrawn.text.clone());
    context! {
        accepted => decided.is(BuiltIn::Accepted),
        reopened => told_otherwise.map(Instant::spoken),
        fixed => case.happened(BuiltIn::FixReady).is_some(),
        is_known => is_known && other.is_some() && withdrawn.is_none(),
        withdrawn => withdrawn,
        outcome => outcome.map(Outcome::word),
        of => other.as_ref().map(|other| other.id.to_string()),
        of_title => other.map(|other| other.title),
        belongs_to => decided.belongs_to().map(|project| project.value.clone()),
    }
}
