//! `publish INCIDENT`: the gates, the public ID, the approval.

use std::path::Path;

use crate::app::{Approval, Approved, EditedIncident};
use crate::case::{Case, Withheld};
use crate::cli::edits::{Edits, show, tell_of_moves};
use crate::cli::{Context, Outcome, Usage, place};
use crate::json::{self, JsonError};
use crate::names::PublicId;
use crate::report::{Format, LogText, Show, ShownFindings, ShownPreview, Style};

/// The approval of one incident's publication.
pub(super) struct Approve<'a> {
    pub(super) approval: Approval,
    pub(super) out: Option<&'a Path>,
    pub(super) edits: &'a Edits,
    /// Whether not to ask.
    pub(super) is_sure: bool,
}

impl Approve<'_> {
    pub(super) fn run(&self, context: &mut Context) -> Outcome {
        context.require_work_tree()?;
        self.out.iter().try_for_each(|out| place::require_private(&context.global.dir, out))?;
        let workspace = self.edits.open(context)?;
        let rehearsed = Approval { dry_run: true, ..self.approval.clone() };
        let Approved { despite, tree, preview, .. } = workspace.approve(&rehearsed)?;
        context.terminal.note(&ShownPreview { incident: &self.approval.incident, preview: &preview });
        if !despite.is_empty() {
            context.terminal.aside(&ShownFindings::new(&despite, &tree))?;
            context.terminal.aside(&Despite)?;
        }
        if !self.approval.dry_run && !self.is_sure && !context.terminal.confirm("Approve this publication?")? {
            return Err(Usage::new("not approved, and nothing was written").into());
        }
        let Approved { id, after, .. } = workspace.approve(&self.approval)?;
        let Some(after) = after else {
            context.terminal.show(&Rehearsed(&id))?;
            return Ok(());
        };
        show(context, Now { id: &id, case: &after.case()? }, &after)?;
        if preview.moved.is_some() {
            tell_of_moves(context, &after)?;
        }
        self.out.map_or(Ok(()), |out| drafts(context, &after, out))
    }
}

/// Writes the announcement drafts of release day.
fn drafts(context: &mut Context, after: &EditedIncident, out: &Path) -> Outcome {
    let day = after.release_day()?;
    day.write(after.workspace(), out)?;
    for draft in &day.drafts {
        context.terminal.aside(&LogText::new().draft(out, draft))?;
    }
    if !day.findings.is_empty() {
        context.terminal.aside(&ShownFindings::new(&day.findings, after.workspace().tree()))?;
    }
    Ok(())
}

/// What the findings about how the incident was handled mean for the publication.
struct Despite;

impl Show for Despite {
    fn team(&self, style: Style) -> Result<String, JsonError> {
        Ok(self.log(style)?.into_string())
    }

    fn log(&self, _: Style) -> Result<LogText, JsonError> {
        Ok(LogText::new().words("none of this prevents the publication; the approval records it"))
    }
}

/// The result of a dry run: the id that the advisory would get.
struct Rehearsed<'a>(&'a PublicId);

impl Show for Rehearsed<'_> {
    fn team(&self, style: Style) -> Result<String, JsonError> {
        match style.format {
            Format::Json => json::pretty(&serde_json::json!({ "schema": 1, "dry_run": true, "id": self.0.as_str() })),
            _ => Ok(format!("all checks passed; it would become public as {}", self.0)),
        }
    }

    fn log(&self, _: Style) -> Result<LogText, JsonError> {
        Ok(LogText::new().words("all checks passed; it would be published"))
    }
}

/// The state after the approval. A public log does not get the id, which is not public before the
/// advisory is.
struct Now<'a> {
    id: &'a PublicId,
    case: &'a Case<'a>,
}

impl Now<'_> {
    fn state(&self) -> LogText {
        let text = LogText::new().handle(&self.case.incident.handle).words(": ");
        match self.case.publication {
            Ok(since) => text.words("public since ").instant(since).words("; the next build shows it"),
            Err(Withheld::Embargoed) => match self.case.opens() {
                Some(until) => text.words("public at ").instant(until).words(", by the first build after that"),
                None => text.withheld(Withheld::Embargoed),
            },
            Err(Withheld::Unapproved) => text.words("approved, but the policy asks for more approvals"),
            Err(reason) => text.words("approved; ").withheld(reason),
        }
    }
}

impl Show for Now<'_> {
    fn team(&self, _: Style) -> Result<String, JsonError> {
        Ok(format!("{}  {}", self.id, self.state().into_string()))
    }

    fn log(&self, _: Style) -> Result<LogText, JsonError> {
        Ok(self.state())
    }
}
