//! Whose turn it is to lead.

use super::error::{Error, UnknownRole};
use super::workspace::Workspace;
use crate::case::{Turn, next_lead};
use crate::finding::did_you_mean;
use crate::policy::{Pick, Role};

/// A role, and whose turn it is.
#[derive(Clone, Debug)]
pub struct RoleTurn {
    /// The role.
    pub role: String,
    /// Whether the policy rotates it.
    pub rotates: bool,
    /// Whose turn it is, and why.
    pub turn: Turn,
}

impl Workspace {
    /// Determines whose turn it is in a role, or in every role that the policy rotates; if there is
    /// none, in each role that leads.
    ///
    /// ```
    /// use advisory::Workspace;
    ///
    /// let workspace = Workspace::open(".", "2026-12-24T00:00:00Z".parse()?)?;
    /// for answer in workspace.turns(None)? {
    ///     println!("{}: {:?}", answer.role, answer.turn.lead);
    /// }
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    ///
    /// # Errors
    /// When there is no such role.
    pub fn turns(&self, role: Option<&str>) -> Result<Vec<RoleTurn>, Error> {
        let policy = &self.portfolio().policy;
        let turn = |role: &str| RoleTurn {
            role: role.to_owned(),
            rotates: policy.role(role).is_some_and(rotates),
            turn: next_lead(self.portfolio(), role, self.now()),
        };
        if let Some(role) = role {
            self.require_role(role)?;
            return Ok(vec![turn(role)]);
        }
        let of = |role: &Role| turn(role.element.id.as_str());
        let rotating: Vec<_> = policy.roles.iter().filter(|role| rotates(role)).map(of).collect();
        Ok(if rotating.is_empty() { policy.leading().map(of).collect() } else { rotating })
    }

    fn require_role(&self, named: &str) -> Result<(), UnknownRole> {
        let declared = || self.portfolio().policy.roles.iter().map(|role| role.element.id.as_str());
        let on_roster = self.portfolio().team.members.iter().any(|member| member.has_role(named));
        if declared().any(|known| known == named) || on_roster {
            return Ok(());
        }
        let near = did_you_mean(named, declared()).map(|near| near.to_string());
        Err(UnknownRole { named: named.to_owned(), near, roles: declared().map(str::to_owned).collect() })
    }
}

fn rotates(role: &Role) -> bool {
    role.pick == Some(Pick::RoundRobin)
}
