//! `distributors.toml`.

use super::{EMAIL, Key, Kind, LINE, NAME, NAMES, SCHEMA, Schema, TEXT, optional, required};
use crate::key;
use crate::parse::format::Format;
use crate::parse::words::Word;
use crate::portfolio::ListRecord;

pub(in crate::parse) static FILE: Schema = Schema::free("distributors.toml", KEYS);

const KEYS: &[&[Key]] = &[&[
    SCHEMA,
    optional(key::MEMBER, Kind::Tables(&MEMBER), "Members of the lists, present and past."),
    optional(key::REQUEST, Kind::Tables(&REQUEST), "Requests to join."),
    optional(key::AMENDMENT, Kind::Tables(&AMENDMENT), "Corrections of memberships and of decisions on requests."),
]];

static AMENDMENT: Schema = Schema::free(
    "an amendment",
    &[&[
        required(key::AT, Kind::Instant, "When it was corrected."),
        required(key::AMENDS, Kind::Table(&TARGET), "What it corrects."),
        required(key::BY, NAMES, "By whom."),
        required(key::REASON, TEXT, "Why."),
        optional(key::INSTEAD, Kind::Table(&REPLACEMENT), "The right decision; without it, there is none."),
    ]],
);

static TARGET: Schema = Schema::free(
    "the admission that is corrected",
    &[&[
        required(key::KIND, Kind::Word(ListRecord::WORDS), "A membership, the decision on a request, or an amendment."),
        required(key::NAME, NAME, "Its ID; for an amendment, the ID of what it corrects."),
        optional(key::AT, Kind::Instant, "The instant of the amendment."),
    ]],
);

static REPLACEMENT: Schema =
    Schema::free("the correction", &[&[required(key::ACCEPTED, Kind::Bool, "Accepted or declined.")]]);

/// Criterion id = how it is met.
const ANSWERS: Kind = Kind::Map(Format::Name, &TEXT);

static MEMBER: Schema = Schema::free(
    "a list member",
    &[&[
        required(key::ID, NAME, "Its id."),
        required(key::NAME, LINE, "Its name."),
        optional(key::LIST, NAME, "Which of the policy's lists; by default the only one."),
        required(key::CONTACTS, Kind::List(&EMAIL), "Mail addresses."),
        optional(key::JOINED, Kind::Date, "Since when."),
        optional(key::VOUCHED_BY, NAME, "The member that vouched; `founding` for the first ones."),
        optional(key::EMBARGO_ACCEPTED, Kind::Date, "When it accepted the embargo terms."),
        optional(key::REVIEW, Kind::Date, "When its membership is next reviewed."),
        optional(key::CRITERIA, ANSWERS, "Criterion = how it is met."),
        optional(key::CONTRIBUTIONS, Kind::Tables(&CONTRIBUTION), "Duties that it has done."),
        optional(key::REMOVED, Kind::Table(&REMOVAL), "When and why it left."),
    ]],
);

static CONTRIBUTION: Schema = Schema::free(
    "a contribution",
    &[&[
        required(key::DUTY, NAME, "Which duty of the list."),
        required(key::ON, Kind::Date, "When."),
        optional(key::NOTE, TEXT, "A description."),
    ]],
);

static REMOVAL: Schema =
    Schema::free("a removal", &[&[required(key::ON, Kind::Date, "When."), required(key::REASON, TEXT, "Why.")]]);

static REQUEST: Schema = Schema::free(
    "a request",
    &[&[
        required(key::ID, NAME, "Its id."),
        required(key::NAME, LINE, "The distribution."),
        optional(key::LIST, NAME, "Which of the policy's lists; by default the only one."),
        required(key::CONTACT, LINE, "The address for the answer."),
        required(key::RECEIVED, Kind::Instant, "When it arrived."),
        optional(key::VOUCHED_BY, NAME, "The member that vouches."),
        optional(key::ANSWERS, ANSWERS, "Criterion = how it is met, in their words."),
        optional(key::DECISION, Kind::Table(&DECISION), "The decision."),
        optional(key::SENT, Kind::Instant, "When the last reply was sent; until more is decided, none is drafted."),
    ]],
);

static DECISION: Schema = Schema::free(
    "a decision on a request",
    &[&[
        required(key::ACCEPTED, Kind::Bool, "Accepted or declined."),
        required(key::AT, Kind::Instant, "When."),
        required(key::BY, NAMES, "By whom."),
        optional(key::REASON, TEXT, "Why."),
        optional(key::SENT, Kind::Instant, "When the answer was sent; after that, no reply is drafted."),
    ]],
);
