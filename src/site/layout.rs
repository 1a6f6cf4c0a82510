//! What all pages share: the frame, the address, and the base of relative links.

use minijinja::context;
use minijinja::value::Value;

use crate::export::{self, address};
use crate::finding::Finding;
use crate::portfolio::SiteFormat;

use super::SiteInput;
use super::template::Templates;

/// A page that is going to be rendered.
pub(super) struct Page {
    /// Its path below the site.
    pub(super) path: String,
    template: &'static str,
    title: String,
    description: String,
    context: Value,
    /// It is shown at any depth, so its links start at the site's root.
    anywhere: bool,
    /// Search engines should not index it.
    unlisted: bool,
}

impl Page {
    /// Creates a page of its path, template, title, and the context that only this template reads.
    pub(super) fn new(
        path: impl Into<String>,
        template: &'static str,
        title: impl Into<String>,
        context: Value,
    ) -> Self {
        let (path, title) = (path.into(), title.into());
        Self { path, template, title, description: String::new(), context, anywhere: false, unlisted: false }
    }

    /// Sets the description for search engines and link previews.
    pub(super) fn describe(mut self, description: impl Into<String>) -> Self {
        self.description = description.into();
        self
    }

    /// Makes links absolute, because servers show this page in place of any other, at any depth.
    pub(super) fn anywhere(mut self) -> Self {
        self.anywhere = true;
        self.unlisted = true;
        self
    }

    /// Keeps the page out of search engines.
    pub(super) fn unlisted(mut self) -> Self {
        self.unlisted = true;
        self
    }
}

/// The context that all pages share.
pub(super) struct Layout {
    site: Value,
    address: String,
    root: String,
}

impl Layout {
    /// Creates the frame of a site with this many advisories.
    pub(super) fn new(input: &SiteInput<'_>, count: usize) -> Self {
        let project = input.project;
        let contacts: Vec<String> = project.site.contact.iter().map(|c| c.value.clone()).collect();
        let site = context! {
            title => export::title(project),
            name => project.name.value.clone(),
            home => project.home.as_ref().map(|h| h.value.clone()),
            repository => project.repository.as_ref().map(|r| r.value.clone()),
            contacts => contacts,
            advisories => count,
            forthcoming => input.notices.len(),
            releases => project.lines.iter().map(|line| line.releases.len()).sum::<usize>(),
            atom => project.site.has(SiteFormat::Atom),
            json_feed => project.site.has(SiteFormat::JsonFeed),
            osv => project.site.has(SiteFormat::Osv),
            logo => input.templates.contains_key("assets/logo.svg"),
        };
        let path = project.site.url.split_once("://").and_then(|(_, rest)| rest.split_once('/')).map_or("", |(_, p)| p);
        let path = path.trim_matches('/');
        let root = if path.is_empty() { "/".to_owned() } else { format!("/{path}/") };
        Self { site, address: address(project, ""), root }
    }

    /// Renders a page; returns its path and its HTML.
    pub(super) fn render(&self, templates: &Templates, page: Page) -> Result<(String, String), Box<Finding>> {
        let own = if page.path == "index.html" { "" } else { page.path.as_str() };
        let shared = context! {
            site => self.site.clone(),
            root => if page.anywhere { self.root.clone() } else { "../".repeat(page.path.matches('/').count()) },
            page => context! {
                path => page.path.clone(),
                title => page.title,
                description => page.description,
                canonical => if page.unlisted { Value::from(()) } else { Value::from(format!("{}{own}", self.address)) },
            },
            ..page.context
        };
        let text = templates.render(page.template, shared)?;
        Ok((page.path, text))
    }
}
