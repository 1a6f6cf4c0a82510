//! Announcements: for every step that tells somebody, a draft for each of its channels.

pub mod rule;
