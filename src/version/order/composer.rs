//! Versions of PHP packages, as Composer normalizes them and PHP's `version_compare` orders them.

use super::number::{Number, split_digits, split_where};

/// The parts of a normalized version, with an end.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Debug)]
pub(in crate::version) struct Composer(Vec<Part>);

/// A part of a version, in the order of kinds.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Debug)]
enum Part {
    Dev,
    Alpha,
    Beta,
    Candidate,
    End,
    Number(Number),
    Patch,
}

/// Words and what they mean. A word that begins with another one comes first.
const WORDS: [(&str, Option<Part>); 9] = [
    ("stable", None),
    ("beta", Some(Part::Beta)),
    ("b", Some(Part::Beta)),
    ("rc", Some(Part::Candidate)),
    ("alpha", Some(Part::Alpha)),
    ("a", Some(Part::Alpha)),
    ("patch", Some(Part::Patch)),
    ("pl", Some(Part::Patch)),
    ("p", Some(Part::Patch)),
];

impl Composer {
    pub(super) fn parse(text: &str) -> Option<Self> {
        let text = text.to_ascii_lowercase();
        let text = match text.split_once('+') {
            Some((text, metadata)) if !metadata.is_empty() && !text.is_empty() => text,
            Some(_) => return None,
            None => &text,
        };
        let text = text.strip_prefix('v').unwrap_or(text);
        classical(text).or_else(|| date(text)).or_else(|| branch(text)).map(|mut parts| {
            parts.push(Part::End);
            Self(parts)
        })
    }
}

/// Parses up to four numbers and a stability.
fn classical(text: &str) -> Option<Vec<Part>> {
    let (first, mut rest) = split_digits(text);
    let mut numbers = vec![Number::parse(first).filter(|_| first.len() <= 5)?];
    while numbers.len() < 4 {
        let Some((digits, after)) = rest.strip_prefix('.').map(split_digits) else { break };
        let Some(number) = Number::parse(digits) else { break };
        numbers.push(number);
        rest = after;
    }
    numbers.resize_with(4, Number::default);
    with_stability(numbers, rest)
}

/// Parses a date with a time, whose parts are not filled up.
fn date(text: &str) -> Option<Vec<Part>> {
    let (numbers, rest) = split_where(text, |c| !c.is_ascii_digit() && !".:-".contains(c));
    let numbers = numbers.trim_end_matches(['.', ':', '-']);
    let rest = text.strip_prefix(numbers).unwrap_or(rest);
    let fields: Vec<&str> = numbers.split(['.', ':', '-']).collect();
    let is_date = numbers.len() >= 6 && fields.first().is_some_and(|year| year.len() >= 4);
    // Four digits, then up to six times two of them, and twice up to three.
    let digits: usize = fields.iter().skip(1).map(|field| field.len().div_ceil(3)).sum();
    let is_date = is_date && fields.iter().skip(1).all(|field| field.len() <= 14) && digits <= 8;
    let is_date = is_date && numbers.bytes().filter(u8::is_ascii_digit).count() <= 22;
    let numbers = fields.into_iter().map(Number::parse).collect::<Option<Vec<_>>>()?;
    is_date.then(|| with_stability(numbers, rest))?
}

/// Parses the name of a branch of versions, such as `1.x-dev`, which comes after all of them.
fn branch(text: &str) -> Option<Vec<Part>> {
    let name = text.strip_suffix("dev")?.trim_end_matches(['.', '-']);
    let last = || Number::parse("9999999");
    let number = |part: &str| if matches!(part, "x" | "*") { last() } else { Number::parse(part) };
    let mut numbers: Vec<Number> = name.split('.').map(number).collect::<Option<_>>()?;
    let is_branch = name.starts_with(|c: char| c.is_ascii_digit()) && numbers.len() <= 4;
    while numbers.len() < 4 {
        numbers.push(last()?);
    }
    let parts = numbers.into_iter().map(Part::Number).chain([Part::Dev]).collect();
    is_branch.then_some(parts)
}

fn with_stability(numbers: Vec<Number>, rest: &str) -> Option<Vec<Part>> {
    let mut parts: Vec<Part> = numbers.into_iter().map(Part::Number).collect();
    let rest = rest.strip_prefix(['.', '_', '-']).unwrap_or(rest);
    let word = WORDS.iter().find_map(|(word, part)| Some((part, rest.strip_prefix(word)?)));
    let (mut rest, is_stable) = match word {
        Some((Some(part), after)) => {
            parts.push(part.clone());
            (after, false)
        }
        Some((None, after)) => (after, true),
        None => (rest, false),
    };
    while word.is_some() {
        let (digits, after) = split_digits(rest.strip_prefix(['.', '-']).unwrap_or(rest));
        let Some(number) = Number::parse(digits) else { break };
        parts.extend(Some(Part::Number(number)).filter(|_| !is_stable));
        rest = after;
    }
    if let Some(before) = rest.strip_suffix("dev").filter(|before| matches!(*before, "" | "." | "-")) {
        rest = "";
        let _ = before;
        parts.extend(Some(Part::Dev).filter(|_| !is_stable));
    }
    rest.is_empty().then_some(parts)
}
