//! A change: the portfolio as it was where a branch began, and as the branch has it.
//!
//! Most of what a policy asks for stands in one state of the files. What may not happen between two
//! states is seen only by whoever has both: a fact that is gone, an id that is another, a right
//! that somebody gave themselves. Everything here is worked out of the two portfolios and of who
//! committed what; nothing is read.

use crate::case::{Case, Withheld};
use crate::incident::Incident;
use crate::names::PublicId;
use crate::portfolio::Portfolio;
use crate::source::{FilePath, Tree, TreeEntry};
use crate::time::Instant;

mod attribution;
mod authority;
mod copied_text;
mod document;
mod embargo;
mod history;
mod loosened;
mod pairing;
mod record;

pub use attribution::{Before, Doubt, Edit, is_word_of};
pub use authority::may;
pub use copied_text::{CopiedText, copied_texts};
pub use document::differences;
pub use embargo::{EmbargoChange, embargo};
pub use history::History;
pub use loosened::{Loosened, loosened};
pub use record::{Diff, Kind, Record, diff, records};

/// What one change does, as seen from one base.
#[derive(Clone, Debug)]
pub struct Change<'p> {
    /// The portfolio where the change began.
    pub base: &'p Portfolio,
    /// The portfolio with the change.
    pub head: &'p Portfolio,
    /// What the base has become meanwhile, where it moved on.
    pub meanwhile: Option<&'p Portfolio>,
    /// The other commits that the change began at, where two branches merged each other.
    pub others: Vec<&'p Portfolio>,
    /// What the commits of the change wrote into incidents.
    pub edits: &'p [Edit],
    /// The instant all of it is judged at.
    pub now: Instant,
    /// Incidents of both that the change may concern: those with another file, and all where a file
    /// of the project differs.
    pub kept: Vec<Kept<'p>>,
    /// Incidents that only the head has.
    pub added: Vec<Judged<'p>>,
    /// Incidents that only the base has.
    pub removed: Vec<Case<'p>>,
}

/// An incident of both states.
#[derive(Clone, Debug)]
pub struct Kept<'p> {
    /// As the base has it.
    pub was: Case<'p>,
    /// As the head has it.
    pub is: Judged<'p>,
    /// What is recorded in the one and not in the other. Nothing, where the head's files could be
    /// read in part only: what can't be read is not gone.
    pub records: Diff<'p>,
}

/// An incident of the head, under two laws.
#[derive(Clone, Debug)]
pub struct Judged<'p> {
    /// Under the policy and the team of the head.
    pub case: Case<'p>,
    /// Under the law of the base: its policy and team, and what the incident itself says there of
    /// its policy and of who has which role. A change gives nobody the right that it needs itself.
    /// An incident that the base has not is judged by its own.
    pub by_base: Case<'p>,
}

impl<'p> Change<'p> {
    /// Compares two portfolios at an instant. Folders with the same bytes are compared only where
    /// the project's own files differ, because these may change what holds of any incident.
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
            now,
            kept: kept.collect(),
            added: added.collect(),
            removed: removed.into_iter().map(|incident| Case::new(base, incident, now)).collect(),
        }
    }

    /// The same change, with what its base has become meanwhile.
    #[must_use]
    pub fn after(self, meanwhile: &'p Portfolio) -> Self {
        Self { meanwhile: Some(meanwhile), ..self }
    }

    /// The same change, with what its commits wrote into incidents.
    #[must_use]
    pub fn committed(self, edits: &'p [Edit]) -> Self {
        Self { edits, ..self }
    }

    /// The same change, where it began at several commits: what another one of them has is nothing
    /// new.
    #[must_use]
    pub fn beside(self, others: impl IntoIterator<Item = &'p Portfolio>) -> Self {
        Self { others: others.into_iter().collect(), ..self }
    }

    /// What the commits did to the incident whose `incident.toml` this is in the head.
    #[must_use]
    pub fn history_of(&self, file: &'p FilePath) -> History<'p> {
        History::of(self, file)
    }

    /// Whether another one of the commits that the change began at has this record of the incident.
    #[must_use]
    pub fn began_with(&self, incident: &Incident, record: &Record<'_>) -> bool {
        let incidents = self.others.iter().flat_map(|other| &other.incidents);
        let mut same = incidents.filter(|i| i.folder == incident.folder || i.handle == incident.handle);
        same.any(|same| attribution::has(same, record))
    }

    /// Every incident that has new records, with these.
    pub fn additions(&self) -> impl Iterator<Item = (&Judged<'p>, Vec<Record<'p>>)> {
        let kept = self.kept.iter().map(|kept| (&kept.is, kept.records.put().cloned().collect()));
        kept.chain(self.added.iter().map(|new| (new, records(new.case.incident))))
    }
}

impl Kept<'_> {
    /// Whether its folder has another name.
    #[must_use]
    pub fn is_renamed(&self) -> bool {
        self.was.incident.folder != self.is.case.incident.folder
    }
}

/// Whether the publication is approved as the policy asks, be the embargo over or not.
#[must_use]
pub fn is_approved(case: &Case<'_>) -> bool {
    !matches!(case.publication, Err(Withheld::Unapproved | Withheld::NoDocument | Withheld::Rejected))
}

/// Every public id of a portfolio with its incident.
pub fn ids(portfolio: &Portfolio) -> impl Iterator<Item = (&PublicId, &Incident)> {
    portfolio.incidents.iter().filter_map(|i| Some((&i.document.as_ref()?.id.as_ref()?.value, i)))
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
