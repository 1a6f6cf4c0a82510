//! The Markdown elements of an advisory's text, for the rules on links, headings and HTML.

use crate::case::Case;
use crate::incident::Document;
use crate::markdown;
pub(super) use crate::markdown::Element;
use crate::source::{FilePath, Span};

/// An advisory, and the Markdown elements of its text. The text is parsed once for all rules.
#[derive(Clone, Debug)]
pub struct Markup<'p> {
    pub(super) document: &'p Document,
    /// The elements in the order of the text, with their places in the file.
    pub(super) elements: Vec<(Element<'p>, Span)>,
}

impl<'p> Markup<'p> {
    /// Parses the text of a document. It reads the file's own bytes, so that places are right for
    /// any line endings.
    pub(super) fn parse(case: &Case<'p>, document: &'p Document) -> Self {
        let base = document.body.span.start;
        let file = case.portfolio.tree.text(document.file.as_str());
        let raw = file.and_then(|text| text.get(base..document.body.span.end)).unwrap_or_default();
        let place =
            |(element, range): (_, std::ops::Range<usize>)| (element, Span::new(base + range.start, base + range.end));
        Self { document, elements: markdown::elements(raw).map(place).collect() }
    }

    pub(super) fn file(&self) -> &'p FilePath {
        &self.document.file
    }
}
