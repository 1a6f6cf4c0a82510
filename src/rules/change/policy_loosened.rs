//! Finds changes that make the policy less strict.

use crate::change::{Change, Followed, Loosened, loosened};
use crate::finding::{Finding, Severity};
use crate::rules::{Check, Rule};

pub(in crate::rules) const RULE: Rule = Rule::of(module_path!(), Check::Change(check));

fn check(change: &Change<'_>, found: &mut Vec<Finding>) {
    found.extend(loosened(change).into_iter().map(|Loosened { file, span, what, followed, is_own_gain }| match followed {
        None if is_own_gain => RULE
            .raise(Severity::Error, &file, span, format!("the policy becomes less strict: {what}"))
            .help("the author of this change gains a right by it: let another member of the team commit it"),
        None => RULE
            .finding(&file, span, format!("the policy becomes less strict: {what}"))
            .help("agree on this in a separate change, and keep the earlier revision in policies/ for the incidents that follow it"),
        Some(Followed { revision, is_by_right }) => {
            let (severity, help) = if is_by_right {
                (RULE.severity, "confirm that this incident shall follow that revision")
            } else {
                (Severity::Error, "restore `policy`, or let somebody who may end the embargo commit it")
            };
            let message = format!("this incident follows revision {revision} of the policy, which asks for less: {what}");
            RULE.raise(severity, &file, span, message).help(help)
        }
    }));
}
