//! The packages of a project, and which one an affected range is of.

use std::borrow::Cow;

use super::Project;
use crate::ecosystem::Ecosystem;
use crate::incident::Affected;
use crate::source::Spanned;
use crate::version::{Numbering, Order, Version};

/// A package the project publishes. Its ecosystem and its name together say which one it is.
#[derive(Clone, Debug)]
pub struct Package {
    /// The ecosystem; `None` for a product that is in no ecosystem.
    pub ecosystem: Option<Spanned<Ecosystem>>,
    /// Its name in the ecosystem.
    pub name: Spanned<String>,
    /// How the package numbers the project's releases; `None` if it uses the project's numbers.
    pub versions: Option<Spanned<Numbering>>,
    /// How its versions are ordered, if the ecosystem does not say so.
    pub order: Option<Spanned<Order>>,
    /// Its package URL, if that can't be made of the ecosystem and the name.
    pub purl: Option<Spanned<String>>,
    /// Who makes it, if that is somebody else.
    pub vendor: Option<Spanned<String>>,
    /// Whether somebody else publishes it: the project's releases are no versions of it.
    pub is_foreign: bool,
    /// Whether advisory.toml says who publishes it.
    pub says_foreign: bool,
}

impl Package {
    /// Returns its ecosystem.
    #[must_use]
    pub fn ecosystem(&self) -> Option<&Ecosystem> {
        self.ecosystem.as_ref().map(|ecosystem| &ecosystem.value)
    }

    /// Returns how its versions are ordered; `None` if that is not known.
    #[must_use]
    pub fn order(&self) -> Option<Order> {
        self.order.as_ref().map(|order| order.value).or_else(|| self.ecosystem()?.order())
    }

    /// Returns its number for a release of the project; `None` if it has no such release.
    #[must_use]
    pub(crate) fn number<'v>(&self, release: &'v Version) -> Option<Cow<'v, Version>> {
        match &self.versions {
            None => Some(Cow::Borrowed(release)),
            Some(numbering) => numbering.value.of(release).map(Cow::Owned),
        }
    }

    /// Returns its ecosystem and its name, for people.
    #[must_use]
    pub(crate) fn described(&self) -> String {
        match self.ecosystem() {
            Some(ecosystem) => format!("{} of {ecosystem}", self.name.value),
            None => self.name.value.clone(),
        }
    }
}

impl Project {
    /// Returns the package with this name; `None` names the first one of the project's. Without an
    /// ecosystem it is the one that is in none, else the first with the name.
    #[must_use]
    pub fn package(&self, name: Option<&str>, ecosystem: Option<&Ecosystem>) -> Option<&Package> {
        let Some(name) = name else { return self.own_packages().next() };
        let is_named = |package: &&Package| package.name.value == name;
        let mut named = self.packages.iter().filter(is_named);
        match ecosystem {
            Some(_) => named.find(|package| package.ecosystem() == ecosystem),
            // One that is in no ecosystem can be named in no other way. `check` reports a name that
            // several packages have.
            None => {
                let bare = named.clone().find(|package| package.ecosystem.is_none());
                bare.or_else(|| named.clone().find(|package| !package.is_foreign)).or_else(|| named.next())
            }
        }
    }

    /// Returns the packages of which one is meant by a name alone, if there are several: those of
    /// the project, else those of others.
    #[must_use]
    pub(crate) fn meant_by(&self, name: &str) -> Vec<&Package> {
        let named = self.packages.iter().filter(|package| package.name.value == name);
        if named.clone().any(|package| package.ecosystem.is_none()) {
            return Vec::new();
        }
        let (own, others): (Vec<_>, Vec<_>) = named.partition(|package| !package.is_foreign);
        let meant = if own.is_empty() { others } else { own };
        if meant.len() > 1 { meant } else { Vec::new() }
    }

    /// Returns the packages that the project publishes.
    pub(crate) fn own_packages(&self) -> impl Iterator<Item = &Package> + Clone {
        self.packages.iter().filter(|package| !package.is_foreign)
    }

    /// Returns the package of an affected range.
    #[must_use]
    pub fn package_of(&self, affected: &Affected) -> Option<&Package> {
        let name = affected.package.as_ref().map(|name| name.value.as_str());
        self.package(name, affected.ecosystem.as_ref().map(|ecosystem| &ecosystem.value))
    }

    /// Returns whether a package is the project's first: the one that affected ranges without a
    /// package are about.
    #[must_use]
    pub(crate) fn is_first(&self, package: Option<&Package>) -> bool {
        package.zip(self.own_packages().next()).is_some_and(|(package, first)| std::ptr::eq(package, first))
    }
}
