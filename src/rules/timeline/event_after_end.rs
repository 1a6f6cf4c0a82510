//! Finds events after the incident was closed or rejected.

use crate::case::Case;
use crate::event::BuiltIn;
use crate::finding::{Finding, Severity};
use crate::incident::{Event, EventKind};
use crate::rules::{Check, Rule};
use crate::source::{Location, Span, Spanned};
use crate::time::Instant;

pub(in crate::rules) const RULE: Rule = Rule::of(module_path!(), Check::Case(check));

fn check(case: &Case<'_>, found: &mut Vec<Finding>) {
    let incident = case.incident;
    let ends = [case.closed(), case.rejected()];
    let Some(end) = ends.into_iter().flatten().min_by_key(|e| e.at.value) else { return };
    // A correction is approved when it is made.
    let is_published = case.was_public().is_some();
    let after = |e: &Event| {
        matches!(
            e.kind.value,
            EventKind::Closed | EventKind::Withdrawn { .. } | EventKind::Retrospective | EventKind::Renamed
        ) || is_published && e.is(BuiltIn::Approved)
            || e.is(BuiltIn::DocumentsChanged)
            // What others do does not ask whether the work is over.
            || e.happens_outside()
            || e.is(BuiltIn::EmbargoBroken)
            // Those who were told something are told what became of it.
            || e.is(BuiltIn::Sent) && (end.is(BuiltIn::Closed) || told_before(case, e, end))
    };
    // Nothing is left to do for what is not a vulnerability. Whoever learns that it is one corrects
    // the rejection first.
    let is_rejected = end.is(BuiltIn::Rejected);
    let severity = if is_rejected { Severity::Error } else { RULE.severity };
    let help = if is_rejected {
        format!(
            "if the rejection was wrong, correct it first: `advisory correct {} rejected --void --by MEMBER --reason TEXT`",
            incident.handle
        )
    } else {
        format!("set the time of `{}` to when no work was left", end.name())
    };
    let mut add = |span: Span, what: String| {
        found.push(
            RULE.raise(severity, &incident.file, span, format!("{what} comes after `{}`", end.name()))
                .also(Location::new(&incident.file, end.kind.span), "closed or rejected here")
                .help(help.as_str()),
        );
    };
    for event in incident.events.iter().filter(|e| e.at.value > end.at.value && !after(e)) {
        add(event.kind.span, format!("`{}`", event.name()));
    }
    if is_rejected {
        let is_later = |at: &Spanned<Instant>| at.value > end.at.value;
        for decision in incident.decisions.iter().filter(|d| d.at.as_ref().is_some_and(is_later)) {
            add(decision.step.span, format!("the decision on `{}`", decision.step.value));
        }
        for waiver in incident.waivers.iter().filter(|w| w.at.as_ref().is_some_and(is_later)) {
            add(waiver.waiver.span, format!("the waiver `{}`", waiver.waiver.value));
        }
    }
}

/// Returns whether a mail that was sent answers the reporter, or is of a step that was done before
/// the end.
fn told_before(case: &Case<'_>, sent: &Event, end: &Event) -> bool {
    let EventKind::Sent { draft: Some(draft), channel, .. } = &sent.kind.value else { return false };
    let channel = channel.as_ref().and_then(|channel| case.policy.channel(channel.as_str()));
    if channel.is_some_and(|channel| channel.reaches_reporter()) {
        return true;
    }
    let done = case.step(draft.as_str()).and_then(|status| status.done);
    done.is_some_and(|done| done.at.value <= end.at.value)
}
