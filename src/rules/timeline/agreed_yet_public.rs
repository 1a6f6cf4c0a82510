//! Finds incidents that everybody agreed to handle in private and that are still public.

use crate::case::Case;
use crate::finding::Finding;
use crate::policy::Disclosure;
use crate::rules::{Check, Rule};
use crate::source::Location;

pub(in crate::rules) const RULE: Rule = Rule::of(module_path!(), Check::Process(check));

fn check(case: &Case<'_>, found: &mut Vec<Finding>) {
    let disclosure = &case.incident.report.disclosure;
    if disclosure.value != Disclosure::Public || case.is_closed() || case.public_since().is_some() {
        return;
    }
    for status in &case.steps {
        let (Some(private), Some(answer)) = (&status.step.private_on, status.done) else { continue };
        let Some(choice) = answer.choice().filter(|choice| choice.value == private.value) else { continue };
        let message = format!(
            "`{}` is recorded as `{}`, but the incident is still marked as public",
            answer.name(),
            choice.value
        );
        found.push(
            RULE.finding(&case.incident.file, disclosure.span, message)
                .label("the deadlines of a public report apply")
                .also(Location::new(&case.incident.file, choice.span), "the answer")
                .help("write `disclosure = \"private\"`, and agree on an embargo"),
        );
    }
}
