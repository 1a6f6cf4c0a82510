//! The ids that an advisory names.

use super::Document;
use crate::source::{Span, Spanned};
use crate::words::{Phrases, located, spelled};

/// The largest number of words in an id.
const MOST_WORDS: usize = 6;

impl Document {
    /// Returns its own ids: its public ID, CVE IDs, aliases, and CVE IDs that were rejected.
    pub fn own_ids(&self) -> impl Iterator<Item = &str> {
        let own = self.id.iter().map(|id| id.as_str()).chain(self.cve.iter().map(|cve| cve.as_str()));
        let aliases = self.aliases.iter().map(|alias| alias.as_str());
        own.chain(aliases).chain(self.rejected_cve.iter().map(|rejected| rejected.id.as_str()))
    }

    /// Returns `false` if it names none of these ids, of which only the last words are compared.
    pub(crate) fn may_name(&self, ids: &Phrases) -> bool {
        self.texts().iter().any(|(text, _)| ids.are_in(text.as_bytes()))
    }

    /// Passes on every sequence of words in it that can be an id, with the place of the text that
    /// has it. Markup and disguises make no difference.
    pub(crate) fn each_named_id(&self, mut found: impl FnMut(&[&str], Span)) {
        for (text, span) in self.texts() {
            each_id(text.as_bytes(), |words| found(words, span));
        }
    }

    /// Returns every text in it that readers see. A relation is left out: nothing public depends on
    /// it before the other advisory is public.
    fn texts(&self) -> Vec<(&str, Span)> {
        fn plain(text: &Spanned<String>) -> (&str, Span) {
            (text.as_str(), text.span)
        }
        let mut texts: Vec<(&str, Span)> = self.cve.iter().map(|cve| (cve.as_str(), cve.span)).collect();
        texts.extend(self.title.iter().chain(&self.aliases).chain(&self.related).chain(&self.withdrawn).map(plain));
        for rejected in &self.rejected_cve {
            texts.push((rejected.id.as_str(), rejected.id.span));
            texts.push(plain(&rejected.reason));
            texts.extend(rejected.replaced_by.iter().map(|id| (id.as_str(), id.span)));
        }
        for reference in &self.references {
            texts.push(plain(&reference.url));
            texts.extend(reference.title.iter().map(plain));
        }
        for credit in &self.credits {
            texts.push(plain(&credit.name));
            texts.extend(credit.url.iter().map(plain));
        }
        texts.extend(self.timeline.iter().chain(&self.revisions).map(|dated| plain(&dated.text)));
        texts.push(plain(&self.body));
        texts
    }
}

/// Passes on every sequence of words in a text that can be an id.
fn each_id(text: &[u8], mut found: impl FnMut(&[&str])) {
    for words in located(text) {
        let words: Vec<&str> = words.iter().map(|(word, _)| word.as_str()).collect();
        for from in 0..words.len() {
            let rest = words.get(from..).unwrap_or_default();
            let some = (1..=MOST_WORDS.min(rest.len())).filter_map(|length| rest.get(..length));
            some.filter(|words| may_be_id(words)).for_each(&mut found);
        }
    }
}

/// Returns the words of an id, joined: the same for every spelling of it.
pub(crate) fn joined(words: &[&str]) -> String {
    words.join("-")
}

/// Returns an id as [`joined`] gives its words, if it has the form of one.
pub(crate) fn joined_id(id: &str) -> Option<String> {
    let words = spelled(id.as_bytes()).words;
    let words: Vec<&str> = words.iter().map(String::as_str).collect();
    (words.len() <= MOST_WORDS && may_be_id(&words)).then(|| joined(&words))
}

/// Returns whether words can be an id: it has letters and digits, and one word alone is not short.
/// The random part of a GHSA id may happen to have no digit.
fn may_be_id(words: &[&str]) -> bool {
    if let ["ghsa", one, two, three] = words {
        return [one, two, three].iter().all(|part| part.len() == 4);
    }
    let has = |what: fn(char) -> bool| words.iter().any(|word| word.chars().any(what));
    has(|c| c.is_ascii_digit()) && has(char::is_alphabetic) && (words.len() > 1 || has_length(words))
}

/// Returns whether one word is long enough for an id, such as `vu1234567`.
fn has_length(words: &[&str]) -> bool {
    words.iter().all(|word| word.len() >= 7)
}
