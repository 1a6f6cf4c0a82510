//! Folders, links, submodules and names that are not what they seem.

use std::os::unix::fs::symlink;
use std::os::unix::net::UnixListener;
use std::path::Path;
use std::process::Command;

use super::{ADVISORY, INCIDENT, PUBLIC_ADVISORY, PrivateRepository, harmless};
use crate::support::{self, Run};

/// The rules a check names, each with its file.
pub(super) fn found(said: &Run) -> Vec<(String, String)> {
    let report: serde_json::Value = serde_json::from_str(&said.out).unwrap_or_else(|e| panic!("{e}: {said:?}"));
    let text = |value: &serde_json::Value| value.as_str().unwrap().to_owned();
    report["findings"].as_array().unwrap().iter().map(|f| (text(&f["rule"]), text(&f["file"]))).collect()
}

fn check(desk: &PrivateRepository) -> Vec<(String, String)> {
    let said = desk.run(&["check", "--format", "json"]);
    harmless::log("check", &said.all());
    found(&said)
}

/// Puts something else where a folder was, and gives the folder that was there its place outside.
fn replace(desk: &PrivateRepository, folder: &str, how: &str) {
    let (there, outside) = (desk.repo().join(folder), desk.folder.path().join("outside"));
    std::fs::create_dir_all(&there).unwrap();
    std::fs::rename(&there, &outside).unwrap();
    match how {
        "link" => symlink(&outside, &there).unwrap(),
        "file" => std::fs::write(&there, "x").unwrap(),
        "submodule" => {
            std::fs::create_dir(&there).unwrap();
            std::fs::write(there.join(".git"), "gitdir: elsewhere\n").unwrap();
            std::fs::write(there.join("incident.toml"), "").unwrap();
        }
        "submodule that is not checked out" => {
            std::fs::create_dir(&there).unwrap();
            desk.write(".gitmodules", format!("[submodule \"x\"]\n\tpath = {folder}\n\turl = ../x\n"));
        }
        "pipe" => assert!(Command::new("mkfifo").arg(&there).status().unwrap().success()),
        _ => unreachable!(),
    }
}

/// A site without its advisories would replace the one that has them.
#[test]
fn what_stands_in_a_folder_s_place_is_an_error_and_the_old_site_stands() {
    const KINDS: &[(&str, &str)] = &[
        ("link", "link-in-portfolio"),
        ("file", "unreadable-file"),
        ("submodule", "unreadable-file"),
        ("submodule that is not checked out", "unreadable-file"),
        ("pipe", "unreadable-file"),
    ];
    for folder in ["incidents", "incidents/2026", "policies", "site-templates"] {
        for &(how, rule) in KINDS.iter().filter(|(how, _)| folder != "incidents/2026" || *how != "file") {
            let desk = PrivateRepository::new();
            assert_eq!(desk.build().code, 0);
            let before = desk.site();
            replace(&desk, folder, how);
            let outside = support::files(&desk.folder.path().join("outside"));
            assert!(
                check(&desk).contains(&(rule.to_owned(), folder.to_owned())),
                "{how} at {folder}: {:?}",
                check(&desk)
            );
            let said = desk.build();
            assert!(said.code == 1 && desk.site() == before, "{how} at {folder}: {said:?}");
            for command in [
                &["new", "--summary", "x", "--line", "main", "--handle", "new-wren"][..],
                &["record", "amber-heron", "scored", "--by", "ben"],
                &["publish", "quiet-otter", "--by", "ben"],
            ] {
                assert_ne!(desk.run(command).code, 0, "{how} at {folder}: {command:?}");
            }
            assert!(support::files(&desk.folder.path().join("outside")) == outside, "{how} at {folder}");
        }
    }
}

#[test]
fn nothing_is_read_or_written_through_a_link_to_an_incident_or_a_file_of_it() {
    let desk = PrivateRepository::new();
    desk.write("../outside/incident.toml", desk.read(INCIDENT));
    desk.write("../outside/advisory.md", "root:x:0:0:\n");
    desk.write("../outside/x.patch", "root:x:0:0:\n");
    let outside = desk.folder.path().join("outside");
    for (target, link) in [
        (".", "incidents/2026/new-wren"),
        ("x.patch", "incidents/2026/quiet-otter/patches/0001.patch"),
        (".", "incidents/2026/quiet-otter/notes"),
        ("advisory.md", "site-templates/pages/404.html"),
        ("x.patch", "site-templates/assets/x.css"),
    ] {
        let link = desk.repo().join(link);
        std::fs::create_dir_all(link.parent().unwrap()).unwrap();
        symlink(outside.join(target), link).unwrap();
    }
    let before = support::files(&outside);
    let found = check(&desk);
    for link in [
        "incidents/2026/new-wren",
        "incidents/2026/quiet-otter/patches/0001.patch",
        "incidents/2026/quiet-otter/notes",
        "site-templates/pages/404.html",
        "site-templates/assets/x.css",
    ] {
        assert!(found.contains(&("link-in-portfolio".to_owned(), link.to_owned())), "{link}: {found:?}");
    }
    for command in [
        &["draft", "quiet-otter", "distributors"][..],
        &["draft", "quiet-otter"],
        &["build", "--out", "../out"],
        &["record", "new-wren", "scored", "--by", "ben"],
        &["new", "--summary", "x", "--line", "main", "--handle", "new-wren"],
        &["status"],
    ] {
        let said = desk.run(command);
        assert!(!said.all().contains("root:"), "{command:?}: {said:?}");
    }
    assert_eq!(desk.run(&["new", "--summary", "x", "--line", "main", "--handle", "new-wren"]).code, 1);
    assert!(support::files(&outside) == before);
    assert!(!desk.out().join("site").exists(), "templates that can't be read make no site");
}

/// A file that has another name elsewhere is changed under this name only.
#[test]
fn an_edit_does_not_reach_what_is_linked_to_the_file() {
    let desk = PrivateRepository::new();
    let twin = desk.folder.path().join("twin.toml");
    std::fs::hard_link(desk.repo().join(INCIDENT), &twin).unwrap();
    let before = desk.read(INCIDENT);
    assert_eq!(desk.run(&["record", "quiet-otter", "scored", "--by", "ben"]).code, 0);
    assert_ne!(desk.read(INCIDENT), before);
    assert_eq!(std::fs::read_to_string(twin).unwrap(), before);
}

#[test]
fn pipes_sockets_and_submodules_are_named_and_stop_nothing_else() {
    let desk = PrivateRepository::new();
    let at = |path: &str| desk.repo().join(path);
    std::fs::remove_file(at(ADVISORY)).unwrap();
    assert!(Command::new("mkfifo").arg(at(ADVISORY)).status().unwrap().success());
    std::fs::create_dir_all(at("incidents/2026/quiet-otter/patches")).unwrap();
    // A socket's path is short; it is made elsewhere and moved.
    let socket = desk.folder.path().join("s");
    let _listener = UnixListener::bind(&socket).unwrap();
    std::fs::rename(socket, at("incidents/2026/quiet-otter/patches/0001.patch")).unwrap();
    let found = check(&desk);
    for path in [ADVISORY, "incidents/2026/quiet-otter/patches/0001.patch"] {
        assert!(found.contains(&("unreadable-file".to_owned(), path.to_owned())), "{found:?}");
    }
    assert_eq!(desk.build().code, 0);
    assert!(desk.site().iter().any(|(name, _)| name == "LODE-2026-001.html"));

    let desk = PrivateRepository::new();
    desk.commit();
    let commit = "160000,0123456789012345678901234567890123456789,incidents/2026/sub-wren";
    desk.git(&["update-index", "--add", "--cacheinfo", commit]);
    desk.git(&["commit", "--quiet", "--message", "A submodule"]);
    let said = desk.run(&["--rev", "HEAD", "check", "--format", "json"]);
    let expected = ("unreadable-file".to_owned(), "incidents/2026/sub-wren".to_owned());
    assert!(super::folders::found(&said).contains(&expected), "{said:?}");
}

#[test]
fn a_pointer_of_git_lfs_is_called_one_wherever_it_lies() {
    const POINTER: &str = "version https://git-lfs.github.com/spec/v1\noid sha256:4d7a214614ab2935c943f9e0ff69d22eadbb8f32b1258daaa5e2ca24d17e2393\nsize 12345\n";
    for path in [
        INCIDENT,
        ADVISORY,
        PUBLIC_ADVISORY,
        "incidents/2026/quiet-otter/patches/0001.patch",
        "team.toml",
        "policies/old.toml",
        "site-templates/assets/logo.svg",
    ] {
        let desk = PrivateRepository::new();
        assert_eq!(desk.build().code, 0);
        let before = desk.site();
        desk.write(path, POINTER);
        assert!(check(&desk).contains(&("lfs-pointer".to_owned(), path.to_owned())), "{path}: {:?}", check(&desk));
        let said = desk.build();
        let embargoed = path.contains("quiet-otter");
        let left_out = path == PUBLIC_ADVISORY;
        assert_eq!(said.code, i32::from(!embargoed && !left_out), "{path}: {said:?}");
        assert_eq!(desk.site() == before, !left_out, "{path}");
        let said = desk.run(&["draft", "quiet-otter", "distributors"]);
        assert!(said.code == 1 || !said.out.contains("git-lfs"), "{path}: {said:?}");
    }
}

/// Folders that no handle can be: reserved, hidden, too long, out of the tree, or one with another to some reader.
#[test]
fn a_folder_whose_name_is_no_handle_is_an_error_and_makes_no_page() {
    let long = "x".repeat(65);
    let longest = "é".repeat(127);
    for name in [
        "CON",
        "con",
        "nul",
        "nul.txt",
        "com1",
        "lpt9",
        "quiet-otter.",
        "quiet-otter ",
        " quiet-otter",
        "-x",
        "x-",
        "x--y",
        "Quiet-Otter",
        "quiet_otter",
        "caf\u{e9}",
        "cafe\u{301}",
        "stra\u{df}e",
        "\u{212a}elvin",
        "quiet\u{2010}otter",
        "quiet-\u{43e}tter",
        "quiet\u{200b}otter",
        "\u{202e}rett",
        "..\\x",
        "a\nb",
        "a\u{1b}[31mb",
        "::error::x",
        "...",
        "~",
        "%2e%2e",
        &long,
        &longest,
    ] {
        let desk = PrivateRepository::new();
        assert_eq!(desk.build().code, 0);
        for file in ["incident.toml", "advisory.md"] {
            desk.write(
                &format!("incidents/2026/{name}/{file}"),
                desk.read(&format!("incidents/2026/amber-heron/{file}")),
            );
        }
        let found = check(&desk);
        let of = |rule: &str| found.iter().any(|(r, file)| r == rule && file.contains("/2026/"));
        assert!(of("bad-folder-name") || of("handle-twins"), "{name:?}: {found:?}");
        assert!(of("handle-twins") || name != "Quiet-Otter", "{found:?}");
        let said = desk.build();
        harmless::log(name, &said.all());
        assert!(desk.site().iter().all(|(path, _)| path.is_ascii()), "{name:?}");
        // The one that lies where it should.
        let pages = |(path, _): &&(String, Vec<u8>)| path.starts_with("LODE-") && path.ends_with(".html");
        assert_eq!(desk.site().iter().filter(pages).count(), 1, "{name:?}: {said:?}");
    }
}

/// Release lines and files of the project's own that one file system takes for one, or for a device.
#[test]
fn paths_that_some_file_system_takes_for_another_are_refused_before_anything_is_written() {
    for (first, second) in [("assets/Logo.svg", "assets/logo.svg"), ("assets/caf\u{e9}.svg", "assets/cafe\u{301}.svg")]
    {
        let desk = PrivateRepository::new();
        assert_eq!(desk.build().code, 0);
        let before = desk.site();
        for path in [first, second] {
            desk.write(&format!("site-templates/{path}"), "<svg/>");
        }
        let said = desk.build();
        assert!(said.code > 0 && desk.site() == before, "{first}: {said:?}");
    }
    for name in ["caf\u{e9}.svg", "a\u{202e}.svg", "a:b.svg", "a?.svg", "a\\b.svg", "x.svg.", "x.svg "] {
        let desk = PrivateRepository::new();
        desk.write(&format!("site-templates/assets/{name}"), "<svg/>");
        let found = check(&desk);
        assert!(found.iter().any(|(rule, _)| rule == "unknown-template"), "{name:?}: {found:?}");
    }
    for line in ["../../x", "/x", "..", ".", "a/b", "a\\u0000b", "x.", " x", "\\u202Ex", "1.16 "] {
        let desk = PrivateRepository::new();
        desk.change("advisory.toml", "id = \"1.15\"", &format!("id = \"{line}\""));
        assert!(
            check(&desk).contains(&("bad-name".to_owned(), "advisory.toml".to_owned())),
            "{line:?}: {:?}",
            check(&desk)
        );
    }
    assert!(!Path::new("/x").exists());
}
