//! Verifies an incident and its advisory against the product's git repository.

use std::collections::BTreeSet;
use std::path::{Path, PathBuf};

use rayon::prelude::*;

use super::edit::{self, EditError};
use super::edited::EditedIncident;
use super::error::Error;
use super::workspace::Workspace;
use crate::case::Case;
use crate::incident::{Commits, Document, Incident};
use crate::output;
use crate::product::{Product, ProductError};
use crate::source::Spanned;
use crate::verify::{self, AffectedCommits, AffectedEntry, Agreement, LineVerdict, State, Verification};

/// The locations of the product's history.
#[derive(Clone, Copy, Debug)]
pub struct ProductOptions<'a> {
    /// A clone of the product, with all of its history.
    pub repository: &'a Path,
    /// A clone of the private repository that the fix was written in.
    pub fix_repository: Option<&'a Path>,
    /// A file that caches results about the clone's commits. Without it, they are computed again.
    pub cache: Option<&'a Path>,
}

/// The product's repositories, or the reason why nothing can be verified with them.
pub struct ProductHistory {
    repositories: Result<(Product, Option<Product>), ProductError>,
    cache: Option<PathBuf>,
    /// Where to fetch the private fix from.
    fetch_from: Option<String>,
}

impl ProductHistory {
    /// Opens the repositories. An incomplete clone is not an error, but nothing can be verified
    /// with it.
    ///
    /// # Errors
    /// When one of them is not a repository, or can't be read.
    pub fn open(options: &ProductOptions<'_>) -> Result<Self, Error> {
        let repositories = open(options);
        if let Err(error) = repositories {
            return if verify::is_doubt(&error) { Ok(Self::of(options, Err(error))) } else { Err(error.into()) };
        }
        Ok(Self::of(options, repositories))
    }

    fn of(options: &ProductOptions<'_>, repositories: Result<(Product, Option<Product>), ProductError>) -> Self {
        let fetch_from = options.fix_repository.map(|path| path.display().to_string());
        Self { repositories, cache: options.cache.map(Path::to_owned), fetch_from }
    }

    /// Verifies each case, with one pass over the history.
    fn verify<'p>(&self, cases: &[Case<'p>]) -> Result<Vec<Verification<'p>>, ProductError> {
        let unverified = |error: &ProductError| Ok(cases.iter().map(|case| verify::unverified(case, error)).collect());
        let (product, private) = match &self.repositories {
            Ok(repositories) => repositories,
            Err(error) => return unverified(error),
        };
        let cached = self.cache.as_ref().and_then(|path| std::fs::read(path).ok()).unwrap_or_default();
        let prints = match product.fingerprints(&cached) {
            Err(error) if verify::is_doubt(&error) => return unverified(&error),
            prints => prints?,
        };
        if let Some(path) = self.cache.as_ref().filter(|_| prints.computed() > 0) {
            let _unkept = output::private_file(path, &prints.to_bytes());
        }
        let judge = |case: &Case<'p>| {
            let recorded = case.incident.fix.repository.as_ref().map(|r| r.value.as_str());
            let fetch_from = self.fetch_from.as_deref().or(recorded);
            match verify::verify(case, &prints, product, private.as_ref(), fetch_from) {
                Err(error) if verify::is_doubt(&error) => Ok(verify::unverified(case, &error)),
                verified => verified,
            }
        };
        cases.par_iter().map(judge).collect()
    }
}

fn open(options: &ProductOptions<'_>) -> Result<(Product, Option<Product>), ProductError> {
    let product = Product::open(options.repository)?;
    let private = options.fix_repository.map(Product::open).transpose()?;
    Ok((product, private))
}

/// An advisory with corrected affected versions.
pub struct Corrected {
    /// The incident after it.
    pub after: EditedIncident,
    /// The release lines whose versions were written.
    pub lines: Vec<String>,
    /// Whether the affected commits were written.
    pub commits: bool,
}

impl Workspace {
    /// Verifies an incident against the product's git history: reviews, backports, releases,
    /// affected versions.
    ///
    /// ```no_run
    /// use advisory::Workspace;
    /// use advisory::app::{ProductHistory, ProductOptions};
    ///
    /// let workspace = Workspace::open(".", "2026-03-12T09:00:00Z".parse()?)?;
    /// let incident = workspace.incident("amber-heron")?;
    /// let options = ProductOptions { repository: "../lodestore".as_ref(), fix_repository: None, cache: None };
    /// let verification = workspace.verify(incident, &ProductHistory::open(&options)?)?;
    /// println!("{}", verification.outcome.words());
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    ///
    /// # Errors
    /// When a repository can't be read. An incomplete clone is not an error: the result is then
    /// that the incident is not verified.
    pub fn verify<'w>(&'w self, incident: &'w Incident, history: &ProductHistory) -> Result<Verification<'w>, Error> {
        let verified = history.verify(&[self.case(incident)])?;
        verified.into_iter().next().ok_or_else(|| Error::invalid("there is no incident"))
    }

    /// Verifies every incident that records commits of a fix, in one pass over the history. In the
    /// order of the incidents.
    ///
    /// # Errors
    /// As [`Workspace::verify`].
    pub fn verify_all<'w>(&'w self, history: &ProductHistory) -> Result<Vec<(Case<'w>, Verification<'w>)>, Error> {
        let incidents = self.portfolio().incidents.iter().filter(|incident| !incident.fix.commits.is_empty());
        let cases: Vec<Case<'w>> = incidents.map(|incident| self.case(incident)).collect();
        let verified = history.verify(&cases)?;
        Ok(cases.into_iter().zip(verified).collect())
    }

    /// Corrects the affected versions in the incident's advisory.md from git, and writes the
    /// affected commits. `None` if both are correct already.
    ///
    /// # Errors
    /// When this is a revision, when the new text would have errors that the old one does not have,
    /// or when the file can't be written.
    pub fn correct_affected(
        &self,
        incident: &Incident,
        verification: &Verification<'_>,
    ) -> Result<Option<Corrected>, Error> {
        self.require_work_tree()?;
        let corrections = corrections(incident, verification);
        let known = verification.affected_commits();
        let commits = incident.document.as_ref().and_then(|document| self.correct_commits(document, known?));
        if corrections.is_empty() && commits.is_none() {
            return Ok(None);
        }
        let document = incident.document.as_ref().ok_or_else(|| Error::invalid("there is no advisory.md"))?;
        let edit = self.edit_of(&document.file, |text| {
            let text = if corrections.is_empty() { text.to_owned() } else { corrected(text, &corrections)? };
            Ok(match &commits {
                Some((at, commits)) => edit::set_commits(&text, *at, commits)?,
                None => text,
            })
        })?;
        let after = self.write_edits(incident, vec![edit], self.now())?;
        let lines = corrections.iter().map(|line| line.line.id.to_string()).collect();
        Ok(Some(Corrected { after, lines, commits: commits.is_some() }))
    }

    /// Returns the affected commits of the project's own repository, with the position of their
    /// entry; `None` if the advisory has them already, or has several entries of that repository.
    fn correct_commits(
        &self,
        document: &Document,
        commits: AffectedCommits,
    ) -> Option<(Option<usize>, AffectedCommits)> {
        let project = &self.portfolio().project;
        let address = project.repository.as_ref().map(|own| &own.value)?;
        let is_own = |(_, of): &(usize, &Commits)| {
            of.repository.as_ref().is_none_or(|repository| repository.value == *address)
                && of.package.as_ref().is_none_or(|name| {
                    project.is_first(project.package(Some(&name.value), of.ecosystem.as_ref().map(|own| &own.value)))
                })
        };
        let own: Vec<(usize, &Commits)> = document.commits.iter().enumerate().filter(is_own).collect();
        match own.as_slice() {
            [] => Some((None, commits)),
            [(at, there)] => (!is_same(there, &commits)).then_some((Some(*at), commits)),
            _ => None,
        }
    }
}

/// Returns whether an entry has these commits.
fn is_same(there: &Commits, commits: &AffectedCommits) -> bool {
    let AffectedCommits { introduced, fixed, versions } = commits;
    let lists = [(&there.introduced, introduced), (&there.fixed, fixed), (&there.versions, versions)];
    let has = |(there, is): &(&Vec<Spanned<String>>, &Vec<String>)| {
        there.iter().map(|id| &id.value).collect::<BTreeSet<_>>() == is.iter().collect()
    };
    lists.iter().all(has) && there.last_affected.is_empty() && there.limit.is_empty()
}

/// Returns the release lines whose ranges in the advisory are wrong.
fn corrections<'v, 'p>(incident: &Incident, verification: &'v Verification<'p>) -> Vec<&'v LineVerdict<'p>> {
    let differs = |line: &&LineVerdict<'_>| matches!(line.agreement, Agreement::Differs(_));
    let known = |line: &&LineVerdict<'_>| !matches!(line.state, State::NotVerified(_));
    // What git can't contradict stays.
    let is_told = |line: &&LineVerdict<'_>| line.gaps.is_empty();
    // A planned release that the branch lacks yet is named by a difference, and stays.
    let is_other =
        |line: &&LineVerdict<'_>| incident.document.as_ref().is_none_or(|document| !line.is_written(document));
    verification.lines.iter().filter(differs).filter(known).filter(is_told).filter(is_other).collect()
}

/// Returns the text with the ranges from git.
fn corrected(text: &str, lines: &[&LineVerdict<'_>]) -> Result<String, EditError> {
    let line = |line: &&'_ LineVerdict<'_>| -> (String, Vec<usize>, Vec<AffectedEntry>) {
        (line.line.id.to_string(), line.own.clone(), line.entries.clone())
    };
    let ranges: Vec<_> = lines.iter().map(line).collect();
    edit::set_affected(
        text,
        ranges.iter().map(|(line, own, entries)| (line.as_str(), own.as_slice(), entries.as_slice())),
    )
}
