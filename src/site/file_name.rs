//! Names of files and folders that are made of other people's names.

use std::fmt::Write;

use crate::names::Digest;

/// The longest name that is made. File systems take 255 bytes, and an ending follows.
const LONGEST: usize = 150;

/// What the digest of a longer name stands behind. No other name contains it.
const CUT: &str = "__";

/// Returns a name that is the same file on every file system, is in an address as it is, and
/// differs from the names of all other texts, also where upper and lower case are the same.
///
/// Small letters, digits, hyphens and inner dots stay. Any other byte becomes `_` and its two
/// hexadecimal digits.
pub(super) fn file_name(text: &str) -> String {
    let last = text.len().saturating_sub(1);
    let is_taken = is_reserved(text);
    let stays = |at: usize, byte: u8| match byte {
        _ if at == 0 && is_taken => false,
        b'.' => at > 0 && at < last,
        byte => byte.is_ascii_lowercase() || byte.is_ascii_digit() || byte == b'-',
    };
    let mut name = String::with_capacity(text.len());
    for (at, byte) in text.bytes().enumerate() {
        if stays(at, byte) {
            name.push(char::from(byte));
        } else {
            // A `String` takes everything.
            let _ = write!(name, "_{byte:02x}");
        }
    }
    if name.is_empty() {
        return "_".to_owned();
    }
    if name.len() <= LONGEST {
        return name;
    }
    let digest = Digest::of(text).to_string();
    let hex = digest.rsplit(':').next().unwrap_or_default();
    let room = LONGEST.saturating_sub(CUT.len() + hex.len());
    format!("{}{CUT}{hex}", name.get(..room).unwrap_or_default())
}

/// Returns whether Windows has a device of this name, or servers an index.
fn is_reserved(text: &str) -> bool {
    let stem = text.split('.').next().unwrap_or_default();
    let is_numbered = |kind: &str| stem.strip_prefix(kind).is_some_and(|n| n.len() == 1);
    matches!(stem, "con" | "prn" | "aux" | "nul" | "index") || is_numbered("com") || is_numbered("lpt")
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use super::*;

    #[test]
    fn names_of_different_texts_differ_on_every_file_system() {
        let long = "1.".repeat(250);
        let texts = [
            "1.15.3",
            "1.15.3.",
            "1.15.3-RC1",
            "1.15.3-rc1",
            "1.0+k3s1",
            "1.0_2bk3s1",
            "1:2.0~rc1",
            "../1",
            ".",
            "..",
            "con",
            "Con",
            "con.1",
            "index",
            "com1",
            "com10",
            "ä",
            "Ä",
            "",
            &long,
            long.get(1..).unwrap(),
        ];
        let names: BTreeSet<String> = texts.iter().map(|text| file_name(text).to_ascii_lowercase()).collect();
        assert_eq!(names.len(), texts.len(), "{names:#?}");
        let is_fine = |name: &String| {
            name.len() <= LONGEST
                && name.bytes().all(|b| b.is_ascii_lowercase() || b.is_ascii_digit() || b"-._".contains(&b))
                && !name.is_empty()
                && !name.starts_with('.')
                && !name.ends_with('.')
                && !is_reserved(name)
        };
        assert!(names.iter().all(is_fine), "{names:#?}");
        assert_eq!(file_name("1.15.3"), "1.15.3");
    }
}
