//! The policy is enforced: a case that breaks it, by way of the program, and the finding or refusal that follows.

mod authority;
mod by_hand;
mod commits;
mod dates;
mod drafts;
mod lateness;
mod leaks;
mod order;
mod places;
mod urgency;
mod windows;

/// No finding of a rule.
const NOTHING: [&str; 0] = [];
