//! Drafts one step for one channel.

use minijinja::Value;
use sha2::{Digest, Sha256};

use super::facts::{Facts, carries, context_name, facts_for};
use super::fill;
use super::issue::{self, Place};
use super::mail::{self, Mail};
use super::news::News;
use super::recipients::{self, Addressees};
use super::template::{self, Failure, Written};
use super::thread::Thread;
use super::{Draft, chat, form, missing, text, timing};
use crate::case::{Case, StepStatus};
use crate::event::BuiltIn;
use crate::fact::Fact;
use crate::finding::Finding;
use crate::incident::Event;
use crate::names::{MessageId, Name};
use crate::policy::{Channel, ChannelKind, Exposure, Step};
use crate::rules::announcement::{
    BAD_ADDRESS, BROKEN_TEMPLATE, CHANNEL_FIELD, EMBARGOED_AUDIENCE, MISSING_FACT, UNKNOWN_TEMPLATE,
};
use crate::rules::exposed_channel;
use crate::source::{FilePath, Location, TreeEntry};
use crate::time::Instant;

/// Returns the drafts of this step for this channel.
pub(super) fn drafts(case: &Case<'_>, status: &StepStatus<'_>, channel: &Channel) -> Result<Vec<Draft>, Vec<Finding>> {
    let step = status.step;
    if channel.exposure == Exposure::Embargoed && !case.policy.embargo.allowed {
        return Err(vec![embargoed_audience(case, channel)]);
    }
    if let Some(exposed) = exposed_channel(case.policy, channel) {
        return Err(vec![exposed]);
    }
    if let Some(problem) = timing::problem(case, status, channel) {
        return Err(vec![problem]);
    }
    let facts = facts_for(case, step, channel);
    let news = News::of(case, status, channel);
    // News says nothing of the facts of the step.
    let lacking = if news.is_some() { Vec::new() } else { lacking(case, step, channel, &facts) };
    if !lacking.is_empty() {
        return Err(lacking);
    }
    let written = written(case, status, channel, &facts, news.as_ref())?;
    let (to, subject, body) = (addressed(channel), &written.subject, text::tidy(&written.body));
    let thread = Thread::of(case, &step.element.id.value, &channel.element.id.value, None);
    let (text, ending) = match channel.kind {
        ChannelKind::Email => return mails(case, status, channel, &facts, &written, news.as_ref()),
        ChannelKind::Issue => {
            let follows = news.is_some() || thread.is_begun;
            let place = if follows { Place::Below(thread.link) } else { Place::New };
            (issue::write(&to, &place, subject, &body), "issue.md")
        }
        ChannelKind::Chat => (chat::write(&body), "chat.txt"),
        ChannelKind::Form => (form::write(&to, subject, &body), "form.txt"),
    };
    let to = to.into_iter().map(str::to_owned).collect();
    let sent = thread.sent.filter(|_| news.is_none());
    let ending = news.as_ref().map_or_else(|| ending.to_owned(), |news| format!("{}.{ending}", news.word));
    let message = Message { member: None, id: None, sent, to, subject: subject.clone(), body };
    Ok(vec![draft(case, step, channel, &ending, message, text.into_bytes())])
}

/// The text and the recipients of a draft.
struct Message {
    member: Option<Name>,
    id: Option<MessageId>,
    sent: Option<Instant>,
    to: Vec<String>,
    subject: String,
    body: String,
}

/// Returns a draft with this text. Its file name has the list member that it goes to and its kind.
fn draft(case: &Case<'_>, step: &Step, channel: &Channel, ending: &str, message: Message, bytes: Vec<u8>) -> Draft {
    let (id, channel_id) = (&step.element.id.value, &channel.element.id.value);
    let member = message.member.as_ref().map_or_else(String::new, |m| format!(".{m}"));
    Draft {
        step: Some(id.clone()),
        channel: channel_id.clone(),
        member: message.member,
        exposure: channel.exposure,
        kind: channel.kind,
        path: format!("{}/{id}.{channel_id}{member}.{ending}", case.incident.handle),
        subject: message.subject,
        message_id: message.id,
        sent: message.sent,
        to: message.to,
        body: message.body,
        bytes,
    }
}

fn addressed(channel: &Channel) -> Vec<&str> {
    channel.to.iter().map(|to| to.as_str()).collect()
}

fn embargoed_audience(case: &Case<'_>, channel: &Channel) -> Finding {
    let file = &case.policy.file;
    let message =
        format!("the channel `{}` is embargoed, but the policy allows no early disclosure", channel.element.id.value);
    Finding::of(EMBARGOED_AUDIENCE, Location::new(file, channel.element.id.span), message)
        .also(Location::new(file, case.policy.embargo.span), "this policy allows no embargo")
        .help("remove the channel from `to` of the step, or allow an embargo")
}

/// Returns the facts that the step needs, that the channel may carry, and that are missing in the
/// form in which the channel may carry them.
fn lacking(case: &Case<'_>, step: &Step, channel: &Channel, facts: &Facts) -> Vec<Finding> {
    let needed = step.needs.iter().filter(|n| n.required).map(|n| n.fact.value);
    needed
        .filter(|fact| carries(case, channel, *fact) && !facts.has(*fact))
        .map(|fact| missing::finding(case, step, fact))
        .collect()
}

fn written(
    case: &Case<'_>,
    status: &StepStatus<'_>,
    channel: &Channel,
    facts: &Facts,
    news: Option<&News>,
) -> Result<Written, Vec<Finding>> {
    let step = status.step;
    let name = news.map_or_else(|| fill::template_of(step), |news| news.template);
    let mut context = fill::context_of(case, status, channel, facts);
    if let Some(news) = news {
        context.insert("unchanged".to_owned(), Value::from(is_unchanged(case, news)));
        context.insert("late".to_owned(), Value::from(news.is_late()));
        context.insert("mitigated".to_owned(), Value::from(news.is_mitigated));
        context.extend([news.context()]);
    }
    let span = step.template.as_ref().map_or(step.element.id.span, |t| t.span);
    let at = Location::new(&case.policy.file, span);
    let Some(template) = template::find(case.portfolio, name, channel.kind) else {
        return Err(vec![unknown(name, channel, at)]);
    };
    template
        .fill(case.portfolio, channel.kind, &context)
        .map_err(|failure| vec![explain(case, step, channel, facts, &failure, at)])
}

/// Returns the finding on a template that does not exist.
pub(super) fn unknown(name: &str, channel: &Channel, at: Location) -> Finding {
    let path = template::path(name, channel.kind);
    let message = format!("there is no template `{name}` for the channel `{}`", channel.element.id.value);
    Finding::of(UNKNOWN_TEMPLATE, at, message).help(format!("write it as site-templates/{path}"))
}

/// Returns a template's failure as a finding: a fact that the channel may not carry, a fact that is
/// missing, or a mistake in the template.
fn explain(case: &Case<'_>, step: &Step, channel: &Channel, facts: &Facts, failure: &Failure, at: Location) -> Finding {
    let own_template = broken_at(failure);
    let place = match &own_template {
        Some(_) => format!("{}, line {}", failure.path, failure.line),
        None => "its template".to_owned(),
    };
    let in_template = own_template.unwrap_or_else(|| at.clone());
    let absent = |name: &String| Fact::ALL.iter().copied().find(|f| !facts.has(*f) && context_name(*f) == *name);
    let asked = failure.undefined.iter().find_map(absent);
    let own = Location::new(&case.policy.file, channel.element.id.span);
    match asked {
        Some(fact) if !carries(case, channel, fact) => {
            let when = if case.publication.is_err() && channel.fields_after_public.allow(fact) {
                " before the advisory is public"
            } else {
                ""
            };
            let id = &channel.element.id.value;
            let message = format!("the channel `{id}` may not carry `{fact}`{when}, but {place} uses it");
            let help = if when.is_empty() {
                format!(
                    "remove `{fact}` from the template, or put it inside `{{% if {} is defined %}}`",
                    context_name(fact)
                )
            } else {
                "draft it once the advisory is public, or use `--now INSTANT` with the time of the approved publication"
                    .to_owned()
            };
            Finding::of(CHANNEL_FIELD, in_template, message).also(own, "its `fields` do not list the fact").help(help)
        }
        Some(fact) => missing::finding(case, step, fact).also(in_template, format!("{place} prints it")),
        None => broken(in_template, failure),
    }
}

/// Returns the finding on a mistake in a template.
pub(super) fn broken(at: Location, failure: &Failure) -> Finding {
    let message = format!("the template {} fails in line {}: {}", failure.path, failure.line, failure.message);
    Finding::of(BROKEN_TEMPLATE, at, message)
        .help("start a mail template with a line `Subject: …`, and put facts that may be missing inside `{% if x is defined %}`")
}

/// Returns where an overriding template failed; `None` for a built-in one.
pub(super) fn broken_at(failure: &Failure) -> Option<Location> {
    let file = FilePath::new(format!("site-templates/{}", failure.path));
    failure.overridden.then(|| Location::new(&file, failure.range.clone()))
}

fn mails(
    case: &Case<'_>,
    status: &StepStatus<'_>,
    channel: &Channel,
    facts: &Facts,
    written: &Written,
    news: Option<&News>,
) -> Result<Vec<Draft>, Vec<Finding>> {
    let from = recipients::sender(case.policy, &case.portfolio.project);
    let addressees = recipients::addressees(case, channel);
    let attachments = if news.is_some() { Ok(Vec::new()) } else { attachments(case, status.step, facts) };
    let (from, addressees, attachments) = match (from, addressees, attachments) {
        (Ok(from), Ok(addressees), Ok(attachments)) => (from, addressees, attachments),
        (from, addressees, attachments) => {
            let findings = from.err().into_iter().flatten().chain(addressees.err().into_iter().flatten());
            return Err(findings.chain(attachments.err().into_iter().flatten()).collect());
        }
    };
    let body = text::tidy(&text::wrapped(&written.body));
    let one = |Addressees { member, to }: Addressees| {
        let (step, channel_id) = (status.step, &channel.element.id.value);
        let thread = Thread::of(case, &step.element.id.value, channel_id, member.as_ref());
        if news.is_some_and(|news| thread.sent.is_some_and(|sent| sent >= news.at)) {
            return Ok(None);
        }
        let told = case.recorded(step);
        // A step that was recorded again was told again.
        let times = thread.times.max(told.len().saturating_sub(1));
        let mark = news.map(|news| news.mark.clone()).unwrap_or_default();
        let own_id = |times: usize, mark: &str| {
            own_id(case, step, channel, member.as_ref(), (times, mark))
                .ok_or_else(|| vec![unsendable(case, channel, "it would have no Message-ID")])
        };
        let id = own_id(times, &mark)?;
        let mut references: Vec<MessageId> = thread.references().into_iter().cloned().collect();
        if references.is_empty() && (times > 0 || news.is_some()) {
            references.push(own_id(0, "")?);
        }
        let replies_to = thread.replies_to().or(references.last()).cloned();
        let last = told.last().copied().filter(|_| times > 0);
        let sent_again = if thread.times > 0 { Some(case.now) } else { last };
        let addresses = to.iter().map(ToString::to_string).collect();
        let mail = Mail {
            from: from.clone(),
            to,
            subject: written.subject.clone(),
            body: body.clone(),
            date: if news.is_some() { case.now } else { sent_again.unwrap_or_else(|| date(case, status)) },
            id: id.clone(),
            replies_to,
            references,
            attachments: attachments.clone(),
        };
        let bytes = mail.write().map_err(|error| vec![unsendable(case, channel, error)])?;
        let message = Message {
            member,
            id: Some(id),
            sent: thread.sent.filter(|_| news.is_none()),
            to: addresses,
            subject: written.subject.clone(),
            body: body.clone(),
        };
        let ending = news.map_or_else(|| "eml".to_owned(), |news| format!("{}.eml", news.word));
        Ok(Some(draft(case, step, channel, &ending, message, bytes)))
    };
    addressees.into_iter().filter_map(|addressees| one(addressees).transpose()).collect()
}

fn unsendable(case: &Case<'_>, channel: &Channel, error: impl std::fmt::Display) -> Finding {
    let at = Location::new(&case.policy.file, channel.element.id.span);
    Finding::of(BAD_ADDRESS, at, format!("no mail can be made for this channel: {error}"))
}

/// Returns the date of a step's mails: when it was done, or else now, when the draft is made.
fn date(case: &Case<'_>, status: &StepStatus<'_>) -> Instant {
    status.done.map_or(case.now, |event| event.at.value)
}

/// Returns the Message-ID of a step's mail. One that is sent again, or tells something else, has
/// another.
fn own_id(
    case: &Case<'_>,
    step: &Step,
    channel: &Channel,
    member: Option<&Name>,
    (times, mark): (usize, &str),
) -> Option<MessageId> {
    let mut parts = vec![
        case.portfolio.project.name.as_str(),
        case.incident.handle.as_str(),
        step.element.id.as_str(),
        channel.element.id.as_str(),
        member.map_or("", Name::as_str),
    ];
    let again = times.to_string();
    if times > 0 {
        parts.push(&again);
    }
    if !mark.is_empty() {
        parts.push(mark);
    }
    message_id(&parts, &recipients::host(case.portfolio))
}

/// Returns a Message-ID that means nothing and is the same every time: sixteen hexadecimal digits
/// at a host. Returns `None` if the host is too long.
pub(super) fn message_id(parts: &[&str], host: &str) -> Option<MessageId> {
    let mut hash = Sha256::new();
    for part in parts {
        hash.update((part.len() as u64).to_be_bytes());
        hash.update(part.as_bytes());
    }
    let digits: String = hash.finalize().iter().take(8).map(|byte| format!("{byte:02x}")).collect();
    format!("<{digits}@{host}>").parse().ok()
}

/// Returns the patches, if the step is about them and the channel may carry them.
fn attachments(case: &Case<'_>, step: &Step, facts: &Facts) -> Result<Vec<(String, Vec<u8>)>, Vec<Finding>> {
    let about = step.needs.iter().any(|n| n.fact.value == Fact::Patches);
    if !about || !facts.has(Fact::Patches) {
        return Ok(Vec::new());
    }
    let mut read = Vec::new();
    let mut failed = Vec::new();
    for path in &case.incident.patches {
        match case.portfolio.tree.get(path.as_str()) {
            Some(TreeEntry::File(bytes)) => read.push((mail::attachment_name(path), bytes.to_vec())),
            _ => failed.push(
                Finding::of(MISSING_FACT, Location::file(path), format!("{path} can't be attached"))
                    .label("the file could not be read")
                    .help("put the patch here as one regular file of at most 4 MiB"),
            ),
        }
    }
    if failed.is_empty() { Ok(read) } else { Err(failed) }
}

/// Returns whether nothing else has changed since a channel was told something: no leak, and no
/// mitigation.
fn is_unchanged(case: &Case<'_>, news: &News) -> bool {
    let is_new = |event: &Event| event.is(BuiltIn::MitigationReady) && event.at.value >= news.told;
    !news.follows_leak && !case.incident.events.iter().any(is_new)
}
