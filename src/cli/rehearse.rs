//! `rehearse`: what becomes public when the embargo of an incident ends.
//!
//! It asks the build itself, twice at the embargo's end: once with this incident held back, once with its gate opened in
//! memory. So the difference is this incident's and nothing else's.

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

/// What becomes public when the embargo of an incident ends
#[derive(Debug, Args)]
#[command(after_help = "\
Examples:
  advisory rehearse amber-heron
  advisory rehearse amber-heron --format json

Where CI is set and --reveal is not, the log may be public, and nothing is rehearsed.")]
pub(super) struct Rehearse {
    /// The incident's handle
    incident: String,
}

impl Rehearse {
    pub(super) fn run(&self, global: &Global, terminal: &mut Terminal) -> Outcome {
        terminal.refuse_public_log("a rehearsal")?;
        let loaded = load::load_sound(global, terminal)?;
        let portfolio = &loaded.portfolio;
        let incident = incidents::find(portfolio, &self.incident)?;
        let present = Case::new(portfolio, incident, loaded.now);
        if present.publication.is_ok() {
            return Err(anyhow!("`{}` is public already", incident.handle).into());
        }
        let end = present.embargo.until.map_or(loaded.now, |until| until.max(loaded.now));
        let held = held(portfolio, incident);
        let opened = opened(&present, end)?;
        let case = Case::new(&opened, incidents::find(&opened, &self.incident)?, end);
        if let Err(reason) = case.publication {
            return Err(
                anyhow!("even with its embargo ended, `{}` would not be public: {reason}", incident.handle).into()
            );
        }
        let (mails, missing) = announce::due(&case);
        let before = build::public(held, loaded.findings.clone(), end);
        let after = build::public(opened.clone(), loaded.findings.clone(), end);
        let (Some(before), Some(after)) = (&before.site, &after.site) else {
            let findings = if before.site.is_none() { &before.findings } else { &after.findings };
            load::show(global, terminal, findings, &portfolio.tree)?;
            return Err(Stop::Findings);
        };
        let added: Vec<&str> = after.iter().map(|(p, _)| p).filter(|p| before.get(p).is_none()).collect();
        let changed: Vec<&str> = differing(before, after);
        if global.format == Format::Json {
            let mails: Vec<&str> = mails.iter().map(|d| d.path.as_str()).collect();
            let json = serde_json::json!({ "schema": 1, "added": added, "changed": changed, "announcements": mails });
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

/// The portfolio with this incident not approved: what the public sees while it is held back.
fn held(portfolio: &Portfolio, incident: &Incident) -> Portfolio {
    let mut held = portfolio.clone();
    for it in held.incidents.iter_mut().filter(|i| i.file == incident.file) {
        it.events.retain(|e| e.event.value != event::APPROVED);
    }
    held
}

/// The portfolio with this incident approved, its embargo ended and its upstream public, all at one instant.
fn opened(case: &Case<'_>, at: Instant) -> anyhow::Result<Portfolio> {
    let portfolio = case.portfolio;
    let approvers: Vec<Spanned<Name>> = portfolio
        .team
        .members
        .iter()
        .filter(|m| case.may_approve(m.id.as_str(), at))
        .take(case.policy.publication.approvals_needed())
        .map(|m| m.id.clone())
        .collect();
    let id = publish::next_id(portfolio, at)?;
    let mut opened = portfolio.clone();
    for it in opened.incidents.iter_mut().filter(|i| i.file == case.incident.file) {
        let until = Some(Spanned::new(at, Span::default()));
        it.embargo = Some(Embargo { until, agreed_by: Vec::new(), span: Span::default() });
        it.upstream = None;
        it.events.retain(|e| !e.sets_embargo() && e.event.value != event::REJECTED && e.event.value != event::APPROVED);
        it.events.push(approval(&approvers, at)?);
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
