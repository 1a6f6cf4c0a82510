//! Versions of projects that are contributed to Drupal: `8.x-1.0-beta2`, which is the same as
//! `1.0.0-beta2` on drupal.org since semantic versions replaced the prefix. Those for Drupal 7 and
//! before come first.

use super::number::{Number, split_digits, trim_zeros};

/// A version. The fields are in the order in which they count.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Debug)]
pub(in crate::version) struct Drupal {
    core: u64,
    numbers: Vec<Number>,
    stage: usize,
    number: Number,
}

/// The stages before a release.
const STAGES: [&str; 5] = ["dev", "unstable", "alpha", "beta", "rc"];

/// The first core whose projects also have semantic versions.
const MODERN: u64 = 8;

impl Drupal {
    /// Returns whether it is for a core. The modern ones share their versions.
    pub(in crate::version) fn is_for(&self, core: u64) -> bool {
        self.core == core.min(MODERN)
    }

    pub(super) fn parse(text: &str) -> Option<Self> {
        let (core, rest) = match text.split_once(".x-") {
            Some((core, rest)) if rest.starts_with(|c: char| c.is_ascii_digit()) => {
                (Number::parse(core).and_then(|_| core.parse().ok())?, rest)
            }
            _ => (MODERN, text),
        };
        let (numbers, suffix) = rest.split_once('-').map_or((rest, None), |(numbers, suffix)| (numbers, Some(suffix)));
        let number = |part: &str| Number::parse(if part == "x" { "9999999" } else { part });
        let parts: Vec<Number> = numbers.split('.').map(number).collect::<Option<_>>()?;
        let (stage, number) = suffix.map_or(Some((STAGES.len(), Number::default())), stage)?;
        // `1.x` names a branch, whose one version is its development.
        let is_branch = numbers.contains('x');
        let is_valid = parts.len() <= 3 && !numbers.starts_with('x') && (!is_branch || stage == 0);
        is_valid.then(|| Self { core: core.min(MODERN), numbers: trim_zeros(parts), stage, number })
    }
}

fn stage(suffix: &str) -> Option<(usize, Number)> {
    let (stage, rest) = STAGES.iter().enumerate().find_map(|(n, word)| Some((n, suffix.strip_prefix(word)?)))?;
    let (digits, end) = split_digits(rest.strip_prefix('.').unwrap_or(rest));
    end.is_empty().then(|| (stage, Number::parse(digits).unwrap_or_default()))
}
