//! What `record` asks of events that move the end of an embargo.

use super::{Record, RecordEntry, common};
use crate::app::edit;
use crate::app::edited::FileEdit;
use crate::app::error::Error;
use crate::app::workspace::Workspace;
use crate::case::{CONTINUE, Case};
use crate::event::BuiltIn;
use crate::incident::{Details, Incident};
use crate::key;
use crate::time::Instant;

impl Record {
    /// Returns the details, if this records such an event.
    fn details_of(&self, built_in: BuiltIn) -> Option<&Details> {
        match &self.entry {
            RecordEntry::Event { event, details, .. } if BuiltIn::named(event.as_str()) == Some(built_in) => {
                Some(details)
            }
            _ => None,
        }
    }

    /// Returns `incident.toml` with the new end that a decision on a broken embargo sets, if this
    /// is one. A decision that gives up the plan has to say when the embargo ends now: otherwise
    /// the old end would still count.
    ///
    /// # Errors
    /// When such a decision names no end, and the old one has not passed.
    pub(super) fn with_new_end(&self, case: &Case<'_>, text: String, at: Instant) -> Result<String, Error> {
        let Some(details) = self.details_of(BuiltIn::BreakDecided) else { return Ok(text) };
        match (&details.until, &details.choice) {
            (Some(until), _) => {
                let mut entries =
                    vec![(key::AT, edit::instant(at)?), (key::EVENT, edit::text(BuiltIn::EmbargoMoved.name()))];
                common(self, &mut entries);
                entries.push((key::UNTIL, edit::instant(until.value)?));
                Ok(edit::record(&text, key::EVENT, &entries))
            }
            (None, Some(choice)) if choice.value != *CONTINUE && is_later(case.embargo.until, at) => {
                let until = case.embargo.until.unwrap_or(at);
                Err(Error::Invalid {
                    message: format!(
                        "`{}` changes the plan, but the embargo would still end on {}",
                        choice.value,
                        until.spoken()
                    ),
                    help: Some("give the new end with --until; the same command records `embargo-moved`".to_owned()),
                })
            }
            _ => Ok(text),
        }
    }

    /// Requires that an event that moves a date does move it.
    ///
    /// # Errors
    /// When the date is after it as it was before.
    pub(super) fn require_a_move(
        &self,
        before: &Workspace,
        edit: &FileEdit,
        incident: &Incident,
        at: Instant,
    ) -> Result<(), Error> {
        let moves = [BuiltIn::EmbargoMoved, BuiltIn::ReleaseMoved, BuiltIn::UpstreamMoved];
        let moved = moves.into_iter().find_map(|moves| Some((moves, self.details_of(moves)?)));
        let Some((moves, details)) = moved else { return Ok(()) };
        let after = &before.with_edits(&[(&edit.file, &edit.after)])?;
        let now = before.now().max(at);
        let date = |workspace: &Workspace| -> Result<Option<Instant>, Error> {
            let incident = workspace.incident(incident.folder.as_str())?;
            Ok(match moves {
                BuiltIn::ReleaseMoved => incident.planned_release(now).map(|date| date.value),
                BuiltIn::UpstreamMoved => incident.upstream_public(now).map(|date| date.value),
                _ => Case::new(workspace.portfolio(), incident, now).embargo.until,
            })
        };
        let (was, is) = (date(before)?, date(after)?);
        let what = match moves {
            BuiltIn::ReleaseMoved => "the release is planned for",
            BuiltIn::UpstreamMoved => "the upstream project is public on",
            _ => "the embargo ends on",
        };
        match (was, &details.until) {
            (Some(was), Some(asked)) if Some(was) == is => Err(Error::Invalid {
                message: if asked.value == was {
                    format!("{what} {} already", was.spoken())
                } else if moves == BuiltIn::EmbargoMoved {
                    format!("this has no effect: an end that was agreed later counts, {}", was.spoken())
                } else {
                    format!("this has no effect: a later move counts, to {}", was.spoken())
                },
                help: Some("to move it now, leave out --at".to_owned()).filter(|_| asked.value != was),
            }),
            _ => Ok(()),
        }
    }
}

fn is_later(end: Option<Instant>, at: Instant) -> bool {
    end.is_some_and(|end| end > at)
}
