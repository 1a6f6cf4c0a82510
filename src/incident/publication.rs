//! The dates in an incident's files that follow from when it becomes public.
//!
//! An advisory's first revision is its first publication. Its date follows from the embargo, so the
//! program derives it and does not write it. Files can have it all the same: earlier versions wrote
//! it with the approval, dated with the embargo's end as it was planned then.

use super::{Event, Incident, Revision};
use crate::source::Spanned;
use crate::time::Instant;

impl Incident {
    /// Returns every end of the embargo that the files name: the first one, then those that events
    /// set, in the order of the file.
    pub fn embargo_ends(&self) -> impl DoubleEndedIterator<Item = &Spanned<Instant>> {
        let first = self.embargo.iter().filter_map(|embargo| embargo.until.as_ref());
        first.chain(self.events.iter().filter_map(Event::embargo_end))
    }

    /// Returns whether a date is one at which the publication was planned once.
    #[must_use]
    pub fn was_planned_for(&self, at: Instant) -> bool {
        let upstream = self.upstream.iter().filter_map(|upstream| upstream.public.as_ref());
        self.embargo_ends().chain(upstream).chain(self.moved_dates()).any(|end| end.value == at)
    }

    /// Returns the revision that stands for the first publication, if `advisory.md` has one: the
    /// first in the file, if it is dated before the publication or with a planned date.
    #[must_use]
    pub fn first_publication(&self, published: Instant) -> Option<&Revision> {
        let first = self.document.as_ref()?.revisions.first()?;
        (first.at.value <= published || self.was_planned_for(first.at.value)).then_some(first)
    }

    /// Returns the revisions of an advisory that became public at an instant, without the one that
    /// stands for the first publication.
    pub fn corrections(&self, published: Instant) -> impl Iterator<Item = &Revision> {
        let written = self.document.as_ref().map_or(&[][..], |document| document.revisions.as_slice());
        written.iter().skip(usize::from(self.first_publication(published).is_some()))
    }
}
