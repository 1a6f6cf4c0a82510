//! Git repositories, made by git itself.

use std::path::{Path, PathBuf};
use std::process::Output;

use tempfile::TempDir;

use super::program::{program, run};

/// A repository in a folder of its own.
pub struct Repository {
    folder: TempDir,
}

/// Who writes or makes a commit, and when.
#[derive(Clone)]
pub struct Stamp {
    pub name: String,
    pub email: String,
    pub at: String,
}

impl Stamp {
    /// Somebody of the project, whose address is their name.
    pub fn named(name: &str, at: &str) -> Self {
        Self { name: name.to_owned(), email: format!("{}@lodestore.example", name.to_lowercase()), at: at.to_owned() }
    }

    /// Somebody by their address, whose name is its beginning.
    pub fn mailed(email: &str, at: &str) -> Self {
        Self { name: email.split('@').next().unwrap().to_owned(), email: email.to_owned(), at: at.to_owned() }
    }

    /// Somebody as git writes them: `Ada <ada@lodestore.example>`.
    pub fn of(who: &str, at: &str) -> Self {
        let (name, email) = who.trim_end_matches('>').split_once(" <").unwrap();
        Self { name: name.to_owned(), email: email.to_owned(), at: at.to_owned() }
    }
}

impl Repository {
    /// An empty repository on `main`.
    pub fn new() -> Self {
        Self::with_format("sha1")
    }

    /// The same with this kind of ids.
    pub fn with_format(format: &str) -> Self {
        let repository = Self { folder: TempDir::new().unwrap() };
        repository.git(&["init", "-q", "-b", "main", &format!("--object-format={format}")]);
        repository
    }

    /// A repository that was made elsewhere.
    pub fn at(folder: TempDir) -> Self {
        Self { folder }
    }

    /// A clone with a work tree.
    pub fn cloned(&self) -> Self {
        let folder = TempDir::new().unwrap();
        self.git(&["clone", "-q", ".", folder.path().to_str().unwrap()]);
        Self { folder }
    }

    /// Adds the small sample in `tests/base`, in a folder: `""` or `"security/"`.
    pub fn with_sample(self, folder: &str) -> Self {
        for (path, bytes) in super::sample() {
            self.write(&format!("{folder}{path}"), bytes);
        }
        self
    }

    pub fn path(&self) -> &Path {
        self.folder.path()
    }

    /// What git says, or a failed test.
    pub fn git(&self, args: &[&str]) -> String {
        super::git(self.path(), args)
    }

    /// What git says when these people ask, or a failed test.
    pub fn git_by(&self, author: &Stamp, committer: &Stamp, args: &[&str]) -> String {
        let output = git_by(self.path(), author, committer, args);
        assert!(output.status.success(), "git {args:?}: {}", String::from_utf8_lossy(&output.stderr));
        String::from_utf8(output.stdout).unwrap().trim().to_owned()
    }

    /// What git says when somebody asks, or a failed test.
    pub fn git_as(&self, by: Stamp, args: &[&str]) -> String {
        self.git_by(&by, &by, args)
    }

    /// The id of the commit that is checked out.
    pub fn head(&self) -> String {
        self.git(&["rev-parse", "HEAD"])
    }

    /// Where git keeps an object that is in no pack.
    pub fn object(&self, id: &str) -> PathBuf {
        self.path().join(".git/objects").join(&id[..2]).join(&id[2..])
    }

    pub fn write(&self, path: &str, bytes: impl AsRef<[u8]>) {
        super::write(self.path(), path, bytes);
    }

    pub fn read(&self, path: &str) -> String {
        std::fs::read_to_string(self.path().join(path)).unwrap()
    }

    pub fn remove(&self, path: &str) {
        std::fs::remove_file(self.path().join(path)).unwrap();
    }

    /// Adds lines at the end of a file.
    pub fn append(&self, path: &str, more: &str) {
        self.write(path, self.read(path) + more);
    }

    /// Replaces the first occurrence of a text, which has to be there.
    pub fn edit(&self, path: &str, from: &str, to: &str) {
        super::edit(self.path(), path, from, to);
    }

    /// Puts an event at the end of the sample's embargoed incident.
    pub fn record(&self, at: &str, event: &str, by: &str) {
        self.append(super::QUIET_OTTER, &format!("\n[[event]]\nat = {at}\nevent = \"{event}\"\nby = \"{by}\"\n"));
    }

    /// Commits everything; the id.
    pub fn commit(&self, message: &str) -> String {
        self.git(&["add", "-A"]);
        self.git(&["commit", "-q", "--allow-empty", "-m", message]);
        self.head()
    }

    /// Commits everything as somebody; the id.
    pub fn commit_by(&self, by: Stamp) -> String {
        self.commit_with(by, &[])
    }

    /// Commits everything as somebody, with more arguments; the id.
    pub fn commit_with(&self, by: Stamp, more: &[&str]) -> String {
        self.git(&["add", "-A"]);
        let args = [&["commit", "-q", "--allow-empty", "-m", "Change\n\nprivate words"], more].concat();
        self.git_as(by, &args);
        self.head()
    }

    /// Runs the program in the repository, at an instant, with these variables: its status, and all
    /// that it said.
    pub fn run(&self, now: &str, variables: &[(&str, &str)], args: &[&str]) -> (i32, String) {
        let mut command = program(self.path());
        command.args(["--color", "never", "--now", now]).args(args).env("COLUMNS", "200").envs(variables.to_vec());
        let run = run(&mut command);
        (run.code, run.all())
    }
}

/// What git does in a folder when these people ask.
pub fn git_by(folder: &Path, author: &Stamp, committer: &Stamp, args: &[&str]) -> Output {
    super::git_command(folder, args)
        .envs([("GIT_AUTHOR_NAME", &author.name), ("GIT_AUTHOR_EMAIL", &author.email), ("GIT_AUTHOR_DATE", &author.at)])
        .envs([("GIT_COMMITTER_NAME", &committer.name), ("GIT_COMMITTER_EMAIL", &committer.email)])
        .env("GIT_COMMITTER_DATE", &committer.at)
        .output()
        .unwrap()
}
