//! Finds steps that need a fact their channel may never carry.

use crate::fact::Fact;
use crate::finding::Finding;
use crate::policy::Policy;
use crate::rules::{Check, Rule};
use crate::source::Location;

pub(in crate::rules) const RULE: Rule = Rule::of(module_path!(), Check::Policy(check));

fn check(policy: &Policy, found: &mut Vec<Finding>) {
    for step in &policy.steps {
        let channels = step.to.iter().filter_map(|to| policy.channel(to.as_str()));
        for channel in channels {
            // A decision is a condition of the step, not a part of the announcement.
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
                        .also(Location::new(&policy.file, id.span), "its `fields` do not include this")
                        .help("choose another channel, or add the fact to `fields` if its readers may see it"),
                );
            }
        }
    }
}
