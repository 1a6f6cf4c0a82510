//! Atom (RFC 4287).

use std::io;

use quick_xml::Writer;
use quick_xml::events::{BytesDecl, BytesText, Event};

use crate::markdown::visible;
use crate::plan::Sink;
use crate::portfolio::{Project, SiteFormat};
use crate::time::Instant;

use super::feed::{Entry, entries};
use super::{Collection, ExportError, Published, address, put, title};

/// The feed's line in [`COLLECTIONS`](super::COLLECTIONS).
pub(super) const COLLECTION: Collection =
    Collection { label: "Atom", of: Some(&[SiteFormat::Atom]), browsable: None, add };

/// The feed's path below the site.
const PATH: &str = "feed.atom";

fn add(sink: &dyn Sink, site: &Published<'_>) -> Result<(), ExportError> {
    put(sink, PATH, write(site.project, &entries(site))?)?;
    Ok(())
}

/// Returns the feed of these entries. Its date is that of the newest change, so a build without
/// changes gives the same bytes.
fn write(project: &Project, entries: &[Entry]) -> io::Result<Vec<u8>> {
    let updated = entries.iter().map(|entry| entry.updated).max().or_else(|| Instant::from_unix(0));
    let mut writer = Writer::new_with_indent(Vec::new(), b' ', 2);
    writer.write_event(Event::Decl(BytesDecl::new("1.0", Some("utf-8"), None)))?;
    let feed = writer.create_element("feed").with_attribute(("xmlns", "http://www.w3.org/2005/Atom"));
    feed.with_attribute(("xml:lang", "en")).write_inner_content(|w| {
        text(w, "id", &address(project, PATH))?;
        text(w, "title", &title(project))?;
        link(w, "self", "application/atom+xml", &address(project, PATH))?;
        link(w, "alternate", "text/html", &address(project, ""))?;
        updated.map_or(Ok(()), |at| text(w, "updated", &at.to_string()))?;
        w.create_element("author").write_inner_content(|w| text(w, "name", &project.name))?;
        entries.iter().try_for_each(|one| entry(w, one))
    })?;
    let mut bytes = writer.into_inner();
    bytes.push(b'\n');
    Ok(bytes)
}

fn entry(w: &mut Writer<Vec<u8>>, entry: &Entry) -> io::Result<()> {
    w.create_element("entry").write_inner_content(|w| {
        text(w, "id", &entry.url)?;
        text(w, "title", &entry.title)?;
        link(w, "alternate", "text/html", &entry.url)?;
        if let Some(published) = entry.published {
            text(w, "published", &published.to_string())?;
        }
        text(w, "updated", &entry.updated.to_string())?;
        for term in &entry.tags {
            w.create_element("category").with_attribute(("term", term.as_str())).write_empty()?;
        }
        let content = BytesText::new(&entry.content);
        w.create_element("content").with_attribute(("type", "html")).write_text_content(content)?;
        Ok(())
    })?;
    Ok(())
}

/// Writes an element with text. XML can't represent most control characters, so they are made
/// visible first.
fn text(w: &mut Writer<Vec<u8>>, element: &str, text: &str) -> io::Result<()> {
    w.create_element(element).write_text_content(BytesText::new(&visible(text)))?;
    Ok(())
}

fn link(w: &mut Writer<Vec<u8>>, rel: &str, media_type: &str, href: &str) -> io::Result<()> {
    let link = w.create_element("link").with_attribute(("rel", rel)).with_attribute(("type", media_type));
    link.with_attribute(("href", &*visible(href))).write_empty()?;
    Ok(())
}
