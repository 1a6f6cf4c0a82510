//! Rules about references by name: each name must be declared exactly once.

pub(super) mod address_shared;
pub(super) mod duplicate_name;
pub(super) mod unknown_answer;
pub(super) mod unknown_attestation;
pub(super) mod unknown_channel;
pub(super) mod unknown_choice;
pub(super) mod unknown_component;
pub(super) mod unknown_distributor;
pub(super) mod unknown_event;
pub(super) mod unknown_fact;
pub(super) mod unknown_impact;
pub(super) mod unknown_kind;
pub(super) mod unknown_line;
pub(super) mod unknown_list_name;
pub(super) mod unknown_member;
pub(super) mod unknown_party;
pub(super) mod unknown_policy_revision;
pub(super) mod unknown_release;
pub(super) mod unknown_represented_component;
pub(super) mod unknown_role;
pub(super) mod unknown_roster_role;
pub(super) mod unknown_step;
pub(super) mod unknown_waiver;
