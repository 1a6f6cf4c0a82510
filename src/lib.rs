//! Runs a project's security release process from files in a private git repository.
//!
//! A security team keeps its incidents as TOML and Markdown, and its process as a policy that is
//! data. This crate reads such a repository, checks it against its policy, works out what is due,
//! and builds the public site, the feeds and the announcements. Nothing of an embargoed incident
//! gets into the public output. The program `advisory` is a thin command line over it; use the
//! crate to put the same answers into a bot, a dashboard or a test of your own.
//!
//! # Start here
//!
//! [`Workspace`] is a private repository that was opened at an instant. Its methods are the use
//! cases, and they take typed options and return values and typed errors. The crate reads neither
//! the clock nor the environment, and prints nothing: the instant is an argument, so what will hold
//! next month can be asked today.
//!
//! This program opens the sample repository, checks it, and prints the open steps:
//!
//! ```
//! use advisory::{Workspace, time::Instant};
//!
//! let now = Instant::parse("2026-11-20T12:00:00Z")?;
//! let workspace = Workspace::open(".", now)?;
//! let checked = workspace.check();
//! println!("{} findings", checked.findings.len());
//! for case in &checked.cases {
//!     for status in case.steps.iter().filter(|status| status.standing.is_open()) {
//!         println!("{}: {}", case.incident.handle, status.step.element.label());
//!     }
//! }
//! # assert!(!checked.has_errors());
//! # assert!(checked.cases.iter().any(|case| case.steps.iter().any(|status| status.standing.is_open())));
//! # Ok::<(), Box<dyn std::error::Error>>(())
//! ```
//!
//! # Use cases
//!
//! What is public, as a plan of files, without writing any:
//!
//! ```
//! # use advisory::{Workspace, time::Instant};
//! # let workspace = Workspace::open(".", Instant::parse("2026-11-20T12:00:00Z")?)?;
//! let public = workspace.public_site();
//! let site = public.site.ok_or("a finding forbids the site")?;
//! assert!(site.iter().any(|(path, _)| path == "index.html"));
//! # Ok::<(), Box<dyn std::error::Error>>(())
//! ```
//!
//! A new repository, an incident of a report, and an event in its timeline:
//!
//! ```
//! use advisory::app::{self, NewIncident, Record};
//! use advisory::{Workspace, policy::presets, time::Instant};
//!
//! let folder = tempfile::tempdir()?;
//! let policy = presets::names().pop().ok_or("there is no preset")?;
//! app::init(folder.path(), &policy)?;
//!
//! let workspace = Workspace::open(folder.path(), Instant::parse("2026-03-02T09:00:00Z")?)?;
//! let report = NewIncident { summary: "A crash in the parser".to_owned(), ..NewIncident::default() };
//! let created = workspace.create(&report)?;
//! let handle = created.incident()?.handle.to_string();
//!
//! let recorded = created.workspace().record(&Record::event(handle, "scored".parse()?))?;
//! assert_eq!(recorded.incident()?.events.len(), 2);
//! # Ok::<(), Box<dyn std::error::Error>>(())
//! ```
//!
//! What an incident's release will publish, and what each step of it is waiting for:
//!
//! ```
//! # use advisory::{Workspace, time::Instant};
//! # let workspace = Workspace::open(".", Instant::parse("2026-11-20T12:00:00Z")?)?;
//! let case = workspace.case(workspace.incident("amber-heron")?);
//! println!("{:?}, public: {}", case.state(), case.publication.is_ok());
//! # Ok::<(), Box<dyn std::error::Error>>(())
//! ```
//!
//! Further ones: [`build`](Workspace::build) writes the site and the drafts,
//! [`compare`](Workspace::compare) says what a branch may not do, [`approve`](Workspace::approve)
//! gives an approval, and [`at_revision`](Workspace::at_revision) opens a git revision without a
//! checkout.
//!
//! # Errors
//!
//! Every error has a message, a cause, and [help](error::Help). Findings are no errors: they are
//! the answer to [`check`](Workspace::check). [`app::Error::Refused`] has the findings that forbid
//! what was asked for.
//!
//! ARCHITECTURE.md in the repository shows the layers; imports go strictly downward.

pub mod advisory;
pub mod announce;
pub mod app;
#[doc(hidden)]
pub mod build;
pub mod case;
pub mod change;
#[doc(hidden)]
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
#[doc(hidden)]
pub mod json;
mod key;
#[doc(hidden)]
pub mod markdown;
pub mod names;
pub mod output;
pub mod parse;
#[doc(hidden)]
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
