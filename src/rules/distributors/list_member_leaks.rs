//! Finds list members who have leaked as often as the policy tolerates.

use std::collections::HashMap;

use crate::finding::Finding;
use crate::rules::{Check, Review, Rule, list_of};
use crate::source::Location;

pub(in crate::rules) const RULE: Rule = Rule::of(module_path!(), Check::Portfolio(check));

fn check(review: &Review<'_>, found: &mut Vec<Finding>) {
    let (portfolio, policy) = (review.portfolio, &review.portfolio.policy);
    let Some(file) = &portfolio.distributors.file else { return };
    let mut leaks: HashMap<&str, Vec<Location>> = HashMap::new();
    for incident in &portfolio.incidents {
        for (member, span) in incident.leaks_of_members(Some(review.now)) {
            leaks.entry(member.as_str()).or_default().push(Location::new(&incident.file, span));
        }
    }
    for member in portfolio.distributors.members.iter().filter(|m| m.removed.is_none()) {
        let Some(list) = list_of(policy, member.list.as_ref()) else { continue };
        let (Some(allowed), Some(places)) = (list.remove_after_leaks, leaks.get(member.id.as_str())) else { continue };
        if places.len() >= allowed as usize {
            let message = format!("`{}` has leaked {} times, but is still on the list", member.id.value, places.len());
            let finding = RULE
                .finding(file, member.id.span, message)
                .also(
                    Location::new(&policy.file, list.element.id.span),
                    format!("leaks that end a membership: {allowed}"),
                )
                .help("add `removed = { on = …, reason = \"…\" }` to the member");
            found.push(places.iter().fold(finding, |finding, place| finding.also(place.clone(), "leaked here")));
        }
    }
}
