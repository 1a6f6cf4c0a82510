//! Whose turn it is, worked out again by hand from the same files.

use std::sync::atomic::{AtomicUsize, Ordering};

use advisory::Workspace;
use advisory::app::Source;
use advisory::case::{Absence, next_lead};
use proptest::prelude::*;

use crate::support::{self, Files, Incident, Policy, Repository, Stamp, Team};

/// Somebody on the team: whether the roster gives them the role, the days they are away, their last day.
#[derive(Clone, Debug)]
struct Person {
    on_roster: bool,
    away: Option<(u32, u32)>,
    left: Option<u32>,
}

/// An incident: the hour of March it was reported at, and who held the role, by number; some are not of the team.
#[derive(Clone, Debug)]
struct Case {
    hour: u32,
    holders: Vec<usize>,
}

fn people() -> impl Strategy<Value = Vec<Person>> {
    let away =
        prop::option::weighted(0.4, (1..28_u32, 0..6_u32).prop_map(|(from, days)| (from, (from + days).min(31))));
    let person = (prop::bool::weighted(0.8), away, prop::option::weighted(0.2, 1..31_u32));
    prop::collection::vec(person.prop_map(|(on_roster, away, left)| Person { on_roster, away, left }), 1..6)
}

fn cases() -> impl Strategy<Value = Vec<Case>> {
    // Few hours, so that several are reported at one instant.
    let case = (0..12_u32, prop::collection::vec(0..8_usize, 0..3));
    prop::collection::vec(case.prop_map(|(n, holders)| Case { hour: n * 60, holders }), 0..7)
}

fn id(n: usize) -> String {
    format!("m{n}")
}

fn day_of(hour: u32) -> u32 {
    hour / 24 + 1
}

fn files(people: &[Person], cases: &[Case], pick: &str) -> Files {
    let mut team = Team::new();
    for (n, person) in people.iter().enumerate() {
        let roles: &[&str] = if person.on_roster { &["pst"] } else { &[] };
        team = team.member(&id(n), &format!("Name {n}"), roles);
        if let Some((from, until)) = person.away {
            team = team.with(&format!("away = [{{ from = 2026-03-{from:02}, until = 2026-03-{until:02} }}]"));
        }
        if let Some(day) = person.left {
            team = team.with(&format!("left = 2026-03-{day:02}"));
        }
    }
    let policy =
        Policy::new("p").role("pst").role("fix-lead").with(&format!("from = \"pst\"\npick = \"{pick}\"\nlead = true"));
    let policy = policy.with("[[step]]\nid = \"fix\"\nrole = \"pst\"\n[embargo]\nallowed = false");
    let mut files = Files::new(&support::project("2027-01-01"), &policy, &team);
    for (n, case) in cases.iter().enumerate() {
        let holders: Vec<String> = case.holders.iter().map(|n| id(*n)).collect();
        let at = format!("2026-03-{:02}T{:02}:00:00Z", day_of(case.hour), case.hour % 24);
        let incident = Incident::private().with(&format!("[roles]\nfix-lead = {holders:?}"));
        files = files.incident(&format!("case-{n}"), &incident.event("reported", at));
    }
    files
}

/// The rotation as one would do it with a list on paper.
fn by_hand(people: &[Person], cases: &[Case], hour: u32) -> (Option<usize>, Option<(usize, usize)>, Vec<usize>) {
    let roster: Vec<usize> = (0..people.len()).filter(|n| people[*n].on_roster).collect();
    let mut history: Vec<(u32, usize, usize)> = Vec::new();
    for (n, case) in cases.iter().enumerate() {
        if case.hour < hour
            && let Some(holder) = case.holders.iter().find(|h| roster.contains(h))
        {
            history.push((case.hour, n, *holder));
        }
    }
    history.sort();
    let last = history.last().map(|(_, case, holder)| (*case, *holder));
    let mut line = roster.clone();
    if let Some((_, holder)) = last {
        while *line.last().unwrap() != holder {
            line.rotate_left(1);
        }
    }
    let day = day_of(hour);
    let mut passed = Vec::new();
    for n in line {
        let gone = people[n].left.is_some_and(|last_day| last_day < day);
        let away = people[n].away.is_some_and(|(from, until)| from <= day && day <= until);
        if gone || away {
            passed.push(n);
        } else {
            return (Some(n), last, passed);
        }
    }
    (None, last, passed)
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 400, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn the_turn_is_the_one_that_is_worked_out_by_hand(people in people(), cases in cases(), hour in 0..740_u32) {
        let tree = files(&people, &cases, "round-robin").tree();
        let reading = advisory::parse::portfolio(tree);
        let portfolio = reading.portfolio.unwrap();
        prop_assert_eq!(portfolio.incidents.len(), cases.len());
        let now = support::at(&format!("2026-03-{:02}T{:02}:00:00Z", day_of(hour), hour % 24));
        let turn = next_lead(&portfolio, "fix-lead", now);
        let (lead, last, passed) = by_hand(&people, &cases, hour);
        prop_assert_eq!(turn.lead.map(|l| l.to_string()), lead.map(id));
        let told = turn.last.map(|last| (last.incident.to_string(), last.holder.to_string()));
        prop_assert_eq!(told, last.map(|(case, holder)| (format!("case-{case}"), id(holder))));
        let over: Vec<String> = turn.passed.iter().map(|p| p.member.to_string()).collect();
        prop_assert_eq!(over, passed.iter().map(|n| id(*n)).collect::<Vec<_>>());
        for p in &turn.passed {
            let person = &people[p.member.as_str()[1..].parse::<usize>().unwrap()];
            let day = |day: u32| advisory::time::Date::new(2026, 3, day).unwrap();
            match p.why {
                Absence::Left(on) => prop_assert_eq!(Some(on), person.left.map(day)),
                Absence::Away(until) => prop_assert_eq!(Some(until), person.away.map(|(_, until)| day(until))),
            }
        }
        // What is reported later changes no earlier answer.
        let more: Vec<Case> = cases.iter().cloned().chain([Case { hour: hour.max(1), holders: vec![0, 1, 2, 3] }]).collect();
        let later = files(&people, &more, "round-robin").read();
        prop_assert_eq!(next_lead(&later, "fix-lead", now).lead.map(|l| l.to_string()), lead.map(id));
    }
}

/// What is found about an incident's lead.
fn out_of_turn(workspace: &Workspace, folder: &str) -> Vec<String> {
    let all = workspace.check().findings.into_iter();
    let of_it = all.filter(|finding| finding.primary.location.file.incident_folder() == Some(folder));
    of_it.filter(|finding| finding.rule.to_string() == "lead-out-of-turn").map(|finding| finding.message).collect()
}

#[test]
fn the_turn_is_the_same_where_only_the_incidents_that_decide_it_are_read() {
    let (found, left) = (AtomicUsize::new(0), AtomicUsize::new(0));
    let config = ProptestConfig { cases: 100, failure_persistence: None, ..ProptestConfig::default() };
    let mut runner = proptest::test_runner::TestRunner::new(config);
    // What happens later says nothing about the turn.
    let later = prop::collection::vec(0..30_u32, 7);
    let tested = runner.run(&(people(), cases(), later), |(people, cases, later)| {
        let folder = tempfile::tempdir().unwrap();
        files(&people, &cases, "round-robin").write(folder.path());
        for (n, days) in later.iter().take(cases.len()).enumerate() {
            let path = folder.path().join(format!("incidents/2026/case-{n}/incident.toml"));
            let text = std::fs::read_to_string(&path).unwrap();
            let at = format!("2026-{:02}-{:02}T00:00:00Z", 4 + days / 28, 1 + days % 28);
            std::fs::write(&path, format!("{text}\n[[event]]\nat = {at}\nevent = \"acknowledged\"\n")).unwrap();
        }
        let now = support::at("2026-06-01T00:00:00Z");
        let whole = Workspace::open(folder.path(), now).unwrap();
        for n in 0..cases.len() {
            let source = Source::WorkTree(folder.path().to_owned());
            let one = Workspace::read_incident(source, &format!("case-{n}"), now).unwrap();
            let its = format!("incidents/2026/case-{n}");
            let said = out_of_turn(&whole, &its);
            prop_assert_eq!(&out_of_turn(&one, &its), &said);
            found.fetch_add(said.len(), Ordering::Relaxed);
            left.fetch_add(cases.len() - one.portfolio().incidents.len(), Ordering::Relaxed);
        }
        Ok(())
    });
    tested.unwrap();
    let (found, left) = (found.into_inner(), left.into_inner());
    assert!(found > 20 && left > 20, "{found} were found, and {left} incidents were not read");
}

fn person(on_roster: bool, away: Option<(u32, u32)>, left: Option<u32>) -> Person {
    Person { on_roster, away, left }
}

fn repo(pick: &str) -> Repository {
    let people = [
        person(true, None, None),
        person(true, Some((5, 9)), None),
        person(true, None, Some(3)),
        person(true, None, None),
    ];
    let cases = [Case { hour: 0, holders: vec![0] }];
    let repo = Repository::new();
    files(&people, &cases, pick).write(repo.path());
    repo.commit_by(Stamp::named("Amira", "2026-03-01T09:00:00Z"));
    repo
}

const NOW: &str = "2026-03-06T12:00:00Z";

#[test]
fn the_answer_says_how_it_came_about() {
    let repo = repo("round-robin");
    let (code, said) = repo.run(NOW, &[], &["lead"]);
    let expected = "fix-lead: Name 3 (m3)\n  after Name 0 (m0), who led last: case-0, reported 2026-03-01 00:00 UTC\n  \
                    skipped: Name 1 (m1), away until 2026-03-09\n  skipped: Name 2 (m2), left on 2026-03-03\n  \
                    the order of team.toml: m0, m1, m2, m3\n";
    assert_eq!((code, said.as_str()), (0, expected));
    let (_, said) = repo.run(NOW, &[], &["lead", "--format", "json"]);
    let json: serde_json::Value = serde_json::from_str(&said).unwrap();
    assert_eq!((&json["schema"], &json["lead"], &json["last"]), (&1.into(), &"m3".into(), &"m0".into()));
    assert_eq!((&json["last_incident"], &json["rotates"]), (&"case-0".into(), &true.into()));
    assert_eq!(json["passed_over"][0], serde_json::json!({ "member": "m1", "why": "away", "day": "2026-03-09" }));
    assert_eq!(json["passed_over"][1], serde_json::json!({ "member": "m2", "why": "left", "day": "2026-03-03" }));
    assert_eq!(json["roles"].as_array().unwrap().len(), 1);
    // Back from their days away.
    assert!(repo.run("2026-03-10T00:00:00Z", &[], &["lead"]).1.starts_with("fix-lead: Name 1 (m1)"));
}

#[test]
fn the_same_revision_and_instant_give_the_same_answer_whatever_came_after() {
    let repo = repo("round-robin");
    repo.git(&["tag", "-a", "-m", "then", "then"]);
    let before = repo.run(NOW, &[], &["lead", "--rev", "then"]);
    repo.write(
        "incidents/2026/case-9/incident.toml",
        repo.read("incidents/2026/case-0/incident.toml").replace("m0", "m3"),
    );
    repo.edit("team.toml", "id = \"m3\"", "id = \"m9\"");
    repo.commit_by(Stamp::named("Amira", "2026-03-11T09:00:00Z"));
    assert_ne!(repo.run(NOW, &[], &["lead"]), before);
    assert_eq!(repo.run(NOW, &[], &["lead", "--rev", "then"]), before);
}

#[test]
fn roles_of_another_kind_and_logs_are_told_so() {
    let repo = repo("volunteer");
    let (code, said) = repo.run(NOW, &[], &["lead"]);
    assert!(code == 0 && said.contains("does not fill this role in turn: this is a suggestion"), "{said}");
    let (code, said) = repo.run(NOW, &[], &["lead", "--role", "fix-laed"]);
    assert!(code == 2 && said.contains("did you mean `fix-lead`?"), "{said}");
    let policy = repo.read("policy.toml").replace("volunteer", "round-robin");
    let second = "[[role]]\nid = \"scribe\"\nfrom = \"pst\"\npick = \"round-robin\"\n[[step]]";
    repo.write("policy.toml", policy.replace("[[step]]", second));
    let (_, said) = repo.run(NOW, &[], &["lead"]);
    assert!(said.contains("fix-lead: Name 3") && said.contains("scribe: Name 0"), "{said}");
    assert!(said.contains("nobody on the roster has led yet"), "{said}");
    // Who is next tells who led before.
    for format in ["human", "json"] {
        let (code, said) = repo.run(NOW, &[("CI", "true")], &["lead", "--format", format]);
        assert!(
            code == 2 && said.contains("--reveal") && !said.contains("Name ") && !said.contains("case-0"),
            "{said}"
        );
        assert!(!said.contains("m3"), "{said}");
    }
    assert_eq!(repo.run(NOW, &[("CI", "true")], &["lead", "--reveal"]).0, 0);
}
