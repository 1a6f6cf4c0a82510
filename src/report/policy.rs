//! The process as people read it in a terminal: what `policy show` prints.
//!
//! It says everything that the policy's file says, in the order in which somebody new to the team would ask: who, where
//! reports arrive, what to do in which order, what changes the clocks, what may be departed from, what only people can
//! keep, and what the prose leaves open.

use super::plain;
use crate::names::Name;
use crate::policy::{
    Approvals, Attestation, Channel, ChannelKind, Condition, DistributorList, Effect, Element, EmbargoTerms, Exposure,
    Fields, Grant, Intake, Lines, Path, Pick, Policy, Precision, Proof, Publication, Role, RoleSource, Step,
    WaiverRule,
};
use crate::source::Spanned;

mod evidence;

/// Columns of a line, at most, unless one word is longer.
const WIDTH: usize = 100;

/// The policy as plain text, wrapped at 100 columns, ending in a newline.
#[must_use]
pub fn policy(policy: &Policy) -> String {
    let mut page = Page::default();
    head(&mut page, policy);
    page.section("Roles", &policy.roles, role);
    page.section("Channels", &policy.channels, channel);
    if let Some(terms) = &policy.intake {
        intake(&mut page, terms);
    }
    page.section("Paths", &policy.paths, path);
    steps(&mut page, policy);
    page.section("Modes", &policy.modes, |page, mode| {
        page.entry(&mode.element);
        let unscored = if mode.unscored_meets { " (an unscored incident counts as meeting it)" } else { "" };
        page.detail("when", &format!("{}{unscored}", mode.when.spoken()));
        page.detail("then", &effect(&mode.effect));
    });
    page.section("Waivers", &policy.waivers, waiver);
    embargo(&mut page, &policy.embargo);
    page.section("Lists", &policy.lists, list);
    let loose: Vec<&Attestation> = policy.attestations.iter().filter(|a| a.step.is_none()).collect();
    page.section("Kept by people", &loose, |page, attestation| {
        page.entry(&attestation.element);
        page.detail("duty", &attestation.text.value);
        page.names("who", &attestation.role);
        page.names("list", &attestation.list);
    });
    page.section("Events of its own", &policy.events, |page, event| page.entry(&event.element));
    publication(&mut page, &policy.publication);
    policy.evidence.iter().for_each(|terms| evidence::evidence(&mut page, terms));
    page.section("Left open by the prose", &policy.gaps, |page, gap| {
        page.entry(&gap.element);
        page.wrapped("      ", &gap.text.value);
    });
    page.text
}

/// The text so far.
#[derive(Default)]
struct Page {
    text: String,
}

impl Page {
    /// Words between margins: the first line begins with `first`, the others with as many spaces.
    fn wrapped(&mut self, first: &str, words: &str) {
        let indent = first.chars().count();
        let mut line = first.to_owned();
        let mut column = indent;
        for word in words.split_whitespace() {
            let length = word.chars().count();
            if column > indent && column + 1 + length > WIDTH {
                self.line(&line);
                line = " ".repeat(indent);
                column = indent;
            }
            if column > indent {
                line.push(' ');
                column += 1;
            }
            line.push_str(word);
            column += length;
        }
        self.line(&line);
    }

    fn line(&mut self, line: &str) {
        self.text.push_str(&plain::line(line.trim_end()));
        self.text.push('\n');
    }

    fn heading(&mut self, heading: &str) {
        self.line("");
        self.line(&heading.to_uppercase());
    }

    /// A heading and its entries; nothing where there are none.
    fn section<T>(&mut self, heading: &str, entries: &[T], mut entry: impl FnMut(&mut Self, &T)) {
        if !entries.is_empty() {
            self.heading(heading);
            for e in entries {
                entry(self, e);
            }
        }
    }

    fn entry(&mut self, element: &Element) {
        let title = element.title.as_ref().map_or("", |t| t.value.as_str());
        let inferred = if element.inferred { " (inferred)" } else { "" };
        self.wrapped(&format!("  {}  ", element.id.value), &format!("{title}{inferred}{}", cited(&element.clauses)));
    }

    fn detail(&mut self, label: &str, text: &str) {
        if !text.is_empty() {
            self.wrapped(&format!("      {label:<9} "), text);
        }
    }

    fn names<'a>(&mut self, label: &str, names: impl IntoIterator<Item = &'a Spanned<Name>>) {
        let names: Vec<&str> = names.into_iter().map(|n| n.as_str()).collect();
        self.detail(label, &names.join(", "));
    }
}

fn cited(clauses: &[Spanned<String>]) -> String {
    let clauses: Vec<&str> = clauses.iter().map(|c| c.as_str()).collect();
    if clauses.is_empty() { String::new() } else { format!(" [{}]", clauses.join(", ")) }
}

fn head(page: &mut Page, policy: &Policy) {
    let title = format!(
        "Security release process `{}`, revision {}, in force from {} on.{}",
        policy.id.value,
        policy.revision.value,
        policy.effective.short(),
        cited(&policy.clauses)
    );
    page.wrapped("", &title);
    if let Some(source) = &policy.source {
        page.wrapped("", &format!("It carries out {}.", source.value));
    }
    if let Some(summary) = &policy.summary {
        page.line("");
        page.wrapped("", &summary.value);
    }
    page.line("");
    let precision = match policy.release_precision {
        Precision::Day => "the day",
        Precision::Minute => "the minute",
    };
    page.wrapped("", &format!("Release dates are given to {precision}.{}", cited(&policy.time_clauses)));
    let versions: Vec<&str> = policy.cvss_versions.iter().map(|v| v.value.as_str()).collect();
    let versions = if versions.is_empty() { "3.0, 3.1".to_owned() } else { versions.join(", ") };
    page.wrapped("", &format!("Thresholds read CVSS {versions}.{}", cited(&policy.severity_clauses)));
}

fn role(page: &mut Page, role: &Role) {
    page.entry(&role.element);
    let from = match &role.from {
        None => "the roster in team.toml".to_owned(),
        Some(RoleSource::Anyone) => "anyone, on the team or not".to_owned(),
        Some(RoleSource::Role(from)) => from.value.to_string(),
    };
    page.detail("from", &from);
    let pick = role.pick.map(|pick| match pick {
        Pick::RoundRobin => "in turn",
        Pick::Volunteer => "whoever steps forward",
        Pick::Appointed => "by appointment",
    });
    let force = role.force.word();
    let count = role.count.map_or_else(String::new, |n| format!("{n} for each incident"));
    match pick {
        Some(pick) if count.is_empty() => page.detail("picked", &format!("{pick} ({force})")),
        Some(pick) => page.detail("picked", &format!("{pick} ({force}), {count}")),
        None => page.detail("picked", &count),
    }
    if let Some(cover) = &role.cover {
        let maturity: Vec<&str> = cover.maturity.iter().map(|m| m.as_str()).collect();
        let maturity = if maturity.is_empty() { String::new() } else { format!("{} ", maturity.join(" or ")) };
        page.detail("cover", &format!("at least {} for every {maturity}{} ({force})", cover.min, cover.each.value));
    }
}

fn channel(page: &mut Page, channel: &Channel) {
    page.entry(&channel.element);
    let kind = match channel.kind {
        ChannelKind::Email => "mail",
        ChannelKind::Issue => "issue",
        ChannelKind::Chat => "chat",
        ChannelKind::Form => "form",
    };
    let readers = match channel.exposure {
        Exposure::Team => "read by the team",
        Exposure::Embargoed => "read by third parties under embargo",
        Exposure::Public => "read by everybody",
    };
    let to: Vec<&str> = channel.to.iter().map(|t| t.as_str()).collect();
    let to = if to.is_empty() { "no address yet".to_owned() } else { to.join(", ") };
    page.detail("where", &format!("{kind}: {to}; {readers}"));
    let carries = if channel.fields == channel.fields_after_public {
        fields(&channel.fields)
    } else {
        format!("{}; once public: {}", fields(&channel.fields), fields(&channel.fields_after_public))
    };
    page.detail("carries", &carries);
}

fn fields(fields: &Fields) -> String {
    match fields {
        Fields::All => "everything".to_owned(),
        Fields::Only(facts) if facts.is_empty() => "nothing".to_owned(),
        Fields::Only(facts) => facts.iter().map(|f| f.value.word()).collect::<Vec<_>>().join(", "),
    }
}

fn intake(page: &mut Page, intake: &Intake) {
    page.heading("Reports");
    page.wrapped("  ", &format!("In private: {}. Already public: {}.", intake.private.value, intake.public.value));
    let ask: Vec<&str> = intake.ask.iter().map(|a| a.as_str()).collect();
    if !ask.is_empty() {
        page.wrapped("  ", &format!("A report should say: {}.", ask.join(", ")));
    }
    let thanks = if intake.thanks { "Reporters are thanked in public." } else { "" };
    page.wrapped("  ", &format!("{thanks}{}", cited(&intake.clauses)));
}

fn path(page: &mut Page, path: &Path) {
    page.entry(&path.element);
    page.detail("when", &path.when.spoken());
    page.names("steps", &path.steps);
    page.detail("fix", if path.fix { "" } else { "none is made" });
}

fn steps(page: &mut Page, policy: &Policy) {
    page.heading("Steps");
    let mut last = None;
    for next in &policy.steps {
        let group = next.group.as_ref().map(|g| g.as_str());
        if let Some(group) = group.filter(|_| group != last) {
            page.line("");
            page.line(&format!("  {group}:"));
        }
        last = group;
        step(page, next, policy);
    }
}

fn step(page: &mut Page, step: &Step, policy: &Policy) {
    page.entry(&step.element);
    page.detail("who", step.role.as_str());
    page.detail("if", &step.when.spoken());
    page.detail("when", &step.window.as_ref().map_or_else(|| "no time set".to_owned(), |w| w.spoken()));
    page.names("first", &step.requires);
    let after: Vec<&str> = step.after_any.iter().map(|e| e.as_str()).collect();
    page.detail("waits for", &after.join(" or "));
    page.names("before", &step.before);
    let need = |n: &crate::policy::Need| format!("{}{}", n.fact.value, if n.required { "" } else { " (if there is)" });
    page.detail("needs", &step.needs.iter().map(need).collect::<Vec<_>>().join(", "));
    page.detail("approval", &step.approvals.as_ref().map(approvals).unwrap_or_default());
    page.detail(
        "lines",
        match step.lines {
            None => "",
            Some(Lines::Latest) => "on top of the latest release",
            Some(Lines::SupportedAffected) => "every supported line that is affected",
        },
    );
    let to: Vec<&str> = step.to.iter().map(|c| c.as_str()).collect();
    let template = step.template.as_ref().map_or_else(String::new, |t| format!(" (draft `{}`)", t.value));
    page.detail("tells", &if to.is_empty() { String::new() } else { format!("{}{template}", to.join(", ")) });
    if let Some(why) = &step.optional {
        page.detail("skip", &format!("by a recorded decision, {}", why.value));
    }
    page.detail("expected", &step.expected.as_ref().map(Condition::spoken).unwrap_or_default());
    for attestation in
        policy.attestations.iter().filter(|a| a.step.as_ref().is_some_and(|s| s.value == step.element.id.value))
    {
        let who = attestation.role.as_ref().map_or_else(String::new, |r| format!(" ({})", r.value));
        let required = if attestation.required { " Must be acknowledged." } else { "" };
        let clauses = cited(&attestation.element.clauses);
        page.detail("duty", &format!("{}{who}{required}{clauses}", attestation.text.value));
    }
    page.detail("recorded", &format!("as `{}`", step.event.value));
}

fn approvals(approvals: &Approvals) -> String {
    let each = if approvals.per_commit { " on every commit" } else { "" };
    let inferred = if approvals.inferred { " (inferred)" } else { "" };
    format!("{} of {}{each}{inferred}", approvals.count, approvals.role.value)
}

fn effect(effect: &Effect) -> String {
    match effect {
        Effect::Asap => "every time becomes as soon as possible".to_owned(),
        Effect::Floor { event, replan } => {
            let steps: Vec<&str> = replan.iter().map(|s| s.as_str()).collect();
            format!("nothing is public before {}; with it move {}", event.value, steps.join(", "))
        }
    }
}

fn waiver(page: &mut Page, waiver: &WaiverRule) {
    page.entry(&waiver.element);
    page.detail("when", &waiver.when.spoken());
    page.detail("by", waiver.by.as_str());
    page.names("steps", &waiver.steps);
    page.detail(
        "needs",
        match (waiver.needs_link, waiver.needs_reason) {
            (true, true) => "a reason, and a link to the discussion",
            (true, false) => "a link to the discussion",
            (false, true) => "a reason",
            (false, false) => "",
        },
    );
    page.detail(
        "grants",
        match waiver.grants {
            Grant::NewDate => "a new date",
            Grant::Fix => "a fix",
        },
    );
}

fn embargo(page: &mut Page, terms: &EmbargoTerms) {
    page.heading("Embargo");
    let allowed =
        if terms.allowed { "Third parties may be told early." } else { "Nobody outside the team is told early." };
    page.wrapped("  ", &format!("{allowed}{}", cited(&terms.clauses)));
    if let Some(list) = &terms.agreed_by {
        page.wrapped("  ", &format!("Its end is agreed on by the list {}.", list.value));
    }
    if let Some(approval) = &terms.early_with {
        page.wrapped("  ", &format!("To speak earlier takes {}.", approval.value));
    }
    if let Some(broken) = &terms.on_break {
        let choices: Vec<&str> = broken.choices.iter().map(|c| c.as_str()).collect();
        let text = format!(
            "When it breaks, {} decides: {}. Until then: {}.{}",
            broken.by.value,
            choices.join(" or "),
            broken.default.value,
            cited(&broken.clauses)
        );
        page.wrapped("  ", &text);
    }
    if let Some(leak) = &terms.leak_report {
        let text = format!(
            "A leak is reported to {} at once: what, and to whom ({}).{}",
            leak.to.value,
            leak.force.word(),
            cited(&leak.clauses)
        );
        page.wrapped("  ", &text);
    }
}

fn list(page: &mut Page, list: &DistributorList) {
    page.entry(&list.element);
    page.detail("channel", list.channel.as_str());
    page.names("requests", &list.request_to);
    for criterion in &list.criteria {
        let proof = match criterion.proof {
            None => "",
            Some(Proof::Vouch) => " (a member vouches)",
            Some(Proof::Embargo) => " (with a date)",
        };
        let (label, clauses) = (criterion.element.label(), cited(&criterion.element.clauses));
        page.detail("criterion", &format!("{label}{proof}{clauses}"));
    }
    for duty in &list.duties {
        page.detail("duty", &format!("{}{}", duty.element.label(), cited(&duty.element.clauses)));
    }
    if let Some(leaks) = list.remove_after_leaks {
        page.detail("removed", &format!("after {leaks} leaks"));
    }
}

fn publication(page: &mut Page, publication: &Publication) {
    page.heading("Publication");
    let approval = publication.approvals.as_ref().map_or_else(|| "one of the team".to_owned(), approvals);
    page.wrapped("  ", &format!("Approval: {approval}, and the embargo has ended.{}", cited(&publication.clauses)));
    let sections: Vec<&str> = publication.sections.iter().map(|s| s.as_str()).collect();
    if !sections.is_empty() {
        page.wrapped("  ", &format!("An advisory says: {}.", sections.join(", ")));
    }
    if let Some(longest) = &publication.longest_embargo {
        page.wrapped("  ", &format!("No embargo is longer than {}.", longest.value));
    }
}
