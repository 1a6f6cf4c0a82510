//! Help for people and editors: rule pages, completions, the manual page.

use clap::Args;
use clap_complete::Shell;

use super::{Outcome, Terminal, Usage};
use crate::finding::did_you_mean;
use crate::report::Explanation;
use crate::rules;

/// Explain a rule with examples, or list the facts or events
#[derive(Debug, Args)]
#[command(after_help = "\
Examples:
  advisory explain cvss-score
  advisory explain facts       list the facts that steps need and channels may
                               carry
  advisory explain events      list the built-in events; `policy show` says
                               which step each completes
  advisory explain             list every rule")]
pub(super) struct Explain {
    /// A rule's ID, `facts` or `events`
    rule: Option<String>,
}

impl Explain {
    pub(super) fn run(&self, terminal: &mut Terminal) -> Outcome {
        let topic = self.rule.as_deref();
        let explanation = Explanation::of(topic).ok_or_else(|| unknown(topic.unwrap_or_default()))?;
        terminal.show(&explanation)
    }
}

fn unknown(id: &str) -> Usage {
    let near = did_you_mean(id, ["facts", "events"].into_iter().chain(rules::all().iter().map(|r| r.id.0)));
    let hint = near.map_or_else(|| "`advisory explain` lists them".to_owned(), |n| format!("did you mean `{n}`?"));
    Usage::new(format!("there is no rule `{id}`; {hint}"))
}

/// Print a completion script for a shell
#[derive(Debug, Args)]
#[command(after_help = "\
Examples:
  advisory completions bash \\
      > ~/.local/share/bash-completion/completions/advisory

The script asks the program what to complete, so it also completes the names of
incidents, events, steps, members and rules.")]
pub(super) struct Completions {
    /// The shell
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
