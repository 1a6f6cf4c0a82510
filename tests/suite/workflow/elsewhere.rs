//! The jobs for GitLab, Forgejo and cron, run as their runners do. Each publishes what is public now, waits for the next
//! change, and publishes again.

use super::runner::Runner;
use super::{CRON, FORGEJO, GITLAB, said, scripts};
use crate::support;

/// The scripts of a job of GitLab's.
fn gitlab(job: &str) -> Vec<String> {
    let (_, rest) = GITLAB.split_once(&format!("\n{job}:\n")).unwrap();
    let block: String =
        rest.lines().take_while(|l| l.is_empty() || l.starts_with(' ')).map(|l| format!("{l}\n")).collect();
    let (_, script) = block.split_once("  script:\n").unwrap();
    let items = script.split("    - ").skip(1);
    items.map(|item| item.strip_prefix("|\n").unwrap_or(item).replace("\n      ", "\n")).collect()
}

/// A private repository with a remote, and a public one.
struct Place {
    runner: Runner,
    public: std::path::PathBuf,
}

impl Place {
    fn new(ci: &str) -> Self {
        let runner = Runner::with("rook", ci);
        let public = runner.bare("public.git", &[("CNAME", "security.example.org\n")]);
        let origin = runner.path("private.git");
        support::git(&runner.repository(), &["clone", "--quiet", "--bare", ".", origin.to_str().unwrap()]);
        support::git(&runner.repository(), &["remote", "add", "origin", origin.to_str().unwrap()]);
        support::git(&runner.repository(), &["fetch", "--quiet", "origin"]);
        support::git(&runner.repository(), &["branch", "--quiet", "--set-upstream-to", "origin/main"]);
        runner.at("2026-02-28T23:30:00Z", "2026-03-01T00:00:00Z");
        Self { runner, public }
    }

    /// The job published twice, half an hour apart, and left what was there.
    fn is_published(&self) {
        assert_eq!(self.runner.slept(), "1800\n");
        let (files, commits) = self.runner.published(&self.public);
        for path in ["CNAME", "index.html", ".well-known/security.txt"] {
            assert!(files.iter().any(|file| file == path), "{path} in {files:?}");
        }
        assert_eq!(commits, 3);
    }
}

#[test]
fn gitlab_publishes_now_and_at_the_next_change() {
    let place = Place::new("gitlab");
    let (url, key) = (place.public.display().to_string(), place.runner.path("key"));
    std::fs::write(&key, "a key").unwrap();
    let [script] = gitlab("publish").try_into().unwrap();
    // The job's own folder for the clone.
    let script = script.replace("/tmp/site", &place.runner.path("site").display().to_string());
    let variables = [
        ("SITE_URL", url.as_str()),
        ("SITE_KEY", key.to_str().unwrap()),
        ("SITE_KNOWN_HOSTS", "known_hosts"),
        ("CI_DEFAULT_BRANCH", "main"),
        ("GITLAB_CI", "true"),
    ];
    let output = place.runner.bash_with(&script, &variables);
    assert!(output.status.success(), "{}", said(&output));
    place.is_published();
}

#[test]
fn gitlab_checks_a_merge_request() {
    let place = Place::new("gitlab");
    for script in gitlab("check") {
        let output = place.runner.bash_with(&script, &[("CI_MERGE_REQUEST_TARGET_BRANCH_NAME", "main")]);
        assert!(output.status.success(), "{script}: {}", said(&output));
    }
}

#[test]
fn forgejo_publishes_now_and_at_the_next_change() {
    let place = Place::new("forgejo");
    let url = place.public.display().to_string();
    let [script] = scripts(FORGEJO, "publish").try_into().unwrap();
    let variables =
        [("SITE_URL", url.as_str()), ("SITE_KEY", "a key"), ("SITE_KNOWN_HOSTS", "hosts"), ("BRANCH", "main")];
    let output = place.runner.bash_with(&script, &variables);
    assert!(output.status.success(), "{}", said(&output));
    assert!(!said(&output).contains("a key"), "{}", said(&output));
    place.is_published();
    for script in scripts(FORGEJO, "check") {
        let output = place.runner.bash(&script);
        assert!(output.status.success(), "{script}: {}", said(&output));
    }
}

#[test]
fn cron_publishes_now_and_at_the_next_change() {
    let place = Place::new("cron");
    let written = place.runner.repository().join(".cron/advisory");
    assert_eq!(std::fs::read_to_string(&written).unwrap(), CRON);
    let clone = place.runner.path("clone.git");
    support::git(place.runner.folder(), &["clone", "--quiet", "--bare", "public.git", "clone.git"]);
    // From another folder, as cron does, and with a work tree that lags behind.
    let output = place.runner.bash_with(
        &format!("cd / && unset GITHUB_ACTIONS && CI=false '{}' '{}'", written.display(), clone.display()),
        &[],
    );
    assert!(output.status.success(), "{}", said(&output));
    place.is_published();
}
