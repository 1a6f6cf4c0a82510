//! What is public although it is private text too: what everybody knows, what stood in the site
//! before anything private said it, and what the program itself says.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use crate::portfolio::Portfolio;
use crate::scan::{History, Needle, Searched, Sought, needles_in_inputs};
use crate::site::{self, SiteInput};

/// What is public, whatever private text says.
#[derive(Clone, Debug, Default)]
pub struct Known {
    /// Texts that everybody knows, such as those that come with the program.
    pub texts: Vec<String>,
    /// The history of the portfolio, if it has one.
    pub history: Option<Arc<dyn History>>,
}

impl Known {
    /// Returns which needles in a site are no leak. The history decides. If it can't, text is none
    /// that the program makes of public facts, and that nobody wrote.
    pub(super) fn public_among(
        &self,
        sought: &Sought,
        portfolio: &Portfolio,
        input: &SiteInput<'_>,
    ) -> BTreeSet<Needle> {
        let judged = self.history.as_ref().map(|history| history.were_public_first(sought)).unwrap_or_default();
        let is_open = |needle: &Needle| !judged.contains_key(needle);
        let first = judged.iter().filter(|(_, is_first)| **is_first);
        let mut public: BTreeSet<Needle> = first.map(|(needle, _)| needle.clone()).collect();
        if sought.needles().iter().any(is_open) {
            let written = written(sought, portfolio, input);
            public.extend(made(sought, input).into_iter().filter(|it| is_open(it) && !written.contains(it)));
        }
        public
    }
}

/// Returns what somebody wrote: it stands in a file of the project, in a value of one, or in a
/// public advisory or notice.
fn written(sought: &Sought, portfolio: &Portfolio, input: &SiteInput<'_>) -> BTreeSet<Needle> {
    let mut found = needles_in_inputs(sought, &portfolio.tree);
    if let Some(entry) = portfolio.tree.get(portfolio.team.file.as_str()) {
        found.append(&mut sought.in_entry(&portfolio.team.file, entry));
    }
    let values = [format!("{:?}", portfolio.project), format!("{:?}", portfolio.policy)];
    let advisories = input.advisories.iter().flat_map(|it| [it.text.clone(), format!("{it:?}")]);
    let notices = input.notices.iter().flat_map(|it| [it.mitigations.clone().unwrap_or_default(), format!("{it:?}")]);
    for value in values.into_iter().chain(advisories).chain(notices) {
        found.append(&mut sought.in_text(value.as_bytes()));
    }
    found
}

/// Returns what stands in the site that the program makes without the project's templates and
/// assets.
fn made(sought: &Sought, input: &SiteInput<'_>) -> BTreeSet<Needle> {
    let searched = Searched::new(sought);
    let (templates, binary_assets) = (&BTreeMap::new(), &BTreeMap::new());
    match site::pour(&SiteInput { templates, binary_assets, ..*input }, &searched) {
        Ok(()) => searched.into_found(),
        // What was made before an error is no site.
        Err(_) => BTreeSet::new(),
    }
}
