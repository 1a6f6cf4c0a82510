//! The embargo as the events left it.

use crate::incident::Event;
use crate::time::Instant;

/// The embargo of one case.
#[derive(Clone, Debug, Default)]
pub struct EmbargoStatus<'p> {
    /// The end that holds now, after every permitted move; `None`: no date was agreed.
    pub until: Option<Instant>,
    /// The event that broke it.
    pub broken: Option<&'p Event>,
    /// The decision that followed.
    pub decided: Option<&'p Event>,
    /// Moves that came after publication and therefore do nothing.
    pub ignored: Vec<&'p Event>,
}
