//! Finds steps that need to know who leads or who develops the fix, where no role does.

use crate::fact::Fact;
use crate::finding::Finding;
use crate::policy::Policy;
use crate::rules::{Check, Rule};

pub(in crate::rules) const RULE: Rule = Rule::of(module_path!(), Check::Policy(check));

fn check(policy: &Policy, found: &mut Vec<Finding>) {
    let people = [
        (Fact::FixLead, policy.leading().next(), "lead = true"),
        (Fact::FixTeam, policy.developing().next(), "develops = true"),
    ];
    for (fact, _, key) in people.into_iter().filter(|(_, role, _)| role.is_none()) {
        let needs = policy.steps.iter().flat_map(|step| &step.needs).filter(|need| need.required);
        for need in needs.filter(|need| need.fact.value == fact) {
            let message = format!("a step needs {} (`{fact}`), but no role provides that person", fact.meaning());
            found.push(
                RULE.finding(&policy.file, need.fact.span, message)
                    .help(format!("add `{key}` to the `[[role]]` that provides them")),
            );
        }
    }
}
