"""The Homebrew formula, which installs a released archive by its checksum."""

import hashlib

import project


def build(binaries, out):
    def on(system, cpu, triple):
        found = [binary.target for binary in binaries if binary.target.triple == triple]
        if not found:
            return ""
        archive = found[0].archive_file
        digest = hashlib.sha256((out / archive).read_bytes()).hexdigest()
        return f"""
  on_{system} do
    on_{cpu} do
      url "{project.DOWNLOADS}/{archive}"
      sha256 "{digest}"
    end
  end
"""

    sources = "".join([
        on("macos", "arm", "aarch64-apple-darwin"),
        on("macos", "intel", "x86_64-apple-darwin"),
        on("linux", "arm", "aarch64-unknown-linux-musl"),
        on("linux", "intel", "x86_64-unknown-linux-musl"),
    ])
    # Homebrew's style wants a description without an article at its beginning and without a full stop.
    formula = f"""\
class {project.NAME.capitalize()} < Formula
  desc "{project.DESCRIPTION}"
  homepage "{project.REPOSITORY}"
  version "{project.VERSION}"
  license "{project.LICENCE}"
{sources}
  def install
    bin.install "{project.NAME}"
    man1.install "{project.NAME}.1"
    bash_completion.install "completions/{project.NAME}.bash" => "{project.NAME}"
    zsh_completion.install "completions/{project.NAME}.zsh" => "_{project.NAME}"
    fish_completion.install "completions/{project.NAME}.fish"
  end

  test do
    assert_equal "{project.NAME} #{{version}}", shell_output("#{{bin}}/{project.NAME} --version").strip
  end
end
"""
    (out / f"{project.NAME}.rb").write_text(formula)
