//! Checks the constraints between the keys of a table.

use super::rule;
use super::schema::Constraint;
use super::sink::Sink;
use super::value::Table;
use crate::key;
use crate::source::{Span, Spanned};
use crate::time::{Date, Length, Unit};

/// Returns whether the constraint is met, and reports violations.
pub(super) fn holds(table: &Table, constraint: Constraint, sink: &mut Sink<'_>) -> bool {
    match constraint {
        Constraint::Free => true,
        Constraint::Window => window(table, sink),
        Constraint::Ordered(first, last) => ordered(table, first, last, sink),
    }
}

fn ordered(table: &Table, first: &str, last: &str, sink: &mut Sink<'_>) -> bool {
    let (Some(from), Some(until)) = (table.one::<Date>(first), table.one::<Date>(last)) else { return true };
    if from.value <= until.value {
        return true;
    }
    sink.raise(rule::BAD_VALUE, until.span, format!("`{last}` is before `{first}`"))
        .also(from.span, "this is later")
        .help("swap them");
    false
}

/// The keys for the anchor event of a window.
const ANCHORS: [&str; 3] = [key::AFTER, key::BEFORE, key::AT];

fn window(table: &Table, sink: &mut Sink<'_>) -> bool {
    let mut anchors: Vec<Span> = ANCHORS.iter().filter_map(|a| table.get(a)).map(|e| e.key_span).collect();
    anchors.sort();
    match anchors.as_slice() {
        [_] => at_has_no_length(table, sink) & lengths_fit(table, sink),
        [] if !table.pruned => {
            sink.raise(rule::BAD_WINDOW, table.span, "this window has no anchor event")
                .help("name one with `after`, `before` or `at`, such as after = \"reported\"");
            false
        }
        [] => false,
        [first, second, ..] => {
            sink.raise(rule::BAD_WINDOW, *second, "this window has two anchor events")
                .also(*first, "the other one")
                .help("keep one of `after`, `before` and `at`");
            false
        }
    }
}

fn at_has_no_length(table: &Table, sink: &mut Sink<'_>) -> bool {
    let length = [key::MIN, key::MAX].iter().find_map(|k| table.get(k));
    match (table.get(key::AT), length) {
        (Some(_), Some(length)) => {
            sink.raise(rule::BAD_WINDOW, length.key_span, format!("a window with `at` cannot have `{}`", length.key))
                .help("write the allowed distance as `tolerance`, or use `after` or `before`");
            false
        }
        _ => true,
    }
}

fn lengths_fit(table: &Table, sink: &mut Sink<'_>) -> bool {
    let (Some(min), Some(max)) = (table.one::<Length>(key::MIN), table.one::<Length>(key::MAX)) else { return true };
    let elapsed = |l: &Spanned<Length>| {
        let hours = match l.unit {
            Unit::Hours => 1,
            Unit::Days => 24,
            Unit::Weeks => 168,
            Unit::BusinessDays => return None,
        };
        Some(u64::from(l.count) * hours)
    };
    let longer = match (elapsed(&min), elapsed(&max)) {
        (Some(a), Some(b)) => a > b,
        (None, None) => min.count > max.count,
        _ => false, // business days and days can be compared only on a calendar
    };
    if longer {
        sink.raise(rule::BAD_WINDOW, min.span, format!("`min` is longer than `max`: {} and {}", min.value, max.value))
            .also(max.span, "`max` is here")
            .help("swap them, or correct one");
    }
    !longer
}
