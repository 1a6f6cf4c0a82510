//! Finds broken embargoes without a recorded decision.

use crate::case::Case;
use crate::finding::Finding;
use crate::rules::{Check, Rule};
use crate::source::Location;

pub(in crate::rules) const RULE: Rule = Rule::of(module_path!(), Check::Case(check));

fn check(case: &Case<'_>, found: &mut Vec<Finding>) {
    let (Some(broken), None, Some(terms)) = (case.embargo.broken, case.embargo.decided, &case.policy.embargo.on_break)
    else {
        return;
    };
    if !case.is_closed() && case.publication.is_err() {
        let choices: Vec<_> = terms.choices.iter().map(|c| format!("`{}`", c.value)).collect();
        let message = format!("the embargo is broken, but `{}` has not decided what follows", terms.by.value);
        found.push(
            RULE.finding(&case.incident.file, broken.kind.span, message)
                .also(Location::new(&case.policy.file, terms.default.span), "applies until then")
                .help(format!("record `break-decided` with `by` and a `choice`: {}", choices.join(" or "))),
        );
    }
}
