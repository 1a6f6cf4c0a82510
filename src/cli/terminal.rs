//! The output of commands: results go to stdout, everything else to stderr.

use std::io::{ErrorKind, IsTerminal as _, Write};

use anstream::{AutoStream, ColorChoice};
use clap_complete::Shell;

use super::log::{self, PublicLog};
use super::{Color, Global, Stop, Usage, completion};
use crate::error::Help;
use crate::json::JsonError;
use crate::report::{self, Show, ShownError, Style, plain};

/// Prints help, or an error in the arguments. The error quotes untrusted input, so control
/// characters are escaped.
pub(super) fn usage(error: &clap::Error) {
    let said = error.render().to_string();
    let _closed_pipe = if error.use_stderr() && said.contains(|c: char| c.is_control() && c != '\n') {
        std::io::stderr().write_all((plain::lines(&said) + "\n").as_bytes())
    } else {
        error.print()
    };
}

/// Returns whether the terminal has neither colours nor a cursor to move.
pub(super) fn is_dumb() -> bool {
    std::env::var_os("TERM").is_some_and(|term| term == "dumb")
}

/// Prints to stdout. If nobody reads it any more, as after `| head -3`, the command goes on:
/// neither what it writes nor its exit status may depend on who reads what it says.
fn print(mut out: impl Write, text: &[u8]) -> Result<(), Stop> {
    match out.write_all(text).and_then(|()| out.flush()) {
        Err(error) if error.kind() == ErrorKind::BrokenPipe => Ok(()),
        printed => Ok(printed?),
    }
}

/// The terminal or log that commands print to.
#[derive(Debug)]
pub struct Terminal {
    choice: ColorChoice,
    format: report::Format,
    quiet: bool,
    verbose: bool,
    /// Why people who may not know about embargoed incidents can read the output, if they can.
    public_log: Option<PublicLog>,
}

impl Terminal {
    pub(super) fn new(global: &Global) -> Self {
        let choice = match global.color {
            // Otherwise a CI system would be taken for a terminal with colours.
            Color::Auto if is_dumb() => ColorChoice::Never,
            Color::Auto => ColorChoice::Auto,
            Color::Always => ColorChoice::AlwaysAnsi,
            Color::Never => ColorChoice::Never,
        };
        Self {
            choice,
            format: if global.json { report::Format::Json } else { global.format.report() },
            quiet: global.quiet,
            verbose: global.verbose,
            public_log: if global.reveal { None } else { log::why_public() },
        }
    }

    /// Returns whether results are one JSON document.
    pub(super) fn is_json(&self) -> bool {
        self.format == report::Format::Json
    }

    /// Returns whether `--verbose` was given.
    pub(super) fn is_verbose(&self) -> bool {
        self.verbose
    }

    /// Stops a command whose result is private text if the log is public. A guess is not enough:
    /// somebody who runs such a command wants its text.
    pub(super) fn refuse_public_log(&mut self, what: &'static str) -> Result<(), Usage> {
        self.public_log.take_if(|log| log.is_guess);
        let Some(PublicLog { why, .. }) = &self.public_log else { return Ok(()) };
        let usage = Usage::new(format!("{what} would be printed to a log that others may read, because {why}"));
        let help = "write to files with --out if the command has it, or pass --reveal if the log is private";
        Err(usage.help(help))
    }

    /// Whether renderers should use colours on stdout.
    pub(super) fn colour(&self) -> bool {
        match self.choice {
            ColorChoice::Auto => AutoStream::choice(&std::io::stdout()) != ColorChoice::Never,
            ColorChoice::Never => false,
            _ => true,
        }
    }

    /// The width to fit tables in: `COLUMNS`, else that of the terminal, or 100 without one.
    pub(super) fn width(&self) -> u16 {
        let columns = std::env::var("COLUMNS").ok().and_then(|c| c.parse().ok());
        let columns = columns.or_else(|| Some(terminal_size::terminal_size_of(std::io::stdout())?.0.0));
        columns.filter(|c| *c >= 40).unwrap_or(100)
    }

    /// Prints a result.
    pub(super) fn show(&mut self, what: &dyn Show) -> Result<(), Stop> {
        let mut text = self.text(what)?;
        if !text.is_empty() && !text.ends_with('\n') {
            text.push('\n');
        }
        print(AutoStream::new(std::io::stdout().lock(), self.choice), text.as_bytes())
    }

    /// Prints something beside the result: for programs, which read one document, to stderr.
    pub(super) fn aside(&mut self, what: &dyn Show) -> Result<(), Stop> {
        if self.is_json() {
            self.note_rendered(what);
            return Ok(());
        }
        self.show(what)
    }

    /// Prints a result as it is, for another program.
    pub(super) fn raw(&mut self, what: &dyn Show) -> Result<(), Stop> {
        print(std::io::stdout().lock(), self.text(what)?.as_bytes())
    }

    /// Prints the completion script of a shell, or the manual page. Both are generated from the
    /// definition of the command line alone, so they are the same for every repository.
    pub(super) fn generated(&mut self, shell: Option<Shell>) -> Result<(), Stop> {
        let mut page = Vec::new();
        match shell {
            Some(shell) => page = completion::script(&shell.to_string())?,
            None => clap_mangen::Man::new(super::command()).render(&mut page)?,
        }
        print(std::io::stdout().lock(), &page)
    }

    /// Prints a note to stderr, unless `--quiet` was given.
    pub(super) fn note(&mut self, what: &dyn Show) {
        let text = self.text(what).unwrap_or_default();
        if !self.quiet && !text.is_empty() {
            let mut err = AutoStream::new(std::io::stderr().lock(), self.choice);
            let text = plain::lines(&text);
            let is_paragraph = !text.contains('\n') && !text.contains("  ");
            let text = if is_paragraph { report::paragraph(&text, self.width()) } else { text + "\n" };
            let _closed_pipe = write!(err, "{text}");
        }
    }

    /// Prints a note whose untrusted parts are escaped already, as those of findings are.
    pub(super) fn note_rendered(&mut self, what: &dyn Show) {
        let text = self.text(what).unwrap_or_default();
        if !self.quiet && !text.is_empty() {
            let mut err = AutoStream::new(std::io::stderr().lock(), self.choice);
            let _closed_pipe = writeln!(err, "{}", text.trim_end());
        }
    }

    /// Asks a question, if somebody is there to answer it: without a terminal, the answer is yes.
    pub(super) fn confirm(&self, question: &str) -> std::io::Result<bool> {
        let answer = self.ask(&format!("{question} [y/N]"))?;
        Ok(answer.is_none_or(|answer| matches!(answer.as_str(), "y" | "Y" | "yes")))
    }

    /// Asks for a line of text, if somebody is there to answer.
    pub(super) fn ask(&self, question: &str) -> std::io::Result<Option<String>> {
        if self.public_log.is_some() || !std::io::stdin().is_terminal() || !std::io::stderr().is_terminal() {
            return Ok(None);
        }
        let mut err = AutoStream::new(std::io::stderr().lock(), self.choice);
        write!(err, "{question} ")?;
        err.flush()?;
        let mut answer = String::new();
        std::io::stdin().read_line(&mut answer)?;
        Ok(Some(answer.trim().to_owned()))
    }

    /// Returns a value of the command line, or asks for it if somebody is there to answer.
    pub(super) fn needed(&self, given: Option<&str>, option: &str, question: &str) -> Result<String, Stop> {
        if let Some(given) = given {
            return Ok(given.to_owned());
        }
        let answer = self.ask(question)?.filter(|answer| !answer.is_empty());
        Ok(answer.ok_or_else(|| Usage::new(format!("`{option}` is missing")))?)
    }

    /// Prints the error that stopped a use case, and its help if there is any.
    pub(super) fn failed(&mut self, error: &(dyn Help + 'static)) {
        let mut err = AutoStream::new(std::io::stderr().lock(), self.choice);
        let text = self.text(&ShownError(error)).unwrap_or_default();
        let _closed_pipe = write!(err, "\x1b[1;31merror\x1b[0m: {text}");
    }

    /// Returns the printable text: in a public log, only a [`LogText`](crate::report::LogText).
    fn text(&self, what: &dyn Show) -> Result<String, JsonError> {
        let style = self.style();
        if self.public_log.is_some() { Ok(what.log(style)?.into_string()) } else { what.team(style) }
    }

    fn style(&self) -> Style {
        let (format, quiet, verbose) = (self.format, self.quiet, self.verbose);
        Style { format, color: self.colour(), width: self.width(), verbose, quiet }
    }

    /// A spinner for long work; invisible unless stderr is a terminal whose cursor moves.
    pub(super) fn progress(&self, message: &'static str) -> indicatif::ProgressBar {
        if self.quiet || self.public_log.is_some() || !std::io::stderr().is_terminal() || is_dumb() {
            return indicatif::ProgressBar::hidden();
        }
        let bar = indicatif::ProgressBar::new_spinner().with_message(message);
        bar.enable_steady_tick(std::time::Duration::from_millis(100));
        bar
    }
}
