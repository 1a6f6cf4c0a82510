//! Terms of a policy: embargo, lists, duties, publication.

use super::element::{CLAUSES, ELEMENT};
use super::step::{APPROVALS, FORCE};
use super::{Kind, LINE, NAME, NAMES, Schema, TEXT, optional, required};
use crate::parse::format::Format;
use crate::parse::words::Word;
use crate::policy::{Proof, Signed};

pub(super) static EMBARGO: Schema = Schema::free(
    "the embargo terms",
    &[&[
        required("allowed", Kind::Bool, "Whether anybody outside the team may be told early."),
        optional("agreed-by", NAME, "The list that agrees on the date."),
        optional("early-with", LINE, "Whose approval lets somebody speak earlier."),
        optional("on-break", Kind::Table(&BREAK), "What happens when it is broken."),
        optional("leak-report", Kind::Table(&LEAK), "How a leak is reported."),
        CLAUSES,
    ]],
);

static BREAK: Schema = Schema::free(
    "the terms of a broken embargo",
    &[&[
        required("by", NAME, "Who decides."),
        required("choices", NAMES, "The choices."),
        required("default", NAME, "What applies until somebody decides."),
        CLAUSES,
    ]],
);

static LEAK: Schema =
    Schema::free("the terms of a leak", &[&[required("to", NAME, "The channel it is reported to."), FORCE, CLAUSES]]);

pub(super) static DISTRIBUTOR_LIST: Schema = Schema::free(
    "a distributor list",
    &[
        ELEMENT,
        &[
            required("channel", NAME, "Its channel."),
            optional("request-to", NAME, "The channel that requests go to."),
            optional("reply", NAME, "The announcement template that answers a request."),
            required("criteria", Kind::Tables(&CRITERION), "What a member must meet."),
            optional("duties", Kind::Tables(&CRITERION), "What a member does in return."),
            optional("remove-after-leaks", Kind::Count, "Leaks after which a member is removed."),
        ],
    ],
);

static CRITERION: Schema = Schema::free(
    "a criterion or duty",
    &[ELEMENT, &[optional("proof", Kind::Word(Proof::WORDS), "What proves it beyond an answer in words.")]],
);

pub(super) static ATTESTATION: Schema = Schema::free(
    "an attestation",
    &[
        ELEMENT,
        &[
            required("text", TEXT, "What is to be kept."),
            optional("step", NAME, "The step it is shown at; by default the incident as a whole."),
            optional("list", NAME, "The list it binds."),
            optional("role", NAME, "Who acknowledges it."),
            optional("required", Kind::Bool, "Its step is not done before it is acknowledged."),
        ],
    ],
);

pub(super) static GAP: Schema =
    Schema::free("a gap", &[ELEMENT, &[required("text", TEXT, "What is open, and what holds until it is settled.")]]);

pub(super) static PUBLICATION: Schema = Schema::free(
    "the publication terms",
    &[&[
        optional("approvals", Kind::Table(&APPROVALS), "Approvals it needs."),
        optional("sections", NAMES, "Sections the advisory's text needs."),
        optional("longest-embargo", Kind::Text(Format::Length), "Longest time from an embargo's agreement to its end."),
        CLAUSES,
    ]],
);

pub(super) static EVIDENCE: Schema = Schema::free(
    "the evidence terms",
    &[&[
        optional(
            "recorded-within",
            Kind::Text(Format::Length),
            "How long after it happened an event is committed at the latest.",
        ),
        optional(
            "signed",
            Kind::List(&Kind::Word(Signed::WORDS)),
            "What counts only in a commit signed by whom it names.",
        ),
        FORCE,
        CLAUSES,
    ]],
);
