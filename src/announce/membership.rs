//! Answers to requests to join a private list: what is missing, welcome, or refused.

use std::collections::BTreeMap;

use minijinja::{Value, context};

use super::draft::{broken, broken_at, message_id};
use super::mail::Mail;
use super::template;
use super::{Draft, context, recipients, text};
use crate::case::doubt_of_member;
use crate::finding::Finding;
use crate::policy::{ChannelKind, Criterion, DistributorList, Exposure, Policy, Proof};
use crate::portfolio::{Portfolio, Request, RequestDecision};
use crate::rules::announcement::{BAD_ADDRESS, MEMBER_IN_DOUBT, UNKNOWN_TEMPLATE};
use crate::source::{FilePath, Location};
use crate::time::Instant;

/// The template of a list that names none.
const REPLY: &str = "membership-reply";

/// Returns an answer to every request in distributors.toml that had arrived by `now` and got none
/// yet: criterion by criterion while it is undecided, and the decision afterwards.
///
/// An answer contains one request and the public criteria, never another member or an incident.
#[must_use]
pub fn membership_replies(portfolio: &Portfolio, now: Instant) -> (Vec<Draft>, Vec<Finding>) {
    let Some(file) = &portfolio.distributors.file else { return (Vec::new(), Vec::new()) };
    let mut drafts = Vec::new();
    let mut findings = Vec::new();
    for request in portfolio.distributors.requests.iter().filter(|r| r.received.value <= now && !r.is_replied(now)) {
        // A rule reports a request for a list that the policy does not have.
        let Some(list) = list_of(&portfolio.policy, request) else { continue };
        if let Some(doubt) = doubt(portfolio, file, list, request, now) {
            findings.push(doubt);
            continue;
        }
        match reply(portfolio, file, list, request, now) {
            Ok(draft) => drafts.push(draft),
            Err(problems) => findings.extend(problems),
        }
    }
    (drafts, findings)
}

/// Returns why nobody may be welcomed yet: the request was accepted by nobody who may, with open
/// criteria, or without an entry on the list.
fn doubt(
    portfolio: &Portfolio,
    file: &FilePath,
    list: &DistributorList,
    request: &Request,
    now: Instant,
) -> Option<Finding> {
    request.decision.as_ref().filter(|decision| decision.at.value <= now && decision.accepted.value)?;
    let open = list.criteria.iter().find(|criterion| !met(portfolio, list, request, criterion));
    let members = &portfolio.distributors.members;
    let member = members.iter().find(|member| member.removed.is_none() && member.comes_from(request));
    let why = match (member, open) {
        (None, _) => "no member of the list comes from this request".to_owned(),
        (Some(_), Some(criterion)) => format!("the criterion `{}` is not met", criterion.element.id.value),
        (Some(member), None) => doubt_of_member(portfolio, member)?,
    };
    let message = format!("`{}` gets no welcome: {why}", request.id.value);
    let help = "let somebody who may admit members decide on it; until then send nothing";
    Some(Finding::of(MEMBER_IN_DOUBT, Location::new(file, request.id.span), message).help(help))
}

fn list_of<'p>(policy: &'p Policy, request: &Request) -> Option<&'p DistributorList> {
    match &request.list {
        Some(id) => policy.lists.iter().find(|l| l.element.id.value == id.value),
        None => policy.lists.first(),
    }
}

/// Returns a finding on a list whose answers to requests have no template.
pub(super) fn unknown_reply(portfolio: &Portfolio, policy: &Policy, list: &DistributorList) -> Option<Finding> {
    let name = list.reply.as_ref().map_or(REPLY, |reply| reply.as_str());
    if template::find(portfolio, name, ChannelKind::Email).is_some() {
        return None;
    }
    let at = Location::new(&policy.file, list.reply.as_ref().map_or(list.element.id.span, |reply| reply.span));
    let message = format!("there is no template `{name}` for answers to requests");
    let path = template::path(name, ChannelKind::Email);
    Some(Finding::of(UNKNOWN_TEMPLATE, at, message).help(format!("write it as site-templates/{path}")))
}

fn reply(
    portfolio: &Portfolio,
    file: &FilePath,
    list: &DistributorList,
    request: &Request,
    now: Instant,
) -> Result<Draft, Vec<Finding>> {
    let policy = &portfolio.policy;
    let decision = request.decision.as_ref().filter(|d| d.at.value <= now);
    let context = context_of(portfolio, list, request, decision);
    let name = list.reply.as_ref().map_or(REPLY, |r| r.as_str());
    let at = Location::new(&policy.file, list.reply.as_ref().map_or(list.element.id.span, |r| r.span));
    let Some(template) = template::find(portfolio, name, ChannelKind::Email) else {
        return Err(unknown_reply(portfolio, policy, list).into_iter().collect());
    };
    let written = template
        .fill(portfolio, ChannelKind::Email, &context)
        .map_err(|failure| vec![broken(broken_at(&failure).unwrap_or(at), &failure)])?;
    let to = recipients::address(&request.contact, file)?;
    let body = text::tidy(&text::wrapped(&written.body));
    let addressed = vec![to.to_string()];
    let first = vec![portfolio.project.name.as_str(), "membership", request.id.as_str()];
    // The answer that came before the decision is another mail of the same thread.
    let before = decision.and_then(|d| request.sent.as_ref().filter(|sent| sent.value < d.at.value));
    let decided = decision.map(|d| d.at.value.to_string());
    let parts: Vec<&str> = first.iter().copied().chain(decided.as_deref()).collect();
    let unsendable = |error: &dyn std::fmt::Display| {
        let at = Location::new(file, request.contact.span);
        vec![Finding::of(BAD_ADDRESS, at, format!("no mail can be made for this request: {error}"))]
    };
    let message_id = |parts: &[&str]| {
        message_id(parts, &recipients::host(portfolio)).ok_or_else(|| unsendable(&"it would have no Message-ID"))
    };
    let id = message_id(&parts)?;
    let replies_to = before.map(|_| message_id(&first)).transpose()?;
    let mail = Mail {
        from: recipients::sender(policy, &portfolio.project)?,
        to: vec![to],
        subject: written.subject.clone(),
        body: body.clone(),
        date: decision.map_or(request.received.value, |d| d.at.value),
        id: id.clone(),
        references: replies_to.iter().cloned().collect(),
        replies_to,
        attachments: Vec::new(),
    };
    let bytes = mail.write().map_err(|error| unsendable(&error))?;
    Ok(Draft {
        step: None,
        member: None,
        message_id: Some(id),
        sent: None,
        channel: list.request_to.as_ref().unwrap_or(&list.channel).value.clone(),
        exposure: Exposure::Team,
        kind: ChannelKind::Email,
        path: format!("membership/{}.eml", request.id.value),
        subject: written.subject,
        to: addressed,
        body,
        bytes,
    })
}

fn context_of(
    portfolio: &Portfolio,
    list: &DistributorList,
    request: &Request,
    decision: Option<&RequestDecision>,
) -> BTreeMap<String, Value> {
    let policy = &portfolio.policy;
    let status = match decision {
        None => "open",
        Some(decision) if decision.accepted.value => "accepted",
        Some(_) => "declined",
    };
    let address = policy.channel(list.channel.as_str()).and_then(|c| c.to.iter().find(|to| !to.starts_with('@')));
    let criteria: Vec<Value> = list.criteria.iter().map(|c| criterion(portfolio, list, request, c)).collect();
    let open = list.criteria.iter().filter(|c| !met(portfolio, list, request, c)).count();
    let mut context = context::of_project(policy, &portfolio.project);
    let own = [
        ("request", context! { name => request.name.as_str(), received => request.received.value.spoken() }),
        ("list", context! { title => list.element.label(), address => address.map(|a| a.value.clone()) }),
        ("criteria", Value::from(criteria)),
        ("open", Value::from(open)),
        ("status", Value::from(status)),
        ("reason", Value::from(decision.and_then(|d| d.reason.as_ref()).map(|r| r.value.clone()))),
    ];
    context.extend(own.map(|(name, value)| (name.to_owned(), value)));
    if let Some(channel) = policy.channel(list.channel.as_str()) {
        context.insert("terms".to_owned(), context::terms(policy, channel));
    }
    context
}

fn criterion(portfolio: &Portfolio, list: &DistributorList, request: &Request, criterion: &Criterion) -> Value {
    let answer = request.answers.get(criterion.element.id.as_str()).map(|a| a.value.clone());
    context! {
        title => criterion.element.label(),
        answer => answer,
        met => met(portfolio, list, request, criterion),
        proof => criterion.proof.map(|p| match p { Proof::Vouch => "vouch", Proof::Embargo => "embargo" }),
    }
}

/// Returns whether a request answers a criterion well enough for a decision: with a text or, for a
/// vouch, with a present member of the list. People decide whether the answer is good.
fn met(portfolio: &Portfolio, list: &DistributorList, request: &Request, criterion: &Criterion) -> bool {
    let answered = request.answers.get(criterion.element.id.as_str()).is_some_and(|a| !a.trim().is_empty());
    let present = |id: &str| {
        let on_list = |l: &crate::source::Spanned<crate::names::Name>| l.value == list.element.id.value;
        let mut members = portfolio.distributors.members.iter();
        members.any(|m| m.id.value == id && m.removed.is_none() && m.list.as_ref().is_none_or(on_list))
    };
    match criterion.proof {
        Some(Proof::Vouch) => request.vouched_by.as_ref().is_some_and(|v| present(v.as_str())),
        Some(Proof::Embargo) | None => answered,
    }
}
