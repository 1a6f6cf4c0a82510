//! What every command gets: the options that all commands take, and where they print.

use anyhow::Context as _;

use super::terminal::Terminal;
use super::{Format, Global, Stop, clock, redact};
use crate::app::{Error, Refusal, Source, Workspace};
use crate::finding::Finding;
use crate::report::{self, Audience, BoardFormat};
use crate::rules;
use crate::source::Tree;
use crate::time::Instant;

/// The options that all commands take, and where they print.
pub(super) struct Context {
    pub(super) global: Global,
    pub(super) terminal: Terminal,
}

impl Context {
    /// Returns the instant that everything is judged at.
    pub(super) fn now(&self) -> anyhow::Result<Instant> {
        clock::now(self.global.now)
    }

    /// Opens the portfolio that `-C` and `--rev` name. One that can't be used at all is shown as findings.
    pub(super) fn open(&mut self) -> Result<Workspace, Stop> {
        let now = self.now()?;
        let folder = self.global.dir.clone();
        let source = match self.global.rev.clone() {
            Some(revision) => Source::Revision { folder, revision },
            None => Source::WorkTree(folder),
        };
        let progress = self.terminal.progress("reading");
        let opened = Workspace::read(source, now);
        progress.finish_and_clear();
        Ok(opened?.with_programs(std::env::var_os("PATH")))
    }

    /// Opens the portfolio for a command that acts on the policy's word: what could not be read of it might be what
    /// forbids.
    pub(super) fn open_sound(&mut self) -> Result<Workspace, Stop> {
        Ok(self.open()?.require_sound()?)
    }

    /// Stops a command that changes files where `--rev` is given, which has none to change.
    pub(super) fn require_work_tree(&self) -> Result<(), Error> {
        self.global.rev.clone().map_or(Ok(()), |revision| Err(Error::NotAWorkTree(revision)))
    }

    /// Prints the findings that forbid what was asked for, and what was not done because of them.
    pub(super) fn show_refusal(&mut self, refusal: &Refusal) -> Result<(), Stop> {
        self.show(&refusal.findings, &refusal.tree)?;
        if !refusal.message.is_empty() {
            self.terminal.say(refusal.message);
        }
        Ok(())
    }

    /// Prints why a portfolio can't be used at all. Without the policy nobody can say which incidents are public: a log that
    /// others may read gets none of them.
    pub(super) fn show_unreadable(&mut self, refusal: &Refusal) -> Result<(), Stop> {
        let of_an_incident = |f: &Finding| f.primary.location.file.as_str().starts_with("incidents/");
        let public_log = self.terminal.is_public_log();
        let findings = refusal.findings.iter().filter(|f| !(public_log && of_an_incident(f))).cloned();
        let findings: Vec<Finding> = findings.collect();
        self.show(&findings, &refusal.tree)
    }

    /// Prints findings in the format that was asked for; where others may read them, nothing of any incident but its handle.
    pub(super) fn show(&mut self, findings: &[Finding], tree: &Tree) -> Result<(), Stop> {
        let findings = redact::by_path(findings.to_vec(), self.terminal.is_public_log());
        self.show_redacted(&findings, tree)
    }

    /// Prints findings of which it is known that whoever reads the log may read them.
    pub(super) fn show_redacted(&mut self, findings: &[Finding], tree: &Tree) -> Result<(), Stop> {
        let text = report::findings(self.format(), findings, tree, rules::all(), self.terminal.colour())?;
        self.terminal.print(&text).context("could not print the findings")?;
        Ok(())
    }

    /// Returns the form of findings that was asked for.
    pub(super) fn format(&self) -> report::Format {
        match self.global.format {
            Format::Human => report::Format::Human,
            Format::Json => report::Format::Json,
            Format::Sarif => report::Format::Sarif,
            Format::Github => report::Format::Github,
        }
    }

    /// Returns the form of boards that was asked for.
    pub(super) fn board_format(&self) -> BoardFormat {
        match self.global.format {
            Format::Human => BoardFormat::Human { width: self.terminal.width() },
            Format::Json | Format::Sarif => BoardFormat::Json,
            Format::Github => BoardFormat::Markdown,
        }
    }

    /// Returns who reads what is printed.
    pub(super) fn audience(&self) -> Audience {
        if self.terminal.is_public_log() { Audience::Log } else { Audience::Team }
    }
}
