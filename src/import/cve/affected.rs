//! Reads which versions of a product a CVE record says are affected
//! (<https://github.com/CVEProject/cve-schema/blob/main/schema/docs/versions.md>).

use super::super::error::NoRecord;
use super::super::fields::Fields;
use super::super::node::excerpt;
use super::super::ranges::{Resolution, Says, resolve};
use super::super::record::{Affected, Commits};
use crate::ecosystem::Ecosystem;
use crate::version::Order;

mod commits;
mod entries;
mod kinds;
mod names;
mod product;

use entries::{Entry, Piece, Status};
pub(super) use names::name;

/// What a record says about one product.
pub(super) struct Product {
    /// The affected versions.
    pub(super) affected: Vec<Affected>,
    /// The versions of which nobody knows.
    pub(super) unknown: Vec<Affected>,
    /// The affected commits.
    pub(super) commits: Vec<Commits>,
    /// The ecosystem, the name and the package URL of all of these.
    ecosystem: Option<Ecosystem>,
    package: Option<String>,
    purl: Option<String>,
    /// Who makes it.
    vendor: Option<String>,
    /// What the record calls it beside the name of its package.
    title: Option<String>,
    /// Whether that is said nowhere else.
    is_title_lost: bool,
    /// The systems that it is for; all if there are none.
    platforms: Vec<String>,
    /// Whether no version of it is affected, by default alone.
    is_unaffected: bool,
    /// Where it is in the record.
    path: String,
    /// Whether its commits are named by it although their repository has the same name.
    is_named: bool,
}

impl Product {
    /// Gives it another name.
    fn rename(&mut self, name: String) {
        let ranges = self.affected.iter_mut().chain(&mut self.unknown).map(|range| &mut range.package);
        let all = ranges.chain(self.commits.iter_mut().map(|of| &mut of.package));
        all.for_each(|package| *package = Some(name.clone()));
        self.package = Some(name);
    }

    /// Returns whether the record says the same about another product.
    fn says_the_same(&self, other: &Self) -> bool {
        (&self.affected, &self.unknown, &self.commits, self.is_unaffected)
            == (&other.affected, &other.unknown, &other.commits, other.is_unaffected)
    }

    /// Returns what it is called in a text, if the record says that no version of it is affected.
    pub(super) fn unaffected(&self) -> Option<String> {
        let name = self.package.as_ref().or(self.title.as_ref()).filter(|_| self.is_unaffected)?;
        Some(match &self.vendor {
            Some(vendor) if !name.starts_with(vendor.as_str()) => format!("{vendor} {name}"),
            _ => name.clone(),
        })
    }
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
    ] {
        product.discard(key, reason);
    }
    let platforms = product.text_list("platforms");
    let repository = product.non_empty("repo");
    let word = product.non_empty("defaultStatus");
    let default = Status::of(word.as_deref());
    if let Some(word) = word.filter(|word| !Status::is_word(word)) {
        notes.unreadable(&product.path("defaultStatus"), &format!("`{}` is not a status", excerpt(&word)));
    }
    let (path, is_listed) = (product.path("versions"), product.has("versions"));
    let all: Vec<Entry<'_>> =
        product.tables("versions").into_iter().map(entries::read).collect::<Result<Vec<_>, _>>()?;
    let (of_commits, of_versions): (Vec<_>, Vec<_>) = all.into_iter().partition(Entry::is_of_commits);
    if repository.is_some() && of_commits.is_empty() {
        notes.no_place(product.path("repo"), "the references have the source");
    }
    let has_commits = !of_commits.is_empty();
    let commits = if has_commits { commits::read(of_commits, default, repository.as_deref())? } else { Vec::new() };
    let order = kinds::order(&named, &of_versions)?;
    let is_silent = of_versions.is_empty() && (has_commits || default != Status::Affected);
    let is_unaffected = is_silent && !has_commits && default == Status::Unaffected;
    if is_silent && !is_listed && !is_unaffected {
        notes.guessed(product.own_path(), "it names no version, so it says nothing about any");
    }
    let (mut affected, mut unknown) = (Vec::new(), Vec::new());
    if !is_silent {
        let pieces = entries::pieces(&of_versions, order.compared)?;
        affected = versions(&of_versions, &pieces, default, order.compared, &path)?;
        unknown = self::unknown(&pieces, default, order.compared)?;
        if unknown.iter().any(|range| range.introduced.as_ref().is_some_and(|from| from.starts_with("> "))) {
            let reason =
                "no version comes right after another one here, so an unknown range includes the one before it";
            notes.guessed(&path, reason);
        }
        // Where no version comes right after another one, that one is unknown, too.
        let closed = |from: String| from.trim_start_matches("> ").to_owned();
        unknown.iter_mut().for_each(|range| range.introduced = range.introduced.take().map(closed));
    }
    let known = order.said;
    let named_range = |range| Affected {
        ecosystem: named.ecosystem.clone(),
        package: named.package.clone(),
        purl: named.purl.clone(),
        order: known,
        vendor: named.vendor.clone(),
        ..range
    };
    let package = named.package.clone().or_else(|| repository.as_deref().map(short).map(str::to_owned));
    let of_package = |commits| Commits {
        ecosystem: named.ecosystem.clone(),
        package: package.clone(),
        purl: named.purl.clone(),
        vendor: named.vendor.clone(),
        ..commits
    };
    // Of commits that no range contains, nobody knows.
    let is_unknown = has_commits && default == Status::Unknown;
    if is_unknown && of_versions.is_empty() {
        unknown.push(Affected::default());
    }
    Ok(Product {
        affected: affected.into_iter().map(&named_range).collect(),
        unknown: unknown.into_iter().map(&named_range).collect(),
        commits: commits.into_iter().map(of_package).collect(),
        ecosystem: named.ecosystem.clone(),
        package,
        purl: named.purl.clone(),
        vendor: named.vendor,
        title: named.title,
        is_title_lost: named.is_title_lost,
        platforms,
        is_unaffected,
        path: product.own_path().to_owned(),
        is_named: is_unknown,
    })
}

/// Returns the last part of a repository's address.
fn short(address: &str) -> &str {
    let path = address.trim_end_matches('/').trim_end_matches(".git");
    path.rsplit(['/', ':']).next().unwrap_or(path)
}

/// Returns the affected versions. By the schema's algorithm the first entry that matches a version
/// counts, and the default if none does.
fn versions(
    entries: &[Entry<'_>],
    pieces: &[Piece],
    default: Status,
    order: Option<Order>,
    path: &str,
) -> Result<Vec<Affected>, NoRecord> {
    let is_affected = |status: Status| status == Status::Affected;
    let decides = is_affected(default) || pieces.iter().any(|piece| is_affected(piece.status));
    if !decides {
        return Ok(Vec::new());
    }
    let is_plain = pieces.len() == entries.len() && pieces.iter().all(|piece| is_affected(piece.status));
    if !is_affected(default) && is_plain {
        return Ok(pieces.iter().map(|piece| piece.range.clone()).collect());
    }
    let says = |piece: &Piece| match piece.status {
        Status::Affected => Says::Affected,
        Status::Unaffected if piece.has_fix => Says::Fixed,
        Status::Unaffected | Status::Unknown => Says::NotAffected,
    };
    let pieces: Vec<_> = pieces.iter().map(|piece| (says(piece), piece.range.clone())).collect();
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

/// Returns the versions of which nobody knows whether they are affected, by the same algorithm.
/// Affected ones may be among them.
fn unknown(pieces: &[Piece], default: Status, order: Option<Order>) -> Result<Vec<Affected>, NoRecord> {
    let is_unknown = |status: Status| status == Status::Unknown;
    if is_unknown(default) && pieces.iter().all(|piece| piece.status != Status::Unaffected) {
        return Ok(vec![Affected::default()]);
    }
    if !is_unknown(default) && !pieces.iter().any(|piece| is_unknown(piece.status)) {
        return Ok(Vec::new());
    }
    // Here the versions that are asked for are those of which nobody knows.
    let says = |piece: &Piece| if is_unknown(piece.status) { Says::Affected } else { Says::NotAffected };
    let pieces: Vec<_> = pieces.iter().map(|piece| (says(piece), piece.range.clone())).collect();
    let found = resolve(&pieces, is_unknown(default), order);
    if found.is_unordered || order.is_none() {
        return Err(entries::unordered());
    }
    Ok(found.affected)
}
