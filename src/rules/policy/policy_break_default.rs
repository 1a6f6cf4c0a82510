//! Finds policies whose default for a broken embargo is not one of the choices.

use crate::finding::Finding;
use crate::policy::Policy;
use crate::rules::declared::Declared;
use crate::rules::{Check, Rule};

pub(in crate::rules) const RULE: Rule = Rule::of(module_path!(), Check::Policy(check));

fn check(policy: &Policy, found: &mut Vec<Finding>) {
    let Some(terms) = &policy.embargo.on_break else { return };
    let choices = Declared::new("one of the choices", terms.choices.iter().map(|c| c.as_str()));
    found.extend(choices.unknown(&RULE, &policy.file, [&terms.default]));
}
