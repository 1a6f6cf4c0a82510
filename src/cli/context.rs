//! The context that every command gets: the global options and the terminal.

use super::terminal::Terminal;
use super::{Global, Stop, clock};
use crate::app::{BranchPoint, Error, Refusal, Snapshot, Source, Workspace};
use crate::finding::Finding;
use crate::incident::Incident;
use crate::report::{LogText, ShownFindings};
use crate::source::Tree;
use crate::time::Instant;

/// The global options and the terminal.
pub(super) struct Context {
    pub(super) global: Global,
    pub(super) terminal: Terminal,
}

impl Context {
    /// Returns the instant at which everything is evaluated.
    pub(super) fn now(&self) -> Instant {
        clock::now(self.global.now)
    }

    /// Opens the portfolio that `-C` and `--rev` name. If it can't be used at all, the error holds
    /// findings.
    pub(super) fn open(&mut self) -> Result<Workspace, Stop> {
        let (source, now) = (self.source(), self.now());
        let progress = self.terminal.progress("reading");
        let opened = Workspace::read(source, now);
        progress.finish_and_clear();
        Ok(opened?.with_programs(std::env::var_os("PATH")))
    }

    /// Opens one incident of the portfolio that `-C` and `--rev` name, without the others.
    pub(super) fn open_incident(&mut self, named: &str) -> Result<Workspace, Stop> {
        let (source, now) = (self.source(), self.now());
        let progress = self.terminal.progress("reading");
        let opened = Workspace::read_incident(source, named, now);
        progress.finish_and_clear();
        Ok(opened?.with_programs(std::env::var_os("PATH")))
    }

    /// Takes the files of what `-C` and `--rev` name, before anything is made of them.
    pub(super) fn snapshot(&mut self) -> Result<Snapshot, Stop> {
        let source = self.source();
        let progress = self.terminal.progress("reading");
        let taken = Snapshot::take(source);
        progress.finish_and_clear();
        Ok(taken?)
    }

    /// Opens files that were taken before.
    pub(super) fn open_taken(&mut self, snapshot: Snapshot) -> Result<Workspace, Stop> {
        let progress = self.terminal.progress("reading");
        let opened = snapshot.open(self.now());
        progress.finish_and_clear();
        Ok(opened?.with_programs(std::env::var_os("PATH")))
    }

    /// Opens what the branch since the merge base with `base` may concern.
    pub(super) fn open_since(&mut self, base: &str) -> Result<(Workspace, BranchPoint), Stop> {
        let (source, now) = (self.source(), self.now());
        let progress = self.terminal.progress("reading");
        let opened = Workspace::read_since(source, base, now);
        progress.finish_and_clear();
        let (workspace, branch) = opened?;
        Ok((workspace.with_programs(std::env::var_os("PATH")), branch))
    }

    fn source(&self) -> Source {
        let folder = self.global.dir.clone();
        match self.global.rev.clone() {
            Some(revision) => Source::Revision { folder, revision },
            None => Source::WorkTree(folder),
        }
    }

    /// Opens the portfolio for a command that acts on the policy. Errors in the project's own files
    /// stop it, because an unreadable part might forbid the action.
    pub(super) fn open_sound(&mut self) -> Result<Workspace, Stop> {
        Ok(self.open()?.require_sound()?)
    }

    /// Rejects `--rev` for a command that changes files: a revision has none to change.
    pub(super) fn require_work_tree(&self) -> Result<(), Error> {
        self.global.rev.clone().map_or(Ok(()), |revision| Err(Error::NotAWorkTree(revision)))
    }

    /// Prints the findings that forbid the operation, and what was not done because of them.
    pub(super) fn show_refusal(&mut self, refusal: &Refusal) -> Result<(), Stop> {
        self.show(&refusal.findings, &refusal.tree)?;
        self.terminal.note(&refusal.message);
        Ok(())
    }

    /// Prints why a portfolio can't be used at all.
    pub(super) fn show_unreadable(&mut self, refusal: &Refusal) -> Result<(), Stop> {
        self.terminal.show(&ShownFindings::of_unreadable(&refusal.findings, &refusal.tree))
    }

    /// Notes each incident of which a file was read only in part.
    pub(super) fn note_incomplete<'i>(&mut self, incidents: impl IntoIterator<Item = &'i Incident>) {
        for incident in incidents.into_iter().filter(|incident| !incident.whole) {
            let text = LogText::new().words("warning: ").handle(&incident.handle);
            let text = text.words(" has files with errors, so this may be incomplete or wrong; ");
            self.terminal.note(&text.words("`advisory check` says why"));
        }
    }

    /// Prints findings. In a public log, only the handle of an incident is shown.
    pub(super) fn show(&mut self, findings: &[Finding], tree: &Tree) -> Result<(), Stop> {
        self.terminal.show(&ShownFindings::new(findings, tree))
    }
}
