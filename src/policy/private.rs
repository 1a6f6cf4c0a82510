//! What keeps a channel from being public.

use super::{Channel, Exposure, Place, Places, Policy, Step};
use crate::fact::Fact;
use crate::source::Span;

/// A use of a channel that only a private one may have, and the place in the policy that gives it.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct PrivateUse {
    /// Where the policy uses it so.
    pub span: Span,
    /// A phrase that completes "the channel … is public, but".
    pub what: String,
}

impl Policy {
    /// Returns why a public channel must not be public; `None` if it may be, or is not.
    #[must_use]
    pub fn exposed_use(&self, channel: &Channel) -> Option<PrivateUse> {
        let id = channel.element.id.as_str();
        if channel.exposure != Exposure::Public {
            return None;
        }
        let list = self.lists.iter().find(|list| list.channel.as_str() == id);
        let list = || list.map(|l| (l.channel.span, format!("the list `{}` is told there", l.element.id.value)));
        let intake = || {
            let private = &self.intake.as_ref()?.private;
            // An intake outside the channels, such as a page, may be the address of one.
            let is_there = private.as_str() == id || channel.is_reached_from(&Place::read(private));
            is_there.then(|| (private.span, "reports are sent there in private".to_owned()))
        };
        let leak = || {
            let leak = self.embargo.leak_report.as_ref().filter(|leak| leak.to.as_str() == id)?;
            Some((leak.to.span, "leaks are reported there".to_owned()))
        };
        let step = || {
            let told = self.steps.iter().filter(|step| step.to.iter().any(|to| to.as_str() == id));
            told.filter_map(secret_of).next()
        };
        let shared = || {
            let places = channel.places();
            let reaches = |to: &str| places.are_reached_from(&Place::read(to));
            let address = |other: &Channel| other.to.iter().find(|to| reaches(to.as_str())).map(|to| to.span);
            // What is public may be sent to a private list as well, beside others.
            let is_copied =
                |other: &Channel| other.to.iter().all(|to| reaches(to.as_str())) && other.to.len() < channel.to.len();
            let private = |other: &&Channel| other.exposure != Exposure::Public && !is_copied(other);
            let others = self.channels.iter().filter(private);
            others.filter_map(|other| Some((address(other)?, other))).next().map(|(to, other)| {
                (to, format!("`{}`, which is private, has the same address", other.element.id.value))
            })
        };
        let found = list().or_else(intake).or_else(leak).or_else(step).or_else(shared);
        found.map(|(span, what)| PrivateUse { span, what })
    }
}

impl Policy {
    /// Returns the public channel that is reached from the address of a person, if no private
    /// channel has the same address: what is written to it is a copy then.
    #[must_use]
    pub(crate) fn public_at(&self, address: &str) -> Option<&Channel> {
        let place = Place::read(address);
        let mut reached = self.channels.iter().filter(|channel| channel.is_reached_from(&place)).peekable();
        let is_private = reached.clone().any(|channel| channel.exposure != Exposure::Public);
        reached.next().filter(|_| !is_private)
    }
}

/// Returns the fact that a step may tell under embargo only.
fn secret_of(step: &Step) -> Option<(Span, String)> {
    let need = step.needs.iter().find(|need| matches!(need.fact.value, Fact::Patches | Fact::EmbargoUntil))?;
    let id = &step.element.id.value;
    Some((need.fact.span, format!("the step `{id}` sends {} there", need.fact.value.meaning())))
}

impl Channel {
    /// Returns the places that it writes to.
    pub(crate) fn places(&self) -> Places {
        Places::of(self.to.iter().map(|to| Place::read(to)))
    }

    /// Returns whether what is written to a place reaches this channel.
    pub(crate) fn is_reached_from(&self, place: &Place) -> bool {
        self.to.iter().any(|to| place.is_within(&Place::read(to)))
    }
}
