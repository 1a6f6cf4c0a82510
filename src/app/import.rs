//! Imports advisories that were published elsewhere as incidents of this repository.

use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;

use rayon::prelude::*;

use super::documents;
use super::edit;
use super::error::{Error, ImportError};
use super::workspace::Workspace;
use crate::case::{Act, Case, Withheld};
use crate::finding::{Finding, Severity};
use crate::import::{self, Batch, Format, Place, Record};
use crate::names::Name;
use crate::parse;
use crate::source::{FilePath, Tree};

mod affected;
mod commits;
mod draft;
mod front;
mod identity;
mod known;
mod merge;
mod outcome;
mod packages;
mod second;

use draft::{Draft, Drafter};
use known::{Known, Seen};
use merge::Merged;
pub use outcome::{AddedPackage, Addition, Difference, ImportOutcome, ImportReport, Imported, ImportedRecord};
use second::SecondSources;

/// The options of an import.
#[derive(Clone, Copy, Debug)]
pub struct ImportOptions<'a> {
    /// The format of the records.
    pub format: Format,
    /// The folder, file or archive that holds them.
    pub path: &'a Path,
    /// Who approves their publication here.
    pub by: &'a [Name],
    /// Whether to write nothing.
    pub dry_run: bool,
    /// Whether to refuse records of which no affected version can be kept.
    pub strict: bool,
    /// Whether to add what only the second source of a vulnerability contains.
    pub merge: bool,
}

/// A record and its fate.
struct Item {
    file: String,
    number: Option<usize>,
    fate: Fate,
}

enum Fate {
    /// A new incident.
    New(Box<Draft>),
    /// Something that needs no file.
    Settled(ImportOutcome),
}

impl Item {
    fn draft(&self) -> Option<&Draft> {
        if let Fate::New(draft) = &self.fate { Some(draft) } else { None }
    }

    /// Returns the line of the report.
    fn reported(self) -> ImportedRecord {
        let Self { file, number, fate } = self;
        match fate {
            Fate::Settled(outcome) => ImportedRecord { file, number, outcome, notes: Vec::new() },
            Fate::New(draft) => {
                let (as_id, folder) = (draft.id.to_string(), draft.folder.to_string());
                let outcome = ImportOutcome::New { id: draft.record, as_id, folder };
                ImportedRecord { file, number, outcome, notes: draft.notes }
            }
        }
    }
}

impl Workspace {
    /// Makes incidents of advisories that were published elsewhere, and writes their files.
    /// Importing twice changes nothing.
    ///
    /// ```
    /// use advisory::Workspace;
    /// use advisory::app::ImportOptions;
    /// use advisory::import::Format;
    ///
    /// let workspace = Workspace::open("tests/importing", "2026-11-01T00:00:00Z".parse()?)?;
    /// let by = ["amira".parse()?];
    /// let imported = workspace.import(&ImportOptions {
    ///     format: Format::Osv,
    ///     path: "tests/importing/records".as_ref(),
    ///     by: &by,
    ///     dry_run: true,
    ///     strict: false,
    ///     merge: false,
    /// })?;
    /// println!("{} records, {} refused", imported.report.records.len(), imported.report.refused());
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    ///
    /// # Errors
    /// When this is a revision, when the records can't be read or there are none, when the policy
    /// asks for other approvals, or when a file can't be written. Errors in single records are in
    /// the report.
    pub fn import(&self, options: &ImportOptions<'_>) -> Result<Imported, Error> {
        self.require_work_tree()?;
        let batch = import::read_ordered(options.format, options.path, &orders(self)).map_err(ImportError::from)?;
        if batch.entries.is_empty() {
            let other = other_format(options, &orders(self));
            return Err(ImportError::Nothing { format: options.format, path: options.path.to_owned(), other }.into());
        }
        let skipped = batch.skipped.clone();
        let (mut items, merged) = items(self, options, batch);
        let (files, workspace) = files(self, options.by, &mut items, merged)?;
        if !options.dry_run {
            write(self, &files)?;
        }
        let records = items.into_iter().map(Item::reported).collect();
        let packages = added_packages(self, &workspace);
        let report = ImportReport { format: options.format, dry_run: options.dry_run, packages, skipped, records };
        Ok(Imported { report, workspace })
    }
}

/// Returns another format of which there are records that can be read.
fn other_format(options: &ImportOptions<'_>, orders: &import::Orders) -> Option<Format> {
    let has_records = |format: &Format| {
        let batch = import::read_ordered(*format, options.path, orders);
        batch.is_ok_and(|batch| batch.entries.iter().any(|entry| entry.record.is_ok()))
    };
    Format::ALL.into_iter().filter(|format| *format != options.format).find(has_records)
}

/// Returns how advisory.toml orders versions of packages that are in no ecosystem.
fn orders(workspace: &Workspace) -> import::Orders {
    let project = &workspace.portfolio().project;
    let own = project.packages.iter().filter(|package| package.ecosystem.is_none());
    let packages = own.filter_map(|package| {
        let vendor = package.vendor.as_ref().map(|vendor| vendor.value.clone());
        Some((package.name.value.clone(), (package.order.as_ref()?.value, vendor)))
    });
    import::Orders { project: project.order.as_ref().map(|order| order.value), packages: packages.collect() }
}

/// Returns the packages that follow those that advisory.toml had before.
fn added_packages(before: &Workspace, after: &Workspace) -> Vec<AddedPackage> {
    let packages = |workspace: &Workspace| workspace.portfolio().project.packages.clone();
    let added = packages(after).into_iter().skip(packages(before).len());
    let added = added.map(|package| AddedPackage {
        ecosystem: package.ecosystem().map(ToString::to_string),
        name: package.name.value,
    });
    added.collect()
}

/// Writes the files. An incident's approval is written after its advisory: if this is interrupted
/// between them, the incident is not public. All advisories are on the medium before the first
/// approval is.
fn write(workspace: &Workspace, files: &[(FilePath, String)]) -> Result<(), Error> {
    let (approvals, first): (Vec<_>, Vec<_>) = files.iter().partition(|(file, _)| file.name() == "incident.toml");
    for files in [first, approvals] {
        let files: Vec<_> = files.iter().map(|(file, text)| (workspace.path(file), text.as_str())).collect();
        edit::write_all(workspace.folder(), &files)?;
    }
    Ok(())
}

/// The incidents to which records add facts, by their folders.
type Merges = BTreeMap<String, Merged>;

/// Returns the fate of each record, in the order of the files, and what they add to incidents.
fn items(workspace: &Workspace, options: &ImportOptions<'_>, batch: Batch) -> (Vec<Item>, Merges) {
    let mut known = Known::new(workspace.portfolio());
    let mut drafter = Drafter::new(workspace.portfolio(), options.format, options.by, workspace.now());
    let mut seconds = SecondSources::new(workspace, options);
    let mut items: Vec<Item> = Vec::new();
    let mut read = Vec::new();
    for entry in batch.entries {
        let (file, number) = (entry.file, entry.number);
        match entry.record {
            Ok(record) => read.push((file, number, front::with_clean_ids(record))),
            Err(refusal) => items.push(Item { file, number, fate: Fate::Settled(refused(refusal)) }),
        }
    }
    // Ids are given in the order of publication, whatever the files are called.
    read.sort_by(|(.., a), (.., b)| (a.published, &a.id, b.modified).cmp(&(b.published, &b.id, a.modified)));
    let newest = newest(read.iter().map(|(.., record)| record));
    drafter.reserve(read.iter().map(|(.., record)| record));
    let is_of_newer = |record: &Record| newest.get(&record.id).is_some_and(|newest| facts(newest) != facts(record));
    // If the newest of several records with an ID is refused, the next one is imported.
    let (mut older, newer): (Vec<_>, Vec<_>) = read.into_iter().partition(|(.., record)| is_of_newer(record));
    older.sort_by_key(|(.., record)| std::cmp::Reverse(record.modified));
    let mut refused_ids = BTreeSet::new();
    for (file, number, record) in newer.into_iter().chain(older) {
        let is_older = is_of_newer(&record) && !refused_ids.contains(&record.id);
        let id = record.id.clone();
        let fate = match known.find(options.format, &record) {
            _ if is_older => Fate::Settled(ImportOutcome::Refused {
                place: None,
                message: format!("another record also has the ID {}, with other content", record.id),
                help: "the newer record is taken; remove this one".to_owned(),
            }),
            Some(Seen::Settled(outcome)) => Fate::Settled(outcome),
            Some(Seen::Second(folder)) => {
                let outcome = seconds.outcome(&items, record, folder.clone());
                if let Some(merged) = seconds.merged.get(&folder) {
                    drafter.learn(&merged.packages);
                }
                Fate::Settled(outcome)
            }
            None => match drafter.draft(record.clone()).and_then(|draft| required(draft, options.strict)) {
                Ok(draft) => {
                    known.add(options.format, &record, &draft.folder);
                    seconds.learn(&draft.packages);
                    Fate::New(Box::new(draft))
                }
                Err(outcome) => Fate::Settled(outcome),
            },
        };
        let is_refused = matches!(&fate, Fate::Settled(ImportOutcome::Refused { .. }));
        if is_refused && !is_older {
            refused_ids.insert(id);
        } else if !is_refused {
            refused_ids.remove(&id);
        }
        items.push(Item { file, number, fate });
    }
    items.sort_by(|a, b| (&a.file, a.number).cmp(&(&b.file, b.number)));
    (items, seconds.merged)
}

/// Refuses a draft that has lost all versions, if that is asked for.
fn required(draft: Draft, is_strict: bool) -> Result<Draft, ImportOutcome> {
    if !is_strict || !draft.has_lost_versions() {
        return Ok(draft);
    }
    Err(ImportOutcome::Refused {
        place: None,
        message: "none of its affected versions can be kept".to_owned(),
        help: "write the incident by hand, or import it without --strict".to_owned(),
    })
}

/// Returns the outcome for a record that can't be read.
fn refused(error: import::RecordError) -> ImportOutcome {
    let place = match error.place {
        Place::File => None,
        Place::Line { line, column } => Some(format!("line {line}, column {column}")),
        Place::Byte(byte) => Some(format!("byte {byte}")),
    };
    ImportOutcome::Refused { place, message: error.message, help: error.help.to_owned() }
}

/// Returns the records by id. If two have the same id, the newer one is kept, whatever their order.
fn newest<'r>(records: impl Iterator<Item = &'r Record>) -> BTreeMap<String, Record> {
    let mut newest: BTreeMap<String, Record> = BTreeMap::new();
    for record in records {
        let newer = newest.get(&record.id).is_none_or(|known| known.modified < record.modified);
        if newer {
            newest.insert(record.id.clone(), record.clone());
        }
    }
    newest
}

/// Returns the record without its notes, for comparison.
fn facts(record: &Record) -> Record {
    Record { notes: Vec::new(), ..record.clone() }
}

/// Returns the files to write, parsed and checked before the first of them is written. A record
/// whose files would have an error is refused; the others are imported. Also returns the workspace
/// with these files.
fn files(
    workspace: &Workspace,
    by: &[Name],
    items: &mut [Item],
    mut merged: Merges,
) -> Result<(Vec<(FilePath, String)>, Workspace), Error> {
    let drafts = || items.iter().filter_map(Item::draft);
    let packages = drafts().map(|draft| &draft.packages).chain(merged.values().map(|merged| &merged.packages));
    let project = packages::edited(workspace.portfolio(), packages)?;
    let (drafted, added) = (drafts().count(), merged.len());
    let all = drafts().flat_map(Draft::files).chain(merged.values().flat_map(|merged| &merged.files));
    let reading = parse::portfolio(with(workspace, all.chain(project.iter())));
    let Some(portfolio) = reading.portfolio else {
        // Of the project's files: this may stand in a log that others may read.
        let of_project = |f: &&Finding| f.primary.location.file.incident_folder().is_none();
        let first = reading.findings.iter().filter(of_project).find(|f| f.severity == Severity::Error);
        return Err(ImportError::Unreadable(first.map_or_else(String::new, |f| f.message.clone())).into());
    };
    let imported = workspace.replaced(portfolio, reading.findings);
    let cases = imported.cases();
    let folders = drafts().map(|draft| draft.folder.as_str()).chain(merged.keys().map(String::as_str));
    require_approvals(&cases, folders.collect(), by)?;
    refuse_errors(&imported, &cases, items, &mut merged);
    let mut files: Vec<(FilePath, String)> = project.into_iter().collect();
    files.extend(items.iter().filter_map(Item::draft).flat_map(Draft::files).cloned());
    let is_whole = merged.len() == added;
    files.extend(merged.into_values().flat_map(|merged| merged.files));
    record_documents(&cases, &mut files)?;
    drop(cases);
    if items.iter().filter_map(Item::draft).count() == drafted && is_whole {
        return Ok((files, imported));
    }
    // Without the records that were refused.
    let reading = parse::portfolio(with(workspace, files.iter()));
    let portfolio = reading.portfolio.ok_or_else(|| ImportError::Unreadable(String::new()))?;
    Ok((files, workspace.replaced(portfolio, reading.findings)))
}

/// Adds the record of its documents to each incident that is public with its import.
fn record_documents(cases: &[Case<'_>], files: &mut [(FilePath, String)]) -> Result<(), Error> {
    let by_file: BTreeMap<&FilePath, &Case<'_>> = cases.iter().map(|case| (&case.incident.file, case)).collect();
    files.par_iter_mut().try_for_each(|file| match by_file.get(&file.0) {
        Some(case) => documents::add_to(case, file),
        None => Ok(()),
    })
}

/// Returns the tree of the workspace with these files.
fn with<'f>(workspace: &Workspace, files: impl Iterator<Item = &'f (FilePath, String)>) -> Tree {
    files.fold(workspace.tree().clone(), |tree, (file, text)| tree.with(file, text.as_bytes()))
}

/// Requires the approvals that the policy asks for: without them, no imported advisory would be
/// public.
fn require_approvals(cases: &[Case<'_>], folders: BTreeSet<&str>, by: &[Name]) -> Result<(), ImportError> {
    let unapproved = cases
        .iter()
        .find(|case| case.publication == Err(Withheld::Unapproved) && folders.contains(case.incident.folder.as_str()));
    let Some(case) = unapproved else { return Ok(()) };
    let asked = match &case.policy.publication.approvals {
        Some(approvals) if approvals.count > 1 => {
            format!("{} people with the role `{}`", approvals.count, approvals.role.value)
        }
        _ => Act::Publish.who(case.policy),
    };
    let stranger = by.iter().find(|by| !case.portfolio.team.has(by.as_str(), case.now));
    Err(match stranger {
        Some(member) => ImportError::NotOnTheTeam { member: member.clone(), asked },
        None => ImportError::NotApproved { asked, by: by.to_vec() },
    })
}

/// Refuses each record whose files have, or cause, an error under the rules.
fn refuse_errors(imported: &Workspace, cases: &[Case<'_>], items: &mut [Item], merged: &mut Merges) {
    let mut wrong: BTreeMap<String, Finding> = BTreeMap::new();
    for finding in imported.review(cases).into_iter().filter(|f| f.severity == Severity::Error) {
        let places = std::iter::once(&finding.primary).chain(&finding.others).map(|label| &label.location.file);
        let folders: BTreeSet<String> = places.filter_map(|file| file.incident_folder()).map(str::to_owned).collect();
        for folder in folders {
            wrong.entry(folder).or_insert_with(|| finding.clone());
        }
    }
    // A record of the same vulnerability as one that is refused now is not here either.
    let drafts = items.iter().filter_map(Item::draft).map(|draft| draft.folder.to_string());
    let refused: BTreeSet<String> = drafts.filter(|folder| wrong.contains_key(folder)).collect();
    for item in items.iter_mut() {
        let Fate::Settled(ImportOutcome::Second { folder, added, .. }) = &item.fate else { continue };
        if let Some(finding) = wrong.get(folder).filter(|_| !added.is_empty()) {
            merged.remove(folder);
            item.fate = Fate::Settled(broken(finding.clone()));
        } else if refused.contains(folder) {
            item.fate = Fate::Settled(ImportOutcome::Refused {
                place: None,
                message: "the other record of this vulnerability was refused".to_owned(),
                help: "import this one alone, or fix the other one first".to_owned(),
            });
        }
    }
    for item in items {
        let Some(finding) = item.draft().and_then(|draft| wrong.remove(draft.folder.as_str())) else { continue };
        item.fate = Fate::Settled(broken(finding));
    }
}

fn broken(Finding { rule, message, help, .. }: Finding) -> ImportOutcome {
    ImportOutcome::BreaksRule { rule, message, help: help.unwrap_or_else(|| "write it by hand".to_owned()) }
}
