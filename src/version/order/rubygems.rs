//! Versions of Ruby's gems, as `Gem::Version` orders them: `1.0.a` comes before `1.0`, and `1.0` is
//! the same as `1.0.0`.

use std::cmp::Ordering;
use std::hash::{Hash, Hasher};

use super::number::{Number, split_where, trim_zeros};

/// A part of a version. Words come before numbers.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Debug)]
enum Part {
    Word(String),
    Number(Number),
}

/// The parts of a version. Parts that are missing are 0.
#[derive(Clone, Debug)]
pub(in crate::version) struct Gem(Vec<Part>);

impl Gem {
    pub(super) fn parse(text: &str) -> Option<Self> {
        // What follows a hyphen is a pre-release.
        let (release, rest) = text.split_once('-').map_or((text, None), |(release, rest)| (release, Some(rest)));
        let is_part = |part: &str| !part.is_empty() && part.bytes().all(|b| b.is_ascii_alphanumeric());
        let starts_with_number = release.split('.').next()?.bytes().all(|b| b.is_ascii_digit());
        let is_rest = |part: &str| !part.is_empty() && part.bytes().all(|b| b.is_ascii_alphanumeric() || b == b'-');
        if !starts_with_number || !release.split('.').all(is_part) || !rest.is_none_or(|r| r.split('.').all(is_rest)) {
            return None;
        }
        let mut parts = Vec::new();
        scan(&text.replace('-', ".pre."), &mut parts);
        Some(Self(canonical(parts)))
    }

    fn cmp_parts(&self, other: &Self) -> Ordering {
        let zero = Part::Number(Number::default());
        let length = self.0.len().max(other.0.len());
        let part = |parts: &[Part], n: usize| parts.get(n).unwrap_or(&zero).clone();
        (0..length)
            .map(|n| part(&self.0, n).cmp(&part(&other.0, n)))
            .find(|order| order.is_ne())
            .unwrap_or(Ordering::Equal)
    }
}

/// Adds the words and numbers of a text.
fn scan(text: &str, parts: &mut Vec<Part>) {
    let mut rest = text;
    while let Some(first) = rest.chars().next() {
        let kind = |c: char| (c.is_ascii_digit(), c.is_ascii_alphabetic());
        let (part, after) = split_where(rest, |c| kind(c) != kind(first));
        match Number::parse(part) {
            Some(number) => parts.push(Part::Number(number)),
            None if first.is_ascii_alphabetic() => parts.push(Part::Word(part.to_owned())),
            None => {}
        }
        rest = after;
    }
}

/// Removes the zeros before the first word and at the end.
fn canonical(parts: Vec<Part>) -> Vec<Part> {
    let word = parts.iter().position(|part| matches!(part, Part::Word(_))).unwrap_or(parts.len());
    let mut parts = parts.into_iter();
    let numbers = parts.by_ref().take(word).filter_map(|part| if let Part::Number(n) = part { Some(n) } else { None });
    let mut all: Vec<Part> = trim_zeros(numbers.collect()).into_iter().map(Part::Number).collect();
    all.extend(parts);
    while all.last().is_some_and(|last| matches!(last, Part::Number(number) if number.is_zero())) {
        all.pop();
    }
    all
}

impl PartialEq for Gem {
    fn eq(&self, other: &Self) -> bool {
        self.cmp_parts(other).is_eq()
    }
}

impl Eq for Gem {}

impl PartialOrd for Gem {
    fn partial_cmp(&self, other: &Self) -> Option<Ordering> {
        Some(self.cmp(other))
    }
}

impl Ord for Gem {
    fn cmp(&self, other: &Self) -> Ordering {
        self.cmp_parts(other)
    }
}

impl Hash for Gem {
    // Equal versions have equal parts: zeros at the end were removed.
    fn hash<H: Hasher>(&self, state: &mut H) {
        self.0.hash(state);
    }
}
