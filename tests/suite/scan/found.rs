//! What is found in a text, and what is not.

use advisory::case::Case;
use advisory::policy::presets;
use advisory::scan::{Kind, Watch};
use advisory::{announce, parse};

use super::{SENTENCE, kinds, portfolio, watch, watch_at};
use crate::support::at;

#[test]
fn a_copied_sentence_is_found_however_it_was_changed_on_the_way() {
    let watch = watch();
    let upper = SENTENCE.to_uppercase();
    for copy in [
        SENTENCE,
        &upper,
        "the restore worker unpacks\n  a crafted archive\n\toutside its scratch folder as the storage owner",
        "> The restore worker unpacks\r\n> a crafted archive outside its\r\n> scratch folder as the storage owner",
        "// The restore worker unpacks a\n// crafted archive outside its scratch\n// folder as the storage owner.",
        "The *restore* worker **unpacks a `crafted` archive** outside __its__ scratch folder as the storage owner",
        "The restore [worker unpacks](https://example.org/a/b) a crafted archive outside its scratch folder",
        "The <b>restore</b> worker <a href=\"x\">unpacks</a> a crafted&nbsp;archive outside its <br/>scratch folder",
        "The restore worker unpacks a crafted \u{201c}archive\u{201d} outside its scratch\u{2026} folder \u{2014} as the storage owner",
        "{\"details\": \"The restore worker\\nunpacks a crafted\\tarchive outside its scratch\\u0020folder\"}",
        "https://example.org/?q=The%20restore%20worker%20unpacks%20a%20crafted%20archive%20outside",
        "The re\u{ad}store wor\u{200b}ker unpacks a cr\u{e1}fted archive outside its scratch folder",
        "The re\u{3164}store wor\u{ffa0}ker un\u{115f}packs a craf\u{fe0f}ted arch\u{17b4}ive out\u{e0041}side its scratch folder",
        "The restore\u{2028}worker unpacks\u{2029}a crafted archive outside its scratch folder",
        "the-restore-worker-unpacks-a-crafted-archive-outside-its-scratch-folder",
        "words before the restore worker unpacks a crafted archive outside and words behind",
        "+The restore worker unpacks\n+a crafted archive outside\n+its scratch folder",
        "Content-Transfer-Encoding: quoted-printable\n\nThe restore work=\ner unpacks=20a crafted archive=E2=80=A6 outside its",
        "<p title='The restore worker unpacks a crafted archive outside its scratch folder'>",
        "Vec<u8>; // The restore worker unpacks a crafted archive outside its scratch folder",
    ] {
        let hits = watch.search(copy.as_bytes());
        assert_eq!(kinds(&hits), [Kind::Note], "{copy}");
        assert_eq!(hits[0].owner.to_string(), "hidden-otter", "{copy}");
    }
    for unit in [u16::to_le_bytes, u16::to_be_bytes] {
        let marked: Vec<u8> = format!("\u{feff}{SENTENCE}").encode_utf16().flat_map(unit).collect();
        assert_eq!(kinds(&watch.search(&marked)), [Kind::Note]);
        assert_eq!(kinds(&watch.search(&marked[2..])), [Kind::Note], "without its mark");
    }
    for other in [
        "The restore worker unpacks a well-formed archive inside its scratch folder.",
        "worker restore The a unpacks archive crafted its outside folder scratch the as owner storage",
        "",
        "The restore worker",
    ] {
        assert_eq!(watch.search(other.as_bytes()), [], "{other}");
    }
}

#[test]
fn everything_that_tells_of_the_incident_is_found() {
    let watch = watch();
    for (text, kind) in [
        ("Restore follows paths out of its scratch folder", Kind::Title),
        ("branch fix-hidden-otter", Kind::Handle),
        ("see hidden_otter.md", Kind::Handle),
        ("cve 2026 9900777", Kind::Id),
        ("CVE-2026-9900777", Kind::Id),
        ("(ghsa-2m4c-7f9q-x3vw)", Kind::Id),
        ("Restoring a backup that somebody prepared writes files", Kind::Text),
        ("files outside the scratch folder of the worker", Kind::Text),
        ("thanks to Quillon Ashdown!", Kind::Reporter),
        ("Reported-by: Quillon\n Ashdown", Kind::Reporter),
        ("<QUILLON@reports.example>", Kind::Reporter),
        ("commit 8f36c2de51", Kind::Commit),
        ("8f36c2d", Kind::Commit),
        ("8F36C2DE51D7F0A4C9BE6613F0E28A57BD91C40E", Kind::Commit),
        ("v1.2-14-g8f36c2de5", Kind::Commit),
        ("62a0f95c7b0d1e2f3a4b", Kind::Commit),
        ("http://lists.lodestore.example/private/thread-4711#2", Kind::Link),
        ("git.lodestore.example/private/otter-den/src", Kind::Link),
        ("Any tenant overwrites the configuration of the neighbouring", Kind::Note),
        ("Beatrix saw the worker crash on Tuesday", Kind::Note),
        ("asks us to spare the beta testers an early warning", Kind::Note),
        ("Stop the restore worker on every node", Kind::Note),
        ("dst, inside := scratchRoot.Resolve(entry.Name, archive.Manifest)", Kind::Patch),
        ("refuse entries that leave the scratch folder", Kind::Patch),
    ] {
        assert_eq!(kinds(&watch.search(text.as_bytes())), [kind], "{text}");
    }
    for innocent in [
        "hidden otters",
        "an otter was hidden",
        "hidden otter",
        "Quillon",
        "CVE-2026-9900778",
        "8f36c2",
        "8f36c2e",
        "filepath.Join(scratch, entry.Name)",
        "lists.lodestore.example",
        "package restore",
        "2026-03-02T09:00:00Z",
    ] {
        assert_eq!(watch.search(innocent.as_bytes()), [], "{innocent}");
    }
}

#[test]
fn a_place_is_told_by_line_and_column_and_what_overlaps_is_told_once() {
    let text = format!("\u{e9}\u{e9}\n\n  \u{fc}: {SENTENCE}\nand hidden-otter\n");
    let hits = watch().search(text.as_bytes());
    assert_eq!(kinds(&hits), [Kind::Note, Kind::Handle]);
    assert_eq!((hits[0].start, hits[0].end), ((3, 6), (3, 6 + SENTENCE.len() - 1)));
    assert_eq!((hits[1].start, hits[1].end), ((4, 5), (4, 17)));
    let (start, length) = hits[1].marked;
    assert_eq!(&hits[1].excerpt[start..start + length], "hidden-otter");
}

#[test]
fn scripts_without_spaces_are_found_and_so_are_names_in_them() {
    let note = "\u{5ba2}\u{6236}\u{7aef}\u{50b3}\u{9001}\u{7684}\u{8cc7}\u{6599}\u{672a}\u{7d93}\u{6aa2}\u{67e5}";
    let incident = super::INCIDENT.replace("Quillon Ashdown", "\u{738b}\u{5c0f}\u{660e}");
    let files = [
        ("incidents/2026/hidden-otter/notes/more.md", note),
        ("incidents/2026/hidden-otter/incident.toml", incident.as_str()),
    ];
    let watch = watch_at(portfolio(&files), "2026-03-05T00:00:00Z");
    let part: String = note.chars().skip(2).take(8).collect();
    assert_eq!(kinds(&watch.search(format!("abc{part}def").as_bytes())), [Kind::Note]);
    assert_eq!(kinds(&watch.search("\u{611f}\u{8b1d}\u{738b}\u{5c0f}\u{660e}".as_bytes())), [Kind::Reporter]);
    assert_eq!(watch.search("\u{738b}\u{5927}\u{660e}".as_bytes()), []);
}

/// What everybody knows is nobody's secret, nor is what any text says. A file of the portfolio is no proof that
/// everybody knows: whoever writes there could hide a leak by writing it there too.
#[test]
fn what_is_public_or_common_is_not_looked_for() {
    let common = "It is not the first of these that we have to do with, and so on.";
    let policy = "Distributors promise in writing to keep every rehearsal among their own engineers.";
    let files =
        [("incidents/2026/hidden-otter/notes/more.md", common), ("incidents/2026/hidden-otter/notes/steps.md", policy)];
    let searched = |public: &[&str]| {
        let portfolio = parse::portfolio(portfolio(&files)).portfolio.unwrap();
        let cases: Vec<_> =
            portfolio.incidents.iter().map(|i| Case::new(&portfolio, i, at("2026-03-05T00:00:00Z"))).collect();
        let watch = Watch::new(&portfolio, &cases, public.iter().copied());
        [common, policy, super::SENTENCE].map(|text| watch.search(text.as_bytes()).len())
    };
    assert_eq!(searched(&[]), [0, 1, 1]);
    assert_eq!(searched(&[policy]), [0, 0, 1], "the rest is looked for");
    let preset = presets::files("rook").unwrap();
    let mut said: Vec<(String, String)> =
        preset.into_iter().map(|(path, bytes)| (path, String::from_utf8(bytes).unwrap())).collect();
    said.extend(
        ["README.md", "site-templates/pages/README.md", "site-templates/assets/a.txt"]
            .map(|path| (path.to_owned(), String::new())),
    );
    for (path, text) in said {
        let hidden = format!("{text}\n# {policy} {}\n", super::SENTENCE);
        let watch = watch_at(portfolio(&[files[1], (&path, &hidden)]), "2026-03-05T00:00:00Z");
        // A comment in distributors.toml is private by itself.
        let hits = if path == "distributors.toml" { 2 } else { 1 };
        assert_eq!(watch.search(policy.as_bytes()).len(), hits, "{path} can't hide it");
        assert_eq!(watch.search(super::SENTENCE.as_bytes()).len(), hits, "{path} can't hide it");
    }
}

#[test]
fn publication_makes_the_advisory_public_and_the_notes_stay_private() {
    let advisory = super::ADVISORY.replacen("+++\n", "+++\nid = \"EXAMPLE-2026-777\"\n", 1);
    let approved =
        super::INCIDENT.to_owned() + "\n[[event]]\nat = 2026-03-19T09:00:00Z\nevent = \"approved\"\nby = \"ada\"\n";
    let files = [
        ("incidents/2026/hidden-otter/incident.toml", approved.as_str()),
        ("incidents/2026/hidden-otter/advisory.md", advisory.as_str()),
    ];
    let before = watch_at(portfolio(&files), "2026-03-20T14:59:59Z");
    let after = watch_at(portfolio(&files), "2026-03-20T15:00:00Z");
    let found = |text: &str| [&before, &after].map(|watch| watch.search(text.as_bytes()).len());
    assert_eq!(found("Restore follows paths out of its scratch folder"), [1, 0]);
    assert_eq!(found("Restoring a backup that somebody prepared writes files"), [1, 0]);
    assert_eq!(found("CVE-2026-9900777"), [1, 0]);
    assert_eq!(found("EXAMPLE-2026-777"), [1, 0]);
    assert_eq!(found("hidden-otter"), [1, 0]);
    assert_eq!(found("8f36c2de51"), [1, 0]);
    assert_eq!(found("refuse entries that leave the scratch folder"), [1, 0]);
    assert_eq!(found(super::SENTENCE), [1, 1]);
    assert_eq!(found("Any tenant overwrites the configuration of the neighbouring"), [1, 1]);
    assert_eq!(found("Quillon Ashdown"), [1, 1], "no consent");
    assert_eq!(found("quillon@reports.example"), [1, 1]);
    assert_eq!(found("https://lists.lodestore.example/private/thread-4711"), [1, 1]);
}

#[test]
fn the_words_of_a_template_are_no_secret_of_the_incident_that_copies_them() {
    let texts = announce::built_in_texts();
    let note = texts.join("\n\n");
    let tree = portfolio(&[("incidents/2026/hidden-otter/notes/mails.md", note.as_str())]);
    assert_ne!(watch_at(tree.clone(), "2026-03-05T00:00:00Z").search(note.as_bytes()), [], "they are in the notes");
    let portfolio = parse::portfolio(tree).portfolio.unwrap();
    let case = Case::new(&portfolio, &portfolio.incidents[0], at("2026-03-05T00:00:00Z"));
    let watch = Watch::new(&portfolio, &[case], texts.iter().map(String::as_str));
    for text in &texts {
        assert_eq!(watch.search(text.as_bytes()), []);
    }
}

/// In programs, pictures and other data, texts are separated by bytes that are no text.
#[test]
fn what_tells_of_the_incident_is_found_among_bytes_that_are_no_text() {
    let watch = watch();
    for told in ["Restore follows paths out of its scratch folder", "hidden-otter", "quillon@reports.example"] {
        let [le, be] =
            [u16::to_le_bytes, u16::to_be_bytes].map(|bytes| told.encode_utf16().flat_map(bytes).collect::<Vec<u8>>());
        let wide: Vec<u8> = told.chars().flat_map(|c| u32::from(c).to_le_bytes()).collect();
        let carriers: [(&str, Vec<u8>); 10] = [
            ("a mark of another encoding", [b"\xff\xfe", told.as_bytes()].concat()),
            ("a program", [b"\x7fELF\x02\x01\x01\0foo\0", told.as_bytes(), b"\0bar\0"].concat()),
            ("a picture", [b"\x89PNG\r\n\x1a\ntEXtComment\0", told.as_bytes(), b"\x12\x9a\xff\0"].concat()),
            ("several NULs", [b"abc\0\0\0", told.as_bytes(), b"\0\0\0def"].concat()),
            ("four NULs", [b"abc\0\0\0\0", told.as_bytes()].concat()),
            ("a length", [b"\xda\x0c", told.as_bytes()].concat()),
            ("a marker", [b"\xff\xd8\xff\xfe\x00\x1b\xe9\0", told.as_bytes(), b"\xff\xdb\0"].concat()),
            ("two bytes a character", le),
            ("two bytes, the high one first", be),
            ("four bytes a character", wide),
        ];
        // The words of a handle and of an address have to be near each other.
        let is_near = |name: &str| told.contains(' ') || name != "four bytes a character";
        for (name, bytes) in carriers.into_iter().filter(|(name, _)| is_near(name)) {
            assert!(!watch.search(&bytes).is_empty(), "{told} in {name}");
        }
    }
}
