//! Roles: where their holders come from, how they are picked, and whose approval counts.

use super::{Prose, Reader, capitalize, names, spaced, split_title};
use crate::policy::{Approvals, Pick, Role, RoleSource};

impl Prose<'_> {
    /// Returns the name of a role for use in a sentence: its id for the team, the name in its title
    /// for others.
    pub(crate) fn role(self, id: &str) -> String {
        let title = self.policy.role(id).and_then(|role| role.element.title.as_ref());
        match (self.reader, title) {
            (Reader::Team, _) => id.to_owned(),
            (Reader::Public, Some(title)) => split_title(&title.value).0.to_owned(),
            (Reader::Public, None) => spaced(id),
        }
    }

    /// Returns what a role is for and who holds it, in a sentence or two.
    pub(crate) fn about_role(self, role: &Role) -> String {
        let title = role.element.title.as_ref().map_or("", |title| split_title(&title.value).1);
        let what = match title.trim_end_matches('.') {
            "" => String::new(),
            what => format!("{}. ", capitalize(what)),
        };
        let picked = role.pick.map(|pick| format!(", {}", self.pick(pick))).unwrap_or_default();
        format!("{what}{}{picked}.", self.role_source(role))
    }

    /// Returns where the holders of a role come from.
    pub(crate) fn role_source(self, role: &Role) -> String {
        match (&role.from, self.reader) {
            (None, _) => self.choose("Chosen from the project’s team", "the roster in team.toml").to_owned(),
            (Some(RoleSource::Anyone), _) => {
                self.choose("Anybody, on the team or not", "anyone, on the team or not").to_owned()
            }
            (Some(RoleSource::Role(from)), Reader::Public) => format!("Chosen from the {}", self.role(from.as_str())),
            (Some(RoleSource::Role(from)), Reader::Team) => from.value.to_string(),
        }
    }

    /// Returns how the holders of a role are picked, and how many; empty if the policy specifies
    /// neither.
    pub(crate) fn picked(self, role: &Role) -> String {
        let pick = role.pick.map(|pick| format!("{} ({})", self.pick(pick), self.force(role.force)));
        let count = role.count.map(|count| format!("{count} for each incident"));
        pick.into_iter().chain(count).collect::<Vec<_>>().join(", ")
    }

    fn pick(self, pick: Pick) -> &'static str {
        match pick {
            Pick::RoundRobin => "in turn",
            Pick::Volunteer => self.choose("as a volunteer", "a volunteer"),
            Pick::Appointed => "by appointment",
        }
    }

    /// Returns which components the holders of a role must represent.
    pub(crate) fn cover(self, role: &Role) -> Option<String> {
        let cover = role.cover.as_ref()?;
        let maturity = match names(&cover.maturity, " or ") {
            maturity if maturity.is_empty() => maturity,
            maturity => format!("{maturity} "),
        };
        let (min, each, force) = (cover.min, &cover.each.value, self.force(role.force));
        Some(format!("at least {min} for every {maturity}{each} ({force})"))
    }

    /// Returns whose approval is needed, and how many approvals.
    pub(crate) fn approvals(self, approvals: &Approvals) -> String {
        let (count, role) = (approvals.count, self.role(approvals.role.as_str()));
        if self.reader == Reader::Public {
            let members = if count == 1 { "one member".to_owned() } else { format!("{count} members") };
            return format!("{members} of the {role}");
        }
        let each = if approvals.per_commit { " on every commit" } else { "" };
        let inferred = if approvals.inferred { " (inferred)" } else { "" };
        format!("{count} of {role}{each}{inferred}")
    }
}
