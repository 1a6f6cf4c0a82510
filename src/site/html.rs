//! The only module that may mark text as safe HTML.

use minijinja::value::Value;
use minijinja::{Error, Output, State};

use crate::announce::limits;
use crate::markdown;

/// Renders Markdown as HTML that templates print unescaped. Nothing else in this program creates
/// such a value.
#[allow(clippy::disallowed_methods)]
pub(super) fn safe(text: &str, prefix: &str) -> Value {
    Value::from_safe_string(markdown::html(text, prefix))
}

/// Prints a value: escaped, with hidden characters made visible, unless [`safe`] made it. It does
/// not ask the template whether to escape, so no template can turn it off.
pub(super) fn print(out: &mut Output<'_>, state: &mut State<'_, '_>, value: &Value) -> Result<(), Error> {
    if value.is_none() || value.is_undefined() {
        return Ok(());
    }
    limits::count(state, value)?;
    match value.as_str() {
        Some(text) if value.is_safe() => out.write_str(text),
        Some(text) => out.write_str(&markdown::escape(text)),
        None => out.write_str(&markdown::escape(&value.to_string())),
    }
    .map_err(Error::from)
}
