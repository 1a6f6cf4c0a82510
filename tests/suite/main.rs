//! Every integration test, in one binary: it links once.
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::print_stderr,
    clippy::indexing_slicing,
    clippy::string_slice,
    missing_docs,
    unreachable_pub
)]

mod support;

mod ahead;
mod amendments;
mod announce;
mod approvals;
mod architecture;
mod board;
mod build;
mod bulk;
mod change;
mod clauses;
mod cli;
mod commits;
mod conformance;
mod counts;
mod crash;
mod csaf;
mod cve;
mod cvss;
mod deadlines;
mod docs;
mod doctor;
mod documents;
mod edits;
mod enforcement;
mod evidence;
mod fuzz;
mod ghsa;
mod git;
mod hostile;
mod import;
mod links;
mod manual;
mod mistakes;
mod newcomer;
mod next;
mod orders;
mod osv;
mod output;
mod parse;
mod placeholders;
mod policies;
mod processes;
mod product;
mod publishing;
mod rehearse;
mod report;
mod revision;
mod rules;
mod samples;
mod scan;
mod script;
mod site;
mod tables;
mod threat_model;
mod unread;
mod verify;
mod version;
mod vex;
mod walk;
mod wall;
mod widths;
mod workflow;
mod worktree;
