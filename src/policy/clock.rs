//! Windows, and what changes or moves them: conditions, modes, waivers.

use super::{Element, Force};
use crate::cvss::Score;
use crate::names::Name;
use crate::source::Spanned;
use crate::time::Length;

/// A clock: `{ after | before | at = EVENT, min, max, force }`.
#[derive(Clone, Debug)]
pub struct Window {
    /// Which side of which event.
    pub anchor: Anchor,
    /// Not earlier than this from the anchor (or, before an event, at least this long before it).
    pub min: Option<Spanned<Length>>,
    /// Not later than this from the anchor (or, before an event, at most this long before it).
    pub max: Option<Limit>,
    /// How strictly it binds; the policy's own force where it names none.
    pub force: Force,
    /// What a waiver may move a `max` that is a cap to, from the same event.
    pub extend: Option<Spanned<Length>>,
    /// How far from `at` is still at it.
    pub tolerance: Option<Spanned<Length>>,
    /// Preferred weekdays and time of day.
    pub prefer: Option<Prefer>,
    /// Set when the prose gives no time and the project chose this one.
    pub inferred: bool,
    /// Where it stands.
    pub span: crate::source::Span,
}

/// The event a window hangs on.
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
    /// As soon as possible: no instant, but age counts.
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

/// A condition on an incident. All that is set must hold; an empty one always holds.
#[derive(Clone, Debug, Default)]
pub struct Condition {
    /// `disclosure = "private" | "public"`.
    pub disclosure: Option<Disclosure>,
    /// `upstream = true`: the fix waits for another project.
    pub upstream: Option<bool>,
    /// `embargo-broken = true`.
    pub embargo_broken: Option<bool>,
    /// `exploited = true`: known exploitation.
    pub exploited: Option<bool>,
    /// `cvss-lt = 4.0`.
    pub cvss_lt: Option<Score>,
    /// `cvss-ge = 4.0`.
    pub cvss_ge: Option<Score>,
    /// One of these kinds of line is affected.
    pub affects: Vec<LineKind>,
    /// None of these kinds of line is affected.
    pub not_affects: Vec<LineKind>,
    /// One of these impacts is recorded.
    pub impact: Vec<Spanned<Name>>,
    /// `vulnerability-older-than = "7d"`: the flaw has been in the code for longer.
    pub older_than: Option<Length>,
    /// One of these holds.
    pub any: Vec<Condition>,
}

/// How the vulnerability came to the project.
#[derive(Clone, Copy, PartialEq, Eq, Debug, PartialOrd, Ord)]
pub enum Disclosure {
    /// Reported in private.
    Private,
    /// Already public.
    Public,
}

/// The kind of a release line.
#[derive(Clone, Copy, PartialEq, Eq, Debug, PartialOrd, Ord)]
pub enum LineKind {
    /// The development line.
    Development,
    /// Gets releases.
    Supported,
    /// Past its end of life.
    Unsupported,
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
