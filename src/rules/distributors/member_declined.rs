//! Finds members of a list whose request to join it was declined.

use crate::finding::Finding;
use crate::rules::{Check, Review, Rule};
use crate::source::Location;

pub(in crate::rules) const RULE: Rule = Rule::of(module_path!(), Check::Portfolio(check));

fn check(review: &Review<'_>, found: &mut Vec<Finding>) {
    let distributors = &review.portfolio.distributors;
    let Some(file) = &distributors.file else { return };
    for request in &distributors.requests {
        let Some(decision) = request.decision.as_ref().filter(|decision| !decision.accepted.value) else { continue };
        let members = distributors.members.iter().filter(|member| member.removed.is_none());
        for member in members.filter(|member| member.comes_from(request)) {
            let (id, of) = (&member.id.value, &request.id.value);
            let command = format!("advisory correct distributors {id} --kind member --void --by MEMBER --reason TEXT");
            found.push(
                RULE.finding(file, member.id.span, format!("`{id}` is a member, but its request `{of}` was declined"))
                    .also(Location::new(file, decision.accepted.span), "declined here")
                    .help(format!("void the membership: `{command}`; until then it gets no mail")),
            );
        }
    }
}
