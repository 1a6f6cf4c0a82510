//! Finds the next instant at which the public output changes by itself.
//!
//! Only a build knows what an instant changes. So the site of each instant that can matter is made
//! in memory, and compared with the site of now. That way nothing has to be kept in step with what
//! pages show of dates.

use super::error::Error;
use super::workspace::Workspace;
use crate::build::{self, Forecast, inputs};
use crate::finding::Finding;
use crate::time::Instant;

/// The next instant at which a build has another result, if nobody changes a file until then.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct NextChange {
    /// The instant.
    pub at: Instant,
    /// What changes.
    pub outcome: NextOutcome,
}

/// What a build does at the next instant that changes its result.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum NextOutcome {
    /// It writes another site.
    Changes,
    /// It leaves out an incident that should become public or change then.
    LeavesOut,
    /// It fails, and the old site stays.
    Fails,
}

impl Workspace {
    /// Returns the first instant after now, up to and including `last`, at which a build has
    /// another result than now; `None` if there is none.
    ///
    /// ```
    /// use advisory::app::Workspace;
    ///
    /// let workspace = Workspace::open(".", "2026-03-04T09:00:00Z".parse()?)?;
    /// if let Some(next) = workspace.next_change("2026-03-10T00:00:00Z".parse()?)? {
    ///     println!("{}", next.at);
    /// }
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    ///
    /// # Errors
    /// When the site can't be built as it is now.
    pub fn next_change(&self, last: Instant) -> Result<Option<NextChange>, Error> {
        let now = self.forecast(self.now());
        if now.site.is_none() {
            let message = "nothing to compare with: the site can't be built as it is now";
            return Err(Error::refused(now.obstacles, self.tree(), message));
        }
        let leaks = self.leaks(self.now());
        if !leaks.is_empty() {
            return Err(Error::refused(leaks, self.tree(), "the site can't be built as it is now"));
        }
        let turns = inputs::turns(self.tree(), self.now(), last);
        let change = |at| Some(NextChange { at, outcome: outcome(&now, &self.forecast(at))? });
        let next = turns.into_iter().find_map(change);
        Ok(next.map(|next| match self.leaks(next.at).is_empty() {
            true => next,
            false => NextChange { outcome: NextOutcome::Fails, ..next },
        }))
    }

    fn forecast(&self, at: Instant) -> Forecast {
        build::forecast(self.portfolio().clone(), self.findings().to_vec(), at)
    }
}

/// Returns what differs between two builds, if anything does.
fn outcome(now: &Forecast, then: &Forecast) -> Option<NextOutcome> {
    let is_known = |finding: &Finding| {
        now.obstacles.iter().any(|old| (old.rule, &old.primary) == (finding.rule, &finding.primary))
    };
    if then.site.is_none() {
        Some(NextOutcome::Fails)
    } else if !then.obstacles.iter().all(is_known) {
        Some(NextOutcome::LeavesOut)
    } else {
        (then.site != now.site).then_some(NextOutcome::Changes)
    }
}
