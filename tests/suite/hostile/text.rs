//! Text of reporters in everything that is made of it.

use super::{PUBLIC_ADVISORY, PUBLIC_INCIDENT, PrivateRepository};

/// Text on one line that would do harm if anything took it for more than text.
const LINE: &str = "<script>alert(1)</script> {{ 7*191 }}{% include '/etc/passwd' %} ]]> ::error::pwned =?utf-8?q?=0ABcc:_x?= %0A&#10;";

fn attacked() -> PrivateRepository {
    let desk = PrivateRepository::new();
    desk.change(PUBLIC_ADVISORY, "The dashboard shows objects of other users", LINE);
    desk.change(PUBLIC_ADVISORY, "name = \"Eli Marsh\"", &format!("name = \"Eli Marsh {LINE}\""));
    let body = format!(
        "## Summary\n\n<img src=x onerror=alert(1)> {LINE} [x](javascript:void) ![i](https://evil.example/i.png)\n\n```{{{{x}}}}\n</code></pre>{LINE}\n```\n\n| a |\n|---|\n| {LINE} |\n\n<https://evil.example/\"onclick=alert(1)>\n\n"
    );
    desk.change(PUBLIC_ADVISORY, "## Summary\n\n", &body);
    // Links to nowhere are an error; the rest has to be harmless as it stands.
    desk.change(PUBLIC_ADVISORY, "[x](javascript:void) ", "");
    desk
}

#[test]
fn the_site_holds_text_and_only_text() {
    let desk = attacked();
    let said = desk.build();
    assert_eq!(said.code, 0, "{said:?}");
    let site = desk.site();
    for (path, bytes) in &site {
        let text = String::from_utf8(bytes.clone()).unwrap();
        assert!(!text.contains("1337") && !text.contains("root:"), "{path} evaluated a template");
        if path.ends_with(".html") {
            let tags = text.split('<').skip(1).map(|rest| rest.split('>').next().unwrap());
            let tags = tags.map(|tag| tag.split('"').step_by(2).collect::<String>());
            tags.for_each(|tag| assert!(!["onclick", "onerror"].iter().any(|on| tag.contains(on)), "{path}: <{tag}>"));
            for live in ["<script>alert", "<img src=x", "<img src=\"https://evil", "<svg/onload"] {
                assert!(!text.contains(live), "{path} has {live}");
            }
        }
        if path.ends_with(".json") {
            serde_json::from_str::<serde_json::Value>(&text).unwrap();
        }
        if path.ends_with(".atom") || path.ends_with(".xml") {
            let mut reader = quick_xml::Reader::from_str(&text);
            while !matches!(reader.read_event().unwrap(), quick_xml::events::Event::Eof) {}
            assert!(!text.contains("<script>alert"), "{path}");
        }
    }
    let (_, page) = site.iter().find(|(path, _)| path == "LODE-2026-001.html").unwrap();
    assert!(String::from_utf8_lossy(page).contains("{{ 7*191 }}"), "the words are there, as words");
}

/// Names of the header fields of every mail that a command prints.
fn fields(mail: &str) -> Vec<String> {
    let head = mail.split("\r\n\r\n").next().unwrap();
    let lines = head.split("\r\n").filter(|l| !l.starts_with([' ', '\t']));
    lines.map(|l| l.split_once(':').unwrap_or_else(|| panic!("no field: {l}")).0.to_owned()).collect()
}

#[test]
fn a_mail_has_the_header_fields_of_any_other() {
    let [usual, attacked] = [PrivateRepository::new(), attacked()].map(|desk| {
        let said = desk.run(&["draft", "amber-heron", "announce", "--again"]);
        assert_eq!(said.code, 0, "{said:?}");
        assert!(!said.out.contains("1337") && !said.out.contains("root:"), "{said:?}");
        fields(&said.out)
    });
    assert!(usual.iter().any(|f| f == "Subject"));
    assert_eq!(attacked, usual);
}

#[test]
fn a_line_break_or_control_byte_where_one_line_belongs_is_refused_before_it_gets_anywhere() {
    // A file, words in it, and whether they stand on one line.
    const PLACES: &[(&str, &str, bool)] = &[
        (PUBLIC_ADVISORY, "The dashboard shows objects of other users", true),
        (PUBLIC_ADVISORY, "Eli Marsh", true),
        (PUBLIC_ADVISORY, "First publication", false),
        (PUBLIC_INCIDENT, "eli@reporter.example", true),
        ("advisory.toml", "mailto:security@lodestore.example", true),
        ("team.toml", "Amira Haddad", true),
    ];
    for &(path, text, one_line) in PLACES {
        for harm in ["\\r\\nBcc: x@evil.example", "\\u001B[31m"] {
            let desk = PrivateRepository::new();
            assert_eq!(desk.build().code, 0);
            let before = desk.site();
            desk.change(path, text, &format!("{text}{harm}"));
            let said = desk.run(&["check"]);
            // Other public text is asked for a record of the documents, whatever the text.
            let errors = |rule: &str| said.out.matches(&format!("error[{rule}")).count();
            assert_eq!(errors("") > errors("documents-changed"), one_line, "{path} {text}{harm}: {said:?}");
            assert!(!said.all().contains(['\u{1b}', '\r']), "{said:?}");
            desk.build();
            for (name, bytes) in desk.site() {
                let text = String::from_utf8_lossy(&bytes);
                let harmful =
                    text.contains('\u{1b}') || text.lines().any(|l| l.starts_with("Bcc:") && name.ends_with(".txt"));
                assert!(!harmful, "{path} {text}{harm} reached {name}");
            }
            let left_out = one_line && (path == PUBLIC_ADVISORY || path == PUBLIC_INCIDENT);
            assert!(left_out || desk.site().len() == before.len(), "the site is whole");
        }
    }
}

#[test]
fn no_line_of_any_output_is_a_command_to_the_runner() {
    let desk = attacked();
    desk.change(
        PUBLIC_ADVISORY,
        "## Am I affected?",
        "::set-output name=x::y\n\n##[error]z\n\n<b>\n::stop-commands::z\n\n## Am I affected?",
    );
    for command in [
        &["check"][..],
        &["check", "--format", "github"],
        &["status"],
        &["status", "amber-heron", "--format", "github"],
    ] {
        for said in [desk.run(command), desk.run_in_ci(command)] {
            for line in said.all().lines() {
                let own = line.starts_with("::error file=")
                    || line.starts_with("::warning file=")
                    || line.starts_with("::notice file=");
                let line = if own { line.splitn(3, "::").nth(2).unwrap() } else { line };
                // Three colons name no command: they lead to a second place in the human form.
                let line = line.trim_start().trim_start_matches("::: ");
                assert!(!line.starts_with("::") && !line.contains("##["), "{command:?}: {line}");
                assert!(!line.contains("::stop-commands") && !line.contains("::set-output"), "{command:?}: {line}");
            }
        }
    }
}
