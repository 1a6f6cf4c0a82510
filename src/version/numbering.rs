//! Packages that number a project's releases in their own way.
//!
//! A Go module whose path names no major version can't be at 22.0.4, so projects tag it 0.22.4. The pattern
//! `0.{major}.{patch}` says so: it keeps the order of releases, and what it leaves out is 0 in every release.

use std::fmt;
use std::str::FromStr;

use super::{End, Range, Version};

/// How a package numbers a release: three parts, each a number or one of `{major}`, `{minor}` and `{patch}`, the latter in
/// this order.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Numbering([Part; 3]);

#[derive(Clone, Copy, PartialEq, Eq, Debug)]
enum Part {
    Fixed(u64),
    /// 0 is `{major}`.
    Of(usize),
}

const PARTS: [&str; 3] = ["{major}", "{minor}", "{patch}"];

/// Why a text is no numbering.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error(
    "a numbering has three parts, each a number or one of {{major}}, {{minor}}, {{patch}} in this order, such as 0.{{major}}.{{patch}}"
)]
pub struct NumberingError;

impl FromStr for Numbering {
    type Err = NumberingError;
    fn from_str(text: &str) -> Result<Self, NumberingError> {
        let part = |text: &str| match PARTS.iter().position(|part| *part == text) {
            Some(part) => Some(Part::Of(part)),
            None if text.len() > 19 || text.len() > 1 && text.starts_with('0') => None,
            None => text.bytes().all(|b| b.is_ascii_digit()).then(|| text.parse().ok().map(Part::Fixed)).flatten(),
        };
        let parts: Option<Vec<Part>> = text.split('.').map(part).collect();
        let parts: [Part; 3] = parts.and_then(|parts| parts.try_into().ok()).ok_or(NumberingError)?;
        let used: Vec<usize> =
            parts.iter().filter_map(|part| if let Part::Of(n) = part { Some(*n) } else { None }).collect();
        // A pattern without {major} has the same number for releases years apart.
        let ordered = used.first() == Some(&0) && used.is_sorted_by(|a, b| a < b);
        if ordered { Ok(Self(parts)) } else { Err(NumberingError) }
    }
}

impl fmt::Display for Numbering {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let text = self.0.map(|part| match part {
            Part::Fixed(number) => number.to_string(),
            Part::Of(n) => PARTS.get(n).copied().unwrap_or_default().to_owned(),
        });
        f.pad(&text.join("."))
    }
}

impl Numbering {
    /// The package's number of a release; `None` where the pattern leaves out a part of it that is not 0.
    #[must_use]
    pub fn of(&self, release: &Version) -> Option<Version> {
        let parts = release.parts();
        let is_kept = |n: &usize| self.0.contains(&Part::Of(*n));
        let lost = (0..parts.len()).filter(|n| !is_kept(n)).any(|n| parts.get(n).is_some_and(|part| *part != 0));
        (!lost).then(|| self.filled(parts).with_pre_release_of(release))
    }

    /// The release behind a package's number; `None` where the number does not fit the pattern. What the pattern leaves out
    /// is 0.
    #[must_use]
    pub fn release(&self, number: &Version) -> Option<Version> {
        let mut parts = [0; 3];
        for (part, number) in self.0.iter().zip(number.parts()) {
            match part {
                Part::Fixed(fixed) if *fixed != number => return None,
                Part::Fixed(_) => {}
                Part::Of(n) => *parts.get_mut(*n)? = number,
            }
        }
        Some(Version::from_parts(parts).with_pre_release_of(number))
    }

    /// A range of releases in the package's numbers: it has exactly the numbers of the releases that the range has.
    #[must_use]
    pub fn range(&self, range: &Range) -> Range {
        let introduced = range.introduced.as_ref().map(|version| self.bound(version));
        let end = match &range.end {
            End::Open => End::Open,
            End::Fixed(version) => End::Fixed(self.bound(version)),
            End::LastAffected(version) => match self.of(version) {
                Some(last) => End::LastAffected(last),
                None => End::Fixed(self.bound(version)),
            },
        };
        Range { introduced, end }
    }

    /// The first number that no earlier release has: its own, else the first candidate of what comes after the part that is
    /// left out.
    fn bound(&self, version: &Version) -> Version {
        if let Some(own) = self.of(version) {
            return own;
        }
        let mut parts = version.parts();
        let lost = (0..parts.len())
            .find(|n| !self.0.contains(&Part::Of(*n)) && parts.get(*n).is_some_and(|part| *part != 0))
            .unwrap_or_default();
        let kept = (0..lost).rev().find(|n| self.0.contains(&Part::Of(*n))).unwrap_or_default();
        for (n, part) in parts.iter_mut().enumerate() {
            *part = match n.cmp(&kept) {
                std::cmp::Ordering::Less => *part,
                std::cmp::Ordering::Equal => part.saturating_add(1),
                std::cmp::Ordering::Greater => 0,
            };
        }
        // The candidates of that number come after what is left out too.
        self.filled(parts).first_candidate()
    }

    fn filled(&self, parts: [u64; 3]) -> Version {
        Version::from_parts(self.0.map(|part| match part {
            Part::Fixed(number) => number,
            Part::Of(n) => parts.get(n).copied().unwrap_or_default(),
        }))
    }
}
