//! Findings as people and machines read them.

use std::sync::Arc;

use advisory::finding::{Finding, RuleId, Severity};
use advisory::report::{self, Format};
use advisory::rules::Rule;
use advisory::source::{FilePath, Location, Tree, TreeEntry};

use crate::support;

fn findings(format: Format, found: &[Finding], tree: &Tree, rules: &[Rule], color: bool) -> String {
    report::findings(format, found, tree, rules, color).unwrap()
}

const TEAM: &str = "schema = 1\n\n[[member]]\nid = \"amira\"\nname = \"Amira Haddad\"\nrole = [\"pst\"]\n\n[[member]]\nid = \"amira\"\nname = \"Amira ☃ Haddad\"\n";

const RULES: &[Rule] = &[
    Rule {
        id: RuleId("unknown-key"),
        group: "format",
        severity: Severity::Error,
        about: advisory::rules::About::Presence,
        summary: "a key that the format does not know",
        doc: "# unknown-key\n\nA key that the format does not know.",
        check: advisory::rules::Check::Reading,
    },
    Rule {
        id: RuleId("duplicate-member"),
        group: "format",
        severity: Severity::Error,
        about: advisory::rules::About::Presence,
        summary: "two members with one id",
        doc: "# duplicate-member\n\nTwo members with one id.",
        check: advisory::rules::Check::Reading,
    },
    Rule {
        id: RuleId("link"),
        group: "format",
        severity: Severity::Warning,
        about: advisory::rules::About::Presence,
        summary: "a symbolic link",
        doc: "# link",
        check: advisory::rules::Check::Reading,
    },
];

fn place(file: &str, text: &str, words: &str, nth: usize) -> Location {
    let (at, _) = text.match_indices(words).nth(nth).unwrap();
    Location::new(&FilePath::new(file), at..at + words.len())
}

fn sample() -> (Tree, Vec<Finding>) {
    let tree = Tree::new([
        (FilePath::new("team.toml"), TreeEntry::File(Arc::from(TEAM.as_bytes()))),
        (FilePath::new("incidents/2026/quiet-otter/notes"), TreeEntry::Link),
    ]);
    let at = |words, nth| place("team.toml", TEAM, words, nth);
    let found = vec![
        Finding::warning(
            RuleId("link"),
            Location::file(&FilePath::new("incidents/2026/quiet-otter/notes")),
            "this is a symbolic link, and links are never followed",
        )
        .help("put the file itself here"),
        Finding::error(RuleId("unknown-key"), at("role", 0), "unknown key `role`")
            .label("not a key of a member")
            .help("did you mean `roles`?"),
        Finding::error(RuleId("duplicate-member"), at("\"amira\"", 1), "two members have the id `amira`")
            .label("the second one")
            .also(at("\"amira\"", 0), "the first one"),
        Finding::new(RuleId("unlisted"), Severity::Note, at("☃", 0), "a snowman, after which columns still count")
            .label("here"),
        Finding::new(
            RuleId("unlisted"),
            Severity::Note,
            Location::file(&FilePath::new("team.toml")),
            "about the whole file",
        ),
    ];
    (tree, found)
}

fn render(format: Format) -> String {
    let (tree, found) = sample();
    findings(format, &found, &tree, RULES, false)
}

fn one(file: &str, text: &str, finding: Finding, format: Format) -> String {
    findings(format, &[finding], &support::tree([(file, text)]), &[], false)
}

#[test]
fn human_output_shows_source_caret_labels_and_help() {
    insta::assert_snapshot!(render(Format::Human));
}

#[test]
fn json_output_has_its_documented_shape() {
    insta::assert_snapshot!(render(Format::Json));
}

#[test]
fn sarif_output_describes_rules_places_and_fingerprints() {
    let text = render(Format::Sarif).replace(env!("CARGO_PKG_VERSION"), "VERSION");
    insta::assert_snapshot!(text);
}

#[test]
fn github_output_is_one_command_for_each_finding() {
    insta::assert_snapshot!(render(Format::Github));
}

#[test]
fn a_label_in_another_file_or_far_away_gets_its_own_window() {
    let far = format!("first = 1\n{}last = 2\n", "# nothing\n".repeat(90));
    let tree = support::tree([("a.toml", far.as_str()), ("b.toml", "other = 3\n")]);
    let finding = Finding::error(RuleId("sample"), place("a.toml", &far, "last", 0), "three places")
        .label("here")
        .also(place("a.toml", &far, "first", 0), "far above")
        .also(place("b.toml", "other = 3\n", "other", 0), "elsewhere");
    insta::assert_snapshot!(findings(Format::Human, &[finding], &tree, &[], false));
}

#[test]
fn a_place_over_several_lines_is_shown_whole_and_a_tall_one_by_its_first_line() {
    let text = "[report]\nsummary = \"\"\"\none\ntwo\n\"\"\"\n";
    let short = Finding::error(RuleId("sample"), Location::new(&FilePath::new("a.toml"), 9..text.len()), "short");
    let tall = "x\n".repeat(5000);
    let long = Finding::error(RuleId("sample"), Location::new(&FilePath::new("b.toml"), 0..tall.len()), "tall");
    let tree = support::tree([("a.toml", text), ("b.toml", &tall)]);
    insta::assert_snapshot!(findings(Format::Human, &[short, long], &tree, &[], false));
}

#[test]
fn a_long_line_is_cut_around_its_place_and_keeps_its_column() {
    let text = format!("{}needle{}\n", "ä ".repeat(1_000_000), " b".repeat(10_000));
    let finding =
        Finding::error(RuleId("sample"), place("a.toml", &text, "needle", 0), "far to the right").label("here");
    let shown = one("a.toml", &text, finding, Format::Human);
    assert!(shown.contains("a.toml:1:2000001"), "{shown}");
    insta::assert_snapshot!(shown);
}

#[test]
fn colours_come_only_when_asked_for() {
    let (tree, found) = sample();
    assert!(!findings(Format::Human, &found, &tree, RULES, false).contains('\u{1b}'));
    let colored = findings(Format::Human, &found, &tree, RULES, true);
    assert!(colored.contains('\u{1b}'));
    assert_eq!(
        anstream::adapter::strip_str(&colored).to_string(),
        findings(Format::Human, &found, &tree, RULES, false)
    );
}

#[test]
fn hostile_text_reaches_neither_the_terminal_nor_the_runner() {
    let evil = "k = \"\u{1b}[2J\u{9b}31m \u{202e}gpj.exe\u{2066} ##[add-mask]x \u{200b}\"\tafter\rover\n";
    let found = Finding::error(
        RuleId("sample"),
        place("a.toml", evil, "after", 0),
        "a \u{1b}]0;title\u{7} message\n::error::injected",
    )
    .label("\u{202e}label\n::warning::x")
    .help("first\n ::set-output name=x::y\n::error::z\n##[error]w")
    .also(place("a.toml", evil, "k", 0), "##[group]g");
    for format in [Format::Human, Format::Github] {
        let shown = one("a.toml", evil, found.clone(), format);
        for c in ['\u{1b}', '\u{9b}', '\u{7}', '\r', '\u{202e}', '\u{2066}', '\u{200b}', '\t'] {
            assert!(!shown.contains(c), "{format:?} lets {c:?} through: {shown}");
        }
        assert!(!shown.contains("##["), "{shown}");
        let commands = shown
            .lines()
            .filter(|l| l.trim_start().starts_with("::") && l.trim_start().get(2..).is_some_and(|r| r.contains("::")));
        assert_eq!(commands.count(), usize::from(format == Format::Github), "{shown}");
    }
    insta::assert_snapshot!(one("a.toml", evil, found, Format::Human));
}

#[test]
fn hostile_text_in_the_lists_of_distributors_reaches_neither_the_terminal_nor_the_runner() {
    let evil = "Evil\u{1b}[2J\u{202e}##[group]x##vso[task]\n::error::y";
    let tree = advisory::source::worktree::read(&support::root()).unwrap();
    let mut portfolio = advisory::parse::portfolio(tree).portfolio.unwrap();
    assert!(!portfolio.distributors.members.is_empty() && !portfolio.distributors.requests.is_empty());
    for member in &mut portfolio.distributors.members {
        member.name.value = evil.to_owned();
    }
    for request in &mut portfolio.distributors.requests {
        request.name.value = evil.to_owned();
    }
    let text = report::distributors(&portfolio, 100);
    let json = report::distributors_json(&portfolio).unwrap();
    for shown in [&text, &json] {
        assert!(shown.contains("Evil"), "{shown}");
        for forbidden in ["\u{1b}", "\u{202e}", "##[", "##vso[", "\n::error"] {
            assert!(!shown.contains(forbidden), "{forbidden:?} gets through: {shown}");
        }
    }
    let document: serde_json::Value = serde_json::from_str(&json).unwrap();
    assert_eq!(document["lists"][0]["members"][0]["name"], evil);
}

#[test]
fn a_hostile_file_name_is_escaped_in_every_format() {
    let name = "incidents/2026/x,y:z%\n::error::\u{1b}[2J/incident.toml";
    let finding = Finding::error(RuleId("sample"), Location::file(&FilePath::new(name)), "bad name");
    let human = one(name, "", finding.clone(), Format::Human);
    assert!(!human.contains('\u{1b}') && !human.contains("\n::error"), "{human}");
    let github = one(name, "", finding.clone(), Format::Github);
    assert!(
        github.starts_with("::error file=incidents/2026/x%2Cy%3Az%25\u{240a}%3A\u{2236}error%3A\u{2236}\u{241b}"),
        "{github}"
    );
    assert_eq!(github.lines().count(), 2, "{github}");
    let sarif: serde_json::Value = serde_json::from_str(&one(name, "", finding, Format::Sarif)).unwrap();
    let uri = &sarif["runs"][0]["results"][0]["locations"][0]["physicalLocation"]["artifactLocation"]["uri"];
    assert_eq!(uri, "incidents/2026/x%2Cy%3Az%25%0A%3A%3Aerror%3A%3A%1B%5B2J/incident.toml");
}

#[test]
fn bytes_that_are_not_text_do_not_move_columns_or_stop_the_report() {
    let bytes: &[u8] = b"ok = 1\nbad = \"\xff\xfe\xe2\x82\" # end\n";
    let path = FilePath::new("a.toml");
    let tree = Tree::new([(path.clone(), TreeEntry::File(Arc::from(bytes)))]);
    for start in 0..=bytes.len() + 3 {
        for end in start..=bytes.len() + 3 {
            let finding = Finding::error(RuleId("sample"), Location::new(&path, start..end), "not UTF-8");
            for format in [Format::Human, Format::Json, Format::Sarif, Format::Github] {
                let shown = findings(format, std::slice::from_ref(&finding), &tree, &[], false);
                assert!(shown.contains("not UTF-8"), "{shown}");
            }
        }
    }
}

#[test]
fn positions_count_code_points_from_one_and_stop_before_the_line_end() {
    let text = "é😀x\r\nnext\n";
    let cases = [
        (0..2, (1, 1, 1, 2)),
        (2..6, (1, 2, 1, 3)),
        (6..9, (1, 3, 1, 4)),
        (9..13, (2, 1, 2, 5)),
        (9..14, (2, 1, 2, 5)),
    ];
    for (span, expected) in cases {
        let finding = Finding::error(RuleId("sample"), Location::new(&FilePath::new("a.toml"), span), "x");
        let json: serde_json::Value = serde_json::from_str(&one("a.toml", text, finding, Format::Json)).unwrap();
        let number = |key: &str| json["findings"][0][key].as_u64().unwrap();
        assert_eq!((number("line"), number("column"), number("end_line"), number("end_column")), expected);
    }
}

#[test]
#[ignore = "needs ../shared/schemas/sarif"]
fn sarif_holds_to_the_published_schema() {
    let folder = support::shared("schemas/sarif");
    let schema = support::files(&folder).into_iter().find(|(name, _)| name.ends_with(".json")).unwrap();
    let schema: serde_json::Value = serde_json::from_slice(&schema.1).unwrap();
    let validator = jsonschema::validator_for(&schema).unwrap();
    let valid: serde_json::Value = serde_json::from_str(&render(Format::Sarif)).unwrap();
    let errors: Vec<_> = validator.iter_errors(&valid).map(|e| e.to_string()).collect();
    assert_eq!(errors, Vec::<String>::new());
    let mut broken = valid;
    broken["runs"][0]["results"][0]["locations"][0]["physicalLocation"]["region"]["startLine"] = 0.into();
    assert!(!validator.is_valid(&broken));
}

fn prints(text: &str, found: &[Finding]) -> Vec<String> {
    let sarif = findings(Format::Sarif, found, &support::tree([("a.toml", text)]), &[], false);
    let sarif: serde_json::Value = serde_json::from_str(&sarif).unwrap();
    let print =
        |r: &serde_json::Value| r["partialFingerprints"]["primaryLocationLineHash"].as_str().unwrap().to_owned();
    sarif["runs"][0]["results"].as_array().unwrap().iter().map(print).collect()
}

#[test]
fn a_fingerprint_outlives_moved_lines_and_changed_ages_but_not_changed_words() {
    let error = |text: &str, words: &str, message: &str| {
        Finding::error(RuleId("late"), place("a.toml", text, words, 0), message)
    };
    let (before, after) = ("x = 1\n", "# new\n\n  x = 1\n");
    let first = prints(before, &[error(before, "x", "2 d overdue")]);
    assert_eq!(first, prints(after, &[error(after, "x", "3 d overdue")]));
    assert_ne!(first, prints("x = 2\n", &[error("x = 2\n", "x", "2 d overdue")]));
    let twice = prints(before, &[error(before, "x", "one"), error(before, "x", "two")]);
    assert_ne!(twice[0], twice[1]);
}

#[test]
fn ten_thousand_findings_on_one_long_line_are_rendered_in_every_format() {
    // Were a column or a line found by walking the file, this would take minutes.
    let text = "é".repeat(2_000_000);
    let file = FilePath::new("a.toml");
    let found: Vec<_> = (0..10_000)
        .map(|n| Finding::warning(RuleId("sample"), Location::new(&file, n * 400..n * 400 + 2), "here"))
        .collect();
    let tree = support::tree([("a.toml", text.as_str())]);
    for format in [Format::Human, Format::Json, Format::Sarif, Format::Github] {
        let shown = findings(format, &found, &tree, &[], false);
        assert!(shown.contains("1999801"), "{format:?}");
    }
}

#[test]
fn the_summary_counts_severities_and_files() {
    use advisory::report::Tally;
    let (_, found) = sample();
    assert_eq!(Tally::of(&found).sentence(), "2 errors, 1 warning, 2 notes in 2 files");
    assert_eq!(Tally::of(&found[..1]).sentence(), "1 warning in 1 file");
    assert_eq!(Tally::of(&[]).sentence(), "no findings");
}

#[test]
fn equal_findings_give_equal_bytes() {
    for format in [Format::Human, Format::Json, Format::Sarif, Format::Github] {
        assert_eq!(render(format), render(format));
    }
}
