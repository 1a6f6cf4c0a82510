//! Embargoed text in files that are about to be published.

use std::collections::BTreeSet;

use rayon::prelude::*;

use super::public;
use super::secrets;
use super::watch::{Hit, Watch};
use crate::advisory::{Advisory, Notice};
use crate::case::Case;
use crate::plan::Plan;

/// Embargoed text in a planned file.
#[derive(Clone, Debug)]
pub struct Leak {
    /// The file.
    pub path: String,
    /// Whether its path has the text, rather than its content.
    pub in_path: bool,
    /// The text.
    pub hit: Hit,
}

/// What of a portfolio is under embargo, for the files of its public build.
#[derive(Debug)]
pub struct Embargoed {
    watch: Watch,
}

/// Everything that the public files are made of.
#[derive(Clone, Copy, Debug)]
pub struct Sources<'a> {
    /// The public advisories.
    pub advisories: &'a [Advisory],
    /// The public notices.
    pub notices: &'a [Notice],
    /// The path of an advisory's page.
    pub page: fn(&Advisory) -> String,
}

impl Embargoed {
    /// Looks for what is private of the cases whose advisory is not public. The texts in `public`
    /// are known to everybody.
    #[must_use]
    pub fn new<'t>(cases: &[Case<'_>], public: impl IntoIterator<Item = &'t str>) -> Self {
        let embargoed: Vec<&Case<'_>> = cases.iter().filter(|case| !secrets::is_public(case)).collect();
        Self { watch: Watch::of(&embargoed, public, true) }
    }

    /// Finds embargoed text in the planned files, except what the approved advisories and notices
    /// say themselves. Afterwards, [`Self::search`] finds only the phrases that were found here.
    ///
    /// Archives are left out: they repeat files that are looked at.
    pub fn leaks(&mut self, plan: &Plan, sources: &Sources<'_>) -> Vec<Leak> {
        if self.watch.phrases == 0 {
            return Vec::new();
        }
        let files: Vec<(&str, &[u8])> = plan.iter().filter(|(path, _)| !path.ends_with(".zip")).collect();
        let mut found: Vec<(&str, &[u8], BTreeSet<u32>)> = files
            .into_par_iter()
            .map(|(path, bytes)| {
                let mut phrases = self.watch.phrases_in(bytes);
                phrases.extend(self.watch.phrases_in(path.as_bytes()));
                (path, bytes, phrases)
            })
            .filter(|(.., phrases)| !phrases.is_empty())
            .collect();
        let mut left: BTreeSet<u32> = found.iter().flat_map(|(.., phrases)| phrases).copied().collect();
        self.take_public(&mut left, &found, sources);
        found.retain(|(.., phrases)| !phrases.is_disjoint(&left));
        if found.is_empty() {
            return Vec::new();
        }
        self.watch.keep(&left);
        let leak = |path: &str, in_path, hit| Leak { path: path.to_owned(), in_path, hit };
        found
            .into_iter()
            .flat_map(|(path, bytes, _)| {
                let in_path = self.watch.search(path.as_bytes()).into_iter().map(move |hit| leak(path, true, hit));
                in_path.chain(self.watch.search(bytes).into_iter().map(move |hit| leak(path, false, hit)))
            })
            .collect()
    }

    /// Takes out the phrases that public advisories and notices have. Most are those of sentences
    /// that many advisories share: an advisory is only looked at if its page has one that is left.
    fn take_public(&self, left: &mut BTreeSet<u32>, found: &[(&str, &[u8], BTreeSet<u32>)], sources: &Sources<'_>) {
        let take = |texts: Vec<String>, left: &mut BTreeSet<u32>| {
            for text in texts {
                let known = self.watch.phrases_in(text.as_bytes());
                left.retain(|phrase| {
                    !(known.contains(phrase) && self.watch.kind(*phrase).is_some_and(public::may_be_told))
                });
            }
        };
        if !left.is_empty() {
            sources.notices.iter().for_each(|notice| take(public::of_notice(notice), left));
        }
        for advisory in sources.advisories {
            let page = (sources.page)(advisory);
            let at = found.binary_search_by(|(path, ..)| (*path).cmp(page.as_str()));
            let phrases = at.ok().and_then(|at| found.get(at)).map(|(.., phrases)| phrases);
            if phrases.is_some_and(|phrases| !phrases.is_disjoint(left)) {
                take(public::of_advisory(advisory), left);
            }
        }
        // What a page of a template's making leaves out may be in another file.
        for advisory in sources.advisories {
            if left.is_empty() {
                return;
            }
            take(public::of_advisory(advisory), left);
        }
    }

    /// Finds embargoed text in another text.
    #[must_use]
    pub fn search(&self, bytes: &[u8]) -> Vec<Hit> {
        self.watch.search(bytes)
    }
}
