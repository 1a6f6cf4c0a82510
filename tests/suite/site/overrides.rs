//! Templates of the project's own: file by file, and a broken one is a finding with a place.

use advisory::finding::Finding;

use super::fixture::{Site, files, plan, text};

fn with(path: &str, template: &str) -> Result<advisory::plan::Plan, Vec<Finding>> {
    let mut files = files();
    files.insert(format!("site-templates/{path}"), template.to_owned());
    Site::new(&files).build()
}

/// A page's own part in the built-in frame.
fn framed(main: &str) -> String {
    format!("{{% extends \"partials/layout.html\" %}}{{% block main %}}{main}{{% endblock %}}")
}

/// The only finding, and the text it points at.
fn broken(path: &str, template: &str) -> (Finding, String) {
    let mut findings = with(path, template).unwrap_err();
    assert_eq!(findings.len(), 1, "{findings:#?}");
    let finding = findings.remove(0);
    assert_eq!(finding.primary.location.file.as_str(), format!("site-templates/{path}"));
    let span = finding.primary.location.span;
    (finding, template[span.start..span.end].to_owned())
}

#[test]
fn an_override_replaces_one_file_and_leaves_the_others() {
    let own = with("pages/404.html", &framed("<p>{{ site.name }}: gone</p>")).unwrap();
    assert!(text(&own, "404.html").contains("<p>Lodestore: gone</p>"));
    assert_eq!(text(&own, "index.html"), text(&plan(), "index.html"));
    let own = with("assets/style.css", "body { color: navy }").unwrap();
    assert_eq!(text(&own, "assets/style.css"), "body { color: navy }");
    let own = with("assets/logo.svg", "<svg/>").unwrap();
    assert_eq!(text(&own, "assets/logo.svg"), "<svg/>", "an asset may be new");
    assert!(text(&own, "index.html").contains("src=\"assets/logo.svg\""), "a logo needs no template");
    let partial = with(
        "partials/icons.html",
        "{% macro mark() %}M{% endmacro %}{% macro clock() %}{% endmacro %}{% macro feed() %}{% endmacro %}{% macro file() %}{% endmacro %}",
    );
    assert!(text(&partial.unwrap(), "index.html").contains("href=\"index.html\">M<span>"));
}

#[test]
fn announcement_templates_are_none_of_the_site_s_business() {
    assert_eq!(with("announce/notice.txt", "{% broken").unwrap(), plan());
}

#[test]
fn a_template_that_does_not_parse_is_a_finding_at_its_place() {
    let (finding, at) = broken("pages/404.html", "<p>\n{% for x in %}\n</p>");
    assert_eq!(finding.rule.0, "broken-template");
    assert!(finding.message.contains("syntax error"), "{}", finding.message);
    assert!(at.contains("%}"), "{at:?}");
}

#[test]
fn a_template_that_fails_is_one_finding_however_many_pages_it_makes() {
    let (finding, at) = broken("pages/advisory.html", "<p>\n{{ advisory.handle }}</p>");
    assert_eq!(at, "advisory.handle");
    assert!(finding.message.contains("undefined"), "{}", finding.message);
}

#[test]
fn a_failure_in_a_partial_points_into_the_partial() {
    let (_, at) = broken("partials/notice.html", "{% macro when(notice) %}{{ notice.secret }}{% endmacro %}");
    assert_eq!(at, "notice.secret");
}

#[test]
fn a_template_that_never_ends_is_stopped() {
    let endless = "{% for a in range(9999) %}{% for b in range(9999) %}{{ a * b }}{% endfor %}{% endfor %}";
    let (finding, _) = broken("pages/404.html", endless);
    assert!(finding.message.contains("fuel"), "{}", finding.message);
}

/// What a template knows of itself stands in another order in every run.
#[test]
fn no_template_can_print_what_it_was_not_given() {
    let (finding, _) = broken("pages/404.html", "{{ debug() }}");
    assert!(finding.message.contains("debug"), "{}", finding.message);
}

#[test]
fn a_page_that_nothing_makes_is_a_finding_with_a_suggestion() {
    let (finding, _) = broken("pages/advisry.html", "x");
    assert_eq!(finding.rule.0, "unknown-template");
    assert_eq!(finding.help.as_deref(), Some("did you mean `pages/advisory.html`?"));
}

#[test]
fn no_template_can_print_text_as_html() {
    let site = |template: &str| {
        let mut files = files();
        files.insert("site-templates/pages/advisory.html".to_owned(), framed(template));
        let mut site = Site::new(&files);
        site.advisories[0].title = "<b>x</b>".to_owned();
        site.build()
    };
    let shut = site("{% autoescape false %}{{ advisory.title }}{% endautoescape %}").unwrap();
    let pages: Vec<_> = shut.iter().filter(|(path, _)| path.ends_with(".html")).collect();
    let hold = |text: &str| pages.iter().any(|(_, bytes)| String::from_utf8_lossy(bytes).contains(text));
    assert!(hold("&lt;b&gt;x&lt;/b&gt;") && !hold("<b>x</b>"));
    let safe = site("{{ advisory.title|safe }}").unwrap_err();
    assert!(safe[0].message.contains("safe"), "{}", safe[0].message);
}
