//! What a shell completes: commands and options, and the names that the private repository has.
//!
//! The shell starts the program with the variable `COMPLETE`; `advisory completions` prints the
//! script that makes it do so.

use std::ffi::{OsStr, OsString};
use std::path::PathBuf;

use clap::Command;
use clap_complete::engine::{ArgValueCompleter, CompletionCandidate};
use clap_complete::env::{CompleteEnv, Shells};

use super::{clock, place};
use crate::app::{Source, Workspace};
use crate::names::Handle;
use crate::policy::presets;
use crate::portfolio::Portfolio;
use crate::rules;

/// The variable with which a shell asks.
const VARIABLE: &str = "COMPLETE";
/// The program.
const NAME: &str = "advisory";

/// Answers a shell that asks for completions. Returns whether one did.
pub(super) fn answer(arguments: &[OsString]) -> bool {
    let folder = std::env::current_dir().ok();
    let answered = CompleteEnv::with_factory(super::command).var(VARIABLE).try_complete(arguments, folder.as_deref());
    // A shell shows no errors of a completion.
    answered.unwrap_or(true)
}

/// Returns the script that a shell has to read.
pub(super) fn script(shell: &str) -> std::io::Result<Vec<u8>> {
    let mut script = Vec::new();
    if let Some(completer) = Shells::builtins().completer(shell) {
        completer.write_registration(VARIABLE, NAME, NAME, NAME, &mut script)?;
    }
    Ok(script)
}

/// Adds what completes the arguments that name something in the repository.
pub(super) fn with_names(command: Command) -> Command {
    let add = |arg: clap::Arg| match arg.get_id().as_str() {
        "incident" => arg.add(ArgValueCompleter::new(handles)),
        "event" => arg.add(ArgValueCompleter::new(events)),
        "step" | "steps" | "draft" => arg.add(ArgValueCompleter::new(steps)),
        "channel" | "to" => arg.add(ArgValueCompleter::new(channels)),
        "component" | "components" => arg.add(ArgValueCompleter::new(components)),
        "role" => arg.add(ArgValueCompleter::new(roles)),
        "policy" | "preset" => arg.add(ArgValueCompleter::new(presets)),
        "waiver" => arg.add(ArgValueCompleter::new(waivers)),
        "by" => arg.add(ArgValueCompleter::new(members)),
        "line" | "lines" => arg.add(ArgValueCompleter::new(lines)),
        "rule" => arg.add(ArgValueCompleter::new(topics)),
        _ => arg,
    };
    command.mut_args(add).mut_subcommands(with_names)
}

/// Returns the private repository: the folder after `-C`, or the one around the current folder.
fn portfolio() -> PathBuf {
    let mut arguments = std::env::args_os();
    let named = arguments.by_ref().find(|argument| argument == "-C" || argument == "--dir");
    let folder = named.and_then(|_| arguments.next()).map_or_else(|| PathBuf::from("."), PathBuf::from);
    place::portfolio(&folder)
}

fn all_handles() -> Vec<String> {
    let names = |folder: PathBuf| std::fs::read_dir(folder).into_iter().flatten().flatten();
    let incidents = names(portfolio().join("incidents")).flat_map(|year| names(year.path()));
    let name = |folder: std::fs::DirEntry| folder.file_name().into_string().ok();
    // What is no handle could be anything, and a shell gets it.
    incidents.filter_map(name).filter(|name| name.parse::<Handle>().is_ok()).collect()
}

/// Opens what the policy and the team need, and as few incidents as possible.
fn workspace() -> Option<Workspace> {
    let handles = all_handles();
    let named = |argument: OsString| argument.to_str().filter(|it| handles.iter().any(|h| h == it)).map(str::to_owned);
    let incident = std::env::args_os().find_map(named).or_else(|| handles.first().cloned()).unwrap_or_default();
    Workspace::read_incident(Source::WorkTree(portfolio()), &incident, clock::now(None)).ok()
}

fn candidates(names: impl IntoIterator<Item = String>, current: &OsStr) -> Vec<CompletionCandidate> {
    let current = current.to_string_lossy();
    let mut names: Vec<String> = names.into_iter().filter(|name| name.starts_with(current.as_ref())).collect();
    names.sort();
    names.dedup();
    names.into_iter().map(CompletionCandidate::new).collect()
}

fn handles(current: &OsStr) -> Vec<CompletionCandidate> {
    candidates(all_handles(), current)
}

/// Returns the names of something that the portfolio has.
fn in_portfolio(current: &OsStr, names: impl Fn(&Portfolio) -> Vec<String>) -> Vec<CompletionCandidate> {
    candidates(workspace().map(|it| names(it.portfolio())).into_iter().flatten(), current)
}

fn events(current: &OsStr) -> Vec<CompletionCandidate> {
    in_portfolio(current, |it| it.policy.event_names().map(ToString::to_string).collect())
}

fn steps(current: &OsStr) -> Vec<CompletionCandidate> {
    in_portfolio(current, |it| it.policy.steps.iter().map(|step| step.element.id.value.to_string()).collect())
}

fn channels(current: &OsStr) -> Vec<CompletionCandidate> {
    in_portfolio(current, |it| it.policy.channels.iter().map(|channel| channel.element.id.value.to_string()).collect())
}

fn components(current: &OsStr) -> Vec<CompletionCandidate> {
    in_portfolio(current, |it| it.team.components.iter().map(|component| component.id.to_string()).collect())
}

fn roles(current: &OsStr) -> Vec<CompletionCandidate> {
    in_portfolio(current, |it| it.policy.roles.iter().map(|role| role.element.id.value.to_string()).collect())
}

fn presets(current: &OsStr) -> Vec<CompletionCandidate> {
    candidates(presets::names().iter().map(ToString::to_string), current)
}

fn waivers(current: &OsStr) -> Vec<CompletionCandidate> {
    in_portfolio(current, |it| it.policy.waivers.iter().map(|waiver| waiver.element.id.value.to_string()).collect())
}

fn members(current: &OsStr) -> Vec<CompletionCandidate> {
    in_portfolio(current, |it| it.team.members.iter().map(|member| member.id.to_string()).collect())
}

fn lines(current: &OsStr) -> Vec<CompletionCandidate> {
    in_portfolio(current, |it| it.project.lines.iter().map(|line| line.id.to_string()).collect())
}

fn topics(current: &OsStr) -> Vec<CompletionCandidate> {
    let rules = rules::all().iter().map(|rule| rule.id.0.to_owned());
    candidates(rules.chain(["facts".to_owned(), "events".to_owned()]), current)
}
