//! Texts of more than a line, which each kind of draft shows in its own way.

use std::fmt;
use std::sync::Arc;

use minijinja::Value;
use minijinja::value::{Object, ObjectRepr};

use super::text;
use crate::markdown;
use crate::policy::ChannelKind;

/// A text of more than a line.
#[derive(Debug)]
pub(super) enum RichText {
    /// The project's own words, in Markdown.
    Markdown(String),
    /// Somebody's words, to be quoted as they are.
    Words(String),
}

impl RichText {
    /// The project's Markdown as a value; `None` when it is blank.
    pub(super) fn markdown(text: &str) -> Option<Value> {
        (!text.trim().is_empty()).then(|| Value::from_object(Self::Markdown(text.trim().to_owned())))
    }

    /// Somebody's words as a value; `None` when they are blank.
    pub(super) fn words(text: &str) -> Option<Value> {
        (!text.trim().is_empty()).then(|| Value::from_object(Self::Words(text.trim().to_owned())))
    }

    /// As a draft of this kind shows it.
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
