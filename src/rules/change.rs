//! Rules about changes: what a commit or pull request may not do to what its base records.

pub(super) mod admission_unnamed;
pub(super) mod advisory_unpublished;
pub(super) mod audience_changed;
pub(super) mod automation_changed;
pub(super) mod becomes_public;
pub(super) mod changes_in_public;
pub(super) mod embargo_changed_silently;
pub(super) mod founder_added_late;
pub(super) mod identity_changed;
pub(super) mod imported_changed;
pub(super) mod imported_new;
pub(super) mod incident_removed;
pub(super) mod incident_renamed;
pub(super) mod opens_earlier;
pub(super) mod policy_loosened;
pub(super) mod public_cve_removed;
pub(super) mod public_id_changed;
pub(super) mod public_id_reused;
pub(super) mod published_change_unrevised;
pub(super) mod record_back_dated;
pub(super) mod record_edited;
pub(super) mod record_removed;
pub(super) mod recorded_in_anothers_name;
pub(super) mod right_from_same_change;
pub(super) mod role_passed_on_silently;
pub(super) mod withdrawal_without_right;
