//! Rules about the timeline: the order of events, and what each event must include.

pub(super) mod agreed_yet_public;
pub(super) mod amendment_unrevised;
pub(super) mod amendment_without_record;
pub(super) mod amendment_without_right;
pub(super) mod amendments_differ;
pub(super) mod attestation_without_right;
pub(super) mod attested_nothing;
pub(super) mod closed_unsent;
pub(super) mod closed_with_open_steps;
pub(super) mod date_far_off;
pub(super) mod date_untold;
pub(super) mod event_after_end;
pub(super) mod event_before_report;
pub(super) mod event_in_future;
pub(super) mod event_order;
pub(super) mod event_repeated;
pub(super) mod fact_unset;
pub(super) mod fact_without_right;
pub(super) mod leak_unspecified;
pub(super) mod outcome_without_right;
pub(super) mod public_report_unlinked;
pub(super) mod report_missing;
pub(super) mod sent_unspecified;
