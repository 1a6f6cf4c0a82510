//! The title of a record: the same rules for every format.

use super::fields::Fields;
use super::record::Record;

/// The maximum length of a title that nobody wrote, in characters.
const MAX_GUESSED_CHARS: usize = 120;

/// Takes the title, as one line. A record without one gets the first line of its text, or its id.
pub(super) fn title(fields: &mut Fields<'_>, key: &str, record: &Record) -> String {
    let path = fields.path(key);
    let given = fields.non_empty(key);
    let text = given.as_deref().or_else(|| record.details.lines().find(|line| !line.trim().is_empty()));
    let line = text.unwrap_or(&record.id).split_whitespace().collect::<Vec<_>>().join(" ");
    match &given {
        Some(given) if *given == line => {}
        Some(_) => fields.notes().guessed(path, "its white space was changed so that it is one line"),
        None if text.is_none() => fields.notes().guessed(path, "there is no title and no text, so the ID is used"),
        None => fields.notes().guessed(path, "there is none, so the first line of the text is used"),
    }
    match line.char_indices().nth(MAX_GUESSED_CHARS) {
        Some((end, _)) if given.is_none() => {
            format!("{}…", line.trim_start_matches('#').get(..end).unwrap_or(&line).trim())
        }
        _ if given.is_none() => line.trim_start_matches('#').trim().to_owned(),
        _ => line,
    }
}
