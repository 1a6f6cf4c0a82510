//! Channels: where announcements go, who reads them, and what they may carry.

use super::Element;
use crate::fact::Fact;
use crate::source::Spanned;

/// A channel: where announcements go, and what it may carry.
#[derive(Clone, Debug)]
pub struct Channel {
    /// Id, clauses, title.
    pub element: Element,
    /// Mail, issue, chat or form.
    pub kind: ChannelKind,
    /// Addresses, repository or room. May be empty where the prose names none.
    pub to: Vec<Spanned<String>>,
    /// Who can read it.
    pub exposure: Exposure,
    /// What it may carry before the advisory is public.
    pub fields: Fields,
    /// What it may carry afterwards.
    pub fields_after_public: Fields,
}

impl Channel {
    /// Returns whether the reporter reads it, and otherwise at most the team.
    #[must_use]
    pub(crate) fn reaches_reporter(&self) -> bool {
        self.exposure == Exposure::Team && self.to.iter().any(|to| to.value == "@reporter")
    }
}

/// What kind of draft a channel takes.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum ChannelKind {
    /// RFC 5322 mail.
    Email,
    /// An issue in a tracker.
    Issue,
    /// A line in a chat room.
    Chat,
    /// A form somebody fills in by hand (a CVE request).
    Form,
}

/// Who can read a channel.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Debug)]
pub enum Exposure {
    /// The response team.
    Team,
    /// Third parties under embargo.
    Embargoed,
    /// Everybody.
    Public,
}

/// An allow-list of facts.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Fields {
    /// `["*"]`.
    All,
    /// These only.
    Only(Vec<Spanned<Fact>>),
}

impl Fields {
    /// Returns whether the list allows this fact.
    #[must_use]
    pub fn allow(&self, fact: Fact) -> bool {
        match self {
            Self::All => true,
            Self::Only(facts) => facts.iter().any(|f| f.value == fact),
        }
    }
}
