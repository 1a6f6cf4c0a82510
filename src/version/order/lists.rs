//! Versions that are lists of numbers: Haskell's, whose zeros count, R's, and plain numbers of any
//! length, whose zeros at the end do not.

use super::number::{Number, trim_zeros};

/// A list of numbers. A list comes after every list that it begins with.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Debug)]
pub(in crate::version) struct Numbers(Vec<Number>);

impl Numbers {
    /// Parses numbers with a separator between them.
    fn parse(text: &str, separators: &[char]) -> Option<Vec<Number>> {
        text.split(separators).map(Number::parse).collect()
    }

    /// Parses a version of a Haskell package: `1.2.0.1`. `1.2` comes before `1.2.0`.
    pub(super) fn pvp(text: &str) -> Option<Self> {
        Self::parse(text, &['.']).map(Self)
    }

    /// Parses a version of an R package: `1.2-3` is the same as `1.2.3`, and for the operators of
    /// `package_version`, `1.2` is the same as `1.2.0`.
    pub(super) fn cran(text: &str) -> Option<Self> {
        Self::parse(text, &['.', '-']).map(trim_zeros).map(Self)
    }

    /// Parses numbers with periods between them: `1.2.21.7`. `1.2` is the same as `1.2.0`.
    pub(super) fn plain(text: &str) -> Option<Self> {
        Self::parse(text, &['.']).map(trim_zeros).map(Self)
    }

    /// Parses a version of the Linux kernel: `6.1.55` or `6.1-rc3`. The second value tells the
    /// number of a release candidate; releases have none and come after it.
    pub(super) fn kernel(text: &str) -> Option<(Self, bool, Number)> {
        let (numbers, candidate) = match text.split_once("-rc") {
            Some((numbers, candidate)) => (numbers, Some(Number::parse(candidate)?)),
            None => (text, None),
        };
        let is_release = candidate.is_none();
        Some((Self::plain(numbers)?, is_release, candidate.unwrap_or_default()))
    }
}
