//! Operators that a template override may not use where their results could be kept.
//!
//! `{% set a = a ~ a %}` doubles a text in one step, so fuel does not limit it, and the engine asks
//! nobody before it makes the new text. In a printed expression the result is gone after it is
//! printed, and [`limits`](super::limits) counts what is printed.

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

/// Filters whose result is a number.
const NUMBERS: [&str; 5] = ["length", "count", "int", "float", "round"];

/// What an opened bracket belongs to.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Open {
    /// `(…)` around an expression, and around the arguments of a filter or a test.
    Group,
    /// The arguments of a function or a macro, which can call itself.
    Call,
    /// A list or an index.
    Square,
    /// A table.
    Curly,
}

/// Returns the operators of a template that could make ever longer values. A template that cannot
/// be read has none; the engine reports it.
pub(crate) fn refused(source: &str) -> Vec<Refused> {
    let tokens: Vec<_> = tokenize(source, false, SyntaxConfig::default()).map_while(Result::ok).collect();
    let token = |nth: usize| tokens.get(nth).map(|(token, _)| token);
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
                open.push(Open::Square);
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
            // A part of a text or of a list is a copy.
            Token::Colon if open.last() == Some(&Open::Square) => ":",
            _ => continue,
        };
        if block || open.contains(&Open::Call) {
            let place = if block { "inside `{% … %}`" } else { "in the arguments of a call" };
            found.push(Refused {
                range: span.start_offset as usize..span.end_offset as usize,
                line: span.start_line.into(),
                message: format!("`{operator}` {place} can make ever longer values"),
            });
        }
    }
    found
}

/// Returns what a parenthesis belongs to, from the two tokens before it.
fn opened(last: Option<&Token<'_>>, before: Option<&Token<'_>>) -> Open {
    match (last, before) {
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
