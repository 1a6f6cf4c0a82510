//! The security policy page: the policy's data in plain words, for users and reporters.
//!
//! Nobody's name is here and no address that is not public: a channel is shown with its addresses only when everybody
//! can read it, or when it is where reports go.

use std::collections::BTreeMap;

use minijinja::context;
use minijinja::value::{Serde, Value};
use serde::Serialize;

use crate::policy::{
    Approvals, Attestation, Channel, ChannelKind, Criterion, DistributorList, Effect, Exposure, Grant, LineKind, Path,
    Pick, Policy, Proof, Role, RoleSource,
};
use crate::portfolio::Line;
use crate::time::Instant;

mod steps;

use super::layout::Page;
use super::{SiteInput, words};

/// A channel in words. `to` is empty where its addresses are nobody else's business.
#[derive(Serialize)]
struct ChannelWords<'a> {
    title: String,
    kind: &'static str,
    exposure: &'static str,
    to: Vec<&'a str>,
}

/// Two or three words of a thing: a label, when it applies, and what follows.
#[derive(Serialize)]
struct Clause {
    title: String,
    when: Option<String>,
    text: String,
}

/// A private list in words.
#[derive(Serialize)]
struct ListWords<'a> {
    name: String,
    title: Option<&'a str>,
    criteria: Vec<String>,
    duties: Vec<String>,
    terms: Vec<&'a str>,
    request: Option<ChannelWords<'a>>,
    remove_after_leaks: Option<u32>,
}

/// A release line and whether it is supported.
#[derive(Serialize)]
struct LineWords<'a> {
    id: &'a str,
    support: &'static str,
    released: Option<String>,
    end_of_life: Option<String>,
    latest: Option<&'a str>,
}

/// The page.
pub(super) fn page(input: &SiteInput<'_>) -> Page {
    let (policy, project) = (input.policy, input.project);
    let text = |t: &crate::source::Spanned<String>| t.value.clone();
    let context = context! {
        summary => policy.summary.as_ref().map(text),
        source => project.site.policy.as_ref().map(text),
        revision => policy.revision.value.clone(),
        effective => policy.effective.to_string(),
        reports => Serde(reports(policy, &project.site.contact)),
        encryption => project.site.encryption.as_ref().map(text),
        ask => Serde(policy.intake.iter().flat_map(|i| &i.ask).map(|a| asked(a)).collect::<Vec<_>>()),
        thanks => policy.intake.as_ref().is_some_and(|i| i.thanks),
        public_report => Serde(policy.intake.as_ref().map(|i| place(policy, &i.public))),
        groups => Serde(steps::groups(policy)),
        paths => Serde(policy.paths.iter().map(path).collect::<Vec<_>>()),
        modes => Serde(modes(policy)),
        waivers => Serde(waivers(policy)),
        channels => Serde(policy.channels.iter().map(|c| channel(c, intake(policy, c))).collect::<Vec<_>>()),
        roles => Serde(policy.roles.iter().map(|r| role(policy, r)).collect::<Vec<_>>()),
        embargo => embargo(policy),
        approvals => policy.publication.approvals.as_ref().map(|a| approvers(policy, a)),
        longest_embargo => policy.publication.longest_embargo.as_ref().map(|l| words::length(l.value)),
        cvss => policy.cvss_versions.iter().map(|version| version.value.as_str()).collect::<Vec<_>>(),
        lines => Serde(project.lines.iter().map(|l| line(l, input.now)).collect::<Vec<_>>()),
        lists => Serde(policy.lists.iter().map(|l| list(policy, l)).collect::<Vec<_>>()),
        duties => Serde(policy.attestations.iter().filter(|a| a.step.is_none() && a.list.is_none()).map(duty).collect::<Vec<_>>()),
    };
    Page::new("policy.html", "pages/policy.html", "Security policy", context)
        .describe(format!("How to report a vulnerability in {}, what happens then, and when.", project.name.value))
}

fn role_label(policy: &Policy, id: &str) -> String {
    let title = policy.role(id).and_then(|r| r.element.title.as_ref());
    title.map_or_else(|| id.replace('-', " "), |t| words::short(&t.value).0.to_owned())
}

fn channel_label(channel: &Channel) -> String {
    let title = channel.element.title.as_ref().map(|t| t.value.clone());
    title.unwrap_or_else(|| words::sentence(&channel.element.id.as_str().replace('-', " ")))
}

/// What these attestations ask for: in an imperative where they have one, else in their own words.
fn attestations(policy: &Policy, of: impl Fn(&Attestation) -> bool) -> Vec<&str> {
    policy.attestations.iter().filter(|a| of(a)).map(duty).collect()
}

fn duty(attestation: &Attestation) -> &str {
    attestation.element.title.as_ref().map_or(attestation.text.value.as_str(), |t| t.value.as_str())
}

/// Whether reports go to this channel: then its address is public whoever reads it.
fn intake(policy: &Policy, channel: &Channel) -> bool {
    let id = channel.element.id.as_str();
    policy.intake.as_ref().is_some_and(|i| i.private.value == id || i.public.value == id)
}

fn channel(channel: &Channel, intake: bool) -> ChannelWords<'_> {
    let shown = intake || channel.exposure == Exposure::Public;
    let addresses = channel.to.iter().map(|t| t.value.as_str());
    ChannelWords {
        title: channel_label(channel),
        kind: match channel.kind {
            ChannelKind::Email => "mail",
            ChannelKind::Issue => "issue tracker",
            ChannelKind::Chat => "chat",
            ChannelKind::Form => "form",
        },
        exposure: match channel.exposure {
            Exposure::Team => "the response team",
            Exposure::Embargoed => "third parties under embargo",
            Exposure::Public => "everybody",
        },
        to: addresses.filter(|a| shown && !a.starts_with('@')).collect(),
    }
}

fn told(channel: &Channel, intake: bool) -> String {
    let words = self::channel(channel, intake);
    match words.to.as_slice() {
        [] => words.title,
        to => format!("{} ({})", words.title, to.join(", ")),
    }
}

/// Where reports go: the site's contacts, then the intake's own address where that is another.
fn reports(policy: &Policy, contacts: &[crate::source::Spanned<String>]) -> Vec<String> {
    let mut all: Vec<String> = contacts.iter().map(|c| c.value.clone()).collect();
    for address in policy.intake.iter().flat_map(|i| place(policy, &i.private)) {
        if !all.iter().any(|known| known.trim_start_matches("mailto:") == address) {
            all.push(address);
        }
    }
    all
}

/// The addresses that the intake names: a channel's, or its own words.
fn place(policy: &Policy, name: &str) -> Vec<String> {
    match policy.channel(name) {
        Some(channel) => self::channel(channel, true).to.iter().map(ToString::to_string).collect(),
        None => vec![name.to_owned()],
    }
}

fn asked(word: &str) -> String {
    match word.trim_end_matches('?') {
        "location" => "Where the vulnerability is: component, file, version".to_owned(),
        "impact" => "What an attacker could do with it".to_owned(),
        "reproduction" => "How to reproduce it, step by step".to_owned(),
        "suggested-fix" => "A fix or a mitigation, if you have one".to_owned(),
        other => words::sentence(&other.replace('-', " ")),
    }
}

fn path(path: &Path) -> Clause {
    let fix = if path.fix { "A fix is made and released." } else { "No fix is made." };
    Clause { title: path.element.label().to_owned(), when: words::condition(&path.when), text: fix.to_owned() }
}

fn labels(policy: &Policy, steps: &[crate::source::Spanned<crate::names::Name>]) -> String {
    let labels: Vec<_> = steps
        .iter()
        .filter_map(|id| policy.step(id.as_str()))
        .map(|s| format!("“{}”", words::short(&steps::label(s)).0))
        .collect();
    words::list(&labels, "and")
}

fn modes(policy: &Policy) -> Vec<Clause> {
    let mode = |mode: &crate::policy::Mode| {
        let text = match &mode.effect {
            Effect::Asap => "Every step happens as soon as possible.".to_owned(),
            Effect::Floor { replan, .. } if replan.is_empty() => "Nothing is published before that date.".to_owned(),
            Effect::Floor { replan, .. } => {
                format!("Nothing is published before that date; {} move with it.", labels(policy, replan))
            }
        };
        let unscored = if mode.unscored_meets { " (or not scored yet)" } else { "" };
        let when = words::condition(&mode.when).map(|w| format!("{w}{unscored}"));
        Clause { title: mode.element.label().to_owned(), when, text }
    };
    policy.modes.iter().map(mode).collect()
}

fn waivers(policy: &Policy) -> Vec<Clause> {
    let waiver = |waiver: &crate::policy::WaiverRule| {
        let steps = if waiver.steps.is_empty() { "any step".to_owned() } else { labels(policy, &waiver.steps) };
        let by = role_label(policy, waiver.by.as_str());
        let grants = match waiver.grants {
            Grant::NewDate => format!("The {by} may set a new date for {steps}"),
            Grant::Fix => format!("The {by} may decide to make a fix all the same"),
        };
        let record = match (waiver.needs_link, waiver.needs_reason) {
            (true, true) => ", with a recorded reason and a link to the discussion.",
            (true, false) => ", with a link to the discussion.",
            (false, true) => ", with a recorded reason.",
            (false, false) => ".",
        };
        let when = words::condition(&waiver.when);
        Clause { title: waiver.element.label().to_owned(), when, text: format!("{grants}{record}") }
    };
    policy.waivers.iter().map(waiver).collect()
}

fn role(policy: &Policy, role: &Role) -> Clause {
    let from = match &role.from {
        None => "Chosen from the project’s team".to_owned(),
        Some(RoleSource::Anyone) => "Anybody who can help".to_owned(),
        Some(RoleSource::Role(id)) => format!("Comes from the {}", role_label(policy, id.as_str())),
    };
    let pick = match role.pick {
        None => "",
        Some(Pick::RoundRobin) => ", in turn",
        Some(Pick::Volunteer) => ", as a volunteer",
        Some(Pick::Appointed) => ", by appointment",
    };
    let title = words::sentence(&role_label(policy, role.element.id.as_str()));
    let rest = role.element.title.as_ref().map(|t| words::sentence(words::short(&t.value).1)).unwrap_or_default();
    let rest = if rest.is_empty() { rest } else { format!("{}. ", rest.trim_end_matches('.')) };
    Clause { title, when: None, text: format!("{rest}{from}{pick}.") }
}

fn approvers(policy: &Policy, approvals: &Approvals) -> String {
    let members = if approvals.count == 1 { "one member".to_owned() } else { format!("{} members", approvals.count) };
    format!("{members} of the {}", role_label(policy, approvals.role.as_str()))
}

fn embargo(policy: &Policy) -> Value {
    let terms = &policy.embargo;
    let break_terms: BTreeMap<&str, String> = terms.on_break.iter().fold(BTreeMap::new(), |mut all, b| {
        all.insert("by", role_label(policy, b.by.as_str()));
        all.insert("default", b.default.as_str().replace('-', " "));
        all
    });
    let leak = terms.leak_report.as_ref().and_then(|l| policy.channel(l.to.as_str()));
    context! {
        allowed => terms.allowed,
        agreed_by => terms.agreed_by.as_ref().map(|id| id.as_str().replace('-', " ")),
        early_with => terms.early_with.as_ref().map(|t| t.value.clone()),
        on_break => Serde(break_terms),
        leak_report => leak.map(|c| told(c, intake(policy, c))),
    }
}

fn line(line: &Line, now: Instant) -> LineWords<'_> {
    LineWords {
        id: line.id.as_str(),
        support: match line.kind(now) {
            LineKind::Development => "development",
            LineKind::Supported => "supported",
            LineKind::Unsupported => "unsupported",
        },
        released: line.released.as_ref().map(|d| d.to_string()),
        end_of_life: line.end_of_life.as_ref().map(|d| d.to_string()),
        latest: line.latest.as_ref().map(|l| l.value.as_str()),
    }
}

fn list<'a>(policy: &'a Policy, list: &'a DistributorList) -> ListWords<'a> {
    let criterion = |c: &Criterion| {
        let proof = match c.proof {
            None => "",
            Some(Proof::Vouch) => " (a present member vouches)",
            Some(Proof::Embargo) => " (accepted in writing)",
        };
        let label = c.element.title.as_ref().map(|t| t.value.clone());
        let label = label.unwrap_or_else(|| words::sentence(&c.element.id.as_str().replace('-', " ")));
        format!("{}{proof}", label.trim_end_matches('.'))
    };
    let of = |a: &Attestation| a.list.as_ref().is_some_and(|l| l.value == list.element.id.value);
    let request = list.request_to.as_ref().and_then(|id| policy.channel(id.as_str()));
    ListWords {
        name: list.element.id.as_str().replace('-', " "),
        title: list.element.title.as_ref().map(|t| t.value.as_str()),
        criteria: list.criteria.iter().map(criterion).collect(),
        duties: list.duties.iter().map(criterion).collect(),
        terms: policy.attestations.iter().filter(|a| of(a)).map(|a| a.text.value.as_str()).collect(),
        request: request.map(|c| channel(c, intake(policy, c))),
        remove_after_leaks: list.remove_after_leaks,
    }
}
