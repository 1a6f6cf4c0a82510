//! `team.toml`.

use crate::key;
use crate::parse::value::Table;
use crate::portfolio::{Away, Component, FormerRole, Member, SigningKey, Team};
use crate::source::FilePath;

/// Returns the team.
pub(in crate::parse) fn read(file: &FilePath, root: &Table) -> Team {
    Team {
        file: file.clone(),
        members: root.tables(key::MEMBER, member),
        components: root.tables(key::COMPONENT, component),
    }
}

fn member(table: &Table) -> Option<Member> {
    Some(Member {
        id: table.one(key::ID)?,
        name: table.one(key::NAME)?,
        email: table.one(key::EMAIL),
        emails: table.many(key::EMAILS),
        roles: table.many(key::ROLES),
        former_roles: table
            .tables(key::FORMER_ROLE, |t| Some(FormerRole { role: t.one(key::ROLE)?, until: t.one(key::UNTIL)? })),
        represents: table.many(key::REPRESENTS),
        away: table.tables(key::AWAY, |t| Some(Away { from: t.one(key::FROM)?, until: t.one(key::UNTIL)? })),
        keys: table.tables(key::KEY, |t| {
            Some(SigningKey { public: t.one(key::PUBLIC)?, since: t.one(key::SINCE), until: t.one(key::UNTIL) })
        }),
        left: table.one(key::LEFT),
    })
}

fn component(table: &Table) -> Option<Component> {
    Some(Component { id: table.one(key::ID)?, kind: table.one(key::KIND)?, maturity: table.one(key::MATURITY) })
}
