//! Measures the time to fix and the exposure window.

use super::Standing;
use crate::event::BuiltIn;
use crate::policy::Disclosure;
use crate::time::Instant;

/// What the process achieved, in seconds.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default)]
pub struct Measures {
    /// From the report to the fixed release, or to now until there is one.
    pub time_to_fix: Option<i64>,
    /// Whether the fix is out, so that `time_to_fix` no longer grows.
    pub fixed: bool,
    /// How long users were exposed to a publicly known vulnerability without a fixed release; 0
    /// if never.
    pub exposure: i64,
    /// Whether exposure still grows.
    pub exposed: bool,
}

pub(super) fn measure(case: &super::Case<'_>) -> Measures {
    let instant = |event: BuiltIn| case.happened(event).map(|e| e.at.value);
    // If the policy requires no release, the fix is out when the advisory is public, or when
    // everything on the incident's path is done.
    let has_release = case
        .steps
        .iter()
        .any(|s| s.step.is_done_by(BuiltIn::Released) && !matches!(s.standing, Standing::NotApplicable(_)));
    let without = || case.public_since().into_iter().chain(path_done(case)).min();
    let released = instant(BuiltIn::Released).or(if has_release { None } else { without() });
    let makes_fix = case.paths.is_empty() || case.paths.iter().any(|p| p.fix);
    let rejected = case.rejected().map(|e| e.at.value);
    let end = released.or(rejected).unwrap_or(case.now);
    // What was public once stays known, also if it is handled in private from then on.
    let public = [
        case.reported.filter(|_| case.was_reported_in_public()),
        case.embargo.broken.map(|e| e.at.value),
        instant(BuiltIn::UpstreamPublic),
        case.public_since(),
    ]
    .into_iter()
    .flatten()
    .min();
    Measures {
        time_to_fix: case.reported.filter(|_| rejected.is_none() && makes_fix).map(|r| end.seconds_since(r).max(0)),
        fixed: released.is_some() && makes_fix,
        exposure: public.map_or(0, |p| end.seconds_since(p).max(0)),
        exposed: public.is_some() && released.is_none() && rejected.is_none(),
    }
}

/// Returns when the last step of the incident's paths was done; `None` if one is open or was
/// skipped.
fn path_done(case: &super::Case<'_>) -> Option<Instant> {
    let on_path = |s: &&super::StepStatus<'_>| {
        case.paths.iter().any(|path| path.steps.iter().any(|id| id.value == s.step.element.id.value))
    };
    let done: Option<Vec<Instant>> = case.steps.iter().filter(on_path).map(|s| Some(s.done?.at.value)).collect();
    done?.into_iter().max()
}

impl super::Case<'_> {
    fn was_reported_in_public(&self) -> bool {
        self.incident.report.disclosure.value == Disclosure::Public || self.is_private_by_agreement()
    }
}
