//! Advisories of other databases.

mod readers;
