//! The real program, killed at instants that nobody chose.

use std::ffi::OsString;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::time::{Duration, Instant};

use tempfile::TempDir;

use super::{Contents, PROGRAM, contents, folder, names};

#[path = "../../../benches/build/portfolio.rs"]
mod portfolio;

/// A folder with two portfolios that differ in some of their pages, and what a build makes of each.
pub(super) struct PrivateRepository {
    folder: TempDir,
    pub(super) states: [Contents; 2],
    /// How long a build took.
    length: Duration,
}

impl PrivateRepository {
    pub(super) fn new(size: usize) -> Self {
        Self::within(folder(), size)
    }

    fn within(folder: TempDir, size: usize) -> Self {
        let mut desk = Self { folder, states: Default::default(), length: Duration::ZERO };
        for which in 0..2 {
            let files = portfolio::files(size + which * 3);
            advisory::output::apply(&files, &desk.folder.path().join(format!("portfolio-{which}")), super::now())
                .unwrap();
            let out = desk.folder.path().join(format!("state-{which}"));
            let start = Instant::now();
            assert!(desk.build(which, &out).wait().unwrap().success());
            desk.length = start.elapsed();
            desk.states[which] = contents(&out);
        }
        assert_ne!(desk.states[0], desk.states[1]);
        desk
    }

    pub(super) fn out(&self) -> PathBuf {
        self.folder.path().join("out")
    }

    pub(super) fn build(&self, which: usize, out: &Path) -> Child {
        Command::new(PROGRAM)
            .arg("-C")
            .arg(self.folder.path().join(format!("portfolio-{which}")))
            .args(["--now", "2027-01-01T00:00:00Z"])
            .args(parts(out))
            .stdout(Stdio::null())
            .stderr(Stdio::piped())
            .spawn()
            .unwrap()
    }

    /// Whether both folders of the output are whole, and nothing else is beside them.
    pub(super) fn is_whole(&self, out: &Path) -> bool {
        let now = contents(out);
        FOLDERS.iter().all(|name| self.state(name, &now).is_some())
            && names(&out.join("public")) == [".advisory-output", "site"]
            && names(&out.join("private")) == [".advisory-output", "announcements"]
    }

    /// Which of the two states a folder of the output is in, if a whole one.
    fn state(&self, name: &str, now: &Contents) -> Option<usize> {
        let of = |contents: &Contents| -> Contents {
            contents
                .iter()
                .filter(|(path, _)| Path::new(path).starts_with(name))
                .map(|(p, b)| (p.clone(), b.clone()))
                .collect()
        };
        let now = of(now);
        self.states.iter().position(|state| of(state) == now)
    }
}

/// The folders of a build's output.
const FOLDERS: [&str; 2] = ["public/site", "private/announcements"];

/// The arguments that build both the site and the drafts below a folder.
pub(super) fn parts(out: &Path) -> Vec<OsString> {
    let [public, private] = ["public", "private"].map(|name| out.join(name).into_os_string());
    vec!["build".into(), "--out".into(), public, "--drafts".into(), private]
}

/// The same numbers in every run.
struct Numbers(u64);

impl Numbers {
    fn below(&mut self, end: u64) -> u64 {
        self.0 = self.0.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        (self.0 >> 33) % end.max(1)
    }
}

const ROUNDS: usize = 40;

#[test]
fn the_program_killed_at_any_moment_leaves_whole_states_and_the_next_build_succeeds() {
    // On a disk, where writing takes longer than in memory.
    let desk = PrivateRepository::within(TempDir::new().unwrap(), 40);
    let out = desk.out();
    assert!(desk.states[0].len() > 100, "{}", desk.states[0].len());
    assert!(desk.build(0, &out).wait().unwrap().success());
    let mut numbers = Numbers(7);
    let (mut killed, mut writing) = (0, 0);
    // How long a run takes while nothing else loads the machine may be a fraction of what was measured before.
    let mut run = desk.length;
    for round in 0..ROUNDS {
        let mut child = desk.build((round + 1) % 2, &out);
        // Most of a run is reading and thinking: every other kill waits until it writes.
        let length = match round % 2 {
            0 => run,
            _ => {
                let staged = |name: &str| out.join(name).symlink_metadata().is_ok();
                while !staged("public/.site.staged")
                    && !staged("private/.announcements.staged")
                    && child.try_wait().unwrap().is_none()
                {
                    std::thread::yield_now();
                }
                Duration::from_millis(8)
            }
        };
        let until = Instant::now() + Duration::from_micros(numbers.below(u64::try_from(length.as_micros()).unwrap()));
        while Instant::now() < until {
            std::thread::yield_now();
        }
        let _ended_already = child.kill();
        let finished = child.wait().unwrap().success();
        killed += usize::from(!finished);
        if finished && round % 2 == 0 {
            run /= 2;
        }
        let now = contents(&out);
        for name in FOLDERS {
            assert!(desk.state(name, &now).is_some(), "round {round}: {name} is a mix");
        }
        writing += usize::from(now.keys().any(|path| path.contains(".staged")));
        if round % 8 == 7 {
            let which = round / 8 % 2;
            assert!(desk.build(which, &out).wait().unwrap().success(), "round {round}");
            assert!(contents(&out) == desk.states[which], "round {round}");
            assert!(desk.is_whole(&out));
        }
    }
    eprintln!("{killed} of {ROUNDS} were killed, {writing} while they wrote");
    assert!(killed > ROUNDS / 4, "{killed} of {ROUNDS}");
    assert!(fs::metadata(out.join("public/site")).unwrap().is_dir());
}
