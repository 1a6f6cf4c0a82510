//! The kind of each file of a private repository: what a public log may show of it.

use crate::source::FilePath;

/// What a public log may show of a file.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Kind {
    /// Part of an incident. Only the handle is shown.
    Incident,
    /// Private or internal to the project: members, distributors, the policy, settings, templates.
    /// The site shows a selection of them, but no comments, contacts or pending requests. The file
    /// and the line are shown.
    Internal,
    /// The text of a public advisory. Everything is shown, because the site shows it.
    Public,
}

impl Kind {
    /// Returns the kind of a file. `is_published` says whether the incident in a folder is public.
    /// A file that is not known to be public never is.
    pub(super) fn of(file: &FilePath, is_published: impl Fn(&str) -> bool) -> Self {
        match file.incident_folder() {
            Some(folder) if is_published(folder) && *file == FilePath::new(folder).join("advisory.md") => Self::Public,
            Some(_) => Self::Incident,
            None if file.as_str() == "incidents" => Self::Incident,
            None => Self::Internal,
        }
    }
}
