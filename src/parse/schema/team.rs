//! `team.toml`.

use super::{Constraint, EMAIL, Key, Kind, LINE, NAME, NAMES, SCHEMA, Schema, optional, required};
use crate::key;
use crate::parse::format::Format;

pub(in crate::parse) static FILE: Schema = Schema::free("team.toml", KEYS);

const KEYS: &[&[Key]] = &[&[
    SCHEMA,
    required(key::MEMBER, Kind::Tables(&MEMBER), "Members, in the order of the rotation."),
    optional(key::COMPONENT, Kind::Tables(&COMPONENT), "Components that need a representative."),
]];

static MEMBER: Schema = Schema::free(
    "a member",
    &[&[
        required(key::ID, NAME, "What incidents call them."),
        required(key::NAME, LINE, "Their name."),
        optional(key::EMAIL, EMAIL, "Their mail address."),
        optional(key::EMAILS, Kind::List(&EMAIL), "Further addresses that they commit with."),
        required(key::ROLES, NAMES, "Roles they may hold."),
        optional(key::REPRESENTS, NAMES, "Components they represent."),
        optional(key::AWAY, Kind::Tables(&AWAY), "When they are away."),
        optional(key::KEY, Kind::Tables(&SIGNING_KEY), "Keys they sign commits with."),
        optional(key::LEFT, Kind::Date, "Their last day; their approvals until then stay valid."),
    ]],
);

static AWAY: Schema = Schema {
    what: "a time away",
    keys: &[&[required(key::FROM, Kind::Date, "The first day."), required(key::UNTIL, Kind::Date, "The last day.")]],
    constraint: Constraint::Ordered(key::FROM, key::UNTIL),
};

static SIGNING_KEY: Schema = Schema {
    what: "a signing key",
    keys: &[&[
        required(
            key::PUBLIC,
            Kind::Text(Format::SigningKey),
            "The public key: a line of OpenSSH, or ASCII-armored OpenPGP.",
        ),
        optional(key::SINCE, Kind::Date, "The first day on which it is valid."),
        optional(key::UNTIL, Kind::Date, "The last day on which it is valid."),
    ]],
    constraint: Constraint::Ordered(key::SINCE, key::UNTIL),
};

static COMPONENT: Schema = Schema::free(
    "a component",
    &[&[
        required(key::ID, NAME, "Its name."),
        required(key::KIND, NAME, "What kind of component, such as storage-provider."),
        optional(key::MATURITY, NAME, "Such as alpha, beta or stable."),
    ]],
);
