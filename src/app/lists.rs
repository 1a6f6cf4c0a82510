//! Edits of the early-disclosure lists: adds a member, accepts a request, records a vouch, removes
//! a member.

use std::collections::BTreeMap;

use super::edit::{self, Value};
use super::edited::FileEdit;
use super::error::Error;
use super::guard::Added;
use super::workspace::Workspace;
use crate::finding::{Finding, did_you_mean};
use crate::key;
use crate::names::Name;
use crate::policy::{Criterion, DistributorList, Proof};
use crate::portfolio::{Distributor, Request};
use crate::source::FilePath;
use crate::time::Date;

mod replies;

const FILE: &str = "distributors.toml";

/// A member to add to an early-disclosure list.
#[derive(Clone, Debug)]
pub struct NewMember {
    /// Its id.
    pub id: Name,
    /// Its name.
    pub name: String,
    /// The policy's list; `None` for the only one.
    pub list: Option<Name>,
    /// Its mail addresses.
    pub contacts: Vec<String>,
    /// Who admits it; nobody where the decision on a request says so.
    pub by: Vec<String>,
    /// How it is admitted.
    pub admission: Admission,
}

/// What an admission to a list needs.
#[derive(Clone, Debug, Default)]
pub struct Admission {
    /// The member that vouches; `founding` for the first ones.
    pub vouched_by: Option<Name>,
    /// The day on which the embargo terms were accepted.
    pub terms_accepted: Option<Date>,
    /// The day of the next review.
    pub review: Option<Date>,
    /// Criterion = how it is met.
    pub criteria: BTreeMap<Name, String>,
}

/// A request that is accepted.
#[derive(Clone, Debug)]
pub struct Acceptance {
    /// The id of the request.
    pub request: Name,
    /// The id of the new member; `None`: that of the request.
    pub member: Option<Name>,
    /// Who accepts it.
    pub by: Vec<String>,
    /// Why.
    pub reason: Option<String>,
    /// What the request does not say itself.
    pub admission: Admission,
}

/// A criterion that nobody has answered yet.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct OpenCriterion {
    /// Its id in the policy.
    pub id: Name,
    /// What it asks for.
    pub label: String,
}

/// The lists after an edit.
#[derive(Debug)]
pub struct EditedLists {
    pub(super) workspace: Workspace,
    pub(super) added: Added,
    pub(super) edits: Vec<FileEdit>,
}

impl EditedLists {
    /// Returns the errors that the edit added, and that the workspace
    /// [accepts](Workspace::accepting_errors).
    #[must_use]
    pub fn accepted(&self) -> &[Finding] {
        &self.added.errors
    }

    /// Returns the warnings that the edit added.
    #[must_use]
    pub fn warned(&self) -> &[Finding] {
        &self.added.warnings
    }

    /// Returns the file that changed.
    #[must_use]
    pub fn edits(&self) -> &[FileEdit] {
        &self.edits
    }

    /// Returns the workspace as it is after the edit.
    #[must_use]
    pub fn workspace(&self) -> &Workspace {
        &self.workspace
    }
}

impl Workspace {
    /// Adds a member to an early-disclosure list, which it joins on the day of the workspace.
    ///
    /// ```
    /// use advisory::Workspace;
    /// use advisory::app::{Admission, NewMember};
    ///
    /// let workspace = Workspace::open(".", "2026-11-20T12:00:00Z".parse()?)?;
    /// let member = NewMember {
    ///     id: "tidewater".parse()?,
    ///     name: "Tidewater Cloud".to_owned(),
    ///     list: None,
    ///     contacts: vec!["psirt@tidewater.example".to_owned()],
    ///     by: vec!["amira".to_owned()],
    ///     admission: Admission { vouched_by: Some("northcap".parse()?), ..Admission::default() },
    /// };
    /// assert!(workspace.add_member(&member).is_err(), "the criteria have no answers");
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    ///
    /// # Errors
    /// When the workspace is a revision, when there is such a member or no such list, when a
    /// criterion has no answer, when the file would have errors that it did not have, or when it
    /// can't be written.
    pub fn add_member(&self, new: &NewMember) -> Result<EditedLists, Error> {
        let list = self.list_named(new.list.as_ref())?;
        if self.distributors().iter().any(|member| member.id.value == new.id) {
            return Err(Error::invalid(format!("the member `{}` already exists", new.id)));
        }
        new.admission.require(list, &new.id, self)?;
        self.edit_lists(|text| new.added(text, list, self.now().date()))
    }

    /// Accepts a request to join a list: records the decision, and adds the member with what the
    /// request and the admission say.
    ///
    /// # Errors
    /// As [`add_member`](Self::add_member), and when there is no such request, or it was decided
    /// already.
    pub fn accept_request(&self, acceptance: &Acceptance) -> Result<EditedLists, Error> {
        let (nth, request) = self.request(&acceptance.request)?;
        if request.decision.is_some() {
            return Err(Error::invalid(format!("the request `{}` is already decided", acceptance.request)));
        }
        let member = acceptance.member_of(request);
        let list = self.list_named(member.list.as_ref())?;
        if self.distributors().iter().any(|other| other.id.value == member.id) {
            return Err(Error::Invalid {
                message: format!("the member `{}` already exists", member.id),
                help: Some("give the new one another ID with --member".to_owned()),
            });
        }
        member.admission.require(list, &member.id, self)?;
        let mut decision = vec![
            (key::ACCEPTED, edit::typed("true")),
            (key::AT, edit::instant(self.now())?),
            (key::BY, edit::names(&acceptance.by)),
        ];
        decision.extend(acceptance.reason.iter().map(|reason| (key::REASON, edit::text(reason))));
        self.edit_lists(|text| {
            let text = edit::set_in(text, key::REQUEST, nth, key::DECISION, edit::inline(&decision))?;
            member.added(&text, list, self.now().date())
        })
    }

    /// Returns the criteria that a request does not answer, and that an acceptance has to.
    ///
    /// # Errors
    /// When there is no such request or list.
    pub fn open_criteria(&self, request: &Name) -> Result<Vec<OpenCriterion>, Error> {
        let (_, request) = self.request(request)?;
        let list = self.list_named(request.list.as_ref().map(|list| &list.value))?;
        let answers = request.answers.iter().map(|(id, answer)| (id.clone(), answer.value.clone())).collect();
        Ok(unanswered(list, &answers))
    }

    /// Returns the criteria of a list that a new member has to answer.
    ///
    /// # Errors
    /// When there is no such list.
    pub fn criteria_of(&self, list: Option<&Name>) -> Result<Vec<OpenCriterion>, Error> {
        Ok(unanswered(self.list_named(list)?, &BTreeMap::new()))
    }

    /// Records that a member of a list vouches for a request or for another member.
    ///
    /// # Errors
    /// When the workspace is a revision, when there is no such request or member, when the voucher
    /// is not a present member, when the file would have errors that it did not have, or when it
    /// can't be written.
    pub fn vouch(&self, named: &Name, by: &Name) -> Result<EditedLists, Error> {
        let members = self.distributors();
        let member = members.iter().position(|member| member.id.value == *named);
        let request = self.portfolio().distributors.requests.iter().position(|request| request.id.value == *named);
        let (table, nth) = match (member, request) {
            (Some(nth), None) => (key::MEMBER, nth),
            (None, Some(nth)) => (key::REQUEST, nth),
            (Some(_), Some(_)) => {
                return Err(Error::invalid(format!("`{named}` is both a member and a request")));
            }
            (None, None) => return Err(Self::unlisted(format!("there is no request or member `{named}`"))),
        };
        self.require_voucher(named, by)?;
        let lists = &self.portfolio().distributors;
        let voucher = match table {
            key::MEMBER => members.get(nth).and_then(|member| member.vouched_by.as_ref()),
            _ => lists.requests.get(nth).and_then(|request| request.vouched_by.as_ref()),
        };
        if voucher.is_some_and(|voucher| voucher.value == *by) {
            return Err(Error::invalid(format!("`{by}` vouches for `{named}` already")));
        }
        self.edit_lists(|text| Ok(edit::set_in(text, table, nth, key::VOUCHED_BY, edit::text(by.as_str()))?))
    }

    /// Removes a member from a list, from a day on. Its entry stays, with the reason.
    ///
    /// # Errors
    /// When the workspace is a revision, when there is no such present member, when the file would
    /// have errors that it did not have, or when it can't be written.
    pub fn remove_member(
        &self,
        member: &Name,
        by: &[String],
        reason: &str,
        on: Option<Date>,
    ) -> Result<EditedLists, Error> {
        let on = on.unwrap_or(self.now().date());
        let nth = self.distributors().iter().position(|m| m.id.value == *member && m.removed.is_none());
        let nth = nth.ok_or_else(|| Self::unlisted(format!("there is no present member `{member}`")))?;
        let (day, reason) = ((key::ON, edit::date(on)?), (key::REASON, edit::text(reason)));
        let removed = edit::inline(&[day, reason, (key::BY, edit::names(by))]);
        self.edit_lists(|text| Ok(edit::set_in(text, key::MEMBER, nth, key::REMOVED, removed)?))
    }

    fn distributors(&self) -> &[Distributor] {
        &self.portfolio().distributors.members
    }

    fn request(&self, id: &Name) -> Result<(usize, &Request), Error> {
        let requests = &self.portfolio().distributors.requests;
        let found = requests.iter().enumerate().find(|(_, request)| request.id.value == *id);
        found.ok_or_else(|| {
            let near = did_you_mean(id.as_str(), requests.iter().map(|request| request.id.as_str()));
            let help = near.map_or_else(
                || "`advisory distributors` lists the requests".to_owned(),
                |near| format!("did you mean `{near}`?"),
            );
            Error::Invalid { message: format!("there is no request `{id}`"), help: Some(help) }
        })
    }

    fn list_named(&self, named: Option<&Name>) -> Result<&DistributorList, Error> {
        let lists = &self.portfolio().policy.lists;
        let ids = || lists.iter().map(|list| list.element.id.as_str()).collect::<Vec<_>>().join(", ");
        match (named, lists.as_slice()) {
            (_, []) => Err(Error::invalid("the policy has no early-disclosure list")),
            (None, [only]) => Ok(only),
            (None, _) => Err(Error::invalid(format!("say which list with --list: {}", ids()))),
            (Some(name), lists) => {
                let found = lists.iter().find(|list| list.element.id.value == *name);
                found.ok_or_else(|| Error::invalid(format!("the policy has no list `{name}`; it has {}", ids())))
            }
        }
    }

    fn require_voucher(&self, who: &Name, by: &Name) -> Result<(), Error> {
        let is_present = self.distributors().iter().any(|m| m.id.value == *by && m.removed.is_none());
        if who == by {
            return Err(Error::invalid(format!("`{who}` can't vouch for itself")));
        }
        if *by == *"founding" || is_present {
            return Ok(());
        }
        Err(Self::unlisted(format!("`{by}` is not a present member of a list, and can't vouch")))
    }

    /// Returns the error for an ID that no member has. It names no other ID, because the log may be
    /// public.
    fn unlisted(message: String) -> Error {
        Error::Invalid { message, help: Some("`advisory distributors` lists the IDs".to_owned()) }
    }

    fn edit_lists(&self, change: impl FnOnce(&str) -> Result<String, Error>) -> Result<EditedLists, Error> {
        self.require_work_tree()?;
        let file = FilePath::new(FILE);
        let path = self.path(&file);
        let is_new = self.portfolio().distributors.file.is_none();
        let before = if is_new { String::new() } else { edit::read(&path)? };
        edit::require_toml(&before).map_err(|error| self.with_place(&file, error.into()))?;
        let after = if is_new { change("schema = 1\n")? } else { change(&before)? };
        self.write_lists(FileEdit { file, before, after })
    }

    /// Writes an edit of the lists, if this workspace accepts the errors that it adds. The record
    /// says which ones it was written in spite of.
    ///
    /// # Errors
    /// When the file would have errors that it did not have, or can't be written.
    pub(super) fn write_lists(&self, mut change: FileEdit) -> Result<EditedLists, Error> {
        let mut workspace = self.with_edits(&[(&change.file, &change.after)])?;
        let added = self.accepted(&workspace, "")?;
        if let Some(note) = added.note() {
            change.after = edit::with_note(&change.before, &change.after, None, &note)?;
            workspace = self.with_edits(&[(&change.file, &change.after)])?;
        }
        if self.portfolio().distributors.file.is_none() {
            edit::write(&self.path(&change.file), &change.after)?;
        } else {
            edit::replace(&self.path(&change.file), &change.before, &change.after)?;
        }
        Ok(EditedLists { workspace, added, edits: vec![change] })
    }
}

impl NewMember {
    /// Returns the file with its entry.
    fn added(&self, text: &str, list: &DistributorList, joined: Date) -> Result<String, Error> {
        let entries = self.entries(list, joined)?;
        let entries: Vec<(&str, Value)> = entries.iter().map(|(key, value)| (key.as_str(), value.clone())).collect();
        Ok(edit::record(text, key::MEMBER, &entries))
    }

    /// Returns the keys of its entry.
    fn entries(&self, list: &DistributorList, joined: Date) -> Result<Vec<(String, Value)>, Error> {
        let contacts: Vec<&str> = self.contacts.iter().map(String::as_str).collect();
        let Admission { vouched_by, terms_accepted, review, criteria } = &self.admission;
        let mut entries = vec![
            (key::ID, edit::text(self.id.as_str())),
            (key::NAME, edit::text(&self.name)),
            (key::LIST, edit::text(list.element.id.as_str())),
            (key::CONTACTS, edit::list(&contacts)),
            (key::JOINED, edit::date(joined)?),
        ];
        entries.extend(vouched_by.iter().map(|by| (key::VOUCHED_BY, edit::text(by.as_str()))));
        for (key, day) in [(key::EMBARGO_ACCEPTED, terms_accepted), (key::REVIEW, review)] {
            if let Some(day) = day {
                entries.push((key, edit::date(*day)?));
            }
        }
        if !self.by.is_empty() {
            entries.push((key::BY, edit::names(&self.by)));
        }
        let answers = criteria.iter();
        let answers = answers.map(|(id, answer)| (format!("{}.{id}", key::CRITERIA), edit::text(answer)));
        Ok(entries.into_iter().map(|(key, value)| (key.to_owned(), value)).chain(answers).collect())
    }
}

impl Acceptance {
    /// Returns the member that the request becomes. What the admission says counts before what the
    /// request says.
    fn member_of(&self, request: &Request) -> NewMember {
        let mut admission = self.admission.clone();
        for (id, answer) in &request.answers {
            admission.criteria.entry(id.clone()).or_insert_with(|| answer.value.clone());
        }
        admission.vouched_by = admission.vouched_by.or(request.vouched_by.as_ref().map(|by| by.value.clone()));
        NewMember {
            id: self.member.clone().unwrap_or_else(|| request.id.value.clone()),
            name: request.name.value.clone(),
            list: request.list.as_ref().map(|list| list.value.clone()),
            contacts: vec![request.contact.value.clone()],
            by: Vec::new(),
            admission,
        }
    }
}

impl Admission {
    /// Requires what the criteria of the list ask for.
    fn require(&self, list: &DistributorList, id: &Name, workspace: &Workspace) -> Result<(), Error> {
        let open = unanswered(list, &self.criteria);
        if !open.is_empty() {
            let ids: Vec<String> = open.iter().map(|criterion| format!("`{}`", criterion.id)).collect();
            return Err(Error::Invalid {
                message: format!("there is no answer how `{id}` meets {}", ids.join(", ")),
                help: Some("answer each with --criterion ID=TEXT".to_owned()),
            });
        }
        let proves = |proof: Proof| list.criteria.iter().any(|criterion| criterion.proof == Some(proof));
        if proves(Proof::Embargo) && self.terms_accepted.is_none() {
            return Err(Error::Invalid {
                message: format!("`{id}` has not accepted the embargo terms"),
                help: Some("give the day of the acceptance with --terms-accepted".to_owned()),
            });
        }
        match &self.vouched_by {
            Some(by) => workspace.require_voucher(id, by),
            None if proves(Proof::Vouch) => Err(Error::Invalid {
                message: format!("nobody vouches for `{id}`"),
                help: Some("name a member with --vouched-by; `founding` for the first ones".to_owned()),
            }),
            None => Ok(()),
        }
    }
}

/// Returns the criteria that take an answer in words and have none.
fn unanswered(list: &DistributorList, answers: &BTreeMap<Name, String>) -> Vec<OpenCriterion> {
    let open = |criterion: &&Criterion| {
        let answer = answers.get(&criterion.element.id.value);
        criterion.proof.is_none() && answer.is_none_or(|answer| answer.trim().is_empty())
    };
    let criteria = list.criteria.iter().filter(open);
    let asked = |criterion: &Criterion| OpenCriterion {
        id: criterion.element.id.value.clone(),
        label: criterion.element.label().to_owned(),
    };
    criteria.map(asked).collect()
}
