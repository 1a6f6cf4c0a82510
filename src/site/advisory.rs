//! The page of one advisory.

use std::borrow::Cow;
use std::collections::{BTreeMap, BTreeSet};

use minijinja::context;
use minijinja::value::Serde;
use serde::Serialize;

use crate::advisory::{Advisory, Affected, Dated, Severity};
use crate::cvss::{GROUPS, Metric};
use crate::export::{Exported, FORMATS};
use crate::markdown::unwrapped;
use crate::time::{Instant, spoken_seconds};

use super::layout::Page;
use super::releases::Releases;
use super::rows::{fixes, is_unlisted};
use super::{SiteInput, href, rating, severity_words, version};

/// Anchors of the page's own parts. A section of the text that has the same name gets a number.
const ANCHORS: &[&str] = &[
    "main",
    "withdrawn",
    "glance",
    "severity",
    "affected",
    "check",
    "commits",
    "timeline",
    "credits",
    "references",
    "revisions",
    "downloads",
    "title",
];

/// A section and its anchor.
#[derive(Serialize)]
struct Section<'a> {
    anchor: String,
    kind: &'a str,
    heading: &'a str,
    markdown: &'a str,
}

/// An affected range with the support status of its line.
#[derive(Serialize)]
struct Range<'a> {
    #[serde(flatten)]
    affected: &'a Affected,
    end_of_life: Option<String>,
    /// Whether the fixed version is not a listed release.
    unlisted: bool,
}

/// A vector with its metrics by group, in the order of its CVSS version.
#[derive(Serialize)]
struct Scored<'a> {
    #[serde(flatten)]
    severity: &'a Severity,
    groups: Vec<(&'static str, Vec<Metric>)>,
}

/// An entry of the timeline and the time since the one before it.
#[derive(Serialize)]
struct TimelineEntry<'a> {
    at: Instant,
    text: &'a str,
    after: Option<String>,
    /// Where it is in the picture of the timeline, in percent of its width; `None` without a
    /// picture.
    place: Option<String>,
}

/// A file to download.
#[derive(Serialize)]
struct Download {
    label: &'static str,
    purpose: &'static str,
    href: String,
    media_type: &'static str,
}

/// Another advisory.
#[derive(Serialize)]
struct Neighbour<'a> {
    id: &'a str,
    title: &'a str,
    href: String,
}

impl<'a> Neighbour<'a> {
    fn of(other: &'a Advisory) -> Self {
        Self { id: other.id.as_str(), title: &other.title, href: href(other) }
    }
}

/// Returns the page of the advisory at `index`; `None` past the end.
pub(super) fn page(
    input: &SiteInput<'_>,
    releases: &Releases<'_>,
    advisories: &[&Advisory],
    index: usize,
    exported: &Exported<'_>,
) -> Option<Page> {
    let advisory = *advisories.get(index)?;
    let (newer, older) = neighbours(advisories, index);
    let [fixed, unlisted] = fixes(input.project, advisory);
    let context = context! {
        advisory => Serde(advisory),
        rating => rating(advisory),
        severity_words => severity_words(advisory),
        severities => Serde(advisory.severity.iter().chain(&advisory.other_severities).map(scored).collect::<Vec<_>>()),
        fixed => Serde(fixed),
        unlisted => Serde(unlisted),
        ranges => Serde(ranges(input, advisory)),
        unknown => Serde(&advisory.unknown),
        check => version::told(input, releases, index),
        commits => Serde(&advisory.commits),
        packages => Serde(packages(advisory)),
        sections => Serde(sections(advisory)),
        timeline => Serde(timeline(&advisory.timeline)),
        downloads => Serde(downloads(exported)),
        newer => Serde(newer.map(Neighbour::of)),
        older => Serde(older.map(Neighbour::of)),
    };
    let title = format!("{}: {}", advisory.id, advisory.title);
    Some(Page::new(href(advisory), "pages/advisory.html", title, context).describe(description(exported)))
}

/// Returns the next newer and the next older advisory, which the page of the one at `index` links.
pub(super) fn neighbours<'a>(
    advisories: &[&'a Advisory],
    index: usize,
) -> (Option<&'a Advisory>, Option<&'a Advisory>) {
    let at = |index: Option<usize>| advisories.get(index?).copied();
    (at(index.checked_sub(1)), at(index.checked_add(1)))
}

fn description(exported: &Exported<'_>) -> String {
    let advisory = exported.advisory;
    if let Some(withdrawn) = &advisory.withdrawn {
        return format!("Withdrawn: {}", withdrawn.text);
    }
    let summary = exported.sections().find(|(section, _)| matches!(section.kind.as_str(), "summary" | "lead"));
    let text = summary.map_or_else(|| unwrapped(&advisory.title).into(), |(_, text)| Cow::Borrowed(text));
    let first = text.lines().find(|l| !l.is_empty()).unwrap_or_default();
    if first.chars().count() <= 200 {
        return first.to_owned();
    }
    format!("{}…", first.chars().take(199).collect::<String>().trim_end())
}

fn ranges<'a>(input: &SiteInput<'_>, advisory: &'a Advisory) -> Vec<Range<'a>> {
    let lines: BTreeMap<_, _> = input.project.lines.iter().rev().map(|line| (&line.id.value, line)).collect();
    let end = |affected: &Affected| Some(lines.get(affected.line.as_ref()?)?.end_of_life.as_ref()?.to_string());
    let range =
        |affected| Range { affected, end_of_life: end(affected), unlisted: is_unlisted(input.project, affected) };
    advisory.affected.iter().map(range).collect()
}

fn scored(severity: &Severity) -> Scored<'_> {
    let of =
        |group: &'static str| (group, severity.metrics().into_iter().filter(|m| m.group == group).collect::<Vec<_>>());
    Scored {
        severity,
        groups: GROUPS.iter().map(|group| of(group)).filter(|(_, metrics)| !metrics.is_empty()).collect(),
    }
}

/// Returns the packages of the affected ranges, each once.
fn packages(advisory: &Advisory) -> BTreeSet<String> {
    let name = |a: &Affected| {
        let package = a.package.as_ref()?;
        Some(a.ecosystem.as_ref().map_or(package.clone(), |e| format!("{e}: {package}")))
    };
    advisory.affected.iter().filter_map(name).collect()
}

fn sections(advisory: &Advisory) -> Vec<Section<'_>> {
    let mut taken: BTreeSet<String> = ANCHORS.iter().map(ToString::to_string).collect();
    let mut last: BTreeMap<String, usize> = BTreeMap::new();
    let mut anchor = |kind: &str| {
        let name: String = kind.chars().filter(|c| c.is_ascii_lowercase() || c.is_ascii_digit() || *c == '-').collect();
        let name = if name.is_empty() { "section".to_owned() } else { name };
        // Numbers continue from the last one of the same name, because a text may have tens of
        // thousands of sections with one name.
        let from = last.get(&name).copied().unwrap_or_default();
        let numbered = |n: usize| if n == 0 { name.clone() } else { format!("{name}-{}", n.saturating_add(1)) };
        let free = (from..).map(|n| (n, numbered(n))).find(|(_, anchor)| !taken.contains(anchor));
        let (number, free) = free.unwrap_or_default();
        last.insert(name, number.saturating_add(1));
        taken.insert(free.clone());
        free
    };
    let section = advisory.sections.iter();
    section
        .map(|s| Section { anchor: anchor(&s.kind), kind: &s.kind, heading: &s.heading, markdown: &s.markdown })
        .collect()
}

/// Returns the public timeline, oldest first. The time between two entries is a public fact;
/// nothing else is measured here.
fn timeline<'a>(entries: &'a [Dated]) -> Vec<TimelineEntry<'a>> {
    let mut sorted: Vec<_> = entries.iter().collect();
    sorted.sort_by_key(|e| e.at);
    let first = sorted.first().map(|e| e.at);
    let length = first.zip(sorted.last()).map(|(first, last)| last.at.seconds_since(first)).filter(|s| *s > 0);
    let place = |at: Instant| {
        let (first, length) = first.zip(length)?;
        // The ends of the line are left free for the marks on them.
        let tenths = at.seconds_since(first).saturating_mul(980) / length + 10;
        Some(format!("{}.{}", tenths / 10, tenths % 10))
    };
    let before = std::iter::once(None).chain(sorted.iter().map(|e| Some(e.at)));
    let entry = |(entry, before): (&&'a Dated, Option<Instant>)| TimelineEntry {
        at: entry.at,
        text: &entry.text,
        after: before.map(|b| entry.at.seconds_since(b)).filter(|s| *s > 0).map(spoken_seconds),
        place: place(entry.at),
    };
    sorted.iter().zip(before).map(entry).collect()
}

fn downloads(exported: &Exported<'_>) -> Vec<Download> {
    let download = |f: &crate::export::Format| Download {
        label: f.label,
        purpose: f.purpose,
        href: (f.path)(exported.advisory),
        media_type: f.media_type,
    };
    FORMATS.iter().filter(|f| f.has(exported)).map(download).collect()
}
