//! `advisory.toml`.

use super::{Key, Kind, LINE, LINE_ID, SCHEMA, Schema, URL, optional, required};
use crate::key;
use crate::parse::format::Format;
use crate::parse::words::Word as _;
use crate::portfolio::SiteFormat;
use crate::version::Order;

pub(in crate::parse) static FILE: Schema = Schema::free("advisory.toml", KEYS);

const KEYS: &[&[Key]] = &[&[
    SCHEMA,
    required(key::PROJECT, Kind::Table(&PROJECT), "The project."),
    optional(key::PACKAGE, Kind::Long(&PACKAGES), "Its packages; the first is the default of affected ranges."),
    optional(key::VERSIONS, Kind::Table(&VERSIONS), "The project's versions."),
    required(key::LINE, Kind::Tables(&RELEASE_LINE), "Release lines, newest first."),
    required(key::SITE, Kind::Table(&SITE), "The public site."),
    optional(key::TIME, Kind::Table(&TIME), "The project's calendar."),
]];

static PROJECT: Schema = Schema::free(
    "the project",
    &[&[
        required(key::NAME, LINE, "The project's name, as readers know it."),
        required(key::ID_PREFIX, Kind::Text(Format::IdPrefix), "The prefix of public IDs: LODE gives LODE-2026-001."),
        optional(
            key::ID_NUMBER,
            Kind::Text(Format::IdNumber),
            "The first number of a year, by default 001; `cve` for the number of the CVE ID.",
        ),
        optional(key::HOME, URL, "The project's home page."),
        optional(key::REPOSITORY, URL, "The project's public source repository."),
        optional(
            key::TAGS,
            Kind::OneOrMany(&Kind::Text(Format::TagPattern)),
            "How its releases are tagged, with `{version}` for the version; by default v{version}. Several patterns are a list.",
        ),
    ]],
);

static PACKAGES: Kind = Kind::Tables(&PACKAGE);

static PACKAGE: Schema = Schema::free(
    "a package",
    &[&[
        optional(
            key::ECOSYSTEM,
            LINE,
            "The ecosystem of the package, as OSV names it, such as Go. Leave it out if the package is in none.",
        ),
        required(key::NAME, LINE, "The name of the package in its ecosystem."),
        optional(
            key::VERSIONS,
            Kind::Text(Format::Numbering),
            "How it numbers the project's releases, if not as the project does.",
        ),
        optional(key::ORDER, Kind::Word(Order::WORDS), "How its versions are ordered, if not as its ecosystem's are."),
        optional(
            key::PURL,
            Kind::Text(Format::PackageUrl),
            "Its package URL, if the ecosystem and the name don't say it.",
        ),
        optional(key::VENDOR, LINE, "Who makes a package that somebody else publishes, if it is in no ecosystem."),
        optional(
            key::FOREIGN,
            Kind::Bool,
            "`true` for a package that somebody else publishes; `false` for one of the project.",
        ),
    ]],
);

static VERSIONS: Schema = Schema::free(
    "the project's versions",
    &[&[required(
        key::ORDER,
        Kind::Word(Order::WORDS),
        "How versions are ordered; by default as in the packages' ecosystem.",
    )]],
);

static RELEASE_LINE: Schema = Schema::free(
    "a release line",
    &[&[
        required(key::ID, LINE_ID, "The name of the line, such as 1.16."),
        optional(key::DEVELOPMENT, Kind::Bool, "`true` for the line on which the next release is developed."),
        optional(key::RELEASED, Kind::Date, "The day of its first release."),
        optional(key::END_OF_LIFE, Kind::Date, "The last day on which it gets releases."),
        optional(key::LATEST, LINE, "The newest release of the line."),
        optional(
            key::RELEASES,
            Kind::Long(&Kind::List(&Kind::Text(Format::Version))),
            "Its releases so far, without planned ones.",
        ),
        optional(
            key::LISTED,
            Kind::Map(Format::Version, &Kind::Instant),
            "Release = when it was listed here, which is the date of the documents that it changes.",
        ),
        optional(
            key::BRANCH,
            Kind::Text(Format::Branch),
            "The git branch of the line; by default its ID, or release-ID.",
        ),
    ]],
);

static SITE: Schema = Schema::free(
    "the site",
    &[&[
        required(key::URL, URL, "The public address of the site; feeds and documents use it."),
        optional(key::TITLE, LINE, "The title of the site; by default made from the project's name."),
        required(
            key::CONTACT,
            Kind::List(&Kind::Text(Format::Contact)),
            "Where to report vulnerabilities: mailto:, https: or tel: addresses. security.txt lists them.",
        ),
        optional(
            key::LANGUAGES,
            Kind::List(&Kind::Text(Format::Language)),
            "The languages in which reports are welcome, such as en.",
        ),
        optional(key::ENCRYPTION, Kind::Text(Format::KeyUri), "The address of a public key for encrypted reports."),
        optional(key::POLICY, URL, "The address of the project's written security policy."),
        optional(
            key::FORMATS,
            Kind::List(&Kind::Word(SiteFormat::WORDS)),
            "Formats and feeds of the site; by default all but `csaf-2.1`.",
        ),
    ]],
);

static TIME: Schema = Schema::free(
    "the project's calendar",
    &[&[optional(key::HOLIDAYS, Kind::List(&Kind::Date), "Days that are not business days.")]],
);
