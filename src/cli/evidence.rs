//! What git says of the portfolio that a command reads: the commits of `--rev`, or of `HEAD` where the work tree is read.

use anyhow::Result;

use super::load::Loaded;
use super::{Global, Terminal, load};
use crate::case::Case;
use crate::evidence::{self, Evidence, Missing, Scope, asked};
use crate::finding::{Finding, RuleId, Severity};
use crate::git::GitError;
use crate::git::commits::{self, Range};
use crate::incident::Incident;
use crate::portfolio::Portfolio;
use crate::rules::{self, EvidenceReview};
use crate::signature::Keys;
use crate::time::Instant;

/// What the rules find in the evidence that the policy asks for. Where it asks for none, no history is read.
pub(super) fn findings(global: &Global, portfolio: &Portfolio, now: Instant, cases: &[Case<'_>]) -> Vec<Finding> {
    if asked(portfolio).is_none() {
        return Vec::new();
    }
    let evidence = read(global, Scope::Policy(portfolio), portfolio, now);
    let evidence = evidence.map_err(|error| Missing { why: error.to_string(), help: help(&error) });
    rules::check_evidence(&EvidenceReview { cases, evidence: evidence.as_ref() })
}

/// What stops an approval: errors in the evidence of this incident, or that there is none.
pub(super) fn against_approval(
    global: &Global,
    loaded: &Loaded,
    cases: &[Case<'_>],
    incident: &Incident,
) -> Vec<Finding> {
    let mut found = findings(global, &loaded.portfolio, loaded.now, cases);
    let folder = incident.folder.as_str();
    found.retain(|f| f.severity == Severity::Error && (is_of(f, folder) || f.rule == rules::EVIDENCE_MISSING));
    found
}

/// What stops a site: an advisory that is public by an approval that nobody signed, or that there is no evidence.
pub(super) fn against_site(global: &Global, portfolio: &Portfolio, now: Instant) -> Vec<Finding> {
    const STOPS: &[RuleId] = &[rules::ACT_UNSIGNED, rules::EVIDENCE_MISSING];
    if asked(portfolio).is_none() {
        return Vec::new();
    }
    let cases: Vec<Case<'_>> = portfolio.incidents.iter().map(|i| Case::new(portfolio, i, now)).collect();
    let public = |f: &Finding| cases.iter().any(|c| c.publication.is_ok() && is_of(f, c.incident.folder.as_str()));
    let mut found = findings(global, portfolio, now, &cases);
    found.retain(|f| STOPS.contains(&f.rule) && f.severity == Severity::Error);
    found.retain(|f| f.rule == rules::EVIDENCE_MISSING || public(f));
    found
}

/// All that git says of one incident; `None` where there is no git, or a part of the history is missing, which is said.
pub(super) fn of_incident(
    global: &Global,
    terminal: &mut Terminal,
    loaded: &Loaded,
    incident: &Incident,
) -> Result<Option<Evidence>> {
    match read(global, Scope::Incident(incident), &loaded.portfolio, loaded.now) {
        Ok(evidence) => Ok(Some(evidence)),
        Err(GitError::NotARepository { .. } | GitError::NotACommit { .. }) => Ok(None),
        Err(error @ GitError::Shallow) => {
            terminal.say(&format!("no history is shown: {error}\n  help: {}", error.hint()));
            Ok(None)
        }
        Err(error) => {
            let hint = error.hint();
            Err(load::hinted(error, &hint))
        }
    }
}

fn read(global: &Global, scope: Scope<'_>, portfolio: &Portfolio, now: Instant) -> Result<Evidence, GitError> {
    let range = Range { from: None, to: global.rev.as_deref().unwrap_or("HEAD") };
    let log = match commits::log(&global.dir, range) {
        // Nothing is committed yet, which is an answer.
        Err(GitError::Unborn { .. }) => return Ok(Evidence::default()),
        log => log?,
    };
    let keys = Keys::new(&portfolio.team, std::env::var_os("PATH").as_deref());
    evidence::read(&log, scope, &keys, now)
}

fn help(error: &GitError) -> String {
    match error {
        GitError::NotARepository { .. } => "check the portfolio in a clone of its repository".to_owned(),
        error => error.hint(),
    }
}

fn is_of(finding: &Finding, folder: &str) -> bool {
    finding.primary.location.file.incident_folder() == Some(folder)
}
