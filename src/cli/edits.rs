//! What the commands that edit an incident have in common: they refuse to add errors, unless told
//! otherwise.

use clap::Args;

use super::{Context, Outcome, Stop, Usage};
use crate::app::{EditedIncident, EditedLists, Workspace};
use crate::event::BuiltIn;
use crate::finding::Finding;
use crate::report::{LogText, NotedEdit, Show, ShownEdit, ShownFindings, ShownListEdit, TeamOnly};
use crate::source::Tree;

/// The options of every command that edits an incident.
#[derive(Debug, Args)]
pub(super) struct Edits {
    /// Write the change even if `check` would report new errors, and print them to stderr
    #[arg(long)]
    anyway: bool,
}

impl Edits {
    /// Opens the files to edit.
    pub(super) fn open(&self, context: &mut Context) -> Result<Workspace, Stop> {
        context.require_work_tree()?;
        Ok(self.opened(context.open_sound()?))
    }

    /// Opens the files of one incident to edit, without those of other incidents.
    pub(super) fn open_incident(&self, context: &mut Context, named: &str) -> Result<Workspace, Stop> {
        context.require_work_tree()?;
        Ok(self.opened(context.open_incident(named)?.require_sound()?))
    }

    fn opened(&self, workspace: Workspace) -> Workspace {
        if self.anyway { workspace.accepting_errors() } else { workspace }
    }
}

/// Prints what an edit of an incident did, the lines that changed, three lines on the incident, and
/// the warnings and errors that the edit added.
pub(super) fn show(context: &mut Context, did: impl Show, edited: &EditedIncident) -> Outcome {
    let case = edited.case()?;
    context.terminal.show(&ShownEdit { did, edits: edited.edits(), case: &case })?;
    tell(context, edited.accepted(), edited.warned(), edited.workspace().tree());
    Ok(())
}

/// Notes on stderr what [`show`] prints, where the result of the command is something else.
pub(super) fn note(context: &mut Context, did: impl Show, edited: &EditedIncident) -> Outcome {
    let case = edited.case()?;
    context.terminal.note(&NotedEdit(ShownEdit { did, edits: edited.edits(), case: &case }));
    tell(context, edited.accepted(), edited.warned(), edited.workspace().tree());
    Ok(())
}

/// Notes the command that drafts what to say to those who were told a date that has moved.
pub(super) fn tell_of_moves(context: &mut Context, edited: &EditedIncident) -> Outcome {
    if !edited.to_tell_again()?.is_empty() {
        let text = LogText::new().words("others were told the old date; to tell them the new one:\n");
        context.terminal.note(&text.words("  advisory draft ").handle(&edited.incident()?.handle));
    }
    Ok(())
}

/// Notes what follows from an event: whom to answer, and which duties of its step to acknowledge.
pub(super) fn tell_what_follows(context: &mut Context, edited: &EditedIncident, event: &str) -> Outcome {
    let case = edited.case()?;
    let handle = &case.incident.handle;
    let decides = [BuiltIn::Accepted, BuiltIn::Rejected].into_iter().any(|decision| event == decision.name());
    if decides && edited.to_answer()? {
        let text = LogText::new().words("the reporter does not know that yet; to tell them:\n");
        context.terminal.note(&text.words("  advisory draft ").handle(handle));
    }
    let closes = event == BuiltIn::Closed.name();
    for status in case.steps.iter().filter(|status| closes || status.step.event.as_str() == event) {
        for duty in &status.unattested {
            let text = LogText::new().words("the policy asks somebody to confirm, once it is true: ").duty_text(duty);
            let text = text.words("\n  advisory record ").handle(handle).words(" attested --attestation ");
            context.terminal.note(&text.duty(duty).words(" --by MEMBER"));
        }
    }
    Ok(())
}

/// Notes the command that drafts what to say to those who were told of an advisory that changed.
pub(super) fn tell_of_news(context: &mut Context, edited: &EditedIncident) -> Outcome {
    if edited.has_news()? {
        let text = LogText::new().words("others were told of the advisory before; to tell them of the change:\n");
        context.terminal.note(&text.words("  advisory draft ").handle(&edited.incident()?.handle));
    }
    Ok(())
}

/// Notes the command that writes the records which reject CVE IDs that an advisory gives up.
pub(super) fn tell_of_rejections(context: &mut Context, edited: &EditedIncident, ids: &[&str]) -> Outcome {
    if !ids.is_empty() {
        let ids = ids.join(", ");
        context.terminal.note(&TeamOnly(|_| Ok(format!("to be rejected as well: {ids}"))));
        let text = LogText::new().words("to write the record that rejects each CVE ID:\n");
        context.terminal.note(&text.words("  advisory cve ").handle(&edited.incident()?.handle));
    }
    Ok(())
}

/// Prints the same of an edit of the early-disclosure lists.
pub(super) fn show_lists(context: &mut Context, did: String, edited: &EditedLists) -> Outcome {
    context.terminal.show(&ShownListEdit { did, edited })?;
    tell(context, edited.accepted(), edited.warned(), edited.workspace().tree());
    Ok(())
}

/// Notes the warnings and errors that an edit added.
fn tell(context: &mut Context, accepted: &[Finding], warned: &[Finding], tree: &Tree) {
    if !warned.is_empty() {
        context.terminal.note_rendered(&ShownFindings::new(warned, tree));
    }
    if accepted.is_empty() {
        return;
    }
    context.terminal.note_rendered(&ShownFindings::new(accepted, tree));
    context.terminal.note(&LogText::new().words("written anyway, with these errors"));
}

/// Splits assignments of the form KEY=VALUE.
pub(super) fn assignments(set: &[String]) -> Result<Vec<(String, String)>, Usage> {
    let split = |assignment: &String| {
        let (key, value) = assignment
            .split_once('=')
            .ok_or_else(|| Usage::new(format!("`{assignment}` is not of the form KEY=VALUE")))?;
        Ok((key.trim().to_owned(), value.trim().to_owned()))
    };
    let assigned: Vec<(String, String)> = set.iter().map(split).collect::<Result<_, _>>()?;
    for (nth, (key, value)) in assigned.iter().enumerate() {
        if let Some((_, first)) = assigned.iter().take(nth).find(|(before, _)| before == key) {
            let (key, first, value) = (key.escape_debug(), first.escape_debug(), value.escape_debug());
            return Err(Usage::new(format!(
                "`{key}` is set twice; for a list, write --set '{key}=[\"{first}\", \"{value}\"]'"
            )));
        }
    }
    Ok(assigned)
}
