//! Steps of a policy, with their windows and conditions.

use super::element::ELEMENT;
use super::{Constraint, Key, Kind, LINE, NAME, NAMES, Schema, optional, required};
use crate::parse::format::Format;
use crate::parse::words::{WEEKDAYS, Word};
use crate::policy::{Disclosure, Force, LineKind, Lines};

const LENGTH: Kind = Kind::Text(Format::Length);

/// How strictly something binds.
pub(super) const FORCE: Key = optional("force", Kind::Word(Force::WORDS), "How strictly it binds.");

pub(super) static STEP: Schema = Schema::free(
    "a step",
    &[
        ELEMENT,
        &[
            required("role", NAME, "Who does it."),
            optional("group", NAME, "A heading to show it under."),
            optional("when", Kind::Table(&CONDITION), "When it applies at all."),
            optional("window", Kind::Table(&WINDOW), "Its clock."),
            optional("event", NAME, "The event that says it is done; by default the step's id."),
            optional("requires", NAMES, "Steps that come before it."),
            optional("after-any", NAMES, "Events, one of which must have happened."),
            optional("before", NAMES, "Steps that must not come first."),
            optional("needs", Kind::List(&Kind::Text(Format::Need)), "Facts it needs; a `?` makes one a wish."),
            optional("approvals", Kind::Table(&APPROVALS), "Approvals it needs."),
            optional("to", NAMES, "Channels it tells."),
            optional("template", NAME, "The announcement's template."),
            optional("optional", LINE, "Why it may be skipped by a recorded decision."),
            optional("expected", Kind::Table(&CONDITION), "When an optional step is expected to be taken."),
            optional("lines", Kind::Word(Lines::WORDS), "Which release lines it speaks of."),
        ],
    ],
);

pub(super) static APPROVALS: Schema = Schema::free(
    "approvals",
    &[&[
        required("role", NAME, "Whose."),
        optional("count", Kind::Count, "How many; by default 1."),
        optional("per-commit", Kind::Bool, "On every commit of the fix."),
        optional("trailers", Kind::List(&Kind::Text(Format::Trailer)), "Trailers of a commit that are an approval."),
        optional("inferred", Kind::Bool, "The prose gives no number or no role and the project chose these."),
    ]],
);

static WINDOW: Schema = Schema {
    what: "a window",
    keys: &[&[
        optional("after", NAME, "The event it follows."),
        optional("before", NAME, "The event it precedes."),
        optional("at", NAME, "The event whose instant it is."),
        optional("min", LENGTH, "Not nearer to the event than this."),
        optional("max", Kind::Text(Format::Limit), "Not farther from the event than this, or `asap`."),
        FORCE,
        optional("extend", LENGTH, "What a waiver may move a `max` with `force = \"cap\"` to."),
        optional("tolerance", LENGTH, "How far from `at` is still at it."),
        optional("prefer", Kind::Table(&PREFER), "Preferred weekdays and time of day, UTC."),
        optional("inferred", Kind::Bool, "The prose gives no time and the project chose this one."),
    ]],
    constraint: Constraint::Window,
};

static PREFER: Schema = Schema::free(
    "a preference",
    &[&[
        optional("weekdays", Kind::List(&Kind::Word(WEEKDAYS)), "Preferred days."),
        optional("at", Kind::Text(Format::TimeOfDay), "Preferred time of day, UTC."),
        FORCE,
    ]],
);

const LINE_KINDS: Kind = Kind::OneOrMany(&Kind::Word(LineKind::WORDS));

pub(super) static CONDITION: Schema = Schema::free(
    "a condition",
    &[&[
        optional("disclosure", Kind::Word(Disclosure::WORDS), "How the vulnerability came to the project."),
        optional("upstream", Kind::Bool, "Whether the fix waits for another project."),
        optional("embargo-broken", Kind::Bool, "Whether the embargo is broken."),
        optional("exploited", Kind::Bool, "Whether exploitation is known."),
        optional("cvss-lt", Kind::Score, "The score is less than this."),
        optional("cvss-ge", Kind::Score, "The score is this or more."),
        optional("affects", LINE_KINDS, "One of these kinds of release line is affected."),
        optional("not-affects", LINE_KINDS, "None of these kinds of release line is affected."),
        optional("impact", NAMES, "One of these impacts is recorded."),
        optional("older-than", LENGTH, "The flaw has been in the code for longer than this."),
        optional("any", Kind::Tables(&CONDITION), "One of these holds."),
    ]],
);
