//! Converts affected commits to the form of `advisory.md`.

use super::front::{Notes, Table};
use crate::app::edit;
use crate::import::{Commits, Fate, Record};
use crate::key;
use crate::portfolio::Project;

/// Returns the keys of each range of commits. One that names something else than commits is left
/// out, with a note.
pub(super) fn tables(project: &Project, record: &Record, notes: &mut Notes<'_>) -> Vec<Table> {
    let mut tables = Vec::new();
    for (n, commits) in record.commits.iter().enumerate() {
        let lists = [
            (key::INTRODUCED, &commits.introduced),
            (key::FIXED, &commits.fixed),
            (key::LAST_AFFECTED, &commits.last_affected),
            (key::LIMIT, &commits.limit),
        ];
        let ids = lists.map(|(key, ids)| (key, ids.iter().map(|id| id.to_ascii_lowercase()).collect::<Vec<_>>()));
        let odd = ids.iter().flat_map(|(_, ids)| ids).find(|id| !is_commit(id));
        if let Some(odd) = odd {
            let short: String = odd.chars().take(64).collect();
            let reason = format!("`{}` is not the id of a commit, so its range is left out", short.escape_debug());
            notes.add(format!("commits[{n}]"), Fate::Wrong, reason);
            continue;
        }
        if !commits.fixed.is_empty() && !commits.last_affected.is_empty() {
            let reason = "it has both fixes and last affected commits, which contradict each other";
            notes.add(format!("commits[{n}]"), Fate::Wrong, reason);
            continue;
        }
        let own = project.repository.as_ref().map(|repository| repository.value.as_str());
        let mut table = package(project, commits);
        // Those of another product are in another repository.
        let Some(repository) = commits.repository.as_deref().or(own.filter(|_| !table.is_empty())) else {
            notes.add(format!("commits[{n}]"), Fate::NoPlace, "the record does not name their repository");
            continue;
        };
        if !is_address(repository) {
            notes.add(format!("commits[{n}]"), Fate::Wrong, "the repository has no address");
            continue;
        }
        if Some(repository) != own {
            table.push((key::REPOSITORY, edit::text(repository)));
        }
        let words = |items: &[String]| edit::list(&items.iter().map(String::as_str).collect::<Vec<_>>());
        let versions: Vec<String> = commits.versions.iter().filter_map(|version| super::front::line(version)).collect();
        let lists = ids.into_iter().chain([(key::VERSIONS, versions)]).filter(|(_, items)| !items.is_empty());
        table.extend(lists.map(|(key, items)| (key, words(&items))));
        tables.push(table);
    }
    tables
}

/// Returns the keys that name the package, if it is one of advisory.toml.
fn package(project: &Project, commits: &Commits) -> Table {
    let Some(package) = project.package(commits.package.as_deref(), commits.ecosystem.as_ref()) else {
        return Table::new();
    };
    let Some(ecosystem) = package.ecosystem().filter(|_| commits.package.is_some()) else { return Table::new() };
    vec![(key::PACKAGE, edit::text(&package.name.value)), (key::ECOSYSTEM, edit::text(ecosystem.name()))]
}

fn is_commit(id: &str) -> bool {
    (7..=64).contains(&id.len()) && id.bytes().all(|b| b.is_ascii_digit() || (b'a'..=b'f').contains(&b))
}

fn is_address(text: &str) -> bool {
    let is_clean = !text.contains(|c: char| c.is_whitespace() || c.is_control() || "<>\"\\^`{|}".contains(c));
    let schemes = ["https://", "http://", "ssh://", "git://"];
    is_clean
        && schemes
            .iter()
            .any(|scheme| text.strip_prefix(scheme).is_some_and(|rest| rest.starts_with(|c: char| !"/?#".contains(c))))
}
