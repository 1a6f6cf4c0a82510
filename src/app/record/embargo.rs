//! What `record` asks of events that move the end of an embargo.

use super::{Record, RecordEntry, common};
use crate::app::edit;
use crate::app::edited::FileEdit;
use crate::app::error::Error;
use crate::app::workspace::Workspace;
use crate::case::{Case, Past};
use crate::event::BuiltIn;
use crate::incident::{Details, Incident};
use crate::key;
use crate::policy::{CONTINUE, RELEASE_EARLY};
use crate::rules;
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

    /// Requires that a decision on a broken embargo follows a break.
    ///
    /// # Errors
    /// When nothing broke it.
    pub(super) fn require_broken(&self, case: &Case<'_>) -> Result<(), Error> {
        if self.details_of(BuiltIn::BreakDecided).is_none() || case.public_since().is_some() {
            return Ok(());
        }
        let handle = &case.incident.handle;
        if case.embargo.broken.is_none() {
            return Err(Error::Invalid {
                message: "nothing has broken the embargo, so there is nothing to decide".to_owned(),
                help: Some(format!(
                    "record the leak first: `advisory embargo {handle} break --leaked TEXT --to TEXT --by MEMBER`; to \
                     move the end without one: `advisory embargo {handle} move --until INSTANT --by MEMBER`"
                )),
            });
        }
        Ok(())
    }

    /// Requires of an event about an embargo that there is one: nothing is public, and its end is
    /// one that can be agreed on. `check` finds a choice that can't be made.
    ///
    /// # Errors
    /// When the case at the instant of the event has none.
    pub(super) fn require_embargo(&self, case: &Case<'_>) -> Result<(), Error> {
        let acts = [BuiltIn::EmbargoAgreed, BuiltIn::EmbargoMoved, BuiltIn::EmbargoBroken, BuiltIn::BreakDecided];
        if !acts.into_iter().any(|act| self.details_of(act).is_some()) {
            return Ok(());
        }
        require_unpublished(case)?;
        if let Some(list) = self.by.iter().find(|by| rules::has_no_members(case, by)) {
            return Err(Error::invalid(format!("nobody is on the list `{list}`, so it can't have agreed")));
        }
        let handle = &case.incident.handle;
        if let Some(until) = self.details_of(BuiltIn::EmbargoAgreed).and_then(|details| details.until.as_ref()) {
            require_no_other_end(case, until.value)?;
        }
        let Some(details) = self.details_of(BuiltIn::BreakDecided) else { return Ok(()) };
        if let Some(before) = case.embargo.decided {
            let choice = before.choice().map_or("", |choice| choice.as_str());
            return Err(Error::Invalid {
                message: format!("`{choice}` was decided already, on {}", before.at.value.spoken()),
                help: Some(format!(
                    "to take that back with the end that it set: `advisory correct {handle} break-decided --void --by \
                     MEMBER --reason TEXT`; then decide again"
                )),
            });
        }
        let Some(choice) = &details.choice else {
            return Err(Error::Invalid {
                message: "a decision on a broken embargo has a choice".to_owned(),
                help: Some(format!("add --choice: {}", case.policy.embargo.break_choices().join(", "))),
            });
        };
        let is_late = |until: &Instant| case.embargo.until.is_some_and(|end| *until >= end);
        if choice.value == *RELEASE_EARLY
            && let Some(until) = details.until.as_ref().map(|until| until.value).filter(is_late)
        {
            let end = case.embargo.until.unwrap_or(until).spoken();
            return Err(Error::Invalid {
                message: format!("`{RELEASE_EARLY}` ends the embargo earlier than agreed, which is on {end}"),
                help: Some(format!(
                    "give an earlier --until; to keep to the plan, decide `{CONTINUE}`; to end it later: `advisory embargo \
                     {handle} move --until INSTANT --by MEMBER`"
                )),
            });
        }
        if choice.value == *CONTINUE && details.until.is_some() {
            return Err(Error::Invalid {
                message: format!("`{CONTINUE}` keeps the plan, and so the end of the embargo"),
                help: Some(format!(
                    "leave out --until; to move the end as well: `advisory embargo {handle} move --until INSTANT --by \
                     MEMBER`"
                )),
            });
        }
        Ok(())
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

    /// Returns whether it moves the end of the embargo while two people set different ends, and
    /// neither replaces the other: then it settles which one counts.
    pub(super) fn settles(&self, before: &Workspace, incident: &Incident, at: Instant) -> bool {
        let case = before.case_at(incident, before.now().max(at));
        let mut ends = case.embargo.current.iter().filter_map(|event| event.embargo_end()).map(|end| end.value);
        let first = ends.next();
        self.details_of(BuiltIn::EmbargoMoved).is_some() && ends.any(|end| Some(end) != first)
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
        if self.details_of(BuiltIn::UpstreamPublic).is_some()
            && before.with_edits(&[(&edit.file, &edit.after)])?.incident(incident.folder.as_str())?.upstream.is_none()
        {
            return Err(waits_for_nobody());
        }
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
        let published = after.incident(incident.folder.as_str())?.first(BuiltIn::UpstreamPublic);
        if let Some(published) = published.filter(|event| moves == BuiltIn::UpstreamMoved && event.at.value <= now) {
            let at = published.at.value.spoken();
            return Err(Error::Invalid {
                message: format!("this has no effect: the upstream project published on {at}"),
                help: Some("if that is wrong, correct `upstream-public`".to_owned()),
            });
        }
        let what = match moves {
            BuiltIn::ReleaseMoved => "the release is planned for",
            BuiltIn::UpstreamMoved => "the upstream project is public on",
            _ => "the embargo ends on",
        };
        match (was, &details.until) {
            (Some(_), Some(_)) if self.settles(before, incident, at) => Ok(()),
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
            (None, _) if moves == BuiltIn::ReleaseMoved => Err(Error::Invalid {
                message: "no release date is planned, so none can move".to_owned(),
                help: Some("plan one with `--set notice.release-date=INSTANT` of another record".to_owned()),
            }),
            (None, _) if moves == BuiltIn::UpstreamMoved && incident.upstream.is_none() => Err(waits_for_nobody()),
            _ => Ok(()),
        }
    }
}

/// Returns the error for an event of an upstream project that the incident does not name.
fn waits_for_nobody() -> Error {
    Error::Invalid {
        message: "this incident waits for no upstream project".to_owned(),
        help: Some("name it with `--set upstream.project=NAME` of another record".to_owned()),
    }
}

/// Requires that the advisory is not public: its embargo would be over.
///
/// # Errors
/// When it is public.
pub(in crate::app) fn require_unpublished(case: &Case<'_>) -> Result<(), Error> {
    let Some(public) = case.public_since() else { return Ok(()) };
    let public = public.spoken();
    let message = match (case.publication, case.past) {
        (Ok(_), _) => format!("the advisory has been public since {public}, and its embargo is over"),
        (Err(_), Past::Public) => format!(
            "the advisory has been public since {public}, and its embargo is over; its edits wait for an approval"
        ),
        (Err(_), Past::Unknown | Past::Private) => format!(
            "the advisory was to be public since {public}, and no commit shows whether its content changed before"
        ),
    };
    Err(Error::Invalid { message, help: Some("if it happened before, say when with --at".to_owned()) })
}

/// Requires that no other end of the embargo is agreed: another end is a move.
///
/// # Errors
/// When another end is agreed.
pub(in crate::app) fn require_no_other_end(case: &Case<'_>, until: Instant) -> Result<(), Error> {
    let Some(before) = case.embargo.until.filter(|before| *before != until) else { return Ok(()) };
    let handle = &case.incident.handle;
    Err(Error::Invalid {
        message: format!("an end of the embargo is already agreed: {}", before.spoken()),
        help: Some(format!(
            "move it with `advisory embargo {handle} move --until INSTANT --by MEMBER` or, if it was mistyped, \
             `advisory correct {handle} embargo-agreed --set until={until} --by MEMBER --reason TEXT`"
        )),
    })
}

fn is_later(end: Option<Instant>, at: Instant) -> bool {
    end.is_some_and(|end| end > at)
}
