//! Derives affected ranges from the status of single products.

use std::collections::{BTreeMap, BTreeSet};

use super::super::fields::{Fields, Notes};
use super::super::limits::MAX_RANGES;
use super::super::node::excerpt;
use super::super::ranges::{self, AffectedVersions, complement, resolve};
use super::super::record::Affected;
use super::products::{Product, Products, Versions};
use crate::ecosystem::Ecosystem;
use crate::version::Order;

/// The status of a version.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum Standing {
    Affected,
    NotAffected,
    Fixed,
}

/// What the document says about one package.
#[derive(Default)]
struct Package {
    /// Whether it is affected with no version named.
    is_affected: bool,
    /// Affected ranges.
    affected: Vec<Affected>,
    /// Ranges that are fixed or not affected.
    excepted: Vec<Affected>,
    /// Single versions.
    single: Vec<(String, Standing)>,
}

/// Reads the affected ranges from `product_status` of a vulnerability.
pub(super) fn read(vulnerability: &mut Fields<'_>, products: &Products) -> Vec<Affected> {
    let Some(mut status) = vulnerability.table("product_status") else { return Vec::new() };
    let notes = status.notes();
    let here = status.own_path().to_owned();
    let mut packages: BTreeMap<(Option<Ecosystem>, Option<String>), Package> = BTreeMap::new();
    for (key, standing) in [
        ("known_affected", Standing::Affected),
        ("first_affected", Standing::Affected),
        ("last_affected", Standing::Affected),
        ("first_fixed", Standing::Fixed),
        ("fixed", Standing::Fixed),
        ("known_not_affected", Standing::NotAffected),
    ] {
        for id in status.text_list(key).into_iter().collect::<BTreeSet<_>>() {
            let Some(product) = products.get(&id) else {
                notes.wrong(status.path(key), format!("no product of the tree has the id `{}`", excerpt(&id)));
                continue;
            };
            let name = (product.ecosystem.clone(), product.package.clone());
            let package = packages.entry(name).or_default();
            if package.affected.len() + package.excepted.len() <= MAX_RANGES {
                package.add(product, standing);
            }
        }
    }
    status.discard("recommended", "which version to take is said in the text, if anywhere");
    status.discard("under_investigation", "nobody knows whether these versions are affected");
    let mut found = Vec::new();
    for ((ecosystem, package), status) in packages {
        if status.is_without_claim() {
            continue;
        }
        if ecosystem.is_none() {
            notes.guessed(&here, "a product without a package URL stands for a package of no ecosystem");
        }
        let named = |range| Affected { ecosystem: ecosystem.clone(), package: package.clone(), ..range };
        let order = ranges::order_of(ecosystem.as_ref());
        found.extend(status.ranges(order, &here, notes).into_iter().map(named));
    }
    found
}

impl Package {
    fn add(&mut self, product: &Product, standing: Standing) {
        match (&product.versions, standing) {
            (Versions::All, Standing::Affected) => self.is_affected = true,
            (Versions::One(version), _) => self.single.push((version.clone(), standing)),
            (Versions::Ranges(ranges), Standing::Affected) => self.affected.extend(ranges.iter().cloned()),
            (Versions::Ranges(ranges), _) => self.excepted.extend(ranges.iter().cloned()),
            // That all of it is fixed does not say which versions are affected.
            (Versions::All | Versions::Unparsed, _) => {}
        }
    }

    /// Returns whether no version of it is said to be affected.
    fn is_without_claim(&self) -> bool {
        !self.is_affected
            && self.affected.is_empty()
            && self.single.iter().all(|(_, standing)| *standing != Standing::Affected)
    }

    fn ranges(self, order: Option<Order>, path: &str, notes: &Notes) -> Vec<Affected> {
        let Self { is_affected, mut affected, excepted, single } = self;
        let of = |wanted| single.iter().filter(move |(_, standing)| *standing == wanted).map(|(version, _)| version);
        let mut fixed: Vec<&String> = of(Standing::Fixed).collect();
        fixed.dedup();
        if is_affected {
            let all = Affected::default();
            affected.extend(match fixed.as_slice() {
                [] if excepted.is_empty() => vec![all],
                [only] if excepted.is_empty() => {
                    notes.guessed(path, "the one version that is fixed is taken for the end of what is affected");
                    vec![Affected { fixed: Some((*only).clone()), ..all }]
                }
                _ => complement(&excepted, order).filter(|_| fixed.is_empty()).unwrap_or_else(|| {
                    notes.guessed(path, "which versions each fix is for is not said, so all are taken for affected");
                    vec![all]
                }),
            });
            return affected;
        }
        // A single version takes precedence over a range that contains it. One with both statuses
        // is affected.
        let is_affected: BTreeSet<&String> = of(Standing::Affected).collect();
        let but = single
            .iter()
            .filter(|(version, standing)| *standing != Standing::Affected && !is_affected.contains(version));
        let but = but.map(|(version, _)| Affected {
            introduced: Some(version.clone()),
            last_affected: Some(version.clone()),
            ..Affected::default()
        });
        if !affected.is_empty() {
            let but = but.chain(excepted).map(|range| (false, range));
            let entries: Vec<_> = but.chain(affected.iter().cloned().map(|range| (true, range))).collect();
            let resolution = resolve(&entries, false, order);
            if resolution.is_disputed {
                notes.guessed(path, "versions that are fixed or not affected are taken off the ranges that hold them");
                affected = resolution.affected;
            }
            if resolution.is_unordered {
                notes.guessed(
                    path,
                    "the order of some that are fixed or not affected is not known, so they are not taken off",
                );
            }
        }
        // Versions that a range contains need no range of their own.
        let known = AffectedVersions::new(&affected, order);
        let is_new = of(Standing::Affected).any(|version| known.contains(version) != Some(true));
        if is_new {
            affected.extend(runs(&single, &known, order, path, notes));
        }
        affected
    }
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
            (Standing::NotAffected, Some((from, to))) => {
                found.push(one(&from, &to));
                None
            }
            (_, None) => None,
        };
    }
    found.extend(run.map(|(from, to)| one(&from, &to)));
    if found.iter().any(|range| range.introduced != range.last_affected) {
        notes.guessed(path, "versions between two that are affected are taken for affected");
    }
    found
}
