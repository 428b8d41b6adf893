"""A release is deployed by the commands of the README, with the AWS CLI and nothing else, into moto's S3 and CloudFormation.

moto knows no resource of SAM: it takes the change set as CloudFormation would, and then finds no `Front`. So what CloudFormation
does itself between the two, SAM's expansion, is done here by AWS's own translator, and what the CLI uploaded is deployed
from it: both functions and whatever they need. Not held here, because moto can't create it: gateway, rules, alarms, schedules.
"""

import base64
import hashlib
import io
import json
import pathlib
import re
import shutil
import subprocess
import zipfile

import boto3
import pytest
from conftest import ROOT
from expansion import LEAST, Resolver, expand
from moto.server import ThreadedMotoServer
from samtranslator.yaml_helper import yaml_parse

BUCKET = "code-of-ours"
REGION = "us-east-1"


@pytest.fixture(scope="module")
def cloud():
    """The environment of a shell that has the AWS CLI on its path, and an account at moto's."""
    server = ThreadedMotoServer(ip_address="127.0.0.1", port=0, verbose=False)
    server.start()
    _, port = server.get_host_and_port()
    # By this name moto reads the addresses of objects, which CloudFormation is given, in the form that the CLI writes.
    yield {
        "AWS_ENDPOINT_URL": f"http://localhost:{port}",
        "AWS_DEFAULT_REGION": REGION,
        "AWS_ACCESS_KEY_ID": "any",
        "AWS_SECRET_ACCESS_KEY": "any",
        "AWS_EC2_METADATA_DISABLED": "true",
        "AWS_CONFIG_FILE": "/dev/null",
        "AWS_SHARED_CREDENTIALS_FILE": "/dev/null",
    }
    server.stop()


@pytest.fixture(scope="module")
def client(cloud):
    return lambda service: boto3.client(
        service, endpoint_url=cloud["AWS_ENDPOINT_URL"], region_name=REGION, aws_access_key_id="any", aws_secret_access_key="any"
    )


@pytest.fixture(scope="module")
def desk(release, cloud, tmp_path_factory):
    """A folder with an unpacked release, and a shell there without a compiler."""
    folder = tmp_path_factory.mktemp("desk")
    shutil.copytree(release, folder / "release")
    (folder / "bin").mkdir()
    (folder / "bin/aws").symlink_to(shutil.which("aws"))
    path = str(folder / "bin")
    assert not any(shutil.which(tool, path=path) for tool in ("cargo", "rustc", "cc", "zig", "sam"))

    def run(command):
        environment = cloud | {"PATH": path, "HOME": str(folder)}
        done = subprocess.run(["/bin/bash", "-euc", command], cwd=folder / "release", env=environment, capture_output=True, text=True, check=False)
        assert done.returncode == 0, done.stderr
        return done.stdout

    run.folder = folder / "release"
    return run


@pytest.fixture(scope="module")
def commands(desk):
    """The three of the README, with what one enters in place of its capitals."""
    [block] = re.findall(r"```sh\n(aws cloudformation package .*?)```", (desk.folder / "README.md").read_text(), re.S)
    text = block.replace("\\\n", " ").replace("--s3-bucket BUCKET", f"--s3-bucket {BUCKET}")
    for name, value in LEAST.items():
        text = text.replace(f"{name}=ARN", f"{name}={value}")
    assert "ARN " not in text and not text.endswith("ARN\n")
    return text.strip().splitlines()


@pytest.fixture(scope="module")
def packaged(desk, commands):
    desk(f"aws s3 mb s3://{BUCKET}")
    package, *_ = commands
    desk(package)
    return yaml_parse((desk.folder / "packaged.yaml").read_text())


def uploaded(client, address):
    bucket, key = re.fullmatch(r"s3://([^/]+)/(.+)", address).groups()
    return client("s3").get_object(Bucket=bucket, Key=key)["Body"].read()


def code_of(template):
    return [template["Resources"][name]["Properties"]["CodeUri"] for name in ("Front", "Worker")]


def test_there_are_three_commands(commands):
    assert [command.split()[1:3] for command in commands] == [
        ["cloudformation", "package"],
        ["cloudformation", "deploy"],
        ["cloudformation", "describe-stacks"],
    ]


def test_the_object_that_is_uploaded_is_the_one_whose_sum_is_told(packaged, desk, client):
    front, worker = code_of(packaged)
    assert front == worker
    content = uploaded(client, front)
    assert f"{hashlib.sha256(content).hexdigest()}  function.zip" in (desk.folder / "SHA256SUMS").read_text().splitlines()
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        [entry] = archive.infolist()
    assert entry.filename == "bootstrap" and entry.external_attr >> 16 & 0o111 == 0o111


def test_the_layer_that_is_uploaded_has_the_sources_where_the_function_looks(packaged, client, release):
    with zipfile.ZipFile(io.BytesIO(uploaded(client, packaged["Resources"]["SourcesLayer"]["Properties"]["ContentUri"]))) as archive:
        through_the_cli = sorted(archive.namelist())
    with zipfile.ZipFile(release / "layer.zip") as archive:
        through_the_console = sorted(archive.namelist())
    # Lambda unpacks it below /opt: layer/sources/ becomes /opt/sources/.
    assert through_the_cli == through_the_console == ["README.md"]


def test_the_commands_lead_to_a_change_set_with_everything(packaged, desk, commands):
    _, deploy, describe = commands
    said = desk(f"{deploy} --no-execute-changeset")
    assert "Changeset created successfully" in said, said
    assert json.loads(desk(describe)) is None
    changes = json.loads(desk(re.search(r"aws cloudformation describe-change-set .*", said)[0]))["Changes"]
    assert {"Front", "Worker", "Queue"} <= {change["ResourceChange"]["LogicalResourceId"] for change in changes}


class Conditions(Resolver):
    """Conditions alone: moto writes the ones that leave out a member of a list as null. References are for moto."""

    def __init__(self, expanded, parameters):
        super().__init__(expanded, parameters)
        self.plain = Resolver(expanded, parameters)

    def condition(self, condition):
        return self.plain.condition(condition)

    def reference(self, name):
        return self.NOTHING if name == "AWS::NoValue" else {"Ref": name}

    def function(self, function, arguments):
        return super().function(function, arguments) if function == "Fn::If" else {function: self.value(arguments)}


def named(value):
    """The names that references in a value may have."""
    return set(re.findall(r"[A-Za-z0-9]+", json.dumps(value)))


def with_what_they_need(resources, names):
    """These resources, and those that they refer to."""
    found, waiting = {}, list(names)
    while waiting:
        name = waiting.pop()
        if name not in found:
            found[name] = resources[name]
            waiting += named(resources[name]) & set(resources)
    return found


def test_the_functions_that_are_created_have_the_code_whose_sum_is_told(packaged, desk, commands, client, architecture):
    parameters = LEAST | {"Architecture": architecture}
    expanded = expand((desk.folder / "packaged.yaml").read_text(), parameters)
    resources = Conditions(expanded, parameters).template()["Resources"]
    resources = with_what_they_need({name: item for name, item in resources.items() if not item["Type"].startswith("AWS::CloudWatch::")}, ["Front", "Worker"])
    (desk.folder / "expanded.json").write_text(json.dumps({"Parameters": expanded["Parameters"], "Resources": resources}))
    desk(commands[1].replace("packaged.yaml", "expanded.json").replace("--stack-name connect-outbound-chat", "--stack-name outbound"))
    [stack] = client("cloudformation").describe_stacks(StackName="outbound")["Stacks"]
    assert stack["StackStatus"] == "CREATE_COMPLETE"
    digest = base64.b64encode(hashlib.sha256((desk.folder / "function.zip").read_bytes()).digest()).decode()
    for name in ("front", "worker"):
        made = client("lambda").get_function_configuration(FunctionName=f"outbound-{name}")
        assert (made["CodeSha256"], made["Runtime"], made["Handler"]) == (digest, "provided.al2023", "bootstrap")
        assert made["Environment"]["Variables"]["CONNECT_INSTANCE"] == LEAST["ConnectInstanceArn"]


def test_by_the_console_the_folder_that_is_uploaded_has_the_code_where_the_template_looks(desk, client, architecture):
    """The console uploads a folder under the folder's name, and the template as it is."""
    [name] = {pathlib.PurePath(code["Key"]).parent.name for code in code_of(yaml_parse((desk.folder / "template-console.yaml").read_text()))}
    s3, bucket = client("s3"), "bucket-of-the-console"
    s3.create_bucket(Bucket=bucket)
    for file in (path for path in desk.folder.rglob("*") if path.is_file()):
        s3.upload_file(str(file), bucket, f"{name}/{file.relative_to(desk.folder)}")
    template = (desk.folder / "template-console.yaml").read_text()
    address = s3.generate_presigned_url("get_object", {"Bucket": bucket, "Key": f"{name}/template-console.yaml"}).split("?")[0]
    entered = [{"ParameterKey": key, "ParameterValue": value} for key, value in (LEAST | {"CodeBucket": bucket}).items()]
    made = client("cloudformation").create_change_set(
        StackName="clicked", ChangeSetName="first", ChangeSetType="CREATE", TemplateURL=address, Parameters=entered, Capabilities=["CAPABILITY_IAM", "CAPABILITY_AUTO_EXPAND"]
    )
    assert made["StackId"]
    for code in code_of(yaml_parse(template)):
        content = s3.get_object(Bucket=bucket, Key=code["Key"])["Body"].read()
        assert content == (desk.folder / "function.zip").read_bytes()


def test_the_commands_of_the_documents_are_those_of_the_readme(release):
    """docs/deploying.md has the same three, with more parameters."""
    [block] = re.findall(r"```sh\n(aws cloudformation package .*?)```", (ROOT / "README.md").read_text(), re.S)
    first, second, third = block.replace("\\\n", " ").strip().splitlines()
    page = re.sub(r" +", " ", (ROOT / "docs/deploying.md").read_text().replace("\\\n", " "))
    assert first in page and third in page
    assert re.sub(r" +", " ", second).split(" --parameter-overrides")[0] in page
