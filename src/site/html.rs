//! The one place that may say that a text is HTML already.

use minijinja::value::Value;
use minijinja::{Error, Output, State};

use crate::markdown;

/// Markdown as HTML that templates print as it is. Nothing else in this program makes such a value.
#[allow(clippy::disallowed_methods)]
pub(super) fn safe(text: &str, prefix: &str) -> Value {
    Value::from_safe_string(markdown::html(text, prefix))
}

/// Prints a value: escaped, with hidden characters shown, unless [`safe`] made it. It asks no template whether to
/// escape, so none can turn it off.
pub(super) fn print(out: &mut Output<'_>, _: &mut State<'_, '_>, value: &Value) -> Result<(), Error> {
    if value.is_none() || value.is_undefined() {
        return Ok(());
    }
    match value.as_str() {
        Some(text) if value.is_safe() => out.write_str(text),
        Some(text) => out.write_str(&markdown::escape(text)),
        None => out.write_str(&markdown::escape(&value.to_string())),
    }
    .map_err(Error::from)
}
