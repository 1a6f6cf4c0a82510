//! Commands that are printed to be pasted work as they stand: words in capitals are all that is left to fill in.

use std::collections::BTreeSet;

use crate::rules::example::{Example, Verdict, examples};
use crate::support::{self, Run, program};

/// What stands for words in capitals, and for the parts of a command that the program fills in.
const FILLED: [(&str, &str); 14] = [
    ("INSTANT", "2026-03-20T15:00:00Z"),
    ("MEMBER", "amira"),
    ("TEXT", "slip"),
    ("CHOICE", "continue"),
    ("CHANNEL", "issue"),
    ("NAME", "Tidewater"),
    ("ADDRESS", "psirt@tidewater.example"),
    ("INCIDENT", "quiet-otter"),
    ("EVENT", "accepted"),
    ("ID", "northcap"),
    ("STEP", "distributors"),
    ("URL", "https://example.org/1"),
    ("NEW", "calm-otter"),
    ("WHO", "amira"),
];

/// The commands between backticks in a text, without mentions of a command by its name alone.
fn suggested(text: &str) -> Vec<String> {
    let quoted = text.split('`').skip(1).step_by(2).filter(|quoted| quoted.starts_with("advisory "));
    quoted.filter(|command| command.split(' ').count() > 2).map(str::to_owned).collect()
}

fn filled(command: &str) -> Vec<String> {
    let words = command.split(' ').skip(1).map(|word| {
        FILLED.iter().fold(word.to_owned(), |word, (name, value)| {
            let is_whole = word == *name || word.ends_with(&format!("={name}"));
            if is_whole { word.replace(name, value) } else { word }
        })
    });
    words.collect()
}

/// Whether the program takes the command line, whatever it makes of it.
fn is_taken(said: &Run) -> bool {
    let refused = ["Usage: ", "error: the following required", "unexpected argument", "unrecognized", "invalid value"];
    !refused.iter().any(|words| said.err.contains(words))
}

/// The texts in the source, with sample values in the place of what is formatted in.
#[test]
fn every_command_in_a_text_of_the_program_is_complete() {
    let folder = tempfile::tempdir().unwrap();
    support::write_sample(folder.path());
    let mut tried = BTreeSet::new();
    let mut wrong = String::new();
    let sources = support::files(&support::root().join("src"));
    for (path, bytes) in sources.iter().filter(|(path, _)| path.ends_with(".rs")) {
        let text = String::from_utf8_lossy(bytes);
        let code: String =
            text.lines().filter(|line| !line.trim_start().starts_with("//")).flat_map(|line| [line, "\n"]).collect();
        // A line that ends with a backslash goes on.
        let code = code.split("\\\n").map(str::trim_start).collect::<String>();
        for command in code.lines().flat_map(suggested) {
            let command = sample_values(&command);
            if !tried.insert(command.clone()) {
                continue;
            }
            let said =
                support::run(program(folder.path()).args(filled(&command)).args(["--now", "2026-03-05T12:00:00Z"]));
            if !is_taken(&said) {
                wrong.push_str(&format!("{path}: {command}\n{}\n", said.err));
            }
            if said.code == 0 {
                support::write_sample(folder.path());
            }
        }
    }
    assert!(wrong.is_empty(), "{wrong}");
    assert!(tried.len() >= 40, "{tried:#?}");
}

/// A command of a format string, with values that its places can have.
fn sample_values(command: &str) -> String {
    let mut words = Vec::new();
    for word in command.split(' ') {
        let previous: &str = words.last().map_or("", String::as_str);
        let value = match previous {
            "--until" | "--dated" | "--at" => "2026-03-20T15:00:00Z",
            "--kind" => "amendment",
            "--to" => "issue",
            "--attestation" => "communication-plan",
            "--by" | "--recorded-by" => "amira",
            "import" => "osv",
            _ => "quiet-otter",
        };
        let (before, rest) = word.split_once('{').map_or((word, None), |(before, rest)| (before, Some(rest)));
        match rest.and_then(|rest| rest.split_once('}')) {
            Some((_, after)) => words.push(format!("{before}{value}{after}")),
            None => words.push(word.to_owned()),
        }
    }
    words.join(" ")
}

/// The commands that the findings of every rule's bad example suggest, each run where the finding is.
#[test]
fn the_commands_that_findings_suggest_run_where_they_are_found() {
    let mut tried = 0;
    let mut wrong = String::new();
    let mut settled = BTreeSet::new();
    for rule in advisory::rules::all() {
        let bad: Example = examples(rule.doc).remove(&Verdict::Bad).unwrap();
        let findings = bad.findings();
        let of_rule: Vec<_> = findings.iter().filter(|finding| finding.rule == rule.id).collect();
        for command in of_rule.iter().filter_map(|finding| finding.help.as_deref()).flat_map(suggested) {
            let folder = tempfile::tempdir().unwrap();
            bad.write(folder.path());
            let now = bad.now().to_string();
            let run = |arguments: &[String]| support::run(program(folder.path()).args(arguments).args(["--now", &now]));
            let said = run(&filled(&command));
            tried += 1;
            if !is_taken(&said) {
                wrong.push_str(&format!("{}: {command}\n{}\n", rule.id, said.err));
                continue;
            }
            let left = run(&["check".to_owned(), "--format".to_owned(), "json".to_owned()]).json();
            let left = left["findings"].as_array().unwrap().iter().filter(|left| left["rule"] == rule.id.0).count();
            if said.code == 0 && left < of_rule.len() {
                settled.insert(rule.id.0);
            }
        }
    }
    assert!(wrong.is_empty(), "{wrong}");
    assert!(tried >= 20, "{tried}");
    for rule in [
        "amendments-differ",
        "break-decided-unbroken",
        "break-undecided",
        "duplicate-public-id",
        "embargo-after-publication",
        "member-declined",
    ] {
        assert!(settled.contains(rule), "what `{rule}` suggests does not settle it: {settled:?}");
    }
}
