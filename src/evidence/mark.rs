//! Identifies a record across versions of a file.

use sha2::{Digest as _, Sha256};

use crate::change::{Kind, Record};
use crate::key;

/// Keys whose text may be corrected without making it another record.
const WORDS: &[&str] = &[key::NOTE, key::LINK, key::REASON, key::LEAKED, key::LEAKED_TO, key::ASSESSMENT];

/// A short hash of a record.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug)]
pub(super) struct Mark([u8; 16]);

impl Mark {
    /// Hashes what happened, when, and by whom, but not the wording.
    pub(super) fn of(record: &Record<'_>) -> Self {
        Self::new(record, |key| !WORDS.contains(&key))
    }

    /// Hashes everything in the record.
    pub(super) fn as_written(record: &Record<'_>) -> Self {
        Self::new(record, |_| true)
    }

    fn new(record: &Record<'_>, counts: impl Fn(&str) -> bool) -> Self {
        let mut hash = Sha256::new();
        let mut add = |text: &str| {
            hash.update(text.len().to_le_bytes());
            hash.update(text);
        };
        add(match record.kind {
            Kind::Event => key::EVENT,
            Kind::Waiver => key::WAIVER,
            Kind::Decision => key::DECISION,
            Kind::Amendment => key::AMENDMENT,
        });
        add(record.name.value);
        add(&record.instant().map(|at| at.to_string()).unwrap_or_default());
        let mut people: Vec<&str> = record.by.iter().map(|by| by.as_str()).collect();
        people.sort_unstable();
        people.iter().for_each(|person| add(person));
        // No key is said alike: what follows differs from people by its first word. A record that
        // says nothing more of itself than another has not the same mark as written, for that one
        // ends in another word.
        for (key, value) in record.entries().iter().filter(|(key, _)| counts(key)) {
            add("=");
            add(key);
            add(value);
        }
        add(if counts(key::NOTE) { "as written" } else { "in other words" });
        let digest = hash.finalize();
        let mut mark = [0; 16];
        mark.iter_mut().zip(digest.iter()).for_each(|(to, from)| *to = *from);
        Self(mark)
    }
}
