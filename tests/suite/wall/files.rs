//! The two files of a generated incident, with a canary in every private field.
//!
//! - `CANARY` may stand in nothing public, ever.
//! - `AFTER` stands in incident.toml, and may be told once the advisory is public: in announcements, not on the site.
//! - `SECRET` stands in advisory.md.
//! - `OPEN` is what a notice may tell.

use std::fmt::Write as _;

use advisory::names::Digest;
use advisory::source::FilePath;
use advisory::time::Instant;
use advisory::{incident, parse};

use super::attach::Content;
use super::spec::{Spec, State, Terms, has, tail};

/// Days are counted from here.
const EPOCH: i64 = 1_767_225_600; // 2026-01-01T00:00:00Z

pub(super) fn day(day: i64) -> Instant {
    Instant::from_unix(EPOCH + day * 86_400).unwrap()
}

/// The years of these two dates stand nowhere else.
pub(super) const ESTIMATE: &str = "2031";
pub(super) const DATE: &str = "2032";

/// Events that move no gate, and one that no policy knows.
pub(super) const EVENTS: &[&str] = &[
    "acknowledged",
    "accepted",
    "scored",
    "fact-set",
    "mitigation-ready",
    "fix-ready",
    "distributors-notified",
    "exploited",
    "leaked",
    "embargo-broken",
    "break-decided",
    "released",
    "sent",
    "announced",
    "attested",
    "patch-approved",
    "retrospective",
    "closed",
    "embargo-moved",
    "release-moved",
    "canary-event",
];

/// Writes the keys of one table, each where the seed says so.
struct Keys<'a> {
    text: &'a mut String,
    form: u64,
    table: String,
}

impl Keys<'_> {
    fn may(&mut self, key: &str, value: impl std::fmt::Display) {
        if has(self.form, &format!("{}.{key}", self.table)) {
            writeln!(self.text, "{key} = {value}").unwrap();
        }
    }

    fn must(&mut self, key: &str, value: impl std::fmt::Display) {
        writeln!(self.text, "{key} = {value}").unwrap();
    }
}

fn keys<'a>(text: &'a mut String, form: u64, header: &str, index: usize) -> Keys<'a> {
    writeln!(text, "{header}").unwrap();
    Keys { text, form, table: format!("{header}{index}") }
}

/// Stands for the digest of what its approvals cover.
const PRESENT: &str = "\"PRESENT\"";

/// `incident.toml` with approvals of the present content.
fn covering(folder: &str, incident: String, advisory: &str) -> String {
    if !incident.contains(PRESENT) {
        return incident;
    }
    let [toml, md] = ["incident.toml", "advisory.md"].map(|name| FilePath::new(format!("{folder}/{name}")));
    let any = incident.replace(PRESENT, &format!("\"{}\"", Digest::of("")));
    let read = parse::incident_files([(&toml, any.as_bytes()), (&md, advisory.as_bytes())]).unwrap();
    let content = incident::Content::of(&read).unwrap();
    incident.replace(PRESENT, &format!("\"{}\"", content.digest()))
}

impl Spec {
    /// A private word.
    fn canary(&self, what: &str) -> String {
        format!("CANARY-{}-{what}{}", self.number, tail(self.secret, what))
    }

    fn quoted(&self, what: &str) -> String {
        format!("\"{}\"", self.canary(what))
    }

    fn url(&self, what: &str) -> String {
        format!("\"https://example.org/{}\"", self.canary(what))
    }

    /// A private name of the kind that policies and teams declare.
    fn name(&self, what: &str) -> String {
        format!("\"canary-{what}{}\"", tail(self.secret, what))
    }

    fn after(&self, what: &str) -> String {
        format!("AFTER-{}-{what}{}", self.number, tail(self.secret, what))
    }

    fn mitigations(&self, now: i64) -> String {
        if self.has_approved_mitigations(now) {
            format!("OPEN-{}-mitigation", self.number)
        } else {
            self.canary("mitigation")
        }
    }

    pub(super) fn incident_toml(&self, now: i64) -> String {
        let form = self.form;
        let mut t = format!("# {}\n", self.canary("comment"));
        Keys { text: &mut t, form, table: String::new() }.may("policy", self.quoted("policy"));
        self.report(&mut t);
        if self.is_imported() {
            let mut imported = keys(&mut t, self.front, "[imported]", 0);
            imported.must("from", "\"osv\"");
            imported.must("id", self.quoted("imported"));
            imported.may("published", day(self.reported.unwrap_or(0)));
            imported.may("severity", "\"high\"");
        }
        let mut scope = keys(&mut t, form, "[scope]", 0);
        scope.may("lines", "[\"1.16\", \"1.15\"]");
        scope.may("components", format!("[{}]", self.name("component")));
        scope.may("impact", format!("[\"remote\", {}]", self.name("impact")));
        scope.may("since", day(-400));
        scope.may("upgrade-to", format!("\"{}\"", self.after("upgrade")));
        let mut roles = keys(&mut t, form, "[roles]", 0);
        roles.may("lead", "\"ada\"");
        roles.may("fix-team", format!("[\"ben\", {}]", self.name("helper")));
        self.fix(&mut t);
        let mut notice = keys(&mut t, form, "[notice]", 0);
        notice.must("release-estimate", format!("{ESTIMATE}-02-03T04:05:06Z"));
        notice.may("release-date", format!("{DATE}-02-03T04:05:06Z"));
        notice.must("mitigations", format!("\"{}\"", self.mitigations(now)));
        let covers = Digest::of(&format!("{}\n", self.mitigations(now)));
        notice.may("mitigations-covers", format!("\"{covers}\""));
        if let Some(who) = self.mitigations_by {
            notice.must("mitigations-approved-by", format!("[\"{}\"]", who.id()));
            notice.may("mitigations-approved-at", day(-3));
        }
        let mut embargo = keys(&mut t, form, "[embargo]", 0);
        embargo.may("agreed-by", format!("[{}]", self.quoted("agreed")));
        if let Some(until) = self.until {
            embargo.must("until", day(until));
        }
        if let Some((planned, _)) = self.upstream {
            let mut upstream = keys(&mut t, form, "[upstream]", 0);
            upstream.may("project", format!("\"{}\"", self.after("upstream")));
            upstream.may("url", format!("\"https://example.org/{}\"", self.after("upstream-url")));
            // What was known from the start changes nothing.
            upstream.may("since", day(self.reported.unwrap_or(0).min(0)));
            if let Some(planned) = planned {
                upstream.must("public", day(planned));
            }
        }
        self.departures(&mut t);
        self.timeline(&mut t);
        self.mistakes(&mut t);
        t
    }

    fn report(&self, t: &mut String) {
        let disclosure = if self.public_report { "public" } else { "private" };
        let mut report = keys(t, self.form, "[report]", 0);
        report.must("disclosure", format!("\"{disclosure}\""));
        report.may("summary", self.quoted("summary"));
        report.may("source", "\"fuzzing\"");
        report.may("url", self.url("forum"));
        report.may("id", self.quoted("report-id"));
        report.may("answers", format!("{{ impact = {} }}", self.quoted("impact")));
        if self.reporter_is_known() {
            let mut reporter = format!("name = \"{}\"", self.reporter());
            if has(self.form, "email") {
                write!(reporter, ", email = \"{}@example.org\"", self.canary("mail")).unwrap();
            }
            if let Some(consent) = self.consent {
                write!(reporter, ", consent = {consent}").unwrap();
            }
            report.must("reporter", format!("{{ {reporter} }}"));
        }
    }

    /// A reporter who did not agree to be named is credited all the same, by mistake.
    fn reporter_is_known(&self) -> bool {
        self.consent == Some(true) || self.form % 3 != 1
    }

    fn reporter(&self) -> String {
        if self.consent == Some(true) { format!("Finder {}", self.number) } else { self.canary("reporter") }
    }

    fn fix(&self, t: &mut String) {
        let n = self.number;
        let mut fix = keys(t, self.form, "[fix]", 0);
        fix.may("thread", self.url("thread"));
        fix.may("repository", self.url("repository"));
        fix.may("pull-requests", format!("[\"https://example.org/{}\"]", self.after("pull")));
        fix.may("releases", format!("{{ \"1.16\" = \"1.16.{}\" }}", n + 1));
        fix.may("base", format!("\"{:07x}\"", n + 0x100));
        fix.may("introduced", format!("[\"{:07x}\"]", n + 0x200));
        if has(self.form, "commits") {
            let mut commit = keys(t, self.form, "[[fix.commits]]", 0);
            commit.must("id", format!("\"{n:07x}\""));
            commit.must("line", "\"1.16\"");
            commit.may("author", self.name("author"));
            commit.may("approved-by", format!("[\"ada\", {}]", self.name("approver")));
        }
    }

    fn departures(&self, t: &mut String) {
        for index in 0..usize::try_from(self.form % 7).unwrap().min(2) {
            let known = ["\"slow\"".to_owned(), self.name("waiver")];
            let mut waiver = keys(t, self.form, "[[waiver]]", index);
            waiver.must("waiver", &known[index]);
            waiver.must("steps", format!("[\"notice\", {}]", self.name("step")));
            waiver.may("at", day(3));
            waiver.may("by", "[\"ada\"]");
            waiver.may("reason", self.quoted("waiver"));
            waiver.may("link", self.url("waiver"));
            waiver.may("until", day(50));
            let mut decision = keys(t, self.form, "[[decision]]", index);
            decision.must("step", ["\"extra\"", "\"notice\""][index]);
            decision.must("take", self.form.is_multiple_of(2));
            decision.may("at", day(4));
            decision.may("by", "\"ben\"");
            decision.may("reason", self.quoted("decision"));
        }
    }

    fn timeline(&self, t: &mut String) {
        let mut index = 0;
        let mut event = |at: i64, name: &str, until: Option<i64>, by: Option<&str>| {
            let mut event = keys(t, self.form, "[[event]]", index);
            index += 1;
            event.must("at", day(at));
            event.must("event", format!("\"{name}\""));
            event.may("note", self.quoted("note"));
            event.may("former-holders", format!("{{ {} = {} }}", self.name("former-role"), self.name("former-holder")));
            event.may("link", self.url("link"));
            event.may("choice", self.name("choice"));
            // The value of the fact that the policy publishes is that of advisory.md; others may say anything.
            let fact = if index.is_multiple_of(2) { "\"class\"".to_owned() } else { self.name("fact") };
            event.may("level", self.name("level"));
            event.may("fact", fact);
            event.may("value", self.name("value"));
            event.may("attestation", self.name("attestation"));
            event.may("outcome", "\"duplicate\"");
            event.may("duplicate-of", self.quoted("duplicate-of"));
            event.may("belongs-to", self.quoted("belongs-to"));
            event.may("leaked", self.quoted("leaked"));
            event.may("leaked-to", self.quoted("leaked-to"));
            event.may("assessment", self.quoted("assessment"));
            event.may("distributor", "\"northcap\"");
            event.may("draft", self.name("draft"));
            event.may("channel", self.name("channel"));
            event.may("message-id", format!("\"<{}@mail.example>\"", self.canary("message")));
            let other = Digest::of(&self.canary("covers"));
            // A withdrawal with the digest of another reason is left out.
            if name != "withdrawn" {
                event.may("covers", if name == "approved" { PRESENT.to_owned() } else { format!("\"{other}\"") });
            }
            match by {
                Some(by) => event.must("by", format!("\"{by}\"")),
                None => event.may("by", self.name("witness")),
            }
            if let Some(until) = until {
                event.must("until", day(until));
            }
        };
        // The order of the file is not that of the days.
        for (at, which) in &self.events {
            event(*at, EVENTS[which % EVENTS.len()], None, None);
        }
        for (at, by) in &self.approvals {
            event(*at, "approved", Some(1), Some(by.id()));
        }
        for (index, (at, to)) in self.moves.iter().enumerate() {
            event(*at, ["embargo-agreed", "embargo-moved"][index % 2], Some(*to), Some("ada"));
        }
        let happened = self.upstream.and_then(|(_, happened)| happened);
        for (name, at) in [
            ("reported", self.reported),
            ("notice-published", self.notice),
            ("rejected", self.rejected),
            ("withdrawn", self.withdrawn),
            ("upstream-public", happened),
        ] {
            if let Some(at) = at {
                // A withdrawal counts only if somebody who may publish is named.
                event(at, name, None, (name == "withdrawn").then_some("ada"));
            }
        }
    }

    /// Records that were corrected: an approval that nobody gave, and others with every key that can be replaced.
    fn mistakes(&self, t: &mut String) {
        if !has(self.form, "mistakes") {
            return;
        }
        let form = self.form;
        let (approved, name) = ("2025-12-31T12:00:00Z", self.name("mistake"));
        let mut approval = keys(t, form, "[[event]]", 90);
        approval.must("at", approved);
        approval.must("event", "\"approved\"");
        approval.must("by", "\"ada\"");
        approval.must("covers", PRESENT);
        self.amendment(t, format!("{{ kind = \"event\", name = \"approved\", at = {approved}, by = \"ada\" }}"), 0);
        let mut event = keys(t, form, "[[event]]", 91);
        event.must("at", day(2));
        event.must("event", &name);
        event.may("note", self.quoted("mistake"));
        event.may("leaked", self.quoted("mistake-leaked"));
        let mut waiver = keys(t, form, "[[waiver]]", 91);
        waiver.must("waiver", &name);
        waiver.must("steps", "[\"notice\"]");
        waiver.may("reason", self.quoted("mistake-waiver"));
        let mut decision = keys(t, form, "[[decision]]", 91);
        decision.must("step", &name);
        decision.must("take", "true");
        decision.may("reason", self.quoted("mistake-decision"));
        for (index, kind) in ["event", "waiver", "decision"].into_iter().enumerate() {
            self.amendment(t, format!("{{ kind = \"{kind}\", name = {name} }}"), index + 1);
            if has(form, kind) {
                let mut instead = keys(t, form, "[amendment.instead]", index);
                instead.may("by", "\"ada\"");
                instead.may("at", day(1));
                match kind {
                    "event" => {
                        instead.may("note", self.quoted("right"));
                        instead.may("link", self.url("right"));
                        instead.may("until", day(9));
                        instead.may("choice", self.name("right-choice"));
                        instead.may("level", self.name("right-level"));
                        instead.may("fact", self.name("right-fact"));
                        instead.may("value", self.name("right-value"));
                        instead.may("attestation", self.name("right-attestation"));
                        instead.may("outcome", "\"bug\"");
                        instead.may("duplicate-of", self.quoted("right-duplicate-of"));
                        instead.may("belongs-to", self.quoted("right-belongs-to"));
                        instead.may("covers", format!("\"{}\"", Digest::of(&self.canary("right-covers"))));
                        instead.may("leaked", self.quoted("right-leaked"));
                        instead.may("leaked-to", self.quoted("right-leaked-to"));
                        instead.may("assessment", self.quoted("right-assessment"));
                        instead.may("distributor", "\"northcap\"");
                        instead.may("draft", self.name("right-draft"));
                        instead.may("channel", self.name("right-channel"));
                        instead.may("message-id", format!("\"<{}@mail.example>\"", self.canary("right-message")));
                    }
                    "waiver" => instead.may("steps", format!("[{}]", self.name("right-step"))),
                    _ => instead.may("take", "false"),
                }
                if kind != "event" {
                    instead.may("reason", self.quoted("right-reason"));
                }
            }
        }
        self.amendment(t, format!("{{ kind = \"amendment\", name = {name}, at = {} }}", day(22)), 4);
        let says = format!("{{ reason = {} }}", self.quoted("amended-reason"));
        let after = day(21);
        self.amendment(t, format!("{{ kind = \"event\", name = {name}, after = {after}, where = {says} }}"), 5);
    }

    fn amendment(&self, t: &mut String, amends: String, index: usize) {
        let mut amendment = keys(t, self.form, "[[amendment]]", index);
        amendment.must("at", day(20 + i64::try_from(index).unwrap()));
        amendment.must("amends", amends);
        amendment.must("by", "\"ada\"");
        amendment.must("reason", self.quoted("amendment"));
    }

    pub(super) fn id(&self) -> String {
        format!("LODE-{}-{:03}", self.folder.0, if self.claims { 999 } else { self.number + 701 })
    }

    pub(super) fn cve(&self) -> String {
        format!("CVE-2026-{}", if self.claims { 77_799 } else { 77_700 + self.number })
    }

    /// A word of advisory.md. It keeps its form while it is public.
    fn word(&self, what: &str, public: bool) -> String {
        let tail = if public { String::new() } else { tail(self.secret, what) };
        format!("SECRET-{}-{what}{tail}", self.number)
    }

    pub(super) fn advisory_md(&self, terms: Terms, now: i64) -> String {
        let (n, front) = (self.number, self.front);
        let public = self.is_public(terms, now);
        let word = |what: &str| self.word(what, public);
        let quoted = |what: &str| format!("\"{}\"", word(what));
        let mut t = String::from("+++\n");
        let mut top = keys(&mut t, front, "", 0);
        if self.has_id {
            top.must("id", format!("\"{}\"", self.id()));
        }
        if self.has_title {
            top.must("title", quoted("title"));
        }
        top.must("cve", format!("[\"{}\"]", self.cve()));
        top.may(
            "aliases",
            if self.claims { "[\"GHSA-claimed\"]".to_owned() } else { format!("[{}]", quoted("alias")) },
        );
        top.may("related", format!("[{}]", quoted("related")));
        top.may("relation", format!("[{{ kind = \"replaces\", id = {} }}]", quoted("relation")));
        let id = format!("CVE-2026-{}", 88_800 + self.number);
        top.may(
            "rejected-cve",
            format!("[{{ id = \"{id}\", reason = {}, replaced-by = \"CVE-2026-88001\" }}]", quoted("rejected")),
        );
        top.may("cwe", "[\"CWE-22\"]");
        top.may("level", ["\"grave\"", "\"calm\""][usize::from(front.is_multiple_of(3))]);
        top.may("facts", "{ class = \"open\", kept = \"canary-value\" }");
        if self.withdrawn.is_some() {
            top.must("withdrawn", quoted("withdrawn"));
        }
        let vectors = ["CVSS:3.1/AV:N/AC:L/PR:N/UI:N/S:U/C:H/I:H/A:H", "CVSS:3.1/AV:L/AC:H/PR:H/UI:R/S:U/C:N/I:N/A:L"];
        let which = usize::try_from(front % 2).unwrap();
        let mut cvss = keys(&mut t, front, "[[cvss]]", 0);
        cvss.must("vector", format!("\"{}\"", vectors[which]));
        cvss.may("score", ["9.8", "1.8"][which]);
        for (index, line) in ["1.16", "1.15"].into_iter().enumerate() {
            let mut affected = keys(&mut t, front, "[[affected]]", index);
            affected.must("line", format!("\"{line}\""));
            affected.may("package", "\"lodestore.example/lodestore\"");
            affected.may("ecosystem", "\"Go\"");
            if front % 29 != 5 {
                affected.must("introduced", format!("\"{line}.0\""));
            }
            if index == 1 && front % 23 == 3 {
                affected.must("last-affected", format!("\"{line}.{}\"", n + 7));
            } else if index == 1 && front % 23 == 5 {
                affected.must("before", format!("\"{line}.{}\"", n + 1));
            } else {
                affected.must("fixed", format!("\"{line}.{}\"", n + 1));
            }
        }
        if has(front, "unknown") {
            let mut unknown = keys(&mut t, front, "[[unknown]]", 0);
            unknown.may("package", "\"lodestore.example/lodestore\"");
            unknown.may("ecosystem", "\"Go\"");
            unknown.may("from", "\"1.14.0\"");
            unknown.may("before", format!("\"1.14.{}\"", n + 1));
            unknown.may("up-to", format!("\"1.14.{n}\""));
        }
        if has(front, "commits") {
            let mut commits = keys(&mut t, front, "[[commits]]", 0);
            let id = |n: u64| format!("[\"{:040x}\"]", front.wrapping_add(n));
            commits.may("package", "\"lodestore.example/lodestore\"");
            commits.may("ecosystem", "\"Go\"");
            commits.may("repository", format!("\"https://example.org/{}\"", word("repository")));
            commits.may("introduced", id(1));
            commits.may("fixed", id(2));
            commits.may("last-affected", id(3));
            commits.may("limit", id(4));
            commits.may("versions", format!("[{}]", quoted("tag")));
        }
        // Crediting somebody who did not agree is a mistake that a rule stops.
        if self.reporter_is_known() && (self.consent == Some(true) || front % 17 == 3) {
            let mut credit = keys(&mut t, front, "[[credit]]", 0);
            credit.must("name", format!("\"{}\"", self.reporter()));
            credit.may("role", "\"finder\"");
            credit.may("url", format!("\"https://example.org/{}\"", word("finder")));
        }
        if has(front, "references") {
            let mut reference = keys(&mut t, front, "[[reference]]", 0);
            reference.must("url", format!("\"https://example.org/{}\"", word("reference")));
            reference.may("kind", "\"article\"");
            reference.may("title", quoted("reference"));
        }
        if has(front, "timeline") {
            let mut entry = keys(&mut t, front, "[[timeline]]", 0);
            entry.must("at", day(self.reported.unwrap_or(0)));
            entry.must("text", quoted("timeline"));
        }
        let mut revision = keys(&mut t, front, "[[revision]]", 0);
        revision.must("at", day(self.opens(terms, now).filter(|at| *at < 1000).unwrap_or(0)));
        revision.must("text", quoted("revision"));
        if self.document == State::Garbled {
            writeln!(t, "oops = = {}", self.quoted("garbled")).unwrap();
        }
        let extra = if has(front, "section") { format!("\n## {}\n\nMore.\n", word("section")) } else { String::new() };
        write!(t, "+++\n\n## Summary\n\n{} of the flaw, in one sentence that is long enough for anybody to read.\n\n## Am I affected?\n\nYes.\n\n## Mitigation\n\nNone.\n\n## How to upgrade\n\nUpgrade.\n{extra}", word("text"))
            .unwrap();
        t
    }

    /// Every file of it.
    pub(super) fn files(&self, terms: Terms, now: i64) -> Vec<(String, Content)> {
        let path = self.path();
        let mut incident = self.incident_toml(now);
        if self.incident == State::Garbled {
            writeln!(incident, "oops = = {}", self.quoted("garbled")).unwrap();
        }
        let advisory = self.advisory_md(terms, now);
        let incident = covering(&path, incident, &advisory);
        let own = [("incident.toml", self.incident, incident), ("advisory.md", self.document, advisory)];
        let mut files: Vec<(String, Content)> = own
            .into_iter()
            .filter_map(|(name, state, text)| {
                let content = match state {
                    State::Fine | State::Garbled => text.into(),
                    State::Missing => return None,
                    State::Link => Content::Link(self.canary("link")),
                    State::Huge => Content::Huge,
                    State::Binary => Content::Bytes([&b"\xff\xfe\x00"[..], self.canary("bytes").as_bytes()].concat()),
                };
                Some((format!("{path}/{name}"), content))
            })
            .collect();
        let secret = tail(self.secret, "attachment");
        files
            .extend(self.attachments.iter().map(|a| (format!("{path}/{}", a.path()), a.content(self.number, &secret))));
        if files.is_empty() {
            // A folder without a file is no folder in git.
            files.push((format!("{path}/notes/CANARY"), self.canary("empty").into()));
        }
        files
    }
}
