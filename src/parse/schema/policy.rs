//! `policy.toml`, from its head to its waivers.

use super::element::{CLAUSES, ELEMENT, ID, INFERRED};
use super::step::{CONDITION, FORCE, STEP};
use super::terms::{ATTESTATION, DISTRIBUTOR_LIST, EMBARGO, EVIDENCE, GAP, PUBLICATION};
use super::{Key, Kind, LINE, LINES, NAME, NAMES, SCHEMA, Schema, TEXT, optional, required};
use crate::cvss::{self, Rating};
use crate::key;
use crate::parse::format::Format;
use crate::parse::words::{WAIVER_NEEDS, Word};
use crate::policy::{ChannelKind, Exposure, Grant, Pick, Precision};

pub(in crate::parse) static FILE: Schema = Schema::free("policy.toml", KEYS);

const KEYS: &[&[Key]] = &[&[
    SCHEMA,
    required(key::ID, NAME, "The policy's name."),
    required(key::REVISION, LINE, "The revision; incidents name the one in force when they were reported."),
    required(key::EFFECTIVE, Kind::Instant, "The instant from which it is in force."),
    optional(key::SOURCE, LINE, "The written policy that it implements: a path or URL."),
    optional(key::SUMMARY, TEXT, "One paragraph for the public policy page."),
    CLAUSES,
    FORCE,
    optional(key::TIME, Kind::Table(&TIME), "Calendar and precision."),
    optional(key::SEVERITY, Kind::Table(&SEVERITY), "How severity is scored."),
    required(key::ROLE, Kind::Tables(&ROLE), "The roles."),
    optional(key::CHANNEL, Kind::Tables(&CHANNEL), "Where announcements go."),
    optional(key::INTAKE, Kind::Table(&INTAKE), "How reports are received."),
    optional(key::FACT, Kind::Tables(&FACT), "Facts of the project's own, for conditions."),
    optional(key::PATH, Kind::Tables(&PATH), "Which steps apply; every matching path does."),
    required(key::STEP, Kind::Tables(&STEP), "The steps."),
    optional(key::MODE, Kind::Tables(&MODE), "What changes the deadlines."),
    optional(key::WAIVER, Kind::Tables(&WAIVER), "Permitted exceptions."),
    required(key::EMBARGO, Kind::Table(&EMBARGO), "Embargo terms."),
    optional(key::LIST, Kind::Tables(&DISTRIBUTOR_LIST), "Private early-disclosure lists."),
    optional(key::ATTESTATION, Kind::Tables(&ATTESTATION), "Duties that only people can fulfill."),
    optional(key::EVENT, Kind::Tables(&EVENT), "Events besides the built-in ones and those of the steps."),
    optional(key::PUBLICATION, Kind::Table(&PUBLICATION), "What publication requires."),
    optional(key::EVIDENCE, Kind::Table(&EVIDENCE), "The evidence required from git."),
    optional(key::GAP, Kind::Tables(&GAP), "What the written policy leaves open."),
]];

static TIME: Schema = Schema::free(
    "the policy's calendar",
    &[&[
        optional(
            key::HOLIDAYS,
            Kind::List(&Kind::Date),
            "Days that are not business days, in addition to the project's.",
        ),
        optional(key::RELEASE_PRECISION, Kind::Word(Precision::WORDS), "How precise a release date is."),
        CLAUSES,
    ]],
);

static SEVERITY: Schema = Schema::free(
    "the severity terms",
    &[&[
        optional(key::CVSS, Kind::List(&Kind::Word(cvss::Version::WORDS)), "CVSS versions that thresholds use."),
        optional(key::BY, NAME, "The role that sets a level; by default anybody on the team."),
        optional(key::LEVEL, Kind::Tables(&LEVEL), "Severity levels of the project's own, the lowest first."),
        CLAUSES,
    ]],
);

static LEVEL: Schema = Schema::free(
    "a severity level",
    &[
        ELEMENT,
        &[
            optional(key::CVSS_GE, Kind::Score, "The lowest score that has this level."),
            optional(key::RATING, Kind::Word(Rating::WORDS), "The rating for formats that take no other words."),
        ],
    ],
);

static ROLE: Schema = Schema::free(
    "a role",
    &[
        ELEMENT,
        &[
            optional(
                key::FROM,
                NAME,
                "The role its holders come from, or `anyone`; by default the roster of team.toml.",
            ),
            optional(key::PICK, Kind::Word(Pick::WORDS), "How the people with the role are chosen in an incident."),
            optional(key::COUNT, Kind::Count, "How many people have the role in one incident."),
            optional(key::LEAD, Kind::Bool, "`true`: the person with the role leads the incident."),
            optional(key::DEVELOPS, Kind::Bool, "`true`: the people with the role develop the fix."),
            optional(key::TRIAGES, Kind::Bool, "`true`: the people with the role accept, reject and close reports."),
            FORCE,
            optional(key::COVER, Kind::Table(&COVER), "The components that the people with the role must represent."),
        ],
    ],
);

static COVER: Schema = Schema::free(
    "a cover",
    &[&[
        required(key::EACH, NAME, "The kind of component."),
        optional(key::MATURITY, NAMES, "Only components of these maturities."),
        optional(key::MIN, Kind::Count, "How many representatives each needs; by default 1."),
    ]],
);

const FIELDS: Kind = Kind::List(&Kind::Text(Format::FactOrAll));

static CHANNEL: Schema = Schema::free(
    "a channel",
    &[
        ELEMENT,
        &[
            required(
                key::KIND,
                Kind::Word(ChannelKind::WORDS),
                "What is sent: a mail, an issue, a chat message or a form.",
            ),
            required(key::TO, LINES, "The addresses, repositories or rooms; empty if the written policy names none."),
            required(
                key::EXPOSURE,
                Kind::Word(Exposure::WORDS),
                "Who can read it: the team, people under embargo, or the public.",
            ),
            optional(
                key::FIELDS,
                FIELDS,
                "The facts that it may contain before the advisory is public; by default all.",
            ),
            optional(
                key::FIELDS_AFTER_PUBLIC,
                FIELDS,
                "The facts that it may contain once the advisory is public; by default the same.",
            ),
        ],
    ],
);

static INTAKE: Schema = Schema::free(
    "the intake",
    &[&[
        required(key::PRIVATE, LINE, "Where private reports go: a channel, an address or a page."),
        optional(key::PUBLIC, LINE, "Where public disclosures are reported; by default the same."),
        optional(key::ASK, LINES, "The points that a report should answer."),
        optional(key::THANKS, Kind::Bool, "Whether reporters are thanked in public."),
        CLAUSES,
    ]],
);

static FACT: Schema = Schema::free(
    "a fact of the policy",
    &[
        ELEMENT,
        &[
            required(key::VALUES, Kind::List(&NAME), "Its values."),
            optional(key::BY, NAME, "The role that sets it; by default anybody on the team."),
            optional(key::PUBLIC, Kind::Bool, "Whether its value is published with the advisory; by default not."),
        ],
    ],
);

static PATH: Schema = Schema::free(
    "a path",
    &[
        ELEMENT,
        &[
            optional(key::WHEN, Kind::Table(&CONDITION), "When it applies."),
            required(key::STEPS, NAMES, "Its steps."),
            optional(key::FIX, Kind::Bool, "Whether a fix is made; by default it is."),
        ],
    ],
);

static MODE: Schema = Schema::free(
    "a mode",
    &[
        ELEMENT,
        &[
            required(key::WHEN, Kind::Table(&CONDITION), "The condition under which it applies."),
            optional(
                key::UNSCORED,
                Kind::Word(&["meets"]),
                "What an incident without a CVSS score counts as: it meets every threshold.",
            ),
            required(
                key::EFFECT,
                Kind::WordOrTable("asap", &FLOOR),
                "What changes: `asap`, or a date before which nothing is public.",
            ),
        ],
    ],
);

static FLOOR: Schema = Schema::free(
    "a floor",
    &[&[
        required(key::FLOOR, NAME, "The event before which nothing may be public."),
        optional(key::REPLAN, NAMES, "The steps whose deadlines move with it."),
    ]],
);

static WAIVER: Schema = Schema::free(
    "a waiver",
    &[
        ELEMENT,
        &[
            optional(key::WHEN, Kind::Table(&CONDITION), "When it may be used."),
            optional(key::STEPS, NAMES, "Steps it may move; by default every step."),
            required(key::BY, NAME, "Who may grant it."),
            optional(key::NEEDS, Kind::List(&Kind::Word(WAIVER_NEEDS)), "What has to be recorded."),
            optional(key::GRANTS, Kind::Word(Grant::WORDS), "What it grants; by default a new date."),
        ],
    ],
);

static EVENT: Schema =
    Schema::free("an event of the policy", &[&[ID, required(key::TITLE, LINE, "What it says."), CLAUSES, INFERRED]]);
