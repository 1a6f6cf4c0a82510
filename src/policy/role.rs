//! Roles: who may hold one, and how it is filled.

use super::{Element, Force};
use crate::names::Name;
use crate::source::Spanned;

/// A role: who may hold it and how it is filled.
#[derive(Clone, Debug)]
pub struct Role {
    /// Id, clauses, title.
    pub element: Element,
    /// The role that its holders come from; `None` for the roster in team.toml.
    pub from: Option<RoleSource>,
    /// How a holder is picked for an incident.
    pub pick: Option<Pick>,
    /// How many people hold it in one incident; `None` for any number.
    pub count: Option<u32>,
    /// Whether its holder leads an incident.
    pub lead: bool,
    /// Whether its holders develop the fix.
    pub develops: bool,
    /// Whether its holders accept, reject and close reports.
    pub triages: bool,
    /// Which components the roster must represent.
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

impl RoleSource {
    /// The word for anybody, in place of a role.
    pub(crate) const ANYONE: &str = "anyone";
}

/// How a holder is picked.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Pick {
    /// In turn, by the order of team.toml and earlier incidents.
    RoundRobin,
    /// Anyone who volunteers.
    Volunteer,
    /// Named by the holder of another role.
    Appointed,
}

/// A requirement that every component of a kind and maturity has a representative.
#[derive(Clone, Debug)]
pub struct Cover {
    /// The kind of component in team.toml.
    pub each: Spanned<Name>,
    /// Only components of these maturities; empty: all.
    pub maturity: Vec<Spanned<Name>>,
    /// How many representatives each needs.
    pub min: u32,
}
