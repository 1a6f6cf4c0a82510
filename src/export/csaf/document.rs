//! The document as a whole: its publisher, text, links and acknowledgments.

use serde::Serialize;

use super::products::Products;
use super::tracking::{self, Tracking};
use super::{Edition, Exported, Note, line, path};
use crate::advisory::{Advisory, PublicCredit, PublicRelation};
use crate::export::uri::uri;
use crate::export::{address, page};
use crate::markdown::is_web;
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

/// What a document is about, and so what it has to contain and may not contain.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Profile {
    /// Claims about products.
    SecurityAdvisory,
    /// Anything else.
    Base,
    /// It is withdrawn.
    Withdrawn,
    /// It is withdrawn, and other advisories replace it.
    Superseded,
}

impl Profile {
    pub(super) fn of(advisory: &Advisory, products: Option<&Products<'_>>, edition: Edition) -> Self {
        let any_affected = || products.is_some_and(|products| products.iter().any(|product| product.is_affected()));
        match edition {
            // A security advisory must claim something about products. A withdrawn one claims
            // nothing any more, and one without versions claims nothing yet (test 6.1.27.11).
            Edition::V2_0 if products.is_some() => Self::SecurityAdvisory,
            // It must name an affected product, too (test 6.1.27.12).
            Edition::V2_1 if any_affected() => Self::SecurityAdvisory,
            // Both need the revision before the withdrawal (test 6.1.27.16).
            Edition::V2_1 if advisory.withdrawn.is_some() && tracking::revisions(advisory) > 1 => {
                if replacements(advisory).next().is_some() { Self::Superseded } else { Self::Withdrawn }
            }
            Edition::V2_0 | Edition::V2_1 => Self::Base,
        }
    }

    fn category(self) -> &'static str {
        match self {
            Self::SecurityAdvisory => "csaf_security_advisory",
            Self::Base => "csaf_base",
            Self::Withdrawn => "csaf_withdrawn",
            Self::Superseded => "csaf_superseded",
        }
    }

    /// Returns the heading of the reason that the profile asks for.
    fn reason(self) -> &'static str {
        match self {
            Self::SecurityAdvisory | Self::Base => "Withdrawn",
            Self::Withdrawn => "Reasoning for Withdrawal",
            Self::Superseded => "Reasoning for Supersession",
        }
    }

    /// Returns whether a document may have vulnerabilities.
    pub(super) fn has_vulnerabilities(self) -> bool {
        matches!(self, Self::SecurityAdvisory | Self::Base)
    }
}

/// Returns the relations to the advisories that replace it.
fn replacements(advisory: &Advisory) -> impl Iterator<Item = &PublicRelation> {
    advisory.relations.iter().filter(|relation| is_replacement(relation))
}

fn is_replacement(relation: &PublicRelation) -> bool {
    relation.kind == "replaced-by"
}

pub(super) fn of<'a>(exported: &Exported<'a>, profile: Profile, edition: Edition) -> Document<'a> {
    let Exported { project, advisory, .. } = *exported;
    let severity = advisory.severity_words().filter(|_| advisory.withdrawn.is_none());
    Document {
        acknowledgments: advisory.credits.iter().map(acknowledgment).collect(),
        aggregate_severity: severity.map(|text| Text { text }),
        category: profile.category(),
        csaf_version: edition.version(),
        distribution: Distribution { tlp: Tlp { label: edition.tlp(), url: "https://www.first.org/tlp/" } },
        lang: "en",
        notes: notes(exported, profile),
        publisher: publisher(project, edition),
        references: references(project, advisory, profile, edition),
        title: title(advisory),
        tracking: tracking::of(advisory),
    }
}

/// Returns the title, which says first that an advisory is withdrawn.
pub(super) fn title(advisory: &Advisory) -> String {
    let withdrawn = if advisory.withdrawn.is_some() { "Withdrawn: " } else { "" };
    format!("{withdrawn}{}", line(&advisory.title))
}

/// Returns the project as a publisher. In 2.1 it has no contact, because the drafts have different
/// fields for it.
pub(super) fn publisher(project: &Project, edition: Edition) -> Publisher<'_> {
    let home = project.home.as_ref().map(|home| home.value.as_str()).filter(|home| is_web(home));
    let contacts: Vec<_> = project.site.contact.iter().map(|c| c.value.trim_start_matches("mailto:")).collect();
    Publisher {
        category: "vendor",
        contact_details: (edition == Edition::V2_0 && !contacts.is_empty()).then(|| contacts.join(", ")),
        name: &project.name,
        namespace: home.unwrap_or(&project.site.url),
    }
}

/// Returns the reason for a withdrawal, then the text section by section, then the timeline.
///
/// A document without vulnerabilities has the CVE IDs in a note, because it has no other field for
/// them.
fn notes<'a>(exported: &Exported<'a>, profile: Profile) -> Vec<Note<'a>> {
    let advisory = exported.advisory;
    let withdrawn = advisory.withdrawn.as_ref().map(|withdrawn| Note {
        category: "description",
        text: line(&format!("Withdrawn on {}. {}", withdrawn.at.date(), withdrawn.text)),
        title: Some(profile.reason()),
    });
    let sections = exported.sections().filter_map(|(section, text)| {
        let category = if is_summary(&section.kind) { "summary" } else { "details" };
        let title = Some(section.heading.as_str()).filter(|heading| !heading.is_empty());
        (!text.is_empty()).then(|| Note { category, text: text.to_owned(), title })
    });
    let commits: Vec<_> = advisory.commits.iter().map(|commits| commits.in_words(advisory)).collect();
    let commits = (!commits.is_empty() && advisory.withdrawn.is_none()).then(|| Note {
        category: "details",
        text: commits.join("\n"),
        title: Some("Affected commits"),
    });
    let timeline: Vec<_> = advisory.timeline.iter().map(|e| format!("{}: {}", e.at, line(&e.text))).collect();
    let timeline = (!timeline.is_empty()).then(|| Note {
        category: "general",
        text: timeline.join("\n"),
        title: Some("Timeline"),
    });
    let cve: Vec<_> = advisory.cve.iter().map(|cve| cve.as_str()).collect();
    let cve = (!profile.has_vulnerabilities() && !cve.is_empty()).then(|| Note {
        category: "general",
        text: cve.join(", "),
        title: Some("CVE"),
    });
    let mut notes: Vec<_> = withdrawn.into_iter().chain(sections).chain(commits).chain(timeline).chain(cve).collect();
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
fn references(project: &Project, advisory: &Advisory, profile: Profile, edition: Edition) -> Vec<CsafReference> {
    let own = |what: &str, path: &str| CsafReference {
        category: "self",
        summary: format!("{} as {what}", advisory.id),
        url: address(project, path),
    };
    let related = advisory.relations.iter().map(|relation| CsafReference {
        category: "external",
        summary: match profile == Profile::Superseded && is_replacement(relation) {
            true => line(&format!("Superseding Document {}: {}", relation.id, relation.title)),
            false => line(&relation.described()),
        },
        url: address(project, &page(&relation.id)),
    });
    let others = advisory.references.iter().filter_map(|reference| {
        let url = uri(&reference.url)?;
        let summary = Some(line(&reference.title)).filter(|title| !title.is_empty()).unwrap_or_else(|| url.clone());
        Some(CsafReference { category: "external", summary, url })
    });
    [own(edition.label(), &path(advisory, edition)), own("a page", &page(&advisory.id))]
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
