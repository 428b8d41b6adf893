"""Stories in which alarms must ring: each with all of those that do."""

from cloudwatch import HOUR, MINUTE
from story import API, ASYNC_FAILURES, DELIVERIES, FRONT, OPEN_CHATS, QUEUE, WORKER, Story, dead_letters, queued_and_refused

STORIES = []


def story(function):
    STORIES.append(function)
    return function


@story
def a_crm_whose_numbers_are_all_wrong_one_a_second():
    return Story().healthy_before().every(1, "Rejected", HOUR), {"RejectedShare"}


@story
def the_same_beside_two_starts_a_second():
    story = Story().healthy_before().every(0.5, "Started", 3 * HOUR)
    return story.every(1, "Rejected", 3 * HOUR, begin=HOUR), {"RejectedShare"}


@story
def one_request_in_eight_breaks_a_rule():
    return Story().healthy_before().every(60, "Started", 4 * HOUR).every(420, "Rejected", 4 * HOUR), {"RejectedShare"}


@story
def three_hundred_unsigned_posts_and_twenty_of_twenty_chats_refused():
    story = Story().healthy_before().lasts(HOUR)
    for number in range(300):
        story.chat("Unverified", number)
    for number in range(20):
        story.chat("Refused", number * 15)
    return story, {"RefusedShare", "NothingStarts"}


@story
def the_same_while_a_crm_breaks_rules_one_a_second():
    story, _ = three_hundred_unsigned_posts_and_twenty_of_twenty_chats_refused()
    return story.every(1, "Rejected", HOUR), {"RefusedShare", "NothingStarts", "RejectedShare"}


def few_chats_in_five_minutes_all_refused(count):
    story = Story().healthy_before().lasts(HOUR)
    for number in range(count):
        story.chat("Refused", number * 300 / count)
    return story, {"RefusedShare", "NothingStarts"}


@story
def one_chat_refused_where_none_has_started_for_a_day():
    story = Story().lasts(HOUR)
    story.chat("Refused", 60)
    return story, {"NothingStartedToday"}


@story
def a_sender_of_one_text_an_hour_whose_every_text_is_refused_from_now_on():
    story = Story().healthy_before(every=HOUR).every(HOUR, "Refused", 6 * HOUR)
    return story, {"RefusedShare"}


@story
def a_new_crm_whose_first_request_of_the_day_breaks_a_rule():
    story = Story().lasts(2 * HOUR)
    story.chat("Rejected", 60)
    return story, {"NothingStartedToday"}


@story
def one_queued_text_that_connect_refuses_among_forty_a_day():
    story = Story().healthy_before().every(36 * MINUTE, "Started", 6 * HOUR)
    return queued_and_refused(story, 2 * HOUR), {"RefusedShare", "DeadLetters"}


@story
def a_flow_was_deleted_under_a_busy_queue():
    story = Story().healthy_before().every(0.5, "Started", HOUR).every(0.5, "Refused", 4 * HOUR, begin=HOUR)
    dead_letters(story, HOUR + 15 * MINUTE, 4 * HOUR)
    return story, {"RefusedShare", "NothingStarts", "DeadLetters"}


@story
def connect_away_for_half_an_hour():
    story = Story().healthy_before().every(0.5, "Started", 2 * HOUR).every(0.5, "Refused", 2.5 * HOUR, begin=2 * HOUR)
    return story.every(0.5, "Started", 4 * HOUR, begin=2.5 * HOUR), {"RefusedShare"}


@story
def connect_never_answers_in_time():
    return Story().healthy_before().every(5 * MINUTE, "TimedOut", 3 * HOUR), {"NothingStarts"}


@story
def as_many_chats_open_as_the_quota_allows():
    story = Story().healthy_before().every(0.5, "Throttled", 2 * HOUR)
    story.gauge("AWS/Connect", "ConcurrentActiveChatsPercentage", OPEN_CHATS, 100, 2 * HOUR)
    story.gauge("AWS/SQS", "ApproximateAgeOfOldestMessage", QUEUE, 1800, 2 * HOUR)
    return story, {"ThrottledShare", "NothingStarts", "OpenChats", "OldestMessage"}


@story
def the_same_for_a_sender_of_four_texts_an_hour():
    story = Story().healthy_before().every(15 * MINUTE, "Throttled", 3 * HOUR)
    story.gauge("AWS/Connect", "ConcurrentActiveChatsPercentage", OPEN_CHATS, 100, 3 * HOUR)
    return story, {"NothingStarts", "OpenChats"}


@story
def four_fifths_of_the_chats_are_open():
    story = Story().healthy_before().every(MINUTE, "Started", 2 * HOUR)
    story.gauge("AWS/Connect", "ConcurrentActiveChatsPercentage", OPEN_CHATS, 80, 2 * HOUR, begin=HOUR)
    return story, {"OpenChats"}


@story
def another_application_takes_the_quota():
    return Story().healthy_before().every(1, "Started", HOUR).every(2, "Throttled", HOUR), {"ThrottledShare"}


@story
def connect_faults_for_http_callers():
    story = Story().healthy_before().every(20, "Started", 2 * HOUR)
    for number in range(6):
        story.chat("Refused", HOUR + number * 60)
        story.put("AWS/ApiGateway", "5xx", API, HOUR + number * 60)
    return story, {"Failures"}


@story
def the_flow_was_never_set_and_http_callers_hear_500():
    story = Story().healthy_before()
    for number in range(12):
        story.chat("Rejected", number * 60)
        story.put("AWS/ApiGateway", "5xx", API, number * 60)
    return story.lasts(HOUR), {"RejectedShare", "Failures"}


@story
def five_flows_take_their_error_branch():
    story = Story().healthy_before().every(MINUTE, "Started", 2 * HOUR)
    for number in range(5):
        story.put("AWS/Lambda", "Errors", FRONT, HOUR + number * 100)
    return story, {"Failures"}


@story
def ten_thousand_requests_poured_into_the_queue():
    story = Story().healthy_before().every(0.5, "Started", 5000)
    for at in range(0, 5000, MINUTE):
        story.put("AWS/SQS", "ApproximateAgeOfOldestMessage", QUEUE, at, at)
    return story, {"OldestMessage"}


@story
def the_results_bus_is_gone():
    story = Story().healthy_before().every(MINUTE, "Started", HOUR)
    return story.every(MINUTE, "ResultsLost", HOUR, begin=30 * MINUTE), {"ResultsLost"}


@story
def texts_start_and_a_carrier_blocks_them_all():
    story = Story().healthy_before().every(10 * MINUTE, "Started", 3 * HOUR)
    for number in range(18):
        story.put(DELIVERIES, "Undelivered", {}, number * 10 * MINUTE + 30)
    return story, {"UndeliveredShare"}


@story
def a_schedule_that_reached_no_queue():
    story = Story().healthy_before().lasts(HOUR)
    metric = "InvocationsFailedToBeSentToDeadLetterCount"
    story.put("AWS/Scheduler", metric, {"ScheduleGroup": "<ScheduleGroup>"}, 600)
    return story, {"SchedulesLost"}


@story
def an_asynchronous_invocation_failed_three_times():
    story = Story().healthy_before()
    return story.gauge("AWS/SQS", "ApproximateNumberOfMessagesVisible", ASYNC_FAILURES, 1, HOUR), {"AsyncFailures"}


@story
def connect_is_slow():
    story = Story().healthy_before().every(10, "Started", HOUR)
    story.gauge("AWS/Lambda", "Duration", FRONT, 6900, HOUR)
    story.gauge("AWS/Lambda", "Duration", WORKER, 29000, HOUR)
    return story, {"FrontDuration", "WorkerDuration"}
