//! Rules about the timeline: the order of events, what each event must include, and who has to hear
//! of it.

use crate::finding::raised;

pub(super) mod actor_unnamed;
pub(super) mod agreed_yet_public;
pub(super) mod amendment_unrevised;
pub(super) mod amendment_without_record;
pub(super) mod amendment_without_right;
pub(super) mod amendments_differ;
pub(super) mod announced_unpublished;
pub(super) mod attestation_without_right;
pub(super) mod attested_early;
pub(super) mod attested_nothing;
pub(super) mod closed_unsent;
pub(super) mod closed_with_open_steps;
pub(super) mod closed_without_outcome;
pub(super) mod date_far_off;
pub(super) mod event_after_end;
pub(super) mod event_before_report;
pub(super) mod event_in_future;
pub(super) mod event_order;
pub(super) mod event_repeated;
pub(super) mod fact_unset;
pub(super) mod fact_without_right;
pub(super) mod leak_unspecified;
pub(super) mod leaked_yet_public;
pub(super) mod outcome_unspecified;
pub(super) mod outcome_without_right;
pub(super) mod public_report_unlinked;
pub(super) mod published_unreleased;
pub(super) mod record_undated;
pub(super) mod rejected_untold;
pub(super) mod release_moved_back;
pub(super) mod report_missing;
pub(super) mod sent_unspecified;
pub(super) mod voided_yet_kept;
pub(super) mod waiver_untold;
pub(super) mod withdrawal_untold;

// `announce` raises these: it knows what each message said.
raised! {
    ACCEPTED_UNTOLD = "accepted-untold",
    DATE_UNTOLD = "date-untold",
    MITIGATIONS_UNTOLD = "mitigations-untold",
    REOPENED_UNTOLD = "reopened-untold",
    SCOPE_UNTOLD = "scope-untold",
}
