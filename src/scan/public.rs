//! What is public of a portfolio: the advisories and notices, as the site shows them.
//!
//! Everything else in a private repository is private, or public only because somebody put it into
//! a template or the policy. That is no reason not to look for it: whoever can write there could
//! hide a leak by writing it there too.

use std::collections::HashSet;

use rayon::prelude::*;

use super::Kind;
use crate::advisory::{Advisory, Notice, disclose, notify};
use crate::case::Case;
use crate::json;
use crate::markdown;
use crate::portfolio::Portfolio;
use crate::words::spelled;

/// The texts of the public advisories and notices.
pub(super) fn texts(cases: &[Case<'_>]) -> Vec<String> {
    cases.par_iter().flat_map_iter(of).collect()
}

fn of(case: &Case<'_>) -> Vec<String> {
    match disclose(case) {
        Ok(advisory) => of_advisory(&advisory),
        Err(_) => notify(case).map(|notice| of_notice(&notice)).unwrap_or_default(),
    }
}

pub(super) fn of_notice(notice: &Notice) -> Vec<String> {
    notice.mitigations.as_deref().map(shown).unwrap_or_default()
}

pub(super) fn of_advisory(advisory: &Advisory) -> Vec<String> {
    let mut texts = shown(&advisory.text);
    // Titles, names, links and ids, each a text of its own.
    texts.extend(json::pretty(advisory));
    texts
}

/// A text as it was written, and as pages and mails show it.
fn shown(text: &str) -> Vec<String> {
    vec![text.to_owned(), markdown::html(text, ""), markdown::plain(text, usize::MAX)]
}

/// Whether a public advisory that has these words makes them public. The handle of another incident
/// is not for its readers.
pub(super) fn may_be_told(kind: Kind) -> bool {
    kind != Kind::Handle
}

/// Names and links that the project's own files give: the team, and where its work is. They are no
/// secret of an incident whose reporter is on the team, or whose fix is in the public repository.
pub(super) struct Own {
    names: HashSet<String>,
    links: HashSet<String>,
}

impl Own {
    pub(super) fn new(portfolio: &Portfolio) -> Self {
        let (project, team) = (&portfolio.project, &portfolio.team);
        let names = team.members.iter().flat_map(|member| {
            std::iter::once(&member.name).chain(&member.email).chain(&member.emails).map(|name| &name.value)
        });
        let contacts = project.site.contact.iter().map(|contact| &contact.value);
        let links = [&project.home, &project.repository, &project.site.encryption, &project.site.policy];
        let links = links.into_iter().flatten().chain([&project.site.url]).map(|link| &link.value);
        let folded = |text: &String| {
            let text = text.split_once(':').map_or(text.as_str(), |(_, rest)| rest);
            spelled(text.as_bytes()).words.join(" ")
        };
        Self { names: names.chain(contacts).map(folded).collect(), links: links.map(folded).collect() }
    }

    /// Whether these words are one of them.
    pub(super) fn has(&self, words: &[String], kind: Kind) -> bool {
        let among = match kind {
            Kind::Reporter => &self.names,
            Kind::Link => &self.links,
            _ => return false,
        };
        among.contains(&words.join(" "))
    }
}
