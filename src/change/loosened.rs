//! What a policy asks for, and another one does not.

use super::Change;
use crate::policy::{Approvals, EvidenceTerms, Force, Limit, Policy, RoleSource, Step, Window};
use crate::source::{FilePath, Span};
use crate::time::Calendar;

/// Something that the policy no longer asks for, or asks less of.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Loosened {
    /// The policy's file as the head has it.
    pub file: FilePath,
    /// Where what is left of it stands; the file as a whole where nothing is.
    pub span: Span,
    /// What, in words that complete "the policy asks for less: …".
    pub what: String,
}

/// Everything the change loosens: in the present policy, and in each revision that incidents may name.
#[must_use]
pub fn loosened(change: &Change<'_>) -> Vec<Loosened> {
    let (base, head) = (change.base, change.head);
    let revisions = || std::iter::once(&head.policy).chain(&head.earlier);
    let mut found = between(&base.policy, &head.policy);
    for was in std::iter::once(&base.policy).chain(&base.earlier) {
        match revisions().find(|is| is.revision.value == was.revision.value) {
            Some(is) => found.extend(between(was, is)),
            None => found.push(Loosened {
                file: head.policy.file.clone(),
                span: head.policy.revision.span,
                what: format!("revision {} is gone, and incidents that name it run under another", was.revision.value),
            }),
        }
    }
    let mut said: Vec<Loosened> = Vec::new();
    for loosened in found {
        if !said.contains(&loosened) {
            said.push(loosened);
        }
    }
    said
}

/// What `was` asks for and `is` does not.
fn between(was: &Policy, is: &Policy) -> Vec<Loosened> {
    let mut found = Found { file: &is.file, all: Vec::new() };
    let whole = Span::default();
    approvals(
        "the publication",
        was.publication.approvals.as_ref(),
        is.publication.approvals.as_ref(),
        whole,
        &mut found,
    );
    for section in &was.publication.sections {
        if !is.publication.sections.iter().any(|s| s.value == section.value) {
            found.say(whole, format!("an advisory needs no section `{}`", section.value));
        }
    }
    let calendar = Calendar::default();
    let from = was.effective.value;
    if let Some(longest) = &was.publication.longest_embargo {
        match &is.publication.longest_embargo {
            None => found.say(whole, "no embargo is too long"),
            Some(now) if calendar.after(from, now.value) > calendar.after(from, longest.value) => {
                found.say(now.span, format!("an embargo may last {} instead of {}", now.value, longest.value));
            }
            Some(_) => {}
        }
    }
    if !was.embargo.allowed && is.embargo.allowed {
        found.say(is.embargo.span, "third parties may be told under embargo");
    }
    for step in &was.steps {
        match is.step(step.element.id.as_str()) {
            None => found.say(whole, format!("the step `{}` is gone", step.element.id.value)),
            Some(now) => self::step(was, step, now, &mut found),
        }
    }
    for duty in was.attestations.iter().filter(|duty| duty.required) {
        let id = &duty.element.id.value;
        if !is.attestations.iter().any(|now| now.element.id.value == *id && now.required) {
            found.say(whole, format!("nobody has to acknowledge `{id}`"));
        }
    }
    for waiver in &is.waivers {
        let id = &waiver.element.id;
        match was.waiver(id.as_str()) {
            None => found.say(id.span, format!("the waiver `{}` is new", id.value)),
            Some(old) if old.by.value != waiver.by.value => {
                found.say(waiver.by.span, format!("the waiver `{}` is granted by `{}`", id.value, waiver.by.value));
            }
            Some(old) if old.needs_link && !waiver.needs_link || old.needs_reason && !waiver.needs_reason => {
                found.say(id.span, format!("the waiver `{}` needs less evidence", id.value));
            }
            Some(_) => {}
        }
    }
    evidence(was, is, &mut found);
    for role in &was.roles {
        let now = is.role(role.element.id.as_str());
        if let Some(now) = now
            && now.from.as_ref().map(source) != role.from.as_ref().map(source)
        {
            found.say(now.element.id.span, format!("the holders of `{}` come from elsewhere", role.element.id.value));
        }
    }
    found.all
}

struct Found<'p> {
    file: &'p FilePath,
    all: Vec<Loosened>,
}

impl Found<'_> {
    fn say(&mut self, span: Span, what: impl Into<String>) {
        self.all.push(Loosened { file: self.file.clone(), span, what: what.into() });
    }
}

fn source(source: &RoleSource) -> &str {
    match source {
        RoleSource::Anyone => "anyone",
        RoleSource::Role(role) => role.as_str(),
    }
}

fn approvals(what: &str, was: Option<&Approvals>, is: Option<&Approvals>, span: Span, found: &mut Found<'_>) {
    let Some(was) = was else { return };
    let Some(is) = is else {
        return found.say(span, format!("{what} needs no approval of `{}`", was.role.value));
    };
    if is.count < was.count {
        found.say(is.role.span, format!("{what} needs {} instead of {} approvals", is.count, was.count));
    }
    if is.role.value != was.role.value {
        found.say(is.role.span, format!("{what} is approved by `{}` instead of `{}`", is.role.value, was.role.value));
    }
    if was.per_commit && !is.per_commit {
        found.say(is.role.span, format!("{what} is no longer approved commit by commit"));
    }
}

fn evidence(was: &Policy, is: &Policy, found: &mut Found<'_>) {
    let Some(old) = &was.evidence else { return };
    let Some(new) = &is.evidence else {
        return found.say(Span::default(), "git need not show anything of an incident");
    };
    if old.signed.iter().any(|act| !new.signed.contains(act)) {
        found.say(new.span, "fewer acts have to be signed");
    }
    let from = was.effective.value;
    let end = |terms: &EvidenceTerms| {
        terms.recorded_within.as_ref().map(|length| Calendar::default().after(from, length.value))
    };
    if end(old).is_some_and(|old| end(new).is_none_or(|new| new > old)) {
        found.say(new.span, "what happens may be committed later");
    }
    if strength(new.force) < strength(old.force) {
        found.say(new.span, "the time in which things are committed binds less");
    }
}

fn step(policy: &Policy, was: &Step, is: &Step, found: &mut Found<'_>) {
    let id = &is.element.id;
    let what = format!("the step `{}`", id.value);
    approvals(&what, was.approvals.as_ref(), is.approvals.as_ref(), id.span, found);
    if let (None, Some(optional)) = (&was.optional, &is.optional) {
        found.say(optional.span, format!("{what} may be skipped"));
    }
    for required in &was.requires {
        if !is.requires.iter().any(|r| r.value == required.value) {
            found.say(id.span, format!("{what} no longer comes after `{}`", required.value));
        }
    }
    for need in was.needs.iter().filter(|need| need.required) {
        if !is.needs.iter().any(|n| n.required && n.fact.value == need.fact.value) {
            found.say(id.span, format!("{what} no longer needs `{}`", need.fact.value.word()));
        }
    }
    match (&was.window, &is.window) {
        (Some(_), None) => found.say(id.span, format!("{what} has no time")),
        (Some(old), Some(new)) => {
            if is_later(policy, old, new) {
                found.say(new.span, format!("{what} may be done later"));
            }
            if strength(new.force) < strength(old.force) {
                found.say(new.span, format!("the time of {what} binds less"));
            }
        }
        (None, _) => {}
    }
}

/// Whether a window ends later than another on the same event; on another event, nobody can say.
fn is_later(policy: &Policy, old: &Window, new: &Window) -> bool {
    let calendar = Calendar::new(policy.holidays.iter().copied());
    let from = policy.effective.value;
    if old.anchor.event().value != new.anchor.event().value {
        return true;
    }
    match (&old.max, &new.max) {
        (Some(_), None) | (Some(Limit::Asap), Some(Limit::Length(_))) => true,
        (Some(Limit::Length(old)), Some(Limit::Length(new))) => {
            calendar.after(from, new.value) > calendar.after(from, old.value)
        }
        _ => false,
    }
}

fn strength(force: Force) -> u8 {
    match force {
        Force::Target => 0,
        Force::Must => 1,
        Force::Cap => 2,
    }
}
