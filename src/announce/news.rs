//! What those who were told something have to be told after it: that a date has moved, that the
//! advisory was withdrawn, or that the withdrawal was a mistake.

use minijinja::{Value, context};

use super::facts::carries;
use super::thread::Thread;
use crate::advisory::disclose;
use crate::case::{Case, MovedDate, StepStatus};
use crate::event::BuiltIn;
use crate::fact::Fact;
use crate::policy::Channel;
use crate::time::Instant;

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
    /// What the template sees besides the facts.
    context: (&'static str, Value),
}

impl News {
    /// Returns the news for a channel that a step told something.
    pub(super) fn of(case: &Case<'_>, status: &StepStatus<'_>, channel: &Channel) -> Option<Self> {
        let step = status.step;
        let sent = Thread::of(case, &step.element.id.value, &channel.element.id.value, None).sent;
        let told = case.recorded(step).last().copied().max(sent)?;
        if case.withdrawn().is_some() {
            Self::withdrawal(case, status, told)
        } else if let Some(restored) = Self::restoration(case, status, told) {
            Some(restored)
        } else {
            Self::moved(case, status, channel, told)
        }
    }

    /// Returns the dates that moved since the channel was told them.
    fn moved(case: &Case<'_>, status: &StepStatus<'_>, channel: &Channel, told: Instant) -> Option<Self> {
        let mut dates = case.moved_since(status.step, told);
        dates.retain(|date| carries(case, channel, date.fact));
        // A channel that was told the date and the estimate was told one date.
        dates.dedup_by_key(|date| (date.was, date.is));
        Some(Self {
            template: "date-moved",
            word: "moved",
            at: dates.first()?.at,
            told,
            mark: dates.iter().map(|date| format!("{} {} ", date.fact, date.is)).collect(),
            context: ("moved", dates.iter().map(moved).collect()),
        })
    }

    /// Returns the withdrawal, if the step told the channel of the advisory. The first answer to
    /// the reporter and what was told before there was an advisory need none.
    fn withdrawal(case: &Case<'_>, status: &StepStatus<'_>, told: Instant) -> Option<Self> {
        let at = case.withdrawn()?.at.value;
        let advisory = disclose(case).ok()?;
        let reason = advisory.withdrawn?.text;
        let others = advisory.relations.iter().filter(|relation| relation.kind == "replaced-by");
        let others = others.map(|other| context! { id => other.id.as_str(), title => other.title.clone() });
        (is_about_advisory(case, status) && told <= at).then(|| Self {
            template: "withdrawn",
            word: "withdrawn",
            at,
            told,
            mark: format!("withdrawn {at}"),
            context: (
                "withdrawal",
                context! {
                    id => advisory.id.as_str(),
                    title => advisory.title,
                    cve => advisory.cve.iter().map(ToString::to_string).collect::<Vec<_>>(),
                    reason => reason,
                    replaced_by => others.collect::<Vec<_>>(),
                },
            ),
        })
    }

    /// Returns that a withdrawal was a mistake, if the step told the channel of the withdrawal.
    fn restoration(case: &Case<'_>, status: &StepStatus<'_>, told: Instant) -> Option<Self> {
        let restored = case.restored()?;
        let advisory = disclose(case).ok()?;
        let why = advisory.revisions.iter().filter(|revision| revision.at >= restored.at).min_by_key(|it| it.at);
        let was_told = is_about_advisory(case, status) && (restored.withdrawn..restored.at).contains(&told);
        was_told.then(|| Self {
            template: "restored",
            word: "restored",
            at: restored.at,
            told,
            mark: format!("restored {}", restored.at),
            context: (
                "withdrawal",
                context! {
                    id => advisory.id.as_str(),
                    title => advisory.title,
                    cve => advisory.cve.iter().map(ToString::to_string).collect::<Vec<_>>(),
                    reason => why.map(|revision| revision.text.clone()),
                },
            ),
        })
    }

    /// Returns the name and the value of what the template sees besides the facts.
    pub(super) fn context(&self) -> (String, Value) {
        let (name, value) = &self.context;
        ((*name).to_owned(), value.clone())
    }
}

/// Returns whether a step tells of the advisory.
fn is_about_advisory(case: &Case<'_>, status: &StepStatus<'_>) -> bool {
    status.step.is_done_by(BuiltIn::Announced) || case.policy.follows_publication(status.step)
}

/// Returns a date for templates: what it is the date of, which one people were told, and which one
/// it is now.
fn moved(date: &MovedDate) -> Value {
    let of = match date.fact {
        Fact::EmbargoUntil => "embargo",
        Fact::Upstream => "upstream",
        Fact::ReleaseEstimate => "estimate",
        _ => "release",
    };
    context! { of => of, was => date.was.spoken(), is => date.is.spoken() }
}
