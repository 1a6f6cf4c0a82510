//! JSON Feed 1.1 (<https://www.jsonfeed.org/version/1.1/>).

use serde::Serialize;

use crate::advisory::Advisory;
use crate::json;
use crate::plan::Sink;
use crate::portfolio::{Project, SiteFormat};
use crate::time::Instant;

use super::{Collection, ExportError, Published, address, content, headline, latest, page, put, title};

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
    put(sink, PATH, json::pretty(&feed(site.project, site.advisories))?)?;
    Ok(())
}

/// The feed of these advisories, last changed first.
fn feed(project: &Project, advisories: &[&Advisory]) -> Feed {
    Feed {
        version: "https://jsonfeed.org/version/1.1",
        title: title(project),
        home_page_url: address(project, ""),
        feed_url: address(project, PATH),
        description: format!("Security advisories of {}", project.name.value),
        language: "en",
        items: latest(advisories).into_iter().map(|advisory| item(project, advisory)).collect(),
    }
}

fn item(project: &Project, advisory: &Advisory) -> Item {
    let url = address(project, &page(&advisory.id));
    let rating = advisory.rating().into_iter().map(|rating| rating.to_string());
    Item {
        id: url.clone(),
        url,
        title: headline(advisory),
        content_html: content(advisory),
        date_published: advisory.published,
        date_modified: advisory.modified,
        tags: rating.chain(advisory.cve.iter().map(ToString::to_string)).collect(),
    }
}
