//! Finds requirements that a policy drops or relaxes.

use super::{Change, Judged, Kept, may_end_embargo};
use crate::event::BuiltIn;
use crate::incident::Incident;
use crate::policy::{Approvals, EvidenceTerms, Force, Policy, RoleSource};
use crate::portfolio::Member;
use crate::source::{FilePath, Span};
use crate::time::Calendar;
use gain::{Holders, Passed};

mod channel;
mod circumstance;
mod gain;
mod step;
mod terms;

/// A requirement that the policy drops or relaxes, or an incident by following another revision.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Loosened {
    /// The file in the head: the policy's, or the incident's.
    pub file: FilePath,
    /// The location of what remains of it, or the whole file if nothing does.
    pub span: Span,
    /// A phrase that completes "the policy asks for less: …".
    pub what: String,
    /// The revision that an incident follows with the change, and whether only people who may end
    /// its embargo committed that; `None` for a change of the policy itself.
    pub followed: Option<Followed>,
    /// Whether the author of the change gains a right by it.
    pub is_own_gain: bool,
}

/// Another revision of the policy that an incident follows because of a change.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Followed {
    /// The revision.
    pub revision: String,
    /// Whether everybody who changed the incident may end its embargo.
    pub is_by_right: bool,
}

/// Returns everything that the change loosens: in the current policy, and in each earlier revision
/// that incidents may name.
#[must_use]
pub fn loosened(change: &Change<'_>) -> Vec<Loosened> {
    let (base, head) = (change.base, change.head);
    let mut found = between(change, &base.policy, &head.policy);
    for is in head.earlier.iter().filter(|is| !base.policies().any(|was| was.revision.value == is.revision.value)) {
        let what = format!("revision {} was added to the earlier ones, so incidents may name it", is.revision.value);
        found.push(Loosened {
            file: is.file.clone(),
            span: is.revision.span,
            what,
            followed: None,
            is_own_gain: false,
        });
    }
    for was in base.policies() {
        match head.policies().find(|is| is.revision.value == was.revision.value) {
            Some(is) => found.extend(between(change, was, is)),
            None => found.push(Loosened {
                file: head.policy.file.clone(),
                span: head.policy.revision.span,
                what: format!(
                    "revision {} was removed, so incidents that name it follow another one",
                    was.revision.value
                ),
                followed: None,
                is_own_gain: false,
            }),
        }
    }
    found.extend(change.kept.iter().flat_map(|kept| another_revision(change, kept)));
    found.extend(change.added.iter().flat_map(|added| earlier_revision(change, added)));
    let mut all: Vec<Loosened> = Vec::new();
    for loosened in found {
        if !all.contains(&loosened) {
            all.push(loosened);
        }
    }
    all
}

/// Returns what an incident no longer has to fulfil because it names another revision.
fn another_revision(change: &Change<'_>, kept: &Kept<'_>) -> Vec<Loosened> {
    let named = |incident: &Incident| incident.policy.as_ref().map(|revision| revision.value.clone());
    let (was, is) = (kept.was.incident, kept.is.case.incident);
    if !is.whole || named(was) == named(is) || kept.was.policy.revision.value == kept.is.case.policy.revision.value {
        return Vec::new();
    }
    followed(change, &kept.is, kept.was.policy)
}

/// Returns what a new incident does not have to fulfil because it names an earlier revision than
/// the one that is in force when it is reported.
fn earlier_revision(change: &Change<'_>, added: &Judged<'_>) -> Vec<Loosened> {
    let reported = added.case.incident.last(BuiltIn::Reported).map_or(change.now, |event| event.at.value);
    let in_force = change.head.policy_at(reported);
    if added.case.incident.policy.is_none() || in_force.revision.value == added.case.policy.revision.value {
        return Vec::new();
    }
    followed(change, added, in_force)
}

fn followed(change: &Change<'_>, judged: &Judged<'_>, was: &Policy) -> Vec<Loosened> {
    let incident = judged.case.incident;
    let may = |member: &Member| may_end_embargo(&judged.by_base, member.id.as_str(), change.now);
    let is_by_right = change.commits_of(&incident.file).all(|commit| change.authors(commit, judged).any(may));
    let followed = Followed { revision: judged.case.policy.revision.value.clone(), is_by_right };
    let span = incident.policy.as_ref().map(|revision| revision.span).unwrap_or_default();
    let of_incident =
        |it: Loosened| Loosened { file: incident.file.clone(), span, followed: Some(followed.clone()), ..it };
    between(change, was, judged.case.policy).into_iter().map(of_incident).collect()
}

/// Returns what `was` requires and `is` does not.
fn between(change: &Change<'_>, was: &Policy, is: &Policy) -> Vec<Loosened> {
    let mut found = Loosenings { change, was, is, all: Vec::new() };
    let whole = Span::default();
    approvals(
        "the publication",
        was.publication.approvals.as_ref(),
        is.publication.approvals.as_ref(),
        whole,
        &mut found,
    );
    // Without a rule of its own, a correction takes the approvals of a publication.
    let corrections =
        |policy: &'_ Policy| policy.publication.revisions.clone().or(policy.publication.approvals.clone());
    if was.publication.revisions.is_some() || is.publication.revisions.is_some() {
        let (was, is) = (corrections(was), corrections(is));
        approvals("a correction after publication", was.as_ref(), is.as_ref(), whole, &mut found);
    }
    for section in &was.publication.sections {
        if !is.publication.sections.iter().any(|s| s.value == section.value) {
            found.add(whole, format!("an advisory no longer needs the section `{}`", section.value));
        }
    }
    let calendar = Calendar::default();
    let from = was.effective.value;
    if let Some(longest) = &was.publication.longest_embargo {
        match &is.publication.longest_embargo {
            None => found.add(whole, "the length of an embargo is no longer limited"),
            Some(now) if calendar.after(from, now.value) > calendar.after(from, longest.value) => {
                found.add(now.span, format!("an embargo may last {} instead of {}", now.value, longest.value));
            }
            Some(_) => {}
        }
        if let Some(from) = &is.publication.longest_embargo_from
            && was.publication.longest_embargo_from.as_ref().is_none_or(|was| was.value != from.value)
        {
            found.add(from.span, format!("the longest embargo now counts from `{}`", from.value));
        }
    }
    if !was.embargo.allowed && is.embargo.allowed {
        found.add(is.embargo.span, "third parties may now be told under embargo");
    }
    for step in &was.steps {
        match is.step(step.element.id.as_str()) {
            None => found.add(whole, format!("the step `{}` was removed", step.element.id.value)),
            Some(now) => step::between(was, step, now, &mut found),
        }
    }
    terms::attestations(was, is, &mut found);
    terms::facts(was, is, &mut found);
    terms::levels(was, is, &mut found);
    for waiver in &is.waivers {
        let id = &waiver.element.id;
        match was.waiver(id.as_str()) {
            None => {
                let granted = [Holders::Nobody, Holders::of(Some(waiver.by.as_str()))];
                found.passed(id.span, format!("the waiver `{}` was added", id.value), granted);
            }
            Some(old) if old.by.value != waiver.by.value => {
                found.passed(
                    waiver.by.span,
                    format!("the waiver `{}` may now be granted by `{}`", id.value, waiver.by.value),
                    [&old.by, &waiver.by].map(|by| Holders::of(Some(by.as_str()))),
                );
            }
            Some(old) if old.needs_link && !waiver.needs_link || old.needs_reason && !waiver.needs_reason => {
                found.add(id.span, format!("the waiver `{}` needs less evidence", id.value));
            }
            Some(old) => circumstance::waiver(old, waiver, &mut found),
        }
    }
    circumstance::modes(was, is, &mut found);
    circumstance::paths(was, is, &mut found);
    channel::between(was, is, &mut found);
    terms::embargo(was, is, &mut found);
    terms::lists(was, is, &mut found);
    // Another revision is in force from another day on.
    if was.revision.value == is.revision.value && was.effective.value != is.effective.value {
        let what = format!("it is in force from {} on, and not from {}", is.effective.value, was.effective.value);
        found.add(is.effective.span, what);
    }
    evidence(was, is, &mut found);
    for role in &was.roles {
        let now = is.role(role.element.id.as_str());
        if let Some(now) = now
            && now.from.as_ref().map(source) != role.from.as_ref().map(source)
        {
            let what = format!("the role `{}` is filled from elsewhere", role.element.id.value);
            let holders = || Holders::of(Some(role.element.id.as_str()));
            found.passed(now.element.id.span, what, [holders(), holders()]);
        }
        if let Some(now) = now {
            terms::duties(role, now, &mut found);
            terms::cover(role, now, &mut found);
        }
    }
    found.all
}

struct Loosenings<'p> {
    change: &'p Change<'p>,
    was: &'p Policy,
    is: &'p Policy,
    all: Vec<Loosened>,
}

impl Loosenings<'_> {
    fn add(&mut self, span: Span, what: impl Into<String>) {
        let file = self.is.file.clone();
        self.all.push(Loosened { file, span, what: what.into(), followed: None, is_own_gain: false });
    }

    /// Adds a right that other people have than before: `[was, is]`.
    fn passed(&mut self, span: Span, what: impl Into<String>, [was, is]: [Holders; 2]) {
        self.add(span, what);
        let passed = Passed { was: (self.was, was), is: (self.is, is) };
        let is_own_gain = passed.is_own_gain(self.change, &self.is.file);
        if let Some(last) = self.all.last_mut() {
            last.is_own_gain = is_own_gain;
        }
    }
}

fn source(source: &RoleSource) -> &str {
    match source {
        RoleSource::Anyone => "anyone",
        RoleSource::Role(role) => role.as_str(),
    }
}

fn approvals(what: &str, was: Option<&Approvals>, is: Option<&Approvals>, span: Span, found: &mut Loosenings<'_>) {
    let Some(was) = was else { return };
    let holders = || [Holders::of_approvals(Some(was)), Holders::of_approvals(is)];
    let Some(is) = is else {
        return found.passed(span, format!("{what} no longer needs an approval by `{}`", was.role.value), holders());
    };
    if is.count < was.count {
        let what = format!("{what} needs {} instead of {} approvals", is.count, was.count);
        found.passed(is.role.span, what, holders());
    }
    if is.role.value != was.role.value {
        let what = format!("{what} is approved by `{}` instead of `{}`", is.role.value, was.role.value);
        found.passed(is.role.span, what, holders());
    }
    if was.per_commit && !is.per_commit {
        found.add(is.role.span, format!("{what} no longer needs an approval of each commit"));
    }
    for trailer in is.trailers.iter().filter(|trailer| !was.counts(trailer.as_str())) {
        found.add(trailer.span, format!("{what} may be approved by the trailer `{}` of a commit", trailer.value));
    }
    // An empty list stands for the usual trailers.
    if is.trailers.is_empty() && Approvals::TRAILERS.iter().any(|usual| !was.counts(usual)) {
        found.add(is.role.span, format!("{what} may be approved by more trailers of a commit"));
    }
}

fn evidence(was: &Policy, is: &Policy, found: &mut Loosenings<'_>) {
    let Some(old) = &was.evidence else { return };
    let Some(new) = &is.evidence else {
        return found.add(Span::default(), "evidence from git is no longer required");
    };
    if old.signed.iter().any(|act| !new.signed.contains(act)) {
        found.add(new.span, "fewer records have to be signed");
    }
    let from = was.effective.value;
    let end = |terms: &EvidenceTerms| {
        terms.recorded_within.as_ref().map(|length| Calendar::default().after(from, length.value))
    };
    if end(old).is_some_and(|old| end(new).is_none_or(|new| new > old)) {
        found.add(new.span, "events may be committed later");
    }
    if strength(new.force) < strength(old.force) {
        found.add(new.span, "the time limit for committing events is less binding");
    }
}

fn strength(force: Force) -> u8 {
    match force {
        Force::Target => 0,
        Force::Must => 1,
        Force::Cap => 2,
    }
}
