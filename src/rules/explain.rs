//! The pages of rules and of the two closed vocabularies as plain text, and the list of all rules.

use std::fmt::Write as _;

use super::{Rule, all, find};

/// Returns the page of a rule, or of the topics `facts` and `events`, as plain text.
#[must_use]
pub fn explain(topic: &str) -> Option<String> {
    match topic {
        "facts" => Some(facts()),
        "events" => Some(events()),
        _ => find(topic).map(page),
    }
}

/// Returns the list of rules as a Markdown table.
#[must_use]
pub fn index() -> String {
    let mut text = String::from(
        "# Rules\n\n`advisory explain RULE` prints a rule's page, with an example that raises it and one that does not.\n\n\
         | rule | severity | what it finds |\n|---|---|---|\n",
    );
    for Rule { id, group, severity, summary, .. } in all() {
        let _ = writeln!(text, "| [`{id}`](../src/rules/{group}/{id}.md) | {} | {summary} |", severity.as_str());
    }
    text
}

/// Formats a page. Each fenced example becomes indented text below a caption.
fn page(rule: &Rule) -> String {
    let mut text = format!("{} ({})\n\n", rule.id, rule.severity.as_str());
    let mut fenced = false;
    for line in rule.doc.lines() {
        match line.strip_prefix("```") {
            Some("") => fenced = false,
            Some(info) => {
                fenced = true;
                let _ = writeln!(text, "{}\n", caption(info));
            }
            None if fenced && !line.is_empty() => {
                let _ = writeln!(text, "    {line}");
            }
            None => {
                let _ = writeln!(text, "{line}");
            }
        }
    }
    text
}

/// Returns the caption for the info string of a fence (`toml bad policy.toml now=…`).
fn caption(info: &str) -> String {
    let mut words = info.split_whitespace();
    let form = match words.next() {
        Some("latin-1") => ", saved as Latin-1",
        Some("escaped") => ", with escapes for what can't be seen",
        Some("link") => ", as a link to",
        Some("large") => ", with as many bytes",
        Some("unreadable") => ", which the system does not read",
        Some("git") => "'s history (branch: commit), oldest first",
        _ => "",
    };
    let verdict = match words.next() {
        Some(kind) if kind.starts_with("base") => "Before the change",
        Some(kind) if kind.starts_with("bad") => "Raises it",
        _ => "Does not",
    };
    let file = words.next().map_or("", |file| if file == "PRODUCT" { "the product" } else { file });
    let more = words.next().and_then(|word| word.split_once('='));
    let more = match more {
        Some(("now", now)) => format!(", on {now}"),
        Some(("by", address)) => format!(", committed by {address}"),
        Some(("committed", at)) => format!(", committed at {at}"),
        Some(("signed", member)) => format!(", in a commit that `{member}` signed"),
        Some(("history", "missing")) => ", in a folder without git's history".to_owned(),
        _ => String::new(),
    };
    format!("{verdict}, in {file}{form}{more}:")
}

fn facts() -> String {
    let words = crate::fact::Fact::ALL.iter().map(|fact| (fact.word(), fact.meaning()));
    vocabulary("Facts: what a step may need and a channel may carry (`needs`, `fields`, `fields-after-public`).", words)
}

fn events() -> String {
    let words = crate::event::BuiltIn::ALL.iter().map(|event| (event.name(), event.meaning()));
    let title =
        "Events that every policy knows. The events of a policy's own steps, and those it declares, come on top.";
    vocabulary(title, words)
}

fn vocabulary<'a>(title: &str, words: impl Iterator<Item = (&'a str, &'a str)>) -> String {
    words.fold(format!("{title}\n\n"), |mut text, (word, meaning)| {
        let _ = writeln!(text, "  {word:<22} {meaning}");
        text
    })
}
