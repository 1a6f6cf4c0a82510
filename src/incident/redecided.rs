//! What a repeated decision is: the same people decide a step the same way, for the same reason, as
//! it was decided last, or somebody decides it the other way at the same instant.

use std::collections::{BTreeMap, HashMap};

use super::Decision;
use crate::names::Name;
use crate::time::Instant;

/// An earlier decision that another one repeats or contradicts.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Redecided<'d> {
    /// The earlier decision.
    pub(crate) earlier: &'d Decision,
    /// Whether the other one says the opposite, at the same instant.
    pub(crate) is_opposite: bool,
}

/// The decisions that were seen, to find those that repeat one of them. It takes one pass.
#[derive(Debug, Default)]
pub(crate) struct Decisions<'d>(HashMap<&'d Name, BTreeMap<Option<Instant>, &'d Decision>>);

impl<'d> Decisions<'d> {
    /// Returns the decision that this one repeats or contradicts, if it does. It counts as seen
    /// then.
    pub(crate) fn see(&mut self, decision: &'d Decision) -> Option<Redecided<'d>> {
        let of_step = self.0.entry(&decision.step.value).or_default();
        let at = decision.instant();
        let (then, earlier) = match of_step.range(..=at).next_back() {
            Some((then, earlier)) => (*then, *earlier),
            None => {
                of_step.insert(at, decision);
                return None;
            }
        };
        of_step.insert(at, decision);
        let is_opposite = then == at && earlier.take.value != decision.take.value;
        (is_opposite || earlier.says_the_same(decision)).then_some(Redecided { earlier, is_opposite })
    }
}

impl Decision {
    /// Returns when it was made, if it says so.
    pub(crate) fn instant(&self) -> Option<Instant> {
        self.at.as_ref().map(|at| at.value)
    }

    /// Returns whether the same people decide the same, for the same reason.
    fn says_the_same(&self, other: &Self) -> bool {
        let why = |decision: &Self| decision.reason.as_ref().map(|reason| reason.value.clone());
        let by = |decision: &Self| -> Vec<Name> {
            let mut by: Vec<Name> = decision.by.iter().map(|by| by.value.clone()).collect();
            by.sort();
            by
        };
        self.take.value == other.take.value && why(self) == why(other) && by(self) == by(other)
    }
}
