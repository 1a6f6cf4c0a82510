//! Finds channels that may carry more facts or reach more people.

use super::Loosenings;
use crate::fact::Fact;
use crate::policy::{Channel, Exposure, Policy};

/// Finds what channels may do in `is` and not in `was`.
pub(super) fn between(was: &Policy, is: &Policy, found: &mut Loosenings<'_>) {
    for channel in &is.channels {
        let id = &channel.element.id;
        let Some(old) = was.channel(id.as_str()) else { continue };
        if reach(channel) > reach(old) {
            found.add(id.span, format!("the channel `{}` reaches more people", id.value));
        }
        let more = |allow: fn(&Channel, Fact) -> bool| {
            Fact::ALL
                .iter()
                .copied()
                .filter(|fact| allow(channel, *fact) && !allow(old, *fact))
                .map(Fact::word)
                .collect::<Vec<_>>()
        };
        let early = more(|channel, fact| channel.fields.allow(fact));
        let late = more(|channel, fact| channel.fields_after_public.allow(fact));
        if !early.is_empty() {
            found.add(id.span, format!("the channel `{}` may now carry {}", id.value, early.join(", ")));
        } else if !late.is_empty() {
            found.add(
                id.span,
                format!("the channel `{}` may now carry {} after publication", id.value, late.join(", ")),
            );
        }
    }
}

fn reach(channel: &Channel) -> u8 {
    match channel.exposure {
        Exposure::Team => 0,
        Exposure::Embargoed => 1,
        Exposure::Public => 2,
    }
}
