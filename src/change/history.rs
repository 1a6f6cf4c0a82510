//! What the commits of a change did to one incident, across renames of its folder.
//!
//! A renamed folder keeps its history. But a rename in one commit may be a copy in the change as a
//! whole: a later commit restores the old folder, or another branch moved it elsewhere. A copy has
//! no history, so its approvals do not count.

use super::attribution::has;
use super::{Change, Edit, Record};
use crate::incident::Incident;
use crate::portfolio::Portfolio;
use crate::source::FilePath;

/// The edits of one incident of the head, with its former names.
#[derive(Clone, Debug)]
pub struct History<'p> {
    /// The names of its `incident.toml` during the change.
    names: Vec<&'p FilePath>,
    /// What the commits wrote into it, the latest first.
    pub edits: Vec<&'p Edit>,
}

impl<'p> History<'p> {
    /// Returns the history of the incident with this `incident.toml` in the head.
    pub(super) fn of(change: &Change<'p>, file: &'p FilePath) -> Self {
        let moves: Vec<(&FilePath, &FilePath)> = (change.edits.iter())
            .flat_map(|edit| edit.before.iter().filter_map(|before| Some((before.from.as_ref()?, &edit.file))))
            .collect();
        let mut names = vec![file];
        let mut open = vec![file];
        while let Some(name) = open.pop() {
            for (from, _) in moves.iter().filter(|(_, to)| *to == name) {
                if !names.contains(from) && heirs(change.head, &moves, from) == 1 {
                    names.push(from);
                    open.push(from);
                }
            }
        }
        let edits = change.edits.iter().rev().filter(|edit| names.contains(&&edit.file)).collect();
        Self { names, edits }
    }

    /// Returns the commits that added a record which the base does not have.
    pub fn putting(&self, record: &Record<'_>) -> impl Iterator<Item = &'p Edit> {
        self.making(move |incident| has(incident, record))
    }

    /// Returns the commits of the change that made `holds` true: it is true after the commit and
    /// was false in all its parents within the change.
    pub fn making(&self, holds: impl Fn(&Incident) -> bool) -> impl Iterator<Item = &'p Edit> {
        let counts = |before: &&super::Before| {
            before.is_own && before.from.as_ref().is_none_or(|from| self.names.contains(&from))
        };
        let made = move |edit: &&Edit| {
            holds(&edit.after) && !edit.before.iter().filter(counts).any(|before| holds(&before.incident))
        };
        self.edits.iter().copied().filter(made)
    }

    /// Returns whether any commit of the change has this record. If none has it, it is not
    /// committed yet.
    #[must_use]
    pub fn has(&self, record: &Record<'_>) -> bool {
        self.edits.iter().any(|edit| edit.has(record))
    }
}

/// Returns how many incidents in the head a file was renamed or copied to.
fn heirs(head: &Portfolio, moves: &[(&FilePath, &FilePath)], file: &FilePath) -> usize {
    let mut names = vec![file];
    let mut open = vec![file];
    while let Some(name) = open.pop() {
        for (_, to) in moves.iter().filter(|(from, _)| *from == name) {
            if !names.contains(to) {
                names.push(to);
                open.push(to);
            }
        }
    }
    head.incidents.iter().filter(|incident| names.contains(&&incident.file)).count()
}
