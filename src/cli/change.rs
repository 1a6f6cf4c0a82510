//! `--base`: from the name of a branch to what the change since then may not do.

use std::collections::BTreeSet;

use anyhow::anyhow;

use super::load::{self, Loaded};
use super::{Global, Stop, Terminal};
use crate::case::{Case, State};
use crate::change::{Change, Commit, Edit, Person, Proof};
use crate::finding::{Finding, in_order};
use crate::history::base::Bases;
use crate::history::commits::{Actor, Log, Range};
use crate::history::{self, HistoryError};
use crate::parse;
use crate::portfolio::Portfolio;
use crate::rules;

/// What was found of a change.
pub(super) struct Compared {
    pub(super) findings: Vec<Finding>,
    /// The folders of incidents that the base shows in public, by each commit that the change began at.
    pub(super) public: BTreeSet<String>,
}

/// Compares the portfolio with what it was where it left `base`.
pub(super) fn compare(global: &Global, terminal: &mut Terminal, loaded: &Loaded, base: &str) -> Result<Compared, Stop> {
    let head = global.rev.as_deref().unwrap_or("HEAD");
    let bases = history::base::bases(&global.dir, base, head).map_err(refused)?;
    let within = [base, head].iter().find_map(|revision| Some(revision.split_once(':')?.1));
    let read = |commit: &history::commits::Id| portfolio(global, &commit.to_string(), within);
    let meanwhile = if bases.common.contains(&bases.tip) { None } else { read(&bases.tip)? };
    let edits = edits(global, base, head)?;
    let mut compared = Compared { findings: Vec::new(), public: BTreeSet::new() };
    for (nth, commit) in bases.common.iter().enumerate() {
        let Some(before) = read(commit)? else {
            terminal.say(&format!("there was no portfolio in {}: all of it is new", commit.short()));
            compared.public.clear();
            continue;
        };
        let change = Change::new(&before, &loaded.portfolio, loaded.now).committed(&edits);
        let change = meanwhile.iter().fold(change, |change, meanwhile| change.after(meanwhile));
        compared.findings.extend(rules::check_change(&change));
        if terminal.is_public_log() {
            let public = public(&before, loaded);
            compared.public.retain(|folder| public.contains(folder));
            if nth == 0 {
                compared.public = public;
            }
        }
    }
    in_order(&mut compared.findings);
    if terminal.is_verbose() {
        terminal.say(&told(&bases, base));
    }
    Ok(compared)
}

fn told(bases: &Bases, base: &str) -> String {
    let common: Vec<String> = bases.common.iter().map(history::commits::Id::short).collect();
    format!("compared with {}, where this left {base}", common.join(" and "))
}

/// The portfolio in a commit; `None`: it holds none.
fn portfolio(global: &Global, commit: &str, within: Option<&str>) -> Result<Option<Portfolio>, Stop> {
    let revision = within.map_or_else(|| commit.to_owned(), |within| format!("{commit}:{within}"));
    let tree = match history::tree_at(&global.dir, &revision) {
        Ok(tree) => tree,
        Err(HistoryError::NoFolder { .. }) => return Ok(None),
        Err(HistoryError::UnknownRevision { .. }) if within.is_some() => return Ok(None),
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

/// What the commits since the base wrote into incidents.
fn edits(global: &Global, base: &str, head: &str) -> Result<Vec<Edit>, Stop> {
    let log = history::commits::log(&global.dir, Range { from: Some(base), to: head }).map_err(refused)?;
    let mut edits = Vec::new();
    for commit in &log.commits {
        for change in commit.changes().filter(|change| change.path.name() == "incident.toml") {
            let Some(after) = change.after else { continue };
            let Some(after) = incident(&log, &change.path, after)? else { continue };
            let mut before = Vec::new();
            for parent in &commit.against {
                let same = parent.iter().find(|other| other.path == change.path);
                if let Some(was) = same.and_then(|other| other.before) {
                    before.extend(incident(&log, &change.path, was)?);
                }
            }
            edits.push(Edit {
                commit: Commit {
                    id: commit.id.short(),
                    author: person(&commit.author),
                    committer: person(&commit.committer),
                    proof: Proof::None,
                },
                file: change.path.clone(),
                from: change.from.clone(),
                before,
                after,
            });
        }
    }
    Ok(edits)
}

fn incident(
    log: &Log,
    file: &crate::source::FilePath,
    id: history::commits::Id,
) -> Result<Option<crate::incident::Incident>, Stop> {
    Ok(parse::incident_file(file, &log.bytes(id).map_err(refused)?))
}

fn person(actor: &Actor) -> Person {
    Person { name: actor.name.clone(), email: actor.email.clone() }
}

/// The folders of the incidents that a portfolio shows in public.
fn public(portfolio: &Portfolio, loaded: &Loaded) -> BTreeSet<String> {
    let cases = portfolio.incidents.iter().map(|incident| Case::new(portfolio, incident, loaded.now));
    let public = cases.filter(|case| matches!(case.state(), State::Published | State::Withdrawn));
    public.map(|case| case.incident.folder.to_string()).collect()
}

fn refused(error: HistoryError) -> Stop {
    let hint = error.hint();
    load::hinted(error, &hint).into()
}
