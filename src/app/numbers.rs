//! The numbers of the project's public ids that are taken.

use std::collections::{BTreeMap, HashSet};

use crate::names::PublicId;
use crate::portfolio::Portfolio;

/// Returns the highest number of a public id in each year. An id in an `advisory.md` that can't be
/// read counts too: it is taken as soon as somebody repairs the file.
pub(super) fn highest(portfolio: &Portfolio) -> BTreeMap<i32, u32> {
    let prefix = portfolio.project.id_prefix.as_str();
    let documents = || portfolio.incidents.iter().filter_map(|incident| incident.document.as_ref());
    let read = || documents().filter_map(|document| Some((&document.file, document.id.as_ref()?)));
    let with_id: HashSet<&str> = read().map(|(file, _)| file.as_str()).collect();
    let is_unread = |path: &str| {
        path.starts_with("incidents/") && path.ends_with("/advisory.md") && !with_id.contains(path)
    };
    let unread = portfolio.tree.iter().filter(|(path, _)| is_unread(path.as_str()));
    let bytes = unread.filter_map(|(path, _)| portfolio.tree.bytes(path.as_str()));
    let named = bytes.flat_map(|bytes| ids(&String::from_utf8_lossy(bytes), prefix));
    let mut highest = BTreeMap::new();
    for (year, number) in read().filter_map(|(_, id)| number(&id.value, prefix)).chain(named) {
        let last = highest.entry(year).or_insert(0);
        *last = number.max(*last);
    }
    highest
}

/// Returns the year and number of an id, if it is one of the project's.
pub(super) fn number(id: &PublicId, prefix: &str) -> Option<(i32, u32)> {
    id.parts().filter(|(of, ..)| *of == prefix).map(|(_, year, number)| (year, number))
}

/// Returns the year and number of each of the project's ids in a text.
fn ids(text: &str, prefix: &str) -> Vec<(i32, u32)> {
    let words = text.split(|c: char| !c.is_ascii_alphanumeric() && c != '-');
    words.filter_map(|word| number(&word.parse().ok()?, prefix)).collect()
}
