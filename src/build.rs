//! A build is a pure function of a portfolio and one `now` to two plans: the public site and the private announcements.
//!
//! The site is made from the portfolio *without* the incidents that are neither public nor announced. They are taken
//! out before any rule or page looks, so nothing of them can be counted, sorted, linked or complained about: the public
//! build of a portfolio is the public build of the same portfolio with its embargoed incidents deleted.

use std::collections::BTreeSet;

use rayon::prelude::*;

use crate::advisory::{Advisory, Notice, disclose, notify};
use crate::announce;
use crate::case::{Case, Withheld};
use crate::event;
use crate::finding::{Finding, Severity, in_order};
use crate::plan::Plan;
use crate::portfolio::Portfolio;
use crate::rules::{self, Review};
use crate::site::{self, SiteInput};
use crate::source::FilePath;
use crate::time::Instant;

/// The public side of a build.
#[derive(Clone, Debug, Default)]
pub struct PublicBuild {
    /// The site; `None` when a finding forbids it.
    pub site: Option<Plan>,
    /// What is wrong with what would be public, sorted.
    pub findings: Vec<Finding>,
    /// How many advisories are public.
    pub advisories: usize,
}

/// The private side of a build.
#[derive(Clone, Debug, Default)]
pub struct PrivateBuild {
    /// The announcement drafts that are due.
    pub announcements: Plan,
    /// Why drafts could not be made, sorted.
    pub findings: Vec<Finding>,
}

/// The drafts that are due in every open case, and the replies to membership requests.
#[must_use]
pub fn private(portfolio: &Portfolio, now: Instant) -> PrivateBuild {
    let per_case: Vec<_> = portfolio
        .incidents
        .par_iter()
        .map(|incident| {
            let case = Case::new(portfolio, incident, now);
            if case.is_closed() { (Vec::new(), Vec::new()) } else { announce::due(&case) }
        })
        .collect();
    let replies = announce::membership_replies(portfolio, now);
    let mut built = PrivateBuild::default();
    for (drafts, findings) in per_case.into_iter().chain(std::iter::once(replies)) {
        for draft in drafts {
            built.announcements.add(draft.path, draft.bytes);
        }
        built.findings.extend(findings);
    }
    in_order(&mut built.findings);
    built
}

/// The public site. `read` is what reading the portfolio found.
#[must_use]
pub fn public(mut portfolio: Portfolio, read: Vec<Finding>, now: Instant) -> PublicBuild {
    let may_show: Vec<bool> =
        portfolio.incidents.par_iter().map(|i| may_show(&Case::new(&portfolio, i, now))).collect();
    let mut keep = may_show.into_iter();
    portfolio.incidents.retain(|_| keep.next().unwrap_or(false));
    let portfolio = portfolio;

    let cases: Vec<Case<'_>> = portfolio.incidents.par_iter().map(|i| Case::new(&portfolio, i, now)).collect();
    let published: BTreeSet<&str> =
        cases.iter().filter(|c| c.publication.is_ok()).map(|c| c.incident.folder.as_str()).collect();
    let broken: BTreeSet<&str> =
        cases.iter().filter(|c| !c.incident.whole).map(|c| c.incident.folder.as_str()).collect();
    // Approvals count by the team: of one that was read in part, advisories that are public would seem not approved.
    let is_team = |file: &FilePath| *file == portfolio.team.file;
    let is_public = |file: &FilePath| is_about_the_public(file, &published, &broken);
    let ruled = rules::check(&Review { portfolio: &portfolio, cases: &cases, now });
    let mut findings: Vec<Finding> = read
        .into_iter()
        .filter(|f| is_team(&f.primary.location.file) || is_public(&f.primary.location.file))
        .chain(ruled.into_iter().filter(|f| is_public(&f.primary.location.file)))
        .filter(|f| f.severity == Severity::Error)
        .collect();
    let advisories: Vec<Advisory> = cases.par_iter().filter_map(|c| disclose(c).ok()).collect();
    let notices: Vec<Notice> = cases.iter().filter_map(notify).collect();
    let input = SiteInput {
        project: &portfolio.project,
        policy: &portfolio.policy,
        advisories: &advisories,
        notices: &notices,
        now,
        templates: &portfolio.templates,
    };
    let site = if findings.is_empty() {
        match site::build(&input) {
            Ok(plan) => Some(plan),
            Err(wrong) => {
                findings.extend(wrong);
                None
            }
        }
    } else {
        None
    };
    in_order(&mut findings);
    PublicBuild { site, findings, advisories: advisories.len() }
}

/// Whether anything of the incident is public: its advisory, a notice of it, or either of them but for a broken file.
fn may_show(case: &Case<'_>) -> bool {
    let broken_notice = !case.incident.whole && case.happened(event::NOTICE_PUBLISHED).is_some();
    match case.publication {
        Ok(_) | Err(Withheld::NotWhole) => true,
        Err(_) => broken_notice || notify(case).is_some(),
    }
}

/// Whether an error in this file makes the public output wrong: the project's and policy's data, templates, the text of
/// a public advisory, and whatever keeps a public incident from being read.
fn is_about_the_public(file: &FilePath, published: &BTreeSet<&str>, broken: &BTreeSet<&str>) -> bool {
    let path = file.as_str();
    if let Some(folder) = file.incident_folder() {
        return broken.contains(folder) || (published.contains(folder) && file.name() == "advisory.md");
    }
    path == "advisory.toml"
        || path == "policy.toml"
        || path.starts_with("policies/")
        || path.starts_with("site-templates/")
}
