//! `import FORMAT PATH`: advisories that were published elsewhere become incidents of this repository.

use std::collections::{BTreeMap, BTreeSet};
use std::path::PathBuf;

use anyhow::{Result, anyhow, bail};
use clap::Args;
use clap::builder::{PossibleValue, PossibleValuesParser, TypedValueParser};
use rayon::prelude::*;

use super::{Context, Outcome, Stop};
use crate::app::Workspace;
use crate::app::edit;
use crate::case::{Case, Withheld};
use crate::finding::{Finding, Severity};
use crate::import::{self, Batch, Format, Place, Record, Skipped};
use crate::names::Name;
use crate::parse;
use crate::report::{self, ImportOutcome, Taking};
use crate::source::FilePath;

#[path = "import/affected.rs"]
mod affected;
#[path = "import/draft.rs"]
mod draft;
#[path = "import/front.rs"]
mod front;
#[path = "import/known.rs"]
mod known;
#[path = "import/packages.rs"]
mod packages;

use draft::{Draft, Drafter};
use known::Known;

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

/// A record and what becomes of it.
struct Item {
    file: String,
    number: Option<usize>,
    came: Came,
}

enum Came {
    /// A new incident.
    New(Box<Draft>),
    /// Something that needs no file.
    ImportOutcome(ImportOutcome),
}

impl Item {
    fn draft(&self) -> Option<&Draft> {
        if let Came::New(draft) = &self.came { Some(draft) } else { None }
    }
}

impl Import {
    pub(super) fn run(&self, context: &mut Context) -> Outcome {
        context.require_work_tree()?;
        let loaded = context.open_sound()?;
        let progress = context.terminal.progress("reading what is imported");
        let batch = import::read(self.format, &self.path);
        progress.finish_and_clear();
        let batch = batch.map_err(Stop::failed)?;
        if batch.entries.is_empty() {
            return Err(anyhow!(
                "there is no {} at {}\n  help: name another FORMAT, or the folder, file or archive that holds them",
                self.format.name(),
                self.path.display()
            )
            .into());
        }
        let skipped: Vec<Skipped> = batch.skipped.clone();
        let progress = context.terminal.progress("judging what is imported");
        let mut items = self.items(&loaded, batch);
        let files = self.files(&loaded, &mut items);
        progress.finish_and_clear();
        let files = files?;
        if !self.dry_run {
            let progress = context.terminal.progress("writing");
            // An incident's approval comes after its advisory: cut short between them, nothing of it is public.
            let (approvals, first): (Vec<_>, Vec<_>) =
                files.iter().partition(|(file, _)| file.name() == "incident.toml");
            let write = |(file, text): &&(FilePath, String)| edit::write(&context.global.dir.join(file.as_str()), text);
            first.par_iter().try_for_each(write)?;
            approvals.par_iter().try_for_each(write)?;
            progress.finish_and_clear();
        }
        let taking =
            Taking { format: self.format, dry_run: self.dry_run, skipped, entries: items.iter().map(entry).collect() };
        let refused = taking.refused();
        let text = report::taking(&taking, context.format(), context.audience(), context.terminal.is_verbose());
        context.terminal.print(&text)?;
        if refused > 0 { Err(Stop::Findings) } else { Ok(()) }
    }

    /// What becomes of each record, in the order of the files.
    fn items(&self, loaded: &Workspace, batch: Batch) -> Vec<Item> {
        let mut known = Known::new(loaded.portfolio());
        let mut drafter = Drafter::new(loaded.portfolio(), self.format, &self.by, loaded.now());
        let mut items = Vec::new();
        let mut read = Vec::new();
        for entry in batch.entries {
            match entry.record {
                Ok(record) => read.push((entry.file, entry.number, front::with_clean_ids(record))),
                Err(refusal) => {
                    let place = match refusal.place {
                        Place::File => None,
                        Place::Line { line, column } => Some(format!("line {line}, column {column}")),
                        Place::Byte(byte) => Some(format!("byte {byte}")),
                    };
                    let fell =
                        ImportOutcome::Refused { place, message: refusal.message, help: refusal.help.to_owned() };
                    items.push(Item { file: entry.file, number: entry.number, came: Came::ImportOutcome(fell) });
                }
            }
        }
        // Ids are given in the order of publication, whatever the files are called.
        read.sort_by(|(.., a), (.., b)| (a.published, &a.id, b.modified).cmp(&(b.published, &b.id, a.modified)));
        // Of two records with one id the newer one is taken, wherever it stands.
        let mut newest: BTreeMap<String, Record> = BTreeMap::new();
        for (.., record) in &read {
            let newer = newest.get(&record.id).is_none_or(|known| known.modified < record.modified);
            if newer {
                newest.insert(record.id.clone(), record.clone());
            }
        }
        drafter.reserve(read.iter().map(|(.., record)| record));
        for (file, number, record) in read {
            let is_older = newest.get(&record.id).is_some_and(|newest| facts(newest) != facts(&record));
            let came = match known.find(self.format, &record) {
                _ if is_older => Came::ImportOutcome(ImportOutcome::Refused {
                    place: None,
                    message: format!("another record is {} too, and says something else", record.id),
                    help: "the newer one is taken; take this one away".to_owned(),
                }),
                Some(fell) => Came::ImportOutcome(fell),
                None => match drafter.draft(record) {
                    Ok(draft) => {
                        known.add(self.format, &draft);
                        Came::New(Box::new(draft))
                    }
                    Err(fell) => Came::ImportOutcome(fell),
                },
            };
            items.push(Item { file, number, came });
        }
        items.sort_by(|a, b| (&a.file, a.number).cmp(&(&b.file, b.number)));
        items
    }

    /// The files to write, read again and judged before the first of them is written. A record whose files would have an
    /// error is refused, and the others are taken.
    fn files(&self, loaded: &Workspace, items: &mut [Item]) -> Result<Vec<(FilePath, String)>> {
        let drafts = || items.iter().filter_map(Item::draft);
        let project = packages::edited(loaded.portfolio(), drafts())?;
        let mut tree = loaded.portfolio().tree.clone();
        for (file, text) in drafts().flat_map(Draft::files).chain(project.iter()) {
            tree = tree.with(file, text.as_bytes());
        }
        let reading = parse::portfolio(tree);
        let Some(portfolio) = reading.portfolio else {
            let first = reading.findings.iter().find(|f| f.severity == Severity::Error);
            bail!(
                "the repository could not be read with what is imported: {}",
                first.map_or("", |f| f.message.as_str())
            );
        };
        let again = loaded.replaced(portfolio, reading.findings);
        let cases = again.cases();
        self.refuse_unapproved(&cases, drafts())?;
        refuse_wrong(&again, &cases, items);
        let mut files: Vec<(FilePath, String)> = project.into_iter().collect();
        files.extend(items.iter().filter_map(Item::draft).flat_map(Draft::files).cloned());
        Ok(files)
    }

    /// Without the approvals that the policy asks for, nothing of it would be public.
    fn refuse_unapproved<'d>(&self, cases: &[Case<'_>], drafts: impl Iterator<Item = &'d Draft>) -> Result<()> {
        let folders: BTreeSet<&str> = drafts.map(|draft| draft.folder.as_str()).collect();
        let unapproved = cases.iter().find(|case| {
            case.publication == Err(Withheld::Unapproved) && folders.contains(case.incident.folder.as_str())
        });
        let Some(case) = unapproved else { return Ok(()) };
        let needed = case.policy.publication.approvals.as_ref();
        let asked = needed.map_or_else(
            || "a member of the team".to_owned(),
            |approvals| match approvals.count {
                1 => format!("somebody with the role `{}`", approvals.role.value),
                count => format!("{count} people with the role `{}`", approvals.role.value),
            },
        );
        let team = &case.portfolio.team;
        if let Some(stranger) = self.by.iter().find(|by| !team.has(by.as_str(), case.now)) {
            bail!("`{stranger}` is not on the team in team.toml, and the policy asks for approval by {asked}");
        }
        let by: Vec<&str> = self.by.iter().map(Name::as_str).collect();
        bail!("the policy asks for approval by {asked}, and --by names {}", by.join(", "))
    }
}

/// What a record says, whatever was noted of it.
fn facts(record: &Record) -> Record {
    Record { notes: Vec::new(), ..record.clone() }
}

/// Takes out what the rules would call an error, in its own files or in another's.
fn refuse_wrong(again: &Workspace, cases: &[Case<'_>], items: &mut [Item]) {
    let mut wrong: BTreeMap<String, Finding> = BTreeMap::new();
    for finding in again.review(cases).into_iter().filter(|f| f.severity == Severity::Error) {
        let places = std::iter::once(&finding.primary).chain(&finding.others).map(|label| &label.location.file);
        let folders: BTreeSet<String> = places.filter_map(|file| file.incident_folder()).map(str::to_owned).collect();
        for folder in folders {
            wrong.entry(folder).or_insert_with(|| finding.clone());
        }
    }
    for item in items {
        let Some(finding) = item.draft().and_then(|draft| wrong.remove(draft.folder.as_str())) else { continue };
        item.came = Came::ImportOutcome(ImportOutcome::Refused {
            place: None,
            message: format!("{} ({})", finding.message, finding.rule.0),
            help: finding.help.unwrap_or_else(|| "write it by hand".to_owned()),
        });
    }
}

fn entry(item: &Item) -> report::Taken {
    let (file, number) = (item.file.clone(), item.number);
    match &item.came {
        Came::ImportOutcome(fell) => report::Taken { file, number, fell: fell.clone(), notes: Vec::new() },
        Came::New(draft) => report::Taken {
            file,
            number,
            fell: ImportOutcome::New {
                id: draft.record.clone(),
                as_id: draft.id.to_string(),
                folder: draft.folder.to_string(),
            },
            notes: draft.notes.clone(),
        },
    }
}
