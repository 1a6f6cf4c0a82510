//! Reads reports of vulnerabilities as they arrive: private reports and draft advisories of GitHub,
//! reports of HackerOne, and mails.
//!
//! What a reporter says is a claim. A reader takes it as it is, decides nothing, and names what it
//! does not read. Everything is untrusted input: sizes and depths are bounded.

use serde::de::DeserializeSeed as _;

use super::error::{Place, RecordError};
use super::fields::{Fields, Notes};
use super::limits::{Budget, MAX_FILE_BYTES};
use super::node::{Builder, Node};
use super::record::Note;
use crate::time::Instant;

mod github;
mod hackerone;
mod mail;

/// Where a report arrived.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Source {
    /// A private vulnerability report or a draft advisory: the answer of GitHub's REST API
    /// (<https://docs.github.com/en/rest/security-advisories/repository-advisories>).
    GitHub,
    /// The answer of HackerOne's API
    /// (<https://api.hackerone.com/customer-resources/#reports-get-report>).
    HackerOne,
    /// A mail, as a file of RFC 5322.
    Mail,
}

impl Source {
    /// Returns what such a report is called at the beginning of a sentence, before its ID.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::GitHub => "GitHub's report",
            Self::HackerOne => "HackerOne's report",
            Self::Mail => "The mail",
        }
    }
}

/// A report of a vulnerability. All of it is private.
#[derive(Clone, Debug)]
pub struct Intake {
    /// Where it arrived.
    pub source: Source,
    /// Its ID there: a GHSA ID, the number of a report, the Message-ID of a mail.
    pub id: String,
    /// Its title or subject, in one line.
    pub title: String,
    /// When it arrived, if that is known.
    pub arrived: Option<Instant>,
    /// The reporter's name or login.
    pub reporter: Option<String>,
    /// The reporter's mail address.
    pub email: Option<String>,
    /// The private fork in which the fix is developed.
    pub fork: Option<String>,
    /// What the reporter claims, and what else is known, each with a label.
    pub claims: Vec<(&'static str, String)>,
    /// The text of the report.
    pub text: String,
    /// The files that came with it.
    pub attachments: Vec<Attachment>,
    /// What was not read, or not as it was written.
    pub notes: Vec<Note>,
}

/// A file that came with a report.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Attachment {
    /// Its name as it was sent; it may be empty or unfit for a file system.
    pub name: String,
    /// Its content.
    pub bytes: Vec<u8>,
}

impl Intake {
    fn new(source: Source, id: String, title: &str) -> Self {
        Self {
            source,
            id: line(&id),
            title: line(title),
            arrived: None,
            reporter: None,
            email: None,
            fork: None,
            claims: Vec::new(),
            text: String::new(),
            attachments: Vec::new(),
            notes: Vec::new(),
        }
    }

    fn claim(&mut self, label: &'static str, value: Option<String>) {
        self.claims.extend(value.map(|value| (label, line(&value))));
    }
}

/// Reads a report.
///
/// # Errors
/// When it is none of the formats, when something essential is missing, or when it is not a report
/// that is open and private.
pub fn read(bytes: &[u8]) -> Result<Intake, RecordError> {
    if bytes.len() as u64 > MAX_FILE_BYTES {
        return Err(invalid("the file is larger than 64 MiB", "remove its attachments, and keep them elsewhere"));
    }
    match bytes.trim_ascii_start().first() {
        Some(b'{' | b'[') => of_json(bytes),
        _ => mail::read(bytes),
    }
}

fn of_json(bytes: &[u8]) -> Result<Intake, RecordError> {
    let notes = Notes::default();
    let budget = Budget::new();
    let mut reader = serde_json::Deserializer::from_slice(bytes);
    let node = Builder::new(&budget).deserialize(&mut reader).and_then(|node| reader.end().map(|()| node));
    let node = node.map_err(|error| RecordError {
        place: Place::Line { line: error.line(), column: error.column() },
        message: "the JSON can't be read".to_owned(),
        help: "save the answer of the API again, without changes",
    })?;
    let one = match node {
        Node::List(mut all) if all.len() == 1 => all.remove(0),
        Node::List(_) => {
            return Err(invalid(
                "the file has several reports, or none",
                "save each report in a file of its own, for example with `jq '.[0]'`",
            ));
        }
        node => node,
    };
    let other = "this is no report of GitHub or HackerOne";
    let help = "give the answer of `gh api repos/OWNER/REPO/security-advisories/ID`, of HackerOne's API, or a mail";
    let fields = Fields::new(one, &notes).ok_or_else(|| invalid(other, help))?;
    let mut intake = if fields.has("ghsa_id") {
        github::read(fields)?
    } else if fields.has("data") {
        hackerone::read(fields)?
    } else {
        return Err(invalid(other, help));
    };
    // Of a report, no field decides on its own which versions are affected.
    intake.notes = notes.take().unwrap_or_default();
    Ok(intake)
}

fn invalid(message: impl Into<String>, help: &'static str) -> RecordError {
    RecordError { place: Place::File, message: message.into(), help }
}

/// Returns a text on one line, without control characters.
fn line(text: &str) -> String {
    let words = text.split(|c: char| c.is_whitespace() || c.is_control());
    words.filter(|word| !word.is_empty()).collect::<Vec<_>>().join(" ")
}
