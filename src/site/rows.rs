//! The rows of advisories, in lists and on the pages of releases.

use std::collections::BTreeSet;

use minijinja::value::{Serde, Value};
use serde::Serialize;

use crate::advisory::{Advisory, Affected, Severity};
use crate::cvss::Score;
use crate::names::LineId;
use crate::portfolio::Project;
use crate::time::Instant;
use crate::version::Bound;

use super::{href, rating, severity_words};

/// A row of a list.
#[derive(Serialize)]
struct Row<'a> {
    id: &'a str,
    href: String,
    title: &'a str,
    rating: &'static str,
    words: String,
    score: Option<Score>,
    published: Option<Instant>,
    cve: Vec<&'a str>,
    lines: Vec<&'a str>,
    fixed: Vec<&'a str>,
    /// The fixed versions that are not listed releases.
    unlisted: Vec<&'a str>,
    packages: Vec<&'a str>,
    cwe: Vec<&'a str>,
    withdrawn: bool,
    imported: bool,
}

/// Returns the rows of a list on a page from which `root` leads to the site's root.
pub(super) fn rows(project: &Project, advisories: &[&Advisory], root: &str) -> Value {
    Value::from(Serde(advisories.iter().map(|a| row(project, a, root)).collect::<Vec<_>>()))
}

fn row<'a>(project: &Project, advisory: &'a Advisory, root: &str) -> Row<'a> {
    let [fixed, unlisted] = fixes(project, advisory);
    Row {
        id: advisory.id.as_str(),
        href: format!("{root}{}", href(advisory)),
        title: &advisory.title,
        rating: rating(advisory),
        words: severity_words(advisory),
        score: advisory.severity.as_ref().map(Severity::score),
        published: advisory.published,
        cve: advisory.cve.iter().map(|c| c.as_str()).collect(),
        lines: distinct(advisory.affected.iter().filter_map(|a| a.line.as_ref()).map(LineId::as_str)),
        fixed,
        unlisted,
        packages: distinct(advisory.affected.iter().filter_map(|a| a.package.as_deref())),
        cwe: advisory.cwe.iter().map(|c| c.as_str()).collect(),
        withdrawn: advisory.withdrawn.is_some(),
        imported: advisory.origin.is_some(),
    }
}

/// Returns each item once, in the order of its first occurrence.
fn distinct<'a>(items: impl Iterator<Item = &'a str>) -> Vec<&'a str> {
    let mut seen = BTreeSet::new();
    items.filter(|item| seen.insert(*item)).collect()
}

/// Returns whether the fix of a range is a version of the project that is not a listed release.
pub(super) fn is_unlisted(project: &Project, affected: &Affected) -> bool {
    let fix = affected.fixed().and_then(Bound::version);
    let listed = affected.line.as_ref().zip(fix).and_then(|(line, fix)| project.lists(line, fix));
    let is_own = || {
        let package = affected.package.as_deref();
        let listed = project.package(package, affected.ecosystem.as_ref());
        package.is_none() || listed.is_some_and(|package| !package.is_foreign)
    };
    listed == Some(false) && is_own()
}

/// Returns the fixed versions of an advisory that are listed releases, or may be, and the others.
pub(super) fn fixes<'a>(project: &Project, advisory: &'a Advisory) -> [Vec<&'a str>; 2] {
    let (unlisted, fixed): (Vec<_>, Vec<_>) = advisory.affected.iter().partition(|it| is_unlisted(project, it));
    [fixed, unlisted].map(|of| distinct(of.into_iter().filter_map(|it| it.fixed()).map(Bound::as_str)))
}
