//! Derives affected ranges from the status of single products.

use std::collections::{BTreeMap, BTreeSet};

use super::super::fields::Fields;
use super::super::node::excerpt;
use super::super::record::Affected;
use super::products::{Product, Products};
use crate::literal::escaped;
use crate::version::Order;

mod names;
mod package;

use names::{Name, Names, Remedies};
use package::{Package, Standing};

/// What a vulnerability says about products.
pub(super) struct Status {
    /// Affected ranges.
    pub(super) affected: Vec<Affected>,
    /// Ranges of which nobody knows whether they are affected.
    pub(super) unknown: Vec<Affected>,
    /// The ids of the affected products.
    pub(super) ids: BTreeSet<String>,
    /// What ranges can't say, as lists of products in Markdown, each with its heading.
    pub(super) lists: Vec<(String, String)>,
}

/// The lists of products that ranges have no place for.
const LISTS: [(&str, &str); 4] = [
    ("known_affected", "Affected products"),
    ("fixed", "Fixed products"),
    ("known_not_affected", "Products that are not affected"),
    ("under_investigation", "Products under investigation"),
];

/// The lists of `product_status`, with what they say.
const STATUSES: [(&str, Standing); 8] = [
    ("known_affected", Standing::Affected),
    ("first_affected", Standing::Affected),
    ("last_affected", Standing::Affected),
    ("first_fixed", Standing::Fixed),
    ("fixed", Standing::Fixed),
    ("known_not_affected", Standing::NotAffected),
    ("under_investigation", Standing::Unknown),
    ("unknown", Standing::Unknown),
];

/// Reads `product_status` and `flags` of a vulnerability. `is_own` tells that this program wrote
/// the document, so that its lists follow from the ranges.
pub(super) fn read(vulnerability: &mut Fields<'_>, products: &Products, is_own: bool) -> Status {
    let mut found = Status { affected: Vec::new(), unknown: Vec::new(), ids: BTreeSet::new(), lists: Vec::new() };
    let reasons = reasons(vulnerability, is_own);
    let Some(mut status) = vulnerability.table("product_status") else { return found };
    let notes = status.notes();
    let here = status.own_path().to_owned();
    let fixed = if is_own { with_fix(vulnerability) } else { BTreeSet::new() };
    let remedies = remedies(vulnerability);
    let lists = STATUSES.map(|(key, standing)| {
        let ids: BTreeSet<String> = status.text_list(key).into_iter().collect();
        (key, standing, ids)
    });
    // This program's documents relate no products.
    let of_others = lists.iter().filter(|_| !is_own).map(|(_, standing, ids)| (*standing, ids));
    let names = Names::new(of_others, products, &remedies);
    let mut packages: BTreeMap<Name, Package> = BTreeMap::new();
    let mut listed: BTreeMap<&str, BTreeSet<String>> = BTreeMap::new();
    let mut statuses: BTreeMap<String, (&str, &str)> = BTreeMap::new();
    for (key, standing, ids) in lists {
        for id in ids {
            let Some(product) = products.get(&id) else {
                let reason = format!("no product of the tree has the ID `{}`", excerpt(&id));
                notes.unreadable(&status.path(key), &reason);
                continue;
            };
            let list = standing.list();
            // A product has one status (test 6.1.6 of the standard).
            let (first, known) = *statuses.entry(id.clone()).or_insert((key, list));
            if !is_own && known != list {
                let reason = format!("the product `{}` is in `{first}`, too, which contradicts it", excerpt(&id));
                notes.unreadable(&status.path(key), &reason);
            }
            let has_fix = fixed.contains(&id);
            let is_first = key == "first_fixed";
            listed.entry(list).or_default().insert(id);
            let package = packages.entry(names.of(product)).or_default();
            if !package.is_full() {
                package.add(product, standing, has_fix);
                package.first_fixed(product, is_first);
            }
        }
    }
    status.discard("recommended", "which version to install can only be said in the text here");
    let mut kept_in_words: BTreeSet<Name> = BTreeSet::new();
    // Those with a fixed version that ends no range.
    let mut fixed_in_words = BTreeSet::new();
    for (name, status) in packages {
        let (ecosystem, package) = (name.of_package(), name.package.clone());
        if is_own && package.is_none() {
            continue;
        }
        if status.is_unparsed {
            notes.lost(&here, "some affected versions can't be read, so none of that product are taken");
            kept_in_words.insert(name);
            continue;
        }
        if status.is_without_claim() {
            kept_in_words.insert(name);
            continue;
        }
        if ecosystem.is_none() {
            notes.guessed(&here, "a product without a package URL is a package of no ecosystem");
        }
        if name.platform.is_some() {
            let reason = "the document does not say the same about a package on each product that it is installed on, so each of these has a package";
            notes.guessed(&here, reason);
        }
        let vendor = status.vendor().filter(|_| ecosystem.is_none());
        let of_project = notes.order(package.as_deref(), vendor.as_deref());
        // On a platform it has the order of its ecosystem, but it is not that package any more.
        let order = status.order(name.ecosystem.as_ref(), of_project);
        if !is_own && name.ecosystem.is_none() && status.said().is_none() && order != of_project {
            status.note_guess(order, &here, notes);
        }
        // Semantic versions are the default of a package without an ecosystem.
        let by_form = order.filter(|order| *order != Order::SemVer);
        let said = status.said().or(by_form).filter(|_| ecosystem.is_none());
        // Of several package URLs none is that of all versions.
        let purl = status.purl().filter(|_| name.platform.is_none());
        let package = name.full();
        let named = |range| Affected {
            ecosystem: ecosystem.clone(),
            package: package.clone(),
            order: said,
            purl: purl.clone(),
            vendor: vendor.clone(),
            ..range
        };
        found.unknown.extend(status.unknown().map(&named));
        let has_fixes = status.has_fixes();
        let single = status.clone();
        let ranges = status.ranges(order, is_own, &here, notes);
        let unlisted = if is_own { Vec::new() } else { single.unlisted(&ranges, order) };
        if !unlisted.is_empty() {
            notes.guessed(&here, "it lists single versions, so nobody knows whether others are affected");
        }
        found.unknown.extend(unlisted.into_iter().map(&named));
        if has_fixes && ranges.iter().all(|range| range.fixed.is_none() || range.ends_unfixed) {
            fixed_in_words.insert(name);
        }
        found.affected.extend(ranges.into_iter().map(&named));
    }
    found.ids = listed.get("known_affected").cloned().unwrap_or_default();
    if is_own {
        return found;
    }
    let mut explained = BTreeSet::new();
    for (key, heading) in LISTS {
        // Ranges say what is affected and fixed, unless a product has none.
        let is_listed = |product: &Product| {
            let name = names.of(product);
            matches!(key, "known_not_affected" | "under_investigation")
                || kept_in_words.contains(&name)
                || key == "fixed" && fixed_in_words.contains(&name)
        };
        let mut lines: Vec<String> = Vec::new();
        for id in listed.get(key).into_iter().flatten() {
            let Some(product) = products.get(id).filter(|product| is_listed(product)) else { continue };
            explained.insert(id.clone());
            let reason = reasons.get(id).map(|reason| format!(" ({reason})")).unwrap_or_default();
            lines.push(format!("- {}", escaped(&format!("{}{reason}", product.title))));
        }
        lines.dedup();
        if !lines.is_empty() {
            notes.guessed(format!("{here}.{key}"), format!("it is added to the text, under the heading `{heading}`"));
            found.lists.push((heading.to_owned(), lines.join("\n")));
        }
    }
    if reasons.keys().any(|id| !explained.contains(id)) {
        let reason = "one is of a product that is affected or fixed, and says why a product is not affected";
        notes.no_place(vulnerability.path("flags"), reason);
    }
    found
}

/// Returns the products whose range ends with a fix, by the remediations of this program's export.
/// Those that it makes of sections name none.
fn with_fix(vulnerability: &Fields<'_>) -> BTreeSet<String> {
    let names_one = |fix: &Fields<'_>| {
        let said = fix.peek("details").unwrap_or_default();
        said.starts_with("Update ") && said.contains(" to ") && said.lines().count() == 1
    };
    let mut found = BTreeSet::new();
    for mut remediation in vulnerability.copied_tables("remediations") {
        if remediation.peek("category") == Some("vendor_fix") && names_one(&remediation) {
            found.extend(remediation.text_list("product_ids"));
        }
        // It is only a copy.
        remediation.ignore_rest();
    }
    found
}

/// Returns the categories of the remediations of each product.
fn remedies(vulnerability: &Fields<'_>) -> Remedies {
    let mut remedies = Remedies::new();
    for mut remediation in vulnerability.copied_tables("remediations") {
        let category = remediation.peek("category").unwrap_or_default().to_owned();
        for id in remediation.text_list("product_ids") {
            remedies.entry(id).or_default().insert(category.clone());
        }
        // It is only a copy.
        remediation.ignore_rest();
    }
    remedies
}

/// Returns why products are not affected, by their ids.
fn reasons(vulnerability: &mut Fields<'_>, is_own: bool) -> BTreeMap<String, String> {
    let mut reasons = BTreeMap::new();
    for mut flag in vulnerability.tables("flags") {
        let label = flag.non_empty("label").unwrap_or_default().replace('_', " ");
        let ids = flag.text_list("product_ids");
        if ids.is_empty() && !is_own {
            flag.notes().no_place(flag.own_path(), "it names no product");
        }
        reasons.extend(ids.into_iter().map(|id| (id, label.clone())));
        flag.discard("group_ids", "groups of products have no place here");
        flag.discard("date", "the advisory has one date here");
    }
    if is_own { BTreeMap::new() } else { reasons }
}
