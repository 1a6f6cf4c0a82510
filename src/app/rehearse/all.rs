//! Rehearses every coming publication.

use super::{Occasion, Rehearsal, Scenario};
use crate::app::error::Error;
use crate::app::workspace::Workspace;
use crate::finding::{Finding, has_errors, sort_and_dedup};
use crate::source::{FilePath, Tree, TreeEntry};
use crate::time::Instant;

/// Every coming publication.
#[derive(Clone, Debug)]
pub struct Rehearsals {
    /// The instant of the rehearsal.
    pub now: Instant,
    /// One for each open incident that is not public, in the order in which they become public.
    /// Those without a date come last. Each is rehearsed as if those before it were approved,
    /// unless something is in their way, so no two get the same public ID, and compared with the
    /// site after the one before it.
    pub coming: Vec<Rehearsal>,
    /// What stops the site at a coming instant, or leaves an incident out of it, as the files are
    /// now: the findings of `check --ahead`.
    pub ahead: Vec<Finding>,
    /// The files; the findings of `ahead` point into them.
    pub tree: Tree,
}

impl Rehearsals {
    /// Returns all findings, each once and sorted, and the files that they point into.
    #[must_use]
    pub fn findings(&self) -> (Vec<Finding>, Tree) {
        let is_own = |it: &Rehearsal, file: &FilePath| {
            file.incident_folder().is_some_and(|folder| folder.ends_with(&format!("/{}", it.handle)))
        };
        let mut found: Vec<Finding> = Vec::new();
        let mut tree = self.tree.clone();
        for it in self.coming.iter().filter(|it| !it.findings.is_empty()) {
            found.extend(it.findings.iter().cloned());
            let files = it.tree.iter().filter_map(|(file, entry)| match entry {
                TreeEntry::File(bytes) if is_own(it, file) => Some((file, bytes)),
                _ => None,
            });
            tree = files.fold(tree, |tree, (file, bytes)| tree.with(file, bytes));
        }
        let is_known = |ahead: &Finding| {
            let same = |it: &&Finding| it.rule == ahead.rule && it.primary.location.file == ahead.primary.location.file;
            found.iter().filter(same).any(|it| ahead.message.contains(&it.message))
        };
        let ahead: Vec<Finding> = self.ahead.iter().filter(|ahead| !is_known(ahead)).cloned().collect();
        found.extend(ahead);
        sort_and_dedup(&mut found);
        (found, tree)
    }
}

impl Rehearsals {
    /// Returns whether nothing stops any of the releases.
    #[must_use]
    pub fn are_clear(&self) -> bool {
        self.coming.iter().all(Rehearsal::is_clear) && !has_errors(&self.ahead)
    }
}

impl Workspace {
    /// Rehearses the publication of every open incident that is not public, one after another, and
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
        let open = cases.iter().filter(|case| case.public_since().is_none() && !case.is_closed());
        let mut order = Vec::new();
        for case in open {
            let Scenario { occasion, release, .. } = Scenario::new(self, case, None)?;
            order.push((occasion == Occasion::NoEnd, release, case.incident.handle.clone(), case.incident));
        }
        order.sort_by(|a, b| (a.0, a.1, &a.2).cmp(&(b.0, b.1, &b.2)));
        let mut coming: Vec<Rehearsal> = Vec::new();
        let mut workspace = self.clone();
        for (has_no_date, .., incident) in order {
            // What has no date is rehearsed as if it became public now, before all others.
            let earlier = coming.iter().rev().filter(|it| !has_no_date && it.obstacle.is_none());
            let before = earlier.filter_map(Rehearsal::site).next().unwrap_or(&site);
            let (rehearsal, opened) = {
                let incident = workspace.incident(incident.folder.as_str())?;
                workspace.rehearsed(before, incident, &workspace.case(incident), None)?
            };
            if rehearsal.obstacle.is_none() {
                workspace = opened;
            }
            coming.push(rehearsal);
        }
        Ok(Rehearsals { now: self.now(), coming, ahead: self.ahead(), tree: self.tree().clone() })
    }
}
