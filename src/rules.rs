//! The rules that `check` applies, in folders by subject.
//!
//! A rule is two files in the folder of its group: the page `some-rule.md`, and the code
//! `some_rule.rs`. The file name is the rule's id, the front matter has its severity, and the first
//! line sums it up. `advisory explain`, the list of rules and the tests are all made of the page,
//! which holds an example that must raise the rule and one that must not.
//!
//! Some rules have a page only, because other modules raise them: `parse` those of `format`,
//! `announce` and `site` those of `announcement`, `announce` some of `timeline`,
//! `verify` some of `fix`, and `build` some of `publication`.

use std::cell::OnceCell;
use std::sync::LazyLock;

use rayon::prelude::*;

use crate::case::{Act, Case, Miss, StepStatus, When};
use crate::change::{Change, PublicChange};
use crate::ecosystem::Ecosystem;
use crate::evidence::{Evidence, Missing};
use crate::finding::{Finding, RuleId, Severity, sort_and_dedup};
use crate::incident::{Affected, Document};
use crate::names::Name;
use crate::policy::{DistributorList, Force, Policy};
use crate::portfolio::Portfolio;
use crate::source::{FilePath, Location, Span, Spanned};
use crate::time::Instant;

mod affected;
pub(crate) mod announcement;
mod change;
mod distributors;
mod embargo;
mod evidence;
pub(crate) mod fix;
mod format;
mod identifiers;
mod names;
mod policy;
mod publication;
mod roles;
mod severity;
mod steps;
mod text;
pub(crate) mod timeline;

mod commands;
mod declared;
mod explain;
mod kind;
mod markup;
mod missing;
mod page;
mod planned;

pub use explain::{explain, index};
use kind::is_of_text;
pub use kind::is_undone;
pub(crate) use kind::{is_absence, is_slip, withholds};
pub use markup::Markup;
pub(crate) use missing::where_to_write;
use page::Page;
use planned::too_soon_after;

/// The rule on public IDs without an approval, which an interrupted approval leaves behind.
pub(crate) const PUBLIC_ID_WITHOUT_APPROVAL: RuleId = publication::public_id_without_approval::RULE.id;

/// The rule on public IDs that two advisories share.
pub(crate) const DUPLICATE_PUBLIC_ID: RuleId = identifiers::duplicate_public_id::RULE.id;

/// Returns the finding on a public channel that must be private.
pub(crate) use policy::policy_private_channel::exposed as exposed_channel;
pub(crate) use policy::recipient_public::refused as public_recipient;

/// Returns why the list that agrees on the end of an embargo has not agreed on the present one, if
/// somebody knows another one.
#[must_use]
pub(crate) fn unagreed_end(case: &Case<'_>) -> Option<String> {
    let mut found = Vec::new();
    embargo::embargo_unagreed::check(case, &mut found);
    found.into_iter().find(|finding| finding.severity != Severity::Note).map(|finding| finding.message)
}

/// Those who can have agreed on the end of an embargo.
pub(crate) use names::unknown_party::{has_no_members, known as known_parties};

/// Returns whether an error stops drafts, approvals or `check`, and never the public site: it is
/// about what no page shows (the addresses of channels, and who does what), or about addresses that
/// a new project still has to write.
pub(crate) fn leaves_the_site(rule: RuleId) -> bool {
    use policy::{
        policy_fact_without_role, policy_mixed_audience, policy_placeholder, policy_private_channel,
        project_placeholder,
    };
    let left = [
        policy_fact_without_role::RULE.id,
        policy_mixed_audience::RULE.id,
        policy_placeholder::RULE.id,
        policy_private_channel::RULE.id,
        project_placeholder::RULE.id,
    ];
    left.contains(&rule)
}

/// The rule on embargoed text in the public site.
pub(crate) const EMBARGOED_TEXT: RuleId = publication::EMBARGOED_TEXT;
pub(crate) const ASSET_UNSEARCHED: RuleId = publication::ASSET_UNSEARCHED;

/// The rule on private text that a change makes public.
pub(crate) const BECOMES_PUBLIC: RuleId = change::becomes_public::RULE.id;

/// The rule on public documents that changed without a record of it.
pub(crate) const DOCUMENTS_CHANGED: RuleId = publication::DOCUMENTS_CHANGED;

/// The rule on handles that say what the vulnerability is about.
pub(crate) const HANDLE_TELLING: RuleId = text::handle_telling::RULE.id;

/// The rule on people who lead out of turn.
pub(crate) const LEAD_OUT_OF_TURN: RuleId = roles::lead_out_of_turn::RULE.id;

/// The rule on evidence that is required and not available.
pub(crate) const EVIDENCE_MISSING: RuleId = evidence::evidence_missing::RULE.id;

/// The rule on approvals of content that has changed.
pub const APPROVAL_OUTDATED: RuleId = publication::approval_outdated::RULE.id;

/// The rule on corrections that are not approved.
pub const CORRECTION_UNAPPROVED: RuleId = publication::correction_unapproved::RULE.id;

/// The rule on mitigations that have changed since their approval.
pub const MITIGATIONS_CHANGED: RuleId = publication::mitigations_changed::RULE.id;

/// The rule on approvals that do not say what they cover.
pub const APPROVAL_UNBOUND: RuleId = publication::approval_unbound::RULE.id;

/// Everything that a rule may examine.
#[derive(Clone, Copy, Debug)]
pub struct Review<'p> {
    /// The portfolio.
    pub portfolio: &'p Portfolio,
    /// A case for each incident, in the portfolio's order.
    pub cases: &'p [Case<'p>],
    /// The instant for which everything is judged.
    pub now: Instant,
}

/// What the findings of a rule are about.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum About {
    /// Something that is there and wrong.
    Presence,
    /// Something that is missing: `absence: true` in the page's front matter. Where a file of the
    /// incident could not be read, nobody can say so.
    Absence,
    /// Something that is missing because it has not been done yet: `undone: true`. Recording the
    /// truth can raise it, so no edit is refused for it.
    Undone,
    /// Something that is almost always a mistyped value: `slip: true`. An edit is refused for it,
    /// although it can be true and is no error.
    Slip,
}

impl About {
    /// Returns whether the findings are about something that is there.
    fn is_there(self) -> bool {
        matches!(self, Self::Presence | Self::Slip)
    }
}

/// A rule: its id, its page, and the function that checks it.
#[derive(Clone, Copy, Debug)]
pub struct Rule {
    /// The id: the name of its page.
    pub id: RuleId,
    /// The group: the folder of its page.
    pub group: &'static str,
    /// The usual severity of its findings.
    pub severity: Severity,
    /// What its findings are about.
    pub about: About,
    /// The first line of its page.
    pub summary: &'static str,
    /// The text of its page: why it exists, an example that raises it, and one that does not.
    pub doc: &'static str,
    /// What it is applied to.
    pub check: Check,
}

/// What a rule is applied to, and the function that does it.
#[derive(Clone, Copy, Debug)]
pub enum Check {
    /// Nothing: `parse` raises it while files are read.
    Reading,
    /// Nothing: `announce` and `site` raise it while templates are rendered.
    Drafting,
    /// Nothing: `verify` raises it while the fix is looked up in the product's repository.
    Verifying,
    /// Nothing: `build` raises it when the public site is complete.
    Building,
    /// The whole portfolio, once.
    Portfolio(fn(&Review<'_>, &mut Vec<Finding>)),
    /// Each revision of the policy.
    Policy(fn(&Policy, &mut Vec<Finding>)),
    /// Each incident.
    Case(fn(&Case<'_>, &mut Vec<Finding>)),
    /// Each incident that was handled here, not imported.
    Process(fn(&Case<'_>, &mut Vec<Finding>)),
    /// Each `advisory.md`.
    Document(fn(&Case<'_>, &Document, &mut Vec<Finding>)),
    /// Each `advisory.md` that was written here. Imported ones are published as they are.
    Style(fn(&Case<'_>, &Document, &mut Vec<Finding>)),
    /// The Markdown of each `advisory.md` that was written here.
    Markup(fn(&Markup<'_>, &mut Vec<Finding>)),
    /// A change, compared with its base.
    Change(fn(&Change<'_>, &mut Vec<Finding>)),
    /// What a change does to the public output.
    Outcome(fn(&[PublicChange], &mut Vec<Finding>)),
    /// The evidence in the Git history, if the policy requires any.
    Evidence(fn(&EvidenceReview<'_>, &mut Vec<Finding>)),
}

/// The cases, and the evidence on them in the Git history.
#[derive(Clone, Copy, Debug)]
pub struct EvidenceReview<'p> {
    /// A case for each incident.
    pub cases: &'p [Case<'p>],
    /// The evidence, or the reason why there is none.
    pub evidence: Result<&'p Evidence, &'p Missing>,
}

/// The rules that have code here, sorted by id.
const CHECKED: &[Rule] = &include!(concat!(env!("OUT_DIR"), "/code.rs"));

const _: () = assert!(page::has_all(format::RAISED), "a rule in `parse::rule` has no page");
const _: () = assert!(page::has_all(announcement::RAISED), "a rule in `rules::announcement` has no page");
const _: () = assert!(page::has_all(fix::RAISED), "a rule in `rules::fix` has no page");
const _: () = assert!(page::has_all(timeline::RAISED), "a rule in `rules::timeline` has no page");
const _: () = assert!(page::has_all(publication::RAISED), "a rule in `rules::publication` has no page");

static ALL: LazyLock<Vec<Rule>> = LazyLock::new(|| {
    let raised = |ids: &'static [RuleId], check| ids.iter().filter_map(move |id| Rule::raised(*id, check));
    raised(format::RAISED, Check::Reading)
        .chain(raised(announcement::RAISED, Check::Drafting))
        .chain(raised(timeline::RAISED, Check::Drafting))
        .chain(raised(fix::RAISED, Check::Verifying))
        .chain(raised(publication::RAISED, Check::Building))
        .chain(CHECKED.iter().copied())
        .collect()
});

/// Returns every rule: those that other modules raise, then those that are checked here.
#[must_use]
pub fn all() -> &'static [Rule] {
    &ALL
}

/// Returns the rule with this id.
#[must_use]
pub fn find(id: &str) -> Option<&'static Rule> {
    all().iter().find(|rule| rule.id.0 == id)
}

/// Applies every rule to the portfolio, in parallel. The findings are sorted and free of
/// duplicates.
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
        let markup = OnceCell::new();
        // Of what was read in part, nobody can say what is missing.
        for rule in all().iter().filter(|rule| case.incident.whole || rule.about.is_there()) {
            match (rule.check, &case.incident.document) {
                (Check::Case(look), _) => look(case, &mut found),
                (Check::Process(look), _) if is_ours => look(case, &mut found),
                (Check::Document(look), Some(document)) => look(case, document, &mut found),
                (Check::Style(look), Some(document)) if is_ours => look(case, document, &mut found),
                (Check::Markup(look), Some(document)) if is_ours => {
                    look(markup.get_or_init(|| Markup::parse(case, document)), &mut found);
                }
                _ => {}
            }
        }
        if case.rejected().is_some() && case.public_since().is_none() {
            // Findings about its own text, not about the one of which it is a duplicate.
            let folder = Some(case.incident.folder.as_str());
            let is_own = |finding: &Finding| finding.primary.location.file.incident_folder() == folder;
            found.retain(|it| it.severity == Severity::Error || !is_of_text(it.rule) || !is_own(it));
        }
        found
    });
    let mut findings: Vec<Finding> = whole.chain(cases).flatten_iter().collect();
    sort_and_dedup(&mut findings);
    findings
}

/// Applies the rules on changes. The findings are sorted and free of duplicates.
#[must_use]
pub fn check_change(change: &Change<'_>) -> Vec<Finding> {
    let mut findings = Vec::new();
    for rule in all() {
        if let Check::Change(look) = rule.check {
            look(change, &mut findings);
        }
    }
    findings.extend(roles::lead_out_of_turn::caused(change));
    sort_and_dedup(&mut findings);
    findings
}

/// Returns how a change would make advisories public earlier once it is merged into the tip of its
/// base, where it does not do so by itself. `merged` is that merge, compared with the tip.
#[must_use]
pub fn check_merge(change: &Change<'_>, merged: &Change<'_>) -> Vec<Finding> {
    change::opens_earlier::merged(change, merged)
}

/// Returns the errors about private text of incidents that are not public that a change puts into
/// files that are. The findings are sorted and free of duplicates.
#[must_use]
pub(crate) fn check_published(change: &Change<'_>) -> Vec<Finding> {
    let mut findings = change::becomes_public::published(change);
    findings.retain(|finding| finding.severity == Severity::Error);
    sort_and_dedup(&mut findings);
    findings
}

/// Returns the errors about dates that a change moves without an event. The findings are sorted and
/// free of duplicates.
#[must_use]
pub(crate) fn check_dates(change: &Change<'_>) -> Vec<Finding> {
    let mut findings = Vec::new();
    change::embargo_changed_silently::check(change, &mut findings);
    findings.retain(|finding| finding.severity == Severity::Error);
    sort_and_dedup(&mut findings);
    findings
}

/// Applies the rules on what a change does to the public output. The findings are sorted and free
/// of duplicates.
#[must_use]
pub fn check_outcome(changes: &[PublicChange]) -> Vec<Finding> {
    let mut findings = Vec::new();
    for rule in all() {
        if let Check::Outcome(look) = rule.check {
            look(changes, &mut findings);
        }
    }
    sort_and_dedup(&mut findings);
    findings
}

/// Applies the rules on evidence. The findings are sorted and free of duplicates.
#[must_use]
pub fn check_evidence(review: &EvidenceReview<'_>) -> Vec<Finding> {
    let mut findings = Vec::new();
    for rule in all() {
        if let Check::Evidence(look) = rule.check {
            look(review, &mut findings);
        }
    }
    sort_and_dedup(&mut findings);
    findings
}

impl<'p> Review<'p> {
    /// Returns every revision of the policy, the current one first.
    fn policies(&self) -> impl Iterator<Item = &'p Policy> + use<'p> {
        self.portfolio.policies()
    }
}

impl Rule {
    /// Returns the rule of a module, whose page lies beside its code.
    const fn of(module: &'static str, check: Check) -> Self {
        Self::new(page::of_module(module), check)
    }

    /// Returns a rule that another module raises; `None` if it has no page.
    fn raised(id: RuleId, check: Check) -> Option<Self> {
        page::of_id(id).map(|page| Self::new(page, check))
    }

    const fn new(page: &Page, check: Check) -> Self {
        let Page { group, id, severity, about, summary, text, .. } = *page;
        Self { id, group, severity, about, summary, doc: text, check }
    }

    /// Returns a finding with the usual severity.
    fn finding(&self, file: &FilePath, span: Span, message: impl Into<String>) -> Finding {
        self.raise(self.severity, file, span, message)
    }

    /// Returns a finding with another severity.
    fn raise(&self, severity: Severity, file: &FilePath, span: Span, message: impl Into<String>) -> Finding {
        Finding::new(self.id, severity, Location::new(file, span), message)
    }
}

/// Returns the severity of missing a deadline of this force: a warning for a target, an error for a
/// duty.
fn severity_of(force: Force) -> Severity {
    match force {
        Force::Target => Severity::Warning,
        Force::Must | Force::Cap => Severity::Error,
    }
}

/// Returns the severity of planning a date outside a step's window: an error before a date that
/// binds the step whatever its window says, and a warning where the window has ended, because no
/// plan can be in time.
fn severity_of_miss(status: &StepStatus<'_>, miss: Miss, now: Instant) -> Severity {
    match (miss, &status.step.window) {
        (Miss::Early(earliest), _) if status.floor.is_some_and(|floor| floor.at == earliest) => Severity::Error,
        (Miss::Late(latest), _) if latest < now => Severity::Warning,
        (_, Some(window)) => severity_of(window.force),
        (_, None) => Severity::Warning,
    }
}

/// Returns what to do if somebody who may not act could have had the role at that time: roles are
/// passed on, and an event keeps who had one before.
fn if_passed_on(case: &Case<'_>, act: Act<'_>, by: &Name, at: impl Into<When>) -> String {
    let role = act.role(case.policy).filter(|role| case.could_hold(by, role, at));
    role.map_or_else(String::new, |role| {
        let role = &role.value;
        format!("; if `{by}` was `{role}` then, add `former-holders = {{ {role} = \"{by}\" }}` to the event that passed it on")
    })
}

/// Returns who could have done an act, as help for a finding: the members who may.
fn who_may(case: &Case<'_>, act: Act<'_>, at: impl Into<When>) -> String {
    let at: When = at.into();
    let members = case.portfolio.team.members.iter().map(|member| member.id.as_str());
    let names: Vec<String> =
        members.filter(|id| case.may(id, act, at)).take(MOST_NAMED).map(|id| format!("`{id}`")).collect();
    match (names.is_empty(), act.role(case.policy)) {
        (false, _) => format!("{} may", names.join(" or ")),
        (true, Some(role)) => {
            format!("nobody may yet: name somebody as `{}` under [roles] or in team.toml", role.value)
        }
        (true, None) => "nobody was on the team at that time".to_owned(),
    }
}

/// The largest number of people that help for a finding names.
const MOST_NAMED: usize = 5;

/// Returns the list that a member or request names, or the only list if it names none.
fn list_of<'p>(policy: &'p Policy, named: Option<&Spanned<Name>>) -> Option<&'p DistributorList> {
    match (named, policy.lists.as_slice()) {
        (Some(name), lists) => lists.iter().find(|list| list.element.id.value == name.value),
        (None, [only]) => Some(only),
        (None, _) => None,
    }
}

/// Returns the severity of an unfinished advisory: a warning in a draft, an error once its
/// publication is approved.
fn unfinished(case: &Case<'_>) -> Severity {
    if case.incident.first(crate::event::BuiltIn::Approved).is_some() { Severity::Error } else { Severity::Warning }
}

/// Returns the package of an affected range: the ecosystem and the name of the one it names, or of
/// the project's first.
fn package_of<'p>(case: &Case<'p>, affected: &'p Affected) -> (Option<&'p str>, Option<&'p str>) {
    match case.portfolio.project.package_of(affected) {
        Some(package) => (package.ecosystem().map(Ecosystem::name), Some(package.name.as_str())),
        None => {
            let ecosystem = affected.ecosystem.as_ref().map(|ecosystem| ecosystem.value.name());
            (ecosystem, affected.package.as_ref().map(|package| package.as_str()))
        }
    }
}

/// Returns the place to point at when the front matter lacks something: the title, or the
/// beginning.
fn front(document: &Document) -> Span {
    let begin = Span::new(document.front.start, document.front.start);
    document.title.as_ref().map_or(begin, |title| title.span)
}
