//! `policy.toml`, from its head to its waivers.

use super::element::{CLAUSES, ELEMENT, ID, INFERRED};
use super::step::{CONDITION, FORCE, STEP};
use super::terms::{ATTESTATION, DISTRIBUTOR_LIST, EMBARGO, EVIDENCE, GAP, PUBLICATION};
use super::{Key, Kind, LINE, LINES, NAME, NAMES, SCHEMA, Schema, TEXT, optional, required};
use crate::cvss;
use crate::parse::format::Format;
use crate::parse::words::{WAIVER_NEEDS, Word};
use crate::policy::{ChannelKind, Exposure, Grant, Pick, Precision};

pub(in crate::parse) static FILE: Schema = Schema::free("policy.toml", KEYS);

const KEYS: &[&[Key]] = &[&[
    SCHEMA,
    required("id", NAME, "The policy's name."),
    required("revision", LINE, "Which revision; incidents name the one in force when they were reported."),
    required("effective", Kind::Instant, "From when on it is in force."),
    optional("source", LINE, "The prose it carries out: a path or URL."),
    optional("summary", TEXT, "One paragraph for the public policy page."),
    CLAUSES,
    FORCE,
    optional("time", Kind::Table(&TIME), "Calendar and precision."),
    optional("severity", Kind::Table(&SEVERITY), "How severity is scored."),
    required("role", Kind::Tables(&ROLE), "Who."),
    optional("channel", Kind::Tables(&CHANNEL), "Where announcements go."),
    optional("intake", Kind::Table(&INTAKE), "How reports come in."),
    optional("path", Kind::Tables(&PATH), "Which steps apply; every matching path does."),
    required("step", Kind::Tables(&STEP), "What is asked for."),
    optional("mode", Kind::Tables(&MODE), "What changes the clocks."),
    optional("waiver", Kind::Tables(&WAIVER), "Permitted departures."),
    required("embargo", Kind::Table(&EMBARGO), "Embargo terms."),
    optional("list", Kind::Tables(&DISTRIBUTOR_LIST), "Private early-disclosure lists."),
    optional("attestation", Kind::Tables(&ATTESTATION), "Duties that only people can keep."),
    optional("event", Kind::Tables(&EVENT), "Events beyond the built-in ones and the steps' own."),
    optional("publication", Kind::Table(&PUBLICATION), "What publication asks for."),
    optional("evidence", Kind::Table(&EVIDENCE), "What git has to show."),
    optional("gap", Kind::Tables(&GAP), "What the prose leaves open."),
]];

static TIME: Schema = Schema::free(
    "the policy's calendar",
    &[&[
        optional("holidays", Kind::List(&Kind::Date), "Days that are no business days, besides the project's own."),
        optional("release-precision", Kind::Word(Precision::WORDS), "What a release date is precise to."),
        CLAUSES,
    ]],
);

static SEVERITY: Schema = Schema::free(
    "the severity terms",
    &[&[
        optional("cvss", Kind::List(&Kind::Word(cvss::Version::WORDS)), "CVSS versions that thresholds read."),
        CLAUSES,
    ]],
);

static ROLE: Schema = Schema::free(
    "a role",
    &[
        ELEMENT,
        &[
            optional("from", NAME, "The role its holders come from, or `anyone`; by default the roster of team.toml."),
            optional("pick", Kind::Word(Pick::WORDS), "How a holder is picked."),
            optional("count", Kind::Count, "How many hold it in one incident."),
            FORCE,
            optional("cover", Kind::Table(&COVER), "Whom the roster must represent."),
        ],
    ],
);

static COVER: Schema = Schema::free(
    "a cover",
    &[&[
        required("each", NAME, "The kind of component."),
        optional("maturity", NAMES, "Only components of these maturities."),
        optional("min", Kind::Count, "How many representatives each needs; by default 1."),
    ]],
);

const FIELDS: Kind = Kind::List(&Kind::Text(Format::FactOrAll));

static CHANNEL: Schema = Schema::free(
    "a channel",
    &[
        ELEMENT,
        &[
            required("kind", Kind::Word(ChannelKind::WORDS), "What kind of draft it takes."),
            required("to", LINES, "Addresses, repository or room; empty where the prose names none."),
            required("exposure", Kind::Word(Exposure::WORDS), "Who can read it."),
            optional("fields", FIELDS, "What it may carry before the advisory is public; by default everything."),
            optional("fields-after-public", FIELDS, "What it may carry afterwards; by default the same."),
        ],
    ],
);

static INTAKE: Schema = Schema::free(
    "the intake",
    &[&[
        required("private", LINE, "Where private reports go: a channel, an address or a page."),
        optional("public", LINE, "Where news of a public disclosure goes; by default the same."),
        optional("ask", LINES, "What a report should say."),
        optional("thanks", Kind::Bool, "Whether reporters are thanked in public."),
        CLAUSES,
    ]],
);

static PATH: Schema = Schema::free(
    "a path",
    &[
        ELEMENT,
        &[
            optional("when", Kind::Table(&CONDITION), "When it applies."),
            required("steps", NAMES, "Its steps."),
            optional("fix", Kind::Bool, "Whether a fix is made; by default it is."),
        ],
    ],
);

static MODE: Schema = Schema::free(
    "a mode",
    &[
        ELEMENT,
        &[
            required("when", Kind::Table(&CONDITION), "When it is on."),
            optional("unscored", Kind::Word(&["meets"]), "An unscored incident meets a CVSS threshold."),
            required("effect", Kind::WordOrTable("asap", &FLOOR), "What it does."),
        ],
    ],
);

static FLOOR: Schema = Schema::free(
    "a floor",
    &[&[
        required("floor", NAME, "The event before which nothing is public."),
        optional("replan", NAMES, "The steps whose deadlines move with it."),
    ]],
);

static WAIVER: Schema = Schema::free(
    "a waiver",
    &[
        ELEMENT,
        &[
            optional("when", Kind::Table(&CONDITION), "When it may be used."),
            optional("steps", NAMES, "Steps it may move; by default every step."),
            required("by", NAME, "Who may grant it."),
            optional("needs", Kind::List(&Kind::Word(WAIVER_NEEDS)), "What has to be recorded."),
            optional("grants", Kind::Word(Grant::WORDS), "What it grants; by default a new date."),
        ],
    ],
);

static EVENT: Schema =
    Schema::free("an event of the policy", &[&[ID, required("title", LINE, "What it says."), CLAUSES, INFERRED]]);
