//! What a build costs, station by station, for portfolios of 100, 1,000 and 10,000 published advisories.
//!
//! `cargo bench` runs all of it; `ADVISORY_BENCH_SIZES="100 500" cargo bench` takes other sizes.
#![allow(clippy::unwrap_used, clippy::panic, clippy::indexing_slicing, missing_docs)]

use std::path::{Path, PathBuf};

use advisory::advisory::{Advisory, disclose};
use advisory::build;
use advisory::case::Case;
use advisory::output::{self, Folder, Readers, System, Written};
use advisory::parse::{self, Reading};
use advisory::plan::Plan;
use advisory::portfolio::Portfolio;
use advisory::rules::{self, Review};
use advisory::site::{self, SiteInput};
use advisory::source::{Tree, worktree};
use advisory::time::Instant;
use divan::Bencher;
use divan::counter::ItemsCount;
use rayon::prelude::*;

#[path = "build/portfolio.rs"]
mod portfolio;

fn main() {
    divan::main();
}

fn sizes() -> Vec<usize> {
    let sizes = std::env::var("ADVISORY_BENCH_SIZES").unwrap_or_else(|_| "100 1000 10000".to_owned());
    sizes.split_whitespace().map(|size| size.parse().unwrap()).collect()
}

/// A folder of the build directory that nothing else uses.
fn folder(name: &str) -> PathBuf {
    Path::new(env!("CARGO_TARGET_TMPDIR")).join("bench").join(name)
}

/// The portfolio as files on the disk.
fn repository(size: usize) -> PathBuf {
    let repository = folder(&format!("portfolio-{size}"));
    output::apply(&portfolio::files(size), &repository, now()).unwrap();
    repository
}

fn tree(size: usize) -> Tree {
    worktree::read(&repository(size)).unwrap()
}

fn read_portfolio(size: usize) -> Portfolio {
    let reading = parse::portfolio(tree(size));
    assert!(reading.findings.is_empty(), "{:?}", reading.findings.first());
    reading.portfolio.unwrap()
}

/// Long after the last embargo.
fn now() -> Instant {
    Instant::parse("2027-01-01T00:00:00Z").unwrap()
}

fn cases(portfolio: &Portfolio) -> Vec<Case<'_>> {
    portfolio.incidents.par_iter().map(|incident| Case::new(portfolio, incident, now())).collect()
}

fn advisories(cases: &[Case<'_>]) -> Vec<Advisory> {
    cases.par_iter().filter_map(|case| disclose(case).ok()).collect()
}

fn site(portfolio: &Portfolio, advisories: &[Advisory]) -> Plan {
    let Portfolio { project, policy, templates, binary_assets, .. } = portfolio;
    site::build(&SiteInput { project, policy, advisories, notices: &[], now: now(), templates, binary_assets }).unwrap()
}

/// The whole way from files to the public site and the drafts that are due.
fn whole(repository: &Path, out: &Path) -> Written {
    let Reading { portfolio, findings } = parse::portfolio(worktree::read(repository).unwrap());
    let portfolio = portfolio.unwrap();
    let private = build::private(&portfolio, now());
    let public = build::public(portfolio, findings, now());
    let site = public.site.unwrap_or_else(|| panic!("{:?}", public.findings.first()));
    let folders = [
        Folder { name: "site", files: &site, readers: Readers::Everyone, cache: None },
        Folder { name: "announcements", files: &private.announcements, readers: Readers::Owner, cache: None },
    ];
    let [site, _drafts] = output::apply_all(&System, out, folders, now()).unwrap();
    site
}

#[divan::bench(args = sizes(), sample_count = 10, sample_size = 1)]
fn read(bencher: Bencher<'_, '_>, size: usize) {
    let repository = repository(size);
    bencher.counter(ItemsCount::new(size)).bench(|| worktree::read(&repository).unwrap());
}

#[divan::bench(name = "parse", args = sizes(), sample_count = 10, sample_size = 1)]
fn parse_files(bencher: Bencher<'_, '_>, size: usize) {
    let tree = tree(size);
    bencher.counter(ItemsCount::new(size)).bench(|| parse::portfolio(tree.clone()));
}

#[divan::bench(args = sizes(), sample_count = 10, sample_size = 1)]
fn check(bencher: Bencher<'_, '_>, size: usize) {
    let portfolio = read_portfolio(size);
    bencher.counter(ItemsCount::new(size)).bench(|| {
        let cases = cases(&portfolio);
        rules::check(&Review { portfolio: &portfolio, cases: &cases, now: now() })
    });
}

#[divan::bench(name = "disclose", args = sizes(), sample_count = 10, sample_size = 1)]
fn make_public(bencher: Bencher<'_, '_>, size: usize) {
    let portfolio = read_portfolio(size);
    let cases = cases(&portfolio);
    assert_eq!(advisories(&cases).len(), size);
    bencher.counter(ItemsCount::new(size)).bench(|| advisories(&cases));
}

#[divan::bench(args = sizes(), sample_count = 10, sample_size = 1)]
fn render(bencher: Bencher<'_, '_>, size: usize) {
    let portfolio = read_portfolio(size);
    let advisories = advisories(&cases(&portfolio));
    bencher.counter(ItemsCount::new(size)).bench(|| site(&portfolio, &advisories));
}

/// The whole build into a folder that is not there yet.
#[divan::bench(args = sizes(), sample_count = 5, sample_size = 1)]
fn cold(bencher: Bencher<'_, '_>, size: usize) {
    let repository = repository(size);
    into_new_folders(bencher, size, "cold", |out| whole(&repository, out));
}

/// The whole build once more, with nothing changed.
#[divan::bench(args = sizes(), sample_count = 5, sample_size = 1)]
fn again(bencher: Bencher<'_, '_>, size: usize) {
    let (repository, out) = (repository(size), folder(&format!("again-{size}")));
    whole(&repository, &out);
    bencher.counter(ItemsCount::new(size)).bench_local(|| whole(&repository, &out));
}

/// Each round has a folder of its own: deleting one makes the next slower on some file systems.
fn into_new_folders(bencher: Bencher<'_, '_>, size: usize, name: &str, work: impl Fn(&Path) -> Written) {
    let out = folder(name);
    let _ = std::fs::remove_dir_all(&out);
    let mut rounds = 0..usize::MAX;
    bencher
        .counter(ItemsCount::new(size))
        .with_inputs(|| out.join(rounds.next().unwrap().to_string()))
        .bench_local_values(|out| work(&out));
    std::fs::remove_dir_all(&out).unwrap();
}

/// The site of a portfolio, with some more text in its first files.
fn pages(size: usize, changed: usize) -> Plan {
    let portfolio = read_portfolio(size);
    let site = site(&portfolio, &advisories(&cases(&portfolio)));
    let mut pages = Plan::new();
    for (number, (path, bytes)) in site.iter().enumerate() {
        let more: &[u8] = if number < changed { b"<!-- changed -->" } else { b"" };
        pages.add(path, [bytes, more].concat());
    }
    pages
}

mod write {
    use super::*;

    /// Into a folder that is not there yet: what no build can be faster than.
    #[divan::bench(args = sizes(), sample_count = 10, sample_size = 1)]
    fn first(bencher: Bencher<'_, '_>, size: usize) {
        let plan = pages(size, 0);
        into_new_folders(bencher, size, "write-first", |out| output::apply(&plan, out, now()).unwrap());
    }

    /// Nothing differs.
    #[divan::bench(args = sizes(), sample_count = 10, sample_size = 1)]
    fn unchanged(bencher: Bencher<'_, '_>, size: usize) {
        let out = folder(&format!("write-unchanged-{size}"));
        let plan = pages(size, 0);
        output::apply(&plan, &out, now()).unwrap();
        bencher.counter(ItemsCount::new(size)).bench_local(|| output::apply(&plan, &out, now()).unwrap());
    }

    /// Ten files differ.
    #[divan::bench(args = sizes(), sample_count = 10, sample_size = 1)]
    fn ten_changed(bencher: Bencher<'_, '_>, size: usize) {
        let out = folder(&format!("write-ten-{size}"));
        let plans = [pages(size, 0), pages(size, 10)];
        output::apply(&plans[0], &out, now()).unwrap();
        let mut plans = plans.iter().cycle().skip(1);
        bencher
            .counter(ItemsCount::new(size))
            .with_inputs(|| plans.next().unwrap())
            .bench_local_values(|plan| output::apply(plan, &out, now()).unwrap());
    }
}
