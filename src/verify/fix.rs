//! The commits of the fix: which they are, what their messages say, and where each of them went.

use std::collections::{BTreeMap, BTreeSet};

use super::{Carried, How, Reviews, findings, is_doubt, review};
use crate::case::{Case, Standing};
use crate::finding::Finding;
use crate::git::{Commit, Id};
use crate::incident;
use crate::names::{LineId, Name};
use crate::product::{Carrier, Fingerprints, Fix, How as By, Presence, Product, ProductError, Trace};
use crate::source::Spanned;

/// A fix, traced through the product's history.
pub(super) struct Followed<'g> {
    pub(super) product: &'g Product,
    private: Option<&'g Product>,
    /// The original commits of the fix, oldest first.
    pub(super) originals: Vec<Original>,
    /// The commits recorded for each line, in the product's repository.
    recorded: BTreeMap<LineId, BTreeSet<Id>>,
    /// The commits that need a review: those of the fix as recorded, and those written by hand for
    /// other lines.
    pub(super) reviewed: Vec<Commit>,
    /// Where the originals went.
    pub(super) traces: Vec<Trace<'g>>,
    /// For each line, where its commits in the private repository went.
    instead: BTreeMap<LineId, Trace<'g>>,
    /// Where each commit went that introduced the flaw.
    introduced: Vec<Trace<'g>>,
}

/// A commit of the fix.
pub(super) struct Original {
    pub(super) commit: Commit,
    /// Whether it exists only in the private repository.
    pub(super) is_private: bool,
}

/// Whether a point in the history has the flaw; `None` if the commits that introduced it are not
/// recorded.
pub(super) type HasFlaw = Option<bool>;

/// Where a commit was found.
#[derive(Clone, Copy, PartialEq, Eq)]
struct LocatedCommit {
    id: Id,
    is_private: bool,
}

/// Resolves the recorded commits; `None`, with findings, if they can't be found in the
/// repositories.
pub(super) fn read<'g>(
    case: &Case<'_>,
    prints: &Fingerprints<'g>,
    product: &'g Product,
    private: Option<&'g Product>,
    found: &mut Vec<Finding>,
) -> Result<Option<Followed<'g>>, ProductError> {
    let reader = Reader { product, private };
    let before = found.len();
    let fix = &case.incident.fix;
    if fix.commits.is_empty() {
        found.push(findings::nothing_recorded(case));
    }
    let mut doubt = |id: &Spanned<String>, error| {
        if !is_doubt(&error) {
            return Err(error);
        }
        found.push(findings::commit(case, id.span, &id.value, &error));
        Ok(())
    };
    let mut commits: Vec<(&incident::FixCommit, LocatedCommit)> = Vec::new();
    for commit in &fix.commits {
        match reader.find(&commit.id.value) {
            Ok(there) => commits.push((commit, there)),
            Err(error) => doubt(&commit.id, error)?,
        }
    }
    let mut flaws = Vec::new();
    for id in &fix.introduced {
        let flaw = product.resolve(&id.value).and_then(|id| Fix::new(product, &[id]));
        match flaw {
            Ok(flaw) => flaws.push(flaw),
            Err(error) => doubt(id, error)?,
        }
    }
    // The base is a commit of the repository that has the fix, and usually of both.
    let mut bases = BTreeMap::new();
    for is_private in commits.iter().map(|(_, there)| there.is_private).collect::<BTreeSet<_>>() {
        if let Some(id) = &fix.base {
            match reader.reached(reader.origin(is_private), &id.value) {
                Ok(base) => drop(bases.insert(is_private, base)),
                Err(error) => doubt(id, error)?,
            }
        }
    }
    if found.len() > before {
        return Ok(None);
    }
    let first = first_written(case);
    let (written, for_lines): (Vec<_>, Vec<_>) = commits.into_iter().partition(|(c, _)| Some(&c.line.value) == first);
    let written: Vec<LocatedCommit> = written.into_iter().map(|(_, there)| there).collect();
    let mut fixes = Vec::new();
    for is_private in [false, true] {
        let ids: Vec<Id> = written.iter().filter(|f| f.is_private == is_private).map(|f| f.id).collect();
        if !ids.is_empty() {
            match reader.fixes(is_private, &ids, bases.get(&is_private).copied()) {
                Ok(Some(found)) => fixes.extend(found.into_iter().map(|fix| (is_private, fix))),
                Ok(None) => {
                    found.extend(fix.base.iter().map(|id| findings::base(case, id)));
                    return Ok(None);
                }
                Err(error) if is_doubt(&error) => {
                    found.push(findings::incomplete(case, &error));
                    return Ok(None);
                }
                Err(error) => return Err(error),
            }
        }
    }
    // Without a base, the recorded commits need the reviews, also a merge for what it brings.
    let mut reviewed = Vec::new();
    for LocatedCommit { id, is_private } in written {
        if !bases.contains_key(&is_private) {
            reviewed.push(reader.origin(is_private).commit(id)?);
        }
    }
    for (is_private, fix) in fixes.iter().filter(|(is_private, _)| bases.contains_key(is_private)) {
        for id in fix.commits() {
            reviewed.push(reader.origin(*is_private).commit(id)?);
        }
    }
    reader.follow(prints, fixes, flaws, &for_lines, reviewed).map(Some)
}

/// Returns the line that the fix was first written for: the development line, or the first line
/// that has any of it.
fn first_written<'p>(case: &Case<'p>) -> Option<&'p LineId> {
    let commits = &case.incident.fix.commits;
    let lines = &case.portfolio.project.lines;
    let has = |line: &LineId| commits.iter().any(|commit| commit.line.value == *line);
    let development = lines.iter().filter(|line| line.development);
    let known = development.chain(lines).map(|line| &line.id.value).find(|line| has(line));
    known.or_else(|| commits.first().map(|commit| &commit.line.value))
}

struct Reader<'g> {
    product: &'g Product,
    private: Option<&'g Product>,
}

impl<'g> Reader<'g> {
    /// Returns the commit, in the product's repository or in that of the private fix.
    fn find(&self, digits: &str) -> Result<LocatedCommit, ProductError> {
        match (self.reached(self.product, digits), self.private) {
            (Ok(id), _) => Ok(LocatedCommit { id, is_private: false }),
            (Err(ProductError::Unknown(_) | ProductError::Unreached(_)), Some(private)) => {
                Ok(LocatedCommit { id: self.reached(private, digits)?, is_private: true })
            }
            (Err(error), _) => Err(error),
        }
    }

    /// Returns the commit with this ID prefix that a branch or tag leads to.
    fn reached(&self, origin: &Product, digits: &str) -> Result<Id, ProductError> {
        let id = origin.resolve(digits)?;
        origin.range(id, id).map(|_| id)
    }

    fn origin(&self, is_private: bool) -> &'g Product {
        self.private.filter(|_| is_private).unwrap_or(self.product)
    }

    /// Returns these commits and, with a base, those in between; `None` if the base does not
    /// precede them. Each merge is a fix of its own.
    fn fixes(&self, is_private: bool, ids: &[Id], base: Option<Id>) -> Result<Option<Vec<Fix>>, ProductError> {
        let origin = self.origin(is_private);
        let ordered = parents_first(origin, ids)?;
        let Some(base) = base else { return with_merges(origin, &ordered).map(Some) };
        let mut all: Vec<Id> = Vec::new();
        for tip in &ordered {
            if !origin.is_ancestor(base, *tip)? {
                return Ok(None);
            }
            for id in origin.range(base, *tip)? {
                let is_merge = origin.commit(id)?.parents.len() > 1;
                if !is_merge && !all.contains(&id) {
                    all.push(id);
                }
            }
        }
        let fix = match ordered.last() {
            // Commits that were merged into the fix belong to it.
            Some(tip) if origin.range(base, *tip)?.iter().filter(|id| all.contains(id)).count() == all.len() => {
                Fix::range(origin, base, *tip)?
            }
            _ => Fix::new(origin, &all)?,
        };
        Ok(Some(vec![fix]))
    }

    fn original(&self, id: Id, is_private: bool) -> Result<Original, ProductError> {
        Ok(Original { commit: self.origin(is_private).commit(id)?, is_private })
    }

    /// Traces the fix, with the commits that were adapted for other lines.
    fn follow(
        &self,
        prints: &Fingerprints<'g>,
        fixes: Vec<(bool, Fix)>,
        flaws: Vec<Fix>,
        for_lines: &[(&incident::FixCommit, LocatedCommit)],
        mut reviewed: Vec<Commit>,
    ) -> Result<Followed<'g>, ProductError> {
        let mut originals = Vec::new();
        for (is_private, fix) in &fixes {
            for id in fix.commits() {
                originals.push(self.original(id, *is_private)?);
            }
        }
        let mut fixes: Vec<Fix> = fixes.into_iter().map(|(_, fix)| fix).collect();
        let known = clean(&prints.trace(&fixes)?);
        let is_original = |id: Id| originals.iter().any(|original| original.commit.id == id);
        let mut recorded: BTreeMap<LineId, BTreeSet<Id>> = BTreeMap::new();
        let mut written: BTreeMap<(&LineId, bool), Vec<Id>> = BTreeMap::new();
        for (commit, there) in for_lines {
            let line = &commit.line.value;
            if !there.is_private {
                recorded.entry(line.clone()).or_default().insert(there.id);
            }
            if is_original(there.id) || known.contains(&there.id) {
                continue;
            }
            written.entry((line, there.is_private)).or_default().push(there.id);
            if reviewed.iter().all(|commit| commit.id != there.id) {
                reviewed.push(self.origin(there.is_private).commit(there.id)?);
            }
        }
        let (mut lines, mut private) = (Vec::new(), Vec::new());
        for ((line, is_private), ids) in written {
            if is_private {
                lines.push(line.clone());
                private.push(Fix::new(self.origin(true), &parents_first(self.origin(true), &ids)?)?);
            } else {
                fixes = fixes.into_iter().map(|fix| fix.with_backport(ids.clone())).collect();
            }
        }
        let traces = prints.trace(&fixes)?;
        let instead = lines.into_iter().zip(prints.trace(&private)?).collect();
        let introduced = prints.trace(&flaws)?;
        let (product, private) = (self.product, self.private);
        Ok(Followed { product, private, originals, recorded, reviewed, traces, instead, introduced })
    }
}

/// Returns the fix of the commits that are no merges, and that of each merge.
fn with_merges(origin: &Product, ids: &[Id]) -> Result<Vec<Fix>, ProductError> {
    let (mut single, mut merges) = (Vec::new(), Vec::new());
    for id in ids {
        match origin.commit(*id)?.parents.len() {
            0 | 1 => single.push(*id),
            _ => merges.push(Fix::merge(origin, *id)?),
        }
    }
    let brought: BTreeSet<Id> = merges.iter().flat_map(Fix::commits).collect();
    single.retain(|id| !brought.contains(id));
    let own = (!single.is_empty()).then(|| Fix::new(origin, &single)).transpose()?;
    Ok(own.into_iter().chain(merges).collect())
}

/// Returns the commits, each after those that it builds upon.
fn parents_first(origin: &Product, ids: &[Id]) -> Result<Vec<Id>, ProductError> {
    let mut ordered: Vec<Id> = Vec::new();
    for id in ids {
        if ordered.contains(id) {
            continue;
        }
        let mut at = ordered.len();
        for (n, other) in ordered.iter().enumerate() {
            if origin.is_ancestor(*id, *other)? {
                at = n;
                break;
            }
        }
        ordered.insert(at, *id);
    }
    Ok(ordered)
}

/// Returns the commits that carry a commit of a fix with the same change.
fn clean(traces: &[Trace<'_>]) -> BTreeSet<Id> {
    let carriers = traces.iter().flat_map(Trace::carriers).flat_map(|(_, carriers)| carriers);
    let same = carriers.filter(|carrier| !matches!(how(carrier), How::Adapted | How::Recorded));
    same.flat_map(|carrier| carrier.commits).collect()
}

/// The state of the fix at one point in the history.
pub(super) struct There {
    /// Whether the whole fix is present and counts.
    pub(super) fixed: bool,
    /// A commit that reverted a part of it.
    pub(super) reverted_by: Option<Id>,
    /// A carrier, and a commit that restored some of the files that it changed.
    pub(super) doubt: Option<(Id, Id)>,
    /// A commit that claims to bring the fix, has a different patch, and is not recorded.
    pub(super) claims: Option<Id>,
    /// Each commit of the fix.
    pub(super) carried: Vec<Carried>,
    /// The missing commits of the fix, by their indices in `originals`.
    pub(super) lacking: Vec<usize>,
    /// For each commit of the fix, what brought it.
    pub(super) by: Vec<Vec<Id>>,
}

impl Followed<'_> {
    /// Returns whether this point ever had the flaw. A revert of the flaw is a fix, and has to be
    /// recorded as one.
    pub(super) fn has_flaw(&self, at: Id) -> Result<HasFlaw, ProductError> {
        let mut any = (!self.introduced.is_empty()).then_some(false);
        for trace in &self.introduced {
            let there = trace.standing(at)?.commits.iter().any(|(_, p)| !matches!(p, Presence::Absent));
            any = any.map(|any| any || there);
        }
        Ok(any)
    }

    /// Returns the commits that brought the flaw to this point.
    pub(super) fn introduced_by(&self, at: Id) -> Result<Vec<Id>, ProductError> {
        let mut all = Vec::new();
        for trace in &self.introduced {
            for (_, presence) in trace.standing(at)?.commits {
                match presence {
                    Presence::Present(carrier)
                    | Presence::Reverted { carrier, .. }
                    | Presence::Doubtful { carrier, .. } => all.extend(carrier.commits),
                    Presence::Absent => {}
                }
            }
        }
        Ok(all)
    }

    /// Returns the commit that has all others that brought the fix to a point before it; `None` if
    /// there is no such commit.
    pub(super) fn last_of(&self, there: &There) -> Result<Option<Id>, ProductError> {
        let all: BTreeSet<Id> = there.by.iter().flatten().copied().collect();
        let mut last = None;
        for id in &all {
            let is_behind = |other: &Id| self.product.is_ancestor(*other, *id);
            if all.iter().map(is_behind).collect::<Result<Vec<_>, _>>()?.into_iter().all(|is| is) {
                last = Some(*id);
            }
        }
        Ok(last)
    }

    /// Returns the state of the fix at a point of this line.
    pub(super) fn at(&self, line: &LineId, at: Id) -> Result<There, ProductError> {
        let mut there = There {
            fixed: false,
            reverted_by: None,
            doubt: None,
            claims: None,
            carried: Vec::new(),
            lacking: Vec::new(),
            by: Vec::new(),
        };
        let recorded = self.recorded.get(line);
        let mut presences = Vec::new();
        for trace in &self.traces {
            presences.extend(trace.standing(at)?.commits);
        }
        let instead = self.instead.get(line).map(|trace| trace.standing(at)).transpose()?;
        let instead = instead.filter(|standing| standing.is_present());
        for (n, ((id, presence), original)) in presences.iter().zip(&self.originals).enumerate() {
            let (by, how) = match (presence, &instead) {
                (Presence::Present(carrier), _) => {
                    let how = how(carrier);
                    let is_recorded =
                        carrier.commits.iter().all(|id| recorded.is_some_and(|recorded| recorded.contains(id)));
                    match how {
                        How::Adapted if is_recorded => (carrier.commits.clone(), How::Recorded),
                        How::Adapted => {
                            there.claims = there.claims.or(carrier.commits.first().copied());
                            (carrier.commits.clone(), how)
                        }
                        _ => (carrier.commits.clone(), how),
                    }
                }
                (_, Some(standing)) => (commits(standing), How::Recorded),
                (Presence::Reverted { carrier, by, .. }, None) => {
                    there.reverted_by = there.reverted_by.or(Some(*by));
                    there.lacking.push(n);
                    (carrier.commits.clone(), How::TakenBack)
                }
                (Presence::Doubtful { carrier, by }, None) => {
                    there.doubt = there.doubt.or(carrier.commits.first().map(|carrier| (*carrier, *by)));
                    there.lacking.push(n);
                    (carrier.commits.clone(), How::TakenBackInPart)
                }
                (Presence::Absent, None) => {
                    there.lacking.push(n);
                    (Vec::new(), How::Nothing)
                }
            };
            there.carried.push(Carried {
                commit: id.to_string(),
                subject: original.commit.subject().to_owned(),
                by: by.iter().map(ToString::to_string).collect(),
                how,
            });
            there.by.push(if matches!(how, How::TakenBack | How::TakenBackInPart) { Vec::new() } else { by });
        }
        there.fixed = !presences.is_empty() && there.lacking.is_empty();
        Ok(there)
    }

    /// Returns the reviews that the policy requires.
    pub(super) fn reviews<'p>(&self, case: &Case<'p>) -> Result<Vec<Reviews<'p>>, ProductError> {
        let applies = |step: &crate::policy::Step| {
            let status = case.step(step.element.id.as_str());
            !status.is_some_and(|s| matches!(s.standing, Standing::NotApplicable(_)))
        };
        let commits = &self.reviewed;
        let team = &case.portfolio.team;
        let authors: BTreeSet<&Name> =
            commits.iter().flat_map(|commit| review::authors(team, commit)).map(|m| &m.id.value).collect();
        let asked = review::asked(case).into_iter().filter(|(step, _)| applies(step));
        let reviews = asked.map(|(step, asked)| {
            let commits: Vec<_> = commits.iter().map(|commit| review::review(case, asked, commit)).collect();
            let people: BTreeSet<&Name> = commits.iter().flat_map(|review| &review.by).collect();
            let of_the_whole = people.into_iter().filter(|name| !authors.contains(name)).count();
            Reviews { step, asked, commits, of_the_whole }
        });
        Ok(reviews.collect())
    }

    /// Returns whether a commit is a merge, in whichever repository it is.
    pub(super) fn is_merge(&self, id: Id) -> Result<bool, ProductError> {
        let commit = self.product.commit(id);
        let commit = match (commit, self.private) {
            (Err(ProductError::Incomplete(_)), Some(private)) => private.commit(id),
            (commit, _) => commit,
        };
        Ok(commit?.parents.len() > 1)
    }
}

fn how(carrier: &Carrier) -> How {
    match carrier.how {
        By::Itself => How::Itself,
        By::Picked { same_patch: true, .. } => How::Picked,
        By::Picked { same_patch: false, .. } | By::Restored { .. } => How::Adapted,
        By::SamePatch { .. } => How::SamePatch,
        By::Squashed => How::Squashed,
        By::Replayed { .. } => How::Replayed,
        By::Named => How::Recorded,
    }
}

fn commits(standing: &crate::product::Standing) -> Vec<Id> {
    let mut all = Vec::new();
    for (_, presence) in &standing.commits {
        if let Presence::Present(carrier) = presence {
            all.extend(carrier.commits.iter().filter(|id| !all.contains(*id)).copied().collect::<Vec<_>>());
        }
    }
    all
}
