//! The parts of a constraint: signs, brackets, words and versions.

/// A part of a constraint.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(super) enum Token<'t> {
    /// A sign of comparison, such as `>=`.
    Sign(&'t str),
    /// A comma.
    Comma,
    /// `&&`.
    And,
    /// `||`, a semicolon or a line break.
    Or,
    /// A hyphen or a dash between two versions.
    Dash,
    /// A bracket.
    Bracket(char),
    /// A word or a version.
    Text(&'t str),
}

/// The signs of comparison, the longest first.
const SIGNS: [&str; 12] = ["===", ">=", "<=", "==", "=>", "=<", "!=", "~>", ">", "<", "=", "^"];

/// Returns the parts of a text; `None` if it has a character that is none of them.
pub(super) fn tokens(text: &str) -> Option<Vec<Token<'_>>> {
    let mut tokens = Vec::new();
    let mut rest = text.trim();
    while let Some(first) = rest.chars().next() {
        let (token, length) = if let Some(sign) = SIGNS.iter().find(|sign| rest.starts_with(**sign)) {
            (Token::Sign(sign), sign.len())
        } else if rest.starts_with("||") {
            (Token::Or, 2)
        } else if rest.starts_with("&&") {
            (Token::And, 2)
        } else {
            match first {
                ',' => (Token::Comma, 1),
                ';' | '\n' => (Token::Or, 1),
                '[' | ']' | '(' | ')' => (Token::Bracket(first), 1),
                '\u{2264}' => (Token::Sign("<="), first.len_utf8()),
                '\u{2265}' => (Token::Sign(">="), first.len_utf8()),
                '-' | '\u{2013}' | '\u{2014}' => (Token::Dash, first.len_utf8()),
                _ => {
                    let is_part = |c: char| c.is_ascii_alphanumeric() || ".-+_~:!^*".contains(c);
                    let length = rest.find(|c: char| !is_part(c)).unwrap_or(rest.len());
                    (Token::Text(rest.get(..length).filter(|text| !text.is_empty())?), length)
                }
            }
        };
        tokens.push(token);
        // A line break is a part of its own.
        rest = rest.get(length..)?.trim_start_matches([' ', '\t', '\r']);
    }
    Some(tokens)
}
