//! The ids that an advisory names.

use std::collections::BTreeMap;

use super::Document;
use crate::source::{Span, Spanned};

/// The largest number of parts between hyphens in an id.
const MOST_PARTS: usize = 6;
/// A run of more parts than this is not searched for an id inside of it.
const MOST_SEARCHED: usize = 24;

impl Document {
    /// Returns its own ids: its public id, CVE ids, aliases, and CVE ids that were rejected.
    pub fn own_ids(&self) -> impl Iterator<Item = &str> {
        let own = self.id.iter().map(|id| id.as_str()).chain(self.cve.iter().map(|cve| cve.as_str()));
        let aliases = self.aliases.iter().map(|alias| alias.as_str());
        own.chain(aliases).chain(self.rejected_cve.iter().map(|rejected| rejected.id.as_str()))
    }

    /// Returns every word in it that can be an id, in capitals, with the first place that has it. A
    /// relation is left out: nothing public depends on it before the other advisory is public.
    #[must_use]
    pub(crate) fn named_ids(&self) -> BTreeMap<String, Span> {
        let mut found = BTreeMap::new();
        let mut add = |text: &str, span: Span| {
            for id in ids(text) {
                found.entry(id).or_insert(span);
            }
        };
        self.cve.iter().for_each(|cve| add(cve.as_str(), cve.span));
        let texts = self.title.iter().chain(&self.aliases).chain(&self.related).chain(&self.withdrawn);
        texts.for_each(|text: &Spanned<String>| add(text.as_str(), text.span));
        for rejected in &self.rejected_cve {
            add(rejected.id.as_str(), rejected.id.span);
            add(rejected.reason.as_str(), rejected.reason.span);
            rejected.replaced_by.iter().for_each(|id| add(id.as_str(), id.span));
        }
        for reference in &self.references {
            add(reference.url.as_str(), reference.url.span);
            reference.title.iter().for_each(|title| add(title.as_str(), title.span));
        }
        for credit in &self.credits {
            add(credit.name.as_str(), credit.name.span);
            credit.url.iter().for_each(|url| add(url.as_str(), url.span));
        }
        for dated in self.timeline.iter().chain(&self.revisions) {
            add(dated.text.as_str(), dated.text.span);
        }
        add(self.body.as_str(), self.body.span);
        found
    }
}

/// Returns the words of a text that can be ids, in capitals.
fn ids(text: &str) -> impl Iterator<Item = String> {
    let words = text.split(|c: char| !c.is_ascii_alphanumeric() && c != '-');
    let has = |word: &str, what: fn(u8) -> bool| word.bytes().any(what);
    let may_be = move |word: &&str| has(word, |byte| byte == b'-') && has(word, |byte| byte.is_ascii_digit());
    words.filter(may_be).flat_map(|word| {
        let parts: Vec<&str> = word.split('-').filter(|part| !part.is_empty()).collect();
        let all = if parts.len() > MOST_SEARCHED { &[][..] } else { parts.as_slice() };
        let of = |length: usize| all.windows(length).map(|parts| parts.join("-").to_ascii_uppercase());
        (2..=MOST_PARTS).flat_map(of).collect::<Vec<_>>()
    })
}
