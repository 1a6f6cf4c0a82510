//! Markup of every kind that browsers have been talked into running, through the program and read as a browser reads it.

use advisory::markdown;

use super::{PUBLIC_ADVISORY, PrivateRepository, harmless};
use crate::support;

/// Raw HTML: script, handlers, addresses that run, what loads, what redirects, what a parser reads twice.
const HTML: &[&str] = &[
    "<script>alert(1)</script>",
    "<ScRiPt src=https://evil.example/x.js></sCrIpT>",
    "<img src=x onerror=alert(1)>",
    "<img/src=\"https://evil.example/i.png\">",
    "<svg onload=alert(1)>",
    "<svg><script>alert(1)</script></svg>",
    "<svg><animate attributeName=href values=javascript:alert(1) /><a id=x><text x=20 y=20>x</text></a></svg>",
    "<math><mtext><table><mglyph><style><!--</style><img title=\"--&gt;&lt;img src=1 onerror=alert(1)&gt;\">",
    "<svg></p><style><a id=\"</style><img src=1 onerror=alert(1)>\">",
    "<noscript><p title=\"</noscript><img src=x onerror=alert(1)>\">",
    "<template><script>alert(1)</script></template>",
    "<form><math><mtext></form><form><mglyph><style></math><img src onerror=alert(1)>",
    "<base href=\"https://evil.example/\">",
    "<meta http-equiv=refresh content=\"0;url=https://evil.example/\">",
    "<meta http-equiv=Content-Security-Policy content=\"default-src *\">",
    "<link rel=stylesheet href=https://evil.example/x.css>",
    "<style>@import url(https://evil.example/x.css); body{background:url(javascript:alert(1))}</style>",
    "<p style=\"background:url(https://evil.example/x)\">x</p>",
    "<iframe srcdoc=\"<script>alert(1)</script>\"></iframe>",
    "<iframe src=javascript:alert(1)>",
    "<object data=data:text/html,<script>alert(1)</script>></object>",
    "<embed src=https://evil.example/x.swf>",
    "<form action=https://evil.example/><input name=q autofocus onfocus=alert(1)></form>",
    "<button formaction=javascript:alert(1)>x</button>",
    "<details open ontoggle=alert(1)>",
    "<video><source onerror=alert(1)></video>",
    "<body onload=alert(1)>",
    "<a href=\"javascript:alert(1)\">x</a>",
    "<a href=\"jav&#x09;ascript:alert(1)\">x</a>",
    "<a id=main name=main>x</a><a id=location><img name=getElementById>",
    "<div id=__proto__ class=x onclick=alert(1)>",
    "<!--><img src=x onerror=alert(1)>-->",
    "<![CDATA[<img src=x onerror=alert(1)>]]>",
    "<?xml-stylesheet href=\"javascript:alert(1)\"?>",
    "<x onclick=alert(1) style=x:expression(alert(1))>",
    "<plaintext>",
    "<textarea></textarea><script>alert(1)</script>",
    "</title></main></body></html><script>alert(1)</script>",
    "\u{0}<scr\u{0}ipt>alert(1)</script>",
    "<img src=\"x` `<script>alert(1)</script>\"` `>",
];

/// Addresses that run something, lead elsewhere than they seem, or mean nothing outside the page.
const ADDRESSES: &[&str] = &[
    "javascript:alert(1)",
    "JaVaScRiPt:alert(1)",
    "java\tscript:alert(1)",
    "java\nscript:alert(1)",
    " javascript:alert(1)",
    "\u{1}javascript:alert(1)",
    "javascript&colon;alert(1)",
    "&#106;avascript:alert(1)",
    "&#x6A;&#x61;vascript&#58;alert(1)",
    "&Tab;javascript:alert(1)",
    "javascript\\:alert(1)",
    "%6Aavascript:alert(1)",
    "data:text/html,<script>alert(1)</script>",
    "data:text/html;base64,PHNjcmlwdD5hbGVydCgxKTwvc2NyaXB0Pg==",
    "data:image/svg+xml,<svg onload=alert(1)>",
    "vbscript:msgbox(1)",
    "file:///etc/passwd",
    "blob:https://evil.example/1",
    "view-source:javascript:alert(1)",
    "//evil.example/x",
    "\\\\evil.example\\x",
    "/\\evil.example",
    "https:javascript:alert(1)",
    "intent://x#Intent;scheme=javascript;end",
    "#main",
    "../../x",
    "",
];

/// An address in every place that Markdown has for one.
fn linked(address: &str) -> String {
    format!(
        "[x]({address}) [x](<{address}>) ![x]({address}) [![x]({address})]({address}) <{address}> [r] ![r] [x](https://a.example \"{address}\") \
         [x](https://a.example/\"onclick=alert(1)//{address})\n\n[r]: {address}\n\n[^{address}]\n\n[^{address}]: {address}\n\n| {address} |\n|---|\n| <{address}> |\n\n"
    )
}

#[test]
fn no_markup_in_a_text_becomes_markup_of_a_page() {
    let texts: Vec<String> = HTML.iter().map(|s| (*s).to_owned()).chain(ADDRESSES.iter().map(|a| linked(a))).collect();
    for text in &texts {
        // In a paragraph, a heading, a list, a quotation, a table, a link, a footnote, beside a fence, and cut short.
        for text in [
            text.clone(),
            format!("# {text}\n"),
            format!("- {text}\n- {text}"),
            format!("> {text}"),
            format!("| a |\n|---|\n| {text} |\n"),
            format!("[{text}](https://a.example)"),
            format!("[x](https://a.example \"{text}\")"),
            format!("```{text}\n{text}\n```"),
            format!("a[^1]\n\n[^1]: {text}\n"),
            text.chars().take(text.chars().count() / 2).collect(),
        ] {
            let html = markdown::html(&text, "a");
            harmless::fragment(&text, &html);
            harmless::text(&text, &html.replace('\t', " "));
        }
    }
    // All of them on one page, from the file to the browser.
    let desk = PrivateRepository::new();
    desk.change(
        PUBLIC_ADVISORY,
        "## Mitigation\n",
        &format!("## Mitigation\n\n{}\n", texts.join("\n\n").replace('\0', "")),
    );
    assert_eq!(desk.run(&["check"]).code, 1, "links to nowhere are errors");
    let text = desk.read(PUBLIC_ADVISORY);
    let (front, _) = text.split_once("## Mitigation").unwrap();
    desk.write(
        PUBLIC_ADVISORY,
        format!(
            "{front}## Mitigation\n\n{}\n\n## How to upgrade\n\nInstall 1.16.2.\n",
            HTML.join("\n\n").replace('\0', "")
        ),
    );
    let said = desk.build();
    assert_eq!(said.code, 0, "{said:?}");
    let site = desk.site();
    harmless::site(site.iter().map(|(path, bytes)| (path.as_str(), bytes.as_slice())));
    let (_, page) = site.iter().find(|(path, _)| path == "LODE-2026-001.html").unwrap();
    assert!(String::from_utf8_lossy(page).contains("&lt;plaintext&gt;"), "what they are is shown");
}

#[test]
fn a_link_to_where_a_browser_would_run_something_is_an_error_at_its_place() {
    for address in ADDRESSES.iter().filter(|a| !a.contains(['\n', '\u{1}', '<', ' ', '\t']) && !a.is_empty()) {
        let desk = PrivateRepository::new();
        desk.change(PUBLIC_ADVISORY, "Let only", &format!("[Let]({address}) only"));
        let said = desk.run(&["check", "--format", "json"]);
        let report: serde_json::Value = serde_json::from_str(&said.out).unwrap();
        let findings = report["findings"].as_array().unwrap();
        let line = desk.read(PUBLIC_ADVISORY).lines().position(|l| l.starts_with("[Let]")).unwrap() + 1;
        let found =
            findings.iter().find(|f| f["rule"] == "link-relative").unwrap_or_else(|| panic!("{address}: {findings:?}"));
        assert!(found["line"] == line && found["column"] == 1, "{address}: {found}");
        let said = desk.build();
        assert!(said.code == 0 && said.err.contains("left out"), "{address}: {said:?}");
        assert!(desk.site().iter().all(|(name, _)| name != "LODE-2026-001.html"), "{address}");
    }
    for address in ADDRESSES.iter().filter(|a| !a.contains(['\n', '\u{1}', '\t', '\\'])) {
        for (path, from) in [
            (PUBLIC_ADVISORY, "https://git.example/lodestore/lodestore/pulls/4601"),
            ("advisory.toml", "https://lodestore.example"),
            ("advisory.toml", "https://git.example/lodestore/lodestore"),
            ("advisory.toml", "https://security.lodestore.example/"),
            ("advisory.toml", "mailto:security@lodestore.example"),
        ] {
            let desk = PrivateRepository::new();
            assert_eq!(desk.build().code, 0);
            let before = desk.site();
            desk.change(path, &format!("\"{from}\""), &format!("'{address}'"));
            let said = desk.run(&["check"]);
            assert!(
                said.code == 1 && (said.out.contains("bad-url") || said.out.contains("bad-value")),
                "{address}: {said:?}"
            );
            let said = desk.build();
            if path == PUBLIC_ADVISORY {
                assert!(said.code == 0 && said.err.contains("left out"), "{address}: {said:?}");
                assert!(desk.site().iter().all(|(name, _)| name != "LODE-2026-001.html"), "{address}");
            } else {
                assert!(said.code == 1 && desk.site() == before, "{address} in {path}");
            }
        }
    }
}

/// A heading names an anchor; it takes over none of the page's own, and none that a script could stumble over.
#[test]
fn headings_and_footnotes_take_over_no_name_of_the_page() {
    let desk = PrivateRepository::new();
    let headings = [
        "main",
        "Main",
        "location",
        "__proto__",
        "constructor",
        "severity",
        "affected",
        "title",
        "downloads",
        "main",
        "{{ 7*191 }}",
        "<b>x</b>",
        "\" onclick=\"alert(1)",
        "::error::x",
        "",
    ];
    let body: String = headings.iter().map(|h| format!("## {h}\n\ntext[^1]\n\n[^1]: note\n\n")).collect();
    desk.change(PUBLIC_ADVISORY, "## Mitigation\n", &format!("{body}## Mitigation\n"));
    let said = desk.build();
    assert_eq!(said.code, 0, "{said:?}");
    let site = desk.site();
    harmless::site(site.iter().map(|(path, bytes)| (path.as_str(), bytes.as_slice())));
}

/// A contributor's template is the project's own code, and still runs and loads nothing that the built-in ones do not.
#[test]
fn an_override_that_runs_or_loads_something_is_an_error_at_its_tag_and_makes_no_site() {
    for markup in [
        "<script>alert(1)</script>",
        "<script src=\"https://evil.example/x.js\"></script>",
        "<ScRiPt SrC=//evil.example/x.js></script>",
        "<img src=\"https://evil.example/{{ page.path }}.png\">",
        "<img srcset=\"https://evil.example/x 2x\">",
        "<p onclick=\"alert(1)\">x</p>",
        "<p\n  ONMOUSEOVER=alert(1)>x</p>",
        "<p style=\"color:red\">x</p>",
        "<style>p{}</style>",
        "<link rel=stylesheet href=\"https://evil.example/x.css\">",
        "<link rel=preconnect href=\"//evil.example\">",
        "<iframe src=x></iframe>",
        "<object data=x></object>",
        "<embed src=x>",
        "<base href=\"/\">",
        "<meta http-equiv=\"Refresh\" content=\"0;url=https://evil.example\">",
        "<a href=\"javascript:alert(1)\">x</a>",
        "<a href=\"java\tscript:alert(1)\">x</a>",
        "<svg><a xlink:href=\"javascript:alert(1)\">x</a></svg>",
        "<svg onload=alert(1)></svg>",
    ] {
        for path in ["pages/404.html", "partials/notice.html"] {
            let desk = PrivateRepository::new();
            assert_eq!(desk.build().code, 0);
            let before = desk.site();
            desk.write(&format!("site-templates/{path}"), format!("<p>\ntext {markup}\n"));
            let said = desk.run(&["check", "--format", "json"]);
            let report: serde_json::Value = serde_json::from_str(&said.out).unwrap();
            let found = report["findings"].as_array().unwrap().iter().find(|f| f["rule"] == "broken-template");
            let found = found.unwrap_or_else(|| panic!("{path} {markup}: {said:?}"));
            let column = if markup.starts_with("<svg><a") { 11 } else { 6 };
            assert!(found["line"] == 2 && found["column"] == column, "{markup}: {found}");
            assert!(desk.build().code == 1 && desk.site() == before, "{path} {markup}");
        }
    }
    let desk = PrivateRepository::new();
    let fine = "{% extends \"partials/layout.html\" %}{% block main %}<h1>Gone</h1><img src=\"{{ root }}assets/x.svg\" alt=\"\"><a href=\"https://lodestore.example\">x</a>{% endblock %}";
    desk.write("site-templates/pages/404.html", fine);
    assert_eq!(desk.build().code, 0);
}

/// A page is looked at as a browser reads it: the policy has to count, and no tag may be put together out of pieces.
#[test]
fn an_override_whose_page_has_no_policy_or_a_hidden_tag_makes_no_site() {
    let layout = std::fs::read_to_string(support::root().join("site-templates/partials/layout.html")).unwrap();
    let policy = layout.lines().find(|line| line.contains("Content-Security-Policy")).unwrap();
    let page = |head: &str, body: &str| format!("<!DOCTYPE html><html><head>{head}</head><body>{body}</body></html>");
    let without = |with: &str| ("partials/layout.html", layout.replace(policy, with));
    let gone = |text: String| ("pages/404.html", text);
    let main =
        |text: &str| gone(format!("{{% extends \"partials/layout.html\" %}}{{% block main %}}{text}{{% endblock %}}"));
    for (path, text) in [
        gone("<p>gone</p>".to_owned()),
        gone(page("<title>x</title>", "x")),
        gone(page(&format!("<!-- {policy} -->"), "x")),
        gone(page(&format!("x{policy}"), "x")),
        gone(page(&format!("<template>{policy}</template>"), "x")),
        gone(page(&format!("<noscript>{policy}</noscript>"), "x")),
        gone(page(&format!("<script src=\"{{{{ root }}}}assets/filter.js\"></script>{policy}"), "x")),
        gone(page(&format!("</head>{policy}"), "x")),
        gone(page("", policy)),
        gone(page(&policy.replace("script-src 'self'", "script-src *"), "x")),
        gone(page(&policy.replace("http-equiv", "name"), "x")),
        gone(page(
            &policy.replace("http-equiv=\"Content-Security-Policy\"", "http-equiv=Content-Security-Policy-Report-Only"),
            "x",
        )),
        without(""),
        without(&format!("{{% if page.path != \"404.html\" %}}{policy}{{% endif %}}")),
        main("<{{ \"script\" }}>alert(1)</{{ \"script\" }}>"),
        main("<scr{# #}ipt>alert(1)</script>"),
        main("<p {{ \"onclick\" }}=alert(1)>x</p>"),
        main("<a href=\"{{ \"javascript\" }}:alert(1)\">x</a>"),
        main("<meta http-equiv={{ \"refresh\" }} content=\"0;url=https://evil.example\">"),
        main("<img src=\"https:{{ \"/\" }}/evil.example/x.png\">"),
    ] {
        let desk = PrivateRepository::new();
        assert_eq!(desk.build().code, 0);
        let before = desk.site();
        desk.write(&format!("site-templates/{path}"), &text);
        let said = desk.build();
        assert!(said.code == 1 && said.out.contains("broken-template"), "{text}: {said:?}");
        assert!(desk.site() == before, "{text}");
    }
    for (path, text) in [
        gone(page(policy, "x")),
        gone(format!("\u{feff}\n<!-- ours -->{}", page(&format!("<meta charset=utf-8> {policy}"), "x"))),
        without(&policy.to_lowercase()),
    ] {
        let desk = PrivateRepository::new();
        desk.write(&format!("site-templates/{path}"), &text);
        assert_eq!(desk.build().code, 0, "{text}");
    }
}
