//! What a record set in the incident's file, and what is left of it once the record is void.
//!
//! A record can hand over a role, or say that a public report may be handled in private. The file
//! then says so in a key of its own, which an amendment of the record does not reach.

use super::Case;
use crate::fact::Fact;
use crate::incident::Event;
use crate::names::Name;
use crate::policy::{Disclosure, Role};
use crate::source::Spanned;

/// What is left of a record that is void.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Left<'p> {
    /// The record.
    pub(crate) event: &'p Event,
    /// What it set.
    pub(crate) what: LeftOver<'p>,
}

/// What a void record set.
#[derive(Clone, Copy, Debug)]
pub(crate) enum LeftOver<'p> {
    /// The report is handled in private, and nothing else says that this was agreed.
    Private,
    /// A role has the holders that the record gave it, and had these before.
    Role(&'p Name, &'p [Spanned<Name>]),
}

impl<'p> Case<'p> {
    /// Returns what is left of records that are void.
    #[must_use]
    pub(crate) fn left_over(&self) -> Vec<Left<'p>> {
        let void = self.incident.void_events();
        void.flat_map(|event| {
            let roles = self.roles_of(event).into_iter().filter(|(role, before)| self.is_left(event, role, before));
            let roles = roles.map(|(role, before)| LeftOver::Role(role, before));
            let private = self.is_left_private(event).then_some(LeftOver::Private);
            roles.chain(private).map(move |what| Left { event, what }).collect::<Vec<_>>()
        })
        .collect()
    }

    /// Returns the roles that a record gave to people, each with those who had it before: the roles
    /// that it passed on, and the one that its step is there to fill.
    #[must_use]
    pub(crate) fn roles_of(&self, event: &'p Event) -> Vec<(&'p Name, &'p [Spanned<Name>])> {
        let passed = event.former_holders.iter().map(|(role, held)| (role, held.as_slice()));
        let mut roles: Vec<(&Name, &[Spanned<Name>])> = passed.collect();
        let filled: [(Fact, Option<&Role>); 2] =
            [(Fact::FixLead, self.policy.leading().next()), (Fact::FixTeam, self.policy.developing().next())];
        for (fact, role) in filled {
            // Later steps with the fact only use it.
            let fills = self.policy.steps.iter().find(|step| step.needs.iter().any(|need| need.fact.value == fact));
            let is_filled = fills.is_some_and(|step| step.event.as_str() == event.name());
            let role = role.map(|role| &role.element.id.value).filter(|_| is_filled);
            roles.extend(role.filter(|role| !event.former_holders.contains_key(*role)).map(|role| (role, &[][..])));
        }
        roles
    }

    /// Returns whether a role still has the holders that a void record gave it: other ones than
    /// before, and no other record has filled it since.
    fn is_left(&self, void: &Event, role: &Name, before: &[Spanned<Name>]) -> bool {
        let names = |holders: &[Spanned<Name>]| holders.iter().map(|it| it.value.clone()).collect::<Vec<_>>();
        let present = self.incident.holders(role.as_str());
        let fills = |event: &&Event| event.name() == void.name() || event.former_holders.contains_key(role);
        let is_since = |event: &&Event| before.is_empty() || event.at.value >= void.at.value;
        !present.is_empty()
            && names(present) != names(before)
            && !self.incident.events.iter().filter(fills).any(|event| is_since(&event))
    }

    /// Returns whether the report is handled in private because a record said that this was agreed,
    /// which is void.
    fn is_left_private(&self, void: &Event) -> bool {
        let mut steps = self.policy.steps.iter().filter(|step| step.event.as_str() == void.name());
        let mut agreed =
            |choice: &Name| steps.any(|step| step.private_on.as_ref().is_some_and(|on| on.value == *choice));
        self.incident.report.disclosure.value == Disclosure::Private
            && void.choice().is_some_and(|choice| agreed(&choice.value))
            && !self.is_private_by_agreement()
    }
}
