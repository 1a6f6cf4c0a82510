//! Help for people and editors: rule pages, completions, the manual page.

use clap::Args;
use clap_complete::Shell;

use super::{Outcome, Terminal, Usage};
use crate::finding::did_you_mean;
use crate::report::LogText;
use crate::rules;

/// What a rule asks for, with an example; also the topics facts and events
#[derive(Debug, Args)]
#[command(after_help = "\
Examples:
  advisory explain cvss-score
  advisory explain facts       what steps need and channels may carry
  advisory explain events      what timelines record
  advisory explain             every rule, one line each")]
pub(super) struct Explain {
    /// A rule's id, `facts` or `events`
    rule: Option<String>,
}

impl Explain {
    pub(super) fn run(&self, terminal: &mut Terminal) -> Outcome {
        let text = match self.rule.as_deref() {
            None => LogText::rules(),
            Some(id) => LogText::explanation(id).ok_or_else(|| unknown(id))?,
        };
        terminal.show(&text)
    }
}

fn unknown(id: &str) -> Usage {
    let near = did_you_mean(id, rules::all().iter().map(|r| r.id.0));
    let hint = near.map_or_else(|| "`advisory explain` lists them".to_owned(), |n| format!("did you mean `{n}`?"));
    Usage::new(format!("there is no rule `{id}`; {hint}"))
}

/// A completion script for a shell
#[derive(Debug, Args)]
#[command(after_help = "\
Examples:
  advisory completions bash > ~/.local/share/bash-completion/completions/advisory")]
pub(super) struct Completions {
    /// Which shell
    shell: Shell,
}

impl Completions {
    pub(super) fn run(&self, terminal: &mut Terminal) -> Outcome {
        terminal.generated(Some(self.shell))
    }
}

/// Prints the manual page.
pub(super) fn man(terminal: &mut Terminal) -> Outcome {
    terminal.generated(None)
}
