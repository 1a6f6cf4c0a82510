//! Reads values of a checked table as types of the model.
//!
//! Missing and invalid values are left out; `check` has reported them.

use std::collections::BTreeMap;
use std::str::FromStr;

use super::value::{Item, KeyValue, Moment, MomentKind, Table, Value};
use super::words::Word;
use crate::cvss::{self, Score, Vector};
use crate::ecosystem::Ecosystem;
use crate::fact::Fact;
use crate::incident::RecordKind;
use crate::names::{CveId, CweId, Digest, IdNumber, LineId, MessageId, Name, PublicId};
use crate::policy::{
    ChannelKind, Disclosure, Exposure, Force, Grant, LineKind, Lines, Pick, Precision, Proof, ReportSource, Signed,
};
use crate::portfolio::{ListRecord, SiteFormat};
use crate::source::Spanned;
use crate::time::{Date, Instant, Length};
use crate::version::{Bound, Numbering, Order};

/// A type as which a value can be read.
pub(super) trait Read: Sized {
    /// Reads the value as this type.
    fn read(value: &Value) -> Option<Self>;
}

macro_rules! read {
    (from_str: $($parsed:ty),*; words: $($word:ty),*;) => {
        $(impl Read for $parsed {
            fn read(value: &Value) -> Option<Self> {
                value.text().and_then(|t| Self::from_str(t).ok())
            }
        })*
        $(impl Read for $word {
            fn read(value: &Value) -> Option<Self> {
                value.text().and_then(Self::of)
            }
        })*
    };
}

read! {
    from_str: String, Name, LineId, CveId, CweId, PublicId, Digest, IdNumber, MessageId, Length, Vector, Fact, Numbering, Bound;
    words: cvss::Version, cvss::Rating, ChannelKind, Disclosure, Exposure, Force, Grant, LineKind, Lines, Pick, Precision, Proof, ReportSource, ListRecord, Order, RecordKind, Signed, SiteFormat;
}

impl Read for Ecosystem {
    fn read(value: &Value) -> Option<Self> {
        value.text().map(Self::from)
    }
}

impl Read for bool {
    fn read(value: &Value) -> Option<Self> {
        if let Value::Bool(b) = value { Some(*b) } else { None }
    }
}

impl Read for u32 {
    fn read(value: &Value) -> Option<Self> {
        if let Value::Integer(n) = value { n.and_then(|n| Self::try_from(n).ok()) } else { None }
    }
}

impl Read for Score {
    fn read(value: &Value) -> Option<Self> {
        value.tenths().map(Self)
    }
}

impl Read for Instant {
    fn read(value: &Value) -> Option<Self> {
        match value {
            Value::Moment(Moment { text, kind: MomentKind::Offset }) => Self::parse(text).ok(),
            _ => None,
        }
    }
}

impl Read for Date {
    fn read(value: &Value) -> Option<Self> {
        match value {
            Value::Moment(Moment { text, kind: MomentKind::Date }) => text.parse().ok(),
            _ => None,
        }
    }
}

impl Value {
    /// Returns the text, if it is a string.
    pub(super) fn text(&self) -> Option<&str> {
        if let Self::Text(text) = self { Some(text) } else { None }
    }

    /// Returns the number in tenths, if it is a CVSS score.
    pub(super) fn tenths(&self) -> Option<u16> {
        match self {
            Self::Integer(n) => n.and_then(|n| u16::try_from(n).ok()).filter(|n| *n <= 10).map(|n| n * 10),
            Self::Float(n) => {
                let tenths = (0..=100u16).find(|t| (f64::from(*t) / 10.0 - n).abs() < 1e-9)?;
                Some(tenths)
            }
            _ => None,
        }
    }
}

impl Item {
    /// Returns the value, with its location.
    pub(super) fn read<T: Read>(&self) -> Option<Spanned<T>> {
        T::read(&self.value).map(|value| Spanned::new(value, self.span))
    }

    /// Returns the values of a list, or the single value.
    pub(super) fn many<T: Read>(&self) -> Vec<Spanned<T>> {
        self.items().iter().filter_map(Self::read).collect()
    }

    /// Returns the items of a list, or else the item itself.
    fn items(&self) -> &[Self] {
        if let Value::List(items) = &self.value { items } else { std::slice::from_ref(self) }
    }
}

impl Table {
    /// Returns the entry of this key.
    pub(super) fn get(&self, key: &str) -> Option<&KeyValue> {
        self.entries.iter().find(|e| e.key == key)
    }

    /// Returns the value of a key, with its location.
    pub(super) fn one<T: Read>(&self, key: &str) -> Option<Spanned<T>> {
        self.get(key)?.item.read()
    }

    /// Returns the value of a key.
    pub(super) fn plain<T: Read>(&self, key: &str) -> Option<T> {
        self.one(key).map(|s| s.value)
    }

    /// Returns whether a key is `true`.
    pub(super) fn flag(&self, key: &str) -> bool {
        self.plain(key).unwrap_or(false)
    }

    /// Returns the values of a list, or a single value.
    pub(super) fn many<T: Read>(&self, key: &str) -> Vec<Spanned<T>> {
        self.get(key).map(|e| e.item.many()).unwrap_or_default()
    }

    /// Returns the values without their locations.
    pub(super) fn plain_many<T: Read>(&self, key: &str) -> Vec<T> {
        self.many(key).into_iter().map(|s| s.value).collect()
    }

    /// Returns the table of a key.
    pub(super) fn table(&self, key: &str) -> Option<&Self> {
        match &self.get(key)?.item.value {
            Value::Table(table) => Some(table),
            _ => None,
        }
    }

    /// Returns the decoded tables of a list, without those that cannot be decoded.
    pub(super) fn tables<T>(&self, key: &str, decode: impl Fn(&Self) -> Option<T>) -> Vec<T> {
        let items = self.get(key).map(|e| e.item.items()).unwrap_or_default();
        let tables = items.iter().filter_map(|i| if let Value::Table(t) = &i.value { Some(t) } else { None });
        let mut decoded: Vec<T> = tables.filter_map(decode).collect();
        // Most lists have an entry or two, and a portfolio has thousands of lists.
        decoded.shrink_to_fit();
        decoded
    }

    /// Returns a table with user-defined keys.
    pub(super) fn map<K: FromStr + Ord, T>(&self, key: &str, read: impl Fn(&Item) -> Option<T>) -> BTreeMap<K, T> {
        let entries = self.table(key).map(|table| table.entries.as_slice()).unwrap_or_default();
        entries.iter().filter_map(|e| Some((K::from_str(&e.key).ok()?, read(&e.item)?))).collect()
    }
}
