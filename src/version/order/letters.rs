//! Numbers with letters after them, as OpenSSL numbered its releases: `1.1.1`, `1.1.1a` …
//! `1.1.1z`, `1.1.1za`. `1.1.0-pre2` comes before `1.1.0`.

use super::number::{Number, split_where, trim_zeros};

/// A version. The fields are in the order in which they count.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Debug)]
pub(in crate::version) struct Letters {
    numbers: Vec<Number>,
    /// The letters; none come first, and `z` before `za`.
    letters: String,
    stage: Stage,
    number: Number,
}

#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug)]
enum Stage {
    Dev,
    Alpha,
    Beta,
    Candidate,
    Release,
    /// A patch of the release, such as `-p1` of `8.9-p1`.
    Patch,
}

impl Letters {
    pub(super) fn parse(text: &str) -> Option<Self> {
        let (release, suffix) = text.split_once('-').map_or((text, None), |(release, suffix)| (release, Some(suffix)));
        let (numbers, letters) = split_where(release, |c| !c.is_ascii_digit() && c != '.');
        if !letters.bytes().all(|b| b.is_ascii_lowercase()) {
            return None;
        }
        let numbers = trim_zeros(numbers.split('.').map(Number::parse).collect::<Option<_>>()?);
        let (stage, number) = suffix.map_or(Some((Stage::Release, Number::default())), stage)?;
        Some(Self { numbers, letters: letters.to_owned(), stage, number })
    }
}

fn stage(suffix: &str) -> Option<(Stage, Number)> {
    let (word, number) = split_where(suffix, |c| c.is_ascii_digit());
    let stage = match word.trim_end_matches(['.', '-']) {
        "dev" => Stage::Dev,
        "alpha" => Stage::Alpha,
        "beta" => Stage::Beta,
        "pre" | "rc" => Stage::Candidate,
        "p" | "patch" => Stage::Patch,
        _ => return None,
    };
    let number = if number.is_empty() { Number::default() } else { Number::parse(number)? };
    Some((stage, number))
}
