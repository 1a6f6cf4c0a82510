//! Checks the change since a branch point.

use std::collections::{BTreeSet, HashSet};

mod merged;
mod outcome;
mod parts;

pub use outcome::public_changes;

use super::automation;
use super::branch_point::BranchPoint;
use super::error::Error;
use super::workspace::Workspace;
use crate::build::documents;
use crate::case::{Case, State};
use crate::change::{Before, Change, Edit, ListEdit, Touched};
use crate::finding::{Finding, Severity, sort_and_dedup};
use crate::git::{self, Id, Log, LogEntry};
use crate::incident::Incident;
use crate::parse;
use crate::portfolio::{Distributors, Portfolio};
use crate::rules;
use crate::signature::{CheckedCommit, Keys};
use crate::source::{FilePath, Tree};
use crate::time::Instant;

/// The file of the early-disclosure lists.
const LISTS: &str = "distributors.toml";

/// The result of checking a change.
#[derive(Clone, Debug, Default)]
pub struct Comparison {
    /// The findings on the change.
    pub findings: Vec<Finding>,
    /// The folders of incidents that are public in every base commit, and whose advisory the change
    /// leaves as it is: all of its text is known to be public.
    pub public: BTreeSet<String>,
    /// The folders of the incidents that the change touches, by their names in both states; `None`
    /// if one of the project's own files differs, which concerns every incident.
    pub touched: Option<BTreeSet<String>>,
    /// The merge bases of the change.
    pub bases: Vec<Id>,
    /// The base commits without a portfolio, compared with which everything is new.
    pub empty: Vec<Id>,
}

impl Workspace {
    /// Compares the workspace with its merge base with `base`: a branch, tag or commit. Whether it
    /// makes an advisory public earlier is also judged by what it makes of `base` itself.
    ///
    /// A change must not delete or alter a record, change a public advisory without a revision, use
    /// a right that it grants itself, or act in another person's name.
    ///
    /// ```
    /// use advisory::Workspace;
    ///
    /// let workspace = Workspace::open(".", "2026-11-20T12:00:00Z".parse()?)?;
    /// match workspace.compare("HEAD") {
    ///     Ok(compared) => println!("{} findings on this change", compared.findings.len()),
    ///     Err(error) => println!("no history to compare with: {error}"),
    /// }
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    ///
    /// # Errors
    /// When the history can't be read, or the portfolio of the base can't.
    pub fn compare(&self, base: &str) -> Result<Comparison, Error> {
        self.compare_since(&BranchPoint::read(self.source(), self.tree(), base)?)
    }

    /// Compares the workspace with what its branch began from.
    ///
    /// # Errors
    /// When the portfolio of a merge base can't be read.
    pub fn compare_since(&self, branch: &BranchPoint) -> Result<Comparison, Error> {
        let BranchPoint { bases, log, .. } = branch;
        let meanwhile = branch.meanwhile.as_ref().map(|tree| branch.portfolio(tree, &bases.tip)).transpose()?;
        let mut compared = Comparison { bases: bases.common.clone(), ..Comparison::default() };
        let mut touched = Some(BTreeSet::new());
        let read =
            |(commit, tree): (&Id, &Option<Tree>)| tree.as_ref().map(|tree| branch.portfolio(tree, commit)).transpose();
        let all: Vec<Option<Portfolio>> =
            bases.common.iter().zip(&branch.common).map(read).collect::<Result<_, _>>()?;
        for (nth, (commit, before)) in bases.common.iter().zip(&all).enumerate() {
            let Some(before) = before else {
                compared.empty.push(*commit);
                touched = None;
                compared.public.clear();
                continue;
            };
            let Made { edits, lists, commits } = edits(self, log, before)?;
            let others = all.iter().flatten().filter(|other| !std::ptr::eq(*other, before));
            let change =
                Change::new(before, self.portfolio(), self.now()).committed(&edits).made_by(&commits).beside(others);
            let change = change.with_lists(&lists);
            let head = self.source().revision().unwrap_or("HEAD");
            let mut automation = git::changed_below(self.folder(), *commit, head, &automation::tops())?;
            automation.retain(|file| automation::is_automation(file.as_str()));
            let change = change.with_automation(&automation);
            let change = meanwhile.iter().fold(change, |change, meanwhile| change.after(meanwhile));
            compared.findings.extend(rules::check_change(&change));
            compared.findings.extend(documents::unmoved(&change));
            let mut public_changes = public_changes(&change);
            if let Some(tip) = &meanwhile {
                let tree = merged::merged(&before.tree, self.tree(), &tip.tree);
                let merged = parse::portfolio_with(tree, |folder| branch.concerns(folder)).portfolio;
                let merged = merged.as_ref().map(|merged| Change::new(tip, merged, self.now()));
                let merged = merged.map(|merged| merged.committed(&edits).made_by(&commits));
                if let Some(merged) = merged {
                    compared.findings.extend(rules::check_merge(&change, &merged));
                    let mut unmoved = documents::unmoved_by_merge(&merged);
                    unmoved.retain(|finding| self.tree().get(finding.primary.location.file.as_str()).is_some());
                    compared.findings.extend(unmoved);
                    public_changes.extend(outcome::changes_of_merge(&merged, &public_changes));
                }
            }
            compared.findings.extend(rules::check_outcome(&public_changes));
            touched = touched.zip(change.touched_folders()).map(|(all, more)| &all | &more);
            let mut public = public(before, self.now());
            public.retain(|folder| has_same_text(before, self.tree(), folder));
            compared.public.retain(|folder| public.contains(folder));
            if nth == 0 {
                compared.public = public;
            }
        }
        // Where a file of the project differs, all pages do. A new word of an incident may be on
        // them already.
        if touched.as_ref().is_none_or(|folders| !folders.is_empty()) {
            compared.findings.extend(self.new_leaks(&compared.findings));
        }
        compared.touched = touched;
        sort_and_dedup(&mut compared.findings);
        Ok(compared)
    }

    /// Returns the embargoed text for which a build would refuse the site, where no passage that
    /// the change copies into the same file is reported already. It is in more places than those
    /// passages are looked for: in names of files, and in what a template makes of its text.
    fn new_leaks(&self, found: &[Finding]) -> Vec<Finding> {
        let copied: BTreeSet<&FilePath> = (found.iter())
            .filter(|finding| finding.rule == rules::BECOMES_PUBLIC && finding.severity == Severity::Error)
            .map(|finding| &finding.primary.location.file)
            .collect();
        let mut leaks = self.leaks(self.now());
        leaks.retain(|leak| !copied.contains(&leak.primary.location.file));
        leaks
    }
}

impl Comparison {
    /// Returns whether a finding is about something that the change touches: one of the incidents
    /// that it edits, or the project's own files alone.
    #[must_use]
    pub fn concerns(&self, finding: &Finding) -> bool {
        let Some(touched) = &self.touched else { return true };
        let labels = std::iter::once(&finding.primary).chain(&finding.others);
        let folders: Vec<&str> = labels.filter_map(|label| label.location.file.incident_folder()).collect();
        folders.is_empty() || folders.iter().any(|folder| touched.contains(*folder))
    }
}

/// What the commits of a change made.
struct Made {
    /// The edits of incidents.
    edits: Vec<Edit>,
    /// The edits of distributors.toml.
    lists: Vec<ListEdit>,
    /// The files that each changed.
    commits: Vec<Touched>,
}

/// Returns what the commits of the change made. Signatures are checked with the keys of the base.
fn edits(workspace: &Workspace, log: &Log, base: &Portfolio) -> Result<Made, Error> {
    let keys = Keys::new(&base.team, workspace.programs());
    let made = log.made(workspace.now());
    let own: HashSet<Id> = log.entries.iter().map(|entry| entry.commit.id).collect();
    let (mut edits, mut lists, mut all) = (Vec::new(), Vec::new(), Vec::new());
    for entry in &log.entries {
        let LogEntry { commit, against } = entry;
        // For a merge, include what it took from one side: it may have dropped the other side's
        // edits.
        let mut touched: Vec<_> =
            against.iter().flatten().filter(|change| change.path.name() == "incident.toml").collect();
        touched.sort_by(|a, b| a.path.cmp(&b.path));
        touched.dedup_by(|b, a| a.path == b.path);
        let files: Vec<FilePath> = entry.changes().map(|change| change.path.clone()).collect();
        if touched.is_empty() && files.is_empty() {
            continue;
        }
        let signature = log.signature(commit.id)?;
        let at = made.get(&commit.id).copied().flatten();
        let verdict = Some(keys.verify(signature.as_ref(), at));
        let by = CheckedCommit { commit: commit.clone(), at, verdict };
        let of_lists = against.iter().flatten().find(|change| change.path.as_str() == LISTS);
        if let Some(after) = of_lists.and_then(|change| change.after) {
            lists.extend(list_edit(log, entry, &by, after, &own)?);
        }
        all.push(Touched { commit: by.clone(), files });
        for change in touched {
            let Some(after) = change.after else { continue };
            let Some(after) = incident(log, &change.path, after)? else { continue };
            let mut before = Vec::new();
            for (nth, parent) in against.iter().enumerate() {
                let other = parent.iter().find(|other| other.path == change.path);
                let was = match other {
                    Some(other) => other.before.map(|was| incident(log, &change.path, was)).transpose()?.flatten(),
                    None => Some(after.clone()),
                };
                before.extend(was.map(|incident| Before {
                    incident,
                    from: other.and_then(|other| other.from.clone()),
                    is_own: commit.parents.get(nth).is_some_and(|parent| own.contains(parent)),
                }));
            }
            edits.push(Edit { commit: by.clone(), file: change.path.clone(), before, after });
        }
    }
    Ok(Made { edits, lists, commits: all })
}

/// Returns what a commit made of distributors.toml, if it can be read.
fn list_edit(
    log: &Log,
    LogEntry { commit, against }: &LogEntry,
    by: &CheckedCommit,
    after: Id,
    own: &HashSet<Id>,
) -> Result<Option<ListEdit>, Error> {
    let read = |id: Id| -> Result<Option<Distributors>, Error> { Ok(parse::distributors_file(&log.bytes(id)?)) };
    let Some(after) = read(after)? else { return Ok(None) };
    let mut before = Vec::new();
    for (nth, parent) in against.iter().enumerate() {
        let was = match parent.iter().find(|other| other.path.as_str() == LISTS) {
            Some(other) => other.before.map(read).transpose()?.flatten(),
            None => Some(after.clone()),
        };
        let is_own = commit.parents.get(nth).is_some_and(|parent| own.contains(parent));
        before.extend(was.map(|was| (was, is_own)));
    }
    Ok(Some(ListEdit { commit: by.clone(), before, after }))
}

fn incident(log: &Log, file: &FilePath, id: Id) -> Result<Option<Incident>, Error> {
    Ok(parse::incident_file(file, &log.bytes(id)?))
}

/// Whether the advisory in a folder has the same bytes in both states. What a change writes has yet
/// to be agreed on, and may be private text of whatever length.
fn has_same_text(base: &Portfolio, head: &Tree, folder: &str) -> bool {
    let file = FilePath::new(folder).join("advisory.md");
    base.tree.bytes(file.as_str()) == head.bytes(file.as_str())
}

/// The folders of the incidents that a portfolio shows in public.
fn public(portfolio: &Portfolio, now: Instant) -> BTreeSet<String> {
    let cases = portfolio.incidents.iter().map(|incident| Case::new(portfolio, incident, now));
    let public = cases.filter(|case| matches!(case.state(), State::Published | State::Withdrawn));
    public.map(|case| case.incident.folder.to_string()).collect()
}
