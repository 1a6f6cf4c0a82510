//! The script of the action that installs a release, with a server and verifiers that the test makes.

use std::path::Path;
use std::process::{Command, Output};

use sha2::{Digest as _, Sha256};

use super::said;
use crate::support;

const VERSION: &str = "1.2.3";
const NAME: &str = "advisory-1.2.3-x86_64-unknown-linux-musl";

/// A server with a release, and a machine without the program.
struct Machine {
    folder: tempfile::TempDir,
}

impl Machine {
    /// The release has a program that gives this version.
    fn new(says: &str) -> Self {
        let machine = Self { folder: tempfile::tempdir().unwrap() };
        let top = machine.path(NAME);
        for folder in [&machine.path("served"), &machine.path("tools"), &top] {
            std::fs::create_dir(folder).unwrap();
        }
        std::fs::write(top.join("advisory"), format!("#!/bin/sh\necho advisory {says}\n")).unwrap();
        let packed = format!("tar -czf 'served/{NAME}.tar.gz' '{NAME}'");
        assert!(
            Command::new("sh").args(["-c", &packed]).current_dir(machine.folder.path()).status().unwrap().success()
        );
        machine.list(&machine.digest());
        machine.serve("provenance.json", "signed");
        machine.tool("uname", "case $1 in -s) echo Linux ;; -m) echo x86_64 ;; esac");
        // It saves what the last argument names, and refuses what curl would for want of these options.
        machine.tool(
            "curl",
            "case \"$*\" in *\"--proto =https --proto-redir =https\"*--fail*--max-filesize*) ;; *) exit 9 ;; esac\n\
             while [ $# -gt 1 ]; do if [ \"$1\" = --output ]; then to=$2; fi; shift; done\n\
             case $1 in https://*/v1.2.3/*) ;; *) exit 8 ;; esac\n\
             echo \"$1\" >> \"$LOG\"; cp \"$SERVED/${1##*/}\" \"$to\"",
        );
        machine
    }

    fn path(&self, name: &str) -> std::path::PathBuf {
        self.folder.path().join(name)
    }

    fn serve(&self, name: &str, text: &str) {
        std::fs::write(self.path("served").join(name), text).unwrap();
    }

    fn digest(&self) -> String {
        let bytes = std::fs::read(self.path("served").join(format!("{NAME}.tar.gz"))).unwrap();
        Sha256::digest(bytes).iter().map(|byte| format!("{byte:02x}")).collect()
    }

    /// Lists the archive with this checksum.
    fn list(&self, digest: &str) {
        self.serve("SHA256SUMS", &format!("{}  other.tar.gz\n{digest}  {NAME}.tar.gz\n", "0".repeat(64)));
    }

    fn tool(&self, name: &str, script: &str) {
        use std::os::unix::fs::PermissionsExt as _;
        let path = self.path("tools").join(name);
        std::fs::write(&path, format!("#!/bin/sh\n{script}\n")).unwrap();
        std::fs::set_permissions(&path, std::fs::Permissions::from_mode(0o755)).unwrap();
    }

    /// A verifier that accepts the bundle of the test, and notes its arguments.
    fn verifier(self, name: &str) -> Self {
        let script = "echo \"$0 $*\" >> \"$LOG\"\nwhile [ $# -gt 0 ]; do if [ \"$1\" = --bundle ]; then bundle=$2; fi; shift; done\n\
                      [ \"$(cat \"$bundle\")\" = signed ] || { echo 'no valid signature'; exit 1; }";
        self.tool(name, script);
        self
    }

    /// Installs with the tools of this machine and those of the test, but with no other verifier.
    fn install(&self, version: &str) -> Output {
        let script = support::root().join(".github/actions/advisory/install");
        for name in [
            "bash",
            "sh",
            "sed",
            "head",
            "awk",
            "mktemp",
            "rm",
            "tar",
            "gzip",
            "chmod",
            "mkdir",
            "mv",
            "cat",
            "cp",
            "dirname",
            "sha256sum",
        ] {
            let link = self.path("tools").join(name);
            let found = Command::new("sh").args(["-c", &format!("command -v {name}")]).output().unwrap();
            let target = String::from_utf8(found.stdout).unwrap();
            if !link.exists() {
                std::os::unix::fs::symlink(target.trim(), link).unwrap();
            }
        }
        Command::new("bash")
            .arg(script)
            .args([version, self.path("installed").to_str().unwrap()])
            .env_clear()
            .env("PATH", self.path("tools"))
            .env("SERVED", self.path("served"))
            .env("LOG", self.path("log"))
            .output()
            .unwrap()
    }

    fn log(&self) -> String {
        std::fs::read_to_string(self.path("log")).unwrap_or_default()
    }

    /// It installs nothing, and says why.
    fn refuses(&self, why: &str) {
        let output = self.install(VERSION);
        assert!(!output.status.success() && said(&output).contains(why), "{why}: {}", said(&output));
        assert!(!Path::new(&self.path("installed/advisory")).exists(), "{why}: it is there all the same");
    }
}

#[test]
fn a_release_is_installed_once_its_provenance_and_checksum_are_verified() {
    for tool in ["gh", "cosign"] {
        let machine = Machine::new(VERSION).verifier(tool);
        let output = machine.install(VERSION);
        assert!(output.status.success(), "{}", said(&output));
        assert!(machine.path("installed/advisory").exists());
        // The identity of the signer: this workflow, at the tag of this version, and by GitHub.
        let log = machine.log();
        let signer = "https://github.com/advisory-rs/advisory/.github/workflows/release.yml@refs/tags/v1.2.3 ";
        for part in [signer, "https://token.actions.githubusercontent.com ", &format!("/{NAME}.tar.gz")] {
            assert!(log.contains(part), "{part} in {log}");
        }
        assert!(log.starts_with("https://github.com/advisory-rs/advisory/releases/download/v1.2.3/"), "{log}");
    }
}

#[test]
fn what_a_hostile_server_changes_is_not_installed() {
    // Another archive under the same name.
    let machine = Machine::new(VERSION).verifier("gh");
    machine.serve(&format!("{NAME}.tar.gz"), "not what was released");
    machine.refuses("the checksum of");
    // With a list that fits, but without a signed statement.
    machine.list(&machine.digest());
    machine.serve("provenance.json", "forged");
    machine.refuses("the provenance of");
    // Lists that name it twice, never, or with something that is no checksum.
    let machine = Machine::new(VERSION).verifier("gh");
    for list in [
        format!("{0}  {NAME}.tar.gz\n{0}  {NAME}.tar.gz\n", machine.digest()),
        format!("{}  other.tar.gz\n", machine.digest()),
        format!("  {NAME}.tar.gz\n"),
        String::new(),
    ] {
        machine.serve("SHA256SUMS", &list);
        machine.refuses("SHA256SUMS does not list");
    }
    // A missing file.
    std::fs::remove_file(machine.path("served/provenance.json")).unwrap();
    machine.list(&machine.digest());
    machine.refuses("provenance.json could not be downloaded");
    // Another release that passes for this one.
    Machine::new("1.2.2").verifier("gh").refuses("the archive holds advisory 1.2.2");
}

/// Absence of a verifier is no proof.
#[test]
fn without_a_verifier_nothing_is_installed() {
    Machine::new(VERSION).refuses("its provenance can't be verified");
}

#[test]
fn a_version_that_is_none_is_refused_before_anything_is_downloaded() {
    let machine = Machine::new(VERSION).verifier("gh");
    for version in ["1.2", "v1.2.3", "1.2.3/../../evil", "1.2.3 --insecure", "$(id)", "latest"] {
        let output = machine.install(version);
        assert!(!output.status.success() && said(&output).contains("is not a version"), "{version}: {}", said(&output));
    }
    assert_eq!(machine.log(), "");
}

/// Without a version, it is that of the source around the script.
#[test]
fn the_version_is_that_of_the_commit_unless_another_is_named() {
    let machine = Machine::new(VERSION).verifier("gh");
    machine.tool("curl", "for url; do :; done; echo \"$url\" >> \"$LOG\"; exit 22");
    assert!(!machine.install("").status.success());
    assert!(
        machine.log().contains(&format!("/v{0}/advisory-{0}-x86_64", env!("CARGO_PKG_VERSION"))),
        "{}",
        machine.log()
    );
}

#[test]
fn it_is_built_from_source_on_request_alone() {
    let [script] = super::scripts(super::ACTION, "runs").try_into().unwrap();
    let folder = tempfile::tempdir().unwrap();
    for name in ["build", "install"] {
        std::fs::write(folder.path().join(name), format!("echo {name} \"$@\"\n")).unwrap();
    }
    let run = |from_source: &str| {
        let mut bash = Command::new("bash");
        bash.args(["--noprofile", "--norc", "-e", "-o", "pipefail", "-c", &script]).env("ACTION", folder.path());
        let path = format!("/home/runner/.cargo/bin:{}", std::env::var("PATH").unwrap());
        bash.env("HOME", "/home/runner").env("PATH", path).env("VERSION", "1.2.3").env("FROM_SOURCE", from_source);
        bash.output().unwrap()
    };
    assert_eq!(said(&run("false")), "install 1.2.3 /home/runner/.cargo/bin\n");
    assert_eq!(said(&run("true")), "build 1.2.3 /home/runner/.cargo/bin\n");
    assert!(!run("True").status.success());
    assert!(super::ACTION.contains("  from-source:") && super::ACTION.contains("default: \"false\""));
}
