//! The page of forthcoming releases: when to block time, what to do until then, and what is not known yet.

use minijinja::context;
use minijinja::value::{Serde, Value};

use crate::advisory::Notice;

use super::SiteInput;
use super::layout::Page;

/// The notices, next release first, those without a date last.
pub(super) fn sorted(notices: &[Notice]) -> Vec<Notice> {
    let mut sorted = notices.to_vec();
    sorted.sort_by_key(|n| (n.release.is_none(), n.release, n.announced));
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
