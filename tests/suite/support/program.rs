//! Runs of the program.

use std::path::Path;
use std::process::Command;

use serde_json::Value;

/// How a run of the program ended, and what it said.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Run {
    pub code: i32,
    pub out: String,
    pub err: String,
}

impl Run {
    /// Both outputs.
    pub fn all(&self) -> String {
        format!("{}{}", self.out, self.err)
    }

    /// What it printed, or a failed test where it did not succeed.
    pub fn ok(self) -> String {
        assert_eq!(self.code, 0, "{}", self.all());
        self.out
    }

    /// What it printed, as JSON.
    pub fn json(&self) -> Value {
        serde_json::from_str(&self.out).unwrap_or_else(|error| panic!("{error}: {self:?}"))
    }
}

/// The program, to be run in a folder as on somebody's own machine: without CI, colours, or a
/// build's fixed instant.
pub fn program(folder: &Path) -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_advisory"));
    command.current_dir(folder).env_remove("CI").env_remove("SOURCE_DATE_EPOCH").env("NO_COLOR", "1");
    command
}

/// Runs it to its end.
pub fn run(command: &mut Command) -> Run {
    let output = command.output().unwrap();
    let text = |bytes: Vec<u8>| String::from_utf8(bytes).unwrap();
    let code = output.status.code().unwrap_or_else(|| panic!("{command:?} was killed: {:?}", output.status));
    Run { code, out: text(output.stdout), err: text(output.stderr) }
}
