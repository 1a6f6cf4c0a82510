//! Paragraphs that are wrapped between words.

/// Returns a label and the text beside it, wrapped to a width in columns, with a line end. Each
/// further line begins below the text. A word that is wider than a line gets one of its own.
pub(super) fn beside(label: &str, text: &str, width: u16) -> String {
    let indent = label.chars().count();
    let mut out = label.to_owned();
    let mut column = indent;
    for word in text.split_whitespace() {
        let wide = word.chars().count();
        if column > indent && column + 1 + wide > usize::from(width) {
            out.push('\n');
            out.extend(std::iter::repeat_n(' ', indent));
            column = indent;
        } else if column > indent {
            out.push(' ');
            column += 1;
        }
        out.push_str(word);
        column += wide;
    }
    out.push('\n');
    out
}

/// Returns lines of two columns, wrapped to a width in columns: what does not fit goes below the
/// second column, which begins behind two spaces.
pub(super) fn columns(text: &str, width: u16) -> String {
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
    fn words_go_below_the_text_and_none_is_cut() {
        assert_eq!(beside("to  ", "one two three", 12), "to  one two\n    three\n");
        assert_eq!(paragraph("incidents/2026/quiet-otter is long", 10), "incidents/2026/quiet-otter\nis long\n");
        assert_eq!(paragraph("", 10), "\n");
    }
}
