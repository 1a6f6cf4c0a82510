//! Advisories of other databases.

mod back;
mod desk;
mod readers;
