//! What the commands that edit an incident have in common: they refuse to add errors, unless told
//! otherwise.

use clap::Args;

use super::{Context, Stop, Usage};
use crate::app::Workspace;
use crate::finding::Finding;
use crate::report::{LogText, ShownFindings};
use crate::source::Tree;

/// The options of every command that edits an incident.
#[derive(Debug, Args)]
pub(super) struct Edits {
    /// Write it even if `check` would report new errors, and show them on stderr
    #[arg(long)]
    anyway: bool,
}

impl Edits {
    /// Opens the files to edit.
    pub(super) fn open(&self, context: &mut Context) -> Result<Workspace, Stop> {
        context.require_work_tree()?;
        let workspace = context.open_sound()?;
        Ok(if self.anyway { workspace.accepting_errors() } else { workspace })
    }
}

/// Notes the errors that an edit added.
pub(super) fn tell(context: &mut Context, accepted: &[Finding], tree: &Tree) {
    if accepted.is_empty() {
        return;
    }
    context.terminal.note(&ShownFindings::new(accepted, tree));
    context.terminal.note(&LogText::new().words("written anyway, with these errors"));
}

/// Splits assignments of the form KEY=VALUE.
pub(super) fn assignments(set: &[String]) -> Result<Vec<(String, String)>, Usage> {
    let split = |assignment: &String| {
        let (key, value) = assignment
            .split_once('=')
            .ok_or_else(|| Usage::new(format!("`{assignment}` is not of the form KEY=VALUE")))?;
        Ok((key.trim().to_owned(), value.trim().to_owned()))
    };
    set.iter().map(split).collect()
}
