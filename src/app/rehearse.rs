//! Shows what becomes public when the embargo of an incident ends.
//!
//! A rehearsal runs the real build three times: now, and at the embargo's end with this incident
//! held back and with it approved. The second build separates this incident's changes from those
//! that would happen anyway.

use super::approved::{self, ContentApproval};
use super::error::Error;
use super::workspace::Workspace;
use crate::build;
use crate::case::Case;
use crate::finding::{Finding, has_errors, sort_and_dedup};
use crate::incident::Incident;
use crate::names::{Handle, PublicId};
use crate::plan::Plan;
use crate::rules;
use crate::source::Tree;
use crate::time::Instant;

mod all;
mod difference;
mod messages;
mod scenario;

pub use all::Rehearsals;
pub use difference::{Change, ChangeKind, ChangeReason};
pub use messages::{Message, Messages, Undrafted};
pub use scenario::Occasion;
pub(super) use scenario::Scenario;

/// What a rehearsal found.
#[derive(Clone, Debug)]
pub struct Rehearsal {
    /// The incident's handle.
    pub handle: Handle,
    /// The public ID that the incident will have.
    pub id: Option<PublicId>,
    /// The title of its advisory, if it has one.
    pub title: Option<String>,
    /// The instant of the rehearsal.
    pub now: Instant,
    /// When the incident becomes public.
    pub release: Instant,
    /// Why it becomes public then.
    pub occasion: Occasion,
    /// Why it would not be public then.
    pub obstacle: Option<String>,
    /// Whether it becomes public then without another approval.
    pub is_approved: bool,
    /// The approvals of its content, and whether they cover the present one.
    pub approvals: Vec<ContentApproval>,
    /// The messages, with their recipients.
    pub messages: Messages,
    /// The findings that prevent the release or a message, sorted.
    pub findings: Vec<Finding>,
    /// The files after the approval; the findings point into them.
    pub tree: Tree,
    trees: Option<Trees>,
}

impl Rehearsal {
    /// Returns whether the site can be built then.
    #[must_use]
    pub fn is_built(&self) -> bool {
        self.trees.is_some()
    }

    /// Returns the files of the site that change, sorted by path.
    #[must_use]
    pub fn changes(&self) -> Vec<Change<'_>> {
        self.trees.as_ref().map(|trees| difference::between(&trees.now, &trees.held, &trees.then)).unwrap_or_default()
    }

    /// Returns the site once the incident is public, if it can be built.
    fn site(&self) -> Option<&Plan> {
        self.trees.as_ref().map(|trees| &trees.then)
    }

    /// Returns whether nothing stops the release.
    #[must_use]
    pub fn is_clear(&self) -> bool {
        self.obstacle.is_none() && !has_errors(&self.findings)
    }
}

/// The public trees.
#[derive(Clone, Debug)]
struct Trees {
    /// Today or, where several publications are rehearsed, after the one before.
    now: Plan,
    /// With the incident held back.
    held: Plan,
    then: Plan,
}

impl Trees {
    /// Builds the trees.
    ///
    /// # Errors
    /// The findings that prevent the build at the release.
    fn build(workspace: &Workspace, now: Plan, scenario: &Scenario, incident: &Incident) -> Result<Self, Vec<Finding>> {
        let opened = &scenario.opened;
        let then = build::public(opened.portfolio().clone(), opened.findings().to_vec(), scenario.release);
        let is_own = |f: &Finding| f.primary.location.file.incident_folder() == Some(incident.folder.as_str());
        let own: Vec<Finding> = then.left_out.into_iter().filter(is_own).collect();
        let Some(then) = then.site.filter(|_| own.is_empty()) else {
            return Err(then.findings.into_iter().chain(own).collect());
        };
        let held = scenario::held(workspace.portfolio(), incident);
        let held = build::public(held, workspace.findings().to_vec(), scenario.release);
        Ok(Self { held: held.site.unwrap_or_else(|| now.clone()), now, then })
    }
}

impl Workspace {
    /// Rehearses the publication of an incident: approves it in memory, as `publish` would do it,
    /// and builds the site as of the end of its embargo, or as of `asked` instead. Nothing is
    /// written.
    ///
    /// ```
    /// use advisory::app::Workspace;
    ///
    /// let workspace = Workspace::open(".", "2026-03-04T09:00:00Z".parse()?)?;
    /// let rehearsal = workspace.rehearse("amber-heron", None)?;
    /// for change in rehearsal.changes() {
    ///     println!("{} {}", change.kind.mark(), change.path);
    /// }
    /// # assert!(rehearsal.is_built());
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    ///
    /// # Errors
    /// When there is no such incident, when it is public already, when `asked` lies in the past, or
    /// when the site can't be built as it is today, so that there is nothing to compare with.
    pub fn rehearse(&self, incident: &str, asked: Option<Instant>) -> Result<Rehearsal, Error> {
        let incident = self.incident(incident)?;
        let present = self.case(incident);
        require_unpublished(&present, asked)?;
        Ok(self.rehearsed(&self.site_today()?, incident, &present, asked)?.0)
    }

    /// Returns the site as it is today.
    fn site_today(&self) -> Result<Plan, Error> {
        let today = build::public(self.portfolio().clone(), self.findings().to_vec(), self.now());
        let message = "there is nothing to compare with: today's site can't be built";
        today.site.ok_or_else(|| Error::refused(today.findings, self.tree(), message))
    }

    /// Rehearses the publication of an incident that is not public; `site` is that of today, or the
    /// one after the publication before. Returns also the workspace in which it is approved.
    fn rehearsed(
        &self,
        site: &Plan,
        incident: &Incident,
        present: &Case<'_>,
        asked: Option<Instant>,
    ) -> Result<(Rehearsal, Workspace), Error> {
        let scenario = Scenario::new(self, present, asked)?;
        let errors = scenario.errors(self, incident);
        let shared = self.shared_id(present);
        let trees = Trees::build(self, site.clone(), &scenario, incident);
        let then = scenario.case(incident);
        let public = then.as_ref().filter(|case| case.publication.is_ok());
        let (messages, missing) = public.map(|case| messages::messages(present, case)).unwrap_or_default();
        let id = public.and_then(|case| Some(case.incident.document.as_ref()?.id.as_ref()?.value.clone()));
        let (trees, broken) = match trees {
            Ok(trees) => (Some(trees), Vec::new()),
            Err(broken) => (None, broken),
        };
        let stopped = match (errors.is_empty(), &trees) {
            (false, _) => Some("`publish` refuses it because of the errors below"),
            (true, None) => Some("the site can't be built at that time because of the errors below"),
            (true, Some(_)) if !shared.is_empty() => Some("another advisory has the same ID"),
            (true, Some(_)) => None,
        };
        let findings = errors.into_iter().chain(broken).chain(missing).chain(shared);
        let mut findings: Vec<Finding> = findings.collect();
        sort_and_dedup(&mut findings);
        let rehearsal = Rehearsal {
            handle: incident.handle.clone(),
            id,
            title: incident.document.as_ref().and_then(|d| Some(d.title.as_ref()?.value.clone())),
            now: self.now(),
            release: scenario.release,
            occasion: scenario.occasion,
            obstacle: scenario.obstacle.clone().or_else(|| stopped.map(str::to_owned)),
            is_approved: scenario.is_approved(incident),
            approvals: approved::approvals(self, present),
            messages,
            findings,
            tree: scenario.opened.tree().clone(),
            trees,
        };
        Ok((rehearsal, scenario.opened))
    }
}

impl Workspace {
    /// Returns the finding on an id that the incident shares with another one and has to give up.
    fn shared_id(&self, case: &Case<'_>) -> Vec<Finding> {
        if case.gives_up_id().is_none() {
            return Vec::new();
        }
        let file = case.incident.document.as_ref().map(|document| &document.file);
        let is_own = |finding: &Finding| {
            finding.rule == rules::DUPLICATE_PUBLIC_ID && Some(&finding.primary.location.file) == file
        };
        self.review(&self.cases()).into_iter().filter(is_own).collect()
    }
}

fn require_unpublished(present: &Case<'_>, asked: Option<Instant>) -> Result<(), Error> {
    if present.publication.is_ok() {
        return Err(Error::invalid(format!("`{}` is already public", present.incident.handle)));
    }
    match asked.filter(|at| *at < present.now) {
        Some(at) => Err(Error::Invalid {
            message: format!("{} is in the past", at.spoken()),
            help: Some("use --now to set another current time".to_owned()),
        }),
        None => Ok(()),
    }
}
