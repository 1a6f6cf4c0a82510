//! Announcement drafts of an incident.

use super::error::{Error, UnknownStep};
use super::workspace::Workspace;
use crate::announce::{self, Draft};
use crate::case::{Case, Standing, StepStatus};
use crate::event::BuiltIn;
use crate::finding::{Finding, did_you_mean, has_errors};

/// The drafts of an incident, and why others can't be made.
#[derive(Clone, Debug, Default)]
pub struct Drafts {
    /// The drafts.
    pub drafts: Vec<Draft>,
    /// The drafts of the step that were sent already, made once more: each replies to what its
    /// recipients got, and has a Message-ID of its own.
    pub again: Vec<Draft>,
    /// The facts that are missing for others.
    pub findings: Vec<Finding>,
}

impl Drafts {
    /// Returns whether a draft was to be made and none could be.
    #[must_use]
    pub fn failed(&self) -> bool {
        self.drafts.is_empty() && self.again.is_empty() && has_errors(&self.findings)
    }
}

impl Workspace {
    /// Drafts the announcements of an incident that are due, or those of one step, due or not. What
    /// was [sent](Self::sent) is not due any more.
    ///
    /// ```
    /// use advisory::Workspace;
    ///
    /// let workspace = Workspace::open(".", "2026-03-04T09:00:00Z".parse()?)?;
    /// for draft in workspace.drafts("amber-heron", Some("notice"))?.drafts {
    ///     println!("{}: {}", draft.path, draft.subject);
    /// }
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    ///
    /// # Errors
    /// When there is no such incident, when the policy has no such step, or when the step has
    /// nothing to tell because the advisory was withdrawn.
    pub fn drafts(&self, incident: &str, step: Option<&str>) -> Result<Drafts, Error> {
        let case = self.case(self.incident(incident)?);
        let Some(named) = step else {
            let (drafts, findings) = announce::due(&case);
            return Ok(Drafts { drafts, again: Vec::new(), findings });
        };
        let status = case.step(named).ok_or_else(|| unknown(&case, named))?;
        if let Some(withdrawn) = case.withdrawn().filter(|_| !announce::has_news(&case, status)) {
            return Err(Error::Invalid {
                message: format!(
                    "the advisory was withdrawn on {}, so `{named}` would announce something that is no longer true",
                    withdrawn.at.value.spoken()
                ),
                help: Some("leave out the step to get the drafts about the withdrawal".to_owned()),
            });
        }
        require_timely(&case, status)?;
        Ok(match announce::drafts(&case, status) {
            Ok(drafts) => {
                let (again, drafts) = drafts.into_iter().partition(|draft| draft.sent.is_some());
                Drafts { drafts, again, findings: announce::gaps(&case, status) }
            }
            Err(findings) => Drafts { findings, ..Drafts::default() },
        })
    }
}

/// Requires of a step that is still to be done that there is something true to tell.
///
/// # Errors
/// When it tells nobody, when it is too late for it, or when the report was rejected.
fn require_timely(case: &Case<'_>, status: &StepStatus<'_>) -> Result<(), Error> {
    let (step, id) = (status.step, &status.step.element.id.value);
    let invalid = |message: String, help: &str| Error::Invalid { message, help: Some(help.to_owned()) };
    if step.to.is_empty() {
        return Err(invalid(
            format!("`{id}` tells nobody, so it has no draft"),
            "leave out the step to get what is due",
        ));
    }
    if status.done.is_some() || announce::has_news(case, status) {
        return Ok(());
    }
    if let Standing::Skipped(decision) = &status.standing {
        let by: Vec<String> = decision.by.iter().map(|by| format!("`{}`", by.value)).collect();
        return Err(invalid(
            format!("it was decided to skip `{id}`, by {}", by.join(", ")),
            &format!(
                "if it was decided again: `advisory record {} decision --step {id} --take --by MEMBER`",
                case.incident.handle
            ),
        ));
    }
    if announce::is_missed(case, step) {
        let is_released = case.happened(BuiltIn::Released).is_some();
        let what = if is_released && step.is_done_by(BuiltIn::NoticePublished) {
            "the release is out"
        } else {
            "the advisory is public"
        };
        let message = format!("{what}, so it is too late for `{id}`");
        return Err(invalid(message, "leave out the step to get what is due"));
    }
    match case.rejected().filter(|_| case.public_since().is_none() && !step.is_done_by(BuiltIn::Acknowledged)) {
        Some(rejected) => Err(invalid(
            format!(
                "the report was rejected on {}, so `{id}` would tell something that is not true",
                rejected.at.value.spoken()
            ),
            "leave out the step to get the drafts for those who were told that a release comes",
        )),
        None => Ok(()),
    }
}

/// Returns the error for a step that the policy does not have.
pub(super) fn unknown(case: &Case<'_>, named: &str) -> UnknownStep {
    let telling = || case.steps.iter().filter(|s| !s.step.to.is_empty()).map(|s| s.step.element.id.as_str());
    let near = did_you_mean(named, telling()).map(|near| near.to_string());
    UnknownStep { named: named.to_owned(), near, steps: telling().map(str::to_owned).collect() }
}
