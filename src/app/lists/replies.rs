//! Answers requests to join a list: declines one, and records that the reply was sent.

use super::EditedLists;
use crate::app::edit;
use crate::app::error::Error;
use crate::app::workspace::Workspace;
use crate::key;
use crate::names::Name;
use crate::time::Instant;

impl Workspace {
    /// Declines a request to join a list.
    ///
    /// # Errors
    /// When the workspace is a revision, when there is no such request, when it was decided
    /// already, when the file would have errors that it did not have, or when it can't be written.
    pub fn decline_request(&self, request: &Name, by: &[String], reason: &str) -> Result<EditedLists, Error> {
        let (nth, found) = self.request(request)?;
        if found.decision.is_some() {
            return Err(Error::Invalid {
                message: format!("`{request}` was decided already"),
                help: Some(format!(
                    "correct the decision: `advisory correct distributors {request} --set accepted=false --by MEMBER \
                     --reason TEXT`"
                )),
            });
        }
        let decision = edit::inline(&[
            (key::ACCEPTED, edit::typed("false")),
            (key::AT, edit::instant(self.now())?),
            (key::BY, edit::names(by)),
            (key::REASON, edit::text(reason)),
        ]);
        self.edit_lists(|text| Ok(edit::set_in(text, key::REQUEST, nth, key::DECISION, decision)?))
    }

    /// Records that the reply to a request was sent, at this instant or now. Until more is decided,
    /// no reply is drafted.
    ///
    /// # Errors
    /// When the workspace is a revision, when there is no such request, when the reply to what was
    /// decided was sent already, when the instant is before the request or in the future, or when
    /// the file would have errors that it did not have, or can't be written.
    pub fn reply_sent(&self, request: &Name, at: Option<Instant>) -> Result<EditedLists, Error> {
        let at = at.unwrap_or(self.now());
        let (nth, found) = self.request(request)?;
        if found.is_replied(self.now()) {
            return Err(Error::invalid(format!("the reply to `{request}` was sent already")));
        }
        if at > self.now() || at < found.received.value {
            return Err(Error::invalid(format!(
                "{} is not between the request, {}, and now",
                at.spoken(),
                found.received.value.spoken()
            )));
        }
        self.edit_lists(|text| Ok(edit::set_in(text, key::REQUEST, nth, key::SENT, edit::instant(at)?)?))
    }
}
