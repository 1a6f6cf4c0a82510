//! How a CVE record orders versions: by the ecosystem of the package or the type of its package
//! URL, else by `versionType`.

use super::super::super::constraint;
use super::super::super::error::NoRecord;
use super::super::super::node::excerpt;
use super::entries::{Entry, OTHER_ORDER, OTP};
use super::product::Named;
use crate::ecosystem::Ecosystem;
use crate::version::{Order, Version};

/// The order of a product's versions.
pub(super) struct Known {
    /// The order in which its entries are compared.
    pub(super) compared: Option<Order>,
    /// The order that the record itself names.
    pub(super) said: Option<Order>,
}

/// Returns the order that a `versionType` names.
fn named(kind: &str) -> Option<Order> {
    Some(match kind.to_ascii_lowercase().as_str() {
        "semver" | "npm" | "cargo" | "go" | "golang" => Order::SemVer,
        "python" | "pep440" | "pypi" => Order::Pep440,
        "maven" => Order::Maven,
        "rpm" => Order::Rpm,
        "deb" | "debian" | "dpkg" => Order::Debian,
        "gem" | "rubygems" => Order::RubyGems,
        "nuget" => Order::NuGet,
        "composer" => Order::Composer,
        "alpine" | "apk" => Order::Alpine,
        "date" => Order::Date,
        OTP => Order::Numeric,
        // This program's own export names other orders as advisory.toml does.
        other => return other.parse().ok(),
    })
}

/// The orders that are tried where a record names none, the first one first.
const TRIED: [Order; 3] = [Order::SemVer, Order::Numeric, Order::Letters];

/// Returns the order of the versions of these entries, which are of a product.
///
/// # Errors
/// When they are ordered in several ways, or in another way than their ecosystem's.
pub(super) fn order(product: &Named, entries: &[Entry<'_>]) -> Result<Known, NoRecord> {
    let of_ecosystem = product.ecosystem.as_ref().and_then(Ecosystem::order);
    let of_url = product.url_kind.as_deref().and_then(constraint::order);
    if let Some(order) = of_ecosystem.or(of_url) {
        require_alike(entries, order, of_ecosystem.is_some())?;
        return Ok(Known { compared: Some(order), said: of_url.filter(|_| of_ecosystem.is_none()) });
    }
    let of_kind = entries.iter().find_map(|entry| named(&entry.kind));
    if let Some(order) = of_kind.filter(|order| is_in(entries, *order) && is_alike(entries, *order)) {
        return Ok(Known { compared: Some(order), said: Some(order) });
    }
    // Nobody knows how a package manager without an order here compares anything but numbers.
    let has_own_order = product.url_kind.is_some();
    let vendor = product.vendor.as_deref();
    let by_file = entries.first().and_then(|entry| entry.notes().order(product.package.as_deref(), vendor));
    let is_right = |order: &Order| {
        is_in(entries, *order) && is_alike(entries, *order) && entries.iter().all(|entry| !entry.is_inverted(*order))
    };
    // In another order, what follows the hyphen may come after the release.
    let is_clear = |order: &Order| {
        !order.is_semver()
            || of_kind == Some(*order)
            || entries.iter().flat_map(Entry::bounds).all(constraint::is_clear_suffix)
    };
    let tried = TRIED.into_iter().filter(|_| !has_own_order || all_are_plain(entries)).filter(is_clear);
    let Some(order) = by_file.into_iter().chain(tried).find(is_right) else {
        return Err(NoRecord::invalid(unordered(entries, of_kind, has_own_order), OTHER_ORDER));
    };
    let is_guessed = Some(order) != by_file && order != Order::SemVer;
    if let Some(first) = entries.first().filter(|_| is_guessed) {
        let reason = format!("its versions are read in the order `{order}`, because all are of that form");
        first.notes().guessed("affected", reason);
    }
    // Semantic versions are the default of a package without an ecosystem.
    let is_default = order == Order::SemVer && of_kind.is_none() && by_file.is_none();
    Ok(Known { compared: Some(order), said: Some(order).filter(|_| !is_default) })
}

/// Returns why versions have no order.
fn unordered(entries: &[Entry<'_>], of_kind: Option<Order>, has_own_order: bool) -> String {
    let is_odd = |text: &&str| match of_kind {
        Some(order) => Version::parse(text, order).is_err(),
        None => !is_plain(text),
    };
    let odd = entries.iter().flat_map(Entry::bounds).find(is_odd).map(excerpt).unwrap_or_default();
    match of_kind {
        _ if has_own_order => {
            format!("`{odd}` can't be ordered: the version order of its package URL's type is not supported")
        }
        Some(order) if !odd.is_empty() => {
            format!("`{odd}` is not a version in the order `{order}`, which the type of other versions names")
        }
        _ => format!("how its versions are ordered is not known, `{odd}` among them"),
    }
}

/// Requires the entries whose type names another order to be of the package's order as well.
fn require_alike(entries: &[Entry<'_>], order: Order, is_of_ecosystem: bool) -> Result<(), NoRecord> {
    let mut others = entries.iter().filter(|entry| named(&entry.kind).is_some_and(|kind| kind != order));
    let Some(other) = others.clone().next() else { return Ok(()) };
    let of = if is_of_ecosystem { "its ecosystem" } else { "the type of its package URL" };
    let odd =
        others.find_map(|entry| entry.bounds().find(|bound| !is_plain(bound) && Version::parse(bound, order).is_err()));
    if let Some(odd) = odd {
        let message = format!("`{}` is not a version in the order `{order}` of {of}", excerpt(odd));
        return Err(NoRecord::invalid(message, OTHER_ORDER));
    }
    if !is_alike(entries, order) {
        let message = format!("versions of the type `{}` have another order than `{order}`, that of {of}", other.kind);
        return Err(NoRecord::invalid(message, OTHER_ORDER));
    }
    if entries.iter().flat_map(Entry::bounds).any(|bound| !is_plain(bound)) {
        let reason = format!("they are compared in the order `{order}` of {of}, and not in that of `versionType`");
        other.notes().guessed("affected", reason);
    }
    Ok(())
}

/// Returns whether all versions are versions of an order.
fn is_in(entries: &[Entry<'_>], order: Order) -> bool {
    entries.iter().flat_map(Entry::bounds).all(|text| Version::parse(text, order).is_ok())
}

/// Returns whether the versions of each type that names an order have the same places in another
/// one, as far as they are versions in both: among each other, and before or after the release with
/// their numbers.
fn is_alike(entries: &[Entry<'_>], order: Order) -> bool {
    let kinds: Vec<Order> =
        entries.iter().filter_map(|entry| named(&entry.kind)).filter(|kind| *kind != order).collect();
    kinds.iter().all(|kind| {
        let own = entries.iter().filter(|entry| named(&entry.kind) == Some(*kind)).flat_map(Entry::bounds);
        let both = |text: &str| Some((Version::parse(text, *kind).ok()?, Version::parse(text, order).ok()?));
        let mut versions: Vec<(Version, Version)> = own.filter_map(both).collect();
        versions.sort_by(|(a, _), (b, _)| a.cmp(b));
        let is_same = |pair: &[(Version, Version)]| match pair {
            [(a, other_a), (b, other_b)] => a.cmp(b) == other_a.cmp(other_b),
            _ => true,
        };
        versions.windows(2).all(is_same) && versions.iter().all(|(a, b)| a.is_pre_release() == b.is_pre_release())
    })
}

fn all_are_plain(entries: &[Entry<'_>]) -> bool {
    entries.iter().flat_map(Entry::bounds).all(is_plain)
}

fn is_plain(text: &str) -> bool {
    text.split('.').all(|part| !part.is_empty() && part.bytes().all(|b| b.is_ascii_digit()))
}
