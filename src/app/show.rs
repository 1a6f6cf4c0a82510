//! Shows one incident on a screen, and lists the incidents.

use super::error::Error;
use super::workspace::Workspace;
use crate::announce::{self, Draft};
use crate::case::{Case, State};

/// One incident: its case, and the drafts that wait to be sent.
#[derive(Debug)]
pub struct Overview<'w> {
    /// The case.
    pub case: Case<'w>,
    /// The drafts that are due and not recorded as sent.
    pub drafts: Vec<Draft>,
}

/// Which incidents are listed: those that meet every condition that is set.
#[derive(Clone, Copy, Debug, Default)]
pub struct Filter {
    /// Something is left to do.
    pub open: bool,
    /// The advisory is public.
    pub public: bool,
    /// The vulnerability must not be known outside.
    pub embargoed: bool,
}

impl Workspace {
    /// Returns one incident with the drafts that wait to be sent.
    ///
    /// ```
    /// use advisory::Workspace;
    ///
    /// let workspace = Workspace::open(".", "2026-11-20T12:00:00Z".parse()?)?;
    /// let overview = workspace.overview("amber-heron")?;
    /// for draft in &overview.drafts {
    ///     println!("{}: {}", draft.channel, draft.subject);
    /// }
    /// assert_eq!(overview.case.incident.handle, *"amber-heron");
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    ///
    /// # Errors
    /// When there is no such incident.
    pub fn overview(&self, incident: &str) -> Result<Overview<'_>, Error> {
        let case = self.case(self.incident(incident)?);
        let (drafts, _missing) = announce::due(&case);
        Ok(Overview { case, drafts })
    }

    /// Returns the incidents that meet a filter, the latest report first.
    ///
    /// ```
    /// use advisory::Workspace;
    /// use advisory::app::Filter;
    ///
    /// let workspace = Workspace::open(".", "2026-11-20T12:00:00Z".parse()?)?;
    /// let embargoed = workspace.list(Filter { embargoed: true, ..Filter::default() });
    /// assert!(embargoed.len() < workspace.list(Filter::default()).len());
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    #[must_use]
    pub fn list(&self, filter: Filter) -> Vec<Case<'_>> {
        let mut cases = self.cases();
        cases.retain(|case| filter.admits(case));
        cases.sort_by(|a, b| b.reported.cmp(&a.reported).then_with(|| a.incident.handle.cmp(&b.incident.handle)));
        cases
    }
}

impl Filter {
    fn admits(self, case: &Case<'_>) -> bool {
        (!self.open || !case.is_closed())
            && (!self.public || case.public_since().is_some())
            && (!self.embargoed || case.state() == State::Embargoed)
    }
}
