//! Records that drafts were sent.

use super::draft::unknown;
use super::edit::{self, Value};
use super::edited::EditedIncident;
use super::error::Error;
use super::workspace::Workspace;
use crate::announce::{self, Draft};
use crate::case::{Blocker, Case, Standing, StepStatus};
use crate::event::BuiltIn;
use crate::key;
use crate::names::{MessageId, Name};
use crate::time::Instant;

/// A draft that was sent.
#[derive(Clone, Debug)]
pub struct Sent {
    /// The incident: its handle, folder or public ID.
    pub incident: String,
    /// The step that the draft announces.
    pub draft: Name,
    /// The channel that it went to; `None`: the only one of the step.
    pub channel: Option<Name>,
    /// The list member that it went to; `None`: all of the channel.
    pub member: Option<Name>,
    /// When it was sent; `None`: at the instant of the workspace.
    pub at: Option<Instant>,
    /// Its Message-ID; `None`: that of the draft, if the draft is a mail that can be made.
    pub message_id: Option<MessageId>,
    /// A link to it, such as the issue or the archived mail.
    pub link: Option<String>,
    /// Who sent it.
    pub by: Vec<String>,
    /// Whether it may have been sent before.
    pub again: bool,
}

/// An incident in which a draft was recorded as sent, and what its step still waits for.
#[derive(Debug)]
pub struct SentDraft {
    /// The incident after the edit.
    pub after: EditedIncident,
    /// The channels to which the step's draft was not sent yet.
    pub unsent: Vec<Name>,
    /// The event that says that the step is done, if it is not recorded yet.
    pub to_record: Option<Name>,
}

const NOT_SENT: &str = "nothing was written: this draft can't be made, so it can't have been sent; fix these errors first, or add --anyway";

impl Workspace {
    /// Records that a draft was sent: when, to whom, and with which Message-ID. Where each member
    /// of a list gets a mail of their own, there is a record for each.
    ///
    /// A draft is made until it was sent. Later mails to the same recipients reply to it. The event
    /// of the step is a record of its own, since a step can have several channels.
    ///
    /// ```
    /// # use advisory::app::{self, NewIncident};
    /// use advisory::app::Sent;
    /// # use advisory::{Workspace, policy::presets};
    ///
    /// # let folder = tempfile::tempdir()?;
    /// # app::init(folder.path(), &presets::default_name(), app::Ci::Github)?;
    /// # let workspace = Workspace::open(folder.path(), "2026-03-02T09:00:00Z".parse()?)?;
    /// # let (summary, reporter) = ("A crash".to_owned(), Some("Kim Reyes".to_owned()));
    /// # let email = Some("kim@reyes.example".to_owned());
    /// # let report = NewIncident { summary, reporter, email, ..NewIncident::default() };
    /// # let created = workspace.create(&report)?;
    /// # let (workspace, handle) = (created.workspace(), created.incident()?.handle.to_string());
    /// let due = workspace.drafts(&handle, Some("acknowledge"))?.drafts;
    /// let sent = workspace.sent(&Sent {
    ///     incident: handle.clone(),
    ///     draft: "acknowledge".parse()?,
    ///     channel: Some("reporter".parse()?),
    ///     member: None,
    ///     at: None,
    ///     message_id: None,
    ///     link: None,
    ///     by: vec!["ada".to_owned()],
    ///     again: false,
    /// })?;
    /// assert_eq!(sent.to_record, Some("acknowledged".parse()?));
    /// let sent = sent.after;
    /// let event = sent.incident()?.events.last();
    /// assert_eq!(event.and_then(|event| event.message_id()).map(|id| &id.value), due[0].message_id.as_ref());
    /// assert!(sent.workspace().drafts(&handle, Some("acknowledge"))?.drafts.is_empty());
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    ///
    /// # Errors
    /// When the workspace is a revision, when the incident, the step or the channel is unknown,
    /// when the draft was sent before and `again` does not say so, when it could not be made then,
    /// when the files would have errors that they did not have, or when the file can't be written.
    pub fn sent(&self, sent: &Sent) -> Result<SentDraft, Error> {
        self.require_work_tree()?;
        let incident = self.incident(&sent.incident)?;
        let at = self.instant(sent.at)?;
        let case = self.case_at(incident, at);
        let status = case.step(sent.draft.as_str()).ok_or_else(|| unknown(&case, sent.draft.as_str()))?;
        let channel = sent.channel_of(status)?;
        let entries = match sent.drafts(self, &case, status, channel)?.as_slice() {
            [] => vec![sent.entries(at, channel, sent.member.as_ref(), sent.message_id.as_ref())?],
            drafts => {
                let one = |draft: &Draft| {
                    let id = sent.message_id.as_ref().or(draft.message_id.as_ref());
                    sent.entries(at, channel, draft.member.as_ref(), id)
                };
                drafts.iter().map(one).collect::<Result<_, _>>()?
            }
        };
        let edit = self.edit_of(&incident.file, |text| {
            edit::require_toml(text)?;
            Ok(entries.iter().fold(text.to_owned(), |text, entries| edit::record(&text, key::EVENT, entries)))
        })?;
        let after = self.write_edits(incident, vec![edit], at)?;
        let (unsent, to_record) = outstanding(&after.case()?, &sent.draft);
        Ok(SentDraft { after, unsent, to_record })
    }
}

/// Returns the channels to which a step's draft was not sent, and the event that the step lacks.
fn outstanding(case: &Case<'_>, step: &Name) -> (Vec<Name>, Option<Name>) {
    let Some(status) = case.step(step.as_str()).filter(|status| status.done.is_none()) else {
        return (Vec::new(), None);
    };
    let drafts = announce::drafts(case, status).unwrap_or_default();
    let mut unsent: Vec<Name> =
        drafts.into_iter().filter(|draft| draft.sent.is_none()).map(|draft| draft.channel).collect();
    unsent.dedup();
    (unsent, Some(status.step.event.value.clone()))
}

impl Sent {
    /// Requires that the step waited for nothing, and that it was not too late.
    fn require_ready(&self, status: &StepStatus<'_>, drafts: &[Draft]) -> Result<(), Error> {
        if let Standing::Blocked { by, .. } = &status.standing {
            let awaited = by.iter().filter(|by| !matches!(by, Blocker::Fact(_))).map(ToString::to_string);
            let awaited: Vec<String> = awaited.collect();
            if !awaited.is_empty() {
                return Err(Error::Invalid {
                    message: format!(
                        "`{}` waits for {}, so its draft can't have been sent yet",
                        self.draft,
                        awaited.join("; ")
                    ),
                    help: Some("record that first; if the draft was sent anyway, add --anyway".to_owned()),
                });
            }
        }
        if drafts.is_empty() && status.done.is_none() {
            return Err(Error::Invalid {
                message: format!("`{}` no longer has a draft, because it is too late for it", self.draft),
                help: Some("if it was sent in time, say when with --at".to_owned()),
            });
        }
        Ok(())
    }

    /// Returns the channel that it went to.
    fn channel_of<'s>(&'s self, status: &StepStatus<'s>) -> Result<&'s Name, Error> {
        let step = status.step;
        let to: Vec<String> = step.to.iter().map(|to| format!("`{}`", to.value)).collect();
        let to = if to.is_empty() { "nobody".to_owned() } else { to.join(", ") };
        let draft = &self.draft;
        match (&self.channel, step.to.as_slice()) {
            (Some(channel), all) if all.iter().any(|to| to.value == *channel) => Ok(channel),
            (Some(channel), _) => {
                Err(Error::invalid(format!("the draft of `{draft}` does not go to `{channel}`; it goes to {to}")))
            }
            (None, [only]) => Ok(&only.value),
            (None, []) => Err(Error::Invalid {
                message: format!("`{draft}` tells nobody, so it has no draft to send"),
                help: Some(format!(
                    "once it is done: `advisory record {} {} --by MEMBER`",
                    self.incident, step.event.value
                )),
            }),
            (None, _) => Err(Error::Invalid {
                message: format!("the draft of `{draft}` goes to {to}"),
                help: Some("say to which of them it was sent, with --to".to_owned()),
            }),
        }
    }

    /// Returns the drafts that were sent, as they are made just before; none if they can't be made,
    /// and the workspace accepts that.
    fn drafts(
        &self,
        workspace: &Workspace,
        case: &Case<'_>,
        status: &StepStatus<'_>,
        channel: &Name,
    ) -> Result<Vec<Draft>, Error> {
        // `check` refuses an instant before the report, or in the future.
        let is_checked = case.reported.is_some_and(|reported| reported <= case.now) && case.now <= workspace.now();
        let is_checked = is_checked && !workspace.accepts_errors();
        let mut drafts = match announce::drafts(case, status) {
            Err(findings) if is_checked => return Err(Error::refused(findings, workspace.tree(), NOT_SENT)),
            drafts => drafts.unwrap_or_default(),
        };
        if is_checked {
            self.require_ready(status, &drafts)?;
        }
        drafts.retain(|draft| draft.channel == *channel);
        if let (Some(member), false) = (&self.member, drafts.is_empty()) {
            drafts.retain(|draft| draft.member.as_ref() == Some(member));
            if drafts.is_empty() {
                let message = format!("`{member}` gets no mail of their own from `{channel}`");
                return Err(Error::invalid(message));
            }
        }
        if self.message_id.is_some() && drafts.len() > 1 {
            return Err(Error::Invalid {
                message: format!("each member of `{channel}` gets a mail with a Message-ID of its own"),
                help: Some("name the member with --member, and record the other mails in the same way".to_owned()),
            });
        }
        match drafts.iter().find_map(|draft| draft.sent).filter(|_| !self.again) {
            Some(before) => Err(Error::Invalid {
                message: format!("`{}` was already sent to `{channel}` on {}", self.draft, before.spoken()),
                help: Some("if it was sent again, add --again".to_owned()),
            }),
            None => Ok(drafts),
        }
    }

    /// Returns the keys of the event.
    fn entries(
        &self,
        at: Instant,
        channel: &Name,
        member: Option<&Name>,
        id: Option<&MessageId>,
    ) -> Result<Vec<(&'static str, Value)>, Error> {
        let mut entries = vec![(key::AT, edit::instant(at)?), (key::EVENT, edit::text(BuiltIn::Sent.name()))];
        if !self.by.is_empty() {
            entries.push((key::BY, edit::names(&self.by)));
        }
        entries.extend(self.link.iter().map(|link| (key::LINK, edit::text(link))));
        entries.push((key::DRAFT, edit::text(self.draft.as_str())));
        entries.push((key::CHANNEL, edit::text(channel.as_str())));
        entries.extend(member.map(|member| (key::DISTRIBUTOR, edit::text(member.as_str()))));
        entries.extend(id.map(|id| (key::MESSAGE_ID, edit::text(id.as_str()))));
        Ok(entries)
    }
}
