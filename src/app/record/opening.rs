//! Refuses a record that brings the publication forward by somebody who may not.

use super::Record;
use crate::app::error::Error;
use crate::app::workspace::Workspace;
use crate::case::Act;
use crate::change::{Change, earlier_opening};
use crate::incident::Incident;
use crate::time::Instant;

impl Record {
    /// Requires the right to end the embargo of whoever opens the gate earlier: the keys that a
    /// record sets have no name beside them. An earlier date of the upstream project that the
    /// publication waits for, or none, takes an event of its own.
    ///
    /// # Errors
    /// When nobody whom the record names has it, or when the date of the upstream project is set.
    pub(super) fn require_right_to_open(
        &self,
        before: &Workspace,
        after: &Workspace,
        incident: &Incident,
        at: Instant,
    ) -> Result<(), Error> {
        let case = before.case_at(incident, at);
        let edited = after.incident(incident.folder.as_str())?;
        if brings_upstream_forward(incident, edited) {
            let handle = &incident.handle;
            return Err(Error::Invalid {
                message: "this would change the date of the upstream project without a record of it".to_owned(),
                help: Some(format!("`advisory record {handle} upstream-moved --until INSTANT --by MEMBER`")),
            });
        }
        if self.by.iter().any(|by| case.may_as_named(by, Act::MoveEmbargo, at)) {
            return Ok(());
        }
        let change = Change::new(before.portfolio(), after.portfolio(), before.now());
        let kept = change.kept.iter().find(|kept| kept.is.case.incident.folder == incident.folder);
        let opening = kept.and_then(|kept| earlier_opening(&change, kept));
        let Some(cause) = opening.as_ref().and_then(|opening| opening.causes.first()) else { return Ok(()) };
        let what = format!("{} would make the advisory public earlier", cause.what);
        let who = Act::MoveEmbargo.who(case.policy);
        Err(Error::Invalid {
            message: format!("{what}, but only {who} may do that"),
            help: Some("name them with --by".to_owned()),
        })
    }
}

/// Returns whether the first date of the upstream project is an earlier one after an edit, or gone.
fn brings_upstream_forward(before: &Incident, after: &Incident) -> bool {
    let date = |incident: &Incident| Some(incident.upstream.as_ref()?.public.as_ref()?.value);
    date(before).is_some_and(|was| date(after).is_none_or(|is| is < was))
}
