//! The process as text for a terminal: what `policy show` prints.
//!
//! It covers the whole policy file, in the order in which a new member of the team would ask: who
//! is who, where reports arrive, what to do in which order, what changes the deadlines, which
//! exceptions are permitted, which duties only people can fulfil, and what the policy leaves open.

use crate::names::Name;
use crate::policy::prose::Prose;
use crate::policy::{Attestation, Channel, DistributorList, Policy, Role, Step, WaiverRule};

mod page;

use page::{Page, cited};

/// Returns the policy as plain text, wrapped at this many columns, ending in a newline.
#[must_use]
pub fn policy(policy: &Policy, width: u16) -> String {
    let (mut page, prose) = (Page::new(width), Prose::for_team(policy));
    head(&mut page, policy, prose);
    page.section("Roles", &policy.roles, |page, it| role(page, it, prose));
    page.section("Channels", &policy.channels, |page, it| channel(page, it, prose));
    prose.intake().into_iter().for_each(|sentences| page.paragraphs("Reports", sentences));
    page.section("Facts", &policy.facts, |page, fact| {
        page.entry(&fact.element);
        page.detail("values", prose.about_fact(fact));
    });
    page.section("Paths", &policy.paths, |page, path| {
        page.entry(&path.element);
        page.detail("when", prose.condition(&path.when).unwrap_or_default());
        page.names("steps", &path.steps);
        page.detail("fix", prose.fix(path));
    });
    steps(&mut page, policy, prose);
    page.section("Modes", &policy.modes, |page, mode| {
        page.entry(&mode.element);
        page.detail("when", prose.mode_condition(mode).unwrap_or_default());
        page.detail("then", prose.effect(&mode.effect));
    });
    page.section("Waivers", &policy.waivers, |page, it| waiver(page, it, prose));
    page.paragraphs("Embargo", prose.embargo());
    page.section("Lists", &policy.lists, |page, it| list(page, it, prose));
    let loose: Vec<&Attestation> = policy.attestations.iter().filter(|a| a.step.is_none()).collect();
    page.section("Duties to acknowledge", &loose, |page, attestation| {
        page.entry(&attestation.element);
        page.detail("duty", &attestation.text.value);
        page.names("who", &attestation.role);
        page.names("list", &attestation.list);
    });
    page.section("Additional events", &policy.events, |page, event| page.entry(&event.element));
    page.paragraphs("Publication", prose.publication());
    prose.evidence().into_iter().for_each(|sentences| page.paragraphs("Evidence", sentences));
    page.heading("What to record");
    page.wrapped("  ", RECORD);
    for (step, event) in records(policy) {
        page.line(&format!("  {step:<22} {event}"));
    }
    page.section("Left open by the written policy", &policy.gaps, |page, gap| {
        page.entry(&gap.element);
        page.wrapped("      ", &gap.text.value);
    });
    page.text
}

const RECORD: &str = "A step is done once its event is recorded: `advisory record INCIDENT EVENT --by MEMBER`. Record a sent draft with `advisory sent`, and a decision to skip a step with `advisory record INCIDENT decision --step STEP --skip`.";

/// Returns each step of a policy with the event that says that it is done.
pub fn records(policy: &Policy) -> impl Iterator<Item = (&Name, &Name)> {
    policy.steps.iter().map(|step| (&step.element.id.value, &step.event.value))
}

fn head(page: &mut Page, policy: &Policy, prose: Prose<'_>) {
    page.sentences("", prose.identity());
    if let Some(summary) = &policy.summary {
        page.line("");
        page.wrapped("", &summary.value);
    }
    page.line("");
    page.sentences("", prose.measures());
}

fn role(page: &mut Page, role: &Role, prose: Prose<'_>) {
    page.entry(&role.element);
    page.detail("from", prose.role_source(role));
    page.detail("picked", prose.picked(role));
    page.detail("cover", prose.cover(role).unwrap_or_default());
}

fn channel(page: &mut Page, channel: &Channel, prose: Prose<'_>) {
    page.entry(&channel.element);
    let to: Vec<&str> = channel.to.iter().map(|t| t.as_str()).collect();
    let to = if to.is_empty() { "no address yet".to_owned() } else { to.join(", ") };
    let (kind, readers) = (prose.channel_kind(channel.kind), prose.readers(channel.exposure));
    page.detail("where", format!("{kind}: {to}; read by {readers}"));
    page.detail("carries", prose.carries(channel));
}

fn steps(page: &mut Page, policy: &Policy, prose: Prose<'_>) {
    page.heading("Steps");
    let mut last = None;
    for next in &policy.steps {
        let group = next.group.as_ref().map(|g| g.as_str());
        if let Some(group) = group.filter(|_| group != last) {
            page.line("");
            page.line(&format!("  {group}:"));
        }
        last = group;
        step(page, next, prose);
    }
}

fn step(page: &mut Page, step: &Step, prose: Prose<'_>) {
    page.entry(&step.element);
    page.detail("who", step.role.as_str());
    page.detail("if", prose.condition(&step.when).unwrap_or_default());
    page.detail("when", step.window.as_ref().map_or_else(|| "no time set".to_owned(), |w| prose.window(w)));
    page.names("first", &step.requires);
    let after: Vec<&str> = step.after_any.iter().map(|e| e.as_str()).collect();
    page.detail("waits for", after.join(" or "));
    page.names("before", &step.before);
    page.detail("needs", prose.needs(step));
    page.detail("approval", step.approvals.as_ref().map(|a| prose.approvals(a)).unwrap_or_default());
    page.detail("lines", prose.release_lines(step));
    page.detail("tells", prose.tells(step));
    if let Some(why) = &step.optional {
        page.detail("skip", format!("by a recorded decision, {}", why.value));
    }
    page.detail("expected", step.expected.as_ref().and_then(|c| prose.condition(c)).unwrap_or_default());
    for duty in prose.duties_of(step) {
        page.detail("duty", format!("{}{}", prose.duty(duty), cited(&duty.element.clauses)));
    }
    page.detail("recorded", format!("as `{}`", step.event.value));
}

fn waiver(page: &mut Page, waiver: &WaiverRule, prose: Prose<'_>) {
    page.entry(&waiver.element);
    page.detail("when", prose.condition(&waiver.when).unwrap_or_default());
    page.detail("by", waiver.by.as_str());
    page.names("steps", &waiver.steps);
    page.detail("needs", prose.waiver_needs(waiver));
    page.detail("grants", prose.grant(waiver));
}

fn list(page: &mut Page, list: &DistributorList, prose: Prose<'_>) {
    page.entry(&list.element);
    page.detail("channel", list.channel.as_str());
    page.names("requests", &list.request_to);
    for criterion in &list.criteria {
        page.detail("criterion", format!("{}{}", prose.criterion(criterion), cited(&criterion.element.clauses)));
    }
    for duty in &list.duties {
        page.detail("duty", format!("{}{}", duty.element.label(), cited(&duty.element.clauses)));
    }
    if let Some(leaks) = list.remove_after_leaks {
        page.detail("removed", format!("after {leaks} leaks"));
    }
}
