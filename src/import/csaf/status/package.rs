//! What a document says about one package, and the ranges that follow from it.

use std::collections::BTreeSet;

use super::super::super::constraint;
use super::super::super::fields::Notes;
use super::super::super::limits::MAX_RANGES;
use super::super::super::node::excerpt;
use super::super::super::ranges::{self, AffectedVersions, Says, complement, resolve};
use super::super::super::record::Affected;
use super::super::products::{Product, Versions};
use crate::ecosystem::{Ecosystem, purl};
use crate::version::{Order, Version};

/// The status of a version.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Standing {
    Affected,
    Unknown,
    NotAffected,
    Fixed,
}

impl Standing {
    /// Returns the list of products with such a status.
    pub(super) fn list(self) -> &'static str {
        match self {
            Self::Affected => "known_affected",
            Self::Fixed => "fixed",
            Self::NotAffected => "known_not_affected",
            Self::Unknown => "under_investigation",
        }
    }

    fn says(self) -> Says {
        match self {
            Self::Affected => Says::Affected,
            Self::Fixed => Says::Fixed,
            Self::Unknown | Self::NotAffected => Says::NotAffected,
        }
    }
}

/// What the document says about one package.
#[derive(Clone, Default)]
pub(super) struct Package {
    /// Whether it is affected with no version named.
    pub(super) is_affected: bool,
    /// Whether some affected versions can't be read.
    pub(super) is_unparsed: bool,
    /// Affected ranges.
    pub(super) affected: Vec<Affected>,
    /// Ranges that are fixed or not affected.
    pub(super) excepted: Vec<(Says, Affected)>,
    /// Ranges of which nobody knows.
    pub(super) unknown: Vec<Affected>,
    /// Single versions.
    pub(super) single: Vec<(String, Standing)>,
    /// Those that are the first ones with a fix: later versions have it, too.
    first_fixed: BTreeSet<String>,
    /// What the package URLs of its products say beyond ecosystem and name.
    pub(super) purls: BTreeSet<Option<String>>,
    /// Who makes its products.
    vendors: BTreeSet<Option<String>>,
}

impl Package {
    /// Adds what is said of a product. Only a fixed version says that the end of a range is a fix,
    /// or `has_fix`.
    pub(super) fn add(&mut self, product: &Product, standing: Standing, has_fix: bool) {
        self.purls.insert(product.purl.clone());
        self.vendors.insert(product.vendor.clone());
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

    /// Records that a product is the first version with a fix.
    pub(super) fn first_fixed(&mut self, product: &Product, is_first: bool) {
        if let Versions::One(version) = &product.versions
            && is_first
        {
            self.first_fixed.insert(version.clone());
        }
    }

    /// Returns whether it has as many ranges as a record may have.
    pub(super) fn is_full(&self) -> bool {
        self.affected.len() + self.excepted.len() + self.unknown.len() > MAX_RANGES
    }

    /// Returns who makes all its products, if that is one vendor.
    pub(super) fn vendor(&self) -> Option<String> {
        self.vendors.first().filter(|_| self.vendors.len() == 1).cloned().flatten()
    }

    /// Returns the package URL of all its versions, if they have one.
    pub(super) fn purl(&self) -> Option<String> {
        if let [only] = self.purls.iter().collect::<Vec<_>>().as_slice() {
            return (*only).clone();
        }
        let builds: Option<BTreeSet<String>> =
            self.purls.iter().map(|url| url.as_deref().map(purl::without_build)).collect();
        builds.filter(|builds| builds.len() == 1)?.pop_first()
    }

    /// Returns the versions of which nobody knows.
    pub(super) fn unknown(&self) -> impl Iterator<Item = Affected> {
        let single = self.single.iter().filter(|(_, standing)| *standing == Standing::Unknown);
        let single = single.map(|(version, _)| only(version));
        self.unknown.iter().cloned().chain(single)
    }

    /// Returns whether no version of it is said to be affected.
    pub(super) fn is_without_claim(&self) -> bool {
        !self.is_affected
            && self.affected.is_empty()
            && self.single.iter().all(|(_, standing)| *standing != Standing::Affected)
    }

    /// Returns whether some of its versions are said to have a fix.
    pub(super) fn has_fixes(&self) -> bool {
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

    /// Returns the versions without a status, given the affected ones, if the affected ones are
    /// single versions, or if ranges say what is not affected: a status is that of the products
    /// that are listed, and of no others. What comes after the first version with a fix has it.
    pub(super) fn unlisted(&self, affected: &[Affected], order: Option<Order>) -> Vec<Affected> {
        let is_listed = !self.is_affected && (self.affected.is_empty() || !self.excepted.is_empty());
        let versions = self.single.iter().map(|(text, standing)| Some((ranges::version(text, order)?, *standing)));
        let first_fixed: BTreeSet<Version> =
            self.first_fixed.iter().filter_map(|text| ranges::version(text, order)).collect();
        let Some(versions) = versions.collect::<Option<Vec<_>>>().filter(|_| is_listed) else { return Vec::new() };
        let next = |fix: &Version| {
            let later = versions.iter().filter(|(version, standing)| version > fix && *standing <= Standing::Unknown);
            later.map(|(version, _)| version).min().map(ToString::to_string)
        };
        let said = versions.iter().filter_map(|(version, standing)| match standing {
            Standing::Fixed if first_fixed.contains(version) => {
                let introduced = Some(version.to_string());
                Some(Affected { introduced, fixed: next(version), ..Affected::default() })
            }
            Standing::Fixed | Standing::NotAffected => Some(only(version.as_str())),
            Standing::Affected | Standing::Unknown => None,
        });
        let ranges = self.excepted.iter().map(|(_, range)| range).chain(&self.unknown);
        let known = said.chain(ranges.cloned()).chain(affected.iter().cloned()).map(|range| (Says::NotAffected, range));
        let mut left = resolve(&known.collect::<Vec<_>>(), true, order).affected;
        // Where no version comes right after another one, that one is in the range, too.
        let closed = |from: String| from.trim_start_matches("> ").to_owned();
        left.iter_mut().for_each(|range| range.introduced = range.introduced.take().map(closed));
        left
    }

    /// Returns every range, whatever is said of it.
    fn all_ranges(&self) -> impl Iterator<Item = &Affected> {
        self.affected.iter().chain(self.excepted.iter().map(|(_, range)| range)).chain(&self.unknown)
    }

    /// Returns the order that the schemes of its ranges name, or else the type of its package URLs.
    pub(super) fn said(&self) -> Option<Order> {
        let ranges = self.all_ranges();
        let orders: BTreeSet<Order> = ranges.filter_map(|range| range.order).collect();
        let by_scheme = orders.first().filter(|_| orders.len() == 1).copied();
        let kinds: BTreeSet<&str> = self.purls.iter().flatten().filter_map(|url| purl::kind(url)).collect();
        by_scheme.or_else(|| constraint::order(kinds.first().filter(|_| kinds.len() == 1)?))
    }

    /// Returns how its versions are ordered: as its ecosystem does, else as the schemes of its
    /// ranges say, else the first way in which all of them are versions.
    pub(super) fn order(&self, ecosystem: Option<&Ecosystem>, of_project: Option<Order>) -> Option<Order> {
        if ecosystem.is_some() {
            return ranges::order_of(ecosystem);
        }
        if let Some(said) = self.said() {
            return Some(said);
        }
        let all = self.bounds();
        let orders = of_project.into_iter().chain([Order::SemVer, Order::Numeric, Order::Letters]);
        let fits = |order: &Order| {
            let is_version = |text: &&String| ranges::version(text, Some(*order)).is_some();
            all.iter().all(is_version) && ranges::inverted(self.all_ranges(), Some(*order)).is_none()
        };
        orders.into_iter().find(fits).or(of_project).or(Some(Order::SemVer))
    }

    /// Notes that versions are read in an order that only their form names. The record is refused
    /// if a suffix decides the answer.
    pub(super) fn note_guess(&self, order: Option<Order>, path: &str, notes: &Notes) {
        let bounds = self.bounds().into_iter();
        match order {
            Some(order) if order.is_semver() => {
                if let Some(odd) = bounds.into_iter().find(|text| !constraint::is_clear_suffix(text)) {
                    let reason =
                        format!("only the order of versions decides whether `{}` precedes its release", excerpt(odd));
                    notes.unreadable(path, &reason);
                }
            }
            Some(order) => {
                let reason = format!("its versions are read in the order `{order}`, because all are of that form");
                notes.guessed(path, reason);
            }
            None => {}
        }
    }

    /// Returns every version that it names.
    fn bounds(&self) -> Vec<&String> {
        let bounds =
            self.all_ranges().flat_map(|range| [&range.introduced, &range.fixed, &range.last_affected]).flatten();
        bounds.chain(self.single.iter().map(|(version, _)| version)).collect()
    }

    pub(super) fn ranges(self, order: Option<Order>, is_own: bool, path: &str, notes: &Notes) -> Vec<Affected> {
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
        notes.guessed(path, "versions between two affected ones, or up to the next fixed one, are taken as affected");
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
