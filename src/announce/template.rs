//! Announcement templates: built in, overridable file by file, and rendered with their context
//! alone.
//!
//! A template's first line is `Subject: …` or `Title: …`; the text follows. A paragraph is one
//! line; mails are wrapped afterwards. Values are escaped when they are printed, so a template
//! can't forget to.

use std::collections::BTreeMap;
use std::ops::Range;
use std::sync::Arc;

use minijinja::syntax::SyntaxConfig;
use minijinja::{AutoEscape, Environment, Error, ErrorKind, State, UndefinedBehavior, Value};

use super::rich_text::RichText;
use super::{limits, operators, text};
use crate::policy::ChannelKind;
use crate::portfolio::Portfolio;

/// The folder of announcement templates, in the binary and in `site-templates/`.
const FOLDER: &str = "announce/";

/// The number of steps after which a template is stopped.
const FUEL: u64 = 200_000;

#[derive(rust_embed::RustEmbed)]
#[folder = "site-templates/announce"]
#[prefix = "announce/"]
struct BuiltIn;

/// A template that exists.
#[derive(Clone, Debug)]
pub(super) struct Template {
    /// Its path inside `site-templates/`.
    pub(super) path: String,
}

/// The output of a template.
#[derive(Clone, Debug)]
pub(super) struct Written {
    /// The first line, without `Subject:` or `Title:`.
    pub(super) subject: String,
    /// The text, unwrapped.
    pub(super) body: String,
}

/// Why a template could not be rendered.
#[derive(Clone, Debug)]
pub(super) struct Failure {
    /// The file: the template's, or one that it includes.
    pub(super) path: String,
    /// Whether the portfolio overrides that file.
    pub(super) overridden: bool,
    /// The bytes that failed.
    pub(super) range: Range<usize>,
    /// The line that failed, counted from 1.
    pub(super) line: usize,
    /// What is wrong, in one line.
    pub(super) message: String,
    /// Names in the failing expression and near it, nearest first, if one of them may not exist.
    pub(super) undefined: Vec<String>,
}

/// Returns the path of the template with this name and kind.
pub(super) fn path(name: &str, kind: ChannelKind) -> String {
    format!("{FOLDER}{name}.{}.txt", word(kind))
}

fn word(kind: ChannelKind) -> &'static str {
    match kind {
        ChannelKind::Email => "email",
        ChannelKind::Issue => "issue",
        ChannelKind::Chat => "chat",
        ChannelKind::Form => "form",
    }
}

/// Returns the template with this name and kind, if there is one.
pub(super) fn find(portfolio: &Portfolio, name: &str, kind: ChannelKind) -> Option<Template> {
    let path = path(name, kind);
    (portfolio.templates.contains_key(&path) || BuiltIn::get(&path).is_some()).then_some(Template { path })
}

/// Returns the template with this path.
pub(super) fn at(path: &str) -> Template {
    Template { path: path.to_owned() }
}

/// Returns the path and the kind of each template that replaces or adds to a built-in one.
pub(super) fn overrides(portfolio: &Portfolio) -> Vec<(String, ChannelKind)> {
    let kinds = [ChannelKind::Email, ChannelKind::Issue, ChannelKind::Chat, ChannelKind::Form];
    let kind = |path: &str| kinds.into_iter().find(|kind| path.ends_with(&format!(".{}.txt", word(*kind))));
    let paths = portfolio.templates.keys().filter(|path| path.starts_with(FOLDER));
    paths.filter_map(|path| Some((path.clone(), kind(path)?))).collect()
}

impl Template {
    /// Returns why it can't be read, if it can't.
    pub(super) fn broken(&self, portfolio: &Portfolio, kind: ChannelKind) -> Option<Box<Failure>> {
        let error = environment(portfolio, kind).get_template(&self.path).err()?;
        Some(Box::new(self.failure(portfolio, &error)))
    }

    /// Renders it.
    pub(super) fn fill(
        &self,
        portfolio: &Portfolio,
        kind: ChannelKind,
        context: &BTreeMap<String, Value>,
    ) -> Result<Written, Box<Failure>> {
        if let Some(refused) =
            portfolio.templates.get(&self.path).and_then(|text| operators::refused(text).into_iter().next())
        {
            return Err(Box::new(Failure {
                path: self.path.clone(),
                overridden: true,
                range: refused.range,
                line: refused.line,
                message: format!("{}: {}", refused.message, operators::INSTEAD),
                undefined: Vec::new(),
            }));
        }
        let context = Value::from(context.clone());
        let render = |kind| limits::render(&environment(portfolio, kind).get_template(&self.path)?, context.clone());
        let failed = |error: Error| Box::new(self.failure(portfolio, &error));
        // Subjects and titles are plain text for every kind, so they are printed as in a mail.
        let title = render(ChannelKind::Email).map_err(failed)?;
        let text = if kind == ChannelKind::Email { title.clone() } else { render(kind).map_err(failed)? };
        let head = title.lines().next().unwrap_or_default();
        let subject = head.strip_prefix("Subject:").or_else(|| head.strip_prefix("Title:")).map(text::header);
        let body = text.split_once('\n').map(|(_, rest)| rest);
        match (subject.filter(|s| !s.is_empty()), body) {
            (Some(subject), Some(body)) => Ok(Written { subject, body: body.to_owned() }),
            _ => Err(Box::new(Failure {
                path: self.path.clone(),
                overridden: portfolio.templates.contains_key(&self.path),
                range: 0..0,
                line: 1,
                message: "it does not start with a line `Subject: …` and the text below it".to_owned(),
                undefined: Vec::new(),
            })),
        }
    }

    fn failure(&self, portfolio: &Portfolio, error: &Error) -> Failure {
        let path = error.name().unwrap_or(&self.path).to_owned();
        let source = error.template_source().unwrap_or_default();
        let range = error.range().unwrap_or(0..0);
        let line = source.lines().nth(error.line().unwrap_or(1).saturating_sub(1));
        let places = [error.detail(), source.get(range.clone()), line];
        let names = places.into_iter().flatten().flat_map(words).map(str::to_owned);
        let detail = error.detail().map_or_else(|| error.kind().to_string(), |d| format!("{}: {d}", error.kind()));
        Failure {
            overridden: portfolio.templates.contains_key(&path),
            path,
            range,
            line: error.line().unwrap_or(1),
            message: text::line(&detail),
            undefined: match error.kind() {
                // A filter without input has its own error message.
                ErrorKind::UndefinedError | ErrorKind::InvalidOperation => names.collect(),
                _ => Vec::new(),
            },
        }
    }
}

/// Returns what could be the name of a variable.
fn words(text: &str) -> impl Iterator<Item = &str> {
    text.split(|c: char| !c.is_ascii_alphanumeric() && c != '_').filter(|w| !w.is_empty())
}

/// Filters and functions that would print something for an undefined value, or print text
/// unescaped.
const TAKEN_OUT: [&str; 8] = ["safe", "escape", "e", "groupby", "chain", "zip", "pprint", "tojson"];

/// Joins the items as text. Unlike the filter that it replaces, it does not treat an undefined
/// value as an empty list.
fn join(state: &mut State<'_, '_>, items: &Value, separator: Option<String>) -> Result<String, Error> {
    if items.is_undefined() {
        return Err(ErrorKind::UndefinedError.into());
    }
    limits::join(state, items, separator.as_deref())?;
    let items: Vec<String> = items.try_iter()?.map(|item| item.to_string()).collect();
    Ok(items.join(separator.as_deref().unwrap_or_default()))
}

fn environment(portfolio: &Portfolio, kind: ChannelKind) -> Environment<'static> {
    let overrides: BTreeMap<String, String> = portfolio
        .templates
        .range(FOLDER.to_owned()..)
        .take_while(|(path, _)| path.starts_with(FOLDER))
        .map(|(path, text)| (path.clone(), text.clone()))
        .collect();
    let overrides = Arc::new(overrides);
    let site = portfolio.project.site.url.trim_end_matches('/').to_owned();
    let mut env = Environment::new();
    env.set_loader(move |path| match overrides.get(path) {
        Some(text) => bounded(path, text).map(Some),
        None => Ok(built_in(path)),
    });
    env.set_undefined_behavior(UndefinedBehavior::Strict);
    env.set_fuel(Some(FUEL));
    env.set_debug(true);
    if let Ok(syntax) = SyntaxConfig::builder().trim_blocks(true).lstrip_blocks(true).build() {
        env.set_syntax(syntax);
    }
    limits::add(&mut env);
    TAKEN_OUT.iter().for_each(|filter| env.remove_filter(filter));
    env.remove_global("debug");
    env.add_filter("join", join);
    env.add_filter("cve_url", |id: &str| format!("https://www.cve.org/CVERecord?id={id}"));
    env.add_filter("advisory_url", move |id: &str| format!("{site}/{id}.html"));
    // Anything but "none", so that the output of a macro or a block is not escaped twice.
    env.set_auto_escape_callback(|_| AutoEscape::Custom("announcement".into()));
    env.set_formatter(move |out, state, value| {
        limits::count(state, value)?;
        let shown = if let Some(passage) = value.downcast_object_ref::<RichText>() {
            passage.shown(kind)
        } else if value.is_safe() {
            value.to_string() // made of parts that came through here
        } else {
            text::shown(&value.to_string(), kind)
        };
        out.write_str(&shown).map_err(Error::from)
    });
    env
}

/// Returns an override's text, unless it uses an operator that is refused.
fn bounded(path: &str, text: &str) -> Result<String, Error> {
    match operators::refused(text).first() {
        None => Ok(text.to_owned()),
        Some(refused) => {
            let detail = format!("{path}, line {}: {}: {}", refused.line, refused.message, operators::INSTEAD);
            Err(Error::new(ErrorKind::InvalidOperation, detail))
        }
    }
}

/// Returns the text of every built-in template.
pub(super) fn texts() -> Vec<String> {
    BuiltIn::iter().filter_map(|path| built_in(&path)).collect()
}

fn built_in(path: &str) -> Option<String> {
    let file = BuiltIn::get(path)?;
    std::str::from_utf8(&file.data).ok().map(str::to_owned)
}
