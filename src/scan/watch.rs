//! Everything that is private of a portfolio at one instant, ready to be looked for.

use std::collections::HashSet;

use super::index::{How, Index, Occurrence};
use super::secrets::{self, Secrets};
use super::words::spelled;
use super::{Kind, distinctive, text};
use crate::case::Case;
use crate::names::Handle;
use crate::source::{FilePath, TreeEntry};

/// What is looked for.
#[derive(Debug)]
pub struct Watch {
    index: Index,
    /// The incident and the kind that a phrase's tag stands for.
    tags: Vec<(Handle, Kind)>,
    /// How many phrases are looked for.
    pub phrases: usize,
    /// How many incidents something is looked for of.
    pub incidents: usize,
    /// Private files whose contents are not looked for, because they are links or too large.
    pub unread: Vec<FilePath>,
}

/// The tag of what says that a text is a mail with an encoding of its own: no incident has it.
const MAIL: u32 = u32::MAX;

/// A place in a text where something private stands.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Hit {
    /// Its first byte, and the one after its last.
    pub bytes: (usize, usize),
    /// The line and column it begins at, from 1; columns count code points.
    pub start: (usize, usize),
    /// The line and column behind its last character.
    pub end: (usize, usize),
    /// Whose it is.
    pub incident: Handle,
    /// What it is.
    pub kind: Kind,
    /// The line it begins on, or the part of it around the beginning.
    pub excerpt: String,
    /// Where in the excerpt it begins and how long it is there, in bytes.
    pub marked: (usize, usize),
}

impl Watch {
    /// Looks for what is private of these cases, but for what also stands in the portfolio's public
    /// files or in `public`, other texts that everybody may know.
    #[must_use]
    pub fn new<'t>(cases: &[Case<'_>], public: impl IntoIterator<Item = &'t str>) -> Self {
        // Of a phrase of two incidents, the one that is not public counts.
        let mut ordered: Vec<&Case<'_>> = cases.iter().collect();
        ordered.sort_by_key(|case| secrets::is_public(case));
        let all: Vec<(&Case<'_>, Secrets)> = ordered.into_iter().map(|case| (case, secrets::of(case))).collect();
        let mut tags = Vec::new();
        let mut phrases = Vec::new();
        for (case, secrets) in &all {
            for secret in &secrets.phrases {
                let tag = (case.incident.handle.clone(), secret.kind);
                if tags.last() != Some(&tag) {
                    tags.push(tag);
                }
                let tag = u32::try_from(tags.len() - 1).unwrap_or(u32::MAX);
                phrases.push((secret.words.as_slice(), secret.how, tag));
            }
        }
        let mail = ["quoted", "printable"].map(str::to_owned);
        phrases.push((mail.as_slice(), How::Joined, MAIL));
        let mut index = Index::new(phrases);
        index.retain(|_, words, how| how != How::Parts || distinctive::is_distinctive_part(words));
        let mut known = HashSet::new();
        let mut note = |text: &str| {
            index.search(text.as_bytes(), |found| {
                if found.tag != MAIL {
                    known.insert(found.phrase);
                }
            })
        };
        cases.iter().take(1).for_each(|case| public_files(case).for_each(&mut note));
        cases.iter().filter_map(public_advisory).for_each(&mut note);
        public.into_iter().for_each(&mut note);
        index.retain(|phrase, _, _| !known.contains(&phrase));
        let phrases = index.len() - 1;
        let incidents = all.iter().filter(|(_, secrets)| !secrets.phrases.is_empty()).count();
        let unread = all.into_iter().flat_map(|(_, secrets)| secrets.unread).collect();
        Self { index, tags, phrases, incidents, unread }
    }

    /// Everything private in a text, in the order of its bytes. What overlaps and is the same
    /// incident's and kind is one hit. Costs one pass over the text.
    #[must_use]
    pub fn search(&self, bytes: &[u8]) -> Vec<Hit> {
        self.search_text(&text::read(bytes, text::unit(bytes)))
    }

    /// [`Self::search`] in bytes that are read already.
    pub(super) fn search_text(&self, read: &[u8]) -> Vec<Hit> {
        let mut found = Vec::new();
        self.index.search(read, |occurrence| found.push(occurrence));
        if found.iter().any(|occurrence| occurrence.tag == MAIL) {
            self.index.search(&text::quoted_printable(read), |occurrence| found.push(occurrence));
            found.retain(|occurrence| occurrence.tag != MAIL);
        }
        if found.is_empty() {
            return Vec::new();
        }
        let mut cursor = text::Cursor::new(read);
        let merged = self.merged(found);
        merged
            .into_iter()
            .map(|((incident, kind), start, finish)| {
                cursor.advance(start);
                let mut end = cursor.clone();
                end.advance(finish);
                let (excerpt, marked) = text::excerpt(read, start, finish);
                let (start_at, end_at) = (cursor.position(), end.position());
                Hit { bytes: (start, finish), start: start_at, end: end_at, incident, kind, excerpt, marked }
            })
            .collect()
    }

    fn merged(&self, mut found: Vec<Occurrence>) -> Vec<((Handle, Kind), usize, usize)> {
        found.sort_unstable();
        let mut merged: Vec<((Handle, Kind), usize, usize)> = Vec::new();
        // The last hit of each incident and kind is near the end of the list, but not always its
        // last.
        let mut last: std::collections::HashMap<(&Handle, Kind), usize> = std::collections::HashMap::new();
        for Occurrence { start, end, tag, .. } in found {
            let Some(owner) = self.tags.get(tag as usize) else { continue };
            let nth = last.get(&(&owner.0, owner.1)).copied();
            match nth.and_then(|nth| merged.get_mut(nth)).filter(|(_, _, before)| start <= *before) {
                Some((_, _, before)) => *before = end.max(*before),
                None => {
                    last.insert((&owner.0, owner.1), merged.len());
                    merged.push((owner.clone(), start, end));
                }
            }
        }
        // The same words may be a title and part of a text.
        let place =
            |((incident, kind), start, end): &((Handle, Kind), usize, usize)| (*start, *end, incident.clone(), *kind);
        merged.sort_by_cached_key(place);
        merged.dedup_by(|b, a| (a.1, a.2, &a.0.0) == (b.1, b.2, &b.0.0));
        merged
    }

    /// Whether these are the digits of a commit that is looked for.
    #[must_use]
    pub fn is_commit(&self, id: &str) -> bool {
        let mut found = false;
        self.index.search(id.as_bytes(), |occurrence| {
            found |= self.tags.get(occurrence.tag as usize).is_some_and(|(_, kind)| *kind == Kind::Commit);
        });
        found
    }
}

/// The portfolio's files that say nothing of any incident.
fn public_files<'c>(case: &'c Case<'_>) -> impl Iterator<Item = &'c str> {
    let tree = &case.portfolio.tree;
    let public = |path: &FilePath| !path.as_str().starts_with("incidents/") && path.as_str() != "distributors.toml";
    tree.iter().filter(move |(path, _)| public(path)).filter_map(|(_, entry)| match entry {
        TreeEntry::File(bytes) => std::str::from_utf8(bytes).ok(),
        _ => None,
    })
}

/// The text of an advisory that is public.
fn public_advisory<'c>(case: &'c Case<'_>) -> Option<&'c str> {
    let document = case.incident.document.as_ref().filter(|_| secrets::is_public(case))?;
    case.portfolio.tree.text(document.file.as_str())
}

/// The words of a text as they are compared, separated by single spaces.
#[must_use]
pub fn folded(text: &str) -> String {
    spelled(text.as_bytes()).words.join(" ")
}
