//! Each release line: whether it has the fix, since which release, and whether the advisory agrees.

use std::collections::BTreeSet;

use super::candidates::Candidate;
use super::fix::{Followed, There};
use super::ranges::{self, Agreement, LineEntries, Release};
use super::releases::{self, Tagged};
use super::{LineVerdict, State, branches, findings, plan};
use crate::case::Case;
use crate::finding::Finding;
use crate::git::{Branch, Id};
use crate::incident::Affected;
use crate::names::LineId;
use crate::policy::LineKind;
use crate::portfolio::{Line, Project};
use crate::product::{Likeness, Product, ProductError};
use crate::version::Version;

/// Returns the answer for every line of the project. The history was traced before; here it is only
/// queried.
pub(super) fn judge<'p>(
    case: &Case<'p>,
    fix: &Followed<'_>,
    fetch_from: Option<&str>,
    notes: &mut Vec<String>,
    found: &mut Vec<Finding>,
) -> Result<Vec<LineVerdict<'p>>, ProductError> {
    let project = &case.portfolio.project;
    let (tagged, others) = releases::tagged(fix.product.tags(), project);
    let (by_line, foreign) = by_line(project, &tagged);
    if others > 0 {
        notes.push(format!("{} no release, according to `tags` in advisory.toml", count(others, "tag")));
    }
    if foreign > 0 {
        notes.push(format!("{} on lines that advisory.toml does not name", count(foreign, "release")));
    }
    let untagged = tagged.is_empty().then(|| releases::none(project, fix.product.tags()));
    let alike = fix.alike(&ids(case))?;
    let evaluator = Evaluator { case, fix, alike, development: development_tip(project, fix.product)?, untagged };
    let mut lines = Vec::new();
    for (line, tagged) in project.lines.iter().zip(by_line) {
        for version in releases::twice(&tagged) {
            found.push(findings::version_twice(case, line, version));
        }
        let branch = branches::of(fix.product, line)?;
        notes.extend(branch.iter().filter_map(|branch| branches::note(line, branch)));
        lines.push(evaluator.line(line, branch.as_ref().map(|chosen| &chosen.branch), &tagged, fetch_from)?);
    }
    Ok(lines)
}

fn count(n: usize, what: &str) -> String {
    format!("{n} {what}{}", if n == 1 { " is" } else { "s are" })
}

/// Returns the releases of each line, and the number of those that belong to none. A release
/// belongs to the line whose numbers it begins with. Later releases belong to the development line,
/// and a line that has releases does not count pre-releases.
fn by_line(project: &Project, tagged: &[Tagged]) -> (Vec<Vec<Tagged>>, usize) {
    let on = |line: &Line, release: &Tagged| release.version.is_on(line.id.as_str()) == Some(true);
    let owned = |release: &&Tagged| project.lines.iter().any(|line| on(line, release));
    let newest = tagged.iter().filter(owned).map(|release| &release.version).max();
    let mut foreign = tagged.iter().filter(|release| !owned(release)).count();
    let mut lines = Vec::new();
    for line in &project.lines {
        let is_own = |release: &&Tagged| {
            on(line, release)
                || (line.development && !owned(release) && newest.is_none_or(|newest| *newest < release.version))
        };
        let all: Vec<Tagged> = tagged.iter().filter(is_own).cloned().collect();
        foreign -= all.iter().filter(|release| !owned(release)).count().min(foreign);
        let released: Vec<Tagged> = all.iter().filter(|r| !r.version.is_pre_release()).cloned().collect();
        lines.push(if released.is_empty() { all } else { released });
    }
    (lines, foreign)
}

/// Returns the IDs of the vulnerability.
fn ids(case: &Case<'_>) -> BTreeSet<String> {
    let ids = case.incident.document.iter().flat_map(|document| {
        let cve = document.cve.iter().map(|id| id.value.to_string());
        cve.chain(document.aliases.iter().map(|alias| alias.value.to_ascii_uppercase()))
    });
    ids.collect()
}

fn development_tip(project: &Project, product: &Product) -> Result<Option<Id>, ProductError> {
    let Some(line) = project.lines.iter().find(|line| line.development) else { return Ok(None) };
    Ok(branches::of(product, line)?.map(|chosen| chosen.branch.tip.commit))
}

struct Evaluator<'a, 'p, 'g> {
    case: &'a Case<'p>,
    fix: &'a Followed<'g>,
    /// Commits that may carry a commit of the fix.
    alike: Vec<Candidate>,
    development: Option<Id>,
    /// Why no line has a release, if no tag is one.
    untagged: Option<String>,
}

impl<'p> Evaluator<'_, 'p, '_> {
    fn line(
        &self,
        line: &'p Line,
        branch: Option<&Branch>,
        tagged: &[Tagged],
        fetch_from: Option<&str>,
    ) -> Result<LineVerdict<'p>, ProductError> {
        let (case, id) = (self.case, &line.id.value);
        let kind = line.kind(case.now);
        let incident = case.incident;
        let recorded = incident.fix.commits.iter().any(|commit| commit.line.value == *id);
        let required = kind != LineKind::Unsupported || recorded || incident.fix.releases.contains_key(id);
        // A line without further releases may have lost its branch; its last release gives the same
        // answer.
        let last = tagged.last().filter(|_| !required).map(|release| (release.tag.as_str(), release.commit));
        let place = branch.map(|branch| (branch.tip.reference.as_str(), branch.tip.commit)).or(last);
        let there = place.map(|(_, at)| self.fix.at(id, at)).transpose()?;
        let flaw = place.map(|(_, at)| self.fix.has_flaw(at)).transpose()?.flatten();
        let mut state = match &there {
            None => State::NotVerified(self.no_branch(line)),
            Some(there) => self.state(line, flaw, there),
        };
        if let Some(branch) = branch
            && let Some(differs) = self.differs(id, &state, branch)?
        {
            state = State::NotVerified(differs);
        }
        let mut candidates = Vec::new();
        if let (State::Missing, Some(there), Some((_, at))) = (&state, &there, place) {
            candidates = self.fix.candidates(&self.alike, there, at)?;
        }
        if !candidates.is_empty() {
            state = State::NotVerified(alike(&candidates));
        }
        let (own, listed) = self.entries(line);
        // Where the branch has the fix, what else it has is no backport.
        let settled = place.filter(|_| state == State::Fixed).map(|(_, at)| at);
        let releases = self.releases(line, tagged, &listed, settled)?;
        let on_branch = state == State::Fixed;
        // If other lines get releases, the candidates for the next release of the development line
        // need not be mentioned.
        let beside = line.development && case.portfolio.project.lines.len() > 1;
        let silent = (!required || beside || releases.is_empty()) && listed.own.iter().all(|a| has_no_version(a));
        let (mut agreement, gaps) = match &incident.document {
            None => (Agreement::Unwritten, Vec::new()),
            Some(_) if silent => (Agreement::Silent, Vec::new()),
            Some(_) => ranges::compare(&listed, id.as_str(), &releases, on_branch),
        };
        let has_no_tag = self.untagged.as_ref().filter(|_| state == State::Fixed && !line.development);
        let listed_without_tag = match &agreement {
            Agreement::Awaits(version) if self.is_listed(line, version) => Some(format!(
                "advisory.toml lists the release {version}, but the clone has no tag of it: `git fetch --tags` brings missing tags"
            )),
            _ => None,
        };
        if let Some(why) = has_no_tag.cloned().or(listed_without_tag) {
            state = State::NotVerified(why);
            if let Agreement::Awaits(_) = agreement {
                agreement = Agreement::Open;
            }
        }
        let entries = match agreement {
            Agreement::Differs(_) => ranges::entries(&listed, &releases, flaw_is_known(case)),
            _ => Vec::new(),
        };
        let fixed_by = there.as_ref().filter(|_| on_branch).map(|there| self.fix.last_of(there)).transpose()?.flatten();
        let introduced_by = place.map(|(_, at)| self.fix.introduced_by(at)).transpose()?.unwrap_or_default();
        let mut verdict = LineVerdict {
            line,
            kind,
            required,
            reference: place.map(|(reference, _)| reference.to_owned()),
            state,
            carried: there.map(|there| there.carried).unwrap_or_default(),
            fixed_by: fixed_by.map(|id| id.to_string()),
            introduced_by: introduced_by.iter().map(ToString::to_string).collect(),
            ranges: ranges::ranges(&releases),
            releases,
            agreement,
            gaps,
            own,
            entries,
            plan: None,
        };
        if let Some(branch) = branch.filter(|_| verdict.lacks_release() && required) {
            let release = tagged.last().map(|release| (release.tag.as_str(), release.commit));
            let places = plan::Places { branch, release, development: self.development };
            verdict.plan = plan::plan(case, self.fix, line, &places, fetch_from)?;
        }
        Ok(verdict)
    }

    /// Returns whether advisory.toml lists a release of a line by now.
    fn is_listed(&self, line: &Line, version: &Version) -> bool {
        let is_there = line.releases.iter().any(|release| release.value == *version)
            || line.latest.as_ref().is_some_and(|latest| latest.value == version.as_str());
        is_there && line.listed.get(version.as_str()).is_none_or(|at| at.value <= self.case.now)
    }

    fn state(&self, line: &Line, flaw: Option<bool>, there: &There) -> State {
        let scope = &self.case.incident.scope.lines;
        let inside = scope.iter().any(|l| l.value == line.id.value);
        let outside = !scope.is_empty() && !inside;
        let nothing = there.carried.iter().all(|carried| carried.by.is_empty());
        match (flaw, there) {
            // Somebody applied it by hand, or is mistaken.
            (Some(false), There { fixed: false, .. }) if inside => State::NotVerified(
                "the incident lists it as affected, but no commit recorded as `introduced` is on it".to_owned(),
            ),
            (Some(false), _) => State::NotAffected,
            (_, There { fixed: true, claims: Some(claims), .. }) => State::NotVerified(format!(
                "{:.12} claims to contain the fix, but has another patch; review it, and record it for this line if it is right",
                claims.to_string()
            )),
            (_, There { fixed: true, .. }) => State::Fixed,
            (_, There { reverted_by: Some(by), .. }) => State::Reverted(by.to_string()),
            (_, There { doubt: Some((carrier, by)), .. }) => State::NotVerified(format!(
                "{:.12} reverted a part of {:.12}; review it, and record it for this line if it is right",
                by.to_string(),
                carrier.to_string()
            )),
            (None, _) if outside && nothing => State::NotVerified(
                "it is not in the incident's scope, and without `introduced` it is unknown whether it is affected"
                    .to_owned(),
            ),
            _ => State::Missing,
        }
    }

    /// Returns how the refs of a branch contradict each other about the fix; `None` if they agree.
    fn differs(&self, line: &LineId, state: &State, branch: &Branch) -> Result<Option<String>, ProductError> {
        let tip = &branch.tip.reference;
        for other in &branch.others {
            let is_fixed = self.fix.at(line, other.commit)?.fixed;
            match state {
                State::Fixed | State::NotAffected if !is_fixed && self.fix.has_flaw(other.commit)? != Some(false) => {
                    return Ok(Some(format!("{} lacks what {tip} has", other.reference)));
                }
                State::Missing | State::Reverted(_) if is_fixed => {
                    return Ok(Some(format!("{} has the fix, and {tip} lacks it", other.reference)));
                }
                _ => {}
            }
        }
        Ok(None)
    }

    fn no_branch(&self, line: &Line) -> String {
        match &line.branch {
            Some(name) => format!("the repository has no branch `{}`", name.value),
            None => format!("the repository has neither a branch `{0}` nor `release-{0}`", line.id.value),
        }
    }

    /// Returns what the advisory says about this line and about all lines: versions of the
    /// project's own package. A dependency has versions of its own.
    fn entries(&self, line: &Line) -> (Vec<usize>, LineEntries<'p>) {
        let mut listed = LineEntries { own: Vec::new(), whole: Vec::new() };
        let mut places = Vec::new();
        let Some(document) = &self.case.incident.document else { return (places, listed) };
        let project = &self.case.portfolio.project;
        let is_own = |a: &Affected| a.package.is_none() || project.is_first(project.package_of(a));
        for (n, affected) in document.affected.iter().enumerate().filter(|(_, a)| is_own(a)) {
            match &affected.line {
                None => listed.whole.push(affected),
                Some(own) if own.value == line.id.value => {
                    listed.own.push(affected);
                    places.push(n);
                }
                Some(_) => {}
            }
        }
        (places, listed)
    }

    fn releases(
        &self,
        line: &Line,
        tagged: &[Tagged],
        listed: &LineEntries<'_>,
        settled: Option<Id>,
    ) -> Result<Vec<Release>, ProductError> {
        let mut states = Vec::new();
        for release in tagged {
            let there = self.fix.at(&line.id.value, release.commit)?;
            let candidates = self.fix.candidates(&self.alike, &there, release.commit)?;
            let candidates: Vec<Id> = candidates.iter().map(|candidate| candidate.alike.commit).collect();
            let known = match settled {
                Some(at) => self.fix.product.contained(&candidates, at)?,
                None => Vec::new(),
            };
            let may_have = candidates.len() > known.len();
            let in_doubt = there.doubt.is_some() || there.fixed && there.claims.is_some() || may_have;
            // A mere claim to be the fix does not count.
            let fixed = there.fixed && there.claims.is_none();
            states.push((fixed, in_doubt && !fixed, self.fix.has_flaw(release.commit)?));
        }
        let first_fixed = states.iter().position(|(fixed, ..)| *fixed).unwrap_or(states.len());
        let releases = tagged.iter().zip(states).enumerate().map(|(n, (release, (fixed, in_doubt, flaw)))| {
            let is_last = n + 1 == first_fixed;
            let has_flaw =
                flaw.unwrap_or_else(|| n > first_fixed || ranges::has_begun(listed, &release.version, is_last));
            Release {
                version: release.version.clone(),
                tag: release.tag.clone(),
                affected: has_flaw && !fixed && !in_doubt,
                fixed,
                in_doubt: has_flaw && in_doubt,
            }
        });
        Ok(releases.collect())
    }
}

/// Returns in words which commits may carry the fix.
fn alike(candidates: &[&Candidate]) -> String {
    let said: Vec<String> = candidates
        .iter()
        .take(SHOWN)
        .map(|Candidate { alike, of, .. }| {
            let by = match &alike.by {
                Likeness::Subject => "the same subject".to_owned(),
                Likeness::Id(id) => format!("{id} in its message"),
            };
            format!("{} may be {}: it has {by}", alike.commit.short(), of.short())
        })
        .collect();
    let more = candidates.len().saturating_sub(SHOWN);
    let more = if more == 0 { String::new() } else { format!("; {more} more") };
    format!("{}{more}; review it, and record it for this line if it is right", said.join("; "))
}

/// The candidates that are shown of each line.
const SHOWN: usize = 3;

impl LineVerdict<'_> {
    /// Returns whether something remains to be done before a release of this line has the fix.
    fn lacks_release(&self) -> bool {
        match self.state {
            State::Missing | State::Reverted(_) => true,
            State::Fixed => !self.line.development && !self.is_released(),
            State::NotAffected | State::NotVerified(_) => false,
        }
    }
}

fn flaw_is_known(case: &Case<'_>) -> bool {
    !case.incident.fix.introduced.is_empty()
}

/// Such an entry only names a line.
fn has_no_version(affected: &Affected) -> bool {
    affected.bounds().next().is_none()
}
