//! Turns a report that arrived elsewhere into an incident under embargo, and renews what an earlier
//! import of the same report wrote.
//!
//! The facts that the policy needs go into incident.toml. Everything else that the reporter says
//! goes into `notes/report.md`, where it stays apart from what the team has found out. The last
//! line of that file has the digest of the others, which tells whether somebody edited it.

use std::collections::BTreeSet;
use std::path::{Path, PathBuf};

use super::create::NewIncident;
use super::edit;
use super::edited::{EditedIncident, FileEdit};
use super::error::{Error, ImportError};
use super::workspace::Workspace;
use crate::import::intake::{self, Attachment, Intake};
use crate::import::{ReadError, RecordError};
use crate::incident::Incident;
use crate::key;
use crate::names::{Digest, Handle, LineId};
use crate::source::{FilePath, TreeEntry};
use crate::time::Instant;

/// The file with the words of the report, below the incident's folder.
const REPORT: &str = "notes/report.md";

/// The folder of the files that came with it.
const ATTACHMENTS: &str = "notes/attachments";

/// The longest name of an attachment, in bytes.
const MAX_NAME: usize = 80;

/// Names of devices on Windows, in lower case and without their numbers.
const DEVICES: [&str; 6] = ["aux", "com", "con", "lpt", "nul", "prn"];

/// A report to import, and what it does not say.
#[derive(Clone, Debug, Default)]
pub struct NewReport {
    /// The file: JSON of GitHub or HackerOne, or a mail.
    pub path: PathBuf,
    /// One private line: what was reported; `None`: the title of the report.
    pub summary: Option<String>,
    /// When the report reached the project; `None`: as the report says.
    pub at: Option<Instant>,
    /// The affected release lines.
    pub lines: Vec<LineId>,
    /// The affected components of team.toml.
    pub components: Vec<String>,
    /// The name of the folder, which must say nothing of the incident; `None`: three random words.
    pub handle: Option<Handle>,
}

/// What became of a report.
#[derive(Debug)]
pub enum ReportOutcome {
    /// It is a new incident.
    New {
        /// The incident.
        edited: Box<EditedIncident>,
        /// Its files below `notes/`.
        notes: Vec<FilePath>,
    },
    /// It was imported before. The incident has what the report says now.
    Renewed(Box<EditedIncident>),
    /// It was imported before, and says nothing new.
    Unchanged(Handle),
    /// It was imported before, and says something else than a file that somebody has edited since.
    /// Nothing was written.
    Edited {
        /// The incident.
        handle: Handle,
        /// What the import would change.
        change: Box<FileEdit>,
    },
}

impl Workspace {
    /// Makes an embargoed incident of a private report, and writes its files. A report that was
    /// imported before renews the files that nobody has edited.
    ///
    /// ```
    /// use advisory::app::{self, NewReport, ReportOutcome};
    /// use advisory::{Workspace, policy::presets};
    ///
    /// let folder = tempfile::tempdir()?;
    /// app::init(folder.path(), &presets::names().swap_remove(0), app::Ci::Github)?;
    /// let workspace = Workspace::open(folder.path(), "2026-03-02T09:00:00Z".parse()?)?;
    ///
    /// let path = folder.path().join("report.eml");
    /// std::fs::write(&path, "From: rin@example.org\nDate: Mon, 2 Mar 2026 08:00:00 +0000\nSubject: A crash\n\nSee below.\n")?;
    /// let outcome = workspace.import_report(&NewReport { path, ..NewReport::default() })?;
    /// assert!(matches!(outcome, ReportOutcome::New { .. }));
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    ///
    /// # Errors
    /// When the workspace is a revision, when the file is no report that is open and private, when
    /// another incident has its ID, and those of [`create`](Self::create).
    pub fn import_report(&self, new: &NewReport) -> Result<ReportOutcome, Error> {
        self.require_work_tree()?;
        let intake = read(&new.path)?;
        let incidents = || self.portfolio().incidents.iter();
        if let Some(incident) = incidents().find(|it| it.report.id.as_ref().is_some_and(|id| id.value == intake.id)) {
            return self.renewed(incident, &intake);
        }
        if let Some(incident) = incidents().find(|incident| has_id(incident, &intake.id)) {
            return Err(Error::invalid(format!(
                "the incident `{0}` has this ID already; if it is the same report, add `id = \"{1}\"` to [report] of its \
                 incident.toml, and import it again",
                incident.handle, intake.id
            )));
        }
        let summary = new.summary.clone().unwrap_or_else(|| intake.title.clone());
        if summary.trim().is_empty() {
            return Err(Error::invalid("the report has no title; give one with --summary"));
        }
        if let Some(at) = intake.arrived.filter(|at| new.at.is_none() && *at > self.now()) {
            let at = at.short();
            return Err(Error::invalid(format!("the report says that it arrived in the future, at {at}; give --at")));
        }
        let notes = files(&intake);
        let paths: Vec<String> = notes.iter().map(|(path, _)| path.clone()).collect();
        let created = self.create(&NewIncident {
            summary,
            at: new.at.or(intake.arrived),
            reporter: intake.reporter.clone(),
            email: intake.email.clone(),
            lines: new.lines.clone(),
            components: new.components.clone(),
            handle: new.handle.clone(),
            report_id: Some(intake.id.clone()),
            fork: intake.fork.clone(),
            notes,
            ..NewIncident::default()
        })?;
        let folder = created.incident()?.folder.clone();
        let notes = paths.iter().map(|path| folder.join(path)).collect();
        Ok(ReportOutcome::New { edited: Box::new(created), notes })
    }

    /// Compares a report with the incident that an earlier import made of it.
    fn renewed(&self, incident: &Incident, intake: &Intake) -> Result<ReportOutcome, Error> {
        // Anybody can send a mail with the ID of another one.
        let known = incident.report.reporter.as_ref().and_then(|reporter| reporter.email.as_ref());
        if let (Some(known), Some(sender)) = (known, &intake.email)
            && !known.value.eq_ignore_ascii_case(sender)
        {
            return Err(Error::invalid(format!(
                "the mail has the Message-ID of the report of `{}`, and another sender; nothing was written",
                incident.handle
            )));
        }
        let file = incident.folder.join(REPORT);
        let before = match self.tree().get(file.as_str()) {
            Some(TreeEntry::File(bytes)) => String::from_utf8_lossy(bytes).into_owned(),
            _ => String::new(),
        };
        let after = text(intake);
        if before == after {
            return Ok(ReportOutcome::Unchanged(incident.handle.clone()));
        }
        let change = FileEdit { file: file.clone(), before, after };
        if !change.before.is_empty() && !is_as_imported(&change.before) {
            return Ok(ReportOutcome::Edited { handle: incident.handle.clone(), change: Box::new(change) });
        }
        let toml = edit::read(&self.path(&incident.file))?;
        let is_as_imported = |summary: &str| titled(&change.before).is_some_and(|title| title == summary);
        let has_old_title = incident.report.summary.as_ref().is_some_and(|it| is_as_imported(&it.value));
        let renewed = match has_old_title && !intake.title.is_empty() {
            true => edit::set(&toml, &format!("{}.{}", key::REPORT, key::SUMMARY), edit::text(&intake.title))?,
            false => toml.clone(),
        };
        let new_files: Vec<_> = files(intake)
            .into_iter()
            .map(|(path, bytes)| (incident.folder.join(&path), bytes))
            .filter(|(path, _)| *path == file || self.tree().get(path.as_str()).is_none())
            .collect();
        let tree = new_files.iter().fold(self.tree().clone(), |tree, (path, bytes)| tree.with(path, bytes));
        let workspace = self.with_tree(tree.with(&incident.file, renewed.as_bytes()))?;
        let accepted = self.accepted(&workspace, incident.folder.as_str())?;
        edit::write_bytes(self.folder(), &new_files)?;
        edit::replace(&self.path(&incident.file), &toml, &renewed)?;
        let edits = vec![FileEdit { file: incident.file.clone(), before: toml, after: renewed }, change];
        let edited = EditedIncident::new(workspace, incident.folder.as_str(), self.now(), accepted).with_edits(edits);
        Ok(ReportOutcome::Renewed(Box::new(edited)))
    }
}

fn read(path: &Path) -> Result<Intake, Error> {
    let unreadable = |source| ReadError::Unreadable { path: path.to_owned(), source };
    let bytes = std::fs::read(path).map_err(unreadable).map_err(ImportError::from)?;
    let no_report = |error: RecordError| ImportError::NoReport { path: path.to_owned(), error };
    Ok(intake::read(&bytes).map_err(no_report)?)
}

/// Returns whether an advisory has an ID.
fn has_id(incident: &Incident, id: &str) -> bool {
    let Some(document) = &incident.document else { return false };
    let own = document.id.iter().map(|own| own.as_str());
    own.chain(document.aliases.iter().map(|alias| alias.as_str())).any(|own| own == id)
}

/// Returns the files of a report below the incident's folder.
fn files(intake: &Intake) -> Vec<(String, Vec<u8>)> {
    let attachments = intake.attachments.iter().zip(names(&intake.attachments));
    let attachments = attachments.map(|(it, name)| (format!("{ATTACHMENTS}/{name}"), it.bytes.clone()));
    std::iter::once((REPORT.to_owned(), text(intake).into_bytes())).chain(attachments).collect()
}

/// Returns a name for each attachment that every file system takes, each once.
fn names(attachments: &[Attachment]) -> Vec<String> {
    let mut taken = BTreeSet::new();
    let mut name = |attachment: &Attachment| {
        let name = safe(&attachment.name);
        let numbered = (2_usize..).map(|number| format!("{number}-{name}"));
        let free = std::iter::once(name.clone()).chain(numbered).find(|name| taken.insert(name.to_ascii_lowercase()));
        free.unwrap_or(name)
    };
    attachments.iter().map(&mut name).collect()
}

/// Returns the end of a name, without characters that mean something to a file system.
fn safe(name: &str) -> String {
    let plain = |c: char| if c.is_ascii_alphanumeric() || matches!(c, '.' | '-' | '_') { c } else { '-' };
    let name: String = name.chars().map(plain).collect();
    let name = name.get(name.len().saturating_sub(MAX_NAME)..).unwrap_or_default().trim_matches(['.', '-']);
    let stem = name.split('.').next().unwrap_or_default().to_ascii_lowercase();
    let is_device = DEVICES.contains(&stem.trim_end_matches(|c: char| c.is_ascii_digit()));
    if name.is_empty() || is_device {
        format!("attachment-{name}").trim_end_matches('-').to_owned()
    } else {
        name.to_owned()
    }
}

/// Returns the text of `notes/report.md`.
fn text(intake: &Intake) -> String {
    let mut out = format!("# {}\n\n", intake.title);
    out.push_str(&format!("{} {} says this. Nobody has checked it.\n\n", intake.source.name(), intake.id));
    let arrived = intake.arrived.map(|at| at.to_string());
    let known = [("Arrived", arrived), ("Reporter", intake.reporter.clone()), ("Mail address", intake.email.clone())];
    let known = known.into_iter().filter_map(|(label, value)| Some((label, value?)));
    for (label, value) in known.chain(intake.claims.iter().cloned()) {
        out.push_str(&format!("- {label}: {value}\n"));
    }
    for (attachment, name) in intake.attachments.iter().zip(names(&intake.attachments)) {
        let sent = if attachment.name == name { String::new() } else { format!(", sent as {:?}", attachment.name) };
        out.push_str(&format!("- Attachment: attachments/{name}{sent}\n"));
    }
    let unread: Vec<String> =
        intake.notes.iter().map(|note| format!("- Not read: `{}`, because {}\n", note.field, note.reason)).collect();
    out.push_str(&unread.concat());
    let body = intake.text.replace("\r\n", "\n");
    out.push_str(&format!("\n## Text\n\n{}\n", body.trim_matches('\n')));
    format!("{out}\n{}\n", mark(&out))
}

/// Returns the last line of a report.md, which has the digest of the others.
fn mark(above: &str) -> String {
    format!("<!-- {} of the lines above, as they were imported -->", Digest::of(above).as_str())
}

/// Returns whether a report.md has every byte as an import wrote it.
fn is_as_imported(report: &str) -> bool {
    let Some((above, last)) = report.trim_end().rsplit_once("\n\n") else { return false };
    // The blank line belongs to the last line.
    last == mark(&format!("{above}\n"))
}

/// Returns the title of a report.md.
fn titled(report: &str) -> Option<&str> {
    report.lines().next()?.strip_prefix("# ")
}
