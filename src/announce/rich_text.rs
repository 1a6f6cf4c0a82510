//! Texts of several lines, which each kind of draft shows in its own way.

use std::fmt;
use std::sync::Arc;

use minijinja::Value;
use minijinja::value::{Object, ObjectRepr};

use super::text;
use crate::markdown;
use crate::policy::ChannelKind;

/// A text of several lines.
#[derive(Debug)]
pub(super) enum RichText {
    /// The project's own Markdown.
    Markdown(String),
    /// Somebody else's text, quoted unchanged.
    Words(String),
}

impl RichText {
    /// Returns the project's Markdown as a value; `None` if it is blank.
    pub(super) fn markdown(text: &str) -> Option<Value> {
        (!text.trim().is_empty()).then(|| Value::from_object(Self::Markdown(text.trim().to_owned())))
    }

    /// Returns somebody else's text as a value; `None` if it is blank.
    pub(super) fn words(text: &str) -> Option<Value> {
        (!text.trim().is_empty()).then(|| Value::from_object(Self::Words(text.trim().to_owned())))
    }

    /// Returns the text as a draft of this kind shows it.
    pub(super) fn shown(&self, kind: ChannelKind) -> String {
        match (self, kind) {
            (Self::Markdown(text), ChannelKind::Email | ChannelKind::Form) => {
                text::lines(&markdown::plain(text, text::WIDTH))
            }
            (Self::Markdown(text), ChannelKind::Issue | ChannelKind::Chat) => text::lines(text),
            (Self::Words(text), kind) => text::quoted(text, kind),
        }
    }
}

impl Object for RichText {
    fn repr(self: &Arc<Self>) -> ObjectRepr {
        ObjectRepr::Plain
    }

    fn render(self: &Arc<Self>, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.shown(ChannelKind::Email))
    }
}
