//! What those who were told something have to be told after it: that a date has moved or passed,
//! what they can do meanwhile, that the advisory was revised or withdrawn, that no advisory comes,
//! that one of these was a mistake, or that what they were told of the affected releases is wrong.
//! The reporter has to be told what the team thinks of the report.

use minijinja::Value;

use super::facts::carries;
use super::told;
use crate::case::{Case, StepStatus};
use crate::event::BuiltIn;
use crate::fact::Fact;
use crate::policy::Channel;
use crate::time::Instant;

mod advisory;
mod dates;
mod mitigations;
mod report;
mod scope;

/// What news is about.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(super) enum Kind {
    /// Dates that moved.
    Moved,
    /// Dates that passed.
    Late,
    /// What users can do until the release.
    Mitigations,
    /// The report was confirmed.
    Accepted,
    /// The report was rejected.
    Rejected,
    /// A rejection was taken back.
    Reopened,
    /// What was told of the affected releases is wrong.
    Scope,
    /// The public advisory was revised or withdrawn, or is valid again.
    Advisory,
}

/// A message that follows what a channel was told.
pub(super) struct News {
    /// The template.
    pub(super) template: &'static str,
    /// The word in the name of the draft's file.
    pub(super) word: &'static str,
    /// When it became news.
    pub(super) at: Instant,
    /// When the channel was last told something before.
    pub(super) told: Instant,
    /// A text that tells this message from others of its thread.
    pub(super) mark: String,
    /// Which of the kinds of news it is.
    pub(super) kind: Kind,
    /// Whether users can be told what to do until the release, and the channel does not know yet.
    pub(super) is_mitigated: bool,
    /// Whether something leaked, or was decided about a leak, since the channel was last told.
    pub(super) follows_leak: bool,
    /// What the template sees besides the facts.
    context: (&'static str, Value),
}

impl News {
    /// Returns the news for a channel that a step told something.
    pub(super) fn of(case: &Case<'_>, status: &StepStatus<'_>, channel: &Channel) -> Option<Self> {
        if let Some(answer) = report::answer(case, status, channel) {
            return Some(answer);
        }
        let told = told::last(case, status, &channel.element.id.value)?;
        let news = if case.withdrawn().is_some() {
            advisory::withdrawal(case, status, channel, told)
        } else if let Some(rejected) = case.rejected().filter(|_| case.public_since().is_none()) {
            report::rejection(case, status, channel, (told, rejected.at.value))
        } else {
            advisory::restoration(case, status, channel, told)
                .or_else(|| advisory::revision(case, status, channel, told))
                .or_else(|| report::reopening(case, status, channel, told))
                .or_else(|| scope::change(case, status, channel, told))
                .or_else(|| dates::missed(case, status, channel, told))
                .or_else(|| dates::moved(case, status, channel))
                .or_else(|| mitigations::approved(case, status, channel, told))
        };
        news.map(|news| Self {
            follows_leak: leaked_since(case, told),
            is_mitigated: mitigations::are_new(case, status, channel, told),
            ..news
        })
    }

    /// Returns whether the news is the answer to the reporter.
    pub(super) fn is_answer(case: &Case<'_>, status: &StepStatus<'_>, channel: &Channel) -> bool {
        report::answer(case, status, channel).is_some()
    }

    /// Returns whether a date has passed and nobody knows a later one.
    pub(super) fn is_late(&self) -> bool {
        self.kind == Kind::Late
    }

    /// Returns the name and the value of what the template sees besides the facts.
    pub(super) fn context(&self) -> (String, Value) {
        let (name, value) = &self.context;
        ((*name).to_owned(), value.clone())
    }
}

/// Returns whether something leaked, was exploited or was decided about a leak after an instant.
fn leaked_since(case: &Case<'_>, told: Instant) -> bool {
    let of_leak = [BuiltIn::EmbargoBroken, BuiltIn::Leaked, BuiltIn::BreakDecided, BuiltIn::Exploited];
    let mut events = case.incident.events.iter().filter(|event| event.at.value >= told && event.at.value <= case.now);
    events.any(|event| of_leak.into_iter().any(|kind| event.is(kind)))
}

/// Returns whether a step is the last that told a channel of the advisory, or that one comes. So
/// each channel gets one message about what became of it.
fn is_last_to_tell(case: &Case<'_>, status: &StepStatus<'_>, channel: &Channel) -> bool {
    // The message says that there is an advisory.
    carries(case, channel, Fact::Existence) && is_last(case, status, channel)
}

/// Returns whether a step is the last that told a channel something of the advisory.
fn is_last(case: &Case<'_>, status: &StepStatus<'_>, channel: &Channel) -> bool {
    let id = &channel.element.id.value;
    let telling = case.steps_about_advisory(channel);
    let last = telling.filter_map(|it| Some((told::last(case, it, id)?, it.step))).max_by_key(|(told, _)| *told);
    last.is_some_and(|(_, step)| step.element.id.value == status.step.element.id.value)
}
