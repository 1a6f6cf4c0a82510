//! What people were told of the affected releases is wrong.

use minijinja::context;

use super::{Kind, News, is_last_to_tell};
use crate::announce::told;
use crate::case::{Case, StepStatus};
use crate::policy::{Channel, Exposure};
use crate::time::Instant;

/// Returns that other releases are affected than the public was told, if the step does not apply to
/// those that are. Nobody recorded when that was found, so a second message of the step is the one
/// that says so.
pub(super) fn change(case: &Case<'_>, status: &StepStatus<'_>, channel: &Channel, told: Instant) -> Option<News> {
    status.off_path.as_ref()?;
    let is_open = case.publication.is_err() && !case.is_closed() && channel.exposure == Exposure::Public;
    let is_first = told::first(case, status, &channel.element.id.value) == Some(told);
    (is_open && is_first && is_last_to_tell(case, status, channel)).then(|| News {
        template: "scope-changed",
        word: "scope",
        at: case.now,
        told,
        kind: Kind::Scope,
        is_mitigated: false,
        follows_leak: false,
        mark: "scope".to_owned(),
        context: ("scope", context! { told => told.spoken() }),
    })
}
