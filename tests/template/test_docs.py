"""The pages of docs/: no error without its section, no link that leads nowhere."""

import re

import pytest
from expansion import ROOT

DOCS = ROOT / "docs"
PAGES = sorted(DOCS.glob("*.md"))

# The table of failures: code, HTTP status, whether trying again helps.
CODES = {
    "MalformedRequest": (400, "no"),
    "ValidationFailed": (400, "no"),
    "NoDestination": (400, "no"),
    "EventTooOld": (410, "no"),
    "DestinationNotAllowed": (403, "no"),
    "OutsideSendWindow": (409, "yes"),
    "SignatureInvalid": (401, "no"),
    "UnknownSource": (404, "no"),
    "MappingFailed": (422, "no"),
    "NotConfigured": (500, "no"),
    "InvalidRequestException": (400, "no"),
    "ValidationException": (400, "no"),
    "AccessDeniedException": (403, "no"),
    "ResourceNotFoundException": (404, "no"),
    "ConflictException": (409, "yes"),
    "LimitExceededException": (429, "yes"),
    "ThrottlingException": (429, "yes"),
    "TooManyRequestsException": (429, "yes"),
    "InternalServiceException": (502, "yes"),
    "ServiceUnavailable": (503, "yes"),
    "GroupBlocked": (503, "yes"),
    "Unreachable": (503, "yes"),
    "Timeout": (504, "yes"),
    "CredentialsNotFound": (500, "no"),
    "ExpiredTokenException": (500, "no"),
    "UnrecognizedClientException": (500, "no"),
    "NotFound": (404, "no"),
    "MethodNotAllowed": (405, "no"),
    "UnsupportedMediaType": (415, "no"),
    "PayloadTooLarge": (413, "no"),
    "InternalError": (500, "perhaps"),
}


def kebab(code):
    return re.sub(r"(?<!^)(?=[A-Z])", "-", code).lower()


def anchors(markdown):
    """Those that GitHub gives the headings, and those that the page sets."""
    markdown = re.sub(r"^```.*?^```", "", markdown, flags=re.M | re.S)
    headings = re.findall(r"^#+ (.+)$", markdown, re.M)
    return {re.sub(r"[^\w -]", "", heading.lower()).replace(" ", "-") for heading in headings} | set(
        re.findall(r'<a id="([^"]+)"></a>', markdown)
    )


@pytest.mark.parametrize("code", CODES)
def test_every_code_has_its_section_with_its_status_and_whether_to_try_again(code):
    status, again = CODES[code]
    page = (DOCS / "errors.md").read_text()
    section = re.search(rf'^<a id="{kebab(code)}"></a>\n### {code}\nHTTP (\d+)[^\n]* · trying again: (\w+)', page, re.M)
    assert section, code
    assert (int(section[1]), section[2]) == (status, again)
    assert f"[{code}](#{kebab(code)})" in page, "it stands in the table at the top"


def test_the_catalogue_has_no_section_for_a_code_that_does_not_exist():
    page = (DOCS / "errors.md").read_text()
    assert set(re.findall(r"^### (.+)$", page, re.M)) - {"Any other"} == set(CODES)


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.name)
def test_links_within_the_repository_lead_somewhere(page):
    for target in re.findall(r"\]\(([^)\s]+)\)", page.read_text()):
        if re.match(r"[a-z]+:", target):
            continue
        path, _, anchor = target.partition("#")
        file = (page.parent / path).resolve() if path else page
        assert file.exists(), target
        if anchor:
            assert anchor in anchors(file.read_text()), target
