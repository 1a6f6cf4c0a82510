//! The content of a private repository, read once: project, policies, team, distributors,
//! incidents.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use crate::incident::Incident;
use crate::names::{IdNumber, LineId, Name};
use crate::policy::{LineKind, Policy};
use crate::source::{FilePath, Span, Spanned, Tree};
use crate::time::{Calendar, Date, Instant};
use crate::version::{Order, Version};

mod admission;
mod listed;
mod membership;
mod package;
mod replacement;
mod tags;
mod team;

pub use admission::{Admission, ListAmendment, ListEffect, ListRecord};
pub use membership::{Contribution, Removal};
pub use package::Package;
pub(crate) use tags::PLACEHOLDERS;
pub use team::{Away, Component, FormerRole, Member, SigningKey, Team};

/// The content of a private repository.
#[derive(Clone, Debug)]
pub struct Portfolio {
    /// advisory.toml.
    pub project: Project,
    /// The current policy, from policy.toml.
    pub policy: Policy,
    /// Earlier revisions of the policy, from `policies/*.toml`.
    pub earlier: Vec<Policy>,
    /// team.toml.
    pub team: Team,
    /// distributors.toml.
    pub distributors: Distributors,
    /// The incidents, sorted by folder.
    pub incidents: Vec<Arc<Incident>>,
    /// Template overrides under `site-templates/`: path inside that folder, and text.
    pub templates: BTreeMap<String, String>,
    /// Assets that are no text: path inside `site-templates/`, and bytes.
    pub binary_assets: BTreeMap<String, Arc<[u8]>>,
    /// All files, for attachments and for showing findings.
    pub tree: Tree,
}

/// The content of advisory.toml. It is public: it contains nothing about incidents.
#[derive(Clone, Debug)]
pub struct Project {
    /// The file.
    pub file: FilePath,
    /// The project's name.
    pub name: Spanned<String>,
    /// The prefix of public IDs.
    pub id_prefix: Spanned<String>,
    /// What the numbers of public IDs are; `None` for numbers of three digits or more.
    pub id_number: Option<Spanned<IdNumber>>,
    /// Its home page.
    pub home: Option<Spanned<String>>,
    /// Its source repository.
    pub repository: Option<Spanned<String>>,
    /// The patterns of its release tags, each with `{version}` or `{version_}`; if empty,
    /// `v{version}`.
    pub tags: Vec<Spanned<String>>,
    /// How its versions are ordered; `None` for the order of its packages.
    pub order: Option<Spanned<Order>>,
    /// Its packages. An affected range without a package is of the first one.
    pub packages: Vec<Package>,
    /// Its release lines, newest first, as written.
    pub lines: Vec<Line>,
    /// The public site.
    pub site: Site,
    /// Days that are not business days.
    pub holidays: Vec<Spanned<Date>>,
}

impl Project {
    /// Returns how its releases are ordered: as advisory.toml says, else as its packages are if all
    /// are ordered alike, else as Semantic Versioning does. A package that numbers the releases in
    /// its own way says nothing about them.
    #[must_use]
    pub fn order(&self) -> Order {
        if let Some(order) = &self.order {
            return order.value;
        }
        let of_packages = self.own_packages().filter(|package| package.versions.is_none());
        let orders: BTreeSet<Order> = of_packages.filter_map(Package::order).collect();
        let has_own_numbers = self.own_packages().any(|package| package.versions.is_some());
        match orders.first() {
            Some(only) if orders.len() == 1 && !has_own_numbers => *only,
            _ => Order::default(),
        }
    }

    /// Returns what the numbers of public IDs are.
    #[must_use]
    pub(crate) fn id_number(&self) -> IdNumber {
        self.id_number.as_ref().map(|number| number.value).unwrap_or_default()
    }

    /// Returns how the bounds of ranges of a package are ordered: `package` is what
    /// [`Self::package`] returned. They are in the project's numbers if the package numbers the
    /// releases in its own way.
    #[must_use]
    pub fn order_of(&self, package: Option<&Package>) -> Order {
        let own = package.filter(|package| package.versions.is_none());
        own.and_then(Package::order).unwrap_or_else(|| self.order())
    }
}

/// The public site.
#[derive(Clone, Debug)]
pub struct Site {
    /// Its address, ending in `/`.
    pub url: Spanned<String>,
    /// Its title; `None` for "NAME security advisories".
    pub title: Option<Spanned<String>>,
    /// Where to report vulnerabilities (`mailto:`, `https:` or `tel:`), for security.txt.
    pub contact: Vec<Spanned<String>>,
    /// The languages that the team reads (BCP 47), for security.txt.
    pub languages: Vec<Spanned<String>>,
    /// The address of a key to encrypt reports with.
    pub encryption: Option<Spanned<String>>,
    /// The address of the project's written policy.
    pub policy: Option<Spanned<String>>,
    /// The formats and feeds that it has; `None` for [the default ones](SiteFormat::is_default).
    pub formats: Option<Vec<Spanned<SiteFormat>>>,
}

impl Site {
    /// Returns whether the site has a format.
    #[must_use]
    pub fn has(&self, format: SiteFormat) -> bool {
        match &self.formats {
            Some(formats) => formats.iter().any(|named| named.value == format),
            None => format.is_default(),
        }
    }
}

/// A format or a feed that a site can have beside its pages.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum SiteFormat {
    /// The advisory as JSON, in a form of this program.
    Json,
    /// OSV, one record for each advisory, and files with many records.
    Osv,
    /// CSAF documents, and the files of a CSAF provider.
    Csaf,
    /// The same in the form of CSAF 2.1.
    Csaf21,
    /// CVE records.
    Cve,
    /// OpenVEX documents.
    OpenVex,
    /// Requests for GitHub's repository advisories.
    GitHub,
    /// The Atom feed.
    Atom,
    /// The JSON feed.
    JsonFeed,
    /// Pages at the other ids of advisories, which lead to them.
    Redirects,
}

impl SiteFormat {
    /// Returns whether a site has it unless `[site] formats` leaves it out. CSAF 2.1 is a draft,
    /// whose form can still change.
    #[must_use]
    pub fn is_default(self) -> bool {
        self != Self::Csaf21
    }
}

/// A release line.
#[derive(Clone, Debug)]
pub struct Line {
    /// Its name.
    pub id: Spanned<LineId>,
    /// Whether it is the development line.
    pub development: bool,
    /// The day of its first release.
    pub released: Option<Spanned<Date>>,
    /// The last day on which it gets releases; `None` if that is not decided.
    pub end_of_life: Option<Spanned<Date>>,
    /// The newest release on it.
    pub latest: Option<Spanned<String>>,
    /// Its releases so far, in any order. Planned ones are not listed. If empty, the releases are
    /// not known.
    pub releases: Vec<Spanned<Version>>,
    /// Listed releases that are not versions in the project's order. `check` reports them.
    pub unordered: Vec<Spanned<String>>,
    /// When releases were listed here, by their names. The others are listed whatever the instant.
    pub listed: BTreeMap<String, Spanned<Instant>>,
    /// Its branch in the product's repository; `None` if it is named after the line.
    pub branch: Option<Spanned<String>>,
}

impl Line {
    /// Returns the kind of the line at an instant.
    #[must_use]
    pub fn kind(&self, at: Instant) -> LineKind {
        if self.development {
            LineKind::Development
        } else if self.end_of_life.as_ref().is_none_or(|d| at < d.end()) {
            LineKind::Supported
        } else {
            LineKind::Unsupported
        }
    }
}

/// The content of distributors.toml. It is private, because the members of a list are confidential.
#[derive(Clone, Debug, Default)]
pub struct Distributors {
    /// The file.
    pub file: Option<FilePath>,
    /// Members, present and past.
    pub members: Vec<Distributor>,
    /// Requests to join.
    pub requests: Vec<Request>,
    /// Corrections of both, which are applied to them already.
    pub amendments: Vec<ListAmendment>,
}

/// A member of a distributors' list.
#[derive(Clone, Debug)]
pub struct Distributor {
    /// Id.
    pub id: Spanned<Name>,
    /// Name.
    pub name: Spanned<String>,
    /// Which of the policy's lists; `None` for the only one.
    pub list: Option<Spanned<Name>>,
    /// Mail addresses.
    pub contacts: Vec<Spanned<String>>,
    /// The day on which they joined.
    pub joined: Option<Spanned<Date>>,
    /// The member that vouched for them; `founding` for the first members.
    pub vouched_by: Option<Spanned<Name>>,
    /// The day on which they accepted the embargo terms.
    pub embargo_accepted: Option<Spanned<Date>>,
    /// The day of the next review of their membership.
    pub review: Option<Spanned<Date>>,
    /// How they meet each criterion.
    pub criteria: BTreeMap<Name, Spanned<String>>,
    /// The members of the team who admitted them.
    pub by: Vec<Spanned<Name>>,
    /// The duties that they have done.
    pub contributions: Vec<Contribution>,
    /// The end of their membership.
    pub removed: Option<Removal>,
    /// Private words of the team.
    pub note: Option<Spanned<String>>,
    /// Its location in the file.
    pub span: Span,
}

/// A request to join.
#[derive(Clone, Debug)]
pub struct Request {
    /// Id.
    pub id: Spanned<Name>,
    /// The name of the distribution.
    pub name: Spanned<String>,
    /// Which of the policy's lists; `None` for the only one.
    pub list: Option<Spanned<Name>>,
    /// The address for the answer.
    pub contact: Spanned<String>,
    /// When it arrived.
    pub received: Spanned<Instant>,
    /// How they meet each criterion, in their own words.
    pub answers: BTreeMap<Name, Spanned<String>>,
    /// The member that vouches for them.
    pub vouched_by: Option<Spanned<Name>>,
    /// The decision, once there is one.
    pub decision: Option<RequestDecision>,
    /// When the last reply was sent. It is the answer to what was decided by then.
    pub sent: Option<Spanned<Instant>>,
    /// Private words of the team.
    pub note: Option<Spanned<String>>,
    /// Its location in the file.
    pub span: Span,
}

/// The decision on a request.
#[derive(Clone, Debug)]
pub struct RequestDecision {
    /// Whether it was accepted.
    pub accepted: Spanned<bool>,
    /// When.
    pub at: Spanned<Instant>,
    /// By whom.
    pub by: Vec<Spanned<Name>>,
    /// Why.
    pub reason: Option<Spanned<String>>,
    /// When the answer was sent. After that, the reply is no longer drafted.
    pub sent: Option<Spanned<Instant>>,
}

impl Request {
    /// Returns whether the reply to the request as it stands was sent by `now`: that it arrived, or
    /// the decision.
    #[must_use]
    pub(crate) fn is_replied(&self, now: Instant) -> bool {
        let by_now = |sent: &Option<Spanned<Instant>>| sent.as_ref().map(|sent| sent.value).filter(|sent| *sent <= now);
        let last = by_now(&self.sent);
        match &self.decision {
            Some(decision) => by_now(&decision.sent).is_some() || last.is_some_and(|sent| sent >= decision.at.value),
            None => last.is_some(),
        }
    }
}

impl Distributors {
    /// Returns the members that are named in the file: present and past ones, and those whose
    /// membership is void.
    pub(crate) fn named(&self) -> impl Iterator<Item = &Distributor> + Clone {
        let voided = self.amendments.iter().filter_map(|it| match &it.was {
            Some(Admission::Member(member)) => Some(&**member),
            _ => None,
        });
        let followers = self.amendments.iter().flat_map(|it| &it.members);
        self.members.iter().chain(voided).chain(followers)
    }
}

impl Distributor {
    /// Returns whether a decision on the request made it a member: it stands for the request, and
    /// did not join before that arrived.
    #[must_use]
    pub(crate) fn comes_from(&self, request: &Request) -> bool {
        let is_later = |joined: &Spanned<Date>| joined.value >= request.received.value.date();
        self.stands_for(request) && self.joined.as_ref().is_none_or(is_later)
    }

    /// Returns whether the entry is what a request led to: it has the id, the name or the address
    /// of the request.
    #[must_use]
    pub(crate) fn stands_for(&self, request: &Request) -> bool {
        let is_same = |a: &str, b: &str| a.trim().eq_ignore_ascii_case(b.trim());
        self.id.value == request.id.value
            || is_same(&self.name.value, &request.name.value)
            || self.contacts.iter().any(|contact| is_same(contact, &request.contact.value))
    }
}

impl Portfolio {
    /// Returns the portfolio with those of its incidents whose folders are wanted.
    #[must_use]
    pub(crate) fn with_incidents(&self, is_wanted: impl Fn(&str) -> bool) -> Self {
        let wanted = self.incidents.iter().filter(|incident| is_wanted(incident.folder.as_str()));
        Self { incidents: wanted.cloned().collect(), ..self.clone() }
    }

    /// Returns every revision of the policy, the current one first.
    pub(crate) fn policies(&self) -> impl Iterator<Item = &Policy> + Clone {
        std::iter::once(&self.policy).chain(&self.earlier)
    }

    /// Returns the business days under a policy: the holidays are the project's and the policy's.
    #[must_use]
    pub(crate) fn calendar(&self, policy: &Policy) -> Calendar {
        let own = self.project.holidays.iter().map(|day| day.value);
        Calendar::new(own.chain(policy.holidays.iter().copied()))
    }

    /// Returns the policy of an incident: the revision that it names, or else the current one.
    #[must_use]
    pub fn policy_of(&self, incident: &Incident) -> &Policy {
        let named = incident.policy.as_ref().map(|p| p.value.as_str());
        self.policies().find(|p| named == Some(p.revision.as_str())).unwrap_or(&self.policy)
    }

    /// Returns the policy revision in force at an instant, under which an incident reported then
    /// runs. Before the first revision is in force, that is the first one.
    #[must_use]
    pub fn policy_at(&self, at: Instant) -> &Policy {
        let since = |p: &&Policy| p.effective.value;
        let in_force = self.policies().filter(|p| p.effective.value <= at).max_by_key(since);
        in_force.or_else(|| self.policies().min_by_key(since)).unwrap_or(&self.policy)
    }

    /// Returns the release line with this id.
    #[must_use]
    pub fn line(&self, id: &LineId) -> Option<&Line> {
        self.project.lines.iter().find(|l| l.id.value == *id)
    }
}
