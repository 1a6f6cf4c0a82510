//! Private text that stands in a public place, to be looked for in other files: where it was first
//! says whether it is a leak.

use std::collections::{BTreeMap, BTreeSet};
use std::fmt;
use std::sync::{Mutex, PoisonError};

use super::archive;
use super::needle::Needle;
use super::watch::Watch;
use crate::plan::{Sink, Stopped};
use crate::publish::Sketch;
use crate::source::{FilePath, Tree, TreeEntry};

/// What is known of where private text was first.
pub trait History: fmt::Debug + Send + Sync {
    /// Returns of each needle whether it was public before it was private. Needles of which this
    /// can't be told are left out.
    fn were_public_first(&self, sought: &Sought) -> BTreeMap<Needle, bool>;
}

/// Needles that are looked for.
#[derive(Debug)]
pub struct Sought {
    watch: Watch,
    /// The numbers that its phrases had before all others were left out.
    numbers: Vec<u32>,
    copies: Vec<(String, Vec<Sketch>)>,
}

impl Sought {
    pub(super) fn new(watch: &Watch, phrases: &BTreeSet<u32>, copies: BTreeSet<String>, tree: &Tree) -> Self {
        let mut watch = watch.clone();
        watch.keep(phrases);
        let sketched = copies.into_iter().map(|path| {
            let bytes = tree.bytes(&format!("site-templates/{path}")).unwrap_or_default();
            (path, Sketch::of_all_forms(bytes))
        });
        Self { watch, numbers: phrases.iter().copied().collect(), copies: sketched.collect() }
    }

    /// Looks for every phrase of a watch.
    #[must_use]
    pub fn of(watch: &Watch) -> Self {
        Self { watch: watch.clone(), numbers: watch.numbers().collect(), copies: Vec::new() }
    }

    /// Looks for these of the phrases alone.
    #[must_use]
    pub fn only(&self, needles: &BTreeSet<Needle>) -> Self {
        let is_wanted = |(_, number): &(u32, u32)| needles.contains(&Needle::Phrase(*number));
        let (kept, numbers): (BTreeSet<u32>, Vec<u32>) =
            (0..).zip(self.numbers.iter().copied()).filter(is_wanted).unzip();
        let mut watch = self.watch.clone();
        watch.keep(&kept);
        Self { watch, numbers, copies: Vec::new() }
    }

    /// Returns everything that is looked for.
    #[must_use]
    pub fn needles(&self) -> BTreeSet<Needle> {
        let phrases = self.numbers.iter().copied().map(Needle::Phrase);
        phrases.chain(self.copies.iter().map(|(path, _)| Needle::Copy(path.clone()))).collect()
    }

    /// Returns what of it stands in a file, or in a file of the archive that it is.
    #[must_use]
    pub fn in_file(&self, bytes: &[u8]) -> BTreeSet<Needle> {
        let mut found = self.in_text(bytes);
        archive::files(bytes, |name, content| {
            found.append(&mut self.in_text(name.as_bytes()));
            found.append(&mut self.in_text(content));
        });
        if !self.copies.is_empty() {
            let sketches = Sketch::of_all_forms(bytes);
            let is_like = |copy: &[Sketch]| copy.iter().any(|one| sketches.iter().any(|other| one.is_like(other)));
            let copies = self.copies.iter().filter(|(_, copy)| is_like(copy));
            found.extend(copies.map(|(path, _)| Needle::Copy(path.clone())));
        }
        found
    }

    /// Returns what of it stands in a text.
    #[must_use]
    pub fn in_text(&self, text: &[u8]) -> BTreeSet<Needle> {
        let phrases = self.watch.phrases_in(text);
        phrases.iter().filter_map(|at| self.numbers.get(*at as usize)).copied().map(Needle::Phrase).collect()
    }

    /// Returns what of it stands in a file of a portfolio, or in its path.
    pub(crate) fn in_entry(&self, path: &FilePath, entry: &TreeEntry) -> BTreeSet<Needle> {
        let mut found = self.in_text(path.as_str().as_bytes());
        if let TreeEntry::File(bytes) = entry {
            found.append(&mut self.in_file(bytes));
        }
        found
    }
}

/// A sink that keeps no file, but which needles are in the files.
#[derive(Debug)]
pub struct Searched<'s> {
    sought: &'s Sought,
    found: Mutex<BTreeSet<Needle>>,
}

impl<'s> Searched<'s> {
    /// Creates one for these needles.
    #[must_use]
    pub fn new(sought: &'s Sought) -> Self {
        Self { sought, found: Mutex::default() }
    }

    /// Returns the needles that were in the files.
    #[must_use]
    pub fn into_found(self) -> BTreeSet<Needle> {
        self.found.into_inner().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Sink for Searched<'_> {
    fn take(&self, path: &str, bytes: &[u8]) -> Result<(), Stopped> {
        let mut found = self.sought.in_text(path.as_bytes());
        found.append(&mut self.sought.in_file(bytes));
        self.found.lock().unwrap_or_else(PoisonError::into_inner).append(&mut found);
        Ok(())
    }
}
