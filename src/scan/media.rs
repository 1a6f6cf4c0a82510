//! Pictures and sounds: how they begin, and where they end.

/// Pictures and sound. Words that stand in them as text are looked at, as in any file.
const MEDIA: &[(&[u8], &str)] = &[
    (b"\x89PNG", "PNG"),
    (b"\xff\xd8\xff", "JPEG"),
    (b"GIF8", "GIF"),
    (b"OggS", "Ogg"),
    (b"ID3", "MP3"),
    (b"\0\0\x01\0", "icon"),
];

/// Whether a file begins like a picture or a sound.
pub(super) fn is_media(bytes: &[u8]) -> bool {
    kind(bytes).is_some()
}

/// What a picture or a sound is called.
pub(super) fn kind(bytes: &[u8]) -> Option<&'static str> {
    let known = MEDIA.iter().find(|(mark, _)| bytes.starts_with(mark)).map(|(_, name)| *name);
    known.or_else(|| is_webp(bytes).then_some("WebP"))
}

/// What comes behind the end of a picture, where its format says where it ends.
pub(super) fn behind<'b>(bytes: &'b [u8], name: &str) -> Option<&'b [u8]> {
    match name {
        "PNG" => behind_png(bytes.get(8..)?),
        "JPEG" => behind_jpeg(bytes.get(2..)?),
        "GIF" => behind_gif(bytes),
        // A length, which counts what follows it, and a byte to fill an odd one.
        "WebP" => {
            let length = u32::from_le_bytes(*bytes.get(4..)?.first_chunk::<4>()?) as usize;
            bytes.get(length.checked_add(8)?.checked_add(length % 2)?..)
        }
        _ => None,
    }
}

/// Each part of a PNG has its length, its name, and a sum behind it.
fn behind_png(mut rest: &[u8]) -> Option<&[u8]> {
    loop {
        let (length, after) = rest.split_first_chunk::<4>()?;
        let length = u32::from_be_bytes(*length) as usize;
        rest = after.get(length.checked_add(8)?..)?;
        if after.starts_with(b"IEND") {
            return Some(rest);
        }
    }
}

/// Each part of a JPEG has a marker and its length. The dots have none: they end at the next
/// marker.
fn behind_jpeg(mut rest: &[u8]) -> Option<&[u8]> {
    loop {
        let (marker, after) = rest.split_first_chunk::<2>()?;
        match marker {
            [0xff, 0xd9] => return Some(after),
            [0xff, 0xff] => rest = rest.get(1..)?,
            [0xff, 0x01 | 0xd0..=0xd8] => rest = after,
            [0xff, kind] => {
                let length = u16::from_be_bytes(*after.first_chunk::<2>()?);
                rest = after.get(usize::from(length)..)?;
                if *kind == 0xda {
                    let is_marker = |pair: &[u8]| matches!(pair, [0xff, 0x01..=0xcf | 0xd8..=0xfe]);
                    rest = rest.get(rest.windows(2).position(is_marker)?..)?;
                }
            }
            _ => return None,
        }
    }
}

/// A GIF has a table of colours, then images and extensions in blocks that say how long they are.
fn behind_gif(bytes: &[u8]) -> Option<&[u8]> {
    let colours = |flags: u8| if flags & 0x80 == 0 { 0 } else { 3 << ((flags & 7) + 1) };
    let mut rest = bytes.get(13 + colours(*bytes.get(10)?)..)?;
    loop {
        rest = match rest {
            [b';', behind @ ..] => return Some(behind),
            [b'!', _, blocks @ ..] => behind_blocks(blocks)?,
            [b',', image @ ..] => behind_blocks(image.get(10 + colours(*image.get(8)?)..)?)?,
            _ => return None,
        };
    }
}

/// Blocks of up to 255 bytes, and one without any.
fn behind_blocks(mut rest: &[u8]) -> Option<&[u8]> {
    loop {
        let (length, after) = rest.split_first()?;
        rest = after.get(usize::from(*length)..)?;
        if *length == 0 {
            return Some(rest);
        }
    }
}

fn is_webp(bytes: &[u8]) -> bool {
    bytes.starts_with(b"RIFF") && bytes.get(8..12) == Some(b"WEBP")
}
