//! Finds requests to join a list that arrive in the future, or were decided before they arrived.

use crate::finding::Finding;
use crate::rules::{Check, Review, Rule};
use crate::source::Location;

pub(in crate::rules) const RULE: Rule = Rule::of(module_path!(), Check::Portfolio(check));

fn check(review: &Review<'_>, found: &mut Vec<Finding>) {
    let distributors = &review.portfolio.distributors;
    let Some(file) = &distributors.file else { return };
    for request in &distributors.requests {
        let (id, received) = (&request.id.value, &request.received);
        if received.value > review.now {
            let message = format!("the request `{id}` was received on {}, in the future", received.value.spoken());
            found.push(RULE.finding(file, received.span, message).help("check the year and the month"));
            continue;
        }
        let Some(at) = request.decision.as_ref().map(|decision| &decision.at) else { continue };
        if at.value < received.value {
            let message = format!("the request `{id}` was decided before it was received");
            let finding = RULE.finding(file, at.span, message).label("decided here");
            found
                .push(finding.also(Location::new(file, received.span), "received here").help("correct the wrong date"));
        }
    }
}
