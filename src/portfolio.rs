//! Everything a private repo says, read once: project, policies, team, distributors, incidents.

use std::collections::BTreeMap;

use crate::ecosystem::Ecosystem;
use crate::incident::Incident;
use crate::names::{LineId, Name};
use crate::policy::{LineKind, Policy};
use crate::source::{FilePath, Span, Spanned, Tree};
use crate::time::{Calendar, Date, Instant};
use crate::version::{Numbering, Version};

/// The whole portfolio.
#[derive(Clone, Debug)]
pub struct Portfolio {
    /// advisory.toml.
    pub project: Project,
    /// policy.toml.
    pub policy: Policy,
    /// Earlier revisions, `policies/*.toml`.
    pub earlier: Vec<Policy>,
    /// team.toml.
    pub team: Team,
    /// distributors.toml.
    pub distributors: Distributors,
    /// Sorted by folder.
    pub incidents: Vec<Incident>,
    /// Template overrides under `site-templates/`: path inside that folder, and text.
    pub templates: BTreeMap<String, String>,
    /// The files, for attachments and for showing findings.
    pub tree: Tree,
}

/// advisory.toml. Public by nature: it holds nothing of an incident.
#[derive(Clone, Debug)]
pub struct Project {
    /// The file.
    pub file: FilePath,
    /// The project's name.
    pub name: Spanned<String>,
    /// Prefix of public ids.
    pub id_prefix: Spanned<String>,
    /// Its home page.
    pub home: Option<Spanned<String>>,
    /// Its source repository.
    pub repository: Option<Spanned<String>>,
    /// How its releases are tagged, with `{version}` in it; `None`: `v{version}`.
    pub tags: Option<Spanned<String>>,
    /// Its packages; the first is the default of an affected range.
    pub packages: Vec<Package>,
    /// Release lines, newest first as written.
    pub lines: Vec<Line>,
    /// The public site.
    pub site: Site,
    /// Holidays for business days.
    pub holidays: Vec<Spanned<Date>>,
}

/// A package the project publishes.
#[derive(Clone, Debug)]
pub struct Package {
    /// The ecosystem.
    pub ecosystem: Spanned<Ecosystem>,
    /// Its name in the ecosystem.
    pub name: Spanned<String>,
    /// How the package numbers a release of the project; `None`: as the project does.
    pub versions: Option<Spanned<Numbering>>,
}

/// The public site.
#[derive(Clone, Debug)]
pub struct Site {
    /// Its address, ending in `/`.
    pub url: Spanned<String>,
    /// Its title; defaults to "NAME security advisories".
    pub title: Option<Spanned<String>>,
    /// Where to report, for security.txt (`mailto:` or `https:`).
    pub contact: Vec<Spanned<String>>,
    /// Languages the team reads (BCP 47), for security.txt.
    pub languages: Vec<Spanned<String>>,
    /// A key to encrypt reports with.
    pub encryption: Option<Spanned<String>>,
    /// The project's prose policy.
    pub policy: Option<Spanned<String>>,
}

/// A release line.
#[derive(Clone, Debug)]
pub struct Line {
    /// Its name.
    pub id: Spanned<LineId>,
    /// Whether it is the development line.
    pub development: bool,
    /// First release.
    pub released: Option<Spanned<Date>>,
    /// The last day it gets releases; `None`: not decided.
    pub end_of_life: Option<Spanned<Date>>,
    /// The newest release on it.
    pub latest: Option<Spanned<String>>,
    /// What was released on it, in any order; empty: not listed. Nothing that is only planned
    /// stands here.
    pub releases: Vec<Spanned<Version>>,
    /// Its branch in the product's repository; `None`: named after it.
    pub branch: Option<Spanned<String>>,
}

impl Line {
    /// What kind of line it is at an instant.
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

/// team.toml.
#[derive(Clone, Debug)]
pub struct Team {
    /// The file.
    pub file: FilePath,
    /// Members, in rotation order.
    pub members: Vec<Member>,
    /// Components that need representatives.
    pub components: Vec<Component>,
}

/// A member of the team.
#[derive(Clone, Debug)]
pub struct Member {
    /// Id used in incidents.
    pub id: Spanned<Name>,
    /// Name.
    pub name: Spanned<String>,
    /// Mail address.
    pub email: Option<Spanned<String>>,
    /// Further addresses that they commit with.
    pub emails: Vec<Spanned<String>>,
    /// Roles on the roster.
    pub roles: Vec<Spanned<Name>>,
    /// Components they represent.
    pub represents: Vec<Spanned<Name>>,
    /// When they are away.
    pub away: Vec<Away>,
    /// Keys they sign commits with.
    pub keys: Vec<SigningKey>,
    /// Their last day; `None`: they are on the team. What they approved until then stays approved.
    pub left: Option<Spanned<Date>>,
}

/// A public key that a member signs commits with.
#[derive(Clone, Debug)]
pub struct SigningKey {
    /// The key: a line of OpenSSH, or an armoured block of OpenPGP.
    pub public: Spanned<String>,
    /// The first day it counts.
    pub since: Option<Spanned<Date>>,
    /// The last day it counts.
    pub until: Option<Spanned<Date>>,
}

/// Days away, both included.
#[derive(Clone, Debug)]
pub struct Away {
    /// First day.
    pub from: Spanned<Date>,
    /// Last day.
    pub until: Spanned<Date>,
}

/// Something the policy may ask to be represented.
#[derive(Clone, Debug)]
pub struct Component {
    /// Id.
    pub id: Spanned<Name>,
    /// Kind (`storage-provider`).
    pub kind: Spanned<Name>,
    /// Maturity (`alpha`, `beta`, `stable`).
    pub maturity: Option<Spanned<Name>>,
}

/// distributors.toml. Private: who is on the list is nobody else's business.
#[derive(Clone, Debug, Default)]
pub struct Distributors {
    /// The file.
    pub file: Option<FilePath>,
    /// Members, present and past.
    pub members: Vec<Distributor>,
    /// Requests to join.
    pub requests: Vec<Request>,
}

/// A list member.
#[derive(Clone, Debug)]
pub struct Distributor {
    /// Id.
    pub id: Spanned<Name>,
    /// Name.
    pub name: Spanned<String>,
    /// Which of the policy's lists; `None`: the only one.
    pub list: Option<Spanned<Name>>,
    /// Addresses.
    pub contacts: Vec<Spanned<String>>,
    /// Since when.
    pub joined: Option<Spanned<Date>>,
    /// Which member vouched (`founding` for the first ones).
    pub vouched_by: Option<Spanned<Name>>,
    /// When the embargo terms were accepted.
    pub embargo_accepted: Option<Spanned<Date>>,
    /// When membership is next reviewed.
    pub review: Option<Spanned<Date>>,
    /// How each criterion is met.
    pub criteria: BTreeMap<Name, Spanned<String>>,
    /// Duties done: duty, day, words.
    pub contributions: Vec<Contribution>,
    /// When and why they left.
    pub removed: Option<Removal>,
    /// Where it stands.
    pub span: Span,
}

/// A duty that a list member has done.
#[derive(Clone, Debug)]
pub struct Contribution {
    /// Which duty of the list.
    pub duty: Spanned<Name>,
    /// When.
    pub on: Spanned<Date>,
    /// In words.
    pub note: Option<Spanned<String>>,
}

/// The end of a membership.
#[derive(Clone, Debug)]
pub struct Removal {
    /// When.
    pub on: Spanned<Date>,
    /// Why.
    pub reason: Spanned<String>,
}

/// A request to join.
#[derive(Clone, Debug)]
pub struct Request {
    /// Id.
    pub id: Spanned<Name>,
    /// Distribution.
    pub name: Spanned<String>,
    /// Which list; `None`: the only one.
    pub list: Option<Spanned<Name>>,
    /// Where to answer.
    pub contact: Spanned<String>,
    /// When it arrived.
    pub received: Spanned<Instant>,
    /// How each criterion is met, in their words.
    pub answers: BTreeMap<Name, Spanned<String>>,
    /// Who vouches.
    pub vouched_by: Option<Spanned<Name>>,
    /// The decision, once there is one.
    pub decision: Option<RequestDecision>,
    /// Where it stands.
    pub span: Span,
}

/// What was decided about a request.
#[derive(Clone, Debug)]
pub struct RequestDecision {
    /// Accepted or declined.
    pub accepted: Spanned<bool>,
    /// When.
    pub at: Spanned<Instant>,
    /// By whom.
    pub by: Vec<Spanned<Name>>,
    /// Why.
    pub reason: Option<Spanned<String>>,
    /// When they were told; the reply is no longer drafted.
    pub sent: Option<Spanned<Instant>>,
}

impl Portfolio {
    /// Returns every revision of the policy, the current one first.
    pub fn policies(&self) -> impl Iterator<Item = &Policy> {
        std::iter::once(&self.policy).chain(&self.earlier)
    }

    /// Returns the business days under a policy: the holidays are the project's and the policy's.
    #[must_use]
    pub fn calendar(&self, policy: &Policy) -> Calendar {
        let own = self.project.holidays.iter().map(|day| day.value);
        Calendar::new(own.chain(policy.holidays.iter().copied()))
    }

    /// The policy an incident runs under: the revision it names, or the present one.
    #[must_use]
    pub fn policy_of(&self, incident: &Incident) -> &Policy {
        let named = incident.policy.as_ref().map(|p| p.value.as_str());
        self.policies().find(|p| named == Some(p.revision.as_str())).unwrap_or(&self.policy)
    }

    /// The policy revision in force at an instant: what an incident reported then runs under.
    /// Before any of them was, the first one.
    #[must_use]
    pub fn policy_at(&self, at: Instant) -> &Policy {
        let since = |p: &&Policy| p.effective.value;
        let in_force = self.policies().filter(|p| p.effective.value <= at).max_by_key(since);
        in_force.or_else(|| self.policies().min_by_key(since)).unwrap_or(&self.policy)
    }

    /// The release line with this id.
    #[must_use]
    pub fn line(&self, id: &LineId) -> Option<&Line> {
        self.project.lines.iter().find(|l| l.id.value == *id)
    }
}

impl Team {
    /// The member with this id, present or past.
    #[must_use]
    pub fn member(&self, id: &str) -> Option<&Member> {
        self.members.iter().find(|m| m.id.value == id)
    }

    /// The members who have not left at this instant, in rotation order.
    pub fn present(&self, at: Instant) -> impl Iterator<Item = &Member> {
        self.members.iter().filter(move |m| m.is_there(at))
    }

    /// Whether somebody was on the team at this instant.
    #[must_use]
    pub fn has(&self, person: &str, at: Instant) -> bool {
        self.member(person).is_some_and(|m| m.is_there(at))
    }

    /// Whether somebody had the role on the roster at this instant.
    #[must_use]
    pub fn holds(&self, person: &str, role: &str, at: Instant) -> bool {
        self.member(person).is_some_and(|m| m.is_there(at) && m.has_role(role))
    }
}

impl Member {
    /// Whether they have not left yet.
    #[must_use]
    pub fn is_there(&self, at: Instant) -> bool {
        self.left.as_ref().is_none_or(|day| at < day.end())
    }

    /// Whether the roster gives them this role.
    #[must_use]
    pub fn has_role(&self, role: &str) -> bool {
        self.roles.iter().any(|r| r.value == role)
    }
}
