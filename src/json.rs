//! Values as JSON text: every JSON file and every JSON report of the program is written here.
//!
//! Nothing here falls back to an empty text: a value that can't be serialised is an error, and it
//! stops the publication.

use serde::Serialize;

use crate::error::{Help, PublicLog};
use crate::markdown::{hides, is_noncharacter, is_plain};

/// A value that JSON can't represent, such as a map whose keys are not strings.
#[derive(Debug, thiserror::Error)]
#[error("this can't be written as JSON: {0}")]
pub struct JsonError(#[from] serde_json::Error);

impl Help for JsonError {
    fn help(&self) -> Option<String> {
        None
    }

    fn in_public_log(&self) -> PublicLog {
        PublicLog::Full
    }
}

/// Serialises a value with indentation, ending with a newline.
///
/// # Errors
/// When the value can't be serialised.
pub fn pretty(value: &impl Serialize) -> Result<String, JsonError> {
    let mut text = serde_json::to_string_pretty(value)?;
    text.push('\n');
    Ok(escape(text))
}

/// Serialises a value on one line, without a newline at its end.
///
/// # Errors
/// When the value can't be serialised.
pub fn compact(value: &impl Serialize) -> Result<String, JsonError> {
    Ok(escape(serde_json::to_string(value)?))
}

/// Escapes every character that a terminal could obey or a reader can't see. They occur in strings
/// only, so the meaning of the JSON stays the same.
fn escape(text: String) -> String {
    let odd = |c: char| c != '\n' && (c.is_control() || is_noncharacter(c) || hides(c));
    if is_plain(&text) || !text.contains(odd) {
        return text;
    }
    let mut out = String::with_capacity(text.len() + 16);
    for c in text.chars() {
        if odd(c) {
            c.encode_utf16(&mut [0; 2]).iter().for_each(|unit| out.push_str(&format!("\\u{unit:04x}")));
        } else {
            out.push(c);
        }
    }
    out
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeMap;

    use super::*;

    #[test]
    fn a_value_that_json_can_not_hold_is_an_error_and_no_empty_text() {
        let keyed_by_a_list = BTreeMap::from([(vec![1], "no text")]);
        assert!(pretty(&keyed_by_a_list).is_err());
        let error = compact(&keyed_by_a_list).unwrap_err();
        assert_eq!(error.to_string(), "this can't be written as JSON: key must be a string");
    }

    #[test]
    fn what_a_reader_could_not_see_is_escaped() {
        assert_eq!(pretty(&"a\u{202e}b\u{1f}").unwrap(), "\"a\\u202eb\\u001f\"\n");
        assert_eq!(compact(&[1, 2]).unwrap(), "[1,2]");
    }
}
