//! Finds changes that make the policy less strict.

use crate::change::{Change, loosened};
use crate::finding::Finding;
use crate::rules::{Check, Rule};

pub(in crate::rules) const RULE: Rule = Rule::of(module_path!(), Check::Change(check));

fn check(change: &Change<'_>, found: &mut Vec<Finding>) {
    found.extend(loosened(change).into_iter().map(|loosened| {
        RULE.finding(&loosened.file, loosened.span, format!("the policy becomes less strict: {}", loosened.what))
            .help("agree on this in a separate change, and keep the earlier revision in policies/ for the incidents that follow it")
    }));
}
