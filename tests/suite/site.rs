//! The public site: what it says, and what it never does.

mod markdown;
