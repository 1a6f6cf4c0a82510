//! Versions of releases, their order, and ranges of them.
//!
//! Each ecosystem has its own order, and a version knows which one it has: see [`Order`]. The
//! default is that of Semantic Versioning 2.0.0, which OSV also uses for Go and crates.io: a
//! pre-release comes before its release, and its identifiers are compared as text if they are not
//! numbers (`rc10` before `rc2`).

use std::cmp::Ordering;
use std::fmt;
use std::hash::{Hash, Hasher};
use std::str::FromStr;

use semver::Prerelease;

mod bound;
mod numbering;
mod order;
mod successor;
mod union;

pub use bound::Bound;
pub use numbering::{Numbering, NumberingError};
use order::Key;
pub use order::{Order, OrderError};
#[cfg(feature = "import")]
pub(crate) use successor::semantic as semantic_successor;

/// The word for the beginning of all versions in OSV and CVE records.
pub(crate) const BEGINNING: &str = "0";

/// The version of a release, in the order of its ecosystem. Two versions are equal if their order
/// says so: `19.0` and `v19.0.0+incompatible` in that of Semantic Versioning, which is the default.
#[derive(Clone, Debug)]
pub struct Version {
    key: Key,
    order: Order,
    text: String,
}

/// The error for a text that is not a version.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("`{}` is not a version such as {}", .text.escape_debug(), .order.example())]
pub struct VersionError {
    text: String,
    order: Order,
}

impl Version {
    /// Parses a version of an order.
    ///
    /// # Errors
    /// If the text is not a version in this order.
    pub fn parse(text: &str, order: Order) -> Result<Self, VersionError> {
        let is_short = text.len() <= MAX_LENGTH;
        let key = if is_short { order.key(text) } else { None };
        let error = || VersionError { text: text.chars().take(64).collect(), order };
        Ok(Self { key: key.ok_or_else(error)?, order, text: text.to_owned() })
    }

    /// Returns the same text as a version of another order; `None` if it is not one there.
    #[must_use]
    pub fn in_order(&self, order: Order) -> Option<Self> {
        if order == self.order { Some(self.clone()) } else { Self::parse(&self.text, order).ok() }
    }

    /// Returns its order.
    #[must_use]
    pub fn order(&self) -> Order {
        self.order
    }

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

    /// Returns whether it is a pre-release, such as a release candidate: whether it comes before
    /// the release with its numbers.
    #[must_use]
    pub(crate) fn is_pre_release(&self) -> bool {
        match &self.key {
            Key::SemVer(version) => !version.pre.is_empty(),
            Key::Pep440(version) => version.any_prerelease(),
            _ => {
                let numbers = number_text(self.without_v());
                Self::parse(numbers, self.order).is_ok_and(|release| *self < release)
            }
        }
    }

    /// Returns whether its numbers begin with those in the name of a release line: `1.16.4` is on
    /// `1.16`, `v1.16` and `release-1.16`, and `1.160.0` is not. Returns `None` if the name has no
    /// numbers, such as `main`.
    #[must_use]
    pub fn is_on(&self, line: &str) -> Option<bool> {
        if let (Key::Drupal(own), Some(core)) = (&self.key, core(line))
            && !own.is_for(core)
        {
            return Some(false);
        }
        let mut own = self.numbers();
        numbers(line).map(|parts| {
            own.resize(own.len().max(parts.len()), 0);
            own.starts_with(&parts)
        })
    }

    /// Returns whether the name of a release line has the numbers of a version.
    #[must_use]
    pub(crate) fn has_numbers(line: &str) -> bool {
        numbers(line).is_some_and(|parts| parts.len() <= 3)
    }

    /// Returns the first release of a line by the numbers in its name: `1.16.0` for `release-1.16`.
    /// Returns `None` if the name has no numbers, or more than a version has.
    #[must_use]
    pub(crate) fn first_on(line: &str, order: Order) -> Option<Self> {
        Self::from_numbers(&numbers(line)?, order)?.for_core(core(line))
    }

    /// Returns the first release after all releases of a line, by the numbers in its name: `1.17.0`
    /// for `1.16`.
    #[must_use]
    pub(crate) fn first_after(line: &str, order: Order) -> Option<Self> {
        let mut parts = numbers(line)?;
        let last = parts.last_mut()?;
        *last = last.checked_add(1)?;
        Self::from_numbers(&parts, order)?.for_core(core(line))
    }

    /// Returns it as a version for a core of Drupal, if it is one of Drupal's.
    fn for_core(self, core: Option<u64>) -> Option<Self> {
        match core.filter(|_| self.order == Order::Drupal) {
            Some(core) => Self::parse(&format!("{core}.x-{}", self.text), self.order).ok(),
            None => Some(self),
        }
    }

    /// Returns the release with these numbers.
    fn from_numbers(parts: &[u64], order: Order) -> Option<Self> {
        if !order.is_semver() {
            let mut parts: Vec<String> = parts.iter().map(ToString::to_string).collect();
            // Releases have three numbers mostly. Where zeros count, the line begins without them.
            if order.ignores_zeros() && parts.len() < 3 {
                parts.resize(3, "0".to_owned());
            }
            return Self::parse(&parts.join("."), order).ok();
        }
        let part = |n: usize| parts.get(n).copied().unwrap_or_default();
        (parts.len() <= 3).then(|| Self::of(semver::Version::new(part(0), part(1), part(2)), order))
    }

    /// Returns it as Semantic Versioning writes it: three numbers, no leading `v`, no build
    /// metadata where that does not count. A version of another order is returned as it is written,
    /// without a leading `v`.
    #[must_use]
    pub fn semver(&self) -> String {
        match &self.key {
            Key::SemVer(version) => version.to_string(),
            _ => self.without_v().to_owned(),
        }
    }

    /// Returns the version right after it, with none between them; `None` if there is none, as in
    /// most orders that are not that of Semantic Versioning.
    #[must_use]
    pub(crate) fn successor(&self) -> Option<Self> {
        let text = successor::text(&self.key, self.order, self.without_v())?;
        Self::parse(&text, self.order).ok()
    }

    /// Returns its first number.
    #[must_use]
    pub(crate) fn major(&self) -> u64 {
        let [major, ..] = self.parts();
        major
    }

    /// Returns its first three numbers.
    fn parts(&self) -> [u64; 3] {
        let numbers = self.numbers();
        [0, 1, 2].map(|n: usize| numbers.get(n).copied().unwrap_or_default())
    }

    /// Returns the numbers that it begins with, at least three where it is a semantic version.
    fn numbers(&self) -> Vec<u64> {
        match &self.key {
            Key::SemVer(version) => vec![version.major, version.minor, version.patch],
            _ => numbers(number_text(self.without_v())).unwrap_or_default(),
        }
    }

    fn of(version: semver::Version, order: Order) -> Self {
        Self { text: version.to_string(), key: Key::SemVer(version), order }
    }

    fn from_parts([major, minor, patch]: [u64; 3]) -> Self {
        semver::Version::new(major, minor, patch).into()
    }

    /// Returns this version with the pre-release of another one.
    fn with_pre_release_of(self, other: &Self) -> Self {
        match (self.key, &other.key) {
            (Key::SemVer(own), Key::SemVer(other)) => semver::Version { pre: other.pre.clone(), ..own }.into(),
            (key, _) => Self { key, ..self },
        }
    }

    /// Returns the first version with the same numbers: no pre-release that anybody publishes comes
    /// before it. Returns `None` if its order has no pre-releases.
    #[must_use]
    pub(crate) fn first_pre_release(&self) -> Option<Self> {
        let suffix = match &self.key {
            Key::SemVer(own) => {
                return Some(Self::of(first_pre_release(own.major, own.minor, own.patch), self.order));
            }
            Key::Pep440(own) => {
                return Self::parse(&own.only_release().with_dev(Some(0)).to_string(), self.order).ok();
            }
            Key::Kernel(_) => "-rc0",
            Key::NuGet(_) => "-0",
            Key::Maven(_) => "-alpha-alpha",
            Key::RubyGems(_) => ".A",
            Key::Composer(_) | Key::Drupal(_) | Key::Letters(_) => "-dev",
            Key::Debian(_) | Key::Rpm(_) => "~",
            Key::Alpine(_) => "_alpha",
            Key::Numbers(_) | Key::Date(_) => return None,
        };
        let text = self.without_v();
        let numbers = number_text(text);
        // What precedes the numbers, such as an epoch, belongs to them.
        let before = text.find(numbers).and_then(|start| text.get(..start)).unwrap_or_default();
        let before = if before.ends_with([':', '-']) { before } else { "" };
        Self::parse(&format!("{before}{numbers}{suffix}"), self.order).ok()
    }

    /// Returns whether all others come after it.
    fn is_least(&self) -> bool {
        matches!(&self.key, Key::SemVer(version) if *version <= first_pre_release(0, 0, 0))
    }
}

/// The longest text that is read as a version. Some orders read a text more than once.
const MAX_LENGTH: usize = 512;

/// Returns the first version with these numbers: no pre-release comes before `-0`.
pub(crate) fn first_pre_release(major: u64, minor: u64, patch: u64) -> semver::Version {
    semver::Version { pre: Prerelease::new("0").unwrap_or_default(), ..semver::Version::new(major, minor, patch) }
}

/// Returns the core of Drupal that the name of a release line begins with: 8 for `8.x-1.x`.
fn core(line: &str) -> Option<u64> {
    let (core, _) = line.split_once(".x-")?;
    core.trim_start_matches(|c: char| !c.is_ascii_digit()).parse().ok()
}

/// Returns the numbers in the name of a release line.
fn numbers(line: &str) -> Option<Vec<u64>> {
    // `8.x-1.x` is the line of `8.x-1.0`.
    let line = line.split_once(".x-").map_or(line, |(_, line)| line);
    let numbers = line.trim_start_matches(|c: char| !c.is_ascii_digit());
    let numbers = numbers.split(|c: char| c != '.' && !c.is_ascii_digit()).next().unwrap_or_default();
    numbers.trim_end_matches('.').split('.').map(|part| part.parse().ok()).collect()
}

/// Returns the numbers that a version begins with, after its epoch.
fn number_text(version: &str) -> &str {
    let version = version.split_once([':', '!']).map_or(version, |(_, version)| version);
    let version = version.split_once(".x-").map_or(version, |(_, version)| version);
    let end = version.find(|c: char| c != '.' && !c.is_ascii_digit()).unwrap_or(version.len());
    version.split_at_checked(end).unwrap_or_default().0.trim_end_matches('.')
}

impl From<semver::Version> for Version {
    fn from(version: semver::Version) -> Self {
        Self::of(version, Order::SemVer)
    }
}

impl FromStr for Version {
    type Err = VersionError;

    /// Parses a version in the order of Semantic Versioning.
    fn from_str(text: &str) -> Result<Self, VersionError> {
        Self::parse(text, Order::SemVer)
    }
}

/// Returns a version's text without the `v` that tags begin with.
#[must_use]
pub(crate) fn without_v(text: &str) -> &str {
    text.strip_prefix('v').unwrap_or(text)
}

impl fmt::Display for Version {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(&self.text)
    }
}

impl PartialEq for Version {
    fn eq(&self, other: &Self) -> bool {
        self.key == other.key
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
        self.key.cmp(&other.key)
    }
}

impl Hash for Version {
    fn hash<H: Hasher>(&self, state: &mut H) {
        self.key.hash(state);
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
        match (&self.introduced, &self.end) {
            (Some(introduced), _) => !self.contains(introduced),
            (None, End::Fixed(fixed)) => fixed.is_least(),
            (None, End::LastAffected(_) | End::Open) => false,
        }
    }

    /// Returns whether some version is in both ranges.
    #[must_use]
    pub fn overlaps(&self, other: &Self) -> bool {
        match self.introduced.as_ref().max(other.introduced.as_ref()) {
            Some(start) => self.contains(start) && other.contains(start),
            None => !self.is_empty() && !other.is_empty(),
        }
    }

    /// Returns whether it begins before a version.
    #[must_use]
    pub(crate) fn begins_before(&self, version: &Version) -> bool {
        self.introduced.as_ref().is_none_or(|introduced| introduced < version)
    }
}
