//! Steps of a policy, with their windows and conditions.

use super::element::ELEMENT;
use super::{Constraint, Key, Kind, LINE, NAME, NAMES, Schema, optional, required};
use crate::key;
use crate::parse::format::Format;
use crate::parse::words::{WEEKDAYS, Word};
use crate::policy::{Disclosure, Force, LineKind, Lines, ReportSource};

const LENGTH: Kind = Kind::Text(Format::Length);

/// How strictly something binds.
pub(super) const FORCE: Key = optional(key::FORCE, Kind::Word(Force::WORDS), "How strictly it binds.");

pub(super) static STEP: Schema = Schema::free(
    "a step",
    &[
        ELEMENT,
        &[
            required(key::ROLE, NAME, "The role that does it."),
            optional(key::GROUP, NAME, "The heading under which boards and pages show it."),
            optional(key::WHEN, Kind::Table(&CONDITION), "When it applies."),
            optional(key::WINDOW, Kind::Table(&WINDOW), "When it is due."),
            optional(key::EVENT, NAME, "The event that completes it; by default the step's ID."),
            optional(key::REQUIRES, NAMES, "Steps that must be done before this one."),
            optional(key::AFTER_ANY, NAMES, "Events, one of which must have happened."),
            optional(key::BEFORE, NAMES, "Steps that may be done only after this one."),
            optional(
                key::NEEDS,
                Kind::List(&Kind::Text(Format::Need)),
                "Facts that it needs; a `?` makes one optional.",
            ),
            optional(key::APPROVALS, Kind::Table(&APPROVALS), "Approvals it needs."),
            optional(key::TO, NAMES, "The channels that are told in this step."),
            optional(key::TEMPLATE, NAME, "The template of the message."),
            optional(key::OPTIONAL, LINE, "When it may be skipped, in words. Somebody has to record the decision."),
            optional(key::EXPECTED, Kind::Table(&CONDITION), "When an optional step is expected to be taken."),
            optional(key::CHOICES, NAMES, "The answers that its event may record as `choice`; by default any."),
            optional(key::PRIVATE_ON, NAME, "The choice after which a public report is handled in private."),
            optional(key::LINES, Kind::Word(Lines::WORDS), "Which release lines it concerns."),
        ],
    ],
);

pub(super) static APPROVALS: Schema = Schema::free(
    "approvals",
    &[&[
        required(key::ROLE, NAME, "The role whose members approve."),
        optional(key::COUNT, Kind::Count, "How many of them must approve; by default 1."),
        optional(key::PER_COMMIT, Kind::Bool, "`true`: every commit of the fix needs the approvals."),
        optional(key::TRAILERS, Kind::List(&Kind::Text(Format::Trailer)), "Commit trailers that count as an approval."),
        optional(key::INFERRED, Kind::Bool, "The written policy gives no number or no role; the project chose these."),
    ]],
);

static WINDOW: Schema = Schema {
    what: "a window",
    keys: &[&[
        optional(key::AFTER, NAME, "The event from which the time is counted."),
        optional(key::BEFORE, NAME, "The event up to which the time is counted."),
        optional(key::AT, NAME, "The event at whose instant it is due."),
        optional(key::MIN, LENGTH, "The least time from the event."),
        optional(key::MAX, Kind::Text(Format::Limit), "The most time from the event, or `asap`."),
        FORCE,
        optional(key::EXTEND, LENGTH, "The `max` that a waiver may grant if `force = \"cap\"`."),
        optional(key::TOLERANCE, LENGTH, "The distance from `at` that still counts as on time."),
        optional(key::PREFER, Kind::Table(&PREFER), "Preferred weekdays and time of day, UTC."),
        optional(key::INFERRED, Kind::Bool, "The written policy gives no time; the project chose this one."),
    ]],
    constraint: Constraint::Window,
};

static PREFER: Schema = Schema::free(
    "a preference",
    &[&[
        optional(key::WEEKDAYS, Kind::List(&Kind::Word(WEEKDAYS)), "Preferred days."),
        optional(key::AT, Kind::Text(Format::TimeOfDay), "Preferred time of day, UTC."),
        FORCE,
    ]],
);

const LINE_KINDS: Kind = Kind::OneOrMany(&Kind::Word(LineKind::WORDS));

const SOURCES: Kind = Kind::OneOrMany(&Kind::Word(ReportSource::WORDS));

pub(super) static CONDITION: Schema = Schema::free(
    "a condition",
    &[&[
        optional(key::DISCLOSURE, Kind::Word(Disclosure::WORDS), "How the project learned of the vulnerability."),
        optional(key::SOURCE, SOURCES, "The report came about in one of these ways."),
        optional(key::UPSTREAM, Kind::Bool, "Whether the fix waits for another project."),
        optional(key::EMBARGO_BROKEN, Kind::Bool, "Whether the embargo is broken."),
        optional(key::EXPLOITED, Kind::Bool, "Whether exploitation is known."),
        optional(key::CVSS_LT, Kind::Score, "The score is less than this."),
        optional(key::CVSS_GE, Kind::Score, "The score is this or more."),
        optional(key::LEVEL, NAMES, "The severity level is one of these."),
        optional(key::LEVEL_GE, NAME, "The severity level is this one or a higher one."),
        optional(key::AFFECTS, LINE_KINDS, "One of these kinds of release line is affected."),
        optional(key::NOT_AFFECTS, LINE_KINDS, "None of these kinds of release line is affected."),
        optional(key::IMPACT, NAMES, "One of these impacts is recorded."),
        optional(key::OLDER_THAN, LENGTH, "The vulnerability has been in the code for longer than this."),
        optional(key::FACT, Kind::Map(Format::Name, &NAMES), "Fact = the values of which it has one."),
        optional(key::ANY, Kind::Tables(&CONDITION), "One of these is true."),
        optional(key::ALL, Kind::Tables(&CONDITION), "All of these are true."),
        optional(key::NOT, Kind::Table(&CONDITION), "This is false."),
    ]],
);
