//! One incident on a screen: what it is, who is concerned, what is open, what is public, and what
//! waits to be sent.

use serde::Serialize;

use super::facts::{Deadline, Detail, Step};
use super::{Audience, detail, gather, layout, words};
use crate::app;
use crate::case::State;

/// `advisory show INCIDENT --format json`: that of `advisory status INCIDENT`, and this.
#[derive(Serialize)]
pub(super) struct Overview {
    #[serde(flatten)]
    pub(super) detail: Detail,
    /// Who holds which role. Empty in a log.
    pub(super) roles: Vec<Role>,
    /// Who reported it. `null` in a log.
    pub(super) reporter: Option<Reporter>,
    /// What is public of it; empty: nothing.
    pub(super) in_public: Vec<Public>,
    /// The drafts that are due and were not sent. Empty in a log.
    pub(super) drafts: Vec<Unsent>,
}

#[derive(Serialize)]
pub(super) struct Role {
    role: String,
    who: Vec<String>,
}

#[derive(Serialize)]
pub(super) struct Reporter {
    name: Option<String>,
    email: Option<String>,
    /// Whether they agreed to be named in public; `null`: nobody asked them yet.
    consent: Option<bool>,
}

/// Something that everybody can read.
#[derive(Serialize)]
pub(super) struct Public {
    /// `id`, `cve`, `title`, `page` or `notice`.
    what: &'static str,
    text: String,
}

/// A draft that waits to be sent.
#[derive(Serialize)]
pub(super) struct Unsent {
    step: Option<String>,
    channel: String,
    /// The list member that it goes to.
    member: Option<String>,
    /// Who gets it.
    to: Vec<String>,
}

impl Overview {
    pub(super) fn of(overview: &app::Overview<'_>, audience: Audience) -> Self {
        let (case, is_team) = (&overview.case, audience == Audience::Team);
        let incident = case.incident;
        let roles = incident.roles.iter().filter(|_| is_team);
        let reporter = incident.report.reporter.as_ref().filter(|_| is_team);
        let unsent = |draft: &crate::announce::Draft| Unsent {
            step: draft.step.as_ref().map(ToString::to_string),
            channel: draft.channel.to_string(),
            member: draft.member.as_ref().map(ToString::to_string),
            to: draft.to.iter().map(|to| gather::one_line(to)).collect(),
        };
        Self {
            detail: gather::detail(case, None, audience),
            roles: roles
                .map(|(role, who)| Role { role: role.to_string(), who: gather::people(who, audience) })
                .collect(),
            reporter: reporter.map(|reporter| Reporter {
                name: gather::private(reporter.name.as_ref(), audience),
                email: gather::private(reporter.email.as_ref(), audience),
                consent: reporter.consent.as_ref().map(|consent| consent.value),
            }),
            in_public: public(case),
            drafts: overview.drafts.iter().filter(|_| is_team).map(unsent).collect(),
        }
    }
}

/// Returns what everybody can read of an incident.
fn public(case: &crate::case::Case<'_>) -> Vec<Public> {
    let site = case.portfolio.project.site.url.trim_end_matches('/');
    let mut public = Vec::new();
    let mut add = |what: &'static str, text: &str| public.push(Public { what, text: gather::one_line(text) });
    if case.state() == State::Forthcoming {
        add("notice", &format!("{site}/forthcoming.html"));
    }
    if let (Ok(_), Some(document)) = (case.publication, &case.incident.document) {
        document.title.iter().for_each(|title| add("title", title));
        document.cve.iter().for_each(|cve| add("cve", cve.as_str()));
        document.id.iter().for_each(|id| add("page", &format!("{site}/{}.html", id.value)));
    }
    public
}

pub(super) fn human(overview: &Overview, width: u16) -> String {
    let detail = &overview.detail;
    let incident = &detail.incident;
    let mut out = layout::wrapped(format!("{}  {}", incident.handle, words::state(incident)), width);
    out.push_str(&detail::section(width, &detail::header(detail), None));
    let mut part = |title: &str, table: String| {
        if !table.is_empty() {
            out.push_str(&format!("\n{title}\n{table}"));
        }
    };
    let mut people: Vec<[String; 2]> = overview.roles.iter().map(|r| [r.role.clone(), r.who.join(", ")]).collect();
    people.extend(overview.reporter.iter().map(|reporter| ["reporter".to_owned(), reported_by(reporter)]));
    part("People", detail::section(width, &people, None));
    let open: Vec<_> = incident.open.iter().map(open_step).collect();
    let nothing = || "nothing\n".to_owned();
    part("Open steps", if open.is_empty() { nothing() } else { detail::section(width, &open, None) });
    let public: Vec<_> = overview.in_public.iter().map(|p| [p.what.to_owned(), p.text.clone()]).collect();
    part("Public", if public.is_empty() { nothing() } else { detail::section(width, &public, None) });
    let drafts: Vec<_> = overview.drafts.iter().map(unsent).collect();
    part("To send", detail::section(width, &drafts, None));
    out
}

/// Returns a step in one row: `advisory status INCIDENT` says more.
fn open_step(step: &Step) -> [String; 4] {
    let due = match step.deadline {
        Deadline::At { due, .. } => format!("{} (by {})", detail::standing(step), due.short()),
        _ => detail::standing(step),
    };
    let who = if step.who.is_empty() { format!("({})", step.role) } else { step.who.join(", ") };
    [detail::mark(step).to_owned(), step.element.id.clone(), due, who]
}

fn reported_by(reporter: &Reporter) -> String {
    let consent = match reporter.consent {
        Some(true) => "agreed to be named",
        Some(false) => "does not want to be named",
        None => "has not said whether they want to be named",
    };
    let name = reporter.name.iter().chain(&reporter.email).map(String::as_str).chain([consent]);
    name.collect::<Vec<_>>().join(", ")
}

/// Returns what to send, where, and to whom.
fn unsent(draft: &Unsent) -> [String; 3] {
    let channel = draft.channel.clone();
    let channel = draft.member.as_ref().map_or(channel.clone(), |member| format!("{channel}, {member}"));
    [draft.step.clone().unwrap_or_default(), channel, draft.to.join(", ")]
}
