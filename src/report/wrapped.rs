//! Paragraphs that are wrapped between words.

use super::columns;

/// The fewest columns for the text beside a label. A label that leaves less stands above its text.
const ROOM: usize = 16;

/// Returns a label and the text beside it, wrapped to a width in columns, with a line end. Each
/// further line begins below the text. A word that is wider than a line gets one of its own, unless
/// it has wide characters.
pub(super) fn beside(label: &str, text: &str, width: u16) -> String {
    let (indent, width) = (columns::of(label), usize::from(width));
    let margin = label.len() - label.trim_start().len();
    if indent + ROOM <= width || indent == margin || text.trim().is_empty() {
        return below(label, indent, text, width);
    }
    let spaces = " ".repeat(margin);
    let above = below(&spaces, margin, label, width);
    format!("{above}{}", below(&format!("{spaces}  "), margin + 2, text, width))
}

/// Returns a text behind a label of this many columns. A text that fits keeps its spaces.
fn below(label: &str, indent: usize, text: &str, width: usize) -> String {
    let text = text.trim();
    if !text.contains('\n') && indent + columns::of(text) <= width {
        return format!("{label}{text}\n");
    }
    let mut out = label.to_owned();
    let mut column = indent;
    let room = width.saturating_sub(indent).max(2);
    for part in text.split_whitespace().flat_map(|word| columns::parts(word, room).into_iter().enumerate()) {
        let (nth, part) = part;
        let (wide, gap) = (columns::of(part), usize::from(nth == 0));
        if column > indent && column + gap + wide > width {
            out.push('\n');
            out.extend(std::iter::repeat_n(' ', indent));
            column = indent;
        } else if column > indent && nth == 0 {
            out.push(' ');
            column += 1;
        }
        out.push_str(part);
        column += wide;
    }
    out.push('\n');
    out
}

/// Returns lines of two columns, wrapped to a width in columns: what does not fit goes below the
/// second column, which begins behind two spaces.
pub(super) fn two_columns(text: &str, width: u16) -> String {
    let line = |line: &str| {
        let indent = line.len() - line.trim_start().len();
        let label = line.get(indent..).and_then(|rest| rest.find("  ")).map(|end| indent + end);
        let gap = label.and_then(|end| line.get(end..)).map(|rest| rest.len() - rest.trim_start().len());
        let begin = label.zip(gap).map_or(0, |(end, gap)| end + gap);
        let (label, text) = line.split_at_checked(begin).unwrap_or(("", line));
        if line.is_empty() { "\n".to_owned() } else { beside(label, text, width) }
    };
    text.lines().map(line).collect()
}

/// Returns a paragraph, wrapped to a width in columns, with a line end.
#[must_use]
pub fn paragraph(text: &str, width: u16) -> String {
    beside("", text, width)
}

#[cfg(test)]
mod tests {
    use super::{beside, paragraph};

    #[test]
    fn wide_characters_are_counted_and_a_wide_label_stands_above() {
        assert_eq!(beside("to  ", "脆弱性の概要 ab", 20), "to  脆弱性の概要 ab\n");
        assert_eq!(beside("to  ", "脆弱性の概要がここに書かれ", 20), "to  脆弱性の概要がこ\n    こに書かれ\n");
        assert_eq!(
            beside("  北のディストリビューション  ", "review", 30),
            "  北のディストリビューション\n    review\n"
        );
    }

    #[test]
    fn words_go_below_the_text_and_none_is_cut() {
        assert_eq!(beside("to  ", "one two three four five", 20), "to  one two three\n    four five\n");
        assert_eq!(beside("to  ", "one  two", 20), "to  one  two\n");
        assert_eq!(paragraph("incidents/2026/quiet-otter is long", 10), "incidents/2026/quiet-otter\nis long\n");
        assert_eq!(paragraph("", 10), "\n");
    }
}
