//! Terms of a policy: embargo, lists, duties, publication.

use super::element::{CLAUSES, ELEMENT};
use super::step::{APPROVALS, FORCE};
use super::{Kind, LINE, NAME, NAMES, Schema, TEXT, optional, required};
use crate::key;
use crate::parse::format::Format;
use crate::parse::words::{EMBARGO_TERMS, Word};
use crate::policy::{Proof, Signed};

pub(super) static EMBARGO: Schema = Schema::free(
    "the embargo terms",
    &[&[
        required(key::ALLOWED, Kind::Bool, "Whether people outside the team may be told early."),
        optional(key::AGREED_BY, NAME, "The list that agrees on the date."),
        optional(key::EARLY_WITH, LINE, "Whose approval lets somebody speak earlier."),
        optional(key::ON_BREAK, Kind::Table(&BREAK), "What happens if it is broken."),
        optional(key::LEAK_REPORT, Kind::Table(&LEAK), "How a leak is reported."),
        CLAUSES,
    ]],
);

static BREAK: Schema = Schema::free(
    "the terms of a broken embargo",
    &[&[
        required(key::BY, NAME, "Who decides."),
        required(key::CHOICES, NAMES, "The choices."),
        required(key::DEFAULT, NAME, "What applies until somebody decides."),
        CLAUSES,
    ]],
);

static LEAK: Schema = Schema::free(
    "the terms of a leak",
    &[&[required(key::TO, NAME, "The channel it is reported to."), FORCE, CLAUSES]],
);

pub(super) static DISTRIBUTOR_LIST: Schema = Schema::free(
    "a distributor list",
    &[
        ELEMENT,
        &[
            required(key::CHANNEL, NAME, "Its channel."),
            optional(key::BY, NAME, "The role that answers requests; by default anybody on the team."),
            optional(key::REQUEST_TO, NAME, "The channel that requests go to."),
            optional(key::REPLY, NAME, "The announcement template that answers a request."),
            required(key::CRITERIA, Kind::Tables(&CRITERION), "What a member must meet."),
            optional(key::DUTIES, Kind::Tables(&CRITERION), "The duties of a member."),
            optional(key::REMOVE_AFTER_LEAKS, Kind::Count, "Leaks after which a member is removed."),
        ],
    ],
);

static CRITERION: Schema = Schema::free(
    "a criterion or duty",
    &[ELEMENT, &[optional(key::PROOF, Kind::Word(Proof::WORDS), "What proves it besides an answer in words.")]],
);

pub(super) static ATTESTATION: Schema = Schema::free(
    "an attestation",
    &[
        ELEMENT,
        &[
            required(key::TEXT, TEXT, "The duty."),
            optional(key::STEP, NAME, "The step it is shown at; by default the incident as a whole."),
            optional(key::LIST, NAME, "The list it binds."),
            optional(key::MODE, NAME, "The mode in which it is asked for; by default always."),
            optional(key::ROLE, NAME, "Who acknowledges it."),
            optional(key::REQUIRED, Kind::Bool, "Whether its step needs it acknowledged to count as done."),
        ],
    ],
);

pub(super) static GAP: Schema = Schema::free(
    "a gap",
    &[
        ELEMENT,
        &[
            required(key::TEXT, TEXT, "What the written policy leaves open, and what applies until somebody decides."),
            optional(
                key::LEAVES_OPEN,
                Kind::List(&Kind::Word(EMBARGO_TERMS)),
                "The embargo terms that it leaves open.",
            ),
        ],
    ],
);

pub(super) static PUBLICATION: Schema = Schema::free(
    "the publication terms",
    &[&[
        optional(key::APPROVALS, Kind::Table(&APPROVALS), "Approvals it needs."),
        optional(
            key::REVISIONS,
            Kind::Table(&APPROVALS),
            "Approvals that each correction of a published advisory needs; without it, a correction needs none.",
        ),
        optional(key::SECTIONS, NAMES, "Sections the advisory's text needs."),
        optional(key::LONGEST_EMBARGO, Kind::Text(Format::Length), "The longest time until the end of an embargo."),
        optional(
            key::LONGEST_EMBARGO_FROM,
            NAME,
            "The event from which `longest-embargo` counts; without it, the agreement or else the report.",
        ),
        CLAUSES,
    ]],
);

pub(super) static EVIDENCE: Schema = Schema::free(
    "the evidence terms",
    &[&[
        optional(key::RECORDED_WITHIN, Kind::Text(Format::Length), "The longest time between an event and its commit."),
        optional(
            key::SIGNED,
            Kind::List(&Kind::Word(Signed::WORDS)),
            "What counts only in a commit signed by the person it names.",
        ),
        FORCE,
        CLAUSES,
    ]],
);
