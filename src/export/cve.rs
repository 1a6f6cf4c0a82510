//! CVE records, format 5.1 (<https://cveproject.github.io/cve-schema/schema/docs/>): the CNA
//! container, which is the part of a record that its numbering authority writes.
//!
//! The container has neither the CVE ID nor the authority: both are given at submission. So an
//! advisory without an ID has a container too, ready for the day when it gets one. A withdrawn
//! advisory has the container that rejects its ID.

use std::collections::BTreeSet;

use serde::Serialize;

use super::{ExportError, Exported, Format, address, cvss, distinct, page, title, uri::uri, weakness};
use crate::advisory::{Advisory, Dated, Severity};
use crate::cvss::Version;
use crate::incident::RejectedCve;
use crate::json;
use crate::markdown::{unwrapped, visible};
use crate::names::{CREDIT_ROLES, CveId, CweId};
use crate::portfolio::{Project, SiteFormat};
use crate::time::Instant;

mod affected;
mod text;

use affected::Product;
use text::Text;

/// The format's line in the list.
pub const FORMAT: Format = Format {
    kind: SiteFormat::Cve,
    label: "CVE",
    purpose: "for CVE numbering authorities",
    path: |advisory| format!("{}.cve.json", advisory.id),
    media_type: "application/json",
    covers: |_| true,
    write,
    hashed: false,
    bulk: false,
};

/// Sections with what to do until the fix is installed.
const WORKAROUNDS: &[&str] = &["mitigation"];

/// Sections with how to get the fix.
const SOLUTIONS: &[&str] = &["upgrade"];

/// The language of all texts.
const ENGLISH: &str = "en";

/// The maximum number of references of a record.
const MOST_REFERENCES: usize = 512;

/// The maximum length of a URL in a record.
const LONGEST_ADDRESS: usize = 2048;

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Published<'a> {
    title: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    date_public: Option<Instant>,
    descriptions: [Text; 1],
    affected: Vec<Product<'a>>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    problem_types: Vec<ProblemType<'a>>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    metrics: Vec<Metric<'a>>,
    references: Vec<CveReference>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    workarounds: Vec<Text>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    solutions: Vec<Text>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    timeline: Vec<TimelineItem>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    credits: Vec<CveCredit>,
    source: Source<'a>,
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Rejected<'a> {
    rejected_reasons: [Text; 1],
    #[serde(skip_serializing_if = "Vec::is_empty")]
    replaced_by: Vec<&'a CveId>,
}

#[derive(Serialize)]
struct ProblemType<'a> {
    descriptions: [Weakness<'a>; 1],
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Weakness<'a> {
    lang: &'static str,
    description: String,
    cwe_id: &'a str,
    #[serde(rename = "type")]
    kind: &'static str,
}

/// A vector under the key of its version, or the project's level.
#[derive(Serialize)]
struct Metric<'a> {
    #[serde(skip_serializing_if = "Option::is_none")]
    format: Option<&'static str>,
    #[serde(flatten)]
    value: Value<'a>,
}

#[derive(Serialize)]
enum Value<'a> {
    #[serde(rename = "other")]
    Level(Other<'a>),
    #[serde(rename = "cvssV2_0")]
    V2(cvss::Object<'a>),
    #[serde(rename = "cvssV3_0")]
    V3_0(cvss::Object<'a>),
    #[serde(rename = "cvssV3_1")]
    V3_1(cvss::Object<'a>),
    #[serde(rename = "cvssV4_0")]
    V4(cvss::Object<'a>),
}

/// A severity that is no score.
#[derive(Serialize)]
struct Other<'a> {
    #[serde(rename = "type")]
    kind: &'static str,
    content: OtherText<'a>,
}

#[derive(Serialize)]
struct OtherText<'a> {
    text: &'a str,
}

#[derive(Serialize)]
struct CveReference {
    url: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    name: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    tags: Option<[&'static str; 1]>,
}

#[derive(Serialize, PartialEq, Eq, PartialOrd, Ord, Clone)]
struct TimelineItem {
    time: Instant,
    lang: &'static str,
    value: String,
}

#[derive(Serialize, PartialEq, Eq, PartialOrd, Ord, Clone)]
struct CveCredit {
    lang: &'static str,
    value: String,
    #[serde(rename = "type")]
    kind: String,
}

#[derive(Serialize)]
struct Source<'a> {
    advisory: &'a str,
}

fn write(exported: &Exported<'_>) -> Result<String, ExportError> {
    Ok(match &exported.advisory.withdrawn {
        Some(withdrawn) => json::pretty(&rejected(exported.project, exported.advisory, withdrawn))?,
        None => json::pretty(&published(exported))?,
    })
}

/// Returns the container that rejects an ID that was reserved and never used. It is the same for
/// every such ID, because a record is public and the report behind it is not.
///
/// # Errors
/// When it can't be serialised.
pub fn unused() -> Result<String, ExportError> {
    const REASON: &str = "This CVE ID was reserved and not used: what was reported turned out to be no vulnerability.";
    Ok(json::pretty(&Rejected { rejected_reasons: [Text::plain(REASON)], replaced_by: Vec::new() })?)
}

/// Returns the container that rejects the ID of a withdrawn advisory.
fn rejected<'a>(project: &Project, advisory: &'a Advisory, withdrawn: &Dated) -> Rejected<'a> {
    let reason = match withdrawn.text.trim() {
        "" => format!("{} has withdrawn the advisory.", project.name.value),
        reason => reason.to_owned(),
    };
    let others = advisory.relations.iter().filter(|relation| relation.kind == "replaced-by");
    let replaced_by = others.flat_map(|other| &other.cve).filter(|id| !advisory.cve.contains(id)).collect();
    Rejected { rejected_reasons: [Text::plain(&reason)], replaced_by }
}

/// Returns the container that rejects an ID that an advisory had.
///
/// # Errors
/// When it can't be serialised.
pub fn rejection(rejected: &RejectedCve) -> Result<String, ExportError> {
    let replaced_by = rejected.replaced_by.iter().map(|id| &id.value).collect();
    Ok(json::pretty(&Rejected { rejected_reasons: [Text::plain(&rejected.reason.value)], replaced_by })?)
}

fn published<'a>(exported: &Exported<'a>) -> Published<'a> {
    let Exported { project, advisory, .. } = *exported;
    let sections = |kinds: &[&str]| -> Vec<Text> {
        let sections = exported.sections().filter(|(section, _)| kinds.contains(&section.kind.as_str()));
        distinct(sections.filter_map(|(section, text)| Text::markdown(&section.markdown, text)))
    };
    Published {
        title: text::cut(&one_line(&advisory.title), text::LONGEST_TITLE),
        date_public: advisory.published.filter(|at| is_datable(*at)),
        descriptions: [description(exported)],
        affected: affected::products(exported),
        problem_types: distinct(&advisory.cwe).into_iter().map(problem).collect(),
        metrics: metrics(advisory),
        references: references(project, advisory),
        workarounds: sections(WORKAROUNDS),
        solutions: sections(SOLUTIONS),
        timeline: distinct(advisory.timeline.iter().filter_map(entry)),
        credits: distinct(advisory.credits.iter().filter_map(credit)),
        source: Source { advisory: advisory.id.as_str() },
    }
}

/// Returns the description: the summary, or else everything but the instructions, or else the
/// title.
fn description(exported: &Exported<'_>) -> Text {
    let is_about_it = |kind: &str| !WORKAROUNDS.contains(&kind) && !SOLUTIONS.contains(&kind);
    let of = |is: &dyn Fn(&str) -> bool| -> Vec<_> {
        exported.sections().filter(|(section, _)| is(&section.kind)).collect()
    };
    let summary = of(&|kind| matches!(kind, "lead" | "summary"));
    let is_empty = match summary.as_slice() {
        [] => true,
        [(only, _)] => only.markdown.is_empty(),
        _ => false,
    };
    let text = match if is_empty { of(&is_about_it) } else { summary }.as_slice() {
        [(only, text)] => Text::markdown(&only.markdown, text),
        several => {
            let all: Vec<&str> = several.iter().map(|(section, _)| section.markdown.as_str()).collect();
            let markdown = all.join("\n\n");
            Text::markdown(&markdown, &unwrapped(&markdown))
        }
    };
    text.unwrap_or_else(|| Text::plain(&exported.advisory.title))
}

/// Returns a weakness with its name, if the catalogue has one.
fn problem(id: &CweId) -> ProblemType<'_> {
    let cwe_id = id.as_str();
    let description = weakness::of(id).map_or_else(|| cwe_id.to_owned(), |named| format!("{cwe_id} {}", named.name));
    ProblemType { descriptions: [Weakness { lang: ENGLISH, description, cwe_id, kind: "CWE" }] }
}

/// Returns every vector, and the project's level.
fn metrics(advisory: &Advisory) -> Vec<Metric<'_>> {
    let vectors = advisory.severity.iter().chain(&advisory.other_severities).map(metric);
    let level = advisory.level.as_ref().map(|level| {
        let content = OtherText { text: &level.title };
        Metric { format: None, value: Value::Level(Other { kind: "Textual description of severity", content }) }
    });
    vectors.chain(level).collect()
}

fn metric(severity: &Severity) -> Metric<'_> {
    let object = cvss::Object(severity);
    let value = match severity.version() {
        Version::V2 => Value::V2(object),
        Version::V3_0 => Value::V3_0(object),
        Version::V3_1 => Value::V3_1(object),
        Version::V4 => Value::V4(object),
    };
    Metric { format: Some("CVSS"), value }
}

/// Returns the advisory's page, then those of the advisories that it has a relation to, then its
/// references, each URL once.
fn references(project: &Project, advisory: &Advisory) -> Vec<CveReference> {
    let page = address(project, &self::page(&advisory.id));
    let own = CveReference {
        url: uri(&page).unwrap_or(page),
        name: Some(text::cut(&format!("{}: {}", title(project), advisory.id), text::LONGEST_NAME)),
        tags: Some(["vendor-advisory"]),
    };
    let related = advisory.relations.iter().filter_map(|relation| {
        Some(CveReference {
            url: uri(&address(project, &self::page(&relation.id)))?,
            name: Some(text::cut(&one_line(&relation.described()), text::LONGEST_NAME)),
            tags: Some(["related"]),
        })
    });
    let others = advisory.references.iter().filter_map(|reference| {
        let name = one_line(&reference.title);
        Some(CveReference {
            url: uri(&reference.url)?,
            name: (name != reference.url && !name.is_empty()).then(|| text::cut(&name, text::LONGEST_NAME)),
            tags: tag(project, reference).map(|tag| [tag]),
        })
    });
    let mut seen = BTreeSet::new();
    let mut references: Vec<_> = std::iter::once(own).chain(related).chain(others).collect();
    references.retain(|reference| reference.url.len() <= LONGEST_ADDRESS && seen.insert(reference.url.clone()));
    references.truncate(MOST_REFERENCES);
    references
}

/// Returns CVE's term for a kind of reference, if it has one.
fn tag(project: &Project, reference: &crate::advisory::PublicReference) -> Option<&'static str> {
    let own = [Some(&project.site.url), project.home.as_ref(), project.repository.as_ref()];
    let is_own = own.into_iter().flatten().any(|own| {
        let own = own.value.trim_end_matches('/');
        reference.url.strip_prefix(own).is_some_and(|rest| rest.is_empty() || rest.starts_with(['/', '?', '#']))
    });
    match reference.kind.as_str() {
        "advisory" if is_own => Some("vendor-advisory"),
        "advisory" => Some("third-party-advisory"),
        "article" => Some("technical-description"),
        "detection" => Some("signature"),
        "report" => Some("issue-tracking"),
        "fix" => Some("patch"),
        "git" | "package" => Some("product"),
        "evidence" => Some("exploit"),
        _ => None,
    }
}

/// Returns whether a record can have this date: the schema allows the years from 1900 to 2999.
fn is_datable(at: Instant) -> bool {
    (1900..3000).contains(&at.year())
}

fn entry(dated: &Dated) -> Option<TimelineItem> {
    let value = text::cut(visible(&dated.text).trim(), text::LONGEST);
    (!value.is_empty() && is_datable(dated.at)).then_some(TimelineItem { time: dated.at, lang: ENGLISH, value })
}

fn credit(credit: &crate::advisory::PublicCredit) -> Option<CveCredit> {
    let value = text::cut(&one_line(&credit.name), text::LONGEST);
    let role = credit.role.as_deref().filter(|role| CREDIT_ROLES.contains(role)).unwrap_or("other");
    (!value.is_empty()).then(|| CveCredit { lang: ENGLISH, value, kind: role.replace('-', " ") })
}

fn one_line(text: &str) -> String {
    visible(text).split_whitespace().collect::<Vec<_>>().join(" ")
}
