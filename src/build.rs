//! A build is a pure function of a portfolio and one `now` to two plans: the public site and the
//! private announcements.
//!
//! The site is made from the portfolio *without* the incidents that are not public. They are taken
//! out before any rule or page looks, so nothing of them can be counted, sorted, linked or
//! complained about: the public build of a portfolio is the public build of the same portfolio with
//! its embargoed incidents deleted. For an announced incident, only the notice is kept.
//!
//! An incident with an error in what would be public is left out, and the error is reported. Errors
//! in what all pages are made of, such as the project's data and templates, forbid the site.
//!
//! Each file is searched for embargoed text before it is written. If it holds such text, because
//! somebody put it into a template or the policy, there is no site.

use std::collections::BTreeSet;

use rayon::prelude::*;

use crate::advisory::{Advisory, Notice, disclose, notify};
use crate::announce;
use crate::case::{Case, Withheld};
use crate::event::BuiltIn;
use crate::finding::{Finding, Severity, sort_and_dedup};
use crate::fingerprint::Fingerprint;
use crate::incident::Document;
use crate::parse::rule;
use crate::plan::{Collected, Fingerprinted, MadeOf, Plan, Sink, Stopped};
use crate::portfolio::Portfolio;
use crate::rules::{self, Review};
use crate::scan::{Embargoed, Needle, Searched, Sought, Sources, Watch};
use crate::site::{self, SiteInput, Unmade};
use crate::source::FilePath;
use crate::time::Instant;

pub mod documents;
pub mod inputs;
mod known;
mod leak;

pub use known::Known;

/// The public side of a build.
#[derive(Clone, Debug, Default)]
pub struct PublicBuild {
    /// The site; `None` when a finding forbids it.
    pub site: Option<Plan>,
    /// What forbids the site, sorted: errors in what all pages are made of.
    pub findings: Vec<Finding>,
    /// Why advisories or notices that are due are left out of the site, sorted: errors in the files
    /// of their incidents.
    pub left_out: Vec<Finding>,
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
            announce::due(&case)
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
    sort_and_dedup(&mut built.findings);
    built
}

/// The public site. `read` is what reading the portfolio found.
#[must_use]
pub fn public(portfolio: Portfolio, read: Vec<Finding>, now: Instant) -> PublicBuild {
    Site::select(portfolio, read, now, |_, _| None).collect()
}

/// [`public`], but without a site if a file of it holds text of an incident that is not public.
/// `known` is what is public although it is private text too.
#[must_use]
pub fn public_without_leaks(portfolio: Portfolio, read: Vec<Finding>, now: Instant, known: &Known) -> PublicBuild {
    Site::new(portfolio, read, now, known).collect()
}

/// Passes the public site of an instant to a sink, without looking for embargoed text in it: for
/// files that do not leave. Returns whether there is one.
pub(crate) fn pour_public(portfolio: Portfolio, read: Vec<Finding>, now: Instant, sink: &dyn Sink) -> bool {
    Site::select(portfolio, read, now, |_, _| None).pour(sink).is_ok()
}

/// Returns which phrases of a watch stand in the site at an instant and are no leak there.
#[must_use]
pub fn public_phrases(
    portfolio: Portfolio,
    read: Vec<Finding>,
    now: Instant,
    watch: &Watch,
    known: &Known,
) -> BTreeSet<Needle> {
    let site = Site::select(portfolio, read, now, |_, _| None);
    let all = Sought::of(watch);
    let searched = Searched::new(&all);
    if site.pour(&searched).is_err() {
        return BTreeSet::new();
    }
    known.public_among(&all.only(&searched.into_found()), &site.portfolio, &site.input(&site.advisories))
}

/// Returns the findings that forbid the public site at an instant or leave advisories out of it,
/// sorted, without making the site.
#[must_use]
pub fn obstacles(portfolio: Portfolio, read: Vec<Finding>, now: Instant) -> Vec<Finding> {
    let Selected { mut findings, left_out, .. } = select(&portfolio, cases(&portfolio, now), read, now, |_| ());
    findings.extend(left_out);
    sort_and_dedup(&mut findings);
    findings
}

/// What a build at an instant would do.
#[derive(Clone, Debug)]
pub struct Forecast {
    /// The fingerprint of the site; `None` when a finding forbids it.
    pub site: Option<Fingerprint>,
    /// The findings that forbid the site or leave incidents out of it, sorted.
    pub obstacles: Vec<Finding>,
}

/// Makes the public site of an instant, and keeps its fingerprint alone. What is made is not
/// searched for embargoed text: nothing of it leaves.
#[must_use]
pub fn forecast(portfolio: Portfolio, read: Vec<Finding>, now: Instant) -> Forecast {
    let site = Site::select(portfolio, read, now, |_, _| None);
    let files = Fingerprinted::default();
    let (fingerprint, mut obstacles) = match site.pour(&files) {
        Ok(()) => (Some(files.into_fingerprint()), Vec::new()),
        Err(Unmade::Findings(findings)) => (None, findings),
        Err(Unmade::Stopped) => (None, Vec::new()),
    };
    obstacles.extend(site.left_out);
    sort_and_dedup(&mut obstacles);
    Forecast { site: fingerprint, obstacles }
}

/// Returns the findings on embargoed text that the site at an instant would hold, as [`stops`].
#[must_use]
pub fn leaks(portfolio: Portfolio, read: Vec<Finding>, now: Instant, known: &Known) -> Vec<Finding> {
    let mut stops = stops(portfolio, read, now, known);
    stops.retain(|finding| finding.rule == rules::EMBARGOED_TEXT);
    stops
}

/// Returns the findings that stop the site at an instant while its files are made, such as
/// embargoed text and errors of templates, sorted. Not all of the site is made: advisories that
/// differ in their text alone have the same pages, so a few stand for all, beside those whose own
/// words are under embargo. `known` is as in [`Site::new`].
#[must_use]
pub fn stops(portfolio: Portfolio, read: Vec<Finding>, now: Instant, known: &Known) -> Vec<Finding> {
    let site = Site::new(portfolio, read, now, known);
    let mut seen = BTreeSet::new();
    let is_new = |advisory: &&Advisory| {
        let severity = advisory.severity.as_ref().map(|severity| format!("{:?}", severity.rating()));
        let lines = advisory.affected.iter().map(|affected| format!("{:?}", (&affected.line, &affected.ecosystem)));
        let level = advisory.level.as_ref().map(|level| format!("{level:?}"));
        let parts = severity.into_iter().chain(level).chain(lines).chain([advisory.since().year().to_string()]);
        // Every part counts as seen from now on, so this must not stop at the first new one.
        parts.filter(|part| seen.insert(part.clone())).count() > 0
    };
    let has_secret =
        |advisory: &Advisory| site.embargoed.as_ref().is_some_and(|embargoed| embargoed.stays_in(advisory));
    let (secret, others): (Vec<&Advisory>, Vec<&Advisory>) = site.advisories.iter().partition(|it| has_secret(it));
    let few: Vec<Advisory> = others.into_iter().filter(is_new).chain(secret).cloned().collect();
    match site.pour_of(&few, &Nowhere) {
        Err(Unmade::Findings(findings)) => findings,
        _ => Vec::new(),
    }
}

/// A sink that keeps nothing.
struct Nowhere;

impl Sink for Nowhere {
    fn take(&self, _: &str, _: &[u8]) -> Result<(), Stopped> {
        Ok(())
    }
}

/// Everything that the public site is made of.
#[derive(Debug)]
pub struct Site {
    portfolio: Portfolio,
    notices: Vec<Notice>,
    advisories: Vec<Advisory>,
    now: Instant,
    /// What every file of the site is made of.
    facts: Fingerprint,
    /// What no file of the site may hold.
    embargoed: Option<Embargoed>,
    /// What it may hold all the same.
    known: Known,
    findings: Vec<Finding>,
    left_out: Vec<Finding>,
}

impl Site {
    /// Selects what is public of a portfolio. `read` is what reading it found, `known` is what is
    /// public although it is private text too.
    #[must_use]
    pub fn new(portfolio: Portfolio, read: Vec<Finding>, now: Instant, known: &Known) -> Self {
        let embargoed = |portfolio: &Portfolio, cases: &[Case<'_>]| {
            Some(Embargoed::new(portfolio, cases, known.texts.iter().map(String::as_str)))
        };
        Self { known: known.clone(), ..Self::select(portfolio, read, now, embargoed) }
    }

    fn select(
        portfolio: Portfolio,
        read: Vec<Finding>,
        now: Instant,
        embargoed: impl FnOnce(&Portfolio, &[Case<'_>]) -> Option<Embargoed>,
    ) -> Self {
        let listed = portfolio.project.as_of(now).into_owned();
        let portfolio = Portfolio { project: listed, ..portfolio };
        let every = cases(&portfolio, now);
        let embargoed = embargoed(&portfolio, &every);
        let facts = inputs::of_every_file(&portfolio.tree).and(inputs::of_releases(&portfolio.project));
        let disclosed = |cases: Vec<Case<'_>>| cases.into_par_iter().filter_map(|case| disclose(&case).ok()).collect();
        let Selected { portfolio, notices, public: advisories, mut findings, mut left_out } =
            select(&portfolio, every, read, now, disclosed);
        sort_and_dedup(&mut findings);
        sort_and_dedup(&mut left_out);
        Self { portfolio, notices, advisories, now, facts, embargoed, known: Known::default(), findings, left_out }
    }

    /// Returns what forbids the site, sorted: errors in what all pages are made of.
    #[must_use]
    pub fn findings(&self) -> &[Finding] {
        &self.findings
    }

    /// Returns why advisories or notices that are due are left out of the site, sorted: errors in
    /// the files of their incidents.
    #[must_use]
    pub fn left_out(&self) -> &[Finding] {
        &self.left_out
    }

    /// Returns how many advisories are public.
    #[must_use]
    pub fn advisories(&self) -> usize {
        self.advisories.len()
    }

    /// Passes the files of the site to a sink, unless a finding forbids it. What the sink took is
    /// no site unless this succeeds.
    ///
    /// # Errors
    /// When a template is broken, when a file holds embargoed text, or when the sink takes no more.
    pub fn pour(&self, sink: &dyn Sink) -> Result<(), Unmade> {
        self.pour_of(&self.advisories, sink)
    }

    /// Passes on the files of the site as if only these of its advisories were public.
    fn pour_of(&self, advisories: &[Advisory], sink: &dyn Sink) -> Result<(), Unmade> {
        if !self.findings.is_empty() {
            return Err(Unmade::Findings(self.findings.clone()));
        }
        let input = self.input(advisories);
        let sink = &MadeOf { sink, facts: self.facts };
        let Some(embargoed) = &self.embargoed else { return site::pour(&input, sink) };
        let sources =
            Sources { project: &self.portfolio.project, advisories: &self.advisories, notices: &self.notices };
        let guard = embargoed.guard(sources, sink);
        let poured = site::pour(&input, &guard);
        let mut leaks = guard.into_leaks();
        if !leaks.is_empty() {
            let sought = embargoed.sought(&leaks, &self.portfolio.tree);
            let public = self.known.public_among(&sought, &self.portfolio, &input);
            leaks.retain(|leak| !leak.needles.is_subset(&public));
        }
        let mut findings = match poured {
            Err(Unmade::Findings(findings)) => findings,
            Ok(()) if leaks.is_empty() => return Ok(()),
            Err(Unmade::Stopped) if leaks.is_empty() => return Err(Unmade::Stopped),
            _ => Vec::new(),
        };
        findings.extend(leak::findings(&embargoed.only(&leaks), &leaks, &self.portfolio));
        sort_and_dedup(&mut findings);
        Err(Unmade::Findings(findings))
    }

    fn input<'s>(&'s self, advisories: &'s [Advisory]) -> SiteInput<'s> {
        SiteInput {
            project: &self.portfolio.project,
            policy: &self.portfolio.policy,
            advisories,
            notices: &self.notices,
            now: self.now,
            templates: &self.portfolio.templates,
            binary_assets: &self.portfolio.binary_assets,
        }
    }

    /// Holds all files of the site.
    fn collect(self) -> PublicBuild {
        let files = Collected::default();
        let (site, findings) = match self.pour(&files) {
            Ok(()) => (Some(files.into_plan()), Vec::new()),
            Err(Unmade::Findings(findings)) => (None, findings),
            Err(Unmade::Stopped) => (None, Vec::new()),
        };
        PublicBuild { site, findings, advisories: self.advisories(), left_out: self.left_out }
    }
}

/// The part of a portfolio that is public.
struct Selected<T> {
    /// The portfolio without the incidents that are not public, or that are left out.
    portfolio: Portfolio,
    notices: Vec<Notice>,
    /// What was made of its cases.
    public: T,
    /// What forbids the site.
    findings: Vec<Finding>,
    /// Why incidents are left out.
    left_out: Vec<Finding>,
}

fn cases(portfolio: &Portfolio, now: Instant) -> Vec<Case<'_>> {
    portfolio.incidents.par_iter().map(|incident| Case::new(portfolio, incident, now)).collect()
}

/// Returns the cases of the incidents that a portfolio has, among those of a portfolio with more of
/// them.
fn within<'p>(portfolio: &'p Portfolio, cases: Vec<Case<'p>>) -> Vec<Case<'p>> {
    let folders: BTreeSet<&str> = portfolio.incidents.iter().map(|incident| incident.folder.as_str()).collect();
    let kept = cases.into_iter().filter(|case| folders.contains(case.incident.folder.as_str()));
    kept.map(|case| case.within(portfolio)).collect()
}

/// Takes out what is not public, and looks for errors in the rest. Those in the files of an
/// incident leave it out: no single incident stops the site. `every` has a case for each incident.
fn select<'p, T>(
    whole: &'p Portfolio,
    every: Vec<Case<'p>>,
    read: Vec<Finding>,
    now: Instant,
    make: impl FnOnce(Vec<Case<'_>>) -> T,
) -> Selected<T> {
    let shown: Vec<Shown> = every.par_iter().map(shown).collect();
    let of_broken = every.iter().zip(&shown).filter(|(_, shown)| matches!(shown, Shown::Broken));
    let broken: BTreeSet<String> = of_broken.map(|(case, _)| case.incident.folder.to_string()).collect();
    // What is announced shows its notice alone. No rule may hold its text against what is public.
    let is_kept = |shown: &Shown| matches!(shown, Shown::Advisory | Shown::Broken);
    let kept: BTreeSet<&str> = every
        .iter()
        .zip(&shown)
        .filter(|(_, shown)| is_kept(shown))
        .map(|(case, _)| case.incident.folder.as_str())
        .collect();
    let portfolio = whole.with_incidents(|folder| kept.contains(folder));
    let cases = within(&portfolio, every);
    let notices: Vec<Notice> = shown.into_iter().filter_map(Shown::notice).collect();
    let public: BTreeSet<&str> = cases.iter().map(|c| c.incident.folder.as_str()).collect();
    // Approvals count by the team: of one that was read in part, advisories that are public would
    // seem not approved.
    let is_team = |file: &FilePath| *file == portfolio.team.file;
    let is_public =
        |f: &Finding| hides_an_incident(f) || is_about_the_public(&f.primary.location.file, &public, &broken);
    let ruled = rules::check(&Review { portfolio: &portfolio, cases: &cases, now });
    let errors = read
        .into_iter()
        // Handles are not public, and the other one of the two may be under embargo.
        .filter(|f| f.rule != rule::HANDLE_TWINS)
        .filter(|f| is_team(&f.primary.location.file) || is_public(f))
        .chain(ruled.into_iter().filter(|f| !rules::leaves_the_site(f.rule) && is_public(f)))
        .filter(|f| f.severity == Severity::Error);
    // What stands in the place of a year's folder hides more than one incident.
    let is_one = |file: &&FilePath| file.parent() != "incidents";
    let folder = |f: &Finding| {
        let file = Some(&f.primary.location.file).filter(is_one)?;
        file.incident_folder().map(str::to_owned)
    };
    let (left_out, findings): (Vec<Finding>, Vec<Finding>) = errors.partition(|f| folder(f).is_some());
    // Of two that have one CVE ID, neither is shown: which of them is meant, only people know. A
    // public ID is that of the advisory that was public first.
    let others = |f: &Finding| -> Vec<String> {
        let others = f.others.iter().filter(|_| f.rule != rules::DUPLICATE_PUBLIC_ID);
        others.filter_map(|label| label.location.file.incident_folder().map(str::to_owned)).collect()
    };
    let out: BTreeSet<String> = left_out.iter().flat_map(|f| others(f).into_iter().chain(folder(f))).collect();
    let last = portfolio.with_incidents(|folder| !out.contains(folder));
    let public = make(within(&last, cases));
    Selected { portfolio: last, notices, public, findings, left_out }
}

/// What of an incident is public.
enum Shown {
    Nothing,
    /// That a release is coming.
    Notice(Notice),
    Advisory,
    /// Its advisory or a notice of it would be, but for a file that was read in part.
    Broken,
}

impl Shown {
    fn notice(self) -> Option<Notice> {
        if let Self::Notice(notice) = self { Some(notice) } else { None }
    }
}

fn shown(case: &Case<'_>) -> Shown {
    match case.publication {
        Ok(_) => Shown::Advisory,
        Err(Withheld::Incomplete | Withheld::Amended | Withheld::Lost | Withheld::Changed) => Shown::Broken,
        Err(_) if lost_its_timeline(case) => Shown::Broken,
        Err(_) if !case.incident.whole && case.happened(BuiltIn::NoticePublished).is_some() => Shown::Broken,
        Err(_) => notify(case).map_or(Shown::Nothing, Shown::Notice),
    }
}

/// Whether nothing of the timeline was read, while the advisory has its id and was to be public by
/// now, as far as the rest says: a page must not go because the approval of it can't be read.
fn lost_its_timeline(case: &Case<'_>) -> bool {
    let incident = case.incident;
    let is_past = |at: Instant| at <= case.now;
    let ended = incident.embargo.as_ref().and_then(|embargo| embargo.until.as_ref()).is_none_or(|u| is_past(u.value));
    let revised = |d: &Document| d.revisions.iter().any(|r| is_past(r.at.value)) || d.revisions.is_empty() && ended;
    let was_due = |d: &Document| d.id.is_some() && revised(d);
    !incident.whole && incident.events.is_empty() && incident.document.as_ref().is_some_and(was_due)
}

/// Whether something stands in the place of an incident's folder, or its name keeps an advisory
/// from being read: what is hidden may be public.
fn hides_an_incident(finding: &Finding) -> bool {
    let file = &finding.primary.location.file;
    let rules = [rule::LINK_IN_PORTFOLIO, rule::UNREADABLE_FILE, rule::BAD_FOLDER_NAME];
    file.incident_folder() == Some(file.as_str()) && rules.contains(&finding.rule)
}

/// Whether an error in this file makes the public output wrong: the project's and policy's data,
/// templates, the text of a public advisory, and whatever keeps a public incident from being read.
fn is_about_the_public(file: &FilePath, public: &BTreeSet<&str>, broken: &BTreeSet<String>) -> bool {
    let path = file.as_str();
    // What stands in the place of a folder hides every incident that belongs in it, whatever its
    // state.
    if matches!(path, "incidents" | "policies" | "site-templates") || file.parent() == "incidents" {
        return true;
    }
    if let Some(folder) = file.incident_folder() {
        let is_advisory = file.parent() == folder && file.name() == "advisory.md";
        return broken.contains(folder) || (public.contains(folder) && is_advisory);
    }
    path == "advisory.toml"
        || path == "policy.toml"
        || path.starts_with("policies/")
        || path.starts_with("site-templates/")
}
