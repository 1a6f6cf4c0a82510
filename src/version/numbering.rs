//! Packages with version numbers of their own for a project's releases.
//!
//! A Go module whose path has no major version cannot be at 22.0.4, so such projects tag it 0.22.4.
//! The pattern `0.{major}.{patch}` describes this. It keeps the order of releases; a part that it
//! leaves out must be 0 in every release.

use std::fmt;
use std::str::FromStr;

use super::{End, Range, Version};

/// The pattern of a package's version numbers: three parts, each a number or one of `{major}`,
/// `{minor}` and `{patch}`, the latter in this order.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Numbering([Part; 3]);

#[derive(Clone, Copy, PartialEq, Eq, Debug)]
enum Part {
    Fixed(u64),
    /// A part of the release's number; 0 is `{major}`.
    Of(usize),
}

const PARTS: [&str; 3] = ["{major}", "{minor}", "{patch}"];

/// The error for a text that is not a numbering.
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
        // Without {major}, different releases would have the same number.
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
    /// Returns the package's number of a release; `None` if the pattern leaves out a part that is
    /// not 0.
    #[must_use]
    pub fn of(&self, release: &Version) -> Option<Version> {
        if !release.order.is_semver() {
            return None;
        }
        let parts = release.parts();
        let is_kept = |n: &usize| self.0.contains(&Part::Of(*n));
        let lost = (0..parts.len()).filter(|n| !is_kept(n)).any(|n| parts.get(n).is_some_and(|part| *part != 0));
        (!lost).then(|| self.filled(parts).with_pre_release_of(release))
    }

    /// Returns the release that has a number; `None` if the number does not match the pattern.
    /// Parts that the pattern leaves out are 0.
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

    /// Returns a range of releases in the package's numbers. It contains exactly the numbers of the
    /// releases in the range.
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

    /// Returns the first number that no earlier release has: the release's own, or else the first
    /// pre-release after the part that is left out.
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
        // The pre-releases of that number also come after what is left out.
        let bound = self.filled(parts);
        bound.first_pre_release().unwrap_or(bound)
    }

    fn filled(&self, parts: [u64; 3]) -> Version {
        Version::from_parts(self.0.map(|part| match part {
            Part::Fixed(number) => number,
            Part::Of(n) => parts.get(n).copied().unwrap_or_default(),
        }))
    }
}
