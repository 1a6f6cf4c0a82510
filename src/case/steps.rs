//! Evaluates the status of every step of an incident at one instant.

use std::collections::BTreeSet;

use super::approval::Approvals;
use super::authority::{Act, Authority};
use super::condition::{self, Circumstances};
use super::deadline::{self, Anchors, Clock};
use super::{Blocker, Case, Deadline, Standing, StepStatus, embargo, facts, gate};
use crate::cvss::Score;
use crate::event::BuiltIn;
use crate::fact::Fact;
use crate::incident::{Decision, Event, Incident, Waiver};
use crate::names::Name;
use crate::policy::{Effect, Grant, LineKind, Mode, Path, Policy, Step, WaiverRule};
use crate::portfolio::Portfolio;
use crate::time::{Calendar, Instant};

pub(super) fn work_out<'p>(portfolio: &'p Portfolio, incident: &'p Incident, now: Instant) -> Case<'p> {
    let policy = portfolio.policy_of(incident);
    let happened = |event: BuiltIn| incident.first(event).filter(|e| e.at.value <= now);
    let reported = happened(BuiltIn::Reported).map(|e| e.at.value);
    let approvals = Approvals::of(incident, incident, policy, &portfolio.team, now);
    let embargo = embargo::status(incident, Authority::in_portfolio(portfolio, incident), &approvals, now);
    let publication = gate::publication(incident, &approvals, embargo.until, now);
    let kinds = kinds(portfolio, incident, reported.unwrap_or(now));
    let circumstances = Circumstances {
        incident,
        reported,
        score: score(incident, policy),
        embargo_broken: embargo.broken.is_some(),
        exploited: happened(BuiltIn::Exploited).is_some(),
        kinds,
    };
    let abandoned = embargo.broken.is_none() || embargo.is_abandoned();
    let modes: Vec<&Mode> = policy
        .modes
        .iter()
        .filter(|m| circumstances.meet(&m.when, m.unscored_meets))
        .filter(|m| abandoned || !condition::asks_for_broken_embargo(&m.when))
        .collect();
    let paths: Vec<&Path> = policy.paths.iter().filter(|p| circumstances.meet(&p.when, false)).collect();
    let anchors = Anchors { incident, now, published: publication.ok(), until: embargo.until };
    let calendar = portfolio.calendar(policy);
    let evaluator = Evaluator { portfolio, incident, policy, now, circumstances, modes, paths, anchors, calendar };
    let mut steps: Vec<StepStatus<'p>> = policy.steps.iter().map(|step| evaluator.status(step)).collect();
    block(&mut steps, &evaluator);
    let Evaluator { circumstances: Circumstances { kinds, score, .. }, modes, paths, .. } = evaluator;
    Case { portfolio, incident, policy, now, reported, kinds, score, paths, modes, steps, embargo, publication }
}

/// Returns the kinds of release line an incident affects. Until known lines are recorded, it is
/// assumed to affect supported ones.
fn kinds(portfolio: &Portfolio, incident: &Incident, at: Instant) -> Vec<LineKind> {
    let known = incident.scope.lines.iter().filter_map(|l| portfolio.line(&l.value));
    let kinds: BTreeSet<LineKind> = known.map(|line| line.kind(at)).collect();
    if kinds.is_empty() { vec![LineKind::Supported] } else { kinds.into_iter().collect() }
}

/// Returns the score that thresholds read.
fn score(incident: &Incident, policy: &Policy) -> Option<Score> {
    incident.document.as_ref()?.ranking(policy)?.threshold_score()
}

/// Returns whether a recorded waiver meets its rule's requirements on the granter and the evidence.
/// A waiver without a date is judged at `undated`.
fn is_permitted(waiver: &Waiver, rule: &WaiverRule, authority: Authority<'_>, undated: Instant) -> bool {
    let at = waiver.at.as_ref().map_or(undated, |at| at.value);
    authority.may_any(&waiver.by, Act::Waive(rule), at)
        && (!rule.needs_link || waiver.link.is_some())
        && (!rule.needs_reason || waiver.reason.as_ref().is_some_and(|r| !r.trim().is_empty()))
}

/// Everything needed to judge one step.
struct Evaluator<'p> {
    portfolio: &'p Portfolio,
    incident: &'p Incident,
    policy: &'p Policy,
    now: Instant,
    circumstances: Circumstances<'p>,
    modes: Vec<&'p Mode>,
    paths: Vec<&'p Path>,
    anchors: Anchors<'p>,
    calendar: Calendar,
}

impl<'p> Evaluator<'p> {
    /// Returns the first event with a name that the policy gives, if it has happened.
    fn happened(&self, name: &str) -> Option<&'p Event> {
        self.incident.first_named(name).filter(|e| e.at.value <= self.now)
    }

    fn undated(&self) -> Instant {
        self.circumstances.reported.unwrap_or(self.now)
    }

    fn authority(&self) -> Authority<'p> {
        Authority::new(self.policy, &self.portfolio.team, self.incident)
    }

    fn decision(&self, step: &Step) -> Option<&'p Decision> {
        self.authority().decision(&step.element.id.value, self.undated(), self.now)
    }

    /// Returns the permitted waivers in force, with their rules.
    fn waivers(&self) -> impl Iterator<Item = (&'p Waiver, &'p WaiverRule)> {
        self.incident.waivers.iter().filter_map(|waiver| {
            let rule = self.policy.waiver(waiver.waiver.as_str())?;
            let in_force = waiver.at.as_ref().is_none_or(|at| at.value <= self.now);
            let permitted = in_force
                && self.circumstances.meet(&rule.when, false)
                && is_permitted(waiver, rule, self.authority(), self.undated());
            permitted.then_some((waiver, rule))
        })
    }

    fn why_not_applicable(&self, step: &Step) -> Option<String> {
        let id = &step.element.id.value;
        let on_path = self.policy.paths.is_empty()
            || self.paths.iter().any(|p| p.steps.iter().any(|s| s.value == *id))
            || !self.policy.paths.iter().any(|p| p.steps.iter().any(|s| s.value == *id))
            || self
                .waivers()
                .any(|(waiver, rule)| rule.grants == Grant::Fix && waiver.steps.iter().any(|s| s.value == *id));
        if !on_path {
            let paths: Vec<&str> = self.paths.iter().map(|p| p.element.id.as_str()).collect();
            return Some(match paths.as_slice() {
                [] => "no path of the policy applies".to_owned(),
                paths => format!("not on the path {}", paths.join(", ")),
            });
        }
        let rejected = self.incident.first(BuiltIn::Rejected).filter(|e| e.at.value <= self.now);
        rejected.is_some().then(|| "the report was rejected".to_owned())
    }

    fn status(&self, step: &'p Step) -> StepStatus<'p> {
        let done = self.happened(step.event.as_str());
        let decision = self.decision(step);
        let skip = decision.filter(|d| !d.take.value && step.optional.is_some());
        let missing = self.missing(step);
        let unattested = self.unattested(step);
        let status = |standing, clock: Clock, waiver| StepStatus {
            step,
            standing,
            deadline: clock.deadline,
            earliest: clock.earliest,
            done,
            waiver,
            missing: missing.clone(),
            unattested: unattested.clone(),
        };
        if self.incident.imported.is_some() {
            let why = "it was published before it came here".to_owned();
            return status(Standing::NotApplicable(why), Clock::NONE, None);
        }
        // The event may have been recorded for another reason, so a step whose condition is false
        // does not count as done.
        if !self.circumstances.meet(&step.when, false) {
            let why = "its condition does not hold".to_owned();
            return status(Standing::NotApplicable(why), Clock::NONE, None);
        }
        if done.is_none() {
            if let Some(why) = self.why_not_applicable(step) {
                return status(Standing::NotApplicable(why), Clock::NONE, None);
            }
            if let Some(decision) = skip {
                return status(Standing::Skipped(decision), Clock::NONE, None);
            }
        }
        let (clock, waiver, infeasible) = self.clock(step, done.map(|e| e.at.value));
        let due = clock.deadline.due();
        let standing = match (done, infeasible, due) {
            (Some(event), _, Some(due)) if event.at.value > due => {
                Standing::DoneLate(event.at.value.seconds_since(due))
            }
            (Some(_), ..) => Standing::Done,
            (None, Some((floor, cap)), _) => Standing::Infeasible { floor, cap },
            (None, None, Some(due)) if self.now > due => Standing::Overdue(self.now.seconds_since(due)),
            (None, None, Some(due)) if waiver.is_some() => Standing::Waived(due),
            (None, None, _) => Standing::Due,
        };
        status(standing, clock, waiver)
    }

    /// Returns the clock after modes, floors and waivers; the waiver that moved it; and the floor
    /// and cap if they contradict each other.
    fn clock(&self, step: &'p Step, done: Option<Instant>) -> (Clock, Option<&'p Waiver>, Option<(Instant, Instant)>) {
        let Some(window) = &step.window else { return (Clock::NONE, None, None) };
        let mut clock = deadline::clock(window, &self.anchors, &self.calendar);
        let mut infeasible = None;
        for mode in &self.modes {
            if matches!(mode.effect, Effect::Asap) {
                let since = condition::since(&mode.when, self.circumstances.reported, self.incident);
                // A step that was done before the mode came on keeps the clock it was done under.
                if done.is_none_or(|done| since.is_some_and(|since| done >= since)) {
                    clock = deadline::asap(clock, since);
                }
            }
        }
        for mode in &self.modes {
            if let Effect::Floor { event, replan } = &mode.effect
                && replan.iter().any(|s| s.value == step.element.id.value)
            {
                let floor = deadline::floor_instant(&self.anchors, event.as_str());
                match deadline::floor(clock, floor) {
                    Ok(moved) => clock = moved,
                    Err(cap) => infeasible = Some((floor, cap)),
                }
            }
        }
        let moves = |waiver: &Waiver, rule: &WaiverRule| {
            let named = waiver.steps.iter().any(|s| s.value == step.element.id.value);
            let allowed = rule.steps.is_empty() || rule.steps.iter().any(|s| s.value == step.element.id.value);
            rule.grants == Grant::NewDate && named && allowed
        };
        let extended = deadline::extended(window, &self.anchors, &self.calendar);
        let mut waived = None;
        for (waiver, _) in self.waivers().filter(|(waiver, rule)| moves(waiver, rule)) {
            if let Some(moved) = deadline::waive(clock, waiver, extended) {
                clock = moved;
                waived = Some(waiver);
            }
        }
        (clock, waived, infeasible)
    }

    fn missing(&self, step: &Step) -> Vec<Fact> {
        let reported = self.circumstances.reported;
        let decided = || self.decision(step).is_some();
        step.needs
            .iter()
            .filter(|need| need.required)
            .map(|need| need.fact.value)
            .filter(|fact| match fact {
                Fact::Decision => !decided(),
                fact => !facts::has(self.portfolio, self.incident, reported, *fact),
            })
            .collect()
    }

    fn unattested(&self, step: &Step) -> Vec<&'p crate::policy::Attestation> {
        self.policy
            .attestations
            .iter()
            .filter(|a| a.step.as_ref().is_some_and(|s| s.value == step.element.id.value))
            .filter(|a| !self.incident.has_acknowledged(&a.element.id.value, self.now))
            .collect()
    }

    /// Returns how many approvals are missing: on each commit of the fix, or on the fix as a whole.
    fn approvals_missing(&self, step: &Step) -> u32 {
        let (Some(approvals), commits) = (&step.approvals, &self.incident.fix.commits) else { return 0 };
        let authority = self.authority();
        let may = |by: &Name, at| authority.may(by.as_str(), Act::ApproveFix(approvals), at);
        let short =
            |given: BTreeSet<&Name>| approvals.count.saturating_sub(u32::try_from(given.len()).unwrap_or(u32::MAX));
        let given = |commit: &'p crate::incident::FixCommit| {
            let author = commit.author.as_ref().map(|a| &a.value);
            let given = commit.approved_by.iter().map(|a| &a.value).filter(move |a| Some(*a) != author);
            given.filter(|a| may(a, self.undated()))
        };
        if approvals.per_commit {
            return commits.iter().map(|commit| short(given(commit).collect())).fold(0, u32::saturating_add);
        }
        if commits.is_empty() {
            return 0; // nothing to approve yet
        }
        let of_the_whole = |e: &&Event| e.is(BuiltIn::PatchApproved) && e.at.value <= self.now;
        let authors: BTreeSet<&Name> = commits.iter().filter_map(|c| c.author.as_ref()).map(|a| &a.value).collect();
        let events = self.incident.events.iter().filter(of_the_whole);
        let events = events.flat_map(|e| e.by.iter().map(|by| &by.value).filter(|by| may(by, e.at.value)));
        short(commits.iter().flat_map(given).chain(events.filter(|by| !authors.contains(by))).collect())
    }
}

/// Second pass: marks the steps that wait for something, now that the standing of every step is
/// known.
fn block<'p>(steps: &mut [StepStatus<'p>], evaluator: &Evaluator<'p>) {
    let open: BTreeSet<&Name> =
        steps.iter().filter(|s| s.standing.is_open()).map(|s| &s.step.element.id.value).collect();
    let blockers: Vec<Vec<Blocker<'p>>> = steps.iter().map(|status| blockers(status, &open, evaluator)).collect();
    for (status, by) in steps.iter_mut().zip(blockers) {
        let waits = matches!(status.standing, Standing::Due | Standing::Overdue(_) | Standing::Waived(_));
        if waits && !by.is_empty() {
            let overdue = matches!(status.deadline, Deadline::At { due, .. } if evaluator.now > due);
            status.standing = Standing::Blocked { by, overdue };
        }
    }
}

fn blockers<'p>(status: &StepStatus<'p>, open: &BTreeSet<&Name>, evaluator: &Evaluator<'p>) -> Vec<Blocker<'p>> {
    let step = status.step;
    let mut by: Vec<Blocker<'p>> = step
        .requires
        .iter()
        .filter(|r| open.contains(&r.value))
        .filter_map(|r| evaluator.policy.step(r.as_str()))
        .map(Blocker::Step)
        .collect();
    if !step.after_any.is_empty() && !step.after_any.iter().any(|e| evaluator.happened(e.as_str()).is_some()) {
        by.push(Blocker::Event(&step.after_any));
    }
    if status.missing.contains(&Fact::Decision) {
        by.push(Blocker::Decision);
    }
    // A step that informs someone needs its facts first; other steps may establish theirs.
    if !step.to.is_empty() {
        by.extend(status.missing.iter().filter(|f| **f != Fact::Decision).copied().map(Blocker::Fact));
    }
    match evaluator.approvals_missing(step) {
        0 => {}
        missing => by.push(Blocker::Approvals(missing)),
    }
    by
}
