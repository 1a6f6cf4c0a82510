//! What is private of each incident, as phrases to look for.
//!
//! Of an incident that is not public, everything that somebody wrote and that no notice told. Of a
//! public one, what stays private: notes, the words of incident.toml, the reporter where they did
//! not agree to be named, private links. Its handle, fix and ids are public or say nothing any
//! more.

use super::Kind;
use super::distinctive;
use super::index::How;
use crate::advisory::{mitigations_approved, notify};
use crate::case::{Case, State};
use crate::event::BuiltIn;
use crate::incident::{Document, Event, Incident};
use crate::markdown;
use crate::policy::Disclosure;
use crate::source::{FilePath, Span, Spanned, TreeEntry};
use crate::words::{self, spelled};

/// A phrase to look for, as its words.
pub(super) struct Secret {
    pub(super) words: Vec<String>,
    pub(super) how: How,
    pub(super) kind: Kind,
}

/// What is private of one incident.
#[derive(Default)]
pub(super) struct Secrets {
    pub(super) phrases: Vec<Secret>,
    /// Whether only names, addresses, links and single lines are wanted, and no texts.
    is_brief: bool,
    /// Private files whose contents could not be looked for.
    pub(super) unread: Vec<FilePath>,
}

/// Whether the advisory is public.
pub(super) fn is_public(case: &Case<'_>) -> bool {
    matches!(case.state(), State::Published | State::Withdrawn)
}

/// What is private of a case.
pub(super) fn of(case: &Case<'_>) -> Secrets {
    gathered(case, Secrets::default())
}

/// What is private of a case without its texts, which costs much less.
pub(super) fn without_texts(case: &Case<'_>) -> Secrets {
    gathered(case, Secrets { is_brief: true, ..Secrets::default() })
}

fn gathered(case: &Case<'_>, mut secrets: Secrets) -> Secrets {
    let incident = case.incident;
    let public = is_public(case);
    if !public {
        secrets.whole(incident.handle.as_str(), Kind::Handle);
        secrets.together(incident.handle.as_str(), Kind::Handle);
        if let Some(document) = &incident.document {
            secrets.document(case, document);
        }
        // Fixed releases give both away, whatever the advisory says.
        if case.happened(BuiltIn::Released).is_none() {
            secrets.fix(case);
        }
    }
    secrets.report(case, public);
    let links = [&incident.fix.thread, &incident.fix.repository];
    links.into_iter().flatten().for_each(|link| secrets.whole(&link.value, Kind::Link));
    if !secrets.is_brief {
        secrets.words_of(case, public);
        secrets.notes(case);
    }
    secrets
}

impl Secrets {
    fn add(&mut self, words: Vec<String>, how: How, kind: Kind) {
        if distinctive::is_distinctive(&words, how, kind) {
            self.phrases.push(Secret { words, how, kind });
        }
    }

    /// A name, id or link.
    fn whole(&mut self, text: &str, kind: Kind) {
        let text = text.trim();
        let text = text.strip_prefix("https://").or_else(|| text.strip_prefix("http://")).unwrap_or(text);
        let joined = kind != Kind::Id && !text.contains(char::is_whitespace);
        self.add(spelled(text.as_bytes()).words, if joined { How::Joined } else { How::Whole }, kind);
    }

    /// The words of a name as one: `SomeHandle`, the title as a tag.
    fn together(&mut self, text: &str, kind: Kind) {
        let words = spelled(text.as_bytes()).words;
        let long = words.iter().all(|word| word.len() >= 4) || words.len() >= 4;
        let word = words.concat();
        if words.len() >= 2 && long && word.len() >= 9 {
            self.phrases.push(Secret { words: vec![word], how: How::Whole, kind });
        }
    }

    /// A mail address, as it is written and in words.
    pub(super) fn mail(&mut self, address: &str, kind: Kind) {
        match kind {
            Kind::Address => self.add(spelled(address.as_bytes()).words, How::Mail, kind),
            _ => self.whole(address, kind),
        }
        for words in words::address_in_words(address) {
            self.add(words, How::Whole, kind);
        }
    }

    /// A text, also without its markup, and what stands aside in it.
    pub(super) fn text(&mut self, text: &str, kind: Kind) {
        if self.is_brief {
            return;
        }
        let read = spelled(text.as_bytes());
        let plain = spelled(markdown::plain(text, usize::MAX).as_bytes()).words;
        for aside in read.asides {
            self.parts(aside, kind);
        }
        if plain != read.words {
            self.parts(plain, kind);
        }
        if let Some(undone) = words::undone(text.as_bytes()) {
            for (_, text) in undone.texts() {
                self.parts(spelled(text).words, kind);
            }
        }
        self.parts(read.words, kind);
    }

    fn parts(&mut self, words: Vec<String>, kind: Kind) {
        if words.len() >= super::WINDOW {
            self.add(words, How::Parts, kind);
        }
    }

    /// A line that is a phrase as a whole, and a text where it is long.
    fn line(&mut self, text: &str, kind: Kind) {
        self.add(spelled(text.as_bytes()).words, How::Whole, kind);
        self.text(text, kind);
    }

    fn document(&mut self, case: &Case<'_>, document: &Document) {
        let ids = document.id.iter().map(|id| id.value.as_str()).chain(document.cve.iter().map(|c| c.value.as_str()));
        let others = document.aliases.iter().chain(&document.related).map(|id| id.value.as_str());
        let relations = document.relations.iter().map(|relation| relation.id.value.as_str());
        let rejected = document.rejected_cve.iter().map(|rejected| rejected.id.value.as_str());
        ids.chain(others).chain(relations).chain(rejected).for_each(|id| self.whole(id, Kind::Id));
        if let Some(title) = &document.title {
            self.line(&title.value, Kind::Title);
            self.together(&title.value, Kind::Title);
        }
        let dated = document.timeline.iter().chain(&document.revisions).map(|entry| &entry.text);
        let named = document.references.iter().filter_map(|r| r.title.as_ref());
        for text in dated.chain(named).chain(&document.withdrawn) {
            self.text(&text.value, Kind::Text);
        }
        self.text(&document.body.value, Kind::Text);
        self.comments(case, &document.file, document.front);
    }

    fn fix(&mut self, case: &Case<'_>) {
        let fix = &case.incident.fix;
        for commit in &fix.commits {
            self.add(vec![commit.id.value.to_ascii_lowercase()], How::Prefix, Kind::Commit);
        }
        fix.pull_requests.iter().for_each(|link| self.whole(&link.value, Kind::Link));
        for patch in &case.incident.patches {
            match case.portfolio.tree.get(patch.as_str()) {
                Some(TreeEntry::File(bytes)) => self.patch(&String::from_utf8_lossy(bytes)),
                _ => self.unread.push(patch.clone()),
            }
        }
    }

    /// What a patch adds, the words before it, and the commit that it is.
    fn patch(&mut self, patch: &str) {
        let (mut added, mut message) = (String::new(), String::new());
        let mut in_message = true;
        for line in patch.lines() {
            if let Some(id) = line.strip_prefix("From ").and_then(|rest| rest.split(' ').next())
                && id.len() >= 40
            {
                self.add(vec![id.to_ascii_lowercase()], How::Prefix, Kind::Commit);
                in_message = true;
                continue;
            }
            if line == "---" || line.starts_with("diff ") {
                in_message = false;
            }
            if in_message {
                let is_header = ["From:", "Date:", "To:", "Cc:"].iter().any(|header| line.starts_with(header));
                let subject =
                    line.strip_prefix("Subject:").map_or(line, |rest| rest.rsplit("] ").next().unwrap_or(rest));
                message.push_str(if is_header { "" } else { subject });
                message.push('\n');
            } else if let Some(code) = line.strip_prefix('+').filter(|_| !line.starts_with("+++ ")) {
                added.push_str(code);
                added.push('\n');
            }
        }
        let read = spelled(added.as_bytes());
        read.asides.into_iter().for_each(|aside| self.parts(aside, Kind::Patch));
        self.parts(read.words, Kind::Patch);
        self.text(&message, Kind::Patch);
    }

    /// The reporter, and what they said.
    fn report(&mut self, case: &Case<'_>, public: bool) {
        let report = &case.incident.report;
        if let Some(reporter) = &report.reporter {
            if let Some(email) = &reporter.email {
                self.mail(&email.value, Kind::Reporter);
            }
            let told = report.disclosure.value == Disclosure::Public;
            let agreed = reporter.consent.as_ref().is_some_and(|c| c.value);
            if let Some(name) = reporter.name.as_ref().filter(|_| !(told || public && agreed)) {
                self.whole(&name.value, Kind::Reporter);
            }
        }
        if let Some(summary) = &report.summary {
            self.line(&summary.value, Kind::Note);
        }
        // A database's ID becomes an alias of the advisory; the ID of a mail stays private.
        if let Some(id) = report.id.as_ref().filter(|id| !public || id.value.contains('@')) {
            self.whole(&id.value, Kind::Id);
        }
        report.answers.values().for_each(|answer| self.text(&answer.value, Kind::Note));
    }

    /// Every other text of incident.toml.
    fn words_of(&mut self, case: &Case<'_>, public: bool) {
        let incident = case.incident;
        let texts = |event: &Event| {
            let texts = [event.note.as_ref(), event.leaked(), event.leaked_to(), event.assessment()];
            texts.into_iter().flatten().cloned().collect::<Vec<_>>()
        };
        // What was recorded by mistake stays private.
        let reasons = incident.written_waivers().iter().map(|w| &w.reason);
        let reasons = reasons.chain(incident.written_decisions().iter().map(|d| &d.reason));
        let reasons = reasons.chain(incident.amendments.iter().map(|amendment| &amendment.reason));
        let replaced = incident.amendments.iter().filter_map(|amendment| amendment.instead.as_ref());
        let texts: Vec<Spanned<String>> = incident
            .written_events()
            .iter()
            .flat_map(texts)
            .chain(replaced.flat_map(|instead| instead.texts().cloned()))
            .chain(reasons.flatten().cloned())
            .chain(incident.scope.upgrade_to.clone())
            .chain(mitigations(case, public))
            .collect();
        texts.iter().for_each(|text| self.text(&text.value, Kind::Note));
        self.comments(case, &incident.file, Span::new(0, usize::MAX));
    }

    /// Comments on lines of their own in a part of a file.
    fn comments(&mut self, case: &Case<'_>, file: &FilePath, part: Span) {
        let text = case.portfolio.tree.text(file.as_str()).unwrap_or_default();
        self.comments_in(text.get(part.start..part.end.min(text.len())).unwrap_or_default());
    }

    /// Comments on lines of their own in a text.
    pub(super) fn comments_in(&mut self, text: &str) {
        let mut comment = String::new();
        for line in text.lines().map(str::trim).chain([""]) {
            match line.strip_prefix('#') {
                Some(words) => comment.push_str(&format!("{words}\n")),
                None => self.text(&std::mem::take(&mut comment), Kind::Note),
            }
        }
    }

    /// Everything below `notes/`.
    fn notes(&mut self, case: &Case<'_>) {
        for (path, entry) in case.portfolio.tree.under(case.incident.folder.join("notes").as_str()) {
            match entry {
                TreeEntry::File(bytes) => self.text(&String::from_utf8_lossy(bytes), Kind::Note),
                _ => self.unread.push(path.clone()),
            }
        }
    }
}

/// Mitigations that nobody was told of.
fn mitigations(case: &Case<'_>, public: bool) -> Option<Spanned<String>> {
    let incident: &Incident = case.incident;
    let told = notify(case).is_some_and(|n| n.mitigations.is_some()) || public && mitigations_approved(case);
    incident.notice.mitigations.clone().filter(|_| !told && !incident.notice.has_no_mitigations())
}
