//! Rehearses every coming publication.

use super::{Occasion, Rehearsal};
use crate::app::error::Error;
use crate::app::workspace::Workspace;
use crate::finding::{Finding, has_errors};
use crate::source::Tree;
use crate::time::Instant;

/// Every coming publication.
#[derive(Clone, Debug)]
pub struct Rehearsals {
    /// The instant of the rehearsal.
    pub now: Instant,
    /// One for each open incident that is not public, in the order in which they become public.
    /// Those without a date come last.
    pub coming: Vec<Rehearsal>,
    /// What stops the site at a coming instant, or leaves an incident out of it, as the files are
    /// now: the findings of `check --ahead`.
    pub ahead: Vec<Finding>,
    /// The files; the findings of `ahead` point into them.
    pub tree: Tree,
}

impl Rehearsals {
    /// Returns whether nothing stops any of the releases.
    #[must_use]
    pub fn are_clear(&self) -> bool {
        self.coming.iter().all(Rehearsal::is_clear) && !has_errors(&self.ahead)
    }
}

impl Workspace {
    /// Rehearses the publication of every open incident that is not public, each by itself, and
    /// predicts the builds of the coming instants. Nothing is written.
    ///
    /// ```
    /// use advisory::app::Workspace;
    ///
    /// let workspace = Workspace::open(".", "2026-03-04T09:00:00Z".parse()?)?;
    /// for rehearsal in workspace.rehearse_all()?.coming {
    ///     println!("{} {}", rehearsal.release, rehearsal.handle);
    /// }
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    ///
    /// # Errors
    /// When the site can't be built as it is today, or the files of an incident can't be edited.
    pub fn rehearse_all(&self) -> Result<Rehearsals, Error> {
        let site = self.site_today()?;
        let cases = self.cases();
        let open = cases.iter().filter(|case| case.publication.is_err() && !case.is_closed());
        let coming: Result<Vec<Rehearsal>, Error> =
            open.map(|case| self.rehearsed(&site, case.incident, case, None)).collect();
        let mut coming = coming?;
        let order = |it: &Rehearsal| (it.occasion == Occasion::NoEnd, it.release, it.handle.clone());
        coming.sort_by_key(order);
        Ok(Rehearsals { now: self.now(), coming, ahead: self.ahead(), tree: self.tree().clone() })
    }
}
