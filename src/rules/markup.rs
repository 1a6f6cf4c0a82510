//! An advisory's text as its Markdown reads it, with places: what the rules on links, headings and HTML look through.

use pulldown_cmark::{Event, Options, Parser, Tag};

use crate::case::Case;
use crate::incident::Document;
use crate::source::Span;

/// Something in the text that a rule has an opinion on.
pub(super) enum Mark<'t> {
    /// A link or an image, and where it goes.
    Link(String),
    /// A heading of this level.
    Heading(usize),
    /// Raw HTML.
    Html(&'t str),
}

/// The marks of a document's text, in its order. The file's own bytes are read, so that places hold for any line ends.
pub(super) fn marks<'p>(case: &Case<'p>, document: &'p Document) -> impl Iterator<Item = (Mark<'p>, Span)> {
    let base = document.body.span.start;
    let file = case.portfolio.tree.text(document.file.as_str());
    let raw = file.and_then(|text| text.get(base..document.body.span.end)).unwrap_or_default();
    let options = Options::ENABLE_TABLES
        | Options::ENABLE_FOOTNOTES
        | Options::ENABLE_STRIKETHROUGH
        | Options::ENABLE_TASKLISTS
        | Options::ENABLE_GFM;
    Parser::new_ext(raw, options).into_offset_iter().filter_map(move |(event, range)| {
        let mark = match event {
            Event::Start(Tag::Link { dest_url, .. } | Tag::Image { dest_url, .. }) => {
                Mark::Link(dest_url.into_string())
            }
            Event::Start(Tag::Heading { level, .. }) => Mark::Heading(level as usize),
            Event::Html(_) | Event::InlineHtml(_) => Mark::Html(raw.get(range.clone()).unwrap_or_default().trim()),
            _ => return None,
        };
        Some((mark, Span::new(base + range.start, base + range.end)))
    })
}
