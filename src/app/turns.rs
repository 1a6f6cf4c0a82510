//! Finds the incidents that decide whose turn it is to lead others.
//!
//! Whose turn it is depends on the last incident that was reported before. A file names the day on
//! which its incident was reported, so few files have to be parsed to find it.

use std::cell::OnceCell;
use std::cmp::Reverse;
use std::collections::BTreeSet;

use rayon::prelude::*;

use crate::case::{Case, counts_for_rotation};
use crate::event::BuiltIn;
use crate::incident::Incident;
use crate::parse;
use crate::policy::{Pick, Policy};
use crate::portfolio::Portfolio;
use crate::source::FilePath;
use crate::time::{Date, Instant};

/// The order of all incidents of a tree, of which a portfolio has read some.
pub(super) struct Turns<'p> {
    portfolio: &'p Portfolio,
    /// Every incident.toml, and the days that it names.
    files: OnceCell<Vec<(&'p FilePath, Vec<Date>)>>,
}

impl<'p> Turns<'p> {
    pub(super) fn new(portfolio: &'p Portfolio) -> Self {
        Self { portfolio, files: OnceCell::new() }
    }

    /// Returns the folders of the incidents that decide whose turn it was to lead the one in a
    /// folder: for each role that rotates, the last that was reported before.
    pub(super) fn before(&self, folder: &FilePath, now: Instant) -> Vec<FilePath> {
        let files = ["incident.toml", "advisory.md"].map(|name| folder.join(name));
        let tree = &self.portfolio.tree;
        let files = files.iter().filter_map(|file| Some((file, tree.bytes(file.as_str())?)));
        let Some(incident) = &parse::incident_files(files) else { return Vec::new() };
        let case = Case::new(self.portfolio, incident, now);
        // Nobody asks whose turn it was to lead what is over.
        if case.is_closed() || case.publication.is_ok() {
            return Vec::new();
        }
        let held: Vec<&str> = rotating(case.policy).filter(|role| !incident.holders(role).is_empty()).collect();
        let Some(reported) = case.reported.filter(|_| !held.is_empty()) else { return Vec::new() };
        // No incident was reported after the last day that its file names, but for the time zone.
        let can_be = |day: &&Date| day.start() <= reported.date().end();
        let mut files = self.others(incident, |days| days.iter().filter(can_be).max().copied());
        files.sort_unstable_by_key(|(day, _)| Reverse(*day));
        held.into_iter().flat_map(|role| self.last_before(role, reported, &files)).collect()
    }

    /// Returns the incidents for which this one decides whose turn it is: for each role that
    /// rotates, those that were reported after it, up to the next that counts.
    pub(super) fn after(&self, incident: &Incident) -> Vec<Incident> {
        let policies = std::iter::once(&self.portfolio.policy).chain(&self.portfolio.earlier);
        let roles: BTreeSet<&str> = policies.flat_map(rotating).collect();
        let counting = roles.into_iter().filter_map(|role| {
            let reported = counts_for_rotation(self.portfolio, role, incident)?;
            Some(self.next_after(role, reported, incident))
        });
        counting.flatten().collect()
    }

    fn next_after(&self, role: &str, reported: Instant, incident: &Incident) -> Vec<Incident> {
        let can_be = |day: &&Date| day.end() >= reported.date().start();
        let mut files = self.others(incident, |days| days.iter().filter(can_be).min().copied());
        files.sort_unstable();
        let mut next: Option<Instant> = None;
        let mut found: Vec<(Instant, Incident)> = Vec::new();
        for (day, file) in files {
            if next.is_some_and(|next| day.start() > next.date().end()) {
                break;
            }
            let Some(other) = self.holding(role, file) else { continue };
            let Some(at) = other.first(BuiltIn::Reported).map(|event| event.at.value) else { continue };
            if at > reported {
                let counts = counts_for_rotation(self.portfolio, role, &other);
                next = next.into_iter().chain(counts).min();
                found.push((at, other));
            }
        }
        let is_near = |at: &Instant| next.is_none_or(|next| *at <= next);
        found.into_iter().filter(|(at, _)| is_near(at)).map(|(_, other)| other).collect()
    }

    /// Returns the folders of the incidents that were the last before an instant to count for the
    /// rotation of a role. `files` are in the order of the last day that each can have been
    /// reported on.
    fn last_before(&self, role: &str, before: Instant, files: &[(Date, &FilePath)]) -> Vec<FilePath> {
        let mut last: Option<Instant> = None;
        let mut folders = Vec::new();
        for (day, file) in files {
            if last.is_some_and(|last| day.end() < last.date().start()) {
                break;
            }
            let counts = self.holding(role, file).and_then(|other| counts_for_rotation(self.portfolio, role, &other));
            let Some(at) = counts.filter(|at| *at < before) else { continue };
            if last.is_none_or(|last| at >= last) {
                if last != Some(at) {
                    folders.clear();
                }
                last = Some(at);
                folders.extend(file.incident_folder().map(FilePath::new));
            }
        }
        folders
    }

    /// Returns the other incidents of the tree, each with one of the days that it names.
    fn others(&self, incident: &Incident, pick: impl Fn(&[Date]) -> Option<Date>) -> Vec<(Date, &'p FilePath)> {
        let files = self.files.get_or_init(|| {
            let files: Vec<_> = self.portfolio.tree.iter().map(|(file, _)| file).filter(is_incident).collect();
            let days = |file: &FilePath| self.portfolio.tree.bytes(file.as_str()).map(|text| days(text).collect());
            files.into_par_iter().filter_map(|file| Some((file, days(file)?))).collect()
        });
        let others = files.iter().filter(|(file, _)| file.incident_folder() != Some(incident.folder.as_str()));
        others.filter_map(|(file, days)| Some((pick(days)?, *file))).collect()
    }

    /// Returns the incident in a file, if somebody may hold a role in it. Only files that name the
    /// role are parsed.
    fn holding(&self, role: &str, file: &FilePath) -> Option<Incident> {
        let may_hold = |text: &str| text.contains(role) || text.contains('\\');
        let bytes = self.portfolio.tree.bytes(file.as_str())?;
        std::str::from_utf8(bytes).is_ok_and(may_hold).then(|| parse::incident_file(file, bytes))?
    }
}

fn rotating(policy: &Policy) -> impl Iterator<Item = &str> {
    let rotating = policy.roles.iter().filter(|role| role.pick == Some(Pick::RoundRobin));
    rotating.map(|role| role.element.id.as_str())
}

fn is_incident(file: &&FilePath) -> bool {
    file.name() == "incident.toml" && file.incident_folder().is_some()
}

/// Returns the days that a text names, in the form that TOML has for them.
fn days(text: &[u8]) -> impl Iterator<Item = Date> + '_ {
    text.windows(10).filter_map(|part| {
        let [year @ .., b'-', _, _, b'-', _, _] = part else { return None };
        let is_day = year.iter().all(u8::is_ascii_digit);
        if is_day { std::str::from_utf8(part).ok()?.parse().ok() } else { None }
    })
}
