//! Builds the model from validated tables. Invalid entries were already reported and removed.

mod condition;
pub(super) mod distributors;
pub(super) mod document;
mod element;
pub(super) mod incident;
pub(super) mod policy;
pub(super) mod project;
mod step;
pub(super) mod team;
mod terms;
