//! The help of commands, in the columns of a narrow terminal. What follows the options is wrapped
//! in the source; clap wraps the rest, but not the usage.

use clap::Command;

/// The columns of a narrow terminal.
const COLUMNS: usize = 80;
/// What clap prints before a usage.
const USAGE: &str = "Usage: ";
/// Where the further lines of a usage begin.
const INDENT: usize = 11;

/// Wraps every usage that is wider than a narrow terminal.
pub(super) fn with_short_usages(mut command: Command) -> Command {
    let names: Vec<String> = command.get_subcommands().map(|command| command.get_name().to_owned()).collect();
    for name in names {
        command = command.mut_subcommand(name, with_short_usages);
    }
    match shortened(&command.render_usage().to_string()) {
        Some(usage) => command.override_usage(usage),
        None => command,
    }
}

/// Returns a usage without what clap prints before it, wrapped between words; `None` if it fits.
fn shortened(usage: &str) -> Option<String> {
    if usage.lines().all(|line| line.chars().count() <= COLUMNS) {
        return None;
    }
    let forms: Vec<String> = usage.strip_prefix(USAGE)?.lines().map(wrapped).collect();
    Some(forms.join(&format!("\n{}", " ".repeat(USAGE.len()))))
}

/// Returns one form of a usage, wrapped.
fn wrapped(form: &str) -> String {
    let mut out = String::new();
    let mut column = USAGE.len();
    for word in words(form) {
        let wide = word.chars().count();
        if !out.is_empty() && column + 1 + wide > COLUMNS {
            out.push('\n');
            out.extend(std::iter::repeat_n(' ', INDENT));
            column = INDENT;
        } else if !out.is_empty() {
            out.push(' ');
            column += 1;
        }
        out.push_str(&word);
        column += wide;
    }
    out
}

/// Returns the words of a usage. A group in brackets and an option with its value are one word.
fn words(usage: &str) -> Vec<String> {
    let mut words: Vec<String> = Vec::new();
    for part in usage.split_whitespace() {
        let is_open = |word: &&mut String| {
            let count = |brackets: [char; 3]| word.chars().filter(|c| brackets.contains(c)).count();
            let is_value = part.starts_with('<') && word.starts_with("--") && !word.contains('<');
            count(['<', '[', '(']) > count(['>', ']', ')']) || is_value
        };
        match words.last_mut().filter(is_open) {
            Some(word) => *word = format!("{word} {part}"),
            None => words.push(part.to_owned()),
        }
    }
    words
}

#[cfg(test)]
mod tests {
    use super::{shortened, words};

    #[test]
    fn a_usage_is_wrapped_between_options() {
        assert_eq!(words("a [OPTIONS] --by <WHO> <--void|--set <KEY=VALUE>> <X>").len(), 5);
        assert_eq!(shortened("Usage: advisory new"), None);
        let usage =
            "Usage: advisory correct [OPTIONS] --by <MEMBER> --reason <TEXT> <--void|--set <KEY=VALUE>> <INCIDENT>";
        let wrapped = shortened(usage).unwrap();
        let lines: Vec<&str> = wrapped.lines().collect();
        assert!(lines.len() == 2 && lines.iter().all(|line| line.chars().count() <= 80), "{wrapped}");
        assert!(lines[1].trim_start().starts_with("<--void|--set <KEY=VALUE>>"), "{wrapped}");
    }
}
