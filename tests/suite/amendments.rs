//! A case after an amendment equals the case in which the right fact was recorded at once.

use std::collections::BTreeSet;

use advisory::build;
use advisory::case::Case;
use advisory::change;
use advisory::finding::Severity;
use advisory::plan::Plan;
use advisory::portfolio::Portfolio;
use advisory::report::{self, Audience, BoardFormat};
use advisory::rules::{self, Review};
use advisory::time::Instant;
use proptest::prelude::*;
use serde_json::Value;

use crate::support::{QUIET_OTTER, at, scenario::Scenario};

const REPORTED: i64 = 1_772_445_600; // 2026-03-02T10:00:00Z

/// Events with a meaning of their own, and one detail that each can have.
const EVENTS: &[(&str, &str)] = &[
    ("reported", ""),
    ("lead-named", ""),
    ("acknowledged", ""),
    ("accepted", ""),
    ("rejected", ""),
    ("scored", ""),
    ("mitigation-ready", ""),
    ("fix-ready", ""),
    ("notice-published", ""),
    ("distributors-notified", ""),
    ("exploited", ""),
    ("leaked", "leaked"),
    ("embargo-agreed", "until"),
    ("embargo-moved", "until"),
    ("embargo-broken", "assessment"),
    ("break-decided", "choice"),
    ("upstream-public", ""),
    ("released", ""),
    ("approved", ""),
    ("announced", ""),
    ("withdrawn", ""),
    ("closed", ""),
];

/// What a record says: when, who, and its detail.
#[derive(Clone, Debug)]
struct Says {
    hour: i64,
    by: &'static str,
    detail: i64,
}

/// What was recorded, and how it was corrected.
#[derive(Clone, Debug)]
enum Way {
    /// It was right.
    Right(Says),
    /// It never happened.
    Void(Says),
    /// It was otherwise: wrong, and right.
    Wrong(Says, Says),
    /// It was right; a first amendment called it void, and a second one voids that.
    Restored(Says),
    /// It was corrected twice: wrong, wrong again, and right.
    Twice(Says, Says, Says),
}

/// A record of a kind and a name.
#[derive(Clone, Debug)]
struct Fact {
    which: usize,
    way: Way,
}

fn says() -> impl Strategy<Value = Says> {
    let by = prop_oneof![Just("ada"), Just("ben")];
    (0..1500_i64, by, 0..2000_i64).prop_map(|(hour, by, detail)| Says { hour, by, detail })
}

fn fact() -> impl Strategy<Value = Fact> {
    let way = prop_oneof![
        says().prop_map(Way::Right),
        says().prop_map(Way::Void),
        (says(), says()).prop_map(|(wrong, right)| Way::Wrong(wrong, right)),
        says().prop_map(Way::Restored),
        (says(), says(), says())
            // The second amendment names the record as the first one left it.
            .prop_filter("the first amendment changes nothing", |(a, b, _)| (a.hour, a.by) != (b.hour, b.by))
            .prop_map(|(a, b, c)| Way::Twice(a, b, c)),
    ];
    (0..EVENTS.len() + 2, way).prop_map(|(which, way)| Fact { which, way })
}

/// An instant that no other record has: `unique` is the number of the record.
fn instant(hour: i64, unique: usize) -> Instant {
    Instant::from_unix(REPORTED + hour * 3600 + i64::try_from(unique).unwrap()).unwrap()
}

impl Fact {
    fn kind(&self) -> &'static str {
        match self.which.checked_sub(EVENTS.len()) {
            None => "event",
            Some(0) => "waiver",
            Some(_) => "decision",
        }
    }

    fn name(&self) -> &'static str {
        match self.kind() {
            "event" => EVENTS[self.which].0,
            "waiver" => "low-severity-slowdown",
            _ => "distributors",
        }
    }

    /// Whether the values can be replaced: an approval can only be voided.
    fn is_fixed(&self) -> bool {
        self.name() == "approved"
    }

    /// The keys and values beside name, instant and people.
    fn more(&self, says: &Says) -> Option<String> {
        let until = instant(says.detail, 0);
        match self.kind() {
            "waiver" => Some(format!("until = {until}")),
            "decision" => Some(format!("take = {}", says.detail % 2 == 0)),
            _ => match EVENTS[self.which].1 {
                "" => None,
                "until" => Some(format!("until = {until}")),
                "choice" => {
                    Some(format!("choice = \"{}\"", ["continue", "release-early"][usize::from(says.detail % 2 == 0)]))
                }
                detail => Some(format!("{detail} = \"No. {}\"", says.detail)),
            },
        }
    }

    fn record(&self, says: &Says, unique: usize) -> String {
        let name = match self.kind() {
            "decision" => "step",
            kind => kind,
        };
        let steps = if self.kind() == "waiver" { "steps = [\"release\"]\nreason = \"low\"\n" } else { "" };
        format!(
            "[[{}]]\nat = {}\n{name} = \"{}\"\nby = \"{}\"\n{steps}{}\n",
            self.kind(),
            instant(says.hour, unique),
            self.name(),
            says.by,
            self.more(says).unwrap_or_default()
        )
    }

    fn amendment(&self, of: &Says, instead: Option<&Says>, unique: usize) -> String {
        let instead = instead.map(|right| {
            let more = self.more(right).map(|more| format!(", {more}")).unwrap_or_default();
            format!("instead = {{ at = {}, by = \"{}\"{more} }}\n", instant(right.hour, unique), right.by)
        });
        format!(
            "[[amendment]]\nat = {}\namends = {{ kind = \"{}\", name = \"{}\", at = {}, by = \"{}\" }}\nby = \"ada\"\nreason = \"a slip\"\n{}",
            instant(2500, unique),
            self.kind(),
            self.name(),
            instant(of.hour, unique),
            of.by,
            instead.unwrap_or_default()
        )
    }

    /// What was recorded, and the amendments that follow.
    fn written(&self, unique: usize) -> (Says, String, String) {
        match &self.way {
            Way::Right(right) => (right.clone(), self.record(right, unique), String::new()),
            Way::Void(wrong) => (wrong.clone(), self.record(wrong, unique), self.amendment(wrong, None, unique)),
            Way::Wrong(_, right) | Way::Twice(_, _, right) if self.is_fixed() => {
                (right.clone(), self.record(right, unique), String::new())
            }
            Way::Wrong(wrong, right) => {
                (wrong.clone(), self.record(wrong, unique), self.amendment(wrong, Some(right), unique))
            }
            Way::Restored(right) => {
                let void = self.amendment(right, None, unique);
                let at = instant(2500, unique);
                let restored = format!(
                    "[[amendment]]\nat = {}\namends = {{ kind = \"amendment\", name = \"{}\", at = {at} }}\nby = \"ada\"\nreason = \"no\"\n",
                    instant(2600, unique),
                    self.name()
                );
                (right.clone(), self.record(right, unique), void + &restored)
            }
            Way::Twice(first, second, right) => {
                let amendments =
                    self.amendment(first, Some(second), unique) + &self.amendment(second, Some(right), unique);
                (first.clone(), self.record(first, unique), amendments)
            }
        }
    }

    /// What should have been recorded.
    fn right(&self) -> Option<&Says> {
        match &self.way {
            Way::Void(_) => None,
            Way::Right(right) | Way::Wrong(_, right) | Way::Restored(right) | Way::Twice(_, _, right) => Some(right),
        }
    }
}

/// A case as it was recorded and corrected, and the same as it should have been recorded.
fn cases(policy: &str, facts: &[Fact], until: Option<i64>) -> [Portfolio; 2] {
    let mut written: Vec<(i64, String, String)> = Vec::new();
    let mut right: Vec<(i64, String)> = Vec::new();
    for (unique, fact) in facts.iter().enumerate() {
        let unique = unique + 1;
        let (says, record, amendments) = fact.written(unique);
        // Waivers and decisions stay in their place. Events are in the order in which they happened.
        let place = |hour: i64| if fact.kind() == "event" { hour } else { 0 };
        written.push((place(says.hour), record, amendments));
        right.extend(fact.right().map(|says| (place(says.hour), fact.record(says, unique))));
    }
    written.sort_by_key(|(hour, ..)| *hour);
    right.sort_by_key(|(hour, _)| *hour);
    let records: String = written.iter().map(|(_, record, _)| record.as_str()).collect();
    let amendments: String = written.iter().map(|(.., amendments)| amendments.as_str()).collect();
    let right: String = right.into_iter().map(|(_, record)| record).collect();
    let read = |records: &str| {
        let mut scenario = Scenario::new(policy).front("id = \"LODE-2026-001\"");
        scenario.incident = "[report]\nsummary = \"x\"\ndisclosure = \"private\"\n[roles]\nfix-lead = \"ada\"\nfix-team = [\"ada\", \"ben\"]\n[scope]\nlines = [\"1.16\"]\n".to_owned();
        if let Some(until) = until {
            scenario.incident += &format!("[embargo]\nuntil = {}\n", instant(until, 0));
        }
        scenario.incident += records;
        scenario.files().read_clean()
    };
    [read(&(records + &amendments)), read(&right)]
}

/// Everything that follows from a case at an instant.
#[derive(Debug, PartialEq)]
struct Outcome {
    /// State, steps, deadlines, measures, embargo and gate, as `status --format json` has them.
    board: Value,
    findings: BTreeSet<(String, Severity, String)>,
    site: Option<Plan>,
    drafts: Plan,
    opening: Option<Instant>,
}

fn outcome(portfolio: &Portfolio, now: Instant) -> Outcome {
    let case = Case::new(portfolio, &portfolio.incidents[0], now);
    let board = report::incident(&case, BoardFormat::Json, Audience::Team).unwrap();
    let mut board: Value = serde_json::from_str(&board).unwrap();
    let object = board.as_object_mut().unwrap();
    object.remove("amendments");
    // The timeline shows both; what is in force has to be the same.
    let timeline = object["timeline"].as_array_mut().unwrap();
    timeline.retain(|event| event.get("amended").is_none());
    let findings = rules::check(&Review { portfolio, cases: &[case], now });
    let findings = findings.into_iter().map(|f| (f.rule.to_string(), f.severity, f.message));
    let mut drafts = Plan::new();
    // Only after a correction is anybody told that a withdrawal or a rejection was a mistake, or that a date which they
    // were told was wrong.
    let follows = |path: &str| {
        [".restored.", ".reopened.", ".answer.", ".moved.", ".late."].iter().any(|news| path.contains(news))
    };
    for (path, bytes) in build::private(portfolio, now).announcements.iter().filter(|(path, _)| !follows(path)) {
        drafts.add(path, bytes);
    }
    Outcome {
        board,
        // Of the corrections themselves there are findings, such as one on an end before it, or on those who were
        // told of a withdrawal that was a mistake.
        findings: findings
            .filter(|(rule, _, what)| !rule.starts_with("amendment-") && !what.contains("correction"))
            // What a void record set in the file is not the record.
            .filter(|(rule, ..)| rule != "voided-yet-kept")
            .filter(|(rule, _, what)| rule != "withdrawal-untold" || !what.contains("stays valid"))
            .collect(),
        site: build::public(portfolio.clone(), Vec::new(), now).site,
        drafts,
        opening: change::opening(portfolio, &portfolio.incidents[0], now),
    }
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 256, ..ProptestConfig::default() })]

    #[test]
    fn a_case_after_an_amendment_is_the_case_in_which_the_right_fact_was_recorded(
        vitess in any::<bool>(),
        facts in prop::collection::vec(fact(), 1..14),
        until in prop::option::of(0..1200_i64),
        now in 0..2400_i64,
    ) {
        let policy = if vitess { "vitess" } else { "rook" };
        let [amended, right] = cases(policy, &facts, until);
        for now in [instant(now, 0), at("2026-07-01T00:00:00Z")] {
            let (amended, right) = (outcome(&amended, now), outcome(&right, now));
            prop_assert_eq!(&amended.board, &right.board);
            prop_assert_eq!(&amended.findings, &right.findings);
            prop_assert_eq!(amended.site == right.site, true, "the site differs");
            prop_assert_eq!(amended, right);
        }
    }
}

/// The generated cases are no accident of cases in which nothing happens.
#[test]
fn amendments_open_and_close_the_gate() {
    let approved = Fact { which: 18, way: Way::Right(Says { hour: 10, by: "ada", detail: 0 }) };
    let void = Fact { which: 18, way: Way::Void(Says { hour: 10, by: "ada", detail: 0 }) };
    let rejected = Fact { which: 4, way: Way::Void(Says { hour: 5, by: "ada", detail: 0 }) };
    let moved = Says { hour: 6, by: "ada", detail: 300 };
    let moved = Fact { which: 13, way: Way::Wrong(moved.clone(), Says { detail: 200, ..moved }) };
    let now = instant(250, 0);
    for (facts, is_public) in [(vec![approved.clone(), rejected, moved], true), (vec![void], false)] {
        let [amended, right] = cases("vitess", &facts, Some(100));
        assert_eq!(amended.incidents[0].file.as_str(), QUIET_OTTER);
        for portfolio in [amended, right] {
            let case = Case::new(&portfolio, &portfolio.incidents[0], now);
            assert_eq!(case.publication.is_ok(), is_public, "{facts:?}: {:?}", case.publication);
        }
    }
}
