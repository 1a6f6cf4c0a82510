//! Which facts an incident's files give.

use crate::fact::Fact;
use crate::incident::Incident;
use crate::portfolio::Portfolio;

pub(super) fn has(_portfolio: &Portfolio, _incident: &Incident, _fact: Fact) -> bool {
    false
}
