//! Modes, which change deadlines, and the waivers that may be granted.

use super::{Prose, Reader};
use crate::policy::{Effect, Grant, Mode, WaiverRule};

impl Prose<'_> {
    /// Returns when a mode is on, and whether it is for an incident without a score.
    pub(crate) fn mode_condition(self, mode: &Mode) -> Option<String> {
        let unscored = self.choose("(or not scored yet)", "(an unscored incident counts as meeting it)");
        let condition = self.condition(&mode.when)?;
        Some(if mode.unscored_meets { format!("{condition} {unscored}") } else { condition })
    }

    /// Returns what a mode does.
    pub(crate) fn effect(self, effect: &Effect) -> String {
        match (effect, self.reader) {
            (Effect::Asap, _) => self
                .choose("Every step happens as soon as possible.", "every deadline becomes as soon as possible")
                .to_owned(),
            (Effect::Floor { replan, .. }, Reader::Public) if replan.is_empty() => {
                "Nothing is published before that date.".to_owned()
            }
            (Effect::Floor { replan, .. }, Reader::Public) => {
                format!("Nothing is published before that date; {} move with it.", self.steps(replan))
            }
            (Effect::Floor { event, replan }, Reader::Team) => {
                format!("nothing may be public before {}; this also moves {}", event.value, self.steps(replan))
            }
        }
    }

    /// Returns what must be recorded with a waiver; empty if nothing.
    pub(crate) fn waiver_needs(self, waiver: &WaiverRule) -> String {
        let (reason, and) = self.choose(("a recorded reason", " and "), ("a reason", ", and "));
        let needs = [(waiver.needs_reason, reason), (waiver.needs_link, "a link to the discussion")];
        needs.into_iter().filter(|(needed, _)| *needed).map(|(_, what)| what).collect::<Vec<_>>().join(and)
    }

    /// Returns what a waiver grants; for the public as a sentence with who grants it and what it
    /// needs.
    pub(crate) fn grant(self, waiver: &WaiverRule) -> String {
        if self.reader == Reader::Team {
            return match waiver.grants {
                Grant::NewDate => "a new date".to_owned(),
                Grant::Fix => "a fix".to_owned(),
            };
        }
        let by = self.role(waiver.by.as_str());
        let grants = match waiver.grants {
            Grant::NewDate if waiver.steps.is_empty() => "set a new date for any step".to_owned(),
            Grant::NewDate => format!("set a new date for {}", self.steps(&waiver.steps)),
            Grant::Fix => "decide to make a fix anyway".to_owned(),
        };
        match self.waiver_needs(waiver) {
            needs if needs.is_empty() => format!("The {by} may {grants}."),
            needs => format!("The {by} may {grants}, with {needs}."),
        }
    }
}
