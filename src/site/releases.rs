//! What the public advisories say about each listed release: the answers to "is my version
//! affected?".
//!
//! [`by_package`] decides about each release, as for every export. Nothing here, and no script of
//! a page, compares a version with a range.

use std::collections::{BTreeMap, BTreeSet};
use std::ops::Range;

use rayon::prelude::*;

use crate::advisory::{Advisory, PackageVersions, Standing, by_package};
use crate::ecosystem::Ecosystem;
use crate::policy::LineKind;
use crate::portfolio::{Line, Package, Project};
use crate::time::Instant;
use crate::version::Version;

/// The largest number of releases of products with answers on the index, and pages of their own.
/// Of a longer list, the newest releases of each product have them.
const MOST: usize = 1000;

/// What users have a version of: a package, or the project where it lists none.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Debug)]
pub(super) struct Product<'a> {
    pub(super) ecosystem: Option<&'a Ecosystem>,
    pub(super) name: &'a str,
}

/// What an advisory says about a release.
#[derive(Clone, PartialEq, Eq, Debug)]
pub(super) enum Told {
    /// Affected; with the first later version of its line that is not, if the advisory names one.
    Affected(Option<Version>),
    /// Not affected: it is or comes after this fix.
    Fixed(Version),
    /// Not affected: it comes before this version, which introduced the flaw.
    Before(Version),
    /// Not affected.
    NotAffected,
    /// Nobody knows.
    Unknown,
}

impl From<Standing<'_>> for Told {
    fn from(standing: Standing<'_>) -> Self {
        match standing {
            Standing::Affected(next) => Self::Affected(next.cloned()),
            Standing::Fixed(fix) => Self::Fixed(fix.clone()),
            Standing::Before(introduced) => Self::Before(introduced.clone()),
            Standing::NotAffected => Self::NotAffected,
            Standing::Unknown => Self::Unknown,
        }
    }
}

/// Neighbouring releases of one line about which an advisory says the same, by their places in
/// [`Releases::all`].
#[derive(Debug)]
pub(super) struct Run {
    pub(super) places: Range<usize>,
    pub(super) told: Told,
}

/// What an advisory says about the releases of each product that it names.
pub(super) type OfProducts<'a> = BTreeMap<Product<'a>, Vec<Run>>;

/// What to do about an affected release.
#[derive(Clone, PartialEq, Eq, Debug)]
pub(super) enum Upgrade<'a> {
    /// Upgrade to this release of the same line, which no advisory calls affected.
    OnLine(&'a Version),
    /// Upgrade to this version of the same line: it has every fix, and is not listed.
    Unlisted(Version),
    /// No release of the line is known to have every fix; this one, of a later line, has.
    Later(&'a Version),
    /// No release is known to have every fix.
    Never,
}

/// The answer for one release of a product.
#[derive(Clone, PartialEq, Eq, Debug)]
pub(super) struct Answer<'a> {
    /// The places of the advisories that affect it: the most severe first, then the newest.
    pub(super) affected: Vec<usize>,
    /// The places of the advisories of which nobody knows whether they affect it.
    pub(super) unknown: Vec<usize>,
    /// What to do, if it is affected.
    pub(super) upgrade: Option<Upgrade<'a>>,
}

/// The answers for the releases of a product.
#[derive(Debug)]
pub(super) struct Answers<'a> {
    pub(super) product: Product<'a>,
    pub(super) package: Option<&'a Package>,
    /// The places of the advisories that do not say which versions of it they affect.
    pub(super) unknown: Vec<usize>,
    /// By the places of the releases; `None` for a release that the product does not have, or that
    /// has no answer because there are too many.
    answers: Vec<Option<Answer<'a>>>,
}

impl<'a> Answers<'a> {
    /// Returns its releases that have answers, oldest first: the place and the answer of each.
    pub(super) fn releases(&self) -> impl DoubleEndedIterator<Item = (usize, &Answer<'a>)> {
        self.answers.iter().enumerate().filter_map(|(place, answer)| Some((place, answer.as_ref()?)))
    }
}

/// The listed releases, and what the public advisories say about them.
#[derive(Debug)]
pub(super) struct Releases<'a> {
    /// Every listed release, oldest first.
    pub(super) all: Vec<&'a Version>,
    /// The line of each.
    lines: Vec<&'a Line>,
    /// By the places of the advisories.
    told: Vec<OfProducts<'a>>,
    /// Those of the project's packages first, in its order.
    pub(super) products: Vec<Answers<'a>>,
    /// How many of the oldest releases have no answers.
    pub(super) left_out: usize,
}

impl<'a> Releases<'a> {
    /// Asks the evaluator about each listed release. Costs time linear in the advisories, spread
    /// over all cores.
    pub(super) fn new(project: &'a Project, advisories: &[&'a Advisory], now: Instant) -> Self {
        let by_version = by_version(project);
        let (all, lines): (Vec<_>, Vec<_>) = by_version.into_iter().unzip();
        let told: Vec<_> = advisories.par_iter().map(|advisory| told(project, &all, &lines, advisory)).collect();
        let mut releases = Self { all, lines, told, products: Vec::new(), left_out: 0 };
        if releases.all.is_empty() {
            return releases;
        }
        let products = products(project, &releases.told);
        releases.left_out = releases.all.len().saturating_sub(MOST / products.len());
        releases.products = products.par_iter().map(|own| releases.answers(project, advisories, *own, now)).collect();
        releases
    }

    /// Returns the line of a release.
    pub(super) fn line(&self, place: usize) -> Option<&'a Line> {
        self.lines.get(place).copied()
    }

    /// Returns what the advisory at a place says, if not too much for a page.
    pub(super) fn told(&self, advisory: usize) -> Option<&OfProducts<'a>> {
        let told = self.told.get(advisory)?;
        (!told.is_empty() && told.len() * self.all.len() <= MOST).then_some(told)
    }

    fn answers(
        &self,
        project: &'a Project,
        advisories: &[&Advisory],
        product: Product<'a>,
        now: Instant,
    ) -> Answers<'a> {
        let package = package(project, product);
        let is_first =
            package.map_or_else(|| project.own_packages().next().is_none(), |own| project.is_first(Some(own)));
        let mut affected: Vec<Vec<usize>> = vec![Vec::new(); self.all.len()];
        // The last fix that an advisory names, where each of them names one.
        let mut fixes: Vec<Option<Option<&Version>>> = vec![None; self.all.len()];
        let mut doubtful: Vec<Vec<usize>> = vec![Vec::new(); self.all.len()];
        let mut unknown = Vec::new();
        for (place, (told, advisory)) in self.told.iter().zip(advisories).enumerate() {
            let Some(runs) = told.get(&product) else {
                if is_unknown(advisory, product, is_first) {
                    unknown.push(place);
                }
                continue;
            };
            for run in runs {
                let answered = run.places.clone().filter(|release| *release >= self.left_out);
                if run.told == Told::Unknown {
                    answered.for_each(|release| doubtful.get_mut(release).into_iter().for_each(|all| all.push(place)));
                    continue;
                }
                let Told::Affected(next) = &run.told else { continue };
                for release in answered {
                    if let (Some(all), Some(fix)) = (affected.get_mut(release), fixes.get_mut(release)) {
                        all.push(place);
                        *fix = Some(fix.map_or(next.as_ref(), |fix| fix.zip(next.as_ref()).map(|(a, b)| a.max(b))));
                    }
                }
            }
        }
        let has = |release: &Version| package.is_none_or(|package| package.number(release).is_some());
        let is_safe = |at: usize| {
            let release = self.all.get(at).filter(|release| !release.is_pre_release() && has(release));
            release.copied().filter(|_| [&affected, &doubtful].iter().all(|of| of.get(at).is_some_and(Vec::is_empty)))
        };
        let later = |at: usize| (at + 1..self.all.len()).filter_map(|at| Some((is_safe(at)?, self.line(at)?)));
        let answer = |at: usize| {
            let own = affected.get(at).filter(|_| at >= self.left_out && self.all.get(at).is_some_and(|it| has(it)))?;
            let line = self.line(at)?;
            let upgrade = || {
                let on_line = later(at).find(|(_, other)| std::ptr::eq(*other, line));
                if let Some((release, _)) = on_line {
                    return Upgrade::OnLine(release);
                }
                if let Some(fix) = fixes.get(at).copied().flatten().flatten() {
                    let is_listed = self.all.contains(&fix);
                    if !is_listed {
                        return Upgrade::Unlisted(fix.clone());
                    }
                }
                let supported = later(at).find(|(_, line)| line.kind(now) == LineKind::Supported);
                supported.map_or(Upgrade::Never, |(release, _)| Upgrade::Later(release))
            };
            let upgrade = (!own.is_empty()).then(upgrade);
            let mut affected = own.clone();
            affected.sort_by_key(|place| std::cmp::Reverse(advisories.get(*place).and_then(|it| it.rating())));
            Some(Answer { affected, unknown: doubtful.get(at).cloned().unwrap_or_default(), upgrade })
        };
        Answers { product, package, unknown, answers: (0..self.all.len()).map(answer).collect() }
    }
}

/// Returns each listed release with its line. If two lines list it, the numbered one counts, as in
/// the evaluator.
fn by_version(project: &Project) -> BTreeMap<&Version, &Line> {
    let mut lines: BTreeMap<&Version, &Line> = BTreeMap::new();
    for line in &project.lines {
        for release in &line.releases {
            let known = lines.entry(&release.value).or_insert(line);
            if known.development && !line.development {
                *known = line;
            }
        }
    }
    lines
}

/// Returns the project's packages, or the project where it lists none, and the other packages that
/// advisories name.
fn products<'a>(project: &'a Project, told: &[OfProducts<'a>]) -> Vec<Product<'a>> {
    let of = |package: &'a Package| Product { ecosystem: package.ecosystem(), name: &package.name.value };
    let mut products: Vec<_> = project.own_packages().map(of).collect();
    if products.is_empty() {
        products.push(itself(project));
    }
    let own: BTreeSet<_> = products.iter().copied().collect();
    let others: BTreeSet<_> = told.iter().flat_map(BTreeMap::keys).copied().filter(|it| !own.contains(it)).collect();
    products.extend(others);
    products
}

fn itself(project: &Project) -> Product<'_> {
    Product { ecosystem: None, name: &project.name.value }
}

fn package<'a>(project: &'a Project, product: Product<'_>) -> Option<&'a Package> {
    project.packages.iter().find(|it| it.ecosystem() == product.ecosystem && it.name.value == product.name)
}

/// Returns what an advisory says about these releases.
fn told<'a>(
    project: &'a Project,
    releases: &[&'a Version],
    lines: &[&'a Line],
    advisory: &'a Advisory,
) -> OfProducts<'a> {
    let mut told = OfProducts::new();
    if releases.is_empty() || advisory.withdrawn.is_some() {
        return told;
    }
    for versions in by_package(project, advisory).into_iter().filter(PackageVersions::is_own) {
        let product = versions.package.map(|name| Product { ecosystem: versions.ecosystem, name });
        told.insert(product.unwrap_or_else(|| itself(project)), runs(releases, lines, &versions));
    }
    told
}

fn runs(releases: &[&Version], lines: &[&Line], versions: &PackageVersions<'_>) -> Vec<Run> {
    let mut runs: Vec<Run> = Vec::new();
    for (place, (release, line)) in releases.iter().zip(lines).enumerate() {
        if versions.number(release).is_none() {
            continue;
        }
        let told = Told::from(versions.standing(release));
        let is_of = |run: &&mut Run| {
            let before = run.places.end.checked_sub(1).and_then(|last| lines.get(last));
            run.places.end == place && run.told == told && before.is_some_and(|before| std::ptr::eq(*before, *line))
        };
        match runs.last_mut().filter(is_of) {
            Some(run) => run.places.end += 1,
            None => runs.push(Run { places: place..place + 1, told }),
        }
    }
    runs
}

/// Returns whether an advisory is about a product and does not say which of its versions it
/// affects: it names no versions at all, or commits alone.
fn is_unknown(advisory: &Advisory, product: Product<'_>, is_first: bool) -> bool {
    let is_of = |ecosystem: Option<&Ecosystem>, name: Option<&str>| match name {
        Some(name) => name == product.name && ecosystem == product.ecosystem,
        None => is_first,
    };
    let by_commits = || advisory.commits.iter().any(|it| is_of(it.ecosystem.as_ref(), it.package.as_deref()));
    let says_nothing = advisory.affected.is_empty() && advisory.commits.is_empty();
    advisory.withdrawn.is_none() && (says_nothing || by_commits())
}
