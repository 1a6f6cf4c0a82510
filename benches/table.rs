//! What the program costs on whole portfolios, and what nothing could be faster than.
//!
//! `cargo bench --bench table` runs the program on generated portfolios of 1,000 and 10,000 published advisories, in
//! turn with the floor: reading the same inputs and writing the same files from memory. It prints the table, and writes
//! it to docs/performance.md. `ADVISORY_BENCH_SIZES="100 500"` takes other sizes and only prints.
//!
//! A figure is the median of three rounds. Absolute times drift on shared machines, so most rows are also a ratio.
#![allow(
    clippy::unwrap_used,
    clippy::panic,
    clippy::indexing_slicing,
    clippy::print_stdout,
    clippy::print_stderr,
    missing_docs
)]

use std::collections::BTreeSet;
use std::fs;
use std::path::{Path, PathBuf};
use std::time::Instant;

use advisory::policy::presets;
use rayon::prelude::*;

#[path = "build/portfolio.rs"]
mod portfolio;
#[path = "table/run.rs"]
mod run;
#[path = "table/written.rs"]
mod written;

use run::{Program, Usage, command, git};
use written::Row;

const ROUNDS: usize = 3;
/// Every advisory is public long before.
const NOW: &str = "2027-01-01T00:00:00Z";

fn main() {
    let chosen = std::env::var("ADVISORY_BENCH_SIZES").ok();
    let sizes = chosen.as_deref().unwrap_or("1000 10000");
    let sizes: Vec<usize> = sizes.split_whitespace().map(|size| size.parse().unwrap()).collect();
    let columns: Vec<Vec<Row>> = sizes.iter().map(|size| measure(*size)).collect();
    let table = written::table(&sizes, &columns);
    println!("{table}");
    if chosen.is_none() {
        written::replace(&Path::new(env!("CARGO_MANIFEST_DIR")).join("docs/performance.md"), &table);
    }
}

/// The folders of one size. None is deleted before the end: on ext4, writing is slow after a large deletion.
struct Place {
    folder: PathBuf,
    portfolio: PathBuf,
    program: Program,
}

impl Place {
    fn new(size: usize) -> Self {
        let folder = Path::new(env!("CARGO_TARGET_TMPDIR")).join(format!("table-{size}"));
        let _ = fs::remove_dir_all(&folder);
        let portfolio = folder.join("portfolio");
        for (path, bytes) in portfolio::files(size).iter() {
            let path = portfolio.join(path);
            fs::create_dir_all(path.parent().unwrap()).unwrap();
            fs::write(path, bytes).unwrap();
        }
        let program = Program::new(&portfolio, &folder.join("cache"), NOW);
        Self { folder, portfolio, program }
    }

    fn build(&self, out: &Path) -> Usage {
        self.program.run(&["build", "--out", out.to_str().unwrap()])
    }
}

fn measure(size: usize) -> Vec<Row> {
    eprintln!("{size} advisories");
    let place = Place::new(size);
    git(&place.portfolio, &["init", "-q", "-b", "main"]);
    git(&place.portfolio, &["add", "-A"]);
    git(&place.portfolio, &["commit", "-q", "-m", "A portfolio"]);
    let texts = files(&place.portfolio.join("incidents")).into_iter().map(|(path, _)| path);
    let texts: Vec<PathBuf> = texts.filter(|path| path.ends_with("advisory.md")).collect();
    let text = texts.get(size / 2).unwrap();
    let handle = text.parent().unwrap().file_name().unwrap().to_str().unwrap();

    let mut builds = Builds::default();
    for round in 0..ROUNDS {
        let out = place.folder.join(format!("out-{round}"));
        builds.cold.push(place.build(&out));
        builds.floor.push(floor(&place.portfolio, &out, &place.folder.join(format!("floor-{round}"))));
        builds.again.push(place.build(&out));
        let sentence = format!("One more sentence in round {round}.");
        fs::write(text, format!("{}\n{sentence}\n", fs::read_to_string(text).unwrap())).unwrap();
        place.program.run(&["revise", handle, "--by", "ada", "--text", &sentence]);
        builds.one.push(place.build(&out));
        builds.check.push(place.program.run(&["check"]));
        builds.base.push(place.program.run(&["check", "--base", "HEAD"]));
    }
    let first = place.folder.join("out-0");
    let archive = first.join("site/osv/all.zip");
    let mut rows = builds.rows(size, &files(&first.join("site")));
    rows.push(Row::seconds("`import osv` of as many records", vec![import(&place, &archive)]));
    rows.extend(board(&place, handle));
    fs::remove_dir_all(&place.folder).unwrap();
    rows
}

#[derive(Default)]
struct Builds {
    cold: Vec<Usage>,
    floor: Vec<Usage>,
    again: Vec<Usage>,
    one: Vec<Usage>,
    check: Vec<Usage>,
    base: Vec<Usage>,
}

impl Builds {
    fn rows(self, size: usize, site: &[(PathBuf, u64)]) -> Vec<Row> {
        let peak = self.cold.iter().chain(&self.one).map(|usage| usage.peak).max().unwrap_or(0);
        let bytes: u64 = site.iter().map(|(_, bytes)| bytes).sum();
        let floor = Usage::median(&self.floor);
        let cold = Usage::median(&self.cold);
        vec![
            Row::seconds("the same files read and written from memory (the floor)", self.floor),
            Row::ratio("`build`, cold, of the floor", self.cold, &floor),
            Row::ratio("`build` again, nothing changed, of a cold one", self.again, &cold),
            Row::ratio("`build`, one advisory revised, of a cold one", self.one, &cold),
            Row::text("peak memory of `build`", format!("{} MiB", peak >> 20)),
            Row::text(
                "files of the site, and their bytes for each advisory",
                format!("{}, {} KB", site.len(), bytes / 1000 / size.max(1) as u64),
            ),
            Row::seconds("`check`", self.check),
            Row::seconds("`check --base`, one advisory changed", self.base),
        ]
    }
}

/// Reads every input, then writes as many files as the build has, of the same names and sizes, on all cores.
fn floor(portfolio: &Path, built: &Path, out: &Path) -> Usage {
    let planned: Vec<(PathBuf, u64)> = files(built);
    let largest = planned.iter().map(|(_, bytes)| *bytes).max().unwrap_or(0);
    let buffer = vec![b'x'; usize::try_from(largest).unwrap()];
    let start = Instant::now();
    let read: usize = files(portfolio).par_iter().map(|(path, _)| fs::read(path).unwrap().len()).sum();
    assert!(read > 0);
    let target = |path: &Path| out.join(path.strip_prefix(built).unwrap());
    let folders: BTreeSet<PathBuf> =
        planned.iter().filter_map(|(path, _)| Some(target(path).parent()?.into())).collect();
    folders.iter().for_each(|folder| fs::create_dir_all(folder).unwrap());
    planned.par_iter().for_each(|(path, bytes)| {
        fs::write(target(path), buffer.get(..usize::try_from(*bytes).unwrap()).unwrap()).unwrap();
    });
    Usage { wall: start.elapsed(), processor: None, peak: 0 }
}

fn import(place: &Place, archive: &Path) -> Usage {
    let folder = place.folder.join("imported");
    let preset = presets::names().into_iter().next().unwrap();
    command(&place.program, &["init", "--policy", &preset, folder.to_str().unwrap()]);
    Program::new(&folder, &place.folder.join("cache"), NOW).run(&[
        "import",
        "osv",
        archive.to_str().unwrap(),
        "--by",
        "ada",
    ])
}

/// The commands that a maintainer waits for.
fn board(place: &Place, handle: &str) -> Vec<Row> {
    let run = |arguments: &[&str]| (0..ROUNDS).map(|_| place.program.run(arguments)).collect();
    vec![
        Row::seconds("`status`", run(&["status"])),
        Row::seconds("`draft`", run(&["draft", handle, "announce"])),
        Row::seconds("`record`", run(&["record", handle, "announced", "--by", "ada", "--anyway"])),
    ]
}

/// The files below a folder with their sizes, sorted, without git's.
fn files(folder: &Path) -> Vec<(PathBuf, u64)> {
    let entries = walkdir::WalkDir::new(folder).sort_by_file_name().into_iter();
    let entries = entries.filter_entry(|entry| entry.file_name() != ".git").map(Result::unwrap);
    entries
        .filter(|entry| entry.file_type().is_file())
        .map(|entry| (entry.path().to_owned(), entry.metadata().unwrap().len()))
        .collect()
}
