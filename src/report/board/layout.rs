//! Tables without borders, and paragraphs, laid out for a width.

use comfy_table::ColumnConstraint::Absolute;
use comfy_table::presets::NOTHING;
use comfy_table::{ContentArrangement, LineStyle, Table, Width};

/// The narrowest layout, in columns.
const NARROWEST: u16 = 40;

/// The most characters of a cell that are shown, because a table adds up its cells' widths in 16
/// bits.
const LONGEST: usize = 2000;

/// Returns a text as a cell shows it.
pub(super) fn cell(text: &str) -> String {
    match text.char_indices().nth(LONGEST) {
        Some((end, _)) => format!("{}…", text.get(..end).unwrap_or_default()),
        None => text.to_owned(),
    }
}

/// Renders a table without borders and trailing white space, with a line under its header if it has
/// one.
pub(super) fn laid_out(mut table: Table, width: u16) -> String {
    table
        .load_style(NOTHING.header_separator(LineStyle::none().fill('─').junction('─')))
        .set_content_arrangement(ContentArrangement::Dynamic)
        .set_width(width.max(NARROWEST));
    let columns = table.column_count();
    for (nth, column) in table.column_iter_mut().enumerate() {
        column.set_padding((0, if nth + 1 < columns { 2 } else { 0 }));
    }
    table.lines().map(|line| line.trim_end().to_owned() + "\n").collect()
}

/// Renders a paragraph.
pub(super) fn wrapped(text: String, width: u16) -> String {
    let mut table = Table::new();
    table.add_row([cell(&text)]);
    laid_out(table, width)
}

/// Renders a table whose empty first column is its margin.
pub(super) fn indented(mut table: Table, width: u16) -> String {
    if let Some(margin) = table.column_mut(0) {
        margin.set_constraint(Absolute(Width::Fixed(MARGIN)));
    }
    laid_out(table, width)
}

/// Columns of an [`indented`] table's margin, the gap after it included.
const MARGIN: u16 = 3;

/// How a row of a table stands out.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Tone {
    /// Somebody has to act now.
    Urgent,
    /// Not at all.
    Plain,
    /// Nothing is left to do.
    Past,
}

/// Colours the rows of a rendered table with a header, each of which is one line.
pub(super) fn painted(table: &str, color: bool, tones: impl Iterator<Item = Tone>) -> String {
    if !color {
        return table.to_owned();
    }
    let header = [Some("1"), Some("2")].into_iter();
    let rows = tones.map(|tone| match tone {
        Tone::Urgent => Some("31"),
        Tone::Plain => None,
        Tone::Past => Some("2"),
    });
    let paint = |(line, style): (&str, Option<&str>)| match style {
        Some(style) => format!("\u{1b}[{style}m{line}\u{1b}[0m\n"),
        None => format!("{line}\n"),
    };
    table.lines().zip(header.chain(rows)).map(paint).collect()
}
