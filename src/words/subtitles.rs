//! Subtitles: what stands between the words of a sentence that several cues share.

/// Returns how many bytes at the beginning of a line are the times of a cue.
pub(super) fn times(line_on: &[u8]) -> usize {
    if !line_on.first().is_some_and(u8::is_ascii_digit) {
        return 0;
    }
    let line = line_on.split(|byte| *byte == b'\n').next().unwrap_or_default();
    if is_time(line) { line.len() } else { 0 }
}

/// Returns how many bytes at the beginning of a line are the fields before the text of a dialogue.
pub(super) fn fields(line_on: &[u8]) -> usize {
    if !line_on.starts_with(b"Dialogue:") {
        return 0;
    }
    let line = line_on.split(|byte| *byte == b'\n').next().unwrap_or_default();
    let commas = line.iter().enumerate().filter(|(_, byte)| **byte == b',').map(|(at, _)| at + 1);
    commas.take(9).nth(8).unwrap_or(0)
}

/// Returns the length of the line before the times of a cue, which is its name or number. `before`
/// ends with the line.
pub(super) fn name(before: &[u8]) -> usize {
    let Some((_, line)) = before.split_last().filter(|(last, _)| **last == b'\n') else { return 0 };
    let near = line.get(line.len().saturating_sub(LONGEST_NAME)..).unwrap_or_default();
    near.iter().rev().take_while(|byte| **byte != b'\n').count()
}

/// The longest name of a cue, in bytes.
const LONGEST_NAME: usize = 128;

/// Returns the length of the time that a cue gives within its text: `<00:00:01.500>`.
pub(super) fn cue_tag(rest: &[u8]) -> usize {
    let [b'<', b'0'..=b'9', ..] = rest else { return 0 };
    let near = rest.get(1..rest.len().min(20)).unwrap_or_default();
    let length = near.iter().take_while(|byte| byte.is_ascii_digit() || matches!(byte, b':' | b'.')).count();
    let time = near.get(..length).unwrap_or_default();
    if near.get(length) == Some(&b'>') && time.contains(&b':') { length + 2 } else { 0 }
}

/// Returns the length of an override of SubStation Alpha: `{\i1}`, `{\k25\fs40}`. Unlike groups of
/// LaTeX, it has no words and no spaces.
pub(super) fn override_tag(rest: &[u8]) -> usize {
    let [b'{', b'\\', ..] = rest else { return 0 };
    let near = rest.get(2..rest.len().min(LONGEST_NAME)).unwrap_or_default();
    let is_sign = |byte: &u8| byte.is_ascii_alphanumeric() || b"\\&(),.-".contains(byte);
    let length = near.iter().take_while(|byte| is_sign(byte)).count();
    if length > 0 && near.get(length) == Some(&b'}') { length + 3 } else { 0 }
}

/// Whether a line says from when until when a cue is shown: `00:01.000 --> 00:04.000 align:start`,
/// or `0:00:01.000,0:00:04.000` alone.
fn is_time(line: &[u8]) -> bool {
    let line = line.strip_suffix(b"\r").unwrap_or(line);
    let is_sign = |byte: &u8| byte.is_ascii_digit() || matches!(byte, b':' | b'.' | b',');
    let length = line.iter().take_while(|byte| is_sign(byte)).count();
    let time = line.get(..length).unwrap_or_default();
    if !time.contains(&b':') || !time.first().is_some_and(u8::is_ascii_digit) {
        return false;
    }
    let rest = line.get(length..).unwrap_or_default();
    rest.is_empty() && time.contains(&b',') || rest.trim_ascii_start().starts_with(b"-->")
}
