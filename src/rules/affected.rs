//! Rules about affected versions: ranges, fixed releases, and the release lines they belong to.

pub(super) mod affected_inverted;
pub(super) mod affected_line_missing;
pub(super) mod affected_line_twice;
pub(super) mod affected_out_of_scope;
pub(super) mod affected_overlap;
pub(super) mod affected_package;
pub(super) mod affected_two_ends;
pub(super) mod affected_unknown;
pub(super) mod affected_wrong_line;
pub(super) mod fixed_version_differs;
pub(super) mod fixed_version_missing;
pub(super) mod fixed_version_unlisted;
pub(super) mod go_major_version;
pub(super) mod latest_not_released;
pub(super) mod line_dates;
pub(super) mod listed_not_released;
pub(super) mod package_ambiguous;
pub(super) mod package_name;
pub(super) mod package_order;
pub(super) mod package_url_differs;
pub(super) mod package_url_type;
pub(super) mod release_form;
pub(super) mod release_wrong_line;
pub(super) mod unknown_ecosystem;
pub(super) mod upgrade_to_unfit;
pub(super) mod version_form;
