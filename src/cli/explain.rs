//! Help for people and editors: rule pages, completions, the manual page.

use anyhow::anyhow;
use clap::Args;
use clap_complete::Shell;

use super::{Outcome, Terminal};
use crate::finding::did_you_mean;
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
        let text = match &self.rule {
            None => {
                let width = rules::all().iter().map(|r| r.id.0.len()).max().unwrap_or(0);
                let line = |r: &rules::Rule| format!("{:width$}  {:7}  {}\n", r.id.0, r.severity.as_str(), r.summary);
                rules::all().iter().map(line).collect()
            }
            Some(id) => rules::explain(id).ok_or_else(|| {
                let near = did_you_mean(id, rules::all().iter().map(|r| r.id.0));
                let hint =
                    near.map_or_else(|| "`advisory explain` lists them".to_owned(), |n| format!("did you mean `{n}`?"));
                anyhow!("there is no rule `{id}`; {hint}")
            })?,
        };
        terminal.print(&text)?;
        Ok(())
    }
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
        let mut script = Vec::new();
        clap_complete::generate(self.shell, &mut super::command(), "advisory", &mut script);
        terminal.bytes(&script)?;
        Ok(())
    }
}

/// The manual page.
pub(super) fn man(terminal: &mut Terminal) -> Outcome {
    let mut page = Vec::new();
    clap_mangen::Man::new(super::command()).render(&mut page)?;
    terminal.bytes(&page)?;
    Ok(())
}
