//! Pages at the other ids of advisories, such as `id/CVE-2026-1234.html`. Each leads to the
//! advisory, or lists the advisories that share the id.

use std::collections::{BTreeMap, BTreeSet};

use minijinja::context;
use minijinja::value::Serde;
use serde::Serialize;

use crate::advisory::Advisory;
use crate::portfolio::SiteFormat;

use super::layout::Page;
use super::{SiteInput, href};

/// The largest number of other ids of an advisory that have pages.
const MOST: usize = 10;

/// The longest id that has a page.
const LONGEST: usize = 64;

/// An advisory that has the id.
#[derive(Serialize)]
struct Target<'a> {
    id: &'a str,
    title: &'a str,
    href: String,
}

/// The other ids that have pages, with the places of the advisories that have them: the newest
/// first.
#[derive(Debug)]
pub(super) struct Redirects<'a>(BTreeMap<&'a str, Vec<usize>>);

impl<'a> Redirects<'a> {
    /// Selects the ids. Two ids that differ in upper and lower case alone have one page, because
    /// some file systems do not tell them apart.
    pub(super) fn new(input: &SiteInput<'_>, advisories: &[&'a Advisory]) -> Self {
        if !input.project.site.has(SiteFormat::Redirects) {
            return Self(BTreeMap::new());
        }
        // The ids in lower case, each as it was written first.
        let mut written: BTreeMap<String, &str> = BTreeMap::new();
        let mut redirects: BTreeMap<&str, Vec<usize>> = BTreeMap::new();
        for (place, advisory) in advisories.iter().enumerate() {
            let ids = advisory.cve.iter().map(|id| id.as_str()).chain(advisory.aliases.iter().map(String::as_str));
            let ids = ids.filter(|id| is_id(id));
            for id in ids.take(MOST) {
                let known = *written.entry(id.to_ascii_lowercase()).or_insert(id);
                let places = redirects.entry(known).or_default();
                if places.last() != Some(&place) {
                    places.push(place);
                }
            }
        }
        Self(redirects)
    }

    /// Returns the pages that are made with the advisory at a place: those of the ids that it is
    /// the newest one to have.
    pub(super) fn of(&self, advisories: &[&'a Advisory], place: usize) -> Vec<(&'a str, Vec<&'a Advisory>)> {
        let Some(advisory) = advisories.get(place) else { return Vec::new() };
        let ids = advisory.cve.iter().map(|id| id.as_str()).chain(advisory.aliases.iter().map(String::as_str));
        let ids: BTreeSet<&str> = ids.collect();
        let own = ids.into_iter().filter_map(|id| Some((id, self.0.get(id)?)));
        let own = own.filter(|(_, places)| places.first() == Some(&place));
        own.map(|(id, places)| (id, places.iter().filter_map(|it| advisories.get(*it).copied()).collect())).collect()
    }
}

/// Returns the path of the page at an id. These pages have a folder of their own, so that none is
/// taken for the page of an advisory.
pub(super) fn path(id: &str) -> String {
    format!("id/{id}.html")
}

/// Returns the page at an id.
pub(super) fn page(id: &str, targets: &[&Advisory]) -> Page {
    let target = |advisory: &&Advisory| {
        (advisory.id.as_str().to_owned(), advisory.title.clone(), format!("../{}", href(advisory)))
    };
    let targets: Vec<_> = targets.iter().map(target).collect();
    let targets: Vec<_> = targets.iter().map(|(id, title, href)| Target { id, title, href: href.clone() }).collect();
    Page::new(path(id), "pages/redirect.html", id, context! { id => id, targets => Serde(targets) }).unlisted()
}

/// Returns whether it is an id of a database. Then the name of its page is a file everywhere.
fn is_id(id: &str) -> bool {
    let is_plain = id.bytes().all(|b| b.is_ascii_alphanumeric() || b == b'-');
    let database = id.split_once('-').map_or("", |(database, _)| database);
    is_plain && id.len() <= LONGEST && !database.is_empty() && database.bytes().all(|b| b.is_ascii_uppercase())
}
