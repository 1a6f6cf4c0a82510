//! Embargoed text in files that are about to be published.

use std::collections::BTreeSet;
use std::sync::{Mutex, OnceLock, PoisonError};

use rayon::prelude::*;

use super::public;
use super::secrets;
use super::watch::{Hit, Watch};
use crate::advisory::{Advisory, Notice};
use crate::case::Case;
use crate::fingerprint::Fingerprint;
use crate::plan::{Content, Group, Sink, Stopped};

/// Embargoed text in a file.
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
}

impl Embargoed {
    /// Looks for what is private of the cases whose advisory is not public. The texts in `public`
    /// are known to everybody.
    #[must_use]
    pub fn new<'t>(cases: &[Case<'_>], public: impl IntoIterator<Item = &'t str>) -> Self {
        let embargoed: Vec<&Case<'_>> = cases.iter().filter(|case| !secrets::is_public(case)).collect();
        Self { watch: Watch::of(&embargoed, public, true) }
    }

    /// Passes files on to a sink as long as none of them holds embargoed text.
    #[must_use]
    pub fn guard<'a>(&'a self, sources: Sources<'a>, sink: &'a dyn Sink) -> Guard<'a> {
        Guard {
            watch: &self.watch,
            sources,
            sink,
            told: OnceLock::new(),
            sought: OnceLock::new(),
            told_in: Mutex::default(),
            found: Mutex::default(),
        }
    }

    /// Looks only for these of its phrases.
    #[must_use]
    pub fn only(&self, phrases: &BTreeSet<u32>) -> Self {
        let mut watch = self.watch.clone();
        watch.keep(phrases);
        Self { watch }
    }

    /// Finds embargoed text in another text.
    #[must_use]
    pub fn search(&self, bytes: &[u8]) -> Vec<Hit> {
        self.watch.search(bytes)
    }
}

/// A sink that looks for embargoed text before it passes a file on.
pub struct Guard<'a> {
    watch: &'a Watch,
    sources: Sources<'a>,
    sink: &'a dyn Sink,
    /// The phrases that the public advisories and notices have themselves. Looked for when a file
    /// has the first phrase of any kind.
    told: OnceLock<BTreeSet<u32>>,
    /// Stands for the phrases that are looked for.
    sought: OnceLock<Fingerprint>,
    /// The files with phrases that the public advisories and notices have themselves.
    told_in: Mutex<BTreeSet<String>>,
    found: Mutex<Found>,
}

/// The embargoed text that was found, and the numbers of its phrases.
#[derive(Default)]
struct Found {
    leaks: Vec<Leak>,
    phrases: BTreeSet<u32>,
}

impl Guard<'_> {
    /// Returns the embargoed text that was found, in the order of the files, and the numbers of its
    /// phrases.
    #[must_use]
    pub fn into_leaks(self) -> (Vec<Leak>, BTreeSet<u32>) {
        let Found { mut leaks, phrases } = self.found.into_inner().unwrap_or_else(PoisonError::into_inner);
        // The places in one file are in order already.
        leaks.sort_by(|a, b| (&a.path, !a.in_path).cmp(&(&b.path, !b.in_path)));
        (leaks, phrases)
    }

    /// Returns what stands for the phrases that are looked for.
    fn sought(&self) -> Fingerprint {
        *self.sought.get_or_init(|| self.watch.fingerprint())
    }

    /// Returns the embargoed phrases of a file.
    fn phrases(&self, path: &str, text: &[u8]) -> BTreeSet<u32> {
        let mut phrases = self.watch.phrases_in(text);
        if !phrases.is_empty() {
            self.told_in.lock().unwrap_or_else(PoisonError::into_inner).insert(path.to_owned());
            let told = self.told.get_or_init(|| self.told());
            phrases.retain(|phrase| !told.contains(phrase));
        }
        phrases
    }

    /// Returns the phrases that the public advisories and notices have.
    fn told(&self) -> BTreeSet<u32> {
        let of = |texts: Vec<String>| -> BTreeSet<u32> {
            let phrases = texts.iter().flat_map(|text| self.watch.phrases_in(text.as_bytes()));
            phrases.filter(|phrase| self.watch.kind(*phrase).is_some_and(public::may_be_told)).collect()
        };
        let both = |mut one: BTreeSet<u32>, mut other| {
            one.append(&mut other);
            one
        };
        let advisories = self.sources.advisories.par_iter().map(|advisory| of(public::of_advisory(advisory)));
        let notices = self.sources.notices.par_iter().map(|notice| of(public::of_notice(notice)));
        advisories.chain(notices).reduce(BTreeSet::new, both)
    }

    /// Remembers the embargoed text of a file; returns whether there is any.
    fn look(&self, path: &str, text: &[u8], in_path: bool) -> bool {
        let phrases = self.phrases(path, text);
        if phrases.is_empty() {
            return false;
        }
        let hits = self.watch.search_for(text, |phrase| phrases.contains(&phrase));
        let mut found = self.found.lock().unwrap_or_else(PoisonError::into_inner);
        found.leaks.extend(hits.into_iter().map(|hit| Leak { path: path.to_owned(), in_path, hit }));
        found.phrases.extend(phrases);
        true
    }
}

impl Sink for Guard<'_> {
    /// A long file that repeats others is not looked at: they are.
    fn take(&self, path: &str, content: Content<'_>) -> Result<(), Stopped> {
        if self.watch.phrases == 0 {
            return self.sink.take(path, content);
        }
        let in_path = self.look(path, path.as_bytes(), true);
        let in_text = match content {
            Content::Bytes(bytes) if !path.ends_with(".zip") => self.look(path, bytes, false),
            _ => false,
        };
        if in_path || in_text {
            return Ok(());
        }
        self.sink.take(path, content)
    }

    /// Files that were searched for the same phrases are not searched again.
    fn keep(&self, group: Group<'_>) -> Result<Option<Fingerprint>, Stopped> {
        let kept = self.sink.keep(group)?;
        if kept.is_none() || self.watch.phrases == 0 || kept == Some(self.sought()) {
            return Ok(kept);
        }
        for path in group.paths {
            self.look(path, path.as_bytes(), true);
            self.look(path, &self.sink.read(path)?, false);
        }
        Ok(kept)
    }

    fn read(&self, path: &str) -> Result<Vec<u8>, Stopped> {
        self.sink.read(path)
    }

    /// Whether a file that has a phrase may have it depends on the public advisories, so it is
    /// searched each time.
    fn note(&self, group: Group<'_>, mark: Fingerprint) {
        let told_in = self.told_in.lock().unwrap_or_else(PoisonError::into_inner);
        let is_clean = self.watch.phrases == 0 || !group.paths.iter().any(|path| told_in.contains(path));
        drop(told_in);
        self.sink.note(group, if is_clean { self.sought() } else { mark });
    }
}
