//! `incident.toml`.

use super::{EMAIL, Key, Kind, LINE, LINE_ID, LINE_IDS, NAME, NAMES, Schema, TEXT, URL, optional, required};
use crate::parse::format::Format;
use crate::parse::words::Word;
use crate::policy::Disclosure;

pub(in crate::parse) static FILE: Schema = Schema::free("incident.toml", KEYS);

const KEYS: &[&[Key]] = &[&[
    optional("policy", LINE, "The policy revision in force when it was reported."),
    required("report", Kind::Table(&REPORT), "What was reported."),
    optional(
        "imported",
        Kind::Table(&IMPORTED),
        "Where it was published before it came here; `advisory import` writes it.",
    ),
    optional("scope", Kind::Table(&SCOPE), "What it touches."),
    optional("roles", Kind::Map(Format::Name, &NAMES), "Role = who holds it."),
    optional("fix", Kind::Table(&FIX), "The fix."),
    optional("notice", Kind::Table(&NOTICE), "What the notice of a forthcoming fix may say."),
    optional("embargo", Kind::Table(&EMBARGO), "The embargo as first agreed."),
    optional("upstream", Kind::Table(&UPSTREAM), "The project whose date this waits for."),
    optional("waiver", Kind::Tables(&WAIVER), "Recorded departures."),
    optional("decision", Kind::Tables(&DECISION), "Decisions on optional steps."),
    optional("event", Kind::Tables(&EVENT), "The timeline."),
]];

static REPORT: Schema = Schema::free(
    "the report",
    &[&[
        optional("summary", LINE, "One line."),
        required("disclosure", Kind::Word(Disclosure::WORDS), "Whether it was reported in private or is public."),
        optional("url", URL, "Where it is public."),
        optional("reporter", Kind::Table(&REPORTER), "Who reported it."),
        optional("answers", Kind::Map(Format::Name, &TEXT), "Answers to what the intake asks."),
    ]],
);

static REPORTER: Schema = Schema::free(
    "the reporter",
    &[&[
        optional("name", LINE, "Their name."),
        optional("email", EMAIL, "Their mail address."),
        optional("consent", Kind::Bool, "Whether they agreed to be named in public."),
    ]],
);

static IMPORTED: Schema = Schema::free(
    "where it was published before",
    &[&[
        required("from", NAME, "The database or format it came from, such as rustsec or osv."),
        required("id", LINE, "Its id there."),
        optional("published", Kind::Instant, "When it was first published, where that is known."),
    ]],
);

static SCOPE: Schema = Schema::free(
    "the scope",
    &[&[
        optional("lines", LINE_IDS, "Affected release lines."),
        optional("components", NAMES, "Affected components of team.toml."),
        optional("impact", NAMES, "What an attacker gains, such as remote."),
        optional("since", Kind::Instant, "Since when the flaw has been in the code."),
        optional("upgrade-to", LINE, "Where users of an unsupported line should go."),
    ]],
);

static FIX: Schema = Schema::free(
    "the fix",
    &[&[
        optional("thread", URL, "The disclosure thread."),
        optional("repository", Kind::Text(Format::Repository), "The private repository."),
        optional("pull-requests", Kind::List(&URL), "Merged pull requests."),
        optional("commits", Kind::Tables(&COMMIT), "Commits, each on a line."),
        optional("base", COMMIT_ID, "The commit that the fix was begun on."),
        optional("introduced", Kind::List(&COMMIT_ID), "Commits that brought the flaw in."),
        optional("releases", Kind::Map(Format::LineId, &LINE), "Line = fixed release."),
    ]],
);

const COMMIT_ID: Kind = Kind::Text(Format::CommitId);

static COMMIT: Schema = Schema::free(
    "a commit",
    &[&[
        required("id", COMMIT_ID, "Its id."),
        required("line", LINE_ID, "The line it is on."),
        optional("author", NAME, "Who wrote it."),
        optional("approved-by", NAMES, "Who approved it."),
    ]],
);

static NOTICE: Schema = Schema::free(
    "the notice",
    &[&[
        optional("release-estimate", Kind::Instant, "When the release is expected; gates nothing."),
        optional("release-date", Kind::Instant, "When the release is; gates nothing."),
        optional("mitigations", TEXT, "What users can do until then."),
        optional("mitigations-approved-by", NAMES, "Who approved that they are told before the fix."),
    ]],
);

static EMBARGO: Schema = Schema::free(
    "the embargo",
    &[&[
        optional("until", Kind::Instant, "The only instant that gates publication."),
        optional("agreed-by", Kind::OneOrMany(&LINE), "Who agreed."),
    ]],
);

static UPSTREAM: Schema = Schema::free(
    "the upstream project",
    &[&[
        optional("project", LINE, "Its name."),
        optional("public", Kind::Instant, "When it goes public."),
        optional("url", URL, "Where to read about it."),
    ]],
);

static WAIVER: Schema = Schema::free(
    "a waiver",
    &[&[
        required("waiver", NAME, "Which waiver of the policy."),
        required("steps", NAMES, "The steps it moves."),
        optional("at", Kind::Instant, "When it was granted."),
        optional("by", NAMES, "By whom."),
        optional("reason", TEXT, "Why."),
        optional("link", URL, "The discussion."),
        optional("until", Kind::Instant, "The new date."),
    ]],
);

static DECISION: Schema = Schema::free(
    "a decision",
    &[&[
        required("step", NAME, "Which step."),
        required("take", Kind::Bool, "Take it, or skip it."),
        optional("at", Kind::Instant, "When."),
        optional("by", NAMES, "By whom."),
        optional("reason", TEXT, "Why."),
    ]],
);

static EVENT: Schema = Schema::free(
    "an event",
    &[&[
        required("at", Kind::Instant, "When."),
        required("event", NAME, "What."),
        optional("by", NAMES, "By whom."),
        optional("note", TEXT, "Private words."),
        optional("link", URL, "A link."),
        optional("until", Kind::Instant, "The new end of the embargo."),
        optional("choice", NAME, "What was chosen."),
        optional("attestation", NAME, "The duty that is acknowledged."),
        optional("leaked", TEXT, "What leaked."),
        optional("leaked-to", TEXT, "To whom."),
        optional("assessment", TEXT, "The damage."),
        optional("distributor", NAME, "The list member it came from."),
    ]],
);
