//! Versions of RPM packages: `[EPOCH:]VERSION[-RELEASE]`, each part as `rpmvercmp` orders it. A
//! tilde comes before the end, and a caret right after it.

use super::number::{Number, split_digits, split_where};

/// A version. The fields are in the order in which they count.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Debug)]
pub(in crate::version) struct Rpm {
    epoch: Number,
    version: Vec<Part>,
    /// The release; a version without one comes first.
    release: Option<Vec<Part>>,
}

/// A part of a version, in the order of kinds.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Debug)]
enum Part {
    Tilde,
    End,
    Caret,
    Word(String),
    Number(Number),
}

impl Rpm {
    pub(super) fn parse(text: &str) -> Option<Self> {
        let (epoch, rest) = match text.split_once(':') {
            Some((epoch, rest)) => (Number::parse(epoch)?, rest),
            None => (Number::default(), text),
        };
        let (version, release) = rest.rsplit_once('-').map_or((rest, None), |(v, r)| (v, Some(r)));
        let is_part = |text: &str| {
            text.starts_with(|c: char| c.is_ascii_alphanumeric())
                && text.chars().all(|c| c.is_ascii_alphanumeric() || "._+~^".contains(c))
        };
        // Without a digit it is a word of something else.
        let is_valid =
            is_part(version) && release.is_none_or(is_part) && version.contains(|c: char| c.is_ascii_digit());
        is_valid.then(|| Self { epoch, version: parts(version), release: release.map(parts) })
    }
}

fn parts(text: &str) -> Vec<Part> {
    let mut parts = Vec::new();
    let mut rest = text;
    while let Some(first) = rest.chars().next() {
        let after = match first {
            '~' | '^' => {
                parts.push(if first == '~' { Part::Tilde } else { Part::Caret });
                split_where(rest, |c| c != first).1
            }
            c if c.is_ascii_digit() => {
                let (digits, after) = split_digits(rest);
                parts.extend(Number::parse(digits).map(Part::Number));
                after
            }
            c if c.is_ascii_alphabetic() => {
                let (word, after) = split_where(rest, |c| !c.is_ascii_alphabetic());
                parts.push(Part::Word(word.to_owned()));
                after
            }
            // Other characters only separate.
            _ => split_where(rest, |c| c.is_ascii_alphanumeric() || c == '~' || c == '^').1,
        };
        rest = after;
    }
    parts.push(Part::End);
    parts
}
