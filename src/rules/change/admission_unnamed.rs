//! Finds new members of a list of whom nothing says who admitted them.

use crate::change::Change;
use crate::finding::Finding;
use crate::rules::{Check, Rule};

pub(in crate::rules) const RULE: Rule = Rule::of(module_path!(), Check::Change(check));

fn check(change: &Change<'_>, found: &mut Vec<Finding>) {
    let (base, head) = (&change.base.distributors, &change.head.distributors);
    let Some(file) = &head.file else { return };
    for member in head.members.iter().filter(|member| member.by.is_empty()) {
        let is_known = base.named().any(|known| known.id.value == member.id.value);
        let is_answered = head.requests.iter().any(|request| request.decision.is_some() && member.comes_from(request));
        if is_known || is_answered {
            continue;
        }
        let message = format!("`{}` is added to the list, but no record says who admitted it", member.id.value);
        found.push(RULE.finding(file, member.id.span, message).help("add the members of the team who did as `by`"));
    }
}
