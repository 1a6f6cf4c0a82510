//! `incident.toml`.

use super::{
    DIGEST, EMAIL, Key, Kind, LINE, LINE_ID, LINE_IDS, MESSAGE_ID, NAME, NAMES, Schema, TEXT, URL, optional, required,
};
use crate::event::event_details;
use crate::incident::RecordKind;
use crate::key;
use crate::parse::format::Format;
use crate::parse::words::Word;
use crate::policy::{Disclosure, ReportSource};

pub(in crate::parse) static FILE: Schema = Schema::free("incident.toml", KEYS);

const KEYS: &[&[Key]] = &[&[
    optional(key::POLICY, LINE, "The policy revision in force when it was reported."),
    required(key::REPORT, Kind::Table(&REPORT), "What was reported."),
    optional(key::IMPORTED, Kind::Table(&IMPORTED), "Its earlier publication elsewhere; `advisory import` writes it."),
    optional(key::SCOPE, Kind::Table(&SCOPE), "What it affects."),
    optional(key::ROLES, Kind::Map(Format::Name, &NAMES), "Role = who holds it."),
    optional(key::FIX, Kind::Table(&FIX), "The fix."),
    optional(key::NOTICE, Kind::Table(&NOTICE), "What the notice of a forthcoming fix may say."),
    optional(key::EMBARGO, Kind::Table(&EMBARGO), "The embargo as first agreed."),
    optional(key::UPSTREAM, Kind::Table(&UPSTREAM), "The project whose disclosure date this waits for."),
    optional(key::WAIVER, Kind::Tables(&WAIVER), "Recorded exceptions."),
    optional(key::DECISION, Kind::Tables(&DECISION), "Decisions on optional steps."),
    optional(key::EVENT, Kind::Long(&EVENTS), "The timeline."),
    optional(key::AMENDMENT, Kind::Tables(&AMENDMENT), "Corrections of waivers, decisions and events."),
]];

static REPORT: Schema = Schema::free(
    "the report",
    &[&[
        optional(key::SUMMARY, LINE, "One line."),
        required(key::DISCLOSURE, Kind::Word(Disclosure::WORDS), "Whether it was reported in private or is public."),
        optional(key::SOURCE, Kind::Word(ReportSource::WORDS), "How it came about."),
        optional(key::URL, URL, "Where it is public."),
        optional(key::REPORTER, Kind::Table(&REPORTER), "Who reported it."),
        optional(key::ANSWERS, Kind::Map(Format::Name, &TEXT), "Answers to what the intake asks."),
    ]],
);

static REPORTER: Schema = Schema::free(
    "the reporter",
    &[&[
        optional(key::NAME, LINE, "Their name."),
        optional(key::EMAIL, EMAIL, "Their mail address."),
        optional(key::CONSENT, Kind::Bool, "Whether they agreed to be named in public."),
    ]],
);

static IMPORTED: Schema = Schema::free(
    "where it was published before",
    &[&[
        required(key::FROM, NAME, "The database or format it came from, such as rustsec or osv."),
        required(key::ID, LINE, "Its ID there."),
        optional(key::PUBLISHED, Kind::Instant, "When it was first published, if that is known."),
        optional(key::SEVERITY, NAME, "Its severity there, in a word; for an advisory without a CVSS vector."),
    ]],
);

static SCOPE: Schema = Schema::free(
    "the scope",
    &[&[
        optional(key::LINES, LINE_IDS, "Affected release lines."),
        optional(key::COMPONENTS, NAMES, "Affected components of team.toml."),
        optional(key::IMPACT, NAMES, "What an attacker gains, such as remote."),
        optional(key::SINCE, Kind::Instant, "When the flaw was introduced."),
        optional(key::UPGRADE_TO, LINE, "The release that users of an unsupported line should move to."),
    ]],
);

static FIX: Schema = Schema::free(
    "the fix",
    &[&[
        optional(key::THREAD, URL, "The disclosure thread."),
        optional(key::REPOSITORY, Kind::Text(Format::Repository), "The private repository."),
        optional(key::PULL_REQUESTS, Kind::List(&URL), "Merged pull requests."),
        optional(key::COMMITS, Kind::Tables(&COMMIT), "Commits, each on a line."),
        optional(key::BASE, COMMIT_ID, "The commit that the fix is based on."),
        optional(key::INTRODUCED, Kind::List(&COMMIT_ID), "Commits that introduced the flaw."),
        optional(key::RELEASES, Kind::Map(Format::LineId, &LINE), "Line = fixed release."),
    ]],
);

const COMMIT_ID: Kind = Kind::Text(Format::CommitId);

static COMMIT: Schema = Schema::free(
    "a commit",
    &[&[
        required(key::ID, COMMIT_ID, "Its id."),
        required(key::LINE, LINE_ID, "The line it is on."),
        optional(key::AUTHOR, NAME, "Who wrote it."),
        optional(key::APPROVED_BY, NAMES, "Who approved it."),
    ]],
);

static NOTICE: Schema = Schema::free(
    "the notice",
    &[&[
        optional(key::RELEASE_ESTIMATE, Kind::Instant, "The estimated release date; it does not gate publication."),
        optional(key::RELEASE_DATE, Kind::Instant, "The release date; it does not gate publication."),
        optional(key::MITIGATIONS, TEXT, "What users can do until then."),
        optional(key::MITIGATIONS_APPROVED_BY, NAMES, "Who approved announcing them before the fix."),
        optional(key::MITIGATIONS_COVERS, DIGEST, "The digest of the mitigations that were approved."),
    ]],
);

static EMBARGO: Schema = Schema::free(
    "the embargo",
    &[&[
        optional(key::UNTIL, Kind::Instant, "The only instant that gates publication."),
        optional(key::AGREED_BY, Kind::OneOrMany(&LINE), "Who agreed."),
    ]],
);

static UPSTREAM: Schema = Schema::free(
    "the upstream project",
    &[&[
        optional(key::PROJECT, LINE, "Its name."),
        optional(key::PUBLIC, Kind::Instant, "When it publishes the vulnerability."),
        optional(key::URL, URL, "Where to read about it."),
    ]],
);

static WAIVER: Schema = Schema::free(
    "a waiver",
    &[&[
        required(key::WAIVER, NAME, "Which waiver of the policy."),
        required(key::STEPS, NAMES, "The steps it moves."),
        optional(key::AT, Kind::Instant, "When it was granted."),
        optional(key::BY, NAMES, "By whom."),
        optional(key::REASON, TEXT, "Why."),
        optional(key::LINK, URL, "The discussion."),
        optional(key::UNTIL, Kind::Instant, "The new date."),
    ]],
);

static DECISION: Schema = Schema::free(
    "a decision",
    &[&[
        required(key::STEP, NAME, "Which step."),
        required(key::TAKE, Kind::Bool, "Take it, or skip it."),
        optional(key::AT, Kind::Instant, "When."),
        optional(key::BY, NAMES, "By whom."),
        optional(key::REASON, TEXT, "Why."),
    ]],
);

static EVENTS: Kind = Kind::Tables(&EVENT);

static EVENT: Schema = Schema::free(
    "an event",
    &[
        &[
            required(key::AT, Kind::Instant, "When."),
            required(key::EVENT, NAME, "What."),
            optional(key::BY, NAMES, "By whom."),
            optional(key::NOTE, TEXT, "Private words."),
            optional(key::LINK, URL, "A link."),
        ],
        DETAILS,
    ],
);

static AMENDMENT: Schema = Schema::free(
    "an amendment",
    &[&[
        required(key::AT, Kind::Instant, "When it was corrected."),
        required(key::AMENDS, Kind::Table(&TARGET), "The record that it corrects."),
        required(key::BY, NAMES, "By whom."),
        required(key::REASON, TEXT, "Why."),
        optional(key::INSTEAD, Kind::Table(&REPLACEMENT), "The right values; without it, the record is void."),
    ]],
);

static TARGET: Schema = Schema::free(
    "the record that is corrected",
    &[&[
        required(key::KIND, Kind::Word(RecordKind::WORDS), "What it is."),
        required(key::NAME, NAME, "The event, the waiver, or the step that was decided on."),
        optional(key::AT, Kind::Instant, "Its instant, as recorded."),
        optional(key::BY, NAMES, "Its people, as recorded."),
        optional(key::AFTER, Kind::Instant, "When it was last corrected before: this correction replaces that one."),
    ]],
);

static REPLACEMENT: Schema = Schema::free(
    "the correction",
    &[
        &[
            optional(key::AT, Kind::Instant, "When it happened."),
            optional(key::BY, NAMES, "By whom."),
            optional(key::NOTE, TEXT, "Private words, of an event."),
            optional(key::LINK, URL, "A link."),
            optional(key::REASON, TEXT, "Why, of a waiver or a decision."),
            optional(key::STEPS, NAMES, "The steps that a waiver moves."),
            optional(key::TAKE, Kind::Bool, "Whether the step is taken, of a decision."),
        ],
        DETAILS,
    ],
);

macro_rules! define_details {
    ($($field:ident: $type:ident = $key:expr, $doc:literal, $value:literal, $help:literal;)*) => {
        /// The keys that only some events use.
        const DETAILS: &[Key] = &[$(optional($key, define_details!(@ $type), $doc)),*];
    };
    (@ Instant) => { Kind::Instant };
    (@ Name) => { NAME };
    (@ Digest) => { DIGEST };
    (@ MessageId) => { MESSAGE_ID };
    (@ String) => { TEXT };
}

event_details!(define_details);
