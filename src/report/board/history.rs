//! The board's view of an incident's git history.

use serde::Serialize;

use super::{Audience, layout};
use crate::case::Case;
use crate::change::{Kind, records};
use crate::evidence::Evidence;
use crate::git;
use crate::incident::Event;
use crate::report::plain;
use crate::signature::{CheckedCommit, Verdict};
use crate::time::Instant;

/// A commit. Whoever reads a log sees when it was made, and nothing else of it.
#[derive(Serialize)]
pub(super) struct Recorded {
    /// When it was made; no earlier than the commits it builds upon.
    pub(super) at: Option<Instant>,
    pub(super) commit: Option<String>,
    pub(super) author: Option<Person>,
    pub(super) committer: Option<Person>,
    pub(super) signature: Option<Signature>,
}

/// Somebody, as the commit names them.
#[derive(Serialize)]
pub(super) struct Person {
    pub(super) name: String,
    pub(super) email: String,
    pub(super) at: Option<Instant>,
    /// Seconds that their clock was ahead of UTC.
    pub(super) offset: i32,
}

#[derive(Serialize)]
pub(super) struct Signature {
    /// `unsigned`, `good`, `lapsed`, `stranger`, `bad`, `unverified`.
    pub(super) verdict: &'static str,
    /// Whose it is.
    pub(super) by: Option<String>,
    pub(super) why: Option<String>,
}

/// A commit that touched the incident, and what it changed besides adding events.
#[derive(Serialize)]
pub(super) struct Touched {
    #[serde(flatten)]
    pub(super) recorded: Recorded,
    pub(super) changed: Vec<String>,
}

/// Returns the commit that first held an event; `None` if it is not committed yet.
pub(super) fn first(case: &Case<'_>, evidence: &Evidence, event: &Event, audience: Audience) -> Option<Recorded> {
    let all = records(case.incident);
    let record = all.iter().find(|r| r.kind == Kind::Event && r.name.span == event.kind.span)?;
    evidence.first(case.incident, record).map(|commit| recorded(commit, audience))
}

/// Returns every commit that did more to the incident than to add events. A log gets none, because
/// what was changed reveals what happened.
pub(super) fn touches(case: &Case<'_>, evidence: &Evidence, audience: Audience) -> Vec<Touched> {
    if audience == Audience::Log {
        return Vec::new();
    }
    let touches = evidence.touches(case.incident).filter(|(_, touch)| !touch.what.is_empty());
    let touched = touches.map(|(commit, touch)| Touched {
        recorded: recorded(commit, audience),
        changed: touch.what.iter().map(|what| plain::line(what).into_owned()).collect(),
    });
    touched.collect()
}

fn recorded(checked: &CheckedCommit, audience: Audience) -> Recorded {
    let team = audience == Audience::Team;
    let person = |person: &git::Person| Person {
        name: plain::line(&person.name).into_owned(),
        email: plain::line(&person.email).into_owned(),
        at: person.at,
        offset: person.offset,
    };
    Recorded {
        at: checked.at,
        commit: team.then(|| checked.commit.id.to_string()),
        author: team.then(|| person(&checked.commit.author)),
        committer: team.then(|| person(&checked.commit.committer)),
        signature: checked.verdict.as_ref().filter(|_| team).map(signature),
    }
}

fn signature(verdict: &Verdict) -> Signature {
    let (by, why) = match verdict {
        Verdict::Good(by) => (Some(by.to_string()), None),
        Verdict::Lapsed(by, why) => (Some(by.to_string()), Some((*why).to_owned())),
        Verdict::Unverified(why) => (None, Some(plain::line(why).into_owned())),
        Verdict::Unsigned | Verdict::Stranger | Verdict::Bad => (None, None),
    };
    Signature { verdict: verdict.word(), by, why }
}

impl Recorded {
    /// Returns the time, as a table shows it.
    pub(super) fn when(&self) -> String {
        self.at.map_or_else(|| "no date".to_owned(), Instant::short)
    }

    /// Returns the commit's id, its author, and what its signature says.
    pub(super) fn who(&self) -> String {
        let id = self.commit.as_deref().map(|id| id.get(..12).unwrap_or(id));
        let author = self.author.as_ref().map(|author| author.name.as_str());
        let signature = self.signature.as_ref().map(Signature::words);
        let words = [id.map(str::to_owned), author.map(str::to_owned), signature];
        layout::cell(&words.into_iter().flatten().collect::<Vec<_>>().join(", "))
    }
}

impl Signature {
    fn words(&self) -> String {
        let by = self.by.as_deref().unwrap_or_default();
        let why = self.why.as_deref().unwrap_or_default();
        match self.verdict {
            "good" => format!("signed by {by}"),
            "lapsed" => format!("signed by {by}, but {why}"),
            "stranger" => "signed with an unknown key".to_owned(),
            "bad" => "with a bad signature".to_owned(),
            "unverified" => format!("signature not verified: {why}"),
            _ => "not signed".to_owned(),
        }
    }
}
