//! Private reports go to a private place, however the policy and the project write it.

use super::NOTHING;
use crate::support::scenario::Scenario;
use crate::support::{program, run};

const NOW: &str = "2026-03-05T10:00:00Z";
const TRACKER: &str = "\n[[channel]]\nid = \"tracker\"\nkind = \"issue\"\nto = [\"https://code.example/lodestore/lodestore\"]\nexposure = \"public\"\n";

/// An incident whose policy takes in private reports there, and has a public tracker.
fn taken_in(preset: &str, place: &str) -> Scenario {
    let case = if preset == "rook" { Scenario::rook() } else { Scenario::vitess() };
    case.policy(|policy| {
        let line = policy.lines().find(|line| line.starts_with("private = ")).unwrap().to_owned();
        policy.replacen(&line, &format!("private = \"{place}\""), 1) + TRACKER
    })
}

#[test]
fn a_public_channel_takes_in_no_private_reports_however_its_address_is_written() {
    let found = |place: &str| taken_in("vitess", place).found("policy-private-channel", NOW);
    let is_public =
        |id: &str| vec![format!("error: the channel `{id}` is public, but reports are sent there in private")];
    for place in [
        "announce",
        "announce@your-project.example",
        "Announce@Your-Project.example",
        "mailto:announce@your-project.example",
        "MAILTO:announce%40your-project.example?subject=report",
        "Reports <announce@your-project.example>",
    ] {
        assert_eq!(found(place), is_public("announce"), "{place}");
    }
    for place in [
        "https://code.example/lodestore/lodestore",
        "https://code.example/lodestore/lodestore/",
        "HTTPS://Code.Example/Lodestore/lodestore/issues/new?template=report",
        "lodestore/lodestore",
    ] {
        assert_eq!(found(place), is_public("tracker"), "{place}");
    }
    for place in [
        "maintainers",
        "https://code.example/lodestore/lodestore/security/advisories/new",
        "https://code.example/lodestore/other/issues",
        "README.md#reporting",
    ] {
        assert_eq!(found(place), NOTHING, "{place}");
    }
}

#[test]
fn no_draft_is_made_for_such_a_channel() {
    let case = taken_in("vitess", "mailto:Announce@your-project.example");
    let case = case.event("mitigation-ready", "2026-03-04T10:00:00Z", "");
    let case = case.toml("[notice]\nrelease-date = 2026-03-20T10:00:00Z\n");
    let said = run(program(case.folder().path()).args(["draft", "quiet-otter", "notice", "--now", NOW]));
    assert!(said.code != 0 && said.all().contains("policy-private-channel"), "{said:?}");
}

#[test]
fn third_parties_under_embargo_read_no_private_reports() {
    for place in ["distributors", "mailto:Distributors@your-project.example"] {
        let found = taken_in("rook", place).found("policy-private-channel", NOW);
        assert_eq!(
            found,
            ["error: private reports go to the channel `distributors`, which third parties can read"],
            "{place}"
        );
    }
}

#[test]
fn a_private_list_and_a_public_one_are_not_the_same_one() {
    let shared = |to: &str| {
        let case = Scenario::vitess().policy(|policy| policy.replace("to = [\"users@your-project.example\"]", to));
        case.found("policy-private-channel", NOW)
    };
    let private = "error: the channel `users` is public, but `maintainers`, which is private, has the same address";
    assert_eq!(shared("to = [\"Maintainers@Your-Project.example\"]"), [private]);
    assert_eq!(shared("to = [\"users@your-project.example\", \"mailto:maintainers@your-project.example\"]"), NOTHING);
}

#[test]
fn the_site_asks_for_no_reports_at_a_public_place() {
    let found = |contact: &str| {
        let project = crate::support::project(crate::support::scenario::END_OF_LIFE);
        let project = project.replace("mailto:security@lodestore.example", contact);
        let folder = tempfile::tempdir().unwrap();
        taken_in("vitess", "maintainers").files().with("advisory.toml", &project).write(folder.path());
        run(program(folder.path()).args(["check", "--now", NOW])).all()
    };
    for (contact, channel) in [
        ("mailto:Announce@your-project.example", "announce"),
        ("https://code.example/lodestore/lodestore/issues/new", "tracker"),
    ] {
        let said = found(contact);
        let public = format!("the site asks for reports at the channel `{channel}`, which is public");
        assert!(said.contains("error[policy-private-channel]") && said.contains(&public), "{said}");
    }
    for contact in
        ["mailto:maintainers@your-project.example", "https://code.example/lodestore/lodestore/security/advisories/new"]
    {
        assert!(!found(contact).contains("policy-private-channel"), "{contact}");
    }
}

/// Where the page says to report, given the project's repository and the address of its written policy.
fn reporting(repository: &str, policy: &str) -> Vec<String> {
    reporting_at("README.md#reporting", repository, policy)
}

fn reporting_at(place: &str, repository: &str, policy: &str) -> Vec<String> {
    let case = taken_in("vitess", place);
    let site = |text: &str| {
        let text = text.replacen("[project]\n", &format!("[project]\n{repository}"), 1);
        text.replacen("[site]\n", &format!("[site]\n{policy}"), 1)
    };
    let project = site(&crate::support::project(crate::support::scenario::END_OF_LIFE));
    let folder = tempfile::tempdir().unwrap();
    case.files().with("advisory.toml", &project).write(folder.path());
    let out = folder.path().join("out");
    run(program(folder.path()).args(["build", "--no-cache", "--now", NOW, "--out", out.to_str().unwrap()])).ok();
    let page = std::fs::read_to_string(out.join("site/policy.html")).unwrap();
    let list = page.split("class=\"contacts\"").nth(1).unwrap().split("</ul>").next().unwrap().to_owned();
    let links = list.split("href=\"").skip(1).map(|link| link.split('"').next().unwrap().to_owned());
    links.filter(|link| !link.starts_with("mailto:")).collect()
}

#[test]
fn the_page_links_to_the_file_that_says_how_to_report() {
    let github = "repository = \"https://github.com/lodestore/lodestore\"\n";
    let file = "https://github.com/lodestore/lodestore/blob/HEAD/README.md#reporting";
    let policy = |url: &str| format!("policy = \"{url}\"\n");
    let beside = "https://github.com/lodestore/lodestore/blob/main/README.md#reporting";
    assert_eq!(reporting(github, &policy("https://github.com/lodestore/lodestore/blob/main/SECURITY.md")), [beside]);
    for page in [
        "https://github.com/lodestore/lodestore/security/policy",
        "https://lodestore.example/security",
        "https://lodestore.example/security/",
        "https://lodestore.example/security.html",
        "https://security.lodestore.example/policy.html",
    ] {
        assert_eq!(reporting(github, &policy(page)), [file], "{page}");
    }
    assert_eq!(reporting(github, ""), [file]);
    // The site has its own pages alone.
    let own = policy("https://security.lodestore.example/policy.html");
    let page = "https://github.com/lodestore/lodestore/blob/HEAD/report.html";
    assert_eq!(reporting_at("report.html", github, &own), [page]);
    let beside = policy("https://lodestore.example/docs/security.html");
    assert_eq!(reporting_at("report.html", github, &beside), ["https://lodestore.example/docs/report.html"]);
    let gitlab = "repository = \"https://gitlab.example.org/lodestore/lodestore.git\"\n";
    let file = "https://gitlab.example.org/lodestore/lodestore/-/blob/HEAD/README.md#reporting";
    assert_eq!(reporting(gitlab, ""), [file]);
    // Of another host, nobody knows where files are: the written policy says how to report.
    let other = "repository = \"https://code.example/lodestore\"\n";
    assert_eq!(reporting(other, &policy("https://lodestore.example/security")), ["https://lodestore.example/security"]);
}
