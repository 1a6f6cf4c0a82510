//! A change: the portfolio at the base of a branch, compared with the portfolio on the branch.
//!
//! Most requirements of a policy can be checked in one state of the files. Some mistakes only show
//! up when two states are compared: a deleted fact, a changed id, someone granting themselves a
//! permission. Everything here is derived from the two portfolios and their commits; nothing is
//! read from disk.

use std::collections::BTreeSet;

use crate::case::{Case, Withheld};
use crate::incident::Incident;
use crate::names::PublicId;
use crate::portfolio::Portfolio;
use crate::source::{FilePath, Tree, TreeEntry};
use crate::time::Instant;

mod attribution;
mod audience;
mod authority;
mod copied_text;
mod document;
mod embargo;
mod history;
mod lists;
mod loosened;
mod opening;
mod outcome;
mod pairing;
mod record;
mod touched;

pub use attribution::{Before, Doubt, Edit, is_word_of};
pub use audience::{Author, Shift, audience, identity};
pub use authority::{may, may_end_embargo};
pub use copied_text::{CopiedText, copied_texts, published_texts};
pub(crate) use copied_text::{mentions, new_phrases};
pub use document::differences;
pub use embargo::{EmbargoChange, embargo};
pub use history::History;
pub use lists::{Admitted, ListEdit, admitted};
pub use loosened::{Followed, Loosened, loosened};
pub use opening::{Cause, EarlierOpening, earlier_opening, instants, opening};
pub use outcome::PublicChange;
pub use record::{Diff, Kind, Record, diff, records};
pub use touched::Touched;

/// What one change does, as seen from one base.
#[derive(Clone, Debug)]
pub struct Change<'p> {
    /// The portfolio at the base of the change.
    pub base: &'p Portfolio,
    /// The portfolio with the change.
    pub head: &'p Portfolio,
    /// The portfolio at the tip of the base branch, if that has moved on since.
    pub meanwhile: Option<&'p Portfolio>,
    /// The portfolios at the other merge bases, if two branches merged each other.
    pub others: Vec<&'p Portfolio>,
    /// What the commits of the change wrote into incidents.
    pub edits: &'p [Edit],
    /// What the commits of the change wrote into distributors.toml.
    pub lists: &'p [ListEdit],
    /// The commits of the change, and the files that each changed.
    pub touched: &'p [Touched],
    /// The files that the portfolio does not read but that act on it, such as workflows, and that
    /// differ.
    pub automation: &'p [FilePath],
    /// The instant at which everything is judged.
    pub now: Instant,
    /// Incidents in both states that the change may concern: those with changed files, or all of
    /// them if one of the project's own files differs.
    pub kept: Vec<Kept<'p>>,
    /// Incidents that are only in the head.
    pub added: Vec<Judged<'p>>,
    /// Incidents that are only in the base.
    pub removed: Vec<Case<'p>>,
}

/// An incident that is in both states.
#[derive(Clone, Debug)]
pub struct Kept<'p> {
    /// The incident in the base.
    pub was: Case<'p>,
    /// The incident in the head.
    pub is: Judged<'p>,
    /// The records that differ. Empty if the head's files could be read only in part, because an
    /// unreadable record is not a deleted one.
    pub records: Diff<'p>,
}

/// An incident in the head, judged under the rules of both states.
#[derive(Clone, Debug)]
pub struct Judged<'p> {
    /// Judged under the policy and the team of the head.
    pub case: Case<'p>,
    /// Judged under the base: its policy and team, and the policy revision and roles that the
    /// incident has there. So a change cannot grant the permission that it needs itself. If the
    /// incident is not in the base, its own revision and roles apply.
    pub by_base: Case<'p>,
}

impl<'p> Change<'p> {
    /// Compares two portfolios at an instant. Folders with the same bytes are compared only where
    /// the project's own files differ, because these may affect any incident.
    #[must_use]
    pub fn new(base: &'p Portfolio, head: &'p Portfolio, now: Instant) -> Self {
        let everything = !same_project(&base.tree, &head.tree);
        let pairing::Pairs { kept, added, removed } = pairing::pairs(base, head);
        let concerned = |(was, is): &(&Incident, &Incident)| everything || !same_folder(base, was, head, is);
        let kept = kept.into_iter().filter(concerned).map(|(was, is)| {
            let records = if is.whole { diff(was, is) } else { Diff::default() };
            let was = Case::new(base, was, now);
            Kept { is: Judged { case: Case::new(head, is, now), by_base: was.clone() }, was, records }
        });
        let added =
            added.into_iter().map(|is| Judged { case: Case::new(head, is, now), by_base: Case::new(base, is, now) });
        Self {
            base,
            head,
            meanwhile: None,
            others: Vec::new(),
            edits: &[],
            lists: &[],
            touched: &[],
            automation: &[],
            now,
            kept: kept.collect(),
            added: added.collect(),
            removed: removed.into_iter().map(|incident| Case::new(base, incident, now)).collect(),
        }
    }

    /// Adds the portfolio at the tip of the base branch.
    #[must_use]
    pub fn after(self, meanwhile: &'p Portfolio) -> Self {
        Self { meanwhile: Some(meanwhile), ..self }
    }

    /// Adds what the commits of the change wrote into incidents.
    #[must_use]
    pub fn committed(self, edits: &'p [Edit]) -> Self {
        Self { edits, ..self }
    }

    /// Adds what the commits of the change wrote into distributors.toml.
    #[must_use]
    pub fn with_lists(self, lists: &'p [ListEdit]) -> Self {
        Self { lists, ..self }
    }

    /// Adds the commits of the change, and the files that each changed.
    #[must_use]
    pub fn made_by(self, touched: &'p [Touched]) -> Self {
        Self { touched, ..self }
    }

    /// Adds the files that differ and that the portfolio does not read: workflows and hooks.
    #[must_use]
    pub fn with_automation(self, automation: &'p [FilePath]) -> Self {
        Self { automation, ..self }
    }

    /// Adds the portfolios at the other merge bases. A record that one of them has is not new.
    #[must_use]
    pub fn beside(self, others: impl IntoIterator<Item = &'p Portfolio>) -> Self {
        Self { others: others.into_iter().collect(), ..self }
    }

    /// Returns the folders of incidents in which a file differs, with readable files or not; `None`
    /// if one of the project's own files differs, which concerns every incident.
    #[must_use]
    pub fn touched_folders(&self) -> Option<BTreeSet<String>> {
        let files = self.head.tree.differing(&self.base.tree);
        files.map(|path| path.incident_folder().map(str::to_owned)).collect()
    }

    /// Returns what the commits did to the incident with this `incident.toml` in the head.
    #[must_use]
    pub fn history_of(&self, file: &'p FilePath) -> History<'p> {
        History::of(self, file)
    }

    /// Returns whether another merge base has this record of the incident.
    #[must_use]
    pub fn began_with(&self, incident: &Incident, record: &Record<'_>) -> bool {
        let incidents = self.others.iter().flat_map(|other| &other.incidents);
        let mut same = incidents.filter(|i| i.folder == incident.folder || i.handle == incident.handle);
        same.any(|same| attribution::has(same, record))
    }

    /// Returns the kept and added incidents, each with its new records.
    pub fn additions(&self) -> impl Iterator<Item = (&Judged<'p>, Vec<Record<'p>>)> {
        let kept = self.kept.iter().map(|kept| (&kept.is, kept.records.put().cloned().collect()));
        kept.chain(self.added.iter().map(|new| (new, records(new.case.incident))))
    }
}

impl Kept<'_> {
    /// Returns whether its folder was renamed.
    #[must_use]
    pub fn is_renamed(&self) -> bool {
        self.was.incident.folder != self.is.case.incident.folder
    }
}

/// Returns whether the publication is approved as the policy requires, even if the embargo has not
/// ended.
#[must_use]
pub fn is_approved(case: &Case<'_>) -> bool {
    !matches!(
        case.publication,
        Err(Withheld::Unapproved
            | Withheld::Uncovered
            | Withheld::Changed
            | Withheld::NoDocument
            | Withheld::Rejected
            | Withheld::Withdrawn)
    )
}

/// Returns every public ID in a portfolio with its incident.
pub fn ids(portfolio: &Portfolio) -> impl Iterator<Item = (&PublicId, &Incident)> {
    portfolio.incidents.iter().filter_map(|i| Some((&i.document.as_ref()?.id.as_ref()?.value, i.as_ref())))
}

fn same_project(base: &Tree, head: &Tree) -> bool {
    let own = |tree: &Tree| -> Vec<(FilePath, TreeEntry)> {
        let files = tree.iter().filter(|(path, _)| !path.as_str().starts_with("incidents/"));
        files.map(|(path, entry)| (path.clone(), entry.clone())).collect()
    };
    own(base) == own(head)
}

fn same_folder(base: &Portfolio, was: &Incident, head: &Portfolio, is: &Incident) -> bool {
    was.folder == is.folder && base.tree.under(was.folder.as_str()).eq(head.tree.under(is.folder.as_str()))
}
