//! Everything that is private of a portfolio at one instant, ready to be looked for.

use std::collections::{BTreeSet, HashSet};

use rayon::prelude::*;

use super::index::{How, Index, Occurrence};
use super::needle::Needle;
use super::owner::Owner;
use super::public::{self, Own};
use super::secrets::{self, Secret, Secrets};
use super::{Kind, distinctive, project, text};
use crate::case::Case;
use crate::fingerprint::Fingerprint;
use crate::portfolio::Portfolio;
use crate::source::FilePath;
use crate::words::{self, Form, Reading, spelled};

/// What is looked for.
#[derive(Clone, Debug, Default)]
pub struct Watch {
    index: Index,
    /// Whose a phrase is, and the kind: what its tag stands for.
    tags: Vec<(Owner, Kind)>,
    /// How many phrases are looked for.
    pub phrases: usize,
    /// How many incidents something is looked for of.
    pub incidents: usize,
    /// How many of the project's own files something is looked for of.
    pub files: usize,
    /// Private files whose contents are not looked for, because they are links or too large.
    pub unread: Vec<FilePath>,
}

/// A sign that a text has to be read in another form too. No incident has its tag.
struct Sign {
    tag: u32,
    form: Form,
    /// The words that are the sign.
    words: &'static [&'static [&'static str]],
    how: How,
}

/// A mail with an encoding of its own.
const MAIL: u32 = u32::MAX;
/// A text with rotated letters.
const ROTATED: u32 = u32::MAX - 1;
/// A text that is written backwards.
const BACKWARDS: u32 = u32::MAX - 2;

/// Frequent words in these forms are no words otherwise.
const SIGNS: [Sign; 3] = [
    Sign { tag: MAIL, form: Form::QuotedPrintable, words: &[&["quoted", "printable"]], how: How::Joined },
    Sign {
        tag: ROTATED,
        form: Form::Rotated,
        // the, and, with, that, this, from, which, when, user, users, other
        words: &[
            &["gur"],
            &["naq"],
            &["jvgu"],
            &["gung"],
            &["guvf"],
            &["sebz"],
            &["juvpu"],
            &["jura"],
            &["hfre"],
            &["hfref"],
            &["bgure"],
        ],
        how: How::Whole,
    },
    Sign {
        tag: BACKWARDS,
        form: Form::Backwards,
        words: &[
            &["eht"],
            &["htiw"],
            &["taht"],
            &["siht"],
            &["morf"],
            &["hcihw"],
            &["nehw"],
            &["resu"],
            &["sresu"],
            &["rehto"],
        ],
        how: How::Whole,
    },
];

fn is_sign(tag: u32) -> bool {
    SIGNS.iter().any(|sign| sign.tag == tag)
}

/// Returns the occurrence in a text that one in a reading of it stands for.
fn placed(reading: &Reading, occurrence: Occurrence) -> Occurrence {
    let (start, end) = reading.place(occurrence.start, occurrence.end);
    Occurrence { start, end, ..occurrence }
}

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
    pub owner: Owner,
    /// What it is.
    pub kind: Kind,
    /// The line it begins on, or the part of it around the beginning.
    pub excerpt: String,
    /// Where in the excerpt it begins and how long it is there, in bytes.
    pub marked: (usize, usize),
}

impl Hit {
    /// A whole file that is a copy of this owner's.
    pub(super) fn of_file(owner: Owner) -> Self {
        let at = (1, 1);
        Self { bytes: (0, 0), start: at, end: at, owner, kind: Kind::File, excerpt: String::new(), marked: (0, 0) }
    }

    /// Says what it is, and whose: "the advisory's title of `hidden-otter`".
    #[must_use]
    pub fn words(&self) -> String {
        match (&self.owner, self.kind) {
            (Owner::File(file), Kind::Note) => format!("private text from `{file}`"),
            (Owner::File(file), Kind::File) => format!("a copy of `{file}`"),
            (Owner::File(file), kind) => format!("{} from `{file}`", kind.words()),
            (Owner::Incident(handle), kind) => format!("{} of `{handle}`", kind.words()),
        }
    }
}

impl Watch {
    /// Looks for what is private of these cases and of the project's own files, but for what also
    /// stands in a public advisory or notice among them or in `public`, other texts that everybody
    /// may know.
    #[must_use]
    pub fn new<'t>(portfolio: &Portfolio, cases: &[Case<'_>], public: impl IntoIterator<Item = &'t str>) -> Self {
        // Of a phrase of two incidents, the one that is not public counts.
        let mut ordered: Vec<&Case<'_>> = cases.iter().collect();
        ordered.sort_by_key(|case| secrets::is_public(case));
        let mut all = of_cases(&ordered, secrets::of);
        all.extend(project::of(portfolio));
        let mut watch = Self::of(portfolio, all, public, false);
        watch.know(cases);
        watch
    }

    /// Looks for these secrets. If `once`, words of several owners are looked for as those of the
    /// first one, which costs less.
    pub(super) fn of<'t>(
        portfolio: &Portfolio,
        all: Vec<(Owner, Secrets)>,
        public: impl IntoIterator<Item = &'t str>,
        once: bool,
    ) -> Self {
        let own = Own::new(portfolio);
        let mut tags = Vec::new();
        let mut phrases = Vec::new();
        for (owner, secrets) in &all {
            let is_own = |secret: &Secret| own.has(&secret.words, secret.kind);
            for secret in secrets.phrases.iter().filter(|secret| !is_own(secret)) {
                let tag = (owner.clone(), secret.kind);
                if tags.last() != Some(&tag) {
                    tags.push(tag);
                }
                let tag = u32::try_from(tags.len() - 1).unwrap_or(u32::MAX);
                phrases.push((secret.words.as_slice(), secret.how, tag));
            }
        }
        let signs = SIGNS.iter().flat_map(|sign| sign.words.iter().map(move |words| (sign, words)));
        let signs: Vec<(&Sign, Vec<String>)> =
            signs.map(|(sign, words)| (sign, words.iter().map(|word| (*word).to_owned()).collect())).collect();
        phrases.extend(signs.iter().map(|(sign, words)| (words.as_slice(), sign.how, sign.tag)));
        let index = Index::new(phrases, once, distinctive::is_distinctive_part);
        let sought: Vec<&Owner> =
            all.iter().filter(|(_, secrets)| !secrets.phrases.is_empty()).map(|(owner, _)| owner).collect();
        let incidents = sought.iter().filter(|owner| owner.incident().is_some()).count();
        let files = sought.len() - incidents;
        let unread = all.into_iter().flat_map(|(_, secrets)| secrets.unread).collect();
        let mut watch = Self { index, tags, phrases: 0, incidents, files, unread };
        watch.forget(public, |_| true);
        watch
    }

    /// Looks no more for what stands in the public advisories and notices among these cases.
    pub(super) fn know(&mut self, cases: &[Case<'_>]) {
        let texts = public::texts(cases);
        self.forget(texts.iter().map(String::as_str), public::may_be_told);
    }

    /// Looks no more for the phrases of certain kinds that stand in these texts.
    fn forget<'t>(&mut self, texts: impl IntoIterator<Item = &'t str>, kinds: impl Fn(Kind) -> bool) {
        let mut known = HashSet::new();
        for text in texts {
            self.occurrences(text.as_bytes(), &mut |found: Occurrence| {
                // A sign is no kind.
                if self.tags.get(found.tag as usize).is_some_and(|(_, kind)| kinds(*kind)) {
                    known.insert(found.phrase);
                }
            });
        }
        self.index.retain(|phrase, _, _| !known.contains(&phrase));
        self.phrases = self.index.len() - self.signs().count();
    }

    /// The numbers of the phrases that are looked for.
    pub(super) fn numbers(&self) -> impl Iterator<Item = u32> {
        let all = 0..u32::try_from(self.index.len()).unwrap_or(u32::MAX);
        all.filter(|phrase| !self.index.tag(*phrase).is_some_and(is_sign))
    }

    /// Looks no more for these phrases.
    pub(crate) fn drop_needles(&mut self, public: &BTreeSet<Needle>) {
        let kept = self.numbers().filter(|phrase| !public.contains(&Needle::Phrase(*phrase))).collect();
        self.keep(&kept);
    }

    /// The phrases that are signs.
    fn signs(&self) -> impl Iterator<Item = u32> {
        let all = 0..u32::try_from(self.index.len()).unwrap_or(u32::MAX);
        all.filter(|phrase| self.index.tag(*phrase).is_some_and(is_sign))
    }

    /// The phrases that occur in a text.
    pub(super) fn phrases_in(&self, bytes: &[u8]) -> BTreeSet<u32> {
        let mut phrases = BTreeSet::new();
        self.found(&text::read(bytes, text::unit(bytes)), |found| {
            phrases.insert(found.phrase);
        });
        phrases
    }

    /// Looks no more for phrases that are not these, unless `is_kept` says so of their owner.
    pub(super) fn keep_of(&mut self, phrases: &BTreeSet<u32>, is_kept: impl Fn(&Owner) -> bool) {
        let kept: BTreeSet<u32> = (0..u32::try_from(self.index.len()).unwrap_or(u32::MAX))
            .filter(|phrase| {
                let tag = self.index.tag(*phrase).and_then(|tag| self.tags.get(tag as usize));
                phrases.contains(phrase) || tag.is_some_and(|(owner, _)| is_kept(owner))
            })
            .collect();
        self.keep(&kept);
    }

    /// The kind of a phrase.
    pub(super) fn kind(&self, phrase: u32) -> Option<Kind> {
        self.tags.get(self.index.tag(phrase)? as usize).map(|(_, kind)| *kind)
    }

    /// Whether a phrase is of this owner and kind.
    pub(super) fn is_of(&self, phrase: u32, owner: &Owner, kind: Kind) -> bool {
        let tag = self.index.tag(phrase).and_then(|tag| self.tags.get(tag as usize));
        tag.is_some_and(|(its, of)| its == owner && *of == kind)
    }

    /// Returns what stands for the phrases that are looked for.
    pub(super) fn fingerprint(&self) -> Fingerprint {
        let all = 0..u32::try_from(self.index.len()).unwrap_or(u32::MAX);
        Fingerprint::of(all.map(|phrase| self.index.described(phrase)).collect::<BTreeSet<_>>())
    }

    /// Looks only for these phrases from now on.
    pub(super) fn keep(&mut self, phrases: &BTreeSet<u32>) {
        let signs: BTreeSet<u32> = self.signs().collect();
        self.index.retain(|phrase, _, _| phrases.contains(&phrase) || signs.contains(&phrase));
        self.phrases = self.index.len() - signs.len();
    }

    /// Every phrase that occurs in a text, or in what it says once disguises are undone.
    fn occurrences(&self, text: &[u8], found: &mut impl FnMut(Occurrence)) {
        self.index.search(text, &mut *found);
        if let Some(undone) = words::undone(text) {
            for (from, part) in undone.texts() {
                self.index.search(part, |there| {
                    found(Occurrence { start: there.start + from, end: there.end + from, ..there })
                });
            }
        }
    }

    /// Everything private in a text, in the order of its bytes. What overlaps and is the same
    /// incident's and kind is one hit. Costs one pass over the text.
    #[must_use]
    pub fn search(&self, bytes: &[u8]) -> Vec<Hit> {
        self.search_text(&text::read(bytes, text::unit(bytes)))
    }

    /// [`Self::search`] for certain phrases alone.
    pub(super) fn search_for(&self, bytes: &[u8], phrases: impl Fn(u32) -> bool) -> Vec<Hit> {
        self.search_phrases(&text::read(bytes, text::unit(bytes)), phrases)
    }

    /// [`Self::search`] in bytes that are read already.
    pub(super) fn search_text(&self, read: &[u8]) -> Vec<Hit> {
        self.search_phrases(read, |_| true)
    }

    fn search_phrases(&self, read: &[u8], phrases: impl Fn(u32) -> bool) -> Vec<Hit> {
        let mut found = Vec::new();
        self.found(read, |occurrence| {
            if phrases(occurrence.phrase) {
                found.push(occurrence);
            }
        });
        if found.is_empty() {
            return Vec::new();
        }
        let mut cursor = text::Cursor::new(read);
        let merged = self.merged(found);
        merged
            .into_iter()
            .map(|((owner, kind), start, finish)| {
                cursor.advance(start);
                let mut end = cursor.clone();
                end.advance(finish);
                let (excerpt, marked) = text::excerpt(read, start, finish);
                let (start_at, end_at) = (cursor.position(), end.position());
                Hit { bytes: (start, finish), start: start_at, end: end_at, owner, kind, excerpt, marked }
            })
            .collect()
    }

    /// Every phrase that occurs in a text, in any form of it.
    fn found(&self, read: &[u8], mut found: impl FnMut(Occurrence)) {
        let mut signs = BTreeSet::new();
        let mut told = |occurrence: Occurrence| {
            if is_sign(occurrence.tag) {
                signs.insert(occurrence.tag);
            } else {
                found(occurrence);
            }
        };
        self.occurrences(read, &mut told);
        for reading in words::decoded(read) {
            let text = text::read(&reading.text, text::unit(&reading.text));
            self.occurrences(&text, &mut |occurrence| told(placed(&reading, occurrence)));
        }
        for form in SIGNS.iter().filter(|sign| signs.contains(&sign.tag)).map(|sign| sign.form) {
            let reading = form.read(read);
            self.occurrences(&reading.text, &mut |occurrence| {
                if !is_sign(occurrence.tag) {
                    found(placed(&reading, occurrence));
                }
            });
        }
    }

    fn merged(&self, mut found: Vec<Occurrence>) -> Vec<((Owner, Kind), usize, usize)> {
        found.sort_unstable();
        let mut merged: Vec<((Owner, Kind), usize, usize)> = Vec::new();
        // The last hit of each incident and kind is near the end of the list, but not always its
        // last.
        let mut last: std::collections::HashMap<(&Owner, Kind), usize> = std::collections::HashMap::new();
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
        let place = |((owner, kind), start, end): &((Owner, Kind), usize, usize)| (*start, *end, owner.clone(), *kind);
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

/// The words of a text as they are compared, separated by single spaces.
#[must_use]
pub fn folded(text: &str) -> String {
    spelled(text.as_bytes()).words.join(" ")
}

/// What is private of each of these cases.
pub(super) fn of_cases<'c, 'p: 'c>(
    cases: &[&'c Case<'p>],
    secrets: impl Fn(&Case<'_>) -> Secrets + Sync,
) -> Vec<(Owner, Secrets)> {
    let of = |case: &&'c Case<'p>| (Owner::Incident(case.incident.handle.clone()), secrets(case));
    cases.par_iter().map(of).collect()
}
