"""What a release holds."""

import json
import os
import re
import subprocess
import tomllib
import zipfile

import pytest
from conftest import ROOT
from expansion import ALL, LEAST, expand, of_type, refusals, resolve
from samtranslator.yaml_helper import yaml_parse

VERSION = tomllib.loads((ROOT / "Cargo.toml").read_text())["workspace"]["package"]["version"]


@pytest.fixture(params=["template.yaml", "template-console.yaml"])
def template(release, request):
    return (release / request.param).read_text()


def given(template, architecture):
    """Everything switched on, as far as this template can."""
    parameters = ALL | {"Architecture": architecture}
    return parameters | {"CodeBucket": "code"} if "CodeBucket" in yaml_parse(template)["Parameters"] else parameters


def test_the_code_is_one_executable_bootstrap_and_its_zip_tells_no_time(release):
    with zipfile.ZipFile(release / "function.zip") as archive:
        [entry] = archive.infolist()
    assert entry.filename == "bootstrap"
    # Of Unix, a file, executable for all: Lambda runs it as a user of its own.
    assert (entry.create_system, entry.external_attr >> 16) == (3, 0o100755)
    assert entry.date_time == (1980, 1, 1, 0, 0, 0)


def test_every_file_has_its_sum_and_every_sum_is_right(release):
    subprocess.run(["sha256sum", "--check", "--strict", "--quiet", "SHA256SUMS"], cwd=release, check=True)
    named = {line.split("  ", 1)[1] for line in (release / "SHA256SUMS").read_text().splitlines()}
    there = {str(file.relative_to(release)) for file in release.rglob("*") if file.is_file()}
    assert named == there - {"SHA256SUMS"}


def test_every_link_of_its_documents_leads_to_a_file_of_it(release):
    links = 0
    for page in release.rglob("*.md"):
        for link in re.findall(r"\]\(([^)#\s]+)(?:#[^)]*)?\)", page.read_text()):
            if "://" not in link and not link.startswith("mailto:"):
                links += 1
                assert (page.parent / link).exists(), f"{page.relative_to(release)}: {link}"
    assert links > 100


def test_it_has_the_licences_of_what_is_in_the_code(release):
    for name in ("LICENSE", "NOTICE", "LICENSE.jsonata"):
        assert (release / name).stat().st_size > 500, name


def test_nothing_is_built_when_it_is_deployed(template):
    assert "BuildMethod" not in template
    assert "CodeUri" not in yaml_parse(template)["Globals"]["Function"]


def test_the_template_takes_the_code_that_lies_beside_it_and_no_other_processor(template, architecture):
    parsed = yaml_parse(template)
    assert parsed["Parameters"]["Architecture"]["Default"] == architecture
    other = {"arm64": "x86_64", "x86_64": "arm64"}[architecture]
    expanded = expand(template, LEAST)
    code = {"CodeBucket": "code"} if "CodeBucket" in parsed["Parameters"] else {}
    assert refusals(expanded, LEAST | code) == []
    assert refusals(expanded, LEAST | code | {"Architecture": other}) == ["Architecture"]


def test_it_makes_the_stack_that_the_repositorys_template_makes(template, architecture):
    def stack(text, parameters):
        made = resolve(expand(text, parameters), parameters)["Resources"]
        for resource in made.values():
            resource.pop("Metadata", None)
            resource["Properties"].pop("Code", None)
            resource["Properties"].pop("Content", None)
        # SAM's name of a layer holds a digest of what is in it.
        [layer] = of_type(made, "AWS::Lambda::LayerVersion")
        return {name.replace(layer, "Layer"): str(resource).replace(layer, "Layer") for name, resource in made.items()}

    ours = (ROOT / "template.yaml").read_text()
    assert stack(template, given(template, architecture)) == stack(ours, ALL | {"Architecture": architecture})


def test_both_templates_name_the_code_of_this_release(release, architecture):
    functions = [
        [item["Properties"]["CodeUri"] for item in yaml_parse((release / name).read_text())["Resources"].values() if item["Type"] == "AWS::Serverless::Function"]
        for name in ("template.yaml", "template-console.yaml")
    ]
    assert functions[0] == ["function.zip"] * 2
    key = f"connect-outbound-chat-{VERSION}-{architecture}/function.zip"
    assert [(code["Bucket"], code["Key"]) for code in functions[1]] == [({"Ref": "CodeBucket"}, key)] * 2


def test_the_way_through_the_console_names_the_files_and_parameters_that_there_are(release):
    [way] = re.findall(r"^## Deploy from the console\n(.*?)^## ", (release / "docs/crm.md").read_text(), re.M | re.S)
    parameters = yaml_parse((release / "template-console.yaml").read_text())["Parameters"]
    named = set(re.findall(r"`([A-Z][a-z]+[A-Z][A-Za-z]+)`", way)) - {"SourcesUrl", "PhoneNumberArn"}
    assert named <= set(parameters)
    # Whoever leaves one of these out can't go on.
    assert {name for name, parameter in parameters.items() if "Default" not in parameter} <= named
    for file in ("template-console.yaml", "function.zip"):
        assert (release / file).exists()


def test_it_tells_its_version_and_no_address_that_nobody_gave(template):
    application = yaml_parse(template)["Metadata"]["AWS::ServerlessRepo::Application"]
    assert application["SemanticVersion"] == VERSION
    given = "RELEASE_URL" in os.environ
    assert ("HomePageUrl" in application, "SourceCodeUrl" in application) == (given, given)


def test_the_address_of_its_repository_is_told_where_it_is_given(tmp_path, bootstrap, architecture, monkeypatch):
    monkeypatch.setenv("RELEASE_URL", "https://example.com/outbound/")
    subprocess.run([ROOT / ".ci/pack", architecture, bootstrap, tmp_path / "release"], check=True)
    application = yaml_parse((tmp_path / "release/template.yaml").read_text())["Metadata"]["AWS::ServerlessRepo::Application"]
    assert application["HomePageUrl"] == "https://example.com/outbound"
    assert application["SourceCodeUrl"] == f"https://example.com/outbound/tree/v{VERSION}"


def test_packed_twice_it_is_the_same(release, tmp_path, bootstrap, architecture):
    for name in ("one", "two"):
        subprocess.run([ROOT / ".ci/pack", architecture, bootstrap, tmp_path / name], check=True)
    sums = [(tmp_path / name / "SHA256SUMS").read_text() for name in ("one", "two")]
    assert sums[0] == sums[1]
    # What .ci/release adds to a release has lines beside these.
    assert set(sums[0].splitlines()) <= set((release / "SHA256SUMS").read_text().splitlines())


def test_the_bill_of_materials_names_what_is_in_the_function_and_the_licences_are_there(release):
    if not (release / "sbom.cdx.json").exists():
        pytest.skip("only .ci/release makes it")
    bom = json.loads((release / "sbom.cdx.json").read_text())
    assert (bom["bomFormat"], bom["specVersion"]) == ("CycloneDX", "1.5")
    libraries = {component["name"]: component for component in bom["components"]}
    assert {"aws-sdk-connect", "lambda_runtime", "ring", "rquickjs-sys", "jsonata", "quickjs-ng"} <= set(libraries)
    # What only tests need is not in it, nor what only helps to build.
    assert not {"axum", "insta", "proptest", "cc"} & set(libraries)
    assert all(library["version"] and library["purl"] and library["licenses"] for library in libraries.values())
    assert "/home/" not in json.dumps(bom) and str(ROOT) not in json.dumps(bom)
    licences = (release / "LICENSES.txt").read_text()
    for name in ("aws-sdk-connect", "ring", "rquickjs-sys", "unicode-ident"):
        assert re.search(rf"^  {name} {re.escape(libraries[name]['version'])}\b", licences, re.M), name
    assert "Permission is hereby granted" in licences and "Apache License" in licences
