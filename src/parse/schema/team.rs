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
        required(key::ID, NAME, "A short name of the member, which incidents use."),
        required(key::NAME, LINE, "The member's full name."),
        optional(key::EMAIL, EMAIL, "The member's mail address, for drafts and commits."),
        optional(key::EMAILS, Kind::List(&EMAIL), "Further addresses that the member commits with."),
        required(key::ROLES, NAMES, "The roles of the policy that the member may have."),
        optional(
            key::FORMER_ROLE,
            Kind::Tables(&FORMER_ROLE),
            "The roles that the member had until a day. Approvals until then stay valid.",
        ),
        optional(key::REPRESENTS, NAMES, "The components that the member represents."),
        optional(
            key::AWAY,
            Kind::Tables(&AWAY),
            "The days on which the member is away; the rotation passes over them.",
        ),
        optional(key::KEY, Kind::Tables(&SIGNING_KEY), "The public keys with which the member signs commits."),
        optional(key::LEFT, Kind::Date, "The member's last day on the team. Approvals until then stay valid."),
    ]],
);

static FORMER_ROLE: Schema = Schema::free(
    "a former role",
    &[&[
        required(key::ROLE, NAME, "The role."),
        required(key::UNTIL, Kind::Date, "The last day on which the member had it."),
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
        required(key::ID, NAME, "A short name of the component."),
        required(key::KIND, NAME, "The kind of component, such as storage-provider."),
        optional(key::MATURITY, NAME, "How mature it is, such as alpha, beta or stable."),
    ]],
);
