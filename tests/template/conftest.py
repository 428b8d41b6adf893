"""The stack as it is created: with what one must enter, with everything, and with either."""

import pytest
from expansion import ALL, LEAST, expand, resolve


@pytest.fixture(params=[LEAST, ALL], ids=["least", "all"])
def stack(request):
    return resolve(expand(parameters=request.param), request.param)["Resources"]


@pytest.fixture
def least():
    return resolve(expand(parameters=LEAST), LEAST)["Resources"]


@pytest.fixture
def everything():
    return resolve(expand(parameters=ALL), ALL)["Resources"]
