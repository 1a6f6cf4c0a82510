//! A policy in words: the sentences of the public policy page, `policy show` and the board.
//!
//! There are two kinds of readers. Users and reporters get titles and plain language; the team gets
//! the ids and words that it writes in files, with the force of each window. `Prose::choose` has
//! both wordings side by side.

use super::{Element, Force, LineKind, Policy};
use crate::source::Spanned;
use crate::time::{Length, Unit};

mod change;
mod channel;
mod condition;
mod embargo;
mod evidence;
mod general;
mod role;
mod step;
mod window;

/// The sentences about one policy, for one kind of reader.
#[derive(Clone, Copy, Debug)]
pub struct Prose<'p> {
    policy: &'p Policy,
    reader: Reader,
}

/// The reader of the sentences.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
enum Reader {
    Public,
    Team,
}

/// A sentence, with the clauses of the policy's text on which it is based.
#[derive(Clone, Debug)]
pub(crate) struct Sentence<'p> {
    /// The sentence.
    pub(crate) text: String,
    /// The ids of the clauses.
    pub(crate) clauses: &'p [Spanned<String>],
}

impl<'p> Prose<'p> {
    /// Returns the sentences for users and reporters.
    #[must_use]
    pub(crate) fn for_public(policy: &'p Policy) -> Self {
        Self { policy, reader: Reader::Public }
    }

    /// Returns the sentences for the team.
    #[must_use]
    pub fn for_team(policy: &'p Policy) -> Self {
        Self { policy, reader: Reader::Team }
    }

    fn choose<T>(self, public: T, team: T) -> T {
        match self.reader {
            Reader::Public => public,
            Reader::Team => team,
        }
    }

    /// Returns `a, b or c`; for the team, `a or b or c`, so that each word can be found as it is
    /// written.
    fn list(self, items: &[String], and: &str) -> String {
        match (self.reader, items) {
            (Reader::Public, [first @ .., last]) if !first.is_empty() => format!("{} {and} {last}", first.join(", ")),
            _ => items.join(&format!(" {and} ")),
        }
    }
}

impl<'p> Sentence<'p> {
    fn new(text: impl Into<String>, clauses: &'p [Spanned<String>]) -> Self {
        Self { text: text.into(), clauses }
    }
}

impl Force {
    /// Returns the word that policies use.
    #[must_use]
    pub fn word(self) -> &'static str {
        match self {
            Self::Target => "target",
            Self::Must => "must",
            Self::Cap => "cap",
        }
    }
}

impl LineKind {
    /// Returns the word that policies use.
    #[must_use]
    pub fn word(self) -> &'static str {
        match self {
            Self::Development => "development",
            Self::Supported => "supported",
            Self::Unsupported => "unsupported",
        }
    }
}

/// Returns the words with a capital first letter.
pub(crate) fn capitalize(words: &str) -> String {
    let mut chars = words.chars();
    chars.next().map(|first| first.to_uppercase().chain(chars).collect()).unwrap_or_default()
}

/// Returns an id as words: `suggested-fix` is `suggested fix`.
pub(crate) fn spaced(id: &str) -> String {
    id.replace('-', " ")
}

/// Returns the title of an element, or its id as the start of a sentence.
pub(crate) fn title(element: &Element) -> String {
    element.title.as_ref().map_or_else(|| capitalize(&spaced(element.id.as_str())), |title| title.value.clone())
}

/// Returns the name in a title, and what it adds after a colon or comma: `Fix Lead: coordinates one
/// incident`.
fn split_title(title: &str) -> (&str, &str) {
    title.split_once([':', ',']).map_or((title, ""), |(name, rest)| (name.trim(), rest.trim()))
}

/// Returns `7 days`, `24 hours`, `1 week`, `5 business days`.
pub(crate) fn length(length: Length) -> String {
    let unit = match length.unit {
        Unit::Hours => "hour",
        Unit::Days => "day",
        Unit::Weeks => "week",
        Unit::BusinessDays => "business day",
    };
    format!("{} {unit}{}", length.count, if length.count == 1 { "" } else { "s" })
}

/// Returns the names, separated by a comma or a word.
fn names<T: ToString>(names: &[Spanned<T>], separator: &str) -> String {
    names.iter().map(|name| name.value.to_string()).collect::<Vec<_>>().join(separator)
}
