//! An error as people read it.

use super::{LogText, Show, Style};
use crate::error::Help;
use crate::json::JsonError;
use crate::report::plain;

/// Returns the message, what to do about it, and the causes, a line each. A cause that only repeats
/// the message is left out.
pub(super) fn text(error: &(dyn Help + 'static)) -> String {
    let help = error.help().map_or_else(String::new, |help| format!("\n  help: {help}"));
    let message = error.to_string();
    let mut text = plain::lines(&format!("{message}{help}")) + "\n";
    let mut cause = error.source();
    while let Some(error) = cause {
        let because = error.to_string();
        if !message.starts_with(&because) {
            text.push_str(&format!("  because: {}\n", plain::lines(&because)));
        }
        cause = error.source();
    }
    text
}

/// An error, shown.
pub struct ShownError<'a>(pub &'a (dyn Help + 'static));

impl Show for ShownError<'_> {
    fn team(&self, _: Style) -> Result<String, JsonError> {
        Ok(text(self.0))
    }

    fn log(&self, _: Style) -> Result<LogText, JsonError> {
        Ok(LogText::error(self.0))
    }
}
