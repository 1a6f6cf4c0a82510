//! What a void record set in the incident's file goes back to what was there before.

use crate::app::edit;
use crate::app::error::Error;
use crate::case::{Case, LeftOver};
use crate::key;

/// Returns `incident.toml` without what void records set in it. `after` is the case with the text.
pub(super) fn undone(text: String, after: &Case<'_>) -> Result<String, Error> {
    after.left_over().iter().try_fold(text, |text, left| {
        Ok(match left.what {
            LeftOver::Private => {
                edit::set(&text, &format!("{}.{}", key::REPORT, key::DISCLOSURE), edit::text("public"))?
            }
            LeftOver::Role(role, []) => edit::unset(&text, key::ROLES, &[role.as_str()])?,
            LeftOver::Role(role, before) => {
                let before: Vec<String> = before.iter().map(|holder| holder.value.to_string()).collect();
                edit::set(&text, &format!("{}.{role}", key::ROLES), edit::names(&before))?
            }
        })
    })
}
