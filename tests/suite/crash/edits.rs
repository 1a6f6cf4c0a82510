//! Edits of the private repository that fail or are killed: a file is the old one or the new one, and an approval that
//! was recorded by half publishes nothing.

use std::fs;
use std::os::unix::fs::PermissionsExt;
use std::os::unix::process::ExitStatusExt;
use std::path::Path;
use std::process::{Command, Output};

use advisory::output::{file_on, files_on};
use rustix::io::Errno;

use super::disk::{Fault, Faulty};
use super::{PROGRAM, contents, folder, names};
use crate::support;

#[test]
fn a_file_is_the_old_one_or_the_new_one_at_every_operation() {
    for there in [true, false] {
        let prepare = || {
            let folder = folder();
            fs::write(folder.path().join("beside"), "kept").unwrap();
            if there {
                let path = folder.path().join("incident.toml");
                fs::write(&path, "old text").unwrap();
                fs::set_permissions(&path, fs::Permissions::from_mode(0o600)).unwrap();
            }
            folder
        };
        let write = |disk: &Faulty, folder: &Path| file_on(disk, &folder.join("incident.toml"), b"a longer new text");
        let sound = Faulty::sound();
        write(&sound, prepare().path()).unwrap();
        let operations = sound.operations();
        assert!(operations.len() >= 9, "{operations:?}");
        let faults = [Fault::Death, Fault::Error(Errno::NOSPC), Fault::Error(Errno::ACCESS), Fault::Error(Errno::IO)];
        for (n, fault) in (0..operations.len()).flat_map(|n| faults.map(|fault| (n, fault))) {
            let folder = prepare();
            let old = contents(folder.path());
            let result = write(&Faulty::new(n, fault), folder.path());
            let when = format!("{fault:?} at {}", operations[n]);
            let mut now = contents(folder.path());
            let litter = now.keys().any(|name| name.starts_with(".advisory-unfinished-"));
            assert!(!litter || matches!(fault, Fault::Death), "{when}");
            now.retain(|name, _| !name.starts_with(".advisory-unfinished-"));
            let mode = |folder: &Path| fs::metadata(folder.join("incident.toml")).unwrap().permissions().mode() & 0o777;
            let new = now.get("incident.toml").is_some_and(|t| t.as_deref() == Some(b"a longer new text"));
            assert!(new || now == old, "{when}: {now:?}");
            assert!(!there || mode(folder.path()) == 0o600, "{when}");
            match result {
                Ok(()) => assert!(new, "{when}"),
                Err(error) => assert!(error.to_string().starts_with("cannot write "), "{error}"),
            }
            write(&Faulty::sound(), folder.path()).unwrap();
            assert_eq!(names(folder.path()), ["beside", "incident.toml"], "{when}");
        }
    }
}

/// They are flushed together: one of them alone never is.
#[test]
fn each_of_many_files_is_whole_or_not_there_at_every_operation() {
    let paths = |folder: &Path| ["one/a", "one/b", "two/a", "old"].map(|path| folder.join(path));
    let prepare = || {
        let folder = folder();
        fs::write(folder.path().join("old"), "old text").unwrap();
        folder
    };
    let write = |disk: &Faulty, folder: &Path| {
        let files: Vec<_> = paths(folder).into_iter().map(|path| (path, b"a longer new text".as_slice())).collect();
        files_on(disk, folder, &files)
    };
    let sound = Faulty::sound();
    write(&sound, prepare().path()).unwrap();
    let operations = sound.operations();
    let flushes = |what: &str| operations.iter().filter(|operation| operation.starts_with(what)).count();
    assert_eq!((flushes("sync all"), flushes("sync an")), (1, 1), "{operations:?}");
    let faults = [Fault::Death, Fault::Error(Errno::NOSPC), Fault::Error(Errno::IO)];
    for (n, fault) in (0..operations.len()).flat_map(|n| faults.map(|fault| (n, fault))) {
        let folder = prepare();
        let result = write(&Faulty::new(n, fault), folder.path());
        let read = paths(folder.path()).map(|path| fs::read(path).ok());
        let whole = |text: &Option<Vec<u8>>| text.as_deref() == Some(b"a longer new text");
        let [new @ .., old] = &read;
        assert!(new.iter().all(|text| text.is_none() || whole(text)), "{fault:?} at {n}");
        assert!(whole(old) || old.as_deref() == Some(b"old text"), "{fault:?} at {n}");
        assert!(result.is_err() || read.iter().all(whole), "{fault:?} at {n}");
        write(&Faulty::sound(), folder.path()).unwrap();
        assert!(paths(folder.path()).iter().all(|path| whole(&fs::read(path).ok())));
    }
}

/// What somebody is writing just now is left alone, and so is a name that only looks like it.
#[test]
fn only_what_a_dead_process_left_is_cleared() {
    let folder = folder();
    let at_work = fs::File::create(folder.path().join(".advisory-unfinished-a")).unwrap();
    at_work.lock().unwrap();
    fs::write(folder.path().join(".advisory-unfinished-b"), "left").unwrap();
    fs::write(folder.path().join(".advisory-output"), "kept").unwrap();
    fs::create_dir(folder.path().join(".advisory-unfinished-c")).unwrap();
    file_on(&Faulty::sound(), &folder.path().join("new"), b"x").unwrap();
    assert_eq!(names(folder.path()), [".advisory-output", ".advisory-unfinished-a", ".advisory-unfinished-c", "new"]);
}

const INCIDENT: &str = "incidents/2026/amber-heron/incident.toml";
const ADVISORY: &str = "incidents/2026/amber-heron/advisory.md";

/// A file grows no larger than 16 KiB: more than advisory.md has, and less than incident.toml. The system kills who
/// writes more (SIGXFSZ), or refuses, where that is ignored.
const KILLED: &str = "ulimit -c 0; ulimit -f 32;";
const REFUSED: &str = "trap '' XFSZ; ulimit -f 32;";

/// Runs the program in a repository, within a limit.
fn run(repository: &Path, now: &str, limit: &str, arguments: &[&str]) -> Output {
    Command::new("sh")
        .args(["-c", &format!("{limit} exec \"$0\" \"$@\""), PROGRAM, "--now", now])
        .args(arguments)
        .current_dir(repository)
        .env("CI", "false")
        .env("NO_COLOR", "1")
        .output()
        .unwrap()
}

fn ok(repository: &Path, now: &str, arguments: &[&str]) -> String {
    let output = run(repository, now, "", arguments);
    let text = |bytes: &[u8]| String::from_utf8_lossy(bytes).into_owned();
    assert!(output.status.success(), "{arguments:?}: {}{}", text(&output.stdout), text(&output.stderr));
    text(&output.stdout)
}

/// A repository with an incident that lacks nothing but its approval, and whose incident.toml is the largest file.
fn approvable() -> tempfile::TempDir {
    let folder = folder();
    support::write_sample(folder.path());
    let change = |path: &str, change: &dyn Fn(&str) -> String| {
        let path = folder.path().join(path);
        let text = fs::read_to_string(&path).unwrap();
        let changed = change(&text);
        assert_ne!(text, changed);
        fs::write(path, changed).unwrap();
    };
    change(ADVISORY, &|text| text.replace("id = \"LODE-2026-001\"\n", ""));
    let approval = "[[event]]\nat = 2026-01-20T14:00:00Z\nevent = \"approved\"";
    change(INCIDENT, &|text| format!("{}{}", "# A long story.\n".repeat(4_000), text.split_once(approval).unwrap().0));
    folder
}

const NOW: &str = "2026-01-20T14:00:00Z";

fn killed(output: &Output) -> bool {
    const SIGXFSZ: i32 = 25;
    output.status.signal() == Some(SIGXFSZ)
}

/// What the site says of the incident, if anything.
fn public(repository: &Path) -> bool {
    ok(repository, "2026-03-05T12:00:00Z", &["build", "--out", "out"]);
    let said = |bytes: &[u8]| String::from_utf8_lossy(bytes).contains("objects of other users");
    support::files(&repository.join("out/site")).iter().any(|(path, bytes)| path.contains("2026-001") || said(bytes))
}

#[test]
fn an_approval_that_is_killed_between_its_two_files_publishes_nothing_and_can_be_given_again() {
    let repository = approvable();
    let at = |path: &str| repository.path().join(path);
    let [incident, advisory] = [INCIDENT, ADVISORY].map(|path| fs::read(at(path)).unwrap());
    let output = run(repository.path(), NOW, KILLED, &["publish", "amber-heron", "--by", "ben"]);
    assert!(killed(&output), "{output:?}");
    assert_ne!(fs::read(at(ADVISORY)).unwrap(), advisory, "the id is assigned");
    assert_eq!(fs::read(at(INCIDENT)).unwrap(), incident, "the approval is not recorded");

    assert!(!public(repository.path()));
    let check = run(repository.path(), NOW, "", &["check"]);
    let said = String::from_utf8_lossy(&check.stdout).into_owned();
    assert!(check.status.code() == Some(1) && said.contains("public-id-without-approval"), "{said}");

    // The same command goes on from there.
    ok(repository.path(), NOW, &["publish", "amber-heron", "--by", "ben"]);
    assert!(public(repository.path()));
    assert_eq!(names(at(INCIDENT).parent().unwrap()), ["advisory.md", "incident.toml"]);
}

#[test]
fn an_approval_whose_second_file_cannot_be_written_leaves_both_as_they_were() {
    let repository = approvable();
    let before = contents(repository.path());
    let output = run(repository.path(), NOW, REFUSED, &["publish", "amber-heron", "--by", "ben"]);
    let said = String::from_utf8_lossy(&output.stderr).into_owned();
    assert!(output.status.code() == Some(2) && said.contains("incident.toml"), "{output:?}");
    assert_eq!(contents(repository.path()), before);
    ok(repository.path(), NOW, &["publish", "amber-heron", "--by", "ben"]);
    assert!(public(repository.path()));
}

#[test]
fn a_record_that_is_killed_leaves_the_incident_as_it_was() {
    let repository = approvable();
    let before = fs::read(repository.path().join(INCIDENT)).unwrap();
    let arguments = ["record", "amber-heron", "approved", "--by", "ben", "--anyway"];
    assert!(killed(&run(repository.path(), NOW, KILLED, &arguments)));
    assert_eq!(fs::read(repository.path().join(INCIDENT)).unwrap(), before);
    ok(repository.path(), NOW, &arguments);
    assert_eq!(names(repository.path().join(INCIDENT).parent().unwrap()), ["advisory.md", "incident.toml"]);
}

/// Of edits at once each is there in the end, or its command said that it is not.
#[test]
fn of_edits_at_once_none_undoes_another() {
    let repository = approvable();
    let record = &|n: usize| {
        let note = format!("the {n}th of them");
        let output = run(repository.path(), NOW, "", &["record", "amber-heron", "retrospective", "--note", &note]);
        (note, output)
    };
    let outputs: Vec<(String, Output)> = std::thread::scope(|scope| {
        let threads: Vec<_> = (0..12).map(|n| scope.spawn(move || record(n))).collect();
        threads.into_iter().map(|thread| thread.join().unwrap()).collect()
    });
    let text = fs::read_to_string(repository.path().join(INCIDENT)).unwrap();
    assert!(outputs.iter().any(|(_, output)| output.status.success()));
    for (note, output) in outputs {
        let said = String::from_utf8_lossy(&output.stderr).into_owned();
        assert_eq!(text.contains(&note), output.status.success(), "{note}: {said}");
        assert!(output.status.success() || said.contains("run the command again"), "{note}: {said}");
    }
}
