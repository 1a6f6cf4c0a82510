//! The project's own files that a public site is made of, and what they have of private files.

use std::collections::{BTreeMap, BTreeSet};

use rayon::prelude::*;

use super::archive;
use super::needle::Needle;
use super::origin::Sought;
use super::owner::Owner;
use super::text;
use super::watch::Watch;
use crate::case::Case;
use crate::portfolio::Portfolio;
use crate::publish::Sketch;
use crate::source::{FilePath, Tree, TreeEntry};
use crate::words::{self, Phrases};

/// The folder of the files that a site has as they are, and of the sources of its pages.
const TEMPLATES: &str = "site-templates/";
const ASSETS: &str = "site-templates/assets/";

/// The project's own files that a site is made of.
pub(super) struct Inputs<'t> {
    files: Vec<(&'t FilePath, &'t [u8])>,
    /// Every six words in a row that they have.
    runs: Phrases,
}

/// Returns whether the public site is made of this file of the project.
pub(crate) fn is_input(file: &FilePath) -> bool {
    let path = file.as_str();
    matches!(path, "advisory.toml" | "policy.toml") || path.starts_with("policies/") || path.starts_with(TEMPLATES)
}

impl<'t> Inputs<'t> {
    pub(super) fn new(tree: &'t Tree) -> Self {
        let file = |(file, entry): (&'t FilePath, &'t TreeEntry)| match entry {
            TreeEntry::File(bytes) if is_input(file) => Some((file, &**bytes)),
            _ => None,
        };
        let mut inputs = Self { files: tree.iter().filter_map(file).collect(), runs: Phrases::default() };
        let mut runs = Phrases::default();
        inputs.each_text(|text| {
            let text = text::read(text, text::unit(text));
            // Other forms of what is no text have no words.
            let is_text = std::str::from_utf8(&text).is_ok();
            for words in if is_text { words::located_in_any_form(&text) } else { words::located(&text) } {
                let words: Vec<&str> = words.iter().map(|(word, _)| word.as_str()).collect();
                words.windows(Phrases::MOST_WORDS).for_each(|run| runs.add(run));
            }
        });
        inputs.runs = runs;
        inputs
    }

    /// Calls a function for each text of the files: their paths, their contents, and what an
    /// archive among them has.
    fn each_text(&self, mut look: impl FnMut(&[u8])) {
        for (file, bytes) in &self.files {
            look(file.as_str().as_bytes());
            look(bytes);
            archive::files(bytes, |name, content| {
                look(name.as_bytes());
                look(content);
            });
        }
    }

    /// Returns whether a private file of an incident shares six words in a row with one of them.
    pub(super) fn have_words_of(&self, case: &Case<'_>) -> bool {
        private_files(case).any(|(_, bytes)| self.runs.are_in(bytes))
    }

    /// Returns the phrases that they have.
    pub(super) fn phrases_of(&self, watch: &Watch) -> BTreeSet<u32> {
        let mut found = BTreeSet::new();
        self.each_text(|text| found.append(&mut watch.phrases_in(text)));
        found
    }

    /// Returns the assets that are copies of a private file of one of these incidents, or of the
    /// lists, whole or with few changes: their paths in the site, each with the owner of the file.
    /// What is like one of the `known` texts is none.
    pub(super) fn copies(&self, portfolio: &Portfolio, cases: &[&Case<'_>], known: &[&str]) -> BTreeMap<String, Owner> {
        let assets: Vec<(String, Vec<Sketch>, &[u8])> = (self.files.iter())
            .filter(|(file, _)| file.as_str().starts_with(ASSETS))
            .filter_map(|(file, bytes)| {
                let path = file.as_str().strip_prefix(TEMPLATES)?.to_owned();
                Some((path, Sketch::of_all_forms(bytes), &**bytes)).filter(|(_, sketches, _)| !sketches.is_empty())
            })
            .collect();
        if assets.is_empty() {
            return BTreeMap::new();
        }
        let lists = portfolio
            .distributors
            .file
            .iter()
            .filter_map(|file| Some((Owner::File(file.clone()), portfolio.tree.bytes(file.as_str())?)));
        let of_cases = cases.iter().flat_map(|case| {
            private_files(case).map(|(_, bytes)| (Owner::Incident(case.incident.handle.clone()), bytes))
        });
        let private: Vec<(Owner, &[u8])> = lists.chain(of_cases).filter(|(_, bytes)| self.runs.are_in(bytes)).collect();
        let sketched: Vec<(&Owner, Vec<Sketch>)> =
            private.par_iter().map(|(owner, bytes)| (owner, Sketch::of_text(bytes))).collect();
        let copied = assets.into_iter().filter_map(|(path, asset, bytes)| {
            let is_like = |sketches: &[Sketch]| sketches.iter().any(|one| asset.iter().any(|asset| one.is_like(asset)));
            let (owner, _) = sketched.iter().find(|(_, sketches)| is_like(sketches))?;
            // A picture is known if it is the same one.
            let is_it =
                |text: &str| String::from_utf8_lossy(bytes) == text || is_like(&Sketch::of_text(text.as_bytes()));
            let is_known = known.iter().any(|text| is_it(text));
            (!is_known).then(|| (path, (*owner).clone()))
        });
        copied.collect()
    }
}

/// Returns what of the needles stands in the files that a site is made of: in a path, or in a file
/// as it is written.
pub(crate) fn needles_in_inputs(sought: &Sought, tree: &Tree) -> BTreeSet<Needle> {
    let files = tree.iter().filter(|(file, _)| is_input(file));
    files.flat_map(|(file, entry)| sought.in_entry(file, entry)).collect()
}

/// The files of an incident that stay private when its advisory is public.
fn private_files<'c>(case: &'c Case<'_>) -> impl Iterator<Item = (&'c FilePath, &'c [u8])> {
    let document = case.incident.document.as_ref().map(|document| &document.file);
    let tree: &Tree = &case.portfolio.tree;
    tree.under(case.incident.folder.as_str()).filter_map(move |(file, entry)| match entry {
        TreeEntry::File(bytes) if Some(file) != document => Some((file, &**bytes)),
        _ => None,
    })
}
