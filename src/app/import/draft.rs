//! The two files of an incident, created from a record.

use std::collections::{BTreeMap, BTreeSet};

use super::affected::{self, NewPackages, Ranges, Refused};
use super::commits;
use super::front::{self, Notes, Table, line};
use super::identity::distinguish;
use super::known::whole;
use super::outcome::ImportOutcome;
use crate::app::edit::{self, EditError};
use crate::app::numbers;
use crate::event::BuiltIn;
use crate::import::{Dated, Fate, Format, Note, Record};
use crate::incident::Content;
use crate::key;
use crate::literal::without_blank_ends;
use crate::names::{Handle, IdNumber, Name, PublicId};
use crate::parse;
use crate::portfolio::Portfolio;
use crate::source::FilePath;
use crate::time::Instant;
use crate::version::{Order, Range, Version};

/// The field of the note on a record without affected versions.
const VERSIONS: &str = "affected versions";

/// An incident that is to be written.
pub(super) struct Draft {
    /// The record's ID in its database.
    pub(super) record: String,
    /// Its public ID here.
    pub(super) id: PublicId,
    /// Its folder.
    pub(super) folder: FilePath,
    /// The packages that advisory.toml lacks.
    pub(super) packages: NewPackages,
    /// What happened to its fields.
    pub(super) notes: Vec<Note>,
    files: [(FilePath, String); 2],
}

impl Draft {
    /// Returns whether no affected version of the record is kept.
    pub(super) fn has_lost_versions(&self) -> bool {
        self.notes.iter().any(|note| note.fate == Fate::Lost && note.field == VERSIONS)
    }

    /// Returns `advisory.md`, then `incident.toml` with the approval. If writing is interrupted
    /// between them, nothing is public.
    pub(super) fn files(&self) -> impl Iterator<Item = &(FilePath, String)> {
        self.files.iter()
    }
}

/// Creates drafts, and assigns IDs in the order of the calls.
pub(super) struct Drafter<'a> {
    portfolio: &'a Portfolio,
    format: Format,
    by: &'a [Name],
    now: Instant,
    /// The last assigned number, by year.
    numbers: BTreeMap<i32, u32>,
    /// Handles and public IDs that are taken.
    taken: BTreeSet<String>,
    /// The packages that earlier drafts add.
    packages: NewPackages,
    /// The last number of each word that several handles begin with.
    words: BTreeMap<String, u32>,
}

impl<'a> Drafter<'a> {
    pub(super) fn new(portfolio: &'a Portfolio, format: Format, by: &'a [Name], now: Instant) -> Self {
        let numbers = numbers::highest(portfolio);
        let ids = whole(portfolio).filter_map(|i| i.document.as_ref()?.id.as_ref());
        let handles = whole(portfolio).map(|incident| incident.handle.to_string());
        let taken = handles.chain(ids.map(|id| id.value.to_string())).collect();
        Self { portfolio, format, by, now, numbers, taken, packages: NewPackages::new(), words: BTreeMap::new() }
    }

    /// Reserves the numbers of the records' own IDs, so that no other record gets them.
    pub(super) fn reserve<'r>(&mut self, records: impl Iterator<Item = &'r Record>) {
        let prefix = self.portfolio.project.id_prefix.as_str();
        let own = records.filter_map(|record| record.id.parse::<PublicId>().ok());
        for (year, number) in own.filter_map(|id| numbers::number(&id, prefix)) {
            let last = self.numbers.entry(year).or_insert(0);
            *last = number.max(*last);
        }
    }

    /// Takes packages for known that another drafter adds to advisory.toml.
    pub(super) fn learn(&mut self, packages: &NewPackages) {
        self.packages.extend(packages.iter().map(|(key, new)| (key.clone(), new.clone())));
    }

    /// Returns the draft of a record.
    ///
    /// # Errors
    /// [`ImportOutcome::Refused`] if it can't be an incident here.
    pub(super) fn draft(&mut self, mut record: Record) -> Result<Draft, ImportOutcome> {
        let refused = |message: &str, help: &str| ImportOutcome::Refused {
            place: None,
            message: message.to_owned(),
            help: help.to_owned(),
        };
        let Some(name) = Some(record.id.clone()).filter(|id| (1..=128).contains(&id.len())) else {
            return Err(refused("it has no ID that fits on a line", "add its ID in the database"));
        };
        let mut list = std::mem::take(&mut record.notes);
        let mut notes = Notes(&mut list);
        self.remove_future_dates(&mut record, &mut notes);
        distinguish(&mut record, &self.portfolio.project, &self.packages);
        let (id, handle) = self.names(&record, &name, &mut notes).map_err(|reason| match reason {
            NoName::Taken => refused(
                &format!("{name} is an advisory here already"),
                "a published ID is never assigned again: remove one of the two records",
            ),
            NoName::Malformed => refused(
                &format!("`{}` begins like the project's IDs, but is not one of them", excerpt(&name)),
                "a published ID never changes: set `id-prefix` in advisory.toml as its database has it",
            ),
            NoName::NoneFree => refused(
                "there is no public ID for it",
                "see `id-prefix` and `id-number` in advisory.toml: with `cve` it needs a CVE ID of its own",
            ),
        })?;
        let ranges = self.affected(&record, &mut notes).map_err(|reason| match reason {
            Refused::AmbiguousPackage(name) => refused(
                &format!("several packages are called `{name}`, and the record names no ecosystem"),
                "name the ecosystem in the record, or write the incident by hand",
            ),
            Refused::NoPackageName(name, ecosystem) => refused(
                &format!("`{}` is no name of a package of {}", excerpt(&name), excerpt(&ecosystem)),
                "write the group and the artifact in the record, such as `org.example:gauge`",
            ),
            Refused::UnknownEcosystem(name, meant) => refused(
                &match meant {
                    Some(meant) => format!("OSV has no ecosystem `{}`; it may mean `{meant}`", excerpt(&name)),
                    None => format!("OSV has no ecosystem `{}`", excerpt(&name)),
                },
                "correct the ecosystem in the record, or write the incident by hand",
            ),
            Refused::OtherOrder(version, said, order) => refused(
                &format!(
                    "`{}` is a version in the order `{said}`, and those of the package have the order `{order}`",
                    excerpt(&version)
                ),
                "correct `order` in advisory.toml or the versions in the record",
            ),
            Refused::TooManyPackages => refused(
                &format!(
                    "advisory.toml has room for {} packages, and this one would be one more",
                    parse::MOST_PACKAGES
                ),
                "remove packages that no advisory names, or keep the others in a repository of their own",
            ),
            Refused::Commits(message) => refused(&message, "correct the record, or write the incident by hand"),
            Refused::NoOrder(ecosystem) => refused(
                &format!("how versions of {} are ordered is not known", excerpt(&ecosystem)),
                "name the order of such versions in advisory.toml: `order` under [versions]",
            ),
            Refused::Inverted(range) => refused(&inverted(&range), OTHER_ORDER),
            Refused::UnorderedVersion(version, order) => refused(&unordered(&version, order), OTHER_ORDER),
        })?;
        let packages = ranges.missing.clone();
        let says_all = !record.commits.is_empty() && notes.0.iter().all(|note| note.fate != Fate::Lost);
        if ranges.affected.is_empty() && record.withdrawn.is_none() && !says_all {
            notes.add(VERSIONS, Fate::Lost, "no affected version is kept: nothing is said about versions");
        }
        let year = id.parts().map_or_else(|| self.now.year(), |(_, year, _)| year);
        let folder = FilePath::new(format!("incidents/{year:04}/{handle}"));
        let advisory = self.advisory(&record, &id, ranges, &mut notes);
        let incident = self.incident(&record, &name, &mut notes);
        let failed = |error: EditError| refused(&error.to_string(), "write it by hand");
        let mut files = [
            (folder.join("advisory.md"), advisory.map_err(failed)?),
            (folder.join("incident.toml"), incident.map_err(failed)?),
        ];
        approve(&mut files, self.by, self.now).map_err(failed)?;
        let tree = &self.portfolio.tree;
        let is_in_the_way = |(file, text): &&(FilePath, String)| {
            tree.get(file.as_str()).is_some()
                && !tree.text(file.as_str()).is_some_and(|there| is_same_import(there, text))
        };
        if let Some((file, _)) = files.iter().find(is_in_the_way) {
            return Err(refused(&format!("{file} already exists"), "move that folder away, and import again"));
        }
        self.packages.extend(packages.clone());
        Ok(Draft { record: name, id, folder, packages, notes: list, files })
    }

    /// Returns the ranges, and the packages that they add to the project.
    ///
    /// # Errors
    /// As [`affected::affected`].
    fn affected(&self, record: &Record, notes: &mut Notes<'_>) -> Result<Ranges, Refused> {
        let project = &self.portfolio.project;
        let mut ranges = affected::affected(project, &self.packages, record, notes)?;
        ranges.commits = commits::tables(project, record, &mut ranges.missing, notes)?;
        ranges.missing.retain(|key, _| !self.packages.contains_key(key));
        let packages = project.packages.len() + self.packages.len() + ranges.missing.len();
        let has_room = ranges.missing.is_empty() || packages <= parse::MOST_PACKAGES;
        if has_room { Ok(ranges) } else { Err(Refused::TooManyPackages) }
    }

    /// Removes dates in the future, because what they describe can't have happened yet.
    fn remove_future_dates(&self, record: &mut Record, notes: &mut Notes<'_>) {
        let now = self.now;
        let mut ahead = |field: &str, at: &mut Option<Instant>| {
            if at.is_some_and(|at| at > now) {
                *at = None;
                notes.add(field, Fate::Wrong, "it is in the future, so it is taken as unknown");
            }
        };
        ahead("published", &mut record.published);
        ahead("modified", &mut record.modified);
        if let Some(withdrawn) = &mut record.withdrawn {
            ahead("withdrawn", &mut withdrawn.at);
        }
        for (field, entries) in [("revisions", &mut record.revisions), ("timeline", &mut record.timeline)] {
            let all = entries.len();
            entries.retain(|entry| entry.at <= now);
            if entries.len() < all {
                notes.add(field, Fate::Wrong, "an entry is in the future, so it is left out");
            }
        }
    }

    /// Returns the public ID and the folder's name. The record's own ID is used if it is one of the
    /// project's.
    fn names(&mut self, record: &Record, name: &str, notes: &mut Notes<'_>) -> Result<(PublicId, Handle), NoName> {
        let prefix = self.portfolio.project.id_prefix.as_str();
        let own = name.parse::<PublicId>().ok().filter(|id| id.parts().is_some_and(|(of, ..)| of == prefix));
        let id = match own {
            // An id that was published stays as it is.
            Some(id) if self.taken.contains(id.as_str()) => return Err(NoName::Taken),
            Some(id) => id,
            None if name.strip_prefix(prefix).is_some_and(|rest| rest.starts_with('-')) => {
                return Err(NoName::Malformed);
            }
            None => self.new_id(record, name, notes).ok_or(NoName::NoneFree)?,
        };
        let word: String =
            name.chars().map(|c| if c.is_ascii_alphanumeric() { c.to_ascii_lowercase() } else { '-' }).collect();
        let word = word.split('-').filter(|part| !part.is_empty()).collect::<Vec<_>>().join("-");
        let word: String = word.chars().take(50).collect();
        let word = word.trim_end_matches('-');
        let first = [word.parse::<Handle>().ok(), id.as_str().to_ascii_lowercase().parse().ok()];
        let handle = first.into_iter().flatten().find(|handle| !self.taken.contains(handle.as_str()));
        let handle = handle.or_else(|| self.numbered(word)).ok_or(NoName::NoneFree)?;
        self.taken.extend([id.to_string(), handle.to_string()]);
        Ok((id, handle))
    }

    /// Returns an id for a record that has none of the project's: the next free one, or the one
    /// with the number of its CVE ID.
    fn new_id(&mut self, record: &Record, name: &str, notes: &mut Notes<'_>) -> Option<PublicId> {
        let project = &self.portfolio.project;
        if project.id_number() == IdNumber::OfCve {
            let (cve, _) = front::ids(record, "");
            let of_it = numbers::of_cve(&cve.first()?.parse().ok()?, project.id_prefix.as_str())?;
            return Some(of_it).filter(|id| !self.taken.contains(id.as_str()));
        }
        self.next_id(self.year(record, name, notes))
    }

    /// Returns a free handle: the word and a number.
    fn numbered(&mut self, word: &str) -> Option<Handle> {
        let last = self.words.entry(word.to_owned()).or_insert(1);
        loop {
            *last = last.checked_add(1)?;
            let handle = format!("imported-{word}-{last}").replace("--", "-").parse::<Handle>().ok()?;
            if !self.taken.contains(handle.as_str()) {
                return Some(handle);
            }
        }
    }

    /// Returns the year that the record is filed under: of its publication, or else of the last
    /// change, or else of its ID.
    fn year(&self, record: &Record, name: &str, notes: &mut Notes<'_>) -> i32 {
        if let Some(at) = record.published.or(record.modified) {
            return at.year();
        }
        let named = name.split('-').find_map(|part| (part.len() == 4).then(|| part.parse::<i32>().ok())?);
        let plausible = named.filter(|year| (1990..=self.now.year()).contains(year));
        notes.add(
            "published",
            Fate::Guessed,
            match plausible {
                Some(year) => format!("the publication date is unknown: filed under {year}, the year in its ID"),
                None => "the publication date is unknown: filed under the year of the import".to_owned(),
            },
        );
        plausible.unwrap_or_else(|| self.now.year())
    }

    fn next_id(&mut self, year: i32) -> Option<PublicId> {
        let prefix = self.portfolio.project.id_prefix.as_str();
        let IdNumber::Counted { width } = self.portfolio.project.id_number() else { return None };
        let last = self.numbers.entry(year).or_insert(0);
        loop {
            *last = last.checked_add(1)?;
            let id = PublicId::new(prefix, year, *last, width).ok()?;
            if !self.taken.contains(id.as_str()) {
                return Some(id);
            }
        }
    }

    fn advisory(
        &self,
        record: &Record,
        id: &PublicId,
        ranges: Ranges,
        notes: &mut Notes<'_>,
    ) -> Result<String, EditError> {
        let words = |items: &[String]| edit::list(&items.iter().map(String::as_str).collect::<Vec<_>>());
        let (cve, aliases) = front::ids(record, id.as_str());
        let mut top: Table =
            vec![(key::ID, edit::text(id.as_str())), (key::TITLE, edit::text(&front::title(record, notes)))];
        let lists = [
            (key::CVE, cve),
            (key::ALIASES, aliases),
            (key::RELATED, front::related(record)),
            (key::CWE, front::cwe(record, notes)),
        ];
        top.extend(lists.into_iter().filter(|(_, items)| !items.is_empty()).map(|(key, items)| (key, words(&items))));
        if let Some(reason) = record.withdrawn.as_ref().and_then(|w| w.reason.as_deref()).map(front::text) {
            top.extend((!reason.is_empty()).then(|| (key::WITHDRAWN, edit::text(&reason))));
        }
        let optional = |key, value: Option<String>| value.map(|value| (key, edit::text(&value)));
        let mut tables: Vec<(&str, Table)> = Vec::new();
        let vectors = front::vectors(record, notes);
        tables.extend(vectors.iter().map(|vector| (key::CVSS, vec![(key::VECTOR, edit::text(vector))])));
        tables.extend(ranges.affected.into_iter().map(|table| (key::AFFECTED, table)));
        tables.extend(ranges.unknown.into_iter().map(|table| (key::UNKNOWN, table)));
        tables.extend(ranges.commits.into_iter().map(|table| (key::COMMITS, table)));
        tables.extend(front::credits(record, notes).into_iter().map(|(name, role, url)| {
            let rest = optional(key::ROLE, role).into_iter().chain(optional(key::URL, url));
            (key::CREDIT, std::iter::once((key::NAME, edit::text(&name))).chain(rest).collect())
        }));
        tables.extend(front::references(record, self.portfolio.project.site.url.as_str(), notes).into_iter().map(
            |(kind, url, title)| {
                let url = std::iter::once((key::URL, edit::text(&url)));
                (
                    key::REFERENCE,
                    optional(key::KIND, kind).into_iter().chain(url).chain(optional(key::TITLE, title)).collect(),
                )
            },
        ));
        for (name, entries) in
            [(key::TIMELINE, record.timeline.clone()), (key::REVISION, self.revisions(record, notes))]
        {
            for Dated { at, text } in entries {
                let text = front::text(&text);
                if !text.is_empty() {
                    tables.push((name, vec![(key::AT, edit::instant(at)?), (key::TEXT, edit::text(&text))]));
                }
            }
        }
        let mut out = String::from("+++\n");
        top.iter().for_each(|(key, value)| out.push_str(&format!("{key} = {value}\n")));
        tables.iter().for_each(|(name, keys)| out.push_str(&format!("\n{}", edit::block("\n", name, keys))));
        let text = front::text(&record.details);
        if text.len() != without_blank_ends(&record.details.replace("\r\n", "\n")).len() {
            notes.add("details", Fate::Wrong, "control characters were removed from the text");
        }
        Ok(format!("{out}+++\n\n{text}\n"))
    }

    /// Returns the record's history. Nothing is invented: without any date, the only known one is
    /// that of the import.
    fn revisions(&self, record: &Record, notes: &mut Notes<'_>) -> Vec<Dated> {
        let dated = |at, text: &str| Dated { at, text: text.to_owned() };
        let mut revisions = record.revisions.clone();
        // Nothing can be public before the publication.
        let is_early = |at: Instant| record.published.is_some_and(|published| at.date() < published.date());
        revisions.retain(|revision| !is_early(revision.at));
        if revisions.len() < record.revisions.len() {
            notes.add("revisions", Fate::Wrong, "an entry is before the publication, so it is left out");
        }
        if record.modified.is_some_and(is_early) {
            notes.add("modified", Fate::Wrong, "it is before the publication, so it is taken as unknown");
        }
        if let Some(published) = record.published
            && !revisions.iter().any(|revision| revision.at <= published)
        {
            revisions.push(dated(published, "First publication."));
        }
        let last = revisions.iter().map(|r| r.at).chain(record.withdrawn.as_ref().and_then(|w| w.at)).max();
        let modified = record.modified.filter(|modified| !is_early(*modified));
        if let Some(modified) = modified.filter(|modified| last.is_none_or(|last| last < *modified)) {
            revisions.push(dated(modified, "Last change before it was imported."));
        }
        if revisions.is_empty() {
            notes.add("published", Fate::Guessed, "no date is known, so its history begins with the import");
            revisions.push(dated(self.now, "Imported. When it was first published is not known."));
        }
        revisions.sort_by_key(|revision| revision.at);
        revisions
    }

    fn incident(&self, record: &Record, name: &str, notes: &mut Notes<'_>) -> Result<String, EditError> {
        let mut out = format!(
            "# Imported: it was published elsewhere before it came here. Readers see advisory.md.\n\n[report]\nsummary = {}\ndisclosure = \"public\"\n\n[imported]\nfrom = {}\nid = {}\n",
            edit::text(&line(&record.title).unwrap_or_else(|| name.to_owned())),
            edit::text(self.format.word()),
            edit::text(name),
        );
        if let Some(published) = record.published {
            out.push_str(&format!("published = {}\n", edit::instant(published)?));
        }
        if let Some(word) = front::severity(record, notes) {
            out.push_str(&format!("severity = {}\n", edit::text(&word)));
        }
        if let Some(withdrawn) = &record.withdrawn {
            let at = withdrawn.at.or(record.modified).unwrap_or(self.now);
            if withdrawn.at.is_none() {
                notes.add(
                    "withdrawn",
                    Fate::Guessed,
                    "the day is unknown, so the day of the last change or of the import is used",
                );
            }
            let event = [(key::AT, edit::instant(at)?), (key::EVENT, edit::text(BuiltIn::Withdrawn.name()))];
            out.push_str(&format!("\n{}", edit::block("\n", key::EVENT, &event)));
        }
        Ok(out)
    }
}

/// Appends approvals to `incident.toml`. They cover the content of the two files.
pub(super) fn approve(
    [advisory, incident]: &mut [(FilePath, String); 2],
    members: &[Name],
    now: Instant,
) -> Result<(), EditError> {
    let files = [&*advisory, &*incident].map(|(file, text)| (file, text.as_bytes()));
    // Files that can't be read are refused with the record.
    let content = parse::incident_files(files).as_ref().and_then(Content::of);
    let covers = content.map(|content| content.digest());
    for by in members {
        let mut event = vec![
            (key::AT, edit::instant(now)?),
            (key::EVENT, edit::text(BuiltIn::Approved.name())),
            (key::BY, edit::text(by.as_str())),
        ];
        event.extend(covers.iter().map(|covers| (key::COVERS, edit::text(covers.as_str()))));
        let gap = if incident.1.ends_with('\n') { "" } else { "\n" };
        incident.1.push_str(&format!("{gap}\n{}", edit::block("\n", key::EVENT, &event)));
    }
    Ok(())
}

/// Why a record has no public ID here.
enum NoName {
    /// An advisory has its id.
    Taken,
    /// It begins as one of the project's, and is none.
    Malformed,
    /// There is none for it.
    NoneFree,
}

/// Returns whether a file is what an earlier import of the same record wrote, but for the instant
/// of that import and what its approvals cover.
fn is_same_import(there: &str, text: &str) -> bool {
    let is_kept = |line: &&str| !["at = ", "covers = "].iter().any(|key| line.starts_with(key));
    there.lines().filter(is_kept).eq(text.lines().filter(is_kept))
}

fn excerpt(text: &str) -> String {
    text.chars().take(64).collect::<String>().escape_debug().to_string()
}

/// What to do about a version that has no place in the order of its package.
const OTHER_ORDER: &str = "correct the version in the record, or name the order of such versions in advisory.toml: `order` \
     under [versions], or in the [[package]] if it has no ecosystem";

/// Returns how a range ends before it begins.
fn inverted(range: &Range) -> String {
    let end = range.fixed().or(range.last_affected());
    let order = range.introduced.as_ref().map(Version::order).unwrap_or_default();
    let text = |version: Option<&Version>| excerpt(version.map(Version::as_str).unwrap_or_default());
    let (from, end) = (text(range.introduced.as_ref()), text(end));
    format!("a range from `{from}` ends at `{end}`, which comes before in the order `{order}`")
}

/// Returns why a bound of a range can't be compared with others.
fn unordered(bound: &str, order: Option<Order>) -> String {
    let text = excerpt(bound);
    match (order, bound.strip_prefix("> ")) {
        (None, _) => format!("`{text}` can't be ordered: this ecosystem's version order is not supported"),
        (Some(order), Some(_)) => format!("`{text}`: the order `{order}` has no next version after a given one"),
        (Some(order), None) => format!("`{text}` is not a version in the order `{order}`, such as {}", order.example()),
    }
}
