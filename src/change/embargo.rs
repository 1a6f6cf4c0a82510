//! Finds edits that move the date of publication without an event.
//!
//! `[embargo]` gives the end that was agreed first. Events move it and record when and by whom.
//! Editing the first end moves the same date without any such record.

use super::Kept;
use crate::event::BuiltIn;
use crate::policy::Disclosure;
use crate::source::Span;
use crate::time::Instant;

/// A change of the disclosure or of a date that holds publication back, which no event records.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum EmbargoChange {
    /// The end that was agreed first was changed or removed.
    End {
        /// The old date.
        was: Instant,
        /// The new date; `None` if it was removed.
        is: Option<Instant>,
        /// Its location; `None` if it was removed.
        at: Option<Span>,
    },
    /// A first end was added that is already past, so the embargo ends at once.
    Ended {
        /// The end.
        is: Instant,
        /// Its location.
        at: Span,
    },
    /// The report was changed between public and private.
    Disclosure {
        /// The new value.
        is: Disclosure,
        /// Whether a record says that the vulnerability became known.
        is_known: bool,
        /// Its location.
        at: Span,
    },
    /// The upstream project's date, which publication waits for, was changed or removed.
    Upstream {
        /// The old date.
        was: Instant,
        /// The new date; `None` if it was removed.
        is: Option<Instant>,
        /// Its location; `None` if it was removed.
        at: Option<Span>,
    },
    /// The planned date of the release, or its estimate, was changed or removed after others were
    /// told of it.
    Release {
        /// The old date.
        was: Instant,
        /// The new date; `None` if it was removed.
        is: Option<Instant>,
        /// Its location; `None` if it was removed.
        at: Option<Span>,
    },
}

/// Returns every such change in an incident. If the advisory was already public, dates have no
/// effect and none is returned; the exposure of users still follows the disclosure.
#[must_use]
pub fn embargo(kept: &Kept<'_>) -> Vec<EmbargoChange> {
    let (was, is) = (kept.was.incident, kept.is.case.incident);
    if !is.whole {
        return Vec::new();
    }
    let disclosed = disclosure(kept);
    if kept.was.publication.is_ok() {
        return disclosed.into_iter().collect();
    }
    let mut moves = Vec::new();
    let end = |incident: &crate::incident::Incident| incident.embargo.as_ref().and_then(|e| e.until.clone());
    let agreed =
        |incident: &crate::incident::Incident, end: Instant| incident.agreed_ends().any(|agreed| agreed.value == end);
    match (end(was), end(is)) {
        // It follows the agreement that set it, which was corrected.
        (Some(old), new)
            if (is.has_corrected_end(old.value) || agreed(was, old.value) && !agreed(is, old.value))
                && new.as_ref().is_none_or(|new| agreed(is, new.value)) => {}
        (Some(old), new) if new.as_ref().map(|new| new.value) != Some(old.value) => moves.push(EmbargoChange::End {
            was: old.value,
            is: new.as_ref().map(|new| new.value),
            at: new.map(|new| new.span),
        }),
        (None, Some(new)) if kept.was.embargo.until.is_none() && new.value <= kept.is.case.now => {
            moves.push(EmbargoChange::Ended { is: new.value, at: new.span });
        }
        _ => {}
    }
    moves.extend(disclosed);
    let upstream = |incident: &crate::incident::Incident| incident.upstream.as_ref().and_then(|u| u.public.clone());
    if let Some(old) = upstream(was) {
        let new = upstream(is);
        if new.as_ref().map(|new| new.value) != Some(old.value) {
            moves.push(EmbargoChange::Upstream {
                was: old.value,
                is: new.as_ref().map(|new| new.value),
                at: new.map(|new| new.span),
            });
        }
    }
    let told = [BuiltIn::NoticePublished, BuiltIn::DistributorsNotified, BuiltIn::Sent];
    if told.into_iter().any(|event| kept.was.happened(event).is_some()) {
        let dates = |incident: &crate::incident::Incident| {
            [incident.notice.release_date.clone(), incident.notice.release_estimate.clone()]
        };
        for (old, new) in dates(was).into_iter().zip(dates(is)) {
            let Some(old) = old.filter(|old| new.as_ref().map(|new| new.value) != Some(old.value)) else { continue };
            let (is, at) = (new.as_ref().map(|new| new.value), new.map(|new| new.span));
            moves.push(EmbargoChange::Release { was: old.value, is, at });
        }
    }
    moves
}

/// Returns a change of the disclosure. It says how the report came in, which no later event
/// changes: a leak makes the vulnerability public by its own record. Only the recorded answer of
/// those who made it public lets it be handled in private, and it is public again if that is void.
fn disclosure(kept: &Kept<'_>) -> Option<EmbargoChange> {
    let (was, is) = (kept.was.incident, &kept.is.case);
    let (before, after) = (was.report.disclosure.value, &is.incident.report.disclosure);
    let is_agreed = match after.value {
        Disclosure::Private => is.is_private_by_agreement(),
        Disclosure::Public => kept.was.is_private_by_agreement() && !is.is_private_by_agreement(),
    };
    let is_known = [BuiltIn::EmbargoBroken, BuiltIn::Leaked].into_iter().any(|event| is.happened(event).is_some());
    let changed = EmbargoChange::Disclosure { is: after.value, is_known, at: after.span };
    (before != after.value && !is_agreed).then_some(changed)
}
