//! Files as people read them, and what differs between two texts.
//!
//! A page is shown as the text that a reader finds in it, because that is what becomes public;
//! anything else as it is.

use super::page;
use crate::app::rehearse::{Change, ChangeKind};
use crate::diff::Differences;

impl Change<'_> {
    /// Returns whether people read the file as a page, in a browser.
    #[must_use]
    pub fn is_page(&self) -> bool {
        is_page(self.path)
    }

    /// Returns the file as it reads afterwards; `None` where it is no text, or is gone.
    #[must_use]
    pub fn text(&self) -> Option<String> {
        text(self.path, self.after?)
    }

    /// Returns the lines of the text that people read that are new or differ, from the top, each
    /// with its mark: a space in a new file, else `-` or `+`. `None` where it is no text.
    #[must_use]
    pub fn marked_lines(&self) -> Option<Vec<(char, String)>> {
        let read = |bytes: Option<&[u8]>| bytes.map_or(Some(String::new()), |bytes| text(self.path, bytes));
        let (before, after) = (read(self.before)?, read(self.after)?);
        let whole = |mark: char, text: &str| text.lines().map(|line| (mark, line.trim_end().to_owned())).collect();
        Some(match self.kind {
            ChangeKind::Added => whole(' ', &after),
            ChangeKind::Removed => whole('-', &before),
            ChangeKind::Changed => {
                let differences = Differences::new(&before, &after);
                let lines = differences.marked().map(|(mark, line)| (mark, line.trim_end().to_owned()));
                lines.filter(|(_, line)| !line.is_empty()).collect()
            }
        })
    }

    /// Returns the change as a patch of the file; `None` where it is no text.
    #[must_use]
    pub fn patch(&self) -> Option<String> {
        unified(self, |bytes| std::str::from_utf8(bytes).ok().map(str::to_owned))
    }

    /// Returns the change of what people read, as a patch; `None` where it is no text.
    #[must_use]
    pub fn text_patch(&self) -> Option<String> {
        unified(self, |bytes| text(self.path, bytes))
    }
}

fn is_page(path: &str) -> bool {
    path.ends_with(".html")
}

/// Returns a file as it reads; `None` where it is no text.
fn text(path: &str, bytes: &[u8]) -> Option<String> {
    let raw = std::str::from_utf8(bytes).ok()?;
    Some(if is_page(path) { page::text(raw) } else { raw.to_owned() })
}

fn unified(change: &Change<'_>, read: impl Fn(&[u8]) -> Option<String>) -> Option<String> {
    let read = |bytes: Option<&[u8]>| bytes.map_or(Some(String::new()), &read);
    let (before, after) = (read(change.before)?, read(change.after)?);
    let name = |side: char, bytes: Option<&[u8]>| match bytes {
        Some(_) => format!("{side}/{}", change.path),
        None => "/dev/null".to_owned(),
    };
    let (from, to) = (name('a', change.before), name('b', change.after));
    Some(format!("--- {from}\n+++ {to}\n{}", Differences::new(&before, &after).unified()))
}
