//! Lists of advisories: the newest ones, and all of them by severity, year and release line.
//!
//! The filters are pages, so they work without a script. No page holds more than [`ROWS`] rows
//! however long the history is.

use std::collections::{BTreeMap, BTreeSet};

use minijinja::context;
use minijinja::value::{Serde, Value};
use serde::Serialize;

use crate::advisory::Advisory;
use crate::names::LineId;
use crate::portfolio::Project;
use crate::time::Instant;

use super::layout::Page;
use super::releases::Releases;
use super::{SiteInput, UNRATED, forthcoming, rating, rows, severity_words, version};

/// Rows of one page.
const ROWS: usize = 100;

/// Ratings, worst first, in the order of the filter.
const RATINGS: &[&str] = &["critical", "high", "medium", "low", "none", UNRATED];

/// A filter, which is a page of its own.
#[derive(Serialize, Clone)]
struct Filter {
    label: String,
    href: String,
    count: usize,
}

/// The advisories that pass one filter.
struct Group<'a> {
    filter: Filter,
    heading: String,
    /// The release line that it is about, if it is.
    line: Option<&'a LineId>,
    rows: Vec<&'a Advisory>,
}

/// Returns every list page. `advisories` are newest first.
pub(super) fn pages(input: &SiteInput<'_>, releases: &Releases<'_>, advisories: &[&Advisory]) -> Vec<Page> {
    let (severities, years, lines) = (by_severity(advisories), by_year(advisories), by_line(input, advisories));
    let filters =
        |groups: &[Group<'_>]| Value::from(Serde(groups.iter().map(|g| g.filter.clone()).collect::<Vec<_>>()));
    let browse = context! { severities => filters(&severities), years => filters(&years), lines => filters(&lines) };
    let name = &input.project.name.value;
    let newest: Vec<_> = advisories.iter().take(ROWS).copied().collect();
    let index = context! {
        browse => browse.clone(),
        check => version::table(input, releases, advisories, None),
        rows => rows::rows(input.project, &newest, ""),
        total => advisories.len(),
        notices => forthcoming::value(input.notices),
    };
    let title = crate::export::title(input.project);
    let mut pages =
        vec![Page::new("index.html", "pages/index.html", title, index).describe(format!(
            "Published security advisories of {name}: what is affected, what is fixed, what to do."
        ))];
    for group in severities.iter().chain(&years).chain(&lines) {
        let check = group.line.map(|line| version::table(input, releases, advisories, Some(line)));
        pages.extend(group_pages(group, &browse, check.as_ref(), input.project));
    }
    pages
}

fn group_pages(group: &Group<'_>, browse: &Value, check: Option<&Value>, project: &Project) -> Vec<Page> {
    let name = &project.name.value;
    let chunks: Vec<_> = group.rows.chunks(ROWS).collect();
    let link =
        |number: usize| if number == 0 { group.filter.href.clone() } else { numbered(&group.filter.href, number) };
    let page = |(number, chunk): (usize, &&[&Advisory])| {
        let next = (number + 1 < chunks.len()).then(|| link(number + 1));
        let context = context! {
            browse => browse.clone(),
            current => group.filter.href.clone(),
            heading => group.heading.clone(),
            check => check,
            rows => rows::rows(project, chunk, ""),
            total => group.rows.len(),
            number => number + 1,
            numbers => chunks.len(),
            newer => number.checked_sub(1).map(link),
            older => next,
        };
        let part = if number == 0 { String::new() } else { format!(", page {}", number + 1) };
        Page::new(link(number), "pages/list.html", format!("{}{part}", group.heading), context)
            .describe(format!("{} of {name}{part}.", group.heading))
    };
    chunks.iter().enumerate().map(page).collect()
}

/// Returns the name of a further page. No release line's name contains `~`, so it can't be the page
/// of another line.
fn numbered(href: &str, number: usize) -> String {
    format!("{}~{}.html", href.trim_end_matches(".html"), number + 1)
}

/// Returns what an advisory is listed under: the rating, or the level if no rating stands for it.
fn severity_id(advisory: &Advisory) -> &str {
    match &advisory.level {
        Some(level) if level.rating.is_none() => &level.id,
        _ => rating(advisory),
    }
}

fn group<'a>(label: &str, href: String, heading: String, rows: Vec<&'a Advisory>) -> Group<'a> {
    Group { filter: Filter { label: label.to_owned(), href, count: rows.len() }, heading, line: None, rows }
}

fn by_severity<'a>(advisories: &[&'a Advisory]) -> Vec<Group<'a>> {
    // Levels that no rating stands for come after the ratings, in the order of their ids.
    let own: BTreeSet<&str> = advisories.iter().map(|a| severity_id(a)).filter(|id| !RATINGS.contains(id)).collect();
    let groups = RATINGS.iter().copied().chain(own).filter_map(|id| {
        let of_it: Vec<&Advisory> = advisories.iter().copied().filter(|a| severity_id(a) == id).collect();
        let label = severity_words(of_it.first()?);
        let heading = format!("{label} severity advisories");
        Some(group(&label, format!("severity-{id}.html"), heading, of_it))
    });
    groups.collect()
}

fn by_year<'a>(advisories: &[&'a Advisory]) -> Vec<Group<'a>> {
    let mut years: BTreeMap<Option<i32>, Vec<&Advisory>> = BTreeMap::new();
    for advisory in advisories {
        years.entry(advisory.published.map(Instant::year)).or_default().push(advisory);
    }
    let groups = years.into_iter().rev();
    groups
        .map(|(year, rows)| match year {
            Some(year) => group(&year.to_string(), format!("{year}.html"), format!("Advisories of {year}"), rows),
            None => group("Unknown", "undated.html".to_owned(), "Advisories of an unknown date".to_owned(), rows),
        })
        .collect()
}

/// Returns the lines in the project's order, then those that it no longer lists.
fn by_line<'a>(input: &SiteInput<'_>, advisories: &[&'a Advisory]) -> Vec<Group<'a>> {
    let mut lines: BTreeMap<(usize, &LineId), Vec<&Advisory>> = BTreeMap::new();
    let place = |id: &LineId| input.project.lines.iter().position(|l| l.id.value == *id).unwrap_or(usize::MAX);
    for advisory in advisories {
        let ids: BTreeSet<&LineId> = advisory.affected.iter().filter_map(|a| a.line.as_ref()).collect();
        for id in ids {
            lines.entry((place(id), id)).or_default().push(advisory);
        }
    }
    let groups = lines.into_iter();
    groups
        .map(|((_, id), rows)| {
            let group = group(id.as_str(), format!("line-{id}.html"), format!("Advisories that affect {id}"), rows);
            Group { line: Some(id), ..group }
        })
        .collect()
}
