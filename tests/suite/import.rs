//! Advisories of other databases.

mod back;
mod command;
mod desk;
pub mod readers;
