//! Rules about identifiers: public ids, CVE ids and aliases.

pub(super) mod alias_claimed;
pub(super) mod alias_of_itself;
pub(super) mod cve_not_listed;
pub(super) mod cve_too_many;
pub(super) mod duplicate_cve;
pub(super) mod duplicate_public_id;
pub(super) mod public_id_form;
