//! GitHub's repository advisories: the body of a request that creates one
//! (<https://docs.github.com/rest/security-advisories/repository-advisories>).
//!
//! GitHub compares versions with each range of a package, so the ranges do not depend on release
//! lines. A request has the severity or the vector, and credits people by their logins.

use std::borrow::Cow;
use std::collections::BTreeSet;

use serde::Serialize;

use super::{ExportError, Exported, Format, distinct};
use crate::advisory::{Advisory, PackageVersions};
use crate::cvss::{self, Rating, Vector};
use crate::ecosystem::{Ecosystem, written};
use crate::json;
use crate::literal::escaped;
use crate::markdown::visible;
use crate::names::CREDIT_ROLES;
use crate::portfolio::{Project, SiteFormat};
use crate::version::{End, Range, Version};

/// The format's line in the list.
pub const FORMAT: Format = Format {
    kind: SiteFormat::GitHub,
    label: "GitHub",
    purpose: "to create a repository advisory with GitHub's API",
    path: |advisory| format!("{}.ghsa.json", advisory.id),
    media_type: "application/json",
    covers: |exported| exported.advisory.withdrawn.is_none(),
    write,
    hashed: false,
    bulk: false,
};

/// GitHub's limits, in characters.
const LONGEST_SUMMARY: usize = 1024;
const LONGEST_DESCRIPTION: usize = 65_535;

#[derive(Serialize)]
struct Request<'a> {
    summary: String,
    description: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    cve_id: Option<&'a str>,
    vulnerabilities: Vec<Vulnerability<'a>>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    cwe_ids: Vec<&'a str>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    credits: Vec<CreditedLogin<'a>>,
    #[serde(flatten)]
    severity: Option<Severity<'a>>,
}

/// One range of a package.
#[derive(Serialize)]
struct Vulnerability<'a> {
    package: Package<'a>,
    vulnerable_version_range: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    patched_versions: Option<String>,
}

#[derive(Serialize)]
struct Package<'a> {
    ecosystem: &'static str,
    name: &'a str,
}

#[derive(Serialize)]
enum Severity<'a> {
    #[serde(rename = "severity")]
    Rating(Rating),
    #[serde(rename = "cvss_vector_string")]
    Vector(&'a Vector),
}

#[derive(Serialize, Clone, PartialEq, Eq, PartialOrd, Ord)]
struct CreditedLogin<'a> {
    login: &'a str,
    #[serde(rename = "type")]
    kind: String,
}

fn write(exported: &Exported<'_>) -> Result<String, ExportError> {
    let Exported { project, advisory, .. } = *exported;
    let title = visible(&advisory.title).split_whitespace().collect::<Vec<_>>().join(" ");
    let request = Request {
        summary: cut(&title, LONGEST_SUMMARY),
        description: cut(&description(advisory, &title), LONGEST_DESCRIPTION),
        cve_id: advisory.cve.first().map(|id| id.as_str()),
        vulnerabilities: exported.packages().iter().flat_map(|versions| vulnerabilities(project, versions)).collect(),
        cwe_ids: distinct(advisory.cwe.iter().map(|cwe| cwe.as_str())),
        credits: distinct(advisory.credits.iter().filter_map(credit)),
        severity: departing(advisory)
            .or_else(|| advisory.severity.as_ref().and_then(severity))
            .or_else(|| stated(advisory)),
    };
    Ok(json::pretty(&request)?)
}

/// Returns the text. If no package is affected, it ends with the affected commits, which a request
/// has no field for.
fn description<'a>(advisory: &'a Advisory, title: &'a str) -> Cow<'a, str> {
    let text = if advisory.text.is_empty() { title } else { &advisory.text };
    if !advisory.affected.is_empty() || advisory.commits.is_empty() {
        return text.into();
    }
    let commits = advisory.commits.iter().map(|commits| commits.in_words(advisory));
    let list: Vec<String> = commits.map(|commits| format!("- {}", escaped(&commits))).collect();
    format!("{}\n\n## Affected commits\n\n{}", text.trim_end(), list.join("\n")).into()
}

fn vulnerabilities<'a>(project: &'a Project, versions: &PackageVersions<'a>) -> Vec<Vulnerability<'a>> {
    let own = versions.ecosystem;
    let ecosystem = own.and_then(Ecosystem::github).unwrap_or("other");
    let name = versions.package.unwrap_or(&project.name.value);
    // A range may end at the beginning of the next line, which is not a fix.
    let named: BTreeSet<Version> = (versions.affected().iter())
        .filter_map(|affected| Some(versions.number(affected.fixed()?.version()?)?.into_owned()))
        .collect();
    let patched = |range: &Range| match &range.end {
        End::Fixed(version) if named.contains(version) => Some(written(version, own)),
        _ => None,
    };
    let vulnerability = |range: &Range| Vulnerability {
        package: Package { ecosystem, name },
        vulnerable_version_range: compared(range, own),
        patched_versions: patched(range),
    };
    versions.package_ranges().iter().map(vulnerability).collect()
}

/// Returns a range as comparisons, all of which must be true.
fn compared(range: &Range, ecosystem: Option<&Ecosystem>) -> String {
    let from = range.introduced.as_ref().map(|version| format!(">= {}", written(version, ecosystem)));
    let end = match &range.end {
        End::Fixed(version) => Some(format!("< {}", written(version, ecosystem))),
        End::LastAffected(version) => Some(format!("<= {}", written(version, ecosystem))),
        End::Open => None,
    };
    match (from, end) {
        (None, None) => ">= 0".to_owned(),
        (from, end) => from.into_iter().chain(end).collect::<Vec<_>>().join(", "),
    }
}

/// Returns the vector if GitHub scores its version, or else the rating, if it has one.
fn severity(severity: &crate::advisory::Severity) -> Option<Severity<'_>> {
    match (severity.version(), severity.rating()) {
        (cvss::Version::V3_0 | cvss::Version::V3_1 | cvss::Version::V4, _) => Some(Severity::Vector(severity.vector())),
        (cvss::Version::V2, Rating::None) => None,
        (cvss::Version::V2, rating) => Some(Severity::Rating(rating)),
    }
}

/// Returns the rating of the project's level, if it is not that of the vector.
fn departing(advisory: &Advisory) -> Option<Severity<'_>> {
    let rating = advisory.level.as_ref()?.rating.filter(|rating| *rating != Rating::None)?;
    let vector = advisory.severity.as_ref()?;
    (vector.rating() != rating).then_some(Severity::Rating(rating))
}

/// Returns the severity of an advisory without a vector.
fn stated(advisory: &Advisory) -> Option<Severity<'_>> {
    let rating = advisory.rating().filter(|rating| *rating != Rating::None)?;
    advisory.severity.is_none().then_some(Severity::Rating(rating))
}

/// Returns the credit of a person whose page is a GitHub profile.
fn credit(credit: &crate::advisory::PublicCredit) -> Option<CreditedLogin<'_>> {
    let role = credit.role.as_deref().filter(|role| CREDIT_ROLES.contains(role)).unwrap_or("other");
    Some(CreditedLogin { login: login(credit.url.as_deref()?)?, kind: role.replace('-', "_") })
}

/// Returns the login in a profile's URL: letters, digits and single hyphens, at most 39.
fn login(url: &str) -> Option<&str> {
    let (_, rest) = url.split_once("://")?;
    let login = rest.strip_prefix("www.").unwrap_or(rest).strip_prefix("github.com/")?.trim_end_matches('/');
    let is_login = (1..=39).contains(&login.len())
        && login.bytes().all(|b| b.is_ascii_alphanumeric() || b == b'-')
        && !login.starts_with('-')
        && !login.ends_with('-');
    is_login.then_some(login)
}

fn cut(text: &str, longest: usize) -> String {
    text.chars().take(longest).collect()
}
