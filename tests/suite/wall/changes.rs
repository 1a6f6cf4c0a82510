//! What a change does in public is reported, whatever it edits: of any two trees, the comparison finds something, or the
//! public output of every later instant is the same.

use std::collections::BTreeSet;
use std::sync::atomic::{AtomicUsize, Ordering};

use advisory::case::Case;
use advisory::change::{self, Before, Change, Touched};
use advisory::finding::Severity;
use advisory::git::{Commit, Person};
use advisory::incident::Incident;
use advisory::plan::Plan;
use advisory::portfolio::Portfolio;
use advisory::signature::{CheckedCommit, Verdict};
use advisory::source::{FilePath, Tree};
use advisory::time::Instant;
use advisory::{app, build, parse, rules};
use proptest::prelude::*;
use proptest::sample::Index;

use super::files::day;
use super::portfolio::portfolio;
use super::{at_least, config};

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
    /// No such file.
    Remove,
    /// Another name for the folder of an incident, or a copy of it beside the old one.
    Rename {
        copy: bool,
    },
    /// A new file of the project, with a line from anywhere in the portfolio.
    Add(&'static str, Index, Index),
}

/// Files of the project that a change may add.
const ADDED: &[&str] = &[
    "site-templates/assets/added.txt",
    "site-templates/assets/style.css",
    "site-templates/pages/404.html",
    "policies/old.toml",
];

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
        Just(How::Remove),
        any::<bool>().prop_map(|copy| How::Rename { copy }),
        (prop::sample::select(ADDED.to_vec()), any::<Index>(), any::<Index>())
            .prop_map(|(path, file, line)| How::Add(path, file, line)),
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
        let file = self.file.index(texts.len());
        match texts[file].1.lines().count() {
            0 => tree.clone(),
            lines => edited(tree, &texts, file, self.line.index(lines), &self.how),
        }
    }
}

/// Returns a tree with an edit at a line of one of its texts.
fn edited(tree: &Tree, texts: &[(FilePath, String)], file: usize, at: usize, how: &How) -> Tree {
    let (path, text) = &texts[file];
    let mut lines: Vec<String> = text.lines().map(str::to_owned).collect();
    let line = lines[at].clone();
    let elsewhere = |file: &Index, other: &Index| -> Option<String> {
        let there: Vec<&str> = texts[file.index(texts.len())].1.lines().collect();
        (!there.is_empty()).then(|| there[other.index(there.len())].to_owned())
    };
    match how {
        How::Remove => return without(tree, |other| other == path),
        How::Rename { copy } => return moved(tree, path, *copy),
        How::Add(added, file, other) => {
            let text = elsewhere(file, other).unwrap_or_default() + "\n";
            return tree.clone().with(&FilePath::new(*added), text.as_bytes());
        }
        How::Delete => drop(lines.remove(at)),
        How::Digit(which, digit) => lines[at] = replaced(&line, which, char::is_ascii_digit, char::from(b'0' + digit)),
        How::Letter(which) => lines[at] = replaced(&line, which, char::is_ascii_alphabetic, 'x'),
        How::Insert(file, other) => lines.splice(at + 1..at + 1, elsewhere(file, other)).for_each(drop),
        How::Replace(which) => {
            let key = |line: &str| line.split_once(" = ").map(|(key, _)| key.to_owned());
            let own = key(&line);
            let all = texts.iter().flat_map(|(_, text)| text.lines());
            let same: Vec<&str> = all.filter(|other| own.is_some() && key(other) == own).collect();
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

/// Returns the files of a tree that are not of a kind.
fn without(tree: &Tree, is_one: impl Fn(&FilePath) -> bool) -> Tree {
    Tree::new(tree.iter().filter(|(path, _)| !is_one(path)).map(|(path, entry)| (path.clone(), entry.clone())))
}

/// Returns a tree in which the incident of a file is in another folder, or in both.
fn moved(tree: &Tree, path: &FilePath, copy: bool) -> Tree {
    let Some(folder) = path.incident_folder() else { return tree.clone() };
    let other = |path: &FilePath| FilePath::new(path.as_str().replacen(folder, "incidents/2026/calm-heron", 1));
    let own = |path: &FilePath| path.incident_folder() == Some(folder);
    let there = tree.iter().filter(|(path, _)| own(path)).map(|(path, entry)| (other(path), entry.clone()));
    let rest = if copy { tree.clone() } else { without(tree, own) };
    Tree::new(rest.iter().map(|(path, entry)| (path.clone(), entry.clone())).chain(there.collect::<Vec<_>>()))
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
    let least = at_least(20);
    assert!(
        altered > least && silent > least,
        "{altered} changes altered something, and nothing was found of {silent}"
    );
}

/// The commit of somebody who is nobody's address in team.toml.
fn by_a_stranger(now: Instant) -> CheckedCommit {
    let id = |digit: &str| digit.repeat(40).parse().unwrap();
    let stranger =
        Person { name: "Somebody".to_owned(), email: "somebody@example.org".to_owned(), at: Some(now), offset: 0 };
    let commit = Commit {
        id: id("1"),
        parents: vec![id("2")],
        author: stranger.clone(),
        committer: stranger,
        message: "A change".to_owned(),
    };
    CheckedCommit { commit, at: Some(now), verdict: Some(Verdict::Unsigned) }
}

/// What that one commit made of the incidents.
fn edits_of(commit: &CheckedCommit, base: &Tree, head: &Tree) -> Vec<change::Edit> {
    let read = |tree: &Tree, path: &FilePath| parse::incident_file(path, tree.bytes(path.as_str())?);
    let edited = differing(base, head).into_iter().filter(|path| path.name() == "incident.toml");
    edited
        .filter_map(|path| {
            let before = read(base, &path).map(|incident| Before { incident, from: None, is_own: false });
            Some(change::Edit {
                commit: commit.clone(),
                file: path.clone(),
                before: before.into_iter().collect(),
                after: read(head, &path)?,
            })
        })
        .collect()
}

/// The files that one of two trees has, or that differ.
fn differing(base: &Tree, head: &Tree) -> Vec<FilePath> {
    let paths: BTreeSet<&FilePath> = base.iter().chain(head.iter()).map(|(path, _)| path).collect();
    paths.into_iter().filter(|path| base.get(path.as_str()) != head.get(path.as_str())).cloned().collect()
}

/// The public IDs of an instant.
/// The advisories that are public, each with its id and the folder of its incident.
fn public_ids(portfolio: &Portfolio, at: Instant) -> Vec<(String, &str)> {
    let is_public = |incident: &&Incident| Case::new(portfolio, incident, at).publication.is_ok();
    let public = portfolio.incidents.iter().map(AsRef::as_ref).filter(is_public);
    let named = |incident: &'_ Incident| Some(incident.document.as_ref()?.id.as_ref()?.value.to_string());
    public.filter_map(|incident: &Incident| Some((named(incident)?, incident.folder.as_str()))).collect()
}

/// The keys on which it depends when an advisory becomes public.
const GATE: &[&str] = &[
    "at",
    "by",
    "count",
    "covers",
    "disclosure",
    "event",
    "fix-lead",
    "id",
    "left",
    "policy",
    "public",
    "role",
    "roles",
    "until",
];

/// An edit of something on which the gate of an incident depends that waits.
#[derive(Clone, Debug)]
struct GateEdit {
    line: Index,
    how: How,
}

fn gate_edit() -> impl Strategy<Value = GateEdit> {
    let how = prop_oneof![
        2 => Just(How::Delete),
        3 => (any::<Index>(), 0_u8..2).prop_map(|(at, digit)| How::Digit(at, digit)),
        3 => any::<Index>().prop_map(How::Replace),
        1 => Just(How::Rename { copy: true }),
        1 => Just(How::Rename { copy: false }),
        // The day is that of the change: a record of an earlier one is back-dated.
        2 => prop::sample::select(vec!["upstream-public", "embargo-moved", "embargo-agreed", "approved"])
            .prop_map(|event| How::Event(0, event)),
    ];
    (any::<Index>(), how).prop_map(|(line, how)| GateEdit { line, how })
}

impl GateEdit {
    /// The edit as one of a line of a file, if there is anything to edit.
    fn apply(&self, tree: &Tree, waiting: &BTreeSet<&str>, today: i64) -> Option<Tree> {
        let texts = texts(tree);
        let is_one = |path: &FilePath| match path.incident_folder() {
            Some(folder) => waiting.contains(folder),
            None => matches!(path.as_str(), "policy.toml" | "team.toml"),
        };
        let key = |line: &str| line.split_once(" = ").is_some_and(|(key, _)| GATE.contains(&key));
        let mut lines = Vec::new();
        for (file, (_, text)) in texts.iter().enumerate().filter(|(_, (path, _))| is_one(path)) {
            lines.extend(text.lines().enumerate().filter(|(_, line)| key(line)).map(|(line, _)| (file, line)));
        }
        let (file, line) = *lines.get(self.line.index(lines.len().max(1)))?;
        let how = match &self.how {
            How::Event(_, event) => &How::Event(today, event),
            how => how,
        };
        Some(edited(tree, &texts, file, line, how))
    }
}

/// Whoever has no right opens no gate earlier, by whatever edit: it is an error.
#[test]
fn a_stranger_makes_no_advisory_public_earlier() {
    let opened = AtomicUsize::new(0);
    let strategy = (portfolio(), prop::collection::vec(gate_edit(), 8));
    let mut runner = proptest::test_runner::TestRunner::new_with_rng(
        config(256, 200),
        proptest::test_runner::TestRng::deterministic_rng(proptest::test_runner::RngAlgorithm::ChaCha),
    );
    let tested = runner.run(&strategy, |(portfolio, edits)| {
        let base = portfolio.tree();
        let now = portfolio.now();
        let read = |tree: &Tree| parse::portfolio(tree.clone()).portfolio;
        let Some(was) = read(&base) else { return Ok(()) };
        let waits = |incident: &&Incident| {
            Case::new(&was, incident, now).publication.is_err()
                && base.text(incident.file.as_str()).is_some_and(|text| text.contains("\"approved\""))
        };
        let waiting: BTreeSet<&str> =
            was.incidents.iter().map(AsRef::as_ref).filter(waits).map(|incident| incident.folder.as_str()).collect();
        for edit in &edits {
            let Some(head) = edit.apply(&base, &waiting, portfolio.now) else { continue };
            let Some(is) = read(&head) else { continue };
            let both = was.incidents.iter().chain(&is.incidents);
            let changed =
                both.filter(|incident| !base.under(incident.folder.as_str()).eq(head.under(incident.folder.as_str())));
            let at: BTreeSet<Instant> =
                changed.flat_map(|incident| change::instants(incident, now)).chain([now]).collect();
            let Some((at, id)) = at.into_iter().find_map(|at| {
                // An advisory with another id, or in another folder, was public before.
                let known = public_ids(&was, at);
                let is_new =
                    |(id, folder): &(String, &str)| !known.iter().any(|known| known.0 == *id || known.1 == *folder);
                public_ids(&is, at).into_iter().find(is_new).map(|(id, _)| (at, id))
            }) else {
                continue;
            };
            opened.fetch_add(1, Ordering::Relaxed);
            let commit = by_a_stranger(now);
            let made = edits_of(&commit, &base, &head);
            let touched = [Touched { commit, files: differing(&base, &head) }];
            let change = Change::new(&was, &is, now).committed(&made).made_by(&touched);
            let found = rules::check_change(&change);
            let changed = differing(&base, &head);
            let texts =
                |path: &FilePath| [&base, &head].map(|tree| tree.text(path.as_str()).unwrap_or_default().to_owned());
            prop_assert!(
                found.iter().any(|finding| finding.severity == Severity::Error),
                "{id} is public at {at}, it is {now}: {edit:?}\n{found:?}\n{:#?}",
                changed.iter().map(|path| (path, texts(path))).collect::<Vec<_>>()
            );
        }
        Ok(())
    });
    tested.unwrap();
    let opened = opened.into_inner();
    assert!(opened >= at_least(10), "{opened} changes opened a gate");
}
