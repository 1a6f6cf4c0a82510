//! What amendments need to know of a record, whatever its kind.

use super::{Amendment, Effect, Replacement};
use crate::event::BuiltIn;
use crate::incident::{Decision, Event, Waiver};
use crate::key;
use crate::names::Name;
use crate::source::{Span, Spanned};
use crate::time::Instant;

/// Keys and values of a record.
pub(super) type Entries = Vec<(&'static str, String)>;

/// What [`Record::entries`] calls the reason that an amendment gives a waiver or a decision.
const INSTEAD_REASON: &str = "instead-reason";

/// Returns the key and the value of a text, if there is one.
fn entry<T: ToString>(key: &'static str, value: &Option<Spanned<T>>) -> Option<(&'static str, String)> {
    value.as_ref().map(|value| (key, value.value.to_string()))
}

/// A record that can be amended.
pub(super) trait Record: Sized {
    fn name(&self) -> &str;
    /// The location of its name, which identifies it in its file.
    fn name_span(&self) -> Span;
    fn instant(&self) -> Option<Instant>;
    fn people(&self) -> &[Spanned<Name>];
    /// What it says besides its name, its instant and its people.
    fn entries(&self) -> Entries;
    /// Everything that it says, in words.
    fn content(&self) -> String;
    /// Whether it can have another value of this key.
    fn may_have(&self, key: &str) -> bool;
    /// Returns it with other values.
    fn with(&self, instead: &Replacement) -> Self;
    /// Whether it counts no more.
    fn is_over(&self) -> bool {
        false
    }
    /// Moves a record to where it would have been recorded at its new instant.
    fn sort(_records: &mut Vec<Self>, _place: usize) {}
}

impl Record for Event {
    fn name(&self) -> &str {
        self.name()
    }

    fn name_span(&self) -> Span {
        self.kind.span
    }

    fn instant(&self) -> Option<Instant> {
        Some(self.at.value)
    }

    fn people(&self) -> &[Spanned<Name>] {
        &self.by
    }

    fn entries(&self) -> Entries {
        let own = [entry(key::NOTE, &self.note), entry(key::LINK, &self.link)].into_iter().flatten();
        own.chain(self.details().map(|(key, detail)| (key, detail.to_string()))).collect()
    }

    fn content(&self) -> String {
        let texts = [&self.note, &self.link].map(|text| text.as_ref().map(|text| &text.value));
        let details: Vec<_> = self.details().collect();
        format!("{:?}", (self.at.value, values(&self.by), texts, details))
    }

    fn may_have(&self, key: &str) -> bool {
        match key {
            // An approval is somebody's word for a content: another word is another approval.
            key::AT | key::BY | key::COVERS => !self.is(BuiltIn::Approved),
            key::REASON | key::STEPS | key::TAKE => false,
            _ => true,
        }
    }

    fn with(&self, instead: &Replacement) -> Self {
        let details = instead.details_of(self);
        let (kind, rest) = self.kind.value.clone().with(details);
        Self {
            at: instead.at.clone().unwrap_or_else(|| self.at.clone()),
            kind: Spanned::new(kind, self.kind.span),
            by: instead.by_or(&self.by),
            former_holders: self.former_holders.clone(),
            note: instead.note.clone().or_else(|| self.note.clone()),
            link: instead.link.clone().or_else(|| self.link.clone()),
            rest,
            span: self.span,
        }
    }

    fn sort(events: &mut Vec<Self>, place: usize) {
        let event = events.remove(place);
        let later = events.iter().position(|other| other.at.value > event.at.value);
        events.insert(later.unwrap_or(events.len()), event);
    }
}

impl Record for Waiver {
    fn name(&self) -> &str {
        self.waiver.as_str()
    }

    fn name_span(&self) -> Span {
        self.waiver.span
    }

    fn instant(&self) -> Option<Instant> {
        self.at.as_ref().map(|at| at.value)
    }

    fn people(&self) -> &[Spanned<Name>] {
        &self.by
    }

    fn entries(&self) -> Entries {
        let steps = (key::STEPS, values(&self.steps).join(" "));
        let rest = [entry(key::REASON, &self.reason), entry(key::LINK, &self.link), entry(key::UNTIL, &self.until)];
        std::iter::once(steps).chain(rest.into_iter().flatten()).collect()
    }

    fn content(&self) -> String {
        let texts = [&self.reason, &self.link].map(|text| text.as_ref().map(|text| &text.value));
        let until = self.until.as_ref().map(|until| until.value);
        format!("{:?}", (values(&self.steps), self.instant(), values(&self.by), texts, until))
    }

    fn may_have(&self, key: &str) -> bool {
        matches!(key, key::AT | key::BY | key::STEPS | key::REASON | key::LINK | key::UNTIL)
    }

    fn with(&self, instead: &Replacement) -> Self {
        Self {
            waiver: self.waiver.clone(),
            steps: if instead.steps.is_empty() { self.steps.clone() } else { instead.steps.clone() },
            at: instead.at.clone().or_else(|| self.at.clone()),
            by: instead.by_or(&self.by),
            reason: instead.reason.clone().or_else(|| self.reason.clone()),
            link: instead.link.clone().or_else(|| self.link.clone()),
            until: instead.details.until.clone().or_else(|| self.until.clone()),
            span: self.span,
        }
    }
}

impl Record for Decision {
    fn name(&self) -> &str {
        self.step.as_str()
    }

    fn name_span(&self) -> Span {
        self.step.span
    }

    fn instant(&self) -> Option<Instant> {
        self.at.as_ref().map(|at| at.value)
    }

    fn people(&self) -> &[Spanned<Name>] {
        &self.by
    }

    fn entries(&self) -> Entries {
        let take = (key::TAKE, self.take.value.to_string());
        std::iter::once(take).chain(entry(key::REASON, &self.reason)).collect()
    }

    fn content(&self) -> String {
        let reason = self.reason.as_ref().map(|reason| &reason.value);
        format!("{:?}", (self.take.value, self.instant(), values(&self.by), reason))
    }

    fn may_have(&self, key: &str) -> bool {
        matches!(key, key::AT | key::BY | key::TAKE | key::REASON)
    }

    fn with(&self, instead: &Replacement) -> Self {
        Self {
            step: self.step.clone(),
            take: instead.take.clone().unwrap_or_else(|| self.take.clone()),
            at: instead.at.clone().or_else(|| self.at.clone()),
            by: instead.by_or(&self.by),
            reason: instead.reason.clone().or_else(|| self.reason.clone()),
            span: self.span,
        }
    }
}

impl Record for Amendment {
    fn name(&self) -> &str {
        self.amends.name.as_str()
    }

    fn name_span(&self) -> Span {
        self.amends.name.span
    }

    fn instant(&self) -> Option<Instant> {
        Some(self.at.value)
    }

    fn people(&self) -> &[Spanned<Name>] {
        &self.by
    }

    fn entries(&self) -> Entries {
        let own = entry(key::REASON, &self.reason);
        // Its own reason is not the right reason of what it corrects.
        let of_record = |(key, value)| (if key == key::REASON { INSTEAD_REASON } else { key }, value);
        let instead = self.instead.iter().flat_map(Replacement::entries).map(of_record);
        own.into_iter().chain(instead).collect()
    }

    fn content(&self) -> String {
        let reason = self.reason.as_ref().map(|reason| &reason.value);
        let instead = self.instead.as_ref().map(Replacement::entries);
        format!("{:?}", (self.amends.words(), self.at.value, values(&self.by), reason, instead))
    }

    fn may_have(&self, _key: &str) -> bool {
        false
    }

    fn with(&self, _instead: &Replacement) -> Self {
        self.clone()
    }

    fn is_over(&self) -> bool {
        self.effect == Effect::Void
    }
}

pub(super) fn values(names: &[Spanned<Name>]) -> Vec<&str> {
    names.iter().map(|name| name.as_str()).collect()
}
