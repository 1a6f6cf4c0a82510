//! Why a report leads to no advisory of its own.

use crate::names::Name;

/// Why a report was rejected: the words that the `outcome` of the event `rejected` accepts.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Debug)]
pub enum Outcome {
    /// The same vulnerability was reported before.
    Duplicate,
    /// It is a bug without an effect on security.
    Bug,
    /// It would make attacks harder, but no attack depends on it.
    Hardening,
    /// The software is meant to do this.
    ByDesign,
    /// Nobody could reproduce it.
    NotReproducible,
    /// It is a vulnerability of another project.
    OtherProject,
}

impl Outcome {
    /// Every outcome.
    pub const ALL: [Self; 6] =
        [Self::Duplicate, Self::Bug, Self::Hardening, Self::ByDesign, Self::NotReproducible, Self::OtherProject];

    /// Returns its name in files.
    #[must_use]
    pub fn word(self) -> &'static str {
        match self {
            Self::Duplicate => "duplicate",
            Self::Bug => "bug",
            Self::Hardening => "hardening",
            Self::ByDesign => "by-design",
            Self::NotReproducible => "not-reproducible",
            Self::OtherProject => "other-project",
        }
    }

    /// Returns the outcome of this name, if there is one.
    #[must_use]
    pub fn named(name: &Name) -> Option<Self> {
        Self::ALL.into_iter().find(|outcome| outcome.word() == name.as_str())
    }
}
