//! Whether a site is current: built of the same files, by the same program, at an instant with the
//! same result, and not touched since.
//!
//! A site that might not be current is built.

use std::path::Path;
use std::sync::OnceLock;

use super::build::{BuildOptions, Built};
use super::error::Error;
use super::last_build::{self, LastBuild};
use super::place;
use super::source::Source;
use super::workspace::Workspace;
use crate::finding::Finding;
use crate::output::{self, Written};
use crate::source::Tree;
use crate::time::Instant;
use crate::{build, parse};

/// The files of a portfolio before anything is made of them.
#[derive(Debug)]
pub struct Snapshot {
    source: Source,
    /// Empty until somebody needs the files of a revision: its id says what is in it.
    tree: OnceLock<Tree>,
}

impl Snapshot {
    /// Takes the files that a source has now.
    ///
    /// # Errors
    /// When the folder can't be read, or there is no such repository or revision.
    pub fn take(source: Source) -> Result<Self, Error> {
        let source = source.pinned()?;
        let snapshot = Self { source, tree: OnceLock::new() };
        if snapshot.source.fixed().is_none() {
            snapshot.tree()?;
        }
        Ok(snapshot)
    }

    /// Returns the files.
    ///
    /// # Errors
    /// When the files of a revision can't be read.
    pub fn tree(&self) -> Result<&Tree, Error> {
        if let Some(tree) = self.tree.get() {
            return Ok(tree);
        }
        let tree = self.source.tree()?;
        Ok(self.tree.get_or_init(|| tree))
    }

    /// Returns the site in `out`, if it is what [`Workspace::build_with`] would build at this
    /// instant. Costs a look at each of its files.
    ///
    /// # Errors
    /// As for [`Workspace::build_with`], when the site may not be in this place.
    pub fn current_site(&self, out: &Path, options: &BuildOptions<'_>, now: Instant) -> Result<Option<Built>, Error> {
        place::require_site(self.source.folder(), out)?;
        let Some(last) = self.last(out, options, now) else { return Ok(None) };
        let left_out = self.left_out(&last, now)?;
        Ok(left_out.filter(|findings| last.has_left_out(findings)).map(|left_out| Built {
            site: out.join(place::SITE),
            written: Written { files: last.files, ..Written::default() },
            advisories: last.advisories,
            kept: last.advisories,
            left_out,
        }))
    }

    /// Returns why incidents are left out of the site, from the files of these incidents.
    fn left_out(&self, last: &LastBuild, now: Instant) -> Result<Option<Vec<Finding>>, Error> {
        if last.has_left_out(&[]) {
            return Ok(Some(Vec::new()));
        }
        let tree = self.tree()?.clone();
        let reading = parse::portfolio_with(tree, |folder| last.leaves_out(folder));
        Ok(reading.portfolio.map(|portfolio| build::obstacles(portfolio, reading.findings, now)))
    }

    fn last(&self, out: &Path, options: &BuildOptions<'_>, now: Instant) -> Option<LastBuild> {
        let last = LastBuild::read(options.cache?)?;
        let facts = last_build::facts(&self.source, self.tree.get(), options.public);
        let state = || output::state(out, place::SITE);
        (last.counts(facts, now) && last.has_state(state()?)).then_some(last)
    }

    /// Opens the files at an instant.
    ///
    /// # Errors
    /// As [`Workspace::read`].
    pub fn open(self, now: Instant) -> Result<Workspace, Error> {
        let tree = self.tree()?.clone();
        Workspace::of_tree(self.source, tree, now)
    }
}
