//! Runs the program, and says what it took.

use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::time::{Duration, Instant};

/// What a process took.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Usage {
    pub(crate) wall: Duration,
    /// User and system time; `None` where it was not measured.
    pub(crate) processor: Option<Duration>,
    /// The most memory that was resident, in bytes.
    pub(crate) peak: u64,
}

impl Usage {
    /// Returns the one with the median time on the wall.
    pub(crate) fn median(of: &[Self]) -> Self {
        let mut sorted = of.to_vec();
        sorted.sort_by_key(|usage| usage.wall);
        *sorted.get(of.len() / 2).unwrap()
    }
}

/// The program on one portfolio.
pub(crate) struct Program {
    portfolio: PathBuf,
    cache: PathBuf,
    now: &'static str,
}

impl Program {
    pub(crate) fn new(portfolio: &Path, cache: &Path, now: &'static str) -> Self {
        Self { portfolio: portfolio.to_owned(), cache: cache.to_owned(), now }
    }

    /// Runs a command on the portfolio. A finding is no failure, anything else is.
    pub(crate) fn run(&self, arguments: &[&str]) -> Usage {
        let mut command = self.command();
        command.arg("-C").arg(&self.portfolio).args(["--now", self.now]).args(arguments);
        usage(command, arguments)
    }

    fn command(&self) -> Command {
        let mut command = Command::new(env!("CARGO_BIN_EXE_advisory"));
        command.env("XDG_CACHE_HOME", &self.cache).stdout(Stdio::null()).stderr(Stdio::piped()).stdin(Stdio::null());
        command
    }
}

/// Runs a command that belongs to no portfolio.
pub(crate) fn command(program: &Program, arguments: &[&str]) {
    let mut command = program.command();
    command.args(arguments);
    usage(command, arguments);
}

fn usage(mut command: Command, arguments: &[&str]) -> Usage {
    use wait4::Wait4;
    let start = Instant::now();
    let mut child = command.spawn().unwrap();
    let said = std::io::read_to_string(child.stderr.take().unwrap()).unwrap();
    let ended = child.wait4().unwrap();
    let code = ended.status.code();
    assert!(code.is_some_and(|code| code <= 1), "{arguments:?}: {said}");
    Usage { wall: start.elapsed(), processor: Some(ended.rusage.utime + ended.rusage.stime), peak: ended.rusage.maxrss }
}

/// Runs git, as somebody.
pub(crate) fn git(folder: &Path, arguments: &[&str]) {
    let who = ["-c", "user.name=Ada", "-c", "user.email=ada@example.org", "-c", "commit.gpgsign=false"];
    let status = Command::new("git").arg("-C").arg(folder).args(who).args(arguments).status().unwrap();
    assert!(status.success(), "git {arguments:?}");
}
