//! The products of a document, and their status.
//!
//! CSAF states facts about single products. So each listed release is a product, and so is each
//! range of affected versions, for versions that are not listed. Both follow what
//! [`by_package`](crate::advisory::by_package) computes over all release lines.

use std::borrow::Cow;
use std::collections::BTreeSet;

use crate::advisory::{Advisory, PackageVersions, Standing};
use crate::ecosystem::purl::generic;
use crate::ecosystem::{Ecosystem, written};
use crate::policy::LineKind;
use crate::portfolio::{Line, Project};
use crate::version::{End, Order, Range, Version};

use super::{Edition, Exported};

/// The range of all versions.
const EVERYTHING: &str = "*";

/// The scheme of all other ecosystems.
const SEMVER: &str = "semver";

/// All products of a document.
#[derive(Debug)]
pub(super) struct Products<'a> {
    pub(super) vendor: &'a str,
    pub(super) packages: Vec<Package<'a>>,
}

#[derive(Debug)]
pub(super) struct Package<'a> {
    pub(super) name: &'a str,
    /// Whether the project publishes it.
    pub(super) is_own: bool,
    /// The release of the distribution that it is of, if it is of one.
    pub(super) of: Option<&'a str>,
    pub(super) products: Vec<Product<'a>>,
}

/// One product.
#[derive(Debug)]
pub(super) struct Product<'a> {
    /// Derived from its content, so that a later revision of the document has the same ID.
    pub(super) id: String,
    /// The package that it is a release of.
    pub(super) package: &'a str,
    pub(super) branch: Branch,
    /// The release, or the first version of a range, if it has one.
    pub(super) first: Option<Version>,
    pub(super) purl: String,
    pub(super) status: Status,
}

#[derive(Debug, PartialEq, Eq)]
pub(super) enum Branch {
    /// The whole package.
    Whole,
    Release(String),
    Range(String),
}

/// The status of a product.
#[derive(Debug)]
pub(super) enum Status {
    /// Affected. First: the version before it is not affected. Last: the next version of its line
    /// is not affected, and none has the fix.
    Affected { remedy: Remedy, first: bool, last: bool },
    /// Fixed. First: no earlier version of its line has the fix. Recommended: no later version of
    /// its line is known.
    Fixed { first: bool, recommended: bool },
    /// Not affected. Absent: a later version introduced the flaw.
    NotAffected { absent: bool },
}

/// What to do about an affected product.
#[derive(Debug)]
pub(super) enum Remedy {
    /// Upgrade to this version.
    Fix(Version),
    /// No release of its line has the fix yet.
    NoneYet,
    /// Its line gets no more releases.
    Never,
    /// Nobody knows which release has the fix.
    Unknown,
    /// The source of an imported advisory does not say which release has the fix.
    Unsaid,
}

impl Remedy {
    /// Returns what is true of versions without a known fix; `None` if whether there is one follows
    /// from the project's own releases.
    fn without_fix(advisory: &Advisory, versions: &PackageVersions<'_>) -> Option<Self> {
        if versions.unknown().is_empty() {
            advisory.origin.is_some().then_some(Self::Unsaid)
        } else {
            Some(Self::Unknown)
        }
    }
}

impl Product<'_> {
    /// Returns whether it is affected.
    pub(super) fn is_affected(&self) -> bool {
        matches!(self.status, Status::Affected { .. })
    }
}

impl<'a> Products<'a> {
    /// Every product.
    pub(super) fn iter(&self) -> impl Iterator<Item = &Product<'a>> {
        self.packages.iter().flat_map(|package| &package.products)
    }
}

/// Returns the claims of the document: everything about each package that the advisory names.
pub(super) fn of<'a>(exported: &Exported<'a>, edition: Edition) -> Products<'a> {
    let Exported { project, advisory, .. } = *exported;
    let packages =
        exported.packages().iter().flat_map(|versions| package(project, advisory, versions, edition)).collect();
    Products { vendor: &project.name, packages }
}

/// Returns the releases and the ranges of a package. If a package numbers releases differently, its
/// ranges use its numbers, and the releases are the project's.
fn package<'a>(
    project: &'a Project,
    advisory: &'a Advisory,
    versions: &PackageVersions<'a>,
    edition: Edition,
) -> Vec<Package<'a>> {
    let name = versions.package.unwrap_or(&project.name);
    let of = versions.ecosystem.map(Ecosystem::name).filter(|name| name.contains(':'));
    let mut package =
        Package { name, is_own: versions.is_own(), of, products: ranges(advisory, versions, name, edition) };
    let mut packages = Vec::new();
    if versions.has_own_numbers() {
        let name = project.name.as_str();
        let products = releases(project, advisory, versions, name);
        packages.push(Package { name, is_own: true, of: None, products });
    } else {
        let releases = releases(project, advisory, versions, name);
        package.products.retain(|range| releases.iter().all(|release| release.branch != range.branch));
        package.products.splice(..0, releases);
    }
    packages.retain(|package| !package.products.is_empty());
    if package.products.is_empty() && versions.unknown().is_empty() {
        let status = Status::NotAffected { absent: false };
        package.products.push(whole(versions, name, status));
    }
    packages.extend(Some(package).filter(|package| !package.products.is_empty()));
    packages
}

/// Returns every listed release, sorted, with its status, but for those of which nobody knows
/// whether they are affected: to list them as under investigation would say that somebody is
/// looking.
fn releases<'a>(
    project: &'a Project,
    advisory: &Advisory,
    versions: &PackageVersions<'_>,
    package: &'a str,
) -> Vec<Product<'a>> {
    let at = advisory.since();
    let recommended: BTreeSet<_> = recommended(project, advisory, versions).into_iter().collect();
    let (mut first, mut last) = (BTreeSet::new(), BTreeSet::new());
    for range in versions.ranges() {
        first.extend(&range.introduced);
        if let End::LastAffected(version) = &range.end {
            last.insert(version);
        }
    }
    let status = |version: &Version, line: &Line| {
        Some(match versions.standing(version) {
            Standing::Affected(fix) => Status::Affected {
                remedy: match fix {
                    Some(fix) => Remedy::Fix(fix.clone()),
                    None => Remedy::without_fix(advisory, versions).unwrap_or_else(|| without_fix(line.kind(at))),
                },
                first: first.contains(version),
                last: last.contains(version),
            },
            Standing::Fixed(fix) => Status::Fixed {
                first: version.in_order(fix.order()).as_ref() == Some(fix),
                recommended: recommended.contains(&version),
            },
            Standing::Before(_) => Status::NotAffected { absent: true },
            Standing::NotAffected => Status::NotAffected { absent: false },
            Standing::Unknown => return None,
        })
    };
    let lines = project.lines.iter().filter(|_| versions.is_own());
    let mut releases: Vec<_> = lines.flat_map(|line| line.releases.iter().map(move |r| (&r.value, line))).collect();
    releases.sort_by_key(|(version, _)| *version);
    releases.dedup_by_key(|(version, _)| *version);
    let release = |(version, line): (&Version, &Line)| {
        Some(Product {
            status: status(version, line)?,
            id: id(versions, Some(version.without_v())),
            package,
            branch: Branch::Release(version.without_v().to_owned()),
            first: Some(version.clone()),
            purl: match versions.number(version) {
                Some(number) => versions.purl_or_generic(versions.package.unwrap_or(package), Some(&number)),
                None => generic(package, Some(version)),
            },
        })
    };
    releases.into_iter().filter_map(release).collect()
}

/// Returns the ranges of affected versions. In 2.1, a range of one version is that version (test
/// 6.1.59).
fn ranges<'a>(
    advisory: &Advisory,
    versions: &PackageVersions<'_>,
    package: &'a str,
    edition: Edition,
) -> Vec<Product<'a>> {
    let (fixes, without) = (fixes(versions), without_a_fix(versions));
    // Returns what to do about a range's versions: upgrade to the version that ends it, if that has
    // the fix.
    let remedy = |range: &Range| match &range.end {
        End::Fixed(end) if fixes.contains(end) => Remedy::Fix(end.clone()),
        // The advisory says where the range ends, and of no release that it has the fix.
        End::Fixed(_) if advisory.origin.is_none() && versions.affected().iter().all(|it| it.ends_unfixed) => {
            Remedy::Unknown
        }
        _ => Remedy::without_fix(advisory, versions).unwrap_or(if without { Remedy::Never } else { Remedy::NoneYet }),
    };
    let range = |range: &Range| {
        let (ecosystem, order) = (versions.ecosystem, versions.order());
        let text = match (constraints(range, ecosystem, order), edition) {
            (all, Edition::V2_1) if all == EVERYTHING => format!("vers:all/{all}"),
            (some, _) => format!("vers:{}/{some}", scheme(ecosystem, order)),
        };
        let id = id(versions, Some(&text));
        let only = only(range).filter(|_| edition == Edition::V2_1);
        Product {
            id,
            package,
            branch: only.map_or(Branch::Range(text), |only| Branch::Release(only.without_v().to_owned())),
            first: range.introduced.clone(),
            purl: versions.purl_or_generic(package, only),
            status: Status::Affected { remedy: remedy(range), first: false, last: false },
        }
    };
    versions.package_ranges().iter().map(range).collect()
}

/// Returns the only version of a range, if it names one.
fn only(range: &Range) -> Option<&Version> {
    range.introduced.as_ref().filter(|start| range.last_affected() == Some(*start))
}

fn whole<'a>(versions: &PackageVersions<'_>, name: &'a str, status: Status) -> Product<'a> {
    Product {
        id: id_of(versions.ecosystem, name, None),
        package: name,
        branch: Branch::Whole,
        first: None,
        purl: versions.purl_or_generic(name, None),
        status,
    }
}

/// Returns the newest fixed release of each line that was supported when the advisory became
/// public.
fn recommended<'a>(project: &'a Project, advisory: &Advisory, versions: &PackageVersions<'_>) -> Vec<&'a Version> {
    let since = advisory.since();
    let supported = project.lines.iter().filter(|line| line.kind(since) == LineKind::Supported);
    let newest = |line: &'a Line| {
        let releases = line.releases.iter().map(|release| &release.value).filter(|version| !version.is_pre_release());
        releases.filter(|version| matches!(versions.standing(version), Standing::Fixed(_))).max()
    };
    supported.filter_map(newest).collect()
}

/// Returns whether no line without the fix gets any more releases.
fn without_a_fix(versions: &PackageVersions<'_>) -> bool {
    let mut open = versions.affected().iter().filter(|affected| affected.fixed().is_none()).peekable();
    open.peek().is_some() && open.all(|affected| affected.support == Some("unsupported"))
}

/// Returns the versions, in the package's numbers, that end a range because they have the fix, and
/// not because the line ends.
fn fixes(versions: &PackageVersions<'_>) -> BTreeSet<Version> {
    let fix = |range: &Range| match &range.end {
        End::Fixed(fix) if versions.standing(fix) == Standing::Fixed(fix) => versions.number(fix).map(Cow::into_owned),
        End::Fixed(_) | End::LastAffected(_) | End::Open => None,
    };
    versions.ranges().iter().filter_map(fix).collect()
}

fn without_fix(kind: LineKind) -> Remedy {
    if kind == LineKind::Unsupported { Remedy::Never } else { Remedy::NoneYet }
}

fn id(versions: &PackageVersions<'_>, version: Option<&str>) -> String {
    id_of(versions.ecosystem, versions.package.unwrap_or_default(), version)
}

fn id_of(ecosystem: Option<&Ecosystem>, name: &str, version: Option<&str>) -> String {
    let ecosystem = ecosystem.map(|ecosystem| format!("{ecosystem}:")).unwrap_or_default();
    let version = version.map(|version| format!("@{version}")).unwrap_or_default();
    format!("{ecosystem}{name}{version}")
}

/// Returns the scheme of a package's ranges (<https://github.com/package-url/vers-spec>).
fn scheme(ecosystem: Option<&Ecosystem>, order: Order) -> &'static str {
    ecosystem.and_then(Ecosystem::vers_scheme).unwrap_or(match order {
        // In `semver` versions that differ in their build alone are equal.
        Order::SemVer => SEMVER,
        Order::Debian => "deb",
        Order::Rpm => "rpm",
        Order::Numeric => "intdot",
        _ => "generic",
    })
}

/// Returns a range in `vers` notation.
fn constraints(range: &Range, ecosystem: Option<&Ecosystem>, order: Order) -> String {
    let written = |version: &Version| match scheme(ecosystem, order) {
        SEMVER => version.semver(),
        _ => written(version, ecosystem),
    };
    let start = range.introduced.as_ref().map(written);
    let end = match &range.end {
        End::Fixed(version) => Some(("<", written(version))),
        End::LastAffected(version) => Some(("<=", written(version))),
        End::Open => None,
    };
    match (start, end) {
        (None, None) => EVERYTHING.to_owned(),
        (Some(start), Some(("<=", end))) if start == end => start,
        (start, end) => {
            let start = start.map(|start| format!(">={start}"));
            let end = end.map(|(sign, end)| format!("{sign}{end}"));
            start.into_iter().chain(end).collect::<Vec<_>>().join("|")
        }
    }
}
