//! Revises a published advisory: a line for readers on what has changed, and the approval of the
//! correction.

use super::approval;
use super::approved::{self, Coverage};
use super::edit;
use super::edited::{EditedIncident, FileEdit};
use super::error::Error;
use super::evidence;
use super::workspace::Workspace;
use crate::case::{Act, Case};
use crate::diff::Differences;
use crate::finding::Finding;
use crate::incident::{Content, Document, Incident};
use crate::key;
use crate::parse;
use crate::rules;
use crate::source::FilePath;
use crate::time::Instant;

mod numbers;

/// A revision of a published advisory.
#[derive(Clone, Debug)]
pub struct Revision {
    /// The incident: its handle, folder or public ID.
    pub incident: String,
    /// Who revises it, and approves the correction.
    pub by: String,
    /// What changed, for readers of the advisory.
    pub text: String,
    /// When; `None`: at the instant of the workspace.
    pub at: Option<Instant>,
}

/// How the present content of a published advisory differs from what was public.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum PublicChange {
    /// Not at all.
    None,
    /// The difference, as a unified diff.
    Difference(String),
    /// Nobody knows: no commit has what was public.
    Unknown,
}

const UNPUBLISHED: &str = "edit its advisory.md; `advisory publish` approves its publication";
const NOT_REVISED: &str = "nothing was written: fix these first";

impl Workspace {
    /// Returns how the present content of a published advisory differs from what was public: from
    /// that of the last commit or, if an edit is committed already, from what was approved last.
    /// Content that was approved last does not differ.
    ///
    /// ```
    /// use advisory::Workspace;
    /// use advisory::app::PublicChange;
    ///
    /// let workspace = Workspace::open(".", "2026-11-20T12:00:00Z".parse()?)?;
    /// if let PublicChange::Difference(lines) = workspace.public_change("brisk-otter")? {
    ///     println!("{lines}");
    /// }
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    ///
    /// # Errors
    /// When there is no such incident, or its advisory was never public.
    pub fn public_change(&self, incident: &str) -> Result<PublicChange, Error> {
        let incident = self.incident(incident)?;
        require_published(&self.case(incident), self.now(), UNPUBLISHED)?;
        Ok(self.change_of(incident))
    }

    pub(super) fn change_of(&self, incident: &Incident) -> PublicChange {
        let Some(present) = Content::of(incident) else { return PublicChange::Unknown };
        let approved = approved::last_publication(self, incident).map(|approval| approval.coverage);
        if approved == Some(Coverage::Present) {
            let is_revised = !self.case(incident).is_published_anew();
            if is_revised {
                return PublicChange::None;
            }
            let difference = approved::difference_before_last(self, incident);
            return difference.map_or(PublicChange::Unknown, PublicChange::Difference);
        }
        let committed = self.committed_content(incident);
        if let Some(committed) = committed.as_ref().filter(|committed| **committed != present) {
            return PublicChange::Difference(Differences::new(committed.as_str(), present.as_str()).unified());
        }
        match approved {
            Some(Coverage::Replaced) => PublicChange::None,
            Some(Coverage::Other(Some(difference))) => PublicChange::Difference(difference),
            _ => PublicChange::Unknown,
        }
    }

    /// Returns the content of an incident in the last commit.
    fn committed_content(&self, incident: &Incident) -> Option<Content> {
        let document = &incident.document.as_ref()?.file;
        let committed = Self::at_revision(self.folder(), "HEAD", self.now()).ok()?;
        let text = |file: &FilePath| committed.tree().bytes(file.as_str()).map(<[u8]>::to_vec);
        let (advisory, facts) = (text(document)?, text(&incident.file)?);
        let files = [(document, advisory.as_slice()), (&incident.file, facts.as_slice())];
        parse::incident_files(files).as_ref().and_then(Content::of)
    }

    /// Revises a published advisory: adds a `[[revision]]` that tells readers what has changed, and
    /// an approval of the present content.
    ///
    /// ```
    /// use advisory::Workspace;
    /// use advisory::app::Revision;
    ///
    /// let workspace = Workspace::open(".", "2026-11-20T12:00:00Z".parse()?)?;
    /// let revision = Revision {
    ///     incident: "amber-heron".to_owned(),
    ///     by: "amira".to_owned(),
    ///     text: "Name a second affected line.".to_owned(),
    ///     at: None,
    /// };
    /// assert!(workspace.revise(&revision).is_err(), "it is not public yet");
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    ///
    /// # Errors
    /// When the workspace is a revision, when the advisory was never public or has not changed,
    /// when it gives up a CVE ID that it does not list as rejected, when the member may not approve
    /// the correction, when the files have errors that would keep the advisory from being public,
    /// or when they can't be written.
    pub fn revise(&self, revision: &Revision) -> Result<EditedIncident, Error> {
        self.require_work_tree()?;
        let at = self.instant(revision.at)?;
        let incident = self.incident(&revision.incident)?;
        self.require_whole(incident)?;
        let case = self.case(incident);
        let document = require_published(&case, at, UNPUBLISHED)?;
        revision.refuse(&case, at)?;
        let change = self.change_of(incident);
        self.require_ids(incident, &change)?;
        if change == PublicChange::None {
            if case.changed_reason().is_some() {
                let handle = &incident.handle;
                return Err(Error::Invalid {
                    message: format!("of what readers see of `{handle}`, only the reason of its withdrawal changed"),
                    help: Some(format!(
                        "correct it: `advisory correct {handle} withdrawn --set reason=TEXT --by MEMBER --reason TEXT --revision TEXT`"
                    )),
                });
            }
            return Err(Error::Invalid {
                message: format!("the public content of `{}` has not changed", incident.handle),
                help: Some(format!("edit {} first", document.file)),
            });
        }
        let entries = [(key::AT, edit::instant(at)?), (key::TEXT, edit::text(revision.text.trim()))];
        let advisory = self.edit_of(&document.file, |text| Ok(edit::record_front(text, key::REVISION, &entries)?))?;
        refuse(self, evidence::against_approval(self, &self.cases(), incident))?;
        let facts = self.approved_edit(&case, document, &advisory, revision, at)?;
        let edits = vec![advisory, facts];
        self.refuse_withheld(incident, &edits, at)?;
        self.write_edits(incident, edits, at)
    }

    /// Returns the edit that approves the content of an edited advisory.
    fn approved_edit(
        &self,
        case: &Case<'_>,
        document: &Document,
        advisory: &FileEdit,
        revision: &Revision,
        at: Instant,
    ) -> Result<FileEdit, Error> {
        self.edit_of(&case.incident.file, |text| {
            edit::require_toml(text)?;
            approval::approved(case, document, (advisory.after.as_str(), text.to_owned()), &[&revision.by], at)
        })
    }

    /// Refuses edits after which the advisory would not be public, unless this workspace accepts
    /// errors. More approvals than one can be given only one after another.
    fn refuse_withheld(&self, incident: &Incident, edits: &[FileEdit], at: Instant) -> Result<(), Error> {
        if self.accepts_errors() {
            return Ok(());
        }
        let texts: Vec<(&FilePath, &str)> = edits.iter().map(|edit| (&edit.file, edit.after.as_str())).collect();
        let after = self.with_edits(&texts)?;
        let now = after.now().max(at);
        let after = after.at(now);
        let mut errors = approval::errors(&after, after.incident(incident.folder.as_str())?);
        errors.retain(|finding| !rules::is_undone(finding.rule));
        refuse(&after, errors)
    }
}

impl Revision {
    fn refuse(&self, case: &Case<'_>, at: Instant) -> Result<(), Error> {
        if self.text.trim().is_empty() {
            return Err(Error::invalid("the text of a revision is empty, but must tell readers what changed"));
        }
        if !case.may_approve(&self.by, at) {
            let who = Act::Revise.who(case.policy);
            let message = format!("`{}` may not approve a correction: the policy asks for {who}", self.by);
            return Err(Error::invalid(message));
        }
        Ok(())
    }
}

/// Returns the advisory, if it was public by an instant. The error for any other has this help.
pub(super) fn require_published<'p>(case: &Case<'p>, at: Instant, help: &'static str) -> Result<&'p Document, Error> {
    let published = case.was_public().filter(|published| *published <= at);
    let handle = &case.incident.handle;
    match (published, &case.incident.document) {
        (Some(_), Some(document)) => Ok(document),
        _ if case.was_due().is_some() => Err(Error::Invalid {
            message: format!("`{handle}` is not public: it was changed before its publication, without an approval"),
            help: Some(format!("approve the change: `advisory publish {handle} --by MEMBER`")),
        }),
        _ => Err(Error::Invalid { message: format!("`{handle}` is not public yet"), help: Some(help.to_owned()) }),
    }
}

fn refuse(workspace: &Workspace, errors: Vec<Finding>) -> Result<(), Error> {
    if errors.is_empty() { Ok(()) } else { Err(Error::refused(errors, workspace.tree(), NOT_REVISED)) }
}
