//! The page of forthcoming releases: when to block time, what to do until then, and what is not known yet.

use minijinja::context;
use minijinja::value::{Serde, Value};

use crate::advisory::Notice;

use super::SiteInput;
use super::layout::Page;

/// The notices, next release first, those without a date last. Nothing but what they say orders them: not where the
/// private files lie.
pub(super) fn sorted(notices: &[Notice]) -> Vec<Notice> {
    let mut sorted = notices.to_vec();
    let key = |n: &Notice| (n.release.is_none(), n.release, n.announced, n.estimated, n.mitigations.clone());
    sorted.sort_by_cached_key(key);
    sorted
}

/// The notices as a template's value.
pub(super) fn value(notices: &[Notice]) -> Value {
    Value::from(Serde(sorted(notices)))
}

/// The page.
pub(super) fn page(input: &SiteInput<'_>) -> Page {
    let context = context! { notices => value(input.notices) };
    Page::new("forthcoming.html", "pages/forthcoming.html", "Forthcoming security releases", context).describe(format!(
        "Security releases of {} that are coming, and when to block time for them.",
        input.project.name.value
    ))
}
