//! TOML values: a small tree in the order of the file. Each key and value has its location.

use toml::de::{DeTable, DeValue};

use super::sink::Sink;
use crate::source::Span;

/// A value and its location. The location of a string is that of the text between its quotes, if
/// the string has no escapes.
#[derive(Clone, Debug)]
pub(super) struct Item {
    pub(super) value: Value,
    pub(super) span: Span,
}

/// A TOML value.
#[derive(Clone, Debug)]
pub(super) enum Value {
    Text(String),
    /// `None` if it does not fit into 64 bits.
    Integer(Option<i64>),
    Float(f64),
    Bool(bool),
    Moment(Moment),
    List(Vec<Item>),
    Table(Table),
}

/// A TOML date or time, as written in RFC 3339.
#[derive(Clone, Debug)]
pub(super) struct Moment {
    pub(super) text: String,
    pub(super) kind: MomentKind,
}

#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(super) enum MomentKind {
    /// A date and time with an offset: an instant.
    Offset,
    /// A date and time without an offset.
    Local,
    Date,
    Time,
}

/// A table. Its keys are in the order of the file.
#[derive(Clone, Debug, Default)]
pub(super) struct Table {
    pub(super) entries: Vec<KeyValue>,
    /// The location of its header or braces; empty for the file itself.
    pub(super) span: Span,
    /// Whether `check` removed something from it.
    pub(super) pruned: bool,
}

/// A key and its value.
#[derive(Clone, Debug)]
pub(super) struct KeyValue {
    pub(super) key: String,
    pub(super) key_span: Span,
    pub(super) item: Item,
}

impl Value {
    /// Returns a description, to complete "takes …, not {kind}".
    pub(super) fn kind(&self) -> &'static str {
        match self {
            Self::Text(_) => "a string",
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

/// The deepest nesting that is read; valid files are less deep.
const DEEPEST: usize = 32;

/// Returns the tree of a parsed document that starts at byte `base` of its file. Values that are
/// nested too deeply are reported and left out.
pub(super) fn tree(root: &DeTable<'_>, source: &str, base: usize, sink: &mut Sink<'_>) -> Table {
    Reader { source, base, sink }.table(root, Span::default(), 0)
}

struct Reader<'s, 'k, 'f> {
    source: &'s str,
    base: usize,
    sink: &'k mut Sink<'f>,
}

impl Reader<'_, '_, '_> {
    fn place(&self, span: std::ops::Range<usize>) -> Span {
        Span::new(span.start + self.base, span.end + self.base)
    }

    fn table(&mut self, table: &DeTable<'_>, span: Span, depth: usize) -> Table {
        let mut entries: Vec<KeyValue> = table
            .iter()
            .filter_map(|(key, value)| {
                Some(KeyValue {
                    key: key.get_ref().clone().into_owned(),
                    key_span: self.place(key.span()),
                    item: self.item(value.get_ref(), value.span(), depth + 1)?,
                })
            })
            .collect();
        entries.sort_by_key(|e| e.key_span);
        Table { entries, span, pruned: false }
    }

    /// Returns the value. Returns `None` and reports it if it is nested too deeply.
    fn item(&mut self, value: &DeValue<'_>, span: std::ops::Range<usize>, depth: usize) -> Option<Item> {
        let place = self.place(span.clone());
        if depth > DEEPEST {
            self.sink.syntax(place, &format!("this is nested more than {DEEPEST} levels deep"));
            return None;
        }
        let value = match value {
            DeValue::String(text) => return Some(self.text(text, span)),
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
            DeValue::Array(items) => {
                Value::List(items.iter().filter_map(|i| self.item(i.get_ref(), i.span(), depth + 1)).collect())
            }
            DeValue::Table(table) => Value::Table(self.table(table, place, depth)),
        };
        Some(Item { value, span: place })
    }

    fn text(&self, text: &str, span: std::ops::Range<usize>) -> Item {
        let raw = self.source.get(span.clone()).unwrap_or_default();
        let inner = ["\"\"\"", "'''", "\"", "'"]
            .into_iter()
            .find_map(|quote| Some((quote.len(), raw.strip_prefix(quote)?.strip_suffix(quote)?)))
            .filter(|(_, inner)| {
                !text.is_empty() && inner.strip_suffix(text).is_some_and(|rest| rest.trim().is_empty())
            })
            .map(|(quote, inner)| {
                let end = span.end - quote;
                (end - text.len().min(inner.len()))..end
            });
        let span = self.place(inner.unwrap_or(span));
        Item { value: Value::Text(text.replace("\r\n", "\n")), span }
    }
}
