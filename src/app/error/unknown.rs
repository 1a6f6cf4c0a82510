//! Errors for unknown names, with the nearest known name.

use crate::error::Help;

/// A step that the policy does not have.
#[derive(Debug, thiserror::Error)]
#[error("the policy has no step `{named}`.{} Steps with announcements: {}", question(.near.as_deref()), steps.join(", "))]
pub struct UnknownStep {
    /// Its name.
    pub named: String,
    /// The step that is most like it.
    pub near: Option<String>,
    /// The steps that have recipients.
    pub steps: Vec<String>,
}

/// A role that neither the policy nor the team has.
#[derive(Debug, thiserror::Error)]
#[error("there is no role `{}`", .named.escape_debug())]
pub struct UnknownRole {
    /// Its name.
    pub named: String,
    /// The role that is most like it.
    pub near: Option<String>,
    /// The roles of the policy.
    pub roles: Vec<String>,
}

impl Help for UnknownRole {
    fn help(&self) -> Option<String> {
        Some(match &self.near {
            Some(near) => format!("did you mean `{near}`?"),
            None => format!("the policy has {}", self.roles.join(", ")),
        })
    }
}

/// A preset that does not exist.
#[derive(Debug, thiserror::Error)]
#[error("there is no preset `{named}`.{} The presets are: {}", question(.near.as_deref()), presets.join(", "))]
pub struct UnknownPreset {
    /// Its name.
    pub named: String,
    /// The preset that is most like it.
    pub near: Option<String>,
    /// The presets.
    pub presets: Vec<String>,
}

/// Returns ` Did you mean …?` with a leading space; empty if no name is similar.
fn question(near: Option<&str>) -> String {
    near.map_or_else(String::new, |near| format!(" Did you mean `{near}`?"))
}
