//! One generated incident: what it is in, and what of it is public. The latter is worked out here from the rule, and not
//! by the code under test.

use std::collections::BTreeSet;
use std::hash::{DefaultHasher, Hash, Hasher};

use proptest::prelude::*;

use super::attach::{Attachment, attachments};

/// The last day of the member who left, as days after the epoch.
pub(super) const LEFT: i64 = 30;

/// A day that never comes: what opens then has a first revision of day 0.
pub(super) const FOREVER: i64 = 1000;

/// What the portfolio's policy asks for and lets out.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Terms {
    /// Different leads who have to approve.
    pub(super) approvals: usize,
    /// Whether every public channel of the notice may tell: that something comes, by when about, when, what helps until then.
    pub(super) existence: bool,
    pub(super) estimate: bool,
    pub(super) date: bool,
    pub(super) mitigations: bool,
}

/// Who approves.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Who {
    Ada,
    Ben,
    /// A lead who left on [`LEFT`].
    Lea,
    /// On the team, and no lead.
    Eve,
    /// On no roster.
    Stranger,
}

impl Who {
    pub(super) fn id(self) -> &'static str {
        match self {
            Self::Ada => "ada",
            Self::Ben => "ben",
            Self::Lea => "lea",
            Self::Eve => "eve",
            Self::Stranger => "canary-stranger",
        }
    }

    fn is_lead(self, day: i64) -> bool {
        matches!(self, Self::Ada | Self::Ben) || self == Self::Lea && day <= LEFT
    }
}

/// In what state a file of the incident is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum State {
    Fine,
    /// Its last line is no TOML; the rest is read.
    Garbled,
    Missing,
    Link,
    Huge,
    Binary,
}

/// One generated incident. Days are days after the epoch.
#[derive(Clone, Debug)]
pub(super) struct Spec {
    pub(super) number: usize,
    pub(super) folder: (u16, usize),
    pub(super) reported: Option<i64>,
    pub(super) public_report: bool,
    pub(super) until: Option<i64>,
    /// When the embargo's end was moved or agreed, and to when.
    pub(super) moves: Vec<(i64, i64)>,
    pub(super) approvals: Vec<(i64, Who)>,
    pub(super) has_id: bool,
    pub(super) has_title: bool,
    /// Waits for an upstream project: its planned day, and the day it happened.
    pub(super) upstream: Option<(Option<i64>, Option<i64>)>,
    pub(super) notice: Option<i64>,
    pub(super) mitigations_by: Option<Who>,
    pub(super) rejected: Option<i64>,
    pub(super) withdrawn: Option<i64>,
    pub(super) consent: Option<bool>,
    /// Claims the CVE ID, alias and public ID that others may claim too.
    pub(super) claims: bool,
    pub(super) incident: State,
    pub(super) document: State,
    pub(super) attachments: Vec<Attachment>,
    /// Other events: day and which.
    pub(super) events: Vec<(i64, usize)>,
    /// Which optional keys of incident.toml, and of advisory.md, are there.
    pub(super) form: u64,
    pub(super) front: u64,
    /// Which words stand in private fields, and in the text while it is private.
    pub(super) secret: u64,
}

fn hashed(seed: u64, key: &str) -> u64 {
    let mut hasher = DefaultHasher::new();
    (seed, key).hash(&mut hasher);
    hasher.finish()
}

/// Whether an optional key is there: none with 0, all with the largest seed, else about half of them.
pub(super) fn has(seed: u64, key: &str) -> bool {
    seed == u64::MAX || seed != 0 && hashed(seed, key).is_multiple_of(2)
}

/// Letters that depend on the seed, in number too. Those of two seeds differ.
pub(super) fn tail(seed: u64, key: &str) -> String {
    let hash = hashed(seed, key);
    (0..5 + hash % 24).map(|i| char::from(b'a' + u8::try_from((hash >> (i % 40)) % 26).unwrap())).collect()
}

/// The key that says when an imported advisory was published.
const IMPORTED_PUBLISHED: &str = "[imported]0.published";

/// How many handles there are.
pub(super) const HANDLES: usize = 16;

const NAMES: [&str; 4] = ["hidden-otter", "hidden-wren", "hidden-lynx", "hidden-crane"];

impl Spec {
    /// Some of these stand in several years: twins.
    pub(super) fn handle(&self) -> String {
        let (_, name) = self.folder;
        format!("{}-{}", NAMES[name % NAMES.len()], name / NAMES.len())
    }

    pub(super) fn path(&self) -> String {
        format!("incidents/{}/{}", self.folder.0, self.handle())
    }

    fn is_read(&self) -> bool {
        matches!(self.incident, State::Fine | State::Garbled)
    }

    fn has_text(&self) -> bool {
        matches!(self.document, State::Fine | State::Garbled) && self.has_id && self.has_title
    }

    /// Whether every file of it can be read without an error.
    pub(super) fn is_whole(&self) -> bool {
        self.incident == State::Fine
            && matches!(self.document, State::Fine | State::Missing)
            && !self.attachments.iter().any(Attachment::is_an_error)
    }

    fn approved(&self, terms: Terms, now: i64) -> Option<i64> {
        let mut approvals: Vec<_> = self.approvals.iter().filter(|(at, who)| *at <= now && who.is_lead(*at)).collect();
        approvals.sort_by_key(|(at, _)| *at);
        let mut who = BTreeSet::new();
        approvals.into_iter().find_map(|(at, by)| {
            who.insert(by);
            (who.len() >= terms.approvals).then_some(*at)
        })
    }

    /// When the gate opens, from the rule: the latest of approval, embargo's end and upstream's date.
    pub(super) fn opens(&self, terms: Terms, now: i64) -> Option<i64> {
        let approved = self.approved(terms, now)?;
        let upstream = match self.upstream {
            None => approved,
            Some((planned, happened)) => happened.or(planned).unwrap_or(i64::MAX),
        };
        let opens = |until: Option<i64>| {
            let end = until.or(self.public_report.then_some(approved))?;
            Some(end.max(approved).max(upstream))
        };
        let mut until = self.until;
        for (at, to) in self.moves.iter().filter(|(at, _)| *at <= now) {
            if opens(until).is_none_or(|opens| opens > *at) {
                until = Some(*to.max(at));
            }
        }
        opens(until)
    }

    /// The day that its advisory gives for its first publication, given that the gate opened on that day: what was imported
    /// has the day that its database knew, if it did.
    pub(super) fn published(&self, opens: i64) -> Option<i64> {
        match (self.is_imported(), has(self.front, IMPORTED_PUBLISHED)) {
            (false, _) => Some(opens),
            (true, true) => Some(self.reported.unwrap_or(0).min(opens)),
            (true, false) => None,
        }
    }

    /// Goes with the public file's seed, since it is public once the gate is open.
    pub(super) fn is_imported(&self) -> bool {
        has(self.front, "imported")
    }

    /// Whether its advisory is public, or would be if its files could be read.
    pub(super) fn is_public(&self, terms: Terms, now: i64) -> bool {
        let opens = self.opens(terms, now).filter(|_| self.is_read() && self.has_text());
        opens.is_some_and(|opens| opens <= now && !self.is_given_up(Some(opens), now))
    }

    /// Whether it was rejected or withdrawn before its gate opened. What was imported was public before.
    fn is_given_up(&self, opens: Option<i64>, now: i64) -> bool {
        let withdrawn = self.withdrawn.filter(|_| !self.is_imported());
        self.rejected.into_iter().chain(withdrawn).any(|at| at <= now && opens.is_none_or(|opens| at < opens))
    }

    fn is_announced(&self, now: i64) -> bool {
        self.is_read() && self.notice.is_some_and(|at| at <= now)
    }

    /// Whether any event is written down.
    fn has_timeline(&self) -> bool {
        let happened = self.upstream.and_then(|(_, happened)| happened);
        let dated = [self.reported, self.notice, self.rejected, self.withdrawn, happened];
        let listed = self.approvals.len() + self.moves.len() + self.events.len();
        listed > 0 || dated.iter().any(Option::is_some)
    }

    /// Whether its advisory would be public, but that its text or timeline is gone.
    fn is_lost(&self, terms: Terms, now: i64) -> bool {
        let opens = self.opens(terms, now);
        let was_due = opens.is_none_or(|opens| opens <= now || opens >= FOREVER);
        let readable = matches!(self.document, State::Fine | State::Garbled) && self.has_id;
        let without_text = self.is_read() && !self.has_text() && opens.is_some_and(|opens| opens <= now);
        let is_empty = !self.has_timeline() && !self.is_whole();
        let without_timeline = (!self.is_read() || is_empty) && readable && was_due;
        (without_text || without_timeline) && !(self.is_read() && self.is_given_up(opens, now))
    }

    /// Whether a notice of it is public, and its advisory is not.
    pub(super) fn is_noticed(&self, terms: Terms, now: i64) -> bool {
        let rejected = self.rejected.is_some_and(|at| at <= now);
        let other = self.is_public(terms, now) || self.is_lost(terms, now);
        terms.existence && self.is_announced(now) && self.is_whole() && !other && !rejected
    }

    /// Whether nothing of it may be public. Only what was announced or published can be missed, so only its errors count.
    pub(super) fn is_embargoed(&self, terms: Terms, now: i64) -> bool {
        let missed = !self.is_whole() && self.is_announced(now);
        !(self.is_public(terms, now) || self.is_noticed(terms, now) || self.is_lost(terms, now) || missed)
    }

    /// Whether somebody with the right approved telling what helps until the release.
    pub(super) fn has_approved_mitigations(&self, now: i64) -> bool {
        let at = self.reported.filter(|at| *at <= now).unwrap_or(now);
        self.mitigations_by.is_some_and(|who| who.is_lead(at))
    }

    /// Another incident in every respect but those that its notice tells.
    pub(super) fn with_only_the_notice_of(self, other: &Self) -> Self {
        let kept = other.clone();
        Self {
            reported: kept.reported,
            notice: kept.notice,
            mitigations_by: kept.mitigations_by,
            number: kept.number,
            folder: kept.folder,
            incident: State::Fine,
            document: State::Fine,
            attachments: Vec::new(),
            rejected: None,
            approvals: Vec::new(),
            form: kept.form,
            ..self
        }
    }
}

fn state() -> impl Strategy<Value = State> {
    prop_oneof![
        200 => Just(State::Fine),
        3 => Just(State::Garbled),
        1 => Just(State::Missing),
        1 => Just(State::Link),
        1 => Just(State::Huge),
        1 => Just(State::Binary),
    ]
}

fn seed() -> impl Strategy<Value = u64> {
    prop_oneof![1 => Just(0), 2 => Just(u64::MAX), 4 => any::<u64>()]
}

fn who() -> impl Strategy<Value = Who> {
    prop_oneof![
        5 => Just(Who::Ada),
        4 => Just(Who::Ben),
        1 => Just(Who::Lea),
        1 => Just(Who::Eve),
        1 => Just(Who::Stranger),
    ]
}

pub(super) fn spec(number: usize) -> impl Strategy<Value = Spec> {
    let often = |s: std::ops::Range<i64>| prop::option::weighted(0.8, s);
    let seldom = |s: std::ops::Range<i64>| prop::option::weighted(0.12, s);
    let gate = (
        prop::option::weighted(0.95, 0_i64..40),
        prop::bool::weighted(0.3),
        often(1..90),
        prop::collection::btree_map(1_i64..90, 1_i64..100, 0..3),
        prop::collection::vec((1_i64..80, who()), 0..4),
        prop::bool::weighted(0.97),
        prop::bool::weighted(0.98),
        prop::option::weighted(0.15, (prop::option::weighted(0.7, 1_i64..100), seldom(1..100))),
    );
    let story = (
        prop::option::weighted(0.4, 1_i64..60),
        prop::option::weighted(0.6, who()),
        seldom(1..90),
        seldom(30..100),
        prop::option::weighted(0.7, prop::bool::weighted(0.7)),
        prop::bool::weighted(0.06),
        prop::collection::vec((0_i64..120, 0_usize..40), 0..6),
    );
    let files = (state(), state(), attachments(), (2024_u16..2027, 0..HANDLES));
    let seeds = (seed(), seed(), any::<u64>());
    (gate, story, files, seeds).prop_map(move |(gate, story, files, (form, front, secret))| Spec {
        number,
        folder: files.3,
        reported: gate.0,
        public_report: gate.1,
        until: gate.2,
        moves: gate.3.into_iter().collect(),
        approvals: gate.4,
        has_id: gate.5,
        has_title: gate.6,
        upstream: gate.7,
        notice: story.0,
        mitigations_by: story.1,
        rejected: story.2,
        withdrawn: story.3,
        consent: story.4,
        claims: story.5,
        incident: files.0,
        document: files.1,
        attachments: files.2,
        events: story.6,
        form,
        front,
        secret,
    })
}
