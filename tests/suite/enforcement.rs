//! The policy is enforced: a case that breaks it, by way of the program, and the finding or refusal that follows.

mod lateness;
