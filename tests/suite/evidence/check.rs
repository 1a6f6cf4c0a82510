//! What the policy can ask of the history, on the command line.

use std::path::Path;

use super::signature::{Keyshop, have};
use crate::support::{self, QUIET_OTTER, Repository, Stamp};

/// After the embargo of the incident has ended.
const NOW: &str = "2026-03-20T12:00:00Z";

fn by(name: &'static str, at: &'static str) -> Stamp {
    Stamp::named(name, at)
}

/// A portfolio whose policy has these terms.
fn asking(terms: &str) -> Repository {
    let repo = Repository::new().with_sample("");
    repo.append("policy.toml", &format!("\n[evidence]\n{terms}\n"));
    repo.commit_by(by("Amira", "2026-03-02T16:00:00Z"));
    repo
}

fn check(repo: &Repository) -> (i32, String) {
    repo.run(NOW, &[], &["check", "--format", "github"])
}

/// The lines that a rule raised.
fn raised(repo: &Repository, rule: &str) -> Vec<String> {
    let (_, said) = check(repo);
    assert!(!said.contains("error: "), "{said}");
    let of_rule = |line: &&str| line.contains(&format!("title={rule}")) || line.contains(&format!("({rule})"));
    said.lines().filter(of_rule).map(str::to_owned).collect()
}

/// Adds the key of a member, in its own place behind the member's other keys.
fn give(repo: &Repository, member: &str, public: &str) {
    let from = format!("id = \"{member}\"\n");
    let text = repo.read("team.toml");
    let (before, after) = text.split_once(&from).unwrap();
    repo.write("team.toml", format!("{before}{from}key = [{{ public = \"{public}\" }}]\n{after}"));
}

fn commit_signed(repo: &Repository, key: &Path, at: &'static str) -> String {
    repo.git(&["add", "-A"]);
    let key = format!("user.signingkey={}", key.display());
    repo.git_as(by("Amira", at), &["-c", "gpg.format=ssh", "-c", &key, "commit", "-q", "-S", "-m", "Signed"]);
    repo.git(&["rev-parse", "HEAD"])
}

#[test]
fn an_event_that_was_recorded_late_or_before_it_happened_is_told() {
    let repo = asking("recorded-within = \"24h\"\nforce = \"must\"");
    let of_the_past = raised(&repo, "instant-contradicted");
    let own = |lines: Vec<String>| -> Vec<String> {
        lines.into_iter().filter(|line| line.contains("quiet-otter") && !of_the_past.contains(line)).collect()
    };
    repo.record("2026-03-05T08:00:00Z", "accepted", "ben");
    repo.record("2026-03-06T08:05:00Z", "scored", "ben");
    repo.commit_by(by("Ben", "2026-03-06T08:00:00Z"));
    assert_eq!(own(raised(&repo, "instant-contradicted")), [""; 0], "24 hours, and clocks five minutes apart");
    repo.record("2026-03-06T09:00:00Z", "fix-ready", "ben");
    repo.record("2026-03-07T10:06:00Z", "mitigation-ready", "ben");
    repo.record("2026-03-01T09:00:00Z", "exploited", "ben");
    let late = repo.commit_by(by("Ben", "2026-03-07T10:00:00Z"));
    let found = own(raised(&repo, "instant-contradicted"));
    assert_eq!(found.len(), 2, "{found:?}");
    let all = found.join("\n");
    assert!(all.contains("`fix-ready` was recorded 1 d 1 h after it happened"), "{all}");
    assert!(all.contains("`mitigation-ready` is dated 6 min after commit"), "{all}");
    assert!(found.iter().all(|line| line.starts_with("::error") && line.contains(&late[..12])), "{all}");
    // With a word of why it is for people to judge; without one it stays, however the words are mended.
    repo.edit(QUIET_OTTER, "event = \"fix-ready\"\n", "event = \"fix-ready\"\nnote = \"The train had no network\"\n");
    repo.commit_by(by("Ben", "2026-03-09T10:00:00Z"));
    let found = own(raised(&repo, "instant-contradicted")).join("\n");
    assert!(found.contains("::notice") && found.contains("1 d 1 h after"), "{found}");
    assert!(found.contains("::error") && found.contains("`mitigation-ready`"), "{found}");
    // Dated back with its commit: what that builds upon is younger.
    repo.record("2026-03-06T10:00:00Z", "retrospective", "ben");
    repo.commit_by(by("Ben", "2026-03-06T10:30:00Z"));
    let found = own(raised(&repo, "instant-contradicted")).join("\n");
    assert!(found.contains("`retrospective` was recorded 3 d after it happened"), "{found}");
    // What is not committed yet may still be in time.
    repo.record("2026-03-12T10:00:00Z", "attested", "ben");
    let found = own(raised(&repo, "instant-contradicted")).join("\n");
    assert!(!found.contains("`attested`"), "{found}");
}

#[test]
fn a_replaced_commit_tells_no_other_date() {
    let repo = asking("recorded-within = \"24h\"\nforce = \"must\"");
    repo.record("2026-03-05T08:00:00Z", "accepted", "ben");
    let late = repo.commit_by(by("Ben", "2026-03-12T08:00:00Z"));
    let before = raised(&repo, "instant-contradicted");
    assert!(before.iter().any(|line| line.contains("`accepted` was recorded 7 d")), "{before:?}");
    let commit = repo.git(&["cat-file", "commit", "HEAD"]).replace("1773302400", "1772697600");
    let earlier =
        support::git_with_input(repo.path(), &["hash-object", "-t", "commit", "-w", "--stdin"], commit.as_bytes());
    repo.git(&["replace", &late, &earlier]);
    assert_eq!(repo.git(&["log", "-1", "--format=%ct"]), "1772697600", "git itself is taken in");
    assert_eq!(raised(&repo, "instant-contradicted"), before);
}

#[test]
fn an_approval_counts_when_whom_it_names_has_signed_it() {
    if !have("ssh-keygen") {
        return;
    }
    let shop = Keyshop::new();
    let (amiras, public) = shop.ssh("amira", &["ed25519"]);
    let (bens, other) = shop.ssh("ben", &["ed25519"]);
    let (strangers, _) = shop.ssh("stranger", &["ed25519"]);
    let repo = asking("signed = [\"approvals\", \"decisions\"]");
    give(&repo, "amira", &public);
    give(&repo, "ben", &other);
    // The advisory that is public already was approved before the policy asked.
    repo.edit("incidents/2026/amber-heron/incident.toml", "policy = \"2026-01-01\"", "policy = \"2025-01-01\"");
    let policy = repo.read("policy.toml");
    let (earlier, _) = policy.split_once("\n[evidence]").unwrap();
    let earlier = earlier.replace("revision = \"2026-01-01\"", "revision = \"2025-01-01\"");
    repo.write("policies/2025.toml", earlier.replace("effective = 2026-01-01", "effective = 2025-01-01"));
    repo.edit("incidents/2026/quiet-otter/advisory.md", "+++\n", "+++\nid = \"LODE-2026-002\"\n");
    repo.commit_by(by("Amira", "2026-03-02T17:00:00Z"));
    let ours = |repo: &Repository| raised(repo, "act-unsigned").join("\n");
    assert_eq!(ours(&repo), "");
    repo.record("2026-03-10T08:00:00Z", "approved", "amira");
    let open = repo.git(&["rev-parse", "HEAD"]);
    assert!(ours(&repo).contains("not committed yet") && ours(&repo).contains("::warning"), "{}", ours(&repo));
    repo.commit_by(by("Amira", "2026-03-10T09:00:00Z"));
    assert!(ours(&repo).contains("::error") && ours(&repo).contains("is not signed"), "{}", ours(&repo));
    let again = |key: &Path| {
        repo.git(&["reset", "-q", "--mixed", &open]);
        commit_signed(&repo, key, "2026-03-10T09:00:00Z");
        ours(&repo)
    };
    assert!(again(&bens).contains("is signed by `ben`"), "{}", ours(&repo));
    assert!(again(&strangers).contains("with a key that team.toml does not have"));
    // The user's own lists of keys say nothing.
    let home = tempfile::TempDir::new().unwrap();
    let signers = home.path().join("signers");
    std::fs::write(&signers, format!("* {}\n", std::fs::read_to_string(strangers.with_extension("pub")).unwrap()))
        .unwrap();
    support::write(home.path(), ".gitconfig", format!("[gpg \"ssh\"]\n\tallowedSignersFile = {}\n", signers.display()));
    support::write(home.path(), ".ssh/allowed_signers", std::fs::read(&signers).unwrap());
    repo.git(&["config", "gpg.ssh.allowedSignersFile", signers.to_str().unwrap()]);
    repo.git(&["verify-commit", "HEAD"]);
    let home = home.path().to_str().unwrap();
    let (code, said) = repo.run(NOW, &[("HOME", home)], &["check", "--format", "github"]);
    assert!(code == 1 && said.contains("with a key that team.toml does not have"), "{said}");
    assert_eq!(again(&amiras), "");
    // What was changed afterwards is nobody's word until it is signed again.
    repo.edit(QUIET_OTTER, "event = \"approved\"\n", "event = \"approved\"\nnote = \"Changed\"\n");
    repo.commit_by(by("Ben", "2026-03-11T09:00:00Z"));
    assert!(ours(&repo).contains("is not signed"), "{}", ours(&repo));
    repo.git(&["reset", "-q", "--hard", "HEAD~1"]);
    // Without the program nobody can tell, and that is no pass.
    let (code, said) = repo.run(NOW, &[("PATH", "/nowhere")], &["check", "--format", "github"]);
    assert!(code == 1 && said.contains("could not be verified (there is no program ssh-keygen here)"), "{said}");
    // A program of that name in the repository, which says yes to everything, is not run.
    let planted =
        "#!/bin/sh\ncase \"$2\" in verify) echo 'Good \"git\" signature for key-0 with a key';; *) echo key-0;; esac\n";
    repo.write("bin/ssh-keygen", planted);
    repo.write("ssh-keygen", planted);
    for file in ["bin/ssh-keygen", "ssh-keygen"] {
        use std::os::unix::fs::PermissionsExt as _;
        let path = repo.path().join(file);
        std::fs::set_permissions(path, std::fs::Permissions::from_mode(0o755)).unwrap();
    }
    let absolute = repo.path().join("bin").display().to_string();
    let (_, said) = repo.run(NOW, &[("PATH", &absolute)], &["check", "--format", "github"]);
    assert!(!said.contains("ssh-keygen") && !said.contains("is not signed"), "it would say yes: {said}");
    let (code, said) = repo.run(NOW, &[("PATH", ".:bin:")], &["check", "--format", "github"]);
    assert!(code == 1 && said.contains("there is no program ssh-keygen here"), "{said}");
    std::fs::remove_dir_all(repo.path().join("bin")).unwrap();
    repo.remove("ssh-keygen");
    // A decision takes one of those who made it.
    let decision = "\n[[decision]]\nstep = \"notice\"\ntake = true\nat = 2026-03-11T08:00:00Z\nby = [\"amira\", \"ben\"]\nreason = \"They are ready\"\n";
    repo.append(QUIET_OTTER, decision);
    commit_signed(&repo, &bens, "2026-03-11T09:00:00Z");
    assert_eq!(ours(&repo), "");
}

/// Whoever may force the branch may write all of it anew, but for what others signed.
#[test]
fn a_rewritten_history_keeps_no_signature_of_others() {
    if !have("ssh-keygen") {
        return;
    }
    let (shop, repo) = (Keyshop::new(), asking("signed = [\"approvals\"]"));
    let (amiras, public) = shop.ssh("amira", &["ed25519"]);
    give(&repo, "amira", &public);
    repo.edit("incidents/2026/quiet-otter/advisory.md", "+++\n", "+++\nid = \"LODE-2026-002\"\n");
    repo.commit_by(by("Amira", "2026-03-03T09:00:00Z"));
    let ours = |repo: &Repository| -> Vec<String> {
        raised(repo, "act-unsigned").into_iter().filter(|line| line.contains("quiet-otter")).collect()
    };
    repo.record("2026-03-10T08:00:00Z", "approved", "amira");
    let signed = commit_signed(&repo, &amiras, "2026-03-10T09:00:00Z");
    assert_eq!(ours(&repo), [""; 0]);
    // Another past below the same commit, with its signature and without.
    let commit = repo.git(&["cat-file", "commit", &signed]) + "\n";
    let parent = repo.git(&["rev-parse", "HEAD~1"]);
    let other = repo.git(&["commit-tree", "-m", "Another past", "HEAD~1^{tree}"]);
    let moved = commit.replace(&parent, &other);
    let begin = moved.find("gpgsig ").unwrap();
    let end = moved.find("-----END SSH SIGNATURE-----\n").unwrap() + "-----END SSH SIGNATURE-----\n".len();
    let bare = format!("{}{}", &moved[..begin], &moved[end..]);
    for (text, said) in [(moved, "is invalid"), (bare, "is not signed")] {
        let hash = ["hash-object", "-t", "commit", "-w", "--stdin"];
        let id = support::git_with_input(repo.path(), &hash, text.as_bytes());
        repo.git(&["update-ref", "refs/heads/main", &id]);
        let found = ours(&repo).join("\n");
        assert!(found.contains("::error") && found.contains(said), "{said}: {found}");
    }
}

#[test]
fn nothing_is_published_on_an_approval_that_nobody_signed() {
    if !have("ssh-keygen") {
        return;
    }
    let shop = Keyshop::new();
    let repo = asking("signed = [\"approvals\"]");
    for member in ["amira", "ben"] {
        give(&repo, member, &shop.ssh(member, &["ed25519"]).1);
    }
    let text = repo.read("policy.toml").replace("role = \"pst\", count = 1 }", "role = \"pst\", count = 2 }");
    repo.write("policy.toml", &text);
    repo.commit_by(by("Amira", "2026-03-02T17:00:00Z"));
    repo.edit("incidents/2026/quiet-otter/advisory.md", "+++\n", "+++\nid = \"LODE-2026-002\"\n");
    repo.record("2026-03-10T08:00:00Z", "approved", "amira");
    repo.commit_by(by("Amira", "2026-03-10T09:00:00Z"));
    let approve = ["publish", "quiet-otter", "--by", "ben", "--dry-run"];
    let (code, said) = repo.run(NOW, &[], &approve);
    assert!(code == 1 && said.contains("act-unsigned") && said.contains("not published"), "{said}");
    let repo = asking("signed = [\"approvals\"]");
    // The public site of an approval that nobody signed is not published either, though a build would make it.
    let public_folder = tempfile::TempDir::new().unwrap();
    support::git(public_folder.path(), &["init", "-q", "--bare", "site"]);
    let site = public_folder.path().join("site");
    let to = ["publish", "--to", site.to_str().unwrap(), "--dry-run"];
    let (code, said) = repo.run(NOW, &[], &to);
    assert!(code == 1 && said.contains("act-unsigned") && said.contains("amber-heron"), "{said}");
    let (code, said) = repo.run(NOW, &[("CI", "true")], &to);
    assert!(code == 1 && !said.contains("amira") && !said.contains("is not signed"), "{said}");
    let out = public_folder.path().join("out");
    let out = out.to_str().unwrap();
    assert_eq!(repo.run(NOW, &[], &["build", "--out", out]).0, 0);
    // Nor is what a job deploys, whatever was built before.
    let verified = ["build", "--out", out, "--verified"];
    for environment in [&[][..], &[("CI", "true")]] {
        let (code, said) = repo.run(NOW, environment, &verified);
        assert!(code == 1 && said.contains("act-unsigned") && said.contains("the site was not built"), "{said}");
    }
    // Without a policy that asks for it, every file has to be committed all the same.
    let repo = asking("recorded-within = \"400d\"");
    let (code, said) = repo.run(NOW, &[], &["build", "--out", out, "--verified"]);
    assert_eq!(code, 0, "{said}");
    repo.append("team.toml", "# a line\n");
    let (code, said) = repo.run(NOW, &[], &["build", "--out", out, "--verified"]);
    assert!(code == 2 && said.contains("team.toml") && said.contains("commit"), "{code} {said}");
}

#[test]
fn what_is_asked_and_can_not_be_judged_does_not_pass() {
    let repo = asking("recorded-within = \"30d\"");
    repo.append("team.toml", "# a line\n");
    repo.commit_by(by("Amira", "2026-03-03T16:00:00Z"));
    assert_eq!(raised(&repo, "evidence-missing"), [""; 0]);
    let folder = tempfile::TempDir::new().unwrap();
    support::git(folder.path(), &["clone", "-q", "--depth=1", &format!("file://{}", repo.path().display()), "shallow"]);
    let run = |place: &str, args: &[&str]| {
        let place = folder.path().join(place);
        let mut all = vec!["-C", place.to_str().unwrap()];
        all.extend(args);
        repo.run(NOW, &[], &all)
    };
    let (code, said) = run("shallow", &["check"]);
    assert!(code == 1 && said.contains("evidence-missing") && said.contains("git fetch --unshallow"), "{said}");
    let (code, said) = run("shallow", &["status", "quiet-otter"]);
    assert!(code == 0 && said.contains("no history is shown") && said.contains("reported"), "{said}");
    let plain = folder.path().join("plain");
    for (path, bytes) in support::files(repo.path()).into_iter().filter(|(path, _)| !path.starts_with(".git/")) {
        support::write(&plain, &path, bytes);
    }
    let (code, said) = run("plain", &["check"]);
    assert!(code == 1 && said.contains("is not in a git repository") && said.contains("in a clone"), "{said}");
    let (code, said) = run("plain", &["status", "quiet-otter"]);
    assert!(code == 0 && !said.contains("ommitted") && !said.contains("history"), "{said}");
    assert_eq!(run("plain", &["build", "--out", folder.path().join("out").to_str().unwrap()]).0, 0);
}

#[test]
fn where_nothing_is_asked_no_history_is_read() {
    let repo = Repository::new().with_sample("");
    repo.commit_by(by("Amira", "2026-03-02T16:00:00Z"));
    let expected = check(&repo);
    // Whoever reads a pipe that nobody writes to waits for ever.
    let head = repo.path().join(".git/HEAD");
    std::fs::remove_file(&head).unwrap();
    assert!(std::process::Command::new("mkfifo").arg(&head).status().unwrap().success());
    let (send, receive) = std::sync::mpsc::channel();
    std::thread::spawn(move || send.send(check(&repo)));
    let said = receive.recv_timeout(std::time::Duration::from_secs(60)).expect("check waits for the history");
    assert_eq!(said, expected);
}
