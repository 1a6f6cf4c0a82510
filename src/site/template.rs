//! The templates: built in, overridable file by file, and never made from an advisory's text.

use std::collections::BTreeMap;
use std::sync::Arc;

use minijinja::syntax::SyntaxConfig;
use minijinja::value::Value;
use minijinja::{AutoEscape, Environment, Error, UndefinedBehavior};
use rust_embed::RustEmbed;

use crate::announce::{limits, operators};
use crate::finding::{Finding, did_you_mean};
use crate::rules::announcement::{BROKEN_TEMPLATE, UNKNOWN_TEMPLATE};
use crate::source::{Location, Span};

use super::{filters, guard, html, template_file};

#[derive(RustEmbed)]
#[folder = "site-templates/pages"]
#[prefix = "pages/"]
struct Pages;

#[derive(RustEmbed)]
#[folder = "site-templates/partials"]
#[prefix = "partials/"]
struct Partials;

#[derive(RustEmbed)]
#[folder = "site-templates/assets"]
#[prefix = "assets/"]
struct Assets;

/// The fuel of a template, and the additional fuel for each item that its page iterates over.
const FUEL: u64 = 400_000;
const FUEL_EACH: u64 = 4_000;

/// Every template, parsed, and the assets unchanged.
pub(super) struct Templates {
    env: Environment<'static>,
    /// Whether any markup is an override. The built-in pages are known to be safe.
    own: bool,
    assets: BTreeMap<String, String>,
}

impl Templates {
    /// Parses the built-in files and the overrides that replace them; of the binary assets, only
    /// the names matter. `size` is the number of items on the longest page.
    pub(super) fn load(
        overrides: &BTreeMap<String, String>,
        binary_assets: &BTreeMap<String, Arc<[u8]>>,
        size: usize,
    ) -> Result<Self, Vec<Finding>> {
        let mut files = built_in();
        let names = overrides.keys().chain(binary_assets.keys());
        let mut findings: Vec<_> = names.filter_map(|path| unknown(path, &files)).collect();
        let markup = overrides.iter().filter(|(path, _)| path.starts_with("pages/") || path.starts_with("partials/"));
        let own = markup.clone().next().is_some();
        findings.extend(markup.clone().flat_map(|(path, text)| guard::breaches(path, text)));
        findings.extend(markup.flat_map(|(path, text)| endless(path, text)));
        files.extend(overrides.iter().filter(|(path, _)| ours(path)).map(|(p, t)| (p.clone(), t.clone())));
        let (assets, sources): (BTreeMap<_, _>, BTreeMap<_, _>) =
            files.into_iter().partition(|(p, _)| p.starts_with("assets/"));

        let mut env = environment(size);
        for (path, source) in sources {
            if let Err(error) = env.add_template_owned(path.clone(), source) {
                findings.push(finding(&path, &error));
            }
        }
        if findings.is_empty() { Ok(Self { env, own, assets }) } else { Err(findings) }
    }

    /// Renders the template of a page.
    pub(super) fn render(&self, template: &str, context: Value) -> Result<String, Box<Finding>> {
        let rendered = self.env.get_template(template).and_then(|t| limits::render(&t, context));
        let page = rendered.map_err(|error| Box::new(finding(template, &error)))?;
        match self.own.then(|| guard::page(template, &page)).flatten() {
            Some(wrong) => Err(Box::new(wrong)),
            None => Ok(page),
        }
    }

    /// Returns the assets, by their path below the site.
    pub(super) fn assets(&self) -> impl Iterator<Item = (&str, &str)> {
        self.assets.iter().map(|(path, text)| (path.as_str(), text.as_str()))
    }
}

fn environment(size: usize) -> Environment<'static> {
    let mut env = Environment::new();
    let syntax = SyntaxConfig::builder().trim_blocks(true).lstrip_blocks(true).keep_trailing_newline(true).build();
    if let Ok(syntax) = syntax {
        env.set_syntax(syntax);
    }
    env.set_auto_escape_callback(|_| AutoEscape::Html);
    env.set_formatter(html::print);
    env.set_undefined_behavior(UndefinedBehavior::Strict);
    env.set_debug(true);
    env.set_fuel(Some(FUEL + FUEL_EACH * size as u64));
    // It would print tables in a different order in every run.
    env.remove_global("debug");
    limits::add(&mut env);
    filters::add(&mut env);
    env
}

/// Returns a finding for each operator that could make ever longer values.
fn endless(path: &str, source: &str) -> Vec<Finding> {
    let finding = |refused: operators::Refused| {
        let place = Location::new(&template_file(path), Span::from(refused.range));
        Finding::of(BROKEN_TEMPLATE, place, refused.message).help(operators::INSTEAD)
    };
    operators::refused(source).into_iter().map(finding).collect()
}

/// Returns the built-in files by their path below `site-templates/`.
pub(super) fn built_in() -> BTreeMap<String, String> {
    fn files<E: RustEmbed>() -> impl Iterator<Item = (String, String)> {
        E::iter().filter_map(|path| {
            let text = String::from_utf8(E::get(&path)?.data.into_owned()).ok()?;
            Some((path.into_owned(), text))
        })
    }
    files::<Pages>().chain(files::<Partials>()).chain(files::<Assets>()).collect()
}

/// Where the site's templates are.
const FOLDERS: [&str; 3] = ["pages/", "partials/", "assets/"];

/// Returns whether an override is for the site; those in `announce/` are not.
fn ours(path: &str) -> bool {
    FOLDERS.iter().any(|folder| path.starts_with(folder))
}

/// Returns a finding for an override that is never used: partials and assets may be new, pages
/// can't, and a template in another folder is not looked for.
fn unknown(path: &str, built_in: &BTreeMap<String, String>) -> Option<Finding> {
    if !ours(path) && !path.starts_with("announce/") && !beside(path) {
        let at = Location::file(&template_file(path));
        let near = FOLDERS.iter().map(|folder| format!("{folder}{path}")).find(|path| built_in.contains_key(path));
        let help = near.map_or_else(
            || format!("move it to {} or announce/ below site-templates/", FOLDERS.join(", ")),
            |near| format!("move it to site-templates/{near}"),
        );
        return Some(Finding::of(UNKNOWN_TEMPLATE, at, format!("`{path}` is not used")).help(help));
    }
    if !is_one_everywhere(path) {
        let at = Location::file(&template_file(path));
        let message = format!("`{}` is not a portable file name", path.escape_debug());
        let help = "name it with letters, digits, dots, hyphens and underscores of ASCII";
        return Some(Finding::of(UNKNOWN_TEMPLATE, at, message).help(help));
    }
    if !path.starts_with("pages/") || built_in.contains_key(path) {
        return None;
    }
    let at = Location::file(&template_file(path));
    let finding = Finding::of(UNKNOWN_TEMPLATE, at, format!("`{path}` matches no page"));
    let pages = built_in.keys().map(String::as_str).filter(|p| p.starts_with("pages/"));
    Some(match did_you_mean(path, pages.clone()) {
        Some(known) => finding.help(format!("did you mean `{known}`?")),
        None => finding.help(format!("the pages are {}", pages.collect::<Vec<_>>().join(", "))),
    })
}

/// Returns whether the path is the same file on every file system: they treat accents, special
/// characters and trailing dots or spaces differently.
fn is_one_everywhere(path: &str) -> bool {
    let fine = |c: char| c.is_ascii_alphanumeric() || " ._-/@+~".contains(c);
    path.chars().all(fine) && !path.split('/').any(|part| part.ends_with(['.', ' ']))
}

/// Returns whether it is a file that people or git put into any folder.
fn beside(path: &str) -> bool {
    path.rsplit('/').next().is_some_and(|name| name == "README.md" || name.starts_with('.'))
}

/// The finding for an error, at the innermost place that it names.
fn finding(template: &str, error: &Error) -> Finding {
    let mut inner = error;
    while let Some(source) = std::error::Error::source(inner).and_then(|s| s.downcast_ref::<Error>()) {
        inner = source;
    }
    let file = template_file(inner.name().unwrap_or(template));
    let span = inner.range().map_or(Span::default(), Span::from);
    let message = match inner.detail() {
        Some(detail) => format!("this template can't be used: {}: {detail}", inner.kind()),
        None => format!("this template can't be used: {}", inner.kind()),
    };
    Finding::of(BROKEN_TEMPLATE, Location::new(&file, span), message)
        .help("the built-in template of the same path shows the available values; delete the override to restore it")
}
