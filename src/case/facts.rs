//! Determines which facts an incident's files give.

use super::authority::Authority;
use super::{Case, Standing, StepStatus};
use crate::fact::Fact;
use crate::incident::{Document, Incident};
use crate::names::LineId;
use crate::policy::{LineKind, Lines, Path, Step};
use crate::portfolio::Portfolio;
use crate::time::Instant;
use crate::version::{Order, Version};

/// Returns whether the fact is given. `Fact::Decision` depends on the step, which checks it itself.
pub(super) fn has(portfolio: &Portfolio, incident: &Incident, reported: Option<Instant>, fact: Fact) -> bool {
    let document = incident.document.as_ref();
    let section = |kind: &str| document.and_then(|d| d.section(kind)).is_some_and(|s| !s.body.trim().is_empty());
    let filled = |list: &dyn Fn(&Document) -> bool| document.is_some_and(list);
    match fact {
        Fact::Existence => true,
        Fact::Id => filled(&|d: &Document| d.id.is_some()),
        Fact::Title => filled(&|d: &Document| d.title.is_some()),
        Fact::Summary => section("summary"),
        Fact::Description => filled(&|d: &Document| !d.body.trim().is_empty()),
        Fact::Severity => filled(&|d: &Document| !d.cvss.is_empty()),
        Fact::Level => {
            filled(&|d: &Document| d.level(portfolio.policy_of(incident)).is_some())
                || incident.events.iter().any(|e| e.level().is_some())
        }
        Fact::Cve => filled(&|d: &Document| !d.cve.is_empty()),
        Fact::Cwe => filled(&|d: &Document| !d.cwe.is_empty()),
        Fact::Affected => filled(&|d: &Document| !d.affected.is_empty()),
        Fact::FixedVersions => {
            !incident.fix.releases.is_empty()
                || document.is_some_and(|d| d.affected.iter().any(|a| a.fixed().is_some()))
        }
        Fact::AmIAffected => section("am-i-affected"),
        Fact::Mitigations => incident.notice.mitigations.is_some() || section("mitigation"),
        Fact::Upgrade => section("upgrade"),
        Fact::UpgradeTo => incident.scope.upgrade_to.is_some(),
        Fact::ReleaseEstimate => incident.notice.release_estimate.is_some() || incident.notice.release_date.is_some(),
        Fact::ReleaseDate => incident.notice.release_date.is_some(),
        Fact::PullRequests => !incident.fix.pull_requests.is_empty(),
        Fact::FixCommits => !incident.fix.commits.is_empty(),
        Fact::Backports => has_backports(portfolio, incident, reported),
        Fact::Patches => !incident.patches.is_empty(),
        Fact::PrivateRepo => incident.fix.repository.is_some(),
        Fact::Thread => incident.fix.thread.is_some(),
        Fact::FixLead => incident.leads(portfolio.policy_of(incident)).next().is_some(),
        Fact::FixTeam => incident.developers(portfolio.policy_of(incident)).next().is_some(),
        Fact::EmbargoUntil => {
            incident.embargo.as_ref().is_some_and(|e| e.until.is_some())
                || incident.events.iter().any(|e| e.embargo_end().is_some())
        }
        Fact::Decision => !incident.decisions.is_empty(),
        Fact::Credits => filled(&|d: &Document| !d.credits.is_empty()),
        Fact::Reporter => incident.report.reporter.as_ref().is_some_and(|r| r.name.is_some() || r.email.is_some()),
        Fact::Report => incident.report.summary.is_some(),
        Fact::References => filled(&|d: &Document| !d.references.is_empty()),
        Fact::Upstream => incident.upstream_public(Instant::never()).is_some(),
        Fact::Leak => incident.events.iter().any(|e| e.leaked().is_some() && e.leaked_to().is_some()),
        Fact::Assessment => Authority::in_portfolio(portfolio, incident).assessments().next().is_some(),
    }
}

/// Returns whether every affected line that was supported at the report has a fixed version: in
/// advisory.md, or among the releases of the fix.
pub(super) fn are_all_fixed(portfolio: &Portfolio, incident: &Incident, reported: Option<Instant>) -> bool {
    has_fixed(incident, |_| true) && supported(portfolio, incident, reported).all(|line| is_fixed(incident, line))
}

/// Returns whether the newest affected line that was supported at the report has a fixed version.
/// If the order of the lines is not known, one fixed version is enough.
pub(super) fn is_newest_fixed(portfolio: &Portfolio, incident: &Incident, reported: Option<Instant>) -> bool {
    match newest(portfolio, incident, reported) {
        Some(newest) => is_fixed(incident, newest),
        None => has_fixed(incident, |_| true),
    }
}

/// Returns whether a line has a fixed version. A range without a line applies to each.
fn is_fixed(incident: &Incident, line: &LineId) -> bool {
    has_fixed(incident, |of| of.is_none_or(|of| of == line))
}

/// Returns whether there is a fixed version for such a line.
fn has_fixed(incident: &Incident, is_of: impl Fn(Option<&LineId>) -> bool) -> bool {
    let ranges = incident.document.iter().flat_map(|document| &document.affected);
    let mut fixed = ranges.filter(|a| a.fixed().is_some()).map(|a| a.line.as_ref().map(|line| &line.value));
    fixed.any(&is_of) || incident.fix.releases.keys().any(|line| is_of(Some(line)))
}

/// Returns the newest affected line that was supported at the report, if the order of the lines is
/// known.
fn newest<'i>(portfolio: &Portfolio, incident: &'i Incident, reported: Option<Instant>) -> Option<&'i LineId> {
    let lines: Vec<&LineId> = supported(portfolio, incident, reported).collect();
    let numbers: Result<Vec<Version>, _> =
        lines.iter().map(|line| Version::parse(line.as_str(), Order::Numeric)).collect();
    let (_, newest) = numbers.ok()?.into_iter().zip(&lines).max_by(|(a, _), (b, _)| a.cmp(b))?;
    Some(*newest)
}

impl Case<'_> {
    /// Returns whether the policy makes a release with the fix on an affected line that was
    /// supported at the report.
    #[must_use]
    pub(crate) fn releases_on(&self, line: &LineId) -> bool {
        let applies = |status: &&StepStatus<'_>| !matches!(status.standing, Standing::NotApplicable(_));
        let lines: Vec<Lines> = self.steps.iter().filter(applies).filter_map(|status| status.step.lines).collect();
        if lines.is_empty() || lines.contains(&Lines::SupportedAffected) {
            return true;
        }
        match newest(self.portfolio, self.incident, self.reported) {
            Some(newest) => newest == line,
            None => !is_newest_fixed(self.portfolio, self.incident, self.reported),
        }
    }
}

/// Returns whether every affected line that was supported at the report has a fix commit.
fn has_backports(portfolio: &Portfolio, incident: &Incident, reported: Option<Instant>) -> bool {
    let commits = &incident.fix.commits;
    let has_commit = |line: &LineId| commits.iter().any(|c| c.line.value == *line);
    !commits.is_empty() && supported(portfolio, incident, reported).all(has_commit)
}

/// Returns whether a commit of the fix is on a line that a step is about. These are the development
/// branches and the affected lines, of the kinds that the step's paths are for.
pub(super) fn has_commits(
    portfolio: &Portfolio,
    incident: &Incident,
    paths: &[&Path],
    step: &Step,
    reported: Option<Instant>,
) -> bool {
    let has_step = |path: &&&Path| path.steps.iter().any(|id| id.value == step.element.id.value);
    let kinds: Vec<LineKind> = paths.iter().filter(has_step).flat_map(|path| &path.when.affects).copied().collect();
    let is_for = |line: &LineId| {
        let Some(known) = portfolio.line(line).zip(reported).map(|(line, at)| line.kind(at)) else { return true };
        let lines = &incident.scope.lines;
        let is_affected = lines.is_empty() || lines.iter().any(|affected| affected.value == *line);
        known == LineKind::Development || is_affected && (kinds.is_empty() || kinds.contains(&known))
    };
    incident.fix.commits.iter().any(|commit| is_for(&commit.line.value))
}

/// Returns the affected lines that were supported at the report.
fn supported<'i>(
    portfolio: &Portfolio,
    incident: &'i Incident,
    reported: Option<Instant>,
) -> impl Iterator<Item = &'i LineId> {
    incident.scope.lines.iter().map(|line| &line.value).filter(move |line| {
        let kind = portfolio.line(line).zip(reported).map(|(line, at)| line.kind(at));
        kind == Some(LineKind::Supported)
    })
}
