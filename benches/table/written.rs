//! The table as Markdown, and its place in docs/performance.md.

use std::path::Path;

use super::run::Usage;

/// A row: what was measured, and the figure of one size.
pub(crate) struct Row {
    what: &'static str,
    figure: String,
}

impl Row {
    pub(crate) fn text(what: &'static str, figure: String) -> Self {
        Self { what, figure }
    }

    /// The median time.
    pub(crate) fn seconds(what: &'static str, rounds: Vec<Usage>) -> Self {
        Self { what, figure: seconds(&Usage::median(&rounds)) }
    }

    /// The median time, as a multiple of another.
    pub(crate) fn ratio(what: &'static str, rounds: Vec<Usage>, of: &Usage) -> Self {
        let usage = Usage::median(&rounds);
        let ratio = usage.wall.as_secs_f64() / of.wall.as_secs_f64();
        Self { what, figure: format!("**{ratio:.2}** ({})", seconds(&usage)) }
    }
}

fn seconds(usage: &Usage) -> String {
    let wall = format!("{:.2} s", usage.wall.as_secs_f64());
    match usage.processor {
        Some(processor) => format!("{wall}, {:.2} s CPU", processor.as_secs_f64()),
        None => wall,
    }
}

/// Returns the table, a column for each size.
pub(crate) fn table(sizes: &[usize], columns: &[Vec<Row>]) -> String {
    let titles: String = sizes.iter().map(|size| format!(" {size} |")).collect();
    let rules: String = sizes.iter().map(|_| "---|").collect();
    let mut table = format!("| advisories |{titles}\n|---|{rules}\n");
    for (index, row) in columns.first().into_iter().flatten().enumerate() {
        let figures: String =
            columns.iter().filter_map(|column| column.get(index)).map(|row| format!(" {} |", row.figure)).collect();
        table.push_str(&format!("| {} |{figures}\n", row.what));
    }
    table
}

const BEGIN: &str = "<!-- `cargo bench --bench table` writes what follows -->\n";
const END: &str = "<!-- end -->\n";

/// Puts the table in its place.
pub(crate) fn replace(page: &Path, table: &str) {
    let text = std::fs::read_to_string(page).unwrap();
    let (before, rest) = text.split_once(BEGIN).unwrap_or_else(|| panic!("{} has no {BEGIN}", page.display()));
    let (_, after) = rest.split_once(END).unwrap_or_else(|| panic!("{} has no {END}", page.display()));
    std::fs::write(page, format!("{before}{BEGIN}{table}{END}{after}")).unwrap();
}
