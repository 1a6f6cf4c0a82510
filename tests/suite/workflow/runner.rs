//! A runner of a CI system, with a private repository.

use std::os::unix::fs::PermissionsExt as _;
use std::path::{Path, PathBuf};
use std::process::{Command, Output};

use super::{GITHUB, said, scripts};
use crate::support;

/// A private repository and a runner's folders.
pub struct Runner {
    folder: tempfile::TempDir,
}

impl Runner {
    pub fn new(policy: &str) -> Self {
        Self::with(policy, "github")
    }

    /// With the files of another CI system.
    pub fn with(policy: &str, ci: &str) -> Self {
        let runner = Self { folder: tempfile::tempdir().unwrap() };
        for name in ["temp", "bin"] {
            std::fs::create_dir(runner.path(name)).unwrap();
        }
        let made = runner.bash(&format!(
            "advisory init --policy {policy} --ci {ci} . && sed -i 's/your-project.example/example.org/g; s/Example/Lodestore/; s/EXAMPLE/LODE/' advisory.toml policy.toml team.toml"
        ));
        assert!(made.status.success(), "{}", said(&made));
        support::git(&runner.repository(), &["init", "--quiet", "--initial-branch", "main"]);
        runner.commit();
        support::git(&runner.repository(), &["update-ref", "refs/remotes/origin/main", "HEAD"]);
        runner
    }

    /// Commits everything; what is committed later is a pull request to `main`.
    pub fn commit(&self) {
        support::git(&self.repository(), &["add", "--all"]);
        support::git(&self.repository(), &["commit", "--quiet", "--message", "A change"]);
    }

    pub fn path(&self, name: &str) -> PathBuf {
        self.folder.path().join(name)
    }

    pub fn folder(&self) -> &Path {
        self.folder.path()
    }

    pub fn repository(&self) -> PathBuf {
        self.path("repository")
    }

    /// As GitHub's runner starts `shell: bash`.
    pub fn bash(&self, script: &str) -> Output {
        self.bash_with(script, &[])
    }

    /// With further variables.
    pub fn bash_with(&self, script: &str, variables: &[(&str, &str)]) -> Output {
        std::fs::create_dir_all(self.repository()).unwrap();
        let advisory = std::path::Path::new(env!("CARGO_BIN_EXE_advisory")).parent().unwrap();
        let path = std::env::var("PATH").unwrap();
        Command::new("bash")
            .args(["--noprofile", "--norc", "-e", "-o", "pipefail", "-c", script])
            .current_dir(self.repository())
            .env_clear()
            .env("PATH", format!("{}:{}:{path}", self.path("bin").display(), advisory.display()))
            .env("CI", "true")
            .env("BASE", "main")
            .env("GITHUB_ACTIONS", "true")
            .env("GITHUB_STEP_SUMMARY", self.path("temp/summary.md"))
            .env("GITHUB_OUTPUT", self.path("temp/output"))
            .env("RUNNER_TEMP", self.path("temp"))
            .envs(variables.iter().copied())
            .output()
            .unwrap()
    }

    /// Runs a job's scripts; everything it said and wrote for people.
    ///
    /// What is deployed is a commit, as every checkout of a runner is.
    pub fn job(&self, job: &str) -> String {
        if job == "build" {
            support::git(&self.repository(), &["add", "--all"]);
            support::git(&self.repository(), &["commit", "--quiet", "--allow-empty", "--message", "A change"]);
        }
        let mut log = String::new();
        for script in scripts(GITHUB, job) {
            let output = self.bash(&script);
            log.push_str(&said(&output));
            assert!(output.status.success(), "{script}\n{log}");
        }
        log + &std::fs::read_to_string(self.path("temp/summary.md")).unwrap()
    }

    /// The names in the packed site.
    pub fn packed(&self) -> String {
        let listed = self.bash("tar --list --file \"$RUNNER_TEMP/artifact.tar\"");
        String::from_utf8(listed.stdout).unwrap()
    }

    /// Puts a program into the folder that is first on the PATH.
    pub fn stub(&self, name: &str, script: &str) {
        let path = self.path("bin").join(name);
        std::fs::write(&path, format!("#!/bin/sh\n{script}\n")).unwrap();
        std::fs::set_permissions(&path, std::fs::Permissions::from_mode(0o755)).unwrap();
    }

    /// From now on, it is this instant; who sleeps wakes up at a later one, and what it slept is in `slept`.
    pub fn at(&self, now: &str, later: &str) {
        support::at_instant(&self.path("bin"), later);
        std::fs::rename(self.path("bin/advisory"), self.path("bin/later")).unwrap();
        support::at_instant(&self.path("bin"), now);
        let bin = self.path("bin").display().to_string();
        self.stub("sleep", &format!("echo \"$1\" >> '{bin}/slept'; cp '{bin}/later' '{bin}/advisory'"));
    }

    /// What was slept, in seconds.
    pub fn slept(&self) -> String {
        std::fs::read_to_string(self.path("bin/slept")).unwrap_or_default()
    }

    /// A bare repository with these files on its branch `main`.
    pub fn bare(&self, name: &str, files: &[(&str, &str)]) -> PathBuf {
        let (bare, clone) = (self.path(name), self.path(&format!("{name}.clone")));
        std::fs::create_dir(&clone).unwrap();
        support::git(&clone, &["init", "--quiet", "--initial-branch", "main"]);
        for (path, text) in files {
            support::write(&clone, path, text);
        }
        support::git(&clone, &["add", "--all"]);
        support::git(&clone, &["commit", "--quiet", "--allow-empty", "--message", "Begin"]);
        support::git(&clone, &["clone", "--quiet", "--bare", ".", bare.to_str().unwrap()]);
        bare
    }

    /// The paths on a bare repository's branch `main`, and how many commits it has.
    pub fn published(&self, bare: &Path) -> (Vec<String>, usize) {
        let lines = |script: &str| {
            let shown = Command::new("git").arg("-C").arg(bare).args(script.split(' ')).output().unwrap();
            assert!(shown.status.success(), "{}", said(&shown));
            String::from_utf8(shown.stdout).unwrap().lines().map(str::to_owned).collect::<Vec<_>>()
        };
        (lines("ls-tree -r --name-only main"), lines("rev-list main").len())
    }
}
