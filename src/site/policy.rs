//! The security policy page: the policy's data in plain words, for users and reporters.
//!
//! It contains no names of people and no private addresses: a channel is shown with its addresses
//! only if everybody can read it, or if reports go to it.

use std::collections::HashSet;

use minijinja::context;
use minijinja::value::{Serde, Value};
use serde::Serialize;

use crate::policy::prose::{Prose, capitalize, length, spaced, title};
use crate::policy::{Attestation, Channel, DistributorList, Exposure, Mode, Path, Place, Policy, Role, WaiverRule};
use crate::portfolio::{Line, Project};
use crate::source::Spanned;
use crate::time::Instant;

mod steps;

use super::SiteInput;
use super::layout::Page;

/// A channel in words. `to` is empty if its addresses are private.
#[derive(Serialize)]
struct ChannelWords<'a> {
    title: String,
    kind: &'static str,
    exposure: &'static str,
    to: Vec<&'a str>,
}

/// An element of the policy in words: a label, when it applies, and what follows.
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

/// Returns the page.
pub(super) fn page(input: &SiteInput<'_>) -> Page {
    let (policy, project) = (input.policy, input.project);
    let prose = Prose::for_public(policy);
    let text = |t: &Spanned<String>| t.value.clone();
    let whole = policy.attestations.iter().filter(|a| a.step.is_none() && a.list.is_none());
    let path = |p: &Path| clause(p.element.label(), prose.condition(&p.when), prose.fix(p));
    let mode = |m: &Mode| clause(m.element.label(), prose.mode_condition(m), prose.effect(&m.effect));
    let waiver = |w: &WaiverRule| clause(w.element.label(), prose.condition(&w.when), prose.grant(w));
    let context = context! {
        summary => policy.summary.as_ref().map(text),
        source => project.site.policy.as_ref().map(text),
        revision => policy.revision.value.clone(),
        effective => policy.effective.to_string(),
        reports => Serde(reports(policy, project)),
        encryption => project.site.encryption.as_ref().map(text),
        ask => Serde(prose.asked()),
        thanks => policy.intake.as_ref().is_some_and(|i| i.thanks),
        public_report => Serde(policy.intake.as_ref().map(|i| place(policy, &i.public))),
        groups => Serde(steps::groups(policy)),
        forces => Serde(steps::forces(policy)),
        paths => Serde(policy.paths.iter().map(path).collect::<Vec<_>>()),
        modes => Serde(policy.modes.iter().map(mode).collect::<Vec<_>>()),
        waivers => Serde(policy.waivers.iter().map(waiver).collect::<Vec<_>>()),
        channels => Serde(policy.channels.iter().map(|c| channel(policy, c)).collect::<Vec<_>>()),
        roles => Serde(policy.roles.iter().map(|r| role(prose, r)).collect::<Vec<_>>()),
        embargo => embargo(policy),
        approvals => policy.publication.approvals.as_ref().map(|a| prose.approvals(a)),
        approvals_inferred => policy.publication.approvals.as_ref().is_some_and(|a| a.inferred),
        longest_embargo => policy.publication.longest_embargo.as_ref().map(|l| length(l.value)),
        longest_embargo_from => policy.publication.longest_embargo_from.as_ref().map(|from| prose.moment(from.as_str())),
        cvss => policy.cvss_versions.iter().map(|version| version.value.as_str()).collect::<Vec<_>>(),
        scored => is_scored(policy),
        levels => policy.severity.levels.iter().map(|level| title(&level.element)).collect::<Vec<_>>(),
        lines => Serde(project.lines.iter().map(|l| line(l, input.now)).collect::<Vec<_>>()),
        lists => Serde(policy.lists.iter().map(|l| list(policy, l)).collect::<Vec<_>>()),
        duties => Serde(whole.map(|a| whole_duty(prose, a)).collect::<Vec<_>>()),
    };
    Page::new("policy.html", "pages/policy.html", "Security policy", context)
        .describe(format!("How to report a vulnerability in {}, what happens then, and when.", project.name.value))
}

/// Returns whether the policy asks for CVSS scores: it names versions, or has no other measure, or
/// its levels are ranges of scores.
fn is_scored(policy: &Policy) -> bool {
    let levels = &policy.severity.levels;
    !policy.cvss_versions.is_empty() || levels.is_empty() || levels.iter().any(|level| level.cvss_ge.is_some())
}

/// Returns a channel in words, with its addresses if everybody can read it or if reports go to it.
fn channel<'a>(policy: &Policy, channel: &'a Channel) -> ChannelWords<'a> {
    let prose = Prose::for_public(policy);
    let id = channel.element.id.as_str();
    let intake = policy.intake.as_ref().is_some_and(|i| i.private.value == id || i.public.value == id);
    let shown = intake || channel.exposure == Exposure::Public;
    let addresses = channel.to.iter().map(|t| t.value.as_str());
    ChannelWords {
        title: title(&channel.element),
        kind: prose.channel_kind(channel.kind),
        exposure: prose.readers(channel.exposure),
        to: addresses.filter(|a| shown && !a.starts_with('@')).collect(),
    }
}

fn told(policy: &Policy, channel: &Channel) -> String {
    let words = self::channel(policy, channel);
    match words.to.as_slice() {
        [] => words.title,
        to => format!("{} ({})", words.title, to.join(", ")),
    }
}

/// Returns where to report: the site's contacts, then the intake's own address if it is another
/// one.
fn reports(policy: &Policy, project: &Project) -> Vec<String> {
    let mut all: Vec<String> = project.site.contact.iter().map(|c| c.value.clone()).collect();
    let mut known: HashSet<Place> = all.iter().map(|address| Place::read(address)).collect();
    for address in policy.intake.iter().flat_map(|i| place(policy, &i.private)) {
        let address = if is_file(&address) { page_of(project, &address) } else { address };
        if known.insert(Place::read(&address)) {
            all.push(address);
        }
    }
    all
}

/// Returns whether an intake is the path of a file, such as `README.md#reporting`.
fn is_file(place: &str) -> bool {
    let file = place.split('#').next().unwrap_or_default();
    let has_name = file.ends_with(".md") || file.ends_with(".html");
    has_name && !file.starts_with('/') && !file.contains([':', '@', ' ', '?']) && !file.contains("..")
}

/// Returns the address of a file that an intake names. If the written policy is such a file too,
/// the two have the same folder. If it is a page, the file is in the project's repository; where
/// its host has no known pages for files, the written policy says where to report.
fn page_of(project: &Project, path: &str) -> String {
    let policy = project.site.policy.as_ref().map(|policy| policy.as_str());
    let beside = policy.and_then(|policy| {
        let (folder, name) = policy.split(['?', '#']).next()?.rsplit_once('/')?;
        let kind = |file: &str| file.split('#').next().and_then(|file| Some(file.rsplit_once('.')?.1.to_owned()));
        let is_beside = folder.len() > "https://".len() && kind(name).is_some() && kind(name) == kind(path);
        // Only the pages of advisories are beside the program's own page.
        let is_own = policy.starts_with(project.site.url.as_str());
        (is_beside && !is_own).then(|| format!("{folder}/{path}"))
    });
    let in_repository = || {
        let repository = project.repository.as_ref()?.trim_end_matches('/').trim_end_matches(".git");
        let host = repository.split_once("://")?.1.split('/').next()?;
        let files = match host.trim_start_matches("www.") {
            "github.com" => "blob/HEAD",
            host if host.starts_with("gitlab.") => "-/blob/HEAD",
            _ => return None,
        };
        Some(format!("{repository}/{files}/{path}"))
    };
    let known = beside.or_else(in_repository).or_else(|| policy.map(str::to_owned));
    known.unwrap_or_else(|| path.to_owned())
}

/// Returns a duty that no step has: its title, and what it asks for.
fn whole_duty(prose: Prose<'_>, duty: &Attestation) -> String {
    let title = prose.duty(duty);
    let words = if title == duty.text.value { title } else { format!("{title}: {}", duty.text.value) };
    prose.within(duty, words)
}

/// Returns the addresses that the intake names: a channel's, or the text itself.
fn place(policy: &Policy, name: &str) -> Vec<String> {
    match policy.channel(name) {
        Some(channel) => self::channel(policy, channel).to.iter().map(ToString::to_string).collect(),
        None => vec![name.to_owned()],
    }
}

fn clause(title: &str, when: Option<String>, text: impl Into<String>) -> Clause {
    Clause { title: title.to_owned(), when, text: text.into() }
}

fn role(prose: Prose<'_>, role: &Role) -> Clause {
    clause(&capitalize(&prose.role(role.element.id.as_str())), None, prose.about_role(role))
}

fn embargo(policy: &Policy) -> Value {
    let (prose, terms) = (Prose::for_public(policy), &policy.embargo);
    let on_break = terms.on_break.as_ref();
    let on_break =
        on_break.map(|b| context! { by => prose.role(b.by.as_str()), default => spaced(b.default.as_str()) });
    let leak = terms.leak_report.as_ref().and_then(|l| policy.channel(l.to.as_str()));
    context! {
        allowed => terms.allowed,
        agreed_by => terms.agreed_by.as_ref().map(|id| spaced(id.as_str())),
        early_with => terms.early_with.as_ref().map(|t| t.value.clone()),
        on_break => on_break,
        leak_report => leak.map(|c| told(policy, c)),
    }
}

fn line(line: &Line, now: Instant) -> LineWords<'_> {
    LineWords {
        id: line.id.as_str(),
        support: line.kind(now).word(),
        released: line.released.as_ref().map(|d| d.to_string()),
        end_of_life: line.end_of_life.as_ref().map(|d| d.to_string()),
        latest: line.latest.as_ref().map(|l| l.value.as_str()),
    }
}

fn list<'a>(policy: &'a Policy, list: &'a DistributorList) -> ListWords<'a> {
    let prose = Prose::for_public(policy);
    let terms =
        policy.attestations.iter().filter(|a| a.list.as_ref().is_some_and(|l| l.value == list.element.id.value));
    let request = list.request_to.as_ref().and_then(|id| policy.channel(id.as_str()));
    ListWords {
        name: spaced(list.element.id.as_str()),
        title: list.element.title.as_ref().map(|t| t.value.as_str()),
        criteria: list.criteria.iter().map(|c| prose.criterion(c)).collect(),
        duties: list.duties.iter().map(|c| prose.criterion(c)).collect(),
        terms: terms.map(|a| a.text.value.as_str()).collect(),
        request: request.map(|c| channel(policy, c)),
        remove_after_leaks: list.remove_after_leaks,
    }
}
