//! Ecosystems of packages: their name in each standard, and how their versions are ordered and
//! written.
//!
//! `advisory.toml` uses OSV's names (<https://ossf.github.io/osv-schema/#defined-ecosystems>). A
//! name that is not in the table is kept unchanged, and nothing more is known about it. Exports,
//! imports and package URLs all use this table.

use std::cmp::Ordering;
use std::fmt;

use serde::{Serialize, Serializer};

use crate::version::{Order, Version};

mod distribution;
pub mod purl;
mod table;

use table::{DISTRIBUTIONS, NAMED, Names, OTHERS, TABLE};

/// An ecosystem of packages. Ecosystems are ordered by OSV's names.
#[derive(Clone, PartialEq, Eq, Hash, Debug)]
pub enum Ecosystem {
    /// Packages of R.
    Cran,
    /// Crates of Rust.
    CratesIo,
    /// Actions and reusable workflows of GitHub.
    GitHubActions,
    /// Modules of Go.
    Go,
    /// Packages of Haskell.
    Hackage,
    /// Packages of Erlang and Elixir.
    Hex,
    /// Artifacts of Java and its relatives.
    Maven,
    /// Packages of JavaScript.
    Npm,
    /// Packages of .NET.
    NuGet,
    /// Packages of PHP.
    Packagist,
    /// Packages of Dart.
    Pub,
    /// Packages of Python.
    PyPi,
    /// Gems of Ruby.
    RubyGems,
    /// Packages of Swift, named by the address of their repository.
    SwiftUrl,
    /// An ecosystem that is not in the table, such as `Debian:12`.
    Other(OtherEcosystem),
}

/// The name of an ecosystem that is not in the table. Only [`Ecosystem::from`] creates one, so that
/// a known ecosystem never becomes an unknown one.
#[derive(Clone, PartialEq, Eq, Hash, Debug)]
pub struct OtherEcosystem(String);

impl Ecosystem {
    /// Returns every ecosystem of the table.
    #[cfg(test)]
    pub(crate) fn known() -> impl Iterator<Item = &'static Self> {
        TABLE.iter().map(|(ecosystem, _)| ecosystem)
    }

    /// Returns the ecosystem with this type of package URLs, in any case.
    #[must_use]
    pub(crate) fn from_purl_type(kind: &str) -> Option<Self> {
        Self::find(|names| names.purl.is_some_and(|known| known.eq_ignore_ascii_case(kind)))
    }

    /// Returns the ecosystem with this name in GitHub's advisories.
    #[must_use]
    pub(crate) fn from_github(name: &str) -> Option<Self> {
        Self::find(|names| names.github == Some(name))
    }

    /// Returns the ecosystem whose registry is on this host, given without `www.`.
    #[must_use]
    pub(crate) fn from_host(host: &str) -> Option<Self> {
        Self::find(|names| names.hosts.contains(&host))
    }

    /// Returns OSV's name.
    #[must_use]
    pub fn name(&self) -> &str {
        match self {
            Self::Other(OtherEcosystem(name)) => name,
            known => known.names().map_or("", |names| names.osv),
        }
    }

    /// Returns the ecosystem without what follows a colon: a release as in `Debian:12`, or a
    /// registry.
    #[must_use]
    pub(crate) fn base(&self) -> Self {
        Self::from(self.name().split(':').next().unwrap_or_default())
    }

    /// Returns whether OSV names it, with or without a release or a registry after a colon.
    #[must_use]
    pub(crate) fn is_in_osv(&self) -> bool {
        let (base, rest) = self.name().split_once(':').unwrap_or((self.name(), "any"));
        !rest.is_empty() && (NAMED.contains(&base) || Self::find(|names| names.osv == base).is_some())
    }

    /// Returns whether a package of it can have this name: Maven's have a group and an artifact.
    #[must_use]
    pub(crate) fn has_name(&self, name: &str) -> bool {
        let is_part = |part: &str| !part.trim().is_empty();
        self.base() != Self::Maven
            || name.split_once(':').is_some_and(|(group, artifact)| is_part(group) && is_part(artifact))
    }

    /// Returns OSV's names of all ecosystems.
    pub(crate) fn all_in_osv() -> impl Iterator<Item = &'static str> + Clone {
        TABLE.iter().map(|(_, names)| names.osv).chain(NAMED)
    }

    /// Returns OSV's name of an ecosystem that was given by another standard's, such as `golang`.
    #[must_use]
    pub(crate) fn meant_by(name: &str) -> Option<&'static str> {
        let is = |other: &str| other.eq_ignore_ascii_case(name);
        let found = TABLE.iter().find(|(_, names)| names.purl.is_some_and(is) || names.github.is_some_and(is));
        found.map(|(_, names)| names.osv).or_else(|| Self::all_in_osv().find(|osv| is(osv)))
    }

    /// Returns the type of its package URLs; `None` if that is not known.
    #[must_use]
    pub(crate) fn url_type(&self) -> Option<&'static str> {
        match self.names() {
            Some(names) => names.purl,
            None if self.base().name() == "Julia" => Some("julia"),
            None => {
                let base = self.base();
                let of_distribution = DISTRIBUTIONS.iter().find(|(name, ..)| *name == base.name());
                of_distribution.map(|(_, kind, _)| *kind).or_else(|| base.names()?.purl)
            }
        }
    }

    /// Returns the type of its package URLs.
    #[cfg(test)]
    pub(crate) fn purl_type(&self) -> Option<&'static str> {
        self.names()?.purl
    }

    /// Returns its scheme of version ranges, if `vers` defines one.
    #[must_use]
    pub(crate) fn vers_scheme(&self) -> Option<&'static str> {
        self.names().filter(|names| names.is_vers)?.purl
    }

    /// Returns GitHub's name.
    #[must_use]
    pub(crate) fn github(&self) -> Option<&'static str> {
        self.names()?.github
    }

    /// Returns the address of its registry.
    #[must_use]
    pub(crate) fn registry(&self) -> Option<&'static str> {
        Some(self.names()?.registry)
    }

    /// Returns how its versions are ordered; `None` if that is not known.
    #[must_use]
    pub fn order(&self) -> Option<Order> {
        match self.names() {
            Some(names) => Some(names.order),
            None => self.order_of_other(),
        }
    }

    /// Returns the order of an ecosystem that is not in the table.
    fn order_of_other(&self) -> Option<Order> {
        let (base, registry) = self.name().split_once(':').unwrap_or((self.name(), ""));
        if base == "Packagist" && registry.contains("drupal.org") {
            return Some(Order::Drupal);
        }
        OTHERS.iter().find(|(_, bases)| bases.contains(&base)).map(|(order, _)| *order).or_else(|| {
            let base = self.base();
            base.names().map(|names| names.order)
        })
    }

    /// Returns whether OSV and other formats take its versions for semantic ones.
    #[must_use]
    pub(crate) fn is_semver(&self) -> bool {
        self.names().is_some_and(|names| names.order.is_semver()) && *self != Self::GitHubActions
    }

    /// Returns a version as the ecosystem writes it: without a leading `v`, and with all three
    /// numbers if its order is that of Semantic Versioning.
    #[must_use]
    pub(crate) fn version(&self, version: &Version) -> String {
        if self.is_semver() { version.semver() } else { version.without_v().to_owned() }
    }

    fn find(is_wanted: impl Fn(&Names) -> bool) -> Option<Self> {
        TABLE.iter().find(|(_, names)| is_wanted(names)).map(|(ecosystem, _)| ecosystem.clone())
    }

    fn names(&self) -> Option<&'static Names> {
        TABLE.iter().find(|(ecosystem, _)| ecosystem == self).map(|(_, names)| names)
    }
}

/// Returns a version as the ecosystem writes it; if there is none, without a leading `v`.
#[must_use]
pub(crate) fn written(version: &Version, ecosystem: Option<&Ecosystem>) -> String {
    ecosystem.map_or_else(|| version.without_v().to_owned(), |ecosystem| ecosystem.version(version))
}

impl From<&str> for Ecosystem {
    /// Returns the ecosystem with this name in OSV.
    fn from(name: &str) -> Self {
        Self::find(|names| names.osv == name).unwrap_or_else(|| Self::Other(OtherEcosystem(name.to_owned())))
    }
}

impl Serialize for Ecosystem {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(self.name())
    }
}

impl PartialOrd for Ecosystem {
    fn partial_cmp(&self, other: &Self) -> Option<Ordering> {
        Some(self.cmp(other))
    }
}

impl Ord for Ecosystem {
    fn cmp(&self, other: &Self) -> Ordering {
        self.name().cmp(other.name())
    }
}

impl fmt::Display for Ecosystem {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(self.name())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Counts the variants: a new one fails to compile here until it is added, and then needs a row
    /// in the table.
    fn row(ecosystem: &Ecosystem) -> Option<usize> {
        Some(match ecosystem {
            Ecosystem::Cran => 0,
            Ecosystem::GitHubActions => 1,
            Ecosystem::Go => 2,
            Ecosystem::Hackage => 3,
            Ecosystem::Hex => 4,
            Ecosystem::Maven => 5,
            Ecosystem::NuGet => 6,
            Ecosystem::Packagist => 7,
            Ecosystem::Pub => 8,
            Ecosystem::PyPi => 9,
            Ecosystem::RubyGems => 10,
            Ecosystem::SwiftUrl => 11,
            Ecosystem::CratesIo => 12,
            Ecosystem::Npm => 13,
            Ecosystem::Other(_) => return None,
        })
    }

    #[test]
    fn every_known_ecosystem_has_one_row_and_is_found_by_each_of_its_names() {
        let rows: Vec<_> = Ecosystem::known().map(row).collect();
        assert_eq!(rows, (0..TABLE.len()).map(Some).collect::<Vec<_>>());
        for (ecosystem, names) in &TABLE {
            assert_eq!(Ecosystem::from(names.osv), *ecosystem);
            assert_eq!(ecosystem.to_string(), names.osv);
            if let Some(kind) = names.purl {
                assert_eq!(Ecosystem::from_purl_type(&kind.to_uppercase()).as_ref(), Some(ecosystem));
            }
            if let Some(name) = names.github {
                assert_eq!(Ecosystem::from_github(name).as_ref(), Some(ecosystem));
            }
            for host in names.hosts {
                assert_eq!(Ecosystem::from_host(host).as_ref(), Some(ecosystem));
            }
        }
    }

    #[test]
    fn types_of_package_urls_are_registered_and_lower_case() {
        for (ecosystem, names) in &TABLE {
            if let Some(kind) = names.purl {
                assert!(purl::TYPES.contains(&kind), "{ecosystem}: {kind}");
                assert_eq!(ecosystem.purl_type(), Some(kind));
            }
        }
    }

    #[test]
    fn ecosystems_are_ordered_by_their_names() {
        let names = ["CRAN", "Debian:12", "Go", "PyPI", "SwiftURL", "crates.io", "npm"];
        assert!(names.map(Ecosystem::from).is_sorted_by(|a, b| a < b));
    }

    #[test]
    fn an_unknown_ecosystem_keeps_its_name_and_has_no_other() {
        let debian = Ecosystem::from("Debian:12");
        assert_eq!((debian.name(), debian.base().name()), ("Debian:12", "Debian"));
        assert_eq!((debian.purl_type(), debian.github(), debian.registry()), (None, None, None));
        assert_eq!(Ecosystem::from("Maven:https://repo.example").base(), Ecosystem::Maven);
    }
}
