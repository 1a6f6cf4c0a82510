//! `documents`: records changes of the public documents.

use clap::Args;

use super::{Context, Outcome};
use crate::report::ShownDocuments;

/// Record changes of the public documents, which gives them new versions and dates
#[derive(Debug, Args)]
#[command(after_help = "\
Examples:
  advisory documents
  advisory documents --dry-run    show what would be recorded

OSV, CSAF and OpenVEX documents are made of more than their advisory: of the
listed releases, the project's data, and the form that this version of the
program gives them. Run this after each change of these, and commit what it
writes: an event `documents-changed`, with a digest, in the incident of each
public advisory whose documents differ from those that were recorded last.
Commands that edit an advisory record its documents themselves. `check` reports
documents that differ from their record, or have none.")]
pub(super) struct Documents {
    /// Show what would be recorded, and write nothing
    #[arg(long)]
    dry_run: bool,
}

impl Documents {
    pub(super) fn run(&self, context: &mut Context) -> Outcome {
        let workspace = context.open_sound()?;
        let recorded = workspace.record_documents(self.dry_run)?;
        context.terminal.show(&ShownDocuments { recorded: &recorded, dry_run: self.dry_run })
    }
}
