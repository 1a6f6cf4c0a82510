//! `import FORMAT PATH`: advisories that were published elsewhere become incidents of this
//! repository.

use std::path::PathBuf;

use clap::Args;
use clap::builder::{PossibleValue, PossibleValuesParser, TypedValueParser};

use super::{Context, Outcome, Stop};
use crate::app::ImportOptions;
use crate::import::Format;
use crate::names::Name;
use crate::report::ShownImport;

/// Make incidents of advisories that were published elsewhere
#[derive(Debug, Args)]
#[command(after_help = "\
Examples:
  advisory import rustsec advisory-db/crates --by grace
  advisory import osv all.zip --by grace --dry-run
  advisory import cve CVE-2026-12345.json --by grace --format json

PATH is a folder, a file or an archive (.zip, .tar, .tar.gz, .tgz). What is imported is approved by whom --by names, so
it is public with the next build; its dates are those it had. A record that is here already is left as it is: importing
twice changes nothing. The report says of every field that was guessed, or has no place here; --verbose names the records.

Exit status: 0 when every record is here, 1 when one could not be taken, 2 when nothing could be done.")]
pub(super) struct Import {
    /// What the records are
    #[arg(id = "records", value_name = "FORMAT", value_parser = formats())]
    format: Format,
    /// Where they are
    #[arg(value_name = "PATH")]
    path: PathBuf,
    /// Who approves their publication here (may be repeated)
    #[arg(long, value_name = "MEMBER", required = true)]
    by: Vec<Name>,
    /// Say what would be written, and write nothing
    #[arg(long)]
    dry_run: bool,
}

fn formats() -> impl TypedValueParser<Value = Format> {
    let words = Format::ALL.map(|format| PossibleValue::new(format.word()).help(format.name()));
    PossibleValuesParser::new(words).try_map(|word| {
        Format::ALL.into_iter().find(|format| format.word() == word).ok_or_else(|| format!("`{word}` is no format"))
    })
}

impl Import {
    pub(super) fn run(&self, context: &mut Context) -> Outcome {
        context.require_work_tree()?;
        let workspace = context.open_sound()?;
        let progress = context.terminal.progress("importing");
        let options = ImportOptions { format: self.format, path: &self.path, by: &self.by, dry_run: self.dry_run };
        let imported = workspace.import(&options);
        progress.finish_and_clear();
        let imported = imported?.report;
        context.terminal.show(&ShownImport(&imported))?;
        if imported.refused() > 0 { Err(Stop::Findings) } else { Ok(()) }
    }
}
