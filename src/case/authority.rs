//! Who may do what. [`Authority::may`] is the only function that answers this.
//!
//! The roster and the policy decide. An incident only picks among the people who could fill a role.

use super::{Case, Standing, StepStatus, When};
use crate::event::BuiltIn;
use crate::incident::{Amendment, Decision, Event, EventKind, Incident, RecordKind, Target};
use crate::names::Name;
use crate::policy::{Approvals, Attestation, DistributorList, OwnFact, Policy, RoleSource, Step, WaiverRule};
use crate::portfolio::{Portfolio, Team};
use crate::source::Spanned;
use crate::time::Instant;

/// An act that needs authority.
#[derive(Clone, Copy, Debug)]
pub enum Act<'a> {
    /// To approve the publication of the advisory.
    Publish,
    /// To approve a correction of the published advisory.
    Revise,
    /// To approve telling users of mitigations before the fix.
    AnnounceMitigations,
    /// To withdraw the published advisory.
    Withdraw,
    /// To approve a commit of the fix, or the fix as a whole, for a step with these requirements.
    ApproveFix(&'a Approvals),
    /// To grant a waiver.
    Waive(&'a WaiverRule),
    /// To do a step of the process, or to say that it is done.
    Do(&'a Step),
    /// To decide whether this step is taken; `None` for a step that the policy does not have.
    DecideStep(Option<&'a Step>),
    /// To acknowledge a duty.
    Acknowledge(&'a Attestation),
    /// To set the severity level.
    SetLevel,
    /// To set a fact of the policy.
    SetFact(&'a OwnFact),
    /// To accept, reject or close a report.
    Triage,
    /// To agree on an end of the embargo, or to move it.
    MoveEmbargo,
    /// To decide what follows a broken embargo.
    DecideBreak,
}

impl Act<'_> {
    /// Returns the role that the policy requires; `None` if any member of the team may do it.
    #[must_use]
    pub(crate) fn role<'p>(&'p self, policy: &'p Policy) -> Option<&'p Spanned<Name>> {
        let publication = &policy.publication;
        match self {
            Self::Publish | Self::AnnounceMitigations | Self::Withdraw | Self::MoveEmbargo => {
                publication.approvals.as_ref()
            }
            Self::Revise => publication.revisions.as_ref().or(publication.approvals.as_ref()),
            Self::ApproveFix(approvals) => return Some(&approvals.role),
            Self::Waive(rule) => return Some(&rule.by),
            // Where the policy has no terms for it, it takes whoever may move the end.
            Self::DecideBreak => match &policy.embargo.on_break {
                Some(terms) => return Some(&terms.by),
                None => publication.approvals.as_ref(),
            },
            Self::Do(step) => return Some(&step.role),
            Self::SetLevel => return policy.severity.by.as_ref(),
            Self::SetFact(fact) => return fact.by.as_ref(),
            Self::DecideStep(step) => return step.map(|step| &step.role),
            Self::Acknowledge(duty) => {
                let step = || policy.step(duty.step.as_ref()?.as_str());
                return duty.role.as_ref().or_else(|| step().map(|step| &step.role));
            }
            Self::Triage => return policy.triaging().next().map(|role| &role.element.id),
        }
        .map(|approvals| &approvals.role)
    }

    /// Returns a phrase for the people who may do it, such as "somebody with the role `pst`".
    #[must_use]
    pub(crate) fn who(&self, policy: &Policy) -> String {
        let roles: Vec<String> = match self {
            Self::Triage => policy.triaging().map(|role| format!("`{}`", role.element.id.value)).collect(),
            _ => self.role(policy).map(|role| format!("`{}`", role.value)).into_iter().collect(),
        };
        if roles.is_empty() {
            return "a member of the team".to_owned();
        }
        format!("someone with the role {}", roles.join(" or "))
    }
}

/// What decides who may do what: a policy, the roster, and the picks of an incident.
#[derive(Clone, Copy, Debug)]
pub(super) struct Authority<'p> {
    policy: &'p Policy,
    team: &'p Team,
    incident: &'p Incident,
}

impl<'p> Authority<'p> {
    pub(super) fn new(policy: &'p Policy, team: &'p Team, incident: &'p Incident) -> Self {
        Self { policy, team, incident }
    }

    /// Returns the authority in an incident of a portfolio, under the policy that it runs under.
    pub(super) fn in_portfolio(portfolio: &'p Portfolio, incident: &'p Incident) -> Self {
        Self::new(portfolio.policy_of(incident), &portfolio.team, incident)
    }

    pub(super) fn policy(&self) -> &'p Policy {
        self.policy
    }

    pub(super) fn incident(&self) -> &'p Incident {
        self.incident
    }

    /// Returns whether this person may do this at this instant.
    pub(super) fn may(&self, person: &str, act: Act<'_>, at: impl Into<When>) -> bool {
        let at: When = at.into();
        let is_there = || self.team.has(person, at.instant());
        let has_role = match act.role(self.policy) {
            Some(role) => self.may_act(person, role.as_str(), at),
            None => is_there(),
        };
        has_role
            || match act {
                Act::Triage => self.policy.triaging().any(|role| self.may_act(person, role.element.id.as_str(), at)),
                // Whoever leads an incident can step in for everybody who does a part of it.
                Act::Do(_) => self.policy.leading().any(|role| self.may_act(person, role.element.id.as_str(), at)),
                // Members of the list acknowledge their own duties.
                Act::Acknowledge(duty) => duty.list.is_some() && duty.role.is_none(),
                Act::MoveEmbargo => {
                    let decides = self.policy.embargo.on_break.is_some();
                    decides && is_there() && self.may(person, Act::DecideBreak, at)
                }
                _ => false,
            }
    }

    /// Returns whether a name in a record stands for somebody who may do this at this instant: a
    /// person, or the group to which the policy gives it. The end of an embargo decides when
    /// something becomes public, so there a role is nobody's name: only the list that agrees on the
    /// date is a group.
    pub(super) fn may_as_named(&self, who: &str, act: Act<'_>, at: impl Into<When>) -> bool {
        let group = match act {
            Act::MoveEmbargo => self.policy.embargo.agreed_by.as_ref(),
            _ => act.role(self.policy),
        };
        group.is_some_and(|group| group.value == *who) || self.may(who, act, at)
    }

    /// Returns whether one of these names stands for somebody who may do this at this instant.
    pub(super) fn may_any_as_named(&self, names: &[Spanned<Name>], act: Act<'_>, at: Instant) -> bool {
        names.iter().any(|name| self.may_as_named(name.as_str(), act, at))
    }

    /// Returns whether one of these people may do this at this instant.
    pub(super) fn may_any(&self, people: &[Spanned<Name>], act: Act<'_>, at: impl Into<When>) -> bool {
        let at: When = at.into();
        people.iter().any(|person| self.may(person.as_str(), act, at))
    }

    /// Returns whether the people whom an outcome of the report names may decide it: those with the
    /// role of the step that it does or, without one, those who triage. An imported incident names
    /// nobody.
    fn is_rightful_outcome(&self, event: &Event) -> bool {
        let mut of_step = self.policy.steps.iter().filter(|step| step.event.as_str() == event.name()).peekable();
        let may = |act| self.may_any_as_named(&event.by, act, event.at.value);
        let is_imported = self.incident.imported.is_some() && event.by.is_empty();
        is_imported || if of_step.peek().is_some() { of_step.any(|step| may(Act::Do(step))) } else { may(Act::Triage) }
    }

    /// Returns the events with which somebody who may gave the report an outcome by `now`.
    pub(super) fn outcomes(&self, outcome: BuiltIn, now: Instant) -> impl Iterator<Item = &'p Event> + use<'p> {
        let authority = *self;
        let events = self.incident.events.iter().filter(move |e| e.is(outcome) && e.at.value <= now);
        events.filter(move |e| authority.is_rightful_outcome(e))
    }

    /// Returns whether the policy gives the right to an act to some people and not to everybody.
    fn is_reserved(&self, act: Act<'_>) -> bool {
        act.role(self.policy).is_some_and(|role| match self.policy.role(role.as_str()) {
            None => *role.as_str() != *RoleSource::ANYONE,
            Some(rule) => !matches!(rule.from, Some(RoleSource::Anyone)) || rule.pick.is_some(),
        })
    }

    /// Returns the decision on a step that is in force at `now`: the last one that was made by
    /// then, by somebody who may; of two at one instant, the one that comes later in the file. A
    /// decision without a date was made at `undated`.
    pub(super) fn decision(&self, step: &Name, undated: When, now: Instant) -> Option<&'p Decision> {
        let made = |d: &Decision| d.at.as_ref().is_none_or(|at| at.value <= now);
        let of_step = |d: &&Decision| d.step.value == *step && made(d) && self.is_decided(d, undated);
        let at = |d: &&Decision| d.at.as_ref().map_or(undated.instant(), |at| at.value);
        self.incident.decisions.iter().filter(of_step).max_by_key(at)
    }

    /// Returns whether somebody who may made a decision.
    pub(super) fn is_decided(&self, decision: &Decision, undated: When) -> bool {
        let at = decision.at.as_ref().map_or(undated, |at| at.value.into());
        let step = self.policy.step(decision.step.as_str());
        self.may_any(&decision.by, Act::DecideStep(step), at)
    }

    /// Returns whether somebody who may has acknowledged a duty by `now`.
    pub(super) fn is_acknowledged(&self, duty: &Attestation, now: Instant) -> bool {
        self.incident.acknowledgements(&duty.element.id.value).filter(|event| event.at.value <= now).any(|event| {
            event.by.iter().any(|by| self.may_as_named(by.as_str(), Act::Acknowledge(duty), event.at.value))
        })
    }

    /// Returns whether an event counts: a decision about a broken embargo takes somebody who may
    /// make it.
    pub(super) fn counts(&self, event: &Event) -> bool {
        !event.is(BuiltIn::BreakDecided) || self.may_any(&event.by, Act::DecideBreak, event.at.value)
    }

    /// Returns the events that count and that assess the damage of a leak.
    pub(super) fn assessments(self) -> impl Iterator<Item = &'p Event> {
        self.incident.events.iter().filter(move |event| event.assessment().is_some() && self.counts(event))
    }

    /// Returns whether this person may correct a record at this instant: whoever may record it. A
    /// leak asks for a decision, and to take it back is to decide. Anyone on the team may correct
    /// what anyone may record.
    fn may_amend(&self, amends: &Target, person: &str, at: Instant) -> bool {
        let act = match (amends.kind, amends.event()) {
            (_, Some(BuiltIn::Approved)) => {
                let is_revision = self.policy.publication.revisions.is_some() && self.may(person, Act::Revise, at);
                return is_revision || self.may(person, Act::Publish, at);
            }
            (_, Some(BuiltIn::Withdrawn)) => Act::Withdraw,
            (_, Some(BuiltIn::BreakDecided | BuiltIn::EmbargoBroken | BuiltIn::Leaked)) => Act::DecideBreak,
            (_, Some(BuiltIn::EmbargoAgreed | BuiltIn::EmbargoMoved)) => Act::MoveEmbargo,
            (_, Some(BuiltIn::Scored)) => Act::SetLevel,
            (_, Some(BuiltIn::FactSet)) => return self.may_set_facts(person, at),
            (_, Some(BuiltIn::Accepted | BuiltIn::Rejected | BuiltIn::Closed)) => Act::Triage,
            // A waiver that the policy does not have is a mistake that anybody may correct.
            (RecordKind::Waiver, _) => {
                self.policy.waiver(amends.name.as_str()).map_or(Act::DecideStep(None), Act::Waive)
            }
            (RecordKind::Decision, _) => Act::DecideStep(self.policy.step(amends.name.as_str())),
            _ => Act::DecideStep(None),
        };
        self.may(person, act, at)
    }

    /// Returns whether this person may set every fact of the policy: a correction can change which
    /// fact a record sets.
    fn may_set_facts(&self, person: &str, at: Instant) -> bool {
        self.team.has(person, at) && self.policy.facts.iter().all(|fact| self.may(person, Act::SetFact(fact), at))
    }

    /// Returns whether an amendment is by somebody who may correct what it corrects.
    pub(super) fn is_rightful(&self, amendment: &Amendment) -> bool {
        let subject = self.incident.subject(amendment);
        amendment.by.iter().any(|by| self.may_amend(subject, by.as_str(), amendment.at.value))
    }

    /// Returns whether a person could act in a role at an instant.
    ///
    /// Where the policy fills the role from another one, the incident's `[roles]` pick the holder,
    /// and the person needs one of the two roles on the roster as well. Naming somebody in an
    /// incident gives nobody a right that the roster does not give. If the incident picks nobody,
    /// the people who have the role on the roster act in it. The holders are those of that instant,
    /// also if the role was passed on later.
    fn may_act(&self, person: &str, role: &str, when: When) -> bool {
        let at = when.instant();
        let held = || self.incident.held(role, when.dated());
        let is_named = || held().any(|holders| holders.iter().any(|holder| holder.value == person));
        let by_roster = || self.team.holds(person, role, at) && held().any(<[_]>::is_empty);
        match self.policy.role(role).map(|rule| (rule, &rule.from)) {
            None if role == RoleSource::ANYONE => true,
            None | Some((_, None)) => self.team.holds(person, role, at),
            // No holders are picked for the role, so anyone may act in it.
            Some((rule, Some(RoleSource::Anyone))) => rule.pick.is_none() || is_named() || by_roster(),
            Some((_, Some(RoleSource::Role(from)))) => {
                let can = |role: &str| is_eligible(self.policy, self.team, person, role, at);
                by_roster() || is_named() && (self.team.holds(person, role, at) || can(from.as_str()))
            }
        }
    }
}

/// Returns whether the roster gives a person a role, or one that the role is filled from.
fn is_eligible(policy: &Policy, team: &Team, person: &str, role: &str, at: Instant) -> bool {
    let mut role = role;
    // A policy can't have more sources in a row than roles, unless they form a circle.
    for _ in 0..=policy.roles.len() {
        if team.holds(person, role, at) {
            return true;
        }
        match policy.role(role).and_then(|rule| rule.from.as_ref()) {
            Some(RoleSource::Role(from)) => role = from.as_str(),
            Some(RoleSource::Anyone) => return true,
            None => return false,
        }
    }
    false
}

/// Returns whether this person may answer requests to join a list. No incident picks the holders of
/// the role, so whoever could be picked may.
#[must_use]
pub(crate) fn may_admit(portfolio: &Portfolio, list: &DistributorList, person: &str, at: Instant) -> bool {
    let (policy, team) = (&portfolio.policy, &portfolio.team);
    match &list.by {
        Some(role) => is_eligible(policy, team, person, role.as_str(), at),
        None => team.has(person, at),
    }
}

impl<'p> Case<'p> {
    pub(super) fn authority(&self) -> Authority<'p> {
        Authority::new(self.policy, &self.portfolio.team, self.incident)
    }

    /// Returns whether this person may do this at this instant: by the roster and the policy, and
    /// by the incident's `[roles]` for roles that incidents fill.
    #[must_use]
    pub fn may(&self, person: &str, act: Act<'_>, at: impl Into<When>) -> bool {
        self.authority().may(person, act, at)
    }

    /// Returns the last assessment of the damage of a leak, by somebody who may make it.
    #[must_use]
    pub(crate) fn assessment(&self) -> Option<&'p str> {
        let made = self.authority().assessments().filter(|event| event.at.value <= self.now);
        made.max_by_key(|event| event.at.value)?.assessment().map(|text| text.value.as_str())
    }

    /// Returns whether somebody else has a role in the incident that this person could have had at
    /// this instant.
    #[must_use]
    pub(crate) fn could_hold(&self, person: &Name, role: &Name, at: impl Into<When>) -> bool {
        let has_others = !self.incident.holders(role.as_str()).iter().any(|holder| holder.value == *person)
            && !self.incident.holders(role.as_str()).is_empty();
        let (team, at) = (&self.portfolio.team, at.into().instant());
        has_others
            && team.has(person.as_str(), at)
            && is_eligible(self.policy, team, person.as_str(), role.as_str(), at)
    }

    /// Returns whether this person may correct a record at this instant.
    #[must_use]
    pub(crate) fn may_amend(&self, amends: &Target, person: &str, at: Instant) -> bool {
        self.authority().may_amend(amends, person, at)
    }

    /// Returns whether a name in a record stands for somebody who may do this at this instant: a
    /// person, or the group to which the policy gives it.
    #[must_use]
    pub(crate) fn may_as_named(&self, who: &str, act: Act<'_>, at: impl Into<When>) -> bool {
        self.authority().may_as_named(who, act, at)
    }

    /// Returns whether somebody who may has acknowledged a duty.
    #[must_use]
    pub(crate) fn is_acknowledged(&self, duty: &Attestation) -> bool {
        self.authority().is_acknowledged(duty, self.now)
    }

    /// Returns whether this person may approve the content of the advisory at this instant: its
    /// publication or, once it is public, a correction.
    #[must_use]
    pub(crate) fn may_approve(&self, person: &str, at: Instant) -> bool {
        let is_correction = || self.policy.publication.revisions.is_some() && self.opened().is_some_and(|it| it <= at);
        self.may(person, Act::Publish, at) || is_correction() && self.may(person, Act::Revise, at)
    }

    /// Returns the event with which somebody who may rejected the report, if it has happened.
    #[must_use]
    pub fn rejected(&self) -> Option<&'p Event> {
        self.authority().outcomes(BuiltIn::Rejected, self.now).min_by_key(|e| e.at.value)
    }

    /// Returns the event with which somebody who may accepted the report, if it has happened.
    #[must_use]
    pub(crate) fn accepted(&self) -> Option<&'p Event> {
        self.authority().outcomes(BuiltIn::Accepted, self.now).min_by_key(|e| e.at.value)
    }

    /// Returns the steps that apply and that an event does. An event without a step, which others
    /// wait for, takes the place of the steps that they could wait for instead.
    #[must_use]
    pub(crate) fn steps_of(&self, event: &str) -> Vec<&'p Step> {
        let applies = |status: &&StepStatus<'p>| !matches!(status.standing, Standing::NotApplicable(_));
        let steps: Vec<&'p Step> = self.steps.iter().filter(applies).map(|status| status.step).collect();
        let of =
            |name: &Name| -> Vec<&'p Step> { steps.iter().copied().filter(|step| step.event.value == *name).collect() };
        let own: Vec<&'p Step> = steps.iter().copied().filter(|step| step.event.as_str() == event).collect();
        if !own.is_empty() {
            return own;
        }
        let waiting = || steps.iter().copied().filter(|step| step.after_any.iter().any(|it| it.as_str() == event));
        let instead: Vec<&'p Step> = waiting().flat_map(|step| &step.after_any).flat_map(|it| of(&it.value)).collect();
        if instead.is_empty() { waiting().collect() } else { instead }
    }

    /// Returns the act that an event records, if the policy gives the right to it to some people
    /// and not to everybody. What happens outside of the project needs no right, and the rules on
    /// the embargo, on approvals and on withdrawals judge those.
    #[must_use]
    pub(crate) fn reserved_act(&self, event: &Event) -> Option<Act<'p>> {
        use BuiltIn::{
            Accepted, Approved, Attested, BreakDecided, Closed, EmbargoAgreed, EmbargoBroken, EmbargoMoved, FactSet,
            PatchApproved, Rejected, ReleaseMoved, Reported, Scored, Sent, Withdrawn,
        };
        if event.happens_outside() || self.incident.imported.is_some() {
            return None;
        }
        let policy = self.policy;
        let of_event = |name: &str| self.steps_of(name).first().map(|step| Act::Do(step));
        let act = match event.kind.value.built_in() {
            Some(
                Reported | EmbargoBroken | EmbargoAgreed | EmbargoMoved | BreakDecided | Approved | PatchApproved
                | Withdrawn,
            ) => None,
            Some(Accepted | Rejected | Closed) => of_event(event.name()).or(Some(Act::Triage)),
            Some(ReleaseMoved) => of_event(BuiltIn::Released.name()),
            Some(Sent) => match &event.kind.value {
                EventKind::Sent { draft: Some(draft), .. } => policy.step(draft.as_str()).map(Act::Do),
                _ => None,
            },
            Some(Attested) => match &event.kind.value {
                EventKind::Attested { attestation: Some(duty) } => {
                    policy.attestations.iter().find(|it| it.element.id.value == duty.value).map(Act::Acknowledge)
                }
                _ => None,
            },
            Some(FactSet) => match &event.kind.value {
                EventKind::FactSet { fact: Some(fact), .. } => {
                    policy.facts.iter().find(|it| it.element.id.value == fact.value).map(Act::SetFact)
                }
                _ => None,
            },
            Some(Scored) => match &event.kind.value {
                EventKind::Scored { level: Some(_), .. } if policy.severity.by.is_some() => Some(Act::SetLevel),
                _ => of_event(event.name()),
            },
            _ => of_event(event.name()),
        };
        act.filter(|act| self.authority().is_reserved(*act))
    }

    /// Returns the decision on a step that is in force.
    #[must_use]
    pub(crate) fn decision(&self, step: &Name) -> Option<&'p Decision> {
        self.authority().decision(step, self.undated(), self.now)
    }

    /// Returns the decision on a step that was in force at an earlier instant.
    #[must_use]
    pub(crate) fn decision_by(&self, step: &Name, at: Instant) -> Option<&'p Decision> {
        self.authority().decision(step, self.undated(), at)
    }

    /// Returns whether somebody who may made a decision on a step.
    #[must_use]
    pub(crate) fn is_decided(&self, decision: &Decision) -> bool {
        self.authority().is_decided(decision, self.undated())
    }
}
