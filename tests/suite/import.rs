//! Advisories of other databases.

mod agree;
mod back;
mod command;
mod desk;
pub mod readers;
