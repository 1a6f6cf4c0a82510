//! A repository of the size of a large operator project: a development line, 30 release lines that branch off it, topics that
//! are merged, fixes that are picked to the lines in the ways people do, some taken back again.

use std::collections::BTreeSet;
use std::fs;
use std::io::Write;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

pub const COMMITS: usize = 20_000;
pub const LINES: usize = 30;
pub const TAGS: usize = 300;
pub const FIXES: usize = 20;
const FILES: usize = 700;
const LINES_OF_A_FILE: usize = 120;

/// Where the fixes are.
pub struct Made {
    pub repository: PathBuf,
    /// Ids of the commits that first brought them.
    pub fixes: Vec<String>,
}

/// The same on every machine (xorshift*).
struct Dice(u64);

impl Dice {
    fn below(&mut self, n: usize) -> usize {
        self.0 ^= self.0 >> 12;
        self.0 ^= self.0 << 25;
        self.0 ^= self.0 >> 27;
        usize::try_from(self.0.wrapping_mul(0x2545_f491_4f6c_dd1d) >> 33).unwrap() % n
    }
}

/// A line of history: what its files have, and where it stands.
#[derive(Clone)]
struct Line {
    name: String,
    tip: usize,
    /// For each file, the words that its lines hold.
    files: Vec<Vec<u32>>,
    fixes: BTreeSet<usize>,
}

struct Stream {
    out: std::io::BufWriter<std::process::ChildStdin>,
    marks: usize,
}

impl Stream {
    /// A commit on a line, of the files that changed.
    fn commit(&mut self, line: &mut Line, merge: Option<usize>, message: &str, files: &[usize], fixes: &[usize]) {
        self.marks += 1;
        let time = 1_500_000_000 + 60 * self.marks;
        let out = &mut self.out;
        writeln!(out, "commit refs/heads/{}\nmark :{}", line.name, self.marks).unwrap();
        writeln!(out, "author A <a@lodestore.example> {time} +0000\ncommitter C <c@lodestore.example> {time} +0000")
            .unwrap();
        writeln!(out, "data {}\n{message}", message.len()).unwrap();
        if line.tip > 0 {
            writeln!(out, "from :{}", line.tip).unwrap();
        }
        if let Some(merge) = merge {
            writeln!(out, "merge :{merge}").unwrap();
        }
        for file in files {
            let text: String =
                line.files[*file].iter().enumerate().map(|(n, word)| format!("line {n} says {word}\n")).collect();
            writeln!(out, "M 100644 inline {}\ndata {}\n{text}", path(*file), text.len()).unwrap();
        }
        for fix in fixes {
            let name = format!("pkg/area{}/guard{fix}.go", fix % 7);
            match line.fixes.contains(fix) {
                true => {
                    let text =
                        format!("package area\n\n// Guards case {fix}.\nfunc guard() bool {{ return {fix} > 0 }}\n");
                    writeln!(out, "M 100644 inline {name}\ndata {}\n{text}", text.len()).unwrap();
                }
                false => writeln!(out, "D {name}").unwrap(),
            }
        }
        line.tip = self.marks;
    }
}

/// Two in a hundred files are those that a tenth of all commits touch.
fn path(file: usize) -> String {
    match file {
        0 => "go.mod".to_owned(),
        1 => "CHANGELOG.md".to_owned(),
        _ => format!("pkg/area{}/part{}/file{file}.go", file % 7, file % 31),
    }
}

/// Makes the repository, unless a whole one is there.
pub fn make(folder: &Path) -> Made {
    let repository = folder.join("verify.git");
    let (whole, list) = (folder.join("verify.whole"), folder.join("verify.fixes"));
    if !whole.exists() {
        let _ = fs::remove_dir_all(&repository);
        fs::create_dir_all(&repository).unwrap();
        git(&repository, &["init", "-q", "--bare", "-b", "main", "."]);
        let fixes = import(&repository);
        // As a clone would have it.
        git(&repository, &["repack", "-adq"]);
        git(&repository, &["pack-refs", "--all"]);
        fs::write(&list, fixes.join("\n")).unwrap();
        fs::write(&whole, "").unwrap();
    }
    let fixes = fs::read_to_string(list).unwrap().lines().map(str::to_owned).collect();
    Made { repository, fixes }
}

pub fn git(folder: &Path, args: &[&str]) -> String {
    let mut command = Command::new("git");
    command.current_dir(folder).args(args).env("GIT_CONFIG_NOSYSTEM", "1").env("GIT_CONFIG_GLOBAL", "/dev/null");
    let output = command.output().unwrap();
    assert!(output.status.success(), "git {args:?}: {}", String::from_utf8_lossy(&output.stderr));
    String::from_utf8(output.stdout).unwrap()
}

/// Imports in two goes: the second one's messages name commits of the first.
fn import(repository: &Path) -> Vec<String> {
    let marks = repository.join("marks");
    let mut dice = Dice(0x5eed_5eed_5eed_5eed);
    let mut main =
        Line { name: "main".to_owned(), tip: 0, files: vec![vec![0; LINES_OF_A_FILE]; FILES], fixes: BTreeSet::new() };
    let run = |marks: &Path, work: &mut dyn FnMut(&mut Stream), from: usize| {
        let mut command = Command::new("git");
        command.current_dir(repository).args([
            "fast-import",
            "--quiet",
            "--import-marks-if-exists=marks",
            "--export-marks=marks",
        ]);
        let mut child = command.stdin(Stdio::piped()).spawn().unwrap();
        let mut stream = Stream { out: std::io::BufWriter::new(child.stdin.take().unwrap()), marks: from };
        work(&mut stream);
        let last = stream.marks;
        drop(stream);
        assert!(child.wait().unwrap().success());
        let ids = fs::read_to_string(marks).unwrap();
        let mut ids: Vec<(usize, String)> = ids
            .lines()
            .filter_map(|line| line.strip_prefix(':')?.split_once(' '))
            .map(|(mark, id)| (mark.parse().unwrap(), id.to_owned()))
            .collect();
        ids.sort();
        (last, ids.into_iter().map(|(_, id)| id).collect::<Vec<String>>())
    };
    let on_main = COMMITS - LINES * PER_LINE;
    let mut lines: Vec<Line> = Vec::new();
    let mut fixes = Vec::new();
    let (last, ids) = run(
        &marks,
        &mut |stream| {
            let all: Vec<usize> = (0..FILES).collect();
            stream.commit(&mut main, None, "Begin\n", &all, &[]);
            while stream.marks < on_main {
                if lines.len() < LINES && stream.marks >= (lines.len() + 1) * (on_main / (LINES + 1)) {
                    let name = format!("release-1.{}", lines.len());
                    lines.push(Line { name, ..main.clone() });
                }
                if fixes.len() < FIXES && stream.marks > (fixes.len() + 4) * (on_main / (FIXES + 6)) {
                    let fix = fixes.len();
                    main.fixes.insert(fix);
                    stream.commit(&mut main, None, &format!("Guard case {fix}\n"), &[], &[fix]);
                    fixes.push(stream.marks);
                    continue;
                }
                let files = work(&mut dice, &mut main);
                // One in five comes by a topic of its own.
                let topic = dice.below(5) == 0 && stream.marks + 2 <= on_main;
                let mut branch = Line { name: "topic".to_owned(), ..main.clone() };
                let on = if topic { &mut branch } else { &mut main };
                stream.commit(
                    on,
                    None,
                    &format!("Work on {files:?}\n\nSigned-off-by: A <a@lodestore.example>\n"),
                    &files,
                    &[],
                );
                if topic {
                    stream.commit(&mut main, Some(branch.tip), "Merge a topic\n", &files, &[]);
                }
            }
        },
        0,
    );
    run(
        &marks,
        &mut |stream| {
            for (number, line) in lines.iter_mut().enumerate() {
                writeln!(stream.out, "reset refs/heads/{}\nfrom :{}\n", line.name, line.tip).unwrap();
                for step in 0..PER_LINE {
                    if step % (PER_LINE / (TAGS / LINES)) == 0 {
                        let tag = step / (PER_LINE / (TAGS / LINES));
                        writeln!(stream.out, "tag v1.{number}.{tag}\nfrom :{}", line.tip).unwrap();
                        writeln!(stream.out, "tagger T <t@lodestore.example> 1600000000 +0000\ndata 1\nx").unwrap();
                    }
                    let fix = step / 5;
                    let lacks = step % 5 == 2 && fix < FIXES && !line.fixes.contains(&fix) && dice.below(3) > 0;
                    let reverts = step % 5 == 3 && line.fixes.contains(&fix) && dice.below(8) == 0;
                    if lacks {
                        line.fixes.insert(fix);
                        let from = &ids[fixes[fix] - 1];
                        let message = match dice.below(2) {
                            0 => format!("Guard case {fix}\n\n(cherry picked from commit {from})\n"),
                            _ => format!("Guard case {fix} here, too\n"),
                        };
                        stream.commit(line, None, &message, &[], &[fix]);
                    } else if reverts {
                        line.fixes.remove(&fix);
                        let message = format!("Revert\n\nThis reverts commit {}.\n", ids[fixes[fix] - 1]);
                        stream.commit(line, None, &message, &[], &[fix]);
                    } else {
                        let files = work(&mut dice, line);
                        stream.commit(line, None, "Maintenance\n", &files, &[]);
                    }
                }
            }
            writeln!(stream.out, "reset refs/heads/topic\nfrom 0000000000000000000000000000000000000000\n").unwrap();
        },
        last,
    );
    fixes.into_iter().map(|mark| ids[mark - 1].clone()).collect()
}

/// Commits on each release line.
const PER_LINE: usize = 200;

/// Changes lines of one to three files.
fn work(dice: &mut Dice, line: &mut Line) -> Vec<usize> {
    let mut files: Vec<usize> = (0..=dice.below(3)).map(|_| 2 + dice.below(FILES - 2)).collect();
    if dice.below(10) == 0 {
        files = vec![dice.below(2)];
    }
    files.sort_unstable();
    files.dedup();
    for file in &files {
        for _ in 0..=dice.below(4) {
            line.files[*file][dice.below(LINES_OF_A_FILE)] = u32::try_from(dice.below(1 << 20)).unwrap();
        }
    }
    files
}
