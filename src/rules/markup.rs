//! An advisory's text as its Markdown is read, with places in its file: what the rules on links,
//! headings and HTML check.

use crate::case::Case;
use crate::incident::Document;
use crate::markdown;
pub(super) use crate::markdown::Element;
use crate::source::Span;

/// Returns the elements of a document's text, in its order. The file's own bytes are read, so that
/// places hold for any line ends.
pub(super) fn elements<'p>(case: &Case<'p>, document: &'p Document) -> impl Iterator<Item = (Element<'p>, Span)> {
    let base = document.body.span.start;
    let file = case.portfolio.tree.text(document.file.as_str());
    let raw = file.and_then(|text| text.get(base..document.body.span.end)).unwrap_or_default();
    markdown::elements(raw).map(move |(element, range)| (element, Span::new(base + range.start, base + range.end)))
}
