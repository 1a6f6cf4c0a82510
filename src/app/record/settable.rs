//! Refuses a key outside of the section that it belongs to.

use super::Record;
use crate::app::error::Error;
use crate::key;
use crate::policy::Policy;

impl Record {
    /// Requires that a role is set in the section of the roles.
    ///
    /// # Errors
    /// When a role of the policy is set outside of it.
    pub(super) fn require_sections(&self, policy: &Policy) -> Result<(), Error> {
        let Some((role, _)) = self.set.iter().find(|(key, _)| policy.role(key).is_some()) else { return Ok(()) };
        Err(Error::Invalid {
            message: format!("an incident has no key `{role}`"),
            help: Some(format!("did you mean `{}.{role}`?", key::ROLES)),
        })
    }
}
