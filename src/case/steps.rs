//! Evaluates the status of every step of an incident at one instant.

use std::collections::BTreeSet;

use super::approval::Approvals;
use super::authority::{Act, Authority};
use super::condition::{self, Circumstances};
use super::deadline::{self, Anchors, Clock};
use super::over::exploited;
use super::{Blocker, Case, Floor, FloorReason, Past, Standing, StepStatus, When, doubt, embargo, facts, gate, own};
use crate::event::BuiltIn;
use crate::fact::Fact;
use crate::incident::{Decision, Event, Incident, Waiver};
use crate::names::Name;
use crate::policy::{Anchor, Effect, Grant, LineKind, Lines, Mode, Path, Policy, Precision, Step, WaiverRule, Window};
use crate::portfolio::Portfolio;
use crate::time::{Calendar, Instant};

pub(super) fn work_out<'p>(portfolio: &'p Portfolio, incident: &'p Incident, now: Instant) -> Case<'p> {
    let policy = portfolio.policy_of(incident);
    let happened = |event: BuiltIn| incident.first(event).filter(|e| e.at.value <= now);
    let reported = happened(BuiltIn::Reported).map(|e| e.at.value);
    let approvals = Approvals::of(incident, incident, policy, &portfolio.team, now);
    let authority = Authority::in_portfolio(portfolio, incident);
    let embargo = embargo::status(incident, authority, &approvals, now);
    let publication = gate::publication(incident, &approvals, embargo.until, now);
    let publication = doubt::publication(portfolio, incident, publication, now);
    let last_break = embargo.last_break.map(|e| e.at.value);
    let kinds = kinds(portfolio, incident, reported.unwrap_or(now));
    let score = own::score(authority, now);
    let circumstances = Circumstances {
        incident,
        disclosure: incident.report.disclosure.value,
        reported,
        score,
        level: own::level(authority, score, now),
        policy,
        facts: own::all(authority, now),
        embargo_broken: embargo.broken.map(|e| e.at.value),
        exploited: exploited(authority, last_break, publication.ok(), now),
        kinds,
    };
    let of_modes = circumstances.of_modes(&embargo);
    let modes: Vec<&Mode> = policy.modes.iter().filter(|m| of_modes.meet(&m.when, m.unscored_meets)).collect();
    let paths: Vec<&Path> = policy.paths.iter().filter(|p| circumstances.meet(&p.when, false)).collect();
    let broken = embargo.broken.map(|e| e.at.value);
    let anchors = Anchors { incident, now, published: publication.ok(), until: embargo.until, broken };
    let calendar = portfolio.calendar(policy);
    let evaluator = Evaluator {
        portfolio,
        incident,
        policy,
        now,
        circumstances,
        of_modes,
        modes,
        paths,
        anchors,
        calendar,
        last_break,
        end: embargo.binding_end(),
    };
    let mut steps: Vec<StepStatus<'p>> = policy.steps.iter().map(|step| evaluator.status(step)).collect();
    claim_events(&mut steps);
    block(&mut steps, &evaluator);
    let excepted = evaluator.waivers().any(|(_, rule)| rule.grants == Grant::Fix);
    let Evaluator { circumstances: Circumstances { kinds, score, level, facts, .. }, modes, paths, .. } = evaluator;
    Case {
        portfolio,
        incident,
        policy,
        now,
        reported,
        kinds,
        score,
        level,
        facts,
        paths,
        modes,
        steps,
        excepted,
        embargo,
        publication,
        past: Past::default(),
    }
}

/// Returns the kinds of release line an incident affects. Until known lines are recorded, it is
/// assumed to affect supported ones.
fn kinds(portfolio: &Portfolio, incident: &Incident, at: Instant) -> Vec<LineKind> {
    let known = incident.scope.lines.iter().filter_map(|l| portfolio.line(&l.value));
    let kinds: BTreeSet<LineKind> = known.map(|line| line.kind(at)).collect();
    if kinds.is_empty() { vec![LineKind::Supported] } else { kinds.into_iter().collect() }
}

/// Returns whether a recorded waiver meets its rule's requirements on the granter and the evidence.
/// A waiver without a date is judged at `undated`.
fn is_permitted(waiver: &Waiver, rule: &WaiverRule, authority: Authority<'_>, undated: When) -> bool {
    let at = waiver.at.as_ref().map_or(undated, |at| at.value.into());
    authority.may_any(&waiver.by, Act::Waive(rule), at)
        && (!rule.needs_link || waiver.link.is_some())
        && (!rule.needs_reason || waiver.reason.as_ref().is_some_and(|r| !r.trim().is_empty()))
}

/// When a step is in time.
struct Timing<'p> {
    /// Its clock after modes, floors and waivers.
    clock: Clock,
    /// How far a waiver may move it, if not at will.
    limit: Option<Instant>,
    /// The waiver that moved it.
    waiver: Option<&'p Waiver>,
    /// A waiver that was granted after the step was done.
    excused: Option<&'p Waiver>,
    /// What it has to wait for.
    floor: Option<Floor>,
    /// The floor and the cap, if they contradict each other.
    infeasible: Option<(Instant, Instant)>,
    /// Whether it follows a planned date. Such dates are given to the minute.
    is_dated: bool,
}

impl Timing<'_> {
    const NONE: Self = Self {
        clock: Clock::NONE,
        limit: None,
        waiver: None,
        excused: None,
        floor: None,
        infeasible: None,
        is_dated: false,
    };

    /// Returns by how many seconds an instant is after a limit, if it is.
    fn passed(&self, limit: Instant, at: Instant) -> Option<i64> {
        let seconds = if self.is_dated { (at.minute() - limit.minute()) * 60 } else { at.seconds_since(limit) };
        (seconds > 0).then_some(seconds)
    }
}

/// Everything needed to judge one step.
struct Evaluator<'p> {
    portfolio: &'p Portfolio,
    incident: &'p Incident,
    policy: &'p Policy,
    now: Instant,
    circumstances: Circumstances<'p>,
    of_modes: Circumstances<'p>,
    modes: Vec<&'p Mode>,
    paths: Vec<&'p Path>,
    anchors: Anchors<'p>,
    calendar: Calendar,
    /// When the embargo was broken last, if it was.
    last_break: Option<Instant>,
    /// The end of the embargo, unless it broke and nobody decided on an end since.
    end: Option<Instant>,
}

impl<'p> Evaluator<'p> {
    /// Returns the first event with a name that the policy gives, if it has happened. A decision by
    /// people who may not decide does not count.
    fn happened(&self, name: &str) -> Option<&'p Event> {
        self.events(name).min_by_key(|e| e.at.value)
    }

    fn events<'n>(&self, name: &'n str) -> impl Iterator<Item = &'p Event> + use<'p, 'n> {
        let (now, authority) = (self.now, self.authority());
        let named = self.incident.events.iter().filter(move |e| e.name() == name && e.at.value <= now);
        named.filter(move |e| authority.counts(e))
    }

    fn undated(&self) -> When {
        When::Undated(self.circumstances.reported.unwrap_or(self.now))
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
        self.why_off_path(step).or_else(|| self.authority().why_over(step, self.now).map(str::to_owned))
    }

    /// Returns why no path of the incident has a step.
    fn why_off_path(&self, step: &Step) -> Option<String> {
        let id = &step.element.id.value;
        let on_path = self.policy.paths.is_empty()
            || self.paths.iter().any(|p| p.steps.iter().any(|s| s.value == *id))
            || !self.policy.paths.iter().any(|p| p.steps.iter().any(|s| s.value == *id))
            || self
                .waivers()
                .any(|(waiver, rule)| rule.grants == Grant::Fix && waiver.steps.iter().any(|s| s.value == *id));
        let paths: Vec<&str> = self.paths.iter().map(|p| p.element.id.as_str()).collect();
        (!on_path).then(|| match paths.as_slice() {
            [] => "no path of the policy applies".to_owned(),
            paths => format!("not on the path {}", paths.join(", ")),
        })
    }

    /// Returns the event that does a step. What follows a broken embargo follows each break.
    fn doing(&self, step: &Step) -> Option<&'p Event> {
        let last = self.last_break.filter(|_| step.when.embargo_broken == Some(true));
        match last {
            Some(last) => self.events(step.event.as_str()).filter(|e| e.at.value >= last).min_by_key(|e| e.at.value),
            None => self.happened(step.event.as_str()),
        }
    }

    fn status(&self, step: &'p Step) -> StepStatus<'p> {
        let done = self.doing(step);
        let decision = self.decision(step);
        let skip = decision.filter(|d| !d.take.value && step.optional.is_some());
        let missing = self.missing(step, done.map_or(self.now, |done| done.at.value));
        let unattested = self.unattested(step);
        let unapproved = self.approvals_missing(step, done.is_some() || self.makes_exception());
        let status = |standing, timing: Timing<'p>| StepStatus {
            step,
            standing,
            deadline: timing.clock.deadline,
            earliest: timing.clock.earliest,
            latest: timing.clock.latest,
            limit: timing.limit,
            follows_plan: timing.is_dated,
            floor: timing.floor,
            done,
            waiver: timing.waiver,
            excused: timing.excused,
            missing: missing.clone(),
            unapproved,
            unattested: unattested.clone(),
            off_path: self.why_off_path(step),
        };
        if self.incident.imported.is_some() {
            let why = "it was published before it was imported".to_owned();
            return status(Standing::NotApplicable(why), Timing::NONE);
        }
        // The event may have been recorded for another reason, so a step whose condition is false
        // does not count as done.
        if !self.circumstances.meet(&step.when, false) {
            let why = "its condition is not met".to_owned();
            return status(Standing::NotApplicable(why), Timing::NONE);
        }
        // Once everybody can read of the vulnerability, nothing is left to decide about a leak.
        if done.is_none() && step.is_done_by(BuiltIn::BreakDecided) && self.anchors.published.is_some() {
            let why = "the advisory is public".to_owned();
            return status(Standing::NotApplicable(why), Timing::NONE);
        }
        if step.asks_others() {
            let why = "it asks something of people who report, and nothing shows when they knew".to_owned();
            return status(Standing::NotApplicable(why), Timing::NONE);
        }
        if done.is_none() {
            if let Some(why) = self.why_not_applicable(step) {
                return status(Standing::NotApplicable(why), Timing::NONE);
            }
            if let Some(decision) = skip {
                return status(Standing::Skipped(decision), Timing::NONE);
            }
        }
        let timing = self.timing(step, done.map(|e| e.at.value));
        let clock = timing.clock;
        let finished =
            done.map(|e| e.at.value).or(self.anchors.published.filter(|_| step.event.as_str() == deadline::PUBLIC));
        let late = |at: Instant| clock.latest.and_then(|latest| timing.passed(latest, at));
        let standing = match (finished, timing.infeasible) {
            (Some(at), _) => match (late(at), clock.earliest.and_then(|earliest| timing.passed(at, earliest))) {
                (Some(late), _) => Standing::DoneLate(late),
                (None, Some(early)) => Standing::DoneEarly(early),
                (None, None) => Standing::Done,
            },
            (None, Some((floor, cap))) => Standing::Infeasible { floor, cap },
            (None, None) => match (late(self.now), clock.latest.filter(|_| timing.waiver.is_some())) {
                (Some(late), _) => Standing::Overdue(late),
                (None, Some(latest)) => Standing::Waived(latest),
                (None, None) => Standing::Due,
            },
        };
        status(standing, timing)
    }

    /// Returns when a step is in time, after modes, floors and waivers.
    fn timing(&self, step: &'p Step, done: Option<Instant>) -> Timing<'p> {
        let window = step.window.as_ref();
        let mut clock = window.map_or(Clock::NONE, |window| deadline::clock(window, &self.anchors, &self.calendar));
        let follows_date = window.is_some_and(|window| matches!(window.anchor, Anchor::At(_)));
        let promised = self.promised_release().filter(|_| step.is_done_by(BuiltIn::Released) && !follows_date);
        if let Some(promised) = promised {
            clock = deadline::promise(clock, promised);
        }
        for mode in self.modes.iter().filter(|mode| matches!(mode.effect, Effect::Asap)) {
            // A step that was done before the mode came on keeps the clock it was done under.
            let since = condition::since(mode, &self.of_modes);
            if let Some(since) = since.filter(|since| done.is_none_or(|done| done >= *since)) {
                clock = deadline::asap(clock, window, &self.anchors, &self.calendar, since);
            }
        }
        let mut infeasible = None;
        let date = self.modes.iter().filter_map(|mode| self.floor_of(mode, step, done.unwrap_or(self.now))).max();
        if let Some(date) = date {
            match deadline::floor(clock, date) {
                Ok(moved) => clock = moved,
                Err(cap) => infeasible = Some((date, cap)),
            }
        }
        // Agreeing on an embargo sets the first instant and moves no deadline.
        let end = self.end.filter(|_| self.policy.reveals(step));
        clock = end.map_or(clock, |end| clock.not_before(end));
        let floor = match (date, end) {
            (Some(at), end) if end.is_none_or(|end| end <= at) => Some(Floor { at, reason: FloorReason::Mode }),
            (_, end) => end.map(|at| Floor { at, reason: FloorReason::Embargo }),
        };
        let moves = |waiver: &Waiver, rule: &WaiverRule| {
            let named = waiver.steps.iter().any(|s| s.value == step.element.id.value);
            let allowed = rule.steps.is_empty() || rule.steps.iter().any(|s| s.value == step.element.id.value);
            rule.grants == Grant::NewDate && named && allowed
        };
        let limit = window.and_then(|window| deadline::limit(clock, window, &self.anchors, &self.calendar));
        let (mut waived, mut excused, unwaived) = (None, None, clock);
        let mut granted: Vec<_> = self.waivers().filter(|(waiver, rule)| moves(waiver, rule)).collect();
        // The last one counts: somebody judged the schedule anew.
        granted.sort_by_key(|(waiver, _)| waiver.at.as_ref().map(|at| at.value));
        for (waiver, _) in granted {
            let until = waiver.until.as_ref().map(|until| until.value);
            let Some(moved) = until.and_then(|until| deadline::waive(unwaived, until, limit)) else { continue };
            // A waiver counts from when it was granted. What was late before stays late.
            let granted = waiver.at.as_ref().map(|at| at.value);
            if done.zip(granted).is_some_and(|(done, granted)| done < granted) {
                excused = Some(waiver);
            } else {
                clock = moved;
                waived = Some(waiver);
            }
        }
        let is_planned = |window: &Window| !matches!(window.anchor, Anchor::After(_));
        let is_dated = window.is_some_and(is_planned) || promised.is_some();
        Timing { clock, limit, waiver: waived, excused, floor, infeasible, is_dated }
    }

    /// Returns the last instant at which the release is out as users were told. Where a policy
    /// gives days, it is the end of the day.
    fn promised_release(&self) -> Option<Instant> {
        self.happened(BuiltIn::NoticePublished.name())?;
        let promised = self.incident.planned_release(self.now)?.value;
        Some(match self.policy.release_precision {
            Precision::Day => promised.end_of_day(),
            Precision::Minute => promised,
        })
    }

    /// Returns the instant before which a mode lets a step not be done, as it was known at an
    /// instant, if it is one that the mode moves. Before the mode came on, there is none.
    fn floor_of(&self, mode: &Mode, step: &Step, at: Instant) -> Option<Instant> {
        let Effect::Floor { event, replan } = &mode.effect else { return None };
        let is_on = || condition::since(mode, &self.of_modes).is_none_or(|since| since <= at);
        let moves = replan.iter().any(|s| s.value == step.element.id.value);
        (moves && is_on()).then(|| deadline::floor_instant(&self.anchors, event.as_str(), at))
    }

    /// Returns whether a mode still keeps a step from being done.
    fn is_below(&self, mode: &Mode, step: &Step) -> bool {
        self.floor_of(mode, step, self.now).is_some_and(|floor| floor > self.now)
    }

    /// Returns the required facts that are missing. A decision counts if it was made by `at`.
    fn missing(&self, step: &Step, at: Instant) -> Vec<Fact> {
        let reported = self.circumstances.reported;
        let decided = || self.authority().decision(&step.element.id.value, self.undated(), at).is_some();
        step.needs
            .iter()
            .filter(|need| need.required)
            .map(|need| need.fact.value)
            .filter(|fact| match fact {
                Fact::Decision => !decided(),
                Fact::FixedVersions if step.lines == Some(Lines::SupportedAffected) => {
                    !facts::are_all_fixed(self.portfolio, self.incident, reported)
                }
                Fact::FixedVersions if step.lines == Some(Lines::Latest) => {
                    !facts::is_newest_fixed(self.portfolio, self.incident, reported)
                }
                Fact::FixCommits => !facts::has_commits(self.portfolio, self.incident, &self.paths, step, reported),
                fact => !facts::has(self.portfolio, self.incident, reported, *fact),
            })
            .collect()
    }

    fn unattested(&self, step: &Step) -> Vec<&'p crate::policy::Attestation> {
        self.policy
            .attestations
            .iter()
            .filter(|a| a.step.as_ref().is_some_and(|s| s.value == step.element.id.value))
            .filter(|a| a.mode.as_ref().is_none_or(|on| self.modes.iter().any(|m| m.element.id.value == on.value)))
            .filter(|a| !self.authority().is_acknowledged(a, self.now))
            .collect()
    }

    /// Returns whether a fix was released, or the incident closed, where the policy makes no fix
    /// and a waiver permits one.
    fn makes_exception(&self) -> bool {
        let is_over = |event: BuiltIn| self.happened(event.name()).is_some();
        (is_over(BuiltIn::Released) || is_over(BuiltIn::Closed))
            && self.waivers().any(|(_, rule)| rule.grants == Grant::Fix)
    }

    /// Returns how many approvals are missing: on each commit of the fix, or on the fix as a whole.
    /// Before the step is done, a fix without commits lacks none: there is nothing to approve yet.
    fn approvals_missing(&self, step: &Step, is_done: bool) -> u32 {
        let (Some(approvals), commits) = (&step.approvals, &self.incident.fix.commits) else { return 0 };
        let authority = self.authority();
        let may = |by: &Name, at: When| authority.may(by.as_str(), Act::ApproveFix(approvals), at);
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
        if commits.is_empty() && !is_done {
            return 0;
        }
        let of_the_whole = |e: &&Event| e.is(BuiltIn::PatchApproved) && e.at.value <= self.now;
        let authors: BTreeSet<&Name> = commits.iter().filter_map(|c| c.author.as_ref()).map(|a| &a.value).collect();
        let events = self.incident.events.iter().filter(of_the_whole);
        let events = events.flat_map(|e| e.by.iter().map(|by| &by.value).filter(|by| may(by, e.at.value.into())));
        short(commits.iter().flat_map(given).chain(events.filter(|by| !authors.contains(by))).collect())
    }
}

/// Takes an event from the steps that do not apply, where it is also that of a step that applies:
/// it says nothing about the others.
fn claim_events(steps: &mut [StepStatus<'_>]) {
    let is_off = |status: &StepStatus<'_>| matches!(status.standing, Standing::NotApplicable(_));
    let owned: BTreeSet<Name> = steps.iter().filter(|s| !is_off(s)).map(|s| s.step.event.value.clone()).collect();
    for status in steps.iter_mut().filter(|status| is_off(status)) {
        status.done = status.done.filter(|_| !owned.contains(&status.step.event.value));
    }
}

/// Second pass: marks the steps that wait for something. The standing of every step is known.
fn block<'p>(steps: &mut [StepStatus<'p>], evaluator: &Evaluator<'p>) {
    let open: BTreeSet<&Name> =
        steps.iter().filter(|s| s.standing.is_open()).map(|s| &s.step.element.id.value).collect();
    let blockers: Vec<Vec<Blocker<'p>>> = steps.iter().map(|status| blockers(status, &open, evaluator)).collect();
    for (status, by) in steps.iter_mut().zip(blockers) {
        let waits = matches!(status.standing, Standing::Due | Standing::Overdue(_) | Standing::Waived(_));
        if waits && !by.is_empty() {
            let overdue = status.latest.is_some_and(|latest| evaluator.now > latest);
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
    by.extend(evaluator.modes.iter().filter_map(|mode| match &mode.effect {
        Effect::Floor { event, .. } if evaluator.is_below(mode, step) => Some(Blocker::Date(event)),
        _ => None,
    }));
    if status.missing.contains(&Fact::Decision) {
        by.push(Blocker::Decision);
    }
    // A step that informs someone needs its facts first. Other steps may establish theirs, and so
    // does work that somebody approves.
    if !step.to.is_empty() && step.approvals.is_none() {
        by.extend(status.missing.iter().filter(|f| **f != Fact::Decision).copied().map(Blocker::Fact));
    }
    match status.unapproved {
        0 => {}
        missing => by.push(Blocker::Approvals(missing)),
    }
    by
}
