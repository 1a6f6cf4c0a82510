#!/usr/bin/env python3
"""Draws versions of every order, sorts them with the tool that defines the order, and writes the
sorted lists beside this file. A line has the versions that are equal; lines ascend.

Usage: generate.py [ORDER...]

The tools, by package: node with npm's `semver` (NODE_PATH), Python's `packaging` and `univers`, a
JDK with Debian's libmaven3-core-java, ruby, php-cli with php-composer-semver, dpkg, python3-rpm
(of /usr/bin/python3), `apk` of Alpine, ghc, r-base-core. Tests need none of them: they read the
lists. Each list is complete: the tool was asked about all pairs, and its answers are transitive.
"""

import concurrent.futures
import functools
import itertools
import pathlib
import random
import re
import subprocess
import sys
import tempfile

HERE = pathlib.Path(__file__).parent
WANTED = 320


def run(command, versions, **options):
    """Runs a program that reads one version a line and prints a row of <, = and > for each."""
    done = subprocess.run(command, input="\n".join(versions) + "\n", capture_output=True, text=True, **options)
    if done.returncode:
        sys.exit(f"{command[0]}: {done.stderr[-2000:]}")
    return done.stdout.split("\n")


def by_program(source, suffix, command):
    def matrix(versions):
        with tempfile.TemporaryDirectory() as folder:
            path = pathlib.Path(folder, "Order" + suffix)
            path.write_text(source)
            return run([*command, str(path)], versions)
    return matrix


def by_key(key):
    def matrix(versions):
        keys = [key(version) for version in versions]
        return ["".join("<=>"[(a > b) - (a < b) + 1] for b in keys) for a in keys]
    return matrix


def node(function):
    return by_program(
        f"""const semver = require('semver');
const all = require('fs').readFileSync(0, 'utf8').trim().split('\\n');
for (const a of all) console.log(all.map(b => '<=>'[semver.{function}(a, b) + 1]).join(''));
""", ".js", ["node"])


def packaging(version):
    from packaging.version import Version
    return Version(version)


def nuget(version):
    from univers.versions import NugetVersion
    return NugetVersion(version)


maven = by_program("""
import java.io.*;
import java.util.*;
import org.apache.maven.artifact.versioning.ComparableVersion;
public class Order {
  public static void main(String[] args) throws Exception {
    List<ComparableVersion> all = new ArrayList<>();
    BufferedReader in = new BufferedReader(new InputStreamReader(System.in));
    for (String line = in.readLine(); line != null; line = in.readLine()) all.add(new ComparableVersion(line));
    StringBuilder out = new StringBuilder();
    for (ComparableVersion a : all) {
      for (ComparableVersion b : all) { int c = a.compareTo(b); out.append(c < 0 ? '<' : c > 0 ? '>' : '='); }
      out.append('\\n');
    }
    System.out.print(out);
  }
}
""", ".java", ["java", "-cp", "/usr/share/java/maven3-artifact.jar:/usr/share/java/commons-lang3.jar"])

ruby = by_program("""all = STDIN.read.split("\\n").map { |v| Gem::Version.new(v) }
all.each { |a| puts all.map { |b| "<=>"[(a <=> b) + 1] }.join }
""", ".rb", ["ruby"])

composer = by_program("""<?php
require '/usr/share/php/Composer/Semver/autoload.php';
$parser = new Composer\\Semver\\VersionParser();
$all = array_map([$parser, 'normalize'], explode("\\n", trim(stream_get_contents(STDIN))));
foreach ($all as $a) { foreach ($all as $b) echo '<=>'[version_compare($a, $b) + 1]; echo "\\n"; }
""", ".php", ["php"])

rpm = by_program("""import re, sys, rpm
def label(text):
    epoch, version, release = re.fullmatch(r"(?:(\\d+):)?(.*?)(?:-([^-]*))?", text).groups()
    return (epoch or "0", version, release or "")
all = [label(line) for line in sys.stdin.read().split()]
for a in all: print("".join("<=>"[rpm.labelCompare(a, b) + 1] for b in all))
""", ".py", ["/usr/bin/python3"])

cran = by_program("""all <- package_version(readLines(file("stdin")))
n <- length(all)
for (i in seq_len(n)) {
  row <- vapply(seq_len(n), function(j) if (all[i] < all[j]) "<" else if (all[i] == all[j]) "=" else ">", "")
  cat(row, sep = ""); cat("\\n")
}
""", ".R", ["Rscript"])

haskell = by_program("""import Distribution.Parsec (simpleParsec)
import Distribution.Version (Version)
main = do
  text <- getContents
  let all = [v | Just v <- map simpleParsec (lines text)] :: [Version]
  mapM_ (\\a -> putStrLn [case compare a b of { LT -> '<'; EQ -> '='; GT -> '>' } | b <- all]) all
""", ".hs", ["runghc"])


def dpkg(versions):
    def row(n):
        holds = lambda word, b: subprocess.run(["dpkg", "--compare-versions", versions[n], word, b]).returncode == 0
        return ["<" if holds("lt", b) else "=" if holds("eq", b) else ">" for b in versions[:n]]
    with concurrent.futures.ThreadPoolExecutor() as pool:
        lower = list(pool.map(row, range(len(versions))))
    mirror = {"<": ">", "=": "=", ">": "<"}
    return ["".join(lower[n]) + "=" + "".join(mirror[lower[m][n]] for m in range(n + 1, len(versions)))
            for n in range(len(versions))]


def apk(versions):
    pairs = [(a, b) for a in versions for b in versions]
    done = [subprocess.run(["apk", "version", "-t", a, b], capture_output=True, text=True).stdout.strip() for a, b in pairs]
    return ["".join(done[n:n + len(versions)]) for n in range(0, len(done), len(versions))]


def drupal(versions):
    """drupal.org gives Composer `8.x-1.2` as `1.2.0`; older cores come first."""
    parts = [re.fullmatch(r"(?:(\d+)\.x-)?(.*)", version).groups() for version in versions]
    core = [min(int(core), 8) if core else 8 for core, _ in parts]
    rows = composer([rest for _, rest in parts])
    return ["".join(answer if core[n] == core[m] else "<>"[core[n] > core[m]] for m, answer in enumerate(row))
            for n, row in enumerate(rows) if row]


def letters(version):
    numbers, word, stage, number = re.fullmatch(r"([\d.]+)([a-z]*)(?:-([a-z]+?)(\d*))?", version).groups()
    numbers = [int(n) for n in numbers.split(".")]
    while numbers and numbers[-1] == 0:
        numbers.pop()
    stages = {"dev": 0, "alpha": 1, "beta": 2, "pre": 3, "rc": 3, None: 4, "p": 5}
    return (numbers, word, stages[stage], int(number or 0))


def date(version):
    day, rest = re.fullmatch(r"(\d{4}[-.]?\d\d[-.]?\d\d)(.*)", version).groups()
    rest = [int(n) for n in re.findall(r"\d+", rest)]
    while rest and rest[-1] == 0:
        rest.pop()
    return (re.sub(r"\D", "", day), rest)


def of(*parts):
    """Draws a text: each part is a list to choose from, or a function."""
    return lambda: "".join(part() if callable(part) else random.choice(part) for part in parts)


def times(low, high, *parts):
    return lambda: "".join(of(*parts)() for _ in range(random.randint(low, high)))


NUMBER = ["0", "1", "1", "2", "2", "3", "9", "10", "11", "20", "100"]
SMALL = ["0", "1", "1", "2"]
ZERO = ["00", "01", "010", "1", "2", "0"]
LABELS = ["alpha", "beta", "rc", "rc1", "rc10", "rc2", "x-y", "0", "1", "2", "10", "A", "RC", "a"]
PRE = times(0, 1, ["-"], LABELS, times(0, 2, ["."], LABELS))
SEMVER = [SMALL, ["."], SMALL, ["."], NUMBER, PRE]

ORDERS = {
    "semver": (of(*SEMVER, times(0, 1, ["+a", "+1"])), node("compare")),
    "semver-build": (of(["0", "1"], ["."], ["0", "1"], [".0", ".1"], ["", "", "-rc1", "-rc.1"],
                        times(0, 1, ["+"], ["a", "b", "0", "1", "2", "10"], times(0, 1, ["."], ["1", "z"]))),
                     node("compareBuild")),
    "pep440": (of(["", "", "", "1!", "v"], SMALL, times(0, 3, ["."], NUMBER),
                  times(0, 1, ["", ".", "-", "_"], ["a", "b", "rc", "c", "alpha", "beta", "pre", "preview"], ["", "0", "1", "2", "10"]),
                  times(0, 1, [".post", "-", "-r", ".rev"], ["0", "1", "2", "10"]),
                  times(0, 1, [".dev", "dev", "-dev"], ["", "1", "2"]),
                  ["", "", "", "+abc", "+1", "+abc.2", "+2"]), by_key(packaging)),
    "maven": (of(SMALL, times(0, 3, ["."], NUMBER),
                 times(0, 2, [".", "-", "", "-"],
                       ["alpha", "beta", "a", "b", "m", "rc", "cr", "SNAPSHOT", "ga", "Final", "RELEASE", "sp", "jre", "android", "x", "milestone"],
                       ["", "", "-", "."], ["", "1", "2", "10", "0"])), maven),
    "rubygems": (of(SMALL, times(0, 4, ["."], NUMBER), times(0, 2, [".", "-"], ["a", "b", "rc1", "rc10", "rc2", "pre", "beta", "0", "A", "1a"])), ruby),
    "nuget": (of(SMALL, times(1, 3, ["."], ["0", "1", "2", "10"]), PRE, ["", "", "+b1"]), by_key(nuget)),
    "composer": (of(["", "v"], SMALL, times(0, 3, ["."], NUMBER),
                    times(0, 1, ["-", ".", "_", ""], ["alpha", "a", "beta", "b", "RC", "rc", "patch", "pl", "p", "stable"],
                          ["", "1", "2", "10", ".1", "-2", "1.2"]),
                    ["", "", "", "-dev"], ["", "", "+meta"]), composer),
    "debian": (of(["", "", "", "1:", "0:"], SMALL, times(0, 2, [".", ".", "+", "~", ""], ["rc1", "1", "2", "10", "a", "b", "dfsg", "git20200101", "01", "ds1"]),
                  times(0, 1, ["-"], ["1", "0", "2", "10", "0ubuntu1", "1+deb12u1", "1~bpo11+1", "3.1", "1build2"])), dpkg),
    "rpm": (of(["", "", "", "1:", "0:"], SMALL, times(0, 2, [".", ".", "_", "~", "^", "", "+"], ["rc1", "1", "2", "10", "a", "b", "git", "01", "p1"]),
               times(0, 1, ["-"], ["1", "2", "10", "3.el9", "3.el9_1", "150500.3.3.1", "150500.3.10.1", "1.fc38", "0.1.rc1"])), rpm),
    "alpine": (of(SMALL, times(0, 3, ["."], [*NUMBER, "01", "05"]), ["", "", "", "a", "b"],
                  times(0, 2, ["_"], ["alpha", "beta", "pre", "rc", "cvs", "svn", "git", "hg", "p"], ["", "1", "2", "20200101"]),
                  ["", "", "", "~1a2b"], ["", "", "-r0", "-r1", "-r10", "-r9"]), apk),
    "pvp": (of(SMALL, times(0, 4, ["."], NUMBER)), haskell),
    "cran": (of(SMALL, times(1, 3, [".", "-"], [*NUMBER, "01"])), cran),
    "drupal": (of(["", "7.x-", "8.x-", "9.x-"], ["1", "2", "3", "10"], ["."], NUMBER,
                  times(0, 1, ["-"], ["alpha", "beta", "rc"], ["1", "2", "10"])), drupal),
    "numeric": (of(SMALL, times(0, 5, ["."], [*NUMBER, "01"])), by_key(packaging)),
    "letters": (of(SMALL, times(1, 2, ["."], SMALL), ["", "a", "b", "w", "z", "za", "zb"],
                   times(0, 1, ["-"], ["dev", "alpha1", "alpha2", "beta1", "beta10", "pre1", "pre2", "p1", "rc3"])), by_key(letters)),
    "date": (of(["1999", "2023", "2024"], ["-01-02", "-12-31", ".01.02", "0102", "1231", "-10-09", ".11.01", "1101", "0930", "-02-28"],
                times(0, 2, ["."], ["0", "1", "2", "10"])), by_key(date)),
    "kernel": (of(["2.6", "5", "6", "6"], ["."], NUMBER, times(0, 2, ["."], NUMBER), ["", "", "-rc1", "-rc2", "-rc10"]),
               by_key(lambda version: packaging(version.replace("-rc", "rc")))),
}


# Versions whose contradiction only shows beside a version that is not drawn, such as
# 2.2.100.100.sp.1 < 2.2.100.100.milestone < 2.2.100.100 < 2.2.100.100.sp.1.
CONTRADICTORY = {"1.2.1RELEASE.1-sp2", "1.2.20.100.x.0-android2", "2.1.10android2.alpha", "2.2.100.100.sp.1"}


def consistent(name, versions, rows):
    """Leaves out versions about which the tool contradicts itself: Maven does, as in 1-1 <
    1.0.0.alpha < 1 < 1-1."""
    versions, rows = list(versions), [list(row) for row in rows]
    while True:
        below = [sum(1 << m for m, c in enumerate(row) if c == "<") for row in rows]
        # a < b < c, but not a < c: c is below b and not below a.
        count = [0] * len(versions)
        for a, row in enumerate(rows):
            for b, c in enumerate(row):
                wrong = (below[b] & ~below[a]) if c == "<" else (below[a] ^ below[b]) if c == "=" else 0
                count[a] += bin(wrong).count("1")
        if not any(count):
            return versions, rows
        assert name == "maven", name
        worst = count.index(max(count))
        versions.pop(worst)
        rows = [row[:worst] + row[worst + 1:] for n, row in enumerate(rows) if n != worst]


def write(name):
    draw, matrix = ORDERS[name]
    random.seed(name)
    versions = {}
    for _ in range(20000):
        if len(versions) == WANTED:
            break
        versions.setdefault(draw())
    versions = sorted(versions if name != "maven" else versions.keys() - CONTRADICTORY)
    rows = [row for row in matrix(versions) if row]
    assert len(rows) == len(versions) and all(len(row) == len(versions) for row in rows), name
    versions, rows = consistent(name, versions, rows)
    number = {version: n for n, version in enumerate(versions)}
    answer = lambda a, b: "<=>".index(rows[number[a]][number[b]]) - 1
    ordered = sorted(versions, key=functools.cmp_to_key(answer))
    classes = [list(group) for _, group in itertools.groupby(ordered, key=functools.cmp_to_key(answer))]
    place = {version: n for n, group in enumerate(classes) for version in group}
    for a, b in itertools.product(versions, versions):
        expected = (place[a] > place[b]) - (place[a] < place[b])
        assert answer(a, b) == expected, f"{name}: the tool's answers about {a} and {b} are not transitive"
    (HERE / f"{name}.txt").write_text("".join(" ".join(sorted(group)) + "\n" for group in classes))
    print(f"{name}: {len(versions)} versions, {len(versions) ** 2} pairs")


for name in sys.argv[1:] or ORDERS:
    write(name)
