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
    optional(key::POLICY, LINE, "The revision of the policy that applies: the one in force when the report came in."),
    required(key::REPORT, Kind::Table(&REPORT), "The report: who told the project what, in private or in public."),
    optional(key::IMPORTED, Kind::Table(&IMPORTED), "Its earlier publication elsewhere; `advisory import` writes it."),
    optional(key::SCOPE, Kind::Table(&SCOPE), "What the vulnerability affects: release lines, components, impact."),
    optional(
        key::ROLES,
        Kind::Map(Format::Name, &NAMES),
        "Who has which role in this incident: ROLE = MEMBER, or a list of members.",
    ),
    optional(
        key::FIX,
        Kind::Table(&FIX),
        "The fix: commits, pull requests, releases. All of it stays private, except fixed versions in advisory.md.",
    ),
    optional(key::NOTICE, Kind::Table(&NOTICE), "What the notice of a forthcoming fix may say."),
    optional(
        key::EMBARGO,
        Kind::Table(&EMBARGO),
        "The embargo as it was first agreed; the events `embargo-moved` change it.",
    ),
    optional(key::UPSTREAM, Kind::Table(&UPSTREAM), "The project whose disclosure date this waits for."),
    optional(key::WAIVER, Kind::Tables(&WAIVER), "Exceptions from the policy that somebody granted."),
    optional(key::DECISION, Kind::Tables(&DECISION), "Decisions on optional steps."),
    optional(key::EVENT, Kind::Long(&EVENTS), "The timeline: what happened, when, and who did it."),
    optional(
        key::AMENDMENT,
        Kind::Tables(&AMENDMENT),
        "Corrections of waivers, decisions and events; `advisory correct` writes them.",
    ),
]];

static REPORT: Schema = Schema::free(
    "the report",
    &[&[
        optional(key::SUMMARY, LINE, "What was reported, in one line. It stays private."),
        required(key::DISCLOSURE, Kind::Word(Disclosure::WORDS), "Whether it was reported in private or is public."),
        optional(key::SOURCE, Kind::Word(ReportSource::WORDS), "How it came about."),
        optional(key::URL, URL, "The public address at which the vulnerability is described."),
        optional(
            key::ID,
            LINE,
            "The report's ID where it arrived: a GHSA ID, a report's number, or a mail's Message-ID.",
        ),
        optional(key::REPORTER, Kind::Table(&REPORTER), "The person who reported it."),
        optional(
            key::ANSWERS,
            Kind::Map(Format::Name, &TEXT),
            "What the report says about each point that the policy asks for: POINT = answer.",
        ),
    ]],
);

static REPORTER: Schema = Schema::free(
    "the reporter",
    &[&[
        optional(key::NAME, LINE, "The reporter's name."),
        optional(key::EMAIL, EMAIL, "The mail address that drafts for the reporter go to."),
        optional(key::CONSENT, Kind::Bool, "Whether the reporter agreed to be named in public."),
    ]],
);

static IMPORTED: Schema = Schema::free(
    "where it was published before",
    &[&[
        required(key::FROM, NAME, "The database or format that the advisory came from, such as rustsec or osv."),
        required(key::ID, LINE, "The advisory's ID in that database."),
        optional(key::PUBLISHED, Kind::Instant, "The instant of its first publication there, if known."),
        optional(
            key::SEVERITY,
            NAME,
            "Its severity there, in a word. It is used only if the advisory has no CVSS vector.",
        ),
    ]],
);

static SCOPE: Schema = Schema::free(
    "the scope",
    &[&[
        optional(key::LINES, LINE_IDS, "The affected release lines, by their IDs in advisory.toml."),
        optional(key::COMPONENTS, NAMES, "The affected components, by their IDs in team.toml."),
        optional(key::IMPACT, NAMES, "What an attacker gains, such as remote; policies have conditions on it."),
        optional(key::SINCE, Kind::Instant, "The instant at which the vulnerability was introduced into the code."),
        optional(key::UPGRADE_TO, LINE, "The release that users of a line without support should move to."),
    ]],
);

static FIX: Schema = Schema::free(
    "the fix",
    &[&[
        optional(key::THREAD, URL, "The address of the private discussion with the reporter."),
        optional(
            key::REPOSITORY,
            Kind::Text(Format::Repository),
            "The private repository in which the fix is developed.",
        ),
        optional(key::PULL_REQUESTS, Kind::List(&URL), "The pull requests that merged the fix."),
        optional(key::COMMITS, Kind::Tables(&COMMIT), "The commits of the fix, each on a release line."),
        optional(key::BASE, COMMIT_ID, "The commit on which the fix was developed."),
        optional(
            key::INTRODUCED,
            Kind::List(&COMMIT_ID),
            "The commits that introduced the vulnerability; `advisory verify` finds the affected releases with them.",
        ),
        optional(
            key::RELEASES,
            Kind::Map(Format::LineId, &LINE),
            "The first fixed release of each line: LINE = version.",
        ),
    ]],
);

const COMMIT_ID: Kind = Kind::Text(Format::CommitId);

static COMMIT: Schema = Schema::free(
    "a commit",
    &[&[
        required(key::ID, COMMIT_ID, "The commit's ID, complete or shortened."),
        required(key::LINE, LINE_ID, "The release line on whose branch the commit is."),
        optional(key::AUTHOR, NAME, "The member who wrote the commit; an own approval does not count."),
        optional(key::APPROVED_BY, NAMES, "The members who reviewed and approved the commit."),
    ]],
);

static NOTICE: Schema = Schema::free(
    "the notice",
    &[&[
        optional(
            key::RELEASE_ESTIMATE,
            Kind::Instant,
            "The date on which the release is expected, for users to plan. The advisory does not wait for it.",
        ),
        optional(
            key::RELEASE_DATE,
            Kind::Instant,
            "The date of the release. The advisory does not wait for it: `until` of the embargo decides.",
        ),
        optional(
            key::MITIGATIONS,
            TEXT,
            "What users can do before the fix; `none` if there is nothing. The notice says it once it is approved.",
        ),
        optional(
            key::MITIGATIONS_APPROVED_BY,
            NAMES,
            "The members who approved telling users the mitigations before the fix; `advisory publish INCIDENT --mitigations --by MEMBER` writes it.",
        ),
        optional(
            key::MITIGATIONS_APPROVED_AT,
            Kind::Instant,
            "When they approved it. Channels that got the notice before are told the mitigations in another message.",
        ),
        optional(
            key::MITIGATIONS_COVERS,
            DIGEST,
            "The digest of the text that they approved. If the text changes, the notice leaves it out.",
        ),
    ]],
);

static EMBARGO: Schema = Schema::free(
    "the embargo",
    &[&[
        optional(
            key::UNTIL,
            Kind::Instant,
            "The end of the embargo: the advisory becomes public then, if it is approved.",
        ),
        optional(key::AGREED_BY, Kind::OneOrMany(&LINE), "The people and lists that agreed on the end."),
    ]],
);

static UPSTREAM: Schema = Schema::free(
    "the upstream project",
    &[&[
        optional(key::PROJECT, LINE, "The other project's name."),
        optional(key::PUBLIC, Kind::Instant, "The instant at which the other project makes the vulnerability public."),
        optional(
            key::SINCE,
            Kind::Instant,
            "The instant at which the team learned of it, if not with the report. What was done before is not judged by it.",
        ),
        optional(key::URL, URL, "The other project's page about it."),
    ]],
);

static WAIVER: Schema = Schema::free(
    "a waiver",
    &[&[
        required(key::WAIVER, NAME, "The ID of the waiver in the policy."),
        required(key::STEPS, NAMES, "The steps whose deadlines it moves."),
        optional(key::AT, Kind::Instant, "The instant at which it was granted."),
        optional(key::BY, NAMES, "The members who granted it."),
        optional(key::REASON, TEXT, "The reason, for the team."),
        optional(key::LINK, URL, "The address of the discussion."),
        optional(key::UNTIL, Kind::Instant, "The new deadline of the steps."),
    ]],
);

static DECISION: Schema = Schema::free(
    "a decision",
    &[&[
        required(key::STEP, NAME, "The optional step."),
        required(key::TAKE, Kind::Bool, "`true`: the step is done. `false`: it is skipped."),
        optional(key::AT, Kind::Instant, "The instant of the decision."),
        optional(key::BY, NAMES, "The members who decided."),
        optional(key::REASON, TEXT, "The reason, for the team."),
    ]],
);

static EVENTS: Kind = Kind::Tables(&EVENT);

static EVENT: Schema = Schema::free(
    "an event",
    &[
        &[
            required(key::AT, Kind::Instant, "The instant at which it happened."),
            required(
                key::EVENT,
                NAME,
                "The name of the event: a built-in one (`advisory explain events`), or one of the policy.",
            ),
            optional(key::BY, NAMES, "The members who did it."),
            optional(
                key::FORMER_HOLDERS,
                Kind::Map(Format::Name, &NAMES),
                "Who had a role until then, if it was passed on: ROLE = MEMBER, or a list. `record --set roles.ROLE=MEMBER` writes it.",
            ),
            optional(key::NOTE, TEXT, "A note for the team."),
            optional(key::LINK, URL, "An address with more about it."),
        ],
        DETAILS,
    ],
);

static AMENDMENT: Schema = Schema::free(
    "an amendment",
    &[&[
        required(key::AT, Kind::Instant, "The instant of the correction."),
        required(key::AMENDS, Kind::Table(&TARGET), "The record that it corrects."),
        required(key::BY, NAMES, "The members who make the correction."),
        required(key::REASON, TEXT, "The reason of the correction."),
        optional(key::INSTEAD, Kind::Table(&REPLACEMENT), "The right values; without it, the record is void."),
    ]],
);

static TARGET: Schema = Schema::free(
    "the record that is corrected",
    &[&[
        required(key::KIND, Kind::Word(RecordKind::WORDS), "What kind of record it is."),
        required(key::NAME, NAME, "The event, the waiver, or the step that was decided on."),
        optional(key::AT, Kind::Instant, "The instant of the record, as it is written there."),
        optional(key::BY, NAMES, "The members of the record, as they are written there."),
        optional(
            key::AFTER,
            Kind::Instant,
            "The instant of an earlier correction of the record, which this one replaces.",
        ),
        optional(
            key::WHERE,
            Kind::Map(Format::Name, &TEXT),
            "What else the record says, as KEY = VALUE, if others have its name, instant and members.",
        ),
    ]],
);

static REPLACEMENT: Schema = Schema::free(
    "the correction",
    &[
        &[
            optional(key::AT, Kind::Instant, "The right instant."),
            optional(key::BY, NAMES, "The right members."),
            optional(key::NOTE, TEXT, "The right note of an event."),
            optional(key::LINK, URL, "The right address."),
            optional(key::REASON, TEXT, "The right reason of a waiver or a decision."),
            optional(key::STEPS, NAMES, "The right steps of a waiver."),
            optional(key::TAKE, Kind::Bool, "The right answer of a decision."),
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
