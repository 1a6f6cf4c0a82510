//! The jobs that publish from GitHub: the push to a public repository, and the wait for the next publication.

use super::runner::Runner;
use super::{GITHUB, WAIT, said, scripts};

const PUBLIC: &str = "git@github.com:example/security-site.git";

/// Runs the job `push` with the site that was packed before.
fn push(runner: &Runner, bare: &std::path::Path) {
    let instead = format!("url.{}.insteadOf", bare.display());
    let variables = [
        ("SITE_REPOSITORY", "example/security-site"),
        ("SITE_KEY", "a key"),
        ("GIT_CONFIG_COUNT", "1"),
        ("GIT_CONFIG_KEY_0", instead.as_str()),
        ("GIT_CONFIG_VALUE_0", PUBLIC),
    ];
    // Each run of a job begins with an empty folder.
    let begun = runner.bash("rm -rf \"$RUNNER_TEMP/public\"");
    assert!(begun.status.success());
    let [script] = scripts(GITHUB, "push").try_into().unwrap();
    let output = runner.bash_with(&script, &variables);
    assert!(output.status.success(), "{}", said(&output));
    assert!(!said(&output).contains("a key"), "{}", said(&output));
}

fn pack(runner: &Runner, more: &[(&str, &str)]) {
    for (path, text) in more {
        crate::support::write(&runner.repository().join("build/site"), path, text);
    }
    let packed = runner.bash(scripts(GITHUB, "build").last().unwrap());
    assert!(packed.status.success(), "{}", said(&packed));
}

#[test]
fn a_push_replaces_the_site_and_leaves_what_others_put_there() {
    let runner = Runner::new("rook");
    let theirs = [("CNAME", "security.example.org\n"), ("README.md", "Ours.\n"), ("SECURITY.md", "Ours too.\n")];
    let bare = runner.bare("public.git", &theirs);
    runner.job("build");
    pack(&runner, &[("a file with spaces.html", "old"), ("old/page.html", "old")]);
    push(&runner, &bare);
    let (files, commits) = runner.published(&bare);
    let is_there = |files: &[String], path: &str| files.iter().any(|file| file == path);
    for path in ["index.html", ".well-known/security.txt", ".nojekyll", "old/page.html", "a file with spaces.html"] {
        assert!(is_there(&files, path), "{path} in {files:?}");
    }
    assert_eq!(commits, 2);

    std::fs::remove_dir_all(runner.repository().join("build/site/old")).unwrap();
    std::fs::remove_file(runner.repository().join("build/site/a file with spaces.html")).unwrap();
    pack(&runner, &[("new.html", "new")]);
    push(&runner, &bare);
    let (files, commits) = runner.published(&bare);
    for path in ["CNAME", ".nojekyll", "README.md", "SECURITY.md", "index.html", "new.html"] {
        assert!(is_there(&files, path), "{path} in {files:?}");
    }
    assert!(!files.iter().any(|file| file.contains("old") || file.contains("spaces")), "{files:?}");
    assert_eq!(commits, 3);

    push(&runner, &bare);
    assert_eq!(runner.published(&bare).1, 3, "the same site needs no commit");
}

/// The month in which security.txt expires changes at the end of February.
#[test]
fn the_workflow_that_waits_starts_the_one_that_publishes_at_the_instant() {
    let runner = Runner::new("rook");
    runner.at("2026-02-28T22:00:00Z", "2026-03-01T00:00:00Z");
    runner.stub("gh", "echo \"$*\" >> \"$RUNNER_TEMP/gh\"");
    let [script] = scripts(WAIT, "wait").try_into().unwrap();
    let output = runner.bash_with(&script, &[("BRANCH", "main")]);
    assert!(output.status.success(), "{}", said(&output));
    assert_eq!(runner.slept(), "7200\n");
    let started = std::fs::read_to_string(runner.path("temp/gh")).unwrap();
    assert_eq!(started, "workflow run advisory.yml --ref main\n");
}

#[test]
fn without_a_coming_change_nothing_waits_and_a_broken_portfolio_fails() {
    let runner = Runner::new("rook");
    runner.at("2026-02-20T22:00:00Z", "2026-02-21T00:00:00Z");
    runner.stub("gh", "echo \"$*\" >> \"$RUNNER_TEMP/gh\"");
    let [script] = scripts(WAIT, "wait").try_into().unwrap();
    let output = runner.bash_with(&script, &[("BRANCH", "main")]);
    assert!(output.status.success(), "{}", said(&output));
    std::fs::write(runner.repository().join("advisory.toml"), "schema = ").unwrap();
    let broken = runner.bash_with(&script, &[("BRANCH", "main")]);
    assert!(!broken.status.success(), "{}", said(&broken));
    assert_eq!((runner.slept(), runner.path("temp/gh").exists()), (String::new(), false));
}
