//! `--base`: from the name of a branch to what the change since then may not do.

use std::collections::{BTreeSet, HashSet};

use anyhow::anyhow;

use super::{Context, Stop};
use crate::app::Workspace;
use crate::case::{Case, State};
use crate::change::{Before, Change, Edit};
use crate::finding::{Finding, sort_and_dedup};
use crate::git::{self, GitError, Id, Log, LogEntry, MergeBases, Range};
use crate::incident::Incident;
use crate::parse;
use crate::portfolio::Portfolio;
use crate::rules;
use crate::signature::{CheckedCommit, Keys};
use crate::source::FilePath;
use crate::time::Instant;

/// What was found of a change.
pub(super) struct Compared {
    pub(super) findings: Vec<Finding>,
    /// The folders of incidents that the base shows in public, by each commit that the change began at.
    pub(super) public: BTreeSet<String>,
}

/// Compares the portfolio with what it was where it left `base`.
pub(super) fn compare(context: &mut Context, loaded: &Workspace, base: &str) -> Result<Compared, Stop> {
    let head = context.global.rev.as_deref().unwrap_or("HEAD");
    let bases = git::merge_bases(&context.global.dir, base, head).map_err(refused)?;
    let within = [base, head].iter().find_map(|revision| Some(revision.split_once(':')?.1));
    let read = |commit: &Id| portfolio(context, &commit.to_string(), within);
    let meanwhile = if bases.common.contains(&bases.tip) { None } else { read(&bases.tip)? };
    let log = git::log(&context.global.dir, Range { from: Some(base), to: head }).map_err(refused)?;
    let mut compared = Compared { findings: Vec::new(), public: BTreeSet::new() };
    let all: Vec<Option<Portfolio>> = bases.common.iter().map(read).collect::<Result<_, _>>()?;
    for (nth, (commit, before)) in bases.common.iter().zip(&all).enumerate() {
        let Some(before) = before else {
            context.terminal.say(&format!("there was no portfolio in {}: all of it is new", commit.short()));
            compared.public.clear();
            continue;
        };
        let edits = edits(&log, before, loaded.now())?;
        let others = all.iter().flatten().filter(|other| !std::ptr::eq(*other, before));
        let change = Change::new(before, loaded.portfolio(), loaded.now()).committed(&edits).beside(others);
        let change = meanwhile.iter().fold(change, |change, meanwhile| change.after(meanwhile));
        compared.findings.extend(rules::check_change(&change));
        if context.terminal.is_public_log() {
            let public = public(before, loaded);
            compared.public.retain(|folder| public.contains(folder));
            if nth == 0 {
                compared.public = public;
            }
        }
    }
    sort_and_dedup(&mut compared.findings);
    if context.terminal.is_verbose() {
        context.terminal.say(&told(&bases, base));
    }
    Ok(compared)
}

fn told(bases: &MergeBases, base: &str) -> String {
    let common: Vec<String> = bases.common.iter().map(Id::short).collect();
    format!("compared with {}, where this left {base}", common.join(" and "))
}

/// The portfolio in a commit; `None`: it holds none.
fn portfolio(context: &Context, commit: &str, within: Option<&str>) -> Result<Option<Portfolio>, Stop> {
    let revision = within.map_or_else(|| commit.to_owned(), |within| format!("{commit}:{within}"));
    let tree = match git::tree_at(&context.global.dir, &revision) {
        Ok(tree) => tree,
        Err(GitError::NoFolder { .. }) => return Ok(None),
        Err(GitError::UnknownRevision { .. }) if within.is_some() => return Ok(None),
        Err(error) => return Err(refused(error)),
    };
    if tree.get("advisory.toml").is_none() {
        return Ok(None);
    }
    let unreadable = || {
        anyhow!(
            "the portfolio in {revision} can't be read, so nobody can say what a change to it may not do\n  \
             help: `advisory check --rev {revision}` shows why; mend it there first"
        )
    };
    parse::portfolio(tree).portfolio.map(Some).ok_or_else(|| unreadable().into())
}

/// What the commits of the change wrote into incidents, and whose word they are by the keys of the base.
fn edits(log: &Log, base: &Portfolio, now: Instant) -> Result<Vec<Edit>, Stop> {
    let keys = Keys::new(&base.team, std::env::var_os("PATH").as_deref());
    let made = log.made(now);
    let own: HashSet<Id> = log.entries.iter().map(|entry| entry.commit.id).collect();
    let mut edits = Vec::new();
    for LogEntry { commit, against } in &log.entries {
        // Of a merge, also what it took from one side: it may have left out what the other one had.
        let mut touched: Vec<_> =
            against.iter().flatten().filter(|change| change.path.name() == "incident.toml").collect();
        touched.sort_by(|a, b| a.path.cmp(&b.path));
        touched.dedup_by(|b, a| a.path == b.path);
        if touched.is_empty() {
            continue;
        }
        let signature = log.signature(commit.id).map_err(refused)?;
        let at = made.get(&commit.id).copied().flatten();
        let verdict = Some(keys.verify(signature.as_ref(), at));
        let by = CheckedCommit { commit: commit.clone(), at, verdict };
        for change in touched {
            let Some(after) = change.after else { continue };
            let Some(after) = incident(log, &change.path, after)? else { continue };
            let mut before = Vec::new();
            for (nth, parent) in against.iter().enumerate() {
                let other = parent.iter().find(|other| other.path == change.path);
                let was = match other {
                    Some(other) => other.before.map(|was| incident(log, &change.path, was)).transpose()?.flatten(),
                    None => Some(after.clone()),
                };
                before.extend(was.map(|incident| Before {
                    incident,
                    from: other.and_then(|other| other.from.clone()),
                    is_own: commit.parents.get(nth).is_some_and(|parent| own.contains(parent)),
                }));
            }
            edits.push(Edit { commit: by.clone(), file: change.path.clone(), before, after });
        }
    }
    Ok(edits)
}

fn incident(log: &Log, file: &FilePath, id: Id) -> Result<Option<Incident>, Stop> {
    Ok(parse::incident_file(file, &log.bytes(id).map_err(refused)?))
}

/// The folders of the incidents that a portfolio shows in public.
fn public(portfolio: &Portfolio, loaded: &Workspace) -> BTreeSet<String> {
    let cases = portfolio.incidents.iter().map(|incident| Case::new(portfolio, incident, loaded.now()));
    let public = cases.filter(|case| matches!(case.state(), State::Published | State::Withdrawn));
    public.map(|case| case.incident.folder.to_string()).collect()
}

fn refused(error: GitError) -> Stop {
    crate::app::Error::from(error).into()
}
