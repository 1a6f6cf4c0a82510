//! Finds text that was copied from a private file into a public one.
//!
//! It compares runs of words as `scan` reads them, whatever the white space, punctuation, markup,
//! disguise and encoding. A rewrapped paragraph is found, and a single word that both texts happen
//! to use is not.

use std::collections::{BTreeSet, HashMap, HashSet};
use std::sync::Arc;

use rayon::prelude::*;

use super::{Change, Judged};
use crate::case::Case;
use crate::incident::Incident;
use crate::portfolio::Portfolio;
use crate::source::{FilePath, Location, Span, Tree, TreeEntry};
use crate::words::{self, Phrases};

/// The length of a run, in words. Shorter runs often occur in two texts about the same subject.
const RUN: usize = 6;
/// How many words of a run must consist of letters only, because dates and versions also occur in
/// both texts.
const PLAIN: usize = 4;

/// A passage of a public file that is, or was, in a private file.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct CopiedText {
    /// Its location in the head's public file.
    pub here: Location,
    /// The location of its first words in a private file of the head; `None` if only the base has
    /// it.
    pub there: Option<Location>,
    /// The private file.
    pub file: FilePath,
}

/// Returns the passages that the change copies into an advisory, in the advisory's order.
#[must_use]
pub fn copied_texts(change: &Change<'_>, was: Option<&Incident>, judged: &Judged<'_>) -> Vec<CopiedText> {
    let incident = judged.case.incident;
    let Some(document) = &incident.document else { return Vec::new() };
    let before = was.and_then(|was| change.base.tree.bytes(was.document.as_ref()?.file.as_str()));
    let mut private = Private::default();
    let states = [(change.head, Some(incident), true), (change.base, was, false)];
    for (portfolio, incident, is_head) in states {
        let Some(incident) = incident else { continue };
        let public = incident.document.as_ref().map(|document| &document.file);
        private.add(portfolio, incident, public, is_head);
    }
    private.passages(change.head, &document.file, before)
}

/// Returns the passages that the change copies from incidents that are not public into files that
/// are: templates, the project, the policies, and the public advisories of other incidents.
#[must_use]
pub fn published_texts<'p>(change: &Change<'p>) -> Vec<CopiedText> {
    let (base, head) = (&change.base.tree, &change.head.tree);
    let phrases = new_phrases(base, head);
    if phrases.is_empty() {
        return Vec::new();
    }
    let changed: Vec<&FilePath> = changed(base, head).collect();
    let mut found = Vec::new();
    let mut private = Private::default();
    let folders: HashSet<&str> = changed.iter().filter_map(|file| file.incident_folder()).collect();
    let cases = |portfolio: &'p Portfolio| -> Vec<Case<'p>> {
        let is_changed = |incident: &Incident| folders.contains(incident.folder.as_str());
        let may_have =
            |incident: &&Arc<Incident>| is_changed(incident) || mentions(&portfolio.tree, &incident.folder, &phrases);
        let incidents = portfolio.incidents.par_iter().filter(may_have);
        incidents.map(|incident| Case::new(portfolio, incident, change.now)).collect()
    };
    let document = |case: &Case<'p>| case.incident.document.as_ref().map(|document| &document.file);
    let (old, new) = (cases(change.base), cases(change.head));
    // An edit closes the gate of a public advisory until it is approved, and is public then.
    let public = old.iter().chain(&new).filter(|case| case.publication.is_ok()).filter_map(document);
    let files: HashSet<&FilePath> = changed.iter().copied().collect();
    let advisories: BTreeSet<&FilePath> = public.filter(|file| files.contains(file)).collect();
    for (cases, is_head) in [(&new, true), (&old, false)] {
        for case in cases {
            let file = document(case);
            match (case.publication.is_ok(), file) {
                (false, _) => {
                    let public = file.filter(|file| advisories.contains(file));
                    private.add(case.portfolio, case.incident, public, is_head);
                }
                // Advisories share sentences, and what a public one says is not private.
                (true, Some(file)) if !is_head => private.publish(case.portfolio.tree.bytes(file.as_str())),
                (true, _) => {}
            }
        }
    }
    let is_input = |file: &&&FilePath| file.incident_folder().is_none();
    // What a file of the project said before is public, whichever file says it now.
    if changed.iter().any(|file| is_input(&file)) {
        let inputs = base.iter().map(|(file, _)| file).filter(|file| is_public_input(file));
        inputs.for_each(|file| private.publish(base.bytes(file.as_str())));
    }
    for file in changed.iter().filter(is_input) {
        found.extend(private.passages(change.head, file, change.base.tree.bytes(file.as_str())));
    }
    for file in advisories {
        let passages = private.passages(change.head, file, base.bytes(file.as_str()));
        // What it takes from its own incident is judged by itself.
        let own = |passage: &CopiedText| passage.file.incident_folder() == file.incident_folder();
        found.extend(passages.into_iter().filter(|passage| !own(passage)));
    }
    found
}

/// Returns every run of words that a change adds to a file that is public or may become it.
pub(crate) fn new_phrases(base: &Tree, head: &Tree) -> Phrases {
    let mut phrases = Phrases::default();
    for file in changed(base, head) {
        let Some(text) = head.bytes(file.as_str()) else { continue };
        let before = hashes(base.bytes(file.as_str()));
        each_run(words::located_in_any_form(text), |hash, words| {
            if !before.contains(&hash) {
                phrases.add(&words.iter().map(|(word, _)| word.as_str()).collect::<Vec<_>>());
            }
        });
    }
    phrases
}

/// Returns whether a file in this folder contains one of the phrases.
pub(crate) fn mentions(tree: &Tree, folder: &FilePath, phrases: &Phrases) -> bool {
    tree.under(folder.as_str()).any(|(_, entry)| match entry {
        TreeEntry::File(bytes) => phrases.are_in(bytes),
        _ => false,
    })
}

/// Returns the files of the head that differ and are inputs of the public site, or the advisory of
/// an incident.
fn changed<'t>(base: &'t Tree, head: &'t Tree) -> impl Iterator<Item = &'t FilePath> {
    head.differing(base).filter(move |file| {
        let path = file.as_str();
        let is_input = match file.incident_folder() {
            Some(_) => file.name() == "advisory.md",
            None => is_public_input(file),
        };
        is_input && head.get(path).is_some() && head.bytes(path) != base.bytes(path)
    })
}

/// Returns whether the public site is made of this file of the project.
fn is_public_input(file: &FilePath) -> bool {
    let path = file.as_str();
    matches!(path, "advisory.toml" | "policy.toml")
        || path.starts_with("policies/")
        || path.starts_with("site-templates/")
}

/// The runs of words in private files, each with one file that has it.
#[derive(Default)]
struct Private<'p> {
    runs: HashMap<u64, (&'p FilePath, Option<Span>)>,
    /// The runs that are public all the same.
    public: HashSet<u64>,
}

impl<'p> Private<'p> {
    /// Adds the private files of an incident: all but `public`.
    fn add(&mut self, portfolio: &'p Portfolio, incident: &'p Incident, public: Option<&FilePath>, is_head: bool) {
        let tree: &Tree = &portfolio.tree;
        for (file, entry) in tree.under(incident.folder.as_str()).filter(|(file, _)| Some(*file) != public) {
            let TreeEntry::File(bytes) = entry else { continue };
            for (hash, span) in runs(words::located(bytes)) {
                self.runs.entry(hash).or_insert((file, is_head.then_some(span)));
            }
        }
    }

    /// Adds a public text.
    fn publish(&mut self, text: Option<&[u8]>) {
        self.public.extend(hashes(text));
    }

    /// The passages of a file of the head that are private, and not in it before.
    fn passages(&self, head: &Portfolio, file: &FilePath, before: Option<&[u8]>) -> Vec<CopiedText> {
        let Some(text) = head.tree.bytes(file.as_str()) else { return Vec::new() };
        let public = hashes(before);
        let mut found: Vec<CopiedText> = Vec::new();
        let is_new = |hash: &u64| !public.contains(hash) && !self.public.contains(hash);
        let runs = runs(words::located_in_any_form(text));
        let mut copied: Vec<(u64, Span)> = runs.into_iter().filter(|(hash, _)| is_new(hash)).collect();
        copied.sort_by_key(|(_, span)| (span.start, span.end));
        for (hash, span) in copied {
            let Some((private, there)) = self.runs.get(&hash) else { continue };
            match found.last_mut().filter(|last| last.here.span.end >= span.start && last.file == **private) {
                Some(last) => last.here.span.end = last.here.span.end.max(span.end),
                None => found.push(CopiedText {
                    here: Location::new(file, span),
                    there: there.map(|span| Location::new(private, span)),
                    file: (*private).clone(),
                }),
            }
        }
        found
    }
}

/// Returns the hashes of the runs of words in a public text, in whatever form they are.
fn hashes(text: Option<&[u8]>) -> HashSet<u64> {
    let runs = text.into_iter().flat_map(|text| runs(words::located_in_any_form(text)));
    runs.map(|(hash, _)| hash).collect()
}

/// Returns the hash and the span of each run of [`RUN`] words that has enough plain ones.
fn runs(texts: Words) -> Vec<(u64, Span)> {
    let mut all = Vec::new();
    each_run(texts, |hash, run| {
        if let ([(_, first), ..], [.., (_, last)]) = (run, run) {
            all.push((hash, Span::new(first.start, last.end)));
        }
    });
    all
}

/// The words of texts, each with its place.
type Words = Vec<Vec<(String, Span)>>;

/// Calls a function for each run of words, with its hash.
fn each_run(texts: Words, mut found: impl FnMut(u64, &[(String, Span)])) {
    for words in texts {
        let hashes: Vec<u64> = words.iter().map(|(word, _)| words::hash(word)).collect();
        for (run, hashes) in words.windows(RUN).zip(hashes.windows(RUN)) {
            let plain = run.iter().filter(|(word, _)| word.chars().all(char::is_alphabetic)).count();
            if plain >= PLAIN {
                found(hashes.iter().fold(0, |before, word| words::of_pair(before, *word)), run);
            }
        }
    }
}
