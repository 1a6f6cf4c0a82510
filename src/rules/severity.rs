//! Rules about severity: CVSS vectors, their scores, and the CWE classification.

pub(super) mod cvss_score;
pub(super) mod cvss_twice;
pub(super) mod cvss_version;
pub(super) mod cwe_category;
pub(super) mod level_unrecorded;
pub(super) mod published_unscored;
pub(super) mod score_outdated;
pub(super) mod scored_without_vector;
