//! Versions of Alpine packages, as `apk` orders them:
//! `digit{.digit}…{letter}{_suffix{number}}…{~hash}{-r#}`.

use super::number::{Number, split_digits, split_where};

/// The parts of a version, with an end.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Debug)]
pub(in crate::version) struct Alpine(Vec<Part>);

/// A part, in the order in which it counts where the parts before it are the same.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Debug)]
enum Part {
    /// A suffix of what comes before the release.
    Before(usize),
    End,
    Revision(Number),
    Hash(String),
    SuffixNumber(Number),
    /// A suffix of what comes after the release.
    After(usize),
    Letter(char),
    /// Digits after the first number with a leading zero: they are compared as text.
    Fraction(String),
    Digit(Number),
}

const BEFORE: [&str; 4] = ["alpha", "beta", "pre", "rc"];
const AFTER: [&str; 5] = ["cvs", "svn", "git", "hg", "p"];

impl Alpine {
    pub(super) fn parse(text: &str) -> Option<Self> {
        let (digits, mut rest) = split_digits(text);
        let mut parts = vec![Part::Digit(Number::parse(digits)?)];
        while let Some(after) = rest.strip_prefix('.') {
            let (digits, after) = split_digits(after);
            let number = Number::parse(digits)?;
            parts.push(if digits.starts_with('0') { Part::Fraction(digits.to_owned()) } else { Part::Digit(number) });
            rest = after;
        }
        if let Some(letter) = rest.chars().next().filter(char::is_ascii_lowercase) {
            parts.push(Part::Letter(letter));
            rest = rest.strip_prefix(letter)?;
        }
        while let Some(after) = rest.strip_prefix('_') {
            let (word, after) = split_where(after, |c| !c.is_ascii_lowercase());
            let before = BEFORE.iter().position(|known| *known == word).map(Part::Before);
            parts.push(before.or_else(|| AFTER.iter().position(|known| *known == word).map(Part::After))?);
            let (digits, after) = split_digits(after);
            parts.extend(Number::parse(digits).map(Part::SuffixNumber));
            rest = after;
        }
        if let Some(after) = rest.strip_prefix('~') {
            let (hash, after) = split_where(after, |c| !matches!(c, '0'..='9' | 'a'..='f'));
            parts.push(Some(Part::Hash(hash.to_owned())).filter(|_| !hash.is_empty())?);
            rest = after;
        }
        if let Some(after) = rest.strip_prefix("-r") {
            parts.push(Part::Revision(Number::parse(after)?));
            rest = "";
        }
        parts.push(Part::End);
        rest.is_empty().then_some(Self(parts))
    }
}
