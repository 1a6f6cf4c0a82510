//! `publish INCIDENT`: the gates, the public id, the approval.

use std::path::Path;

use anyhow::{Context as _, bail};

use crate::announce::{self, Draft};
use crate::app::Workspace;
use crate::app::edit;
use crate::app::{approval, evidence};
use crate::case::{Case, Withheld};
use crate::cli::{Context, Outcome, Stop, place};
use crate::event::BuiltIn;
use crate::finding::Finding;
use crate::names::PublicId;
use crate::output;
use crate::policy::Disclosure;
use crate::source::FilePath;
use crate::time::Instant;

/// The approval of one incident's publication.
pub(super) struct Approve<'a> {
    pub(super) incident: &'a str,
    pub(super) by: &'a str,
    pub(super) at: Option<Instant>,
    pub(super) until: Option<Instant>,
    pub(super) out: Option<&'a Path>,
    pub(super) dry_run: bool,
}

impl Approve<'_> {
    pub(super) fn run(&self, context: &mut Context) -> Outcome {
        context.require_work_tree()?;
        self.out.iter().try_for_each(|out| place::refuse_inside(&context.global.dir, out))?;
        let loaded = context.open_sound()?;
        let at = self.at.unwrap_or(loaded.now());
        let cases = loaded.cases();
        let incident = loaded.incident(self.incident)?;
        let case = cases.iter().find(|c| c.incident.file == incident.file).context("every incident has a case")?;
        self.refuse(case, at)?;
        let mut errors = approval::errors_before(&loaded, incident);
        errors.extend(evidence::against_approval(&loaded, &cases, incident));
        refuse_errors(context, &loaded, &errors)?;
        let document = incident.document.as_ref().context("there is no advisory.md")?;
        let edits = approval::edits(case, document, &[self.by], at, self.until.map(|until| (until, self.by)))?;
        // What is unfinished is an error only once it is approved: so ask again of what is about to be written.
        let texts = [(&document.file, edits.advisory.as_str()), (&incident.file, edits.incident.as_str())];
        let approved = loaded.with_edits(&texts)?;
        let then = approved.now().max(at);
        let approved = approved.at(then);
        let incident = approved.incident(incident.folder.as_str())?;
        refuse_errors(context, &approved, &approval::errors(&approved, incident))?;
        if self.dry_run {
            let id = if context.terminal.is_public_log() { "published".to_owned() } else { edits.id.to_string() };
            context.terminal.print(&format!("every gate is open; would be {id}\n"))?;
            return Ok(());
        }
        // The approval comes last: cut short, nothing is approved, and `check` says what is left to take out.
        let tree = &loaded.portfolio().tree;
        let advisory = context.global.dir.join(document.file.as_str());
        let before = |file: &FilePath| tree.text(file.as_str()).unwrap_or_default();
        edit::replace(&advisory, before(&document.file), &edits.advisory)?;
        let path = context.global.dir.join(incident.file.as_str());
        edit::replace(&path, before(&incident.file), &edits.incident).inspect_err(|_| {
            let _said_already = edit::replace(&advisory, &edits.advisory, before(&document.file));
        })?;
        self.report(context, &edits.id, at)
    }

    fn refuse(&self, case: &Case<'_>, at: Instant) -> anyhow::Result<()> {
        let handle = &case.incident.handle;
        if case.publication.is_ok() {
            bail!("`{handle}` is public already; record a revision in its advisory.md instead");
        }
        if case.publication == Err(Withheld::Rejected) {
            bail!("the report behind `{handle}` was rejected");
        }
        if !case.may_approve(self.by, at) {
            let role = case.policy.publication.approvals.as_ref().map(|a| &a.role.value);
            let whose =
                role.map_or_else(|| "a member of the team".to_owned(), |r| format!("somebody with the role `{r}`"));
            bail!("`{}` may not approve a publication: the policy asks for {whose}", self.by);
        }
        let approved =
            |e: &crate::incident::Event| e.is(BuiltIn::Approved) && e.by.iter().any(|by| by.value == self.by);
        if case.incident.events.iter().any(approved) {
            bail!("`{}` has approved `{handle}` already", self.by);
        }
        if case.incident.report.disclosure.value == Disclosure::Private
            && self.until.is_none()
            && case.embargo.until.is_none()
        {
            bail!("no end of the embargo is recorded; say when it ends with --until");
        }
        Ok(())
    }

    /// Says what holds now, and writes the drafts of release day.
    fn report(&self, context: &mut Context, id: &PublicId, at: Instant) -> Outcome {
        let again = context.open()?;
        let incident = again.incident(self.incident)?;
        let now = again.now().max(at);
        let case = Case::new(again.portfolio(), incident, now);
        let state = match case.publication {
            Ok(since) => format!("public since {}; the next build shows it", since.spoken()),
            Err(Withheld::Embargoed) => match case.embargo.until {
                Some(until) => format!("public at {}, by the first build after that", until.spoken()),
                None => Withheld::Embargoed.to_string(),
            },
            Err(Withheld::Unapproved) => "approved, but the policy asks for more approvals".to_owned(),
            Err(reason) => format!("approved; {reason}"),
        };
        let id = if context.terminal.is_public_log() { String::new() } else { format!("{id}  ") };
        context.terminal.print(&format!("{id}{}: {state}\n", incident.handle))?;
        if let Some(out) = self.out {
            let release = case.embargo.until.map_or(now, |until| until.max(now));
            let case = Case::new(again.portfolio(), incident, release);
            let (drafts, findings) = release_day(&case);
            for draft in drafts {
                output::file(&out.join(&draft.path), &draft.bytes)?;
                context.terminal.print(&format!("{}\n", out.join(&draft.path).display()))?;
            }
            if !findings.is_empty() {
                context.show(&findings, &again.portfolio().tree)?;
            }
        }
        Ok(())
    }
}

/// The drafts of every step that still tells somebody, though an earlier step may have to be done before they are sent.
fn release_day(case: &Case<'_>) -> (Vec<Draft>, Vec<Finding>) {
    let mut drafts = Vec::new();
    let mut findings = Vec::new();
    for status in case.steps.iter().filter(|s| s.standing.is_open() && !s.step.to.is_empty()) {
        match announce::drafts(case, status) {
            Ok(made) => drafts.extend(made),
            Err(missing) => findings.extend(missing),
        }
    }
    (drafts, findings)
}

/// Shows errors, and stops at them.
fn refuse_errors(context: &mut Context, loaded: &Workspace, errors: &[Finding]) -> Outcome {
    if errors.is_empty() {
        return Ok(());
    }
    context.show(errors, &loaded.portfolio().tree)?;
    context.terminal.say("not published: mend these first");
    Err(Stop::Findings)
}
