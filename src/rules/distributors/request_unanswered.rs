//! Finds requests to join the list that have no answer.

use crate::finding::Finding;
use crate::rules::{Check, Review, Rule};
use crate::time::spoken_seconds;

pub(in crate::rules) const RULE: Rule = Rule::of(module_path!(), Check::Portfolio(check));

fn check(review: &Review<'_>, found: &mut Vec<Finding>) {
    let distributors = &review.portfolio.distributors;
    let Some(file) = &distributors.file else { return };
    for request in distributors.requests.iter().filter(|r| r.decision.is_none()) {
        let age = review.now.seconds_since(request.received.value);
        if age >= PATIENCE {
            found.push(
                RULE.finding(
                    file,
                    request.received.span,
                    format!("the request `{}` has been open for {}", request.id.value, spoken_seconds(age)),
                )
                .help(format!(
                    "decide: `advisory distributors accept {0} --by MEMBER`, or `advisory distributors decline {0} --by \
                     MEMBER --reason TEXT`",
                    request.id.value
                )),
            );
        }
    }
}

/// How long a request may wait, in seconds: two weeks.
const PATIENCE: i64 = 14 * 86_400;
