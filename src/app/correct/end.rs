//! The end under `[embargo]` follows the agreement that set it.

use crate::app::edit;
use crate::app::error::Error;
use crate::incident::Incident;
use crate::key;

/// Returns `incident.toml` with the end that the agreements in force give, if an agreement that is
/// corrected set the one that is there. If the agreement is void, there is no first end.
pub(super) fn followed(text: String, before: &Incident, after: &Incident) -> Result<String, Error> {
    let Some(written) = before.embargo.as_ref().and_then(|embargo| embargo.until.as_ref()) else { return Ok(text) };
    let agreed = |incident: &Incident| incident.agreed_ends().any(|end| end.value == written.value);
    if !agreed(before) || agreed(after) {
        return Ok(text);
    }
    let until = format!("{}.{}", key::EMBARGO, key::UNTIL);
    let is_moved = after.events.iter().any(|event| event.embargo_end().is_some());
    Ok(match after.agreed_ends().last() {
        Some(end) => edit::set(&text, &until, edit::instant(end.value)?)?,
        None if is_moved => edit::unset(&text, key::EMBARGO, &[key::UNTIL])?,
        None => edit::unset(&text, key::EMBARGO, &[key::UNTIL, key::AGREED_BY])?,
    })
}
