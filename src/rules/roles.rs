//! Rules about roles: who holds one, who may, and who leads an incident.

pub(super) mod holder_away;
pub(super) mod holder_not_eligible;
pub(super) mod lead_missing;
pub(super) mod lead_out_of_turn;
pub(super) mod role_cover;
pub(super) mod role_without_members;
pub(super) mod signing_key_missing;
pub(super) mod too_many_holders;
