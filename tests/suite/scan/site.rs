//! Embargoed text that somebody put into what the site is made of: the site is not written, and the log says where it
//! is. A clean site is silent.

use std::fs;
use std::path::PathBuf;

use tempfile::TempDir;

use super::SENTENCE;
use crate::support::{self, Run, program, run};

const MARCH: &str = "2026-03-05T00:00:00Z";

/// A portfolio with the embargoed incident `hidden-otter`, and somewhere to write to.
struct Desk {
    folder: TempDir,
}

impl Desk {
    fn new() -> Self {
        let desk = Self { folder: TempDir::new().unwrap() };
        for (path, entry) in super::portfolio(&[]).iter() {
            let advisory::source::TreeEntry::File(bytes) = entry else { unreachable!("a file") };
            desk.write(path.as_str(), bytes);
        }
        let public = desk.path("public.git");
        support::git(desk.folder.path(), &["init", "-q", "--bare", public.to_str().unwrap()]);
        support::git(&desk.path("security"), &["init", "-q", "."]);
        desk
    }

    fn path(&self, path: &str) -> PathBuf {
        self.folder.path().join(path)
    }

    fn write(&self, path: &str, bytes: &[u8]) {
        support::write(&self.path("security"), path, bytes);
    }

    /// Publishes what there is, once it is committed.
    fn publish(&self, ci: bool, more: &[&str]) -> Run {
        let security = self.path("security");
        support::git(&security, &["add", "--all"]);
        support::git(&security, &["commit", "-q", "--allow-empty", "-m", "Work"]);
        self.run(ci, &[&["publish", "--to", "public.git"], more].concat())
    }

    fn replace(&self, path: &str, from: &str, to: &str) {
        let file = self.path("security").join(path);
        let text = fs::read_to_string(&file).unwrap();
        assert!(text.contains(from), "{path} has no {from}");
        fs::write(file, text.replacen(from, to, 1)).unwrap();
    }

    fn run(&self, ci: bool, args: &[&str]) -> Run {
        let mut command = program(self.folder.path());
        command.args(["-C", "security", "--now", MARCH]).args(args);
        if ci {
            command.env("CI", "true");
        }
        run(&mut command)
    }
}

/// A zip archive of these files, deflated.
fn zipped(files: &[(&str, &[u8])]) -> Vec<u8> {
    let mut archive = zip::ZipWriter::new(std::io::Cursor::new(Vec::new()));
    let options = zip::write::SimpleFileOptions::default().compression_method(zip::CompressionMethod::Deflated);
    for (name, bytes) in files {
        archive.start_file(*name, options).unwrap();
        std::io::Write::write_all(&mut archive, bytes).unwrap();
    }
    archive.finish().unwrap().into_inner()
}

fn gzipped(bytes: &[u8]) -> Vec<u8> {
    let mut packed = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::default());
    std::io::Write::write_all(&mut packed, bytes).unwrap();
    packed.finish().unwrap()
}

type Edit = fn(&Desk);

/// A picture of this many parts without dots.
fn picture() -> Vec<u8> {
    b"\x89PNG\r\n\x1a\n\0\0\0\x04IDAT\x01\x02\x03\x04\0\0\0\0\0\0\0\0IEND\xaeB`\x82".to_vec()
}

/// Where somebody may put a text that is then published, and the input that the log has to name.
const LEAKS: &[(&str, Edit, &str)] = &[
    ("an asset", |d| d.write("site-templates/assets/x.txt", SENTENCE.as_bytes()), "site-templates/assets/x.txt"),
    (
        "an asset in disguise",
        |d| {
            d.write(
                "site-templates/assets/x.svg",
                SENTENCE.replace(' ', "\u{200b} ").replace("re", "r<b>e</b>").as_bytes(),
            )
        },
        "site-templates/assets/x.svg",
    ),
    (
        "an archive among the assets",
        |d| d.write("site-templates/assets/x.zip", &zipped(&[("deep/x.md", SENTENCE.as_bytes())])),
        "site-templates/assets/x.zip",
    ),
    (
        "a gzip file among the assets",
        |d| d.write("site-templates/assets/x.gz", &gzipped(SENTENCE.as_bytes())),
        "site-templates/assets/x.gz",
    ),
    (
        "an archive behind a picture",
        |d| {
            let archive = zipped(&[("x.md", SENTENCE.as_bytes())]);
            d.write("site-templates/assets/x.png", &[picture(), archive].concat());
        },
        "site-templates/assets/x.png",
    ),
    (
        "a picture with words in it",
        |d| d.write("site-templates/assets/x.png", &[b"\x89PNG\r\n\x1a\n\0\0", SENTENCE.as_bytes(), b"\0"].concat()),
        "site-templates/assets/x.png",
    ),
    (
        "the reporter's address in words",
        |d| d.write("site-templates/assets/x.txt", b"Thanks to quillon (at) reports.example!"),
        "site-templates/assets/x.txt",
    ),
    (
        "the name of an asset",
        |d| d.write("site-templates/assets/hidden-otter.txt", b"Nothing."),
        "site-templates/assets",
    ),
    (
        "a page",
        |d| {
            d.write(
                "site-templates/pages/404.html",
                format!("{{% extends 'partials/layout.html' %}}{{% block main %}}<p>{SENTENCE}</p>{{% endblock %}}")
                    .as_bytes(),
            )
        },
        "site-templates/pages/404.html",
    ),
    (
        "a title",
        |d| d.replace("advisory.toml", "title = \"Example", "title = \"Work on hidden-otter: Example"),
        "advisory.toml",
    ),
    (
        "the policy",
        |d| {
            let file = d.path("security/policy.toml");
            let text = fs::read_to_string(&file).unwrap();
            let (head, rest) = text.split_once("summary = \"\"\"").unwrap();
            fs::write(file, format!("{head}summary = \"\"\"{SENTENCE} {rest}")).unwrap();
        },
        "policy.toml",
    ),
];

#[test]
fn a_site_with_embargoed_text_is_not_written_and_its_place_is_named() {
    for (name, edit, input) in LEAKS {
        let desk = Desk::new();
        assert_eq!(desk.run(false, &["build", "--out", "out"]).code, 0, "{name}");
        let before = support::files(&desk.path("out/site"));
        edit(&desk);
        for ci in [false, true] {
            let built = desk.run(ci, &["build", "--out", "out"]);
            let published = desk.publish(ci, &[]);
            for done in [&built, &published] {
                let said = done.all();
                assert!(done.code == 1 && said.contains("embargoed-text"), "{name}: {said}");
                // A public log gets the place alone.
                assert!(
                    said.contains(&format!("remove it from `{input}`"))
                        || said.contains(&format!("what is in `{input}`"))
                        || ci && said.contains(&format!("--> {input}")),
                    "{name}: {said}"
                );
                let quoted = ["crafted archive", "scratch", "hidden-otter.txt"].iter().any(|word| said.contains(word));
                assert!(!ci || !quoted, "{name}: a public log quotes it: {said}");
            }
        }
        assert_eq!(support::files(&desk.path("out/site")), before, "{name}: the old site stays");
        assert_eq!(support::git(&desk.path("public.git"), &["for-each-ref"]), "", "{name}");
    }
}

#[test]
fn what_was_public_before_can_be_declared() {
    let desk = Desk::new();
    desk.write("site-templates/assets/x.txt", SENTENCE.as_bytes());
    fs::write(desk.path("known.txt"), SENTENCE).unwrap();
    desk.run(false, &["build", "--out", "out", "--public", "known.txt"]).ok();
    desk.publish(false, &["--public", "known.txt"]).ok();
    assert_eq!(desk.run(false, &["build", "--out", "out", "--public", "missing.txt"]).code, 2);
}

/// Of the samples, whose advisories share sentences and whose notes quote them.
#[test]
fn a_clean_site_is_silent() {
    let samples =
        [support::root(), support::root().join("tests/portfolios/vitess"), support::root().join("tests/base")];
    for sample in samples {
        for now in ["2025-06-01T00:00:00Z", "2026-03-05T12:00:00Z", "2026-06-15T00:00:00Z", "2026-11-28T12:00:00Z"] {
            let out = TempDir::new().unwrap();
            let of = |args: &[&str]| {
                let mut command = program(out.path());
                command.args(["-C", sample.to_str().unwrap(), "--now", now]).args(args);
                run(&mut command)
            };
            of(&["build", "--out", out.path().to_str().unwrap()]).ok();
            let said = of(&["scan", "--strict", "site"]).ok();
            assert!(said.contains("nothing found"), "{}: {said}", sample.display());
        }
    }
}

#[test]
fn unread_content_is_an_error_if_that_is_asked_for() {
    let desk = Desk::new();
    let scan = |args: &[&str]| desk.run(false, &[&["scan", "outgoing"], args].concat());
    support::write(desk.folder.path(), "outgoing/a.txt", b"Nothing.");
    scan(&["--strict"]).ok();
    support::write(desk.folder.path(), "outgoing/a.png", b"\x89PNG\r\n\x1a\n");
    scan(&["--strict"]).ok();
    support::write(desk.folder.path(), "outgoing/a.zip", b"PK\x03\x04");
    scan(&[]).ok();
    let said = scan(&["--strict"]);
    assert!(said.code == 2 && said.all().contains("a.zip (zip)"), "{}", said.all());
    support::write(desk.folder.path(), "outgoing/b.txt", SENTENCE.as_bytes());
    assert_eq!(scan(&["--strict"]).code, 1, "what was found counts first");
    let hook = fs::read_to_string(support::root().join("src/app/init/pre-push")).unwrap();
    assert!(hook.contains("scan --strict --pre-push"), "{hook}");
}

/// A file of an archive is searched like any other; what can't be read of one is named.
#[test]
fn the_files_of_an_archive_are_searched() {
    let desk = Desk::new();
    let scan = |bytes: &[u8]| {
        support::write(desk.folder.path(), "outgoing/a.zip", bytes);
        desk.run(false, &["scan", "--strict", "outgoing"])
    };
    let plain = ("a.txt", &b"Nothing of interest."[..]);
    scan(&zipped(&[plain, ("b/c.txt", b"Nothing either.")])).ok();
    let said = scan(&zipped(&[plain, ("b/c.md", SENTENCE.as_bytes())]));
    assert!(said.code == 1 && said.out.contains("outgoing/a.zip/b/c.md:1:1"), "{said:?}");
    let said = scan(&zipped(&[("b/hidden-otter.md", b"Nothing.")]));
    assert!(said.code == 1 && said.out.contains("in a path"), "{said:?}");
    let marked = format!("\u{feff}{SENTENCE}").encode_utf16().flat_map(u16::to_le_bytes).collect::<Vec<u8>>();
    assert_eq!(scan(&zipped(&[("a.txt", &marked)])).code, 1);
    // One that is stored as it is, is found once.
    let mut stored = zip::ZipWriter::new(std::io::Cursor::new(Vec::new()));
    let options = zip::write::SimpleFileOptions::default().compression_method(zip::CompressionMethod::Stored);
    stored.start_file("a.md", options).unwrap();
    std::io::Write::write_all(&mut stored, SENTENCE.as_bytes()).unwrap();
    let said = scan(&stored.finish().unwrap().into_inner());
    assert!(said.code == 1 && said.out.contains("1 finding in"), "{said:?}");

    // Behind something else it is one too.
    let both = |archive: &[u8]| [&picture(), archive].concat();
    scan(&both(&zipped(&[plain]))).ok();
    let said = scan(&both(&zipped(&[("b/c.md", SENTENCE.as_bytes())])));
    assert!(said.code == 1 && said.out.contains("outgoing/a.zip/b/c.md:1:1"), "{said:?}");
    let mut commented = both(&zipped(&[("c.md", SENTENCE.as_bytes())]));
    let length = commented.len();
    commented[length - 2] = 7;
    commented.extend(b"comment");
    assert_eq!(scan(&commented).code, 1);
    let said = scan(&both(&zipped(&[("a.gz", b"\x1f\x8b\x08\0\0\0\0")])));
    assert!(said.code == 2 && said.all().contains("a.gz (gzip)"), "{said:?}");

    // Not all of it can be searched.
    let inner = zipped(&[("b.md", SENTENCE.as_bytes())]);
    let archive = zipped(&[plain]);
    for (what, bytes) in [
        ("an archive in an archive", zipped(&[plain, ("inner.zip", &inner)])),
        ("something before it", [&inner[..], &archive].concat()),
        ("a damaged one", archive[..archive.len() - 8].to_vec()),
        ("a file that its list lacks", {
            let end = archive.windows(4).position(|mark| mark == b"PK\x01\x02").unwrap();
            let hidden = inner.windows(4).position(|mark| mark == b"PK\x01\x02").unwrap();
            let mut bytes = [&archive[..end], &inner[..hidden], &archive[end..]].concat();
            // Where the list begins.
            let place = bytes.len() - 6;
            let start = u32::try_from(end + hidden).unwrap().to_le_bytes();
            bytes[place..place + 4].copy_from_slice(&start);
            bytes
        }),
    ] {
        let said = scan(&bytes);
        assert!(said.code == 2 && said.all().contains("(zip)"), "{what}: {said:?}");
    }
}

/// The contents of a gzip file are searched, of each of its members. What can't be read is named.
#[test]
fn the_contents_of_a_gzip_file_are_searched() {
    let desk = Desk::new();
    let scan = |bytes: &[u8]| {
        support::write(desk.folder.path(), "outgoing/a.gz", bytes);
        desk.run(false, &["scan", "--strict", "outgoing"])
    };
    let plain = gzipped(b"Nothing of interest.");
    scan(&plain).ok();
    scan(&[plain.clone(), plain.clone()].concat()).ok();
    for bytes in [gzipped(SENTENCE.as_bytes()), [plain.clone(), gzipped(SENTENCE.as_bytes())].concat()] {
        let said = scan(&bytes);
        assert!(said.code == 1 && said.out.contains("outgoing/a.gz/contents"), "{said:?}");
    }
    let inner = gzipped(&zipped(&[("a.md", SENTENCE.as_bytes())]));
    for (what, bytes) in [
        ("cut short", plain[..plain.len() - 9].to_vec()),
        ("something behind it", [&plain[..], b"\0\0more"].concat()),
        ("an archive in it", inner),
    ] {
        let said = scan(&bytes);
        assert!(said.code == 2 && (said.all().contains("(gzip)") || said.all().contains("(zip)")), "{what}: {said:?}");
    }
}

/// Builds can't search every asset. `check` names those, and no ordinary ones.
#[test]
fn an_asset_that_can_not_be_searched_is_named() {
    let desk = Desk::new();
    let noise: Vec<u8> = (0..400_u32).map(|n| u8::try_from(n.wrapping_mul(2_654_435_761) >> 24).unwrap()).collect();
    let woff = [&b"wOF2\0\x01\0\0"[..], &noise].concat();
    let xz = b"\xfd7zXZ\0\0\0\x01\x02".to_vec();
    let inner = zipped(&[("a.xz", &xz)]);
    for (name, bytes, is_named) in [
        ("a.woff2", &woff, false),
        ("a.ttf", &noise, false),
        ("a.png", &picture(), false),
        ("a.zip", &zipped(&[("a.txt", b"Nothing.")]), false),
        ("a.gz", &gzipped(b"Nothing."), false),
        ("a.bin", &noise, true),
        ("b.woff2", &xz, true),
        ("a.tar.xz", &xz, true),
        ("b.zip", &inner, true),
    ] {
        desk.write(&format!("site-templates/assets/{name}"), bytes);
        let said = desk.run(false, &["check"]).all();
        assert_eq!(said.contains("asset-unsearched"), is_named, "{name}: {said}");
        assert!(!is_named || said.contains(&format!("site-templates/assets/{name}")), "{name}: {said}");
        fs::remove_file(desk.path(&format!("security/site-templates/assets/{name}"))).unwrap();
    }
}

/// Phrases with the same last words are different phrases: a build looks for each, as `scan` does.
#[test]
fn an_address_in_words_is_found_although_another_one_ends_like_it() {
    let desk = Desk::new();
    let incident = super::INCIDENT.replace("quillon@reports", "kim.lee@reports").replace("Quillon Ashdown", "Kim Lee");
    desk.write("incidents/2026/calm-crane/incident.toml", incident.as_bytes());
    for words in
        ["quillon at reports dot example", "kim dot lee at reports dot example", "kim.lee (at) reports.example"]
    {
        desk.write("site-templates/assets/x.txt", format!("Thanks to {words}.").as_bytes());
        let built = desk.run(false, &["build", "--out", "out"]);
        assert!(built.code == 1 && built.all().contains("the reporter's name or address"), "{words}: {built:?}");
        support::write(desk.folder.path(), "outgoing/x.txt", format!("Thanks to {words}."));
        assert_eq!(desk.run(false, &["scan", "outgoing"]).code, 1, "{words}");
    }
}

/// Any asset that is no text is copied as it is, and no line of it is ever shown.
#[test]
fn a_picture_is_copied_as_it_is() {
    let desk = Desk::new();
    let clean = desk.run(false, &["check"]);
    let picture: Vec<u8> = b"\x89PNG\r\n\x1a\n".iter().copied().chain((0..=255).cycle().take(4096)).collect();
    for name in ["logo.png", "a.jpg", "b.gif", "c.webp", "favicon.ico", "d.woff2", "e.pdf", "f"] {
        desk.write(&format!("site-templates/assets/{name}"), &picture);
    }
    assert_eq!(desk.run(false, &["check"]), clean);
    desk.run(false, &["build", "--out", "out"]).ok();
    let site = support::files(&desk.path("out/site"));
    for name in ["logo.png", "a.jpg", "b.gif", "c.webp", "favicon.ico", "d.woff2", "e.pdf", "f"] {
        let path = format!("assets/{name}");
        assert!(site.contains(&(path.clone(), picture.clone())), "{path}");
    }
    // A name that is not the same on every system is refused, as that of any asset.
    desk.write("site-templates/assets/caf\u{e9}.png", &picture);
    assert!(desk.run(false, &["check"]).failed().contains("not a portable file name"));
    fs::remove_file(desk.path("security/site-templates/assets/caf\u{e9}.png")).unwrap();
    // What is text by its name has to be text.
    desk.write("site-templates/assets/style.css", &picture);
    let said = desk.run(false, &["check"]).failed();
    assert!(said.contains("nul-byte") && !said.contains('\u{2401}') && !said.contains('\u{fffd}'), "{said}");
    // Nor does a leak show what is beside it.
    fs::remove_file(desk.path("security/site-templates/assets/style.css")).unwrap();
    desk.write("site-templates/assets/logo.png", &[&picture[..], SENTENCE.as_bytes(), &picture].concat());
    let said = desk.run(false, &["build", "--out", "out"]).failed();
    assert!(said.contains("crafted archive") && !said.contains('\u{2401}') && !said.contains('\u{fffd}'), "{said}");
}
