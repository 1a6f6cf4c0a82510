//! Why a use case could not be carried out.

use super::edit::EditError;
use super::find::UnknownIncident;
use crate::error::{Help, PublicLog};
use crate::export::ExportError;
use crate::finding::{Finding, RuleId};
use crate::git::GitError;
use crate::output::OutputError;
use crate::product::ProductError;
use crate::publish::PublishError;
use crate::source::worktree::ReadError;
use crate::source::{FilePath, Tree};

#[cfg(feature = "import")]
mod import;
mod scan;
mod unknown;

#[cfg(feature = "import")]
pub use import::ImportError;
pub use scan::ScanError;
pub use unknown::{UnknownPreset, UnknownRole, UnknownStep};

/// An error of a use case.
#[derive(Debug, thiserror::Error)]
pub enum Error {
    /// The folder could not be read.
    #[error(transparent)]
    Folder(#[from] ReadError),
    /// The revision or its history could not be read.
    #[error(transparent)]
    History(#[from] GitError),
    /// The product's repository could not be read.
    #[error(transparent)]
    Product(#[from] ProductError),
    /// The site could not be committed.
    #[error(transparent)]
    Site(#[from] PublishError),
    /// A file could not be written.
    #[error(transparent)]
    Output(#[from] OutputError),
    /// A file could not be edited.
    #[error(transparent)]
    Edit(#[from] EditError),
    /// No incident, or more than one, has that name.
    #[error(transparent)]
    UnknownIncident(#[from] UnknownIncident),
    /// The policy has no such step.
    #[error(transparent)]
    UnknownStep(#[from] UnknownStep),
    /// Neither the policy nor the team has such a role.
    #[error(transparent)]
    UnknownRole(#[from] UnknownRole),
    /// There is no such preset.
    #[error(transparent)]
    UnknownPreset(#[from] UnknownPreset),
    /// Nothing could be imported.
    #[cfg(feature = "import")]
    #[error(transparent)]
    Import(#[from] ImportError),
    /// The scan can't tell whether there is embargoed text.
    #[error(transparent)]
    Scan(#[from] ScanError),
    /// A container could not be written.
    #[error(transparent)]
    Export(#[from] ExportError),
    /// Files can be changed in a work tree only.
    #[error("this command edits files, and a revision such as `{0}` can't be edited; leave out --rev")]
    NotAWorkTree(String),
    /// Files of the portfolio differ from those of the last commit.
    #[error("these files are not committed: {}", listed(.0))]
    Uncommitted(Vec<FilePath>),
    /// The portfolio can't be read at all.
    #[error("the portfolio can't be read")]
    Unreadable(Box<Refusal>),
    /// Findings forbid the operation.
    #[error("{0}")]
    Refused(Box<Refusal>),
    /// The operation is impossible, for the reason in the message.
    #[error("{message}")]
    Invalid {
        /// Why.
        message: String,
        /// What to do about it.
        help: Option<String>,
    },
}

/// Findings that forbid an operation.
#[derive(Debug)]
pub struct Refusal {
    /// The findings.
    pub findings: Vec<Finding>,
    /// The files that they point into.
    pub tree: Tree,
    /// What was not done because of them; empty if the findings are enough.
    pub message: &'static str,
}

impl std::fmt::Display for Refusal {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(self.message)
    }
}

/// Returns the first few paths, and how many more there are.
fn listed(files: &[FilePath]) -> String {
    const SHOWN: usize = 10;
    let shown: Vec<&str> = files.iter().take(SHOWN).map(FilePath::as_str).collect();
    match files.len().saturating_sub(SHOWN) {
        0 => shown.join(", "),
        more => format!("{} and {more} more", shown.join(", ")),
    }
}

impl Error {
    /// Returns an error with this message and no help.
    #[must_use]
    pub fn invalid(message: impl Into<String>) -> Self {
        Self::Invalid { message: message.into(), help: None }
    }

    /// Returns an error for findings that forbid an operation.
    #[must_use]
    pub fn refused(findings: Vec<Finding>, tree: &Tree, message: &'static str) -> Self {
        Self::Refused(Box::new(Refusal { findings, tree: tree.clone(), message }))
    }

    /// Replaces what the findings of a rule advise: nothing was written, so there is nothing to
    /// mend.
    #[must_use]
    pub(super) fn advising(mut self, rule: RuleId, help: &str) -> Self {
        if let Self::Refused(refusal) = &mut self {
            for finding in refusal.findings.iter_mut().filter(|finding| finding.rule == rule) {
                finding.help = Some(help.to_owned());
            }
        }
        self
    }
}

impl Help for Error {
    fn help(&self) -> Option<String> {
        match self {
            Self::Folder(error) => error.help(),
            Self::History(error) => error.help(),
            Self::Product(error) => error.help(),
            Self::Site(error) => error.help(),
            Self::Output(error) => error.help(),
            Self::Edit(error) => error.help(),
            Self::UnknownRole(error) => error.help(),
            #[cfg(feature = "import")]
            Self::Import(error) => error.help(),
            Self::Scan(error) => error.help(),
            Self::Export(error) => error.help(),
            Self::Invalid { help, .. } => help.clone(),
            Self::Uncommitted(_) => Some(
                "the site is published from a commit: commit these files, or publish the last commit with `--rev HEAD`"
                    .to_owned(),
            ),
            Self::UnknownIncident(_)
            | Self::UnknownStep(_)
            | Self::UnknownPreset(_)
            | Self::NotAWorkTree(_)
            | Self::Unreadable(_)
            | Self::Refused(_) => None,
        }
    }

    fn in_public_log(&self) -> PublicLog {
        match self {
            Self::Product(_) => PublicLog::Instead {
                message: "a repository can't be read",
                help: "run it on your own machine to see why, or pass --reveal where the log is private",
            },
            #[cfg(feature = "import")]
            Self::Import(ImportError::NoReport { .. }) => PublicLog::Instead {
                message: "the file can't be imported as a report",
                help: "run it on your own machine to see why, or pass --reveal where the log is private",
            },
            #[cfg(feature = "import")]
            Self::Import(_) => PublicLog::Full,
            Self::Uncommitted(_) => PublicLog::Instead {
                message: "files of the portfolio are not committed",
                help: "the site is published from a commit: `git status` names the files, and `--rev HEAD` publishes the last commit",
            },
            Self::Folder(_)
            | Self::History(_)
            | Self::Site(_)
            | Self::Output(_)
            | Self::Edit(_)
            | Self::UnknownIncident(_)
            | Self::UnknownStep(_)
            | Self::UnknownRole(_)
            | Self::UnknownPreset(_)
            | Self::Scan(_)
            | Self::Export(_)
            | Self::NotAWorkTree(_)
            | Self::Unreadable(_)
            | Self::Refused(_)
            | Self::Invalid { .. } => PublicLog::Full,
        }
    }
}
