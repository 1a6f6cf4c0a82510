//! Finds steps that are overdue because another step has not been done.

use super::step_overdue::late_step;
use crate::case::{Blocker, Case, Standing};
use crate::finding::Finding;
use crate::rules::{Check, Rule};

pub(in crate::rules) const RULE: Rule = Rule::of(module_path!(), Check::Case(check));

fn check(case: &Case<'_>, found: &mut Vec<Finding>) {
    for status in &case.steps {
        if let Standing::Blocked { by, overdue: true } = &status.standing
            && let Some(due) = status.deadline.due()
            && let Some(finding) = late_step(&RULE, case, status, case.now.seconds_since(due))
        {
            let blame: Vec<String> = by.iter().map(blamed).collect();
            found.push(finding.help(format!("it waits for {}", blame.join(", "))));
        }
    }
}

/// Describes what a blocked step waits for.
pub(super) fn blamed(blocker: &Blocker<'_>) -> String {
    match blocker {
        Blocker::Step(step) => format!("the step `{}`", step.element.id.value),
        Blocker::Event(events) => {
            let events: Vec<_> = events.iter().map(|e| format!("`{}`", e.value)).collect();
            format!("the event {}", events.join(" or "))
        }
        Blocker::Date(event) => format!("the date of `{}`", event.value),
        Blocker::Fact(fact) => format!("the fact `{fact}`: {}", fact.meaning()),
        Blocker::Decision => "a [[decision]] on whether to take it".to_owned(),
        Blocker::Approvals(1) => "one more approval".to_owned(),
        Blocker::Approvals(missing) => format!("{missing} more approvals"),
    }
}
