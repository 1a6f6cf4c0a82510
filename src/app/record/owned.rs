//! Events that commands of their own record, with what belongs to them.

use super::{Record, RecordEntry};
use crate::app::error::Error;
use crate::case::{Case, Past};
use crate::event::BuiltIn;
use crate::incident::EventKind;
use crate::key;

impl Record {
    /// Requires that no other command records this event.
    ///
    /// # Errors
    /// When one does: the event alone would have no effect, or a wrong one.
    pub(super) fn require_no_other_command(&self, case: &Case<'_>) -> Result<(), Error> {
        let RecordEntry::Event { event, details, .. } = &self.entry else { return Ok(()) };
        let incident = case.incident;
        let handle = &incident.handle;
        if BuiltIn::named(event.as_str()) == Some(BuiltIn::Approved) {
            require_revision(case)?;
        }
        let has_id = incident.document.as_ref().is_some_and(|document| document.id.is_some());
        let (does, command) = match BuiltIn::named(event.as_str()) {
            Some(BuiltIn::Sent) => {
                let step = details.draft.as_ref().map_or("STEP", |draft| draft.as_str());
                let channel = details.channel.as_ref().map_or("CHANNEL", |channel| channel.as_str());
                return Err(Error::Invalid {
                    message: format!("another command records `{event}`, and checks that the draft can be made"),
                    help: Some(format!("run `advisory sent {handle} {step} --to {channel} --by MEMBER`")),
                });
            }
            Some(BuiltIn::Renamed) => ("moves its folder", format!("advisory rename {handle} NEW --by MEMBER")),
            Some(BuiltIn::DocumentsChanged) if details.covers.is_none() => {
                ("writes their digest", "advisory documents".to_owned())
            }
            Some(BuiltIn::Approved) if details.covers.is_none() && !has_id => {
                ("assigns the public ID that belongs to it", format!("advisory publish {handle} --by MEMBER"))
            }
            _ => return Ok(()),
        };
        Err(Error::Invalid {
            message: format!("`{event}` alone has no effect: another command records it and {does}"),
            help: Some(format!("run `{command}`")),
        })
    }
}

impl Record {
    /// Requires that an event has a use for each detail that is given: the others would say
    /// nothing. An event of the policy can have a choice or an assessment.
    ///
    /// # Errors
    /// When it has none.
    pub(super) fn require_own_details(&self) -> Result<(), Error> {
        let RecordEntry::Event { event, details, .. } = &self.entry else { return Ok(()) };
        let built_in = BuiltIn::named(event.as_str());
        let (_, rest) = EventKind::new(event.clone(), details.as_ref().clone());
        let is_used = |key: &str| match built_in {
            // The new end becomes an event of its own.
            Some(BuiltIn::BreakDecided) => key == key::UNTIL,
            Some(_) => false,
            None => [key::CHOICE, key::ASSESSMENT].contains(&key),
        };
        let Some((key, _)) = rest.entries().find(|(key, _)| !is_used(key)) else { return Ok(()) };
        let has_it = |other: &&BuiltIn| {
            let Ok(name) = other.name().parse() else { return false };
            let (_, rest) = EventKind::new(name, details.as_ref().clone());
            !rest.entries().any(|(unused, _)| unused == key)
        };
        let events: Vec<String> =
            BuiltIn::ALL.iter().filter(has_it).map(|other| format!("`{}`", other.name())).collect();
        Err(Error::Invalid {
            message: format!("`{event}` has no `{key}`: it would have no effect"),
            help: Some(format!("leave it out; these events have it: {}", events.join(", "))),
        })
    }
}

/// Requires of an advisory that is public, and whose content changed, that a revision tells readers
/// so. An approval alone would move the date of its first publication.
///
/// # Errors
/// When it has no revision since the content that was approved last.
pub(in crate::app) fn require_revision(case: &Case<'_>) -> Result<(), Error> {
    if !case.lacks_revision() {
        return Ok(());
    }
    let handle = &case.incident.handle;
    let (is, otherwise) = match case.past {
        Past::Public => ("is", ""),
        Past::Unknown | Past::Private => ("is perhaps", "; if nobody saw the earlier content, add --anyway"),
    };
    Err(Error::Invalid {
        message: format!("`{handle}` {is} public, but no `[[revision]]` tells readers that its content changed"),
        help: Some(format!(
            "tell them what changed: `advisory revise {handle} --by MEMBER --text TEXT`, which records your approval \
             too{otherwise}"
        )),
    })
}
