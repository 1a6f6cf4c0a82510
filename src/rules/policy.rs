//! Rules about policies: each revision has to be consistent in itself.

pub(super) mod policy_break_default;
pub(super) mod policy_channel_field;
pub(super) mod policy_circular_order;
pub(super) mod policy_circular_roles;
pub(super) mod policy_duplicate_id;
pub(super) mod policy_embargo_terms;
pub(super) mod policy_embargoed_channel;
pub(super) mod policy_fact_without_role;
pub(super) mod policy_level_order;
pub(super) mod policy_mixed_audience;
pub(super) mod policy_placeholder;
pub(crate) mod policy_private_channel;
pub(super) mod policy_revisions;
pub(super) mod policy_unknown_channel;
pub(super) mod policy_unknown_choice;
pub(super) mod policy_unknown_event;
pub(super) mod policy_unknown_fact;
pub(super) mod policy_unknown_list;
pub(super) mod policy_unknown_mode;
pub(super) mod policy_unknown_role;
pub(super) mod policy_unknown_step;
pub(super) mod policy_without_intake;
pub(super) mod policy_word_alike;
pub(super) mod project_placeholder;
pub(crate) mod recipient_public;
