//! Finds broken embargoes without a recorded decision.

use crate::case::Case;
use crate::finding::Finding;
use crate::policy::CONTINUE;
use crate::rules::{Check, Rule, commands};
use crate::source::Location;

pub(in crate::rules) const RULE: Rule = Rule::of(module_path!(), Check::Case(check));

fn check(case: &Case<'_>, found: &mut Vec<Finding>) {
    let Some(broken) = case.embargo.broken.filter(|_| case.embargo.in_question) else { return };
    if case.is_closed() || case.public_since().is_some() {
        return;
    }
    let finding = |message: String| RULE.finding(&case.incident.file, broken.kind.span, message);
    let command = commands::decide(case);
    let help = |choices: &str| format!("`{command}`, where CHOICE is {choices}");
    match (&case.policy.embargo.on_break, case.embargo.until) {
        (Some(terms), _) => {
            let choices: Vec<_> = terms.choices.iter().map(|c| format!("`{}`", c.value)).collect();
            let message = format!("the embargo is broken, but `{}` has not decided on the response", terms.by.value);
            found.push(
                finding(message)
                    .also(Location::new(&case.policy.file, terms.default.span), "the policy prefers this")
                    .help(help(&choices.join(" or "))),
            );
        }
        // The policy has no terms for it, and the team agreed on an end all the same.
        (None, Some(until)) => {
            let message =
                format!("the embargo is broken, but nobody has decided whether it still ends {}", until.spoken());
            let choices = format!("`{CONTINUE}`, or `release-early` with the new end as `--until INSTANT`");
            found.push(finding(message).help(help(&choices)));
        }
        (None, None) => {}
    }
}
