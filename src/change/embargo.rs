//! What holds the publication back, moved by hand instead of by an event.
//!
//! The end that `[embargo]` gives is the one that was agreed first; events move it, and say when
//! and by whom. An edit of the first one moves the same end and says nothing.

use super::Kept;
use crate::event::BuiltIn;
use crate::policy::Disclosure;
use crate::source::Span;
use crate::time::Instant;

/// A move that no event tells of.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum EmbargoChange {
    /// The end that was agreed first is another one, or gone.
    End {
        /// As it was.
        was: Instant,
        /// As it is.
        is: Option<Instant>,
        /// Where it stands; `None`: it is gone.
        at: Option<Span>,
    },
    /// A first end lies in the past: the embargo is over the moment it has an end.
    Ended {
        /// The end.
        is: Instant,
        /// Where it stands.
        at: Span,
    },
    /// The report is public or private all of a sudden.
    Disclosure {
        /// What it is now.
        is: Disclosure,
        /// Where it stands.
        at: Span,
    },
    /// The upstream project's date, which publication waits for, is another one or gone.
    Upstream {
        /// As it was.
        was: Instant,
        /// As it is.
        is: Option<Instant>,
        /// Where it stands; `None`: it is gone.
        at: Option<Span>,
    },
}

/// Every such move in an incident, but for those that change nothing anymore because the advisory
/// was public already.
#[must_use]
pub fn embargo(kept: &Kept<'_>) -> Vec<EmbargoChange> {
    let (was, is) = (kept.was.incident, kept.is.case.incident);
    if kept.was.publication.is_ok() || !is.whole {
        return Vec::new();
    }
    let mut moves = Vec::new();
    let end = |incident: &crate::incident::Incident| incident.embargo.as_ref().and_then(|e| e.until.clone());
    match (end(was), end(is)) {
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
    let disclosure = &is.report.disclosure;
    let told = [BuiltIn::EmbargoBroken, BuiltIn::Leaked, BuiltIn::Exploited]
        .into_iter()
        .any(|event| is.first(event).is_some());
    match (was.report.disclosure.value, disclosure.value) {
        (Disclosure::Private, Disclosure::Public) if told => {}
        (before, after) if before != after => {
            moves.push(EmbargoChange::Disclosure { is: after, at: disclosure.span });
        }
        _ => {}
    }
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
    moves
}
