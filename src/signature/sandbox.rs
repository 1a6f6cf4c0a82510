//! A sandbox for other programs. No other file of this crate runs any.
//!
//! A program is started without a shell, in a temporary folder that is its home, with an
//! environment of three variables and a time limit. It gets its input as files in that folder and
//! on standard input.

use std::ffi::{OsStr, OsString};
use std::io::{self, Read, Write as _};
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::sync::mpsc;
use std::time::Duration;

use tempfile::TempDir;

/// The time limit.
const LONGEST: Duration = Duration::from_secs(20);

/// A temporary folder to run programs in.
#[derive(Debug)]
pub(super) struct Sandbox {
    folder: TempDir,
    search_path: Option<OsString>,
}

/// The output of a program.
#[derive(Debug)]
pub(super) struct Output {
    /// Whether it exited successfully.
    pub(super) success: bool,
    pub(super) out: String,
    pub(super) err: String,
}

impl Output {
    /// Returns the reason of a failure, for display.
    pub(super) fn reason(&self, program: &str) -> String {
        let line = self.err.lines().map(str::trim).find(|line| !line.is_empty()).unwrap_or("no reason given");
        format!("{program}: {line}")
    }
}

impl Sandbox {
    pub(super) fn new(search_path: Option<&OsStr>) -> io::Result<Self> {
        let folder = tempfile::Builder::new().prefix("advisory-").tempdir()?;
        Ok(Self { folder, search_path: search_path.map(OsStr::to_owned) })
    }

    pub(super) fn folder(&self) -> &Path {
        self.folder.path()
    }

    /// Writes a file into the sandbox, which is deleted when it is dropped.
    pub(super) fn file(&self, bytes: &[u8]) -> Result<tempfile::TempPath, String> {
        let write = || {
            let mut file = tempfile::NamedTempFile::new_in(self.folder.path())?;
            file.write_all(bytes)?;
            Ok(file.into_temp_path())
        };
        write().map_err(|error: io::Error| format!("no temporary file: {error}"))
    }

    /// Runs a program from the search path.
    pub(super) fn run(&self, program: &str, args: &[&OsStr], input: &[u8]) -> Result<Output, String> {
        let mut child = Command::new(self.found(program).ok_or_else(|| format!("there is no program {program} here"))?)
            .args(args)
            .current_dir(self.folder.path())
            .env_clear()
            .envs(self.search_path.as_ref().map(|path| ("PATH", path)))
            .env("HOME", self.folder.path())
            .env("LC_ALL", "C")
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .stderr(Stdio::piped())
            .spawn()
            .map_err(|error| format!("{program} can't be run: {error}"))?;
        if let Some(mut stdin) = child.stdin.take() {
            let input = input.to_vec();
            // A program that has seen enough closes its end.
            std::thread::spawn(move || stdin.write_all(&input));
        }
        let (out, err) = (read(child.stdout.take()), read(child.stderr.take()));
        let streams = out.recv_timeout(LONGEST).and_then(|out| Ok((out, err.recv_timeout(LONGEST)?)));
        if streams.is_err() {
            // It may have ended by itself.
            let _gone = child.kill();
        }
        let status = child.wait().map_err(|error| format!("{program}: {error}"))?;
        let (out, err) = streams.map_err(|_| format!("{program} took longer than {} seconds", LONGEST.as_secs()))?;
        Ok(Output { success: status.success(), out, err })
    }

    /// Returns the path of a program on the search path. Relative folders are ignored: they depend
    /// on the current directory, and a repository is untrusted input.
    fn found(&self, program: &str) -> Option<PathBuf> {
        let path = self.search_path.as_ref()?;
        let name = format!("{program}{}", std::env::consts::EXE_SUFFIX);
        std::env::split_paths(path).filter(|f| f.is_absolute()).map(|f| f.join(&name)).find(|file| file.is_file())
    }
}

/// Reads to the end in a new thread.
fn read(from: Option<impl Read + Send + 'static>) -> mpsc::Receiver<String> {
    let (send, receive) = mpsc::channel();
    std::thread::spawn(move || {
        let mut bytes = Vec::new();
        // What was read until then is what there is.
        let _read = from.map(|mut from| from.read_to_end(&mut bytes));
        send.send(String::from_utf8_lossy(&bytes).into_owned())
    });
    receive
}
