//! The use cases: what the program does, without a command line.
//!
//! A [`Workspace`] is a private repository that was opened at an instant. Its methods take typed
//! options and return values and typed errors. Nothing here prints, parses flags, reads the clock
//! or reads the environment.

mod ahead;
pub(crate) mod approval;
mod approve;
mod approved;
mod automation;
mod branch_point;
mod build;
mod check;
mod committed;
mod compare;
mod concerned;
mod correct;
mod create;
mod current;
mod cve;
mod doctor;
mod documents;
mod draft;
pub mod edit;
mod edited;
mod embargo;
mod error;
pub(crate) mod evidence;
mod find;
mod fix_commits;
mod guard;
#[cfg(feature = "import")]
mod import;
mod init;
#[cfg(feature = "import")]
mod intake;
mod known;
mod last_build;
mod lead;
mod lists;
mod merge;
mod mitigations;
mod next;
mod numbers;
pub(crate) mod place;
mod preset;
mod publish;
mod record;
pub mod rehearse;
mod rename;
mod revise;
mod scan;
mod schema;
mod sent;
mod show;
mod source;
mod status;
pub(crate) mod templates;
mod turns;
mod upgrade;
mod verify;
mod withdraw;
mod workspace;

pub use crate::build::{PrivateBuild, PublicBuild};
pub use approve::{Approval, Approved, Preview, ReleaseDay};
pub use approved::{ApprovedContent, ContentApproval, Coverage};
pub use branch_point::BranchPoint;
pub use build::{BuildOptions, Built, BuiltDrafts};
pub use check::Checked;
pub use compare::{Comparison, public_changes};
pub use correct::{Correction, ListCorrection};
pub use create::NewIncident;
pub use current::Snapshot;
pub use cve::{CveAction, CveSubmission, PendingApproval};
pub use doctor::{Diagnosis, Health, doctor};
pub use documents::RecordedDocuments;
pub use draft::Drafts;
pub use edited::{EditedIncident, FileEdit};
pub use embargo::{EmbargoAct, EmbargoEvent};
#[cfg(feature = "import")]
pub use error::ImportError;
pub use error::{Error, Refusal, ScanError, UnknownPreset, UnknownRole, UnknownStep};
pub use find::UnknownIncident;
#[cfg(feature = "import")]
pub use import::{
    AddedPackage, Addition, Difference, ImportOptions, ImportOutcome, ImportReport, Imported, ImportedRecord,
};
pub use init::{Ci, HOOKS, MERGE_DRIVER, init};
#[cfg(feature = "import")]
pub use intake::{NewReport, ReportOutcome};
pub use lead::RoleTurn;
pub use lists::{Acceptance, Admission, EditedLists, NewMember, OpenCriterion};
pub use merge::{Merged, merge, merge_files};
pub use mitigations::MitigationsApproval;
pub use next::{NextChange, NextOutcome};
pub use preset::preset;
pub use publish::{PublishOptions, Published};
pub use record::{Record, RecordEntry};
pub use rehearse::Rehearsal;
pub use rename::{Rename, Renamed};
pub use revise::{PublicChange, Revision};
pub use scan::{ScanReport, ScanTarget};
pub use schema::{schema, write_schemas};
pub use sent::{Sent, SentDraft};
pub use show::{Filter, Overview};
pub use source::Source;
pub use status::{IncidentStatus, Status};
pub use upgrade::{Renewal, renew, renewals};
pub use verify::{Corrected, ProductHistory, ProductOptions};
pub use withdraw::{Told, Withdrawal, Withdrawn};
pub use workspace::Workspace;
