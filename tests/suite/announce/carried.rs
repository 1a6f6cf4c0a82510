//! What a channel may carry: a fact that its list leaves out reaches no byte of its drafts, whatever the template.

use std::sync::Arc;
use std::sync::OnceLock;

use advisory::announce::{self, Draft, context_name};
use advisory::fact::Fact;
use advisory::policy::{ChannelKind, Exposure, Fields};
use advisory::portfolio::Portfolio;
use advisory::source::Spanned;
use mail_parser::MessageParser;

use super::sample::{self, CANARIES};
use super::{AFTER, BEFORE, drafts, name, rules};

/// The kinds of channel, and the word of their templates.
const KINDS: [(ChannelKind, &str); 4] = [
    (ChannelKind::Email, "email"),
    (ChannelKind::Issue, "issue"),
    (ChannelKind::Chat, "chat"),
    (ChannelKind::Form, "form"),
];

/// A draft as its reader sees it: transfer encodings undone, lines unfolded, escapes taken back.
fn read(draft: &Draft) -> String {
    let raw = String::from_utf8_lossy(&draft.bytes).into_owned();
    let shown = if draft.kind == ChannelKind::Email {
        let message = MessageParser::default().parse(&draft.bytes).unwrap();
        let bodies: Vec<_> = (0..message.text_body_count()).filter_map(|i| message.body_text(i)).collect();
        let files: Vec<_> = message.attachments().map(|p| String::from_utf8_lossy(p.contents()).into_owned()).collect();
        format!("{raw}\n{}\n{}\n{}", message.subject().unwrap(), bodies.join("\n"), files.join("\n"))
    } else {
        raw
    };
    format!("{shown}\n{}", shown.replace('\\', "").split_whitespace().collect::<Vec<_>>().join(" "))
}

/// Facts whose text holds another fact's text: the whole advisory holds its sections, two facts are the fix's commits,
/// and a release date stands in for an estimate.
fn holds(fact: Fact, other: Fact) -> bool {
    match fact {
        Fact::Description => {
            matches!(other, Fact::Summary | Fact::AmIAffected | Fact::Mitigations | Fact::Upgrade)
        }
        Fact::FixCommits | Fact::Backports => matches!(other, Fact::FixCommits | Fact::Backports),
        _ => false,
    }
}

fn only(facts: impl IntoIterator<Item = Fact>) -> Fields {
    Fields::Only(facts.into_iter().map(|f| Spanned::new(f, 0..0)).collect())
}

/// A portfolio whose step `notice` tells one channel of this kind and exposure.
fn telling(kind: ChannelKind, exposure: Exposure, fields: Fields) -> Portfolio {
    static CANARIES: OnceLock<Portfolio> = OnceLock::new();
    let mut portfolio = CANARIES.get_or_init(sample::canaries).clone();
    let step = portfolio.policy.steps.iter_mut().find(|s| s.element.id.value == "notice").unwrap();
    step.needs.clear();
    let decided = step.element.id.clone();
    let channel = portfolio.policy.channels.iter_mut().find(|c| c.element.id.value == "issue").unwrap();
    (channel.kind, channel.exposure, channel.fields, channel.fields_after_public) =
        (kind, exposure, fields.clone(), fields);
    channel.to = vec![Spanned::new("somebody@somewhere.example".to_owned(), 0..0)];
    Arc::make_mut(&mut portfolio.incidents[0]).decisions[0].step = decided;
    portfolio
}

/// A template that prints every fact it is given.
fn greedy() -> String {
    let facts = Fact::ALL.iter().map(|fact| {
        let name = context_name(*fact);
        format!("{{% if {name} is defined %}}\n{{{{ {name} }}}}\n{{% endif %}}\n")
    });
    format!("Subject: All there is\n\n{}", facts.collect::<String>())
}

#[test]
fn a_fact_outside_the_list_is_in_no_byte_of_the_draft() {
    for (kind, word) in KINDS {
        for (fact, canary) in CANARIES {
            let others = Fact::ALL.iter().copied().filter(|f| f != fact && !holds(*f, *fact));
            let mut portfolio = telling(kind, Exposure::Embargoed, only(others));
            portfolio.templates.insert(format!("announce/notice.{word}.txt"), greedy());
            let shown = read(&drafts(&portfolio, "notice", BEFORE).unwrap()[0]);
            assert!(!shown.contains(canary), "{fact} in {word}: {shown}");
            for (other, canary) in CANARIES.iter().filter(|(o, _)| o != fact && !holds(*fact, *o) && !holds(*o, *fact))
            {
                assert!(shown.contains(canary), "{other} is missing in {word}, without {fact}: {shown}");
            }
        }
    }
}

#[test]
fn a_list_of_one_fact_carries_that_one() {
    for (fact, canary) in CANARIES {
        let mut portfolio = telling(ChannelKind::Email, Exposure::Embargoed, only([*fact]));
        portfolio.templates.insert("announce/notice.email.txt".to_owned(), greedy());
        let shown = read(&drafts(&portfolio, "notice", BEFORE).unwrap()[0]);
        assert!(shown.contains(canary), "{fact}: {shown}");
        for (other, canary) in CANARIES.iter().filter(|(o, _)| o != fact && !holds(*fact, *o)) {
            assert!(!shown.contains(canary), "{other} beside {fact}: {shown}");
        }
    }
}

#[test]
fn no_built_in_template_prints_a_fact_outside_the_list() {
    let templates = [
        "acknowledge",
        "fix-complete",
        "fix-team-call",
        "notice",
        "distributors",
        "embargo-break",
        "leak-report",
        "announce",
        "cve-request",
        "courtesy",
        "eol",
        "message",
    ];
    let mut made = 0;
    for (kind, _) in KINDS {
        for template in templates {
            for (fact, canary) in CANARIES {
                let others = Fact::ALL.iter().copied().filter(|f| f != fact && !holds(*f, *fact));
                let mut portfolio = telling(kind, Exposure::Embargoed, only(others));
                let step = portfolio.policy.steps.iter_mut().find(|s| s.element.id.value == "notice").unwrap();
                step.template = Some(name(template));
                match drafts(&portfolio, "notice", BEFORE) {
                    Ok(drafts) => {
                        made += 1;
                        let shown = read(&drafts[0]);
                        assert!(!shown.contains(canary), "{fact} in {template}: {shown}");
                    }
                    Err(findings) => {
                        let rule = findings[0].rule;
                        assert!(matches!(rule.0, "channel-field" | "unknown-template"), "{template}: {findings:#?}");
                    }
                }
            }
        }
    }
    assert!(made > 500, "{made}");
}

#[test]
fn every_built_in_template_can_be_filled_in() {
    let folder = crate::support::root().join("site-templates/announce");
    let files = crate::support::files(&folder);
    assert!(files.len() >= 20);
    // These are of no step.
    let is_of_step = |file: &str| {
        let news = ["answer.", "date-moved.", "mitigations.", "rejected.", "reopened.", "restored.", "revised."];
        let others = ["membership-reply.", "scope-changed.", "withdrawn."];
        !news.iter().chain(&others).any(|other| file.starts_with(other))
    };
    for (file, _) in files.iter().filter(|(file, _)| is_of_step(file)) {
        let mut parts = file.split('.');
        let (template, word) = (parts.next().unwrap(), parts.next().unwrap());
        let kind = KINDS.iter().find(|(_, w)| *w == word).unwrap().0;
        let mut portfolio = telling(kind, Exposure::Team, Fields::All);
        let step = portfolio.policy.steps.iter_mut().find(|s| s.element.id.value == "notice").unwrap();
        step.template = Some(name(template));
        let made = drafts(&portfolio, "notice", BEFORE).unwrap();
        let shown = read(&made[0]);
        assert!(shown.contains("Lodestore"), "{file}: {shown}");
        assert!(![" none", " ,", "()", "{{", "{%"].iter().any(|slip| shown.contains(slip)), "{file}: {shown}");
    }
}

#[test]
fn a_template_that_reaches_for_a_forbidden_fact_is_refused_where_it_does() {
    for (kind, word) in KINDS {
        for fact in Fact::ALL {
            let mut portfolio = telling(kind, Exposure::Public, only(Fact::ALL.iter().copied().filter(|f| f != fact)));
            let name = context_name(*fact);
            let template = format!("Title: x\n\nA line.\n{{{{ {name} }}}}\n");
            portfolio.templates.insert(format!("announce/notice.{word}.txt"), template.clone());
            let findings = drafts(&portfolio, "notice", BEFORE).unwrap_err();
            assert_eq!(rules(&findings), ["channel-field"], "{fact}");
            let finding = &findings[0];
            for part in [fact.word(), "`issue`", "line 4", &format!("announce/notice.{word}.txt")] {
                assert!(finding.message.contains(part), "{}", finding.message);
            }
            let at = &finding.primary.location;
            assert_eq!(at.file.as_str(), format!("site-templates/announce/notice.{word}.txt"));
            assert_eq!(template[at.span.start..at.span.end].trim(), name);
        }
    }
}

#[test]
fn reaching_for_a_forbidden_fact_by_any_expression_is_refused() {
    let mut portfolio = telling(ChannelKind::Email, Exposure::Public, only([Fact::Existence]));
    for expression in [
        "{% if cve %}x{% endif %}",
        "{% for id in cve %}{{ id }}{% endfor %}",
        "{{ cve|join(', ') }}",
        "{{ cve|first }}",
        "{{ cve|length }}",
        "{{ title|upper }}",
        "{{ cve[0] }}",
        "{{ severity.score }}",
        "{{ 'a' ~ title }}",
        "{% set t = title %}{{ t }}",
        "{% macro m(x) %}{{ x }}{% endmacro %}{{ m(title) }}",
    ] {
        portfolio.templates.insert("announce/notice.email.txt".to_owned(), format!("Subject: x\n\n{expression}\n"));
        let Err(findings) = drafts(&portfolio, "notice", BEFORE) else { panic!("{expression}") };
        assert_eq!(rules(&findings), ["channel-field"], "{expression}: {findings:#?}");
    }
}

#[test]
fn a_channels_list_changes_when_the_advisory_is_public() {
    let portfolio = sample::portfolio(sample::vitess_published());
    let findings = drafts(&portfolio, "announce", BEFORE).unwrap_err();
    assert_eq!(rules(&findings), ["channel-field"]);
    assert!(findings[0].message.contains("before the advisory is public"), "{}", findings[0].message);
    let help = findings[0].help.as_deref().unwrap();
    assert!(help.contains("once the advisory is public") && !help.contains("{%"), "{help}");
    assert!(drafts(&portfolio, "announce", AFTER).is_ok());
}

#[test]
fn a_public_channel_that_may_carry_everything_still_tells_nothing_of_the_team() {
    let of_the_team = [
        Fact::Reporter,
        Fact::Report,
        Fact::PrivateRepo,
        Fact::Thread,
        Fact::FixLead,
        Fact::FixTeam,
        Fact::Decision,
        Fact::Leak,
        Fact::Assessment,
        Fact::Patches,
        Fact::EmbargoUntil,
    ];
    let mut portfolio = telling(ChannelKind::Email, Exposure::Public, Fields::All);
    portfolio.templates.insert("announce/notice.email.txt".to_owned(), greedy());
    let shown = read(&drafts(&portfolio, "notice", AFTER).unwrap()[0]);
    for (fact, canary) in CANARIES {
        assert_eq!(
            shown.contains(canary),
            !of_the_team.contains(fact) && *fact != Fact::Mitigations,
            "{fact}: {shown}"
        );
    }
    let handle = "Subject: x\n\n{{ handle }}\n".to_owned();
    portfolio.templates.insert("announce/notice.email.txt".to_owned(), handle);
    assert_eq!(rules(&drafts(&portfolio, "notice", AFTER).unwrap_err()), ["broken-template"]);
}

#[test]
fn a_reporter_who_did_not_agree_is_not_thanked_by_name() {
    for (consent, thanked) in [(", consent = true", true), (", consent = false", false), ("", false)] {
        let files = sample::with(sample::vitess_published(), "incident.toml", ", consent = true", consent);
        let made = drafts(&sample::portfolio(files), "announce", AFTER).unwrap();
        assert_eq!(read(&made[0]).contains("Mara Quill"), thanked, "{consent}");
    }
}

#[test]
fn who_leaked_is_for_the_team_alone() {
    let portfolio = sample::portfolio(sample::rook_broken());
    let made = drafts(&portfolio, "embargo-break", BEFORE).unwrap();
    let to = |channel: &str| read(made.iter().find(|d| d.channel == channel).unwrap());
    assert!(to("security").contains("Gullwing"));
    assert!(!to("distributors").contains("Gullwing"));
}

#[test]
fn every_fact_has_a_value_or_a_place_to_write_it() {
    let portfolio = sample::canaries();
    let case = super::case(&portfolio, BEFORE);
    let step = case.step("distributors").unwrap();
    let mut channel = portfolio.policy.channels[0].clone();
    channel.fields = Fields::All;
    let facts = announce::facts_for(&case, step.step, &channel);
    for fact in Fact::ALL {
        assert!(facts.has(*fact), "{fact}");
    }
}
