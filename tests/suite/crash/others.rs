//! Others at the same folder: builds that write to it, and whoever reads it.

use std::fs::{self, File};
use std::io::Read;
use std::os::fd::AsRawFd;
use std::path::Path;
use std::sync::atomic::{AtomicBool, Ordering};

use advisory::output::{OutputError, System};

use super::kills::PrivateRepository;
use super::{Pair, build, contents, folder, names, plan};

#[test]
fn eight_builds_at_once_leave_the_whole_output_of_one_of_them() {
    let desk = PrivateRepository::new(6);
    let out = desk.out();
    let (mut done, mut refused) = (0, 0);
    for round in 0..4 {
        let children: Vec<_> = (0..8).map(|n| desk.build((n + round) % 2, &out)).collect();
        for child in children {
            let output = child.wait_with_output().unwrap();
            let said = String::from_utf8_lossy(&output.stderr).into_owned();
            match output.status.code() {
                Some(0) => done += 1,
                Some(2) if said.contains("another build is writing") => refused += 1,
                code => panic!("{code:?}: {said}"),
            }
        }
        // The site of one of them and the drafts of one of them, and nothing else.
        assert!(desk.is_whole(&out), "round {round}: {:?}", contents(&out).keys());
    }
    eprintln!("{done} builds were done, {refused} refused");
    assert!(done >= 4);
}

fn state(number: usize) -> Pair {
    let mut pair = Pair { site: plan([("same.html", "same")]), drafts: plan([]) };
    (0..40).for_each(|file| pair.site.add(format!("{}/{file}.html", file % 3), format!("state {number}")));
    pair
}

/// A handle stays with the state it was opened in: its files are that state's until they are gone. A path leads to the
/// state of the moment, and to no half of a file.
#[test]
fn who_holds_the_folder_open_sees_one_state_and_who_goes_by_path_sees_whole_files() {
    let out = folder();
    let live = out.path().join("site");
    build(&System, out.path(), &state(0)).unwrap();
    let seen = std::thread::scope(|scope| {
        let reader = scope.spawn(|| {
            let (mut whole, mut by_path) = (0, 0);
            while by_path < 80_000 || whole == 0 {
                let handle = File::open(&live).unwrap();
                let through = Path::new("/proc/self/fd").join(handle.as_raw_fd().to_string());
                let read = |root: &Path| {
                    (0..40).map(|n| fs::read(root.join(format!("{}/{n}.html", n % 3))).ok()).collect::<Vec<_>>()
                };
                let mut files = read(&through);
                whole += usize::from(files.iter().all(Option::is_some));
                files.retain(Option::is_some);
                files.dedup();
                assert!(files.len() <= 1, "one handle, two states: {files:?}");
                for file in read(&live) {
                    let file = file.expect("a path leads to a file at every instant");
                    assert!(file == b"state 0" || file == b"state 1", "{file:?}");
                    by_path += 1;
                }
            }
            (whole, by_path)
        });
        for n in (1..).take_while(|_| !reader.is_finished()) {
            build(&System, out.path(), &state(n % 2)).unwrap();
        }
        reader.join().unwrap()
    });
    assert!(seen.0 > 0 && seen.1 >= 80_000, "{seen:?}");
}

/// The system takes the lock back from the dead.
#[test]
fn the_lock_does_not_outlive_its_holder() {
    let out = folder();
    build(&System, out.path(), &state(0)).unwrap();
    let script = "exec 9>>\"$0\"; flock -n 9 || exit 3; echo held; exec sleep 600";
    let child = std::process::Command::new("sh")
        .args(["-c", script])
        .arg(out.path().join(".advisory-output"))
        .stdout(std::process::Stdio::piped())
        .spawn();
    let mut child = child.unwrap();
    let mut said = [0; 4];
    if child.stdout.take().unwrap().read_exact(&mut said).is_err() {
        child.wait().unwrap();
        eprintln!("skipped: there is no program `flock`");
        return;
    }
    assert!(matches!(build(&System, out.path(), &state(1)), Err(OutputError::Busy(_))));
    child.kill().unwrap();
    child.wait().unwrap();
    build(&System, out.path(), &state(1)).unwrap();
}

/// Somebody deletes the folder above while a build writes into it.
#[test]
fn a_folder_that_goes_away_meanwhile_is_an_error_and_no_more() {
    let above = folder();
    let out = above.path().join("out");
    let done = AtomicBool::new(false);
    std::thread::scope(|scope| {
        scope.spawn(|| {
            while !done.load(Ordering::Relaxed) {
                let _not_there = fs::remove_dir_all(&out);
            }
        });
        for n in 0..60 {
            if let Err(error) = build(&System, &out, &state(n % 2)) {
                assert!(matches!(error, OutputError::Refused { .. } | OutputError::NotOurs(_)), "{error}");
            }
        }
        done.store(true, Ordering::Relaxed);
    });
    let _not_there = fs::remove_dir_all(&out);
    build(&System, &out, &state(1)).unwrap();
    assert_eq!(names(above.path()), ["out"]);
}
