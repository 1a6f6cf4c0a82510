//! Finds steps that notify an embargoed audience and the public at once.

use crate::finding::Finding;
use crate::policy::{Exposure, Policy};
use crate::rules::{Check, Rule};
use crate::source::Location;

pub(in crate::rules) const RULE: Rule = Rule::of(module_path!(), Check::Policy(check));

fn check(policy: &Policy, found: &mut Vec<Finding>) {
    for step in &policy.steps {
        let reaches =
            |exposure| step.to.iter().find(|to| policy.channel(to.as_str()).is_some_and(|c| c.exposure == exposure));
        if let (Some(embargoed), Some(public)) = (reaches(Exposure::Embargoed), reaches(Exposure::Public)) {
            let message = format!(
                "`{}` notifies the public channel `{}` and the embargoed channel `{}` together",
                step.element.id.value, public.value, embargoed.value
            );
            found.push(
                RULE.finding(&policy.file, public.span, message)
                    .also(Location::new(&policy.file, embargoed.span), "embargoed")
                    .help("split it into two steps, one for each audience"),
            );
        }
    }
}
