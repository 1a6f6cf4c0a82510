//! The front matter of `advisory.md`.

use super::{Key, Kind, LINE, LINE_ID, LINES, NAME, Schema, TEXT, URL, optional, required};
use crate::parse::format::Format;

pub(in crate::parse) static FILE: Schema = Schema::free("the front matter of advisory.md", KEYS);

const KEYS: &[&[Key]] = &[&[
    optional("id", Kind::Text(Format::PublicId), "The public id; `advisory publish` assigns it."),
    optional("title", LINE, "The title, plain text."),
    optional("cve", Kind::List(&Kind::Text(Format::CveId)), "CVE ids."),
    optional("aliases", LINES, "Other ids of the same vulnerability."),
    optional("related", LINES, "Ids of other vulnerabilities that have to do with it."),
    optional("cwe", Kind::List(&Kind::Text(Format::CweId)), "Weaknesses."),
    optional("withdrawn", TEXT, "Why it was withdrawn."),
    optional("cvss", Kind::Tables(&CVSS), "CVSS vectors."),
    optional("affected", Kind::Tables(&AFFECTED), "Affected versions."),
    optional("credit", Kind::Tables(&CREDIT), "Whom to thank."),
    optional("reference", Kind::Tables(&REFERENCE), "Links."),
    optional("timeline", Kind::Tables(&ENTRY), "The public timeline."),
    optional("revision", Kind::Tables(&ENTRY), "The first publication and changes after it."),
]];

static CVSS: Schema = Schema::free(
    "a CVSS entry",
    &[&[
        required("vector", Kind::Text(Format::CvssVector), "A vector of CVSS 2.0, 3.0, 3.1 or 4.0."),
        optional("score", Kind::Score, "Its score: base for 2.0 and 3.x, of all metrics for 4.0."),
    ]],
);

static AFFECTED: Schema = Schema::free(
    "an affected range",
    &[&[
        optional("package", LINE, "The package; by default the project's first."),
        optional("line", LINE_ID, "The release line."),
        optional("introduced", LINE, "The first affected version."),
        optional("fixed", LINE, "The first version that is not affected."),
        optional("last-affected", LINE, "The last affected version, where there is no fixed one."),
    ]],
);

static CREDIT: Schema = Schema::free(
    "a credit",
    &[&[
        required("name", LINE, "The name as they want it."),
        optional("role", NAME, "What they did, such as finder."),
        optional("url", URL, "Their page."),
    ]],
);

static REFERENCE: Schema = Schema::free(
    "a reference",
    &[&[
        optional("kind", NAME, "Such as advisory, article, fix, report or web."),
        required("url", URL, "Where."),
        optional("title", LINE, "What to call it."),
    ]],
);

static ENTRY: Schema =
    Schema::free("a dated entry", &[&[required("at", Kind::Instant, "When."), required("text", TEXT, "What.")]]);
