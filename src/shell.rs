//! Words of command lines that people copy to a shell.

use std::borrow::Cow;
use std::path::Path;

/// Returns a word as a shell reads it, quoted where that is needed.
#[must_use]
pub(crate) fn word(text: &str) -> Cow<'_, str> {
    // A shell can't have NUL in a word, and neither can what the word names.
    shlex::try_quote(text).unwrap_or(Cow::Borrowed(text))
}

/// Returns a path as a shell and its programs read it: one that begins with a hyphen is no option.
#[must_use]
pub(crate) fn path(path: &Path) -> String {
    let path = path.to_string_lossy();
    let dashed = if path.starts_with('-') { "./" } else { "" };
    word(&format!("{dashed}{path}")).into_owned()
}
