//! What several test modules need.
#![allow(dead_code)]

use std::io::{Read, Write};
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::sync::Arc;

use advisory::plan::Plan;
use advisory::source::{FilePath, Tree, TreeEntry};
use advisory::time::Instant;

mod cases;
mod portfolio;
mod program;
mod repository;
pub mod scenario;
mod toml;

pub use cases::{at_least, config};
pub use portfolio::{Files, preset};
pub use program::{CI_VARIABLES, Run, at_instant, executable, now, program, run};
pub use repository::{Repository, Stamp, git_by};
pub use toml::{Incident, Policy, Team, approvals_of};

/// The embargoed incident of the sample in `tests/base`.
pub const QUIET_OTTER: &str = "incidents/2026/quiet-otter/incident.toml";

/// A member of the early-disclosure list of the preset `rook`, and a request to join it.
pub const MEMBERS: &str = concat!("\n", include_str!("support/distributors.toml"));

/// The project's root.
pub fn root() -> PathBuf {
    PathBuf::from(env!("CARGO_MANIFEST_DIR"))
}

/// Material that is not part of the project, or a failed test. A test that needs it is marked
/// `#[ignore = "needs ../shared/…"]`; `.ci/run` runs these where the folder is there.
pub fn shared(path: &str) -> PathBuf {
    let path = root().join("../shared").join(path);
    assert!(path.exists(), "{} is not here", path.display());
    path
}

/// A tree made of texts.
pub fn tree<P: AsRef<str>, T: AsRef<str>>(files: impl IntoIterator<Item = (P, T)>) -> Tree {
    Tree::new(files.into_iter().map(|(p, t)| (FilePath::new(p), TreeEntry::File(Arc::from(t.as_ref().as_bytes())))))
}

/// An instant, or a failed test.
pub fn at(text: &str) -> Instant {
    Instant::parse(text).unwrap()
}

/// The files in a zip archive, in its order, and when each changed.
pub fn unpacked(archive: &[u8]) -> Vec<(String, Vec<u8>, String)> {
    let mut archive = zip::ZipArchive::new(std::io::Cursor::new(archive)).unwrap();
    let count = archive.len();
    let entry = |index| {
        let mut file = archive.by_index(index).unwrap();
        let mut bytes = Vec::new();
        file.read_to_end(&mut bytes).unwrap();
        (file.name().unwrap().into_owned(), bytes, file.last_modified().unwrap().to_string())
    };
    (0..count).map(entry).collect()
}

/// The files of the small sample in `tests/base`: one public incident, and one under embargo.
pub fn sample() -> Vec<(String, Vec<u8>)> {
    files(&root().join("tests/base"))
}

/// A file that `init` writes, with a project's own names and addresses instead of the placeholders.
pub fn own(text: &str) -> String {
    let text = text.replace("your-project.example", "example.org");
    text.replace("EXAMPLE", "LODE").replace("Example", "Lodestore")
}

/// Writes the small sample below a folder.
pub fn write_sample(folder: &Path) {
    for (path, bytes) in sample() {
        write(folder, &path, bytes);
    }
}

/// An `incident.toml` whose approvals do not say what they cover, as those of old.
pub fn uncovered(text: &str) -> String {
    text.lines().filter(|line| !line.starts_with("covers = ")).flat_map(|line| [line, "\n"]).collect()
}

/// Every file below a folder, sorted, with its path relative to it.
pub fn files(folder: &Path) -> Vec<(String, Vec<u8>)> {
    let mut files: Vec<_> = walkdir::WalkDir::new(folder)
        .into_iter()
        .map(Result::unwrap)
        .filter(|e| e.file_type().is_file())
        .map(|e| {
            let path = e.path().strip_prefix(folder).unwrap().to_string_lossy().replace('\\', "/");
            (path, std::fs::read(e.path()).unwrap())
        })
        .collect();
    files.sort();
    files
}

/// An `advisory.toml` with a development line, 1.16, and 1.15 up to its last day.
pub fn project(end_of_life: &str) -> String {
    format!(
        r#"
schema = 1
[project]
name = "Lodestore"
id-prefix = "LODE"
[[package]]
ecosystem = "Go"
name = "lodestore.example/lodestore"
[[line]]
id = "main"
development = true
[[line]]
id = "1.16"
releases = ["1.16.0-rc.1", "1.16.0", "1.16.1", "1.16.2", "1.16.3", "1.16.4"]
[[line]]
id = "1.15"
releases = ["1.15.0", "1.15.1", "1.15.2"]
end-of-life = {end_of_life}
[site]
url = "https://security.lodestore.example/"
contact = ["mailto:security@lodestore.example"]
"#
    )
}

/// A plan of these files.
pub fn plan<'a>(files: impl IntoIterator<Item = (&'a str, &'a str)>) -> Plan {
    let mut plan = Plan::new();
    files.into_iter().for_each(|(path, text)| plan.add(path, text));
    plan
}

/// git in a folder, with nobody's settings but its own.
pub fn git_command(folder: &Path, args: &[&str]) -> Command {
    let mut command = Command::new("git");
    command
        .current_dir(folder)
        .args(["-c", "user.name=Amira", "-c", "user.email=amira@lodestore.example", "-c", "protocol.file.allow=always"])
        .args(args)
        .env("GIT_CONFIG_NOSYSTEM", "1")
        .env("GIT_CONFIG_GLOBAL", "/dev/null")
        .env("GIT_EDITOR", "true")
        .env_remove("GIT_DIR")
        .env("CI", "false");
    command
}

/// What git says, or a failed test.
pub fn git(folder: &Path, args: &[&str]) -> String {
    git_with_input(folder, args, &[])
}

/// What git says of what it reads, or a failed test.
pub fn git_with_input(folder: &Path, args: &[&str], input: &[u8]) -> String {
    let mut command = git_command(folder, args);
    let mut child = command.stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::piped()).spawn().unwrap();
    let mut stdin = child.stdin.take().unwrap();
    // It may answer more than a pipe holds before it has read everything.
    let output = std::thread::scope(|scope| {
        scope.spawn(move || stdin.write_all(input).unwrap());
        child.wait_with_output().unwrap()
    });
    assert!(output.status.success(), "git {args:?}: {}", String::from_utf8_lossy(&output.stderr));
    String::from_utf8(output.stdout).unwrap().trim().to_owned()
}

/// Writes a file below a folder, and the folders on the way.
pub fn write(folder: &Path, path: &str, bytes: impl AsRef<[u8]>) {
    let path = folder.join(path);
    std::fs::create_dir_all(path.parent().unwrap()).unwrap();
    std::fs::write(path, bytes).unwrap();
}

/// Replaces the first occurrence of a text in a file, which has to be there.
pub fn edit(folder: &Path, path: &str, from: &str, to: &str) {
    let text = std::fs::read_to_string(folder.join(path)).unwrap();
    assert!(text.contains(from), "{path} has no {from}");
    write(folder, path, text.replacen(from, to, 1));
}
