//! Runs a project's security release process from files in a private git repository.
//!
//! A security team keeps its incidents as TOML and Markdown, and its process as a policy that is
//! data. This crate reads such a repository, checks it against its policy, works out what is due,
//! and builds the public site, the feeds and the announcements. Nothing about an embargoed incident
//! reaches the public output.
//!
//! The program `advisory` is a thin command line over this crate. Use the crate if you maintain
//! tooling for a security team and want the same answers in a bot, a dashboard or a test.
//!
//! # Start here
//!
//! A [`Workspace`] is a private repository, opened at an instant. Its methods are the use cases:
//! they take typed options, and return values and typed errors. The crate reads neither the clock
//! nor the environment, and prints nothing. Because the instant is an argument, you can ask today
//! what will be due next month.
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
//! Build the public site as a plan of files, without writing any:
//!
//! ```
//! # use advisory::{Workspace, time::Instant};
//! # let workspace = Workspace::open(".", Instant::parse("2026-11-20T12:00:00Z")?)?;
//! let public = workspace.public_site();
//! let site = public.site.ok_or("a finding prevents the site")?;
//! assert!(site.iter().any(|(path, _)| path == "index.html"));
//! # Ok::<(), Box<dyn std::error::Error>>(())
//! ```
//!
//! Create a repository, turn a report into an incident, and record an event:
//!
//! ```
//! use advisory::app::{self, NewIncident, Record};
//! use advisory::{Workspace, policy::presets, time::Instant};
//!
//! let folder = tempfile::tempdir()?;
//! app::init(&folder, &presets::default_name(), app::Ci::Github)?;
//!
//! let workspace = Workspace::open(&folder, Instant::parse("2026-03-02T09:00:00Z")?)?;
//! let (summary, reporter) = ("A crash in the parser".to_owned(), Some("Kim Reyes".to_owned()));
//! let created = workspace.create(&NewIncident { summary, reporter, ..NewIncident::default() })?;
//! let handle = created.incident()?.handle.to_string();
//!
//! let acknowledged = Record::event(handle, "acknowledged".parse()?).by("ada");
//! let recorded = created.workspace().record(&acknowledged)?;
//! assert_eq!(recorded.incident()?.events.len(), 2);
//! # Ok::<(), Box<dyn std::error::Error>>(())
//! ```
//!
//! Show one incident: its state, its steps, and whether it is public:
//!
//! ```
//! # use advisory::{Workspace, time::Instant};
//! # let workspace = Workspace::open(".", Instant::parse("2026-11-20T12:00:00Z")?)?;
//! let status = workspace.incident_status("amber-heron")?;
//! println!("{:?}, public: {}", status.case.state(), status.case.publication.is_ok());
//! # Ok::<(), Box<dyn std::error::Error>>(())
//! ```
//!
//! Each of these has an example of its own:
//!
//! | to | call |
//! |---|---|
//! | create a repository | [`app::init`] |
//! | turn a report into an incident | [`create`](Workspace::create) |
//! | record an event, a waiver or a decision | [`record`](Workspace::record) |
//! | check everything | [`check`](Workspace::check) |
//! | check the change on a branch | [`compare`](Workspace::compare) |
//! | show deadlines and states | [`status`](Workspace::status), [`incident_status`](Workspace::incident_status) |
//! | determine the next lead | [`turns`](Workspace::turns) |
//! | draft announcements | [`drafts`](Workspace::drafts) |
//! | make a CVE record | [`cve_submission`](Workspace::cve_submission) |
//! | preview a publication | [`rehearse`](Workspace::rehearse) |
//! | approve a publication | [`approve`](Workspace::approve) |
//! | build the site and the drafts | [`build`](Workspace::build) |
//! | commit the site to a public repository | [`publish`](Workspace::publish) |
//! | import advisories from another database | [`import`](Workspace::import) |
//! | compare an incident with the product's git history | [`verify`](Workspace::verify) |
//! | find embargoed text in files or commits | [`scan`](Workspace::scan) |
//! | open a git revision without a checkout | [`at_revision`](Workspace::at_revision) |
//!
//! # Errors
//!
//! Every error has a message, a cause, and [help](error::Help). Findings are not errors: they are
//! the result of [`check`](Workspace::check). [`app::Error::Refused`] has the findings that prevent
//! an operation.
//!
//! # Features
//!
//! All are on by default. Without them, fewer dependencies are built.
//!
//! - `cli`: the program `advisory`. It includes `report`.
//! - `report`: results as text, JSON and SARIF, in the module `report`. It includes `import`.
//! - `import`: records of other databases, in the module `import` and `Workspace::import`.
//!
//! ARCHITECTURE.md in the repository shows the layers; imports go strictly downward.

// Parts that only reports, imports and the command line use.
#![cfg_attr(not(feature = "cli"), allow(dead_code))]

// Modules marked `doc(hidden)` are no part of the library's interface: they are public for the
// tests, and may change at any time.
pub mod advisory;
pub mod announce;
pub mod app;
#[doc(hidden)]
pub mod build;
pub mod case;
#[doc(hidden)]
pub mod change;
#[cfg(feature = "cli")]
#[doc(hidden)]
pub mod cli;
pub mod cvss;
mod diff;
pub mod ecosystem;
pub mod error;
pub mod event;
pub mod evidence;
#[doc(hidden)]
pub mod export;
pub mod fact;
pub mod finding;
#[doc(hidden)]
pub mod fingerprint;
pub mod git;
mod ical;
#[cfg(feature = "import")]
pub mod import;
pub mod incident;
pub mod json;
mod key;
mod literal;
#[doc(hidden)]
pub mod markdown;
pub mod names;
#[doc(hidden)]
pub mod output;
#[doc(hidden)]
pub mod parse;
pub mod plan;
pub mod policy;
pub mod portfolio;
#[doc(hidden)]
pub mod product;
pub mod publish;
#[cfg(feature = "report")]
pub mod report;
pub mod rules;
pub mod scan;
mod shell;
#[doc(hidden)]
pub mod signature;
#[doc(hidden)]
pub mod site;
pub mod source;
pub mod time;
pub mod verify;
pub mod version;
mod words;

pub use app::Workspace;
