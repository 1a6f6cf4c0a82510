//! Refuses edits that add errors, or accepts them if the caller says so. Every use case that edits
//! an incident asks here before it writes.
//!
//! Errors that the files had before are no reason to refuse: nobody could record anything until all
//! of them are corrected. Neither is a finding that something has not been done yet, because
//! recording the truth can raise it.

use std::collections::{BTreeSet, HashMap};
use std::sync::Arc;

use super::compare::public_changes;
use super::concerned::concerned;
use super::error::Error;
use super::workspace::Workspace;
use crate::change::Change;
use crate::event::BuiltIn;
use crate::finding::{Finding, RuleId, Severity, sort_and_dedup};
use crate::incident::Incident;
use crate::rules;
use crate::source::FilePath;
use crate::time::Instant;

const REFUSED: &str = "nothing was written: the change would add these findings; correct them, or add --anyway";

/// The findings that an accepted edit adds.
#[derive(Clone, Debug, Default)]
pub(super) struct Added {
    /// Errors and slips: those for which the edit would be refused, if the workspace did not accept
    /// them.
    pub(super) errors: Vec<Finding>,
    /// Warnings. They refuse nothing, but are printed.
    pub(super) warnings: Vec<Finding>,
    /// Why else the edit would be refused.
    pub(super) passed: Vec<String>,
}

impl Added {
    /// Returns what a record says of the refusals that it was written in spite of.
    pub(super) fn note(&self) -> Option<String> {
        let errors = self.errors.iter().map(|finding| finding.message.clone());
        despite(self.passed.iter().cloned().chain(errors))
    }
}

/// Returns what a record says of what it was made in spite of.
pub(super) fn despite(messages: impl Iterator<Item = String>) -> Option<String> {
    let mut all: Vec<String> = Vec::new();
    for message in messages {
        if !all.contains(&message) {
            all.push(message);
        }
    }
    (!all.is_empty()).then(|| format!("despite: {}", all.join("; ")))
}

/// A folder that an edit moves.
pub(super) struct Moved<'a> {
    pub(super) was: &'a FilePath,
    pub(super) is: &'a FilePath,
}

impl Moved<'_> {
    /// Returns an earlier finding as it is after the move.
    fn follow(&self, mut finding: Finding) -> Finding {
        let file = &mut finding.primary.location.file;
        if let Some(rest) = file.as_str().strip_prefix(&format!("{}/", self.was)) {
            *file = self.is.join(rest);
        }
        finding
    }
}

impl Workspace {
    /// Returns the instant of an act: now, unless the caller gives an earlier one.
    ///
    /// # Errors
    /// When it is in the future, unless this workspace accepts errors.
    pub(super) fn instant(&self, at: Option<Instant>) -> Result<Instant, Error> {
        match at {
            Some(at) if at > self.now() && !self.accepts_errors() => Err(Error::Invalid {
                message: format!("{} has not come yet: it is {} now", at.short(), self.now().short()),
                help: Some(
                    "leave `--at` out, or give the instant at which it happened; to record it all the same, add --anyway"
                        .to_owned(),
                ),
            }),
            at => Ok(at.unwrap_or(self.now())),
        }
    }

    /// Passes over the refusal of an edit if this workspace accepts errors, and keeps what it says.
    ///
    /// # Errors
    /// The refusal, if it does not.
    pub(super) fn pass(&self, refusal: Result<(), Error>, passed: &mut Vec<String>) -> Result<(), Error> {
        match refusal {
            Err(Error::Invalid { message, .. }) if self.accepts_errors() => {
                passed.push(message);
                Ok(())
            }
            refusal => refusal,
        }
    }

    /// Returns the warnings that an edit of the incident in `folder` adds, and the errors, if this
    /// workspace accepts them: what `check` finds now, private text that the edit puts into a
    /// public file, and what stops the site at an instant that the incident names.
    ///
    /// # Errors
    /// [`Error::Refused`] with the errors, if it does not.
    pub(super) fn accepted(&self, after: &Workspace, folder: &str) -> Result<Added, Error> {
        self.accepted_moved(after, folder, None)
    }

    /// Returns the same of an edit that moves a folder: the errors in it are no new ones.
    ///
    /// # Errors
    /// Those of [`Workspace::accepted`].
    pub(super) fn accepted_moved(
        &self,
        after: &Workspace,
        folder: &str,
        moved: Option<&Moved<'_>>,
    ) -> Result<Added, Error> {
        let passed = self.pass_unread(folder)?;
        let follow = |finding: Finding| match moved {
            Some(moved) => moved.follow(finding),
            None => finding,
        };
        let (was, is) = &self.both_near(after, [folder].into_iter().chain(moved.map(|moved| moved.was.as_str())))?;
        let before = |findings: Vec<Finding>| findings.into_iter().map(follow).collect();
        let (mut new, warnings) = divided(added(before(was.edit_findings()), is.edit_findings_on(folder)));
        for at in is.coming_of(|incident| incident.folder.as_str() == folder) {
            new.extend(added(before(was.obstacles(at)), is.obstacles(at)));
        }
        new.extend(was.leaks_added(is, folder)?);
        Ok(Added { passed, ..was.accept(new, warnings, is)? })
    }

    /// Returns what a record says of files of the incident in `folder` that could not be read: most
    /// rules say nothing of the others.
    ///
    /// # Errors
    /// When there are such files, and this workspace does not accept errors.
    fn pass_unread(&self, folder: &str) -> Result<Vec<String>, Error> {
        let is_it = |incident: &&Arc<Incident>| incident.folder.as_str() == folder && !incident.whole;
        match self.portfolio().incidents.iter().find(is_it) {
            Some(_) if self.accepts_errors() => Ok(vec!["some files of the incident have errors".to_owned()]),
            Some(incident) => self.require_whole(incident).map(|()| Vec::new()),
            None => Ok(Vec::new()),
        }
    }

    /// Returns this workspace and the one after an edit with the incidents that the edit of these
    /// folders may concern, and no others. The folder of no incident stands for all of them.
    fn both_near<'f>(
        &self,
        after: &Workspace,
        folders: impl Iterator<Item = &'f str>,
    ) -> Result<(Workspace, Workspace), Error> {
        let touched: BTreeSet<String> = folders.map(str::to_owned).collect();
        let concerned =
            if touched.contains("") { None } else { concerned(after.tree(), &[self.tree()], touched, self.now()) };
        match concerned {
            Some(concerned) => Ok((self.near(&concerned)?, after.near(&concerned)?)),
            None => Ok((self.clone(), after.clone())),
        }
    }

    /// Returns the embargoed text that stops the site because of an edit. What the edit makes
    /// public, and a new handle, are compared with every incident. So is what seems to be embargoed
    /// text: it may be public with another one.
    ///
    /// # Errors
    /// When the project's own files can't be read.
    fn leaks_added(&self, after: &Workspace, folder: &str) -> Result<Vec<Finding>, Error> {
        let change = Change::new(self.portfolio(), after.portfolio(), self.now());
        let has_handle = self.portfolio().incidents.iter().any(|incident| incident.folder.as_str() == folder);
        if has_handle && public_changes(&change).is_empty() && self.leaked(after, folder).is_empty() {
            return Ok(Vec::new());
        }
        Ok(self.clone().whole()?.leaked(&after.clone().whole()?, folder))
    }

    /// Returns the embargoed text that stops the site now or at an instant that the incident names,
    /// and did not before the edit.
    fn leaked(&self, after: &Workspace, folder: &str) -> Vec<Finding> {
        let is_edited = |incident: &Incident| incident.folder.as_str() == folder;
        if !after.portfolio().incidents.iter().any(|incident| is_edited(incident)) {
            return Vec::new();
        }
        let mut all: Vec<Finding> = Vec::new();
        for at in std::iter::once(after.now()).chain(after.coming_of(is_edited)) {
            let leaks = after.leaks(at);
            if !leaks.is_empty() {
                all.extend(added(self.leaks(at), leaks));
            }
        }
        all.dedup_by(|one, other| (&one.primary, &one.help) == (&other.primary, &other.help));
        all
    }

    /// Returns the errors that a correction adds. Those that the end of the incident hid were there
    /// before: who takes back a rejection does not have to correct them first.
    ///
    /// # Errors
    /// Those of [`Workspace::accepted`].
    pub(super) fn accepted_correction(&self, after: &Workspace, incident: &Incident) -> Result<Added, Error> {
        let folder = incident.folder.as_str();
        let passed = self.pass_unread(folder)?;
        let (was, is) = &self.both_near(after, [folder].into_iter())?;
        let hidden = was.reopened(incident);
        let new = added(hidden.edit_findings(), added(was.edit_findings(), is.edit_findings_on(folder)));
        let (mut new, warnings) = divided(new);
        for at in is.coming_of(|incident| incident.folder.as_str() == folder) {
            new.extend(added(hidden.obstacles(at), added(was.obstacles(at), is.obstacles(at))));
        }
        new.extend(was.leaks_added(is, folder)?);
        Ok(Added { passed, ..was.accept(new, warnings, is)? })
    }

    /// Adds private text that the edit puts into a public file, and dates that it moves silently if
    /// nothing else refuses it. Refuses all that is new.
    fn accept(&self, mut new: Vec<Finding>, mut warnings: Vec<Finding>, after: &Workspace) -> Result<Added, Error> {
        let change = Change::new(self.portfolio(), after.portfolio(), self.now());
        new.extend(rules::check_published(&change));
        if new.is_empty() {
            new.extend(rules::check_dates(&change));
        }
        sort_and_dedup(&mut new);
        sort_and_dedup(&mut warnings);
        if new.is_empty() || self.accepts_errors() {
            Ok(Added { errors: new, warnings, passed: Vec::new() })
        } else {
            Err(Error::refused(new, after.tree(), REFUSED))
        }
    }

    /// Returns the workspace as it would be if nobody had ended the work on an incident.
    fn reopened(&self, incident: &Incident) -> Workspace {
        let mut portfolio = self.portfolio().clone();
        for it in portfolio.incidents.iter_mut().filter(|it| it.folder == incident.folder) {
            let ends = [BuiltIn::Rejected, BuiltIn::Closed, BuiltIn::Withdrawn];
            Arc::make_mut(it).events.retain(|event| !ends.into_iter().any(|end| event.is(end)));
        }
        self.replaced(portfolio, self.findings().to_vec())
    }

    /// Returns those of [`edit_findings`](Self::edit_findings) that name the incident in a folder,
    /// or no incident, and those on whose turn it is to lead the incidents after it. Others may
    /// depend on incidents that were not read.
    fn edit_findings_on(&self, folder: &str) -> Vec<Finding> {
        let mut findings = self.edit_findings();
        findings.retain(|finding| {
            let labels = std::iter::once(&finding.primary).chain(&finding.others);
            let mut folders = labels.filter_map(|label| label.location.file.incident_folder()).peekable();
            let is_on_it = folder.is_empty() || folders.peek().is_none() || folders.any(|it| it == folder);
            is_on_it || finding.rule == rules::LEAD_OUT_OF_TURN
        });
        findings
    }

    /// Returns the errors for which an edit can be refused, and the warnings that it prints. To
    /// somebody who has only begun, a warning that something is missing tells nothing new.
    fn edit_findings(&self) -> Vec<Finding> {
        let mut findings = self.review(&self.cases());
        findings.retain(|finding| {
            let is_told = match finding.severity {
                Severity::Error => true,
                Severity::Warning => !rules::is_absence(finding.rule),
                Severity::Note => false,
            };
            is_told && !rules::is_undone(finding.rule)
        });
        findings
    }
}

/// Divides findings into those for which an edit is refused, and others.
fn divided(findings: Vec<Finding>) -> (Vec<Finding>, Vec<Finding>) {
    findings.into_iter().partition(|finding| finding.severity == Severity::Error || rules::is_slip(finding.rule))
}

/// Returns the findings that are not among the earlier ones. Lines move, so positions do not count.
/// A message can tell an age or a date that the edit changes, so what it names counts as well.
fn added(before: Vec<Finding>, after: Vec<Finding>) -> Vec<Finding> {
    let mut in_words = Earlier::by(before.iter(), |finding| finding.message.clone());
    let mut rest = Vec::new();
    for finding in after {
        if !in_words.take(&finding) {
            rest.push(finding);
        }
    }
    let mut in_names =
        Earlier::by(in_words.left(), |finding| format!("{} {}", finding.severity.as_str(), finding.subject()));
    rest.retain(|finding| !in_names.take(finding));
    rest
}

/// The key of a finding, without its position.
type Key = (RuleId, FilePath, String);

/// Earlier findings that no later one is equal to yet.
struct Earlier<'f, F> {
    of: F,
    all: HashMap<Key, Vec<&'f Finding>>,
}

impl<'f, F: Fn(&Finding) -> String> Earlier<'f, F> {
    fn by(findings: impl Iterator<Item = &'f Finding>, of: F) -> Self {
        let mut earlier = Self { of, all: HashMap::new() };
        for finding in findings {
            earlier.all.entry(earlier.key(finding)).or_default().push(finding);
        }
        earlier
    }

    fn key(&self, finding: &Finding) -> Key {
        (finding.rule, finding.primary.location.file.clone(), (self.of)(finding))
    }

    /// Takes one that is equal to this finding, if there is one.
    fn take(&mut self, finding: &Finding) -> bool {
        self.all.get_mut(&self.key(finding)).is_some_and(|equal| equal.pop().is_some())
    }

    fn left(&self) -> impl Iterator<Item = &'f Finding> + use<'f, F> {
        self.all.values().flatten().copied().collect::<Vec<_>>().into_iter()
    }
}
