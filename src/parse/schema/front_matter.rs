//! The front matter of `advisory.md`.

use super::{Key, Kind, LINE, LINE_ID, LINES, NAME, Schema, TEXT, URL, optional, required};
use crate::key;
use crate::parse::format::Format;

pub(in crate::parse) static FILE: Schema = Schema::free("the front matter of advisory.md", KEYS);

const KEYS: &[&[Key]] = &[&[
    optional(key::ID, Kind::Text(Format::PublicId), "The public ID; `advisory publish` assigns it."),
    optional(key::TITLE, LINE, "The title, without Markdown."),
    optional(key::CVE, Kind::List(&Kind::Text(Format::CveId)), "The CVE IDs of the vulnerability."),
    optional(key::ALIASES, LINES, "Other IDs of the same vulnerability, such as a GHSA ID."),
    optional(key::RELATED, LINES, "IDs of related vulnerabilities."),
    optional(key::RELATION, Kind::Tables(&RELATION), "Its relations to other advisories of the project."),
    optional(key::REJECTED_CVE, Kind::Tables(&REJECTED_CVE), "CVE IDs of this advisory that were rejected."),
    optional(key::CWE, Kind::List(&Kind::Text(Format::CweId)), "The weaknesses, as CWE IDs."),
    optional(key::WITHDRAWN, TEXT, "Why it was withdrawn, for readers. `advisory withdraw` writes it."),
    optional(key::CVSS, Kind::Tables(&CVSS), "CVSS vectors, at most one of each version."),
    optional(key::LEVEL, NAME, "The severity level, one of the policy."),
    optional(key::FACTS, Kind::Map(Format::Name, &NAME), "Public fact of the policy = its value."),
    optional(key::AFFECTED, Kind::Long(&ALL_AFFECTED), "Affected versions."),
    optional(key::UNKNOWN, Kind::Long(&ALL_UNKNOWN), "Versions that may be affected: nobody knows."),
    optional(key::COMMITS, Kind::Tables(&COMMITS), "Affected commits."),
    optional(key::CREDIT, Kind::Tables(&CREDIT), "The people and organisations to thank."),
    optional(key::REFERENCE, Kind::Long(&REFERENCES), "Links to more information."),
    optional(key::TIMELINE, Kind::Long(&ENTRIES), "Dates for readers, such as when the report arrived."),
    optional(
        key::REVISION,
        Kind::Long(&ENTRIES),
        "What changed in the published advisory, and when; the first one is the publication.",
    ),
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
        required(key::ID, Kind::Text(Format::CveId), "The rejected CVE ID."),
        required(key::REASON, TEXT, "Why it was rejected, for readers of its record."),
        optional(key::REPLACED_BY, Kind::Text(Format::CveId), "The ID that replaces it."),
    ]],
);

static ALL_AFFECTED: Kind = Kind::Tables(&AFFECTED);

static AFFECTED: Schema = Schema::free(
    "an affected range",
    &[&[
        optional(key::PACKAGE, LINE, "The package's name; by default the project's first package."),
        optional(key::ECOSYSTEM, LINE, "The package's ecosystem. Needed only if two packages have the same name."),
        optional(key::LINE, LINE_ID, "The release line, by its ID in advisory.toml."),
        optional(key::INTRODUCED, LINE, "The first affected version."),
        optional(key::FIXED, LINE, "The first version with the fix."),
        optional(key::BEFORE, LINE, "Instead of `fixed`: the first version that is not affected, but is no fix."),
        optional(key::LAST_AFFECTED, LINE, "The last affected version, if neither is known."),
    ]],
);

static ALL_UNKNOWN: Kind = Kind::Tables(&UNKNOWN);

static UNKNOWN: Schema = Schema::free(
    "a range of unknown versions",
    &[&[
        optional(key::PACKAGE, LINE, "The package; by default the project's first."),
        optional(key::ECOSYSTEM, LINE, "Its ecosystem, where two packages have its name."),
        optional(key::FROM, LINE, "The first version; by default the first of all."),
        optional(key::BEFORE, LINE, "The first version that is not one of them."),
        optional(key::UP_TO, LINE, "The last version, instead of `before`."),
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
        required(key::NAME, LINE, "The name, as the person or organisation wants to see it."),
        optional(key::ROLE, NAME, "What they contributed, such as finder or remediation-reviewer."),
        optional(key::URL, URL, "Their page on the web."),
    ]],
);

static REFERENCES: Kind = Kind::Tables(&REFERENCE);

static REFERENCE: Schema = Schema::free(
    "a reference",
    &[&[
        optional(key::KIND, NAME, "Such as advisory, article, fix, report or web."),
        required(key::URL, URL, "The address."),
        optional(key::TITLE, LINE, "What readers find there."),
    ]],
);

static ENTRIES: Kind = Kind::Tables(&ENTRY);

static ENTRY: Schema = Schema::free(
    "a dated entry",
    &[&[required(key::AT, Kind::Instant, "The instant."), required(key::TEXT, TEXT, "What happened, for readers.")]],
);
