//! Files and folders of any size and any nesting, under a limit of processor time: a limit, not a measurement.

use std::process::Command;

use advisory::parse;
use advisory::source::{FilePath, Tree, TreeEntry};
use rayon::prelude::*;

use super::folders::found;
use super::{ADVISORY, INCIDENT, PUBLIC_ADVISORY, PrivateRepository};
use crate::support::{self, Run};

/// Seconds of processor time that a command has; what costs the square of its input takes minutes.
const SECONDS: u32 = 30;

/// What nobody reads more of than this, in bytes.
const OUTPUT: usize = 400_000;

pub(super) fn run(desk: &PrivateRepository, arguments: &[&str]) -> Run {
    within(desk, "-c 0", arguments)
}

/// Runs the program under the limit on processor time and another limit of the shell's `ulimit`.
fn within(desk: &PrivateRepository, limit: &str, arguments: &[&str]) -> Run {
    let mut command = Command::new("sh");
    command.args([
        "-c",
        &format!("ulimit -t {SECONDS}; ulimit {limit}; exec \"$0\" \"$@\""),
        env!("CARGO_BIN_EXE_advisory"),
    ]);
    command.args(support::now(super::NOW, arguments)).current_dir(desk.repo()).env("CI", "false").env("NO_COLOR", "1");
    let said = support::run(&mut command);
    let code = said.code;
    assert!(matches!(code, 0..=2) && !said.err.contains("panicked"), "{arguments:?}: {code} {:.2000}", said.err);
    assert!(said.all().len() < OUTPUT, "{arguments:?} says {} bytes: {:.2000}", said.all().len(), said.all());
    said
}

fn check(desk: &PrivateRepository) -> Vec<(String, String)> {
    found(&run(desk, &["check", "--format", "json"]))
}

#[test]
fn a_file_of_the_largest_size_is_read_and_a_larger_one_is_named_wherever_it_lies() {
    let largest = usize::try_from(Tree::LARGEST).unwrap();
    let files = [INCIDENT, ADVISORY, PUBLIC_ADVISORY, "advisory.toml", "policy.toml", "team.toml", "distributors.toml"];
    files.par_iter().for_each(|path| {
        let desk = PrivateRepository::new();
        let text = desk.read(path).into_bytes();
        // Comments fill a TOML file, a paragraph the text of an advisory.
        let line: &[u8] =
            if path.ends_with(".md") { b"\nwords and more words of a long text" } else { b"\n# a comment" };
        let filled = |size: usize| -> Vec<u8> { text.iter().chain(line.iter().cycle()).copied().take(size).collect() };
        desk.write(path, filled(largest));
        assert!(!check(&desk).contains(&("too-large".to_owned(), (*path).to_owned())), "{path}");
        assert_eq!(run(&desk, &["build", "--out", "../out"]).code, 0, "{path}");
        for size in [largest + 1, 10 << 20] {
            desk.write(path, filled(size));
            assert!(check(&desk).contains(&("too-large".to_owned(), (*path).to_owned())), "{path} of {size}");
        }
    });
    let desk = PrivateRepository::new();
    let large = [
        "incidents/2026/quiet-otter/patches/0001.patch",
        "site-templates/pages/404.html",
        "site-templates/assets/x.css",
        "policies/old.toml",
    ];
    for path in large.iter().chain(&["incidents/2026/quiet-otter/notes/log.txt"]) {
        desk.write(path, vec![b'x'; 10 << 20]);
    }
    let named: Vec<String> = check(&desk).into_iter().filter(|(r, _)| r == "too-large").map(|(_, file)| file).collect();
    assert_eq!(named.len(), large.len(), "notes are nobody's business: {named:?}");
    desk.write("site-templates/pages/404.html", "x".repeat(65 << 10));
    assert!(check(&desk).contains(&("too-large".to_owned(), "site-templates/pages/404.html".to_owned())));
}

#[test]
fn toml_of_any_shape_ends_with_a_finding_and_a_bounded_list() {
    let n = 20_000;
    let numbered = |from: &dyn Fn(usize) -> String, n: usize| (0..n).map(from).collect::<String>();
    let texts: Vec<(&str, String)> = vec![
        ("arrays", format!("x = {}1{}", "[".repeat(n), "]".repeat(n))),
        ("open arrays", format!("x = {}", "[".repeat(n))),
        ("inline tables", format!("x = {}1{}", "{a=".repeat(n), "}".repeat(n))),
        ("a dotted key", format!("{}x = 1", "a.".repeat(n))),
        ("a table", format!("[{}x]", "a.".repeat(n))),
        ("a list of tables", format!("[[{}x]]", "a.".repeat(n))),
        ("tables in tables", numbered(&|i| format!("[{}x]\n", "a.".repeat(i)), 1_000)),
        ("both", format!("x = {}", "[{a=".repeat(n))),
        ("a quarter of a million keys", numbered(&|i| format!("{i:x}=\n"), 250_000)),
        ("half a quarter of a million keys", numbered(&|i| format!("{i:x}=1\n"), 100_000)),
        ("the same key", "x=1\n".repeat(225_000)),
        ("a long key", format!("{} = 1", "k".repeat(1_000_000))),
        ("a long text", format!("x = \"{}\"", "v".repeat(1_000_000))),
        ("a text that never ends", format!("x = \"\"\"{}", "v\n".repeat(500_000))),
        ("a long number", format!("x = {}", "9".repeat(1_000_000))),
        ("a long fraction", format!("x = 0.{}", "9".repeat(1_000_000))),
        ("a long exponent", format!("x = 1e{}", "9".repeat(1_000_000))),
        ("a long instant", format!("x = 2026-03-01T15:00:00.{}Z", "9".repeat(1_000_000))),
        ("events without a key", "[[event]]\n".repeat(25_000)),
        ("events", "[[event]]\nat=2026-03-03T09:00:00Z\nevent=\"scored\"\n".repeat(17_500)),
        ("a long name", format!("[[event]]\nat=2026-03-03T09:00:00Z\nevent=\"{}\"", "A".repeat(1_000_000))),
        ("a long list", format!("[roles]\nfix-lead = [{}]", "\"ben\",".repeat(500_000))),
        ("a long list of nobody", format!("[roles]\nfix-lead = [{}]", numbered(&|i| format!("\"n{i}\","), 75_000))),
        ("quotes", "\"".repeat(1_000_000)),
        ("brackets", "[".repeat(1_000_000)),
        ("carriage returns", "\r".repeat(1_000_000)),
        ("escapes", format!("x = \"{}\"", "\\u202E".repeat(150_000))),
    ];
    texts.par_iter().for_each(|(what, text)| {
        let desk = PrivateRepository::new();
        desk.change("distributors.toml", "schema = 1", "schema = 1\ngremlin = 1");
        // What is wrong comes first, so that nothing of the file is sound by accident.
        desk.write(INCIDENT, format!("{text}\n[report]\ndisclosure = \"private\"\n"));
        let found = check(&desk);
        assert!(found.iter().any(|(_, file)| file == INCIDENT), "{what}: {found:?}");
        assert!(found.iter().any(|(_, file)| file == "distributors.toml"), "{what} hides another finding");
        assert_eq!(run(&desk, &["build", "--out", "../out"]).code, 0, "{what}");
        assert!(run(&desk, &["status"]).code < 2, "{what}");
    });
}

/// Texts that some parsers take the square of their length for, or worse.
fn markdown(size: usize) -> Vec<(&'static str, String)> {
    let fill = |piece: &str| piece.repeat(size / piece.len());
    let lines = |line: &dyn Fn(usize) -> String, n: usize| (0..n).map(line).collect::<String>();
    vec![
        ("brackets", fill("[")),
        ("images", fill("![")),
        ("open links", fill("[a](")),
        ("links", fill("[a](x)]")),
        ("brackets there and back", "[".repeat(size / 2) + &"]".repeat(size / 2)),
        ("emphasis", fill("*a_ ")),
        ("strong", fill("**a *b ")),
        ("stars", fill("a**b") + &fill("c* ")),
        ("strikes", fill("~a~~")),
        ("backquotes", lines(&|i| format!("e{}", "`".repeat(i)), (2.0 * size as f64).sqrt() as usize)),
        ("references", lines(&|i| format!("[a{i}]: /u\n"), size / 24) + &lines(&|i| format!("[a{i}] "), size / 16)),
        ("a long reference", format!("[a]: {}\n\n{}", "u".repeat(size / 2), "[a]".repeat(size / 6))),
        ("quotations", fill(">")),
        ("quotations in lines", lines(&|i| format!("{}a\n", ">".repeat(i % 200)), size / 100)),
        ("lists", fill("- ")),
        ("lists in lines", lines(&|i| format!("{}- a\n", " ".repeat(i.min(400))), size / 400)),
        ("numbers", fill("1. ")),
        ("quotations and lists", fill("> - ")),
        (
            "a wide table",
            format!("{}|\n{}|\n{}", "|a".repeat(size / 200), "|-".repeat(size / 200), "a\n".repeat(size / 2)),
        ),
        ("tags", fill("<")),
        ("declarations", fill("<!")),
        ("instructions", fill("<?")),
        ("comments", fill("<!--")),
        ("sections", fill("<![CDATA[")),
        ("attributes", fill("<a ")),
        ("html", fill("<div>\n")),
        ("html and links", fill("<b>[x](javascript:a)\n\n")),
        ("automatic links", fill("<a:")),
        ("addresses", fill("https://a.b/ ")),
        ("an address", format!("https://a.b/{}", ")".repeat(size))),
        ("entities", fill("&#")),
        ("footnotes", lines(&|i| format!("[^{i}]: x\n\n"), size / 24) + &lines(&|i| format!("[^{i}]"), size / 16)),
        ("CVE IDs", fill("CVE-")),
        ("white space", " ".repeat(size) + "a"),
        ("fences", fill("```\n")),
        ("underlines", "a\n".repeat(size / 2) + "="),
        ("unseen", fill("\u{202e}")),
    ]
}

#[test]
fn no_text_takes_the_square_of_its_length() {
    markdown(400_000).par_iter().for_each(|(what, text)| {
        let desk = PrivateRepository::new();
        desk.change(
            PUBLIC_ADVISORY,
            "## Summary\n",
            &format!("## Summary\n\nA summary of something or other.\n\n{text}\n\n"),
        );
        run(&desk, &["check"]);
        let said = run(&desk, &["build", "--out", "../out"]);
        assert!(said.code < 2, "{what}: {said:?}");
        run(&desk, &["draft", "amber-heron", "announce", "--again", "--out", "../drafts"]);
    });
}

/// Notes that a checkout brings along, and as many incidents.
#[test]
fn a_hundred_thousand_files_are_read_like_one() {
    let base = support::sample();
    let file = |path: String, bytes: &[u8]| (FilePath::new(path), TreeEntry::File(bytes.into()));
    let tree = |more: Vec<(FilePath, TreeEntry)>| {
        Tree::new(base.iter().map(|(path, bytes)| file(path.clone(), bytes)).chain(more))
    };
    let notes = (0..100_000).map(|n| file(format!("incidents/2026/quiet-otter/notes/{n}/x.txt"), b"x")).collect();
    let reading = parse::portfolio(tree(notes));
    assert_eq!(reading.findings, []);
    assert_eq!(reading.portfolio.unwrap().incidents.len(), 2);
    let incident = b"[report]\ndisclosure = \"private\"\n";
    let many = (0..20_000).map(|n| file(format!("incidents/2026/x-{n}/incident.toml"), incident)).collect();
    assert_eq!(parse::portfolio(tree(many)).portfolio.unwrap().incidents.len(), 20_002);
    let stray = (0..100_000).map(|n| file(format!("incidents/2026/quiet-otter/{n}"), b"x")).collect();
    assert_eq!(parse::portfolio(tree(stray)).findings.len(), 100_000, "each in a file of its own");
}

/// What an expression nests takes stack where it is compiled; the longest there can be has to fit.
#[test]
fn an_expression_as_long_as_a_template_may_be_takes_no_stack_away() {
    let most = 64 << 10;
    for (piece, base) in
        [("+1", "{{ 1"), (".a", "{{ site"), ("~1", "{{ 1"), ("|e", "{{ 1"), ("[0]", "{{ 1"), (" or 1", "{{ 1")]
    {
        let expression = |head: &str| {
            let pieces = (most - head.len() - base.len() - 3) / piece.len();
            format!("{head}{base}{}}}}}\n", piece.repeat(pieces))
        };
        let desk = PrivateRepository::new();
        desk.write("site-templates/pages/404.html", expression(""));
        desk.write("site-templates/announce/announce.email.txt", expression("Subject: x\n"));
        for command in [&["check"][..], &["build", "--out", "../out"], &["draft", "amber-heron", "announce", "--again"]]
        {
            assert!(run(&desk, command).code < 2, "{piece}: {command:?}");
        }
    }
    for template in
        ["{% if x %}", "{{ (", "{{ [", "{{ not ", "{{ -", "{% for a in b %}", "{{ {1:", "{% block a %}", "{{ f("]
    {
        let desk = PrivateRepository::new();
        desk.write("site-templates/pages/404.html", template.repeat(most / template.len()));
        assert_eq!(run(&desk, &["check"]).code, 1, "{template}");
    }
    // What a template repeats, calls or includes without end.
    for template in [
        "{{ \"x\" * 4000000000 }}",
        "{{ range(4000000000)|list }}",
        "{{ [1] * 4000000000 }}",
        "{% macro f(n) %}{{ f(n + 1) }}{% endmacro %}{{ f(0) }}",
        "{% include \"pages/404.html\" %}",
        "{% for a in range(99999) %}{% for b in range(99999) %}x{% endfor %}{% endfor %}",
        "{{ 9**9**9**9 }}",
        // What one step makes of little.
        "{{ (\"%1000000000d\")|format(1)|length }}",
        "{{ (\"%.1000000000f\")|format(1.5)|length }}",
        "{{ (\"%*d\")|format(1000000000, 1)|length }}",
        "{{ (\"%8000000d\" * 9)|format(1, 1, 1, 1, 1, 1, 1, 1, 1)|length }}",
        "{{ (\"%(a)s\" * 9000)|format({\"a\": \"x\" * 1000000})|length }}",
        "{{ \"x\"|indent(1000000000, true)|length }}",
        "{{ \"x\"|indent(width=1000000000)|length }}",
        "{{ \"a\"|replace(\"\", \"b\" * 100000)|replace(\"\", \"c\" * 100000)|length }}",
        "{{ range(99999)|join(\"x\" * 100000)|length }}",
        "{{ [1]|batch(1000000000, 0)|list|length }}",
        "{{ [1]|slice(1000000000)|list|length }}",
        "{% set a = [\"x\" * 9999] * 99999 %}{{ a|string|length }}",
        "{% set a = \"x\" * 9999999 %}{% set b %}{% for i in range(999) %}{{ a }}{% endfor %}{% endset %}{{ b|length }}",
        "{% for i in range(99999) %}{% for j in range(2) %}{{ \"x\" * 9999 }}{% endfor %}{% endfor %}",
    ] {
        stops(template);
    }
}

/// A template that keeps what it makes, and makes more of it with each step.
#[test]
fn a_value_that_a_template_doubles_ends_with_a_finding() {
    let looped = |step: &str| {
        let start = "{% set n = namespace(a=\"0123456789\", l=[]) %}";
        format!("{start}{{% for i in range(9999) %}}{step}{{% endfor %}}")
    };
    for step in [
        "{% set n.a = n.a ~ n.a %}",
        "{% set n.a = n.a + n.a %}",
        "{% set n.a = n.a * 2 %}",
        "{% set n.l = [n.l, n.a * 9999999] %}",
        "{% set n.l = n.l + n.l + [1] %}",
        "{% set n.a = [n.a, n.a]|join %}",
        "{% set n.l = [n.l, n.l] %}{{ n.l|tojson }}",
        "{% set n.l = [n.l, n.l] %}{{ n.l|pprint }}",
        "{% set n.a = \"%s%s\"|format(n.a, n.a) %}",
        "{% set a %}{{ n.a }}{{ n.a }}{% endset %}{% set n.a = a %}",
        "{% with a = n.a ~ n.a %}{% set n.a = a %}{% endwith %}",
        "{% if n.a ~ n.a %}{% set n.a = [n.a, n.a]|join(\"\") %}{% endif %}",
        "{% set n.a = n.a|replace(\"0\", n.a) %}",
        "{% set b %}{% for j in range(999) %}0123456789{% endfor %}{% endset %}{% set n.l = [n.l, b|upper|list] %}",
        "{% set n.a = n.a|trim ~ n.a %}{% set n.l = [n.l, n.a[1:]] %}",
    ] {
        stops(&looped(step));
    }
    let kept = |step: &str| {
        let start = "{% set b %}{{ \"x\" * 999999 }}{% endset %}{% set n = namespace(l=[]) %}";
        format!("{start}{{% for i in range(9999) %}}{{% set n.l = [n.l, {step}] %}}{{% endfor %}}")
    };
    for step in ["b|upper", "b|trim|upper", "b[1:]", "b|list", "range(99999)|list", "b|replace(\"y\", \"z\")"] {
        stops(&kept(step));
    }
    // Lists of lists that a comparison would look at for ever.
    for step in [
        "{% set n.l = [n.l, n.l] %}{% if n.l == n.l ~ 1 %}{% endif %}",
        "{% set n.l = {\"a\": n.l, \"b\": n.l} %}",
        "{% set n.l = dict(a=n.l, b=n.l) %}",
        "{% set n.l = [1]|batch(2, n.l)|list %}{% set n.l = n.l|batch(2, fill_with=n.l)|list %}",
        "{% set n.l = [1, 2]|map(attribute=\"z\", default=n.l)|list %}",
        "{% with a = n.l %}{% set n.l = [a, a] %}{% endwith %}",
        "{% for a in [n.l, n.l] %}{% set n.l = a %}{% endfor %}",
        "{% for a in n.l|batch(9) %}{% set n.l = [a, a] %}{% endfor %}",
    ] {
        stops(&looped(step));
    }
    let twice = "{% set a = [a, a] %}".repeat(60);
    stops(&format!("{{% set a = [1] %}}{{% set b = [1] %}}{twice}{}{{{{ a == b }}}}", twice.replace('a', "b")));
    stops(
        "{% macro f(a, n) %}{% if n %}{{ f([a, a], n - 1) }}{% else %}{{ a == a }}{% endif %}{% endmacro %}{{ f(1, 60) }}",
    );
    stops("{% macro f(a) %}{{ f(a ~ a) }}{% endmacro %}{{ f(\"0123456789\") }}");
    stops("{% macro dict(a) %}{{ dict(a ~ a) }}{% endmacro %}{{ dict(\"0123456789\") }}");
    stops("{% macro f(a) %}{{ f(a=(a ~ a)) }}{% endmacro %}{{ f(\"0123456789\") }}");
    // What can't grow stays: parts that are printed, and sums of numbers.
    for template in [
        "{{ \"a\" ~ \"b\" }}{{ \"a\"|replace(\"a\", \"b\" ~ 1) }}{{ (\"a\" ~ 1)|upper }}",
        "{% set n = namespace(a=1) %}{% for i in range(9) %}{% set n.a = n.a + 1 %}{% endfor %}{{ n.a + n.a }}",
        "{% for a in [[\"a\", site.name], [\"b\", page.path]] %}{{ a[0] }}{{ [a[1], a[1]]|length }}{% endfor %}",
        "{% set a = [site.name, 1] %}{% set n = namespace(first=true, l=[]) %}{{ a[0] }}{% set n.l = a %}",
        "{% set a = \"x\" %}{% if a in [\"x\", \"y\"] %}{{ {\"k\": a}.k }}{% endif %}",
        "{% if \"ab\"|length + \"c\"|length > 2 %}{{ 2 * 3 }}{% endif %}{% set a = {\"k\": [1, 2]} %}{{ a.k[0] }}",
    ] {
        let page = format!("{{% extends \"partials/layout.html\" %}}{{% block main %}}{template}{{% endblock %}}");
        let said = build(&page);
        assert!(!said.out.contains("this template can't be used") && !said.out.contains("ever longer"), "{said:?}");
    }
}

fn stops(template: &str) {
    let said = build(template);
    assert!(said.code == 1 && said.out.contains("broken-template"), "{template}: {said:?}");
}

/// Builds a site with this template, in a gigabyte of memory.
fn build(template: &str) -> Run {
    let desk = PrivateRepository::new();
    desk.write("site-templates/pages/404.html", template);
    within(&desk, "-v 1000000", &["build", "--out", "../out"])
}
