//! `advisory` runs a project's security release process from files in a private git repository.
//!
//! Read ARCHITECTURE.md for the layers; imports go strictly downward.

pub mod advisory;
pub mod announce;
pub mod app;
pub mod build;
pub mod case;
pub mod change;
pub mod cli;
pub mod cvss;
pub mod ecosystem;
pub mod error;
pub mod event;
pub mod evidence;
pub mod export;
pub mod fact;
pub mod finding;
pub mod git;
pub mod import;
pub mod incident;
pub mod json;
mod key;
pub mod markdown;
pub mod names;
pub mod output;
pub mod parse;
pub mod plan;
pub mod policy;
pub mod portfolio;
pub mod product;
pub mod publish;
pub mod report;
pub mod rules;
pub mod scan;
pub mod signature;
pub mod site;
pub mod source;
pub mod time;
pub mod verify;
pub mod version;

pub use app::Workspace;
