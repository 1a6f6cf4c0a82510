//! The numbers of the project's public IDs that are taken.

use std::collections::BTreeMap;
use std::sync::Arc;

use crate::incident::Incident;
use crate::names::{CveId, PublicId};
use crate::portfolio::Portfolio;

/// Returns the highest number of a public ID in each year. An id in an `advisory.md` that can't be
/// read counts too: it is taken as soon as somebody repairs the file. An `advisory.md` without an
/// `incident.toml` does not count: an interrupted import leaves such files and continues with them.
pub(super) fn highest(portfolio: &Portfolio) -> BTreeMap<i32, u32> {
    let prefix = portfolio.project.id_prefix.as_str();
    let whole = || portfolio.incidents.iter().filter(|i| portfolio.tree.get(i.file.as_str()).is_some());
    let id = |incident: &Arc<Incident>| incident.document.as_ref()?.id.as_ref().map(|id| id.value.clone());
    let unread = whole().filter(|incident| id(incident).is_none());
    let bytes = unread.filter_map(|i| portfolio.tree.bytes(&format!("{}/advisory.md", i.folder)));
    let named = bytes.flat_map(|bytes| ids(&String::from_utf8_lossy(bytes), prefix));
    let mut highest = BTreeMap::new();
    for (year, number) in whole().filter_map(id).filter_map(|id| number(&id, prefix)).chain(named) {
        let last = highest.entry(year).or_insert(0);
        *last = number.max(*last);
    }
    highest
}

/// Returns the year and number of an id, if it is one of the project's.
pub(super) fn number(id: &PublicId, prefix: &str) -> Option<(i32, u32)> {
    id.parts().filter(|(of, ..)| *of == prefix).map(|(_, year, number)| (year, number))
}

/// Returns the id that has the year and the number of a CVE ID; `None` if that has too many digits.
pub(super) fn of_cve(cve: &CveId, prefix: &str) -> Option<PublicId> {
    format!("{prefix}-{}", cve.as_str().strip_prefix("CVE-")?).parse().ok()
}

/// Returns the year and number of each of the project's ids in a text.
fn ids(text: &str, prefix: &str) -> Vec<(i32, u32)> {
    let words = text.split(|c: char| !c.is_ascii_alphanumeric() && c != '-');
    words.filter_map(|word| number(&word.parse().ok()?, prefix)).collect()
}
