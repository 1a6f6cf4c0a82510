//! Adds to an incident what only a second source of its vulnerability contains.
//! Nothing that is there is changed: where the two differ, a person decides.

use std::collections::BTreeSet;

use super::affected::NewPackages;
use super::draft;
use super::outcome::Addition;
use crate::app::edit::{self, EditError, Value};
use crate::incident::{Affected, Commits, Document, Incident};
use crate::key;
use crate::names::Name;
use crate::parse;
use crate::source::{FilePath, Spanned, Tree};
use crate::time::Instant;

/// An incident with the facts of other records.
#[derive(Clone)]
pub(super) struct Merged {
    /// `advisory.md` and `incident.toml`.
    pub(super) files: [(FilePath, String); 2],
    /// The incident that they make.
    pub(super) incident: Incident,
    /// The packages that advisory.toml lacks.
    pub(super) packages: NewPackages,
}

impl Merged {
    /// Returns an incident without further facts; `None` if a file is missing.
    pub(super) fn of(incident: &Incident, tree: &Tree) -> Option<Self> {
        let file = |file: &FilePath| Some((file.clone(), tree.text(file.as_str())?.to_owned()));
        let files = [file(&incident.document.as_ref()?.file)?, file(&incident.file)?];
        Some(Self { files, incident: incident.clone(), packages: NewPackages::new() })
    }
}

/// Adds the facts of a record with this ID, with a revision that names them and the approvals of
/// these members. Returns what was added; nothing if the incident has it all.
///
/// # Errors
/// When `advisory.md` can't be edited.
pub(super) fn add(
    merged: Merged,
    id: &str,
    (there, packages): (&Incident, &NewPackages),
    by: &[Name],
    now: Instant,
) -> Result<(Merged, Vec<Addition>), EditError> {
    let (Some(here), Some(there)) = (&merged.incident.document, &there.document) else {
        return Ok((merged, Vec::new()));
    };
    let [(advisory, text), (facts, record)] = merged.files.clone();
    let mut edit = Edit { text, added: Vec::new(), packages: BTreeSet::new() };
    edit.ids(here, there)?;
    edit.words(("related", key::RELATED), &here.related, &there.related, |_| true)?;
    if here.cwe.is_empty() {
        edit.words(("cwe", key::CWE), &here.cwe, &there.cwe, |_| true)?;
    }
    if here.cvss.is_empty() {
        for cvss in &there.cvss {
            let vector = cvss.vector.value.to_string();
            edit.table(("cvss", key::CVSS), &[(key::VECTOR, edit::text(&vector))], vector.clone())?;
        }
    }
    edit.versions(here, there)?;
    edit.commits(here, there)?;
    edit.credits(here, there)?;
    edit.references(here, there)?;
    let Edit { text, added, packages: used } = edit;
    if added.is_empty() {
        return Ok((merged, added));
    }
    let fields: Vec<&str> = added.iter().map(|added| added.field).collect();
    let said = format!("Added from {id}: {}.", fields.join(", "));
    let revision = [(key::AT, edit::instant(now)?), (key::TEXT, edit::text(&said))];
    let text = edit::record_front(&text, key::REVISION, &revision)?;
    edit::require_toml(&record)?;
    let mut files = [(advisory, text), (facts, record)];
    draft::approve(&mut files, by, now)?;
    let incident = parse::incident_files(files.iter().map(|(file, text)| (file, text.as_bytes())));
    let incident = incident.unwrap_or_else(|| merged.incident.clone());
    let mut all = merged.packages;
    // The other packages of the record are in no advisory.
    all.extend(packages.iter().filter(|(key, _)| used.contains(*key)).map(|(key, new)| (key.clone(), new.clone())));
    Ok((Merged { files, incident, packages: all }, added))
}

/// An `advisory.md` and what was added to it.
struct Edit {
    text: String,
    added: Vec<Addition>,
    /// The names and ecosystems of the packages that were added.
    packages: BTreeSet<(String, Option<String>)>,
}

impl Edit {
    fn ids(&mut self, here: &Document, there: &Document) -> Result<(), EditError> {
        let own = here.id.iter().map(|id| id.value.to_string());
        let cve = here.cve.iter().map(|id| id.value.to_string());
        let known: BTreeSet<String> = own.chain(cve).chain(here.aliases.iter().map(|id| id.value.clone())).collect();
        let is_new = |id: &str| !known.contains(id);
        self.words(("ids", key::CVE), &here.cve, &there.cve, is_new)?;
        self.words(("ids", key::ALIASES), &here.aliases, &there.aliases, is_new)
    }

    /// Adds the words that a list lacks.
    fn words<T: ToString>(
        &mut self,
        (field, key): (&'static str, &str),
        here: &[Spanned<T>],
        there: &[Spanned<T>],
        is_new: impl Fn(&str) -> bool,
    ) -> Result<(), EditError> {
        let mut all: Vec<String> = here.iter().map(|word| word.value.to_string()).collect();
        let known: BTreeSet<String> = all.iter().cloned().collect();
        let words = there.iter().map(|word| word.value.to_string());
        let new: Vec<String> = words.filter(|word| !known.contains(word) && is_new(word)).collect();
        if new.is_empty() {
            return Ok(());
        }
        all.extend(new.iter().cloned());
        let list = edit::list(&all.iter().map(String::as_str).collect::<Vec<_>>());
        self.text = edit::set_front(&self.text, key, list)?;
        self.note(field, new);
        Ok(())
    }

    /// Adds the ranges of packages that the incident does not name.
    fn versions(&mut self, here: &Document, there: &Document) -> Result<(), EditError> {
        let name = |of: &Affected| {
            let ecosystem = of.ecosystem.as_ref().map(|own| own.value.to_string());
            (of.package.as_ref().map(|name| name.value.clone()), ecosystem)
        };
        let known: BTreeSet<_> = here.affected.iter().map(name).collect();
        let names: BTreeSet<_> = known.iter().map(|(package, _)| package.clone()).collect();
        // Without an ecosystem, the same name may be the same package.
        let is_new = |of: &Affected| match name(of) {
            (package, None) => !names.contains(&package),
            (package, ecosystem) => !known.contains(&(package.clone(), ecosystem)) && !known.contains(&(package, None)),
        };
        let new = there.affected.iter().chain(&there.unknown).filter(|of| is_new(of));
        self.packages.extend(new.filter_map(|of| name(of).0.map(|package| (package, name(of).1))));
        for of in there.affected.iter().filter(|of| is_new(of)) {
            let said = [
                of.package.as_ref().map(|name| name.value.clone()),
                of.ecosystem.as_ref().map(|own| own.value.to_string()),
            ];
            let said = said.into_iter().flatten().collect::<Vec<_>>().join(" of ");
            let end = if of.ends_unfixed { key::BEFORE } else { key::FIXED };
            self.table(("affected", key::AFFECTED), &range(of, [key::INTRODUCED, end, key::LAST_AFFECTED]), said)?;
        }
        for of in there.unknown.iter().filter(|of| is_new(of)) {
            let said = of.package.as_ref().map_or_else(String::new, |name| name.value.clone());
            self.table(("unknown", key::UNKNOWN), &range(of, [key::FROM, key::BEFORE, key::UP_TO]), said)?;
        }
        Ok(())
    }

    /// Adds the commits of repositories that the incident does not name.
    fn commits(&mut self, here: &Document, there: &Document) -> Result<(), EditError> {
        let repository = |of: &Commits| of.repository.as_ref().map(|url| url.value.clone());
        let known: BTreeSet<_> = here.commits.iter().map(repository).collect();
        for of in there.commits.iter().filter(|of| !known.contains(&repository(of))) {
            let one = |key, value: Option<&str>| value.map(|value| (key, edit::text(value)));
            let list = |key, items: &[Spanned<String>]| {
                let items: Vec<&str> = items.iter().map(|item| item.value.as_str()).collect();
                (!items.is_empty()).then(|| (key, edit::list(&items)))
            };
            let ecosystem = of.ecosystem.as_ref().map(|own| own.value.to_string());
            self.packages.extend(of.package.as_ref().map(|name| (name.value.clone(), ecosystem)));
            let keys = [
                one(key::PACKAGE, of.package.as_ref().map(|name| name.value.as_str())),
                one(key::ECOSYSTEM, of.ecosystem.as_ref().map(|own| own.value.name())),
                one(key::REPOSITORY, of.repository.as_ref().map(|url| url.value.as_str())),
                list(key::INTRODUCED, &of.introduced),
                list(key::FIXED, &of.fixed),
                list(key::LAST_AFFECTED, &of.last_affected),
                list(key::LIMIT, &of.limit),
                list(key::VERSIONS, &of.versions),
            ];
            let keys: Vec<_> = keys.into_iter().flatten().collect();
            let said = repository(of).unwrap_or_else(|| "the project's repository".to_owned());
            self.table(("commits", key::COMMITS), &keys, said)?;
        }
        Ok(())
    }

    /// Adds the people whom the incident does not name.
    fn credits(&mut self, here: &Document, there: &Document) -> Result<(), EditError> {
        let known: BTreeSet<String> = here.credits.iter().map(|credit| credit.name.value.to_lowercase()).collect();
        for credit in there.credits.iter().filter(|credit| !known.contains(&credit.name.value.to_lowercase())) {
            let keys = [
                Some((key::NAME, edit::text(&credit.name.value))),
                credit.role.as_ref().map(|role| (key::ROLE, edit::text(role.value.as_str()))),
                credit.url.as_ref().map(|url| (key::URL, edit::text(&url.value))),
            ];
            let keys: Vec<_> = keys.into_iter().flatten().collect();
            self.table(("credits", key::CREDIT), &keys, credit.name.value.clone())?;
        }
        Ok(())
    }

    fn references(&mut self, here: &Document, there: &Document) -> Result<(), EditError> {
        let known: BTreeSet<&str> = here.references.iter().map(|reference| reference.url.value.as_str()).collect();
        for reference in there.references.iter().filter(|reference| !known.contains(reference.url.value.as_str())) {
            let url = &reference.url.value;
            let keys = [
                reference.kind.as_ref().map(|kind| (key::KIND, edit::text(&kind.value.to_string()))),
                Some((key::URL, edit::text(url))),
                reference.title.as_ref().map(|title| (key::TITLE, edit::text(&title.value))),
            ];
            let keys: Vec<_> = keys.into_iter().flatten().collect();
            self.table(("references", key::REFERENCE), &keys, url.clone())?;
        }
        Ok(())
    }

    fn table(
        &mut self,
        (field, key): (&'static str, &str),
        keys: &[(&'static str, Value)],
        said: String,
    ) -> Result<(), EditError> {
        self.text = edit::record_front(&self.text, key, keys)?;
        self.note(field, vec![said]);
        Ok(())
    }

    fn note(&mut self, field: &'static str, values: Vec<String>) {
        match self.added.iter_mut().find(|added| added.field == field) {
            Some(added) => added.values.extend(values),
            None => self.added.push(Addition { field, values }),
        }
    }
}

/// Returns the keys of a range. The release lines of another project say nothing here.
fn range(of: &Affected, [from, before, last]: [&'static str; 3]) -> Vec<(&'static str, Value)> {
    let keys = [
        of.package.as_ref().map(|name| (key::PACKAGE, edit::text(&name.value))),
        of.ecosystem.as_ref().map(|own| (key::ECOSYSTEM, edit::text(own.value.name()))),
        of.range.introduced.as_ref().map(|bound| (from, edit::text(bound.value.as_str()))),
        of.range.fixed().map(|bound| (before, edit::text(bound.value.as_str()))),
        of.range.last_affected().map(|bound| (last, edit::text(bound.value.as_str()))),
    ];
    keys.into_iter().flatten().collect()
}
