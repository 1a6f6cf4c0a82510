//! The content of team.toml: the members, and the components that need a representative.

use crate::names::Name;
use crate::source::{FilePath, Spanned};
use crate::time::{Date, Instant};

/// team.toml.
#[derive(Clone, Debug)]
pub struct Team {
    /// The file.
    pub file: FilePath,
    /// The members, in rotation order.
    pub members: Vec<Member>,
    /// The components that need representatives.
    pub components: Vec<Component>,
}

/// A member of the team.
#[derive(Clone, Debug)]
pub struct Member {
    /// The id used in incidents.
    pub id: Spanned<Name>,
    /// Name.
    pub name: Spanned<String>,
    /// Mail address.
    pub email: Option<Spanned<String>>,
    /// Other addresses that they commit with.
    pub emails: Vec<Spanned<String>>,
    /// Their roles on the roster.
    pub roles: Vec<Spanned<Name>>,
    /// The roles that they had until a day. What they approved by then stays approved.
    pub former_roles: Vec<FormerRole>,
    /// The components that they represent.
    pub represents: Vec<Spanned<Name>>,
    /// When they are away.
    pub away: Vec<Away>,
    /// The keys that they sign commits with.
    pub keys: Vec<SigningKey>,
    /// Their last day on the team; `None` if they are still on it. Their approvals until then stay
    /// valid.
    pub left: Option<Spanned<Date>>,
}

/// A role that a member had.
#[derive(Clone, Debug)]
pub struct FormerRole {
    /// The role.
    pub role: Spanned<Name>,
    /// The last day on which they had it.
    pub until: Spanned<Date>,
}

/// A public key that a member signs commits with.
#[derive(Clone, Debug)]
pub struct SigningKey {
    /// The key: a line in the format of OpenSSH, or an ASCII-armored OpenPGP block.
    pub public: Spanned<String>,
    /// The first day on which it is valid.
    pub since: Option<Spanned<Date>>,
    /// The last day on which it is valid.
    pub until: Option<Spanned<Date>>,
}

/// An absence; both days are included.
#[derive(Clone, Debug)]
pub struct Away {
    /// First day.
    pub from: Spanned<Date>,
    /// Last day.
    pub until: Spanned<Date>,
}

/// A component for which the policy may require a representative.
#[derive(Clone, Debug)]
pub struct Component {
    /// Id.
    pub id: Spanned<Name>,
    /// Its kind (`storage-provider`).
    pub kind: Spanned<Name>,
    /// Its maturity (`alpha`, `beta`, `stable`).
    pub maturity: Option<Spanned<Name>>,
}

impl Team {
    /// Returns the member with this id, present or past.
    #[must_use]
    pub fn member(&self, id: &str) -> Option<&Member> {
        self.members.iter().find(|m| m.id.value == id)
    }

    /// Returns the members who are on the team at this instant, in rotation order.
    pub fn present(&self, at: Instant) -> impl Iterator<Item = &Member> {
        self.members.iter().filter(move |m| m.is_there(at))
    }

    /// Returns whether somebody was on the team at this instant.
    #[must_use]
    pub(crate) fn has(&self, person: &str, at: Instant) -> bool {
        self.member(person).is_some_and(|m| m.is_there(at))
    }

    /// Returns whether somebody had the role on the roster at this instant.
    #[must_use]
    pub(crate) fn holds(&self, person: &str, role: &str, at: Instant) -> bool {
        let had = |m: &Member| m.former_roles.iter().any(|it| it.role.value == role && at < it.until.end());
        self.member(person).is_some_and(|m| m.is_there(at) && (m.has_role(role) || had(m)))
    }
}

impl Member {
    /// Returns whether they are on the team at this instant.
    #[must_use]
    pub(crate) fn is_there(&self, at: Instant) -> bool {
        self.left.as_ref().is_none_or(|day| at < day.end())
    }

    /// Returns whether the roster gives them this role.
    #[must_use]
    pub(crate) fn has_role(&self, role: &str) -> bool {
        self.roles.iter().any(|r| r.value == role)
    }
}
