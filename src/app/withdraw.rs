//! Withdraws a published advisory.

use super::approval;
use super::edit;
use super::edited::EditedIncident;
use super::error::Error;
use super::revise::require_published;
use super::workspace::Workspace;
use crate::announce;
use crate::case::{Act, Case};
use crate::event::BuiltIn;
use crate::finding::did_you_mean;
use crate::incident::{Content, Document, Incident};
use crate::key;
use crate::names::Name;
use crate::time::Instant;

const UNPUBLISHED: &str = "if the report turned out not to be a vulnerability, record `rejected`";

/// A withdrawal of a published advisory.
#[derive(Clone, Debug)]
pub struct Withdrawal {
    /// The incident: its handle, folder or public ID.
    pub incident: String,
    /// Who withdraws it.
    pub by: String,
    /// Why, for readers of the advisory.
    pub reason: String,
    /// The public advisory that replaces it, by its public ID or another id of it.
    pub replaced_by: Option<String>,
    /// When; `None`: at the instant of the workspace.
    pub at: Option<Instant>,
}

/// A withdrawn advisory.
#[derive(Debug)]
pub struct Withdrawn {
    /// The incident after it.
    pub after: EditedIncident,
    /// Whom the advisory was told to, and who has to be told of the withdrawal.
    pub told: Vec<Told>,
}

/// A channel that was told something.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Told {
    /// The channel.
    pub channel: Name,
    /// What it was told: the step.
    pub step: Name,
    /// When.
    pub at: Instant,
}

impl Workspace {
    /// Withdraws a published advisory: the reason for readers, the event, and the link to the
    /// advisory that replaces it. Its page stays and says so.
    ///
    /// ```
    /// use advisory::Workspace;
    /// use advisory::app::Withdrawal;
    ///
    /// let workspace = Workspace::open(".", "2026-11-20T12:00:00Z".parse()?)?;
    /// let withdrawal = Withdrawal {
    ///     incident: "brisk-otter".to_owned(),
    ///     by: "amira".to_owned(),
    ///     reason: "A duplicate.".to_owned(),
    ///     replaced_by: Some("LODE-1999-001".to_owned()),
    ///     at: None,
    /// };
    /// assert!(workspace.withdraw(&withdrawal).is_err(), "there is no such replacement");
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    ///
    /// # Errors
    /// When the workspace is a revision, when the advisory was never public or is withdrawn
    /// already, when the member may not withdraw it, when the replacement does not exist or is not
    /// public, when the files would have errors that they did not have, or when they can't be
    /// written.
    pub fn withdraw(&self, withdrawal: &Withdrawal) -> Result<Withdrawn, Error> {
        self.require_work_tree()?;
        let at = self.instant(withdrawal.at)?;
        let incident = self.incident(&withdrawal.incident)?;
        self.require_whole(incident)?;
        let case = self.case(incident);
        let document = require_published(&case, at, UNPUBLISHED)?;
        withdrawal.refuse(&case, at)?;
        self.require_ids(incident, &self.change_of(incident))?;
        let replacement = withdrawal.replacement(self, incident)?;
        // A link is new content, and a correction. So are edits that nobody has approved yet.
        let corrects = replacement.is_some() || case.publication.is_err();
        let advisory = self.edit_of(&document.file, |text| withdrawal.advisory(text, replacement, corrects, at))?;
        let facts = self.edit_of(&incident.file, |text| {
            edit::require_toml(text)?;
            let event = [
                (key::AT, edit::instant(at)?),
                (key::EVENT, edit::text(BuiltIn::Withdrawn.name())),
                (key::BY, edit::text(&withdrawal.by)),
                (key::COVERS, edit::text(Content::of_withdrawal(&withdrawal.words(replacement)).digest().as_str())),
            ];
            let text = edit::record(text, key::EVENT, &event);
            let by: &[&str] = if corrects { &[&withdrawal.by] } else { &[] };
            approval::approved(&case, document, (&advisory.after, text), by, at)
        })?;
        let after = self.write_edits(incident, vec![advisory, facts], at)?;
        let told = told(&after.case()?, at);
        Ok(Withdrawn { after, told })
    }
}

impl Withdrawal {
    fn refuse(&self, case: &Case<'_>, at: Instant) -> Result<(), Error> {
        let handle = &case.incident.handle;
        if let Some(before) = case.withdrawn() {
            return Err(Error::invalid(format!("`{handle}` was already withdrawn on {}", before.at.value.spoken())));
        }
        if self.reason.trim().is_empty() {
            return Err(Error::invalid("the reason of a withdrawal is empty, but must tell readers why"));
        }
        if !case.may(&self.by, Act::Withdraw, at) {
            let who = Act::Withdraw.who(case.policy);
            let message = format!("`{}` may not withdraw an advisory: the policy asks for {who}", self.by);
            return Err(Error::invalid(message));
        }
        Ok(())
    }

    /// Returns the public ID of the replacement.
    fn replacement<'w>(&self, workspace: &'w Workspace, withdrawn: &Incident) -> Result<Option<&'w str>, Error> {
        let Some(named) = self.replaced_by.as_deref() else { return Ok(None) };
        let cases = workspace.cases();
        let public = cases.iter().filter(|case| case.publication.is_ok() && case.withdrawn().is_none());
        let public: Vec<&Document> = public.filter_map(|case| case.incident.document.as_ref()).collect();
        let ids = |document: &Document| -> Vec<String> {
            let own = document.id.iter().map(|id| id.value.to_string());
            let cve = document.cve.iter().map(|id| id.value.to_string());
            own.chain(cve).chain(document.aliases.iter().map(|alias| alias.value.clone())).collect()
        };
        let Some(found) = public.iter().find(|document| ids(document).iter().any(|id| id == named)) else {
            // An embargoed advisory is treated like one that does not exist: the log may be public,
            // and the link would be.
            let own = withdrawn.document.as_ref().map(|own| &own.file);
            let others = public.iter().filter(|document| Some(&document.file) != own);
            let known: Vec<String> = others.flat_map(|document| ids(document)).collect();
            let near = did_you_mean(named, known.iter().map(String::as_str));
            return Err(Error::Invalid {
                message: format!("there is no public advisory `{}`", named.escape_debug()),
                help: Some(near.map_or_else(
                    || "publish the replacement first: readers follow the link".to_owned(),
                    |near| format!("did you mean `{near}`?"),
                )),
            });
        };
        if withdrawn.document.as_ref().is_some_and(|own| own.file == found.file) {
            return Err(Error::invalid("an advisory can't replace itself"));
        }
        let id = workspace.portfolio().incidents.iter().filter_map(|incident| incident.document.as_ref());
        let id = id.filter(|document| document.file == found.file).find_map(|document| document.id.as_ref());
        Ok(id.map(|id| id.as_str()))
    }

    /// Returns the reason as readers see it.
    fn words(&self, replacement: Option<&str>) -> String {
        let reason = self.reason.trim();
        match replacement {
            Some(id) => format!("{}. Replaced by {id}.", reason.trim_end_matches('.')),
            None => reason.to_owned(),
        }
    }

    /// Returns `advisory.md` with the reason, the link, and the revision of a withdrawal that
    /// corrects the content.
    fn advisory(&self, text: &str, replacement: Option<&str>, corrects: bool, at: Instant) -> Result<String, Error> {
        let reason = self.words(replacement);
        let mut text = edit::set_front(text, key::WITHDRAWN, edit::text(&reason))?;
        if let Some(id) = replacement {
            let relation = [(key::KIND, edit::text("replaced-by")), (key::ID, edit::text(id))];
            text = edit::record_front(&text, key::RELATION, &relation)?;
        }
        if !corrects {
            return Ok(text);
        }
        let revision = [(key::AT, edit::instant(at)?), (key::TEXT, edit::text(&format!("Withdrawn: {reason}")))];
        Ok(edit::record_front(&text, key::REVISION, &revision)?)
    }
}

/// Returns the channels that were told of the advisory by an instant and have to be told of its
/// withdrawal: each once, with what it was told last.
fn told(case: &Case<'_>, at: Instant) -> Vec<Told> {
    let mut told: Vec<Told> = Vec::new();
    for status in &case.steps {
        let step = &status.step.element.id.value;
        for to in &status.step.to {
            let news =
                case.policy.channel(to.as_str()).and_then(|channel| announce::told_before_news(case, status, channel));
            told.extend(news.map(|at| Told { channel: to.value.clone(), step: step.clone(), at }));
        }
    }
    told.retain(|told| told.at <= at);
    told.sort_by_key(|told| std::cmp::Reverse(told.at));
    let mut seen = std::collections::BTreeSet::new();
    told.retain(|told| seen.insert(told.channel.clone()));
    told
}
