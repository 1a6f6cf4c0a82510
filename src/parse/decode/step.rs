//! Steps of a policy, with their windows.

use super::condition;
use super::element::element;
use crate::fact::Fact;
use crate::key;
use crate::parse::value::Table;
use crate::policy::{Anchor, Approvals, Force, Limit, Need, Prefer, Step, Window};
use crate::source::Spanned;

/// Returns a step; `None` without id or role.
pub(super) fn read(table: &Table, force: Force) -> Option<Step> {
    let element = element(table)?;
    Some(Step {
        group: table.one(key::GROUP),
        role: table.one(key::ROLE)?,
        when: condition::of_key(table, key::WHEN),
        window: table.table(key::WINDOW).and_then(|t| window(t, force)),
        event: table.one(key::EVENT).unwrap_or_else(|| element.id.clone()),
        requires: table.many(key::REQUIRES),
        after_any: table.many(key::AFTER_ANY),
        before: table.many(key::BEFORE),
        needs: needs(table),
        approvals: table.table(key::APPROVALS).and_then(approvals),
        to: table.many(key::TO),
        template: table.one(key::TEMPLATE),
        optional: table.one(key::OPTIONAL),
        expected: table.table(key::EXPECTED).map(condition::read),
        choices: table.many(key::CHOICES),
        private_on: table.one(key::PRIVATE_ON),
        lines: table.plain(key::LINES),
        element,
    })
}

fn needs(table: &Table) -> Vec<Need> {
    let need = |text: Spanned<String>| {
        let word = text.value.strip_suffix('?');
        let fact: Fact = word.unwrap_or(&text.value).parse().ok()?;
        Some(Need { fact: Spanned::new(fact, text.span), required: word.is_none() })
    };
    table.many(key::NEEDS).into_iter().filter_map(need).collect()
}

/// Returns the approvals; `None` without a role.
pub(super) fn approvals(table: &Table) -> Option<Approvals> {
    Some(Approvals {
        role: table.one(key::ROLE)?,
        count: table.plain(key::COUNT).unwrap_or(1),
        per_commit: table.flag(key::PER_COMMIT),
        trailers: table.many(key::TRAILERS),
        inferred: table.flag(key::INFERRED),
    })
}

fn window(table: &Table, force: Force) -> Option<Window> {
    let before = || table.one(key::BEFORE).map(Anchor::Before);
    let at = || table.one(key::AT).map(Anchor::At);
    let max = |text: Spanned<String>| match text.value.as_str() {
        "asap" => Some(Limit::Asap),
        length => Some(Limit::Length(Spanned::new(length.parse().ok()?, text.span))),
    };
    let force = table.plain(key::FORCE).unwrap_or(force);
    Some(Window {
        anchor: table.one(key::AFTER).map(Anchor::After).or_else(before).or_else(at)?,
        min: table.one(key::MIN),
        max: table.one(key::MAX).and_then(max),
        force,
        extend: table.one(key::EXTEND),
        tolerance: table.one(key::TOLERANCE),
        prefer: table.table(key::PREFER).map(|t| Prefer {
            weekdays: t.many(key::WEEKDAYS),
            at: t.one(key::AT),
            force: t.plain(key::FORCE).unwrap_or(Force::Target),
        }),
        inferred: table.flag(key::INFERRED),
        span: table.span,
    })
}
