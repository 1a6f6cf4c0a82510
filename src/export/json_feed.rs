//! JSON Feed 1.1 (<https://www.jsonfeed.org/version/1.1/>).

use serde::Serialize;

use crate::json;
use crate::plan::Sink;
use crate::portfolio::{Project, SiteFormat};
use crate::time::Instant;

use super::feed::{Entry, entries};
use super::{Collection, ExportError, Published, address, put, title};

/// The feed's line in the list.
pub(super) const COLLECTION: Collection =
    Collection { label: "JSON Feed", of: Some(&[SiteFormat::JsonFeed]), browsable: None, add };

/// The feed's path below the site.
const PATH: &str = "feed.json";

#[derive(Serialize)]
struct Feed {
    version: &'static str,
    title: String,
    home_page_url: String,
    feed_url: String,
    description: String,
    language: &'static str,
    items: Vec<Item>,
}

#[derive(Serialize)]
struct Item {
    id: String,
    url: String,
    title: String,
    content_html: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    date_published: Option<Instant>,
    date_modified: Instant,
    tags: Vec<String>,
}

fn add(sink: &dyn Sink, site: &Published<'_>) -> Result<(), ExportError> {
    put(sink, PATH, json::pretty(&feed(site.project, entries(site)))?)?;
    Ok(())
}

/// Returns the feed of these entries.
fn feed(project: &Project, entries: Vec<Entry>) -> Feed {
    Feed {
        version: "https://jsonfeed.org/version/1.1",
        title: title(project),
        home_page_url: address(project, ""),
        feed_url: address(project, PATH),
        description: format!("Security advisories of {}", project.name.value),
        language: "en",
        items: entries.into_iter().map(item).collect(),
    }
}

fn item(entry: Entry) -> Item {
    Item {
        id: entry.url.clone(),
        url: entry.url,
        title: entry.title,
        content_html: entry.content,
        date_published: entry.published,
        date_modified: entry.updated,
        tags: entry.tags,
    }
}
