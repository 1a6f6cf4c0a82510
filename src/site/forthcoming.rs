//! The page of forthcoming releases: when to reserve time, what to do until then, and what is not
//! known yet. It keeps its address when a release is out, and then links to the advisory.

use minijinja::context;
use minijinja::value::{Serde, Value};
use serde::Serialize;

use crate::advisory::{Advisory, Notice};
use crate::export::feed::{FORTHCOMING, announced};
use crate::time::Instant;

use super::layout::Page;
use super::{SiteInput, href};

/// How many advisories the page links to: those of the releases that came last.
const RECENT: usize = 3;

/// An advisory of a release that is out.
#[derive(Serialize)]
struct Recent<'a> {
    id: &'a str,
    title: &'a str,
    href: String,
    published: Option<Instant>,
}

/// Returns the notices as a template value.
pub(super) fn value(notices: &[Notice]) -> Value {
    Value::from(Serde(announced(notices)))
}

/// Returns the page. `advisories` are newest first.
pub(super) fn page(input: &SiteInput<'_>, advisories: &[&Advisory]) -> Page {
    let recent = advisories.iter().filter(|advisory| advisory.withdrawn.is_none()).take(RECENT).map(|advisory| {
        Recent { id: advisory.id.as_str(), title: &advisory.title, href: href(advisory), published: advisory.published }
    });
    let context = context! { notices => value(input.notices), recent => Serde(recent.collect::<Vec<_>>()) };
    Page::new(FORTHCOMING, "pages/forthcoming.html", "Forthcoming security releases", context)
        .describe(format!("Coming security releases of {}, and when to plan time for them.", input.project.name.value))
}
