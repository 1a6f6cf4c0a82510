//! Finds text that was copied from a private file into `advisory.md`, which becomes public.
//!
//! It compares runs of words and ignores white space and punctuation. A rewrapped paragraph is
//! found, and a single word that both texts happen to use is not.

use std::collections::{HashMap, HashSet};

use super::{Change, Judged};
use crate::incident::Incident;
use crate::portfolio::Portfolio;
use crate::source::{FilePath, Location, Span, Tree, TreeEntry};

/// The length of a run, in words. Shorter runs often occur in two texts about the same subject.
const RUN: usize = 6;
/// How many words of a run must consist of letters only, because dates and versions also occur in
/// both texts.
const PLAIN: usize = 4;

/// A passage of an advisory that is, or was, in a private file.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct CopiedText {
    /// Its location in the head's `advisory.md`.
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
    let Some(text) = change.head.tree.text(document.file.as_str()) else { return Vec::new() };
    let before = was.and_then(|was| Some((was.document.as_ref()?, &change.base.tree)));
    let public: HashSet<u64> = before
        .and_then(|(document, tree)| tree.text(document.file.as_str()))
        .map(|text| runs(&words(text)).map(|(hash, _)| hash).collect())
        .unwrap_or_default();
    let mut private: HashMap<u64, (&FilePath, Option<Span>)> = HashMap::new();
    let states = [(change.head, Some(incident), true), (change.base, was, false)];
    for (portfolio, incident, is_head) in states {
        let Some(incident) = incident else { continue };
        for (file, text) in private_files(portfolio, incident) {
            let words = words(text);
            for (hash, span) in runs(&words) {
                private.entry(hash).or_insert((file, is_head.then_some(span)));
            }
        }
    }
    let words = words(text);
    let mut found: Vec<CopiedText> = Vec::new();
    for (hash, span) in runs(&words).filter(|(hash, _)| !public.contains(hash)) {
        let Some((file, there)) = private.get(&hash) else { continue };
        match found.last_mut().filter(|last| last.here.span.end >= span.start && last.file == **file) {
            Some(last) => last.here.span.end = last.here.span.end.max(span.end),
            None => found.push(CopiedText {
                here: Location::new(&document.file, span),
                there: there.map(|span| Location::new(file, span)),
                file: (*file).clone(),
            }),
        }
    }
    found
}

/// Returns the private text files of an incident.
fn private_files<'p>(
    portfolio: &'p Portfolio,
    incident: &'p Incident,
) -> impl Iterator<Item = (&'p FilePath, &'p str)> {
    let tree: &Tree = &portfolio.tree;
    let public = incident.document.as_ref().map(|document| &document.file);
    let files = tree.under(incident.folder.as_str()).filter(move |(path, _)| Some(*path) != public);
    files.filter_map(|(path, entry)| match entry {
        TreeEntry::File(bytes) => Some((path, std::str::from_utf8(bytes).ok()?)),
        _ => None,
    })
}

/// Returns the words of a text in lower case, each with its span.
fn words(text: &str) -> Vec<(String, Span)> {
    let mut words = Vec::new();
    let mut start = None;
    for (at, c) in text.char_indices().chain([(text.len(), ' ')]) {
        match (c.is_alphanumeric(), start) {
            (true, None) => start = Some(at),
            (false, Some(from)) => {
                words.push((text.get(from..at).unwrap_or_default().to_lowercase(), Span::new(from, at)));
                start = None;
            }
            _ => {}
        }
    }
    words
}

/// Returns the hash and the span of each run of [`RUN`] words that has enough plain ones.
fn runs(words: &[(String, Span)]) -> impl Iterator<Item = (u64, Span)> {
    use std::hash::{BuildHasher as _, BuildHasherDefault, DefaultHasher};
    let hasher = BuildHasherDefault::<DefaultHasher>::default();
    words.windows(RUN).filter_map(move |run| {
        let plain = run.iter().filter(|(word, _)| word.chars().all(char::is_alphabetic)).count();
        let hash = hasher.hash_one(run.iter().map(|(word, _)| word).collect::<Vec<_>>());
        (plain >= PLAIN).then_some((hash, Span::new(run.first()?.1.start, run.last()?.1.end)))
    })
}
