//! Announcement drafts: what they say, when they are due, and what stops them.

mod carried;
mod mail;
mod sample;
mod thread;

use std::sync::Arc;

use advisory::announce::{self, Draft};
use advisory::case::Case;
use advisory::export;
use advisory::fact::Fact;
use advisory::finding::{Finding, RuleId, Severity};
use advisory::names::Name;
use advisory::parse;
use advisory::policy::{ChannelKind, Exposure, Fields};
use advisory::portfolio::Portfolio;
use advisory::source::{Span, Spanned, worktree};

use crate::support::{self, at};
use sample::Files;

/// A day on which nothing is public yet.
const BEFORE: &str = "2026-03-10T08:00:00Z";
/// A day after the embargo's end.
const AFTER: &str = "2026-03-18T08:00:00Z";

fn case<'p>(portfolio: &'p Portfolio, now: &str) -> Case<'p> {
    Case::new(portfolio, &portfolio.incidents[0], at(now))
}

fn drafts(portfolio: &Portfolio, step: &str, now: &str) -> Result<Vec<Draft>, Vec<Finding>> {
    let case = case(portfolio, now);
    announce::drafts(&case, case.step(step).unwrap())
}

fn text(draft: &Draft) -> String {
    String::from_utf8(draft.bytes.clone()).unwrap()
}

fn rules(findings: &[Finding]) -> Vec<&str> {
    findings.iter().map(|f| f.rule.0).collect()
}

fn name(text: &str) -> Spanned<Name> {
    Spanned::new(text.parse().unwrap(), 0..0)
}

/// The portfolio with a step `leak-report` that tells the team.
fn with_leak_report(mut files: Files) -> Files {
    let policy = files.iter_mut().find(|(path, _)| path == "policy.toml").unwrap();
    policy.1.push_str(
        "\n[[step]]\nid = \"leak-report\"\nrole = \"pst\"\nneeds = [\"leak\"]\nto = [\"security\"]\ntemplate = \"leak-report\"\n",
    );
    files
}

/// The incident affects this line alone.
fn on_line(files: Files, line: &str) -> Files {
    let files =
        sample::with(files, "incident.toml", r#"lines = ["main", "1.16", "1.15"]"#, &format!("lines = [\"{line}\"]"));
    let ranges = sample::ranges();
    let kept = ranges.iter().find(|range| range.contains(&format!("\"{line}\""))).cloned().unwrap_or_default();
    sample::with(files, "advisory.md", &ranges.concat(), &kept)
}

/// Every draft that both presets make, each at a time when it can be made.
fn all() -> Vec<(String, Draft)> {
    let sets: [(&str, Files, &str, &[&str]); 8] = [
        ("rook", sample::rook(), BEFORE, &["acknowledge", "team-named", "notice", "distributors", "cve"]),
        ("rook-broken", with_leak_report(sample::rook_broken()), BEFORE, &["embargo-break", "leak-report"]),
        ("rook-published", sample::rook_published(), AFTER, &["announce"]),
        ("vitess", sample::vitess(), BEFORE, &["acknowledge", "notice"]),
        ("vitess-published", sample::vitess_published(), AFTER, &["announce"]),
        ("vitess-development", on_line(sample::vitess_published(), "main"), AFTER, &["courtesy"]),
        ("vitess-unsupported", on_line(sample::vitess_published(), "1.12"), AFTER, &["eol-notice"]),
        ("rook-requests", sample::rook(), BEFORE, &[]),
    ];
    let mut all = Vec::new();
    for (set, files, now, steps) in sets {
        let portfolio = sample::portfolio(files);
        for step in steps {
            all.extend(drafts(&portfolio, step, now).unwrap().into_iter().map(|d| (set.to_owned(), d)));
        }
        if set == "rook-requests" {
            let (replies, findings) = announce::membership_replies(&portfolio, at(now));
            assert_eq!(rules(&findings), [""; 0]);
            all.extend(replies.into_iter().map(|d| (set.to_owned(), d)));
        }
    }
    all
}

#[test]
fn drafts_say_what_is_expected() {
    for (set, draft) in all() {
        let file = format!("{set}/{}", draft.path.rsplit('/').next().unwrap());
        insta::with_settings!({ snapshot_path => "announce/drafts", prepend_module_to_snapshot => false, omit_expression => true }, {
            insta::assert_snapshot!(file.replace('/', "-"), text(&draft));
        });
    }
}

#[test]
fn drafts_are_the_same_at_any_later_now_but_for_the_date() {
    let portfolio = sample::portfolio(sample::rook());
    let undated = |step: &str, now: &str| {
        let mut made = drafts(&portfolio, step, now).unwrap();
        for draft in made.iter_mut().filter(|draft| draft.kind == ChannelKind::Email) {
            let text = String::from_utf8(std::mem::take(&mut draft.bytes)).unwrap();
            let (date, others): (Vec<&str>, Vec<&str>) = text.lines().partition(|line| line.starts_with("Date: "));
            assert_eq!(date.len(), 1, "{text}");
            draft.bytes = others.join("\n").into_bytes();
        }
        made
    };
    for step in ["acknowledge", "team-named", "cve"] {
        let first = undated(step, BEFORE);
        for now in ["2026-03-10T08:00:01Z", "2026-04-01T00:00:00Z", "2031-01-01T00:00:00Z"] {
            assert_eq!(undated(step, now), first, "{step} at {now}");
        }
    }
    // A notice is, until the date that it promises, and a message under embargo until its end.
    for step in ["notice", "distributors"] {
        assert_eq!(undated(step, "2026-03-17T14:59:59Z"), undated(step, BEFORE));
        assert_eq!(rules(&drafts(&portfolio, step, "2026-04-01T00:00:00Z").unwrap_err()), ["notice-date-passed"]);
    }
}

#[test]
fn a_fact_that_is_needed_and_not_there_refuses_the_draft_and_is_named() {
    let cut = |from: &str| sample::portfolio(sample::with(sample::rook(), "incident.toml", from, ""));
    let cases = [
        (
            "notice",
            cut("release-estimate = 2026-03-17T15:00:00Z\nrelease-date = 2026-03-17T15:00:00Z\n"),
            Fact::ReleaseEstimate,
        ),
        ("team-named", cut("thread = \"https://lists.example.org/private/lode/42\"\n"), Fact::Thread),
        ("team-named", cut("fix-team = [\"amira\", \"ben\"]\n"), Fact::FixTeam),
        ("distributors", cut("until = 2026-03-17T15:00:00Z\n"), Fact::EmbargoUntil),
    ];
    for (step, portfolio, fact) in cases {
        let findings = drafts(&portfolio, step, BEFORE).unwrap_err();
        let found = findings.iter().find(|f| f.message.ends_with(fact.meaning())).unwrap();
        assert_eq!((found.rule, found.severity), (RuleId("missing-fact"), Severity::Error));
        assert_eq!(found.primary.location.file.name(), "incident.toml");
        assert!(found.primary.text.contains(fact.word()), "{found:?}");
        assert!(found.help.as_ref().unwrap().contains("incident.toml"));
    }
}

#[test]
fn every_needed_fact_of_every_step_of_both_presets_refuses_when_it_is_missing() {
    let sets = [
        (sample::rook_published(), AFTER),
        (with_leak_report(sample::rook_broken()), BEFORE),
        (sample::vitess_published(), AFTER),
    ];
    let mut asked = 0;
    for (files, now) in sets {
        let portfolio = sample::portfolio(files);
        for step in portfolio.policy.steps.iter().filter(|s| !s.to.is_empty()) {
            let id = step.element.id.as_str();
            if drafts(&portfolio, id, now).map_or(true, |made| made.is_empty()) {
                continue; // said in another set
            }
            for need in step.needs.iter().filter(|n| n.required) {
                let mut without = portfolio.clone();
                sample::remove(Arc::make_mut(&mut without.incidents[0]), need.fact.value);
                let findings = drafts(&without, id, now).unwrap_err();
                let named = findings
                    .iter()
                    .any(|f| f.rule == RuleId("missing-fact") && f.message.contains(need.fact.meaning()));
                assert!(named, "{id} without {}: {findings:#?}", need.fact.value);
                asked += 1;
            }
        }
    }
    assert!(asked >= 15, "{asked}");
}

#[test]
fn a_wish_that_is_not_there_refuses_nothing() {
    let mut portfolio = sample::portfolio(sample::rook());
    sample::remove(Arc::make_mut(&mut portfolio.incidents[0]), Fact::Mitigations);
    let made = drafts(&portfolio, "notice", BEFORE).unwrap();
    // It doesn't say that there is nothing, which nobody decided.
    let said = text(&made[0]);
    assert!(!said.contains("Until then") && !said.contains("nothing we can recommend"), "{said}");
}

#[test]
fn a_public_notice_has_mitigations_only_when_they_are_approved_and_never_from_the_advisory() {
    let approved = sample::portfolio(sample::rook());
    let issue = text(&drafts(&approved, "notice", BEFORE).unwrap()[0]);
    assert!(issue.contains("lodectl policy set volume-name"));
    assert!(!issue.contains("volumes/create"), "{issue}");

    let files = sample::with(sample::rook(), "incident.toml", "mitigations-approved-by = [\"ben\"]", "");
    let issue = text(&drafts(&sample::portfolio(files), "notice", BEFORE).unwrap()[0]);
    assert!(!issue.contains("lodectl"), "{issue}");
}

#[test]
fn a_required_mitigation_without_approval_is_missing() {
    let files = sample::with(sample::rook(), "incident.toml", "mitigations-approved-by = [\"ben\"]", "");
    let files = sample::with(files, "policy.toml", "\"mitigations?\"]", "\"mitigations\"]");
    let findings = drafts(&sample::portfolio(files), "notice", BEFORE).unwrap_err();
    assert_eq!(rules(&findings), ["missing-fact"]);
    assert!(findings[0].help.as_ref().unwrap().starts_with("have the mitigations approved: `advisory publish"));
}

#[test]
fn instants_name_the_weekday_and_utc() {
    let portfolio = sample::portfolio(sample::vitess());
    let made = drafts(&portfolio, "notice", BEFORE).unwrap();
    assert_eq!(made[0].subject, "Lodestore security release on 2026-03-17 15:00 UTC (Tuesday)");
    assert!(text(&made[0]).contains("available on 2026-03-17 15:00 UTC"));
}

#[test]
fn a_policy_without_embargoed_audience_refuses_an_embargoed_channel() {
    let files = sample::with(sample::rook(), "policy.toml", "allowed = true", "allowed = false");
    let findings = drafts(&sample::portfolio(files), "distributors", BEFORE).unwrap_err();
    assert_eq!(rules(&findings), ["embargoed-audience"]);
    assert!(findings[0].message.contains("distributors"));
}

#[test]
fn a_channel_without_an_address_gets_a_draft_without_recipient_and_a_warning() {
    let portfolio = sample::portfolio(sample::rook_published());
    let made = drafts(&portfolio, "announce", AFTER).unwrap();
    assert!(!text(&made[0]).contains("\r\nTo:"));
    let case = case(&portfolio, AFTER);
    let gaps = announce::gaps(&case, case.step("announce").unwrap());
    assert_eq!(rules(&gaps), ["channel-without-address", "draft-not-due"]);
    assert_eq!(gaps[0].severity, Severity::Warning);
}

#[test]
fn a_list_is_told_member_by_member_and_only_its_present_members() {
    let files = sample::with(
        sample::rook(),
        "policy.toml",
        "to = [\"distributors@your-project.example\"]",
        "to = [\"@list:distributors\"]",
    );
    let made = drafts(&sample::portfolio(files), "distributors", BEFORE).unwrap();
    let paths: Vec<_> = made.iter().map(|d| d.path.as_str()).collect();
    assert_eq!(
        paths,
        ["northcap", "gullwing", "harbour"].map(|member| format!("amber-fox/distributors.distributors.{member}.eml"))
    );
    assert!(text(&made[1]).contains("psirt@gullwing.example") && text(&made[1]).contains("oncall@gullwing.example"));
    for (draft, others) in [(&made[0], ["gullwing", "oldtown"]), (&made[1], ["northcap", "oldtown"])] {
        let text = text(draft).to_lowercase();
        // The advisory itself links to Northcap's guide; the mail to the other member must not name its address.
        assert!(others.iter().all(|o| !text.contains(&format!("@{o}.example"))), "{text}");
    }
    assert_ne!(
        text(&made[0]).lines().find(|l| l.starts_with("Message-ID")),
        text(&made[1]).lines().find(|l| l.starts_with("Message-ID"))
    );
}

#[test]
fn whoever_has_no_address_is_named() {
    let anonymous = sample::with(sample::rook(), "incident.toml", ", email = \"mara@quill.example\"", "");
    let findings = drafts(&sample::portfolio(anonymous), "acknowledge", BEFORE).unwrap_err();
    assert_eq!(rules(&findings), ["no-recipient"]);

    let outsider = sample::with(
        sample::rook(),
        "incident.toml",
        "fix-team = [\"amira\", \"ben\"]",
        "fix-team = [\"amira\", \"carla\"]",
    );
    let findings = drafts(&sample::portfolio(outsider), "team-named", BEFORE).unwrap_err();
    assert_eq!(rules(&findings), ["no-recipient"]);
    assert!(findings[0].message.contains("carla"));

    let mut portfolio = sample::portfolio(sample::rook());
    portfolio.team.members[1].email = None;
    let findings = drafts(&portfolio, "team-named", BEFORE).unwrap_err();
    assert_eq!(rules(&findings), ["no-recipient"]);
    assert_eq!(findings[0].primary.location.file.as_str(), "team.toml");
}

#[test]
fn an_address_that_is_none_is_a_finding_where_it_stands() {
    let mut portfolio = sample::portfolio(sample::rook());
    for bad in ["nobody", "a@b@c", "a@b.example\r\nBcc: c@d.example", "", "@list:", "@somebody", "ä@b.example"] {
        let channel = portfolio.policy.channels.iter_mut().find(|c| c.element.id.value == "distributors").unwrap();
        channel.to = vec![Spanned::new(bad.to_owned(), 7..9)];
        let Err(findings) = drafts(&portfolio, "distributors", BEFORE) else { panic!("{bad}") };
        assert_eq!(rules(&findings), ["bad-address"], "{bad}");
        assert_eq!(findings[0].primary.location.span.start, 7);
        assert!(!findings[0].message.contains('\n'));
    }
}

#[test]
fn without_a_team_address_the_site_contact_sends_and_without_that_nobody_can() {
    let mut portfolio = sample::portfolio(sample::rook());
    for channel in portfolio.policy.channels.iter_mut().filter(|c| c.exposure == Exposure::Team) {
        channel.to.retain(|to| to.starts_with('@'));
    }
    let made = drafts(&portfolio, "distributors", BEFORE).unwrap();
    assert!(text(&made[0]).starts_with("From: \"Lodestore security\" <security@lodestore.example>\r\n"));
    portfolio.project.site.contact.clear();
    assert_eq!(rules(&drafts(&portfolio, "distributors", BEFORE).unwrap_err()), ["no-sender"]);
}

#[test]
fn a_template_of_ones_own_works_once_it_is_there() {
    let mut portfolio = sample::portfolio(sample::rook());
    let step = portfolio.policy.steps.iter_mut().find(|s| s.element.id.value == "notice").unwrap();
    step.template = Some(name("ours"));
    let findings = drafts(&portfolio, "notice", BEFORE).unwrap_err();
    assert_eq!(rules(&findings), ["unknown-template"]);
    assert!(findings[0].help.as_ref().unwrap().contains("site-templates/announce/ours.issue.txt"));
    portfolio
        .templates
        .insert("announce/ours.issue.txt".to_owned(), "Title: Ours\n\nIn {{ release_estimate }}\n".to_owned());
    let made = drafts(&portfolio, "notice", BEFORE).unwrap();
    assert_eq!(made[0].subject, "Ours");
    assert!(text(&made[0]).ends_with("# Ours\n\nIn 2026-03-17 15:00 UTC (Tuesday)\n"));
}

#[test]
fn an_override_stands_in_for_the_built_in_of_its_kind_alone() {
    let mut portfolio = sample::portfolio(sample::rook_broken());
    portfolio.templates.insert("announce/embargo-break.email.txt".to_owned(), "Subject: Ours\n\nText.\n".to_owned());
    portfolio.templates.insert("announce/notice.email.txt".to_owned(), "Subject: Ours\n\nText.\n".to_owned());
    assert!(drafts(&portfolio, "embargo-break", BEFORE).unwrap().iter().all(|d| d.subject == "Ours"));
    assert_ne!(drafts(&portfolio, "notice", BEFORE).unwrap()[0].subject, "Ours");
}

#[test]
fn a_broken_template_is_a_finding_at_its_place() {
    let mut portfolio = sample::portfolio(sample::rook());
    for (template, place) in [
        ("Title: x\n\n{{ nowhere }}\n", "nowhere"),
        ("Title: x\n\n{% if %}\n", "%}"),
        ("Title: x\n\n{% for i in range(99999) %}{% for j in range(99999) %}{% endfor %}{% endfor %}\n", ""),
        ("Title: x\n\n{% include 'announce/none.txt' %}\n", ""),
        ("Title: x\n\n{% include '/etc/passwd' %}\n", ""),
        ("No title at all\n", ""),
        ("", ""),
    ] {
        portfolio.templates.insert("announce/notice.issue.txt".to_owned(), template.to_owned());
        let findings = drafts(&portfolio, "notice", BEFORE).unwrap_err();
        assert_eq!(rules(&findings), ["broken-template"], "{template}");
        let at = &findings[0].primary.location;
        assert_eq!(at.file.as_str(), "site-templates/announce/notice.issue.txt");
        assert!(template[at.span.start..at.span.end].contains(place), "{template}: {at:?}");
    }
}

#[test]
fn what_somebody_wrote_is_never_evaluated_and_never_notifies() {
    // A courtesy mail tells of a fix that has landed on the development branch, which alone is affected.
    let landed = sample::with(sample::vitess(), "incident.toml", "event = \"fix-ready\"", "event = \"landed\"");
    let only = sample::with(landed, "incident.toml", "lines = [\"main\", \"1.16\", \"1.15\"]", "lines = [\"main\"]");
    let mut portfolio = sample::portfolio(only);
    let incident = Arc::make_mut(&mut portfolio.incidents[0]);
    incident.embargo = None;
    incident.events.retain(|event| event.until().is_none());
    let hostile = "{{ project.name }} {% raw %} @everyone <img src=x> [a](javascript:b) #12 `x`";
    let document = Arc::make_mut(&mut portfolio.incidents[0]).document.as_mut().unwrap();
    document.title.as_mut().unwrap().value = hostile.to_owned();
    let kinds = [(advisory::policy::ChannelKind::Issue, "issue"), (advisory::policy::ChannelKind::Chat, "chat")];
    for (kind, word) in kinds {
        let channel = portfolio.policy.channels.iter_mut().find(|c| c.element.id.value == "users").unwrap();
        channel.kind = kind;
        portfolio.templates.insert(format!("announce/courtesy.{word}.txt"), "Title: T\n\n{{ title }}\n".to_owned());
        let made = drafts(&portfolio, "courtesy", BEFORE).unwrap();
        let shown = text(&made[0]);
        assert!(shown.contains("{{ project.name }} {% raw %}"), "{shown}");
        assert!(!shown.contains("@everyone"), "{shown}");
        if word == "issue" {
            assert!(shown.contains("&lt;img src=x&gt; \\[a\\](javascript:b)"), "{shown}");
            assert!(!shown.contains("#12"), "{shown}");
        }
    }
}

#[test]
fn due_are_the_open_steps_that_wait_for_nothing() {
    let due = |files: Files, now: &str| {
        let portfolio = sample::portfolio(files);
        let case = case(&portfolio, now);
        let (made, findings) = announce::due(&case);
        assert!(findings.iter().all(|f| f.severity < Severity::Error), "{findings:#?}");
        made.into_iter().map(|d| d.path.replace("amber-fox/", "")).collect::<Vec<_>>()
    };
    let first = sample::with(sample::rook(), "incident.toml", "event = \"fix-ready\"", "event = \"accepted\"");
    assert!(!due(first, BEFORE).iter().any(|p| p.starts_with("notice.")), "the fix is not ready");
    let embargoed = due(sample::rook(), BEFORE);
    assert!(embargoed.contains(&"notice.issue.issue.md".to_owned()), "{embargoed:?}");
    assert!(!embargoed.iter().any(|p| p.starts_with("announce.") || p.starts_with("acknowledge.")), "{embargoed:?}");
    let vitess = due(on_line(sample::vitess(), "1.12"), BEFORE);
    assert!(!vitess.iter().any(|p| p.contains("announce")), "nothing of the advisory lies around: {vitess:?}");
    let published = due(sample::vitess_published(), AFTER);
    assert!(published.contains(&"announce.announce.eml".to_owned()), "{published:?}");
    assert!(!due(sample::vitess_published(), BEFORE).contains(&"announce.announce.eml".to_owned()));
    let everything = "exposure = \"team\"\nfields = [\"*\"]";
    let told = sample::with(
        with_leak_report(sample::rook_broken()),
        "policy.toml",
        "exposure = \"team\"\nclauses = [\"R16\"]",
        everything,
    );
    let told = due(told, BEFORE);
    assert!(told.contains(&"leak-report.security.eml".to_owned()), "a team channel carries all: {told:?}");
}

#[test]
fn a_public_channel_that_may_carry_everything_gets_nothing_written_before_publication() {
    let mut portfolio = sample::portfolio(sample::vitess());
    for channel in &mut portfolio.policy.channels {
        channel.fields = Fields::All;
    }
    let case = case(&portfolio, BEFORE);
    let (made, _) = announce::due(&case);
    assert!(made.iter().all(|d| d.exposure != Exposure::Public), "{made:?}");
}

#[test]
fn answers_to_requests_go_criterion_by_criterion() {
    let portfolio = sample::portfolio(sample::rook());
    let (replies, findings) = announce::membership_replies(&portfolio, at(BEFORE));
    assert_eq!(rules(&findings), [""; 0]);
    let paths: Vec<_> = replies.iter().map(|d| d.path.as_str()).collect();
    assert_eq!(paths, ["membership/tidewater-2026.eml", "membership/harbour-2026.eml", "membership/lonestar-2026.eml"]);
    let open = text(&replies[0]);
    assert_eq!(open.matches("MISSING").count(), 5, "a removed member can't vouch: {open}");
    assert!(!text(&replies[1]).contains("MISSING"));
    assert!(text(&replies[2]).contains("Your users are your own staff."));
    for reply in &replies {
        assert!(!text(reply).contains("northcap") && !text(reply).contains("amber-fox"), "{}", text(reply));
    }
    let mut told = portfolio.clone();
    for decision in told.distributors.requests.iter_mut().filter_map(|r| r.decision.as_mut()) {
        decision.sent = Some(Spanned::new(decision.at.value, Span::default()));
    }
    let (left, _) = announce::membership_replies(&told, at(BEFORE));
    assert_eq!(left.iter().map(|d| d.path.as_str()).collect::<Vec<_>>(), ["membership/tidewater-2026.eml"]);
    let (early, _) = announce::membership_replies(&portfolio, at("2026-02-03T00:00:00Z"));
    let subjects: Vec<_> = early.iter().map(|d| d.subject.as_str()).collect();
    assert_eq!(
        subjects,
        [
            "Your request to join the private list of Lodestore has arrived",
            "Your request to join the private list of Lodestore: what is still missing"
        ]
    );
}

#[test]
fn the_sample_portfolios_have_a_draft_for_all_that_was_told() {
    let mut told = 0;
    for folder in ["", "tests/portfolios/vitess"] {
        let tree = worktree::read(&support::root().join(folder)).unwrap();
        let portfolio = parse::portfolio(tree).portfolio.unwrap();
        for incident in &portfolio.incidents {
            let case = Case::new(&portfolio, incident, at("2026-11-20T12:00:00Z"));
            let (_, findings) = announce::due(&case);
            assert!(findings.iter().all(|f| f.severity < Severity::Error), "{}: {findings:#?}", incident.handle);
            for status in case.steps.iter().filter(|s| s.done.is_some() && !s.step.to.is_empty()) {
                let id = &status.step.element.id.value;
                let made = announce::drafts(&case, status);
                assert_eq!(made.as_ref().map(Vec::len), Ok(status.step.to.len()), "{} {id}", incident.handle);
                told += 1;
            }
        }
    }
    assert!(told > 40, "{told}");
}

#[test]
fn a_mail_links_to_the_page_that_the_site_has() {
    let mut portfolio = sample::portfolio(sample::vitess_published());
    for url in ["https://security.lodestore.example/", "https://security.lodestore.example", "https://x.example/sec/"] {
        portfolio.project.site.url.value = url.to_owned();
        let id = "LODE-2026-001".parse().unwrap();
        let page = export::address(&portfolio.project, &export::page(&id));
        let mail = text(&drafts(&portfolio, "announce", AFTER).unwrap()[0]);
        assert!(mail.contains(&format!(" {page}\r\n")), "{page}: {mail}");
    }
}

#[test]
fn what_is_missing_is_asked_for_where_it_belongs() {
    let portfolio = sample::portfolio(sample::rook());
    for (step, fact, file, help) in [
        (
            "distributors",
            Fact::Decision,
            "incident.toml",
            "advisory record amber-fox decision --step distributors --take",
        ),
        ("distributors", Fact::Patches, "incident.toml", "`patches/`"),
        ("cve", Fact::FixedVersions, "advisory.md", "`fixed`"),
        ("cve", Fact::Severity, "advisory.md", "[[cvss]]"),
    ] {
        let mut without = portfolio.clone();
        sample::remove(Arc::make_mut(&mut without.incidents[0]), fact);
        let findings = drafts(&without, step, BEFORE).unwrap_err();
        let finding = findings.iter().find(|f| f.message.contains(fact.meaning())).unwrap();
        let at = &finding.primary.location;
        assert_eq!(at.file.name(), file, "{fact}");
        let help_given = finding.help.as_deref().unwrap();
        assert!(help_given.contains(help), "{fact}: {help_given}");
        let asked = &finding.others[0].location;
        let policy = without.tree.text(asked.file.as_str()).unwrap();
        assert_eq!(policy[asked.span.start..asked.span.end], fact.to_string());
    }
}

#[test]
fn the_damage_is_what_was_assessed_last_and_by_now() {
    let event =
        |at: &str, more: &str| format!("[[event]]\nat = {at}\nevent = \"break-decided\"\nby = \"ben\"\n{more}\n");
    let said = |more: &str| {
        let mut files = with_leak_report(sample::rook_broken());
        let incident = files.iter_mut().find(|(path, _)| path.ends_with("incident.toml")).unwrap();
        incident.1.push_str(more);
        text(&drafts(&sample::portfolio(files), "embargo-break", BEFORE).unwrap()[0])
    };
    assert!(said("").contains("forty minutes"));
    assert!(
        said(&event("2026-03-09T12:00:00Z", "")).contains("forty minutes"),
        "a decision without words changes nothing"
    );
    assert!(said(&event("2026-03-09T12:00:00Z", "assessment = \"A mirror has it.\"")).contains("A mirror has it."));
    assert!(said(&event("2026-09-10T09:00:00Z", "assessment = \"A mirror has it.\"")).contains("forty minutes"));
}

#[test]
fn members_are_told_an_address_for_leaks_and_no_word_of_the_policy_for_one() {
    let to = "to = [\"@role:pst\", \"security@your-project.example\"]";
    let files = sample::with(sample::rook(), "policy.toml", "to = [\"security@your-project.example\"]", to);
    let mail = text(&drafts(&sample::portfolio(files), "distributors", BEFORE).unwrap()[0]);
    assert!(mail.contains("security@your-project.example") && !mail.contains("@role"), "{mail}");
}

#[test]
fn a_fixed_release_is_told_once_by_the_advisory_and_else_by_the_incident() {
    let told = |releases: &str| {
        let portfolio = sample::portfolio(sample::with(
            sample::rook(),
            "incident.toml",
            "[fix]\n",
            &format!("[fix]\nreleases = {releases}\n"),
        ));
        let mail = text(&drafts(&portfolio, "distributors", BEFORE).unwrap()[0]);
        let list = mail.split("Our releases with the fix will be:").nth(1).unwrap();
        let list = list.lines().skip_while(|l| l.trim().is_empty()).take_while(|l| l.starts_with('-'));
        list.map(|line| line.trim_start_matches("- ").to_owned()).collect::<Vec<_>>()
    };
    let of_the_advisory = ["1.16: 1.16.4", "1.15: 1.15.9"];
    assert_eq!(told("{ \"1.16\" = \"1.16.4\" }"), of_the_advisory);
    assert_eq!(told("{ \"1.16\" = \"1.16.5\" }"), of_the_advisory, "the advisory speaks of that line");
    assert_eq!(told("{ \"main\" = \"1.16.4\" }"), of_the_advisory, "that version was told");
    assert_eq!(told("{ \"1.12\" = \"1.12.10\" }"), [of_the_advisory[0], of_the_advisory[1], "1.12: 1.12.10"]);
}

#[test]
fn what_is_due_without_an_address_is_said() {
    let mut files = sample::rook_published();
    let incident = files.iter_mut().find(|(path, _)| path.ends_with("incident.toml")).unwrap();
    incident.1.push_str("[[event]]\nat = 2026-03-17T16:00:00Z\nevent = \"released\"\n");
    incident.1.push_str("[[event]]\nat = 2026-03-17T16:30:00Z\nevent = \"cve-requested\"\n");
    let portfolio = sample::portfolio(files);
    let (made, findings) = announce::due(&case(&portfolio, AFTER));
    assert!(made.iter().any(|d| d.path.ends_with("announce.announce.eml")));
    assert_eq!(rules(&findings), ["channel-without-address"]);
}

#[test]
fn a_leak_is_told_by_its_latest_event_that_says_what_and_to_whom() {
    let said = |broken: bool, more: &str| {
        let mut files = with_leak_report(if broken { sample::rook_broken() } else { sample::rook() });
        let incident = files.iter_mut().find(|(path, _)| path.ends_with("incident.toml")).unwrap();
        incident.1.push_str(&format!("[[event]]\nat = 2026-03-09T12:00:00Z\nevent = \"leaked\"\n{more}\n"));
        text(&drafts(&sample::portfolio(files), "leak-report", BEFORE).unwrap()[0])
    };
    let whole = "leaked = \"The notice\"\nleaked-to = \"A forum\"";
    assert!(said(true, "leaked = \"The notice\"").contains("The patch for 1.16"), "to whom is not known");
    assert!(said(true, "leaked-to = \"A forum\"").contains("The patch for 1.16"), "what is not known");
    let after_the_break = said(true, whole);
    assert!(
        after_the_break.contains("The notice") && after_the_break.contains("counts as broken"),
        "{after_the_break}"
    );
    assert!(!said(false, whole).contains("counts as broken"), "nobody said so");
}
