//! Operators that a template override may not use where their results could be kept.
//!
//! `{% set a = a ~ a %}` doubles a text in one step, so fuel does not limit it, and the engine asks
//! nobody before it makes the new text. In a printed expression the result is gone after it is
//! printed, and [`limits`](super::limits) counts what is printed.
//!
//! `{% set a = [a, a] %}` makes a list of twice as many values in one step, each in a deeper list,
//! and a comparison looks at all of them. So no list or table holds what the template itself keeps.

use std::collections::BTreeSet;
use std::ops::Range;

use minijinja::machinery::{Token, tokenize};
use minijinja::syntax::SyntaxConfig;

/// A use of an operator that is refused.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Refused {
    /// The bytes of the operator.
    pub(crate) range: Range<usize>,
    /// The line of the operator, counted from 1.
    pub(crate) line: usize,
    /// What is wrong, in one line.
    pub(crate) message: String,
}

/// What to do instead.
pub(crate) const INSTEAD: &str = "print the parts one after another, or keep them with `{% set name %}…{% endset %}`";

/// What a list or table of kept values is called.
const NESTED: &str = "a list or table of values that the template keeps";

/// Functions and filters that put their arguments into a list or table.
const NESTING: [&str; 8] = ["dict", "namespace", "batch", "slice", "map", "sum", "chain", "zip"];

/// Filters whose result is a number.
const NUMBERS: [&str; 5] = ["length", "count", "int", "float", "round"];

/// What an opened bracket belongs to.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Open {
    /// `(…)` around an expression, and around the arguments of a filter or a test.
    Group,
    /// The arguments of a function or a macro, which can call itself.
    Call,
    /// An index.
    Square,
    /// A list.
    List,
    /// A table.
    Curly,
    /// The arguments of a function of [`NESTING`].
    NestingCall,
    /// The arguments of a filter of [`NESTING`].
    NestingFilter,
}

impl Open {
    /// Returns whether what is inside becomes a part of a value.
    fn nests(self) -> bool {
        matches!(self, Self::List | Self::Curly | Self::NestingCall | Self::NestingFilter)
    }

    fn is_call(self) -> bool {
        matches!(self, Self::Call | Self::NestingCall)
    }
}

/// Returns the operators of a template that could make ever longer values. A template that cannot
/// be read has none; the engine reports it.
pub(crate) fn refused(source: &str) -> Vec<Refused> {
    let tokens: Vec<_> = tokenize(source, false, SyntaxConfig::default()).map_while(Result::ok).collect();
    let token = |nth: usize| tokens.get(nth).map(|(token, _)| token);
    let kept = kept(tokens.iter().map(|(token, _)| token));
    let (mut block, mut open, mut found) = (false, Vec::new(), Vec::new());
    for (nth, (this, span)) in tokens.iter().enumerate() {
        let before = |back: usize| nth.checked_sub(back).and_then(token);
        let operator = match this {
            Token::BlockStart | Token::VariableStart => {
                block = matches!(this, Token::BlockStart);
                open.clear();
                continue;
            }
            Token::ParenOpen => {
                open.push(opened(before(1), before(2)));
                continue;
            }
            Token::BracketOpen => {
                open.push(if is_value(before(1)) { Open::Square } else { Open::List });
                continue;
            }
            Token::BraceOpen => {
                open.push(Open::Curly);
                continue;
            }
            Token::ParenClose | Token::BracketClose | Token::BraceClose => {
                open.pop();
                continue;
            }
            Token::Tilde => "~",
            Token::Mul => "*",
            Token::Plus if !adds_numbers(before(1), before(2), token(nth + 1)) => "+",
            // An attribute, a filter and the name of an argument are none of its values.
            Token::Ident(name)
                if open.iter().any(|open| open.nests())
                    && kept.contains(name)
                    && !matches!(before(1), Some(Token::Dot | Token::Pipe))
                    && !matches!(token(nth + 1), Some(Token::Assign)) =>
            {
                NESTED
            }
            // A part of a text or of a list is a copy.
            Token::Colon if open.last() == Some(&Open::Square) => ":",
            _ => continue,
        };
        if block || open.iter().any(|open| open.is_call()) {
            let place = if block { "inside `{% … %}`" } else { "in the arguments of a call" };
            let message = if operator == NESTED {
                format!("{operator}, {place}, can become ever deeper")
            } else {
                format!("`{operator}` {place} can make ever longer values")
            };
            found.push(Refused {
                range: span.start_offset as usize..span.end_offset as usize,
                line: span.start_line.into(),
                message,
            });
        }
    }
    found
}

/// Returns the names that the template gives to values: by `set`, `with`, `for`, in a macro, or by
/// taking them from another template.
fn kept<'t>(tokens: impl Iterator<Item = &'t Token<'t>>) -> BTreeSet<&'t str> {
    let mut names = BTreeSet::new();
    let mut keyword = "";
    let (mut last, mut before): (Option<&Token<'_>>, Option<&Token<'_>>) = (None, None);
    for token in tokens {
        match (last, token) {
            (Some(Token::BlockStart), Token::Ident(word)) => keyword = word,
            (_, Token::BlockEnd) => keyword = "",
            (_, Token::Ident("in")) if keyword == "for" => keyword = "",
            (_, Token::Assign) if keyword == "set" => keyword = "",
            (Some(Token::Ident(name)), Token::Assign) if keyword == "with" && !matches!(before, Some(Token::Dot)) => {
                names.insert(*name);
            }
            (Some(Token::Dot), _) => {}
            (_, Token::Ident(name)) if matches!(keyword, "set" | "for" | "macro" | "call" | "import" | "from") => {
                names.insert(*name);
            }
            _ => {}
        }
        (before, last) = (last, Some(token));
    }
    names
}

/// Returns whether a token ends a value, so that a bracket behind it is an index.
fn is_value(last: Option<&Token<'_>>) -> bool {
    match last {
        Some(Token::Ident(word)) => !is_operator(word),
        Some(Token::ParenClose | Token::BracketClose | Token::BraceClose | Token::Str(_) | Token::String(_)) => true,
        _ => false,
    }
}

/// Returns what a parenthesis belongs to, from the two tokens before it.
fn opened(last: Option<&Token<'_>>, before: Option<&Token<'_>>) -> Open {
    match (last, before) {
        (Some(Token::Ident(name)), Some(Token::Pipe)) if NESTING.contains(name) => Open::NestingFilter,
        (Some(Token::Ident(name)), _) if NESTING.contains(name) => Open::NestingCall,
        (Some(Token::Ident(_)), Some(Token::Pipe)) => Open::Group,
        (Some(Token::Ident(word)), _) if !is_operator(word) => Open::Call,
        (Some(Token::ParenClose | Token::BracketClose), _) => Open::Call,
        _ => Open::Group,
    }
}

/// Returns whether a word stands between expressions and is not the name of a function.
fn is_operator(word: &str) -> bool {
    matches!(word, "and" | "or" | "not" | "in" | "is" | "if" | "else" | "elif" | "set" | "with")
}

/// Returns whether one side of a `+` is surely a number; then so is the other, or it is an error.
fn adds_numbers(last: Option<&Token<'_>>, before: Option<&Token<'_>>, next: Option<&Token<'_>>) -> bool {
    let literal = |token: Option<&Token<'_>>| matches!(token, Some(Token::Int(_) | Token::Int128(_) | Token::Float(_)));
    let filtered = matches!((last, before), (Some(Token::Ident(name)), Some(Token::Pipe)) if NUMBERS.contains(name));
    literal(last) || literal(next) || filtered
}
