//! Finds the changes that readers of an advisory would see.

use std::fmt::Display;

use crate::incident::{Affected, Commits, Cvss, Document, DocumentCredit, DocumentReference, Revision};
use crate::key;
use crate::source::Spanned;

/// Returns the keys of the parts of a document that differ; `text` is the body below the front
/// matter. New revisions and a new withdrawal are not included, because they themselves announce a
/// change.
#[must_use]
pub fn differences(was: &Document, is: &Document) -> Vec<&'static str> {
    let (old, new) = (parts(was), parts(is));
    let mut changed: Vec<&'static str> =
        old.iter().zip(&new).filter(|(a, b)| a.1 != b.1).map(|((key, _), _)| *key).collect();
    if was.withdrawn.is_none() {
        changed.retain(|key| *key != key::WITHDRAWN);
    }
    changed
}

fn parts(document: &Document) -> [(&'static str, Vec<String>); 18] {
    let Document {
        file: _,
        id: _,
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
        credits,
        references,
        revisions: _,
        timeline,
        withdrawn,
        body: _,
        sections: _,
        front: _,
    } = document;
    [
        (key::TITLE, all(title.as_ref())),
        (key::CVE, all(cve)),
        (key::ALIASES, all(aliases)),
        (key::RELATED, all(related)),
        (key::RELATION, each(relations, |relation| vec![one(Some(&relation.kind)), one(Some(&relation.id))])),
        (
            key::REJECTED_CVE,
            each(rejected_cve, |rejected| {
                vec![one(Some(&rejected.id)), one(Some(&rejected.reason)), one(rejected.replaced_by.as_ref())]
            }),
        ),
        (key::CWE, all(cwe)),
        (key::CVSS, each(cvss, |Cvss { vector, score }| vec![one(Some(vector)), one(score.as_ref())])),
        (key::LEVEL, all(level.as_ref())),
        (key::FACTS, facts.iter().map(|(fact, value)| format!("{fact} {}", value.value)).collect()),
        (key::AFFECTED, each(affected, versions)),
        (key::UNKNOWN, each(unknown, versions)),
        (key::COMMITS, each(commits, commits_of)),
        (
            key::CREDIT,
            each(credits, |DocumentCredit { name, role, url }| {
                vec![one(Some(name)), one(role.as_ref()), one(url.as_ref())]
            }),
        ),
        (
            key::REFERENCE,
            each(references, |DocumentReference { kind, url, title }| {
                vec![one(kind.as_ref()), one(Some(url)), one(title.as_ref())]
            }),
        ),
        (key::TIMELINE, each(timeline, entry)),
        (key::WITHDRAWN, all(withdrawn.as_ref())),
        (key::TEXT, vec![document.rendered()]),
    ]
}

/// Returns a range of versions in the form in which it is compared.
fn versions(entry: &Affected) -> Vec<String> {
    let Affected { package, ecosystem, line, range, ends_unfixed: _, second_end: _, span: _ } = entry;
    let bounds = [range.introduced.as_ref(), entry.fixed(), entry.before(), entry.last_affected()].map(one);
    [vec![one(line.as_ref()), one(package.as_ref()), one(ecosystem.as_ref())], bounds.to_vec()].concat()
}

/// Returns affected commits in the form in which they are compared.
fn commits_of(of: &Commits) -> Vec<String> {
    let Commits { package, ecosystem, repository, introduced, fixed, last_affected, limit, versions, span: _ } = of;
    let named = vec![one(package.as_ref()), one(ecosystem.as_ref()), one(repository.as_ref())];
    let lists = [introduced, fixed, last_affected, limit, versions];
    let lists = lists.map(|list| list.iter().map(|id| id.value.as_str()).collect::<Vec<_>>().join(" "));
    [named, lists.to_vec()].concat()
}

/// Returns a dated line in the form in which it is compared.
fn entry(Revision { at, text }: &Revision) -> Vec<String> {
    vec![one(Some(at)), one(Some(text))]
}

fn each<T>(items: &[T], words: impl Fn(&T) -> Vec<String>) -> Vec<String> {
    items.iter().map(|item| words(item).join("\n")).collect()
}

fn all<'a, T: Display + 'a>(values: impl IntoIterator<Item = &'a Spanned<T>>) -> Vec<String> {
    values.into_iter().map(|value| value.value.to_string()).collect()
}

fn one<T: Display>(value: Option<&Spanned<T>>) -> String {
    value.map(|value| value.value.to_string()).unwrap_or_default()
}
