//! The page of a policy in `docs/policies`: what somebody wrote, down to a mark, and below it what the preset and the
//! trials of its clauses say.

use std::fmt::Write as _;

use advisory::rules;
use toml::Table;

use super::{Clause, Section};
use crate::policies;
use crate::support;

/// What separates the two parts of a page.
const MARK: &str = "<!-- Made of the preset and of tests/clauses: UPDATE=1 cargo test --test suite clauses:: -->\n";

/// What the words of the column `how` mean.
const LEGEND: &str = "\
How a clause is carried out:

- **judged**: `check` finds the incident that breaks it.
- **blocks**: a command is refused, or a page is held back.
- **drafted**: a draft says it.
- **shown**: a page or a list says it. Whether people do it, no program can judge.
- **asked**: the board asks for it at its step until somebody acknowledges it.

";

/// Compares the page of a preset with what it should be; `UPDATE=1` writes it.
pub fn check(preset: &str, sections: &[Section], follows: impl Fn(&Clause) -> Vec<String>) {
    let path = support::root().join(format!("docs/policies/{preset}.md"));
    let there = std::fs::read_to_string(&path).unwrap();
    let (written, _) = there.split_once(MARK).unwrap_or_else(|| panic!("{} has no line {MARK}", path.display()));
    let policy = policies::policy(preset);
    let mut page = format!("{written}{MARK}\n## What the text leaves open\n\n");
    page += "Each is a `[[gap]]` of the policy and shown wherever the policy is.\n\n";
    page += "| gap | what is open | until it is settled |\n|---|---|---|\n";
    for gap in policies::items(&policy, "gap") {
        let [id, title, text] = ["id", "title", "text"].map(|key| policies::text(gap, key));
        let _ = writeln!(page, "| `{id}` | {title} | {text} |");
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
    let page = format!("{}\n", page.trim_end());
    if std::env::var_os("UPDATE").is_some() {
        std::fs::write(&path, &page).unwrap();
    }
    assert!(there == page, "{} is not current: run the tests once with UPDATE=1", path.display());
}

/// The cells of a clause.
fn row(policy: &Table, clause: &Clause, follows: &[String]) -> [String; 6] {
    let elements = policies::elements(policy);
    let carriers = elements.into_iter().filter(|(_, clauses)| clauses.contains(&clause.id)).map(|(element, _)| element);
    let (gaps, carriers): (Vec<String>, Vec<String>) = carriers.partition(|element| element.starts_with("gap "));
    let open = gaps.into_iter().chain(clause.open.clone());
    let mut how: Vec<&str> = clause.trials.iter().filter(|t| t.pending.is_none()).map(|t| t.then.how()).collect();
    how.sort_unstable();
    how.dedup();
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
        open.collect::<Vec<_>>().join(", "),
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
