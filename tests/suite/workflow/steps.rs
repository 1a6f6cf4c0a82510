//! The steps of the workflow that `advisory init` writes, run as GitHub's runner does.

use super::runner::Runner;
use super::{GITHUB, said, scripts};
use crate::support;

#[test]
fn init_writes_the_workflow_and_its_steps_run() {
    for policy in ["rook", "vitess"] {
        let runner = Runner::new(policy);
        let written = runner.repository().join(".github/workflows/advisory.yml");
        assert_eq!(std::fs::read_to_string(written).unwrap(), GITHUB);
        assert!(runner.job("check").contains("No open incidents"), "{policy}");
        runner.job("build");
        let packed = runner.packed();
        for name in ["./index.html", "./.well-known/security.txt"] {
            assert!(packed.lines().any(|l| l == name), "{policy} lacks {name} in {packed}");
        }
        assert!(!packed.contains("announcements"), "{packed}");
    }
}

#[test]
fn a_job_says_nothing_of_an_embargoed_incident_but_its_handle_and_dates() {
    let runner = Runner::new("rook");
    let (canary, reporter) = ("Zanzibarquokka", "Kumquatwombat");
    let new = format!(
        "advisory new --summary {canary} --line 1.0 --reporter {reporter} --email {reporter}@example.org --handle quiet-otter \
         --at 2026-03-01T10:00:00Z"
    );
    let made = runner.bash(&new);
    assert!(made.status.success(), "{}", said(&made));
    let document = runner.repository().join("incidents/2026/quiet-otter/advisory.md");
    let text = std::fs::read_to_string(&document).unwrap();
    std::fs::write(&document, format!("{text}\n## Summary\n\n{canary}\n")).unwrap();
    let log = runner.job("check") + &runner.job("build");
    assert!(log.contains("quiet-otter"), "{log}");
    assert!(!log.contains(canary) && !log.contains(reporter), "{log}");
    let packed = std::fs::read(runner.path("temp/artifact.tar")).unwrap();
    for secret in [canary, reporter, "quiet-otter"] {
        assert!(!packed.windows(secret.len()).any(|w| w == secret.as_bytes()), "the site has {secret}");
    }
}

#[test]
fn a_policy_breach_fails_the_check_job_and_annotates_its_line() {
    let runner = Runner::new("rook");
    let team = runner.repository().join("team.toml");
    let text = std::fs::read_to_string(&team).unwrap();
    std::fs::write(&team, text.replacen("roles = ", "rolls = ", 1)).unwrap();
    let output = runner.bash(&scripts(GITHUB, "check")[0]);
    assert_eq!(output.status.code(), Some(1), "{}", said(&output));
    assert!(said(&output).contains("::error file=team.toml,line="), "{}", said(&output));
}

/// What a change may not do fails the job, and the log has the rule and the handle.
#[test]
fn a_forbidden_change_fails_the_check_job_and_says_no_more_than_where() {
    let runner = Runner::new("rook");
    let canary = "Zanzibarquokka";
    let new = format!("advisory new --summary {canary} --line 1.0 --handle quiet-otter --at 2026-03-01T10:00:00Z");
    let made = runner.bash(&new);
    assert!(made.status.success(), "{}", said(&made));
    runner.commit();
    support::git(&runner.repository(), &["update-ref", "refs/remotes/origin/main", "HEAD"]);
    let file = runner.repository().join("incidents/2026/quiet-otter/incident.toml");
    let text = std::fs::read_to_string(&file).unwrap();
    std::fs::write(&file, text.replace("2026-03-01T10:00:00Z", "2026-03-01T11:00:00Z")).unwrap();
    runner.commit();
    let output = runner.bash(&scripts(GITHUB, "check")[0]);
    let log = said(&output);
    assert_eq!(output.status.code(), Some(1), "{log}");
    assert!(log.contains("title=record-edited::") && log.contains("quiet-otter") && !log.contains(canary), "{log}");
}
