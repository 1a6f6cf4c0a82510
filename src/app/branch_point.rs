//! A branch: the commits that it adds, what it began from, and the incidents that it may concern.

use std::collections::BTreeSet;

use super::concerned::concerned;
use super::error::Error;
use super::source::Source;
use crate::git::{self, GitError, Id, Log, LogEntry, MergeBases, Range};
use crate::parse;
use crate::portfolio::Portfolio;
use crate::source::{FilePath, Tree};
use crate::time::Instant;

/// A branch with more changed incidents than this is compared as a whole.
const MOST_TOUCHED: usize = 500;

/// The commits of a branch, and the states that it is compared with.
pub struct BranchPoint {
    pub(super) bases: MergeBases,
    pub(super) log: Log,
    /// The files at each merge base; `None` if it has no portfolio.
    pub(super) common: Vec<Option<Tree>>,
    /// The files at the tip of the base, if that has moved on and has a portfolio.
    pub(super) meanwhile: Option<Tree>,
    /// The folders of the incidents that the branch may concern; `None`: all.
    concerned: Option<BTreeSet<String>>,
}

impl BranchPoint {
    /// Reads the branch that ends in a source with these files. Trees share the files that are the
    /// same.
    ///
    /// # Errors
    /// When the history can't be read.
    pub(super) fn read(source: &Source, head: &Tree, base: &str) -> Result<Self, Error> {
        let (folder, revision) = (source.folder(), source.revision().unwrap_or("HEAD"));
        let bases = git::merge_bases(folder, base, revision)?;
        let within = [base, revision].iter().find_map(|revision| Some(revision.split_once(':')?.1));
        let tree = |commit: &Id| -> Result<Option<Tree>, Error> {
            let revision = within.map_or_else(|| commit.to_string(), |within| format!("{commit}:{within}"));
            let tree = match git::tree_beside(folder, &revision, head) {
                Err(GitError::NoFolder { .. }) => return Ok(None),
                Err(GitError::UnknownRevision { .. }) if within.is_some() => return Ok(None),
                tree => tree?,
            };
            Ok(Some(tree).filter(|tree| tree.get("advisory.toml").is_some()))
        };
        let common = bases.common.iter().map(tree).collect::<Result<_, _>>()?;
        let meanwhile = if bases.common.contains(&bases.tip) { None } else { tree(&bases.tip)? };
        let log = git::log(folder, Range { from: Some(base), to: revision })?;
        Ok(Self { bases, log, common, meanwhile, concerned: None })
    }

    /// Limits the comparison to the incidents that the branch may concern: those in which a file
    /// differs, and those that share an id or a passage with them. So the others need not be read.
    #[must_use]
    pub(super) fn narrowed(self, head: &Tree, now: Instant) -> Self {
        Self { concerned: self.concerned(head, now), ..self }
    }

    /// Returns the folders of the incidents that the branch may concern; `None`: all.
    pub(super) fn concerned_folders(&self) -> Option<&BTreeSet<String>> {
        self.concerned.as_ref()
    }

    /// Returns whether the branch may concern the incident in this folder.
    pub(super) fn concerns(&self, folder: &str) -> bool {
        self.concerned.as_ref().is_none_or(|concerned| concerned.contains(folder))
    }

    /// Returns the portfolio at one of its states.
    ///
    /// # Errors
    /// When it can't be read.
    pub(super) fn portfolio(&self, tree: &Tree, commit: &Id) -> Result<Portfolio, Error> {
        let unreadable = || Error::Invalid {
            message: format!("the portfolio in {commit} can't be read, so the change can't be compared with it"),
            help: Some(format!("`advisory check --rev {commit}` shows why; fix it there first")),
        };
        parse::portfolio_with(tree.clone(), |folder| self.concerns(folder)).portfolio.ok_or_else(unreadable)
    }

    fn concerned(&self, head: &Tree, now: Instant) -> Option<BTreeSet<String>> {
        let mut touched: BTreeSet<String> = BTreeSet::new();
        let folder = |path: &FilePath| path.incident_folder().map(str::to_owned);
        for base in &self.common {
            touched.extend(head.differing(base.as_ref()?).map(folder).collect::<Option<BTreeSet<_>>>()?);
        }
        touched.extend(self.meanwhile.iter().flat_map(|tree| head.differing(tree)).filter_map(folder));
        // A merge may have dropped what a commit of the branch did.
        let changes = self.log.entries.iter().flat_map(|LogEntry { against, .. }| against).flatten();
        touched.extend(changes.flat_map(|change| std::iter::once(&change.path).chain(&change.from)).filter_map(folder));
        if touched.len() > MOST_TOUCHED {
            return None;
        }
        let before = self.common.iter().flatten().chain(&self.meanwhile);
        concerned(head, &before.collect::<Vec<_>>(), touched, now)
    }
}
