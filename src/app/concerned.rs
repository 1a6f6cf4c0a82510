//! Finds the incidents that a change of some incidents may concern.
//!
//! They are found by a search of their files, so the others need not be parsed. Whether a rule of
//! an edited incident also looks at another one depends on few things: an id or a passage that both
//! have, a member of a list that leaked twice, and the order in which people lead.

use std::collections::BTreeSet;

use rayon::prelude::*;

use super::turns::Turns;
use crate::change::{mentions, new_phrases};
use crate::incident::Incident;
use crate::parse;
use crate::portfolio::Portfolio;
use crate::source::{FilePath, Tree};
use crate::time::Instant;
use crate::words::{Phrases, spelled};

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
    let (mut phrases, mut named, mut originals) = (Phrases::default(), Phrases::default(), BTreeSet::new());
    before.iter().for_each(|base| phrases.extend(&new_phrases(base, head)));
    // The files are sorted, so those of one folder are neighbours.
    let mut folders: Vec<&str> = head.iter().filter_map(|(path, _)| path.incident_folder()).collect();
    folders.dedup();
    let mut portfolios: Vec<Portfolio>;
    // An incident of which another one is a duplicate can be a duplicate itself.
    loop {
        let is_touched = |folder: &str| touched.contains(folder);
        let trees = before.iter().copied().chain([head]);
        let read = |tree: &Tree| parse::portfolio_with(tree.clone(), is_touched).portfolio;
        portfolios = trees.map(read).collect::<Option<_>>()?;
        let events = portfolios.iter().flat_map(|portfolio| &portfolio.incidents).flat_map(|it| &it.events);
        originals.extend(events.filter_map(|event| Some(event.duplicate_of()?.value.clone())));
        let is_original = |folder: &&&str| folder.rsplit('/').next().is_some_and(|handle| originals.contains(handle));
        let found: Vec<&str> =
            folders.iter().filter(is_original).copied().filter(|folder| !touched.contains(*folder)).collect();
        if found.is_empty() {
            break;
        }
        touched.extend(found.into_iter().map(str::to_owned));
    }
    for incident in portfolios.iter().flat_map(|portfolio| &portfolio.incidents) {
        add_names(incident, &mut phrases);
        if let Some(document) = &incident.document {
            document.each_named_id(|words, _| named.add(words));
        }
    }
    for original in &originals {
        let words = spelled(original.as_bytes()).words;
        named.add(&words.iter().map(String::as_str).collect::<Vec<_>>());
    }
    let others: Vec<FilePath> =
        folders.into_iter().filter(|folder| !touched.contains(*folder)).map(FilePath::new).collect();
    let is_related = |folder: &FilePath| mentions(head, folder, &phrases) || has_id(head, folder, &named);
    let related: Vec<FilePath> = others.into_par_iter().filter(is_related).collect();
    touched.extend(related.iter().map(FilePath::to_string));
    touched.extend(in_turn(&portfolios, &related, now));
    Some(touched)
}

/// Returns the folders of the incidents that decide whose turn it is to lead those that a change
/// may concern, and of those for which a touched one decides it. `portfolios` have read the touched
/// ones, and `others` are the folders of the others.
fn in_turn(portfolios: &[Portfolio], others: &[FilePath], now: Instant) -> BTreeSet<String> {
    let all: Vec<Turns<'_>> = portfolios.iter().map(Turns::new).collect();
    let mut left: Vec<FilePath> = others.to_vec();
    for (portfolio, turns) in portfolios.iter().zip(&all) {
        for incident in &portfolio.incidents {
            left.extend(turns.after(incident).into_iter().map(|later| later.folder));
            left.push(incident.folder.clone());
        }
    }
    let mut found = BTreeSet::new();
    while let Some(folder) = left.pop() {
        if found.insert(folder.to_string()) {
            left.extend(all.iter().flat_map(|turns| turns.before(&folder, now)));
        }
    }
    found
}

/// Adds what rules, and the search for embargoed text, look for in other incidents.
fn add_names(incident: &Incident, phrases: &mut Phrases) {
    phrases.add_id(incident.handle.as_str());
    if let Some(document) = &incident.document {
        document.own_ids().for_each(|id| phrases.add_id(id));
        document.relations.iter().for_each(|relation| phrases.add_id(&relation.id.value));
    }
    // Several leaks end a membership.
    for (member, _) in incident.leaks_of_members(None) {
        phrases.add_id(member.as_str());
    }
}

/// Returns whether the advisory in a folder may have one of these ids. Its own ids are in its front
/// matter.
fn has_id(tree: &Tree, folder: &FilePath, ids: &Phrases) -> bool {
    let Some(text) = tree.bytes(folder.join("advisory.md").as_str()) else { return false };
    let front = std::str::from_utf8(text).ok().map(|text| parse::front_matter(text).as_bytes());
    let front = front.unwrap_or(text);
    // An id is a string of its own.
    front.contains(&b'\\') || front.split(|byte| matches!(byte, b'"' | b'\'')).any(|part| ids.has(part))
}
