//! The page of forthcoming releases: when to reserve time, what to do until then, and what is not
//! known yet.

use minijinja::context;
use minijinja::value::{Serde, Value};

use crate::advisory::Notice;

use super::SiteInput;
use super::layout::Page;

/// Returns the notices, the next release first and those without a date last. The order depends on
/// public content only, never on the paths of private files.
pub(super) fn sorted(notices: &[Notice]) -> Vec<Notice> {
    let mut sorted = notices.to_vec();
    let key = |n: &Notice| (n.release.is_none(), n.release, n.announced, n.estimated, n.mitigations.clone());
    sorted.sort_by_cached_key(key);
    sorted
}

/// Returns the notices as a template value.
pub(super) fn value(notices: &[Notice]) -> Value {
    Value::from(Serde(sorted(notices)))
}

/// Returns the page.
pub(super) fn page(input: &SiteInput<'_>) -> Page {
    let context = context! { notices => value(input.notices) };
    Page::new("forthcoming.html", "pages/forthcoming.html", "Forthcoming security releases", context).describe(format!(
        "Security releases of {} that are coming, and when to block time for them.",
        input.project.name.value
    ))
}
