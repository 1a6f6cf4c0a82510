//! Windows, and what changes or moves them: modes and waivers.

use super::{Condition, Element, Force};
use crate::names::Name;
use crate::source::Spanned;
use crate::time::Length;

/// A clock: `{ after | before | at = EVENT, min, max, force }`.
#[derive(Clone, Debug)]
pub struct Window {
    /// The event, and the side of it.
    pub anchor: Anchor,
    /// The minimum distance from the anchor.
    pub min: Option<Spanned<Length>>,
    /// The maximum distance from the anchor.
    pub max: Option<Limit>,
    /// How strictly it binds; by default as the policy does.
    pub force: Force,
    /// The distance to which a waiver may move a `max` that is a cap.
    pub extend: Option<Spanned<Length>>,
    /// The distance from `at` that still counts as on time.
    pub tolerance: Option<Spanned<Length>>,
    /// Preferred weekdays and time of day.
    pub prefer: Option<Prefer>,
    /// Whether the prose gives no time and the project chose this one.
    pub inferred: bool,
    /// Its location in the file.
    pub span: crate::source::Span,
}

/// The event that a window is relative to.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Anchor {
    /// The window follows the event.
    After(Spanned<Name>),
    /// The window precedes the event.
    Before(Spanned<Name>),
    /// The window is the event's instant.
    At(Spanned<Name>),
}

impl Anchor {
    /// Returns the event.
    #[must_use]
    pub fn event(&self) -> &Spanned<Name> {
        match self {
            Self::After(e) | Self::Before(e) | Self::At(e) => e,
        }
    }
}

/// The far end of a window.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Limit {
    /// As soon as possible: there is no deadline, but age counts.
    Asap,
    /// A length from the anchor.
    Length(Spanned<Length>),
}

/// Preferred weekdays and time of day, UTC.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Prefer {
    /// `mon` … `sun`; empty: any.
    pub weekdays: Vec<Spanned<String>>,
    /// `HH:MM`.
    pub at: Option<Spanned<String>>,
    /// How strictly.
    pub force: Force,
}

/// A mode, which changes deadlines.
#[derive(Clone, Debug)]
pub struct Mode {
    /// Id, clauses, title.
    pub element: Element,
    /// When it is on.
    pub when: Condition,
    /// Whether an unscored incident counts as meeting a CVSS threshold (`unscored = "meets"`).
    pub unscored_meets: bool,
    /// Its effect.
    pub effect: Effect,
}

/// What a mode does.
#[derive(Clone, Debug)]
pub enum Effect {
    /// Every window becomes "as soon as possible".
    Asap,
    /// The event's date is a floor for public output, and these steps move to it.
    Floor {
        /// The event (or planned date) that is the floor.
        event: Spanned<Name>,
        /// The steps whose deadlines move with it.
        replan: Vec<Spanned<Name>>,
    },
}

/// A permitted exception from the policy.
#[derive(Clone, Debug)]
pub struct WaiverRule {
    /// Id, clauses, title.
    pub element: Element,
    /// When it may be used.
    pub when: Condition,
    /// Steps it may move; empty: all.
    pub steps: Vec<Spanned<Name>>,
    /// Who may grant it.
    pub by: Spanned<Name>,
    /// Whether a link to the discussion is needed.
    pub needs_link: bool,
    /// Whether a reason is needed.
    pub needs_reason: bool,
    /// What it grants.
    pub grants: Grant,
}

/// What a waiver grants.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Grant {
    /// A new, later date. It never removes one.
    NewDate,
    /// A fix where the path says that none is made.
    Fix,
}
