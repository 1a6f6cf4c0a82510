//! The identity of a document, its current revision, and its revision history.

use serde::Serialize;

use super::line;
use crate::advisory::Advisory;
use crate::time::Instant;

/// `document.tracking`.
#[derive(Serialize)]
pub(super) struct Tracking<'a> {
    #[serde(skip_serializing_if = "<[_]>::is_empty")]
    aliases: &'a [String],
    current_release_date: Instant,
    generator: Generator,
    id: &'a str,
    initial_release_date: Instant,
    revision_history: Vec<Revision>,
    status: &'static str,
    version: String,
}

/// There is no date, so that a build of the same data has the same bytes, and no version, so that
/// a new one changes only documents in which it says something else.
#[derive(Serialize)]
struct Generator {
    engine: Engine,
}

#[derive(Serialize)]
struct Engine {
    name: &'static str,
}

/// An entry of the history.
#[derive(Serialize)]
struct Revision {
    date: Instant,
    number: String,
    summary: String,
}

pub(super) fn of(advisory: &Advisory) -> Tracking<'_> {
    let Dates { first, current } = dates(advisory);
    let history = history(advisory);
    Tracking {
        aliases: &advisory.aliases,
        current_release_date: current,
        generator: Generator { engine: Engine { name: "advisory" } },
        id: advisory.id.as_str(),
        initial_release_date: first,
        status: "final",
        version: history.len().to_string(),
        revision_history: history
            .into_iter()
            .zip(1_u32..)
            .map(|((date, summary), number)| Revision { date, number: number.to_string(), summary })
            .collect(),
    }
}

/// What the history says of a change beside the advisory's revisions.
const CHANGED: &str = "The listed releases, or other data of the project, changed.";

/// Returns when a document was first released, as far as is known, and the date of its current
/// revision.
pub(super) struct Dates {
    pub(super) first: Instant,
    pub(super) current: Instant,
}

pub(super) fn dates(advisory: &Advisory) -> Dates {
    let history = history(advisory);
    let date = |entry: Option<&(Instant, String)>| entry.map_or(advisory.modified, |(date, _)| *date);
    Dates { first: date(history.first()), current: date(history.last()) }
}

/// Returns the number of revisions of a document.
pub(super) fn revisions(advisory: &Advisory) -> usize {
    history(advisory).len()
}

/// Returns every revision of the document, oldest first; never empty. If the advisory's revisions
/// mention its first publication or its withdrawal, these entries are not repeated.
fn history(advisory: &Advisory) -> Vec<(Instant, String)> {
    let told = |at: Instant| advisory.revisions.iter().any(|revision| revision.at == at);
    let text = |text: &str, otherwise: &str| match line(text) {
        text if text.is_empty() => otherwise.to_owned(),
        text => text,
    };
    let mut history: Vec<_> =
        advisory.revisions.iter().map(|revision| (revision.at, text(&revision.text, "Revised."))).collect();
    history.extend(advisory.published.filter(|at| !told(*at)).map(|at| (at, "First publication.".to_owned())));
    if let Some(withdrawn) = advisory.withdrawn.as_ref().filter(|withdrawn| !told(withdrawn.at)) {
        let summary = line(&format!("Withdrawn: {}", withdrawn.text));
        history.push((withdrawn.at, summary));
    }
    let changed = advisory.changed.iter().map(|at| (*at, CHANGED.to_owned()));
    history.extend(changed);
    if history.is_empty() {
        history.push((advisory.modified, "The earliest state that is known.".to_owned()));
    }
    history.sort_by_key(|(at, _)| *at);
    history
}
