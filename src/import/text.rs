//! The text of a file, and places in it.

use super::error::{Place, RecordError};

/// Returns the text of a file, without a byte order mark.
pub(super) fn decode(bytes: &[u8]) -> Result<&str, RecordError> {
    let bytes = bytes.strip_prefix(b"\xef\xbb\xbf").unwrap_or(bytes);
    if bytes.starts_with(b"\xff\xfe") || bytes.starts_with(b"\xfe\xff") {
        let message = "the file is UTF-16, not UTF-8".to_owned();
        return Err(RecordError { place: Place::Byte(0), message, help: "save it as UTF-8" });
    }
    let text = std::str::from_utf8(bytes).map_err(|e| RecordError {
        place: Place::Byte(e.valid_up_to()),
        message: "the file is not UTF-8".to_owned(),
        help: "save it as UTF-8, or ask its publisher",
    })?;
    match text.find('\0') {
        None => Ok(text),
        Some(at) => Err(RecordError {
            place: Place::Byte(at),
            message: "the file contains a NUL byte, so it is not text".to_owned(),
            help: "remove the byte, or ask the file's publisher",
        }),
    }
}

/// Returns what a library reports about untrusted input, without control characters.
pub(super) fn one_line(message: impl ToString) -> String {
    message.to_string().replace(char::is_control, "\u{fffd}")
}

/// Returns the place of a byte offset in a text.
pub(super) fn line_and_column(text: &str, byte: usize) -> Place {
    let before = text.get(..byte).unwrap_or(text);
    let line = before.matches('\n').count() + 1;
    let column = before.rsplit('\n').next().unwrap_or_default().chars().count() + 1;
    Place::Line { line, column }
}
