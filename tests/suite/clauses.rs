//! Every clause of the processes that the presets carry out, by running it: an incident that keeps the clause, one that
//! breaks it, and the finding, refusal, draft, page or question that follows. The clauses and their trials are data, in
//! `tests/clauses/PRESET`; `docs/policies` is made of them.

mod page;
mod story;
mod trial;

use std::collections::{BTreeMap, BTreeSet};

use advisory::policy::presets;
use rayon::prelude::*;
use serde::Deserialize;

use crate::policies;
use crate::support;
use story::Story;
use trial::Trial;

/// Each preset that carries out a process, the letter of its clause ids, and how many clauses the process has.
const PRESETS: [(&str, char, usize); 3] = [("generic", 'G', 37), ("rook", 'R', 92), ("vitess", 'V', 50)];

/// A section of the process: a file of `tests/clauses/PRESET`.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Section {
    /// Its heading in the process.
    section: String,
    clause: Vec<Clause>,
}

/// A clause of the process.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Clause {
    id: String,
    /// What it says, in our words.
    asks: String,
    /// Why there is nothing to do.
    nothing: Option<String>,
    #[serde(default, rename = "try")]
    trials: Vec<Trial>,
}

/// The good incident of a preset, and its variants.
fn stories(preset: &str) -> Vec<Story> {
    let good = Story::good(preset);
    let files = support::files(&support::root().join(format!("tests/clauses/{preset}"))).into_iter();
    let names = files.filter_map(|(path, _)| Some(path.strip_prefix("good-")?.strip_suffix(".toml")?.to_owned()));
    let variants: Vec<Story> = names.map(|name| good.clone().variant(&name)).collect();
    [vec![good], variants].concat()
}

/// The sections of a preset's process, in its order.
fn sections(preset: &str) -> Vec<Section> {
    let files = support::files(&support::root().join(format!("tests/clauses/{preset}"))).into_iter();
    let files = files.filter(|(path, _)| !path.starts_with("good"));
    files
        .map(|(path, bytes)| {
            let text = String::from_utf8(bytes).unwrap();
            toml::from_str(&text).unwrap_or_else(|error| panic!("{preset}/{path}: {error}"))
        })
        .collect()
}

impl Clause {
    /// What follows from it, in the words of the documentation, and what does not follow as it should.
    fn run(&self, good: &Story) -> (Vec<String>, Vec<String>) {
        let (mut follows, mut wrong) = (Vec::new(), Vec::new());
        for (number, trial) in self.trials.iter().enumerate() {
            match (trial.run(good), &trial.pending) {
                (Ok(words), None) => follows.push(words),
                (Err(_), Some(why)) => {
                    follows.push(format!("not yet: {why}"));
                    let new = trial.differences(good);
                    if !new.is_empty() {
                        wrong.push(format!("{} {number} is pending, but there is {new:?}", self.id));
                    }
                }
                (Ok(_), Some(_)) => wrong.push(format!("{} {number} works: it is not pending", self.id)),
                (Err(why), None) => wrong.push(format!("{} {number} ({}): {why}", self.id, trial.what)),
            }
        }
        follows.dedup();
        (follows, wrong)
    }
}

/// Runs every trial of a preset, and compares the page that is made of them.
fn carried_out(preset: &str) {
    let good = Story::good(preset);
    let sections = sections(preset);
    let clauses: Vec<&Clause> = sections.iter().flat_map(|section| &section.clause).collect();
    let ran: BTreeMap<&str, _> = clauses.par_iter().map(|clause| (clause.id.as_str(), clause.run(&good))).collect();
    let wrong: Vec<&String> = ran.values().flat_map(|(_, wrong)| wrong).collect();
    assert!(wrong.is_empty(), "{}", wrong.iter().map(|w| format!("{w}\n")).collect::<String>());
    page::check(preset, &sections, |clause| ran[clause.id.as_str()].0.clone());
}

#[test]
fn the_good_incidents_have_no_finding_at_any_instant() {
    for story in PRESETS.iter().flat_map(|(preset, ..)| stories(preset)) {
        for now in story.instants() {
            let found = trial::findings(&story.clone().at(now));
            assert!(found.is_empty(), "{} at {now}: {found:#?}", story.name());
        }
    }
}

#[test]
fn every_clause_of_the_default_has_its_effect_and_its_row() {
    carried_out(&presets::default_name());
}

#[test]
fn every_clause_of_rook_has_its_effect_and_its_row() {
    carried_out("rook");
}

#[test]
fn every_clause_of_vitess_has_its_effect_and_its_row() {
    carried_out("vitess");
}

/// A clause without a trial says why it needs none.
#[test]
fn every_clause_stands_once_and_is_tried_or_asks_for_nothing() {
    for (preset, letter, count) in PRESETS {
        let clauses: Vec<Clause> = sections(preset).into_iter().flat_map(|section| section.clause).collect();
        let ids: Vec<&str> = clauses.iter().map(|clause| clause.id.as_str()).collect();
        assert_eq!(ids, (1..=count).map(|n| format!("{letter}{n:02}")).collect::<Vec<_>>(), "{preset}");
        let odd: Vec<_> =
            clauses.iter().filter(|c| c.nothing.is_some() != c.trials.is_empty()).map(|c| &c.id).collect();
        assert!(odd.is_empty(), "{preset}: {odd:?} are neither tried nor without anything to do");
        let asking = clauses.iter().filter(|c| c.nothing.is_none()).map(|c| c.id.clone()).collect();
        let cited = policies::cited(&toml::Value::Table(policies::policy(preset)));
        let strangers: Vec<_> = cited.difference(&asking).collect();
        assert!(strangers.is_empty(), "the policy of {preset} cites {strangers:?}, which ask for nothing");
    }
}

#[test]
#[ignore = "needs ../shared/policies"]
fn every_clause_that_the_process_has_is_there_and_every_duty_is_tried() {
    for (preset, ..) in PRESETS.into_iter().filter(|(preset, ..)| *preset != presets::default_name()) {
        let read = |file: &str| std::fs::read_to_string(support::shared(&format!("policies/{file}"))).unwrap();
        let (prose, list) = (read(&format!("{preset}-security-process.txt")), read(&format!("{preset}.clauses.tsv")));
        let measured = read("measured.tsv");
        let measured: BTreeSet<&str> = measured.lines().filter_map(|line| line.split('\t').next()).collect();
        let rows: Vec<Vec<&str>> = list.lines().skip(1).map(|line| line.split('\t').collect()).collect();
        let sections = sections(preset);
        let clauses = sections.iter().flat_map(|s| s.clause.iter().map(|c| (s.section.as_str(), c)));
        assert_eq!(clauses.clone().count(), rows.len(), "{preset}");
        for ((section, clause), row) in clauses.zip(rows) {
            assert_eq!(clause.id, row[0], "{preset}");
            assert!(prose.contains(section), "{preset} has no section {section}");
            let asks = row[1] == "duty" || measured.contains(row[0]);
            assert!(!asks || clause.nothing.is_none(), "{} asks for something", clause.id);
        }
    }
}
