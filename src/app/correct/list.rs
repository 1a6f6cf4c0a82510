//! Corrects admissions to the early-disclosure lists, by an amendment.

use crate::app::edit::{self, Value};
use crate::app::error::Error;
use crate::app::lists::EditedLists;
use crate::app::workspace::Workspace;
use crate::key;
use crate::portfolio::{Distributors, ListAmendment, ListEffect, ListRecord};
use crate::time::Instant;

/// A correction of an admission to a list.
#[derive(Clone, Debug)]
pub struct ListCorrection {
    /// The id of the member or of the request.
    pub name: String,
    /// What is corrected.
    pub kind: ListRecord,
    /// Of several amendments with the name: the instant of the one that is void.
    pub dated: Option<Instant>,
    /// When; `None`: at the instant of the workspace.
    pub at: Option<Instant>,
    /// Who corrects it.
    pub by: Vec<String>,
    /// Why.
    pub reason: String,
    /// For a request, the right decision; `None` if none was made.
    pub accepted: Option<bool>,
}

impl Workspace {
    /// Voids a membership of a list, the decision on a request or an amendment, or replaces the
    /// decision.
    ///
    /// # Errors
    /// When the workspace is a revision, when there is no such member or decision, or when the file
    /// would have errors that it did not have, or can't be written.
    pub fn correct_list(&self, correction: &ListCorrection) -> Result<EditedLists, Error> {
        self.require_work_tree()?;
        let distributors = &self.portfolio().distributors;
        let file = distributors.file.as_ref().ok_or_else(|| Error::invalid("there is no distributors.toml"))?;
        correction.require_kind(distributors)?;
        let at = edit::instant(correction.at.unwrap_or(self.now()))?;
        let kind = match correction.kind {
            ListRecord::Member => key::MEMBER,
            ListRecord::Request => key::REQUEST,
            ListRecord::Amendment => key::AMENDMENT,
        };
        let mut amends = vec![(key::KIND, edit::text(kind)), (key::NAME, edit::text(&correction.name))];
        if let Some(dated) = correction.dated {
            amends.push((key::AT, edit::instant(dated)?));
        }
        let mut entries = vec![
            (key::AT, at.clone()),
            (key::AMENDS, edit::table(&amends)),
            (key::BY, edit::names(&correction.by)),
            (key::REASON, edit::text(&correction.reason)),
        ];
        let accepted = correction.accepted.map(|accepted| edit::typed(if accepted { "true" } else { "false" }));
        entries.extend(accepted.map(|accepted| (key::INSTEAD, edit::table(&[(key::ACCEPTED, accepted)]))));
        let replaced = correction.replaced(distributors, &at)?;
        let edit = self.edit_of(file, |text| {
            edit::require_toml(text)?;
            let add = |text: String, entries: &Vec<(&str, Value)>| edit::append(&text, key::AMENDMENT, entries);
            Ok(replaced.iter().chain([&entries]).fold(text.to_owned(), add))
        })?;
        self.write_lists(edit)
    }
}

impl ListCorrection {
    /// Refuses a request that there is not, where a member has the name.
    fn require_kind(&self, distributors: &Distributors) -> Result<(), Error> {
        let is_request = distributors.requests.iter().any(|request| request.id.value == *self.name);
        let is_member = distributors.members.iter().any(|member| member.id.value == *self.name);
        if self.kind != ListRecord::Request || is_request || !is_member {
            return Ok(());
        }
        Err(Error::Invalid {
            message: format!("there is no request `{}`, but a member has this name", self.name),
            help: Some("to void the membership, add `--kind member`".to_owned()),
        })
    }

    /// Returns the amendments that void earlier ones which this one contradicts.
    fn replaced(&self, distributors: &Distributors, at: &Value) -> Result<Vec<Vec<(&'static str, Value)>>, Error> {
        let is_other = |earlier: &&ListAmendment| {
            self.kind != ListRecord::Amendment
                && (earlier.kind, earlier.name.value.as_str()) == (self.kind, self.name.as_str())
                && matches!(earlier.effect, ListEffect::Amends | ListEffect::Repeats)
                && earlier.accepted.as_ref().map(|accepted| accepted.value) != self.accepted
        };
        let void = |earlier: &ListAmendment| {
            let amends = [
                (key::KIND, edit::text(key::AMENDMENT)),
                (key::NAME, edit::text(&self.name)),
                (key::AT, edit::instant(earlier.at.value)?),
            ];
            Ok(vec![
                (key::AT, at.clone()),
                (key::AMENDS, edit::table(&amends)),
                (key::BY, edit::names(&self.by)),
                (key::REASON, edit::text(&self.reason)),
            ])
        };
        distributors.amendments.iter().filter(is_other).map(void).collect()
    }
}
