//! Whether anything costs more than in proportion to its size.
//!
//! Every open-ended place of every file (see `open_ended`) is grown to its limit, in a portfolio with a published and
//! an embargoed incident. That portfolio is read, checked, compared and built. A place passes if this costs less than
//! [`CHEAP`] times what it costs without the growth, or at most [`STEEPEST`] times what a quarter of the growth costs.
//!
//! Costs are the processor time of one thread, the least of several runs: load of the machine does not count.
//! `cargo test --test growth` runs everything, `cargo test --test growth -- event` what has `event` in its name; with
//! `--all` it prints every place that is not cheap.

use std::process::ExitCode;
use std::sync::Mutex;
use std::time::Duration;

#[path = "../suite/parse/complete.rs"]
#[allow(unreachable_pub)]
mod complete;
mod cost;
#[path = "../suite/parse/open_ended.rs"]
#[allow(dead_code, unreachable_pub)]
mod open_ended;
mod portfolio;
#[path = "../suite/parse/values.rs"]
#[allow(unreachable_pub)]
mod values;
mod work;

use open_ended::{Entries, Kind, Place};
use portfolio::{FILES, Portfolio};

/// The most that four times the entries may cost, in multiples of what the entries cost: 4 is linear.
const STEEPEST: f64 = 4.0 * 1.6;

/// What costs less than so many times what the portfolio costs anyway is cheap.
const CHEAP: u32 = 8;

/// The least of so many runs counts.
const RUNS: usize = 2;

/// What looks too steep is measured again, so often: another process on the same core slows a run.
const DOUBTS: usize = 4;

/// Places are grown to no more than this, in bytes: the size of the largest file that is read, with some room.
const LARGEST: usize = 3_900_000;

struct Measured {
    name: String,
    quarter: Duration,
    whole: Duration,
    base: Duration,
}

impl Measured {
    /// How much more four times the entries cost, without what the portfolio costs anyway.
    fn steepness(&self) -> f64 {
        let [quarter, whole] = [self.quarter, self.whole].map(|cost| cost.saturating_sub(self.base).as_secs_f64());
        whole / quarter.max(self.base.as_secs_f64() / 20.0)
    }
}

fn main() -> ExitCode {
    let wanted: Vec<String> = std::env::args().skip(1).filter(|word| !word.starts_with('-')).collect();
    let base = Portfolio::new();
    let base_cost = cost::least(RUNS + 2, || work::all(&base, &base));
    let mut all: Vec<(Place, Entries)> = Vec::new();
    for (file, _) in FILES {
        for place in open_ended::places(file, base.text(file)) {
            all.extend(growths(place));
        }
    }
    let named = |(place, entries): &(Place, Entries)| {
        let name = name(place, *entries);
        wanted.is_empty() || wanted.iter().any(|word| name.contains(word.as_str()))
    };
    all.retain(named);
    let all_are_shown = std::env::args().any(|word| word == "--all");
    let steep = Mutex::new(Vec::new());
    let queue = Mutex::new(all.iter());
    let next = || queue.lock().unwrap().next();
    let look = |(place, entries): &(Place, Entries)| {
        let Some(measured) = measured(&base, base_cost, place, *entries) else { return };
        if all_are_shown || measured.steepness() > STEEPEST {
            println!(
                "{:70} {:>5} ms, {:>5} ms at a quarter: {:.1} times",
                measured.name,
                measured.whole.as_millis(),
                measured.quarter.as_millis(),
                measured.steepness()
            );
        }
        if measured.steepness() > STEEPEST {
            steep.lock().unwrap().push(measured.name);
        }
    };
    std::thread::scope(|scope| {
        for _ in 0..std::thread::available_parallelism().map_or(1, usize::from) {
            scope.spawn(|| {
                while let Some(growth) = next() {
                    look(growth);
                }
            });
        }
    });
    let steep = steep.into_inner().unwrap();
    println!("{} growths, each compared with {} ms; {} too steep", all.len(), base_cost.as_millis(), steep.len());
    if steep.is_empty() { ExitCode::SUCCESS } else { ExitCode::FAILURE }
}

fn name(place: &Place, entries: Entries) -> String {
    let file = place.file.rsplit('/').next().unwrap();
    if place.kind == Kind::Text {
        format!("{file} {}", place.name)
    } else {
        format!("{file} {} {entries:?}", place.name)
    }
}

fn growths(place: Place) -> Vec<(Place, Entries)> {
    match place.kind {
        Kind::List => [Entries::Same, Entries::Ids, Entries::Distinct].map(|entries| (place.clone(), entries)).into(),
        Kind::Map | Kind::Text => vec![(place, Entries::Same)],
    }
}

/// What a growth costs, unless it is cheap.
fn measured(base: &Portfolio, base_cost: Duration, place: &Place, entries: Entries) -> Option<Measured> {
    let text = base.text(place.file);
    let small = place.grown(text, 100.min(place.limit()), entries)?;
    let each = (small.len() - text.len().min(small.len())) / 100 + 1;
    let most = place.limit().min(LARGEST / each);
    let cost_of = |n: usize, runs: usize| {
        let grown = base.with(place.file, place.grown(text, n, entries)?);
        Some(cost::least(runs, || work::all(base, &grown)))
    };
    let whole = cost_of(most, 1)?;
    if whole < base_cost * CHEAP {
        return None;
    }
    let (quarter, whole) = (cost_of(most / 4, RUNS)?, cost_of(most, RUNS - 1)?.min(whole));
    let mut measured = Measured { name: name(place, entries), quarter, whole, base: base_cost };
    for _ in 0..DOUBTS {
        if measured.steepness() <= STEEPEST {
            break;
        }
        measured.whole = cost_of(most, 1)?.min(measured.whole);
        measured.quarter = cost_of(most / 4, 1)?.min(measured.quarter);
    }
    Some(measured)
}
