//! Tables in the project's pages whose last column names the tests that hold the row: a page that promises something
//! is checked to say which test keeps the promise, and that test to exist.

use crate::support;

/// The cells of the first table below a heading.
pub fn table(page: &str, heading: &str) -> Vec<Vec<String>> {
    let (_, section) = page.split_once(&format!("\n## {heading}\n")).unwrap_or_else(|| panic!("no {heading}"));
    let section = section.split("\n## ").next().unwrap();
    let rows = section.lines().skip_while(|l| !l.starts_with('|')).take_while(|l| l.starts_with('|')).skip(2);
    rows.map(|row| cells(row).map(|cell| cell.trim().to_owned()).collect()).collect()
}

/// A row's cells; `\|` is no end of one.
fn cells(row: &str) -> impl Iterator<Item = String> {
    let row =
        row.strip_prefix('|').unwrap().strip_suffix('|').unwrap_or_else(|| panic!("a row that never ends: {row}"));
    row.replace("\\|", "\0").split('|').map(|cell| cell.replace('\0', "|")).collect::<Vec<_>>().into_iter()
}

/// The words in back quotes.
pub fn quoted(cell: &str) -> Vec<String> {
    cell.split('`').skip(1).step_by(2).map(str::to_owned).collect()
}

/// The rows below a heading whose last cell names no test, and the tests named there that do not exist.
pub fn without_tests(page: &str, heading: &str) -> Vec<String> {
    let tests = support::files(&support::root().join("tests"));
    let exists = |test: &str| {
        let (module, name) = test.split_once("::").unwrap_or(("", test));
        let name = name.rsplit("::").next().unwrap();
        let module_of = |path: &str| {
            path.strip_prefix("suite/").unwrap_or(path).split(['/', '.']).next().is_some_and(|first| first == module)
        };
        tests.iter().filter(|(path, _)| path.ends_with(".rs") && module_of(path)).any(|(_, text)| {
            let text = String::from_utf8_lossy(text);
            text.contains(&format!("fn {name}()")) || text.contains(&format!("fn {name}("))
        })
    };
    let mut found = Vec::new();
    for row in table(page, heading) {
        let tests = quoted(row.last().unwrap());
        if tests.is_empty() {
            found.push(format!("no test holds: {}", row[0]));
        }
        found.extend(tests.into_iter().filter(|test| !exists(test)));
    }
    found
}
