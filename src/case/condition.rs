//! Conditions of the policy, asked of an incident.
