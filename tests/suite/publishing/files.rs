//! Which files the public and the private repository may both have.

use super::{AFTER, BEFORE, PrivateRepository};

#[test]
fn a_licence_and_its_like_may_be_in_both_and_stay() {
    let Some(desk) = PrivateRepository::new() else { return };
    let files = [
        ("LICENSE", "Apache License, Version 2.0. You may obtain a copy of the License.\n"),
        (".gitattributes", "* text=auto\n"),
        ("CNAME", "security.lodestore.example\n"),
        (".nojekyll", ""),
        (".github/dependabot.yml", "version: 2\nupdates: []\n"),
    ];
    desk.git(".", &["clone", "-q", "public", "clone"]);
    for (path, text) in files {
        desk.write(&format!("private/{path}"), text.as_bytes());
        desk.write(&format!("clone/{path}"), text.as_bytes());
    }
    desk.write("clone/README.md", b"# Security of Lodestore\n");
    desk.commit("private", "Add a licence");
    desk.commit("clone", "Begin");
    desk.git("clone", &["push", "-q", "origin", "HEAD:main"]);
    // A copy of it with another year is as harmless.
    desk.write("clone/LICENSE", b"Apache License, Version 2.1. You may obtain a copy of the License.\n");
    desk.commit("clone", "Change a byte");
    desk.git("clone", &["push", "-q", "origin", "HEAD:other"]);
    desk.approve();
    for branch in ["gh-pages", "main"] {
        for now in [BEFORE, AFTER] {
            desk.publish(now, &["--branch", branch]);
        }
    }
    let there = desk.archive("public", "main");
    for (path, text) in files.iter().chain(&[("README.md", "# Security of Lodestore\n")]) {
        assert!(there.contains(&((*path).to_owned(), text.as_bytes().to_vec())), "{path}");
    }
}

/// One byte less, more or other, at the beginning, in the middle or at the end, of a file of any size.
#[test]
fn a_private_file_with_one_byte_changed_is_found() {
    let note = "Nobody may know of the cellar door.\n".to_owned();
    let long: String = (0..400).map(|n| format!("{n}: what nobody may know of door {}\n", n * 7919 % 1000)).collect();
    for text in [note, long] {
        let Some(desk) = PrivateRepository::new() else { return };
        desk.write("private/incidents/2026/quiet-otter/notes/log.md", text.as_bytes());
        desk.commit("private", "Note");
        let middle = text.len() / 2;
        let (first, second) = text.split_at(middle);
        let changed = [
            format!("{first}#{}", &second[1..]),
            format!("{first}#{second}"),
            format!("{first}{}", &second[1..]),
            format!("#{}", &text[1..]),
            format!("{text}\n"),
            text.replace('\n', "\r\n"),
        ];
        for (at, text) in changed.iter().enumerate().filter(|(at, text)| *at < 5 || text.len() < 100) {
            let public = format!("public-{at}");
            desk.git(".", &["init", "-q", "--bare", &public]);
            desk.write("stray", text.as_bytes());
            desk.git(&public, &["hash-object", "-w", "../stray"]);
            let (code, said) = desk.run(AFTER, &["publish", "--to", &public]);
            assert!(
                code == 2 && said.contains("is almost identical to a file of the private repository"),
                "{at}: {said}"
            );
            assert!(!said.contains("quiet-otter") && !said.contains("cellar"), "{said}");
        }
    }
}

/// The site's own pages resemble what they are made of, and an embargoed copy of a public advisory.
#[test]
fn the_site_is_never_taken_for_a_private_file() {
    let Some(desk) = PrivateRepository::new() else { return };
    desk.approve();
    desk.publish(AFTER, &[]);
    let page = desk.site(AFTER).into_iter().find(|(path, _)| path == "LODE-2026-001.html").unwrap().1;
    desk.write("private/incidents/2026/amber-heron/notes/page.html", &[&page[..], b"\n"].concat());
    desk.commit("private", "Keep a page");
    desk.publish("2026-04-01T00:00:00Z", &[]);
    // The text of a public advisory is public, and may be quoted by hand.
    let text = std::fs::read(desk.path("private/incidents/2026/amber-heron/advisory.md")).unwrap();
    desk.write("stray", &[&text[..], b"\n"].concat());
    desk.git("public", &["hash-object", "-w", "../stray"]);
    desk.publish("2026-04-02T00:00:00Z", &[]);
}

/// Two repositories of one project have files in common that no incident has anything to do with.
#[test]
fn files_beside_the_portfolio_may_be_in_both() {
    let Some(desk) = PrivateRepository::new() else { return };
    let files = [
        ("LICENSES/Apache-2.0.txt", "Apache License, Version 2.0. You may obtain a copy of the License.\n"),
        ("SECURITY.md", "Report vulnerabilities to security@lodestore.example, please.\n"),
        ("README.md", "The security team of Lodestore works here. Please be kind.\n"),
        (".mailmap", "Amira Haddad <amira@lodestore.example> <haddad@lodestore.example>\n"),
        ("renovate.json", "{ \"extends\": [\"config:recommended\"], \"automerge\": false }\n"),
    ];
    desk.git(".", &["clone", "-q", "public", "clone"]);
    for (path, text) in files {
        desk.write(&format!("private/{path}"), text.as_bytes());
        desk.write(&format!("clone/{path}"), text.as_bytes());
    }
    desk.commit("private", "Add files");
    desk.commit("clone", "Begin");
    desk.git("clone", &["push", "-q", "origin", "HEAD:main"]);
    // An edit of one of them is as harmless.
    desk.write("clone/SECURITY.md", b"Report vulnerabilities to security@lodestore.example, soon.\n");
    desk.commit("clone", "Edit");
    desk.git("clone", &["push", "-q", "origin", "HEAD:main"]);
    desk.publish(BEFORE, &[]);

    // What is, or was, part of the portfolio, or was noted or drafted for the team, may not.
    let secret = b"What the team keeps for itself, and nobody else may read before the day of the release.\n";
    for place in [
        "handover.md",
        "notes/call.md",
        "policies/old.txt",
        "build/private/mail.txt",
        "drafts/mail.txt",
        "incidents/README.md",
    ] {
        let Some(desk) = PrivateRepository::new() else { return };
        desk.write(&format!("private/{place}"), secret);
        desk.commit("private", "Write");
        desk.git("private", &["mv", place, "moved.md"]);
        desk.commit("private", "Move it");
        desk.git(".", &["clone", "-q", "public", "clone"]);
        desk.write("clone/moved.md", secret);
        desk.commit("clone", "Begin");
        desk.git("clone", &["push", "-q", "origin", "HEAD:main"]);
        let said = desk.refused(&["--to", "public"]);
        assert!(said.contains("`moved.md` of commit") && said.contains("is also in the private"), "{place}: {said}");
    }
    for file in ["advisory.toml", "policy.toml", "team.toml"] {
        let Some(desk) = PrivateRepository::new() else { return };
        desk.git(".", &["clone", "-q", "public", "clone"]);
        desk.write(&format!("clone/{file}"), &std::fs::read(desk.path(&format!("private/{file}"))).unwrap());
        desk.commit("clone", "Begin");
        desk.git("clone", &["push", "-q", "origin", "HEAD:main"]);
        assert!(desk.refused(&["--to", "public"]).contains(&format!("`{file}` of commit")), "{file}");
    }
}

/// In capitals, with other white space, as UTF-16, in Base64 or in hexadecimal digits.
#[test]
fn a_private_file_in_another_form_is_found() {
    let note = "Nobody may know of the cellar door, nor of the way that leads to it from the garden.\n";
    let base64 = "Tm9ib2R5IG1heSBrbm93IG9mIHRoZSBjZWxsYXIgZG9vciwgbm9yIG9mIHRoZSB3YXkgdGhhdCBsZWFkcyB0byBpdCBmcm9tIHRoZSBnYXJkZW4uCg==";
    let hexadecimal: String = note.bytes().map(|byte| format!("{byte:02x}")).collect();
    let marked: Vec<u8> = format!("\u{feff}{note}").encode_utf16().flat_map(u16::to_be_bytes).collect();
    let forms = [
        note.to_uppercase().into_bytes(),
        note.replace(' ', "\n\t").into_bytes(),
        marked[2..].to_vec(),
        marked,
        base64.as_bytes().to_vec(),
        hexadecimal.into_bytes(),
    ];
    let Some(desk) = PrivateRepository::new() else { return };
    desk.write("private/incidents/2026/quiet-otter/notes/log.md", note.as_bytes());
    desk.commit("private", "Note");
    for (at, bytes) in forms.iter().enumerate() {
        let public = format!("public-{at}");
        desk.git(".", &["init", "-q", "--bare", &public]);
        desk.write("stray", bytes);
        desk.git(&public, &["hash-object", "-w", "../stray"]);
        let (code, said) = desk.run(AFTER, &["publish", "--to", &public]);
        assert!(code == 2 && said.contains("is almost identical to a file of the private repository"), "{at}: {said}");
    }
}
