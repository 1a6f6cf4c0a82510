//! OSV 1.7.5 (<https://ossf.github.io/osv-schema/>): what dependency scanners read.
//!
//! Scanners do not know release lines, so `affected` has the ranges that
//! [`by_package`](crate::advisory::by_package) computes over all of them, not the project's range
//! for each.

use serde::Serialize;

use super::{ExportError, Exported, Format, address, page, uri::uri};
use crate::advisory::{Advisory, Affected, Commits, Dated, PackageVersions};
use crate::cvss;
use crate::ecosystem::Ecosystem;
use crate::json;
use crate::names::{CREDIT_ROLES, REFERENCE_KINDS};
use crate::portfolio::{Project, SiteFormat};
use crate::time::Instant;
use crate::version::{BEGINNING, Bound, End, Range, Version};

mod git;
mod id;

/// The format's line in the list.
pub const FORMAT: Format = Format {
    kind: SiteFormat::Osv,
    label: "OSV",
    purpose: "for dependency scanners",
    path: |advisory| format!("{}.osv.json", advisory.id),
    media_type: "application/json",
    covers,
    write,
    hashed: false,
    bulk: true,
};

/// The schema of the records.
pub const SCHEMA_VERSION: &str = "1.7.5";

#[derive(Serialize)]
struct Record<'a> {
    schema_version: &'static str,
    id: &'a str,
    modified: Instant,
    #[serde(skip_serializing_if = "Option::is_none")]
    published: Option<Instant>,
    #[serde(skip_serializing_if = "Option::is_none")]
    withdrawn: Option<Instant>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    aliases: Vec<&'a str>,
    #[serde(skip_serializing_if = "<[_]>::is_empty")]
    related: &'a [String],
    summary: String,
    details: String,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    severity: Vec<Severity<'a>>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    affected: Vec<Package<'a>>,
    references: Vec<OsvReference>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    credits: Vec<OsvCredit<'a>>,
    database_specific: Own<'a>,
}

#[derive(Serialize)]
struct Severity<'a> {
    #[serde(rename = "type")]
    kind: &'static str,
    score: &'a cvss::Vector,
}

#[derive(Serialize)]
struct Package<'a> {
    #[serde(skip_serializing_if = "Option::is_none")]
    package: Option<Name<'a>>,
    ranges: Vec<Events>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    versions: Vec<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    database_specific: Option<Lines<'a>>,
}

#[derive(Serialize)]
struct Name<'a> {
    ecosystem: String,
    name: &'a str,
    #[serde(skip_serializing_if = "Option::is_none")]
    purl: Option<String>,
}

#[derive(Serialize)]
struct Events {
    #[serde(rename = "type")]
    kind: &'static str,
    #[serde(skip_serializing_if = "Option::is_none")]
    repo: Option<String>,
    events: Vec<Event>,
}

#[derive(Serialize)]
#[serde(rename_all = "snake_case")]
enum Event {
    Introduced(String),
    Fixed(String),
    LastAffected(String),
    Limit(String),
}

#[derive(Serialize)]
struct OsvReference {
    #[serde(rename = "type")]
    kind: String,
    url: String,
}

#[derive(Serialize)]
struct OsvCredit<'a> {
    name: &'a str,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    contact: Vec<String>,
    #[serde(rename = "type", skip_serializing_if = "Option::is_none")]
    kind: Option<String>,
}

/// Data that OSV has no field for.
#[derive(Serialize)]
struct Own<'a> {
    id: &'a str,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    cwe_ids: Vec<&'a str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    severity: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    level: Option<&'a str>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    rejected_cve: Vec<&'a str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    withdrawn_reason: Option<&'a str>,
    #[serde(skip_serializing_if = "<[_]>::is_empty")]
    timeline: &'a [Dated],
    #[serde(skip_serializing_if = "<[_]>::is_empty")]
    revisions: &'a [Dated],
}

/// The ranges as the project gives them, one for each release line.
#[derive(Serialize)]
struct Lines<'a> {
    #[serde(skip_serializing_if = "Vec::is_empty")]
    lines: Vec<Line<'a>>,
    /// Versions of which nobody knows whether they are affected.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    unknown: Vec<Bounds>,
}

/// A range of which nothing is known, in the package's numbers.
#[derive(Serialize)]
struct Bounds {
    #[serde(skip_serializing_if = "Option::is_none")]
    from: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    before: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    up_to: Option<String>,
}

#[derive(Serialize)]
struct Line<'a> {
    #[serde(skip_serializing_if = "Option::is_none")]
    line: Option<&'a str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    introduced: Option<&'a Bound>,
    #[serde(skip_serializing_if = "Option::is_none")]
    fixed: Option<&'a Bound>,
    #[serde(skip_serializing_if = "Option::is_none")]
    before: Option<&'a Bound>,
    #[serde(skip_serializing_if = "Option::is_none")]
    last_affected: Option<&'a Bound>,
}

/// Returns whether there is a record: it needs an id that OSV knows, and has to name something
/// affected. What was withdrawn needs to name nothing any more.
fn covers(exported: &Exported<'_>) -> bool {
    let advisory = exported.advisory;
    let names_something =
        || with_repository(advisory).next().is_some() || exported.packages().iter().any(|of| named(of).is_some());
    id::id(advisory).is_some() && (advisory.withdrawn.is_some() || names_something())
}

/// Returns the commits of which the repository is known.
fn with_repository(advisory: &Advisory) -> impl Iterator<Item = &Commits> {
    advisory.commits.iter().filter(|of| of.repository.is_some())
}

/// Returns what is affected: packages, and repositories without one.
fn affected<'a>(exported: &Exported<'a>) -> Vec<Package<'a>> {
    let mut commits: Vec<&Commits> = with_repository(exported.advisory).collect();
    let packages = exported.packages();
    let mut all: Vec<Package<'a>> = packages.iter().filter_map(package).collect();
    for of in &mut all {
        let is_its = |commits: &&Commits| {
            of.package.as_ref().is_some_and(|name| {
                commits.package.as_deref() == Some(name.name)
                    && commits.ecosystem.as_ref().is_some_and(|own| own.name() == name.ecosystem)
            })
        };
        let (own, others): (Vec<_>, Vec<_>) = commits.into_iter().partition(is_its);
        of.ranges.extend(own.into_iter().map(git::range));
        commits = others;
    }
    let releases = || git::tags(exported.project, packages);
    all.extend(commits.into_iter().map(|of| {
        let package = git::package(exported.project, of);
        // Without a package, versions are what tags are called.
        let versions = match (&package, of.versions.as_slice()) {
            (Some(_), _) => Vec::new(),
            (None, []) => releases(),
            (None, tags) => tags.to_vec(),
        };
        Package {
            package,
            ranges: vec![git::range(of)],
            versions,
            database_specific: exported
                .advisory
                .has_unknown_others(of)
                .then(|| Lines { lines: Vec::new(), unknown: vec![Bounds { from: None, before: None, up_to: None }] }),
        }
    }));
    all
}

fn write(exported: &Exported<'_>) -> Result<String, ExportError> {
    let Exported { project, advisory, .. } = *exported;
    let id = id::id(advisory).unwrap_or(advisory.id.as_str());
    let record = Record {
        schema_version: SCHEMA_VERSION,
        id,
        modified: advisory.documented(),
        published: advisory.published,
        withdrawn: advisory.withdrawn.as_ref().map(|withdrawn| withdrawn.at),
        aliases: id::aliases(advisory, id),
        related: &advisory.related,
        summary: advisory.title.split_whitespace().collect::<Vec<_>>().join(" "),
        details: advisory.text.clone(),
        severity: advisory.severity.iter().chain(&advisory.other_severities).map(severity).collect(),
        affected: affected(exported),
        references: references(project, advisory),
        credits: advisory.credits.iter().map(credit).collect(),
        database_specific: Own {
            id: advisory.id.as_str(),
            cwe_ids: advisory.cwe.iter().map(|cwe| cwe.as_str()).collect(),
            severity: advisory.rating().map(|rating| rating.as_str().to_uppercase()),
            level: advisory.level.as_ref().map(|level| level.title.as_str()),
            rejected_cve: advisory.rejected_cve.iter().map(|rejected| rejected.id.as_str()).collect(),
            withdrawn_reason: advisory.withdrawn.as_ref().map(|withdrawn| withdrawn.text.as_str()),
            timeline: &advisory.timeline,
            revisions: &advisory.revisions,
        },
    };
    Ok(json::pretty(&record)?)
}

fn severity(severity: &crate::advisory::Severity) -> Severity<'_> {
    let kind = match severity.version() {
        cvss::Version::V2 => "CVSS_V2",
        cvss::Version::V3_0 | cvss::Version::V3_1 => "CVSS_V3",
        cvss::Version::V4 => "CVSS_V4",
    };
    Severity { kind, score: severity.vector() }
}

/// Returns the names of a package; `None` if OSV can't name it or no version is affected, because
/// some tools read an entry without ranges as "every version".
fn named<'a>(versions: &PackageVersions<'a>) -> Option<(&'a Ecosystem, &'a str)> {
    let (ecosystem, name) = (versions.ecosystem.filter(|ecosystem| ecosystem.is_in_osv())?, versions.package?);
    (!versions.package_ranges().is_empty()).then_some((ecosystem, name))
}

/// Returns the entry of one package, if it has [names](named).
fn package<'a>(versions: &PackageVersions<'a>) -> Option<Package<'a>> {
    let (ecosystem, name) = named(versions)?;
    let kind = if ecosystem.is_semver() { "SEMVER" } else { "ECOSYSTEM" };
    let written = |version: &Version| ecosystem.version(version);
    let range = |range: &Range| Events { kind, repo: None, events: events(range, written) };
    let unknown = |range: &Range| Bounds {
        from: range.introduced.as_ref().map(written),
        before: range.fixed().map(written),
        up_to: range.last_affected().map(written),
    };
    let affected = versions.affected_releases().into_iter().filter_map(|release| versions.number(release));
    Some(Package {
        package: Some(Name { ecosystem: ecosystem.to_string(), name, purl: versions.purl(None) }),
        ranges: versions.package_ranges().iter().map(range).collect(),
        versions: affected.map(|version| written(&version)).collect(),
        database_specific: Some(Lines {
            lines: versions.affected().iter().map(|affected| line(affected)).collect(),
            unknown: versions.unknown().iter().map(unknown).collect(),
        }),
    })
}

/// Returns one range with the events of one interval, in order. `fixed` and `last_affected` must
/// not be in the same range.
fn events(range: &Range, written: impl Fn(&Version) -> String) -> Vec<Event> {
    let introduced = Event::Introduced(range.introduced.as_ref().map_or_else(|| BEGINNING.to_owned(), &written));
    let end = match &range.end {
        End::Fixed(version) => Some(Event::Fixed(written(version))),
        End::LastAffected(version) => Some(Event::LastAffected(written(version))),
        End::Open => None,
    };
    std::iter::once(introduced).chain(end).collect()
}

fn line(affected: &Affected) -> Line<'_> {
    Line {
        line: affected.line.as_ref().map(|line| line.as_str()),
        introduced: affected.range.introduced.as_ref(),
        fixed: affected.range.fixed().filter(|_| !affected.ends_unfixed),
        before: affected.range.fixed().filter(|_| affected.ends_unfixed),
        last_affected: affected.range.last_affected(),
    }
}

/// Returns the advisory's page, then its references.
fn references(project: &Project, advisory: &Advisory) -> Vec<OsvReference> {
    let own = OsvReference { kind: "ADVISORY".to_owned(), url: address(project, &page(&advisory.id)) };
    let others = advisory.references.iter().filter_map(|reference| {
        let kind = known(&reference.kind, &REFERENCE_KINDS).unwrap_or("web").to_uppercase();
        Some(OsvReference { kind, url: uri(&reference.url)? })
    });
    std::iter::once(own).chain(others).collect()
}

fn credit(credit: &crate::advisory::PublicCredit) -> OsvCredit<'_> {
    let kind = credit.role.as_deref().map(|role| known(role, &CREDIT_ROLES).unwrap_or("other"));
    OsvCredit {
        name: &credit.name,
        contact: credit.url.as_deref().and_then(uri).into_iter().collect(),
        kind: kind.map(|kind| kind.to_uppercase().replace('-', "_")),
    }
}

fn known<'w>(word: &'w str, words: &[&str]) -> Option<&'w str> {
    Some(word).filter(|word| words.contains(word))
}
