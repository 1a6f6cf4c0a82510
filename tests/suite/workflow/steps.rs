//! The steps of the workflow that `advisory init` writes, run as GitHub's runner does.

use super::runner::Runner;
use super::{CRON, FORGEJO, GITHUB, GITLAB, said, scripts};
use crate::support;

#[test]
fn init_writes_the_workflow_and_its_steps_run() {
    for policy in advisory::policy::presets::names() {
        let runner = Runner::new(&policy);
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

/// What is left out fails a job of its own, and the rest of the site is packed for the deployment.
#[test]
fn a_site_that_lacks_an_advisory_is_deployed_and_a_job_fails() {
    let runner = Runner::new("rook");
    let status = |runner: &Runner| {
        let output = std::fs::read_to_string(runner.path("temp/output")).unwrap();
        let status = output.lines().last().unwrap().strip_prefix("status=").unwrap().to_owned();
        let [script] = &scripts(GITHUB, "complete")[..] else { panic!("one step") };
        (status.clone(), runner.bash(&format!("STATUS={status}\n{script}")).status.success())
    };
    runner.job("build");
    assert_eq!(status(&runner), ("0".to_owned(), true));
    let new = "advisory new --summary x --line 1.0 --handle quiet-otter --reporter Rin --now 2026-03-01T10:00:00Z";
    let text = "+++\ntitle = \"Restore follows links\"\n[[affected]]\nline = \"1.0\"\nintroduced = \"1.0.0\"\nfixed = \"1.0.1\"\n+++\n\n\
                ## Summary\n\nText.\n\n## Am I affected?\n\nYes.\n\n## Mitigation\n\nNone.\n\n## How to upgrade\n\nInstall 1.0.1.\n";
    for command in
        [new, "advisory publish quiet-otter --by ada --until 2026-03-03T10:00:00Z --now 2026-03-02T10:00:00Z"]
    {
        let made = runner.bash(command);
        assert!(made.status.success(), "{}", said(&made));
        let document = runner.repository().join("incidents/2026/quiet-otter/advisory.md");
        if command == new {
            std::fs::write(&document, text).unwrap();
        } else {
            let approved = std::fs::read_to_string(&document).unwrap();
            std::fs::write(&document, approved.replace("Text.", "Other text.")).unwrap();
        }
    }
    let log = runner.job("build");
    assert!(log.contains("left out of the site"), "{log}");
    assert!(runner.packed().contains("./index.html"));
    assert_eq!(status(&runner), ("3".to_owned(), false));
}

/// The approval counts by the files alone, and the policy asks for a signature. Nothing of it reaches a job that deploys.
#[test]
fn a_job_deploys_nothing_on_an_approval_that_nobody_signed() {
    let runner = Runner::new("rook");
    let new = "advisory new --summary x --line 1.0 --handle quiet-otter --reporter Rin --now 2026-03-01T10:00:00Z";
    let publish = "advisory publish quiet-otter --by ada --until 2026-03-03T10:00:00Z --now 2026-03-02T10:00:00Z";
    let text = "+++\ntitle = \"Restore follows links\"\n[[affected]]\nline = \"1.0\"\nintroduced = \"1.0.0\"\nfixed = \"1.0.1\"\n+++\n\n\
                ## Summary\n\nText.\n\n## Am I affected?\n\nYes.\n\n## Mitigation\n\nNone.\n\n## How to upgrade\n\nInstall 1.0.1.\n";
    assert!(runner.bash(new).status.success());
    std::fs::write(runner.repository().join("incidents/2026/quiet-otter/advisory.md"), text).unwrap();
    let made = runner.bash(publish);
    assert!(made.status.success(), "{}", said(&made));
    let build = |runner: &Runner| {
        runner.commit();
        let mut log = String::new();
        for script in scripts(GITHUB, "build") {
            let output = runner.bash(&script);
            log.push_str(&said(&output));
            if !output.status.success() {
                return (false, log);
            }
        }
        (true, log)
    };
    let (done, log) = build(&runner);
    assert!(done && runner.packed().contains("-001.html"), "{log}");
    std::fs::remove_file(runner.path("temp/artifact.tar")).unwrap();
    let policy = runner.repository().join("policy.toml");
    let asking = std::fs::read_to_string(&policy).unwrap() + "\n[evidence]\nsigned = [\"approvals\"]\n";
    std::fs::write(&policy, asking).unwrap();
    let (done, log) = build(&runner);
    assert!(!done && log.contains("act-unsigned") && log.contains("the site was not built"), "{log}");
    assert!(!runner.path("temp/artifact.tar").exists());
    // Every other system publishes to a repository, which requires the same.
    for ci in [FORGEJO, GITLAB, CRON] {
        assert!(ci.contains("publish --to") && !ci.contains("advisory build"), "{ci}");
    }
    let deploying = GITHUB.lines().filter(|line| line.contains("advisory build"));
    assert!(deploying.clone().count() == 1 && deploying.clone().all(|line| line.contains("--verified")));
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
