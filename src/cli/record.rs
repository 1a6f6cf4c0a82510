//! `record`: an event, waiver or decision, appended to an incident.

use anyhow::{Context as _, anyhow};
use clap::Args;

use super::{Context, Outcome};
use crate::app::edit;
use crate::app::edit::Value;
use crate::case::Case;
use crate::finding::did_you_mean;
use crate::names::Name;
use crate::report;
use crate::time::Instant;

/// Append an event, waiver or decision to an incident, keeping its formatting and comments
#[derive(Debug, Args)]
#[command(after_help = "\
Examples:
  advisory record amber-heron lead-named --by amira --set roles.fix-lead=amira
  advisory record amber-heron scored --by amira
  advisory record amber-heron embargo-agreed --by amira --until 2026-03-10T15:00:00Z
  advisory record amber-heron decision --step distributors --skip --by amira --reason \"local only\"
  advisory record amber-heron waiver --waiver low-severity-slowdown --step release --by ben \\
      --link https://lists.example.org/1 --until 2026-04-10T15:00:00Z

`advisory explain events` lists the events; the policy's steps add their own.
Where CI is set and --reveal is not, the log may be public: it gets handles, dates and the policy's words alone.")]
pub(super) struct Record {
    /// The incident's handle
    incident: String,
    /// The event, or `waiver`, or `decision`
    event: Name,
    /// When it happened [default: now]
    #[arg(long, value_name = "INSTANT", value_parser = super::instant)]
    at: Option<Instant>,
    /// Who (may be repeated)
    #[arg(long, value_name = "MEMBER")]
    by: Vec<String>,
    /// Private words
    #[arg(long, value_name = "TEXT")]
    note: Option<String>,
    /// A link to the evidence
    #[arg(long, value_name = "URL")]
    link: Option<String>,
    /// The new end of the embargo, or the new date of a waiver
    #[arg(long, value_name = "INSTANT", value_parser = super::instant)]
    until: Option<Instant>,
    /// What was chosen
    #[arg(long, value_name = "WORD")]
    choice: Option<Name>,
    /// The attestation that is acknowledged
    #[arg(long, value_name = "ID")]
    attestation: Option<Name>,
    /// What leaked
    #[arg(long, value_name = "TEXT")]
    leaked: Option<String>,
    /// To whom it leaked
    #[arg(long, value_name = "TEXT")]
    leaked_to: Option<String>,
    /// The damage
    #[arg(long, value_name = "TEXT")]
    assessment: Option<String>,
    /// The list member it came from
    #[arg(long, value_name = "ID")]
    distributor: Option<Name>,
    /// The step a decision or waiver is about (may be repeated for a waiver)
    #[arg(long = "step", value_name = "STEP")]
    steps: Vec<Name>,
    /// Decision: the optional step is taken
    #[arg(long, conflicts_with = "skip")]
    take: bool,
    /// Decision: the optional step is skipped
    #[arg(long)]
    skip: bool,
    /// Waiver: which of the policy's
    #[arg(long, value_name = "ID")]
    waiver: Option<Name>,
    /// Why
    #[arg(long, value_name = "TEXT")]
    reason: Option<String>,
    /// Set a key of incident.toml as well, such as fix.repository=https://… (may be repeated)
    #[arg(long = "set", value_name = "KEY=VALUE")]
    set: Vec<String>,
}

impl Record {
    pub(super) fn run(&self, context: &mut Context) -> Outcome {
        context.require_work_tree()?;
        let loaded = context.open_sound()?;
        let incident = loaded.incident(&self.incident)?;
        let policy = loaded.portfolio().policy_of(incident);
        let at = self.at.unwrap_or(loaded.now());
        let path = context.global.dir.join(incident.file.as_str());
        let before = edit::read(&path)?;
        let mut text = before.clone();
        edit::require_toml(&text)?;
        for assignment in &self.set {
            let (key, value) =
                assignment.split_once('=').ok_or_else(|| anyhow!("`{assignment}` is not of the form KEY=VALUE"))?;
            text = edit::set(&text, key.trim(), edit::typed(value.trim()))?;
        }
        text = match self.event.as_str() {
            "decision" => self.decision(&text, at)?,
            "waiver" => self.waiver(&text, at)?,
            name => {
                let known = policy.vocabulary();
                if !known.contains_key(name) {
                    let hint = did_you_mean(name, known.keys().copied()).map_or_else(
                        || "`advisory explain events` lists them".to_owned(),
                        |near| format!("did you mean `{near}`?"),
                    );
                    return Err(anyhow!("no event `{name}` is known to the policy; {hint}").into());
                }
                self.happening(&text, at)?
            }
        };
        let again = loaded.with_edits(&[(&incident.file, &text)])?;
        edit::replace(&path, &before, &text)?;
        let incident = again.incident(incident.folder.as_str())?;
        let case = Case::new(again.portfolio(), incident, again.now().max(at));
        let board = report::incident(&case, context.board_format(), context.audience())?;
        let what = format!("recorded {} in {}\n", self.event, incident.file);
        context.terminal.done(&what, &board, context.global.format)?;
        Ok(())
    }

    fn happening(&self, text: &str, at: Instant) -> anyhow::Result<String> {
        let mut entries = vec![("at", edit::instant(at)?), ("event", edit::text(self.event.as_str()))];
        self.common(&mut entries);
        if let Some(until) = self.until {
            entries.push(("until", edit::instant(until)?));
        }
        let words = [
            ("note", self.note.as_deref()),
            ("choice", self.choice.as_ref().map(Name::as_str)),
            ("attestation", self.attestation.as_ref().map(Name::as_str)),
            ("leaked", self.leaked.as_deref()),
            ("leaked-to", self.leaked_to.as_deref()),
            ("assessment", self.assessment.as_deref()),
            ("distributor", self.distributor.as_ref().map(Name::as_str)),
        ];
        entries.extend(words.into_iter().filter_map(|(key, value)| Some((key, edit::text(value?)))));
        Ok(edit::record(text, "event", &entries))
    }

    fn decision(&self, text: &str, at: Instant) -> anyhow::Result<String> {
        let [step] = self.steps.as_slice() else {
            return Err(anyhow!("a decision is about one step: name it with --step"));
        };
        if !self.take && !self.skip {
            return Err(anyhow!("say what was decided: --take or --skip"));
        }
        let mut entries = vec![("step", edit::text(step.as_str())), ("at", edit::instant(at)?)];
        self.common(&mut entries);
        // Behind the keys that other records have too: where a merge mixes two records, it then stands in the wrong one, and
        // `check` sees it.
        entries.push(("take", edit::typed(if self.take { "true" } else { "false" })));
        if let Some(reason) = &self.reason {
            entries.push(("reason", edit::text(reason)));
        }
        Ok(edit::record(text, "decision", &entries))
    }

    fn waiver(&self, text: &str, at: Instant) -> anyhow::Result<String> {
        let waiver = self.waiver.as_ref().context("say which of the policy's waivers: --waiver ID")?;
        let steps: Vec<String> = self.steps.iter().map(ToString::to_string).collect();
        if steps.is_empty() {
            return Err(anyhow!("say which steps it moves: --step STEP"));
        }
        let mut entries =
            vec![("waiver", edit::text(waiver.as_str())), ("steps", edit::names(&steps)), ("at", edit::instant(at)?)];
        self.common(&mut entries);
        if let Some(reason) = &self.reason {
            entries.push(("reason", edit::text(reason)));
        }
        if let Some(until) = self.until {
            entries.push(("until", edit::instant(until)?));
        }
        Ok(edit::record(text, "waiver", &entries))
    }

    fn common(&self, entries: &mut Vec<(&str, Value)>) {
        if !self.by.is_empty() {
            entries.push(("by", edit::names(&self.by)));
        }
        if let Some(link) = &self.link {
            entries.push(("link", edit::text(link)));
        }
    }
}
