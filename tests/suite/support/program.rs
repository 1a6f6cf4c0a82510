//! Runs of the program.

use std::path::Path;
use std::process::Command;

use serde_json::Value;

const PROGRAM: &str = env!("CARGO_BIN_EXE_advisory");

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

    /// What it printed, or a failed test where it did succeed.
    pub fn failed(self) -> String {
        assert_ne!(self.code, 0, "{}", self.all());
        self.all()
    }

    /// What it printed, as JSON.
    pub fn json(&self) -> Value {
        serde_json::from_str(&self.out).unwrap_or_else(|error| panic!("{error}: {self:?}"))
    }
}

/// The program, to be run in a folder as on somebody's own machine: without CI or colours.
pub fn program(folder: &Path) -> Command {
    let mut command = Command::new(PROGRAM);
    private(&mut command).current_dir(folder).env("NO_COLOR", "1");
    command
}

/// Makes the output of the program that of somebody's own machine, wherever the tests run.
fn private(command: &mut Command) -> &mut Command {
    CI_VARIABLES.iter().fold(command, |command, name| command.env_remove(name)).env("CI", "false")
}

/// Variables of the CI systems that tests are run on, and of others.
pub const CI_VARIABLES: &[&str] = &[
    "TF_BUILD",
    "TEAMCITY_VERSION",
    "JENKINS_URL",
    "HUDSON_URL",
    "BUILD_ID",
    "BUILD_NUMBER",
    "CODEBUILD_BUILD_ID",
    "bamboo_buildKey",
    "bamboo_planKey",
    "DRONE",
    "BUILDKITE",
    "GITHUB_ACTIONS",
    "GITLAB_CI",
    "CIRRUS_CI",
    "CIRCLECI",
    "TRAVIS",
    "APPVEYOR",
    "BITBUCKET_BUILD_NUMBER",
    "SEMAPHORE",
    "WOODPECKER",
    "CI_PIPELINE_ID",
    "GO_PIPELINE_NAME",
    "PROW_JOB_ID",
    "TASKCLUSTER_ROOT_URL",
    "AC_APPCIRCLE",
    "BITRISE_IO",
    "BUDDY",
    "CF_BUILD_ID",
    "CI_NAME",
    "CONTINUOUS_INTEGRATION",
    "HARNESS_BUILD_ID",
    "SAILCI",
    "SCREWDRIVER",
    "STRIDER",
    "SYSTEM_TEAMFOUNDATIONCOLLECTIONURI",
    "VELA",
    "WERCKER",
    "XCS",
    "ZUUL_CHANGES",
];

/// Puts a program `advisory` into a folder for scripts and hooks: the real one at an instant, unless
/// its arguments name another.
pub fn at_instant(folder: &Path, now: &str) {
    let script = format!(
        "#!/bin/sh\ncase \" $* \" in *' --now '*) ;; *) set -- --now {now} \"$@\" ;; esac\nexec '{PROGRAM}' \"$@\"\n"
    );
    executable(&folder.join("advisory"), &script);
}

/// Writes a script that can be run.
pub fn executable(path: &Path, script: &str) {
    use std::os::unix::fs::PermissionsExt as _;
    std::fs::write(path, script).unwrap();
    std::fs::set_permissions(path, std::fs::Permissions::from_mode(0o755)).unwrap();
}

/// Arguments with `--now`, unless they name an instant themselves.
pub fn now<'a>(instant: &'a str, arguments: &[&'a str]) -> Vec<&'a str> {
    let named = arguments.contains(&"--now");
    let before: &[&str] = if named { &[] } else { &["--now", instant] };
    [before, arguments].concat()
}

/// Runs it to its end.
pub fn run(command: &mut Command) -> Run {
    let output = command.output().unwrap();
    let text = |bytes: Vec<u8>| String::from_utf8(bytes).unwrap();
    let code = output.status.code().unwrap_or_else(|| panic!("{command:?} was killed: {:?}", output.status));
    Run { code, out: text(output.stdout), err: text(output.stderr) }
}
