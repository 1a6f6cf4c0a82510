//! Every operation of a build fails once, and every operation is once the last: what is left is whole.

use std::fs;
use std::os::unix::fs::{PermissionsExt, symlink};
use std::path::Path;

use rustix::io::Errno;
use tempfile::TempDir;

use super::disk::{Fault, Faulty};
use super::{Contents, Pair, build, contents, folder, names, plan, planned};
use advisory::error::Help as _;

const ERRORS: [Errno; 6] = [Errno::NOSPC, Errno::ACCESS, Errno::IO, Errno::ROFS, Errno::MLINK, Errno::NOMEM];

/// What stands there, what happens to it before the build, what is built on which disk.
struct Scenario {
    name: &'static str,
    before: Option<Pair>,
    meanwhile: fn(&Path),
    after: Pair,
    exchanges: bool,
    links: bool,
}

fn one() -> Pair {
    Pair {
        site: plan([
            ("index.html", "one"),
            ("a/page.html", "page"),
            ("a/deep/er.html", "deep"),
            ("gone/old.html", "old"),
        ]),
        drafts: plan([("amber-heron/mail.eml", "due"), ("amber-heron/issue.md", "due as well")]),
    }
}

fn other() -> Pair {
    Pair {
        site: plan([
            ("index.html", "two"),
            ("a/page.html", "page"),
            ("a/deep/er.html", "deep"),
            ("new/new.html", "new"),
        ]),
        drafts: plan([("amber-heron/mail.eml", "sent"), ("quiet-otter/mail.eml", "due")]),
    }
}

fn scenarios() -> Vec<Scenario> {
    let nothing = |_: &Path| {};
    let change =
        |name| Scenario { name, before: Some(one()), meanwhile: nothing, after: other(), exchanges: true, links: true };
    let fewer = Pair { site: plan([("index.html", "one")]), drafts: plan([]) };
    vec![
        change("changed"),
        Scenario { before: None, ..change("first") },
        Scenario { before: None, meanwhile: |out| fs::create_dir_all(out.join("site")).unwrap(), ..change("vacant") },
        Scenario { after: fewer, ..change("shrinking") },
        Scenario { after: one(), ..change("unchanged") },
        Scenario { after: Pair { drafts: one().drafts, ..other() }, ..change("only the site changed") },
        Scenario { meanwhile: stray, ..change("strays") },
        Scenario { meanwhile: leave, ..change("what a killed build left") },
        Scenario { exchanges: false, ..change("two renames") },
        Scenario { exchanges: false, meanwhile: leave_between, ..change("killed between two renames") },
        Scenario { links: false, ..change("no links") },
    ]
}

fn stray(out: &Path) {
    fs::create_dir_all(out.join("site/empty/er")).unwrap();
    fs::write(out.join("site/a/stray"), "stray").unwrap();
    symlink("../beside", out.join("site/link")).unwrap();
}

fn leave(out: &Path) {
    for name in [".site.staged", ".announcements.staged"] {
        fs::create_dir_all(out.join(name).join("a/b")).unwrap();
        fs::write(out.join(name).join("a/half"), "ha").unwrap();
    }
}

fn leave_between(out: &Path) {
    leave(out);
    fs::rename(out.join("site"), out.join(".site.previous")).unwrap();
}

impl Scenario {
    /// A new folder in the state before, with neighbours that are nobody's business.
    fn prepare(&self) -> TempDir {
        let out = folder();
        fs::create_dir(out.path().join("beside")).unwrap();
        fs::write(out.path().join("beside/kept"), "kept").unwrap();
        fs::write(out.path().join("kept.txt"), "kept").unwrap();
        if let Some(before) = &self.before {
            build(&Faulty::sound(), out.path(), before).unwrap();
        }
        (self.meanwhile)(out.path());
        out
    }

    fn disk(&self, fault: Option<(usize, Fault)>) -> Faulty {
        let disk = fault.map_or_else(Faulty::sound, |(n, fault)| Faulty::new(n, fault));
        Faulty { exchanges: self.exchanges, links: self.links, ..disk }
    }

    /// How many operations the build has. While a process that another test starts holds the lock, it is asked for again:
    /// the fewest of a few builds are those of the build itself.
    fn operations(&self) -> usize {
        let count = |_| {
            let (out, disk) = (self.prepare(), self.disk(None));
            build(&disk, out.path(), &self.after).unwrap();
            self.is_done(out.path(), "soundly");
            disk.operations().len()
        };
        (0..3).map(count).min().unwrap()
    }

    /// Asserts that the build is done and nothing else is there.
    fn is_done(&self, out: &Path, when: &str) {
        assert_eq!(contents(&out.join("site")), planned(&self.after.site), "{} {when}", self.name);
        assert_eq!(contents(&out.join("announcements")), planned(&self.after.drafts), "{} {when}", self.name);
        assert_eq!(
            names(out),
            [".advisory-output", "announcements", "beside", "kept.txt", "site"],
            "{} {when}",
            self.name
        );
        self.neighbours_stand(out, when);
    }

    fn neighbours_stand(&self, out: &Path, when: &str) {
        let kept: Contents = [("kept".to_owned(), Some(b"kept".to_vec()))].into();
        assert_eq!(contents(&out.join("beside")), kept, "{} {when}", self.name);
        assert_eq!(fs::read(out.join("kept.txt")).unwrap(), b"kept", "{} {when}", self.name);
    }

    /// Which state each folder is in, or a failed test: `before` is what stood there when the build began.
    fn states(&self, before: &Contents, out: &Path, when: &str) -> [State; 2] {
        self.neighbours_stand(out, when);
        let now = contents(out);
        [("site", planned(&self.after.site)), ("announcements", planned(&self.after.drafts))].map(|(name, after)| {
            // Between two renames the state before is whole, and the next build puts it back.
            let stands = |contents: &Contents| {
                let aside = || below(contents, &format!(".{name}.previous")).filter(|_| !self.exchanges);
                below(contents, name).or_else(aside)
            };
            match (stands(before), stands(&now)) {
                (before, now) if before == now => State::Before,
                (_, Some(now)) if now == after => State::After,
                (_, now) => panic!("{} {when}: {name} is a mix: {now:?}", self.name),
            }
        })
    }
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum State {
    Before,
    After,
}

/// What stands below a name, if anything does.
fn below(contents: &Contents, name: &str) -> Option<Contents> {
    contents.get(name)?;
    let inside = contents
        .iter()
        .filter_map(|(path, bytes)| Some((path.strip_prefix(name)?.strip_prefix('/')?.to_owned(), bytes.clone())));
    Some(inside.collect())
}

#[test]
fn a_build_that_fails_at_any_operation_leaves_whole_states_and_says_what_failed() {
    for scenario in scenarios() {
        // Each operation fails in two ways, so that every way comes at every third operation.
        let errors = |n: usize| [0, 3].map(|way| (n, ERRORS[(n + way) % ERRORS.len()]));
        for (n, error) in (0..scenario.operations()).flat_map(errors) {
            let out = scenario.prepare();
            let before = contents(out.path());
            let disk = scenario.disk(Some((n, Fault::Error(error))));
            let result = build(&disk, out.path(), &scenario.after);
            let operations = disk.operations();
            assert!(disk.failed(), "{}: operation {n} was not reached", scenario.name);
            let when = format!("with {error:?} at {n}: {}", operations[n]);
            let states = scenario.states(&before, out.path(), &when);
            let unchanged = scenario.name == "unchanged";
            match &result {
                Ok(_) => assert!(unchanged || states.contains(&State::After), "{} {when}", scenario.name),
                Err(error) => {
                    // After the first folder is in place, only the second and the waiting for the disk can fail.
                    let what = &operations[n];
                    let second =
                        (what.starts_with("exchange") || what.starts_with("rename")) && what.contains("announcements");
                    let late = second || what.starts_with("sync the names");
                    assert!(late || !states.contains(&State::After), "{} {when}: {states:?}", scenario.name);
                    let said = error.to_string();
                    assert!(said.starts_with("cannot ") && said.contains(out.path().to_str().unwrap()), "{said}");
                    assert!(error.help().is_some_and(|help| !help.is_empty()));
                }
            }
            // One failure does not stop what cleans up, unless it is what fails.
            let litter = names(out.path()).iter().any(|name| name.ends_with(".staged") || name.ends_with(".previous"));
            let begun_clean = !before.keys().any(|path| path.starts_with('.') && path.contains(".staged"));
            let removal = operations[n].starts_with("remove");
            assert!(!litter || removal || !begun_clean, "{} {when}: {:?}", scenario.name, names(out.path()));
            build(&scenario.disk(None), out.path(), &scenario.after).unwrap();
            scenario.is_done(out.path(), &when);
        }
    }
}

#[test]
fn a_build_that_is_killed_at_any_operation_leaves_whole_states_and_the_next_one_succeeds() {
    for scenario in scenarios() {
        for n in 0..scenario.operations() {
            let out = scenario.prepare();
            let before = contents(out.path());
            let disk = scenario.disk(Some((n, Fault::Death)));
            let _dead = build(&disk, out.path(), &scenario.after);
            let when = format!("killed at {n}: {}", disk.operations()[n]);
            let states = scenario.states(&before, out.path(), &when);
            assert_ne!(states, [State::Before, State::After], "{} {when}: drafts came before the site", scenario.name);
            build(&scenario.disk(None), out.path(), &scenario.after).unwrap();
            scenario.is_done(out.path(), &when);
        }
    }
}

#[test]
fn a_build_that_is_killed_while_it_cleans_up_after_a_killed_one_does_no_harm() {
    for scenario in scenarios() {
        let operations = scenario.operations();
        for (first, second) in (0..operations).flat_map(|n| (n % 5..2 * operations).step_by(5).map(move |m| (n, m))) {
            let out = scenario.prepare();
            let before = contents(out.path());
            let mut finished = false;
            for n in [first, second] {
                let disk = scenario.disk(Some((n, Fault::Death)));
                let _dead = build(&disk, out.path(), &scenario.after);
                finished |= !disk.failed();
                scenario.states(&before, out.path(), &format!("killed at {first}, then at {second}"));
            }
            if finished {
                break;
            }
            build(&scenario.disk(None), out.path(), &scenario.after).unwrap();
            scenario.is_done(out.path(), &format!("killed at {first}, then at {second}"));
        }
    }
}

/// What only the owner may read is so at every instant, whatever becomes of the build.
#[test]
fn drafts_are_never_there_for_others_to_read() {
    let scenario = scenarios().remove(0);
    for n in 0..scenario.operations() {
        let out = scenario.prepare();
        let _dead = build(&scenario.disk(Some((n, Fault::Death))), out.path(), &scenario.after);
        for name in ["announcements", ".announcements.staged"].iter().filter(|name| out.path().join(name).exists()) {
            let drafts = out.path().join(name);
            let open = fs::metadata(&drafts).unwrap().permissions().mode() & 0o077 != 0;
            let holds = fs::read_dir(&drafts).unwrap().next().is_some();
            assert!(!(open && holds), "{name} killed at {n}");
        }
    }
}

/// A mark that was cut short names no folder by accident, and swallows no name that comes after.
#[test]
fn a_mark_that_was_cut_short_lists_what_it_lists_in_whole_lines() {
    let out = folder();
    fs::create_dir(out.path().join("sit")).unwrap();
    fs::write(out.path().join("sit/thesis.tex"), "years of work").unwrap();
    for torn in ["# The folders besi", "# …\nsit", "# …\n\u{fffd}"] {
        fs::write(out.path().join(".advisory-output"), torn).unwrap();
        let _ = fs::remove_dir_all(out.path().join("site"));
        let _ = fs::remove_dir_all(out.path().join("announcements"));
        build(&Faulty::sound(), out.path(), &one()).unwrap();
        build(&Faulty::sound(), out.path(), &other()).unwrap();
        let error = advisory::output::apply(&one().site, &out.path().join("sit"), super::now()).unwrap_err();
        assert!(matches!(error, advisory::output::OutputError::NotOurs(_)), "{torn:?}: {error}");
    }
}

#[test]
fn a_lock_that_fails_is_an_error_and_a_disk_without_locks_is_none() {
    let scenario = scenarios().remove(0);
    let out = scenario.prepare();
    let disk = scenario.disk(None);
    build(&disk, out.path(), &scenario.after).unwrap();
    let lock = disk.operations().iter().position(|what| what.starts_with("lock")).unwrap();
    for (errno, fails) in [(Errno::NOLCK, true), (Errno::IO, true), (Errno::NOSYS, false), (Errno::OPNOTSUPP, false)] {
        let out = scenario.prepare();
        let result = build(&scenario.disk(Some((lock, Fault::Error(errno)))), out.path(), &scenario.after);
        assert_eq!(result.is_err(), fails, "{errno:?}");
        if let Err(error) = result {
            assert!(error.to_string().starts_with("cannot lock "), "{error}");
        }
    }
}
