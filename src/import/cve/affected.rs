//! Reads which versions of a product a CVE record says are affected
//! (<https://github.com/CVEProject/cve-schema/blob/main/schema/docs/versions.md>).

use super::super::error::NoRecord;
use super::super::fields::Fields;
use super::super::ranges::{Resolution, resolve};
use super::super::record::{Affected, Commits};
use crate::version::Order;

mod entries;
mod kinds;
mod product;

use entries::{Entry, Status};

/// What a record says about one product.
pub(super) struct Product {
    /// The affected versions.
    pub(super) affected: Vec<Affected>,
    /// The affected commits.
    pub(super) commits: Vec<Commits>,
}

/// Reads a product.
///
/// # Errors
/// When a bound can't be read or compared: without its range, the others would be wrong.
pub(super) fn read(mut product: Fields<'_>) -> Result<Product, NoRecord> {
    let notes = product.notes();
    let named = product::read(&mut product);
    for (key, reason) in [
        ("cpes", "packages here are named by ecosystem and name, not by CPE"),
        ("modules", "ranges here are for packages, not for the code in them"),
        ("programFiles", "ranges here are for packages, not for the code in them"),
        ("programRoutines", "ranges here are for packages, not for the code in them"),
        ("platforms", "ranges here are for packages on every system"),
    ] {
        product.discard(key, reason);
    }
    let repository = product.non_empty("repo");
    let word = product.non_empty("defaultStatus");
    let default = Status::of(word.as_deref());
    let (path, is_listed) = (product.path("versions"), product.has("versions"));
    let all: Vec<Entry<'_>> =
        product.tables("versions").into_iter().map(entries::read).collect::<Result<Vec<_>, _>>()?;
    let (of_commits, of_versions): (Vec<_>, Vec<_>) = all.into_iter().partition(Entry::is_of_commits);
    if repository.is_some() && of_commits.is_empty() {
        notes.no_place(product.path("repo"), "the references have the source");
    }
    let has_commits = !of_commits.is_empty();
    let commits = entries::commits(of_commits, default, repository.as_deref());
    let order = kinds::order(named.ecosystem.as_ref(), &of_versions)?;
    let is_silent = of_versions.is_empty() && (has_commits || default != Status::Affected);
    if is_silent && !is_listed {
        notes.guessed(product.own_path(), "it names no version, so it says nothing about any");
    }
    let affected = if is_silent { Vec::new() } else { versions(&of_versions, default, order.compared, &path)? };
    if default == Status::Unknown && !affected.is_empty() {
        let reason = "the record does not say what versions are that it does not name: they are not affected here";
        notes.guessed(product.path("defaultStatus"), reason);
    }
    let known = order.said;
    let named_range = |range| Affected {
        ecosystem: named.ecosystem.clone(),
        package: named.package.clone(),
        purl: named.purl.clone(),
        order: known,
        ..range
    };
    let of_package = |commits| Commits {
        ecosystem: named.ecosystem.clone(),
        package: named.package.clone().filter(|_| named.ecosystem.is_some()),
        ..commits
    };
    Ok(Product {
        affected: affected.into_iter().map(named_range).collect(),
        commits: commits.into_iter().map(of_package).collect(),
    })
}

/// Returns the affected versions. By the schema's algorithm the first entry that matches a version
/// counts, and the default if none does.
fn versions(
    entries: &[Entry<'_>],
    default: Status,
    order: Option<Order>,
    path: &str,
) -> Result<Vec<Affected>, NoRecord> {
    let is_affected = |status: Status| status == Status::Affected;
    let mut pieces: Vec<(bool, Affected)> = Vec::new();
    let mut has_changes = false;
    for entry in entries {
        let found = entry.pieces(order)?;
        has_changes |= found.len() > 1;
        pieces.extend(found.into_iter().map(|(status, range)| (is_affected(status), range)));
    }
    let decides = is_affected(default) || pieces.iter().any(|(is_affected, _)| *is_affected);
    if !decides {
        return Ok(Vec::new());
    }
    if !is_affected(default) && !has_changes && pieces.iter().all(|(is_affected, _)| *is_affected) {
        return Ok(pieces.into_iter().map(|(_, range)| range).collect());
    }
    let Resolution { affected, is_disputed, is_unordered } = resolve(&pieces, is_affected(default), order);
    if is_unordered || order.is_none() {
        return Err(entries::unordered());
    }
    // Changes of one entry follow each other.
    if is_disputed && let [entry, _, ..] = entries {
        entry.notes().guessed(path, "if two entries cover the same versions, the first one counts");
    }
    Ok(affected)
}
