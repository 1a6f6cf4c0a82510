//! Asks for required options that a command line lacks, if somebody is there to answer.

use std::ffi::OsString;

use clap::error::{ContextKind, ContextValue, ErrorKind};
use clap::{Command, FromArgMatches as _};

use super::{Cli, Terminal};

/// What help adds to an option that may be given several times.
const REPEATED: &str = " (may be repeated)";

/// Returns the command line with the answers; `None` if something else is wrong with it, or if
/// nobody answers.
pub(super) fn completed(error: &clap::Error, arguments: &[OsString]) -> Option<Vec<OsString>> {
    let Some(ContextValue::Strings(missing)) = error.get(ContextKind::InvalidArg) else { return None };
    let is_option = |text: &String| text.starts_with("--");
    // After `--`, there are no more options.
    let is_closed = arguments.iter().any(|argument| argument == "--");
    if error.kind() != ErrorKind::MissingRequiredArgument || is_closed || !missing.iter().all(is_option) {
        return None;
    }
    let bare = super::command().try_get_matches_from(arguments.get(..1)?).ok()?;
    let terminal = Terminal::new(&Cli::from_arg_matches(&bare).ok()?.global);
    let command = of(arguments);
    let mut completed = arguments.to_vec();
    for text in missing {
        let option = text.split(' ').next()?;
        let answer = terminal.ask(&question(&command, option)).ok()??;
        if answer.is_empty() {
            return None;
        }
        completed.push(format!("{option}={answer}").into());
    }
    Some(completed)
}

/// Returns the command that the arguments name.
fn of(arguments: &[OsString]) -> Command {
    let mut command = super::command();
    for argument in arguments.iter().skip(1) {
        if let Some(found) = command.find_subcommand(argument) {
            command = found.clone();
        }
    }
    command
}

/// Returns the question for an option: its help.
fn question(command: &Command, option: &str) -> String {
    let arg = command.get_arguments().find(|arg| arg.get_long() == option.strip_prefix("--"));
    let help = arg.and_then(clap::Arg::get_help).map(ToString::to_string).unwrap_or_default();
    format!("{} ({option}):", help.trim_end_matches(REPEATED))
}
