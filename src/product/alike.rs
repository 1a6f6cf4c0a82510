//! Commits that may be backports of others: their messages say so, in a subject or an ID.

use std::collections::hash_map::DefaultHasher;
use std::collections::{BTreeMap, BTreeSet, HashMap};
use std::hash::{Hash as _, Hasher as _};

use super::graph::Place;
use super::{Product, ProductError};
use crate::git::{Commit, Id, Repository, Unread};

/// A commit that may carry another one.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Alike {
    /// The commit.
    pub commit: Id,
    /// What the two messages have in common.
    pub by: Likeness,
}

/// What two messages have in common.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum Likeness {
    /// Their first lines.
    Subject,
    /// This ID of a vulnerability or of a pull request.
    Id(String),
}

/// What a message can be recognised by: hashes of its subject, and of the IDs that it names. A
/// message that says that it reverts something has neither.
#[derive(Default)]
pub(super) struct Marks {
    subject: Option<u64>,
    ids: Box<[u64]>,
}

impl Marks {
    pub(super) fn of(message: &[u8]) -> Self {
        let message = String::from_utf8_lossy(message);
        if is_revert(&message) {
            return Self::default();
        }
        let ids = named(&message).iter().map(|id| hash(id)).collect();
        Self { subject: subject(&message).map(|subject| hash(&subject)), ids }
    }
}

fn hash(text: &str) -> u64 {
    let mut hasher = DefaultHasher::new();
    text.hash(&mut hasher);
    hasher.finish()
}

/// The commits with each mark.
#[derive(Default)]
pub(super) struct Alikes {
    by_subject: HashMap<u64, Vec<Place>>,
    by_id: HashMap<u64, Vec<Place>>,
}

impl Alikes {
    pub(super) fn new(commits: impl Iterator<Item = (Place, Marks)>) -> Self {
        let mut all = Self::default();
        for (place, Marks { subject, ids }) in commits {
            if let Some(subject) = subject {
                all.by_subject.entry(subject).or_default().push(place);
            }
            ids.iter().for_each(|id| all.by_id.entry(*id).or_default().push(place));
        }
        all
    }

    fn with_subject(&self, subject: u64) -> &[Place] {
        self.by_subject.get(&subject).map(Vec::as_slice).unwrap_or_default()
    }

    fn with_id(&self, id: u64) -> &[Place] {
        self.by_id.get(&id).map(Vec::as_slice).unwrap_or_default()
    }
}

impl Product {
    /// Returns the commits that the given commit does not build upon, and whose messages are like
    /// its message, newest first: with the same subject, the number of its pull request, or an ID
    /// of the vulnerability. `ids` are further such IDs.
    ///
    /// # Errors
    /// When a commit can't be read.
    pub fn alike(&self, commit: &Commit, ids: &BTreeSet<String>) -> Result<Vec<Alike>, ProductError> {
        let own = self.graph.place(commit.id).map(|place| self.graph.ancestors(&[place]));
        let mut wanted = named(&commit.message);
        wanted.extend(ids.iter().cloned());
        let mut all: BTreeMap<Place, Likeness> = BTreeMap::new();
        for id in wanted {
            let places = self.alikes.with_id(hash(&id)).iter();
            all.extend(places.map(|place| (*place, Likeness::Id(id.clone()))));
        }
        if let Some(subject) = subject(&commit.message) {
            let places = self.alikes.with_subject(hash(&subject)).iter();
            all.extend(places.map(|place| (*place, Likeness::Subject)));
        }
        let mut found = Vec::new();
        for (place, by) in all.into_iter().rev() {
            let is_before = match &own {
                Some(own) => own.contains(place),
                None => self.commit(self.graph.id(place))?.committer.at < commit.author.at,
            };
            if !is_before {
                found.push(Alike { commit: self.graph.id(place), by });
            }
        }
        Ok(found)
    }

    /// Returns those of these commits that `at` is or builds upon.
    ///
    /// # Errors
    /// When no branch or tag leads to `at`.
    pub fn contained(&self, commits: &[Id], at: Id) -> Result<Vec<Id>, ProductError> {
        if commits.is_empty() {
            return Ok(Vec::new());
        }
        let above = self.graph.ancestors(&[self.place(at)?]);
        let is_above = |id: &Id| self.graph.place(*id).is_some_and(|place| above.contains(place));
        Ok(commits.iter().copied().filter(is_above).collect())
    }

    /// Returns the other commits whose messages have the subject or an ID of this one's.
    pub(super) fn like(&self, repository: &Repository, place: Place) -> Result<BTreeSet<Place>, Unread> {
        let Marks { subject, ids } = repository.with_commit(self.graph.id(place), |own| Marks::of(own.message))?;
        let by_subject = subject.into_iter().flat_map(|subject| self.alikes.with_subject(subject));
        let all = by_subject.chain(ids.iter().flat_map(|id| self.alikes.with_id(*id)));
        Ok(all.copied().filter(|other| *other != place).collect())
    }
}

fn is_revert(message: &str) -> bool {
    let start = message.trim_start().get(..6);
    start.is_some_and(|start| start.eq_ignore_ascii_case("revert"))
}

/// Returns the first line of a message without what names a branch or a pull request; `None` if too
/// little is left to recognise it by.
fn subject(message: &str) -> Option<String> {
    let mut text = message.trim_start().lines().next().unwrap_or_default().trim().to_lowercase();
    while let Some((_, rest)) = text.strip_prefix('[').and_then(|rest| rest.split_once(']')) {
        text = rest.trim_start_matches([':', ' ']).to_owned();
    }
    for word in ["backport of ", "backport: ", "backport ", "cherry-pick: ", "cherry-pick ", "cherry pick "] {
        if let Some(rest) = text.strip_prefix(word) {
            text = rest.to_owned();
        }
    }
    while let Some((rest, number)) = text.strip_suffix(')').and_then(|rest| rest.rsplit_once("(#")) {
        if number.is_empty() || !number.bytes().all(|b| b.is_ascii_digit()) {
            break;
        }
        text = rest.trim_end().to_owned();
    }
    let text = text.trim_matches(['"', '\'', ' ']);
    (text.chars().count() >= SHORTEST).then(|| text.to_owned())
}

/// The fewest characters by which a subject is recognised.
const SHORTEST: usize = 8;

/// Returns the IDs of vulnerabilities in a message, and the numbers of pull requests, which the
/// messages of backports mention.
fn named(message: &str) -> BTreeSet<String> {
    let is_part = |c: char| c.is_ascii_alphanumeric() || matches!(c, '-' | '#' | '/' | '_');
    let begins = |word: &str, with: &str| word.get(..with.len()).is_some_and(|start| start.eq_ignore_ascii_case(with));
    let mut found = BTreeSet::new();
    for word in message.split(|c: char| !is_part(c)) {
        let last = word.rsplit('/').next().unwrap_or_default();
        let number = last.rsplit_once('#').map(|(_, number)| number).or_else(|| {
            let (before, number) = word.rsplit_once('/')?;
            before.ends_with("/pull").then_some(number)
        });
        let is_number = |number: &&str| !number.is_empty() && number.bytes().all(|b| b.is_ascii_digit());
        let is_id = begins(last, "GHSA-") && last.len() == 19 || begins(last, "CVE-") && last.len() >= 13;
        match number.filter(is_number) {
            Some(number) => drop(found.insert(format!("#{number}"))),
            None if is_id => drop(found.insert(last.to_ascii_uppercase())),
            None => {}
        }
    }
    found
}
