//! `rehearse`: what becomes public if the embargo of an incident ended now.
//!
//! It asks the build itself: the same portfolio once as it is, once with this incident's gate opened in memory.

use std::fmt::Write as _;

use anyhow::anyhow;
use clap::Args;

use super::{Format, Global, Outcome, Stop, Terminal, incidents, load, publish};
use crate::announce;
use crate::build;
use crate::case::Case;
use crate::event;
use crate::incident::{Embargo, Event, Incident};
use crate::names::Name;
use crate::plan::Plan;
use crate::portfolio::Portfolio;
use crate::source::{Span, Spanned};
use crate::time::Instant;

/// What becomes public if the embargo of an incident ended now
#[derive(Debug, Args)]
#[command(after_help = "\
Examples:
  advisory rehearse amber-heron
  advisory rehearse amber-heron --format json")]
pub(super) struct Rehearse {
    /// The incident's handle
    incident: String,
}

impl Rehearse {
    pub(super) fn run(&self, global: &Global, terminal: &mut Terminal) -> Outcome {
        let loaded = load::load_sound(global, terminal)?;
        let (portfolio, now) = (&loaded.portfolio, loaded.now);
        let incident = incidents::find(portfolio, &self.incident)?;
        let opened = opened(portfolio, incident, now)?;
        let case = Case::new(&opened, incidents::find(&opened, &self.incident)?, now);
        if let Err(reason) = case.publication {
            return Err(
                anyhow!("even with its embargo ended, `{}` would not be public: {reason}", incident.handle).into()
            );
        }
        let (mails, missing) = announce::due(&case);
        let before = build::public(portfolio.clone(), loaded.findings.clone(), now);
        let after = build::public(opened.clone(), loaded.findings.clone(), now);
        let (Some(before), Some(after)) = (&before.site, &after.site) else {
            let findings = if before.site.is_none() { &before.findings } else { &after.findings };
            load::show(global, terminal, findings, &portfolio.tree)?;
            return Err(Stop::Findings);
        };
        let added: Vec<&str> = after.iter().map(|(p, _)| p).filter(|p| before.get(p).is_none()).collect();
        let changed: Vec<&str> = differing(before, after);
        if global.format == Format::Json {
            let mails: Vec<&str> = mails.iter().map(|d| d.path.as_str()).collect();
            let json = serde_json::json!({ "added": added, "changed": changed, "announcements": mails });
            terminal.print(&format!("{json:#}\n"))?;
            return Ok(());
        }
        let mut text = String::from("These public files are added:\n");
        for path in &added {
            let _infallible = writeln!(text, "  + {path}");
        }
        text.push_str("These change:\n");
        for path in &changed {
            let _infallible = writeln!(text, "  ~ {path}");
        }
        text.push_str("These announcements become due:\n");
        for draft in &mails {
            let _infallible = writeln!(text, "  > {}: {}", draft.path, draft.subject);
        }
        terminal.print(&text)?;
        if !missing.is_empty() {
            load::show(global, terminal, &missing, &portfolio.tree)?;
        }
        Ok(())
    }
}

fn differing<'a>(before: &Plan, after: &'a Plan) -> Vec<&'a str> {
    after
        .iter()
        .filter(|(path, bytes)| before.get(path).is_some_and(|old| old != *bytes))
        .map(|(path, _)| path)
        .collect()
}

/// The portfolio with this incident approved, its embargo ended and its upstream public, all now.
fn opened(portfolio: &Portfolio, incident: &Incident, now: Instant) -> anyhow::Result<Portfolio> {
    let policy = portfolio.policy_of(incident);
    let case = Case::new(portfolio, incident, now);
    let (role, count) = policy.publication.approvals.as_ref().map_or((None, 1), |a| (Some(a.role.as_str()), a.count));
    let may = |member: &str| role.is_none_or(|role| case.may_act(member, role));
    let approvers: Vec<Spanned<Name>> = portfolio
        .team
        .members
        .iter()
        .filter(|m| may(m.id.as_str()))
        .take(count.max(1) as usize)
        .map(|m| m.id.clone())
        .collect();
    let public = case.publication.ok().unwrap_or(now);
    let id = publish::next_id(portfolio, public)?;
    let mut opened = portfolio.clone();
    for it in opened.incidents.iter_mut().filter(|i| i.file == incident.file) {
        it.embargo = Some(Embargo {
            until: Some(Spanned::new(now, Span::default())),
            agreed_by: Vec::new(),
            span: Span::default(),
        });
        it.upstream = None;
        it.events.retain(|e| e.until.is_none() && e.event.value != event::REJECTED);
        it.events.push(approval(&approvers, now)?);
        if let Some(document) = &mut it.document {
            document.id.get_or_insert_with(|| Spanned::new(id.clone(), Span::default()));
        }
    }
    Ok(opened)
}

fn approval(by: &[Spanned<Name>], at: Instant) -> anyhow::Result<Event> {
    Ok(Event {
        at: Spanned::new(at, Span::default()),
        event: Spanned::new(event::APPROVED.parse()?, Span::default()),
        by: by.to_vec(),
        note: None,
        link: None,
        until: None,
        choice: None,
        attestation: None,
        leaked: None,
        leaked_to: None,
        assessment: None,
        distributor: None,
        span: Span::default(),
    })
}
