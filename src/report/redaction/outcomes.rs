//! What became of files, and the program's own texts. Programs get one JSON document of each.

use std::path::{Path, PathBuf};

use serde::Serialize;

use super::{LogText, Show, Style};
use crate::app::{Built, BuiltDrafts, Renewal};
use crate::finding::{Finding, Severity};
use crate::json::JsonError;
use crate::names::Name;
use crate::policy::Policy;
use crate::publish::Publication;
use crate::report::json::Findings;
use crate::report::lines::Sources;
use crate::report::{self, Format, wrapped};
use crate::rules::{self, Rule};
use crate::shell;
use crate::source::Tree;
use crate::time::Instant;

/// A document for programs. Keys are added, never renamed or removed, while `schema` stays the
/// same.
#[derive(Serialize)]
struct Document<T> {
    schema: u32,
    #[serde(flatten)]
    content: T,
}

fn document(content: impl Serialize) -> Result<String, JsonError> {
    report::pretty(&Document { schema: 1, content })
}

/// Files that were written. Their names come from the command line and from the program.
pub struct ShownFiles<'a>(
    /// The files.
    pub &'a [PathBuf],
);

impl Show for ShownFiles<'_> {
    fn team(&self, style: Style) -> Result<String, JsonError> {
        #[derive(Serialize)]
        struct Files<'a> {
            written: &'a [PathBuf],
        }
        match style.format {
            Format::Json | Format::Sarif => document(Files { written: self.0 }),
            Format::Human | Format::Github => Ok(self.0.iter().map(|path| format!("{}\n", path.display())).collect()),
        }
    }

    fn log(&self, style: Style) -> Result<LogText, JsonError> {
        self.team(style).map(LogText)
    }
}

/// The files of `init` that differ from what this version writes.
pub struct ShownRenewals<'a> {
    /// The files.
    pub files: &'a [Renewal],
    /// Whether they were written.
    pub is_written: bool,
}

impl Show for ShownRenewals<'_> {
    fn team(&self, style: Style) -> Result<String, JsonError> {
        #[derive(Serialize)]
        struct Renewals<'a> {
            written: bool,
            files: Vec<File<'a>>,
        }
        #[derive(Serialize)]
        struct File<'a> {
            path: &'a str,
            diff: String,
        }
        match style.format {
            Format::Json | Format::Sarif => {
                let files = self.files.iter().map(|it| File { path: &it.path, diff: it.diff() }).collect();
                document(Renewals { written: self.is_written, files })
            }
            _ if self.files.is_empty() => Ok(UP_TO_DATE.to_owned()),
            _ if self.is_written => Ok(self.files.iter().map(|it| format!("wrote {}\n", it.path)).collect()),
            _ => Ok(self.files.iter().map(Renewal::diff).collect::<Vec<_>>().join("\n")),
        }
    }

    fn log(&self, style: Style) -> Result<LogText, JsonError> {
        let is_said = self.files.is_empty() && style.format == Format::Human;
        Ok(if is_said { LogText::new().words(UP_TO_DATE) } else { LogText::new() })
    }
}

const UP_TO_DATE: &str = "everything that `init` wrote is up to date";

/// What a build wrote, for programs. A public log gets nothing about the drafts.
pub struct BuildDocument<'a> {
    /// The public site, if it was built.
    pub site: Option<&'a Built>,
    /// The private drafts, if they were built.
    pub drafts: Option<&'a BuiltDrafts>,
    /// The files that findings point into.
    pub tree: &'a Tree,
}

#[derive(Serialize)]
struct SiteObject<'a, F> {
    folder: &'a Path,
    advisories: usize,
    files: usize,
    changed: usize,
    removed: usize,
    left_out: F,
}

#[derive(Serialize)]
struct DraftsObject<'a, F> {
    folder: &'a Path,
    due: usize,
    changed: usize,
    removed: usize,
    missing: F,
}

impl BuildDocument<'_> {
    fn text(&self, drafts: Option<&BuiltDrafts>, left_out: &[Finding], tree: &Tree) -> Result<String, JsonError> {
        #[derive(Serialize)]
        struct Object<S, D> {
            site: Option<S>,
            drafts: Option<D>,
        }
        let missing = drafts.map(|drafts| drafts.missing.as_slice()).unwrap_or_default();
        let (left_out, missing) = (findings(left_out, tree), findings(missing, tree));
        let site = self.site.map(|built| SiteObject {
            folder: &built.site,
            advisories: built.advisories,
            files: built.written.files,
            changed: built.written.changed,
            removed: built.written.removed,
            left_out: left_out.list(),
        });
        let drafts = drafts.map(|built| DraftsObject {
            folder: &built.drafts,
            due: built.written.files,
            changed: built.written.changed,
            removed: built.written.removed,
            missing: missing.list(),
        });
        document(Object { site, drafts })
    }
}

fn findings<'f>(findings: &'f [Finding], tree: &Tree) -> Findings<'f> {
    Findings::new(findings, &Sources::new(findings, tree))
}

impl Show for BuildDocument<'_> {
    fn team(&self, _: Style) -> Result<String, JsonError> {
        let left_out = self.site.map(|built| built.left_out.as_slice()).unwrap_or_default();
        self.text(self.drafts, left_out, self.tree)
    }

    fn log(&self, _: Style) -> Result<LogText, JsonError> {
        let left_out = self.site.map(|built| built.left_out.clone()).unwrap_or_default();
        self.text(None, &super::redacted(left_out), &Tree::default()).map(LogText)
    }
}

/// The public site as a commit: it says nothing that the site does not.
pub struct ShownPublication<'a> {
    /// The branch.
    pub branch: &'a str,
    /// The public repository, as the command line names it.
    pub repository: &'a str,
    /// What was done.
    pub done: &'a Publication,
    /// Whether nothing was written.
    pub dry_run: bool,
}

impl Show for ShownPublication<'_> {
    fn team(&self, style: Style) -> Result<String, JsonError> {
        #[derive(Serialize)]
        struct Object<'a> {
            repository: &'a str,
            branch: &'a str,
            commit: &'a str,
            subject: Option<&'a str>,
            remote: Option<&'a str>,
            dry_run: bool,
        }
        let Self { branch, repository, done, dry_run } = *self;
        if matches!(style.format, Format::Json | Format::Sarif) {
            let (subject, remote) = (done.subject.as_deref(), done.remote.as_deref());
            return document(Object { repository, branch, commit: &done.commit, subject, remote, dry_run });
        }
        let repository = shell::path(std::path::Path::new(repository));
        let commit: String = done.commit.chars().take(10).collect();
        Ok(match &done.subject {
            None => format!("nothing to do: {branch} of {repository} already has this site ({commit})\n"),
            Some(subject) if dry_run => format!("every check passed; {branch} would get {commit} \"{subject}\"\n"),
            Some(subject) => {
                let remote = done.remote.as_deref().unwrap_or("REMOTE");
                format!(
                    "{branch} of {repository} is now {commit} \"{subject}\"\npush it: git -C {repository} push {remote} {branch}\n"
                )
            }
        })
    }

    fn log(&self, style: Style) -> Result<LogText, JsonError> {
        self.team(style).map(LogText)
    }
}

/// The policy's own words. Programs also get what to record for which step.
pub struct ShownPolicy<'a>(
    /// The policy.
    pub &'a Policy,
);

impl Show for ShownPolicy<'_> {
    fn team(&self, style: Style) -> Result<String, JsonError> {
        #[derive(Serialize)]
        struct Object<'a> {
            id: &'a Name,
            revision: &'a str,
            effective: Instant,
            steps: Vec<StepObject<'a>>,
            text: String,
        }
        #[derive(Serialize)]
        struct StepObject<'a> {
            step: &'a Name,
            event: &'a Name,
        }
        let text = report::policy::policy(self.0, style.width);
        if !matches!(style.format, Format::Json | Format::Sarif) {
            return Ok(text);
        }
        let Policy { id, revision, effective, .. } = self.0;
        let steps = report::policy::records(self.0).map(|(step, event)| StepObject { step, event }).collect();
        document(Object { id: &id.value, revision: &revision.value, effective: effective.value, steps, text })
    }

    fn log(&self, style: Style) -> Result<LogText, JsonError> {
        self.team(style).map(LogText)
    }
}

/// The page of a rule, a topic, or the list of all rules: the same for every repository.
pub struct Explanation<'a> {
    /// The rule or the topic; the list without one.
    topic: Option<&'a str>,
    /// The words of the page or the topic.
    text: String,
}

impl<'a> Explanation<'a> {
    /// Returns the explanation of a rule or a topic, or the list of rules; `None` if nothing has
    /// that name.
    #[must_use]
    pub fn of(topic: Option<&'a str>) -> Option<Self> {
        let text = topic.map_or_else(|| Some(String::new()), rules::explain)?;
        Some(Self { topic, text })
    }
}

#[derive(Serialize)]
struct RuleObject {
    rule: &'static str,
    group: &'static str,
    severity: Severity,
    summary: &'static str,
}

fn object(rule: &Rule) -> RuleObject {
    let Rule { id, group, severity, summary, .. } = *rule;
    RuleObject { rule: id.0, group, severity, summary }
}

impl Show for Explanation<'_> {
    fn team(&self, style: Style) -> Result<String, JsonError> {
        #[derive(Serialize)]
        struct Object<'a> {
            topic: Option<&'a str>,
            rules: Vec<RuleObject>,
            text: &'a str,
        }
        let is_of = |rule: &&Rule| self.topic.is_none_or(|topic| rule.id.0 == topic);
        let of: Vec<&Rule> = rules::all().iter().filter(is_of).collect();
        if matches!(style.format, Format::Json | Format::Sarif) {
            return document(Object {
                topic: self.topic,
                rules: of.into_iter().map(object).collect(),
                text: &self.text,
            });
        }
        Ok(match self.topic {
            None => list(&of, style.width),
            Some(_) if of.is_empty() => wrapped::two_columns(&self.text, style.width),
            Some(_) => self.text.clone(),
        })
    }

    fn log(&self, style: Style) -> Result<LogText, JsonError> {
        self.team(style).map(LogText)
    }
}

/// Returns a list of rules, for a terminal of this many columns.
fn list(rules: &[&Rule], columns: u16) -> String {
    let width = rules.iter().map(|rule| rule.id.0.len()).max().unwrap_or(0);
    let label = |rule: &Rule| format!("{:width$}  {:7}  ", rule.id.0, rule.severity.as_str());
    rules.iter().map(|rule| wrapped::beside(&label(rule), rule.summary, columns)).collect()
}
