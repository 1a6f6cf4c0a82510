//! Finds the incidents that a change of some incidents may concern.
//!
//! They are found by a search of their files, so the others need not be parsed. Whether a rule of
//! an edited incident also looks at another one depends on few things: an id or a passage that both
//! have, a member of a list that leaked twice, and the order in which people lead.

use std::cmp::Reverse;
use std::collections::{BTreeSet, HashSet};

use rayon::prelude::*;

use crate::case::{Case, counts_for_rotation};
use crate::change::{mentions, new_phrases};
use crate::incident::{EventKind, Incident, each_id};
use crate::parse;
use crate::policy::Pick;
use crate::portfolio::Portfolio;
use crate::source::{FilePath, Tree};
use crate::time::{Date, Instant};
use crate::words::{self, Phrases};

/// Returns the folders of the incidents that a change of those in `touched` may concern: these, and
/// all incidents on which a finding about them can depend. `None`: the portfolio of one of the
/// trees can't be read.
///
/// `before` are the files before the change, `head` those after it.
pub(super) fn concerned(
    head: &Tree,
    before: &[&Tree],
    mut touched: BTreeSet<String>,
    now: Instant,
) -> Option<BTreeSet<String>> {
    let (mut phrases, mut named) = (Phrases::default(), HashSet::new());
    before.iter().for_each(|base| phrases.extend(new_phrases(base, head)));
    let mut earlier = BTreeSet::new();
    for tree in before.iter().copied().chain([head]) {
        let is_touched = |folder: &FilePath| touched.contains(folder.as_str());
        let portfolio = parse::portfolio_with(tree.clone(), is_touched).portfolio?;
        for incident in &portfolio.incidents {
            add_names(incident, &mut phrases);
            if let Some(document) = &incident.document {
                document.each_named_id(|words, _| {
                    named.insert(hash_of(words));
                });
            }
            earlier.extend(earlier_leads(&portfolio, incident, now));
        }
    }
    let folders: BTreeSet<&str> = head.iter().filter_map(|(path, _)| path.incident_folder()).collect();
    let others: Vec<FilePath> =
        folders.into_iter().filter(|folder| !touched.contains(*folder)).map(FilePath::new).collect();
    let is_related = |folder: &FilePath| mentions(head, folder, &phrases) || has_id(head, folder, &named);
    let related = others.into_par_iter().filter(is_related);
    touched.par_extend(related.map(|folder| folder.to_string()));
    touched.extend(earlier);
    Some(touched)
}

/// Adds what rules, and the search for embargoed text, look for in other incidents.
fn add_names(incident: &Incident, phrases: &mut Phrases) {
    phrases.add_id(incident.handle.as_str());
    if let Some(document) = &incident.document {
        document.own_ids().for_each(|id| phrases.add_id(id));
        document.relations.iter().for_each(|relation| phrases.add_id(&relation.id.value));
    }
    // Several leaks end a membership.
    for event in &incident.events {
        if let EventKind::Leaked { distributor: Some(member), .. } = &event.kind.value {
            phrases.add_id(member.as_str());
        }
    }
}

/// Returns whether the advisory in a folder may have one of these ids. Its own ids are in its front
/// matter.
fn has_id(tree: &Tree, folder: &FilePath, ids: &HashSet<u64>) -> bool {
    let Some(text) = tree.bytes(folder.join("advisory.md").as_str()) else { return false };
    let front = std::str::from_utf8(text).ok().map(|text| parse::front_matter(text).as_bytes());
    let front = front.unwrap_or(text);
    let mut has = front.contains(&b'\\');
    each_id(front, |words| has |= ids.contains(&hash_of(words)));
    has
}

fn hash_of(words: &[&str]) -> u64 {
    words.iter().fold(0, |before, word| words::of_pair(before, words::hash(word)))
}

/// Returns the folders of the incidents that decide whose turn it was to lead this one: for each
/// role that rotates, the last that was reported before.
fn earlier_leads(portfolio: &Portfolio, incident: &Incident, now: Instant) -> Vec<String> {
    let case = Case::new(portfolio, incident, now);
    // Nobody asks whose turn it was to lead what is over.
    if case.is_closed() || case.publication.is_ok() {
        return Vec::new();
    }
    let rotating = case.policy.roles.iter().filter(|role| role.pick == Some(Pick::RoundRobin));
    let roles: Vec<&str> = rotating.map(|role| role.element.id.as_str()).collect();
    let held: Vec<&str> = roles.into_iter().filter(|role| !incident.holders(role).is_empty()).collect();
    let Some(reported) = case.reported.filter(|_| !held.is_empty()) else { return Vec::new() };
    let files: Vec<&FilePath> =
        portfolio.tree.iter().map(|(file, _)| file).filter(|file| is_other(file, incident)).collect();
    // No incident was reported after the last day that its file names, but for the time zone.
    let last_day = |file: &FilePath| {
        days(portfolio.tree.bytes(file.as_str())?).filter(|day| day.start() <= reported.date().end()).max()
    };
    let mut files: Vec<(Date, &FilePath)> =
        files.into_par_iter().filter_map(|file| Some((last_day(file)?, file))).collect();
    files.par_sort_unstable_by_key(|(day, _)| Reverse(*day));
    held.into_iter().flat_map(|role| last_before(portfolio, role, reported, &files)).collect()
}

fn is_other(file: &FilePath, incident: &Incident) -> bool {
    file.name() == "incident.toml" && file.incident_folder().is_some_and(|folder| folder != incident.folder.as_str())
}

/// Returns the folders of the incidents that were the last before an instant to count for the
/// rotation of a role. `files` are in the order of the last day that each can have been reported
/// on.
fn last_before(portfolio: &Portfolio, role: &str, before: Instant, files: &[(Date, &FilePath)]) -> Vec<String> {
    let mut last: Option<Instant> = None;
    let mut folders = Vec::new();
    for (day, file) in files {
        if last.is_some_and(|last| day.end() < last.date().start()) {
            break;
        }
        let incident = portfolio.tree.bytes(file.as_str()).and_then(|bytes| parse::incident_file(file, bytes));
        let counts = incident.as_ref().and_then(|incident| counts_for_rotation(portfolio, role, incident));
        let Some(at) = counts.filter(|at| *at < before) else { continue };
        if last.is_none_or(|last| at >= last) {
            if last != Some(at) {
                folders.clear();
            }
            last = Some(at);
            folders.extend(file.incident_folder().map(str::to_owned));
        }
    }
    folders
}

/// Returns the days that a text names, in the form that TOML has for them.
fn days(text: &[u8]) -> impl Iterator<Item = Date> + '_ {
    text.windows(10).filter_map(|part| {
        let [year @ .., b'-', _, _, b'-', _, _] = part else { return None };
        let is_day = year.iter().all(u8::is_ascii_digit);
        if is_day { std::str::from_utf8(part).ok()?.parse().ok() } else { None }
    })
}
