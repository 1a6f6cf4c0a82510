//! The board, one incident in detail, and the calendar.

use advisory::case::Case;
use advisory::policy::presets;
use advisory::portfolio::Portfolio;
use advisory::report::{self, Audience, BoardFormat, calendar};
use advisory::time::Instant;
use serde_json::Value;

use crate::support::{self, at};

const NOW: &str = "2026-03-10T12:00:00Z";
const HUMAN: BoardFormat = BoardFormat::Human { width: 100, color: false };

fn board(cases: &[Case<'_>], now: Instant, format: BoardFormat, audience: Audience) -> String {
    report::board(cases, now, format, audience).unwrap()
}

fn incident(case: &Case<'_>, format: BoardFormat, audience: Audience) -> String {
    report::incident(case, format, audience).unwrap()
}

/// Public, unscored: as soon as possible.
const PUBLIC: &str = r#"
[report]
summary = "Dashboard shows labels unescaped"
disclosure = "public"
url = "https://forum.example.org/t/1"
[roles]
fix-lead = "ada"
[[event]]
at = 2026-03-09T06:00:00Z
event = "reported"
by = "ada"
"#;

/// Nobody leads, and the first day is over.
const OVERDUE: &str = r#"
[report]
summary = "SECRETSUMMARY of the restore job | with a bar"
disclosure = "private"
reporter = { name = "SECRETREPORTER", email = "secret@reporter.example" }
[scope]
lines = ["1.0"]
[[event]]
at = 2026-03-09T06:00:00Z
event = "reported"
by = "ada"
note = "SECRETNOTE"
[[event]]
at = 2026-03-09T08:00:00Z
event = "acknowledged"
by = "ada"
"#;

/// Well under way, with a waiver, a decision and an agreed embargo.
const SLOWED: &str = r#"
[report]
summary = "Quota page leaks names"
disclosure = "private"
reporter = { name = "Rin Example", email = "rin@reporter.example" }
[scope]
lines = ["1.0", "main"]
[roles]
fix-lead = "ben"
fix-team = ["ada", "ben"]
[fix]
thread = "https://lists.example.org/1"
repository = "https://git.example.org/private"
commits = [{ id = "0a1b2c3", line = "1.0", author = "ben", approved-by = ["ada"] }]
[notice]
release-estimate = 2026-03-30T15:00:00Z
[embargo]
until = 2026-04-10T15:00:00Z
agreed-by = ["distributors"]
[[waiver]]
waiver = "low-severity-slowdown"
steps = ["release", "announce"]
at = 2026-03-05T10:00:00Z
by = ["ada"]
reason = "SECRETREASON: half the team is at a conference"
link = "https://lists.example.org/secretlink"
until = 2026-04-10T15:00:00Z
[[decision]]
step = "distributors"
take = false
at = 2026-03-06T10:00:00Z
by = ["ben"]
reason = "Only the local console is affected"
[[event]]
at = 2026-03-02T09:00:00Z
event = "reported"
by = "ada"
[[event]]
at = 2026-03-02T10:00:00Z
event = "acknowledged"
by = "ada"
[[event]]
at = 2026-03-02T10:30:00Z
event = "lead-named"
by = "ada"
[[event]]
at = 2026-03-03T13:00:00Z
event = "team-named"
by = "ben"
[[event]]
at = 2026-03-03T08:00:00Z
event = "repo-access"
by = "ben"
[[event]]
at = 2026-03-05T08:00:00Z
event = "scored"
by = "ben"
[[event]]
at = 2026-03-06T08:00:00Z
event = "fix-ready"
by = "ben"
[[event]]
at = 2026-03-30T15:00:00Z
event = "attested"
attestation = "release-as-usual"
by = "ben"
note = "planned"
"#;

const SLOWED_ADVISORY: &str = "+++\ntitle = \"Quota page leaks names\"\n[[cvss]]\nvector = \"CVSS:3.1/AV:L/AC:H/PR:H/UI:N/S:U/C:L/I:N/A:N\"\nscore = 1.9\n+++\n\n## Summary\n\nNames.\n";

/// Reported this morning; nothing is late.
const FRESH: &str = r#"
[report]
disclosure = "private"
[[event]]
at = 2026-03-10T10:00:00Z
event = "reported"
by = "ada"
"#;

const CLOSED: &str = r#"
[report]
summary = "Port is open"
disclosure = "private"
[[event]]
at = 2026-02-01T06:00:00Z
event = "reported"
[[event]]
at = 2026-02-02T06:00:00Z
event = "rejected"
by = "ada"
"#;

fn portfolio() -> Portfolio {
    portfolio_with(SLOWED)
}

fn portfolio_with(slowed: &str) -> Portfolio {
    let preset = presets::files("rook").unwrap();
    let files = preset.into_iter().map(|(path, bytes)| (path, String::from_utf8(bytes).unwrap()));
    let incidents = [
        ("velvet-kite/incident.toml", PUBLIC),
        ("quiet-otter/incident.toml", OVERDUE),
        ("amber-heron/incident.toml", slowed),
        ("aged-fern/incident.toml", FRESH),
        ("amber-heron/advisory.md", SLOWED_ADVISORY),
        ("brisk-wren/incident.toml", CLOSED),
    ];
    let incidents = incidents.map(|(path, text)| (format!("incidents/2026/{path}"), text.to_owned()));
    let wanted = |(path, _): &(String, String)| advisory::source::Tree::wants(path);
    let reading = advisory::parse::portfolio(support::tree(files.filter(wanted).chain(incidents)));
    assert_eq!(reading.findings, []);
    reading.portfolio.unwrap()
}

fn cases(portfolio: &Portfolio, now: Instant) -> Vec<Case<'_>> {
    portfolio.incidents.iter().map(|i| Case::new(portfolio, i, now)).collect()
}

fn case<'c, 'p>(cases: &'c [Case<'p>], handle: &str) -> &'c Case<'p> {
    cases.iter().find(|c| c.incident.handle.as_str() == handle).unwrap()
}

fn json(text: &str) -> Value {
    serde_json::from_str(text).unwrap()
}

#[test]
fn the_board_is_sorted_by_urgency_and_says_what_is_next() {
    let portfolio = portfolio();
    insta::assert_snapshot!(board(&cases(&portfolio, at(NOW)), at(NOW), HUMAN, Audience::Team));
}

#[test]
fn a_narrow_board_stands_below_each_other() {
    let portfolio = portfolio();
    let format = BoardFormat::Human { width: 60, color: false };
    insta::assert_snapshot!(board(&cases(&portfolio, at(NOW)), at(NOW), format, Audience::Team));
}

#[test]
fn an_incident_shows_every_step_with_what_it_waits_for() {
    let portfolio = portfolio();
    let cases = cases(&portfolio, at(NOW));
    let shown = ["amber-heron", "quiet-otter"].map(|h| incident(case(&cases, h), HUMAN, Audience::Team));
    insta::assert_snapshot!(shown.join("\n"));
}

#[test]
fn markdown_for_a_job_summary_has_the_same_facts() {
    let portfolio = portfolio();
    let cases = cases(&portfolio, at(NOW));
    let text = board(&cases, at(NOW), BoardFormat::Markdown, Audience::Log);
    let detail = incident(case(&cases, "quiet-otter"), BoardFormat::Markdown, Audience::Log);
    insta::assert_snapshot!(format!("{text}\n{detail}"));
}

#[test]
fn every_form_lists_incidents_in_one_order() {
    let portfolio = portfolio();
    let cases = cases(&portfolio, at(NOW));
    let order = ["velvet-kite", "amber-heron", "quiet-otter", "aged-fern", "brisk-wren"];
    for format in [HUMAN, BoardFormat::Human { width: 40, color: false }, BoardFormat::Markdown, BoardFormat::Json] {
        let text = board(&cases, at(NOW), format, Audience::Team);
        let places: Vec<_> = order.iter().map(|h| text.find(h).unwrap()).collect();
        assert!(places.is_sorted(), "{format:?}: {places:?}");
    }
}

#[test]
fn json_carries_ids_instants_and_seconds() {
    let portfolio = portfolio();
    let cases = cases(&portfolio, at(NOW));
    let text = json(&board(&cases, at(NOW), BoardFormat::Json, Audience::Team));
    assert_eq!(text["schema"], 1);
    assert_eq!(text["now"], NOW);
    assert_eq!(text["counts"], serde_json::json!({ "open": 4, "asap": 1, "overdue": 3 }));
    let late = &text["incidents"][2];
    assert_eq!(late["handle"], "quiet-otter");
    assert_eq!(late["led"], false);
    assert_eq!(late["age"], 30 * 3600);
    let lead = late["open"].as_array().unwrap().iter().find(|s| s["id"] == "lead-named").unwrap();
    assert_eq!(lead["deadline"]["kind"], "at");
    assert_eq!(lead["deadline"]["due"], "2026-03-10T06:00:00Z");
    assert_eq!(lead["is_overdue"], true);
    assert_eq!(lead["words"], "6 h overdue");
    assert_eq!(text["incidents"][0]["open"][0]["deadline"]["kind"], "asap");
    insta::assert_json_snapshot!(json(&incident(case(&cases, "amber-heron"), BoardFormat::Json, Audience::Team)));
}

#[test]
fn a_log_gets_handles_and_dates_and_nothing_that_somebody_wrote() {
    let portfolio = portfolio();
    let cases = cases(&portfolio, at(NOW));
    for format in [HUMAN, BoardFormat::Human { width: 50, color: false }, BoardFormat::Markdown, BoardFormat::Json] {
        let mut log = board(&cases, at(NOW), format, Audience::Log);
        log.extend(cases.iter().map(|c| incident(c, format, Audience::Log)));
        for secret in ["SECRET", "secret", "Quota", "Dashboard", "conference", "console", "ada", "ben", "planned"] {
            let found = log.lines().find(|l| l.split(|c: char| !c.is_alphanumeric()).any(|w| w.starts_with(secret)));
            assert_eq!(found, None, "{format:?} says {secret}");
        }
        assert!(log.contains("quiet-otter") && log.contains("6 h overdue"), "{log}");
        let team: String = cases.iter().map(|c| incident(c, format, Audience::Team)).collect();
        assert!(format == BoardFormat::Markdown || team.contains("SECRETSUMMARY"), "the team misses its summary");
    }
}

#[test]
fn the_board_fits_every_width_from_40_on() {
    let portfolio = portfolio();
    let cases = cases(&portfolio, at(NOW));
    for width in 40..=200 {
        let format = BoardFormat::Human { width, color: false };
        let mut text = board(&cases, at(NOW), format, Audience::Team);
        text.extend(cases.iter().map(|c| incident(c, format, Audience::Team)));
        for line in text.lines() {
            assert!(line.chars().count() <= usize::from(width), "{width}: {line}");
            assert_eq!(line, line.trim_end());
        }
    }
}

#[test]
fn a_board_without_incidents_says_so() {
    for format in [HUMAN, BoardFormat::Markdown] {
        assert!(
            board(&[], at(NOW), format, Audience::Team).contains("No open incidents at 2026-03-10 12:00 UTC (Tuesday)")
        );
    }
    assert_eq!(json(&board(&[], at(NOW), BoardFormat::Json, Audience::Team))["incidents"], serde_json::json!([]));
}

#[test]
fn what_somebody_wrote_breaks_neither_table_nor_terminal() {
    let mut portfolio = portfolio();
    let evil =
        "a | b <img src=x> `code` @someone [x](https://evil.example)\u{1b}[2J ##[add-mask]y\n::error::z ::warning::w";
    for policy in std::iter::once(&mut portfolio.policy).chain(&mut portfolio.earlier) {
        for step in &mut policy.steps {
            step.element.title = Some(advisory::source::Spanned::new(evil.to_owned(), 0..0));
        }
    }
    let cases = cases(&portfolio, at(NOW));
    let markdown = board(&cases, at(NOW), BoardFormat::Markdown, Audience::Log);
    for line in markdown.lines().filter(|l| l.starts_with('|')) {
        let unescaped = line.replace("\\|", "");
        assert_eq!(unescaped.matches('|').count(), 8, "{line}");
    }
    assert!(!markdown.contains("<img") && !markdown.contains("@someone") && markdown.contains("\\](http"));
    let widths = (40..120).flat_map(|width| {
        let format = BoardFormat::Human { width, color: false };
        [board(&cases, at(NOW), format, Audience::Log), incident(&cases[0], format, Audience::Log)]
    });
    for text in widths.chain([markdown]) {
        assert!(!text.contains('\u{1b}') && !text.contains("##["), "{text}");
        assert!(!text.lines().any(|l| l.trim_start().starts_with("::")), "{text}");
    }
}

/// The content lines of a calendar, unfolded.
fn unfolded(text: &str) -> Vec<String> {
    text.replace("\r\n ", "").split("\r\n").filter(|l| !l.is_empty()).map(str::to_owned).collect()
}

fn values(text: &str, name: &str) -> Vec<String> {
    unfolded(text).iter().filter_map(|l| l.strip_prefix(&format!("{name}:"))).map(str::to_owned).collect()
}

#[test]
fn the_calendar_is_read_by_a_calendar_library() {
    use icalendar::{CalendarComponent, Component};
    let portfolio = portfolio();
    let text = calendar(&cases(&portfolio, at(NOW)), &portfolio.project);
    let parsed: icalendar::Calendar = text.parse().unwrap();
    let events: Vec<_> = parsed
        .components
        .iter()
        .filter_map(|c| if let CalendarComponent::Event(e) = c { Some(e) } else { None })
        .collect();
    assert_eq!(events.len(), text.matches("BEGIN:VEVENT").count());
    let lead = events.iter().find(|e| e.get_summary().is_some_and(|s| s.starts_with("quiet-otter: Name the"))).unwrap();
    assert_eq!(lead.property_value("DTSTART"), Some("20260310T060000Z"));
    assert!(lead.get_start().is_some() && lead.get_uid().is_some() && lead.get_timestamp().is_some());
}

#[test]
fn calendar_lines_are_75_octets_at_most_and_end_in_cr_lf() {
    let mut portfolio = portfolio();
    portfolio.project.name.value = "Lodestöre ☃ with a very, very long name; and \\ so on, ".repeat(4);
    let text = calendar(&cases(&portfolio, at(NOW)), &portfolio.project);
    assert!(text.ends_with("END:VCALENDAR\r\n"));
    assert_eq!(text.matches('\n').count(), text.matches("\r\n").count());
    for line in text.split("\r\n") {
        assert!(line.len() <= 75, "{line}");
    }
    let expected = "Lodestöre ☃ with a very\\, very long name\\; and \\\\ so on\\, ".repeat(4);
    assert_eq!(values(&text, "X-WR-CALNAME"), [format!("{expected} security deadlines")]);
}

#[test]
fn calendar_entries_keep_their_identity_and_come_from_the_case() {
    let portfolio = portfolio();
    let early = calendar(&cases(&portfolio, at(NOW)), &portfolio.project);
    assert_eq!(early, calendar(&cases(&portfolio, at("2026-03-10T12:30:00Z")), &portfolio.project));
    let ids = values(&early, "UID");
    let distinct: std::collections::BTreeSet<_> = ids.iter().collect();
    assert_eq!(distinct.len(), ids.len());
    // No later than the last event that has happened, in its incident.
    for stamp in values(&early, "DTSTAMP") {
        assert!(
            ["20260309T060000Z", "20260309T080000Z", "20260306T080000Z", "20260310T100000Z"].contains(&stamp.as_str()),
            "{stamp}"
        );
    }
    let waiver = "until = 2026-04-10T15:00:00Z\n[[decision]]";
    let moved = portfolio_with(&SLOWED.replace(waiver, &waiver.replace("04-10", "04-12")));
    let later = calendar(&cases(&moved, at(NOW)), &moved.project);
    assert_eq!(values(&later, "UID"), ids);
    assert_ne!(values(&later, "DTSTART"), values(&early, "DTSTART"));
}

#[test]
fn the_calendar_holds_handles_and_step_titles_only() {
    let portfolio = portfolio();
    let text = unfolded(&calendar(&cases(&portfolio, at(NOW)), &portfolio.project)).join("\n");
    for secret in ["SECRET", "secret", "Quota", "conference", "Rin", "brisk-wren"] {
        assert!(!text.contains(secret), "{secret}");
    }
    for shown in ["quiet-otter: ", "amber-heron: embargo ends", "DTSTART:20260410T150000Z"] {
        assert!(text.contains(shown), "{shown} is not in {text}");
    }
}
