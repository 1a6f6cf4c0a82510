//! What people were told of dates, by whatever message, and which of these dates are others now.
//!
//! A message tells a date if its step needs the date, or if its text names it. So the text is made
//! once more, as of the instant at which it was told.

use std::collections::BTreeMap;

use super::facts::carries;
use super::{answer, fill};
use crate::case::{Case, DATES, StepStatus};
use crate::event::BuiltIn;
use crate::fact::Fact;
use crate::incident::{Event, EventKind};
use crate::names::Name;
use crate::policy::{Channel, Disclosure, Exposure};
use crate::time::Instant;

/// The party that agrees on a date for the reporter.
const REPORTER: &str = "reporter";

/// A date that a channel was told, and that is another one now.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(super) struct MovedDate {
    /// What it is the date of.
    pub(super) fact: Fact,
    /// The date that the channel was told.
    pub(super) was: Instant,
    /// The date as it is planned now.
    pub(super) is: Instant,
    /// When it was last changed.
    pub(super) at: Instant,
    /// When the channel was told it.
    pub(super) told: Instant,
}

/// When a step told a channel something.
#[derive(Clone, Copy)]
struct Telling<'s, 'p> {
    status: &'s StepStatus<'p>,
    first: Instant,
    last: Instant,
}

/// A date that a channel was told.
#[derive(Clone, Copy)]
struct Date<'s, 'p> {
    date: Instant,
    /// When.
    at: Instant,
    /// The step whose message names it; `None` for an agreement.
    by: Option<&'s StepStatus<'p>>,
}

/// Returns when a step last told a channel something, as far as that is recorded.
pub(super) fn last(case: &Case<'_>, status: &StepStatus<'_>, channel: &Name) -> Option<Instant> {
    telling(case, status, channel).map(|telling| telling.last)
}

/// Returns when a step first told a channel something, as far as that is recorded.
pub(super) fn first(case: &Case<'_>, status: &StepStatus<'_>, channel: &Name) -> Option<Instant> {
    telling(case, status, channel).map(|telling| telling.first)
}

/// Returns the dates that a channel was told and that are others now, if the message about them
/// belongs to this step: the one that told them last or, if they were agreed on, that told the
/// channel anything last. So a channel hears of them once.
pub(super) fn moved(case: &Case<'_>, status: &StepStatus<'_>, channel: &Channel) -> Vec<MovedDate> {
    let is_this = |other: &StepStatus<'_>| other.step.element.id.value == status.step.element.id.value;
    let own = telling(case, status, &channel.element.id.value).map(|own| own.last);
    let Some(own) = own.filter(|_| !case.is_past_dates()) else { return Vec::new() };
    // Most dates never change.
    let since = std::iter::once(own).chain(agreements(case, channel)).min();
    if since.and_then(|told| case.dates_changed_since(told)).is_none() {
        return Vec::new();
    }
    let tellings = tellings(case, channel);
    let oldest = tellings.iter().map(|it| it.last).chain(agreements(case, channel)).min();
    let Some(at) = oldest.and_then(|oldest| case.dates_changed_since(oldest)) else { return Vec::new() };
    let is_released = case.happened(BuiltIn::Released).is_some();
    let known = known(case, channel, &tellings);
    let moved: Vec<(MovedDate, Option<&StepStatus<'_>>)> = DATES
        .into_iter()
        .filter(|fact| !is_released || *fact == Fact::EmbargoUntil)
        .filter_map(|fact| {
            let told = known.get(&fact)?;
            let is = case.date(fact).filter(|is| is_other(case, fact, told.date, *is))?;
            Some((MovedDate { fact, was: told.date, is, at, told: told.at }, told.by))
        })
        .collect();
    let by = moved.iter().filter_map(|(date, by)| Some((date.told, (*by)?)));
    let by = by.max_by_key(|(told, _)| *told).map(|(_, by)| by);
    let by = by.or_else(|| tellings.last().map(|telling| telling.status));
    if by.is_some_and(is_this) { moved.into_iter().map(|(date, _)| date).collect() } else { Vec::new() }
}

/// Returns whether people who were told a date have to hear the present one. Once the upstream
/// project has published, they have to if it was earlier, on another day.
fn is_other(case: &Case<'_>, fact: Fact, was: Instant, is: Instant) -> bool {
    let has_published = fact == Fact::Upstream && case.happened(BuiltIn::UpstreamPublic).is_some();
    if has_published { is.end_of_day() < was } else { is != was }
}

/// Returns what a channel was told last of each date.
fn known<'s, 'p>(case: &Case<'p>, channel: &Channel, tellings: &[Telling<'s, 'p>]) -> BTreeMap<Fact, Date<'s, 'p>> {
    let mut known: BTreeMap<Fact, Date<'s, 'p>> = BTreeMap::new();
    let mut acts: Vec<(Instant, Option<Telling<'s, 'p>>)> = tellings.iter().map(|it| (it.last, Some(*it))).collect();
    acts.extend(agreements(case, channel).map(|at| (at, None)));
    acts.sort_by_key(|(at, _)| *at);
    for (at, telling) in acts {
        case.as_of(at, |then| {
            let by = telling.map(|telling| telling.status);
            for fact in DATES {
                let Some(date) = then.date(fact) else { continue };
                let is_told = match telling {
                    None => fact == Fact::EmbargoUntil,
                    // A message that follows others names each date that has changed.
                    Some(it) => it.first < at && known.contains_key(&fact) || names(then, it, channel, (fact, date)),
                };
                if is_told {
                    known.insert(fact, Date { date, at, by });
                }
            }
        });
    }
    known
}

/// Returns whether the message of a step names a date, as it was made at the instant of the case.
fn names(then: &Case<'_>, telling: Telling<'_, '_>, channel: &Channel, (fact, date): (Fact, Instant)) -> bool {
    let id = telling.status.step.element.id.as_str();
    let Some(status) = then.step(id).filter(|_| carries(then, channel, fact)) else { return false };
    let mut needed = status.step.needs.iter().map(|need| need.fact.value);
    if needed.clone().any(|needed| needed == fact) {
        return true;
    }
    // A text that needs another date names that one, if both are the same.
    if needed.any(|needed| DATES.contains(&needed) && then.date(needed) == Some(date)) {
        return false;
    }
    // The team does not tell itself what it decides.
    if channel.exposure == Exposure::Team && !channel.reaches_reporter() && !status.step.asks_for_cve() {
        return false;
    }
    let is_answered = |accepted: &&Event| then.writes_to_reporter(channel) && telling.first < accepted.at.value;
    let answer = then.accepted().filter(is_answered).map(|accepted| answer::confirmation(then, accepted));
    let names = |text: Option<String>| text.is_some_and(|text| text.contains(&date.spoken()));
    names(fill::text(then, status, channel, None))
        || answer.is_some_and(|answer| names(fill::text(then, status, channel, Some(answer))))
}

/// Returns when each step told a channel something, in the order of time.
fn tellings<'s, 'p>(case: &'s Case<'p>, channel: &Channel) -> Vec<Telling<'s, 'p>> {
    let id = &channel.element.id.value;
    let on_channel = case.steps.iter().filter(|status| status.step.to.iter().any(|to| to.value == *id));
    let mut tellings: Vec<Telling<'s, 'p>> = on_channel.filter_map(|status| telling(case, status, id)).collect();
    tellings.sort_by_key(|telling| telling.last);
    tellings
}

/// Returns when a step told a channel something. The first record of a step whose mail was sent
/// before tells nothing more.
fn telling<'s, 'p>(case: &Case<'_>, status: &'s StepStatus<'p>, channel: &Name) -> Option<Telling<'s, 'p>> {
    let sent = || sent(case, &status.step.element.id.value, channel);
    let (first_sent, last_sent) = (sent().min(), sent().max());
    let recorded = case.recorded(status.step);
    let confirms = recorded.first().zip(first_sent).is_some_and(|(recorded, sent)| sent <= *recorded);
    let mut recorded = recorded.into_iter().skip(usize::from(confirms));
    let first = recorded.clone().next().into_iter().chain(first_sent).min()?;
    let last = recorded.next_back().max(last_sent)?;
    case.told(status.step, channel).then_some(Telling { status, first, last })
}

/// Returns when a draft was sent to a channel, without mails to single members of its list.
fn sent(case: &Case<'_>, draft: &Name, channel: &Name) -> impl Iterator<Item = Instant> {
    let events = case.incident.events.iter().filter(|event| event.at.value <= case.now);
    let is_it = |event: &&Event| match &event.kind.value {
        EventKind::Sent { draft: Some(of), channel: Some(to), distributor: None, .. } => {
            of.value == *draft && to.value == *channel
        }
        _ => false,
    };
    events.filter(is_it).map(|event| event.at.value)
}

/// Returns when the reporter, who reads a channel, agreed on an end of the embargo. `agreed-by` is
/// about the first end, and an event about its own. An agreement that names nobody is one with the
/// reporter, if no list agrees and the reporter may be told the date.
fn agreements(case: &Case<'_>, channel: &Channel) -> impl Iterator<Item = Instant> {
    let incident = case.incident;
    let is_reporter = case.writes_to_reporter(channel) && incident.report.disclosure.value == Disclosure::Private;
    let parties = incident.embargo.iter().flat_map(|embargo| &embargo.agreed_by);
    let is_named = parties.clone().any(|who| is_word_of_reporter(who));
    let is_implied =
        parties.count() == 0 && case.policy.embargo.agreed_by.is_none() && carries(case, channel, Fact::EmbargoUntil);
    let ends = |event: &&Event| event.embargo_end().is_some() && event.at.value <= case.now;
    let first = incident.events.iter().filter(ends).map(|event| event.at.value).min();
    let agreed = move |event: &&Event| {
        let is_agreement = matches!(event.kind.value, EventKind::EmbargoAgreed { .. });
        let is_first = first == Some(event.at.value);
        event.by.iter().any(|by| by.value == *REPORTER) || is_agreement && (is_implied || is_named && is_first)
    };
    let agreed = incident.events.iter().filter(ends).filter(agreed).map(|event| event.at.value);
    agreed.filter(move |_| is_reporter).max().into_iter()
}

/// Returns whether a party that agreed is the reporter.
fn is_word_of_reporter(who: &str) -> bool {
    let who = who.trim().to_lowercase();
    who.strip_prefix("the ").unwrap_or(&who) == REPORTER
}
