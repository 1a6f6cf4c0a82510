//! A change asks less of itself than its base would.

use super::{Check, Rule};
use crate::change::{Change, loosened};
use crate::finding::{Finding, Severity};

pub(super) const RULE: Rule =
    Rule::new("policy-loosened", Severity::Warning, include_str!("policy-loosened.md"), Check::Change(check));

fn check(change: &Change<'_>, found: &mut Vec<Finding>) {
    found.extend(loosened(change).into_iter().map(|loosened| {
        RULE.finding(&loosened.file, loosened.span, format!("the policy asks for less: {}", loosened.what))
            .help("let the team agree on this by itself, and keep the earlier revision in policies/ for the incidents that run under it")
    }));
}
