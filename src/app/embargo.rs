//! The embargo of an incident: agrees on its end, moves it, records that it broke, and what was
//! decided about that. Each is an event of [`Workspace::record`], with what follows from it.

use super::edited::EditedIncident;
use super::error::Error;
use super::record::{Record, RecordEntry, require_no_other_end, require_unpublished};
use super::workspace::Workspace;
use super::{approval, edit};
use crate::case::Case;
use crate::event::BuiltIn;
use crate::finding::did_you_mean;
use crate::incident::Details;
use crate::key;
use crate::names::Name;
use crate::rules;
use crate::source::{Span, Spanned};
use crate::time::Instant;

/// Something that happens to an embargo.
#[derive(Clone, Debug)]
pub struct EmbargoEvent {
    /// The incident: its handle, folder or public ID.
    pub incident: String,
    /// What happens.
    pub act: EmbargoAct,
    /// Who.
    pub by: Vec<String>,
    /// When; `None`: at the instant of the workspace.
    pub at: Option<Instant>,
    /// A link to the evidence.
    pub link: Option<String>,
    /// Private words.
    pub note: Option<String>,
}

/// What happens to an embargo.
#[derive(Clone, Debug)]
pub enum EmbargoAct {
    /// Its end is agreed for the first time.
    Agree {
        /// The end.
        until: Instant,
        /// Who agreed: lists and people, in free text.
        with: Vec<String>,
    },
    /// Its end moves.
    Move {
        /// The new end.
        until: Instant,
        /// Who agreed: lists and people, in free text.
        with: Vec<String>,
    },
    /// Somebody learned of it who should not.
    Break {
        /// What leaked.
        leaked: String,
        /// To whom.
        leaked_to: String,
        /// The damage.
        assessment: Option<String>,
        /// The list member that it came from.
        distributor: Option<Name>,
    },
    /// It was decided what to do about that.
    Decide {
        /// One of the policy's choices.
        choice: Name,
        /// When the embargo ends now.
        until: Option<Instant>,
        /// The damage.
        assessment: Option<String>,
    },
}

impl Workspace {
    /// Records what happens to an embargo, and what follows from it in the same edit: the first end
    /// under `[embargo]`, who agreed, and `release-moved` if the release was planned for the old
    /// end. The dates of `[notice]` stay, because people may have been told them.
    ///
    /// ```
    /// # use advisory::app::{self, NewIncident};
    /// use advisory::app::{EmbargoAct, EmbargoEvent};
    /// # use advisory::{Workspace, policy::presets};
    ///
    /// # let folder = tempfile::tempdir()?;
    /// # app::init(folder.path(), &presets::default_name(), app::Ci::Github)?;
    /// # let workspace = Workspace::open(folder.path(), "2026-03-02T09:00:00Z".parse()?)?;
    /// # let (summary, reporter) = ("A crash".to_owned(), Some("Kim Reyes".to_owned()));
    /// # let report = NewIncident { summary, reporter, ..NewIncident::default() };
    /// # let created = workspace.create(&report)?;
    /// # let (workspace, handle) = (created.workspace(), created.incident()?.handle.to_string());
    /// let until = "2026-03-09T15:00:00Z".parse()?;
    /// let agreed = workspace.embargo(&EmbargoEvent {
    ///     incident: handle,
    ///     act: EmbargoAct::Agree { until, with: vec!["the reporter".to_owned()] },
    ///     by: vec!["ada".to_owned()],
    ///     at: None,
    ///     link: None,
    ///     note: None,
    /// })?;
    /// assert_eq!(agreed.case()?.embargo.until, Some(until));
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    ///
    /// # Errors
    /// Those of [`record`](Self::record), when an end was agreed already, or none to move.
    pub fn embargo(&self, event: &EmbargoEvent) -> Result<EditedIncident, Error> {
        let incident = self.incident(&event.incident)?;
        let case = self.case(incident);
        if !self.accepts_errors() {
            let at = self.instant(event.at)?;
            require_unpublished(&self.case_at(incident, at))?;
        }
        let mut passed = Vec::new();
        self.pass(event.act.require_parties(&case), &mut passed)?;
        let set = event.act.follows(&event.by, &case)?;
        if event.act.only_adds_parties(&event.by, &case) {
            let edit = self.edit_of(&incident.file, |text| {
                edit::require_toml(text)?;
                Ok(edit::set_all(text, &set)?)
            })?;
            return self.write_edits(incident, vec![edit], self.instant(event.at)?);
        }
        let release = event.act.until().filter(|until| approval::moves_release(&case, *until));
        let (built_in, details) = event.act.details();
        let name = built_in.name();
        let record = Record {
            incident: event.incident.clone(),
            at: event.at,
            by: event.by.iter().cloned().chain(event.act.list_that_moves(&case)).collect(),
            link: event.link.clone(),
            entry: RecordEntry::Event {
                event: name.parse().map_err(|error: crate::names::NameError| Error::invalid(error.to_string()))?,
                note: event.note.clone(),
                details: Box::new(details),
            },
            set,
        };
        self.record_with_release(&record, release, passed)
    }
}

impl EmbargoAct {
    /// Returns the event and its details.
    fn details(&self) -> (BuiltIn, Details) {
        let given = Details::default();
        match self {
            Self::Agree { until, .. } => (BuiltIn::EmbargoAgreed, Details { until: Some(said(*until)), ..given }),
            Self::Move { until, .. } => (BuiltIn::EmbargoMoved, Details { until: Some(said(*until)), ..given }),
            Self::Break { leaked, leaked_to, assessment, distributor } => {
                let (leaked, leaked_to) = (Some(said(leaked.clone())), Some(said(leaked_to.clone())));
                let (assessment, distributor) = (assessment.clone().map(said), distributor.clone().map(said));
                (BuiltIn::EmbargoBroken, Details { leaked, leaked_to, assessment, distributor, ..given })
            }
            Self::Decide { choice, until, assessment } => {
                let (choice, until) = (Some(said(choice.clone())), until.map(said));
                (BuiltIn::BreakDecided, Details { choice, until, assessment: assessment.clone().map(said), ..given })
            }
        }
    }

    /// Returns whether an agreement names somebody who is not known to have agreed on the same end.
    fn is_agreed_by_more(&self, by: &[String], case: &Case<'_>) -> bool {
        let Self::Agree { with, .. } = self else { return true };
        let written = case.incident.embargo.iter().flat_map(|embargo| &embargo.agreed_by).map(|who| who.as_str());
        let recorded = case.embargo.current.iter().flat_map(|event| &event.by).map(|who| who.as_str());
        let known: Vec<&str> = written.chain(recorded).collect();
        by.iter().chain(with).any(|who| !known.contains(&who.as_str()))
    }

    /// Returns whether it says of an end that these people agreed on before who else agrees on it.
    fn only_adds_parties(&self, by: &[String], case: &Case<'_>) -> bool {
        let Self::Agree { until, .. } = self else { return false };
        let agreed = case.embargo.current.iter().filter(|event| event.is(BuiltIn::EmbargoAgreed));
        let agreed: Vec<&str> = agreed.flat_map(|event| &event.by).map(|who| who.as_str()).collect();
        case.embargo.until == Some(*until) && !by.is_empty() && by.iter().all(|who| agreed.contains(&who.as_str()))
    }

    /// Returns the list of the policy that agreed on a moved end, and members of a list and the
    /// reporter who did. `agreed-by` does not say on which end they agreed.
    fn list_that_moves(&self, case: &Case<'_>) -> Vec<String> {
        let Self::Move { with, .. } = self else { return Vec::new() };
        let list = case.policy.embargo.agreed_by.as_ref();
        let is_member = |who: &str| case.portfolio.distributors.named().any(|member| member.id.as_str() == who);
        let agrees =
            |who: &&String| list.is_some_and(|list| list.as_str() == **who) || is_member(who) || *who == "reporter";
        with.iter().filter(agrees).cloned().collect()
    }

    /// Requires that those who agreed exist. Text that is no ID names somebody in words.
    fn require_parties(&self, case: &Case<'_>) -> Result<(), Error> {
        let (Self::Agree { with, .. } | Self::Move { with, .. }) = self else { return Ok(()) };
        for who in with.iter().filter(|who| who.parse::<Name>().is_ok()) {
            if rules::has_no_members(case, who) {
                return Err(Error::Invalid {
                    message: format!("nobody is on the list `{who}`, so it can't have agreed"),
                    help: Some("name those who agreed, or leave out --with".to_owned()),
                });
            }
            if !rules::known_parties(case).any(|known| known == *who) {
                let near = did_you_mean(who, rules::known_parties(case));
                return Err(Error::Invalid {
                    message: format!("`{who}` is no list, no role, and no member of the team or of a list"),
                    help: Some(near.map_or_else(
                        || {
                            "to name somebody in words, write more than one word: `--with \"the reporter's employer\"`"
                                .to_owned()
                        },
                        |near| format!("did you mean `{near}`?"),
                    )),
                });
            }
        }
        Ok(())
    }

    /// Returns the new end, if it sets one.
    fn until(&self) -> Option<Instant> {
        match self {
            Self::Agree { until, .. } | Self::Move { until, .. } => Some(*until),
            Self::Decide { until, .. } => *until,
            Self::Break { .. } => None,
        }
    }

    /// Returns the keys of incident.toml that follow from it, with their values as TOML.
    fn follows(&self, by: &[String], case: &Case<'_>) -> Result<Vec<(String, String)>, Error> {
        let handle = &case.incident.handle;
        let before = case.embargo.until;
        let agreed_before = case.incident.embargo.iter().flat_map(|embargo| &embargo.agreed_by);
        let agreed_before: Vec<&str> = agreed_before.map(|who| who.as_str()).collect();
        let mut set = Vec::new();
        match (self, before) {
            (Self::Agree { until, with }, before) => {
                require_no_other_end(case, *until)?;
                if before.is_some() && !self.is_agreed_by_more(by, case) {
                    return Err(Error::Invalid {
                        message: "this end of the embargo is already agreed, by the same people".to_owned(),
                        help: Some("to name others who agreed, add them with `--with`".to_owned()),
                    });
                }
                if before.is_none() {
                    set.push((format!("{}.{}", key::EMBARGO, key::UNTIL), until.to_string()));
                }
                set.extend(agreed(&agreed_before, with));
            }
            (Self::Move { .. }, None) => {
                return Err(Error::Invalid {
                    message: "no end of the embargo is agreed yet".to_owned(),
                    help: Some(format!(
                        "agree on one with `advisory embargo {handle} agree --until INSTANT --by MEMBER`"
                    )),
                });
            }
            (Self::Move { with, .. }, Some(_)) => set.extend(agreed(&agreed_before, with)),
            (Self::Decide { choice, .. }, _) => require_choice(case, choice)?,
            (Self::Break { .. }, _) => {}
        }
        Ok(set)
    }
}

/// Returns the key that says who agreed on the end, and its value: those who did before, and
/// others.
fn agreed(before: &[&str], with: &[String]) -> Option<(String, String)> {
    let new = with.iter().map(String::as_str).filter(|who| !before.contains(who));
    let all: Vec<&str> = before.iter().copied().chain(new).collect();
    let value = edit::list(&all).to_string();
    (all.len() > before.len()).then(|| (format!("{}.{}", key::EMBARGO, key::AGREED_BY), value))
}

/// Requires a choice that can be made.
fn require_choice(case: &Case<'_>, choice: &Name) -> Result<(), Error> {
    let offered = case.policy.embargo.break_choices();
    if offered.contains(&choice.as_str()) {
        return Ok(());
    }
    Err(Error::Invalid {
        message: format!("`{choice}` is not a choice of this policy"),
        help: Some(format!("there are: {}", offered.join(", "))),
    })
}

/// Returns a value that no file holds yet.
fn said<T>(value: T) -> Spanned<T> {
    Spanned::new(value, Span::default())
}
