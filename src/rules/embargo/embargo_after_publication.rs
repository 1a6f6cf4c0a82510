//! Finds embargoes that were moved after the advisory became public.

use crate::case::Case;
use crate::finding::Finding;
use crate::incident::Target;
use crate::rules::{Check, Rule};

pub(in crate::rules) const RULE: Rule = Rule::of(module_path!(), Check::Case(check));

fn check(case: &Case<'_>, found: &mut Vec<Finding>) {
    for event in &case.embargo.ignored {
        let since = case.public_since().map(|at| format!(" since {}", at.short())).unwrap_or_default();
        let Some(target) = Target::of_event(event) else { continue };
        let command = target.void_command(&case.incident.handle);
        found.push(
            RULE.finding(&case.incident.file, event.kind.span, format!("the advisory has already been public{since}"))
                .label("this has no effect")
                .help(format!("void it: `{command}`; if the advisory was wrong, withdraw it")),
        );
    }
}
