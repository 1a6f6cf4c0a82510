//! The time of an act.

use crate::time::Instant;

/// The time of an act, for the question of who may do it.
#[derive(Clone, Copy, Debug)]
pub enum When {
    /// The instant that its record gives.
    At(Instant),
    /// Its record gives no instant. The roster of this instant decides, and everybody who had a
    /// role in the incident at some time counts as its holder.
    Undated(Instant),
}

impl When {
    /// Returns the instant of the roster that decides.
    #[must_use]
    pub fn instant(self) -> Instant {
        match self {
            Self::At(at) | Self::Undated(at) => at,
        }
    }

    /// Returns the instant of the act, if its record gives one.
    pub(super) fn dated(self) -> Option<Instant> {
        match self {
            Self::At(at) => Some(at),
            Self::Undated(_) => None,
        }
    }
}

impl From<Instant> for When {
    fn from(at: Instant) -> Self {
        Self::At(at)
    }
}
