//! Finds recorded instants that contradict the dates of their commits.

use crate::case::Case;
use crate::change::{Record, records};
use crate::finding::{Finding, Severity};
use crate::policy::EvidenceTerms;
use crate::rules::{Check, EvidenceReview, Rule, severity_of};
use crate::signature::CheckedCommit;
use crate::source::{Location, Spanned};
use crate::time::{Instant, Length, spoken_seconds};

pub(in crate::rules) const RULE: Rule = Rule::of(module_path!(), Check::Evidence(check));

/// How far two clocks may differ, in seconds.
const CLOCKS: i64 = 300;

fn check(review: &EvidenceReview<'_>, found: &mut Vec<Finding>) {
    let Ok(evidence) = review.evidence else { return };
    for case in review.cases {
        let Some(terms) = &case.policy.evidence else { continue };
        let Some(within) = &terms.recorded_within else { continue };
        for record in records(case.incident) {
            let Some(at) = record.at else { continue };
            // An amendment says why this instant was wrong.
            let mut amendments = case.incident.amendments_of(record.name.span);
            if amendments.any(|it| it.instead.as_ref().is_none_or(|instead| instead.at.is_some())) {
                continue;
            }
            // A record that is not committed yet may still be committed in time.
            let Some(recorded) = evidence.first(case.incident, &record) else { continue };
            found.extend(judge(case, terms, within, &record, at, recorded));
        }
    }
}

fn judge(
    case: &Case<'_>,
    terms: &EvidenceTerms,
    within: &Spanned<Length>,
    record: &Record<'_>,
    at: &Spanned<Instant>,
    recorded: &CheckedCommit,
) -> Option<Finding> {
    let what = record.words();
    let usual = severity_of(terms.force);
    let raise = |severity, message: String, help: String| {
        let finding = RULE.raise(severity, &case.incident.file, at.span, message).help(help);
        finding.also(Location::new(&case.policy.file, within.span), "required here")
    };
    let Some(committed) = recorded.at else {
        let message = format!("{what} was recorded in commit {}, which has no valid date", recorded.commit.id.short());
        return Some(raise(usual, message, "record it again, in a commit with a valid date".to_owned()));
    };
    let late = committed.seconds_since(at.value);
    if late < -CLOCKS {
        let message = format!(
            "{what} is dated {} after commit {}, which recorded it at {}",
            spoken_seconds(-late),
            recorded.commit.id.short(),
            committed.short(),
        );
        let help = "write the time when it happened; plans belong in [notice] or [embargo]";
        return Some(raise(usual, message, help.to_owned()));
    }
    let calendar = case.portfolio.calendar(case.policy);
    if committed <= calendar.after(at.value, within.value) || record.happens_outside() {
        return None;
    }
    let severity = if record.is_explained() { Severity::Note } else { usual };
    let message = format!(
        "{what} was recorded {} after it happened, at {} in commit {}",
        spoken_seconds(late),
        committed.short(),
        recorded.commit.id.short(),
    );
    let help = format!("the policy requires a commit within {}; explain the delay in its `note`", within.value);
    Some(raise(severity, message, help))
}
