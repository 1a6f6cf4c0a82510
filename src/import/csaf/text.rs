//! Joins the texts of a document into one Markdown text, and reads what this program's own export
//! puts into notes because CSAF has no field for it.

use std::collections::{BTreeSet, HashMap, HashSet};

use super::super::fields::Fields;
use super::super::record::{Dated, ImportedReference, Record, Withdrawal};
use super::products::Products;
use crate::literal::escaped;
use crate::names::CweId;
use crate::time::Instant;

/// What this program's export puts before the title of a withdrawn advisory.
const WITHDRAWN: &str = "Withdrawn: ";

/// The headings of notes without a title, by category.
const CATEGORIES: [(&str, &str); 4] =
    [("faq", "Questions and answers"), ("general", "General"), ("details", "Details"), ("other", "Further")];

/// The headings of remediations, by category.
const REMEDIATIONS: [(&str, &str); 7] = [
    ("workaround", "Workarounds"),
    ("mitigation", "Mitigation"),
    ("vendor_fix", "How to upgrade"),
    ("optional_patch", "Optional patch"),
    ("fix_planned", "A fix is planned"),
    ("none_available", "No fix is available"),
    ("no_fix_planned", "No fix is planned"),
];

/// The remediations that this program's export derives from the ranges, or from sections that are
/// notes as well.
const DERIVED: [&str; 6] =
    ["vendor_fix", "optional_patch", "fix_planned", "none_available", "no_fix_planned", "mitigation"];

/// The categories that say whether there is a fix. What is said of some products is not said of
/// all.
const OF_FIXES: [&str; 4] = ["optional_patch", "fix_planned", "none_available", "no_fix_planned"];

/// The headings of threats, by category.
const THREATS: [(&str, &str); 3] =
    [("impact", "Impact"), ("exploit_status", "Exploits"), ("target_set", "Who is affected")];

/// The products of a document, and the ids of those that a vulnerability affects.
pub(super) struct Affected<'p> {
    pub(super) products: &'p Products,
    pub(super) ids: &'p BTreeSet<String>,
}

/// The texts so far, each a heading and Markdown.
#[derive(Clone, Default)]
pub(super) struct Texts {
    parts: Vec<(String, String)>,
    /// The part that each heading is of.
    headings: HashMap<String, usize>,
    /// All texts, to find repeated ones.
    seen: HashSet<String>,
    /// The first text, as it stands in the document.
    first: String,
    withdrawn: Option<String>,
    title: String,
    /// Whether this program wrote the document.
    is_own: bool,
}

impl Texts {
    pub(super) fn new(is_own: bool) -> Self {
        Self { is_own, ..Self::default() }
    }

    /// Returns whether this program wrote the document.
    pub(super) fn is_own(&self) -> bool {
        self.is_own
    }

    /// Returns the title of the document, unchanged.
    pub(super) fn title(&self) -> &str {
        &self.title
    }

    /// Takes the notes of the document.
    pub(super) fn notes(&mut self, document: &mut Fields<'_>, record: &mut Record) {
        document.peek("title").unwrap_or_default().clone_into(&mut self.title);
        for mut note in document.tables("notes") {
            let (title, text) = (note.non_empty("title"), note.text("text").unwrap_or_default());
            let category = note.non_empty("category").unwrap_or_default();
            note.discard("audience", "advisories here are for everyone");
            match title.as_deref() {
                Some("Timeline") if timeline(&text).is_some() => {
                    record.timeline.extend(timeline(&text).unwrap_or_default())
                }
                Some("Withdrawn") if self.title.starts_with(WITHDRAWN) => {
                    let reason = text.strip_prefix("Withdrawn on ").and_then(|rest| rest.split_once(". "));
                    self.withdrawn = Some(reason.map_or("", |(_, reason)| reason).to_owned());
                }
                _ => self.note(&note, &category, title, text),
            }
        }
        // A missing title is guessed from the text.
        record.details = self.first.clone();
    }

    /// Records a withdrawal as this program writes it.
    pub(super) fn withdrawal(&mut self, record: &mut Record) {
        if let Some(reason) = self.withdrawn.take() {
            record.withdrawn = Some(withdrawal(&record.revisions, &reason));
            record.title = record.title.trim_start_matches(WITHDRAWN).to_owned();
        }
    }

    fn note(&mut self, note: &Fields<'_>, category: &str, title: Option<String>, text: String) {
        if category == "legal_disclaimer" {
            note.notes().no_place(note.own_path(), "these terms apply to the document, not to the imported advisory");
            return;
        }
        let known = CATEGORIES.iter().find(|(known, _)| *known == category).map(|(_, heading)| (*heading).to_owned());
        let is_first = self.parts.is_empty();
        if is_first {
            self.first.clone_from(&text);
        }
        self.add(title.or(known.filter(|_| !is_first)).unwrap_or_default(), escaped(&text));
    }

    /// Adds a text, unless it is there already: under its heading, if that is there already.
    pub(super) fn add(&mut self, heading: String, text: String) {
        let text = text.trim().to_owned();
        if text.is_empty() || !self.seen.insert(text.clone()) {
            return;
        }
        let number = self.headings.get(&heading).filter(|_| !heading.is_empty());
        match number.and_then(|number| self.parts.get_mut(*number)) {
            Some((_, known)) => known.push_str(&format!("\n\n{text}")),
            None => {
                self.headings.insert(heading.clone(), self.parts.len());
                self.parts.push((heading, text));
            }
        }
    }

    /// Takes the notes, remediations and threats of a vulnerability.
    pub(super) fn vulnerability(&mut self, vulnerability: &mut Fields<'_>, of: &Affected<'_>, record: &mut Record) {
        for mut note in vulnerability.tables("notes") {
            let (title, text) = (note.non_empty("title"), note.text("text").unwrap_or_default());
            let category = note.non_empty("category").unwrap_or_default();
            note.discard("audience", "advisories here are for everyone");
            match title.as_deref() {
                // This program's export puts here what has no place in the fields for these.
                Some("CVSS") if text.starts_with("CVSS:") || text.starts_with("AV:") => {
                    let vector = text.split_whitespace().next().unwrap_or_default().to_owned();
                    record.vectors.push(vector);
                }
                Some("CWE") if text.split(", ").all(|id| id.parse::<CweId>().is_ok()) => {
                    record.cwe.extend(text.split(", ").map(str::to_owned));
                }
                _ if text == record.title || text == self.title => {}
                _ => self.note(&note, &category, title, text),
            }
        }
        self.under_headings(vulnerability, "remediations", &REMEDIATIONS, of, record);
        self.under_headings(vulnerability, "threats", &THREATS, of, record);
    }

    fn under_headings(
        &mut self,
        of: &mut Fields<'_>,
        key: &str,
        headings: &[(&str, &str)],
        affected: &Affected<'_>,
        record: &mut Record,
    ) {
        for mut entry in of.tables(key) {
            let category = entry.non_empty("category").unwrap_or_default();
            let heading =
                headings.iter().find(|(known, _)| *known == category).map_or("Further", |(_, heading)| *heading);
            if self.is_own && DERIVED.contains(&category.as_str()) {
                entry.ignore_rest();
                continue;
            }
            let of_products = entry.text_list("product_ids");
            if let Some(text) = entry.non_empty("details") {
                let before = self.parts.len();
                let text = escaped(&text);
                // A text that is not of all affected products says of which it is.
                let is_partial = !self.is_own && !affected.ids.iter().all(|id| of_products.contains(id));
                let text = match titles(&of_products, affected.products).filter(|_| is_partial) {
                    Some(titles) => format!("{titles}:\n\n{text}"),
                    None => text,
                };
                let is_of_some = is_partial && OF_FIXES.contains(&category.as_str());
                let heading = if is_of_some { format!("{heading} for some products") } else { heading.to_owned() };
                self.add(heading.clone(), text);
                if self.parts.len() > before {
                    let reason = format!("it is added to the text, under the heading `{heading}`");
                    entry.notes().guessed(entry.path("details"), reason);
                }
            }
            if let Some(url) = entry.non_empty("url") {
                let kind = if category == "vendor_fix" { "fix" } else { "web" };
                record.references.push(ImportedReference { kind: Some(kind.to_owned()), url, title: None });
            }
            for (key, reason) in [
                ("group_ids", "a text here applies to the whole advisory"),
                ("date", "the advisory has one date here"),
                ("entitlements", "advisories here do not say who may get a fix"),
                ("restart_required", "a required restart can only be named in the text here"),
            ] {
                entry.discard(key, reason);
            }
        }
    }

    /// Returns all texts as one.
    pub(super) fn into_markdown(self) -> String {
        let part = |(heading, text): (String, String)| {
            let heading = heading.split_whitespace().collect::<Vec<_>>().join(" ");
            if heading.is_empty() { text } else { format!("## {}\n\n{text}", escaped(&heading)) }
        };
        self.parts.into_iter().map(part).collect::<Vec<_>>().join("\n\n")
    }
}

/// The most products that a text names; it is of too many for a line otherwise.
const MAX_TITLES: usize = 20;

/// Returns the names of products, as Markdown.
fn titles(ids: &[String], products: &Products) -> Option<String> {
    let mut titles: Vec<String> = ids.iter().filter_map(|id| Some(escaped(&products.get(id)?.title))).collect();
    titles.dedup();
    match titles.len() {
        0 => None,
        n if n > MAX_TITLES => {
            titles.truncate(MAX_TITLES);
            Some(format!("{} and {} more", titles.join(", "), n - MAX_TITLES))
        }
        _ => Some(titles.join(", ")),
    }
}

/// Returns a withdrawal as this program writes it.
fn withdrawal(revisions: &[Dated], reason: &str) -> Withdrawal {
    let noted = revisions.iter().rev().find(|revision| revision.text.starts_with("Withdrawn"));
    let at = noted.or(revisions.last()).map(|revision| revision.at);
    Withdrawal { at, reason: Some(reason.to_owned()).filter(|reason| !reason.is_empty()) }
}

/// Reads a timeline as this program writes it: an instant, a colon and a text on each line.
fn timeline(text: &str) -> Option<Vec<Dated>> {
    let line = |line: &str| {
        let (at, text) = line.split_once(": ")?;
        Some(Dated { at: Instant::parse(at).ok()?, text: text.to_owned() })
    };
    text.lines().map(line).collect()
}
