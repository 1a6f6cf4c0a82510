//! Why nothing was imported.

use std::path::PathBuf;

use crate::error::Help;
use crate::import::{Format, ReadError, RecordError};
use crate::names::Name;
use crate::shell;

/// Why nothing was imported.
#[derive(Debug, thiserror::Error)]
pub enum ImportError {
    /// The records can't be read.
    #[error(transparent)]
    Read(#[from] ReadError),
    /// There are no records.
    #[error("there is no {} at {}", .format.name(), .path.display())]
    Nothing {
        /// The format of the records.
        format: Format,
        /// Where.
        path: PathBuf,
        /// A format of which there are some.
        other: Option<Format>,
    },
    /// The file is no report that can become an incident.
    #[error("{} can't be imported as a report: {error}", .path.display())]
    NoReport {
        /// The file.
        path: PathBuf,
        /// What is wrong with it.
        error: RecordError,
    },
    /// The imported files would make the repository unreadable.
    #[error("the repository could not be read together with the imported files: {0}")]
    Unreadable(String),
    /// The approver is not a member of the team.
    #[error("`{member}` is not on the team in team.toml, and the policy asks for approval by {asked}")]
    NotOnTheTeam {
        /// Who.
        member: Name,
        /// By whom the policy asks for approval.
        asked: String,
    },
    /// The policy requires other approvals, so no imported advisory would become public.
    #[error("the policy asks for approval by {asked}, and --by names {}", names(.by))]
    NotApproved {
        /// By whom the policy asks for approval.
        asked: String,
        /// Who approves.
        by: Vec<Name>,
    },
}

fn names(names: &[Name]) -> String {
    names.iter().map(Name::as_str).collect::<Vec<_>>().join(", ")
}

impl Help for ImportError {
    fn help(&self) -> Option<String> {
        match self {
            Self::Read(error) => error.help(),
            Self::Nothing { path, other: Some(other), .. } => Some(format!(
                "its records have another format: `advisory import {other} {} --by MEMBER`",
                shell::path(path)
            )),
            Self::Nothing { other: None, .. } => {
                Some("name another FORMAT, or the folder, file or archive that contains them".to_owned())
            }
            Self::NoReport { error, .. } => Some(error.help.to_owned()),
            Self::Unreadable(_) | Self::NotOnTheTeam { .. } | Self::NotApproved { .. } => None,
        }
    }
}
