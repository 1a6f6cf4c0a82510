//! TOML as this module reads it: a small tree in the order of the file, each key and value with its place.
//!
//! The only code that names the `toml` crate. It recovers from errors, so one slip costs one finding.

use std::borrow::Cow;

use toml::de::{DeTable, DeValue};

use super::rule;
use super::sink::Sink;
use crate::source::Span;

/// A value and its place. A text's place is what stands between its quotes, where no escape is in the way.
#[derive(Clone, Debug)]
pub(super) struct Item {
    pub(super) value: Value,
    pub(super) span: Span,
}

/// A TOML value.
#[derive(Clone, Debug)]
pub(super) enum Value {
    Text(String),
    /// `None`: beyond 64 bits.
    Integer(Option<i64>),
    Float(f64),
    Bool(bool),
    Moment(Moment),
    List(Vec<Item>),
    Table(Table),
}

/// A TOML date or time, in RFC 3339's spelling.
#[derive(Clone, Debug)]
pub(super) struct Moment {
    pub(super) text: String,
    pub(super) kind: MomentKind,
}

#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(super) enum MomentKind {
    /// Names an instant.
    Offset,
    /// A day and a time somewhere.
    Local,
    Date,
    Time,
}

/// A table, its keys in the order of the file.
#[derive(Clone, Debug, Default)]
pub(super) struct Table {
    pub(super) entries: Vec<Entry>,
    /// Its header or braces; empty for the file itself.
    pub(super) span: Span,
    /// Whether `check` took something out of it.
    pub(super) pruned: bool,
}

/// A key and its value.
#[derive(Clone, Debug)]
pub(super) struct Entry {
    pub(super) key: String,
    pub(super) key_span: Span,
    pub(super) item: Item,
}

impl Value {
    /// What it is, for "takes …, not {kind}".
    pub(super) fn kind(&self) -> &'static str {
        match self {
            Self::Text(_) => "a text",
            Self::Integer(_) => "a whole number",
            Self::Float(_) => "a number",
            Self::Bool(_) => "true or false",
            Self::Moment(m) => match m.kind {
                MomentKind::Offset => "an instant",
                MomentKind::Local => "a local date and time",
                MomentKind::Date => "a date",
                MomentKind::Time => "a time of day",
            },
            Self::List(_) => "a list",
            Self::Table(_) => "a table",
        }
    }
}

/// No file gets more syntax findings than this.
const MOST_ERRORS: usize = 50;

/// Parses TOML that starts at byte `base` of its file. What is no TOML becomes findings and is left out.
pub(super) fn parse(source: &str, base: usize, sink: &mut Sink<'_>) -> Table {
    let (root, mut errors) = DeTable::parse_recoverable(source);
    errors.sort_by_key(|e| e.span().map(|s| (s.start, s.end)));
    errors.dedup_by(|a, b| a.span() == b.span() && a.message() == b.message());
    for error in errors.iter().take(MOST_ERRORS) {
        let span = error.span().map_or(Span::default(), |s| Span::new(s.start + base, s.end + base));
        if error.message().starts_with("duplicate key") {
            let key = error.span().and_then(|s| source.get(s)).unwrap_or_default().trim_matches(['"', '\'']);
            let message = format!("`{key}` stands twice in one table");
            sink.error(rule::DUPLICATE_KEY, span, message).help("keep one of them");
        } else {
            sink.syntax(span, error.message());
        }
    }
    Reader { source, base }.table(root.get_ref(), Span::default())
}

struct Reader<'s> {
    source: &'s str,
    base: usize,
}

impl Reader<'_> {
    fn place(&self, span: std::ops::Range<usize>) -> Span {
        Span::new(span.start + self.base, span.end + self.base)
    }

    fn table(&self, table: &DeTable<'_>, span: Span) -> Table {
        let mut entries: Vec<Entry> = table
            .iter()
            .map(|(key, value)| Entry {
                key: key.get_ref().clone().into_owned(),
                key_span: self.place(key.span()),
                item: self.item(value.get_ref(), value.span()),
            })
            .collect();
        entries.sort_by_key(|e| e.key_span);
        Table { entries, span, pruned: false }
    }

    fn item(&self, value: &DeValue<'_>, span: std::ops::Range<usize>) -> Item {
        let place = self.place(span.clone());
        let value = match value {
            DeValue::String(text) => return self.text(text, span),
            DeValue::Integer(n) => Value::Integer(i64::from_str_radix(n.as_str(), n.radix()).ok()),
            DeValue::Float(n) => Value::Float(n.as_str().parse().unwrap_or(f64::NAN)),
            DeValue::Boolean(b) => Value::Bool(*b),
            DeValue::Datetime(at) => Value::Moment(Moment {
                text: at.to_string(),
                kind: match (at.date, at.time, at.offset) {
                    (Some(_), Some(_), Some(_)) => MomentKind::Offset,
                    (Some(_), Some(_), None) => MomentKind::Local,
                    (Some(_), None, _) => MomentKind::Date,
                    (None, ..) => MomentKind::Time,
                },
            }),
            DeValue::Array(items) => Value::List(items.iter().map(|i| self.item(i.get_ref(), i.span())).collect()),
            DeValue::Table(table) => Value::Table(self.table(table, place)),
        };
        Item { value, span: place }
    }

    fn text(&self, text: &Cow<'_, str>, span: std::ops::Range<usize>) -> Item {
        let raw = self.source.get(span.clone()).unwrap_or_default();
        let inner = ["\"\"\"", "'''", "\"", "'"]
            .into_iter()
            .find_map(|quote| Some((quote.len(), raw.strip_prefix(quote)?.strip_suffix(quote)?)))
            .filter(|(_, inner)| inner.strip_suffix(text.as_ref()).is_some_and(|rest| rest.trim().is_empty()))
            .map(|(quote, inner)| {
                let end = span.end - quote;
                (end - text.len().min(inner.len()))..end
            });
        let span = self.place(inner.unwrap_or(span));
        Item { value: Value::Text(text.replace("\r\n", "\n")), span }
    }
}
