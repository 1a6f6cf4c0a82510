//! Finds new records that are dated long before the newest existing record.

use crate::change::{Change, Kept, Record, records};
use crate::event::BuiltIn;
use crate::finding::{Finding, Severity};
use crate::rules::{Check, Rule};
use crate::source::{Location, Spanned};
use crate::time::{Instant, Length, Unit, spoken_seconds};

pub(in crate::rules) const RULE: Rule = Rule::of(module_path!(), Check::Change(check));

/// How far a new record may be dated before the newest existing one, unless the policy says
/// otherwise. People often record today what they did yesterday.
const USUAL: Length = Length { count: 1, unit: Unit::Days };

fn check(change: &Change<'_>, found: &mut Vec<Finding>) {
    for kept in &change.kept {
        let before = records(kept.was.incident);
        // The change may correct a record whose instant was wrong.
        let corrected: Vec<Record<'_>> = records(kept.is.case.incident)
            .into_iter()
            .filter(|record| kept.is.case.incident.amendments_of(record.name.span).next().is_some())
            .collect();
        let stands = |record: &&Record<'_>| !corrected.iter().any(|other| other.says_what(record));
        let Some(newest) = before.iter().filter(stands).filter_map(|r| r.at).max_by_key(|at| at.value) else {
            continue;
        };
        let terms = kept.was.policy.evidence.as_ref().and_then(|terms| terms.recorded_within.as_ref());
        let calendar = change.base.calendar(kept.was.policy);
        let is = kept.is.case.incident;
        let still = records(is).into_iter().filter_map(|r| r.at).find(|at| at.value == newest.value);
        let place = still.map(|at| Location::new(&is.file, at.span));
        let earliest = calendar.before(newest.value, terms.map_or(USUAL, |length| length.value));
        for record in &kept.records.added {
            if let Some(at) = record.at
                && at.value < earliest
                && !record.happens_outside()
            {
                found.push(finding(kept, record, at, (newest, place.as_ref())));
            }
        }
    }
}

fn finding(
    kept: &Kept<'_>,
    record: &Record<'_>,
    at: &Spanned<Instant>,
    (newest, place): (&Spanned<Instant>, Option<&Location>),
) -> Finding {
    let file = &kept.is.case.incident.file;
    let opens = record.is(BuiltIn::Approved);
    let severity = if record.is_explained() && !opens { Severity::Warning } else { Severity::Error };
    let before = spoken_seconds(newest.value.seconds_since(at.value));
    let message = format!("{} is new, but is dated {before} before the newest existing record", record.words());
    let finding = RULE.raise(severity, file, at.span, message).help(if opens {
        "an approval counts from when it is given: approve now"
    } else {
        "write the time when it happened; if that is long ago, explain in its `note` why it is recorded only now"
    });
    match place {
        Some(place) => finding.also(place.clone(), "the newest record before this change"),
        None => finding,
    }
}
