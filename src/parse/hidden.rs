//! Finds invisible characters anywhere in a file: in values, in comments, or between them.
//!
//! Reviewers judge a file by what they see. In a name or an address, an invisible character is an
//! error. In running text it is a warning, because pages show such characters by their number.

use super::rule;
use super::sink::Sink;
use crate::markdown;
use crate::source::Span;

/// Reports an invisible character. `text` says whether it is in running text.
pub(super) fn report(c: char, place: Span, text: bool, sink: &mut Sink<'_>) {
    let what = if c.is_control() { "a control character" } else { "an invisible character" };
    let message = format!("U+{:04X} is {what}", u32::from(c));
    if text {
        sink.raise(rule::HIDDEN_IN_TEXT, place, message).help("delete it; to mention it, write its code point");
    } else {
        sink.raise(rule::HIDDEN_CHARACTER, place, message).help("delete it");
    }
}

/// Reports the first one on each line of a file, except in values that have a finding already.
pub(super) fn anywhere(text: &str, sink: &mut Sink<'_>) {
    if markdown::is_plain(text) {
        return;
    }
    // A missing key is a finding about the whole table, not about a value in it.
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
