//! From the command line's options to a portfolio that was read, with its findings.

use anyhow::{Context as _, Result};

use super::{Global, Stop, Terminal, clock, redact};
use crate::case::Case;
use crate::finding::{Finding, Severity, sort_and_dedup};
use crate::output::OutputError;
use crate::parse::{self, Reading};
use crate::portfolio::Portfolio;
use crate::report::{Audience, BoardFormat};
use crate::rules::{self, Review};
use crate::source::{FilePath, Tree};
use crate::time::Instant;
use crate::{git, report, site, source};

/// A portfolio at an instant.
pub(super) struct Loaded {
    pub(super) portfolio: Portfolio,
    pub(super) now: Instant,
    /// What reading found.
    pub(super) findings: Vec<Finding>,
}

impl Loaded {
    /// One case for each incident.
    pub(super) fn cases(&self) -> Vec<Case<'_>> {
        use rayon::prelude::*;
        self.portfolio.incidents.par_iter().map(|i| Case::new(&self.portfolio, i, self.now)).collect()
    }

    /// Everything that reading, the rules and the page templates give rise to, in order.
    pub(super) fn check(&self, cases: &[Case<'_>]) -> Vec<Finding> {
        let mut findings = self.findings.clone();
        findings.extend(rules::check(&Review { portfolio: &self.portfolio, cases, now: self.now }));
        findings.extend(site::check(&self.portfolio.templates));
        sort_and_dedup(&mut findings);
        findings
    }
}

/// Reads the tree that `-C` and `--rev` name.
pub(super) fn tree(global: &Global) -> Result<Tree> {
    match &global.rev {
        Some(rev) => git::tree_at(&global.dir, rev).map_err(|error| {
            let hint = error.hint();
            hinted(error, &hint)
        }),
        None => source::worktree::read(&global.dir).map_err(|error| {
            let hint = error.hint();
            hinted(error, hint)
        }),
    }
}

/// Reads the portfolio. One that can't be used at all is shown as findings.
pub(super) fn load(global: &Global, terminal: &mut Terminal) -> Result<Loaded, Stop> {
    let now = clock::now(global.now)?;
    let progress = terminal.progress("reading");
    let tree = tree(global)?;
    let Reading { portfolio, findings } = parse::portfolio(tree.clone());
    progress.finish_and_clear();
    match portfolio {
        Some(portfolio) => Ok(Loaded { portfolio, now, findings }),
        None => {
            // Without the policy nobody can say which incidents are public: a log that others may read gets none of them.
            let of_an_incident = |f: &Finding| f.primary.location.file.as_str().starts_with("incidents/");
            let findings: Vec<Finding> =
                findings.into_iter().filter(|f| !(terminal.is_public_log() && of_an_incident(f))).collect();
            show(global, terminal, &findings, &tree)?;
            Err(Stop::Findings)
        }
    }
}

/// Reads the portfolio for a command that acts on the policy's word: what could not be read of it might be what forbids.
pub(super) fn load_sound(global: &Global, terminal: &mut Terminal) -> Result<Loaded, Stop> {
    let loaded = load(global, terminal)?;
    let of_an_incident = |file: &FilePath| file.as_str().starts_with("incidents/") && file.parent() != "incidents";
    let binds = |f: &&Finding| f.severity == Severity::Error && !of_an_incident(&f.primary.location.file);
    let broken: Vec<Finding> = loaded.findings.iter().filter(binds).cloned().collect();
    if broken.is_empty() {
        return Ok(loaded);
    }
    show(global, terminal, &broken, &loaded.portfolio.tree)?;
    terminal.say("nothing was done: mend the project's files first");
    Err(Stop::Findings)
}

/// The portfolio as it would be with other texts in some files. A text with errors that the old one did not have is shown
/// and refused before anything is written.
pub(super) fn reread(
    global: &Global,
    terminal: &mut Terminal,
    loaded: &Loaded,
    edits: &[(&FilePath, &str)],
) -> Result<Loaded, Stop> {
    let tree = edits.iter().fold(loaded.portfolio.tree.clone(), |tree, (file, text)| tree.with(file, text.as_bytes()));
    let Reading { portfolio, findings } = parse::portfolio(tree.clone());
    let is_new = |f: &&Finding| {
        f.severity == Severity::Error
            && edits.iter().any(|(file, _)| f.primary.location.file == **file)
            && !loaded.findings.iter().any(|old| old.rule == f.rule && old.message == f.message)
    };
    let new: Vec<Finding> = findings.iter().filter(is_new).cloned().collect();
    match portfolio {
        Some(portfolio) if new.is_empty() => Ok(Loaded { portfolio, now: loaded.now, findings }),
        _ => {
            show(global, terminal, &new, &tree)?;
            terminal.say("nothing was written: these errors would be new");
            Err(Stop::Findings)
        }
    }
}

/// Prints findings in the format that was asked for; where others may read them, nothing of any incident but its handle.
pub(super) fn show(global: &Global, terminal: &mut Terminal, findings: &[Finding], tree: &Tree) -> Result<(), Stop> {
    let findings = redact::by_path(findings.to_vec(), terminal.is_public_log());
    show_redacted(global, terminal, &findings, tree)
}

/// Prints findings of which it is known that whoever reads the log may read them.
pub(super) fn show_redacted(
    global: &Global,
    terminal: &mut Terminal,
    findings: &[Finding],
    tree: &Tree,
) -> Result<(), Stop> {
    let text = report::findings(format(global), findings, tree, rules::all(), terminal.colour());
    terminal.print(&text).context("could not print the findings")?;
    Ok(())
}

/// The form of findings that was asked for.
pub(super) fn format(global: &Global) -> report::Format {
    match global.format {
        super::Format::Human => report::Format::Human,
        super::Format::Json => report::Format::Json,
        super::Format::Sarif => report::Format::Sarif,
        super::Format::Github => report::Format::Github,
    }
}

/// The form of boards that was asked for.
pub(super) fn board_format(global: &Global, terminal: &Terminal) -> BoardFormat {
    match global.format {
        super::Format::Human => BoardFormat::Human { width: terminal.width() },
        super::Format::Json | super::Format::Sarif => BoardFormat::Json,
        super::Format::Github => BoardFormat::Markdown,
    }
}

/// Who reads what is printed.
pub(super) fn audience(terminal: &Terminal) -> Audience {
    if terminal.is_public_log() { Audience::Log } else { Audience::Team }
}

/// Whether any finding is an error.
pub(super) fn has_errors(findings: &[Finding]) -> bool {
    findings.iter().any(|f| f.severity == Severity::Error)
}

/// Commands that change files need the files.
pub(super) fn refuse_rev(global: &Global) -> Result<()> {
    match &global.rev {
        Some(rev) => {
            Err(anyhow::anyhow!("this command changes files, and revision `{rev}` has none to change; leave out --rev"))
        }
        None => Ok(()),
    }
}

/// An error with what to do about it.
pub(super) fn hinted(error: impl std::error::Error + Send + Sync + 'static, hint: &str) -> anyhow::Error {
    let message = format!("{error}\n  help: {hint}");
    anyhow::Error::from(error).context(message)
}

/// An error of writing, with what to do about it.
pub(super) fn output_error(error: OutputError) -> anyhow::Error {
    let hint = error.hint();
    hinted(error, hint)
}
