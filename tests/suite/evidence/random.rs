//! Histories of any shape: branches, merges that keep or drop, folders that move, events that go and come back. Each event's
//! commits are those that an oracle finds which looks at every commit's whole file.

use std::collections::{BTreeMap, BTreeSet};
use std::fmt::Write as _;

use advisory::change::{Kind, records};
use advisory::evidence::{Scope, read};
use advisory::git::{Range, log};
use advisory::signature::Keys;
use proptest::prelude::*;

use crate::support::{self, Repository};

/// What one commit does: which earlier commits it builds upon, which events it takes out and puts in, whether it moves.
#[derive(Clone, Debug)]
struct Step {
    parents: (usize, Option<usize>),
    put: u8,
    take: u8,
    moves: bool,
}

fn steps() -> impl Strategy<Value = Vec<Step>> {
    let step = (0..4_usize, prop::option::weighted(0.4, 0..5_usize), 0..6_u8, 0..6_u8, prop::bool::weighted(0.15))
        .prop_map(|(first, second, put, take, moves)| Step { parents: (first, second), put, take, moves });
    prop::collection::vec(step, 3..14)
}

/// A commit as it was made: its parents, its folder, its events.
struct Made {
    parents: Vec<usize>,
    folder: String,
    events: BTreeSet<u8>,
}

fn text(events: &BTreeSet<u8>) -> String {
    let lines: String = (0..30).map(|n| format!("# line {n} of this incident\n")).collect();
    let mut text = format!("{lines}[report]\ndisclosure = \"private\"\n");
    for n in events {
        let _ = write!(text, "\n[[event]]\nat = 2026-03-{:02}T09:00:00Z\nevent = \"scored\"\n", n + 1);
    }
    text
}

/// What git is told, and what it was.
fn history(steps: &[Step]) -> (String, Vec<Made>) {
    let mut stream = String::new();
    let mut made: Vec<Made> = Vec::new();
    for (n, step) in steps.iter().enumerate() {
        // Counted back from the newest.
        let back = |distance: usize| n.checked_sub(1 + distance % n.max(1));
        let mut parents: Vec<usize> = back(step.parents.0).into_iter().collect();
        parents.extend(step.parents.1.and_then(back).filter(|p| !parents.contains(p)));
        let last = n + 1 == steps.len();
        if last {
            // Everything is to be seen from the end.
            parents.extend((0..n).filter(|p| !made.iter().any(|m| m.parents.contains(p))));
            let mut seen = BTreeSet::new();
            parents.retain(|p| seen.insert(*p));
        }
        let mut events: BTreeSet<u8> = parents.iter().flat_map(|p| made[*p].events.clone()).collect();
        events.remove(&step.take);
        events.insert(step.put);
        let folder = match parents.first() {
            Some(first) if step.moves && parents.len() == 1 => format!("{}-x", made[*first].folder),
            Some(first) => made[*first].folder.clone(),
            None => "otter".to_owned(),
        };
        let _ = write!(stream, "commit refs/heads/main\nmark :{}\n", n + 1);
        let _ = writeln!(stream, "committer Amira <amira@lodestore.example> {} +0000", 1_772_000_000 + n * 3600);
        let _ = writeln!(stream, "data 1\nx");
        for (nth, parent) in parents.iter().enumerate() {
            let _ = writeln!(stream, "{} :{}", if nth == 0 { "from" } else { "merge" }, parent + 1);
        }
        let _ = writeln!(stream, "deleteall");
        let text = text(&events);
        let _ = write!(stream, "M 100644 inline incidents/2026/{folder}/incident.toml\ndata {}\n{text}\n", text.len());
        made.push(Made { parents, folder, events });
    }
    (stream, made)
}

/// The commits from which an event came to the last one: those that have it and no parent of theirs has it.
fn oracle(made: &[Made], event: u8) -> BTreeSet<usize> {
    let mut origins = BTreeSet::new();
    let mut open = vec![made.len() - 1];
    while let Some(n) = open.pop() {
        let having: Vec<usize> = made[n].parents.iter().copied().filter(|p| made[*p].events.contains(&event)).collect();
        if having.is_empty() {
            origins.insert(n);
        }
        open.extend(having);
    }
    origins
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 200, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn each_event_came_from_where_an_oracle_says(steps in steps()) {
        let (stream, made) = history(&steps);
        let repo = Repository::new();
        support::git_with_input(repo.path(), &["fast-import", "--quiet", "--done", "--force"], format!("{stream}done\n").as_bytes());
        let ids = repo.git(&["log", "--format=%ct %H", "main"]);
        let ids: BTreeMap<usize, &str> = ids.lines().map(|line| {
            let (time, id) = line.split_once(' ').unwrap();
            ((time.parse::<usize>().unwrap() - 1_772_000_000) / 3600, id)
        }).collect();
        prop_assert_eq!(ids.len(), made.len());
        let log = log(repo.path(), Range { from: None, to: "main" }).unwrap();
        let base = support::root().join("tests/base");
        let last = made.last().unwrap();
        let file = format!("incidents/2026/{}/incident.toml", last.folder);
        let tree = advisory::source::worktree::read(&base).unwrap();
        let tree = tree.with(&advisory::source::FilePath::new(&file), text(&last.events).as_bytes());
        let portfolio = advisory::parse::portfolio(tree).portfolio.unwrap();
        let incident = portfolio.incidents.iter().find(|i| i.handle == *last.folder).unwrap();
        prop_assert!(incident.events.len() == last.events.len() && !incident.events.is_empty());
        let keys = Keys::new(&portfolio.team, None);
        for scope in [Scope::Incident(incident), Scope::Policy(&portfolio)] {
            let evidence = read(&log, scope, &keys, support::at("2027-01-01T00:00:00Z")).unwrap();
            for (record, event) in records(incident).iter().filter(|r| r.kind == Kind::Event).zip(&last.events) {
                let expected = oracle(&made, *event);
                let found: BTreeSet<String> = evidence.as_written(incident, record).map(|w| w.commit.id.to_string()).collect();
                let expected_ids: BTreeSet<String> = expected.iter().map(|n| ids[n].to_owned()).collect();
                prop_assert_eq!(&found, &expected_ids, "event {} of {:?}", event, steps);
                let first = ids[expected.first().unwrap()];
                let found = evidence.first(incident, record).map(|w| w.commit.id.to_string());
                prop_assert_eq!(found.as_deref(), Some(first));
            }
        }
    }
}
