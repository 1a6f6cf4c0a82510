//! File systems that refuse: full, read-only, mounted, without permission. Real ones, in a namespace of their own.

use std::fs;
use std::os::unix::fs::{MetadataExt, PermissionsExt, chown};
use std::os::unix::process::{CommandExt, ExitStatusExt};
use std::path::Path;
use std::process::Command;

use super::kills::{PrivateRepository, parts};
use super::{PROGRAM, contents};

/// Runs a script in which `build 0` and `build 1` build two states and `is 0`, `is 1` compare the output with them. It
/// begins in an empty folder `out` that is a small file system of its own. `None`, said aloud, where nobody may mount.
fn in_a_namespace(options: &str, script: &str) -> Option<(PrivateRepository, String)> {
    let desk = PrivateRepository::new(12);
    let out = desk.out();
    fs::create_dir(&out).unwrap();
    let parent = out.parent().unwrap();
    let prelude = format!(
        r#"
        set -u
        mount -t tmpfs -o {options} small out || {{ echo cannot-mount; exit 0; }}
        fail() {{ echo "FAILED: $*"; exit 1; }}
        build() {{ "$PROGRAM" -C "portfolio-$1" --now 2027-01-01T00:00:00Z build --out out/build --drafts out/drafts > said 2>&1; }}
        is() {{ diff -r "state-$1/public/site" out/build/site && diff -r "state-$1/private/announcements" out/drafts/announcements || fail "not state $1: $2"; }}
        clean() {{ [ "$(ls -A out/build out/drafts | tr '\n' ' ')" = "out/build: .advisory-output site  out/drafts: .advisory-output announcements " ] || fail "litter: $(ls -A out/build out/drafts)"; }}
        says() {{ grep -q "$1" said || fail "does not say $1: $(cat said)"; }}
        "#
    );
    let output = Command::new("unshare")
        .args(["-Urm", "sh", "-c", &format!("{prelude}\n{script}\necho finished")])
        .current_dir(parent)
        .env("PROGRAM", PROGRAM)
        .env("CI", "false")
        .output();
    let said = match &output {
        Ok(output) => String::from_utf8_lossy(&[&output.stdout[..], &output.stderr[..]].concat()).into_owned(),
        Err(error) => format!("cannot-mount: {error}"),
    };
    if said.contains("cannot-mount")
        || said.contains("unshare failed")
        || said.contains("Operation not permitted") && !said.contains("FAILED")
    {
        eprintln!("skipped: nothing can be mounted here: {said}");
        return None;
    }
    assert!(said.contains("finished"), "{said}");
    Some((desk, said))
}

#[test]
fn a_full_disk_leaves_the_old_state_and_an_emptied_one_lets_the_next_build_through() {
    in_a_namespace(
        "size=64m",
        r#"
        build 0 || fail "$(cat said)"; is 0 first; clean
        head -c 80m /dev/zero > out/ballast 2> errors
        build 1 && fail "built on a full disk"
        says "cannot "; says "out/build"; says "free space"; is 0 full; clean
        rm out/ballast
        build 1 || fail "$(cat said)"; is 1 freed; clean
        "#,
    );
}

#[test]
fn a_disk_that_holds_no_more_files_leaves_the_old_state() {
    in_a_namespace(
        "size=64m,nr_inodes=900",
        r#"
        build 0 || fail "$(cat said)"; is 0 first
        mkdir out/many; (cd out/many && seq 1 2000 | xargs touch) 2> errors
        build 1 && fail "built without inodes"
        says "cannot "; is 0 full; clean
        rm -r out/many
        build 1 || fail "$(cat said)"; is 1 freed; clean
        "#,
    );
}

#[test]
fn a_read_only_disk_leaves_the_old_state_and_says_so() {
    in_a_namespace(
        "size=64m",
        r#"
        build 0 || fail "$(cat said)"
        mount -o remount,ro out
        build 1 && fail "built on a read-only disk"
        says "cannot "; says "ead-only"; is 0 read-only; clean
        mount -o remount,rw out
        build 1 || fail "$(cat said)"; is 1 writable; clean
        "#,
    );
}

/// The whole output may be a mount, as in a container; one of the two folders in it can't be replaced then.
#[test]
fn a_folder_that_is_mounted_can_not_be_replaced_and_the_error_says_what_to_do() {
    in_a_namespace(
        "size=64m",
        r#"
        mkdir -p out/build; mount -t tmpfs -o size=32m inner out/build
        build 0 || fail "$(cat said)"; is 0 "the output is a mount"; clean
        umount out/build
        build 0 || fail "$(cat said)"
        mount --bind out/build/site out/build/site
        build 1 && fail "a mount was replaced"
        says "cannot replace"; says "mounted"; is 0 mounted; clean
        umount out/build/site
        build 1 || fail "$(cat said)"; is 1 unmounted; clean
        "#,
    );
}

/// A container's image holds a build, and another one runs in the container: the folder can't be moved there.
#[test]
fn a_folder_of_a_lower_layer_is_replaced_or_refused_with_what_to_do() {
    let ran = in_a_namespace(
        "size=64m",
        r#"
        build 0 || fail "$(cat said)"
        mkdir out/lower out/upper out/work out/merged
        mv out/build out/lower/build
        mount -t overlay -o lowerdir=out/lower,upperdir=out/upper,workdir=out/work,userxattr layers out/merged 2> errors || { echo no-overlay; echo finished; exit 0; }
        mkdir out/build; mount --bind out/merged/build out/build
        if build 1; then echo replaced; is 1 overlay; else echo refused; says "cannot replace"; says "image"; is 0 overlay; fi
        rm -rf out/build/site out/build/.advisory-output
        build 1 || fail "$(cat said)"; is 1 deleted
        "#,
    );
    if let Some((_, said)) = ran {
        eprintln!("{}", said.trim());
    }
}

/// A quota, by the largest size that a file may have: the process is killed, or refused where it ignores the signal.
#[test]
fn a_quota_that_kills_or_refuses_leaves_the_old_state() {
    let desk = PrivateRepository::new(12);
    let out = desk.out();
    assert!(desk.build(0, &out).wait().unwrap().success());
    let largest = desk.states[1].values().flatten().map(Vec::len).max().unwrap();
    for (limit, killed) in [("ulimit -c 0;", true), ("trap '' XFSZ;", false)] {
        let script = format!("{limit} ulimit -f {}; exec \"$0\" \"$@\"", largest / 2 / 512);
        let output = Command::new("sh")
            .args(["-c", &script, PROGRAM, "-C"])
            .arg(out.with_file_name("portfolio-1"))
            .args(["--now", "2027-01-01T00:00:00Z"])
            .args(parts(&out))
            .output()
            .unwrap();
        assert_eq!(output.status.signal().is_some(), killed, "{output:?}");
        let said = String::from_utf8_lossy(&output.stderr).into_owned();
        assert!(killed || output.status.code() == Some(2) && said.contains("cannot write"), "{said}");
        let now = contents(&out);
        let live = |contents: &super::Contents| -> super::Contents {
            contents.iter().filter(|(path, _)| !path.contains("/.")).map(|(p, b)| (p.clone(), b.clone())).collect()
        };
        assert_eq!(live(&now), live(&desk.states[0]));
    }
    assert!(desk.build(1, &out).wait().unwrap().success());
    assert!(contents(&out) == desk.states[1]);
}

/// Runs the program as somebody who may not do everything, where that can be done.
#[test]
fn permission_that_is_taken_away_leaves_the_old_state() {
    const NOBODY: u32 = 65_534;
    let desk = PrivateRepository::new(6);
    let out = desk.out();
    let above = out.parent().unwrap().to_owned();
    let root = fs::metadata(&above).unwrap().uid() == 0;
    fs::set_permissions(&above, fs::Permissions::from_mode(0o755)).unwrap();
    fs::create_dir(&out).unwrap();
    if root {
        chown(&out, Some(NOBODY), Some(NOBODY)).unwrap();
    }
    let build = |which: usize| {
        let mut command = Command::new(PROGRAM);
        command.arg("-C").arg(above.join(format!("portfolio-{which}")));
        command.args(["--now", "2027-01-01T00:00:00Z"]).args(parts(&out));
        if root {
            command.uid(NOBODY).gid(NOBODY);
        }
        command.current_dir("/").output()
    };
    if build(0).map_or(true, |output| output.status.code().is_none()) {
        eprintln!("skipped: nobody else can run the program here");
        return;
    }
    assert_eq!(contents(&out), desk.states[0]);
    let refuse = |path: &Path, mode: u32| {
        let before = fs::metadata(path).unwrap().permissions();
        fs::set_permissions(path, fs::Permissions::from_mode(mode)).unwrap();
        let output = build(1).unwrap();
        fs::set_permissions(path, before).unwrap();
        let said = String::from_utf8_lossy(&output.stderr).into_owned();
        assert_eq!(output.status.code(), Some(2), "{}: {said}", path.display());
        assert!(said.contains("cannot ") && said.contains("ermission"), "{said}");
        assert_eq!(contents(&out), desk.states[0], "{}", path.display());
    };
    refuse(&out.join("public"), 0o555);
    refuse(&out.join("public"), 0o000);
    refuse(&out.join("public/.advisory-output"), 0o444);
    refuse(&out.join("public/site"), 0o000);
    assert_eq!(build(1).unwrap().status.code(), Some(0));
    assert_eq!(contents(&out), desk.states[1]);
}
