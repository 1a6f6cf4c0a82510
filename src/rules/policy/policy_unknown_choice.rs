//! Finds choices that a step of the policy waits for and does not offer.

use crate::finding::Finding;
use crate::policy::Policy;
use crate::rules::declared::Declared;
use crate::rules::{Check, Rule};

pub(in crate::rules) const RULE: Rule = Rule::of(module_path!(), Check::Policy(check));

fn check(policy: &Policy, found: &mut Vec<Finding>) {
    for step in &policy.steps {
        let choices = Declared::new("one of the `choices` of this step", step.choices.iter().map(|it| it.as_str()));
        found.extend(choices.unknown(&RULE, &policy.file, &step.private_on));
    }
}
