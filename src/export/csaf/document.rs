//! The document as a whole: its publisher, text, links and acknowledgments.

use serde::Serialize;

use super::tracking::{self, Tracking};
use super::{FORMAT, Note, VERSION, line, path};
use crate::advisory::{Advisory, PublicCredit};
use crate::export::uri::uri;
use crate::export::{address, page};
use crate::markdown::{is_web, unwrapped};
use crate::portfolio::Project;

/// `document`.
#[derive(Serialize)]
pub(super) struct Document<'a> {
    #[serde(skip_serializing_if = "Vec::is_empty")]
    acknowledgments: Vec<Acknowledgment<'a>>,
    #[serde(skip_serializing_if = "Option::is_none")]
    aggregate_severity: Option<Text>,
    category: &'static str,
    csaf_version: &'static str,
    distribution: Distribution,
    lang: &'static str,
    notes: Vec<Note<'a>>,
    publisher: Publisher<'a>,
    references: Vec<CsafReference>,
    title: String,
    tracking: Tracking<'a>,
}

#[derive(Serialize)]
struct Acknowledgment<'a> {
    names: [&'a str; 1],
    #[serde(skip_serializing_if = "Option::is_none")]
    summary: Option<String>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    urls: Vec<String>,
}

#[derive(Serialize)]
struct Text {
    text: String,
}

#[derive(Serialize)]
struct Distribution {
    tlp: Tlp,
}

#[derive(Serialize)]
struct Tlp {
    label: &'static str,
    url: &'static str,
}

/// `document.publisher`, and that of the provider.
#[derive(Serialize)]
pub(super) struct Publisher<'a> {
    category: &'static str,
    #[serde(skip_serializing_if = "Option::is_none")]
    contact_details: Option<String>,
    name: &'a str,
    namespace: &'a str,
}

#[derive(Serialize)]
struct CsafReference {
    category: &'static str,
    summary: String,
    url: String,
}

pub(super) fn of<'a>(project: &'a Project, advisory: &'a Advisory) -> Document<'a> {
    let severity = advisory.rating().filter(|_| advisory.withdrawn.is_none());
    let claims = advisory.withdrawn.is_none() && !advisory.affected.is_empty();
    Document {
        acknowledgments: advisory.credits.iter().map(acknowledgment).collect(),
        aggregate_severity: severity.map(|rating| Text { text: capitalised(rating.as_str()) }),
        // A security advisory must claim something about products. A withdrawn one claims nothing
        // any more, and one without versions claims nothing yet (test 6.1.27.11).
        category: if claims { "csaf_security_advisory" } else { "csaf_base" },
        csaf_version: VERSION,
        distribution: Distribution { tlp: Tlp { label: "WHITE", url: "https://www.first.org/tlp/" } },
        lang: "en",
        notes: notes(advisory),
        publisher: publisher(project),
        references: references(project, advisory),
        title: title(advisory),
        tracking: tracking::of(advisory),
    }
}

/// Returns the title, which says first that an advisory is withdrawn.
pub(super) fn title(advisory: &Advisory) -> String {
    let withdrawn = if advisory.withdrawn.is_some() { "Withdrawn: " } else { "" };
    format!("{withdrawn}{}", line(&advisory.title))
}

pub(super) fn publisher(project: &Project) -> Publisher<'_> {
    let home = project.home.as_ref().map(|home| home.value.as_str()).filter(|home| is_web(home));
    let contacts: Vec<_> = project.site.contact.iter().map(|c| c.value.trim_start_matches("mailto:")).collect();
    Publisher {
        category: "vendor",
        contact_details: (!contacts.is_empty()).then(|| contacts.join(", ")),
        name: &project.name,
        namespace: home.unwrap_or(&project.site.url),
    }
}

/// Returns the reason for a withdrawal, then the text section by section, then the timeline.
fn notes(advisory: &Advisory) -> Vec<Note<'_>> {
    let withdrawn = advisory.withdrawn.as_ref().map(|withdrawn| Note {
        category: "description",
        text: line(&format!("Withdrawn on {}. {}", withdrawn.at.date(), withdrawn.text)),
        title: Some("Withdrawn"),
    });
    let sections = advisory.sections.iter().filter_map(|section| {
        let text = unwrapped(&section.markdown);
        let category = if is_summary(&section.kind) { "summary" } else { "details" };
        let title = Some(section.heading.as_str()).filter(|heading| !heading.is_empty());
        (!text.is_empty()).then_some(Note { category, text, title })
    });
    let timeline: Vec<_> = advisory.timeline.iter().map(|e| format!("{}: {}", e.at, line(&e.text))).collect();
    let timeline = (!timeline.is_empty()).then(|| Note {
        category: "general",
        text: timeline.join("\n"),
        title: Some("Timeline"),
    });
    let mut notes: Vec<_> = withdrawn.into_iter().chain(sections).chain(timeline).collect();
    if notes.is_empty() {
        notes.push(Note { category: "summary", text: line(&advisory.title), title: None });
    }
    notes
}

/// Returns whether a section is a summary: one of that name, or the text before the first heading.
pub(super) fn is_summary(kind: &str) -> bool {
    matches!(kind, "summary" | "lead")
}

/// Returns the document itself, then the page, then the pages of the advisories that it has a
/// relation to, then its references.
fn references(project: &Project, advisory: &Advisory) -> Vec<CsafReference> {
    let own = |what: &str, path: &str| CsafReference {
        category: "self",
        summary: format!("{} as {what}", advisory.id),
        url: address(project, path),
    };
    let related = advisory.relations.iter().map(|relation| CsafReference {
        category: "external",
        summary: line(&relation.described()),
        url: address(project, &page(&relation.id)),
    });
    let others = advisory.references.iter().filter_map(|reference| {
        let url = uri(&reference.url)?;
        let summary = Some(line(&reference.title)).filter(|title| !title.is_empty()).unwrap_or_else(|| url.clone());
        Some(CsafReference { category: "external", summary, url })
    });
    [own(FORMAT.label, &path(advisory)), own("a page", &page(&advisory.id))]
        .into_iter()
        .chain(related)
        .chain(others)
        .collect()
}

fn acknowledgment(credit: &PublicCredit) -> Acknowledgment<'_> {
    Acknowledgment {
        names: [&credit.name],
        summary: credit.role.as_ref().map(|role| capitalised(&role.replace('-', " "))),
        urls: credit.url.as_deref().and_then(uri).into_iter().collect(),
    }
}

fn capitalised(word: &str) -> String {
    let mut chars = word.chars();
    chars.next().map_or_else(String::new, |first| first.to_uppercase().chain(chars).collect())
}
