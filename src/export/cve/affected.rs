//! The affected versions as a CVE record states them: for each product a default status, and the
//! ranges with another status.

use serde::Serialize;

use super::Exported;
use crate::advisory::PackageVersions;
use crate::ecosystem::{Ecosystem, written};
use crate::portfolio::Project;
use crate::version::{BEGINNING, End, Order, Range};

mod commits;

/// CVE's term for the order of Semantic Versioning.
const SEMANTIC: &str = "semver";

/// The vendor of a package that is not one of the project's: unknown.
const UNKNOWN_VENDOR: &str = "n/a";

/// A product and the status of its versions.
#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct Product<'a> {
    vendor: &'a str,
    product: &'a str,
    #[serde(rename = "collectionURL", skip_serializing_if = "Option::is_none")]
    collection: Option<&'static str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    package_name: Option<&'a str>,
    #[serde(rename = "packageURL", skip_serializing_if = "Option::is_none")]
    package_url: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    repo: Option<&'a str>,
    default_status: Status,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    versions: Vec<Versions>,
}

#[derive(Serialize)]
#[serde(rename_all = "lowercase")]
enum Status {
    Affected,
    Unaffected,
    Unknown,
}

/// The versions from `version` up to its end.
#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Versions {
    version: String,
    #[serde(flatten)]
    end: UpperBound,
    version_type: &'static str,
    status: Status,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    changes: Vec<StatusChange>,
}

/// A version from which on the status is another one.
#[derive(Serialize)]
struct StatusChange {
    at: String,
    status: Status,
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
enum UpperBound {
    LessThan(String),
    LessThanOrEqual(String),
}

/// Returns every package that the advisory names. If it names none, the project, whose versions are
/// unknown.
pub(super) fn products<'a>(exported: &Exported<'a>) -> Vec<Product<'a>> {
    let Exported { project, advisory, .. } = *exported;
    let of_versions = exported.packages().iter().map(|versions| product(project, versions));
    let products: Vec<_> = of_versions.chain(commits::products(project, advisory)).collect();
    if !products.is_empty() {
        return products;
    }
    // What an imported record was about is not known any more, and need not be the project.
    let name = if advisory.origin.is_some() { UNKNOWN_VENDOR } else { project.name.value.as_str() };
    vec![Product {
        vendor: name,
        product: name,
        collection: None,
        package_name: None,
        package_url: None,
        repo: repository(project).filter(|_| advisory.origin.is_none()),
        default_status: Status::Unknown,
        versions: Vec::new(),
    }]
}

fn product<'a>(project: &'a Project, of: &PackageVersions<'a>) -> Product<'a> {
    let name = project.name.value.as_str();
    let collection = of.ecosystem.and_then(Ecosystem::registry);
    let unknown = of.unknown();
    let is_all_unknown = unknown.iter().any(|range| *range == Range::new(None, None, None));
    // Of two entries with a version, the first one counts.
    let ranges = of.package_ranges();
    let affected = ranges.iter().map(|range| versions(of, range, Status::Affected));
    let unknown = unknown.iter().filter(|_| !is_all_unknown).map(|range| versions(of, range, Status::Unknown));
    Product {
        vendor: if of.is_own() { name } else { of.vendor().unwrap_or(UNKNOWN_VENDOR) },
        product: of.package.unwrap_or(name),
        collection,
        package_name: collection.and(of.package),
        package_url: of.purl(None),
        repo: repository(project).filter(|_| of.is_first()),
        default_status: if is_all_unknown { Status::Unknown } else { Status::Unaffected },
        versions: affected.chain(unknown).collect(),
    }
}

fn repository(project: &Project) -> Option<&str> {
    project.repository.as_ref().map(|repository| repository.value.as_str())
}

fn versions(of: &PackageVersions<'_>, range: &Range, status: Status) -> Versions {
    let (ecosystem, order) = (of.ecosystem, of.order());
    let written = |version| written(version, ecosystem);
    let mut bounds = range.introduced.iter().chain(range.fixed()).chain(range.last_affected());
    let is_semantic = order == Order::SemVer
        && of.names_order()
        && bounds.all(|version| semver::Version::parse(version.as_str()).is_ok());
    Versions {
        version: range.introduced.as_ref().map_or_else(|| BEGINNING.to_owned(), written),
        end: match &range.end {
            End::Fixed(version) => UpperBound::LessThan(written(version)),
            End::LastAffected(version) => UpperBound::LessThanOrEqual(written(version)),
            End::Open => UpperBound::LessThan("*".to_owned()),
        },
        version_type: if is_semantic { SEMANTIC } else { kind(ecosystem, order) },
        status,
        changes: Vec::new(),
    }
}

/// Returns CVE's term for the order of a package's versions.
fn kind(ecosystem: Option<&Ecosystem>, order: Order) -> &'static str {
    match order {
        Order::SemVer | Order::Build if ecosystem.is_some_and(Ecosystem::is_semver) => SEMANTIC,
        Order::Maven => "maven",
        Order::Pep440 => "python",
        Order::Rpm => "rpm",
        Order::Date => "date",
        // Without an ecosystem, nothing else says how these are ordered.
        Order::Debian if ecosystem.is_none() => "deb",
        other if ecosystem.is_none() && !other.is_semver() => other.name(),
        _ => "custom",
    }
}
