//! Rules about identifiers, and about relations of advisories to each other.

use crate::incident::{Document, Incident, Relation};
use crate::rules::Review;

pub(super) mod alias_claimed;
pub(super) mod alias_of_itself;
pub(super) mod cve_not_listed;
pub(super) mod cve_too_many;
pub(super) mod cve_unrejected;
pub(super) mod duplicate_cve;
pub(super) mod duplicate_public_id;
pub(super) mod embargoed_id_named;
pub(super) mod public_id_form;
pub(super) mod rejected_cve_used;
pub(super) mod relation_kind;
pub(super) mod relation_one_sided;
pub(super) mod relation_range;
pub(super) mod replacement_circle;
pub(super) mod replacement_withdrawn;

/// Returns the incident and the advisory that a relation means, if the project has it.
fn meant<'p>(review: &Review<'p>, of: &Document, relation: &Relation) -> Option<(&'p Incident, &'p Document)> {
    let documents =
        review.portfolio.incidents.iter().filter_map(|incident| Some((incident.as_ref(), incident.document.as_ref()?)));
    let mut others = documents.filter(|(_, document)| document.file != of.file);
    others.find(|(_, document)| document.has_id(&relation.id.value))
}
