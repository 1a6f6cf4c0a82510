//! Characters that a reader can't see: wherever they stand in a file, in a value, a comment or
//! between them.
//!
//! A reviewer decides by what a file looks like. In a name or an address such a character is an
//! error; in running text it is shown by its number, so a warning does.

use super::rule;
use super::sink::Sink;
use crate::markdown;
use crate::source::Span;

/// Reports one in a value; `text`: in running text.
pub(super) fn report(c: char, place: Span, text: bool, sink: &mut Sink<'_>) {
    let what = if c.is_control() { "a control character" } else { "which a reader can't see" };
    let message = format!("U+{:04X} stands here, {what}", u32::from(c));
    if text {
        sink.warning(rule::HIDDEN_IN_TEXT, place, message).help("delete it; to speak of it, write its number");
    } else {
        sink.error(rule::HIDDEN_CHARACTER, place, message).help("delete it");
    }
}

/// Reports the first on each line of a file, unless it stands in a value about which that was said.
pub(super) fn anywhere(text: &str, sink: &mut Sink<'_>) {
    // What is missing is said of a whole table, and of nothing that stands in it.
    let said = sink.places(|rule| rule != rule::MISSING_KEY);
    let is_said = |at: usize| {
        let before = said.partition_point(|span| span.start <= at);
        before.checked_sub(1).and_then(|n| said.get(n)).is_some_and(|span| at < span.end)
    };
    let mut start = 0;
    for line in text.split_inclusive('\n') {
        if let Some((at, c)) = markdown::hidden(line).find(|(at, _)| !is_said(start + at)) {
            report(c, Span::new(start + at, start + at + c.len_utf8()), true, sink);
        }
        start += line.len();
    }
}
