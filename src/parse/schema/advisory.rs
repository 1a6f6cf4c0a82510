//! `advisory.toml`.

use super::{Key, Kind, LINE, LINE_ID, SCHEMA, Schema, URL, optional, required};
use crate::parse::format::Format;

pub(in crate::parse) static FILE: Schema = Schema::free("advisory.toml", KEYS);

const KEYS: &[&[Key]] = &[&[
    SCHEMA,
    required("project", Kind::Table(&PROJECT), "The project."),
    optional("package", Kind::Tables(&PACKAGE), "Its packages; the first is an affected range's default."),
    required("line", Kind::Tables(&RELEASE_LINE), "Release lines, newest first."),
    required("site", Kind::Table(&SITE), "The public site."),
    optional("time", Kind::Table(&TIME), "The project's calendar."),
]];

static PROJECT: Schema = Schema::free(
    "the project",
    &[&[
        required("name", LINE, "Its name."),
        required("id-prefix", Kind::Text(Format::IdPrefix), "The prefix of public ids: LODE gives LODE-2026-001."),
        optional("home", URL, "Its home page."),
        optional("repository", URL, "Its source repository."),
        optional("tags", Kind::Text(Format::TagPattern), "How its releases are tagged; by default v{version}."),
    ]],
);

static PACKAGE: Schema = Schema::free(
    "a package",
    &[&[
        required("ecosystem", LINE, "OSV's name of the ecosystem, such as Go."),
        required("name", LINE, "Its name there."),
        optional(
            "versions",
            Kind::Text(Format::Numbering),
            "How it numbers the project's releases, if not as the project does.",
        ),
    ]],
);

static RELEASE_LINE: Schema = Schema::free(
    "a release line",
    &[&[
        required("id", LINE_ID, "What the project calls it."),
        optional("development", Kind::Bool, "Whether it is the development line."),
        optional("released", Kind::Date, "The day of its first release."),
        optional("end-of-life", Kind::Date, "The last day it gets releases."),
        optional("latest", LINE, "The newest release on it."),
        optional("releases", Kind::List(&Kind::Text(Format::Version)), "What was released on it, and nothing planned."),
        optional("branch", Kind::Text(Format::Branch), "Its branch; by default its id, or release-ID."),
    ]],
);

static SITE: Schema = Schema::free(
    "the site",
    &[&[
        required("url", URL, "Its address."),
        optional("title", LINE, "Its title; by default made of the project's name."),
        required("contact", Kind::List(&Kind::Text(Format::Contact)), "Where to report: mailto:, https: or tel:."),
        optional("languages", Kind::List(&Kind::Text(Format::Language)), "Languages the team reads."),
        optional("encryption", Kind::Text(Format::KeyUri), "A key to encrypt reports with."),
        optional("policy", URL, "The project's prose policy."),
    ]],
);

static TIME: Schema = Schema::free(
    "the project's calendar",
    &[&[optional("holidays", Kind::List(&Kind::Date), "Days that are no business days.")]],
);
