//! The output folder: from one whole state to the next, or not at all.

use std::fs::{self, File};
use std::os::unix::fs::{MetadataExt, PermissionsExt, symlink};
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::sync::atomic::{AtomicBool, Ordering};

use advisory::error::Help as _;
use advisory::output::{self, Folder, OutputError, Readers, System, Written};
use advisory::plan::{Files, Plan, Sink, Stopped};
use advisory::time::Instant;
use proptest::prelude::*;
use tempfile::TempDir;

use crate::support::{at, files, plan};

fn apply(plan: &Plan, live: &Path) -> Result<Written, OutputError> {
    output::apply(plan, live, now())
}

fn apply_private(plan: &Plan, live: &Path) -> Result<Written, OutputError> {
    let folder =
        Folder { name: live.file_name().unwrap().to_str().unwrap(), files: plan, readers: Readers::Owner, cache: None };
    output::apply_all(&System, live.parent().unwrap(), [folder], now()).map(|[written]| written)
}

fn now() -> Instant {
    at("2026-03-10T15:00:00Z")
}

fn first() -> Plan {
    plan([("index.html", "one"), ("a/page.html", "page"), ("a/deep/er.html", "deep"), ("gone/old.html", "old")])
}

fn second() -> Plan {
    plan([("index.html", "two"), ("a/page.html", "page"), ("a/deep/er.html", "deep"), ("new/new.html", "new")])
}

/// Whether the folder holds the plan and nothing else, folders included.
fn is(live: &Path, plan: &Plan) -> bool {
    let planned: Vec<_> = plan.iter().map(|(path, bytes)| (path.to_owned(), bytes.to_owned())).collect();
    let others = walkdir::WalkDir::new(live).min_depth(1).into_iter().map(Result::unwrap);
    let bare = |folder: &Path| fs::read_dir(folder).unwrap().next().is_none();
    files(live) == planned
        && others.into_iter().all(|e| e.file_type().is_file() || !e.path_is_symlink() && !bare(e.path()))
}

fn names(folder: &Path) -> Vec<String> {
    let mut names: Vec<_> =
        fs::read_dir(folder).unwrap().map(|e| e.unwrap().file_name().into_string().unwrap()).collect();
    names.sort();
    names
}

fn refused(plan: &Plan, live: &Path) -> OutputError {
    let error = apply(plan, live).unwrap_err();
    assert!(error.help().is_some_and(|help| !help.is_empty()));
    error
}

#[test]
fn a_first_build_writes_every_file_for_everyone_to_read() {
    let out = TempDir::new().unwrap();
    let live = out.path().join("deep/build/site");
    let written = apply(&first(), &live).unwrap();
    assert_eq!(written, Written { files: 4, changed: 4, removed: 0, bytes_written: 14 });
    assert!(is(&live, &first()));
    let mode = |path: PathBuf| fs::metadata(path).unwrap().mode() & 0o7777;
    assert_eq!((mode(live.join("a/page.html")), mode(live.join("a")), mode(live.clone())), (0o644, 0o755, 0o755));
    assert_eq!(names(live.parent().unwrap()), [".advisory-output", "site"]);
    let private = out.path().join("announcements");
    apply_private(&first(), &private).unwrap();
    assert_eq!((mode(private.join("index.html")), mode(private.join("a")), mode(private)), (0o600, 0o700, 0o700));
}

#[test]
fn a_build_that_changes_nothing_touches_nothing() {
    let out = TempDir::new().unwrap();
    let live = out.path().join("site");
    apply(&first(), &live).unwrap();
    let state = || {
        let all = walkdir::WalkDir::new(out.path()).sort_by_file_name().into_iter().map(Result::unwrap);
        let stat = |meta: fs::Metadata| (meta.ino(), meta.mtime(), meta.mtime_nsec(), meta.ctime(), meta.ctime_nsec());
        all.map(|e| (e.path().to_owned(), stat(e.metadata().unwrap()))).collect::<Vec<_>>()
    };
    let before = state();
    assert_eq!(apply(&first(), &live).unwrap(), Written { files: 4, ..Written::default() });
    assert_eq!(state(), before);
}

/// A folder with one file, and perhaps one that can't be made.
struct Made {
    text: Vec<u8>,
    fails: bool,
}

impl Files for Made {
    fn pour(&self, sink: &dyn Sink) -> Result<(), Stopped> {
        sink.take("all.json", &self.text)?;
        if self.fails { Err(Stopped) } else { Ok(()) }
    }
}

#[test]
fn what_can_not_be_made_as_a_whole_is_not_put_in_place() {
    let out = TempDir::new().unwrap();
    let build = |text: &str, fails| {
        let files = Made { text: text.into(), fails };
        let folder = Folder { name: "site", files: &files, readers: Readers::Everyone, cache: None };
        output::apply_all(&System, out.path(), [folder], now())
            .map(|[written]| (written.changed, written.bytes_written))
    };
    assert_eq!(build("old", false).unwrap(), (1, 3));
    assert!(matches!(build("new", true), Err(OutputError::Stopped)));
    assert_eq!(fs::read_to_string(out.path().join("site/all.json")).unwrap(), "old");
    assert_eq!(names(out.path()), [".advisory-output", "site"]);
    assert_eq!(build("old", false).unwrap(), (0, 0), "it is there already");
}

#[test]
fn what_stays_the_same_keeps_its_time_and_the_rest_goes() {
    let out = TempDir::new().unwrap();
    let live = out.path().join("site");
    apply(&first(), &live).unwrap();
    let kept = || fs::metadata(live.join("a/deep/er.html")).map(|m| (m.ino(), m.mtime(), m.mtime_nsec())).unwrap();
    let before = kept();
    let outside = out.path().join("outside");
    fs::create_dir(&outside).unwrap();
    fs::write(outside.join("page.html"), "outside").unwrap();
    symlink(&outside, live.join("link")).unwrap();
    fs::create_dir_all(live.join("empty/er")).unwrap();
    let written = apply(&second(), &live).unwrap();
    assert_eq!(written, Written { files: 4, changed: 2, removed: 2, bytes_written: 6 });
    assert!(is(&live, &second()));
    assert_eq!(kept(), before);
    assert_eq!(files(&outside), [("page.html".to_owned(), b"outside".to_vec())]);
    assert_eq!(names(out.path()), [".advisory-output", "outside", "site"]);

    for stray in ["empty", "index.html/"] {
        fs::create_dir_all(live.join("stray").join(stray)).unwrap();
        apply(&second(), &live).unwrap();
        assert!(is(&live, &second()), "{stray}");
    }
}

/// The modification times of the folder and all below it, in seconds and nanoseconds since 1970.
fn times(live: &Path) -> Vec<(String, i64, i64)> {
    let entries = walkdir::WalkDir::new(live).sort_by_file_name().into_iter().map(Result::unwrap);
    let path = |e: &walkdir::DirEntry| e.path().strip_prefix(live).unwrap().to_str().unwrap().to_owned();
    entries.map(|e| (path(&e), e.metadata().unwrap())).map(|(p, m)| (p, m.mtime(), m.mtime_nsec())).collect()
}

fn timed<'a>(times: impl IntoIterator<Item = (&'a str, Instant)>) -> Vec<(String, i64, i64)> {
    times.into_iter().map(|(path, at)| (path.to_owned(), at.unix(), 0)).collect()
}

#[test]
fn what_is_written_has_the_time_of_the_build_and_the_rest_keeps_its_own() {
    let out = TempDir::new().unwrap();
    let live = out.path().join("site");
    let [one, two, three] = ["2026-01-01T00:00:00Z", "2026-02-02T02:02:02Z", "2026-03-03T03:03:03Z"].map(at);
    output::apply(&first(), &live, one).unwrap();
    let entries = ["", "a", "a/deep", "a/deep/er.html", "a/page.html", "gone", "gone/old.html", "index.html"];
    assert_eq!(times(&live), timed(entries.map(|path| (path, one))));

    output::apply(&second(), &live, two).unwrap();
    let kept = ["a", "a/deep", "a/deep/er.html", "a/page.html"].map(|path| (path, one));
    let written = ["index.html", "new", "new/new.html"].map(|path| (path, two));
    let expected = timed([("", two)].into_iter().chain(kept).chain(written));
    assert_eq!(times(&live), expected);

    // Nothing differs: nothing is younger.
    output::apply(&second(), &live, three).unwrap();
    assert_eq!(times(&live), expected);

    // One file differs, so that no folder has other entries; then one goes, and one becomes a folder.
    let changed =
        plan([("index.html", "2"), ("a/page.html", "page"), ("a/deep/er.html", "deep"), ("new/new.html", "new")]);
    output::apply(&changed, &live, three).unwrap();
    let old = |paths: &[&'static str], at| paths.iter().map(|path| (*path, at)).collect::<Vec<_>>();
    let kept = [old(&[""], two), old(&["a", "a/deep", "a/deep/er.html", "a/page.html"], one)].concat();
    let written = [old(&["index.html"], three), old(&["new", "new/new.html"], two)].concat();
    assert_eq!(times(&live), timed([kept, written].concat()));
    let fewer = plan([("index.html", "2"), ("a/page.html", "page"), ("a/deep/er.html/x", "deep")]);
    output::apply(&fewer, &live, two).unwrap();
    let new = old(&["", "a/deep", "a/deep/er.html", "a/deep/er.html/x"], two);
    let expected =
        [old(&[""], two), old(&["a"], one), new[1..].to_vec(), old(&["a/page.html"], one), old(&["index.html"], three)];
    assert_eq!(times(&live), timed(expected.concat()));
}

/// Years that a file can write and few file systems can hold.
#[test]
fn no_instant_is_too_early_or_late_to_build_at() {
    for now in ["0000-01-01T00:00:00Z", "1969-12-31T23:59:59Z", "1970-01-01T00:00:00Z", "9999-12-31T23:59:59Z"] {
        let out = TempDir::new().unwrap();
        let live = out.path().join("site");
        output::apply(&first(), &live, at(now)).unwrap();
        output::apply(&second(), &live, at(now)).unwrap();
        assert!(is(&live, &second()), "{now}");
        let oldest = times(&live).iter().map(|(_, seconds, _)| *seconds).min().unwrap();
        assert_eq!(oldest > 0, now.starts_with('9'), "{now}: {oldest}");
        assert!(oldest >= 0, "{now}: {oldest}");
    }
}

#[test]
fn a_link_in_the_output_is_not_followed() {
    let out = TempDir::new().unwrap();
    let live = out.path().join("site");
    apply(&first(), &live).unwrap();
    let outside = out.path().join("outside");
    fs::rename(live.join("a"), &outside).unwrap();
    symlink(&outside, live.join("a")).unwrap();
    apply(&second(), &live).unwrap();
    assert!(is(&live, &second()));
    assert_eq!(files(&outside).len(), 2);
    assert!(!live.join("a").is_symlink());

    // Not even one to a file with the planned bytes.
    fs::rename(live.join("index.html"), out.path().join("same.html")).unwrap();
    symlink(out.path().join("same.html"), live.join("index.html")).unwrap();
    assert_eq!(apply(&second(), &live).unwrap().changed, 1);
    assert!(!live.join("index.html").is_symlink());
}

#[test]
fn a_folder_that_no_build_wrote_is_left_alone() {
    let out = TempDir::new().unwrap();
    let live = out.path().join("site");
    fs::create_dir(&live).unwrap();
    fs::write(live.join("thesis.tex"), "years of work").unwrap();
    let error = refused(&first(), &live);
    assert!(matches!(error, OutputError::NotOurs(_)), "{error}");
    assert_eq!(names(out.path()), ["site"]);
    assert_eq!(names(&live), ["thesis.tex"]);

    // Another folder beside it is ours; this one still is not.
    apply(&first(), &out.path().join("other")).unwrap();
    assert!(matches!(refused(&first(), &live), OutputError::NotOurs(_)));
    fs::remove_file(live.join("thesis.tex")).unwrap();
    apply(&first(), &live).unwrap();
    let mark = fs::read_to_string(out.path().join(".advisory-output")).unwrap();
    assert_eq!(mark.lines().skip(1).collect::<Vec<_>>(), ["other", "site"]);
}

#[test]
fn a_file_or_a_link_is_no_output_folder() {
    let out = TempDir::new().unwrap();
    fs::create_dir(out.path().join("real")).unwrap();
    symlink("real", out.path().join("link")).unwrap();
    fs::write(out.path().join("file"), "x").unwrap();
    for name in ["link", "file", "..", "real/.."] {
        let error = refused(&first(), &out.path().join(name));
        assert!(matches!(error, OutputError::NotAFolder(_)), "{name}: {error}");
    }
    // Not even when it took the place of ours.
    let live = out.path().join("site");
    apply(&first(), &live).unwrap();
    fs::rename(&live, out.path().join("elsewhere")).unwrap();
    symlink("elsewhere", &live).unwrap();
    assert!(matches!(refused(&second(), &live), OutputError::NotAFolder(_)));
    assert!(is(&out.path().join("elsewhere"), &first()));
}

#[test]
fn a_path_that_leaves_the_folder_or_means_another_file_elsewhere_is_refused() {
    let out = TempDir::new().unwrap();
    let live = out.path().join("site");
    for path in ["", "/etc/passwd", "../up", "a/../../up", "a/./b", "a//b", "a/", "nul\0", "line\nbreak", "a\\b", ".."]
    {
        let error = refused(&plan([("fine", "x"), (path, "x")]), &live);
        assert!(matches!(error, OutputError::BadPath { .. }), "{path:?}: {error}");
        assert!(!error.to_string().contains(char::is_control), "{error:?}");
    }
    for (one, other) in [("a.html", "A.html"), ("É/x", "é/y"), ("a", "a/b"), ("A", "a/b"), ("a/B/x", "a/b/y")] {
        let error = refused(&plan([(one, "x"), (other, "x")]), &live);
        assert!(matches!(error, OutputError::Conflict { .. }), "{one} {other}: {error}");
    }
    assert_eq!(names(out.path()), [".advisory-output"]);
}

#[test]
fn a_build_that_fails_half_way_leaves_the_old_state_whole() {
    let out = TempDir::new().unwrap();
    let live = out.path().join("site");
    apply(&first(), &live).unwrap();
    let mut too_long = second();
    too_long.add(format!("new/{}", "n".repeat(300)), "x");
    let error = refused(&too_long, &live);
    assert!(matches!(error, OutputError::Refused { action: "write", .. }), "{error}");
    assert!(is(&live, &first()));
    assert_eq!(names(out.path()), [".advisory-output", "site"]);
}

#[test]
fn the_leftovers_of_a_killed_build_are_cleaned_up() {
    let out = TempDir::new().unwrap();
    let live = out.path().join("site");
    apply(&first(), &live).unwrap();
    fs::create_dir_all(out.path().join(".site.staged/a")).unwrap();
    fs::write(out.path().join(".site.staged/a/page.html"), "half a p").unwrap();
    assert_eq!(apply(&first(), &live).unwrap().changed, 0);
    assert_eq!(names(out.path()), [".advisory-output", "site"]);

    // Killed between the renames of a system that can't swap two folders.
    fs::rename(&live, out.path().join(".site.previous")).unwrap();
    fs::create_dir(out.path().join(".site.staged")).unwrap();
    assert_eq!(apply(&first(), &live).unwrap().changed, 0);
    assert!(is(&live, &first()));
    assert_eq!(names(out.path()), [".advisory-output", "site"]);

    // A folder of somebody else's that happens to be called so.
    let other = TempDir::new().unwrap();
    fs::create_dir(other.path().join(".site.staged")).unwrap();
    fs::write(other.path().join(".site.staged/kept"), "x").unwrap();
    for _ in 0..2 {
        let error = refused(&first(), &other.path().join("site"));
        assert!(matches!(error, OutputError::NotOurs(_)), "{error}");
    }
    assert!(other.path().join(".site.staged/kept").exists());
}

#[test]
fn two_builds_do_not_write_to_one_folder_at_once() {
    let out = TempDir::new().unwrap();
    let live = out.path().join("site");
    apply(&first(), &live).unwrap();
    let other = File::open(out.path().join(".advisory-output")).unwrap();
    other.lock().unwrap();
    assert!(matches!(refused(&second(), &live), OutputError::Busy(_)));
    assert!(is(&live, &first()));
    other.unlock().unwrap();
    apply(&second(), &live).unwrap();
}

/// A state of many files that all say which state it is.
fn state(number: usize) -> Plan {
    let mut plan = Plan::new();
    for file in 0..60 {
        plan.add(format!("{}/{file}.html", file % 3), format!("state {number}"));
    }
    plan.add(format!("only-in-{number}.html"), "");
    (0..60).for_each(|file| plan.add(format!("same/{file}.html"), "same"));
    plan
}

#[test]
fn a_killed_build_leaves_one_whole_state() {
    const CHILD: &str = "ADVISORY_TEST_BUILD_FOREVER_IN";
    if let Some(live) = std::env::var_os(CHILD) {
        for n in 0..usize::MAX {
            apply(&state(n % 2), Path::new(&live)).unwrap();
        }
    }
    let out = TempDir::new().unwrap();
    let live = out.path().join("site");
    let states = [state(0), state(1)];
    apply(&states[0], &live).unwrap();
    let place = || fs::metadata(&live).unwrap().ino();
    for round in 0_u64..12 {
        let before = place();
        let mut child = Command::new(std::env::current_exe().unwrap())
            .args(["--exact", "output::a_killed_build_leaves_one_whole_state"])
            .env(CHILD, &live)
            .stdout(Stdio::null())
            .stderr(Stdio::null())
            .spawn()
            .unwrap();
        // It is at work once the folder is another one.
        while place() == before {
            assert!(child.try_wait().unwrap().is_none(), "the build ended by itself");
            std::thread::yield_now();
        }
        std::thread::sleep(std::time::Duration::from_micros(1_733 * round));
        child.kill().unwrap();
        child.wait().unwrap();
        assert!(states.iter().any(|state| is(&live, state)), "round {round}");
    }
    apply(&states[0], &live).unwrap();
    assert_eq!(names(out.path()), [".advisory-output", "site"]);
}

#[test]
fn whoever_reads_meanwhile_finds_every_file() {
    let out = TempDir::new().unwrap();
    let live = out.path().join("site");
    let states = [state(0), state(1)];
    apply(&states[0], &live).unwrap();
    let done = AtomicBool::new(false);
    let reads = std::thread::scope(|scope| {
        let reader = scope.spawn(|| {
            let mut reads = 0;
            while !done.load(Ordering::Relaxed) || reads == 0 {
                assert!(fs::read_to_string(live.join("1/1.html")).unwrap().starts_with("state "));
                reads += 1;
            }
            reads
        });
        (0..12).for_each(|n| {
            apply(&states[n % 2], &live).unwrap();
        });
        done.store(true, Ordering::Relaxed);
        reader.join().unwrap()
    });
    assert!(reads > 0);
}

#[test]
fn one_file_is_written_whole_or_not_at_all() {
    let out = TempDir::new().unwrap();
    let path = out.path().join("new/folder/calendar.ics");
    output::file(&path, b"one").unwrap();
    assert_eq!(fs::read(&path).unwrap(), b"one");
    fs::set_permissions(&path, fs::Permissions::from_mode(0o640)).unwrap();
    output::file(&path, b"two").unwrap();
    assert_eq!((fs::read(&path).unwrap(), fs::metadata(&path).unwrap().mode() & 0o777), (b"two".to_vec(), 0o640));
    let link = out.path().join("link");
    symlink(&path, &link).unwrap();
    output::file(&link, b"three").unwrap();
    assert!(link.is_symlink());
    assert_eq!(fs::read(&path).unwrap(), b"three");
    output::file(Path::new("/dev/null"), b"to a device").unwrap();
    let error = output::file(&out.path().join("new"), b"x").unwrap_err();
    assert!(matches!(error, OutputError::Refused { action: "write", .. }), "{error}");
    assert_eq!(names(&out.path().join("new/folder")), ["calendar.ics"]);
    assert_eq!(names(out.path()), ["link", "new"]);
}

fn any_plan() -> impl Strategy<Value = Plan> {
    proptest::collection::btree_map("[a-c]{1,2}(/[d-f]{1,2}){0,2}/[x-z]", "[01]{0,2}", 0..12).prop_map(|files| {
        let mut plan = Plan::new();
        files.into_iter().for_each(|(path, text)| plan.add(path, text));
        plan
    })
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(64))]
    #[test]
    fn the_state_depends_on_the_plan_alone(plans in proptest::collection::vec(any_plan(), 1..4)) {
        let out = TempDir::new().unwrap();
        let live = out.path().join("site");
        let mut before: Option<&Plan> = None;
        for plan in &plans {
            let written = apply(plan, &live).unwrap();
            prop_assert!(is(&live, plan));
            let old = |path: &str| before.and_then(|before| before.get(path));
            prop_assert_eq!(written.files, plan.len());
            prop_assert_eq!(written.changed, plan.iter().filter(|(path, bytes)| old(path) != Some(*bytes)).count());
            let removed = before.map_or(0, |b| b.iter().filter(|(path, _)| plan.get(path).is_none()).count());
            prop_assert_eq!(written.removed, removed);
            before = Some(plan);
        }
    }

    #[test]
    fn the_times_depend_on_the_plans_and_their_instants_alone(
        builds in proptest::collection::vec((any_plan(), 0..4_000_000_000_i64), 1..4)
    ) {
        let build = || {
            let out = TempDir::new().unwrap();
            let live = out.path().join("site");
            for (plan, now) in &builds {
                output::apply(plan, &live, Instant::from_unix(*now).unwrap()).unwrap();
            }
            times(&live)
        };
        let one = build();
        let of_a_build = |at: i64| builds.iter().any(|(_, now)| *now == at);
        prop_assert!(one.iter().all(|(_, at, nanoseconds)| of_a_build(*at) && *nanoseconds == 0), "{:?}", one);
        prop_assert_eq!(one, build());
    }
}
