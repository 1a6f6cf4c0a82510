//! Versions of which nobody knows whether they are affected. Nothing may call them fixed or not
//! affected.

use std::collections::BTreeMap;

use serde::{Serialize, Serializer};

use crate::ecosystem::Ecosystem;
use crate::version::{Bound, Range, Version};

/// Versions of one package of which nobody knows whether they are affected. Those that an affected
/// range contains are affected.
#[derive(Clone, Debug, PartialEq)]
#[non_exhaustive]
pub struct Unknown {
    /// The ecosystem of the package.
    pub ecosystem: Option<Ecosystem>,
    /// The package.
    pub package: Option<String>,
    /// The versions.
    pub range: Range<Bound>,
}

/// The keys of a range in JSON and for templates.
#[derive(Serialize)]
struct Shown<'a> {
    ecosystem: Option<&'a Ecosystem>,
    package: Option<&'a str>,
    from: Option<&'a Bound>,
    before: Option<&'a Bound>,
    up_to: Option<&'a Bound>,
}

impl Serialize for Unknown {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let shown = Shown {
            ecosystem: self.ecosystem.as_ref(),
            package: self.package.as_deref(),
            from: self.range.introduced.as_ref(),
            before: self.range.fixed(),
            up_to: self.range.last_affected(),
        };
        shown.serialize(serializer)
    }
}

/// A package by ecosystem and name.
pub(super) type Name<'a> = (Option<&'a Ecosystem>, Option<&'a str>);

/// Returns the unknown versions of each package, sorted and without overlaps. A bound that is not a
/// version counts as none; `check` reports it.
pub(super) fn by_package(unknown: &[Unknown]) -> BTreeMap<Name<'_>, Vec<Range>> {
    let mut all: BTreeMap<Name<'_>, Vec<Range>> = BTreeMap::new();
    let version = |bound: Option<&Bound>| -> Option<Version> { bound?.version().cloned() };
    for Unknown { ecosystem, package, range } in unknown {
        let read =
            Range::new(version(range.introduced.as_ref()), version(range.fixed()), version(range.last_affected()));
        all.entry((ecosystem.as_ref(), package.as_deref())).or_default().push(read);
    }
    all.into_iter().map(|(name, ranges)| (name, Range::union(ranges))).collect()
}
