//! Roles: who may hold one, and how it is filled.

use super::{Element, Force};
use crate::names::Name;
use crate::source::Spanned;

/// A role: who may hold it and how it is filled.
#[derive(Clone, Debug)]
pub struct Role {
    /// Id, clauses, title.
    pub element: Element,
    /// The role its holders come from; `None`: the roster in team.toml.
    pub from: Option<RoleSource>,
    /// How a holder is picked for an incident.
    pub pick: Option<Pick>,
    /// How many hold it in one incident; `None`: any number.
    pub count: Option<u32>,
    /// Representation that the roster must give.
    pub cover: Option<Cover>,
    /// Force of `pick` and `cover`.
    pub force: Force,
}

/// Where a role's holders come from.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum RoleSource {
    /// Anybody, on the roster or not.
    Anyone,
    /// Holders of another role.
    Role(Spanned<Name>),
}

/// How a holder is picked.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Pick {
    /// In turn, by team.toml's order and the incidents' history.
    RoundRobin,
    /// Whoever steps forward.
    Volunteer,
    /// Named by the holder of another role.
    Appointed,
}

/// "Every X with maturity Y has a representative."
#[derive(Clone, Debug)]
pub struct Cover {
    /// The kind of component in team.toml.
    pub each: Spanned<Name>,
    /// Only components of these maturities; empty: all.
    pub maturity: Vec<Spanned<Name>>,
    /// How many representatives each needs.
    pub min: u32,
}
