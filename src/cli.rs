//! The command line: reads flags, the environment and the clock, calls a use case, prints the
//! result. There is one file for each command.

use std::ffi::OsString;
use std::path::PathBuf;
use std::process::ExitCode;

use clap::{Args, CommandFactory, FromArgMatches as _, Parser, Subcommand, ValueEnum};

use crate::app::edit::EditError;
use crate::app::{Error, Refusal, ScanError, place};
use crate::error::{Help, PublicLog};
use crate::json::JsonError;
use crate::names::{Handle, NameError};
use crate::output::OutputError;
use crate::report;
use crate::time::Instant;

mod build;
mod cache;
mod check;
mod clock;
mod completion;
mod context;
mod correct;
mod cve;
mod distributors;
mod doctor;
mod documents;
mod draft;
mod edits;
mod embargo;
mod explain;
mod help;
mod import;
mod init;
mod intake;
mod lead;
mod list;
mod log;
mod merge_driver;
mod missing;
mod new;
mod next;
mod policy;
mod publish;
mod record;
mod rehearse;
mod rename;
mod revise;
mod scan;
mod schema;
mod sent;
mod show;
mod start;
mod status;
mod terminal;
mod upgrade;
mod verify;
mod withdraw;

use context::Context;
pub use terminal::Terminal;

/// Runs a project's security release process from files in a private git repository.
///
/// Incidents and the policy are TOML and Markdown files. Nothing about an embargoed
/// incident reaches the public output.
#[derive(Debug, Parser)]
#[command(name = "advisory", version, max_term_width = 100, after_help = EXAMPLES)]
pub struct Cli {
    #[command(flatten)]
    global: Global,
    #[command(subcommand)]
    command: Option<Command>,
}

const EXAMPLES: &str = "\
Examples:
  advisory init security                  create a private repository in the
                                          folder `security`
  advisory new --summary \"…\" --line 1.16  turn a report into an incident
  advisory                                show who leads, what is next and what
                                          is overdue (short for `status`)
  advisory check                          check that every incident follows the
                                          policy
  advisory build --out build              build the public site and the
                                          announcements

Exit status: 0 for success, 1 for findings that are errors, 2 for a wrong
command line or a failure. 3 if `build --fail-incomplete` wrote the site without
an advisory that was due, or if `next` finds no coming change.";

/// The options that every command takes.
#[derive(Clone, Debug, Args)]
#[command(next_help_heading = "Global options")]
struct Global {
    /// The private repository, or a folder in it
    #[arg(
        short = 'C',
        long = "dir",
        value_name = "DIR",
        default_value = ".",
        global = true,
        hide_default_value = true
    )]
    dir: PathBuf,
    /// Read the portfolio from this git revision instead of the work tree
    #[arg(long, value_name = "REV", global = true)]
    rev: Option<String>,
    /// Use this instant (RFC 3339) as the current time. No environment variable has this effect
    #[arg(long, value_name = "INSTANT", global = true, value_parser = instant)]
    now: Option<Instant>,
    /// Output format for findings and status
    #[arg(long, value_name = "FORMAT", global = true, default_value = "human")]
    format: Format,
    /// Print JSON: short for `--format json`
    #[arg(long, global = true, conflicts_with = "format")]
    json: bool,
    /// Use colours: always, never, or on a terminal unless NO_COLOR is set
    #[arg(long, value_name = "WHEN", global = true, default_value = "auto")]
    color: Color,
    /// Show private text even in a public log, such as that of a CI job
    #[arg(long, global = true)]
    reveal: bool,
    /// Print less
    #[arg(short, long, global = true, conflicts_with = "verbose")]
    quiet: bool,
    /// Print more
    #[arg(short, long, global = true)]
    verbose: bool,
}

/// Output format for findings and status.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
enum Format {
    /// Text for people, with source lines and help
    Human,
    /// One JSON document
    Json,
    /// SARIF 2.1.0, for findings
    Sarif,
    /// GitHub Actions annotations for findings; Markdown for status
    Github,
}

/// When to use colours.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
enum Color {
    /// On a terminal, unless NO_COLOR is set
    Auto,
    /// Always
    Always,
    /// Never
    Never,
}

impl Format {
    fn report(self) -> report::Format {
        match self {
            Self::Human => report::Format::Human,
            Self::Json => report::Format::Json,
            Self::Sarif => report::Format::Sarif,
            Self::Github => report::Format::Github,
        }
    }
}

#[derive(Debug, Subcommand)]
enum Command {
    /// Create a private repository with a policy, a CI workflow and a pre-push hook
    Init(init::Init),
    /// Create an incident from a report, and print its first deadline
    New(new::New),
    /// Record an event, a waiver or a decision in an incident
    Record(Box<record::Record>),
    /// Correct a record that is wrong
    Correct(correct::Correct),
    /// Rename an incident whose handle reveals too much
    Rename(rename::Rename),
    /// Record an embargo: agree on its end, move it, report that it broke, decide
    Embargo(embargo::Embargo),
    /// Check that the files are valid and every incident follows the policy
    Check(check::Check),
    /// Show who leads, what is next, and what is due, blocked or overdue
    Status(status::Status),
    /// Show one incident on one screen, with its next steps and drafts
    Show(show::Show),
    /// List the incidents, one line each
    List(list::List),
    /// Draft announcements: mails, issues, chat messages, CVE requests
    Draft(draft::Draft),
    /// Record that a draft was sent: when, to whom, and with which Message-ID
    Sent(sent::Sent),
    /// Record changes of the public documents, which gives them new versions and dates
    Documents(documents::Documents),
    /// Write the CVE record that publishes or rejects an incident's CVE IDs
    Cve(cve::Cve),
    /// Show what becomes public when an incident's embargo ends
    Rehearse(rehearse::Rehearse),
    /// Approve an incident's publication, or commit the public site to a public repository
    Publish(publish::Publish),
    /// Revise a published advisory: tell readers what has changed
    Revise(revise::Revise),
    /// Withdraw a published advisory
    Withdraw(withdraw::Withdraw),
    /// Build the public site, or draft the announcements that are due
    Build(build::Build),
    /// Print the next instant at which the public site changes by itself
    Next(next::Next),
    /// Import advisories that were published elsewhere
    Import(import::Import),
    /// Compare an incident with the product's git history
    Verify(verify::Verify),
    /// Find embargoed text in a file, a folder or a repository before you publish it
    Scan(scan::Scan),
    /// Show whose turn it is to lead, and why
    Lead(lead::Lead),
    /// Show the early-disclosure lists, or edit them: add, accept, vouch, remove
    Distributors(distributors::Distributors),
    /// Show the policy in plain English, and what to record for which step
    #[command(subcommand)]
    Policy(policy::Policy),
    /// Check the setup of this clone: git, hook, keys, CI files, clock
    Doctor(doctor::Doctor),
    /// Renew the files that `init` wrote: CI files, hook, attributes, schemas
    Upgrade(upgrade::Upgrade),
    /// Explain a rule with examples, or list the facts or events
    Explain(explain::Explain),
    /// Print the JSON Schema of a file
    Schema(schema::Schema),
    /// Print a completion script for a shell
    Completions(explain::Completions),
    /// Print the manual page
    Man,
    /// Merge two versions of an incident.toml (git runs this)
    #[command(hide = true)]
    MergeDriver(merge_driver::MergeDriver),
}

/// Why a command stopped early.
#[derive(Debug, thiserror::Error)]
enum Stop {
    /// Findings of error severity were printed.
    #[error("findings")]
    Findings,
    /// There is nothing of what was asked for.
    #[error("nothing")]
    Nothing,
    /// The site was written without something that was due, and the findings with the reasons were
    /// printed.
    #[error("left out")]
    LeftOut,
    /// Findings forbid the operation; they still have to be shown.
    #[error("findings")]
    Refused(Box<Refusal>),
    /// The portfolio can't be used at all; the findings with the reasons still have to be shown.
    #[error("findings")]
    Unreadable(Box<Refusal>),
    /// A use case failed with this error.
    #[error("{0}")]
    Failed(Box<dyn Help + Send + Sync>),
    /// An I/O operation failed.
    #[error(transparent)]
    System(#[from] std::io::Error),
}

impl Stop {
    /// Wraps the error of a use case.
    fn failed(error: impl Help + Send + Sync + 'static) -> Self {
        Self::Failed(Box::new(error))
    }
}

impl From<Error> for Stop {
    fn from(error: Error) -> Self {
        match error {
            Error::Refused(refusal) => Self::Refused(refusal),
            Error::Unreadable(refusal) => Self::Unreadable(refusal),
            error => Self::failed(error),
        }
    }
}

/// Converts these error types into [`Stop::Failed`].
macro_rules! stops {
    ($($error:ty),+) => {$(
        impl From<$error> for Stop {
            fn from(error: $error) -> Self {
                Self::failed(error)
            }
        }
    )+};
}

stops!(OutputError, EditError, ScanError, JsonError, Usage);

/// Reads the files of `--public`.
fn texts(files: &[PathBuf]) -> Result<Vec<String>, Usage> {
    let read = |path: &PathBuf| {
        let bytes = std::fs::read(path)
            .map_err(|error| Usage::new(format!("could not read {}", path.display())).because(error))?;
        Ok(String::from_utf8_lossy(&bytes).into_owned())
    };
    files.iter().map(read).collect()
}

/// Invalid arguments.
#[derive(Debug, thiserror::Error)]
#[error("{message}")]
struct Usage {
    message: String,
    help: Option<&'static str>,
    source: Option<std::io::Error>,
}

impl Usage {
    fn new(message: impl Into<String>) -> Self {
        Self { message: message.into(), help: None, source: None }
    }

    /// Adds advice on what to do.
    fn help(self, help: &'static str) -> Self {
        Self { help: Some(help), ..self }
    }

    /// Adds the cause.
    fn because(self, source: std::io::Error) -> Self {
        Self { source: Some(source), ..self }
    }
}

impl Help for Usage {
    fn help(&self) -> Option<String> {
        self.help.map(str::to_owned)
    }

    fn in_public_log(&self) -> PublicLog {
        PublicLog::Full
    }
}

/// The result of a command.
type Outcome = Result<(), Stop>;

/// Runs the program on these arguments.
pub fn run(arguments: impl IntoIterator<Item = OsString>) -> ExitCode {
    let arguments: Vec<OsString> = arguments.into_iter().collect();
    if completion::answer(&arguments) {
        return ExitCode::SUCCESS;
    }
    let parsed = parse(&arguments).or_else(|error| match missing::completed(&error, &arguments) {
        Some(arguments) => parse(&arguments),
        None => Err(error),
    });
    let mut cli = match parsed {
        Ok(cli) => cli,
        Err(error) => {
            terminal::usage(&error);
            return ExitCode::from(if error.use_stderr() { 2 } else { 0 });
        }
    };
    if !matches!(cli.command, Some(Command::Init(_))) {
        cli.global.dir = place::portfolio(&cli.global.dir);
    }
    let terminal = Terminal::new(&cli.global);
    let mut context = Context { global: cli.global, terminal };
    let outcome = with_large_stack(|| match dispatch(cli.command.as_ref(), &mut context) {
        Err(Stop::Refused(refusal)) => context.show_refusal(&refusal).and(Err(Stop::Findings)),
        Err(Stop::Unreadable(refusal)) => context.show_unreadable(&refusal).and(Err(Stop::Findings)),
        outcome => outcome,
    });
    match outcome {
        Ok(()) => ExitCode::SUCCESS,
        Err(Stop::Findings | Stop::Refused(_) | Stop::Unreadable(_)) => ExitCode::from(1),
        Err(Stop::Nothing) => ExitCode::from(3),
        Err(Stop::LeftOut) => ExitCode::from(3),
        Err(Stop::System(error)) => {
            context.terminal.failed(&Usage::new(error.to_string()));
            ExitCode::from(2)
        }
        Err(Stop::Failed(error)) => {
            context.terminal.failed(&*error);
            ExitCode::from(2)
        }
    }
}

fn parse(arguments: &[OsString]) -> Result<Cli, clap::Error> {
    let found = command().try_get_matches_from(arguments)?;
    Cli::from_arg_matches(&found).map_err(|error| error.format(&mut command()))
}

/// Stack size, enough for the deepest expression in a template. Only touched pages take memory.
const STACK: usize = 64 << 20;

/// Runs the command on a thread with a 64 MiB stack, and gives its worker threads the same:
/// templates recurse.
fn with_large_stack(command: impl FnOnce() -> Outcome + Send) -> Outcome {
    let _already_there = rayon::ThreadPoolBuilder::new().stack_size(STACK).build_global();
    std::thread::scope(|scope| {
        let thread = std::thread::Builder::new().stack_size(STACK).spawn_scoped(scope, command)?;
        thread.join().unwrap_or_else(|panic| std::panic::resume_unwind(panic))
    })
}

fn dispatch(command: Option<&Command>, context: &mut Context) -> Outcome {
    match command {
        None => start::run(context),
        Some(command) => dispatch_command(command, context),
    }
}

fn dispatch_command(command: &Command, context: &mut Context) -> Outcome {
    match command {
        Command::Init(command) => command.run(context),
        Command::New(command) => command.run(context),
        Command::Record(command) => command.run(context),
        Command::Correct(command) => command.run(context),
        Command::Rename(command) => command.run(context),
        Command::Embargo(command) => command.run(context),
        Command::Check(command) => command.run(context),
        Command::Status(command) => command.run(context),
        Command::Show(command) => command.run(context),
        Command::List(command) => command.run(context),
        Command::Draft(command) => command.run(context),
        Command::Sent(command) => command.run(context),
        Command::Documents(command) => command.run(context),
        Command::Cve(command) => command.run(context),
        Command::Rehearse(command) => command.run(context),
        Command::Publish(command) => command.run(context),
        Command::Revise(command) => command.run(context),
        Command::Withdraw(command) => command.run(context),
        Command::Build(command) => command.run(context),
        Command::Next(command) => command.run(context),
        Command::Import(command) => command.run(context),
        Command::Verify(command) => command.run(context),
        Command::Scan(command) => command.run(context),
        Command::Lead(command) => command.run(context),
        Command::Distributors(command) => command.run(context),
        Command::Policy(command) => command.run(context),
        Command::Doctor(command) => command.run(context),
        Command::Upgrade(command) => command.run(context),
        Command::Explain(command) => command.run(&mut context.terminal),
        Command::Schema(command) => command.run(context),
        Command::Completions(command) => command.run(&mut context.terminal),
        Command::Man => explain::man(&mut context.terminal),
        Command::MergeDriver(command) => command.run(),
    }
}

/// The whole command, for completions and the manual page.
fn command() -> clap::Command {
    let mut command = completion::with_names(Cli::command());
    if terminal::is_dumb() {
        command = command.color(clap::ColorChoice::Never);
    }
    command.build();
    help::with_short_usages(command)
}

fn instant(text: &str) -> Result<Instant, String> {
    Instant::parse(text).map_err(|error| error.to_string())
}

/// Parses a handle. The error for another text suggests one with the same words.
fn handle(text: &str) -> Result<Handle, String> {
    text.parse().map_err(|error: NameError| {
        let words = text.split(|character: char| !character.is_ascii_alphanumeric()).filter(|word| !word.is_empty());
        let near = words.collect::<Vec<_>>().join("-").to_lowercase();
        match near.parse::<Handle>() {
            Ok(near) => format!("{error}; try `{near}`"),
            Err(_) => error.to_string(),
        }
    })
}
