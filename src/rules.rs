//! The rules: one file, and its doc, for each.
//!
//! Why a registry: a rule's id, severity, one line and page stand together, so that `explain`, the list of rules and
//! the tests are made of the same text. Every page holds an example that must raise its rule and one that must not.

use std::collections::BTreeSet;

use rayon::prelude::*;

use crate::case::Case;
use crate::change::Change;
use crate::evidence::{Evidence, Missing};
use crate::finding::{Finding, RuleId, Severity, did_you_mean, sort_and_dedup};
use crate::incident::{Affected, Document};
use crate::names::Name;
use crate::policy::{DistributorList, Force, Policy};
use crate::portfolio::Portfolio;
use crate::source::{FilePath, Location, Span, Spanned};
use crate::time::Instant;

mod explain;
mod markup;

pub use explain::{explain, index};

/// An id that nobody approved: what is left of an approval that was cut short.
pub const PUBLIC_ID_WITHOUT_APPROVAL: RuleId = public_id_without_approval::RULE.id;

/// An approval, waiver or decision that nobody signed whom it names.
pub const ACT_UNSIGNED: RuleId = act_unsigned::RULE.id;

/// Evidence that is asked for and can't be had.
pub const EVIDENCE_MISSING: RuleId = evidence_missing::RULE.id;

/// Everything a rule may look at.
#[derive(Clone, Copy, Debug)]
pub struct Review<'p> {
    /// The portfolio.
    pub portfolio: &'p Portfolio,
    /// One case for each incident, in the portfolio's order.
    pub cases: &'p [Case<'p>],
    /// The instant all of it is judged at.
    pub now: Instant,
}

/// A rule: what it is called, what it says, and the function that looks.
#[derive(Clone, Copy, Debug)]
pub struct Rule {
    /// Its id.
    pub id: RuleId,
    /// The severity it usually raises.
    pub severity: Severity,
    /// One line: the first of its page.
    pub summary: &'static str,
    /// Its page: why, a bad example that fires, a good one that does not.
    pub doc: &'static str,
    /// What looks.
    pub check: Check,
}

/// What a rule looks at, and the function that looks.
#[derive(Clone, Copy, Debug)]
pub enum Check {
    /// Raised while files are read, announcements drafted or histories verified; nothing looks for it here.
    Elsewhere,
    /// At everything.
    Portfolio(fn(&Review<'_>, &mut Vec<Finding>)),
    /// At each revision of the policy.
    Policy(fn(&Policy, &mut Vec<Finding>)),
    /// At each incident.
    Case(fn(&Case<'_>, &mut Vec<Finding>)),
    /// At how an incident was handled here. What was imported was handled elsewhere.
    Process(fn(&Case<'_>, &mut Vec<Finding>)),
    /// At each incident's `advisory.md`.
    Document(fn(&Case<'_>, &Document, &mut Vec<Finding>)),
    /// At how an `advisory.md` is written. What was imported is published as it stands.
    Style(fn(&Case<'_>, &Document, &mut Vec<Finding>)),
    /// At what a change does to its base.
    Change(fn(&Change<'_>, &mut Vec<Finding>)),
    /// At what git says, where the policy asks for that.
    Evidence(fn(&EvidenceReview<'_>, &mut Vec<Finding>)),
}

/// The cases, and what git says of them.
#[derive(Clone, Copy, Debug)]
pub struct EvidenceReview<'p> {
    /// One case for each incident.
    pub cases: &'p [Case<'p>],
    /// The evidence, or why there is none.
    pub evidence: Result<&'p Evidence, &'p Missing>,
}

/// Every rule: those that are raised elsewhere, then those of this layer.
#[must_use]
pub fn all() -> &'static [Rule] {
    ALL
}

/// The rule with this id.
#[must_use]
pub fn find(id: &str) -> Option<&'static Rule> {
    all().iter().find(|rule| rule.id.0 == id)
}

macro_rules! rules {
    (elsewhere { $($id:literal $severity:ident,)* } here { $($module:ident,)* }) => {
        $(mod $module;)*

        const ALL: &[Rule] = &[
            $(Rule::new($id, Severity::$severity, include_str!(concat!("rules/", $id, ".md")), Check::Elsewhere),)*
            $($module::RULE,)*
        ];
    };
}

// A new rule: its file, its page, and its line here.
rules! {
    elsewhere {
        "syntax" Error,
        "unknown-key" Error,
        "missing-key" Error,
        "duplicate-key" Error,
        "wrong-type" Error,
        "bad-value" Error,
        "schema-version" Error,
        "instant-without-offset" Error,
        "bad-window" Error,
        "bad-name" Error,
        "bad-cve-id" Error,
        "bad-cwe-id" Error,
        "bad-public-id" Error,
        "bad-cvss-vector" Error,
        "bad-score" Error,
        "bad-url" Error,
        "front-matter" Error,
        "unreadable-file" Error,
        "not-utf8" Error,
        "nul-byte" Error,
        "byte-order-mark" Warning,
        "hidden-character" Error,
        "hidden-in-text" Warning,
        "conflict-marker" Error,
        "lfs-pointer" Error,
        "too-large" Error,
        "link-in-portfolio" Error,
        "stray-file" Warning,
        "bad-folder-name" Error,
        "missing-file" Error,
        "handle-twins" Error,
        "missing-fact" Error,
        "channel-field" Error,
        "embargoed-audience" Error,
        "unknown-template" Error,
        "broken-template" Error,
        "bad-address" Error,
        "channel-without-address" Warning,
        "no-recipient" Error,
        "no-sender" Error,
        "fix-unverified" Error,
        "fix-unreviewed" Error,
        "fix-missing" Error,
        "fix-reverted" Error,
        "fix-unreleased" Error,
        "affected-differs" Error,
        "introduced-unknown" Warning,
    }
    here {
        act_unsigned,
        advisory_unpublished,
        affected_inverted,
        affected_line_missing,
        affected_line_twice,
        affected_out_of_scope,
        affected_overlap,
        affected_package,
        affected_two_ends,
        affected_wrong_line,
        alias_claimed,
        alias_of_itself,
        approval_without_right,
        approvals_missing,
        attested_nothing,
        becomes_public,
        break_undecided,
        commit_unapproved,
        contact_missing,
        credit_role,
        criterion_unanswered,
        cve_not_listed,
        cve_too_many,
        cvss_score,
        cvss_twice,
        cvss_version,
        cwe_category,
        decision_not_optional,
        decision_unexplained,
        duplicate_cve,
        duplicate_name,
        duplicate_public_id,
        embargo_after_publication,
        embargo_before_upstream,
        embargo_changed_silently,
        embargo_ended_unapproved,
        embargo_move_without_date,
        embargo_moved_by_nobody,
        embargo_not_allowed,
        embargo_past_notice,
        embargo_terms_unaccepted,
        embargo_too_long,
        embargo_without_end,
        estimate_passed,
        event_after_end,
        event_before_report,
        event_in_future,
        event_order,
        event_repeated,
        evidence_missing,
        expected_step_skipped,
        fixed_version_differs,
        fixed_version_missing,
        heading_level,
        holder_away,
        holder_not_eligible,
        imported_changed,
        imported_embargoed,
        imported_new,
        incident_removed,
        incident_renamed,
        instant_contradicted,
        latest_not_released,
        lead_missing,
        lead_out_of_turn,
        leak_unspecified,
        leftover_text,
        line_dates,
        link_insecure,
        link_relative,
        list_member_leaks,
        list_review_overdue,
        mitigations_unapproved,
        optional_step_undecided,
        own_commit_approved,
        policy_break_default,
        policy_channel_field,
        policy_circular_order,
        policy_circular_roles,
        policy_duplicate_id,
        policy_embargo_terms,
        policy_embargoed_channel,
        policy_loosened,
        policy_mixed_audience,
        policy_revisions,
        policy_unknown_channel,
        policy_unknown_event,
        policy_unknown_list,
        policy_unknown_role,
        policy_unknown_step,
        private_text,
        public_dates_order,
        public_id_changed,
        public_id_form,
        public_id_reused,
        public_id_without_approval,
        public_report_unlinked,
        publication_incomplete,
        published_change_unrevised,
        published_unscored,
        raw_html,
        record_back_dated,
        record_edited,
        record_removed,
        recorded_in_anothers_name,
        reference_kind,
        reference_twice,
        rejected_yet_approved,
        release_after_embargo,
        release_time,
        release_wrong_line,
        released_before_fix,
        report_missing,
        reporter_named,
        reporter_uncredited,
        request_unanswered,
        revision_missing,
        revision_time,
        right_from_same_change,
        role_cover,
        role_without_members,
        scored_without_vector,
        section_empty,
        section_missing,
        section_twice,
        signing_key_missing,
        step_after_its_time,
        step_before_prerequisite,
        step_blocked_overdue,
        step_done_late,
        step_infeasible,
        step_overdue,
        step_unattested,
        step_without_facts,
        summary_short,
        title_form,
        title_missing,
        too_many_holders,
        unknown_answer,
        unknown_attestation,
        unknown_choice,
        unknown_component,
        unknown_distributor,
        unknown_event,
        unknown_line,
        unknown_list_name,
        unknown_member,
        unknown_policy_revision,
        unknown_represented_component,
        unknown_role,
        unknown_roster_role,
        unknown_step,
        unknown_waiver,
        upstream_without_date,
        version_form,
        vouch_missing,
        waiver_condition,
        waiver_date,
        waiver_without_evidence,
        waiver_without_right,
        waiver_wrong_step,
        withdrawal_incomplete,
        withdrawn_unpublished,
    }
}

/// Runs every rule, in parallel; what they found is sorted and said once.
#[must_use]
pub fn check(review: &Review<'_>) -> Vec<Finding> {
    let whole = all().par_iter().map(|rule| {
        let mut found = Vec::new();
        match rule.check {
            Check::Portfolio(look) => look(review, &mut found),
            Check::Policy(look) => review.policies().for_each(|policy| look(policy, &mut found)),
            _ => {}
        }
        found
    });
    let cases = review.cases.par_iter().map(|case| {
        let mut found = Vec::new();
        let is_ours = case.incident.imported.is_none();
        for rule in all() {
            match (rule.check, &case.incident.document) {
                (Check::Case(look), _) => look(case, &mut found),
                (Check::Process(look), _) if is_ours => look(case, &mut found),
                (Check::Document(look), Some(document)) => look(case, document, &mut found),
                (Check::Style(look), Some(document)) if is_ours => look(case, document, &mut found),
                _ => {}
            }
        }
        found
    });
    let mut findings: Vec<Finding> = whole.chain(cases).flatten_iter().collect();
    sort_and_dedup(&mut findings);
    findings
}

/// Runs every rule on what a change may not do; what they found is sorted and said once.
#[must_use]
pub fn check_change(change: &Change<'_>) -> Vec<Finding> {
    let mut findings = Vec::new();
    for rule in all() {
        if let Check::Change(look) = rule.check {
            look(change, &mut findings);
        }
    }
    sort_and_dedup(&mut findings);
    findings
}

/// Runs every rule on what git says; what they found is sorted and said once.
#[must_use]
pub fn check_evidence(hearing: &EvidenceReview<'_>) -> Vec<Finding> {
    let mut findings = Vec::new();
    for rule in all() {
        if let Check::Evidence(look) = rule.check {
            look(hearing, &mut findings);
        }
    }
    sort_and_dedup(&mut findings);
    findings
}

impl<'p> Review<'p> {
    /// Every revision of the policy, the present one first.
    fn policies(&self) -> impl Iterator<Item = &'p Policy> + use<'p> {
        std::iter::once(&self.portfolio.policy).chain(&self.portfolio.earlier)
    }
}

impl Rule {
    const fn new(id: &'static str, severity: Severity, doc: &'static str, check: Check) -> Self {
        Self { id: RuleId(id), severity, summary: first_line(doc), doc, check }
    }

    /// A finding of the usual severity.
    fn finding(&self, file: &FilePath, span: Span, message: impl Into<String>) -> Finding {
        self.raise(self.severity, file, span, message)
    }

    /// A finding of another severity.
    fn raise(&self, severity: Severity, file: &FilePath, span: Span, message: impl Into<String>) -> Finding {
        Finding::new(self.id, severity, Location::new(file, span), message)
    }

    /// A name that nothing declares: `what` completes "`x` is not …".
    fn unknown<'a>(
        &self,
        file: &FilePath,
        name: &Spanned<Name>,
        what: &str,
        known: impl IntoIterator<Item = &'a str>,
    ) -> Finding {
        self.finding(file, name.span, format!("`{}` is not {what}", name.value)).help(known_words(name.as_str(), known))
    }
}

/// "did you mean `x`?", or what there is to choose from.
fn known_words<'a>(word: &str, known: impl IntoIterator<Item = &'a str>) -> String {
    let known: BTreeSet<&str> = known.into_iter().collect();
    match did_you_mean(word, known.iter().copied()) {
        Some(near) => format!("did you mean `{near}`?"),
        None if known.is_empty() => "none is declared yet".to_owned(),
        None => format!("there are: {}", known.into_iter().collect::<Vec<_>>().join(", ")),
    }
}

/// How bad it is to miss something of this force: a goal warns, a duty fails.
fn severity_of(force: Force) -> Severity {
    match force {
        Force::Target => Severity::Warning,
        Force::Must | Force::Cap => Severity::Error,
    }
}

/// The list that a member or request names; without a name, the only one.
fn list_of<'p>(policy: &'p Policy, named: Option<&Spanned<Name>>) -> Option<&'p DistributorList> {
    match (named, policy.lists.as_slice()) {
        (Some(name), lists) => lists.iter().find(|list| list.element.id.value == name.value),
        (None, [only]) => Some(only),
        (None, _) => None,
    }
}

/// How bad an unfinished advisory is: while it is drafted a warning, once its publication is approved an error.
fn unfinished(case: &Case<'_>) -> Severity {
    if case.incident.first(crate::event::APPROVED).is_some() { Severity::Error } else { Severity::Warning }
}

/// The package of an affected range: the one it names, else the project's first.
fn package_of<'p>(case: &Case<'p>, affected: &'p Affected) -> Option<&'p str> {
    let own = case.portfolio.project.packages.first().map(|package| package.name.as_str());
    affected.package.as_ref().map(|package| package.as_str()).or(own)
}

/// Where to point for what the front matter lacks: its title, or where it begins.
fn front(document: &Document) -> Span {
    let begin = Span::new(document.front.start, document.front.start);
    document.title.as_ref().map_or(begin, |title| title.span)
}

/// The first line of a page, at compile time.
const fn first_line(doc: &'static str) -> &'static str {
    let mut rest = doc.as_bytes();
    while let [first, more @ ..] = rest {
        if *first == b'\n' {
            break;
        }
        rest = more;
    }
    doc.split_at(doc.len() - rest.len()).0
}
