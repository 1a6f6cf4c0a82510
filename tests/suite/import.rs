//! Advisories of other databases.

mod agree;
mod back;
mod cases;
mod command;
mod cve_status;
mod desk;
mod odd_records;
pub mod readers;
mod second;
mod stable_branches;
mod unknown;
