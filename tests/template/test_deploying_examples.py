"""docs/examples/cdk and docs/examples/terraform: both take the template as it is."""

import json
import os
import re
import shutil
import subprocess
import zipfile

import hcl2
import pytest
from expansion import LEAST, ROOT, expand, resolve
from samtranslator.yaml_helper import yaml_parse

CDK = ROOT / "docs/examples/cdk"
TERRAFORM = ROOT / "docs/examples/terraform/main.tf"


@pytest.fixture(scope="module")
def synthesized(tmp_path_factory):
    """What `cdk synth` makes of a release."""
    release = tmp_path_factory.mktemp("release")
    shutil.copy(ROOT / "template.yaml", release)
    shutil.copytree(ROOT / "layer", release / "layer")
    with zipfile.ZipFile(release / "function.zip", "w") as archive:
        archive.writestr("bootstrap", "any program")

    # npm's folder is kept in the target folder, for the next time.
    app = (ROOT / os.environ.get("CARGO_TARGET_DIR", "target") / "cdk-example").resolve()
    app.mkdir(parents=True, exist_ok=True)
    lock = app / "installed-lock.json"
    for file in CDK.iterdir():
        if file.is_file():
            shutil.copy(file, app)
    if not lock.exists() or lock.read_text() != (CDK / "package-lock.json").read_text():
        subprocess.run(["npm", "ci", "--no-audit", "--no-fund", "--loglevel=error"], cwd=app, check=True)
        shutil.copy(CDK / "package-lock.json", lock)
    shutil.rmtree(app / "cdk.out", ignore_errors=True)
    command = ["npx", "--no-install", "cdk", "synth", "--quiet", "--no-notices", "--no-version-reporting", "--context", f"release={release}"]
    environment = os.environ | {"CDK_DISABLE_CLI_TELEMETRY": "true", "CDK_DISABLE_VERSION_CHECK": "1"}
    subprocess.run(command, cwd=app, env=environment, check=True)
    return json.loads((app / "cdk.out/outbound-chat.template.json").read_text())


def given(synthesized):
    """The parameters that are still to be given: CDK writes the values of those that the app gives."""
    return {name: LEAST[name] for name in LEAST if name in synthesized["Parameters"]}


def test_cdk_takes_every_resource_of_the_template(synthesized):
    template = yaml_parse((ROOT / "template.yaml").read_text())
    resources = synthesized["Resources"]
    assert {name: item["Type"] for name, item in resources.items()} == {
        name: item["Type"] for name, item in template["Resources"].items()
    }
    print(f"cdk synth: {len(resources)} resources")
    assert len(resources) == 66


def test_cdk_puts_the_code_where_the_deployment_finds_it(synthesized):
    for name in ("Front", "Worker"):
        assert set(synthesized["Resources"][name]["Properties"]["CodeUri"]) == {"Bucket", "Key"}
    assert set(synthesized["Resources"]["SourcesLayer"]["Properties"]["ContentUri"]) == {"Bucket", "Key"}


def test_what_cdk_makes_expands_and_resolves_to_the_same_stack(synthesized):
    text = json.dumps(synthesized)
    parameters = given(synthesized)
    stack = resolve(expand(text, parameters), parameters)["Resources"]
    own = LEAST | {"DefaultCountry": "US", "AllowedDestinations": "+1", "AlarmEmail": "you@example.com"}
    assert set(stack) == set(resolve(expand(parameters=own), own)["Resources"])
    for function in ("Front", "Worker"):
        variables = stack[function]["Properties"]["Environment"]["Variables"]
        assert variables["CONNECT_INSTANCE"] == LEAST["ConnectInstanceArn"]
        assert variables["DEFAULT_COUNTRY"] == "US"


def bare(value):
    """python-hcl2 leaves the quotes at strings and labels."""
    match value:
        case dict():
            return {bare(name): bare(item) for name, item in value.items() if not name.startswith("__")}
        case list():
            return [bare(item) for item in value]
        case str():
            return value.removeprefix('"').removesuffix('"')
    return value


def blocks(module, kind):
    """The blocks of one kind, by their labels."""
    return {label: block for labelled in module[kind] for label, block in labelled.items()}


def test_the_terraform_example_parses_and_names_what_the_template_has():
    with TERRAFORM.open() as file:
        module = bare(hcl2.load(file))
    template = yaml_parse((ROOT / "template.yaml").read_text())
    stack = blocks(module, "resource")["aws_cloudformation_stack"]["outbound_chat"]
    needed = {name for name, parameter in template["Parameters"].items() if "Default" not in parameter}
    assert needed <= set(stack["parameters"]) <= set(template["Parameters"])
    assert stack["capabilities"] == ["CAPABILITY_IAM", "CAPABILITY_AUTO_EXPAND"]
    for block in blocks(module, "output").values():
        [output] = re.findall(r'outputs\["(\w+)"\]', block["value"])
        assert output in template["Outputs"]
    variables = {name for value in stack["parameters"].values() for name in re.findall(r"var\.(\w+)", value)}
    assert variables <= set(blocks(module, "variable"))
