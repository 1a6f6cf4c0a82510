//! Commits that may be backports by hand: nothing proves it, but what their messages say.

use std::collections::BTreeSet;

use super::{Product, ProductError};
use crate::git::{Commit, Id};

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

impl Product {
    /// Returns the commits that `at` has, and that the given commit does not build upon, whose
    /// messages are like its message, newest first: with the same subject, the number of its pull
    /// request, or an ID of the vulnerability. `ids` are further such IDs.
    ///
    /// # Errors
    /// When no branch or tag leads to `at`, or a commit can't be read.
    pub fn alike(&self, commit: &Commit, ids: &BTreeSet<String>, at: Id) -> Result<Vec<Alike>, ProductError> {
        let reached = self.graph.ancestors(&[self.place(at)?]);
        let own = self.graph.place(commit.id).map(|place| self.graph.ancestors(&[place]));
        let (subject, mut wanted) = (subject(&commit.message), ids.clone());
        wanted.extend(named(&commit.message));
        let mut found = Vec::new();
        for place in self.graph.places().rev() {
            if !reached.contains(place) || own.as_ref().is_some_and(|own| own.contains(place)) {
                continue;
            }
            let other = self.commit(self.graph.id(place))?;
            let is_before = own.is_none() && other.committer.at < commit.author.at;
            if is_before || other.message.trim_start().to_lowercase().starts_with("revert") {
                continue;
            }
            let is_same = subject.as_ref().is_some_and(|own| self::subject(&other.message).as_ref() == Some(own));
            let by = if is_same {
                Some(Likeness::Subject)
            } else {
                named(&other.message).into_iter().find(|id| wanted.contains(id)).map(Likeness::Id)
            };
            found.extend(by.map(|by| Alike { commit: other.id, by }));
        }
        Ok(found)
    }
}

/// Returns the first line of a message without what names a branch or a pull request; `None` if too
/// little is left to recognise it by.
fn subject(message: &str) -> Option<String> {
    let mut text = message.trim_start().lines().next().unwrap_or_default().trim().to_lowercase();
    while let Some((_, rest)) = text.strip_prefix('[').and_then(|rest| rest.split_once(']')) {
        text = rest.trim_start_matches([':', ' ']).to_owned();
    }
    for word in ["backport of ", "backport ", "cherry-pick ", "cherry pick "] {
        if let Some(rest) = text.strip_prefix(word) {
            text = rest.to_owned();
        }
        let with_colon = format!("{}: ", word.trim_end());
        if let Some(rest) = text.strip_prefix(&with_colon) {
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

/// Returns the IDs of vulnerabilities in a message, and the number of its own pull request, which
/// the messages of backports mention.
fn named(message: &str) -> BTreeSet<String> {
    let is_part = |c: char| c.is_ascii_alphanumeric() || matches!(c, '-' | '#' | '/' | '_');
    let mut found = BTreeSet::new();
    for word in message.split(|c: char| !is_part(c)) {
        let last = word.rsplit('/').next().unwrap_or_default();
        let id = last.to_ascii_uppercase();
        let number = last.rsplit_once('#').map(|(_, number)| number).or_else(|| {
            let (before, number) = word.rsplit_once('/')?;
            before.ends_with("/pull").then_some(number)
        });
        let is_number = |number: &&str| !number.is_empty() && number.bytes().all(|b| b.is_ascii_digit());
        match number.filter(is_number) {
            Some(number) => drop(found.insert(format!("#{number}"))),
            None if id.starts_with("GHSA-") && id.len() == 19 => drop(found.insert(id)),
            None if id.starts_with("CVE-") && id.len() >= 13 => drop(found.insert(id)),
            None => {}
        }
    }
    found
}
