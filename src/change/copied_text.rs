//! Finds text that was copied from a private file into a public one.
//!
//! It compares runs of words as `scan` reads them, whatever the white space, punctuation, markup
//! and disguise. A rewrapped paragraph is found, and a single word that both texts happen to use is
//! not.

use std::collections::{HashMap, HashSet};

use super::{Change, Judged};
use crate::case::Case;
use crate::incident::Incident;
use crate::portfolio::Portfolio;
use crate::source::{FilePath, Location, Span, Tree, TreeEntry};
use crate::words;

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
pub fn published_texts(change: &Change<'_>) -> Vec<CopiedText> {
    let changed: Vec<&FilePath> =
        change.head.tree.iter().map(|(file, _)| file).filter(|file| is_changed(change, file)).collect();
    if changed.is_empty() {
        return Vec::new();
    }
    let mut found = Vec::new();
    let mut private = Private::default();
    let mut advisories: Vec<(&FilePath, &Incident)> = Vec::new();
    for (portfolio, is_head) in [(change.head, true), (change.base, false)] {
        for incident in &portfolio.incidents {
            let case = Case::new(portfolio, incident, change.now);
            let document = incident.document.as_ref().map(|document| &document.file);
            match (case.publication.is_ok(), document) {
                (false, _) => private.add(portfolio, incident, None, is_head),
                // Advisories share sentences, and what a public one says is not private.
                (true, Some(file)) if !is_head => private.publish(portfolio.tree.bytes(file.as_str())),
                (true, _) => {}
            }
            if let Some(file) = document.filter(|file| is_head && case.publication.is_ok() && changed.contains(file)) {
                advisories.push((file, incident));
            }
        }
    }
    let is_input = |file: &&&FilePath| file.incident_folder().is_none();
    for file in changed.iter().filter(is_input) {
        found.extend(private.passages(change.head, file, change.base.tree.bytes(file.as_str())));
    }
    for (file, incident) in advisories {
        let before = change.base.tree.bytes(file.as_str());
        let passages = private.passages(change.head, file, before);
        // What it takes from its own incident is judged by itself.
        let own = |passage: &CopiedText| passage.file.incident_folder() == Some(incident.folder.as_str());
        found.extend(passages.into_iter().filter(|passage| !own(passage)));
    }
    found
}

/// Whether a change adds or edits a file that pages are made of.
fn is_changed(change: &Change<'_>, file: &FilePath) -> bool {
    let path = file.as_str();
    let is_public = match file.incident_folder() {
        Some(_) => file.name() == "advisory.md",
        None => {
            matches!(path, "advisory.toml" | "policy.toml")
                || path.starts_with("policies/")
                || path.starts_with("site-templates/")
        }
    };
    is_public && change.head.tree.bytes(path) != change.base.tree.bytes(path)
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
            for (hash, span) in runs(bytes) {
                self.runs.entry(hash).or_insert((file, is_head.then_some(span)));
            }
        }
    }

    /// Adds a public text.
    fn publish(&mut self, text: Option<&[u8]>) {
        self.public.extend(text.into_iter().flat_map(runs).map(|(hash, _)| hash));
    }

    /// The passages of a file of the head that are private, and not in it before.
    fn passages(&self, head: &Portfolio, file: &FilePath, before: Option<&[u8]>) -> Vec<CopiedText> {
        let Some(text) = head.tree.bytes(file.as_str()) else { return Vec::new() };
        let public: HashSet<u64> = before.map(|text| runs(text).map(|(hash, _)| hash).collect()).unwrap_or_default();
        let mut found: Vec<CopiedText> = Vec::new();
        let is_new = |hash: &u64| !public.contains(hash) && !self.public.contains(hash);
        let mut copied: Vec<(u64, Span)> = runs(text).filter(|(hash, _)| is_new(hash)).collect();
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

/// Returns the hash and the span of each run of [`RUN`] words that has enough plain ones.
fn runs(text: &[u8]) -> impl Iterator<Item = (u64, Span)> {
    use std::hash::{BuildHasher as _, BuildHasherDefault, DefaultHasher};
    let hasher = BuildHasherDefault::<DefaultHasher>::default();
    words::located(text).into_iter().flat_map(move |words| {
        let runs = words.windows(RUN).filter_map(|run| {
            let plain = run.iter().filter(|(word, _)| word.chars().all(char::is_alphabetic)).count();
            let hash = hasher.hash_one(run.iter().map(|(word, _)| word).collect::<Vec<_>>());
            (plain >= PLAIN).then_some((hash, Span::new(run.first()?.1.start, run.last()?.1.end)))
        });
        runs.collect::<Vec<_>>()
    })
}
