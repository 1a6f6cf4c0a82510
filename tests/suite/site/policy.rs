//! The security policy page: the policy in words, and nobody's secrets.

use super::fixture::{Site, files, plan, text};
use crate::support::{own, program, run};

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
        "the vulnerability affects an unsupported release line and it does not affect a supported release line",
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

/// The words of a preset's policy page, and its policy.
fn of_preset(preset: &str) -> (String, toml::Table) {
    let folder = tempfile::tempdir().unwrap();
    run(program(folder.path()).args(["init", "--policy", preset, "repo"])).ok();
    let repo = folder.path().join("repo");
    for file in ["advisory.toml", "policy.toml", "team.toml"] {
        let text = std::fs::read_to_string(repo.join(file)).unwrap();
        std::fs::write(repo.join(file), own(&text)).unwrap();
    }
    run(program(&repo).args(["build", "--out", "../out", "--now", "2026-03-01T00:00:00Z"])).ok();
    let page = std::fs::read_to_string(folder.path().join("out/site/policy.html")).unwrap();
    let main = page.split("<main").nth(1).unwrap().split("</main>").next().unwrap();
    let words = main.split('<').filter_map(|part| part.split_once('>')).map(|(_, text)| text).collect::<String>();
    let words = words.replace("&#39;", "'").split_whitespace().collect::<Vec<_>>().join(" ");
    (words, std::fs::read_to_string(repo.join("policy.toml")).unwrap().parse().unwrap())
}

fn entries<'p>(policy: &'p toml::Table, kind: &str) -> Vec<&'p toml::Table> {
    policy.get(kind).and_then(toml::Value::as_array).into_iter().flatten().filter_map(toml::Value::as_table).collect()
}

fn strings<'p>(table: &'p toml::Table, key: &str) -> Vec<&'p str> {
    table.get(key).and_then(toml::Value::as_array).into_iter().flatten().filter_map(toml::Value::as_str).collect()
}

/// The page claims no duty that the policy does not have.
#[test]
fn the_page_of_each_preset_says_what_its_policy_says() {
    for preset in advisory::policy::presets::names() {
        let (page, policy) = of_preset(&preset);
        let steps = entries(&policy, "step");
        // The kinds of times are those that the policy uses.
        let is_strict = |step: &&&toml::Table| step.get("window").is_some_and(|window| window.get("force").is_some());
        assert_eq!(page.contains("A commitment is a time"), steps.iter().filter(is_strict).count() > 0, "{preset}");
        assert!(!page.contains("A hard limit never moves") && page.contains("A target is a time"), "{preset}: {page}");
        // What a message contains if there is something to say is no promise.
        let public: Vec<&str> = entries(&policy, "channel")
            .into_iter()
            .filter(|channel| channel["exposure"].as_str() == Some("public"))
            .filter_map(|channel| channel["id"].as_str())
            .collect();
        let of_public = |step: &&&toml::Table| strings(step, "to").iter().any(|to| public.contains(to));
        let some = |optional: bool| {
            let some = |step: &&&toml::Table| strings(step, "needs").iter().any(|need| need.ends_with('?') == optional);
            steps.iter().filter(of_public).filter(some).count()
        };
        assert_eq!(page.matches("he message contains: ").count(), some(false), "{preset}");
        assert_eq!(page.matches("If there is something to say, it also contains: ").count(), some(true), "{preset}");
        let notice = page.split("The message contains: the ").find(|part| part.contains("until they have the fix"));
        assert!(
            notice.unwrap().contains("If there is something to say, it also contains: what users can do"),
            "{page}"
        );
        // A path without the step that releases releases nothing.
        let is_release = |id: &&str| {
            steps
                .iter()
                .any(|s| s["id"].as_str() == Some(id) && s.get("event").and_then(|e| e.as_str()) == Some("released"))
        };
        let paths = entries(&policy, "path");
        let fixing = paths.iter().copied().filter(|path| path.get("fix").and_then(toml::Value::as_bool) != Some(false));
        let (released, made): (Vec<&toml::Table>, Vec<&toml::Table>) =
            fixing.partition(|path| strings(path, "steps").iter().any(&is_release));
        assert_eq!(page.matches("a fix is made and released.").count(), released.len(), "{preset}");
        assert_eq!(page.matches("a fix is made.").count(), made.len(), "{preset}");
        // A duty of one mode is no duty of every incident.
        for duty in entries(&policy, "attestation").into_iter().filter(|duty| duty.contains_key("mode")) {
            let title = duty["title"].as_str().unwrap();
            assert!(page.contains(&format!("If the fix waits for another project’s disclosure: {title}")), "{page}");
        }
        for odd in [
            "(the CVSS score is 7.0 or more)",
            "the Maintainers decides",
            "If it affects",
            "Until that date",
            "Anybody who can help",
        ] {
            assert!(!page.contains(odd), "{preset}: {odd}: {page}");
        }
        let inferred = policy["publication"]["approvals"].get("inferred").is_some();
        let approval = page.split("Publication requires the approval of").nth(1).unwrap();
        let reading = "This is our reading: the policy does not state it";
        assert_eq!(approval.split_once('.').unwrap().1.trim_start().starts_with(reading), inferred, "{preset}");
        let silent = policy["embargo"]["allowed"].as_bool() == Some(false);
        assert_eq!(page.contains("except its reporter"), silent, "{preset}");
    }
}
