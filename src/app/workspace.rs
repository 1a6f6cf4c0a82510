//! A private repository that was opened at an instant.

use std::collections::BTreeSet;
use std::ffi::{OsStr, OsString};
use std::path::{Path, PathBuf};
use std::sync::Arc;

use super::branch_point::BranchPoint;
use super::concerned::concerned;
use super::error::{Error, Refusal};
use super::find;
use super::source::Source;
use crate::announce;
use crate::case::{Case, Past};
use crate::evidence::{past, past_elsewhere};
use crate::finding::{Finding, Severity, sort_and_dedup};
use crate::git::{self, GitError, Log, Range};
use crate::incident::Incident;
use crate::parse::{self, Reading};
use crate::portfolio::Portfolio;
use crate::rules::{self, Review};
use crate::scan;
use crate::site;
use crate::source::{FilePath, Tree};
use crate::time::Instant;

/// A private repository, opened at an instant: its portfolio, and the findings from reading it.
#[derive(Clone, Debug)]
pub struct Workspace {
    source: Source,
    portfolio: Portfolio,
    findings: Vec<Finding>,
    now: Instant,
    /// The folders of the incidents that it reads; `None`: all.
    only: Option<Arc<BTreeSet<String>>>,
    programs: Option<OsString>,
    accepts_errors: bool,
}

impl Workspace {
    /// Opens the files of a folder.
    ///
    /// # Errors
    /// When the folder can't be read, or has no readable portfolio: [`Error::Unreadable`] has the
    /// findings. Errors in single files are not fatal; see [`findings`](Self::findings).
    pub fn open(folder: impl AsRef<Path>, now: Instant) -> Result<Self, Error> {
        Self::read(Source::WorkTree(folder.as_ref().to_owned()), now)
    }

    /// Opens a git revision, without a checkout. `folder` is the repository, or the portfolio's
    /// folder in it.
    ///
    /// # Errors
    /// As [`open`](Self::open), and when there is no such repository or revision.
    pub fn at_revision(folder: impl AsRef<Path>, revision: impl Into<String>, now: Instant) -> Result<Self, Error> {
        Self::read(Source::Revision { folder: folder.as_ref().to_owned(), revision: revision.into() }, now)
    }

    /// Opens what a source names.
    ///
    /// # Errors
    /// As [`open`](Self::open) and [`at_revision`](Self::at_revision).
    pub fn read(source: Source, now: Instant) -> Result<Self, Error> {
        let tree = source.tree()?;
        Self::of(source, tree, None, now)
    }

    /// Opens the incident with this handle or folder, and those on which anything said about it can
    /// depend. If `named` is something else, opens everything.
    ///
    /// # Errors
    /// As [`read`](Self::read).
    pub fn read_incident(source: Source, named: &str, now: Instant) -> Result<Self, Error> {
        let tree = source.tree()?;
        let touched = find::folder(&tree, named).map(|folder| BTreeSet::from([folder.to_owned()]));
        let only = touched.and_then(|touched| concerned(&tree, &[], touched, now));
        Self::of(source, tree, only, now)
    }

    /// Returns the workspace with all incidents.
    ///
    /// # Errors
    /// When the project's own files can't be read.
    pub(super) fn whole(self) -> Result<Self, Error> {
        if self.only.is_none() {
            return Ok(self);
        }
        let tree = self.tree().clone();
        Self { only: None, ..self }.with_tree(tree)
    }

    /// Opens files that were read already.
    pub(super) fn of_tree(source: Source, tree: Tree, now: Instant) -> Result<Self, Error> {
        Self::of(source, tree, None, now)
    }

    fn of(source: Source, tree: Tree, only: Option<BTreeSet<String>>, now: Instant) -> Result<Self, Error> {
        let only = only.map(Arc::new);
        let Reading { portfolio, findings } = reading(tree.clone(), only.as_deref());
        match portfolio {
            Some(portfolio) => {
                Ok(Self { source, portfolio, findings, now, only, programs: None, accepts_errors: false })
            }
            None => Err(Error::Unreadable(Box::new(Refusal { findings, tree, message: "" }))),
        }
    }

    /// Returns the workspace with the incidents in some folders alone.
    ///
    /// # Errors
    /// When the project's own files can't be read.
    pub(super) fn near(&self, folders: &BTreeSet<String>) -> Result<Self, Error> {
        Self { only: Some(Arc::new(folders.clone())), ..self.clone() }.with_tree(self.tree().clone())
    }

    /// Opens what a branch may concern: the project's own files, the incidents that it touches
    /// since the merge base with `base`, and those that share an id or a passage with them. What
    /// [`check`](Self::check) finds about the touched incidents is the same as in the whole
    /// workspace; other incidents are not there.
    ///
    /// # Errors
    /// As [`read`](Self::read), and when the history can't be read.
    pub fn read_since(source: Source, base: &str, now: Instant) -> Result<(Self, BranchPoint), Error> {
        let tree = source.tree()?;
        let branch = BranchPoint::read(&source, &tree, base)?.narrowed(&tree, now);
        let workspace = Self::of(source, tree, branch.concerned_folders().cloned(), now)?;
        Ok((workspace, branch))
    }

    /// Sets the folders in which to look up the programs that check signatures, in the form of
    /// `PATH`. Without them, no signature can be checked.
    #[must_use]
    pub fn with_programs(self, path: Option<OsString>) -> Self {
        Self { programs: path, ..self }
    }

    /// Lets edits add errors. [`EditedIncident::accepted`](super::EditedIncident::accepted) returns
    /// them; without this, such an edit is refused.
    #[must_use]
    pub fn accepting_errors(self) -> Self {
        Self { accepts_errors: true, ..self }
    }

    /// Returns whether edits may add errors.
    pub(super) fn accepts_errors(&self) -> bool {
        self.accepts_errors
    }

    /// Requires that the project's own files were read without errors. A use case that acts on the
    /// policy needs that: an unreadable part might forbid the action.
    ///
    /// # Errors
    /// [`Error::Refused`] when the policy, the team or another of the project's files has an error.
    pub fn require_sound(self) -> Result<Self, Error> {
        let of_an_incident = |file: &FilePath| file.as_str().starts_with("incidents/") && file.parent() != "incidents";
        let binds = |f: &&Finding| f.severity == Severity::Error && !of_an_incident(&f.primary.location.file);
        let broken: Vec<Finding> = self.findings.iter().filter(binds).cloned().collect();
        if broken.is_empty() {
            return Ok(self);
        }
        Err(Error::refused(broken, self.tree(), "nothing was changed: fix the errors in the project files first"))
    }

    /// Requires that the files of an incident were read without errors. A use case that acts on
    /// what they say needs that: an unreadable part might say something else.
    ///
    /// # Errors
    /// [`Error::Refused`] with the errors of its files.
    pub(super) fn require_whole(&self, incident: &Incident) -> Result<(), Error> {
        let folder = incident.folder.as_str();
        let is_its = |file: &FilePath| file.as_str().strip_prefix(folder).is_some_and(|rest| rest.starts_with('/'));
        let binds = |f: &&Finding| f.severity == Severity::Error && is_its(&f.primary.location.file);
        let broken: Vec<Finding> = self.findings.iter().filter(binds).cloned().collect();
        if incident.whole || broken.is_empty() {
            return Ok(());
        }
        Err(Error::refused(broken, self.tree(), "nothing was changed: fix the errors in the incident's files first"))
    }

    /// Requires that there are files to change.
    ///
    /// # Errors
    /// [`Error::NotAWorkTree`] for a revision.
    pub fn require_work_tree(&self) -> Result<(), Error> {
        self.source.revision().map_or(Ok(()), |revision| Err(Error::NotAWorkTree(revision.to_owned())))
    }

    /// Returns the workspace with new texts for some files. Nothing is written.
    ///
    /// # Errors
    /// [`Error::Refused`] when one of the texts has an error that the old one did not have.
    pub fn with_edits(&self, edits: &[(&FilePath, &str)]) -> Result<Self, Error> {
        let tree = edits.iter().fold(self.tree().clone(), |tree, (file, text)| tree.with(file, text.as_bytes()));
        let Reading { portfolio, findings } = reading(tree.clone(), self.only.as_deref());
        let is_new = |f: &&Finding| {
            f.severity == Severity::Error
                && edits.iter().any(|(file, _)| f.primary.location.file == **file)
                && !self.findings.iter().any(|old| old.rule == f.rule && old.message == f.message)
        };
        let new: Vec<Finding> = findings.iter().filter(is_new).cloned().collect();
        match portfolio {
            Some(portfolio) if new.is_empty() => Ok(self.replaced(portfolio, findings)),
            _ => Err(Error::refused(new, &tree, "nothing was written: the change would add these findings")),
        }
    }

    /// Returns the workspace with other files, in memory.
    ///
    /// # Errors
    /// When the project's own files can't be read.
    pub(crate) fn with_tree(&self, tree: Tree) -> Result<Self, Error> {
        let Reading { portfolio, findings } = reading(tree.clone(), self.only.as_deref());
        match portfolio {
            Some(portfolio) => Ok(self.replaced(portfolio, findings)),
            None => Err(Error::refused(findings, &tree, "nothing was written: these files can't be read")),
        }
    }

    /// Returns the workspace with another portfolio and the findings from reading it.
    pub(crate) fn replaced(&self, portfolio: Portfolio, findings: Vec<Finding>) -> Self {
        Self { portfolio, findings, ..self.clone() }
    }

    /// Returns the workspace at another instant.
    #[must_use]
    pub fn at(self, now: Instant) -> Self {
        Self { now, ..self }
    }

    /// Returns the source that it was read from.
    #[must_use]
    pub fn source(&self) -> &Source {
        &self.source
    }

    /// Returns the folder that it was read from.
    #[must_use]
    pub fn folder(&self) -> &Path {
        self.source.folder()
    }

    /// Returns the path of one of its files.
    #[must_use]
    pub fn path(&self, file: &FilePath) -> PathBuf {
        self.folder().join(file.as_str())
    }

    /// Returns the content of the repository.
    #[must_use]
    pub fn portfolio(&self) -> &Portfolio {
        &self.portfolio
    }

    /// Returns its files.
    #[must_use]
    pub fn tree(&self) -> &Tree {
        &self.portfolio.tree
    }

    /// Returns the instant at which everything is evaluated.
    #[must_use]
    pub fn now(&self) -> Instant {
        self.now
    }

    /// Returns the findings from reading the files. [`check`](Self::check) adds those of the rules.
    #[must_use]
    pub fn findings(&self) -> &[Finding] {
        &self.findings
    }

    /// Returns the folders in which programs are looked for.
    pub(crate) fn programs(&self) -> Option<&OsStr> {
        self.programs.as_deref()
    }

    /// Returns the incident with this handle, folder (`2026/amber-heron`,
    /// `incidents/2026/amber-heron`) or public ID.
    ///
    /// # Errors
    /// [`Error::UnknownIncident`] when there is none, or more than one.
    pub fn incident(&self, named: &str) -> Result<&Incident, Error> {
        Ok(find::incident(&self.portfolio, named)?)
    }

    /// Returns the case of one incident.
    #[must_use]
    pub fn case<'w>(&'w self, incident: &'w Incident) -> Case<'w> {
        self.case_at(incident, self.now)
    }

    /// Returns the case of one incident at another instant.
    pub(super) fn case_at<'w>(&'w self, incident: &'w Incident, at: Instant) -> Case<'w> {
        let mut cases = [Case::new(&self.portfolio, incident, at)];
        self.add_past(&mut cases);
        let [case] = cases;
        case
    }

    /// Returns one case for each incident.
    #[must_use]
    pub fn cases(&self) -> Vec<Case<'_>> {
        use rayon::prelude::*;
        let incidents = self.portfolio.incidents.par_iter();
        let mut cases: Vec<Case<'_>> = incidents.map(|it| Case::new(&self.portfolio, it, self.now)).collect();
        self.add_past(&mut cases);
        cases
    }

    /// Adds to cases what their files and git show of their past. The history is read only if the
    /// files of an incident of our own say that an advisory was to be public, and is withheld.
    fn add_past(&self, cases: &mut [Case<'_>]) {
        let mut log = None;
        for case in cases.iter_mut().filter(|case| case.was_due().is_some()) {
            case.past = match past_elsewhere(case.incident) {
                Some(past) => past,
                None => match log.get_or_insert_with(|| self.history()) {
                    Ok(log) => past(log, case.portfolio, case.incident, case.now),
                    Err(_) => Past::Unknown,
                },
            };
        }
    }

    /// Reads the commits of its revision, or of `HEAD` for a work tree.
    pub(super) fn history(&self) -> Result<Log, GitError> {
        git::log(self.folder(), Range { from: None, to: self.source.revision().unwrap_or("HEAD") })
    }

    /// Returns the findings of reading, the rules and the page templates, in order.
    pub(crate) fn review(&self, cases: &[Case<'_>]) -> Vec<Finding> {
        let mut findings = self.unsorted_review(cases);
        sort_and_dedup(&mut findings);
        findings
    }

    /// Returns the same findings in any order, for a use case that adds more before it sorts them.
    pub(super) fn unsorted_review(&self, cases: &[Case<'_>]) -> Vec<Finding> {
        use rayon::prelude::*;
        let mut findings = self.findings.clone();
        findings.extend(rules::check(&Review { portfolio: &self.portfolio, cases, now: self.now }));
        findings.extend(site::check(&self.portfolio));
        findings.extend(scan::check(self.tree()));
        findings.extend(announce::check(&self.portfolio));
        findings.extend(cases.par_iter().flat_map_iter(announce::untold).collect::<Vec<_>>());
        findings
    }
}

/// Reads the files of a portfolio, of the incidents only those in some folders.
fn reading(tree: Tree, only: Option<&BTreeSet<String>>) -> Reading {
    parse::portfolio_with(tree, |folder| only.is_none_or(|only| only.contains(folder)))
}
