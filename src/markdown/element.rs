//! What a Markdown text contains, with places in its source.

use std::ops::Range;

use pulldown_cmark::{Event, Tag};

/// A part of a Markdown text that a check may look at.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Element<'t> {
    /// A link or an image, with its address.
    Link(String),
    /// A heading, with its level.
    Heading(usize),
    /// Raw HTML, without surrounding white space.
    Html(&'t str),
}

/// Returns the links, headings and raw HTML of a text in their order, each with its bytes of the
/// source.
pub fn elements(source: &str) -> impl Iterator<Item = (Element<'_>, Range<usize>)> {
    super::parser(source).into_offset_iter().filter_map(|(event, range)| {
        let element = match event {
            Event::Start(Tag::Link { dest_url, .. } | Tag::Image { dest_url, .. }) => {
                Element::Link(dest_url.into_string())
            }
            Event::Start(Tag::Heading { level, .. }) => Element::Heading(level as usize),
            Event::Html(_) | Event::InlineHtml(_) => Element::Html(source.get(range.clone())?.trim()),
            _ => return None,
        };
        Some((element, range))
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn elements_are_found_at_their_places() {
        let text = "# A [b](https://c.example)\n\n![d](e)\n\n```\n[no](f)\n```\n<i>g</i>\n";
        let found: Vec<_> = elements(text).map(|(element, range)| (element, text.get(range).unwrap())).collect();
        assert_eq!(
            found,
            [
                (Element::Heading(1), "# A [b](https://c.example)\n"),
                (Element::Link("https://c.example".to_owned()), "[b](https://c.example)"),
                (Element::Link("e".to_owned()), "![d](e)"),
                (Element::Html("<i>"), "<i>"),
                (Element::Html("</i>"), "</i>"),
            ]
        );
    }
}
