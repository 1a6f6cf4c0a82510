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
