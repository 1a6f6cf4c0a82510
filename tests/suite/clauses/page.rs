//! The page of a policy in `docs/policies`: what somebody wrote, down to a mark, and below it what the preset and the
//! trials of its clauses say.

use std::fmt::Write as _;

use advisory::rules;
use toml::Table;

use super::{Clause, Section};
use crate::policies;
use crate::rules::current;
use crate::support;

/// What separates the two parts of a page.
const MARK: &str = "<!-- Made of the preset and of tests/clauses: UPDATE=1 cargo test --test suite clauses:: -->\n";

/// The words of the column `how`.
const HOW: [&str; 5] = ["judged", "blocks", "drafted", "asked", "shown"];

/// What they mean.
const LEGEND: &str = "\
How a clause is carried out:

- **judged**: `check` has a finding, here with its severity, where the clause is broken.
- **blocks**: a command is refused, or a page is held back.
- **drafted**: the draft of a step says it.
- **asked**: no program can judge it. The board asks for it until somebody acknowledges it.
- **shown**: no program can judge it. A page, or what a command prints, says it.

";

/// Compares the page of a preset with what it should be; `UPDATE=1` writes it.
pub fn check(preset: &str, sections: &[Section], follows: impl Fn(&Clause) -> Vec<String>) {
    let path = format!("docs/policies/{preset}.md");
    let there = std::fs::read_to_string(support::root().join(&path)).unwrap();
    let (written, _) = there.split_once(MARK).unwrap_or_else(|| panic!("{path} has no line {MARK}"));
    let policy = policies::policy(preset);
    let mut page = format!("{written}{MARK}\n## What the text leaves open\n\n");
    page += "Each is a `[[gap]]` of the policy and shown wherever the policy is.\n\n";
    page += "| gap | what is open | until it is settled |\n|---|---|---|\n";
    for gap in policies::items(&policy, "gap") {
        let [id, title, text] = ["id", "title", "text"].map(|key| policies::text(gap, key));
        let _ = writeln!(page, "| `{id}` | {title} | {text} |");
    }
    page += "\n## What to record for which step\n\n";
    page += "A step is done once its event is recorded: `advisory record INCIDENT EVENT --by MEMBER`. ";
    page += "`advisory policy show` prints this table for the policy of a repository.\n\n| step | what it is | event |\n|---|---|---|\n";
    for step in policies::items(&policy, "step") {
        let id = policies::text(step, "id");
        let [title, event] = ["title", "event"].map(|key| step.get(key).and_then(|value| value.as_str()));
        let _ = writeln!(page, "| `{id}` | {} | `{}` |", title.unwrap_or_default(), event.unwrap_or(id));
    }
    let _ = write!(page, "\n## Every clause\n\n{LEGEND}");
    for section in sections {
        let _ = write!(page, "### {}\n\n", section.section);
        page += "| clause | what it asks for | how | what follows | by | left open |\n|---|---|---|---|---|---|\n";
        for clause in &section.clause {
            let _ = writeln!(page, "| {} |", row(&policy, clause, &follows(clause)).join(" | "));
        }
        page.push('\n');
    }
    current(&path, &format!("{}\n", page.trim_end()));
}

/// The cells of a clause.
fn row(policy: &Table, clause: &Clause, follows: &[String]) -> [String; 6] {
    let elements = policies::elements(policy);
    let carriers = elements.into_iter().filter(|(_, clauses)| clauses.contains(&clause.id)).map(|(element, _)| element);
    let (gaps, carriers): (Vec<String>, Vec<String>) = carriers.partition(|element| element.starts_with("gap "));
    let done = |how: &&&str| clause.trials.iter().any(|t| t.pending.is_none() && t.then.how() == **how);
    let how: Vec<&str> = HOW.iter().filter(done).copied().collect();
    let what = match &clause.nothing {
        Some(why) => format!("nothing to do: {why}"),
        None => linked(&follows.join("; ")),
    };
    [
        clause.id.clone(),
        clause.asks.clone(),
        if how.is_empty() { "–".to_owned() } else { how.join(", ") },
        what,
        carriers.join(", "),
        gaps.join(", "),
    ]
}

/// A text in which the names of rules lead to their pages.
fn linked(text: &str) -> String {
    let parts = text.split('`').enumerate();
    let parts = parts.map(|(index, part)| match rules::find(part).filter(|_| index % 2 == 1) {
        Some(rule) => format!("[`{part}`](../../src/rules/{}/{part}.md)", rule.group),
        None if index % 2 == 1 => format!("`{part}`"),
        None => part.to_owned(),
    });
    parts.collect()
}
