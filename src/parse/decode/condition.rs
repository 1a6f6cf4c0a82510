//! Conditions of a policy.

use crate::key;
use crate::parse::value::{KeyValue, Table};
use crate::policy::{Condition, FactIs};
use crate::source::Spanned;

/// Returns the condition under a key. Without the key, it always holds.
pub(super) fn of_key(table: &Table, key: &str) -> Condition {
    table.table(key).map(read).unwrap_or_default()
}

/// Returns the condition that a table states.
pub(super) fn read(table: &Table) -> Condition {
    Condition {
        disclosure: table.plain(key::DISCLOSURE),
        source: table.plain_many(key::SOURCE),
        upstream: table.plain(key::UPSTREAM),
        embargo_broken: table.plain(key::EMBARGO_BROKEN),
        exploited: table.plain(key::EXPLOITED),
        cvss_lt: table.plain(key::CVSS_LT),
        cvss_ge: table.plain(key::CVSS_GE),
        level: table.many(key::LEVEL),
        level_ge: table.one(key::LEVEL_GE),
        affects: table.plain_many(key::AFFECTS),
        not_affects: table.plain_many(key::NOT_AFFECTS),
        impact: table.many(key::IMPACT),
        older_than: table.plain(key::OLDER_THAN),
        facts: facts(table),
        any: table.tables(key::ANY, |t| Some(read(t))),
        all: table.tables(key::ALL, |t| Some(read(t))),
        not: table.table(key::NOT).map(|t| Box::new(read(t))),
    }
}

fn facts(table: &Table) -> Vec<FactIs> {
    let entries = table.table(key::FACT).into_iter().flat_map(|facts| &facts.entries);
    let fact = |entry: &KeyValue| {
        let fact = Spanned::new(entry.key.parse().ok()?, entry.key_span);
        Some(FactIs { fact, values: entry.item.many() })
    };
    entries.filter_map(fact).collect()
}
