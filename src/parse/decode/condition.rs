//! Conditions of a policy.

use crate::parse::value::Table;
use crate::policy::Condition;

/// Returns the condition under a key. Without the key, it always holds.
pub(super) fn of_key(table: &Table, key: &str) -> Condition {
    table.table(key).map(read).unwrap_or_default()
}

/// Returns the condition that a table states.
pub(super) fn read(table: &Table) -> Condition {
    Condition {
        disclosure: table.plain("disclosure"),
        upstream: table.plain("upstream"),
        embargo_broken: table.plain("embargo-broken"),
        exploited: table.plain("exploited"),
        cvss_lt: table.plain("cvss-lt"),
        cvss_ge: table.plain("cvss-ge"),
        affects: table.plain_many("affects"),
        not_affects: table.plain_many("not-affects"),
        impact: table.many("impact"),
        older_than: table.plain("older-than"),
        any: table.tables("any", |t| Some(read(t))),
    }
}
