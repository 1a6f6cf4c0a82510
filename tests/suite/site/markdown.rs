//! Markdown that somebody else wrote: safe as HTML, readable as text.

use advisory::markdown::{html, plain, visible};
use proptest::prelude::*;

/// Every tag of the output, in order, with the text between them checked for stray angle brackets.
fn tags(html: &str) -> Vec<String> {
    let mut tags = Vec::new();
    let mut rest = html;
    while let Some(open) = rest.find('<') {
        assert!(!rest[..open].contains('>'), "stray > in {html}");
        let close = rest[open..].find('>').expect("a tag ends") + open;
        tags.push(rest[open + 1..close].to_owned());
        rest = &rest[close + 1..];
    }
    assert!(!rest.contains('>'), "stray > in {html}");
    tags
}

fn assert_safe(html: &str) {
    const NAMES: &[&str] = &[
        "p",
        "h3",
        "h4",
        "h5",
        "h6",
        "blockquote",
        "pre",
        "code",
        "ul",
        "ol",
        "li",
        "div",
        "span",
        "table",
        "thead",
        "tbody",
        "tr",
        "th",
        "td",
        "em",
        "strong",
        "del",
        "sup",
        "sub",
        "a",
        "br",
        "hr",
    ];
    let mut open = Vec::new();
    for tag in tags(html) {
        if let Some(name) = tag.strip_prefix('/') {
            assert_eq!(open.pop().as_deref(), Some(name), "unbalanced: {html}");
            continue;
        }
        let (name, attributes) = tag.split_once(' ').unwrap_or((&tag, ""));
        assert!(NAMES.contains(&name), "<{name}> in {html}");
        let mut rest = attributes;
        while !rest.is_empty() {
            let (key, after) = rest.split_once("=\"").expect("attributes are quoted");
            let (value, after) = after.split_once('"').expect("a value ends");
            assert!(["href", "rel", "class", "id", "start", "scope", "tabindex"].contains(&key), "{key} in {html}");
            if key == "href" {
                let goes = value.to_ascii_lowercase();
                assert!(["https://", "http://", "mailto:", "#"].iter().any(|s| goes.starts_with(s)), "{value}");
            }
            rest = after.trim_start();
        }
        if name != "br" && name != "hr" {
            open.push(name.to_owned());
        }
    }
    assert!(open.is_empty(), "left open {open:?}: {html}");
}

/// Texts that look like trouble.
fn hostile() -> impl Strategy<Value = String> {
    let piece = prop_oneof![
        Just("<script>alert(1)</script>"),
        Just("<img src=x onerror=alert(1)>"),
        Just("[x](javascript:alert(1))"),
        Just("![i]("),
        Just("[a]: https://example.org/\"x\n"),
        Just("[a]"),
        Just("[^n]"),
        Just("\n[^n]: note\n"),
        Just("> "),
        Just("- "),
        Just("1. "),
        Just("    "),
        Just("\n\n"),
        Just("\n"),
        Just("| a | b |\n|:-:|--:|\n| c |"),
        Just("```"),
        Just("`"),
        Just("**"),
        Just("~~"),
        Just("_"),
        Just("# "),
        Just("<https://"),
        Just("https://example.org/"),
        Just("CVE-2026-12345"),
        Just("\u{202e}"),
        Just("\0"),
        Just("\""),
        Just("'"),
        Just("&#x6a;"),
        Just(")"),
        Just("]("),
        Just("data:text/html,x"),
        Just("- [ ] "),
        Just("> [!WARNING]\n"),
        Just("word"),
        Just(" on"),
        Just("<!--"),
        Just("{{ 7*7 }}"),
        Just("<svg/onload=x>"),
    ];
    prop::collection::vec(piece, 0..60).prop_map(|p| p.concat())
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(512))]

    #[test]
    fn html_is_safe_and_balanced_whatever_it_is_made_of(text in prop_oneof![hostile(), any::<String>()]) {
        assert_safe(&html(&text, "a"));
    }

    #[test]
    fn plain_text_hides_nothing(text in prop_oneof![hostile(), any::<String>()]) {
        let plain = plain(&text, 72);
        prop_assert!(!plain.contains(['\u{202e}', '\0', '\u{200b}', '\r']), "{plain:?}");
        prop_assert!(plain.lines().all(|l| l.trim_end() == l), "{plain:?}");
    }
}

#[test]
fn raw_html_is_text() {
    assert_eq!(html("<b onclick=\"x()\">hi</b>", "a"), "<p>&lt;b onclick=\"x()\"&gt;hi&lt;/b&gt;</p>\n");
    assert!(html("<script>alert(1)</script>", "a").contains("&lt;script&gt;"));
}

#[test]
fn links_go_to_https_http_or_mail_or_nowhere() {
    let good = html("[docs](https://example.org/a?b=1&c=2)", "a");
    assert_eq!(
        good,
        "<p><a href=\"https://example.org/a?b=1&amp;c=2\" rel=\"noopener noreferrer nofollow\">docs</a></p>\n"
    );
    for bad in ["javascript:alert(1)", "data:text/html,x", "/etc", "//example.org", "&#106;avascript:x"] {
        assert_eq!(html(&format!("[docs]({bad})"), "a"), "<p>docs</p>\n");
    }
}

#[test]
fn an_image_is_a_link_so_that_nothing_is_loaded() {
    let out = html("![diagram](https://example.org/x.png)", "a");
    assert!(
        out.contains("href=\"https://example.org/x.png\"") && out.contains(">diagram</a>") && !out.contains("<img"),
        "{out}"
    );
    let badge = html("[![alt](https://example.org/b.svg)](https://example.org/)", "a");
    assert_eq!(badge.matches("<a ").count(), 1, "{badge}");
}

#[test]
fn addresses_and_cve_ids_become_links_outside_code() {
    let out = html(
        "See https://example.org/x and CVE-2026-12345, not `CVE-2026-12345`.\n\n    https://example.org/code\n",
        "a",
    );
    assert!(out.contains(">https://example.org/x</a> and"), "{out}");
    assert!(out.contains("CVERecord?id=CVE-2026-12345\""), "{out}");
    assert!(out.contains("<code>CVE-2026-12345</code>"), "{out}");
    assert!(out.contains("<code>https://example.org/code\n</code>"), "{out}");
}

#[test]
fn headings_start_below_the_page_s_own() {
    assert_eq!(html("# One\n\n#### Four\n", "a"), "<h3>One</h3>\n<h4>Four</h4>\n");
}

#[test]
fn code_takes_a_language_only_from_a_plain_word() {
    assert!(html("```sh\nls\n```", "a").contains("<code class=\"language-sh\">"));
    assert!(html("```\"><x\nls\n```", "a").contains("<pre tabindex=\"0\"><code>ls"));
}

#[test]
fn footnotes_of_two_texts_do_not_clash() {
    let text = "A[^1]\n\n[^1]: note\n";
    let (one, two) = (html(text, "one"), html(text, "two"));
    assert!(one.contains("href=\"#one-fn-1\"") && one.contains("id=\"one-fn-1\""), "{one}");
    assert!(two.contains("href=\"#two-fn-1\"") && two.contains("id=\"two-fn-1\""), "{two}");
}

#[test]
fn tables_keep_their_alignment_without_inline_styles() {
    let out = html("| a | b |\n|---|--:|\n| 1 | 2 |\n", "a");
    assert!(out.contains("<td class=\"right\">2</td>") && !out.contains("style="), "{out}");
}

#[test]
fn deep_nesting_is_flattened_and_loses_no_text() {
    let out = html(&format!("{}deep", "> ".repeat(5_000)), "a");
    assert!(out.contains("deep") && out.matches("<blockquote>").count() <= 64);
    assert_safe(&out);
    let out = html(&format!("{}[x](javascript:y) ~~deep~~", "> ".repeat(200)), "a");
    assert!(out.contains("deep"));
    assert_safe(&out);
}

#[test]
fn hidden_characters_are_shown() {
    assert_eq!(visible("a\u{202e}b\u{200b}c\0d\r\ne"), "a⟨U+202E⟩b⟨U+200B⟩c\u{fffd}d\ne");
    assert_eq!(visible("می\u{200c}خواهم"), "می\u{200c}خواهم", "a joiner between letters stays");
    assert_eq!(visible("pay\u{200d}load"), "pay⟨U+200D⟩load");
    assert!(html("x\u{202e}y", "a").contains("⟨U+202E⟩"));
}

#[test]
fn plain_text_reads_well_in_a_mail() {
    let text = "\
# Title

A paragraph with **strong** words, a [link](https://example.org/docs), <https://example.org/auto> and enough text to need a second line.

- one
- two words
  - nested
- three

1. first

   more
2. second

```sh
lodectl version
```

| Line | Fixed |
|------|------:|
| 1.16 | 1.16.4 |

> quoted
> text

Note[^1] and <b>raw</b>.

[^1]: The note.
";
    let expected = "\
Title
-----

A paragraph with *strong* words, a link <https://example.org/docs>,
https://example.org/auto and enough text to need a second line.

- one
- two words
  - nested
- three

1. first

   more

2. second

    lodectl version

Line  Fixed
----  ------
1.16  1.16.4

> quoted text

Note[1] and <b>raw</b>.

[1] The note.";
    assert_eq!(plain(text, 72), expected);
}

#[test]
fn a_table_that_is_too_wide_becomes_records() {
    let wide = format!("| Name | Value |\n|---|---|\n| a | {} |\n", "x".repeat(80));
    assert_eq!(plain(&wide, 72), format!("Name: a\nValue: {}", "x".repeat(80)));
}
