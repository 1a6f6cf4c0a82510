//! `status INCIDENT` shows what git says, to those who may know; and nothing public is made of it.

use super::signature::{Keyshop, have};
use crate::support::{self, QUIET_OTTER, Repository, Stamp};

const NOW: &str = "2026-03-08T12:00:00Z";

fn by(name: &'static str, at: &'static str) -> Stamp {
    Stamp::named(name, at)
}

fn repo() -> Repository {
    let repo = Repository::new().with_sample("");
    repo.commit_by(by("Amira", "2026-03-02T16:00:00+02:00"));
    repo.record("2026-03-03T08:00:00Z", "accepted", "ben");
    repo.edit(QUIET_OTTER, "lines = [\"main\", \"1.16\"]", "lines = [\"main\"]");
    repo.commit_by(by("Zoltan Secret", "2026-03-03T09:00:00Z"));
    repo.record("2026-03-04T08:00:00Z", "scored", "ben");
    repo
}

fn json(repo: &Repository, args: &[&str]) -> serde_json::Value {
    let (code, said) = repo.run(NOW, &[], &[&["status", "quiet-otter", "--format", "json"], args].concat());
    assert_eq!(code, 0, "{said}");
    serde_json::from_str(&said).unwrap()
}

#[test]
fn status_shows_each_event_with_its_commit_and_what_else_was_changed() {
    let repo = repo();
    let (code, said) = repo.run(NOW, &[], &["status", "quiet-otter"]);
    let head = repo.git(&["rev-parse", "HEAD"]);
    let line =
        |event: &str| said.lines().find(|line| line.contains(event)).unwrap_or_else(|| panic!("{event}: {said}"));
    assert_eq!(code, 0, "{said}");
    let accepted = line("  accepted");
    for part in ["2026-03-03 08:00", "2026-03-03 09:00", &head[..12], "Zoltan Secret", "not signed"] {
        assert!(accepted.contains(part), "{part}: {accepted}");
    }
    assert!(line("  scored").contains("not committed yet"), "{said}");
    let changed = line("scope edited");
    assert!(changed.contains("2026-03-03 09:00") && changed.contains(&head[..12]), "{changed}");
    let (_, markdown) = repo.run(NOW, &[], &["status", "quiet-otter", "--format", "github"]);
    assert!(
        markdown.contains(&format!("| accepted | 2026-03-03 09:00 UTC | {}, Zoltan Secret, not signed |", &head[..12])),
        "{markdown}"
    );
    assert!(
        markdown.contains("| scored | not committed yet |  |") && markdown.contains("|  | scope edited |"),
        "{markdown}"
    );
    let json = json(&repo, &[]);
    let event = |name: &str| json["timeline"].as_array().unwrap().iter().find(|e| e["event"] == name).unwrap();
    let recorded = &event("accepted")["recorded"];
    assert_eq!((&recorded["commit"], &recorded["at"]), (&head.clone().into(), &"2026-03-03T09:00:00Z".into()));
    assert_eq!(recorded["author"]["email"], "zoltan secret@lodestore.example");
    assert_eq!(recorded["signature"]["verdict"], "unsigned");
    assert_eq!(event("reported")["recorded"]["committer"]["offset"], 7200);
    assert!(event("scored")["recorded"].is_null() && event("scored").get("recorded").is_some());
    assert_eq!(json["changes"].as_array().unwrap().last().unwrap()["changed"], serde_json::json!(["scope edited"]));
    // At an older revision, and without git.
    let older = super::status::json(&repo, &["--rev", "HEAD~1"]);
    assert_eq!(older["timeline"].as_array().unwrap().len(), 2);
    std::fs::remove_dir_all(repo.path().join(".git")).unwrap();
    let plain = super::status::json(&repo, &[]);
    assert!(plain.get("changes").is_none() && plain["timeline"][0].get("recorded").is_none());
}

#[test]
fn status_says_whose_signature_is_under_a_commit_and_the_users_keyring_has_no_say() {
    if !have("gpg") {
        return;
    }
    let (shop, repo) = (Keyshop::new(), repo());
    let (amira, block) = shop.openpgp("amira", "never");
    let program = shop.gpg_program();
    let sign = |at| {
        repo.git(&["add", "-A"]);
        let (key, program) = (format!("user.signingkey={amira}"), format!("gpg.program={program}"));
        repo.git_as(by("Amira", at), &["-c", &key, "-c", &program, "commit", "-q", "-S", "-m", "Signed"]);
    };
    sign("2026-03-04T09:00:00Z");
    // The key is in the keyring of whoever runs the program, as one of theirs.
    let home = shop.home();
    let keyring = [("GNUPGHOME", home.as_str()), ("HOME", home.as_str())];
    let (_, said) = repo.run(NOW, &keyring, &["status", "quiet-otter"]);
    assert!(said.contains("signed with an unknown key"), "{said}");
    repo.edit("team.toml", "id = \"amira\"\n", &format!("id = \"amira\"\nkey = [{{ public = '''\n{block}''' }}]\n"));
    for variables in [&keyring[..], &[]] {
        let (_, said) = repo.run(NOW, variables, &["status", "quiet-otter"]);
        assert!(said.contains("signed by amira"), "{said}");
    }
}

#[test]
fn a_log_gets_dates_and_nothing_that_a_commit_says() {
    let repo = repo();
    for format in ["human", "json", "github"] {
        let status = ["status", "quiet-otter", "--format", format];
        let (code, said) = repo.run(NOW, &[("CI", "true")], &status);
        assert_eq!(code, 0, "{said}");
        assert!(said.contains("2026-03-03") && said.contains("accepted"), "{format}: {said}");
        let head = repo.git(&["rev-parse", "--short=7", "HEAD"]);
        for secret in ["Zoltan", "Amira", "lodestore.example", "private words", "signed", "scope edited", &head] {
            assert!(!said.contains(secret), "{format} says {secret}: {said}");
        }
        let (_, revealed) = repo.run(NOW, &[("CI", "true")], &[&status[..], &["--reveal"]].concat());
        assert!(revealed.contains("Zoltan"), "{revealed}");
    }
    // A finding, too.
    repo.append("policy.toml", "\n[evidence]\nrecorded-within = \"1h\"\nsigned = [\"approvals\"]\n");
    repo.commit_by(by("Zoltan Secret", "2026-03-07T09:00:00Z"));
    for format in ["human", "json", "sarif", "github"] {
        let check = ["check", "--format", format];
        let (_, said) = repo.run(NOW, &[("CI", "true")], &check);
        assert!(said.contains("instant-contradicted"), "{said}");
        // The pages of rules that SARIF carries speak of events, too.
        let said = said.split("\"results\"").last().unwrap();
        for secret in ["Zoltan", "`scored`", "3 d ", "quiet-otter/incident.toml"] {
            assert!(!said.contains(secret), "{format} says {secret}: {said}");
        }
        assert!(repo.run(NOW, &[], &check).1.contains("scored"));
    }
}

/// The same files in another history: other people, other dates, other words, other signatures.
#[test]
fn dates_in_public_output_never_come_from_private_history() {
    let histories = ["2026-03-02T16:00:00Z", "2031-12-24T23:59:59-11:00"].map(|at| {
        let repo = Repository::new().with_sample("");
        if at.starts_with("2031") {
            let (all, first) = (repo.read(QUIET_OTTER), "policy = \"2026-01-01\"\n");
            repo.write(QUIET_OTTER, first);
            repo.commit_by(by("Somebody Else", "1999-01-01T00:00:00Z"));
            repo.write(QUIET_OTTER, &all);
        }
        repo.commit_by(by(
            if at.starts_with("2031") { "Zoltan" } else { "Amira" },
            Box::leak(at.to_owned().into_boxed_str()),
        ));
        repo
    });
    assert_eq!(histories[0].git(&["rev-parse", "HEAD^{tree}"]), histories[1].git(&["rev-parse", "HEAD^{tree}"]));
    let told = histories.each_ref().map(|repo| {
        let out = tempfile::TempDir::new().unwrap();
        let mut logs = Vec::new();
        for now in [NOW, "2026-03-20T12:00:00Z"] {
            let folder = out.path().join(now.replace(':', "-"));
            for more in [&[][..], &["--rev", "HEAD"]] {
                let build = [&["build", "--verbose", "--out", folder.to_str().unwrap()], more].concat();
                let (code, said) = repo.run(now, &[("CI", "true")], &build);
                logs.push((code, said.replace(out.path().to_str().unwrap(), "OUT")));
            }
            for command in [&["check"][..], &["status"], &["lead"], &["rehearse", "quiet-otter"]] {
                logs.push(repo.run(now, &[("CI", "true")], command));
            }
        }
        let files: Vec<(String, Vec<u8>, std::time::SystemTime)> = support::files(out.path())
            .into_iter()
            .map(|(path, bytes)| {
                let time = std::fs::metadata(out.path().join(&path)).unwrap().modified().unwrap();
                (path, bytes, time)
            })
            .collect();
        (logs, files)
    });
    assert!(told[0].1.iter().any(|(path, ..)| path.ends_with("LODE-2026-001.html")), "a page is public");
    let [one, two] = told;
    assert_eq!(one.0, two.0);
    // Drafts and the mark of the output folder are private; the site is bytes and times.
    let site = |files: Vec<(String, Vec<u8>, _)>| {
        files.into_iter().filter(|(path, ..)| path.contains("/site/")).collect::<Vec<_>>()
    };
    assert_eq!(site(one.1), site(two.1));
}
