//! Words that stood in a private file and now stand in `advisory.md`, which becomes public.
//!
//! Compared are runs of words, whatever stands between them: a paragraph that was rewrapped on its
//! way is found all the same, and a word that both texts happen to use is not.

use std::collections::{HashMap, HashSet};

use super::{Change, Judged};
use crate::incident::Incident;
use crate::portfolio::Portfolio;
use crate::source::{FilePath, Location, Span, Tree, TreeEntry};

/// How many words in a row make a passage. Fewer are too often common to two texts about one thing.
const RUN: usize = 6;
/// How many of them are made of letters alone. Dates and versions are common to two such texts,
/// too.
const PLAIN: usize = 4;

/// A passage of an advisory that stood, or stands, in a private file.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct CopiedText {
    /// Where it stands in the head's `advisory.md`.
    pub here: Location,
    /// Where its first words stand in a private file of the head; `None`: only the base had it
    /// there.
    pub there: Option<Location>,
    /// The private file.
    pub file: FilePath,
}

/// The passages that the change takes into an advisory, in its order.
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

/// The private files of an incident that are text.
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

/// The words of a text, folded, each with its place.
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

/// The hash and the place of each [`RUN`] words in a row.
fn runs(words: &[(String, Span)]) -> impl Iterator<Item = (u64, Span)> {
    use std::hash::{BuildHasher as _, BuildHasherDefault, DefaultHasher};
    let hasher = BuildHasherDefault::<DefaultHasher>::default();
    words.windows(RUN).filter_map(move |run| {
        let plain = run.iter().filter(|(word, _)| word.chars().all(char::is_alphabetic)).count();
        let hash = hasher.hash_one(run.iter().map(|(word, _)| word).collect::<Vec<_>>());
        (plain >= PLAIN).then_some((hash, Span::new(run.first()?.1.start, run.last()?.1.end)))
    })
}
