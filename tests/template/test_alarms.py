"""Stories, and which alarms they ring: the function's own metrics lines, replayed through the template's own expressions.

Each story says all alarms that ring. So none is silent that should ring, and none rings that should be silent.
"""

import pytest
import stories_ringing as ringing
import stories_silent
from cloudwatch import HOUR, MINUTE
from story import ALARMS, Story


@pytest.mark.parametrize("story", stories_silent.STORIES, ids=lambda story: story.__name__)
def test_no_alarm_rings(story):
    assert story().rings() == {}


@pytest.mark.parametrize("story", ringing.STORIES, ids=lambda story: story.__name__)
def test_these_alarms_ring_and_no_other(story):
    told, expected = story()
    assert set(told.rings()) == expected


@pytest.mark.parametrize("count", range(2, 10))
def test_up_to_nine_chats_in_five_minutes_ring_when_all_are_refused(count):
    story, expected = ringing.few_chats_in_five_minutes_all_refused(count)
    assert set(story.rings()) == expected


def test_every_alarm_rings_in_some_story():
    assert set().union(*(story()[1] for story in ringing.STORIES)) == set(ALARMS)


@pytest.mark.parametrize(
    "story, alarm",
    [
        (ringing.a_sender_of_one_text_an_hour_whose_every_text_is_refused_from_now_on, "RefusedShare"),
        (ringing.one_chat_refused_where_none_has_started_for_a_day, "NothingStartedToday"),
        (ringing.three_hundred_unsigned_posts_and_twenty_of_twenty_chats_refused, "RefusedShare"),
        (ringing.the_same_for_a_sender_of_four_texts_an_hour, "NothingStarts"),
        (ringing.a_crm_whose_numbers_are_all_wrong_one_a_second, "RejectedShare"),
    ],
    ids=lambda item: item if isinstance(item, str) else item.__name__,
)
def test_a_sender_whose_every_text_fails_is_told_within_the_hour(story, alarm):
    # A minute more: CloudWatch looks at whole minutes.
    assert story()[0].rings()[alarm] <= HOUR + MINUTE


def test_a_busy_sender_whose_every_text_is_refused_is_told_within_a_quarter_of_an_hour():
    story = Story().healthy_before().every(0.5, "Started", 3 * HOUR)
    story.every(0.5, "Refused", 4 * HOUR, begin=3 * HOUR)
    assert story.rings()["RefusedShare"] - 3 * HOUR <= 15 * MINUTE
