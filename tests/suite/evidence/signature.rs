//! Signatures, with `git verify-commit` as the other opinion where it has one.

use std::path::{Path, PathBuf};
use std::process::Command;

use advisory::git::{Range, log};
use advisory::portfolio::Portfolio;
use advisory::signature::{Keys, Verdict};
use advisory::time::Instant;
use tempfile::TempDir;

use crate::support::{self, Repository, Stamp};

pub const WHEN: &str = "2026-03-02T12:00:00Z";

/// Whether a program is here; said aloud where it isn't.
pub fn have(program: &str) -> bool {
    let found = std::env::split_paths(&std::env::var_os("PATH").unwrap()).any(|f| f.join(program).is_file());
    if !found {
        eprintln!("skipped: there is no {program} here");
    }
    found
}

/// Keys of both kinds, made anew.
pub struct Keyshop {
    folder: TempDir,
}

impl Keyshop {
    pub fn new() -> Self {
        Self { folder: TempDir::new().unwrap() }
    }

    /// The home of gpg in which the keys are.
    pub fn home(&self) -> String {
        self.path().display().to_string()
    }

    fn path(&self) -> &Path {
        self.folder.path()
    }

    /// A key of OpenSSH: its private file, and the line of its public one.
    pub fn ssh(&self, name: &str, kind: &[&str]) -> (PathBuf, String) {
        let file = self.path().join(name);
        let mut command = Command::new("ssh-keygen");
        command.args(["-q", "-N", "", "-C", name, "-t"]).args(kind).arg("-f").arg(&file);
        assert!(command.stdin(std::process::Stdio::null()).status().unwrap().success());
        let public = std::fs::read_to_string(file.with_extension("pub")).unwrap().trim().to_owned();
        (file, public)
    }

    pub fn gpg(&self, args: &[&str]) -> String {
        // The keys are made at a time of the tests' own.
        let output = Command::new("gpg")
            .args(["--homedir", self.path().to_str().unwrap(), "--batch", "--quiet", "--passphrase", ""])
            .args(["--pinentry-mode", "loopback", "--faked-system-time", "20260301T000000"])
            .args(args)
            .output()
            .unwrap();
        assert!(output.status.success(), "gpg {args:?}: {}", String::from_utf8_lossy(&output.stderr));
        String::from_utf8(output.stdout).unwrap()
    }

    /// A key of OpenPGP: its fingerprint, and its block. `expires` as gpg takes it.
    pub fn openpgp(&self, name: &str, expires: &str) -> (String, String) {
        use std::os::unix::fs::PermissionsExt as _;
        std::fs::set_permissions(self.path(), std::fs::Permissions::from_mode(0o700)).unwrap();
        let address = format!("{name}@lodestore.example");
        self.gpg(&["--quick-gen-key", &address, "ed25519", "sign", expires]);
        let listing = self.gpg(&["--with-colons", "--list-keys", &address]);
        let fingerprint = listing.lines().find_map(|l| l.strip_prefix("fpr:::::::::")).unwrap();
        let fingerprint = fingerprint.trim_end_matches(':').to_owned();
        let block = self.gpg(&["--armor", "--export", &fingerprint]);
        (fingerprint, block)
    }

    /// A program for git that signs at the tests' own time, at which no key has expired.
    pub fn gpg_program(&self) -> String {
        let file = self.path().join("gpg-program");
        let script = format!(
            "#!/bin/sh\nexec gpg --homedir {} --batch --passphrase '' --pinentry-mode loopback --faked-system-time 20260302T120000 \"$@\"\n",
            self.path().display()
        );
        std::fs::write(&file, script).unwrap();
        use std::os::unix::fs::PermissionsExt as _;
        std::fs::set_permissions(&file, std::fs::Permissions::from_mode(0o755)).unwrap();
        file.display().to_string()
    }
}

impl Drop for Keyshop {
    fn drop(&mut self) {
        // Its agent, if gpg started one.
        let _there_may_be_none =
            Command::new("gpgconf").arg("--homedir").arg(self.path()).args(["--kill", "all"]).status();
    }
}

/// A portfolio with these keys, each of a member of this name, with more keys of its table.
pub fn portfolio(keys: &[(&str, &str, &str)]) -> Portfolio {
    let mut team = std::fs::read_to_string(support::root().join("tests/base/team.toml")).unwrap();
    for (name, public, more) in keys {
        team += &format!(
            "[[member]]\nid = \"{name}\"\nname = \"{name}\"\nroles = []\n{}[[member.key]]\npublic = '''\n{public}'''\n{}",
            if more.starts_with("left") { format!("{more}\n") } else { String::new() },
            if more.starts_with("left") { String::new() } else { format!("{more}\n") },
        );
    }
    let base = support::root().join("tests/base");
    let tree = advisory::source::worktree::read(&base).unwrap();
    let reading = advisory::parse::portfolio(tree.with(&advisory::source::FilePath::new("team.toml"), team.as_bytes()));
    let errors: Vec<_> = reading.findings.iter().map(|f| &f.message).collect();
    assert!(errors.is_empty(), "{errors:?}");
    reading.portfolio.unwrap()
}

pub fn keys(of: &[(&str, &str, &str)]) -> Keys {
    Keys::new(&portfolio(of).team, std::env::var_os("PATH").as_deref())
}

/// What a commit's signature says.
pub fn verdict(repo: &Repository, id: &str, keys: &Keys) -> Verdict {
    let log = log(repo.path(), Range { from: None, to: id }).unwrap();
    let commit = log.entries.last().unwrap();
    keys.verify(log.signature(commit.commit.id).unwrap().as_ref(), commit.commit.committer.at)
}

pub fn signed_with_ssh(repo: &Repository, key: &Path) -> String {
    let key = format!("user.signingkey={}", key.display());
    repo.write("team.toml", format!("{key}\n"));
    repo.git(&["add", "-A"]);
    let args = ["-c", "gpg.format=ssh", "-c", &key, "commit", "-q", "--allow-empty", "-S", "-m", "Signed\n\n gpgsig x"];
    repo.git_as(Stamp::named("Amira", WHEN), &args);
    repo.git(&["rev-parse", "HEAD"])
}

pub fn signed_with_openpgp(repo: &Repository, shop: &Keyshop, fingerprint: &str) -> String {
    let (key, program) = (format!("user.signingkey={fingerprint}"), format!("gpg.program={}", shop.gpg_program()));
    let args = ["-c", &key, "-c", &program, "commit", "-q", "--allow-empty", "-S", "-m", "Signed"];
    repo.git_as(Stamp::named("Amira", WHEN), &args);
    repo.git(&["rev-parse", "HEAD"])
}

/// Rewrites a commit's bytes; the id of the new one.
fn forged(repo: &Repository, id: &str, change: impl Fn(String) -> String) -> String {
    let commit = repo.git(&["cat-file", "commit", id]) + "\n";
    let changed = change(commit.clone());
    assert_ne!(commit, changed);
    support::git_with_input(repo.path(), &["hash-object", "-t", "commit", "-w", "--stdin"], changed.as_bytes())
}

fn name(text: &str) -> advisory::names::Name {
    text.parse().unwrap()
}

#[test]
fn an_ssh_signature_counts_for_the_member_whose_key_it_is() {
    if !have("ssh-keygen") {
        return;
    }
    let shop = Keyshop::new();
    for (format, kind) in
        [("sha1", &["ed25519"][..]), ("sha256", &["ecdsa", "-b", "256"]), ("sha1", &["rsa", "-b", "2048"])]
    {
        let file = format!("{}-{format}", kind[0]);
        let ((key, public), repo) = (shop.ssh(&file, kind), Repository::with_format(format));
        let (other, others) = shop.ssh(&format!("other-{file}"), &["ed25519"]);
        let id = signed_with_ssh(&repo, &key);
        let amira = keys(&[("amira-two", &public, ""), ("dana", &others, "")]);
        assert_eq!(verdict(&repo, &id, &amira), Verdict::Good(name("amira-two")));
        assert_eq!(verdict(&repo, &signed_with_ssh(&repo, &other), &amira), Verdict::Good(name("dana")));
        // git thinks so as well.
        let signers = repo.path().join("signers");
        std::fs::write(&signers, format!("amira {public}\n")).unwrap();
        repo.git(&["-c", &format!("gpg.ssh.allowedSignersFile={}", signers.display()), "verify-commit", &id]);
        assert_eq!(verdict(&repo, &id, &keys(&[("dana", &others, "")])), Verdict::Stranger);
        assert_eq!(verdict(&repo, &id, &keys(&[])), Verdict::Stranger);
        let plain = repo.commit_by(Stamp::named("Amira", WHEN));
        assert_eq!(verdict(&repo, &plain, &amira), Verdict::Unsigned);
        // One byte of what was signed, and a signature that is another commit's.
        let reworded = forged(&repo, &id, |commit| commit.replace("Signed", "Forged"));
        assert_eq!(verdict(&repo, &reworded, &amira), Verdict::Bad);
        let garbled =
            forged(&repo, &id, |commit| commit.replace("SSH SIGNATURE-----\n U1NI", "SSH SIGNATURE-----\n AAAA"));
        assert_eq!(verdict(&repo, &garbled, &amira), Verdict::Bad);
        // What a signature of the other hash says is not signed by this one, to git either.
        let (own, foreign) =
            if format == "sha1" { ("gpgsig ", "gpgsig-sha256 ") } else { ("gpgsig-sha256 ", "gpgsig ") };
        let beside = forged(&repo, &id, |commit| commit.replacen(own, &format!("{foreign}another\n more\n{own}"), 1));
        repo.git(&["-c", &format!("gpg.ssh.allowedSignersFile={}", signers.display()), "verify-commit", &beside]);
        assert_eq!(verdict(&repo, &beside, &amira), Verdict::Good(name("amira-two")));
        let elsewhere = forged(&repo, &id, |commit| {
            let header = if format == "sha1" { "gpgsig " } else { "gpgsig-sha256 " };
            commit.replace(header, if format == "sha1" { "gpgsig-sha256 " } else { "gpgsig " })
        });
        assert_eq!(
            verdict(&repo, &elsewhere, &amira),
            Verdict::Unsigned,
            "a signature of the other hash signs nothing"
        );
    }
}

#[test]
fn a_key_counts_on_its_days_and_for_one_member() {
    if !have("ssh-keygen") {
        return;
    }
    let (shop, repo) = (Keyshop::new(), Repository::new());
    let (key, public) = shop.ssh("key", &["ed25519"]);
    let id = signed_with_ssh(&repo, &key);
    let judged = |more: &str| verdict(&repo, &id, &keys(&[("dana", &public, more)]));
    let good = Verdict::Good(name("dana"));
    let lapsed = |why| Verdict::Lapsed(name("dana"), why);
    assert_eq!(judged("since = 2026-03-02\nuntil = 2026-03-02"), good);
    assert_eq!(judged("since = 2026-03-03"), lapsed("the key was not in use yet"));
    assert_eq!(judged("until = 2026-03-01"), lapsed("the key was no longer in use"));
    assert_eq!(judged("left = 2026-03-02"), good);
    assert_eq!(judged("left = 2026-03-01"), lapsed("the key was no longer in use"));
    let shared = keys(&[("dana", &public, ""), ("erik", &format!("{public} again"), "")]);
    let verdict = verdict(&repo, &id, &shared);
    assert!(matches!(&verdict, Verdict::Unverified(why) if why.contains("two members")), "{verdict:?}");
    let twice = keys(&[("dana", &public, "until = 2026-01-01"), ("dana-two", &shop.ssh("x", &["ed25519"]).1, "")]);
    assert_eq!(super::signature::verdict(&repo, &id, &twice), lapsed("the key was no longer in use"));
}

#[test]
fn an_openpgp_signature_counts_for_the_member_whose_key_it_is() {
    if !have("gpg") {
        return;
    }
    let shop = Keyshop::new();
    let (amira, block) = shop.openpgp("amira", "never");
    let (dana, others) = shop.openpgp("dana", "never");
    for format in ["sha1", "sha256"] {
        let repo = Repository::with_format(format);
        let id = signed_with_openpgp(&repo, &shop, &amira);
        repo.git(&["-c", &format!("gpg.program={}", shop.gpg_program()), "verify-commit", &id]);
        let team = keys(&[("amira-two", &block, ""), ("dana", &others, "")]);
        assert_eq!(verdict(&repo, &id, &team), Verdict::Good(name("amira-two")));
        assert_eq!(verdict(&repo, &signed_with_openpgp(&repo, &shop, &dana), &team), Verdict::Good(name("dana")));
        assert_eq!(verdict(&repo, &id, &keys(&[("dana", &others, "")])), Verdict::Stranger);
        assert_eq!(
            verdict(&repo, &id, &keys(&[("amira-two", &block, "until = 2026-03-01")])),
            Verdict::Lapsed(name("amira-two"), "the key was no longer in use")
        );
        let reworded = forged(&repo, &id, |commit| commit.replace("Signed", "Forged"));
        assert_eq!(verdict(&repo, &reworded, &team), Verdict::Bad);
        // Two signatures in one: which of them counts?
        let doubled = forged(&repo, &id, |commit| {
            let begin = commit.find("gpgsig").unwrap();
            let end = commit.find("-----END PGP SIGNATURE-----\n").unwrap() + "-----END PGP SIGNATURE-----\n".len();
            let header = commit[begin..end].to_owned();
            commit.replacen(&header, &format!("{header}{header}"), 1)
        });
        let doubled = verdict(&repo, &doubled, &team);
        assert!(matches!(doubled, Verdict::Unverified(_) | Verdict::Bad), "{doubled:?}");
    }
}

#[test]
fn an_openpgp_key_that_expired_or_was_revoked_does_not_count_whatever_the_day() {
    if !have("gpg") {
        return;
    }
    let (shop, repo) = (Keyshop::new(), Repository::new());
    // Made on the first of March, to last for five days.
    let (brief, block) = shop.openpgp("amira", "5d");
    let id = signed_with_openpgp(&repo, &shop, &brief);
    let team = keys(&[("dana", &block, "")]);
    assert_eq!(verdict(&repo, &id, &team), Verdict::Good(name("dana")), "it was valid then, and has expired since");
    let log = log(repo.path(), Range { from: None, to: &id }).unwrap();
    let signed = log.signature(log.entries[0].commit.id).unwrap();
    let on = |day: &str| team.verify(signed.as_ref(), Some(Instant::parse(day).unwrap()));
    assert_eq!(on("2026-03-05T23:59:59Z"), Verdict::Good(name("dana")));
    assert_eq!(on("2026-03-06T00:00:00Z"), Verdict::Lapsed(name("dana"), "the key had expired"));
    let undated = team.verify(signed.as_ref(), None);
    assert!(matches!(undated, Verdict::Unverified(_)), "{undated:?}");
    // gpg keeps a revocation beside each new key, disarmed by a colon.
    let revocation = std::fs::read_to_string(shop.path().join(format!("openpgp-revocs.d/{brief}.rev"))).unwrap();
    let armed = shop.path().join("revocation");
    std::fs::write(&armed, revocation.replace(":-----BEGIN", "-----BEGIN")).unwrap();
    shop.gpg(&["--import", armed.to_str().unwrap()]);
    let revoked = keys(&[("dana", &shop.gpg(&["--armor", "--export", &brief]), "")]);
    assert_eq!(verdict(&repo, &id, &revoked), Verdict::Lapsed(name("dana"), "the key is revoked"));
}

#[test]
fn what_can_not_be_checked_never_counts() {
    if !have("ssh-keygen") {
        return;
    }
    let (shop, repo) = (Keyshop::new(), Repository::new());
    let (key, public) = shop.ssh("key", &["ed25519"]);
    let id = signed_with_ssh(&repo, &key);
    let team = portfolio(&[("dana", &public, "")]).team;
    let empty = TempDir::new().unwrap();
    let said = |keys: &Keys, id: &str| match verdict(&repo, id, keys) {
        Verdict::Unverified(why) => why,
        other => panic!("{other:?}"),
    };
    let relative = std::ffi::OsStr::new(".:bin");
    for path in [None, Some(empty.path().as_os_str()), Some(relative)] {
        assert_eq!(said(&Keys::new(&team, path), &id), "there is no program ssh-keygen here");
    }
    // A program that knows no such option, and one that says yes without a word of whom.
    for script in ["echo usage >&2; exit 1", "exit 0", "echo key-0; exit 0"] {
        std::fs::write(empty.path().join("ssh-keygen"), format!("#!/bin/sh\n{script}\n")).unwrap();
        use std::os::unix::fs::PermissionsExt as _;
        std::fs::set_permissions(empty.path().join("ssh-keygen"), std::fs::Permissions::from_mode(0o755)).unwrap();
        let verdict = verdict(&repo, &id, &Keys::new(&team, Some(empty.path().as_os_str())));
        assert_eq!(verdict.signer(), None, "{script}: {verdict:?}");
    }
    let real = std::env::var_os("PATH");
    let other = forged(&repo, &id, |commit| commit.replace("SSH SIGNATURE", "SIGNED MESSAGE"));
    assert!(said(&Keys::new(&team, real.as_deref()), &other).contains("neither SSH nor OpenPGP"));
}
