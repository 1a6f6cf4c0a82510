//! `team.toml`.

use super::{Constraint, EMAIL, Key, Kind, LINE, NAME, NAMES, SCHEMA, Schema, optional, required};
use crate::parse::format::Format;

pub(in crate::parse) static FILE: Schema = Schema::free("team.toml", KEYS);

const KEYS: &[&[Key]] = &[&[
    SCHEMA,
    required("member", Kind::Tables(&MEMBER), "Members, in the order of the rotation."),
    optional("component", Kind::Tables(&COMPONENT), "Components that need a representative."),
]];

static MEMBER: Schema = Schema::free(
    "a member",
    &[&[
        required("id", NAME, "What incidents call them."),
        required("name", LINE, "Their name."),
        optional("email", EMAIL, "Their mail address."),
        optional("emails", Kind::List(&EMAIL), "Further addresses that they commit with."),
        required("roles", NAMES, "Roles they may hold."),
        optional("represents", NAMES, "Components they represent."),
        optional("away", Kind::Tables(&AWAY), "When they are away."),
        optional("key", Kind::Tables(&SIGNING_KEY), "Keys they sign commits with."),
        optional("left", Kind::Date, "Their last day; what they approved until then stays approved."),
    ]],
);

static AWAY: Schema = Schema {
    what: "a time away",
    keys: &[&[required("from", Kind::Date, "The first day."), required("until", Kind::Date, "The last day.")]],
    constraint: Constraint::Ordered("from", "until"),
};

static SIGNING_KEY: Schema = Schema {
    what: "a signing key",
    keys: &[&[
        required("public", Kind::Text(Format::SigningKey), "The public key: a line of OpenSSH, or OpenPGP in armour."),
        optional("since", Kind::Date, "The first day it counts."),
        optional("until", Kind::Date, "The last day it counts."),
    ]],
    constraint: Constraint::Ordered("since", "until"),
};

static COMPONENT: Schema = Schema::free(
    "a component",
    &[&[
        required("id", NAME, "Its name."),
        required("kind", NAME, "What kind of component, such as storage-provider."),
        optional("maturity", NAME, "Such as alpha, beta or stable."),
    ]],
);
