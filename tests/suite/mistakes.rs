//! What goes wrong in an incident is corrected with the commands that are there for it, and nothing else.

use crate::support::{self, Run, program};

mod again;
mod alike;
mod approvals;
mod closing;
mod commands;
mod disclosure;
mod duplicates;
mod edited;
mod ends;
mod handover;
mod late;
mod lists;
mod members;
mod nonsense;
mod numbers;
mod reason;
mod retold;
mod rights;
mod scored;
mod slips;
mod steps;
mod stress;
mod told;
mod untold;
mod upstream;
mod voided;
mod withdrawn;
mod words;

const ADVISORY: &str = "+++\ntitle = \"Restore follows links out of its folder\"\n[[cvss]]\nvector = \"CVSS:3.1/AV:N/AC:L/PR:L/UI:N/S:U/C:H/I:H/A:N\"\n[[affected]]\nline = \"1.0\"\nintroduced = \"1.0.0\"\nfixed = \"1.0.1\"\n+++\n\n## Summary\n\nAn archive with links in it is unpacked outside of the volume.\n\n## Am I affected?\n\nYou are if you restore archives that somebody else can write to.\n\n## Mitigation\n\nRestore only archives of your own.\n\n## How to upgrade\n\nInstall 1.0.1 and restart the restore job.\n";

/// A fresh repository under a preset, in git.
struct Desk(tempfile::TempDir);

impl Desk {
    fn new(preset: &str) -> Self {
        let desk = Self(tempfile::tempdir().unwrap());
        support::run(program(desk.0.path()).args(["init", "--policy", preset, "repo"])).ok();
        for file in ["advisory.toml", "policy.toml", "team.toml"] {
            desk.edit(file, |text| crate::support::own(&text));
        }
        let driver = format!("'{}' merge-driver %O %A %B", env!("CARGO_BIN_EXE_advisory"));
        support::git(&desk.repo(), &["init", "--quiet", "--initial-branch", "main"]);
        support::git(&desk.repo(), &["config", "merge.advisory.driver", &driver]);
        desk.commit("ada");
        desk
    }

    /// The same with one report, whose advisory is written.
    fn with_incident(preset: &str) -> Self {
        let desk = Self::new(preset);
        desk.report("still-water");
        desk.commit("ada");
        desk
    }

    /// The same under the preset with a list of distributors, which has a member.
    fn with_list() -> Self {
        let desk = Self::with_incident("rook");
        let answers = ["active", "users", "track-record", "not-rebuild", "contributor", "accepts", "vouched"];
        let answers = answers.map(|criterion| format!("{criterion} = \"https://northcap.example\"\n")).concat();
        desk.edit("distributors.toml", |text| {
            format!(
                "{text}\n[[member]]\nid = \"northcap\"\nname = \"Northcap\"\ncontacts = [\"psirt@northcap.example\"]\njoined = 2027-01-10\nvouched-by = \"founding\"\nembargo-accepted = 2027-01-09\nreview = 2028-01-01\nby = \"ada\"\n[member.criteria]\n{answers}"
            )
        });
        desk.commit("ada");
        desk
    }

    fn repo(&self) -> std::path::PathBuf {
        self.0.path().join("repo")
    }

    /// Takes in a report on 2 March at 10:00.
    fn report(&self, handle: &str) {
        self.ok(
            "02T10:00",
            &[
                "new",
                "--summary",
                "A report",
                "--line",
                "1.0",
                "--handle",
                handle,
                "--reporter",
                "Rin",
                "--email",
                "rin@example.org",
            ],
        );
        support::write(&self.repo(), &format!("incidents/2027/{handle}/advisory.md"), ADVISORY);
    }

    /// Commits everything as a member of the team, before the report.
    fn commit(&self, who: &str) {
        self.commit_at(who, "01T00:00");
    }

    /// Commits everything as a member of the team, at a day and a minute of March 2027.
    fn commit_at(&self, who: &str, at: &str) {
        support::git(&self.repo(), &["add", "--all"]);
        let (name, email) = (format!("user.name={who}"), format!("user.email={who}@example.org"));
        let commit = ["-c", &name, "-c", &email, "commit", "--quiet", "--allow-empty", "--message", "x"];
        let when = format!("2027-03-{at}:00Z");
        let mut git = support::git_command(&self.repo(), &commit);
        let said = git.env("GIT_AUTHOR_DATE", &when).env("GIT_COMMITTER_DATE", &when).output().unwrap();
        assert!(said.status.success(), "{}", String::from_utf8_lossy(&said.stderr));
    }

    /// Runs a command at a day and a minute of March 2027.
    fn run(&self, at: &str, arguments: &[&str]) -> Run {
        let now = format!("2027-03-{at}:00Z");
        support::run(program(&self.repo()).args(arguments).args(["--now", &now]))
    }

    /// Runs a command line, whose words have no spaces.
    fn line(&self, at: &str, line: &str) -> Run {
        self.run(at, &line.split(' ').collect::<Vec<_>>())
    }

    fn ok(&self, at: &str, arguments: &[&str]) -> String {
        let said = self.run(at, arguments);
        assert_eq!(said.code, 0, "{arguments:?}\n{}", said.all());
        said.all()
    }

    fn done(&self, at: &str, line: &str) -> String {
        self.ok(at, &line.split(' ').collect::<Vec<_>>())
    }

    /// The errors of `check`, since the last commit too.
    fn errors(&self, at: &str) -> Vec<String> {
        let found = self.run(at, &["check", "--base", "HEAD", "--format", "json"]).json();
        let errors = found["findings"].as_array().unwrap().iter().filter(|finding| finding["severity"] == "error");
        errors.map(|finding| format!("{}: {}", finding["rule"], finding["message"])).collect()
    }

    fn edit(&self, path: &str, change: impl FnOnce(String) -> String) {
        let path = self.repo().join(path);
        let text = std::fs::read_to_string(&path).unwrap();
        std::fs::write(path, change(text)).unwrap();
    }

    fn read(&self, path: &str) -> String {
        std::fs::read_to_string(self.repo().join(path)).unwrap()
    }

    fn incident(&self) -> String {
        self.read("incidents/2027/still-water/incident.toml")
    }

    /// Builds the site; the names of its advisories.
    fn build(&self, at: &str) -> (Run, Vec<String>) {
        let out = self.0.path().join("out");
        let said = self.run(at, &["build", "--no-cache", "--fail-incomplete", "--out", out.to_str().unwrap()]);
        let pages = std::fs::read_dir(out.join("site")).into_iter().flatten().map(|entry| entry.unwrap().file_name());
        let mut pages: Vec<String> =
            pages.map(|name| name.into_string().unwrap()).filter(|name| name.starts_with("LODE-")).collect();
        pages.retain(|name| name.ends_with(".html"));
        pages.sort();
        (said, pages)
    }

    /// What `status --format json` says of the incident.
    fn status(&self, at: &str) -> serde_json::Value {
        self.run(at, &["status", "still-water", "--format", "json"]).json()
    }
}

/// Requires that a command is refused with these words, and writes nothing.
fn refused(desk: &Desk, at: &str, line: &str, words: &[&str]) {
    let before = desk.incident();
    let said = desk.line(at, line);
    assert_ne!(said.code, 0, "{line}: {said:?}");
    let all = said.all().split_whitespace().collect::<Vec<_>>().join(" ");
    for words in words {
        assert!(all.contains(words), "{line}: {words}\n{all}");
    }
    assert_eq!(before, desk.incident(), "{line}");
}
