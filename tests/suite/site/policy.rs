//! The security policy page: the policy in words, and nobody's secrets.

use super::fixture::{Site, files, plan, text};

#[test]
fn every_step_is_there_with_its_window_in_words() {
    let site = Site::new(&files());
    let plan = site.build().unwrap();
    let page = text(&plan, "policy.html");
    for step in &site.portfolio.policy.steps {
        assert!(page.contains(&format!("id=\"step-{}\"", step.element.id.value)), "{}", step.element.id.value);
        assert!(page.contains(step.element.label()), "{}", step.element.label());
    }
    for words in [
        "Within 24 hours of the report",
        "Within 7 days of the report",
        "Between 1 day and 14 days after the report",
        "Within 21 days of the report, preferably on a Tuesday at 15:00 UTC",
        "As soon as possible after the fixed release",
        "We may decide to skip this step: the fix lead decides.",
        "We expect to take it if its impact is remote or privilege escalation.",
        "If the vulnerability is already public and the CVSS score is 4.0 or more (or not scored yet), every step happens as soon as possible.",
        "If the CVSS score is below 4.0, the product security team may set a new date for “Fixed releases are out”, with a link to the discussion.",
        "it affects an unsupported release line and it does not affect a supported release line",
        "no fix is made.",
        "The fix lead has a communication plan.",
        "No embargo lasts longer than 90 days.",
        "Earlier disclosure requires the list&#39;s approval.",
        "Publication requires the approval of one member of the product security team.",
        "Have a member vouch (a present member vouches).",
        "After 2 leaks, a member is removed.",
    ] {
        assert!(page.contains(words), "{words}");
    }
}

#[test]
fn reporters_learn_where_to_write_and_what() {
    let plan = plan();
    let page = text(&plan, "policy.html");
    assert!(page.contains("<a href=\"mailto:security@lodestore.example\""));
    assert_eq!(page.matches("<ul class=\"contacts\">\n<li>").count(), 1);
    assert!(
        page.contains("How to reproduce it, step by step")
            && page.contains("https://lodestore.example/security-key.asc")
    );
}

#[test]
fn addresses_are_shown_only_where_they_are_public() {
    let plan = plan();
    for (path, bytes) in plan.iter() {
        let text = String::from_utf8_lossy(bytes);
        for private in ["secret-room", "distributors-private", "Amira", "amira", "amber-fox", "dusk-wren"] {
            assert!(!text.contains(private), "{path} holds {private}");
        }
    }
    let page = text(&plan, "policy.html");
    assert!(page.contains("announce@lists.lodestore.example") && page.contains("Distributors&#39; list"));
}

#[test]
fn support_of_a_line_ends_after_its_last_day() {
    let support = |now: &str| {
        let mut site = Site::new(&files());
        site.now = crate::support::at(now);
        let plan = site.build().unwrap();
        let page = text(&plan, "policy.html");
        page.split("<tr class=\"").skip(1).map(|r| r.split('"').next().unwrap().to_owned()).collect::<Vec<_>>()
    };
    assert_eq!(support("2026-06-01T23:59:59Z"), ["development", "supported", "supported", "unsupported"]);
    assert_eq!(support("2026-06-02T00:00:00Z"), ["development", "supported", "unsupported", "unsupported"]);
}
