//! Parses text into a tree of values, as far as it is TOML.
//!
//! The `toml` crate recovers from most errors, but stops at some. The line with such an error is
//! blanked out and the rest is parsed again, so that one mistake costs one finding.

use std::borrow::Cow;
use std::collections::BTreeSet;

use toml::de::{DeTable, Error};

use super::mixed::{self, Mixed};
use super::rule;
use super::sink::Sink;
use super::value::{self, Table};
use crate::source::Span;

/// The largest number of syntax findings for one file.
const MOST_ERRORS: usize = 50;

/// The most dots on a line for which the stack of any thread is sufficient. A line with more may
/// contain a key of very many parts, whose nesting takes much stack.
const MOST_DOTS: usize = 12;

/// A stack size that is sufficient for the deepest nesting that the parser accepts: brackets and
/// keys of 80 levels each.
const STACK: usize = 64 << 20;

/// Parses TOML that starts at byte `base` of its file. Whatever is not TOML is reported and left
/// out.
pub(super) fn parse(source: &str, base: usize, sink: &mut Sink<'_>) -> Table {
    if most_dots(source).0 <= MOST_DOTS {
        return parse_here(source, base, sink);
    }
    std::thread::scope(|scope| {
        let roomy = std::thread::Builder::new().stack_size(STACK);
        let parsed = roomy.spawn_scoped(scope, || parse_here(source, base, &mut *sink)).map(|thread| thread.join());
        if let Ok(Ok(table)) = parsed { table } else { Table::default() }
    })
}

fn parse_here(source: &str, base: usize, sink: &mut Sink<'_>) -> Table {
    let mut text = Cow::Borrowed(source);
    let mut seen = BTreeSet::new();
    loop {
        let (root, errors) = DeTable::parse_recoverable(&text);
        let mut stops = Vec::new();
        let again: Vec<Span> = errors
            .iter()
            .filter(|e| is_duplicate(e))
            .filter_map(|e| e.span().map(Span::from))
            .take(MOST_ERRORS)
            .collect();
        let mixed = mixed::find(&text, &again);
        for error in &errors {
            let place = error.span().map_or_else(|| most_dots(&text).1, Span::from);
            if let Some(mixed) = mixed.values().find(|mixed| is_duplicate(error) && mixed.has(place)) {
                if mixed.first == place && seen.insert((place, error.message().to_owned())) {
                    report_mixed(mixed, base, sink);
                }
                continue;
            }
            if seen.len() < MOST_ERRORS && seen.insert((place, error.message().to_owned())) {
                if is_stop(error, place, &text) {
                    stops.push(place);
                }
                report(error, place, &text, base, sink);
            }
        }
        if stops.is_empty() {
            return value::tree(root.get_ref(), &text, base, sink);
        }
        text = Cow::Owned(stops.into_iter().fold(text.clone().into_owned(), blank));
    }
}

/// Returns whether the parser stops at this error.
fn is_stop(error: &Error, place: Span, text: &str) -> bool {
    let header = text.get(place.start..).is_some_and(|t| t.trim_start().starts_with('['));
    (error.span().is_none() && !header) || error.message().starts_with("key with no value")
}

fn report(error: &Error, place: Span, text: &str, base: usize, sink: &mut Sink<'_>) {
    let span = Span::new(place.start + base, place.end + base);
    if is_duplicate(error) {
        let key = text.get(place.start..place.end).unwrap_or_default().trim_matches(['"', '\'']);
        let message = format!("`{key}` occurs twice in one table");
        let added = sink.raise(rule::DUPLICATE_KEY, span, message).help("keep one of them");
        if let Some(first) = first_use(text, place) {
            added.also(Span::new(first.start + base, first.end + base), "the first is here");
        }
    } else {
        sink.syntax(span, &format!("this is not TOML: {}", error.message()));
    }
}

fn is_duplicate(error: &Error) -> bool {
    error.message().starts_with("duplicate key")
}

fn report_mixed(mixed: &Mixed<'_>, base: usize, sink: &mut Sink<'_>) {
    let Mixed { name, header, keys, lost, first, count, .. } = mixed;
    let place = |span: Span| Span::new(span.start + base, span.end + base);
    let keys: Vec<String> = keys.iter().map(|key| format!("`{key}`")).collect();
    let occur = if keys.len() == 1 { "occurs" } else { "occur" };
    let many = if *count == 2 { "two".to_owned() } else { count.to_string() };
    let message =
        format!("{many} records were merged into one: {} {occur} again below one `[[{name}]]`", keys.join(" and "));
    sink.raise(rule::RECORDS_MIXED, place(*first), message)
        .also(place(*header), "the header of the first record")
        .help(format!("write `[[{name}]]` above each record, with the keys that belong to it"))
        .note(format!("with one header, these lines are lost:\n{}", lost.join("\n")));
}

/// Returns the first location of the key or header that occurs again at `place`, if both are alone
/// on their lines.
fn first_use(text: &str, place: Span) -> Option<Span> {
    let start = text.get(..place.start)?.rfind('\n').map_or(0, |n| n + 1);
    let (key, indent) = (text.get(place.start..place.end)?, text.get(start..place.start)?);
    let header = indent.trim_start().starts_with('[');
    let line = text.get(start..)?.lines().next()?.trim_end();
    let mut first = None;
    let mut at = start;
    for above in text.get(..start)?.split_inclusive('\n').rev() {
        at -= above.len();
        if header && above.trim_end() == line {
            first = Some(at + indent.len());
        } else if !header && above.trim_start().starts_with('[') {
            break;
        } else if !header && indent.trim().is_empty() {
            let value = above.trim_start().strip_prefix(key).filter(|rest| rest.trim_start().starts_with('='));
            first = value.map(|_| at + above.len() - above.trim_start().len()).or(first);
        }
    }
    first.map(|at| Span::new(at, at + key.len()))
}

/// Returns the text with the line blanked out on which a location starts.
fn blank(mut text: String, place: Span) -> String {
    let start = text.get(..place.start).and_then(|t| t.rfind('\n')).map_or(0, |n| n + 1);
    let end = text.get(start..).and_then(|t| t.find('\n')).map_or(text.len(), |n| start + n);
    text.replace_range(start..end, &" ".repeat(end - start));
    text
}

/// Returns the largest number of dots on a line, and the location of that line. A key of too many
/// parts, the only error without a location, is there.
fn most_dots(source: &str) -> (usize, Span) {
    let mut start = 0;
    let lines = source.split_inclusive('\n').map(|line| {
        let place = Span::new(start, start + line.trim_end().len());
        start += line.len();
        (line.bytes().filter(|b| *b == b'.').count(), place)
    });
    lines.max_by_key(|(dots, place)| (*dots, std::cmp::Reverse(*place))).unwrap_or_default()
}
