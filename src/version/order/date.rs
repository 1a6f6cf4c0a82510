//! Versions that are dates: `2024-05-31`, `2024.05.31` or `20240531`, and `2024-05-31.2` for the
//! third release of that day.

use super::number::{Number, split_digits, trim_zeros};

/// A date, and the number of the release on that day.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Debug)]
pub(in crate::version) struct DateVersion {
    date: [u16; 3],
    rest: Vec<Number>,
}

impl DateVersion {
    pub(super) fn parse(text: &str) -> Option<Self> {
        let (first, rest) = split_digits(text);
        let (date, rest) = if first.len() == 8 {
            let number: u32 = first.parse().ok()?;
            let part = |n: u32| u16::try_from(n).ok();
            ([part(number / 10_000)?, part(number / 100 % 100)?, part(number % 100)?], rest)
        } else {
            let separator = rest.chars().next().filter(|c| matches!(c, '-' | '.'))?;
            let (month, rest) = split_digits(rest.strip_prefix(separator)?);
            let (day, rest) = split_digits(rest.strip_prefix(separator)?);
            let part = |text: &str, length: usize| (text.len() <= length).then(|| text.parse().ok()).flatten();
            ([part(first, 4).filter(|_| first.len() == 4)?, part(month, 2)?, part(day, 2)?], rest)
        };
        let [_, month, day] = date;
        if !(1..=12).contains(&month) || !(1..=31).contains(&day) {
            return None;
        }
        let rest = match rest.strip_prefix(['.', '-']) {
            Some(rest) => rest.split(['.', '-']).map(Number::parse).collect::<Option<_>>()?,
            None if rest.is_empty() => Vec::new(),
            None => return None,
        };
        Some(Self { date, rest: trim_zeros(rest) })
    }
}
