//! Steps of a policy, with their windows.

use super::condition;
use super::element::element;
use crate::fact::Fact;
use crate::parse::value::Table;
use crate::policy::{Anchor, Approvals, Force, Limit, Need, Prefer, Step, Window};
use crate::source::Spanned;

/// A step; `None` without id or role.
pub(super) fn read(table: &Table, force: Force) -> Option<Step> {
    let element = element(table)?;
    Some(Step {
        group: table.one("group"),
        role: table.one("role")?,
        when: condition::of_key(table, "when"),
        window: table.table("window").and_then(|t| window(t, force)),
        event: table.one("event").unwrap_or_else(|| element.id.clone()),
        requires: table.many("requires"),
        after_any: table.many("after-any"),
        before: table.many("before"),
        needs: needs(table),
        approvals: table.table("approvals").and_then(approvals),
        to: table.many("to"),
        template: table.one("template"),
        optional: table.one("optional"),
        expected: table.table("expected").map(condition::read),
        lines: table.plain("lines"),
        element,
    })
}

fn needs(table: &Table) -> Vec<Need> {
    let need = |text: Spanned<String>| {
        let word = text.value.strip_suffix('?');
        let fact: Fact = word.unwrap_or(&text.value).parse().ok()?;
        Some(Need { fact: Spanned::new(fact, text.span), required: word.is_none() })
    };
    table.many("needs").into_iter().filter_map(need).collect()
}

/// Approvals; `None` without a role.
pub(super) fn approvals(table: &Table) -> Option<Approvals> {
    Some(Approvals {
        role: table.one("role")?,
        count: table.plain("count").unwrap_or(1),
        per_commit: table.flag("per-commit"),
        trailers: table.many("trailers"),
        inferred: table.flag("inferred"),
    })
}

fn window(table: &Table, force: Force) -> Option<Window> {
    let before = || table.one("before").map(Anchor::Before);
    let at = || table.one("at").map(Anchor::At);
    let max = |text: Spanned<String>| match text.value.as_str() {
        "asap" => Some(Limit::Asap),
        length => Some(Limit::Length(Spanned::new(length.parse().ok()?, text.span))),
    };
    let force = table.plain("force").unwrap_or(force);
    Some(Window {
        anchor: table.one("after").map(Anchor::After).or_else(before).or_else(at)?,
        min: table.one("min"),
        max: table.one("max").and_then(max),
        force,
        extend: table.one("extend"),
        tolerance: table.one("tolerance"),
        prefer: table.table("prefer").map(|t| Prefer {
            weekdays: t.many("weekdays"),
            at: t.one("at"),
            force: t.plain("force").unwrap_or(Force::Target),
        }),
        inferred: table.flag("inferred"),
        span: table.span,
    })
}
