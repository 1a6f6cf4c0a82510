//! A step needs a fact that its channel may never carry.

use super::{Check, Rule};
use crate::fact::Fact;
use crate::finding::{Finding, Severity};
use crate::policy::Policy;
use crate::source::Location;

pub(super) const RULE: Rule =
    Rule::new("policy-channel-field", Severity::Error, include_str!("policy-channel-field.md"), Check::Policy(check));

fn check(policy: &Policy, found: &mut Vec<Finding>) {
    for step in &policy.steps {
        let channels = step.to.iter().filter_map(|to| policy.channel(to.as_str()));
        for channel in channels {
            // A decision is a condition of the step, not something that is told.
            let needed = step.needs.iter().filter(|n| n.required && n.fact.value != Fact::Decision);
            let outside = needed
                .filter(|n| !channel.fields.allow(n.fact.value) && !channel.fields_after_public.allow(n.fact.value));
            for need in outside {
                let (id, fact) = (&channel.element.id, need.fact.value);
                let message =
                    format!("`{}` needs {fact}, which the channel `{}` may not carry", step.element.id.value, id.value);
                found.push(
                    RULE.finding(&policy.file, need.fact.span, message)
                        .label(fact.meaning())
                        .also(Location::new(&policy.file, id.span), "its `fields` leave this out")
                        .help("tell another channel, or add the fact to `fields` if these readers may have it"),
                );
            }
        }
    }
}
