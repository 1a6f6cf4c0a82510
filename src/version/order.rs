//! The orders of versions, one file for each.
//!
//! An order decides which texts are versions, and which of two comes first. Each is compared with
//! the tool that defines it (`tests/orders/`).

use std::fmt;
use std::str::FromStr;

mod alpine;
mod composer;
mod date;
mod debian;
mod drupal;
mod letters;
mod lists;
mod maven;
mod nuget;
mod number;
mod rpm;
mod rubygems;
mod semver_like;

/// How versions are ordered.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug, Default)]
pub enum Order {
    /// Semantic Versioning 2.0.0: Go, npm, Cargo, Hex, Swift.
    #[default]
    SemVer,
    /// Semantic Versioning whose build metadata counts: Julia and Dart's Pub.
    Build,
    /// PEP 440: Python.
    Pep440,
    /// Maven's `ComparableVersion`.
    Maven,
    /// Ruby's `Gem::Version`.
    RubyGems,
    /// NuGet's versions of up to four numbers.
    NuGet,
    /// Composer's normalized versions.
    Composer,
    /// `dpkg`: Debian and Ubuntu.
    Debian,
    /// `rpmvercmp`: Red Hat, SUSE and others.
    Rpm,
    /// `apk`: Alpine and others.
    Alpine,
    /// Haskell's package versioning policy.
    Pvp,
    /// R's package versions.
    Cran,
    /// Projects contributed to Drupal.
    Drupal,
    /// Any number of numbers.
    Numeric,
    /// Numbers with letters after them, as OpenSSL had them.
    Letters,
    /// Dates.
    Date,
    /// The Linux kernel.
    Kernel,
}

/// The orders with their names in files, and a version of each.
const NAMES: [(Order, &str, &str); 17] = [
    (Order::SemVer, "semver", "1.16.4, 19.0 or v2.0.0-rc1"),
    (Order::Build, "semver-build", "1.16.4 or 1.2.3+4"),
    (Order::Pep440, "pep440", "1.16.4, 1.0rc1 or 1.2.21.7"),
    (Order::Maven, "maven", "1.16.4 or 31.1-jre"),
    (Order::RubyGems, "rubygems", "1.16.4 or 6.0.3.rc1"),
    (Order::NuGet, "nuget", "1.16.4 or 4.0.0.1-beta.2"),
    (Order::Composer, "composer", "1.16.4 or 1.0.0-RC1"),
    (Order::Debian, "debian", "1.2-3+deb12u1 or 2:1.2~rc1-1"),
    (Order::Rpm, "rpm", "1.2.3-4.el9 or 1:2.0~rc1-1"),
    (Order::Alpine, "alpine", "1.2.3-r10 or 1.0_rc1"),
    (Order::Pvp, "pvp", "1.2.0.1"),
    (Order::Cran, "cran", "1.2-3 or 0.9.1"),
    (Order::Drupal, "drupal", "8.x-1.0 or 2.1.0-beta1"),
    (Order::Numeric, "numeric", "1.2.21.7"),
    (Order::Letters, "letters", "1.1.1w or 1.1.0-pre2"),
    (Order::Date, "date", "2024-05-31 or 20240531.2"),
    (Order::Kernel, "kernel", "6.1.55 or 6.1-rc3"),
];

/// The error for a text that is not the name of an order.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("`{}` is not a version order; the orders are {}", .0.escape_debug(), Order::names().join(", "))]
pub struct OrderError(String);

/// A version as its order compares it. Versions of different orders are never compared with each
/// other; their order is that of the kinds, so that this type has one.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Debug)]
pub(super) enum Key {
    SemVer(semver::Version),
    Pep440(pep440_rs::Version),
    Maven(maven::Maven),
    RubyGems(rubygems::Gem),
    NuGet(nuget::NuGet),
    Composer(composer::Composer),
    Debian(debian::Debian),
    Rpm(rpm::Rpm),
    Alpine(alpine::Alpine),
    Numbers(lists::Numbers),
    Drupal(drupal::Drupal),
    Letters(letters::Letters),
    Date(date::DateVersion),
    Kernel((lists::Numbers, bool, number::Number)),
}

impl Order {
    /// Returns every order.
    pub fn all() -> impl Iterator<Item = Self> {
        NAMES.iter().map(|(order, ..)| *order)
    }

    /// Returns the names of all orders.
    #[must_use]
    pub fn names() -> Vec<&'static str> {
        NAMES.iter().map(|(_, name, _)| *name).collect()
    }

    /// Returns its name in files.
    #[must_use]
    pub fn name(self) -> &'static str {
        NAMES.iter().find(|(order, ..)| *order == self).map_or("", |(_, name, _)| name)
    }

    /// Returns what versions look like.
    #[must_use]
    pub fn example(self) -> &'static str {
        NAMES.iter().find(|(order, ..)| *order == self).map_or("", |(.., example)| example)
    }

    /// Returns whether it is an order of Semantic Versioning.
    #[must_use]
    pub(crate) fn is_semver(self) -> bool {
        matches!(self, Self::SemVer | Self::Build)
    }

    /// Returns whether `1.2` and `1.2.0` are the same version.
    #[must_use]
    pub(super) fn ignores_zeros(self) -> bool {
        match self {
            Self::SemVer | Self::Build | Self::Pep440 | Self::Maven | Self::RubyGems | Self::NuGet | Self::Composer => {
                true
            }
            Self::Cran | Self::Drupal | Self::Numeric | Self::Letters | Self::Kernel => true,
            Self::Debian | Self::Rpm | Self::Alpine | Self::Pvp | Self::Date => false,
        }
    }

    /// Parses a text; `None` if it is not a version in this order.
    pub(super) fn key(self, text: &str) -> Option<Key> {
        // A tag's `v` is also read where the ecosystem's own tools would refuse it.
        let bare = super::without_v(text);
        match self {
            Self::SemVer => semver_like::parse(text)
                .map(|version| Key::SemVer(semver::Version { build: semver::BuildMetadata::EMPTY, ..version })),
            Self::Build => semver_like::parse(text).map(Key::SemVer),
            Self::Pep440 => pep440_rs::Version::from_str(text).ok().map(Key::Pep440),
            Self::Maven => maven::Maven::parse(bare).map(Key::Maven),
            Self::RubyGems => rubygems::Gem::parse(bare).map(Key::RubyGems),
            Self::NuGet => nuget::NuGet::parse(bare).map(Key::NuGet),
            Self::Composer => composer::Composer::parse(text).map(Key::Composer),
            Self::Debian => debian::Debian::parse(bare).map(Key::Debian),
            Self::Rpm => rpm::Rpm::parse(bare).map(Key::Rpm),
            Self::Alpine => alpine::Alpine::parse(bare).map(Key::Alpine),
            Self::Pvp => lists::Numbers::pvp(bare).map(Key::Numbers),
            Self::Cran => lists::Numbers::cran(bare).map(Key::Numbers),
            Self::Drupal => drupal::Drupal::parse(bare).map(Key::Drupal),
            Self::Numeric => lists::Numbers::plain(bare).map(Key::Numbers),
            Self::Letters => letters::Letters::parse(bare).map(Key::Letters),
            Self::Date => date::DateVersion::parse(bare).map(Key::Date),
            Self::Kernel => lists::Numbers::kernel(bare).map(Key::Kernel),
        }
    }
}

impl FromStr for Order {
    type Err = OrderError;

    fn from_str(text: &str) -> Result<Self, OrderError> {
        let found = NAMES.iter().find(|(_, name, _)| *name == text).map(|(order, ..)| *order);
        found.ok_or_else(|| OrderError(text.chars().take(64).collect()))
    }
}

impl fmt::Display for Order {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(self.name())
    }
}
