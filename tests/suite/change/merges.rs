//! Two branches that each record something: merged by git, they have both, or nobody can miss that they conflict.

use std::collections::BTreeSet;

use advisory::change::{Record, records};
use advisory::finding::Severity;
use advisory::source::{FilePath, Tree};
use advisory::time::Instant;
use proptest::prelude::*;
use proptest::strategy::ValueTree as _;

use super::{ADVISORY, AMIRA, BEN, EMBARGOED, PUBLIC, PrivateRepository};
use crate::rules::example;
use crate::support;

/// The arguments of `record` behind the incident.
type Act = Vec<String>;

fn act(words: &[&str]) -> Act {
    words.iter().map(|word| (*word).to_owned()).collect()
}

/// Acts that have much in common: instants, people, words.
fn acts() -> impl Strategy<Value = Act> {
    let at = prop::sample::select(vec!["2026-03-05T09:00:00Z", "2026-03-05T09:00:00Z", "2026-03-05T10:00:00Z"]);
    let by = prop::sample::select(vec!["amira", "amira", "ben"]);
    let event = prop::sample::select(vec!["accepted", "scored", "mitigation-ready"]);
    let note = prop::sample::select(vec![None, None, Some("One thing."), Some("Another thing.")]);
    (0..6_u8, at, by, event, note).prop_map(|(kind, at, by, event, note)| {
        let mut words = match kind {
            0 => act(&["decision", "--step", "distributors", "--skip"]),
            1 => act(&[
                "waiver",
                "--anyway",
                "--waiver",
                "low-severity-slowdown",
                "--step",
                "release",
                "--link",
                "https://lists.example/1",
            ]),
            _ => act(&[event, "--anyway"]),
        };
        // Whoever leads decides.
        words.extend(act(&["--at", at, "--by", if kind == 0 { "ben" } else { by }]));
        if kind == 1 {
            words.extend(act(&["--until", "2026-04-01T15:00:00Z"]));
        }
        let key = if kind < 2 { "--reason" } else { "--note" };
        // A step is skipped for a reason.
        let note = note.or((kind == 0).then_some("None."));
        words.extend(note.into_iter().flat_map(|note| act(&[key, note])));
        words
    })
}

/// Runs acts on a text; what the file then holds.
fn recorded(desk: &PrivateRepository, before: &str, acts: &[Act]) -> String {
    desk.write(EMBARGOED, before);
    for act in acts {
        let words: Vec<&str> = act.iter().map(String::as_str).collect();
        desk.done(&[&["record", "quiet-otter"], words.as_slice()].concat());
    }
    desk.read(EMBARGOED)
}

/// The files that branches begin with.
fn beginnings(desk: &PrivateRepository) -> Vec<String> {
    let plain = desk.read(EMBARGOED);
    let decided = recorded(
        desk,
        &plain,
        &[
            act(&["decision", "--step", "distributors", "--take", "--at", "2026-03-04T09:00:00Z", "--by", "ben"]),
            act(&[
                "waiver",
                "--anyway",
                "--waiver",
                "low-severity-slowdown",
                "--step",
                "notice",
                "--at",
                "2026-03-04T09:00:00Z",
                "--by",
                "amira",
                "--link",
                "https://lists.example/0",
                "--until",
                "2026-03-30T15:00:00Z",
            ]),
        ],
    );
    vec![plain.clone(), plain.replace('\n', "\r\n"), plain.trim_end().to_owned(), plain + "# the end\n", decided]
}

fn incident(text: &str) -> Option<advisory::incident::Incident> {
    advisory::parse::incident_file(&FilePath::new(EMBARGOED), text.as_bytes())
}

/// The rules that reading and checking raise as errors with this text in the incident's place.
fn errors(tree: &Tree, text: &str) -> BTreeSet<&'static str> {
    let tree = tree.clone().with(&FilePath::new(EMBARGOED), text.as_bytes());
    let findings = example::check(&tree, Some(support::at("2026-03-05T12:00:00Z")));
    findings.into_iter().filter(|f| f.severity == Severity::Error).map(|f| f.rule.0).collect()
}

/// What is wrong with a text that was merged without asking: a record of one side that does not stand there once, or one that
/// is of neither.
fn wrong(merged: &str, ours: &str, theirs: &str, same: fn(&Record<'_>, &Record<'_>) -> bool) -> Option<String> {
    let [merged, ours, theirs] = [merged, ours, theirs].map(|text| incident(text).unwrap());
    let (all, ours, theirs) = (records(&merged), records(&ours), records(&theirs));
    for record in ours.iter().chain(&theirs) {
        let count = |all: &[Record<'_>]| all.iter().filter(|there| same(there, record)).count();
        let expected = count(&ours).max(count(&theirs));
        if count(&all) != expected {
            return Some(format!("{} stands there {} times, not {expected}", record.words(), count(&all)));
        }
    }
    let made = all.iter().find(|record| !ours.iter().chain(&theirs).any(|there| same(there, record)));
    made.map(|made| format!("nobody recorded {}", made.words()))
}

/// Whether the newest records of two texts have an instant in common.
fn of_one_instant(ours: &str, theirs: &str) -> bool {
    let [ours, theirs] = [ours, theirs].map(|text| incident(text).unwrap());
    let new = |incident| -> BTreeSet<Instant> {
        let since = support::at("2026-03-05T00:00:00Z");
        records(incident).iter().filter_map(Record::instant).filter(|at| *at > since).collect()
    };
    !new(&ours).is_disjoint(&new(&theirs))
}

fn is_same(one: &Record<'_>, other: &Record<'_>) -> bool {
    one.says_what(other)
}

/// Git's three-way merge of files is the one that merge, rebase, cherry-pick and revert use.
fn merge(desk: &PrivateRepository, base: &str, ours: &str, theirs: &str, more: &[&str]) -> (bool, String) {
    for (name, text) in [("base", base), ("ours", ours), ("theirs", theirs)] {
        std::fs::write(desk.folder.path().join(name), text).unwrap();
    }
    let arguments = [&["merge-file", "--stdout"], more, &["../ours", "../base", "../theirs"]].concat();
    let output = desk.try_git(&arguments);
    (output.status.code() == Some(0), String::from_utf8(output.stdout).unwrap())
}

#[test]
fn two_records_merge_cleanly_or_conflict_visibly() {
    let desk = PrivateRepository::new();
    let tree = advisory::source::worktree::read(&desk.path()).unwrap();
    let beginnings = beginnings(&desk);
    let mut runner = proptest::test_runner::TestRunner::deterministic();
    let pairs =
        (prop::sample::select((0..beginnings.len()).collect::<Vec<_>>()), prop::collection::vec(acts(), 1..3), acts());
    let (mut clean, mut asked, mut mixed, mut silent) = (0, 0, 0, 0);
    for _ in 0..150 {
        let (nth, ours, theirs) = pairs.new_tree(&mut runner).unwrap().current();
        let (base, theirs) = (&beginnings[nth], vec![theirs]);
        let told = format!("{ours:?} and {theirs:?} from {nth}");
        let texts = [recorded(&desk, base, &ours), recorded(&desk, base, &theirs)];
        // Both ways round.
        for [ours, theirs] in [[&texts[0], &texts[1]], [&texts[1], &texts[0]]] {
            let (is_clean, merged) = merge(&desk, base, ours, theirs, &[]);
            if is_clean {
                assert_eq!(wrong(&merged, ours, theirs, is_same), None, "{told}:\n{merged}");
                clean += 1;
            } else {
                assert!(errors(&tree, &merged).contains("conflict-marker"), "{told}:\n{merged}");
                asked += 1;
            }
            // `merge=union`, and an editor's "accept both": every line of both, however it is mixed.
            let (_, merged) = merge(&desk, base, ours, theirs, &["--union"]);
            let known: BTreeSet<_> = errors(&tree, ours).union(&errors(&tree, theirs)).copied().collect();
            let new: Vec<_> = errors(&tree, &merged).difference(&known).copied().collect();
            mixed += usize::from(!new.is_empty());
            if new.is_empty()
                && let Some(wrong) = wrong(&merged, ours, theirs, |one, other| one.tells(other))
            {
                // Two things of one instant; a comparison with the base sees that one is gone.
                assert!(wrong.contains(" 0 times") && of_one_instant(ours, theirs), "{told}: {wrong}\n{merged}");
                silent += 1;
            }
        }
    }
    assert!(
        clean > 60 && asked > 60 && mixed > 60 && silent < 12,
        "{clean} clean, {asked} conflicts, {mixed} mixed, {silent} unsaid"
    );
}

/// A repository whose branch `fix` recorded one thing and `main` another.
fn parted(begin: impl Fn(&PrivateRepository), ours: &[&str], theirs: &[&str]) -> PrivateRepository {
    let desk = PrivateRepository::new();
    begin(&desk);
    desk.commit(AMIRA);
    desk.git(&["branch", "--force", "main"]);
    desk.git(&["checkout", "--quiet", "main"]);
    desk.done(&[&["record"], theirs].concat());
    desk.commit(AMIRA);
    desk.git(&["checkout", "--quiet", "fix"]);
    desk.done(&[&["record"], ours].concat());
    desk.commit(AMIRA);
    desk
}

const SCORED: &[&str] = &["quiet-otter", "scored", "--by", "amira", "--at", "2026-03-05T09:00:00Z"];
const ACCEPTED: &[&str] = &["quiet-otter", "accepted", "--by", "ben", "--at", "2026-03-05T10:00:00Z"];
const SKIPPED: &[&str] = &[
    "quiet-otter",
    "decision",
    "--step",
    "distributors",
    "--skip",
    "--by",
    "ben",
    "--at",
    "2026-03-05T09:00:00Z",
    "--reason",
    "Local.",
];

/// How one branch takes in the other.
const WAYS: &[&[&str]] = &[&["merge", "--no-edit", "main"], &["rebase", "main"], &["cherry-pick", "main"]];

fn count(desk: &PrivateRepository, event: &str) -> usize {
    desk.read(EMBARGOED).matches(&format!("event = \"{event}\"")).count()
}

#[test]
fn what_differs_in_kind_merges_whichever_way_it_is_taken_in() {
    let begins: [fn(&PrivateRepository); 3] = [
        |_| {},
        |d| d.write(EMBARGOED, d.read(EMBARGOED).replace('\n', "\r\n")),
        |d| d.write(EMBARGOED, d.read(EMBARGOED).trim_end()),
    ];
    for begin in begins {
        for way in WAYS {
            let desk = parted(begin, SCORED, SKIPPED);
            desk.git(way);
            assert_eq!(
                (count(&desk, "scored"), desk.read(EMBARGOED).matches("[[decision]]").count()),
                (1, 1),
                "{way:?}"
            );
            assert_eq!(desk.run(&["check"]).code, 0, "{way:?}");
        }
    }
}

#[test]
fn the_same_event_on_both_branches_stands_there_once() {
    for way in &WAYS[..2] {
        let desk = parted(|_| {}, SCORED, SCORED);
        desk.git(way);
        assert_eq!(count(&desk, "scored"), 1, "{way:?}");
        assert_eq!(desk.run(&["check"]).code, 0, "{way:?}");
    }
}

/// Git asks; whoever commits the question is told where it stands, and the incident stays out of every build.
#[test]
fn two_events_conflict_and_check_says_where() {
    for ending in ["\n", "\r\n"] {
        for way in WAYS {
            let begin = |d: &PrivateRepository| d.write(EMBARGOED, d.read(EMBARGOED).replace('\n', ending));
            let desk = parted(begin, SCORED, ACCEPTED);
            assert!(!desk.try_git(way).status.success(), "{way:?}");
            let line = 1 + desk.read(EMBARGOED).lines().position(|l| l.starts_with("<<<<<<<")).unwrap();
            let said = desk.run(&["check"]);
            assert!(said.code == 1 && said.out.contains("error[conflict-marker]"), "{way:?}: {said:?}");
            assert!(said.out.contains(&format!("{EMBARGOED}:{line}:")) && said.out.contains("help:"), "{said:?}");
            assert!(desk.rules().iter().all(|rule| rule != "record-removed"), "{:?}", desk.found());
        }
    }
}

#[test]
fn a_public_incident_that_conflicts_is_left_out_and_reported() {
    let one = ["amber-heron", "retrospective", "--by", "amira", "--at", "2026-03-05T09:00:00Z"];
    let other = ["amber-heron", "retrospective", "--by", "ben", "--at", "2026-03-05T10:00:00Z"];
    let desk = parted(|_| {}, &one, &other);
    assert!(!desk.try_git(WAYS[0]).status.success());
    assert!(desk.read(PUBLIC).contains("<<<<<<<"));
    let said = desk.run(&["build", "--out", "../out"]);
    assert!(said.code == 0 && said.all().contains("conflict-marker"), "{said:?}");
    let site = crate::support::files(&desk.folder.path().join("out"));
    assert!(!site.is_empty() && !site.iter().any(|(path, _)| path.contains("LODE-2026-001")), "{:?}", said.all());
    let checked = desk.run(&["check"]);
    assert!(checked.code == 1 && checked.out.contains("conflict-marker"), "{checked:?}");
}

/// One branch records, the other edits what stood last: both, or a conflict.
#[test]
fn an_event_beside_an_edit_of_the_last_one() {
    for way in WAYS {
        let desk = parted(|_| {}, SCORED, ACCEPTED);
        desk.git(&["checkout", "--quiet", "main"]);
        desk.git(&["reset", "--quiet", "--hard", "HEAD~1"]);
        desk.change(EMBARGOED, "event = \"lead-named\"\nby = \"amira\"", "event = \"lead-named\"\nby = \"ben\"");
        desk.commit(BEN);
        desk.git(&["checkout", "--quiet", "fix"]);
        if desk.try_git(way).status.success() {
            assert_eq!(count(&desk, "scored"), 1);
            assert!(desk.read(EMBARGOED).contains("event = \"lead-named\"\nby = \"ben\""));
        } else {
            let said = desk.run(&["check"]);
            assert!(said.code == 1 && said.out.contains("error[conflict-marker]"), "{said:?}");
        }
    }
}

/// `merge=union` mixes the lines of both: what comes of it is an error, or found missing.
#[test]
fn lines_that_were_mixed_blindly_are_found() {
    let union = |d: &PrivateRepository| d.write(".gitattributes", "*.toml merge=union\n");
    let desk = parted(union, SCORED, ACCEPTED);
    desk.git(WAYS[0]);
    let said = desk.run(&["check"]);
    assert!(said.code == 1 && said.out.contains("error["), "{said:?}");
    // Of one instant, one of them may be swallowed, and every line left makes sense.
    let event = ["quiet-otter", "mitigation-ready", "--by"];
    let first = [&event[..], &["ben", "--at", "2026-03-05T09:00:00Z", "--note", "One thing."]].concat();
    let other = [&event[..], &["amira", "--at", "2026-03-05T09:00:00Z"]].concat();
    let second = ["record", "quiet-otter", "accepted", "--by", "amira", "--at", "2026-03-05T09:00:00Z"];
    for (ours, theirs, longer, rule) in
        [(&first, &other, "fix", "record-edited"), (&other, &first, "main", "record-removed")]
    {
        let desk = parted(union, ours, theirs);
        desk.git(&["checkout", "--quiet", longer]);
        desk.done(&second);
        desk.commit(AMIRA);
        desk.git(&["checkout", "--quiet", "fix"]);
        desk.git(WAYS[0]);
        assert_eq!(count(&desk, "mitigation-ready"), 1);
        assert_eq!(desk.run(&["check"]).code, 0);
        assert!(desk.rules().contains(&rule.to_owned()), "{:?}", desk.found());
    }
}

/// Each branch opens an incident of its own: neither's folder is the other's, and git has nothing to ask.
#[test]
fn two_branches_that_each_open_an_incident_do_not_collide() {
    let desk = PrivateRepository::new();
    let open = |branch: &str| {
        desk.git(&["checkout", "--quiet", "-B", branch, "main"]);
        desk.done(&["new", "--summary", "A report", "--line", "1.16", "--at", "2026-03-05T09:00:00Z"]);
        desk.commit(AMIRA);
    };
    let branches: Vec<String> = (0..4).map(|n| format!("report-{n}")).collect();
    branches.iter().for_each(|branch| open(branch));
    desk.git(&["checkout", "--quiet", "fix"]);
    for branch in &branches {
        desk.git(&["merge", "--quiet", "--no-edit", branch]);
        assert_eq!(desk.found(), []);
    }
    assert_eq!(desk.run(&["check"]).code, 0);
    assert_eq!(std::fs::read_dir(desk.path().join("incidents/2026")).unwrap().count(), 2 + 4);
    assert!(desk.read(ADVISORY).contains("LODE-2026-001"));
}
