//! OpenVEX 0.2.0 (<https://github.com/openvex/spec>): the status of each listed release.
//!
//! Tools match products by their package URLs, so each release is a product. If no releases are
//! listed, the package is the product, and the ranges are given in words.

use serde::Serialize;

use super::{ExportError, Exported, Format, address, page};
use crate::advisory::{Advisory, Dated, PackageVersions, Standing};
use crate::ecosystem::purl;
use crate::json;
use crate::markdown::visible;
use crate::portfolio::{Project, SiteFormat};
use crate::time::Instant;
use crate::version::{Range, Version};

mod tags;
mod words;

/// The format's line in the list.
pub const FORMAT: Format = Format {
    kind: SiteFormat::OpenVex,
    label: "OpenVEX",
    purpose: "for tools that filter what scanners find",
    path: |advisory| format!("{}.openvex.json", advisory.id),
    media_type: "application/json",
    // A statement is about products, and without versions nothing is known of any. Commits alone
    // are no products.
    covers: |exported| !exported.advisory.affected.is_empty() || tags::of(exported).next().is_some(),
    write,
    hashed: false,
    bulk: false,
};

/// The context of documents of this version.
const CONTEXT: &str = "https://openvex.dev/ns/v0.2.0";

#[derive(Serialize)]
struct Document<'a> {
    #[serde(rename = "@context")]
    context: &'static str,
    #[serde(rename = "@id")]
    id: String,
    author: &'a str,
    role: &'static str,
    timestamp: Instant,
    last_updated: Instant,
    version: usize,
    statements: Vec<Statement<'a>>,
}

#[derive(Serialize)]
struct Statement<'a> {
    vulnerability: Vulnerability<'a>,
    products: Vec<Product>,
    #[serde(flatten)]
    finding: Finding,
    #[serde(skip_serializing_if = "Option::is_none")]
    status_notes: Option<String>,
}

#[derive(Serialize, Clone)]
struct Vulnerability<'a> {
    #[serde(rename = "@id")]
    id: String,
    name: &'a str,
    description: String,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    aliases: Vec<&'a str>,
}

#[derive(Serialize)]
struct Product {
    #[serde(rename = "@id")]
    id: String,
}

/// The justification for a release before the flaw. For other releases the reason is not known, and
/// a wrong justification would be worse than none.
const NOT_PRESENT: &str = "vulnerable_code_not_present";

/// A status with its details.
#[derive(Serialize, Clone)]
#[serde(tag = "status", rename_all = "snake_case")]
enum Finding {
    Affected {
        action_statement: String,
    },
    Fixed,
    NotAffected {
        #[serde(skip_serializing_if = "Option::is_none")]
        justification: Option<&'static str>,
        impact_statement: &'static str,
    },
    /// Nobody has decided, or the decision no longer holds.
    UnderInvestigation,
}

/// The status of some releases of a package, or of the package itself if it has none.
struct Told {
    products: Vec<String>,
    finding: Finding,
    notes: Option<String>,
}

fn write(exported: &Exported<'_>) -> Result<String, ExportError> {
    let Exported { project, advisory, .. } = *exported;
    let document = Document {
        context: CONTEXT,
        id: address(project, &(FORMAT.path)(advisory)),
        author: &project.name.value,
        role: "Project",
        timestamp: advisory.since(),
        last_updated: advisory.documented(),
        version: version(advisory),
        statements: statements(exported),
    };
    Ok(json::pretty(&document)?)
}

/// Returns the version: 1, and one more for each revision, for the withdrawal, and for each change
/// beside these.
fn version(advisory: &Advisory) -> usize {
    let since = advisory.since();
    let later = advisory.revisions.iter().filter(|revision| revision.at > since);
    1 + later.count() + usize::from(advisory.withdrawn.is_some()) + advisory.changed.len()
}

fn statements<'a>(exported: &Exported<'a>) -> Vec<Statement<'a>> {
    let Exported { project, advisory, .. } = *exported;
    let packages = exported.packages();
    let told: Vec<Told> = match &advisory.withdrawn {
        Some(withdrawn) => vec![withdrawal(project, advisory, packages, withdrawn)],
        None if packages.is_empty() => tags::of(exported).collect(),
        None => packages.iter().flat_map(|versions| of_package(exported, versions)).collect(),
    };
    let statement = |vulnerability: &Vulnerability<'a>, told: &Told| Statement {
        vulnerability: vulnerability.clone(),
        products: told.products.iter().map(|purl| Product { id: purl.clone() }).collect(),
        finding: told.finding.clone(),
        status_notes: told.notes.clone(),
    };
    let vulnerabilities = vulnerabilities(project, advisory);
    vulnerabilities.iter().flat_map(|vulnerability| told.iter().map(|told| statement(vulnerability, told))).collect()
}

/// Returns one vulnerability for each CVE ID; without any, the advisory's own ID.
fn vulnerabilities<'a>(project: &Project, advisory: &'a Advisory) -> Vec<Vulnerability<'a>> {
    let id = advisory.id.as_str();
    let names = match advisory.cve.as_slice() {
        [] => vec![id],
        cve => super::distinct(cve.iter().map(|id| id.as_str())),
    };
    let vulnerability = |name: &'a str| Vulnerability {
        id: address(project, &page(&advisory.id)),
        name,
        description: visible(&advisory.title).split_whitespace().collect::<Vec<_>>().join(" "),
        aliases: super::distinct(
            std::iter::once(id).chain(advisory.aliases.iter().map(String::as_str)).filter(|alias| *alias != name),
        ),
    };
    names.into_iter().map(vulnerability).collect()
}

/// Returns the statements about the releases of a package.
fn of_package(exported: &Exported<'_>, versions: &PackageVersions<'_>) -> Vec<Told> {
    let project = exported.project;
    let (mut affected, mut fixed, mut before, mut others) = (Vec::new(), Vec::new(), Vec::new(), Vec::new());
    for (release, name) in releases(project, versions) {
        match versions.standing(release) {
            Standing::Affected(_) => affected.push(name),
            Standing::Fixed(_) => fixed.push(name),
            Standing::Before(_) => before.push(name),
            Standing::NotAffected => others.push(name),
            Standing::Unknown => {}
        }
    }
    if [&affected, &fixed, &before, &others].into_iter().all(Vec::is_empty) {
        let is_unknown = versions.ranges().is_empty() && !versions.unknown().is_empty();
        let whole = if versions.ranges().is_empty() { &mut others } else { &mut affected };
        match single(&versions.package_ranges()).filter(|_| exported.advisory.origin.is_some()) {
            Some(all) => whole.extend(all.into_iter().map(|version| name(project, versions, Some(version)))),
            None => whole.extend((!is_unknown).then(|| name(project, versions, None))),
        }
    }
    let not = |justification, impact_statement| Finding::NotAffected { justification, impact_statement };
    let told = [
        (affected, Finding::Affected { action_statement: words::action(exported, versions) }),
        (fixed, Finding::Fixed),
        (before, not(Some(NOT_PRESENT), "The vulnerability came with a later version.")),
        (others, not(None, "The advisory does not name this version as affected.")),
    ];
    let notes = words::ranges(versions);
    let told = told.into_iter().filter(|(products, _)| !products.is_empty());
    told.map(|(products, finding)| Told { products, finding, notes: Some(notes.clone()) }).collect()
}

/// Returns the versions of ranges that contain one version each; `None` if there is another range,
/// or none.
fn single(ranges: &[Range]) -> Option<Vec<&Version>> {
    let only = |range: &'_ Range| range.introduced.is_some() && range.last_affected() == range.introduced.as_ref();
    let all: Vec<_> = ranges.iter().filter(|range| only(range)).filter_map(Range::last_affected).collect();
    (!all.is_empty() && all.len() == ranges.len()).then_some(all)
}

/// Returns the releases of a package, with their package URLs.
fn releases<'a>(project: &Project, versions: &PackageVersions<'a>) -> Vec<(&'a Version, String)> {
    let named = |release: &'a Version| {
        let number = versions.number(release)?;
        Some((release, name(project, versions, Some(&number))))
    };
    versions.releases().into_iter().filter_map(named).collect()
}

/// Returns the statement of a withdrawn advisory. It revokes the earlier ones and claims nothing
/// else: another advisory may be about the same CVE ID, and a `not_affected` here would hide its
/// findings. The format has no place for a relation, so the notes say what replaces it.
fn withdrawal(project: &Project, advisory: &Advisory, packages: &[PackageVersions<'_>], withdrawn: &Dated) -> Told {
    let releases = |versions: &PackageVersions<'_>| -> Vec<String> {
        let names: Vec<_> = releases(project, versions).into_iter().map(|(_, name)| name).collect();
        if names.is_empty() { vec![name(project, versions, None)] } else { names }
    };
    let whole = || vec![purl::generic(&project.name.value, None)];
    let products = if packages.is_empty() { whole() } else { packages.iter().flat_map(releases).collect() };
    let (day, reason) = (withdrawn.at.date(), visible(&withdrawn.text));
    let notes = format!(
        "The advisory was withdrawn on {day}, and no longer says which versions are affected. {}",
        reason.trim()
    );
    let replacing = advisory.relations.iter().filter(|relation| relation.kind == "replaced-by");
    let notes = replacing.fold(notes.trim_end().to_owned(), |notes, other| {
        format!("{notes} {}: {}.", other.described(), address(project, &page(&other.id)))
    });
    Told { products, finding: Finding::UnderInvestigation, notes: Some(notes) }
}

/// Returns the package URL of a package, or of one version of it.
fn name(project: &Project, of: &PackageVersions<'_>, version: Option<&Version>) -> String {
    let package = of.package.unwrap_or(&project.name.value);
    of.purl_or_generic(package, version)
}
