//! The content of an advisory: what an approval covers.

use std::fmt::Write as _;

use super::{
    Affected, Commits, Cvss, Document, DocumentCredit, DocumentReference, Imported, Incident, Notice, RejectedCve,
    Revision,
};
use crate::markdown;
use crate::names::Digest;
use crate::source::Spanned;

/// The part of an incident's files that becomes public with its advisory, as a text.
///
/// The text depends on nothing but the incident: not on the instant, the policy, the project, the
/// formatting of the files, or their comments. Two incidents with the same content are published in
/// the same words. The text has one line for each value, and the Markdown body at its end. Two
/// bodies are the same if [they and each of their sections are rendered alike](Document::rendered).
///
/// Left out are the dates of revisions, which move with the embargo, and the reason for a
/// withdrawal, which comes after publication and is covered by the event of the withdrawal.
#[derive(Clone, Debug)]
pub struct Content {
    /// The text, for people.
    text: String,
    /// The text with Markdown in the form in which it is compared.
    form: String,
}

/// The first line of the form. In the first form, the digest was that of the text itself.
const FORM: &str = "form: 2\n";

impl Content {
    /// Returns the content of an incident's advisory; `None` if it has no `advisory.md`.
    #[must_use]
    pub fn of(incident: &Incident) -> Option<Self> {
        let document = incident.document.as_ref()?;
        // Without `..`, so that a new field can't be forgotten.
        let Document {
            file: _,
            id,
            title,
            cve,
            aliases,
            related,
            relations,
            rejected_cve,
            cwe,
            cvss,
            level,
            facts,
            affected,
            unknown,
            commits,
            credits: _,
            references,
            revisions,
            timeline,
            withdrawn: _,
            body,
            sections: _,
            front: _,
        } = document;
        let rendered = document.rendered();
        let mut content = Values(String::new());
        content.lines("id", id.iter().map(|id| id.as_str()));
        content.lines("title", title.iter().map(|title| title.as_str()));
        content.lines("cve", cve.iter().map(|cve| cve.as_str()));
        content.lines("alias", aliases.iter().map(|alias| alias.as_str()));
        content.lines("related", related.iter().map(|related| related.as_str()));
        content.lines(
            "relation",
            relations.iter().map(|relation| format!("{} {}", relation.kind.value, relation.id.value)),
        );
        let rejected = |rejected: &RejectedCve| {
            let replaced_by = rejected.replaced_by.as_ref().map(|id| id.value.to_string());
            parts([
                ("id", Some(rejected.id.value.to_string())),
                ("replaced-by", replaced_by),
                ("reason", Some(rejected.reason.value.clone())),
            ])
        };
        content.lines("rejected-cve", rejected_cve.iter().map(rejected));
        content.lines("cwe", cwe.iter().map(|cwe| cwe.as_str()));
        content.lines("cvss", cvss.iter().map(|Cvss { vector, score: _ }| vector.value.to_string()));
        content.lines("imported", incident.imported.iter().map(imported));
        content.lines("level", level.iter().map(|level| level.as_str()));
        content.lines("fact", facts.iter().map(|(fact, value)| format!("{fact} {}", value.value)));
        content.lines("affected", affected.iter().map(range));
        content.lines("unknown", unknown.iter().map(range));
        content.lines("commits", commits.iter().map(commits_of));
        content.lines("credit", incident.public_credits().map(credit));
        content.lines("reference", references.iter().map(reference));
        let dated = |Revision { at, text }: &Revision| format!("{} {}", at.value, text.value);
        content.lines("timeline", timeline.iter().map(dated));
        content.lines("revision", revisions.iter().map(|revision| revision.text.as_str()));
        let text = format!("{}\n{}\n", content.0, body.value);
        Some(Self { text, form: format!("{FORM}{}\n{rendered}", content.0) })
    }

    /// Returns the mitigations of a notice; `None` if there are none.
    #[must_use]
    pub fn of_mitigations(notice: &Notice) -> Option<Self> {
        let text = &notice.mitigations.as_ref()?.value;
        Some(Self { text: format!("{text}\n"), form: format!("{FORM}{}", markdown::canonical(text)) })
    }

    /// Returns the CVSS vectors of an advisory, which the event of scoring covers; `None` if there
    /// are none.
    #[must_use]
    pub fn of_vectors(document: &Document) -> Option<Self> {
        let mut content = Values(String::new());
        content.lines("cvss", document.cvss.iter().map(|cvss| cvss.vector.value.to_string()));
        (!content.0.is_empty()).then(|| Self { form: content.0.clone(), text: content.0 })
    }

    /// Returns the reason of a withdrawal, which the event of the withdrawal covers.
    #[must_use]
    pub fn of_withdrawal(reason: &str) -> Self {
        let text = format!("{}\n", reason.trim());
        Self { form: text.clone(), text }
    }

    /// Returns the text.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.text
    }

    /// Returns the digest of the content.
    #[must_use]
    pub fn digest(&self) -> Digest {
        Digest::of(&self.form)
    }

    /// Returns the digest that approvals of the content had before its layout was left out.
    #[must_use]
    pub(crate) fn first_digest(&self) -> Digest {
        Digest::of(&self.text)
    }

    /// Returns the digest for another approval of the content: that of the approvals that the
    /// incident has, so that they still add up when the content is another one.
    #[must_use]
    pub(crate) fn digest_beside(&self, incident: &Incident) -> Digest {
        let first = self.first_digest();
        let mut covered = incident.events.iter().filter_map(|event| event.covers());
        if covered.any(|covers| covers.value == first) { first } else { self.digest() }
    }

    /// Returns whether a digest stands for this content.
    #[must_use]
    pub fn is(&self, digest: &Digest) -> bool {
        // A text that begins as a form does could be the form of another text.
        self.digest() == *digest || !self.text.starts_with(FORM) && self.first_digest() == *digest
    }
}

impl Document {
    /// Returns the form of the body in which it is compared: that of the whole, which some readers
    /// get as it is written, and that of each section, with the definitions that a page gives it.
    #[must_use]
    pub(crate) fn rendered(&self) -> String {
        let mut form = markdown::canonical(&self.body.value);
        for section in &self.sections {
            form.push_str("section\n");
            form.push_str(&markdown::canonical(&markdown::with_definitions(&section.body.value, &self.body.value)));
        }
        form
    }
}

impl PartialEq for Content {
    fn eq(&self, other: &Self) -> bool {
        self.form == other.form
    }
}

impl Eq for Content {}

/// The values of an advisory, one a line.
struct Values(String);

impl Values {
    fn lines(&mut self, name: &str, values: impl Iterator<Item = impl AsRef<str>>) {
        for value in values {
            self.0.push_str(name);
            self.0.push_str(": ");
            escape(value.as_ref(), &mut self.0);
            self.0.push('\n');
        }
    }
}

/// Appends a value, so that it stays on its line and no two values look the same.
fn escape(value: &str, out: &mut String) {
    for c in value.chars() {
        match c {
            '\\' => out.push_str("\\\\"),
            '\n' => out.push_str("\\n"),
            '\r' => out.push_str("\\r"),
            c => out.push(c),
        }
    }
}

/// Joins the parts of a value. Each has a name, and the last may be any text.
fn parts<const N: usize>(parts: [(&str, Option<String>); N]) -> String {
    let mut text = String::new();
    for (name, value) in parts.into_iter().filter_map(|(name, value)| Some((name, value?))) {
        if !text.is_empty() {
            text.push_str(", ");
        }
        let _infallible = write!(text, "{name} {value:?}");
    }
    text
}

fn range(affected: &Affected) -> String {
    let Affected { package, ecosystem, line, range, ends_unfixed: _, second_end, span: _ } = affected;
    parts([
        ("package", package.as_ref().map(|package| package.value.clone())),
        ("ecosystem", ecosystem.as_ref().map(|ecosystem| ecosystem.value.to_string())),
        ("line", line.as_ref().map(|line| line.value.to_string())),
        ("introduced", range.introduced.as_ref().map(|bound| bound.value.to_string())),
        ("fixed", affected.fixed().map(|bound| bound.value.to_string())),
        ("before", affected.before().map(|bound| bound.value.to_string())),
        ("last-affected", range.last_affected().map(|bound| bound.value.to_string())),
        ("second-end", second_end.as_ref().map(|bound| bound.value.to_string())),
    ])
}

fn commits_of(commits: &Commits) -> String {
    let Commits { package, ecosystem, repository, introduced, fixed, last_affected, limit, versions, span: _ } =
        commits;
    let list = |items: &[Spanned<String>]| {
        let items: Vec<&str> = items.iter().map(|item| item.value.as_str()).collect();
        (!items.is_empty()).then(|| items.join("\n"))
    };
    parts([
        ("package", package.as_ref().map(|package| package.value.clone())),
        ("ecosystem", ecosystem.as_ref().map(|ecosystem| ecosystem.value.to_string())),
        ("repository", repository.as_ref().map(|repository| repository.value.clone())),
        ("introduced", list(introduced)),
        ("fixed", list(fixed)),
        ("last-affected", list(last_affected)),
        ("limit", list(limit)),
        ("versions", list(versions)),
    ])
}

fn imported(imported: &Imported) -> String {
    let Imported { from, id, published, severity, span: _ } = imported;
    parts([
        ("from", Some(from.value.to_string())),
        ("published", published.as_ref().map(|published| published.value.to_string())),
        ("severity", severity.as_ref().map(|severity| severity.value.to_string())),
        ("id", Some(id.value.clone())),
    ])
}

fn credit(credit: &DocumentCredit) -> String {
    let DocumentCredit { name, role, url } = credit;
    parts([
        ("name", Some(name.value.clone())),
        ("role", role.as_ref().map(|role| role.value.to_string())),
        ("url", url.as_ref().map(|url| url.value.clone())),
    ])
}

fn reference(reference: &DocumentReference) -> String {
    let DocumentReference { kind, url, title } = reference;
    parts([
        ("kind", kind.as_ref().map(|kind| kind.value.to_string())),
        ("url", Some(url.value.clone())),
        ("title", title.as_ref().map(|title| title.value.clone())),
    ])
}
