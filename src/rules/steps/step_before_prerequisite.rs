//! Finds steps that were done before a step they require.

use crate::case::Case;
use crate::finding::Finding;
use crate::rules::{Check, Rule};
use crate::source::Location;

pub(in crate::rules) const RULE: Rule = Rule::of(module_path!(), Check::Case(check));

fn check(case: &Case<'_>, found: &mut Vec<Finding>) {
    let incident = case.incident;
    for status in &case.steps {
        let Some(done) = status.done else { continue };
        let required = status.step.requires.iter().filter_map(|r| Some((r, case.step(r.as_str())?)));
        for (requires, earlier) in required {
            let id = &status.step.element.id;
            let cited = Location::new(&case.policy.file, requires.span);
            match earlier.done {
                Some(first) if first.at.value > done.at.value => found.push(
                    RULE.finding(
                        &incident.file,
                        done.at.span,
                        format!("`{}` was done before `{}`", id.value, requires.value),
                    )
                    .also(Location::new(&incident.file, first.at.span), "done here")
                    .also(cited, "required first")
                    .help("correct the times if one is wrong"),
                ),
                None if earlier.standing.is_open() => found.push(
                    RULE.finding(
                        &incident.file,
                        done.kind.span,
                        format!("`{}` is done, but `{}` is not", id.value, requires.value),
                    )
                    .also(cited, "required first")
                    .help(format!("record `{}` with the time it was done", earlier.step.event.value)),
                ),
                _ => {}
            }
        }
    }
}
