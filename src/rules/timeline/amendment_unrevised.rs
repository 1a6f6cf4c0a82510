//! Finds amendments that change what a public advisory says, without a revision that tells readers.

use crate::case::Case;
use crate::finding::Finding;
use crate::incident::{Amendment, Effect};
use crate::rules::{Check, Rule};
use crate::source::Location;
use crate::time::Instant;

pub(in crate::rules) const RULE: Rule = Rule::of(module_path!(), Check::Case(check));

fn check(case: &Case<'_>, found: &mut Vec<Finding>) {
    let incident = case.incident;
    let Some(document) = incident.document.as_ref().filter(|_| case.publication.is_ok()) else { return };
    let revised = document.revisions.iter().map(|revision| revision.at.value).max();
    let is_in_force = |amendment: &&Amendment| matches!(amendment.effect, Effect::Amends(_));
    let amendments = incident.amendments.iter().filter(is_in_force);
    for amendment in amendments.filter(|amendment| revised.is_none_or(|at| at < amendment.at.value)) {
        let place = amendment.amends.name.span;
        // What another one repeats would be the same without this one alone.
        let repeats = |other: &Amendment| other.effect.record() == amendment.effect.record() && !is_in_force(&other);
        let is_other = |other: &Amendment| other.amends.name.span != place && !repeats(other);
        let without = incident.clone().rewritten(|it| it.amendments.retain(is_other));
        let before = Case::new(case.portfolio, &without, case.now);
        // What was not public without the amendment has no readers yet.
        if before.publication.is_err() || dates(&before) == dates(case) {
            continue;
        }
        found.push(
            RULE.finding(&incident.file, place, "this amendment changes a public fact, but no revision tells readers".to_owned())
                .also(Location::new(&document.file, document.front), "no revision is as new as the amendment")
                .help(
                    "add [[revision]] with `at` and a `text` that says what was wrong, or use --revision of `advisory correct`",
                ),
        );
    }
}

/// Returns the public dates that follow from records: the publication and the withdrawal.
fn dates(case: &Case<'_>) -> (Option<Instant>, Option<Instant>) {
    (case.publication.ok(), case.withdrawn().map(|event| event.at.value))
}
