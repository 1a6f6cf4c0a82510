//! Dates that people were told have moved or passed.

use minijinja::{Value, context};

use super::{Kind, News, leaked_since};
use crate::announce::facts::carries;
use crate::announce::told;
use crate::case::{Case, StepStatus};
use crate::fact::Fact;
use crate::policy::Channel;
use crate::time::Instant;

/// Returns the dates that moved since the channel was told them.
pub(super) fn moved(case: &Case<'_>, status: &StepStatus<'_>, channel: &Channel) -> Option<News> {
    let mut dates = told::moved(case, status, channel);
    dates.retain(|date| carries(case, channel, date.fact));
    // A channel that was told the date and the estimate was told one date.
    let is_release = |fact: Fact| matches!(fact, Fact::ReleaseDate | Fact::ReleaseEstimate);
    dates.dedup_by(|one, other| {
        (one.was, one.is) == (other.was, other.is) && is_release(one.fact) && is_release(other.fact)
    });
    Some(News {
        template: "date-moved",
        word: "moved",
        at: dates.first()?.at,
        told: dates.iter().map(|date| date.told).max()?,
        kind: Kind::Moved,
        is_mitigated: false,
        follows_leak: false,
        mark: dates.iter().map(|date| format!("{} {} ", date.fact, date.is)).collect(),
        context: ("moved", dates.iter().map(|date| told_date(date.fact, date.was, Some(date.is))).collect()),
    })
}

/// Returns the dates that have passed since the channel was told them, with no release. Nobody
/// knows later ones.
pub(super) fn missed(case: &Case<'_>, status: &StepStatus<'_>, channel: &Channel, told: Instant) -> Option<News> {
    let mut dates = case.missed_since(status.step, told);
    // After a leak, somebody decides whether the embargo goes on.
    let is_kept = |fact: Fact| fact != Fact::EmbargoUntil || !leaked_since(case, told);
    dates.retain(|date| carries(case, channel, date.fact) && is_kept(date.fact));
    dates.dedup_by_key(|date| date.was);
    Some(News {
        template: "date-moved",
        word: "late",
        at: dates.iter().map(|date| date.last).max()?,
        told,
        kind: Kind::Late,
        is_mitigated: false,
        follows_leak: false,
        mark: dates.iter().map(|date| format!("{} {} passed ", date.fact, date.was)).collect(),
        context: ("moved", dates.iter().map(|date| told_date(date.fact, date.was, None)).collect()),
    })
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
