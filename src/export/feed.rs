//! The entries of the feeds: the notices of coming releases, then the advisories that changed last.

use crate::advisory::{Advisory, Notice};
use crate::markdown::{escape, html, visible};
use crate::portfolio::Project;
use crate::time::Instant;

use super::{FEED_ENTRIES, Published, address, page};

/// The path of the page of forthcoming releases below the site.
pub const FORTHCOMING: &str = "forthcoming.html";

/// An entry of a feed.
pub(super) struct Entry {
    /// Its address, which is its id too.
    pub(super) url: String,
    /// Plain text.
    pub(super) title: String,
    pub(super) published: Option<Instant>,
    pub(super) updated: Instant,
    /// Words to filter by.
    pub(super) tags: Vec<String>,
    /// Safe HTML.
    pub(super) content: String,
}

/// Returns the entries of a site's feeds, at most [`FEED_ENTRIES`].
pub(super) fn entries(site: &Published<'_>) -> Vec<Entry> {
    let notices = announced(site.notices);
    let mut entries: Vec<Entry> = notices.iter().map(|announced| coming(site.project, announced)).collect();
    entries.truncate(FEED_ENTRIES);
    let room = FEED_ENTRIES.saturating_sub(entries.len());
    entries.extend(latest(site.advisories, room).into_iter().map(|advisory| published(site.project, advisory)));
    entries
}

/// A notice and its anchor on the page of forthcoming releases.
#[derive(Clone, Debug, PartialEq, serde::Serialize)]
pub struct Announced {
    /// The anchor. It is made of the dates of the notice alone, so it is another one if the release
    /// moves, and readers of feeds get a new entry.
    pub anchor: String,
    /// The notice.
    #[serde(flatten)]
    pub notice: Notice,
}

/// Returns the notices with their anchors, the next release first and those without a date last.
/// The order depends on public content only, never on the paths of private files.
#[must_use]
pub fn announced(notices: &[Notice]) -> Vec<Announced> {
    let mut sorted = notices.to_vec();
    let key = |n: &Notice| (n.release.is_none(), n.release, n.announced, n.estimated, n.mitigations.clone());
    sorted.sort_by_cached_key(key);
    let mut announced: Vec<Announced> = Vec::with_capacity(sorted.len());
    for notice in sorted {
        let name = anchor(&notice);
        let twins = announced.iter().filter(|other| anchor(&other.notice) == name).count();
        let anchor = if twins == 0 { name } else { format!("{name}-{}", twins + 1) };
        announced.push(Announced { anchor, notice });
    }
    announced
}

fn anchor(notice: &Notice) -> String {
    let compact = |at: Instant| at.utc().format("%Y%m%dT%H%M%SZ");
    let start = format!("notice-{}", compact(notice.announced));
    match notice.release {
        Some(release) if notice.estimated => format!("{start}-about-{}", compact(release)),
        Some(release) => format!("{start}-for-{}", compact(release)),
        None => start,
    }
}

/// Returns the entry of a notice. It says what the page says.
fn coming(project: &Project, announced: &Announced) -> Entry {
    let Announced { anchor, notice } = announced;
    let page = address(project, FORTHCOMING);
    let title = match notice.release {
        Some(release) if notice.estimated => format!("Coming security release: {} (estimate)", release.spoken()),
        Some(release) => format!("Coming security release: {}", release.spoken()),
        None => "Coming security release: the date is not set yet".to_owned(),
    };
    let mut content = match notice.release {
        Some(release) => format!("<p>Plan time for {}.</p>\n", release.spoken()),
        None => "<p>The date is not set yet.</p>\n".to_owned(),
    };
    if let Some(was) = notice.was {
        content.push_str(&format!("<p>The date has changed. It was {}.</p>\n", was.spoken()));
    }
    if notice.passed {
        content.push_str("<p>This date has passed. If the release is not out yet, we have no new date yet.</p>\n");
    } else if notice.release.is_some() && notice.estimated {
        content.push_str("<p>This date is an estimate. If it changes, the feed has a new entry.</p>\n");
    }
    content.push_str("<h2>What you can do until then</h2>\n");
    match &notice.mitigations {
        Some(mitigations) => content.push_str(&html(mitigations, anchor)),
        None => content.push_str("<p>No mitigation has been announced. Plan to upgrade soon after the release.</p>\n"),
    }
    Entry {
        url: format!("{page}#{anchor}"),
        title,
        published: Some(notice.announced),
        updated: notice.announced,
        tags: vec!["forthcoming".to_owned()],
        content,
    }
}

fn published(project: &Project, advisory: &Advisory) -> Entry {
    let level = advisory.level.as_ref().map(|level| level.title.clone());
    let rating = level.or_else(|| advisory.rating().map(|rating| rating.to_string())).into_iter();
    Entry {
        url: address(project, &page(&advisory.id)),
        title: headline(advisory),
        published: advisory.published,
        updated: advisory.modified,
        tags: rating.chain(advisory.cve.iter().map(ToString::to_string)).collect(),
        content: content(advisory),
    }
}

/// Returns the advisories that changed last, so that a withdrawal reaches readers however old the
/// advisory is.
fn latest<'a>(advisories: &[&'a Advisory], most: usize) -> Vec<&'a Advisory> {
    let mut latest = advisories.to_vec();
    latest.sort_by(|a, b| (b.modified, b.since(), &b.id).cmp(&(a.modified, a.since(), &a.id)));
    latest.truncate(most);
    latest
}

/// Returns an entry's title: plain text with what readers should know before they open the page.
fn headline(advisory: &Advisory) -> String {
    let withdrawn = if advisory.withdrawn.is_some() { "Withdrawn: " } else { "" };
    let title = visible(&advisory.title);
    format!("{withdrawn}{}: {}", advisory.id, title.split_whitespace().collect::<Vec<_>>().join(" "))
}

/// Returns an advisory's text as safe HTML.
fn content(advisory: &Advisory) -> String {
    let mut out = String::new();
    if let Some(withdrawn) = &advisory.withdrawn {
        let day = withdrawn.at.date();
        out.push_str(&format!("<p><strong>Withdrawn on {day}.</strong> {}</p>\n", escape(&withdrawn.text)));
    }
    if let Some(severity) = &advisory.severity {
        let (score, rating, vector) = (severity.score(), severity.rating(), escape(severity.vector().as_str()));
        out.push_str(&format!("<p>Severity: {score} ({rating}), <code>{vector}</code></p>\n"));
    }
    if let Some(level) = &advisory.level {
        out.push_str(&format!("<p>Severity level: {}</p>\n", escape(&level.title)));
    }
    for (index, section) in advisory.sections.iter().enumerate() {
        out.push_str(&format!("<h2>{}</h2>\n", escape(&section.heading)));
        out.push_str(&html(&section.markdown, &format!("{}-{index}", advisory.id)));
    }
    out
}
