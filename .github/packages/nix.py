"""The Nix flake, which installs a released archive by its checksum. It is served as an archive itself."""

import base64
import hashlib

import files
import project


def build(binaries, out):
    def source(target):
        digest = hashlib.sha256((out / target.archive_file).read_bytes()).digest()
        sri = "sha256-" + base64.b64encode(digest).decode()
        return f"""\
        {target.nix} = {{
          url = "{project.DOWNLOADS}/{target.archive_file}";
          hash = "{sri}";
        }};
"""

    sources = "".join(source(binary.target) for binary in binaries if binary.target.nix)
    flake = f"""\
{{
  description = "{project.DESCRIPTION}";

  inputs.nixpkgs.url = "github:NixOS/nixpkgs/nixos-unstable";

  outputs =
    {{ self, nixpkgs }}:
    let
      sources = {{
{sources}      }};
      package =
        system:
        let
          pkgs = nixpkgs.legacyPackages.${{system}};
        in
        pkgs.stdenvNoCC.mkDerivation {{
          pname = "{project.NAME}";
          version = "{project.VERSION}";
          src = pkgs.fetchurl sources.${{system}};
          nativeBuildInputs = [ pkgs.installShellFiles ];
          installPhase = ''
            install -D -m 755 {project.NAME} $out/bin/{project.NAME}
            installManPage {project.NAME}.1
            installShellCompletion --cmd {project.NAME} --bash completions/{project.NAME}.bash \\
              --zsh completions/{project.NAME}.zsh --fish completions/{project.NAME}.fish
          '';
          meta = {{
            description = "{project.DESCRIPTION}";
            homepage = "{project.REPOSITORY}";
            license = nixpkgs.lib.getLicenseFromSpdxId "{project.LICENCE}";
            mainProgram = "{project.NAME}";
            sourceProvenance = [ nixpkgs.lib.sourceTypes.binaryNativeCode ];
          }};
        }};
    in
    {{
      packages = nixpkgs.lib.genAttrs (builtins.attrNames sources) (system: {{
        default = package system;
      }});
    }};
}}
"""
    (out / f"{project.NAME}-nix.tar.gz").write_bytes(files.gzipped(files.tar([("flake.nix", flake.encode(), 0o644)])))
