//! What those who were told something have to be told after it: that a date has moved or passed,
//! that the advisory was revised or withdrawn, that the withdrawal was a mistake, or that no
//! advisory comes.
//! The reporter has to be told what the team thinks of the report.

use minijinja::{Value, context};

use super::facts::carries;
use super::thread::Thread;
use crate::advisory::disclose;
use crate::case::{Case, StepStatus};
use crate::event::BuiltIn;
use crate::fact::Fact;
use crate::incident::{Event, Outcome};
use crate::names::Name;
use crate::policy::Channel;
use crate::time::Instant;

/// The word of drafts which say that a date has passed.
const LATE: &str = "late";

/// Events before which the reporter has heard that the report was confirmed.
const ONWARD: [BuiltIn; 3] = [BuiltIn::EmbargoAgreed, BuiltIn::NoticePublished, BuiltIn::Released];

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
    /// Whether something leaked, or was decided about a leak, since the channel was last told.
    pub(super) follows_leak: bool,
    /// What the template sees besides the facts.
    context: (&'static str, Value),
}

impl News {
    /// Returns the news for a channel that a step told something.
    pub(super) fn of(case: &Case<'_>, status: &StepStatus<'_>, channel: &Channel) -> Option<Self> {
        if let Some(answer) = Self::answer(case, status, channel) {
            return Some(answer);
        }
        let told = told(case, status, &channel.element.id.value)?;
        let news = if case.withdrawn().is_some() {
            Self::withdrawal(case, status, channel, told)
        } else if let Some(rejected) = case.rejected().filter(|_| case.public_since().is_none()) {
            Self::rejection(case, status, channel, (told, rejected.at.value))
        } else {
            Self::restoration(case, status, channel, told)
                .or_else(|| Self::revision(case, status, channel, told))
                .or_else(|| Self::missed(case, status, channel, told))
                .or_else(|| Self::moved(case, status, channel, told))
        };
        news.map(|news| Self { follows_leak: leaked_since(case, told), ..news })
    }

    /// Returns whether the news is the answer to the reporter.
    pub(super) fn is_answer(case: &Case<'_>, status: &StepStatus<'_>, channel: &Channel) -> bool {
        Self::answer(case, status, channel).is_some()
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
            follows_leak: false,
            mark: dates.iter().map(|date| format!("{} {} ", date.fact, date.is)).collect(),
            context: ("moved", dates.iter().map(|date| told_date(date.fact, date.was, Some(date.is))).collect()),
        })
    }

    /// Returns the dates that have passed since the channel was told them, with no release. Nobody
    /// knows later ones.
    fn missed(case: &Case<'_>, status: &StepStatus<'_>, channel: &Channel, told: Instant) -> Option<Self> {
        let mut dates = case.missed_since(status.step, told);
        // After a leak, somebody decides whether the embargo goes on.
        let is_kept = |fact: Fact| fact != Fact::EmbargoUntil || !leaked_since(case, told);
        dates.retain(|date| carries(case, channel, date.fact) && is_kept(date.fact));
        dates.dedup_by_key(|date| date.was);
        Some(Self {
            template: "date-moved",
            word: LATE,
            at: dates.iter().map(|date| date.last).max()?,
            told,
            follows_leak: false,
            mark: dates.iter().map(|date| format!("{} {} passed ", date.fact, date.was)).collect(),
            context: ("moved", dates.iter().map(|date| told_date(date.fact, date.was, None)).collect()),
        })
    }

    /// Returns whether a date has passed and nobody knows a later one.
    pub(super) fn is_late(&self) -> bool {
        self.word == LATE
    }

    /// Returns the withdrawal, if the step told the channel of the advisory, or that one comes. The
    /// first answer to the reporter and what the team tells itself need none.
    fn withdrawal(case: &Case<'_>, status: &StepStatus<'_>, channel: &Channel, told: Instant) -> Option<Self> {
        let at = case.withdrawn()?.at.value;
        let advisory = disclose(case).ok()?;
        let reason = advisory.withdrawn?.text;
        let others = advisory.relations.iter().filter(|relation| relation.kind == "replaced-by");
        let others = others.map(|other| context! { id => other.id.as_str(), title => other.title.clone() });
        (told <= at && is_last_to_tell(case, status, channel)).then(|| Self {
            template: "withdrawn",
            word: "withdrawn",
            at,
            told,
            follows_leak: false,
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

    /// Returns what the team decided about the report, if the channel goes to the reporter, who has
    /// heard nothing since. A first answer is a step of the policy, unless the report was rejected.
    /// Once the reporter agreed on an embargo or users were told, the news that the report was
    /// confirmed is too old.
    fn answer(case: &Case<'_>, status: &StepStatus<'_>, channel: &Channel) -> Option<Self> {
        if case.public_since().is_some() || !case.writes_to_reporter(channel) {
            return None;
        }
        let rejected = case.rejected();
        let goes_on = || ONWARD.into_iter().any(|event| case.happened(event).is_some());
        let decided = rejected.or_else(|| case.accepted().filter(|_| !goes_on()))?;
        let original = case.handled_in();
        let settled = original.as_ref().and_then(Case::settled);
        // The reporter of a duplicate hears again what becomes of the vulnerability.
        let at = settled.map_or(decided.at.value, |settled| settled.max(decided.at.value));
        let id = &channel.element.id.value;
        let on_channel = || case.steps.iter().filter(|it| it.step.to.iter().any(|to| to.value == *id));
        let last = on_channel().filter_map(|it| Some((told(case, it, id)?, it))).max_by_key(|(told, _)| *told);
        let (told, teller) = match last {
            Some((told, teller)) => (told, teller),
            None => (case.reported.filter(|_| rejected.is_some())?, on_channel().next()?),
        };
        let is_untold = teller.step.element.id.value == status.step.element.id.value && (told < at || last.is_none());
        is_untold.then(|| Self {
            template: "answer",
            word: "answer",
            at,
            told,
            follows_leak: false,
            mark: format!("answer {at}"),
            context: ("answer", answer(case, decided, original.as_ref(), last.is_some() && told >= decided.at.value)),
        })
    }

    /// Returns that the report was rejected, if the step told the channel that an advisory comes.
    fn rejection(
        case: &Case<'_>,
        status: &StepStatus<'_>,
        channel: &Channel,
        (told, at): (Instant, Instant),
    ) -> Option<Self> {
        (told <= at && is_last_to_tell(case, status, channel)).then(|| Self {
            template: "rejected",
            word: "rejected",
            at,
            told,
            follows_leak: false,
            mark: format!("rejected {at}"),
            context: ("rejection", context! { told => told.spoken(), clear => is_all_clear(case) }),
        })
    }

    /// Returns that a withdrawal was a mistake, if the step told the channel of the withdrawal.
    fn restoration(case: &Case<'_>, status: &StepStatus<'_>, channel: &Channel, told: Instant) -> Option<Self> {
        let restored = case.restored()?;
        let advisory = disclose(case).ok()?;
        let why = advisory.revisions.iter().filter(|revision| revision.at >= restored.at).min_by_key(|it| it.at);
        let was_told = (restored.withdrawn..restored.at).contains(&told) && is_last_to_tell(case, status, channel);
        was_told.then(|| Self {
            template: "restored",
            word: "restored",
            at: restored.at,
            told,
            follows_leak: false,
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

    /// Returns the revisions of the public advisory since the step told the channel of it. What was
    /// revised before the incident was closed needs no mail any more.
    fn revision(case: &Case<'_>, status: &StepStatus<'_>, channel: &Channel, told: Instant) -> Option<Self> {
        let published = case.publication.ok()?;
        let closed = case.closed().map(|event| event.at.value);
        let after = told.max(published).max(closed.unwrap_or(told));
        let of_withdrawal =
            |at: Instant| case.restored().is_some_and(|restored| (restored.withdrawn..=restored.at).contains(&at));
        let is_new = |at: Instant| at > after && at <= case.now && !of_withdrawal(at);
        let mut revisions: Vec<_> = case.incident.corrections(published).filter(|it| is_new(it.at.value)).collect();
        revisions.sort_by_key(|revision| revision.at.value);
        let at = revisions.last()?.at.value;
        if !is_last_to_tell(case, status, channel) {
            return None;
        }
        let advisory = disclose(case).ok()?;
        Some(Self {
            template: "revised",
            word: "revised",
            at,
            told,
            follows_leak: false,
            mark: format!("revised {at}"),
            context: (
                "revision",
                context! {
                    id => advisory.id.as_str(),
                    title => advisory.title,
                    cve => advisory.cve.iter().map(ToString::to_string).collect::<Vec<_>>(),
                    changes => revisions.iter().map(|revision| revision.text.value.clone()).collect::<Vec<_>>(),
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

/// Returns whether something leaked, was exploited or was decided about a leak after an instant.
fn leaked_since(case: &Case<'_>, told: Instant) -> bool {
    let of_leak = [BuiltIn::EmbargoBroken, BuiltIn::Leaked, BuiltIn::BreakDecided, BuiltIn::Exploited];
    let mut events = case.incident.events.iter().filter(|event| event.at.value >= told && event.at.value <= case.now);
    events.any(|event| of_leak.into_iter().any(|kind| event.is(kind)))
}

/// Returns whether a step is the last that told a channel of the advisory, or that one comes. So
/// each channel gets one message about what became of it.
fn is_last_to_tell(case: &Case<'_>, status: &StepStatus<'_>, channel: &Channel) -> bool {
    let id = &channel.element.id.value;
    // The message says that there is an advisory.
    if !carries(case, channel, Fact::Existence) {
        return false;
    }
    let telling = case.steps_about_advisory(channel);
    let last = telling.filter_map(|it| Some((told(case, it, id)?, it.step))).max_by_key(|(told, _)| *told);
    last.is_some_and(|(_, step)| step.element.id.value == status.step.element.id.value)
}

/// Returns whether the rejection of a report says that users are not in danger. The vulnerability
/// of a duplicate or of another project exists, and one that nobody could reproduce may.
fn is_all_clear(case: &Case<'_>) -> bool {
    let original = case.handled_in();
    let decided = match &original {
        Some(original) => original.rejected().filter(|_| original.public_since().is_none()),
        None => case.rejected(),
    };
    let doubtful = [Outcome::Duplicate, Outcome::NotReproducible, Outcome::OtherProject];
    decided.is_some_and(|event| {
        let outcome = event.outcome().and_then(|outcome| Outcome::named(&outcome.value));
        outcome.is_none_or(|outcome| !doubtful.contains(&outcome))
    })
}

/// Returns what the answer to the reporter says of the decision. It names the incident that a
/// duplicate is about only if its advisory is public. If the other report was rejected, the
/// decision on it is also the one on the duplicate. `is_known` says that the reporter has heard of
/// the decision before.
fn answer(case: &Case<'_>, decided: &Event, original: Option<&Case<'_>>, is_known: bool) -> Value {
    let other = original.and_then(|original| disclose(original).ok());
    let rejected = original.filter(|_| other.is_none()).and_then(Case::rejected);
    let decided = rejected.unwrap_or(decided);
    let outcome = decided.outcome().and_then(|outcome| Outcome::named(&outcome.value));
    let withdrawn = other.as_ref().and_then(|other| other.withdrawn.as_ref()).map(|withdrawn| withdrawn.text.clone());
    context! {
        accepted => decided.is(BuiltIn::Accepted),
        fixed => case.happened(BuiltIn::FixReady).is_some(),
        is_known => is_known && other.is_some() && withdrawn.is_none(),
        withdrawn => withdrawn,
        outcome => outcome.map(Outcome::word),
        of => other.as_ref().map(|other| other.id.to_string()),
        of_title => other.map(|other| other.title),
        belongs_to => decided.belongs_to().map(|project| project.value.clone()),
    }
}

/// Returns when a step last told a channel something, as far as that is recorded.
fn told(case: &Case<'_>, status: &StepStatus<'_>, channel: &Name) -> Option<Instant> {
    if !case.told(status.step, channel) {
        return None;
    }
    let sent = Thread::of(case, &status.step.element.id.value, channel, None).sent;
    case.recorded(status.step).last().copied().max(sent)
}

/// Returns a date for templates: what it is the date of, which one people were told, and which one
/// it is now, if somebody knows.
fn told_date(fact: Fact, was: Instant, is: Option<Instant>) -> Value {
    let of = match fact {
        Fact::EmbargoUntil => "embargo",
        Fact::Upstream => "upstream",
        Fact::ReleaseEstimate => "estimate",
        _ => "release",
    };
    context! { of => of, was => was.spoken(), is => is.map(Instant::spoken) }
}
