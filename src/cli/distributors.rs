//! `distributors`: shows the early-disclosure lists, and edits them.

use std::collections::BTreeMap;

use clap::{Args, Subcommand};

use super::edits::{Edits, show_lists};
use super::{Context, Outcome, Stop};
use crate::app::{Acceptance, Admission, NewMember, OpenCriterion};
use crate::names::Name;
use crate::report::{self, DistributorLists};
use crate::time::{Date, Instant};

/// Show the early-disclosure lists, edit them, and answer requests to join
#[derive(Debug, Args)]
#[command(
    args_conflicts_with_subcommands = true,
    after_help = "\
Examples:
  advisory distributors
  advisory distributors --format json
  advisory distributors add tidewater --name \"Tidewater Cloud\" --by amira \\
      --contact psirt@tidewater.example --vouched-by northcap \\
      --terms-accepted 2026-03-01 --criterion active=https://tidewater.example
  advisory distributors accept tidewater-2026 --by amira \\
      --terms-accepted 2026-03-01
  advisory distributors decline kestrel-2026 --by amira \\
      --reason \"No users outside of the company.\"
  advisory distributors sent tidewater-2026
  advisory distributors vouch tidewater-2026 --by northcap
  advisory distributors remove kestrel --by amira \\
      --reason \"Two leaks within three months.\"

`advisory build --drafts DIR` drafts the replies to requests until each was
sent. `advisory correct --help` says how to correct a decision; the member that
it admitted then loses the membership."
)]
pub(super) struct Distributors {
    #[command(subcommand)]
    act: Option<Act>,
}

#[derive(Debug, Subcommand)]
enum Act {
    /// Add a member to a list
    Add {
        /// The ID of the member
        id: Name,
        /// The name of the distribution
        #[arg(long, value_name = "NAME")]
        name: String,
        /// An email address (may be repeated)
        #[arg(long = "contact", value_name = "ADDRESS", required = true)]
        contacts: Vec<String>,
        /// The person who admits it (may be repeated)
        #[arg(long, value_name = "MEMBER", required = true)]
        by: Vec<String>,
        /// The list of the policy [default: the only one]
        #[arg(long, value_name = "ID")]
        list: Option<Name>,
        #[command(flatten)]
        admission: AdmissionOptions,
        #[command(flatten)]
        edits: Edits,
    },
    /// Accept a request, and add the member
    Accept {
        /// The ID of the request
        request: Name,
        /// The person who accepts it (may be repeated)
        #[arg(long, value_name = "MEMBER", required = true)]
        by: Vec<String>,
        /// The reason
        #[arg(long, value_name = "TEXT")]
        reason: Option<String>,
        /// The ID of the new member [default: the ID of the request]
        #[arg(long, value_name = "ID")]
        member: Option<Name>,
        #[command(flatten)]
        admission: AdmissionOptions,
        #[command(flatten)]
        edits: Edits,
    },
    /// Decline a request
    Decline {
        /// The id of the request
        request: Name,
        /// Who declines it (may be repeated)
        #[arg(long, value_name = "MEMBER", required = true)]
        by: Vec<String>,
        /// Why; the reply says it
        #[arg(long, value_name = "TEXT")]
        reason: String,
        #[command(flatten)]
        edits: Edits,
    },
    /// Record that the reply to a request was sent
    Sent {
        /// The id of the request
        request: Name,
        /// When [default: now]
        #[arg(long, value_name = "INSTANT", value_parser = super::instant)]
        at: Option<Instant>,
        #[command(flatten)]
        edits: Edits,
    },
    /// Record that a member of the list vouches for a request or a member
    Vouch {
        /// The request or the member
        id: Name,
        /// The member that vouches
        #[arg(long, value_name = "ID")]
        by: Name,
        #[command(flatten)]
        edits: Edits,
    },
    /// Remove a member; the entry stays, with the reason
    Remove {
        /// The member
        id: Name,
        /// The person who removes it (may be repeated)
        #[arg(long, value_name = "MEMBER", required = true)]
        by: Vec<String>,
        /// The reason
        #[arg(long, value_name = "TEXT")]
        reason: String,
        /// The day [default: today]
        #[arg(long, value_name = "DAY")]
        on: Option<Date>,
        #[command(flatten)]
        edits: Edits,
    },
}

/// What an admission to a list needs.
#[derive(Debug, Args)]
struct AdmissionOptions {
    /// The member that vouches, or `founding` for one of the first members
    #[arg(long, value_name = "ID")]
    vouched_by: Option<Name>,
    /// The day on which they accepted the embargo terms
    #[arg(long, value_name = "DAY")]
    terms_accepted: Option<Date>,
    /// The day of the next review
    #[arg(long, value_name = "DAY")]
    review: Option<Date>,
    /// How the member meets a criterion; asked on a terminal if missing (may be repeated)
    #[arg(long = "criterion", value_name = "ID=TEXT", value_parser = criterion)]
    criteria: Vec<(Name, String)>,
}

impl Distributors {
    pub(super) fn run(&self, context: &mut Context) -> Outcome {
        context.terminal.refuse_public_log("the early-disclosure lists")?;
        match &self.act {
            None => {
                let workspace = context.open()?;
                context.terminal.show(&DistributorLists(workspace.portfolio()))
            }
            Some(act) => act.run(context),
        }
    }
}

impl Act {
    fn run(&self, context: &mut Context) -> Outcome {
        let edited = match self {
            Self::Add { id, name, contacts, by, list, admission, edits } => {
                let workspace = edits.open(context)?;
                let admission = admission.asked(context, workspace.criteria_of(list.as_ref())?)?;
                let (list, contacts, by) = (list.clone(), contacts.clone(), by.clone());
                let (id, name) = (id.clone(), name.clone());
                workspace.add_member(&NewMember { id, name, list, contacts, by, admission })?
            }
            Self::Accept { request, by, reason, member, admission, edits } => {
                let workspace = edits.open(context)?;
                let admission = admission.asked(context, workspace.open_criteria(request)?)?;
                let (request, member) = (request.clone(), member.clone());
                let (by, reason) = (by.clone(), reason.clone());
                workspace.accept_request(&Acceptance { request, member, by, reason, admission })?
            }
            Self::Decline { request, by, reason, edits } => {
                edits.open(context)?.decline_request(request, by, reason)?
            }
            Self::Sent { request, at, edits } => edits.open(context)?.reply_sent(request, *at)?,
            Self::Vouch { id, by, edits } => edits.open(context)?.vouch(id, by)?,
            Self::Remove { id, by, reason, on, edits } => edits.open(context)?.remove_member(id, by, reason, *on)?,
        };
        show_lists(context, self.did(), &edited)
    }

    /// Returns what it did.
    fn did(&self) -> String {
        match self {
            Self::Add { id, .. } => format!("added {id} to distributors.toml"),
            Self::Accept { request, .. } => format!("accepted {request} in distributors.toml"),
            Self::Decline { request, .. } => format!("declined {request} in distributors.toml"),
            Self::Sent { request, .. } => format!("recorded in distributors.toml that {request} got its reply"),
            Self::Vouch { id, by, .. } => format!("recorded in distributors.toml that {by} vouches for {id}"),
            Self::Remove { id, .. } => format!("removed {id} in distributors.toml"),
        }
    }
}

impl AdmissionOptions {
    /// Returns what was given, and asks for the criteria that have no answer, if somebody is there.
    fn asked(&self, context: &Context, open: Vec<OpenCriterion>) -> Result<Admission, Stop> {
        let mut criteria: BTreeMap<Name, String> = self.criteria.iter().cloned().collect();
        for OpenCriterion { id, label } in open {
            if criteria.contains_key(&id) {
                continue;
            }
            let question = format!("{} How do they meet it?", report::plain::line(&label));
            if let Some(answer) = context.terminal.ask(&question)?.filter(|answer| !answer.is_empty()) {
                criteria.insert(id, answer);
            }
        }
        let (vouched_by, terms_accepted, review) = (self.vouched_by.clone(), self.terms_accepted, self.review);
        Ok(Admission { vouched_by, terms_accepted, review, criteria })
    }
}

/// Reads `ID=TEXT`.
fn criterion(text: &str) -> Result<(Name, String), String> {
    let (id, answer) = text.split_once('=').ok_or("write ID=TEXT")?;
    let id = id.trim().parse().map_err(|error: crate::names::NameError| error.to_string())?;
    Ok((id, answer.trim().to_owned()))
}
