//! `team.toml`.

use crate::parse::value::Table;
use crate::portfolio::{Away, Component, Member, SigningKey, Team};
use crate::source::FilePath;

/// The team.
pub(in crate::parse) fn read(file: &FilePath, root: &Table) -> Team {
    Team { file: file.clone(), members: root.tables("member", member), components: root.tables("component", component) }
}

fn member(table: &Table) -> Option<Member> {
    Some(Member {
        id: table.one("id")?,
        name: table.one("name")?,
        email: table.one("email"),
        emails: table.many("emails"),
        roles: table.many("roles"),
        represents: table.many("represents"),
        away: table.tables("away", |t| Some(Away { from: t.one("from")?, until: t.one("until")? })),
        keys: table.tables("key", |t| {
            Some(SigningKey { public: t.one("public")?, since: t.one("since"), until: t.one("until") })
        }),
        left: table.one("left"),
    })
}

fn component(table: &Table) -> Option<Component> {
    Some(Component { id: table.one("id")?, kind: table.one("kind")?, maturity: table.one("maturity") })
}
