//! Steps: what they wait for, what they need, whom they inform, and the duties that only people can
//! fulfill.

use super::{Prose, Reader, names, split_title, title};
use crate::names::Name;
use crate::policy::{Attestation, Lines, Mode, Need, Step};
use crate::source::Spanned;

impl<'p> Prose<'p> {
    /// Returns a list of steps: ids for the team, quoted names for others.
    pub(crate) fn steps(self, steps: &[Spanned<Name>]) -> String {
        if self.reader == Reader::Team {
            return names(steps, ", ");
        }
        let known = steps.iter().filter_map(|id| self.policy.step(id.as_str()));
        let labels: Vec<String> = known.map(|step| format!("“{}”", split_title(&title(&step.element)).0)).collect();
        self.list(&labels, "and")
    }

    /// Returns the facts that a step needs or would like.
    pub(crate) fn needs(self, step: &Step) -> String {
        let need = |need: &Need| format!("{}{}", need.fact.value, if need.required { "" } else { " (if there is)" });
        step.needs.iter().map(need).collect::<Vec<_>>().join(", ")
    }

    /// Returns which release lines a step concerns; empty if none.
    pub(crate) fn release_lines(self, step: &Step) -> &'static str {
        match step.lines {
            None => "",
            Some(Lines::Latest) => "on top of the latest release",
            Some(Lines::SupportedAffected) => "every supported line that is affected",
        }
    }

    /// Returns the channels that a step informs, and with which draft; empty if none.
    pub(crate) fn tells(self, step: &Step) -> String {
        match (names(&step.to, ", "), &step.template) {
            (to, Some(template)) if !to.is_empty() => format!("{to} (draft `{}`)", template.value),
            (to, _) => to,
        }
    }

    /// Returns the duties of a step that only people can fulfill.
    pub(crate) fn duties_of(self, step: &Step) -> impl Iterator<Item = &'p Attestation> {
        let id = step.element.id.value.clone();
        self.policy.attestations.iter().filter(move |a| a.step.as_ref().is_some_and(|step| step.value == id))
    }

    /// Returns a sentence about a duty, after the condition of the mode in which it is asked for.
    pub(crate) fn within(self, duty: &Attestation, sentence: String) -> String {
        let is_asked = |mode: &&Mode| duty.mode.as_ref().is_some_and(|id| id.value == mode.element.id.value);
        let mode = self.policy.modes.iter().find(is_asked);
        match mode.and_then(|mode| self.mode_condition(mode)) {
            Some(condition) => format!("If {condition}: {sentence}"),
            None => sentence,
        }
    }

    /// Returns a duty: its title if it has one, else its text. For the team: its text, whose duty
    /// it is, and whether it must be acknowledged.
    pub(crate) fn duty(self, duty: &Attestation) -> String {
        if self.reader == Reader::Public {
            return duty.element.title.as_ref().unwrap_or(&duty.text).value.clone();
        }
        let who = duty.role.as_ref().map_or_else(String::new, |role| format!(" ({})", role.value));
        let required = if duty.required { " Must be acknowledged." } else { "" };
        format!("{}{who}{required}", duty.text.value)
    }
}
