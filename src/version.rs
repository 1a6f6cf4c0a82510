//! Versions of releases, their order, and ranges of them.
//!
//! The order is that of Semantic Versioning 2.0.0, which OSV also uses for Go and crates.io: a
//! pre-release comes before its release, and its identifiers are compared as text if they are not
//! numbers (`rc10` before `rc2`).

use std::cmp::Ordering;
use std::fmt;
use std::hash::{Hash, Hasher};
use std::str::FromStr;

use semver::{BuildMetadata, Prerelease};

mod bound;
mod numbering;
mod union;

pub use bound::Bound;
pub use numbering::{Numbering, NumberingError};

/// The word for the beginning of all versions in OSV and CVE records.
pub(crate) const BEGINNING: &str = "0";

/// The version of a release. Two versions are equal if they differ only in a leading `v`, missing
/// parts (`19.0`) or build metadata (`+incompatible`).
#[derive(Clone, Debug)]
pub struct Version {
    order: semver::Version,
    text: String,
}

/// The error for a text that is not a version.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("`{}` is not a version such as 1.16.4, 19.0 or v2.0.0-rc1", .0.escape_debug())]
pub struct VersionError(String);

impl Version {
    /// Returns it as it was written.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.text
    }

    /// Returns it as it was written, but without the `v` that tags begin with.
    #[must_use]
    pub(crate) fn without_v(&self) -> &str {
        without_v(&self.text)
    }

    /// Returns whether it is a pre-release, such as a release candidate.
    #[must_use]
    pub(crate) fn is_pre_release(&self) -> bool {
        !self.order.pre.is_empty()
    }

    /// Returns whether its numbers begin with those in the name of a release line: `1.16.4` is on
    /// `1.16`, `v1.16` and `release-1.16`, and `1.160.0` is not. Returns `None` if the name has no
    /// numbers, such as `main`.
    #[must_use]
    pub fn is_on(&self, line: &str) -> Option<bool> {
        numbers(line).map(|parts| self.parts().starts_with(&parts))
    }

    /// Returns the first release of a line by the numbers in its name: `1.16.0` for `release-1.16`.
    /// Returns `None` if the name has no numbers, or more than a version has.
    #[must_use]
    pub(crate) fn first_on(line: &str) -> Option<Self> {
        let parts = numbers(line)?;
        let part = |n: usize| parts.get(n).copied().unwrap_or_default();
        (parts.len() <= 3).then(|| semver::Version::new(part(0), part(1), part(2)).into())
    }

    /// Returns the first release after all releases of a line, by the numbers in its name: `1.17.0`
    /// for `1.16`.
    #[must_use]
    pub(crate) fn first_after(line: &str) -> Option<Self> {
        let mut parts = numbers(line).filter(|parts| parts.len() <= 3)?;
        let last = parts.last_mut()?;
        *last = last.checked_add(1)?;
        let part = |n: usize| parts.get(n).copied().unwrap_or_default();
        Some(semver::Version::new(part(0), part(1), part(2)).into())
    }

    /// Returns it as Semantic Versioning writes it: three numbers, no leading `v`, no build
    /// metadata.
    #[must_use]
    pub fn semver(&self) -> String {
        self.order.to_string()
    }

    /// Returns its three numbers.
    fn parts(&self) -> [u64; 3] {
        [self.order.major, self.order.minor, self.order.patch]
    }

    fn from_parts([major, minor, patch]: [u64; 3]) -> Self {
        semver::Version::new(major, minor, patch).into()
    }

    /// Returns this version with the pre-release of another one.
    fn with_pre_release_of(self, other: &Self) -> Self {
        semver::Version { pre: other.order.pre.clone(), ..self.order }.into()
    }

    /// Returns the first version with the same numbers; see [`first_pre_release`].
    fn first_pre_release(self) -> Self {
        first_pre_release(self.order.major, self.order.minor, self.order.patch).into()
    }

    /// Returns the version that all others come after.
    fn least() -> Self {
        Self::from_parts([0; 3]).first_pre_release()
    }
}

/// Returns the first version with these numbers: no pre-release comes before `-0`.
pub(crate) fn first_pre_release(major: u64, minor: u64, patch: u64) -> semver::Version {
    semver::Version { pre: Prerelease::new("0").unwrap_or_default(), ..semver::Version::new(major, minor, patch) }
}

/// Returns the numbers in the name of a release line.
fn numbers(line: &str) -> Option<Vec<u64>> {
    let numbers = line.trim_start_matches(|c: char| !c.is_ascii_digit());
    let numbers = numbers.split(|c: char| c != '.' && !c.is_ascii_digit()).next().unwrap_or_default();
    numbers.trim_end_matches('.').split('.').map(|part| part.parse().ok()).collect()
}

impl From<semver::Version> for Version {
    fn from(order: semver::Version) -> Self {
        Self { text: order.to_string(), order }
    }
}

impl FromStr for Version {
    type Err = VersionError;
    fn from_str(text: &str) -> Result<Self, VersionError> {
        let order = read(text).ok_or_else(|| VersionError(text.chars().take(64).collect()))?;
        Ok(Self { order, text: text.to_owned() })
    }
}

/// Returns a version's text without the `v` that tags begin with.
#[must_use]
pub(crate) fn without_v(text: &str) -> &str {
    text.strip_prefix('v').unwrap_or(text)
}

fn read(text: &str) -> Option<semver::Version> {
    let bare = without_v(text);
    let bare = match bare.split_once('+') {
        Some((bare, build)) => BuildMetadata::new(build).ok().filter(|build| !build.is_empty()).map(|_| bare)?,
        None => bare,
    };
    let (numbers, pre) = match bare.split_once('-') {
        Some((numbers, pre)) if !pre.is_empty() => (numbers, Prerelease::new(pre).ok()?),
        Some(_) => return None,
        None => (bare, Prerelease::EMPTY),
    };
    let mut parts = numbers.split('.').map(|part| {
        // `parse` alone would accept a sign.
        part.bytes().all(|b| b.is_ascii_digit()).then(|| part.parse::<u64>().ok()).flatten()
    });
    let (major, minor, patch) = (parts.next()??, parts.next().unwrap_or(Some(0))?, parts.next().unwrap_or(Some(0))?);
    let version = semver::Version { pre, ..semver::Version::new(major, minor, patch) };
    parts.next().is_none().then_some(version)
}

impl fmt::Display for Version {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(&self.text)
    }
}

impl PartialEq for Version {
    fn eq(&self, other: &Self) -> bool {
        self.order == other.order
    }
}

impl Eq for Version {}

impl PartialOrd for Version {
    fn partial_cmp(&self, other: &Self) -> Option<Ordering> {
        Some(self.cmp(other))
    }
}

impl Ord for Version {
    fn cmp(&self, other: &Self) -> Ordering {
        self.order.cmp(&other.order)
    }
}

impl Hash for Version {
    fn hash<H: Hasher>(&self, state: &mut H) {
        self.order.hash(state);
    }
}

/// The end of a range.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum End<V = Version> {
    /// The range ends before this version, the first fixed one.
    Fixed(V),
    /// The range ends with this version, the last affected one.
    LastAffected(V),
    /// The range has no end yet.
    Open,
}

/// A range of affected versions.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Range<V = Version> {
    /// The first affected version; `None` if every version before the end is affected.
    pub introduced: Option<V>,
    /// The end.
    pub end: End<V>,
}

impl End {
    /// Returns a sort key: an open end sorts after all others.
    #[must_use]
    pub(crate) fn reach(&self) -> (bool, Option<&Version>, bool) {
        match self {
            Self::Open => (true, None, false),
            Self::Fixed(version) => (false, Some(version), false),
            Self::LastAffected(version) => (false, Some(version), true),
        }
    }

    /// Returns whether a version, and so every later one, is beyond the end.
    #[must_use]
    pub(crate) fn is_before(&self, version: &Version) -> bool {
        match self {
            Self::Open => false,
            Self::Fixed(end) => end <= version,
            Self::LastAffected(end) => end < version,
        }
    }
}

impl<V> Range<V> {
    /// Creates a range from the three keys that files have for it. If both ends are given, the
    /// fixed version counts.
    #[must_use]
    pub fn new(introduced: Option<V>, fixed: Option<V>, last_affected: Option<V>) -> Self {
        let end = fixed.map(End::Fixed).or(last_affected.map(End::LastAffected)).unwrap_or(End::Open);
        Self { introduced, end }
    }

    /// Returns the range with references to its bounds.
    #[must_use]
    pub(crate) fn as_ref(&self) -> Range<&V> {
        let end = match &self.end {
            End::Fixed(version) => End::Fixed(version),
            End::LastAffected(version) => End::LastAffected(version),
            End::Open => End::Open,
        };
        Range { introduced: self.introduced.as_ref(), end }
    }

    /// Returns the range with each bound converted by a function.
    #[must_use]
    pub(crate) fn map<W>(self, mut of: impl FnMut(V) -> W) -> Range<W> {
        let introduced = self.introduced.map(&mut of);
        let end = match self.end {
            End::Fixed(version) => End::Fixed(of(version)),
            End::LastAffected(version) => End::LastAffected(of(version)),
            End::Open => End::Open,
        };
        Range { introduced, end }
    }

    /// Returns the first fixed version, if the range ends before one.
    #[must_use]
    pub fn fixed(&self) -> Option<&V> {
        if let End::Fixed(version) = &self.end { Some(version) } else { None }
    }

    /// Returns the last affected version, if the range ends with one.
    #[must_use]
    pub fn last_affected(&self) -> Option<&V> {
        if let End::LastAffected(version) = &self.end { Some(version) } else { None }
    }
}

impl Range {
    /// Returns whether a version is in the range.
    #[must_use]
    pub fn contains(&self, version: &Version) -> bool {
        self.introduced.as_ref().is_none_or(|introduced| introduced <= version)
            && match &self.end {
                End::Fixed(fixed) => version < fixed,
                End::LastAffected(last) => version <= last,
                End::Open => true,
            }
    }

    /// Returns whether no version is in the range: the fix is not after the beginning.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        !self.contains(&self.start())
    }

    /// Returns whether some version is in both ranges.
    #[must_use]
    pub fn overlaps(&self, other: &Self) -> bool {
        let start = self.start().max(other.start());
        self.contains(&start) && other.contains(&start)
    }

    /// Returns whether it begins before a version.
    #[must_use]
    pub(crate) fn begins_before(&self, version: &Version) -> bool {
        self.introduced.as_ref().is_none_or(|introduced| introduced < version)
    }

    fn start(&self) -> Version {
        self.introduced.clone().unwrap_or_else(Version::least)
    }
}
