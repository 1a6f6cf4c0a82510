//! Reads the constraints that people write: `>= 1.2, < 1.5`, `1.2 - 1.4`, `[1.2,1.5)`, `1.4 and
//! earlier`, `before 1.5`, and several of them.

use super::super::limits::MAX_ALTERNATIVES;
use super::super::ranges::{first_of_wildcard, past_wildcard, successor_text, version};
use super::super::record::Affected;
use super::is_version;
use super::tokens::{Token, tokens};
use crate::version::{BEGINNING, Order};

/// What a constraint says.
pub(in crate::import) struct Reading {
    /// The ranges, in its order.
    pub(in crate::import) ranges: Vec<Affected>,
    /// Whether it is written in signs alone, as GitHub asks for it, so that nothing was guessed.
    pub(in crate::import) is_exact: bool,
}

/// A range of one comparison.
#[derive(Clone, Debug)]
enum Term {
    /// It has a beginning alone.
    From(String),
    /// It has an end alone: a first version that is not affected, or a last one that is.
    Fixed(String),
    Last(String),
    /// It ends before a version that nobody calls a release.
    Before(String),
    /// It is a range of its own.
    Whole(Affected),
}

/// Words that name no bound.
const FILLERS: [&str; 9] = ["version", "versions", "release", "releases", "v", "is", "are", "affected", "inclusive"];

/// The words after `and` or `or` by which all earlier, or all later versions are meant.
const EARLIER: [&str; 9] = ["earlier", "below", "prior", "before", "lower", "older", "previous", "under", "less"];
const LATER: [&str; 9] = ["later", "above", "up", "newer", "higher", "onwards", "greater", "after", "upwards"];

/// Reads a constraint; `None` if its meaning is not clear.
pub(in crate::import) fn read(text: &str, order: Option<Order>) -> Option<Reading> {
    let tokens = tokens(text)?;
    let mut parser = Parser { tokens: &tokens, order, is_exact: true };
    let mut ranges = Vec::new();
    let mut alternatives: usize = 0;
    while !parser.tokens.is_empty() {
        alternatives = alternatives.checked_add(1).filter(|count| *count <= MAX_ALTERNATIVES)?;
        ranges.extend(parser.alternative()?);
    }
    (!ranges.is_empty()).then_some(Reading { ranges, is_exact: parser.is_exact })
}

struct Parser<'t> {
    tokens: &'t [Token<'t>],
    order: Option<Order>,
    is_exact: bool,
}

impl<'t> Parser<'t> {
    fn next(&mut self) -> Option<Token<'t>> {
        let (first, rest) = self.tokens.split_first()?;
        self.tokens = rest;
        Some(*first)
    }

    /// Returns the word at a place, in small letters; empty if there is none.
    fn word(&self, at: usize) -> String {
        match self.tokens.get(at) {
            Some(Token::Text(text)) => text.trim_end_matches('.').to_ascii_lowercase(),
            _ => String::new(),
        }
    }

    /// Takes words if they come next.
    fn takes(&mut self, words: &[&str]) -> bool {
        let is_next = words.iter().enumerate().all(|(n, word)| self.word(n) == *word);
        if is_next {
            self.is_exact = false;
            self.tokens = self.tokens.get(words.len()..).unwrap_or_default();
        }
        is_next
    }

    fn take(&mut self, token: Token<'_>) -> bool {
        let is_next = self.tokens.first() == Some(&token);
        if is_next {
            self.tokens = self.tokens.get(1..).unwrap_or_default();
        }
        is_next
    }

    /// Reads up to the next `or`.
    fn alternative(&mut self) -> Option<Vec<Affected>> {
        let mut terms = Vec::new();
        loop {
            terms.extend(self.terms()?);
            // `, or` and `, and` are one connective.
            let comma = self.take(Token::Comma);
            let is_end = self.take(Token::Or) || self.takes(&["or"]);
            if is_end || self.tokens.is_empty() {
                return if comma && !is_end { None } else { combined(terms, self.order) };
            }
            let _connective = self.take(Token::And) || self.takes(&["and"]);
        }
    }

    /// Reads one comparison, or the two of a range with a dash.
    fn terms(&mut self) -> Option<Vec<Term>> {
        while FILLERS.contains(&self.word(0).as_str()) {
            self.is_exact = false;
            self.next();
        }
        match *self.tokens.first()? {
            Token::Sign(sign) => {
                self.next();
                let sign = if sign == "=>" {
                    ">="
                } else if sign == "=<" {
                    "<="
                } else {
                    sign
                };
                let version = self.version()?;
                self.compared(sign, version).map(|term| vec![term])
            }
            Token::Bracket(open @ ('[' | '(')) => self.interval(open).map(|range| vec![Term::Whole(range)]),
            Token::Text("*") => {
                self.next();
                Some(vec![Term::Whole(Affected::default())])
            }
            Token::Text(_) => self.in_words(),
            Token::Comma | Token::And | Token::Or | Token::Dash | Token::Bracket(_) => None,
        }
    }

    fn version(&mut self) -> Option<&'t str> {
        match self.next()? {
            Token::Text(text) if is_version(text) || wildcard(text).is_some() => Some(text),
            _ => None,
        }
    }

    fn compared(&mut self, sign: &str, text: &str) -> Option<Term> {
        if let Some(prefix) = wildcard(text) {
            self.is_exact = false;
            let past = past_wildcard(text, self.order)?;
            let first = first_of_wildcard(prefix, self.order);
            return match sign {
                "=" | "==" | "===" => Some(Term::Whole(Affected {
                    introduced: Some(first),
                    fixed: Some(past),
                    ends_unfixed: true,
                    ..Affected::default()
                })),
                ">=" => Some(Term::From(first)),
                ">" => Some(Term::From(past)),
                "<=" => Some(Term::Before(past)),
                _ => None,
            };
        }
        match sign {
            ">=" => Some(Term::From(text.to_owned())),
            // Without a version right after it, the text is none, and the record is refused.
            ">" => Some(Term::From(successor_text(text, self.order).unwrap_or_else(|| format!("> {text}")))),
            "<" => Some(Term::Fixed(text.to_owned())),
            "<=" => Some(Term::Last(text.to_owned())),
            "=" | "==" | "===" => Some(Term::Whole(single(text))),
            _ => None,
        }
    }

    /// Reads `[1.0,2.0)`: a square bracket includes its version.
    fn interval(&mut self, open: char) -> Option<Affected> {
        self.is_exact = false;
        self.next();
        let bound = |parser: &mut Self| match parser.tokens.first() {
            Some(Token::Text(_)) => parser.version().map(Some),
            _ => Some(None),
        };
        let from = bound(self)?;
        if !self.take(Token::Comma) {
            let is_single = open == '[' && self.take(Token::Bracket(']'));
            return from.filter(|_| is_single).map(single);
        }
        let to = bound(self)?;
        let Token::Bracket(close @ (']' | ')')) = self.next()? else { return None };
        let introduced = match from {
            Some(from) if open == '(' => Some(successor_text(from, self.order).unwrap_or_else(|| format!("> {from}"))),
            from => from.map(str::to_owned),
        };
        let to = to.map(str::to_owned);
        let (fixed, last_affected) = if close == ')' { (to, None) } else { (None, to) };
        Some(Affected { introduced, fixed, last_affected, ..Affected::default() })
    }

    /// Reads a comparison in words, or a version with or without words after it.
    fn in_words(&mut self) -> Option<Vec<Term>> {
        if ["all", "any", "every"].contains(&self.word(0).as_str()) {
            self.is_exact = false;
            self.next();
            while FILLERS.contains(&self.word(0).as_str()) {
                self.next();
            }
            let goes_on =
                !self.tokens.is_empty() && !matches!(self.tokens.first(), Some(Token::Or | Token::Comma | Token::And));
            return if goes_on { self.terms() } else { Some(vec![Term::Whole(Affected::default())]) };
        }
        if self.takes(&["between"]) {
            return self.pair(&["and"]);
        }
        if self.takes(&["from"]) || self.takes(&["since"]) {
            return self.pair(&["to", "through", "until"]);
        }
        const PHRASES: [(&[&str], &str); 26] = [
            (&["starting", "with"], ">="),
            (&["starting", "from"], ">="),
            (&["beginning", "with"], ">="),
            (&["greater", "than", "or", "equal", "to"], ">="),
            (&["less", "than", "or", "equal", "to"], "<="),
            (&["before"], "<"),
            (&["below"], "<"),
            (&["prior", "to"], "<"),
            (&["earlier", "than"], "<"),
            (&["lower", "than"], "<"),
            (&["older", "than"], "<"),
            (&["less", "than"], "<"),
            (&["up", "to", "but", "not", "including"], "<"),
            (&["up", "to", "excluding"], "<"),
            (&["up", "to", "and", "including"], "<="),
            (&["up", "to", "including"], "<="),
            (&["up", "to"], "<="),
            (&["through"], "<="),
            (&["to"], "<="),
            (&["next", "of"], ">"),
            (&["after"], ">"),
            (&["later", "than"], ">"),
            (&["newer", "than"], ">"),
            (&["higher", "than"], ">"),
            (&["greater", "than"], ">"),
            (&["above"], ">"),
        ];
        for (phrase, sign) in PHRASES {
            if self.takes(phrase) {
                self.skip_fillers();
                let version = self.version()?;
                return self.compared(sign, version).map(|term| vec![term]);
            }
        }
        let text = self.version()?;
        if let Some(bare) = text.strip_suffix('+').filter(|bare| is_version(bare)) {
            self.is_exact = false;
            return Some(vec![Term::From(bare.to_owned())]);
        }
        let has_dash = self.tokens.first() == Some(&Token::Dash);
        if has_dash || ["to", "through"].contains(&self.word(0).as_str()) {
            self.is_exact = false;
            self.next();
            let last = self.version()?;
            return Some(vec![self.compared(">=", text)?, self.compared("<=", last)?]);
        }
        if ["and", "or"].contains(&self.word(0).as_str()) {
            let sign = match self.word(1).as_str() {
                "all" | "any" => None,
                word if EARLIER.contains(&word) => Some("<="),
                word if LATER.contains(&word) => Some(">="),
                _ => None,
            };
            // In `1.0 and before 2.0` the second word belongs to the version after it.
            let has_version = matches!(self.tokens.get(2), Some(Token::Text(text)) if is_version(text))
                || ["to", "than"].contains(&self.word(2).as_str());
            if let Some(sign) = sign.filter(|_| !has_version) {
                self.is_exact = false;
                self.tokens = self.tokens.get(2..).unwrap_or_default();
                self.skip_fillers();
                return self.compared(sign, text).map(|term| vec![term]);
            }
        }
        self.compared("=", text).map(|term| vec![term])
    }

    fn skip_fillers(&mut self) {
        while FILLERS.contains(&self.word(0).as_str()) {
            self.next();
        }
    }

    /// Reads a version and, after one of these words or a dash, the last one of its range.
    fn pair(&mut self, words: &[&str]) -> Option<Vec<Term>> {
        self.skip_fillers();
        let first = self.version()?;
        let from = self.compared(">=", first)?;
        if self.tokens.first() != Some(&Token::Dash) && !words.contains(&self.word(0).as_str()) {
            return Some(vec![from]);
        }
        let is_open = self.word(0) == "until";
        self.next();
        self.skip_fillers();
        let last = self.version()?;
        // Whether `until` includes its version nobody knows.
        if is_open { None } else { Some(vec![from, self.compared("<=", last)?]) }
    }
}

fn single(text: &str) -> Affected {
    Affected { introduced: Some(text.to_owned()), last_affected: Some(text.to_owned()), ..Affected::default() }
}

/// Returns whether a text is a pattern, such as `1.2.*` or `1.2.x`.
pub(in crate::import) fn is_pattern(text: &str) -> bool {
    wildcard(text).is_some()
}

/// Returns what stands before the wildcard of `1.2.*` or `1.2.x`.
fn wildcard(text: &str) -> Option<&str> {
    let prefix = text.strip_suffix(".*").or_else(|| text.strip_suffix(".x")).or_else(|| text.strip_suffix(".X"))?;
    let is_number = |part: &str| !part.is_empty() && part.bytes().all(|b| b.is_ascii_digit());
    prefix.strip_prefix('v').unwrap_or(prefix).split('.').all(is_number).then_some(prefix)
}

/// Combines comparisons that hold at once. Where several ranges are written behind each other, as
/// in `>= 1.0, < 1.2, >= 2.0, < 2.3`, no version would be in all of them: they are alternatives,
/// provided that they ascend.
fn combined(terms: Vec<Term>, order: Option<Order>) -> Option<Vec<Affected>> {
    let mut ranges: Vec<Affected> = Vec::new();
    let mut open: Option<Affected> = None;
    // A list of versions is in no order.
    let is_list = terms.iter().all(|term| matches!(term, Term::Whole(_)));
    for term in terms {
        match term {
            Term::Whole(range) => {
                ranges.extend(open.take());
                ranges.push(range);
            }
            Term::From(from) => {
                let introduced = Some(from.clone()).filter(|from| from != BEGINNING);
                open = Some(match open.take() {
                    None => Affected { introduced, ..Affected::default() },
                    // `< 2.0, >= 1.0`.
                    Some(range)
                        if range.introduced.is_none() && has_end(&range) && begins_in(&from, &range, order)? =>
                    {
                        Affected { introduced, ..range }
                    }
                    Some(range) if has_end(&range) => {
                        ranges.push(range);
                        Affected { introduced, ..Affected::default() }
                    }
                    Some(_) => return None,
                });
            }
            Term::Fixed(_) | Term::Last(_) | Term::Before(_) => {
                let range = open.take().unwrap_or_default();
                if has_end(&range) {
                    return None;
                }
                open = Some(match term {
                    Term::Fixed(fixed) => Affected { fixed: Some(fixed), ..range },
                    Term::Before(end) => Affected { fixed: Some(end), ends_unfixed: true, ..range },
                    Term::Last(last) => Affected { last_affected: Some(last), ..range },
                    Term::From(_) | Term::Whole(_) => return None,
                });
            }
        }
    }
    ranges.extend(open);
    let is_whole = |range: &Affected| range.introduced.is_none() && !has_end(range);
    let follows = |(range, next): (&Affected, &Affected)| {
        next.introduced.as_deref().is_some_and(|from| begins_in(from, range, order) == Some(false))
    };
    let ascends = is_list || ranges.iter().zip(ranges.iter().skip(1)).all(follows);
    // `< 1.0, >= 2.0` contradicts itself, if it is not two ranges.
    let contradicts = matches!(ranges.as_slice(), [first, last] if first.introduced.is_none() && !has_end(last));
    match ranges.as_slice() {
        [] => None,
        [_] => Some(ranges),
        several if several.iter().any(is_whole) || !ascends || contradicts => None,
        _ => Some(ranges),
    }
}

fn has_end(range: &Affected) -> bool {
    range.fixed.is_some() || range.last_affected.is_some()
}

/// Returns whether a range does not end before a version; `None` if that is not known.
fn begins_in(from: &str, range: &Affected, order: Option<Order>) -> Option<bool> {
    let from = version(from, order)?;
    Some(match (&range.fixed, &range.last_affected) {
        (Some(fixed), _) => from < version(fixed, order)?,
        (None, Some(last)) => from <= version(last, order)?,
        (None, None) => true,
    })
}
