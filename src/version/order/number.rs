//! Numbers of any length in versions.

/// A number without a limit. Leading zeros do not count.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Debug, Default)]
pub(in crate::version) struct Number {
    // A longer number is greater, so the length comes first.
    length: usize,
    digits: String,
}

impl Number {
    /// Parses decimal digits; `None` if there are none, or other characters among them.
    pub(super) fn parse(text: &str) -> Option<Self> {
        if text.is_empty() || !text.bytes().all(|b| b.is_ascii_digit()) {
            return None;
        }
        let digits = text.trim_start_matches('0').to_owned();
        Some(Self { length: digits.len(), digits })
    }

    pub(super) fn is_zero(&self) -> bool {
        self.length == 0
    }
}

/// Removes the zeros at the end of a list of numbers, where they do not count.
pub(super) fn trim_zeros(mut numbers: Vec<Number>) -> Vec<Number> {
    while numbers.last().is_some_and(Number::is_zero) {
        numbers.pop();
    }
    numbers
}

/// Splits a text after the digits that it begins with.
pub(super) fn split_digits(text: &str) -> (&str, &str) {
    split_where(text, |c| !c.is_ascii_digit())
}

/// Splits a text before the first character that is wanted.
pub(super) fn split_where(text: &str, is_wanted: impl Fn(char) -> bool) -> (&str, &str) {
    text.split_at_checked(text.find(is_wanted).unwrap_or(text.len())).unwrap_or((text, ""))
}
