//! The sitemap (sitemaps.org 0.9) and the robots.txt that names it.

use std::io;

use quick_xml::Writer;
use quick_xml::events::{BytesDecl, BytesText, Event};

use crate::advisory::Advisory;
use crate::plan::Sink;
use crate::portfolio::Project;
use crate::time::Instant;

use super::{Collection, ExportError, Published, address, page, put};

/// Its line in the list.
pub(super) const COLLECTION: Collection = Collection { label: "sitemap", of: None, browsable: None, add };

/// The sitemap's path below the site.
const PATH: &str = "sitemap.xml";

/// The protocol's limit of URLs in one file.
const MOST: usize = 50_000;

fn add(sink: &dyn Sink, site: &Published<'_>) -> Result<(), ExportError> {
    put(sink, PATH, write(site.project, site.pages, site.advisories)?)?;
    put(sink, "robots.txt", robots(site.project))?;
    Ok(())
}

/// Returns the sitemap of these pages (paths below the site) and advisories. The dates are the
/// advisories' own, never a file's.
fn write(project: &Project, pages: &[&str], advisories: &[&Advisory]) -> io::Result<Vec<u8>> {
    let newest = advisories.iter().map(|a| a.modified).max();
    let mut writer = Writer::new_with_indent(Vec::new(), b' ', 2);
    writer.write_event(Event::Decl(BytesDecl::new("1.0", Some("utf-8"), None)))?;
    let set = writer.create_element("urlset").with_attribute(("xmlns", "http://www.sitemaps.org/schemas/sitemap/0.9"));
    set.write_inner_content(|w| {
        url(w, &address(project, ""), newest)?;
        pages.iter().try_for_each(|path| url(w, &address(project, path), None))?;
        let room = MOST.saturating_sub(pages.len() + 1);
        let advisories = advisories.iter().take(room);
        advisories.map(|a| (page(&a.id), a.modified)).try_for_each(|(p, at)| url(w, &address(project, &p), Some(at)))
    })?;
    let mut bytes = writer.into_inner();
    bytes.push(b'\n');
    Ok(bytes)
}

fn url(w: &mut Writer<Vec<u8>>, address: &str, modified: Option<Instant>) -> io::Result<()> {
    w.create_element("url").write_inner_content(|w| {
        w.create_element("loc").write_text_content(BytesText::new(address))?;
        if let Some(at) = modified {
            w.create_element("lastmod").write_text_content(BytesText::new(&at.to_string()))?;
        }
        Ok(())
    })?;
    Ok(())
}

/// Returns robots.txt: everything here should be found.
fn robots(project: &Project) -> String {
    format!("User-agent: *\nAllow: /\n\nSitemap: {}\n", address(project, PATH))
}
