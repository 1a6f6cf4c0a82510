//! Channels: where announcements go, who reads them, and what they may carry.

use super::Prose;
use crate::policy::{Channel, ChannelKind, Exposure, Fields};

impl Prose<'_> {
    /// Returns what kind of channel it is.
    pub(crate) fn channel_kind(self, kind: ChannelKind) -> &'static str {
        match kind {
            ChannelKind::Email => "mail",
            ChannelKind::Issue => self.choose("issue tracker", "issue"),
            ChannelKind::Chat => "chat",
            ChannelKind::Form => "form",
        }
    }

    /// Returns who reads a channel.
    pub(crate) fn readers(self, exposure: Exposure) -> &'static str {
        match exposure {
            Exposure::Team => self.choose("the response team", "the team"),
            Exposure::Embargoed => "third parties under embargo",
            Exposure::Public => "everybody",
        }
    }

    /// Returns the facts that a channel may carry, before the advisory is public and after.
    pub(crate) fn carries(self, channel: &Channel) -> String {
        let (before, after) = (&channel.fields, &channel.fields_after_public);
        if before == after { fields(before) } else { format!("{}; once public: {}", fields(before), fields(after)) }
    }
}

fn fields(fields: &Fields) -> String {
    match fields {
        Fields::All => "everything".to_owned(),
        Fields::Only(facts) if facts.is_empty() => "nothing".to_owned(),
        Fields::Only(facts) => facts.iter().map(|fact| fact.value.word()).collect::<Vec<_>>().join(", "),
    }
}
