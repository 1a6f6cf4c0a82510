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
        required(key::AT, Kind::Instant, "The instant of the correction."),
        required(key::AMENDS, Kind::Table(&TARGET), "The membership or decision that it corrects."),
        required(key::BY, NAMES, "The members who make the correction."),
        required(key::REASON, TEXT, "The reason of the correction."),
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
        required(key::ID, NAME, "A short name of the member, which nobody else on the lists has."),
        required(key::NAME, LINE, "The distribution's name."),
        optional(key::LIST, NAME, "The policy's list that it belongs to; not needed if there is only one."),
        required(key::CONTACTS, Kind::List(&EMAIL), "The mail addresses that embargoed mails go to."),
        optional(key::JOINED, Kind::Date, "The day on which it joined."),
        optional(key::VOUCHED_BY, NAME, "The member that vouched; `founding` for the first ones."),
        optional(key::EMBARGO_ACCEPTED, Kind::Date, "The day on which it accepted the embargo terms."),
        optional(key::REVIEW, Kind::Date, "The day by which its membership is reviewed again."),
        optional(key::BY, NAMES, "The members of the team who admitted it; not needed if it comes from a request."),
        optional(key::CRITERIA, ANSWERS, "How it meets each criterion of the list: CRITERION = text."),
        optional(
            key::CONTRIBUTIONS,
            Kind::Tables(&CONTRIBUTION),
            "What it has contributed: the duties of members that it fulfilled.",
        ),
        optional(
            key::REMOVED,
            Kind::Table(&REMOVAL),
            "When and why it left. The entry stays, so that its past access is known.",
        ),
        optional(key::NOTE, TEXT, "Private words of the team. Nobody outside of it is told them."),
    ]],
);

static CONTRIBUTION: Schema = Schema::free(
    "a contribution",
    &[&[
        required(key::DUTY, NAME, "The duty, by its ID in the policy."),
        required(key::ON, Kind::Date, "The day."),
        optional(key::NOTE, TEXT, "What it did."),
    ]],
);

static REMOVAL: Schema = Schema::free(
    "a removal",
    &[&[
        required(key::ON, Kind::Date, "When."),
        required(key::REASON, TEXT, "Why."),
        optional(key::BY, NAMES, "The members of the team who removed it."),
    ]],
);

static REQUEST: Schema = Schema::free(
    "a request",
    &[&[
        required(key::ID, NAME, "A short name of the request."),
        required(key::NAME, LINE, "The distribution's name."),
        optional(key::LIST, NAME, "The policy's list that it wants to join; not needed if there is only one."),
        required(key::CONTACT, LINE, "The mail address that gets the answer."),
        required(key::RECEIVED, Kind::Instant, "The instant at which the request arrived."),
        optional(key::VOUCHED_BY, NAME, "The member of the list that vouches for it."),
        optional(key::ANSWERS, ANSWERS, "How it meets each criterion, in its own words: CRITERION = text."),
        optional(key::DECISION, Kind::Table(&DECISION), "The decision."),
        optional(
            key::SENT,
            Kind::Instant,
            "The instant of the last reply. No further reply is drafted until something else is decided.",
        ),
        optional(key::NOTE, TEXT, "Private words of the team. The reply does not quote them."),
    ]],
);

static DECISION: Schema = Schema::free(
    "a decision on a request",
    &[&[
        required(key::ACCEPTED, Kind::Bool, "`true`: accepted. `false`: declined."),
        required(key::AT, Kind::Instant, "The instant of the decision."),
        required(key::BY, NAMES, "The members who decided."),
        optional(key::REASON, TEXT, "The reason. The reply may quote it."),
        optional(
            key::SENT,
            Kind::Instant,
            "The instant at which the answer was sent. After that, no reply is drafted.",
        ),
    ]],
);
