"""Stories in which no alarm may ring."""

from cloudwatch import DAY, HOUR, MINUTE
from story import DELIVERIES, Story

STORIES = []


def story(function):
    STORIES.append(function)
    return function


@story
def a_stack_that_nobody_has_used_yet():
    return Story().lasts(DAY)


@story
def a_quiet_night():
    return Story().healthy_before().lasts(12 * HOUR)


@story
def two_starts_a_second_all_day():
    return Story().healthy_before().every(0.5, "Started", 6 * HOUR)


@story
def one_refused_text_a_day_among_forty():
    story = Story().healthy_before().every(36 * MINUTE, "Started", 2 * DAY)
    story.chat("Refused", 10 * HOUR)
    story.chat("Refused", 34 * HOUR)
    return story


@story
def one_refused_text_in_the_night_whose_caller_heard_of_it():
    story = Story().healthy_before().lasts(8 * HOUR)
    story.chat("Refused", 3 * HOUR)
    return story


@story
def one_hopeless_webhook_a_day_among_forty_texts():
    story = Story().healthy_before().every(36 * MINUTE, "Started", DAY)
    story.chat("Rejected", 10 * HOUR)
    return story


@story
def one_throttled_chat_that_started_at_its_second_try():
    story = Story().healthy_before().lasts(2 * HOUR)
    story.chat("Throttled", HOUR)
    story.chat("Started", HOUR + 180)
    return story


@story
def one_request_in_twenty_breaks_a_rule():
    return Story().healthy_before().every(60, "Started", 4 * HOUR).every(20 * 60, "Rejected", 4 * HOUR)


@story
def strangers_who_sign_nothing_all_day():
    return Story().healthy_before().every(36 * MINUTE, "Started", DAY).every(2, "Unverified", DAY)


@story
def strangers_at_a_stack_that_sends_nothing():
    return Story().every(2, "Unverified", DAY)


@story
def a_list_of_five_hundred_at_the_quota_of_which_a_twentieth_is_throttled_once():
    story = Story().healthy_before()
    for number in range(500):
        story.chat("Started", number / 2)
        if number % 20 == 0:
            story.chat("Throttled", number / 2)
    return story.lasts(2 * HOUR)


@story
def connect_away_for_a_minute_at_two_a_second():
    story = Story().healthy_before().every(0.5, "Started", 3 * HOUR).every(0.5, "Started", 6 * HOUR, begin=3 * HOUR + 60)
    return story.every(0.5, "Refused", 3 * HOUR + 60, begin=3 * HOUR)


@story
def a_night_outside_the_window_in_which_everything_is_scheduled():
    story = Story().healthy_before().every(3 * MINUTE, "Scheduled", 9 * HOUR).every(50 * MINUTE, "Rejected", 9 * HOUR)
    return story.every(5 * MINUTE, "Started", 12 * HOUR, begin=9 * HOUR)


@story
def a_new_sender_whose_texts_are_all_for_later_and_one_of_which_is_throttled():
    story = Story().every(HOUR, "Scheduled", 12 * HOUR)
    story.chat("Throttled", 6 * HOUR + 60)
    return story


@story
def a_small_sender_that_is_throttled_twice_and_starts_each_at_the_second_try():
    story = Story().healthy_before().lasts(2 * HOUR)
    for at in (HOUR, HOUR + 310):
        story.chat("Throttled", at)
        story.chat("Started", at + 180)
    return story


@story
def one_text_in_fifty_is_not_delivered():
    story = Story().healthy_before().every(60, "Started", 6 * HOUR)
    for minute in range(360):
        story.put(DELIVERIES, "Undelivered" if minute % 50 == 0 else "Delivered", {}, minute * MINUTE)
    return story


@story
def skipped_events_all_day():
    return Story().healthy_before().every(10, "Skipped", DAY)
