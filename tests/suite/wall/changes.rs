//! What a change does in public is reported, whatever it edits: of any two trees, the comparison finds something, or the
//! public output of every later instant is the same.

use std::collections::BTreeSet;
use std::sync::atomic::{AtomicUsize, Ordering};

use advisory::change::Change;
use advisory::plan::Plan;
use advisory::source::{FilePath, Tree};
use advisory::time::Instant;
use advisory::{app, build, parse, rules};
use proptest::prelude::*;
use proptest::sample::Index;

use super::config;
use super::files::day;
use super::portfolio::portfolio;

/// An edit of one line of one file.
#[derive(Clone, Debug)]
pub(super) struct Edit {
    file: Index,
    line: Index,
    how: How,
}

#[derive(Clone, Debug)]
enum How {
    Delete,
    /// Another digit in the place of one.
    Digit(Index, u8),
    /// The line, and after it one from another place in the portfolio.
    Insert(Index, Index),
    /// Another line with the same key, from anywhere in the portfolio.
    Replace(Index),
    /// Another letter in the place of one.
    Letter(Index),
    /// A new event at the end.
    Event(i64, &'static str),
}

fn how() -> impl Strategy<Value = How> {
    let events =
        ["upstream-public", "withdrawn", "notice-published", "rejected", "embargo-moved", "approved", "leaked"];
    prop_oneof![
        Just(How::Delete),
        (any::<Index>(), 0_u8..10).prop_map(|(at, digit)| How::Digit(at, digit)),
        (any::<Index>(), any::<Index>()).prop_map(|(file, line)| How::Insert(file, line)),
        any::<Index>().prop_map(How::Replace),
        any::<Index>().prop_map(How::Letter),
        (0_i64..120, prop::sample::select(events.to_vec())).prop_map(|(at, event)| How::Event(at, event)),
    ]
}

pub(super) fn edit() -> impl Strategy<Value = Edit> {
    (any::<Index>(), any::<Index>(), how()).prop_map(|(file, line, how)| Edit { file, line, how })
}

/// The texts of a tree.
fn texts(tree: &Tree) -> Vec<(FilePath, String)> {
    tree.iter().filter_map(|(path, _)| Some((path.clone(), tree.text(path.as_str())?.to_owned()))).collect()
}

impl Edit {
    pub(super) fn apply(&self, tree: &Tree) -> Tree {
        let texts = texts(tree);
        let (path, text) = &texts[self.file.index(texts.len())];
        let mut lines: Vec<String> = text.lines().map(str::to_owned).collect();
        if lines.is_empty() {
            return tree.clone();
        }
        let at = self.line.index(lines.len());
        let line = lines[at].clone();
        match &self.how {
            How::Delete => drop(lines.remove(at)),
            How::Digit(which, digit) => {
                lines[at] = replaced(&line, which, char::is_ascii_digit, char::from(b'0' + digit))
            }
            How::Letter(which) => lines[at] = replaced(&line, which, char::is_ascii_alphabetic, 'x'),
            How::Insert(file, other) => {
                let there: Vec<&str> = texts[file.index(texts.len())].1.lines().collect();
                if !there.is_empty() {
                    lines.insert(at + 1, there[other.index(there.len())].to_owned());
                }
            }
            How::Replace(which) => {
                let key = |line: &str| line.split_once(" = ").map(|(key, _)| key.to_owned());
                let own = key(&line);
                let same: Vec<&str> = texts
                    .iter()
                    .flat_map(|(_, text)| text.lines())
                    .filter(|other| own.is_some() && key(other) == own)
                    .collect();
                if !same.is_empty() {
                    lines[at] = same[which.index(same.len())].to_owned();
                }
            }
            How::Event(at, event) => {
                if path.name() == "incident.toml" {
                    lines.push(format!(
                        "[[event]]\nat = {}\nevent = \"{event}\"\nby = \"ada\"\nuntil = {}",
                        day(*at),
                        day(*at + 3)
                    ));
                }
            }
        }
        tree.clone().with(path, (lines.join("\n") + "\n").as_bytes())
    }
}

/// Returns a line with another character in the place of one of those that are asked for.
fn replaced(line: &str, which: &Index, is_one: fn(&char) -> bool, with: char) -> String {
    let places: Vec<usize> = line.char_indices().filter(|(_, c)| is_one(c)).map(|(at, _)| at).collect();
    let mut line = line.to_owned();
    if !places.is_empty() {
        let at = places[which.index(places.len())];
        line.replace_range(at..at + 1, &with.to_string());
    }
    line
}

fn site(tree: &Tree, now: Instant) -> Option<Plan> {
    let reading = parse::portfolio(tree.clone());
    build::public(reading.portfolio?, reading.findings, now).site
}

/// The first file that differs at any of these instants. Where an error forbids the site, the old one stays.
fn differs(base: &Tree, head: &Tree, at: &BTreeSet<Instant>) -> Option<String> {
    at.iter().find_map(|at| {
        let (was, is) = (site(base, *at)?, site(head, *at)?);
        let paths: BTreeSet<&str> = was.iter().chain(is.iter()).map(|(path, _)| path).collect();
        let path = paths.into_iter().find(|path| was.get(path) != is.get(path))?;
        let shown = |plan: &Plan| plan.get(path).map(String::from_utf8_lossy).unwrap_or_default().into_owned();
        Some(format!("{path} at {at}:\n{}\nand\n{}", shown(&was), shown(&is)))
    })
}

#[test]
fn what_a_change_alters_in_public_is_found_whatever_it_edits() {
    let (altered, silent) = (AtomicUsize::new(0), AtomicUsize::new(0));
    let strategy = (portfolio(), prop::collection::vec(edit(), 1..4), prop::collection::vec(0_i64..400, 3), 0..3);
    let mut runner = proptest::test_runner::TestRunner::new_with_rng(
        config(256, 200),
        proptest::test_runner::TestRng::deterministic_rng(proptest::test_runner::RngAlgorithm::ChaCha),
    );
    let tested = runner.run(&strategy, |(portfolio, edits, later, others)| {
        let base = portfolio.tree();
        // Now and then, one incident is another one altogether.
        let head = if others == 0 { portfolio.with_one_exchanged().tree() } else { base.clone() };
        let head = edits.iter().fold(head, |tree, edit| edit.apply(&tree));
        let now = portfolio.now();
        let read = |tree: &Tree| parse::portfolio(tree.clone()).portfolio;
        let (Some(was), Some(is)) = (read(&base), read(&head)) else { return Ok(()) };
        let change = Change::new(&was, &is, now);
        let mut found = rules::check_change(&change);
        found.extend(rules::check_outcome(&app::public_changes(&change)));
        let at: BTreeSet<Instant> = later.iter().map(|days| now.max(day(portfolio.now + days))).chain([now]).collect();
        let difference = differs(&base, &head, &at);
        altered.fetch_add(usize::from(difference.is_some()), Ordering::Relaxed);
        silent.fetch_add(usize::from(found.is_empty()), Ordering::Relaxed);
        let edited: Vec<String> = texts(&head)
            .into_iter()
            .filter(|(path, text)| base.text(path.as_str()) != Some(text))
            .map(|(path, text)| format!("{path}:\n{text}"))
            .collect();
        prop_assert!(
            difference.is_none() || !found.is_empty(),
            "{:?}\n{}\nwith {}",
            edits,
            difference.unwrap_or_default(),
            edited.join("\n")
        );
        Ok(())
    });
    tested.unwrap();
    let (altered, silent) = (altered.into_inner(), silent.into_inner());
    assert!(altered > 20 && silent > 20, "{altered} changes altered something, and nothing was found of {silent}");
}
