//! How a CVE record orders versions: by the ecosystem of the package, else by `versionType`.

use super::super::super::constraint;
use super::super::super::error::NoRecord;
use super::super::super::node::excerpt;
use super::entries::{Entry, OTP};
use super::product::Named;
use crate::ecosystem::{Ecosystem, purl};
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
        _ => return None,
    })
}

/// The orders that are tried where a record names none, the first one first.
const TRIED: [Order; 3] = [Order::SemVer, Order::Numeric, Order::Letters];

/// Returns the order of the versions of these entries, which are of a product.
///
/// # Errors
/// When they are ordered in several ways, or in another way than their ecosystem's.
pub(super) fn order(product: &Named, entries: &[Entry<'_>]) -> Result<Known, NoRecord> {
    let kinds = || entries.iter().filter_map(|entry| Some((entry, named(&entry.kind)?)));
    let kind = || product.purl.as_deref().and_then(purl::kind).filter(|kind| *kind != constraint::GENERIC);
    let of_url = || kind().and_then(constraint::order);
    let said = kinds().map(|(_, order)| order).next().or_else(of_url);
    let of_ecosystem = product.ecosystem.as_ref().and_then(Ecosystem::order);
    let known = of_ecosystem.or(said);
    for (entry, order) in kinds() {
        // Numbers with periods between them have one order, whoever compares them.
        let odd = entry.bounds().find(|bound| Some(order) != known && !is_plain(bound));
        if let Some(odd) = odd {
            let message = format!("`{}` is of the type `{}`, and other versions are not", excerpt(odd), entry.kind);
            return Err(NoRecord::invalid(message, "correct `versionType`, or write the incident by hand"));
        }
    }
    let is_in = |order: Order| {
        let is_readable = |text: &str| Version::parse(text, order).is_ok();
        entries.iter().flat_map(Entry::bounds).all(is_readable)
    };
    let tried = known.is_none().then(|| TRIED.into_iter().find(|order| is_in(*order))).flatten();
    let found = tried.filter(|order| *order != Order::SemVer);
    if let (Some(order), Some(first)) = (found, entries.first()) {
        first
            .notes()
            .guessed("affected", format!("its versions are read in the order `{order}`, because all are of that form"));
    }
    Ok(Known { compared: known.or(tried), said: said.filter(|_| of_ecosystem.is_none()).or(found) })
}

fn is_plain(text: &str) -> bool {
    text.split('.').all(|part| !part.is_empty() && part.bytes().all(|b| b.is_ascii_digit()))
}
