//! Rules about the evidence that Git holds: commit dates and signatures.

pub(super) mod act_unsigned;
pub(super) mod evidence_missing;
pub(super) mod instant_contradicted;
