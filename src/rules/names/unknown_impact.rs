//! Finds impacts that are neither common ones nor in a condition of the policy.

use crate::case::Case;
use crate::finding::Finding;
use crate::policy::{Condition, Policy};
use crate::rules::declared::Declared;
use crate::rules::{Check, Rule};

pub(in crate::rules) const RULE: Rule = Rule::of(module_path!(), Check::Process(check));

/// What an attacker gains, in the words that every policy knows. docs/files.md lists them.
const COMMON: [&str; 13] = [
    "authentication-bypass",
    "authorization-bypass",
    "code-execution",
    "credential-exposure",
    "data-loss",
    "denial-of-service",
    "information-disclosure",
    "local",
    "privilege-escalation",
    "remote",
    "request-forgery",
    "spoofing",
    "tampering",
];

fn check(case: &Case<'_>, found: &mut Vec<Finding>) {
    let own = conditions(case.policy).flat_map(words).collect::<Vec<_>>();
    let impacts = Declared::new("an impact that this policy declares", own.iter().copied().chain(COMMON));
    found.extend(impacts.unknown(&RULE, &case.incident.file, &case.incident.scope.impact));
}

/// Returns every condition of a policy.
fn conditions(policy: &Policy) -> impl Iterator<Item = &Condition> {
    let steps = policy.steps.iter().flat_map(|step| std::iter::once(&step.when).chain(&step.expected));
    let modes = policy.modes.iter().map(|mode| &mode.when);
    let waivers = policy.waivers.iter().map(|waiver| &waiver.when);
    policy.paths.iter().map(|path| &path.when).chain(steps).chain(modes).chain(waivers)
}

/// Returns the impacts in a condition and in its alternatives.
fn words(condition: &Condition) -> Vec<&str> {
    let own = condition.impact.iter().map(|impact| impact.as_str());
    own.chain(condition.any.iter().flat_map(words)).collect()
}
