//! `import FORMAT PATH`: imports advisories that were published elsewhere. `import report FILE`:
//! makes an incident of a private report.

use std::path::PathBuf;

use clap::builder::{PossibleValue, PossibleValuesParser, TypedValueParser};
use clap::{Args, Subcommand};

use super::intake::Report;
use super::{Context, Outcome, Stop, Usage};
use crate::app::ImportOptions;
use crate::import::Format;
use crate::names::Name;
use crate::report::ShownImport;

/// Import advisories that were published elsewhere
#[derive(Debug, Args)]
#[command(args_conflicts_with_subcommands = true, subcommand_negates_reqs = true)]
#[command(after_help = "\
Examples:
  advisory import report GHSA-2c5w-9x6r-7jpm.json --line 1.16
  advisory import rustsec advisory-db/crates --by grace
  advisory import osv all.zip --by grace --dry-run
  advisory import cve CVE-2026-12345.json --by grace --format json

PATH is a folder, a file or an archive (.zip, .tar, .tar.gz, .tgz). Each record
becomes an incident, approved by the members that --by names and with its
original dates, so the next build publishes it. Records that were imported
before are left unchanged. If you imported the vulnerability from another
database before, the record is only compared. With --merge, IDs, links, and
packages that the advisory lacks are added to it, and so are a score and
weaknesses if it has none. Nothing that it has is changed. The report lists the
fields that were guessed or left out; --verbose lists them for each record.

Exit status: 0 if every record is imported, 1 if one was refused, 2 for any
other failure.")]
pub(super) struct Import {
    #[command(subcommand)]
    private: Option<Private>,
    #[command(flatten)]
    records: Option<Records>,
}

#[derive(Debug, Subcommand)]
enum Private {
    /// Make an embargoed incident of a private report: a mail, or JSON of GitHub or HackerOne
    Report(Report),
}

/// Advisories of another database.
#[derive(Debug, Args)]
struct Records {
    /// The format of the records
    #[arg(id = "records", value_name = "FORMAT", value_parser = formats())]
    format: Format,
    /// The folder, file or archive to import
    #[arg(value_name = "PATH")]
    path: PathBuf,
    /// The member who approves their publication (may be repeated)
    #[arg(long, value_name = "MEMBER", required = true)]
    by: Vec<Name>,
    /// Show what would be imported without writing anything
    #[arg(long)]
    dry_run: bool,
    /// Refuse records of which no affected version can be kept
    #[arg(long)]
    strict: bool,
    /// Add what only the second source of a vulnerability contains
    #[arg(long)]
    merge: bool,
}

fn formats() -> impl TypedValueParser<Value = Format> {
    let words = Format::ALL.map(|format| PossibleValue::new(format.word()).help(format.name()));
    PossibleValuesParser::new(words).try_map(|word| {
        Format::ALL.into_iter().find(|format| format.word() == word).ok_or_else(|| format!("`{word}` is not a format"))
    })
}

impl Import {
    pub(super) fn run(&self, context: &mut Context) -> Outcome {
        match (&self.private, &self.records) {
            (Some(Private::Report(report)), _) => report.run(context),
            (None, Some(records)) => records.run(context),
            (None, None) => Err(Usage::new("name a FORMAT and a PATH, or `report` and a file").into()),
        }
    }
}

impl Records {
    fn run(&self, context: &mut Context) -> Outcome {
        context.require_work_tree()?;
        let workspace = context.open_sound()?;
        let progress = context.terminal.progress("importing");
        let options = ImportOptions {
            format: self.format,
            path: &self.path,
            by: &self.by,
            dry_run: self.dry_run,
            strict: self.strict,
            merge: self.merge,
        };
        let imported = workspace.import(&options);
        progress.finish_and_clear();
        let imported = imported?.report;
        context.terminal.show(&ShownImport(&imported))?;
        if imported.refused() > 0 { Err(Stop::Findings) } else { Ok(()) }
    }
}
