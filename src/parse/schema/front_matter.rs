//! The front matter of `advisory.md`.

use super::{Key, Kind, LINE, LINE_ID, LINES, NAME, Schema, TEXT, URL, optional, required};
use crate::key;
use crate::parse::format::Format;

pub(in crate::parse) static FILE: Schema = Schema::free("the front matter of advisory.md", KEYS);

const KEYS: &[&[Key]] = &[&[
    optional(key::ID, Kind::Text(Format::PublicId), "The public ID; `advisory publish` assigns it."),
    optional(key::TITLE, LINE, "The title, plain text."),
    optional(key::CVE, Kind::List(&Kind::Text(Format::CveId)), "CVE ids."),
    optional(key::ALIASES, LINES, "Other IDs of the same vulnerability."),
    optional(key::RELATED, LINES, "IDs of related vulnerabilities."),
    optional(key::RELATION, Kind::Tables(&RELATION), "Its relations to other advisories of the project."),
    optional(key::REJECTED_CVE, Kind::Tables(&REJECTED_CVE), "CVE IDs of this advisory that were rejected."),
    optional(key::CWE, Kind::List(&Kind::Text(Format::CweId)), "Weaknesses."),
    optional(key::WITHDRAWN, TEXT, "Why it was withdrawn."),
    optional(key::CVSS, Kind::Tables(&CVSS), "CVSS vectors."),
    optional(key::FACTS, Kind::Map(Format::Name, &NAME), "Public fact of the policy = its value."),
    optional(key::AFFECTED, Kind::Long(&ALL_AFFECTED), "Affected versions."),
    optional(key::COMMITS, Kind::Tables(&COMMITS), "Affected commits."),
    optional(key::CREDIT, Kind::Tables(&CREDIT), "People to thank."),
    optional(key::REFERENCE, Kind::Long(&REFERENCES), "Links."),
    optional(key::TIMELINE, Kind::Long(&ENTRIES), "The public timeline."),
    optional(key::REVISION, Kind::Long(&ENTRIES), "The first publication and changes after it."),
]];

static CVSS: Schema = Schema::free(
    "a CVSS entry",
    &[&[
        required(key::VECTOR, Kind::Text(Format::CvssVector), "A vector of CVSS 2.0, 3.0, 3.1 or 4.0."),
        optional(key::SCORE, Kind::Score, "Its score: base for 2.0 and 3.x, of all metrics for 4.0."),
    ]],
);

static RELATION: Schema = Schema::free(
    "a relation",
    &[&[
        required(key::KIND, NAME, "Such as incomplete-fix-of, completed-by, regression-of or replaces."),
        required(key::ID, LINE, "An ID of the other advisory."),
    ]],
);

static REJECTED_CVE: Schema = Schema::free(
    "a rejected CVE ID",
    &[&[
        required(key::ID, Kind::Text(Format::CveId), "The id."),
        required(key::REASON, TEXT, "Why it was rejected, for readers of its record."),
        optional(key::REPLACED_BY, Kind::Text(Format::CveId), "The ID that replaces it."),
    ]],
);

static ALL_AFFECTED: Kind = Kind::Tables(&AFFECTED);

static AFFECTED: Schema = Schema::free(
    "an affected range",
    &[&[
        optional(key::PACKAGE, LINE, "The package; by default the project's first."),
        optional(key::ECOSYSTEM, LINE, "Its ecosystem, where two packages have its name."),
        optional(key::LINE, LINE_ID, "The release line."),
        optional(key::INTRODUCED, LINE, "The first affected version."),
        optional(key::FIXED, LINE, "The first version that is not affected."),
        optional(key::LAST_AFFECTED, LINE, "The last affected version, if there is no fixed one."),
    ]],
);

static COMMITS: Schema = Schema::free(
    "affected commits",
    &[&[
        optional(key::PACKAGE, LINE, "The package that the repository has the source of."),
        optional(key::ECOSYSTEM, LINE, "Its ecosystem."),
        optional(key::REPOSITORY, Kind::Text(Format::Repository), "The repository; by default the project's."),
        optional(key::INTRODUCED, COMMIT_IDS, "The first affected commits; by default the repository's first."),
        optional(key::FIXED, COMMIT_IDS, "The commits with the fix, one for each branch."),
        optional(key::LAST_AFFECTED, COMMIT_IDS, "The last affected commits, if there is no fix."),
        optional(key::LIMIT, COMMIT_IDS, "Commits that no affected one comes after."),
        optional(key::VERSIONS, LINES, "The affected versions as tags have them; by default the affected releases."),
    ]],
);

const COMMIT_IDS: Kind = Kind::List(&Kind::Text(Format::CommitId));

static CREDIT: Schema = Schema::free(
    "a credit",
    &[&[
        required(key::NAME, LINE, "The name as they want it."),
        optional(key::ROLE, NAME, "What they did, such as finder."),
        optional(key::URL, URL, "Their page."),
    ]],
);

static REFERENCES: Kind = Kind::Tables(&REFERENCE);

static REFERENCE: Schema = Schema::free(
    "a reference",
    &[&[
        optional(key::KIND, NAME, "Such as advisory, article, fix, report or web."),
        required(key::URL, URL, "Where."),
        optional(key::TITLE, LINE, "Its title."),
    ]],
);

static ENTRIES: Kind = Kind::Tables(&ENTRY);

static ENTRY: Schema =
    Schema::free("a dated entry", &[&[required(key::AT, Kind::Instant, "When."), required(key::TEXT, TEXT, "What.")]]);
