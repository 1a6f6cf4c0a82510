//! Pairs the incidents of the base and the head: by folder, then by handle, then by the similarity
//! of their files. What has the same folder or handle and little else in common may be another
//! incident, and is paired by similarity first.
//!
//! A renamed incident stays the same incident. If it counted as deleted and added, it would lose
//! its history, and a rename could hide forbidden changes.

use std::collections::{HashMap, HashSet, VecDeque};

use crate::incident::Incident;
use crate::portfolio::Portfolio;
use crate::source::Tree;

/// The incidents of two portfolios.
pub(super) struct Pairs<'p> {
    /// Incidents in both, in the order of the head.
    pub(super) kept: Vec<(&'p Incident, &'p Incident)>,
    /// Incidents only in the head.
    pub(super) added: Vec<&'p Incident>,
    /// Incidents only in the base.
    pub(super) removed: Vec<&'p Incident>,
}

/// The percentage of lines that two incidents must share to be paired: git's default for renamed
/// files.
const ALIKE: usize = 50;

/// Pairs the incidents.
pub(super) fn pairs<'p>(base: &'p Portfolio, head: &'p Portfolio) -> Pairs<'p> {
    let mut removed: Vec<&Incident> = base.incidents.iter().map(AsRef::as_ref).collect();
    let mut added: Vec<&Incident> = head.incidents.iter().map(AsRef::as_ref).collect();
    let mut kept = take(&mut removed, &mut added, |incident| incident.folder.as_str());
    kept.extend(take(&mut removed, &mut added, |incident| incident.handle.as_str()));
    // Renames may have given a folder to another incident, as when two swap their handles.
    let (same, other): (Vec<_>, Vec<_>) = kept.into_iter().partition(|(was, is)| is_same(base, was, head, is));
    kept = same;
    removed.extend(other.iter().map(|(was, _)| *was));
    added.extend(other.iter().map(|(_, is)| *is));
    kept.extend(renamed(base, &mut removed, head, &mut added));
    kept.extend(take(&mut removed, &mut added, |incident| incident.folder.as_str()));
    kept.extend(take(&mut removed, &mut added, |incident| incident.handle.as_str()));
    kept.sort_by(|(_, a), (_, b)| a.folder.cmp(&b.folder));
    Pairs { kept, added, removed }
}

/// Removes the pairs with the same key from both lists, and returns them. Of several with one key,
/// the first are paired.
fn take<'p>(
    removed: &mut Vec<&'p Incident>,
    added: &mut Vec<&'p Incident>,
    key: impl Fn(&'p Incident) -> &'p str,
) -> Vec<(&'p Incident, &'p Incident)> {
    let mut new: HashMap<&str, VecDeque<&'p Incident>> = HashMap::new();
    added.iter().for_each(|is| new.entry(key(is)).or_default().push_back(is));
    let mut pairs = Vec::new();
    removed.retain(|was| {
        let is = new.get_mut(key(was)).and_then(VecDeque::pop_front);
        pairs.extend(is.map(|is| (*was, is)));
        is.is_none()
    });
    let taken: HashSet<&str> = pairs.iter().map(|(_, is)| is.folder.as_str()).collect();
    added.retain(|is| !taken.contains(is.folder.as_str()));
    pairs
}

/// Returns whether two incidents with the same folder or handle are the same one, by their files.
fn is_same(base: &Portfolio, was: &Incident, head: &Portfolio, is: &Incident) -> bool {
    let text = |portfolio: &Portfolio, incident: &Incident| portfolio.tree.get(incident.file.as_str()).cloned();
    text(base, was) == text(head, is) || alike(&lines(&base.tree, was), &lines(&head.tree, is)) >= ALIKE
}

/// Removes the pairs with similar files from both lists, the most similar first, and returns them.
fn renamed<'p>(
    base: &Portfolio,
    removed: &mut Vec<&'p Incident>,
    head: &Portfolio,
    added: &mut Vec<&'p Incident>,
) -> Vec<(&'p Incident, &'p Incident)> {
    if removed.is_empty() || added.is_empty() {
        return Vec::new();
    }
    let news: Vec<Lines<'_>> = added.iter().map(|is| lines(&head.tree, is)).collect();
    let mut scores = Vec::new();
    for was in removed.iter() {
        let old = lines(&base.tree, was);
        for (is, new) in added.iter().zip(&news) {
            let score = alike(&old, new);
            if score >= ALIKE {
                scores.push((std::cmp::Reverse(score), *was, *is));
            }
        }
    }
    scores.sort_by(|a, b| (a.0, &a.1.folder, &a.2.folder).cmp(&(b.0, &b.1.folder, &b.2.folder)));
    let mut pairs = Vec::new();
    for (_, was, is) in scores {
        let (old, new) =
            (removed.iter().position(|i| i.folder == was.folder), added.iter().position(|i| i.folder == is.folder));
        if let (Some(old), Some(new)) = (old, new) {
            pairs.push((removed.remove(old), added.remove(new)));
        }
    }
    pairs
}

/// The lines of an incident's two files, each with its number of occurrences.
type Lines<'t> = HashMap<&'t str, usize>;

fn lines<'t>(tree: &'t Tree, incident: &Incident) -> Lines<'t> {
    let document = incident.document.as_ref().map(|document| &document.file);
    let texts = std::iter::once(&incident.file).chain(document).filter_map(|file| tree.text(file.as_str()));
    let mut lines = Lines::new();
    for line in texts.flat_map(str::lines).map(str::trim).filter(|line| !line.is_empty()) {
        *lines.entry(line).or_default() += 1;
    }
    lines
}

/// Returns how many lines are in both, in percent of the longer text.
fn alike(old: &Lines<'_>, new: &Lines<'_>) -> usize {
    let longer = old.values().sum::<usize>().max(new.values().sum()).max(1);
    let both: usize = old.iter().filter_map(|(line, n)| Some(n.min(new.get(line)?))).sum();
    both * 100 / longer
}
