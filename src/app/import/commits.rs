//! Converts affected commits to the form of `advisory.md`.

use super::affected::{Found, NewPackage, NewPackages, Refused, found};
use super::front::{Notes, Table, line};
use crate::app::edit;
use crate::import::{Commits, Fate, Record};
use crate::key;
use crate::portfolio::Project;

/// Returns the keys of each range of commits, and adds the packages that advisory.toml lacks for
/// them to `missing`.
///
/// # Errors
/// When a range can't be read: without it, commits would be called not affected that are.
pub(super) fn tables(
    project: &Project,
    record: &Record,
    missing: &mut NewPackages,
    notes: &mut Notes<'_>,
) -> Result<Vec<Table>, Refused> {
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
            return Err(Refused::Commits(format!("`{}` is not the ID of a commit", excerpt(odd))));
        }
        if !commits.fixed.is_empty() && !commits.last_affected.is_empty() {
            let message = "a range of commits has both fixes and last affected commits, which contradict each other";
            return Err(Refused::Commits(message.to_owned()));
        }
        let own = project.repository.as_ref().map(|repository| repository.value.as_str());
        let (mut table, is_own) = package(project, record, commits, missing, &format!("commits[{n}]"), notes)?;
        // Those of another product are in another repository.
        let Some(repository) = commits.repository.as_deref().or(own.filter(|_| is_own)) else {
            return Err(Refused::Commits("the record does not name the repository of its commits".to_owned()));
        };
        if !is_address(repository) {
            return Err(Refused::Commits(format!("`{}` is not the address of a repository", excerpt(repository))));
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
    Ok(tables)
}

/// Returns the keys that name the package, and whether the record names one of the project's. Adds
/// it to `missing` if advisory.toml lacks it.
fn package(
    project: &Project,
    record: &Record,
    commits: &Commits,
    missing: &mut NewPackages,
    field: &str,
    notes: &mut Notes<'_>,
) -> Result<(Table, bool), Refused> {
    let name = commits.package.as_deref().and_then(line);
    let ecosystem = commits.ecosystem.as_ref().filter(|_| name.is_some());
    match found(project, name, ecosystem.and_then(|ecosystem| line(ecosystem.name())))? {
        Found::Project => Ok((Table::new(), false)),
        Found::Renamed => {
            notes.add(field, Fate::Guessed, "the product is the project, so the commits are those of the project");
            Ok((Table::new(), true))
        }
        Found::Listed(package) => {
            let ecosystem = package.ecosystem().map(|own| (key::ECOSYSTEM, edit::text(own.name())));
            let name = (key::PACKAGE, edit::text(&package.name.value));
            Ok((std::iter::once(name).chain(ecosystem).collect(), !package.is_foreign))
        }
        // advisory.toml can't list a package whose versions have no order.
        Found::New(_) if project.order.is_none() && ecosystem.is_some_and(|own| own.order().is_none()) => {
            if record.unknown.iter().any(|of| (&of.ecosystem, &of.package) == (&commits.ecosystem, &commits.package)) {
                return Err(Refused::NoOrder(ecosystem.map(|own| own.name().to_owned()).unwrap_or_default()));
            }
            notes.add(field, Fate::NoPlace, "the package has no known order of versions, so it is not listed");
            Ok((Table::new(), false))
        }
        Found::New(target) => {
            let keys = target.keys();
            let new = NewPackage { order: None, purl: commits.purl.clone(), vendor: commits.vendor.clone() };
            missing.entry((target.package.unwrap_or_default(), target.ecosystem)).or_insert(new);
            Ok((keys, false))
        }
    }
}

fn excerpt(text: &str) -> String {
    text.chars().take(64).flat_map(char::escape_debug).collect()
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
