//! Versions of Debian and Ubuntu packages, as `dpkg` orders them: `[EPOCH:]UPSTREAM[-REVISION]`. A
//! tilde comes before everything, even the end.

use super::number::{Number, split_digits, split_where};

/// A version. The fields are in the order in which they count.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Debug)]
pub(in crate::version) struct Debian {
    epoch: Number,
    upstream: Vec<Part>,
    revision: Vec<Part>,
}

/// What is not a number, with an end, and the number after it.
type Part = (Vec<Char>, Number);

/// A character, in the order of `dpkg`.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug)]
enum Char {
    Tilde,
    End,
    Letter(char),
    Other(char),
}

impl Debian {
    pub(super) fn parse(text: &str) -> Option<Self> {
        let (epoch, rest) = match text.split_once(':') {
            Some((epoch, rest)) => (Number::parse(epoch)?, rest),
            None => (Number::default(), text),
        };
        let (upstream, revision) = rest.rsplit_once('-').map_or((rest, None), |(u, r)| (u, Some(r)));
        let is_upstream = |c: char| c.is_ascii_alphanumeric() || ".+-~:".contains(c);
        let is_revision = |c: char| c.is_ascii_alphanumeric() || ".+~".contains(c);
        let is_valid = upstream.starts_with(|c: char| c.is_ascii_digit())
            && upstream.chars().all(is_upstream)
            && revision.is_none_or(|revision| !revision.is_empty() && revision.chars().all(is_revision));
        // No revision is the same as the revision 0.
        is_valid.then(|| Self { epoch, upstream: parts(upstream), revision: parts(revision.unwrap_or_default()) })
    }
}

fn parts(text: &str) -> Vec<Part> {
    let mut parts = Vec::new();
    let mut rest = text;
    while !rest.is_empty() {
        let (other, after) = split_where(rest, |c| c.is_ascii_digit());
        let (digits, after) = split_digits(after);
        let chars = other.chars().map(char).chain([Char::End]).collect();
        parts.push((chars, Number::parse(digits).unwrap_or_default()));
        rest = after;
    }
    // No text is the same as 0. The end of a text is compared like an empty part with the number 0.
    if parts.is_empty() {
        parts.push((vec![Char::End], Number::default()));
    }
    parts.push((vec![Char::End], Number::default()));
    parts
}

fn char(c: char) -> Char {
    match c {
        '~' => Char::Tilde,
        c if c.is_ascii_alphabetic() => Char::Letter(c),
        c => Char::Other(c),
    }
}
