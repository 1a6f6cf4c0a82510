//! `distributors.toml`.

use super::{EMAIL, Key, Kind, LINE, NAME, NAMES, SCHEMA, Schema, TEXT, optional, required};
use crate::parse::format::Format;

pub(in crate::parse) static FILE: Schema = Schema::free("distributors.toml", KEYS);

const KEYS: &[&[Key]] = &[&[
    SCHEMA,
    optional("member", Kind::Tables(&MEMBER), "Members of the lists, present and past."),
    optional("request", Kind::Tables(&REQUEST), "Requests to join."),
]];

/// Criterion id = how it is met.
const ANSWERS: Kind = Kind::Map(Format::Name, &TEXT);

static MEMBER: Schema = Schema::free(
    "a list member",
    &[&[
        required("id", NAME, "Its id."),
        required("name", LINE, "Its name."),
        optional("list", NAME, "Which of the policy's lists; by default the only one."),
        required("contacts", Kind::List(&EMAIL), "Mail addresses."),
        optional("joined", Kind::Date, "Since when."),
        optional("vouched-by", NAME, "The member that vouched; `founding` for the first ones."),
        optional("embargo-accepted", Kind::Date, "When it accepted the embargo terms."),
        optional("review", Kind::Date, "When its membership is next reviewed."),
        optional("criteria", ANSWERS, "Criterion = how it is met."),
        optional("contributions", Kind::Tables(&CONTRIBUTION), "Duties done."),
        optional("removed", Kind::Table(&REMOVAL), "When and why it left."),
    ]],
);

static CONTRIBUTION: Schema = Schema::free(
    "a contribution",
    &[&[
        required("duty", NAME, "Which duty of the list."),
        required("on", Kind::Date, "When."),
        optional("note", TEXT, "In words."),
    ]],
);

static REMOVAL: Schema =
    Schema::free("a removal", &[&[required("on", Kind::Date, "When."), required("reason", TEXT, "Why.")]]);

static REQUEST: Schema = Schema::free(
    "a request",
    &[&[
        required("id", NAME, "Its id."),
        required("name", LINE, "The distribution."),
        optional("list", NAME, "Which of the policy's lists; by default the only one."),
        required("contact", LINE, "Where to answer."),
        required("received", Kind::Instant, "When it arrived."),
        optional("vouched-by", NAME, "The member that vouches."),
        optional("answers", ANSWERS, "Criterion = how it is met, in their words."),
        optional("decision", Kind::Table(&DECISION), "What was decided."),
    ]],
);

static DECISION: Schema = Schema::free(
    "a decision on a request",
    &[&[
        required("accepted", Kind::Bool, "Accepted or declined."),
        required("at", Kind::Instant, "When."),
        required("by", NAMES, "By whom."),
        optional("reason", TEXT, "Why."),
        optional("sent", Kind::Instant, "When they were told; the reply is no longer drafted."),
    ]],
);
