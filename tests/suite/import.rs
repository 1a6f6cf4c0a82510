//! Advisories of other databases.

mod agree;
mod back;
mod case_projects;
mod cases;
mod claims;
mod command;
mod commits;
mod cve_status;
mod desk;
mod distinct;
mod doubts;
mod intake;
mod odd_bounds;
mod odd_ends;
mod odd_records;
mod ordered;
mod others;
mod packages;
pub mod readers;
mod second;
mod stable_branches;
mod unknown;
