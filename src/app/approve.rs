//! Approves the publication of an incident: the gates, the public ID, the approval.

use std::path::{Path, PathBuf};

use super::edit;
use super::edited::{EditedIncident, FileEdit};
use super::error::Error;
use super::guard;
use super::record::require_revision;
use super::workspace::Workspace;
use super::{approval, evidence};
use crate::announce::{self, Draft};
use crate::case::{Act, Case, Withheld};
use crate::event::BuiltIn;
use crate::finding::Finding;
use crate::incident::Event;
use crate::names::PublicId;
use crate::policy::Disclosure;
use crate::source::Tree;
use crate::time::Instant;

/// An approval of a publication.
#[derive(Clone, Debug)]
pub struct Approval {
    /// The incident: its handle, folder or public ID.
    pub incident: String,
    /// Who approves.
    pub by: String,
    /// When it was approved; `None`: at the instant of the workspace.
    pub at: Option<Instant>,
    /// When the embargo ends. Where the incident says another end already, this moves it.
    pub until: Option<Instant>,
    /// Whether to run the gates and checks without writing anything.
    pub dry_run: bool,
}

/// An approval that passed the gates.
#[derive(Debug)]
pub struct Approved {
    /// The public ID of the advisory.
    pub id: PublicId,
    /// The incident after the approval; `None` if nothing was written.
    pub after: Option<EditedIncident>,
    /// What is late, missing or out of order in how the incident was handled. The approval records
    /// it.
    pub despite: Vec<Finding>,
    /// The files that the findings point into.
    pub tree: Tree,
    /// What it makes public, and what is still open.
    pub preview: Preview,
}

mod preview;

pub use preview::Preview;

const NOT_PUBLISHED: &str = "not published: fix these first";

impl Workspace {
    /// Approves a publication: runs the gates, assigns the public ID, and records the approval.
    /// This alone publishes nothing: a build does, once all approvals are recorded and the embargo
    /// has ended.
    ///
    /// ```
    /// use advisory::Workspace;
    /// use advisory::app::Approval;
    ///
    /// let workspace = Workspace::open(".", "2026-11-20T12:00:00Z".parse()?)?;
    /// let approved = workspace.approve(&Approval {
    ///     incident: "amber-heron".to_owned(),
    ///     by: "amira".to_owned(),
    ///     at: None,
    ///     until: None,
    ///     dry_run: true,
    /// })?;
    /// println!("it would be {}", approved.id);
    /// assert!(approved.after.is_none());
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    ///
    /// # Errors
    /// When the workspace is a revision, when the member may not approve, when a finding forbids
    /// it, or when the files can't be written.
    pub fn approve(&self, approval: &Approval) -> Result<Approved, Error> {
        self.require_work_tree()?;
        let at = self.instant(approval.at)?;
        let cases = self.cases();
        let incident = self.incident(&approval.incident)?;
        self.require_whole(incident)?;
        let case = cases.iter().find(|c| c.incident.file == incident.file);
        let case = case.ok_or_else(|| Error::invalid("every incident has a case"))?;
        approval.refuse(case, at)?;
        let mut passed = Vec::new();
        self.pass(require_revision(case), &mut passed)?;
        self.pass(approval.refuse_past(self.now()), &mut passed)?;
        refuse_errors(self, evidence::against_approval(self, &cases, incident))?;
        self.refuse_unless_accepted(approval::errors_before(self, incident), &mut passed)?;
        let document = incident.document.as_ref().ok_or_else(|| Error::invalid("there is no advisory.md"))?;
        let by = approval.by.as_str();
        let despite = approval::despite(self, incident);
        let until = approval.until.map(|until| (until, by));
        let mut edits = approval::edits(case, document, &[by], at, until)?;
        // Unfinished parts are errors only in an approved incident, so check the edited files
        // before they are written.
        let folder = incident.folder.as_str();
        let approved = |edits: &approval::Edits| -> Result<Workspace, Error> {
            let texts = [(&document.file, edits.advisory.as_str()), (&incident.file, edits.incident.as_str())];
            let approved = self.with_edits(&texts)?;
            let then = approved.now().max(at);
            Ok(approved.at(then))
        };
        let after = approved(&edits)?;
        self.refuse_unless_accepted(approval::errors(&after, after.incident(folder)?), &mut passed)?;
        let accepted = self.accepted(&after, folder)?;
        let preview = Preview::of(case, &after.case(after.incident(folder)?));
        let known = despite.iter().map(|finding| finding.message.clone()).chain(preview.unagreed.clone());
        let errors = accepted.errors.iter().map(|finding| finding.message.clone());
        if let Some(note) = guard::despite(known.chain(passed).chain(errors)) {
            let before = self.tree().text(incident.file.as_str()).unwrap_or_default();
            edits.incident = edit::with_note(before, &edits.incident, Some(BuiltIn::Approved), &note)?;
        }
        let approved = approved(&edits)?;
        let texts = [(&document.file, edits.advisory.as_str()), (&incident.file, edits.incident.as_str())];
        if approval.dry_run {
            return Ok(Approved { id: edits.id, after: None, despite, tree: self.tree().clone(), preview });
        }
        // The approval is written last. If this is interrupted, nothing is approved, and `check`
        // reports what to remove.
        let written = texts.map(|(file, text)| FileEdit {
            file: file.clone(),
            before: self.tree().text(file.as_str()).unwrap_or_default().to_owned(),
            after: text.to_owned(),
        });
        let (approved, written) = self.with_documents(approved, incident.folder.as_str(), written.into())?;
        self.replace_all(&written)?;
        let after = EditedIncident::new(approved, incident.folder.as_str(), at, accepted).with_edits(written);
        Ok(Approved { id: edits.id, after: Some(after), despite, tree: self.tree().clone(), preview })
    }

    /// Refuses errors, or keeps what they say if this workspace accepts them.
    fn refuse_unless_accepted(&self, errors: Vec<Finding>, passed: &mut Vec<String>) -> Result<(), Error> {
        if self.accepts_errors() {
            passed.extend(errors.into_iter().map(|error| error.message));
            return Ok(());
        }
        refuse_errors(self, errors)
    }
}

impl Approval {
    /// Refuses an end in the past: a slip in the year would publish at once.
    fn refuse_past(&self, now: Instant) -> Result<(), Error> {
        let Some(until) = self.until.filter(|until| *until < now) else { return Ok(()) };
        Err(Error::Invalid {
            message: format!("the embargo would already have ended on {}; it is {} now", until.spoken(), now.spoken()),
            help: Some(
                "check the year; if it really ended then, add --anyway, and the next build publishes the advisory"
                    .to_owned(),
            ),
        })
    }

    fn refuse(&self, case: &Case<'_>, at: Instant) -> Result<(), Error> {
        let handle = &case.incident.handle;
        let gives_up_id = case.gives_up_id().is_some();
        if case.publication.is_ok() && !gives_up_id {
            let message = format!("`{handle}` is already public: tell readers what has changed with `advisory revise`");
            return Err(Error::invalid(message));
        }
        if case.publication == Err(Withheld::Rejected) {
            return Err(Error::invalid(format!("the report behind `{handle}` was rejected")));
        }
        if case.publication == Err(Withheld::Withdrawn) {
            return Err(Error::Invalid {
                message: format!("`{handle}` was withdrawn before it became public"),
                help: Some(format!(
                    "if that was a mistake, void it: `advisory correct {handle} withdrawn --void --by MEMBER --reason TEXT`"
                )),
            });
        }
        if !case.may_approve(&self.by, at) {
            let act = if case.awaits_correction() { Act::Revise } else { Act::Publish };
            let who = act.who(case.policy);
            let message = format!("`{}` may not approve a publication: the policy asks for {who}", self.by);
            return Err(Error::invalid(message));
        }
        let approvals = || case.incident.events.iter().filter(|e| e.is(BuiltIn::Approved));
        let covers = |e: &Event| e.covers().is_some() && case.approval_covers_content(e);
        // An approval of other content takes the place of those before.
        let last_other = approvals().filter(|e| !covers(e)).map(|e| e.at.value).max();
        let counts = |e: &&Event| covers(e) && last_other.is_none_or(|other| e.at.value >= other);
        if approvals().filter(counts).any(|e| e.by.iter().any(|by| by.value == *self.by)) && !gives_up_id {
            return Err(Error::invalid(format!("`{}` has already approved `{handle}`", self.by)));
        }
        let private = case.incident.report.disclosure.value == Disclosure::Private;
        if private && self.until.is_none() && case.embargo.until.is_none() {
            return Err(Error::invalid("no end of the embargo is recorded; say when it ends with --until"));
        }
        Ok(())
    }
}

fn refuse_errors(workspace: &Workspace, errors: Vec<Finding>) -> Result<(), Error> {
    if errors.is_empty() {
        return Ok(());
    }
    Err(Error::refused(errors, workspace.tree(), NOT_PUBLISHED))
}

/// The announcements of release day.
#[derive(Debug, Default)]
pub struct ReleaseDay {
    /// The drafts.
    pub drafts: Vec<Draft>,
    /// Why other drafts could not be made.
    pub findings: Vec<Finding>,
}

impl ReleaseDay {
    /// Writes the drafts below a folder beside the workspace, and returns where each is.
    ///
    /// # Errors
    /// Those of [`Workspace::write_private`].
    pub fn write(&self, workspace: &Workspace, out: impl AsRef<Path>) -> Result<Vec<PathBuf>, Error> {
        let write = |draft: &Draft| {
            let path = out.as_ref().join(&draft.path);
            workspace.write_private(&path, &draft.bytes)?;
            Ok(path)
        };
        self.drafts.iter().map(write).collect()
    }
}

impl EditedIncident {
    /// Returns the drafts of every open step with recipients, as of the end of the embargo. Some
    /// may have to wait for an earlier step before they are sent.
    ///
    /// # Errors
    /// When the incident's files can't be read any more.
    pub fn release_day(&self) -> Result<ReleaseDay, Error> {
        let now = self.workspace().now();
        let case = self.case()?;
        let release = case.embargo.until.map_or(now, |until| until.max(now));
        let case = Case::new(self.workspace().portfolio(), self.incident()?, release);
        let mut day = ReleaseDay::default();
        for status in case.steps.iter().filter(|s| s.standing.is_open() && !s.step.to.is_empty()) {
            match announce::drafts(&case, status) {
                Ok(drafts) => day.drafts.extend(drafts),
                Err(missing) => day.findings.extend(missing),
            }
        }
        Ok(day)
    }
}
