//! Checks a file against its schema: reports invalid values and removes them, so that decoders see
//! only valid ones.

use std::str::FromStr;

use super::constraint;
use super::format::{Format, Malformed};
use super::hidden;
use super::limit;
use super::rule;
use super::schema::{Kind, Schema};
use super::sink::Sink;
use super::value::{Item, KeyValue, Moment, MomentKind, Table, Value};
use crate::finding::did_you_mean;
use crate::markdown;
use crate::source::Span;
use crate::time::{Date, DateError, Instant, InstantError};

/// Checks a table against its schema and removes invalid values. Returns `false` if the constraint
/// between its keys is violated, so that the table is unusable.
pub(super) fn table(table: &mut Table, schema: &Schema, sink: &mut Sink<'_>) -> bool {
    for key in schema.all().filter(|k| k.required && table.get(k.name).is_none()) {
        sink.raise(rule::MISSING_KEY, table.span, format!("{} needs the key `{}`", schema.what, key.name))
            .help(format!("add {}: {}", addition(key.name, &key.kind), key.doc));
    }
    let all = table.entries.len();
    table.entries.retain_mut(|entry| match schema.key(&entry.key) {
        Some(key) => value(&mut entry.item, &key.kind, &entry.key, sink),
        None => {
            unknown_key(entry, schema, sink);
            false
        }
    });
    table.pruned = table.entries.len() < all;
    constraint::holds(table, schema.constraint, sink)
}

fn unknown_key(entry: &KeyValue, schema: &Schema, sink: &mut Sink<'_>) {
    let added = sink.raise(
        rule::UNKNOWN_KEY,
        entry.key_span,
        format!("{} has no key `{}`", schema.what, entry.key.escape_debug()),
    );
    let known = || schema.all().map(|k| k.name);
    match did_you_mean(&entry.key, known()) {
        Some(near) => added.help(format!("did you mean `{near}`?")),
        None => added.help(format!("its keys are {}", known().collect::<Vec<_>>().join(", "))),
    };
}

/// Checks a value and removes invalid parts of lists and tables. Returns `false` if the value as a
/// whole is invalid.
fn value(item: &mut Item, kind: &Kind, key: &str, sink: &mut Sink<'_>) -> bool {
    let span = item.span;
    let (kind, most) = kind.limited();
    match (kind, &mut item.value) {
        (Kind::Schema, Value::Integer(Some(1))) | (Kind::Bool, Value::Bool(_)) => true,
        (Kind::Schema, Value::Integer(_)) => {
            let found = sink.raise(rule::SCHEMA_VERSION, span, "this version reads schema 1 only");
            found.help("write `schema = 1`, or use the version of `advisory` that the file was written for");
            false
        }
        (Kind::Count, Value::Integer(n)) => count(*n, key, span, sink),
        (Kind::Score, Value::Integer(_) | Value::Float(_)) => score(item, key, sink),
        (Kind::Instant, Value::Moment(moment)) => instant(moment, key, span, sink),
        (Kind::Date, Value::Moment(Moment { text, kind: MomentKind::Date })) => date(text, span, sink),
        (Kind::Text(format), Value::Text(text)) => text_of(*format, text, span, sink),
        (Kind::Word(words), Value::Text(text)) => word(words, text, key, span, sink),
        (Kind::List(of) | Kind::OneOrMany(of), Value::List(items)) => {
            limit::cut(items, most, key, |item| item.span, sink);
            items.retain_mut(|item| value(item, of, key, sink));
            true
        }
        (Kind::Tables(schema), Value::List(items)) => {
            limit::cut(items, most, key, |item| item.span, sink);
            items.retain_mut(|item| value(item, &Kind::Table(schema), key, sink));
            true
        }
        (Kind::OneOrMany(Kind::Text(Format::Name)), Value::Text(text)) if text.contains(',') => {
            let names: Vec<String> =
                text.split(',').map(|name| format!("\"{}\"", name.trim().escape_debug())).collect();
            let message = format!("`{}` is not a name", text.escape_debug());
            sink.raise(rule::BAD_NAME, span, message).help(format!("write [{}]", names.join(", ")));
            false
        }
        (Kind::OneOrMany(of), _) => value(item, of, key, sink),
        (Kind::Table(schema) | Kind::WordOrTable(_, schema), Value::Table(inner)) => table(inner, schema, sink),
        (Kind::WordOrTable(word, _), Value::Text(text)) if text == word => true,
        (Kind::Map(keys, of), Value::Table(inner)) => {
            limit::cut(&mut inner.entries, limit::KEYS, key, |entry| entry.key_span, sink);
            inner.entries.retain_mut(|entry| {
                let named = text_of(*keys, &entry.key, entry.key_span, sink);
                value(&mut entry.item, of, &entry.key, sink) && named
            });
            true
        }
        _ => {
            wrong_type(item, kind, key, sink);
            false
        }
    }
}

fn wrong_type(item: &Item, kind: &Kind, key: &str, sink: &mut Sink<'_>) {
    let message = format!("`{}` takes {}, not {}", key.escape_debug(), takes(kind), item.value.kind());
    let added = sink.raise(rule::WRONG_TYPE, item.span, message);
    if let Some(why) = nonexistent(kind, &item.value) {
        added.help(why);
        return;
    }
    match (kind, &item.value) {
        (Kind::Instant, Value::Text(text)) if Instant::parse(text).is_ok() => added.help("remove the quotes"),
        (Kind::Date, Value::Text(text)) if Date::from_str(text).is_ok() => added.help("remove the quotes"),
        (Kind::Bool | Kind::Count | Kind::Score | Kind::Schema, Value::Text(_)) => {
            added.help(format!("write {} without quotes", example(kind)))
        }
        (Kind::List(_), Value::Text(text)) => added.help(format!("write [\"{}\"]", text.escape_debug())),
        (Kind::Tables(_), Value::Table(_)) => added.help(format!("write [[{key}]] for each, or a list of tables")),
        _ => added.help(format!("write it like `{key} = {}`", example(kind))),
    };
}

/// Returns what is wrong with a text that has the form of a date or an instant that does not exist.
fn nonexistent(kind: &Kind, value: &Value) -> Option<String> {
    let Value::Text(text) = value else { return None };
    match kind {
        Kind::Instant => match Instant::parse(text) {
            Err(error @ InstantError::NoSuchTime(_)) => Some(error.to_string()),
            _ => None,
        },
        Kind::Date => match Date::from_str(text) {
            Err(error @ DateError::NoSuchDay(_)) => Some(error.to_string()),
            _ => None,
        },
        _ => None,
    }
}

/// Returns a description of the values that a key takes.
fn takes(kind: &Kind) -> String {
    match kind {
        Kind::Schema | Kind::Count => "a whole number".to_owned(),
        Kind::Bool => "true or false".to_owned(),
        Kind::Score => "a score from 0.0 to 10.0".to_owned(),
        Kind::Instant => "an instant".to_owned(),
        Kind::Date => "a date".to_owned(),
        Kind::Text(format) => format.what().to_owned(),
        Kind::Word(words) => format!("one of {}", quoted(words)),
        Kind::List(of) => format!("a list, each entry {}", takes(of)),
        Kind::OneOrMany(of) => format!("{} or a list of them", takes(of)),
        Kind::Table(_) | Kind::Map(..) => "a table".to_owned(),
        Kind::Tables(_) => "a list of tables".to_owned(),
        Kind::Long(of) => takes(of),
        Kind::WordOrTable(word, _) => format!("`{word}` or a table"),
    }
}

/// Returns an example of a value.
fn example(kind: &Kind) -> String {
    match kind {
        Kind::Schema | Kind::Count => "1".to_owned(),
        Kind::Bool => "true".to_owned(),
        Kind::Score => "7.5".to_owned(),
        Kind::Instant => "2026-03-01T15:00:00Z".to_owned(),
        Kind::Date => "2026-03-01".to_owned(),
        Kind::Text(format) => format!("\"{}\"", format.example()),
        Kind::Word(words) => format!("\"{}\"", words.first().unwrap_or(&"…")),
        Kind::List(of) | Kind::OneOrMany(of) => format!("[{}]", example(of)),
        Kind::Table(schema) => example_table(schema),
        Kind::Map(..) => "{ … }".to_owned(),
        Kind::Tables(schema) => format!("[{}]", example_table(schema)),
        Kind::Long(of) => example(of),
        Kind::WordOrTable(word, _) => format!("\"{word}\""),
    }
}

/// Returns a table with its required keys.
fn example_table(schema: &Schema) -> String {
    let required = schema.keys.iter().copied().flatten().filter(|key| key.required);
    let keys: Vec<String> = required.map(|key| format!("{} = {}", key.name, example(&key.kind))).collect();
    if keys.is_empty() { "{ … }".to_owned() } else { format!("{{ {} }}", keys.join(", ")) }
}

/// Returns how to add a missing key.
fn addition(name: &str, kind: &Kind) -> String {
    match kind {
        Kind::Table(_) | Kind::Map(..) => format!("a table `{name}`"),
        Kind::Tables(_) => format!("a table `[[{name}]]` for each"),
        Kind::Long(of) => addition(name, of),
        _ => format!("`{name} = {}`", example(kind)),
    }
}

fn quoted(words: &[&str]) -> String {
    words.iter().map(|w| format!("`{w}`")).collect::<Vec<_>>().join(", ")
}

fn count(n: Option<i64>, key: &str, span: Span, sink: &mut Sink<'_>) -> bool {
    let good = n.is_some_and(|n| n >= 1 && u32::try_from(n).is_ok());
    if !good {
        sink.raise(rule::BAD_VALUE, span, format!("`{key}` takes a number of at least 1"))
            .help("omit the key if there is none");
    }
    good
}

fn score(item: &Item, key: &str, sink: &mut Sink<'_>) -> bool {
    let good = item.value.tenths().is_some();
    if !good {
        sink.raise(rule::BAD_SCORE, item.span, format!("`{key}` takes a CVSS score"))
            .help("write a number from 0.0 to 10.0 with one decimal");
    }
    good
}

fn instant(moment: &Moment, key: &str, span: Span, sink: &mut Sink<'_>) -> bool {
    let text = &moment.text;
    match moment.kind {
        MomentKind::Offset => {
            let bad = Instant::parse(text).is_err();
            if bad {
                let added = sink.raise(
                    rule::BAD_VALUE,
                    span,
                    format!("`{text}` is not an instant that every program can read"),
                );
                added.help("write a date, a time with seconds, and an offset, such as 2026-03-01T15:00:00Z");
            }
            !bad
        }
        kind => {
            let what = Value::Moment(moment.clone()).kind();
            let added = sink.raise(
                rule::INSTANT_WITHOUT_OFFSET,
                span,
                format!("`{key}` takes an instant, but {what} has no offset from UTC"),
            );
            added.help(match kind {
                MomentKind::Date => format!("add the time and the offset, such as {text}T15:00:00Z"),
                MomentKind::Time => format!("add the day and the offset, such as 2026-03-01T{text}Z"),
                _ => format!("write {text}Z for UTC, or {text}+01:00"),
            });
            false
        }
    }
}

fn date(text: &str, span: Span, sink: &mut Sink<'_>) -> bool {
    let good = Date::from_str(text).is_ok();
    if !good {
        sink.raise(rule::BAD_VALUE, span, format!("`{text}` is not a valid date")).help("such as 2026-03-01");
    }
    good
}

fn text_of(format: Format, text: &str, span: Span, sink: &mut Sink<'_>) -> bool {
    // The location in a string can be exact only if the string has no escapes.
    let place = |range: Option<std::ops::Range<usize>>| {
        let exact = range.filter(|_| span.end - span.start == text.len());
        exact.map_or(span, |r| Span::new(span.start + r.start, span.start + r.end))
    };
    let Err(Malformed { rule, message, range, help }) = format.check(text) else {
        let Some((at, c)) = markdown::hidden(text).next() else { return true };
        hidden::report(c, place(Some(at..at + c.len_utf8())), format == Format::Text, sink);
        return format == Format::Text;
    };
    let help = help.unwrap_or_else(|| format!("write it like `{}`", format.example()));
    sink.raise(rule, place(range), message).help(help);
    false
}

fn word(words: &[&str], text: &str, key: &str, span: Span, sink: &mut Sink<'_>) -> bool {
    if words.contains(&text) {
        return true;
    }
    let added = sink.raise(rule::BAD_VALUE, span, format!("`{}` is not a valid value of `{key}`", text.escape_debug()));
    match did_you_mean(text, words.iter().copied()) {
        Some(near) => added.help(format!("did you mean `{near}`?")),
        None => added.help(format!("write one of {}", quoted(words))),
    };
    false
}
