//! Derives affected ranges from the status of single products.

use std::collections::{BTreeMap, BTreeSet};

use super::super::constraint;
use super::super::fields::{Fields, Notes};
use super::super::limits::MAX_RANGES;
use super::super::node::excerpt;
use super::super::ranges::{self, AffectedVersions, Says, complement, resolve};
use super::super::record::Affected;
use super::products::{Product, Products, Versions};
use crate::ecosystem::{Ecosystem, purl};
use crate::literal::escaped;
use crate::version::{Order, Version};

/// The status of a version.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum Standing {
    Affected,
    Unknown,
    NotAffected,
    Fixed,
}

impl Standing {
    fn says(self) -> Says {
        match self {
            Self::Affected => Says::Affected,
            Self::Fixed => Says::Fixed,
            Self::Unknown | Self::NotAffected => Says::NotAffected,
        }
    }
}

/// What the document says about one package.
#[derive(Default)]
struct Package {
    /// Whether it is affected with no version named.
    is_affected: bool,
    /// Whether some affected versions can't be read.
    is_unparsed: bool,
    /// Affected ranges.
    affected: Vec<Affected>,
    /// Ranges that are fixed or not affected.
    excepted: Vec<(Says, Affected)>,
    /// Ranges of which nobody knows.
    unknown: Vec<Affected>,
    /// Single versions.
    single: Vec<(String, Standing)>,
    /// What the package URLs of its products say beyond ecosystem and name.
    purls: BTreeSet<Option<String>>,
}

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

/// Reads `product_status` and `flags` of a vulnerability. `is_own` tells that this program wrote
/// the document, so that its lists follow from the ranges.
pub(super) fn read(vulnerability: &mut Fields<'_>, products: &Products, is_own: bool) -> Status {
    let mut found = Status { affected: Vec::new(), unknown: Vec::new(), ids: BTreeSet::new(), lists: Vec::new() };
    let reasons = reasons(vulnerability, is_own);
    let Some(mut status) = vulnerability.table("product_status") else { return found };
    let notes = status.notes();
    let here = status.own_path().to_owned();
    let fixed = if is_own { with_fix(vulnerability) } else { BTreeSet::new() };
    let mut packages: BTreeMap<(Option<Ecosystem>, Option<String>), Package> = BTreeMap::new();
    let mut listed: BTreeMap<&str, BTreeSet<String>> = BTreeMap::new();
    for (key, standing) in [
        ("known_affected", Standing::Affected),
        ("first_affected", Standing::Affected),
        ("last_affected", Standing::Affected),
        ("first_fixed", Standing::Fixed),
        ("fixed", Standing::Fixed),
        ("known_not_affected", Standing::NotAffected),
        ("under_investigation", Standing::Unknown),
        ("unknown", Standing::Unknown),
    ] {
        for id in status.text_list(key).into_iter().collect::<BTreeSet<_>>() {
            let Some(product) = products.get(&id) else {
                let reason = format!("no product of the tree has the ID `{}`", excerpt(&id));
                notes.unreadable(&status.path(key), &reason);
                continue;
            };
            let list = match standing {
                Standing::Affected => "known_affected",
                Standing::Fixed => "fixed",
                Standing::NotAffected => "known_not_affected",
                Standing::Unknown => "under_investigation",
            };
            let has_fix = fixed.contains(&id);
            listed.entry(list).or_default().insert(id);
            let name = (product.ecosystem.clone(), product.package.clone());
            let package = packages.entry(name).or_default();
            if package.affected.len() + package.excepted.len() + package.unknown.len() <= MAX_RANGES {
                package.add(product, standing, has_fix);
            }
        }
    }
    let mut kept_in_words: BTreeSet<(Option<Ecosystem>, Option<String>)> = BTreeSet::new();
    // Those with a fixed version that ends no range.
    let mut fixed_in_words = BTreeSet::new();
    for ((ecosystem, package), status) in packages {
        let name = (ecosystem.clone(), package.clone());
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
        let order = status.order(ecosystem.as_ref(), notes.order(package.as_deref()));
        // Semantic versions are the default of a package without an ecosystem.
        let by_form = order.filter(|order| *order != Order::SemVer);
        let said = status.said().or(by_form).filter(|_| ecosystem.is_none());
        // Of several package URLs none is that of all versions.
        let purl = status.purl();
        let named = |range| Affected {
            ecosystem: ecosystem.clone(),
            package: package.clone(),
            order: said,
            purl: purl.clone(),
            ..range
        };
        found.unknown.extend(status.unknown().map(&named));
        let has_fixes = status.has_fixes();
        let ranges = status.ranges(order, is_own, &here, notes);
        if has_fixes && ranges.iter().all(|range| range.fixed.is_none() || range.ends_unfixed) {
            fixed_in_words.insert(name);
        }
        found.affected.extend(ranges.into_iter().map(&named));
    }
    found.ids = listed.get("known_affected").cloned().unwrap_or_default();
    if is_own {
        return found;
    }
    for (key, heading) in LISTS {
        // Ranges say what is affected and fixed, unless a product has none.
        let is_listed = |product: &Product| {
            let name = (product.ecosystem.clone(), product.package.clone());
            matches!(key, "known_not_affected" | "under_investigation")
                || kept_in_words.contains(&name)
                || key == "fixed" && fixed_in_words.contains(&name)
        };
        let mut lines: Vec<String> = Vec::new();
        for id in listed.get(key).into_iter().flatten() {
            let Some(product) = products.get(id).filter(|product| is_listed(product)) else { continue };
            let reason = reasons.get(id).map(|reason| format!(" ({reason})")).unwrap_or_default();
            lines.push(format!("- {}", escaped(&format!("{}{reason}", product.title))));
        }
        lines.dedup();
        if !lines.is_empty() {
            notes.guessed(format!("{here}.{key}"), format!("it is added to the text, under the heading `{heading}`"));
            found.lists.push((heading.to_owned(), lines.join("\n")));
        }
    }
    found
}

/// Returns the products whose range ends with a fix, by the remediations of this program's export.
fn with_fix(vulnerability: &Fields<'_>) -> BTreeSet<String> {
    let remediations = vulnerability.copied_tables("remediations").into_iter();
    let fixes = remediations.filter(|remediation| remediation.peek("category") == Some("vendor_fix"));
    fixes.flat_map(|mut fix| fix.text_list("product_ids")).collect()
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

impl Package {
    /// Adds what is said of a product. Only a fixed version says that the end of a range is a fix,
    /// or `has_fix`.
    fn add(&mut self, product: &Product, standing: Standing, has_fix: bool) {
        self.purls.insert(product.purl.clone());
        match (&product.versions, standing) {
            (Versions::All, Standing::Affected) => self.is_affected = true,
            (Versions::One(version), _) => self.single.push((version.clone(), standing)),
            (Versions::Ranges(ranges), Standing::Affected) => {
                let ends = |range: &Affected| range.ends_unfixed || range.fixed.is_some() && !has_fix;
                self.affected
                    .extend(ranges.iter().map(|range| Affected { ends_unfixed: ends(range), ..range.clone() }));
            }
            (Versions::Ranges(ranges), Standing::Unknown) => self.unknown.extend(ranges.iter().cloned()),
            (Versions::Ranges(ranges), _) => {
                self.excepted.extend(ranges.iter().map(|range| (standing.says(), range.clone())));
            }
            (Versions::Unparsed, Standing::Affected) => self.is_unparsed = true,
            // What can't be read may be any version.
            (Versions::All | Versions::Unparsed, Standing::Unknown) => self.unknown.push(Affected::default()),
            // That all of it is fixed does not say which versions are affected.
            (Versions::All | Versions::Unparsed, _) => {}
        }
    }

    /// Returns the package URL of all its versions, if they have one.
    fn purl(&self) -> Option<String> {
        if let [only] = self.purls.iter().collect::<Vec<_>>().as_slice() {
            return (*only).clone();
        }
        let builds: Option<BTreeSet<String>> =
            self.purls.iter().map(|url| url.as_deref().map(purl::without_build)).collect();
        builds.filter(|builds| builds.len() == 1)?.pop_first()
    }

    /// Returns the versions of which nobody knows.
    fn unknown(&self) -> impl Iterator<Item = Affected> {
        let single = self.single.iter().filter(|(_, standing)| *standing == Standing::Unknown);
        let single = single.map(|(version, _)| only(version));
        self.unknown.iter().cloned().chain(single)
    }

    /// Returns whether no version of it is said to be affected.
    fn is_without_claim(&self) -> bool {
        !self.is_affected
            && self.affected.is_empty()
            && self.single.iter().all(|(_, standing)| *standing != Standing::Affected)
    }

    /// Returns whether some of its versions are said to have a fix.
    fn has_fixes(&self) -> bool {
        self.excepted.iter().any(|(says, _)| *says == Says::Fixed)
            || self.single.iter().any(|(_, standing)| *standing == Standing::Fixed)
    }

    /// Returns the first versions that are said to have a fix.
    fn fixes(&self, order: Option<Order>) -> BTreeSet<Version> {
        let ranges = self.excepted.iter().filter(|(says, _)| *says == Says::Fixed);
        let single = self.single.iter().filter(|(_, standing)| *standing == Standing::Fixed);
        let all = ranges.filter_map(|(_, range)| range.introduced.as_ref()).chain(single.map(|(version, _)| version));
        all.filter_map(|text| ranges::version(text, order)).collect()
    }

    /// Returns every range, whatever is said of it.
    fn all_ranges(&self) -> impl Iterator<Item = &Affected> {
        self.affected.iter().chain(self.excepted.iter().map(|(_, range)| range)).chain(&self.unknown)
    }

    /// Returns the order that the schemes of its ranges name, or else the type of its package URLs.
    fn said(&self) -> Option<Order> {
        let ranges = self.all_ranges();
        let orders: BTreeSet<Order> = ranges.filter_map(|range| range.order).collect();
        let by_scheme = orders.first().filter(|_| orders.len() == 1).copied();
        let kinds: BTreeSet<&str> = self.purls.iter().flatten().filter_map(|url| purl::kind(url)).collect();
        by_scheme.or_else(|| constraint::order(kinds.first().filter(|_| kinds.len() == 1)?))
    }

    /// Returns how its versions are ordered: as its ecosystem does, else as the schemes of its
    /// ranges say, else the first way in which all of them are versions.
    fn order(&self, ecosystem: Option<&Ecosystem>, of_project: Option<Order>) -> Option<Order> {
        if ecosystem.is_some() {
            return ranges::order_of(ecosystem);
        }
        if let Some(said) = self.said() {
            return Some(said);
        }
        let bounds =
            self.all_ranges().flat_map(|range| [&range.introduced, &range.fixed, &range.last_affected]).flatten();
        let all: Vec<&String> = bounds.chain(self.single.iter().map(|(version, _)| version)).collect();
        let orders = of_project.into_iter().chain([Order::SemVer, Order::Numeric, Order::Letters]);
        let fits = |order: &Order| {
            let is_version = |text: &&String| ranges::version(text, Some(*order)).is_some();
            all.iter().all(is_version) && ranges::inverted(self.all_ranges(), Some(*order)).is_none()
        };
        orders.into_iter().find(fits).or(of_project).or(Some(Order::SemVer))
    }

    fn ranges(self, order: Option<Order>, is_own: bool, path: &str, notes: &Notes) -> Vec<Affected> {
        let fixes = self.fixes(order);
        let Self { is_affected, mut affected, excepted, single, unknown, .. } = self;
        let of = |wanted| single.iter().filter(move |(_, standing)| *standing == wanted).map(|(version, _)| version);
        // A single version takes precedence over a range that contains it. One with both statuses
        // is affected.
        let alone: BTreeSet<&String> = of(Standing::Affected).collect();
        let other = single.iter().filter(|(_, standing)| *standing != Standing::Affected);
        let other: BTreeSet<&(String, Standing)> = other.filter(|(version, _)| !alone.contains(version)).collect();
        let but = other.into_iter().map(|(version, standing)| (standing.says(), only(version)));
        let but: Vec<(Says, Affected)> = but.chain(excepted).collect();
        if is_affected {
            let read = |text: &str| ranges::version(text, order);
            let is_end = |fix: &&String| {
                but.len() == 1 && alone.iter().all(|version| read(version).is_some_and(|it| Some(it) < read(fix)))
            };
            if let Some(fix) = of(Standing::Fixed).next().filter(is_end) {
                notes.guessed(path, "the only fixed version is taken as the end of the affected range");
                affected.push(Affected { fixed: Some(fix.clone()), ..Affected::default() });
            } else if let Some(others) = complement(&but, order) {
                if !but.is_empty() {
                    notes.guessed(path, "all versions are affected but those that are fixed or not affected");
                }
                affected.extend(others);
            } else {
                let reason = "the document does not say which versions each fix is for, so all are taken as affected";
                notes.guessed(path, reason);
                affected.push(Affected::default());
                return affected;
            }
        }
        if !affected.is_empty() {
            let affected_ones = affected.iter().cloned().map(|range| (Says::Affected, range));
            let entries: Vec<_> = but.iter().cloned().chain(affected_ones).collect();
            let resolution = resolve(&entries, false, order);
            if resolution.is_disputed {
                notes.guessed(path, "fixed and unaffected versions are removed from the ranges that contain them");
                affected = resolution.affected;
            }
            if resolution.is_unordered {
                notes.guessed(
                    path,
                    "some fixed or unaffected versions can't be ordered, so they are not removed from the ranges",
                );
            }
        }
        let named = affected.clone();
        let starts: Vec<_> = affected.iter().filter_map(|range| range.introduced.clone()).collect();
        for range in &mut affected {
            if !is_own
                && let Some(last) = range.last_affected.clone()
                && let Some((last, fix)) = after(&single, &starts, last, order)
            {
                notes.guessed(path, "what comes after the last affected version, up to the fix, is taken for affected");
                (range.fixed, range.last_affected) = if fix { (Some(last), None) } else { (None, Some(last)) };
                range.ends_unfixed = false;
            }
        }
        // Versions that a range contains need no range of their own.
        let known = AffectedVersions::new(&affected, order);
        let is_new = of(Standing::Affected).any(|version| known.contains(version) != Some(true));
        if is_new {
            affected.extend(runs(&single, &known, order, path, notes));
        }
        if !is_own && affected != named {
            // What lies between named versions is a guess. Everything that is said comes before it.
            let is = |says| move |range: &Affected| (says, range.clone());
            let single: Vec<Affected> = alone.iter().map(|version| only(version)).collect();
            let first = single.iter().map(is(Says::Affected)).chain(but).chain(named.iter().map(is(Says::Affected)));
            let others = unknown.iter().map(is(Says::NotAffected)).chain(affected.iter().map(is(Says::Affected)));
            let resolution = resolve(&first.chain(others).collect::<Vec<_>>(), false, order);
            if resolution.is_disputed && !resolution.is_unordered {
                notes.guessed(path, "versions with another status are left out of these ranges");
                affected = resolution.affected;
            }
        }
        for range in affected.iter_mut().filter(|range| range.ends_unfixed) {
            let end = range.fixed.as_deref().and_then(|end| ranges::version(end, order));
            range.ends_unfixed = end.is_none_or(|end| !fixes.contains(&end));
        }
        affected
    }
}

/// Returns the range of one version.
fn only(version: &str) -> Affected {
    Affected { introduced: Some(version.to_owned()), last_affected: Some(version.to_owned()), ..Affected::default() }
}

/// Returns single versions as ranges. Each goes from the first of consecutive affected versions to
/// the next fixed one, or to the last affected one.
fn runs(
    single: &[(String, Standing)],
    known: &AffectedVersions,
    order: Option<Order>,
    path: &str,
    notes: &Notes,
) -> Vec<Affected> {
    let one = |from: &str, to: &str| Affected {
        introduced: Some(from.to_owned()),
        last_affected: Some(to.to_owned()),
        ..Affected::default()
    };
    let ordered = single.iter().map(|(version, standing)| Some((ranges::version(version, order)?, *standing)));
    let Some(mut ordered) = ordered.collect::<Option<Vec<_>>>() else {
        let affected = single.iter().filter(|(_, standing)| *standing == Standing::Affected);
        return affected.map(|(version, _)| one(version, version)).collect();
    };
    // A version with both statuses is affected.
    ordered.sort();
    ordered.dedup_by(|later, first| later.0 == first.0);
    ordered.retain(|(version, standing)| {
        *standing != Standing::Affected || known.contains(version.as_str()) != Some(true)
    });
    let mut found: Vec<Affected> = Vec::new();
    let mut run: Option<(String, String)> = None;
    for (version, standing) in ordered {
        let version = version.to_string();
        run = match (standing, run.take()) {
            (Standing::Affected, Some((from, _))) => Some((from, version)),
            (Standing::Affected, None) => Some((version.clone(), version)),
            (Standing::Fixed, Some((from, _))) => {
                found.push(Affected { introduced: Some(from), fixed: Some(version), ..Affected::default() });
                None
            }
            (Standing::NotAffected | Standing::Unknown, Some((from, to))) => {
                found.push(one(&from, &to));
                None
            }
            (_, None) => None,
        };
    }
    found.extend(run.map(|(from, to)| one(&from, &to)));
    if found.iter().any(|range| range.introduced != range.last_affected) {
        notes.guessed(path, "versions between two affected ones are taken as affected");
    }
    found
}

/// Returns the end of a range that ends with `last`, by the single versions that come next: the
/// last affected one of them, or the fix that follows, with whether it is one. `None` if nothing is
/// said of them before another range starts, or their order is not known.
fn after(
    single: &[(String, Standing)],
    starts: &[String],
    last: String,
    order: Option<Order>,
) -> Option<(String, bool)> {
    let end = ranges::version(&last, order)?;
    let starts = starts.iter().map(|text| ranges::version(text, order)).collect::<Option<Vec<_>>>()?;
    let next = starts.into_iter().filter(|start| *start > end).min();
    let versions = single.iter().map(|(text, standing)| Some((ranges::version(text, order)?, *standing)));
    let mut versions = versions.collect::<Option<Vec<_>>>()?;
    versions.retain(|(version, _)| *version > end && next.as_ref().is_none_or(|next| version < next));
    // Of one version with two statuses, the worse one counts.
    versions.sort();
    versions.dedup_by(|later, first| later.0 == first.0);
    let mut found = None;
    for (version, standing) in versions {
        match standing {
            Standing::Affected => found = Some((version.to_string(), false)),
            Standing::Fixed => return Some((version.to_string(), true)),
            Standing::NotAffected | Standing::Unknown => break,
        }
    }
    found
}
