//! What looking for embargoed text costs, with 200 embargoed incidents whose notes have a thousand words each.
//!
//! `cargo bench --bench scan`. A scan of one text uses one core; a folder's files and a history's objects are shared out.
#![allow(clippy::unwrap_used, clippy::indexing_slicing, missing_docs)]

use advisory::case::Case;
use advisory::parse;
use advisory::portfolio::Portfolio;
use advisory::scan::Watch;
use advisory::source::{FilePath, Tree, TreeEntry};
use advisory::time::Instant;
use divan::Bencher;
use divan::counter::{BytesCount, ItemsCount};

#[path = "build/portfolio.rs"]
mod portfolio;
#[path = "scan/prose.rs"]
mod prose;

use prose::Prose;

const INCIDENTS: usize = 200;
const NOTE_WORDS: usize = 1_000;
/// Bytes of text in a round.
const TEXT: usize = 100_000_000;
/// Six words in a row that stand in a note by chance.
const FEW: usize = 10;

fn main() {
    divan::main();
}

fn embargoed() -> Portfolio {
    let mut prose = Prose::new(1);
    let files = portfolio::files(INCIDENTS);
    let files = files.iter().map(|(path, bytes)| {
        let text = if path.contains("/notes/") { prose.words(NOTE_WORDS).into_bytes() } else { bytes.to_vec() };
        (FilePath::new(path), TreeEntry::File(text.into()))
    });
    parse::portfolio(Tree::new(files)).portfolio.unwrap()
}

/// Before any of them was reported: nothing of them is public.
fn now() -> Instant {
    Instant::parse("2015-01-01T00:00:00Z").unwrap()
}

fn watch(portfolio: &Portfolio) -> Watch {
    let cases: Vec<Case<'_>> = portfolio.incidents.iter().map(|i| Case::new(portfolio, i, now())).collect();
    Watch::new(portfolio, &cases, [])
}

/// From what the portfolio says to something that can be looked for.
#[divan::bench(sample_count = 5, sample_size = 1)]
fn prepare(bencher: Bencher<'_, '_>) {
    let portfolio = embargoed();
    bencher.counter(ItemsCount::new(watch(&portfolio).phrases)).bench(|| watch(&portfolio));
}

/// Prose that has the notes' vocabulary and, but for chance, none of their sentences.
#[divan::bench(sample_count = 20, sample_size = 1)]
fn search(bencher: Bencher<'_, '_>) {
    let watch = watch(&embargoed());
    let text = Prose::new(2).text(TEXT);
    assert!(watch.search(text.as_bytes()).len() < FEW);
    bencher.counter(BytesCount::new(text.len())).bench_local(|| watch.search(text.as_bytes()));
}

/// The same as a web page: a tag every few words.
#[divan::bench(sample_count = 20, sample_size = 1)]
fn search_html(bencher: Bencher<'_, '_>) {
    let watch = watch(&embargoed());
    let text = Prose::new(3).text(TEXT / 4).replace(". ", ".</p>\n<p class=\"line\">").replace(", ", " <em>and</em> ");
    assert!(watch.search(text.as_bytes()).len() < FEW);
    bencher.counter(BytesCount::new(text.len())).bench_local(|| watch.search(text.as_bytes()));
}
