//! Folders and archives: what is in them counts, and nothing that they are made of leads elsewhere.

use std::io::Cursor;
use std::path::Path;

use advisory::import::{self, Batch, Format, ReadError};
use tar::EntryType;

use super::samples::{gzipped, header, tarred, zipped};
use crate::support;

const RECORD: &[u8] = br#"{"id": "X-1", "summary": "s"}"#;

fn read(name: &str, bytes: &[u8]) -> Result<Batch, ReadError> {
    import::read_from(Format::Osv, Path::new(name), Cursor::new(bytes))
}

/// Files with a record, refused ones and others.
fn fates(batch: &Batch) -> (Vec<&str>, Vec<String>, Vec<&str>) {
    let good = batch.entries.iter().filter(|e| e.record.is_ok()).map(|e| e.file.as_str()).collect();
    let refused = batch.entries.iter().filter_map(|e| Some(format!("{}: {}", e.file, e.record.as_ref().err()?)));
    (good, refused.collect(), batch.skipped.iter().map(|s| s.file.as_str()).collect())
}

#[test]
fn a_folder_and_its_archives_hold_the_same() {
    let files: [(&str, &[u8]); 5] = [
        ("b.json", RECORD),
        ("a/b/c.json", RECORD),
        ("a/broken.json", b"{"),
        ("a/package.json", br#"{"name": "p"}"#),
        ("README.md", b"text"),
    ];
    let folder = tempfile::tempdir().unwrap();
    files.iter().for_each(|(path, bytes)| support::write(folder.path(), path, bytes));
    support::write(folder.path(), ".git/x.json", RECORD);
    let batch = import::read(Format::Osv, folder.path()).unwrap();
    let (good, refused, skipped) = fates(&batch);
    assert_eq!((good, skipped), (vec!["a/b/c.json", "b.json"], vec!["README.md", "a/package.json"]));
    assert!(refused.len() == 1 && refused[0].starts_with("a/broken.json: "), "{refused:?}");
    for (name, bytes) in [("a.zip", zipped(&files)), ("a.tar", tarred(&files)), ("a.TGZ", gzipped(&tarred(&files)))] {
        let path = folder.path().join(name);
        std::fs::write(&path, bytes).unwrap();
        let archive = import::read(Format::Osv, &path).unwrap();
        assert_eq!(format!("{archive:?}"), format!("{batch:?}"), "{name}");
    }
}

#[test]
fn a_file_that_is_named_is_read_or_refused_and_never_passed_over() {
    let folder = tempfile::tempdir().unwrap();
    support::write(folder.path(), "package.json", br#"{"name": "p"}"#);
    support::write(folder.path(), "record", RECORD);
    let read = |name: &str| import::read(Format::Osv, &folder.path().join(name));
    assert_eq!(fates(&read("record").unwrap()).0, ["record"]);
    assert!(fates(&read("package.json").unwrap()).1[0].contains("there is no OSV record here"));
    assert!(matches!(read("nothing"), Err(ReadError::Unreadable { .. })));
}

#[cfg(unix)]
#[test]
fn links_and_what_is_no_file_are_never_read() {
    use std::os::unix::ffi::OsStrExt;
    let folder = tempfile::tempdir().unwrap();
    support::write(folder.path(), "elsewhere/secret.json", RECORD);
    let inside = folder.path().join("inside");
    std::fs::create_dir(&inside).unwrap();
    std::os::unix::fs::symlink("../elsewhere/secret.json", inside.join("link.json")).unwrap();
    std::os::unix::fs::symlink("../elsewhere", inside.join("folder")).unwrap();
    std::os::unix::fs::symlink(".", inside.join("loop")).unwrap();
    std::os::unix::fs::symlink("/dev/zero", inside.join("zero.json")).unwrap();
    std::fs::write(inside.join(std::ffi::OsStr::from_bytes(b"\xff.json")), RECORD).unwrap();
    let _socket = std::os::unix::net::UnixListener::bind(inside.join("socket.json")).unwrap();
    let batch = import::read(Format::Osv, &inside).unwrap();
    let skipped: Vec<_> = batch.skipped.iter().map(|s| (s.file.as_str(), s.reason)).collect();
    let link = "it is a link, and links are never followed";
    assert_eq!(
        skipped,
        [
            ("folder", link),
            ("link.json", link),
            ("loop", link),
            ("socket.json", "it is not a regular file"),
            ("zero.json", link),
            ("\u{fffd}.json", "its name is not UTF-8"),
        ]
    );
    assert!(batch.entries.is_empty());
    assert!(matches!(import::read(Format::Osv, Path::new("/dev/null")), Err(ReadError::Unreadable { .. })));
}

#[test]
fn a_file_that_is_too_large_is_refused_unread() {
    let folder = tempfile::tempdir().unwrap();
    let file = std::fs::File::create(folder.path().join("a.json")).unwrap();
    file.set_len((64 << 20) + 1).unwrap();
    let huge = std::fs::File::create(folder.path().join("a.zip")).unwrap();
    huge.set_len((256 << 20) + 1).unwrap();
    let batch = import::read(Format::Osv, folder.path()).unwrap();
    assert_eq!(fates(&batch).1, ["a.json: it has more than 64 MiB"]);
    assert_eq!(fates(&import::read(Format::Osv, &folder.path().join("a.json")).unwrap()).1, fates(&batch).1);
    let error = import::read(Format::Osv, &folder.path().join("a.zip")).unwrap_err();
    assert!(matches!(error, ReadError::TooMuch { .. }), "{error}");
}

#[test]
fn names_that_lead_out_of_an_archive_are_refused() {
    let names =
        ["../up.json", "/abs.json", "a/../../up.json", "a//b.json", "c:\\x.json", "a\\..\\b.json", "a/./../x.json"];
    let mut files: Vec<(&str, &[u8])> = names.iter().map(|name| (*name, RECORD)).collect();
    files.push(("./good.json", RECORD));
    let batch = read("a.tar", &tarred(&files)).unwrap();
    let (good, refused, _) = fates(&batch);
    assert_eq!((good, refused.len()), (vec!["good.json"], names.len()), "{refused:?}");
    assert!(refused.iter().all(|refusal| refusal.contains("not a plain path")), "{refused:?}");
    // The same in a ZIP archive, whose writer would mend some of the names.
    for (name, harmless) in [("../up.json", "aa/up.json"), ("/abs.json", "aabs.json"), ("a\\..\\b.json", "a/aa/b.json")]
    {
        let archive =
            replaced(&zipped(&[(harmless, RECORD), ("good.json", RECORD)]), harmless.as_bytes(), name.as_bytes());
        let batch = read("a.zip", &archive).unwrap();
        let (good, refused, _) = fates(&batch);
        assert_eq!((good, refused.len()), (vec!["good.json"], 1), "{name}: {refused:?}");
    }
}

/// Bytes with each occurrence of some replaced by as many others.
fn replaced(bytes: &[u8], from: &[u8], to: &[u8]) -> Vec<u8> {
    assert_eq!(from.len(), to.len());
    let mut out = bytes.to_vec();
    let places: Vec<usize> = (0..bytes.len() - from.len()).filter(|at| bytes[*at..].starts_with(from)).collect();
    assert!(!places.is_empty());
    places.iter().for_each(|at| out[*at..*at + to.len()].copy_from_slice(to));
    out
}

#[test]
fn links_devices_and_folders_of_an_archive_are_passed_over() {
    let mut archive = tar::Builder::new(Vec::new());
    let kinds = [
        ("symlink.json", EntryType::Symlink),
        ("link.json", EntryType::Link),
        ("char.json", EntryType::Char),
        ("block.json", EntryType::Block),
        ("fifo.json", EntryType::Fifo),
        ("folder.json", EntryType::Directory),
        ("odd.json", EntryType::new(b'Z')),
        ("good.json", EntryType::Regular),
    ];
    for (name, kind) in kinds {
        let size = if kind == EntryType::Regular { RECORD.len() } else { 0 };
        let mut header = header(name, size as u64, kind);
        header.set_link_name("/etc/passwd").unwrap();
        header.set_cksum();
        archive.append(&header, &RECORD[..size]).unwrap();
    }
    let batch = read("a.tar", &archive.into_inner().unwrap()).unwrap();
    let (good, refused, skipped) = fates(&batch);
    assert_eq!((good, refused.len()), (vec!["good.json"], 0));
    assert_eq!(skipped, ["block.json", "char.json", "fifo.json", "link.json", "odd.json", "symlink.json"]);
    let mut archive = zip::ZipWriter::new(Cursor::new(Vec::new()));
    archive.add_symlink("link.json", "/etc/passwd", zip::write::SimpleFileOptions::default()).unwrap();
    archive.add_directory("folder.json", zip::write::SimpleFileOptions::default()).unwrap();
    let bytes = archive.finish().unwrap().into_inner();
    assert_eq!(fates(&read("a.zip", &bytes).unwrap()).2, ["link.json"]);
}

#[test]
fn two_files_of_one_name_are_never_both_believed() {
    let two: [(&str, &[u8]); 2] = [("a.json", RECORD), ("./a.json", br#"{"id": "X-2", "summary": "s"}"#)];
    let batch = read("a.tar", &tarred(&two)).unwrap();
    assert_eq!(fates(&batch).1, ["a.json: there is another file with this name"]);
    let archive = replaced(&zipped(&[("a.json", RECORD), ("b.json", RECORD)]), b"b.json", b"a.json");
    let error = read("a.zip", &archive).unwrap_err();
    assert!(error.to_string().contains("same name"), "{error}");
}

#[test]
fn files_of_an_archive_that_lie_over_each_other_are_refused() {
    // The second entry of the directory is pointed at the first one's data.
    let mut archive = zipped(&[("a.json", RECORD), ("b.json", RECORD)]);
    let directory = (0..archive.len()).filter(|at| archive[*at..].starts_with(b"PK\x01\x02")).nth(1).unwrap();
    archive[directory + 42..directory + 46].copy_from_slice(&[0; 4]);
    let error = read("a.zip", &archive).unwrap_err();
    assert!(matches!(error, ReadError::Archive { .. }), "{error}");
}

#[test]
fn an_encrypted_file_is_refused() {
    let mut archive = zipped(&[("a.json", RECORD)]);
    for (magic, flags) in [(b"PK\x03\x04", 6), (b"PK\x01\x02", 8)] {
        let at = (0..archive.len()).find(|at| archive[*at..].starts_with(magic)).unwrap();
        archive[at + flags] |= 1;
    }
    assert_eq!(fates(&read("a.zip", &archive).unwrap()).1, ["a.json: it is encrypted"]);
}

#[test]
fn a_bomb_is_refused_by_what_comes_out_of_it() {
    let zeros = vec![b' '; (64 << 20) + 1];
    let bomb = zipped(&[("a.json", &zeros), ("b.json", RECORD)]);
    assert!(bomb.len() < 1 << 20);
    assert_eq!(fates(&read("a.zip", &bomb).unwrap()).1, ["a.json: it has more than 64 MiB"]);
    // What no record's name has is not unpacked, but a tar archive has to be read past it.
    let mut archive = tar::Builder::new(flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::fast()));
    for n in 0..9 {
        archive.append(&header(&format!("{n}.txt"), zeros.len() as u64, EntryType::Regular), zeros.as_slice()).unwrap();
    }
    let bomb = archive.into_inner().unwrap().finish().unwrap();
    let error = read("a.tar.gz", &bomb).unwrap_err();
    assert!(error.to_string().contains("more than 512 MiB"), "{error}");
    let names: Vec<String> = (0..9).map(|n| format!("{n}.json")).collect();
    let files: Vec<(&str, &[u8])> = names.iter().map(|name| (name.as_str(), &zeros[..64 << 20])).collect();
    let error = read("a.zip", &zipped(&files)).unwrap_err();
    assert!(error.to_string().contains("more than 512 MiB"), "{error}");
}

#[test]
fn an_archive_of_too_many_files_is_refused() {
    let mut archive = tar::Builder::new(Vec::new());
    for n in 0..100_001 {
        archive.append(&header(&n.to_string(), 0, EntryType::Regular), &[][..]).unwrap();
    }
    let error = read("a.tar", &archive.into_inner().unwrap()).unwrap_err();
    assert!(error.to_string().contains("more than 100000 files"), "{error}");
}

#[test]
fn what_is_no_archive_or_half_of_one_is_an_error() {
    let files: [(&str, &[u8]); 1] = [("a.json", RECORD)];
    let (zip, packed) = (zipped(&files), gzipped(&tarred(&files)));
    for (name, bytes) in [
        ("a.zip", &b"no archive"[..]),
        ("a.zip", &zip[..zip.len() / 2]),
        ("a.tar", b"no archive"),
        ("a.tar.gz", b"no archive"),
        ("a.tgz", &packed[..packed.len() / 2]),
        ("a.tgz", &[]),
    ] {
        let error = read(name, bytes).unwrap_err();
        assert!(matches!(error, ReadError::Archive { .. }), "{name}: {error}");
        assert!(advisory::error::Help::help(&error).is_some_and(|help| !help.is_empty()));
    }
    assert!(read("a.tar", &tarred(&[])).unwrap().entries.is_empty());
}

/// One that is cut between two of its files looks like one that has no more of them.
#[test]
fn a_tar_archive_without_the_mark_of_its_end_is_an_error() {
    let whole = tarred(&[("a.json", RECORD), ("b.json", RECORD)]);
    let end = whole.len();
    // Each file has a block for what it is called, and one for what is in it.
    for cut in [0, 256, 512, 700, 1024, 1536, 2048, 2048 + 512, 2048 + 1023] {
        for (name, bytes) in [("a.tar", whole[..cut].to_vec()), ("a.tgz", gzipped(&whole[..cut]))] {
            let error = read(name, &bytes).unwrap_err();
            assert!(matches!(error, ReadError::Archive { .. }), "{name} {cut}: {error}");
        }
    }
    assert_eq!(fates(&read("a.tar", &whole[..2048 + 1024]).unwrap()).0.len(), 2, "{end}");
    let padded = [whole.as_slice(), &[0; 9000]].concat();
    assert_eq!(fates(&read("a.tgz", &gzipped(&padded)).unwrap()).0.len(), 2);
    let packed = gzipped(&padded);
    assert!(matches!(read("a.tgz", &packed[..packed.len() - 4]), Err(ReadError::Archive { .. })));
    let two = [whole.as_slice(), whole.as_slice()].concat();
    let error = read("a.tar", &two).unwrap_err();
    assert!(error.to_string().contains("after its end"), "{error}");
}

#[test]
fn what_is_said_of_a_broken_archive_is_one_plain_line() {
    let mut archive = tarred(&[("\u{1b}[31m.json", RECORD)]);
    archive[148..156].copy_from_slice(b"\x1b]8;;\x07zz");
    let error = read("a.tar", &archive).unwrap_err().to_string();
    assert!(!error.contains(char::is_control), "{error:?}");
    let broken = replaced(&zipped(&[("a.json", RECORD)]), b"a.json", b"\x1b[31m.");
    let batch = read("a.zip", &broken).unwrap();
    assert!(batch.skipped.iter().all(|skipped| !skipped.file.contains(char::is_control)), "{batch:?}");
    assert!(fates(&batch).1.iter().all(|refusal| !refusal.contains(char::is_control)), "{batch:?}");
}
