//! Texts of a CVE record: plain English, with the same text as HTML, limited to the lengths that a
//! record accepts.

use serde::Serialize;

use super::ENGLISH;
use crate::markdown::{html, visible};

/// The longest plain text, in characters.
pub(super) const LONGEST: usize = 4096;

/// The longest title.
pub(super) const LONGEST_TITLE: usize = 256;

/// The longest name of a reference.
pub(super) const LONGEST_NAME: usize = 512;

/// The maximum length of a text in another format.
const LONGEST_MEDIA: usize = 16_384;

/// A text.
#[derive(Serialize, Clone, PartialEq, Eq, PartialOrd, Ord)]
#[serde(rename_all = "camelCase")]
pub(super) struct Text {
    lang: &'static str,
    value: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    supporting_media: Option<[Media; 1]>,
}

/// The text in another format.
#[derive(Serialize, Clone, PartialEq, Eq, PartialOrd, Ord)]
struct Media {
    #[serde(rename = "type")]
    kind: &'static str,
    base64: bool,
    value: String,
}

impl Text {
    /// Creates a text that is plain already.
    pub(super) fn plain(text: &str) -> Self {
        Self { lang: ENGLISH, value: cut(visible(text).trim(), LONGEST), supporting_media: None }
    }

    /// Returns Markdown, given also as plain text, with its HTML; `None` if it is empty. HTML that
    /// is too long is left out, because truncating it would break it.
    pub(super) fn markdown(markdown: &str, text: &str) -> Option<Self> {
        let value = html(markdown, "cve").trim().to_owned();
        let fits = !value.is_empty() && value.chars().count() <= LONGEST_MEDIA;
        let media = fits.then_some([Media { kind: "text/html", base64: false, value }]);
        let is_said = !text.trim().is_empty();
        is_said.then(|| Self { lang: ENGLISH, value: cut(text.trim(), LONGEST), supporting_media: media })
    }
}

/// Returns the text if it fits, or else as many of its words as fit.
pub(super) fn cut(text: &str, longest: usize) -> String {
    if text.chars().count() <= longest {
        return text.to_owned();
    }
    let start: String = text.chars().take(longest.saturating_sub(1)).collect();
    let whole = start.rfind(char::is_whitespace).and_then(|end| start.get(..end)).unwrap_or(&start);
    format!("{}…", whole.trim_end())
}
