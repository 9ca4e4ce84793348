/**
 * Series of a healthy house and of each fault, in promtool's notation: a sample every 15 s, the fault begins at 2 min.
 * `0x7 5x32` is eight times 0, then 33 times 5; `0+4x32` grows by 4.
 */
export const HEALTHY: Readonly<Record<string, string>> = {
  'up{job="zhanggui"}': '1x40',
  zhanggui_database_up: '1x40',
  'zhanggui_callbacks_total{result="stored"}': '0+20x40',
  'zhanggui_callbacks_total{result="refused-503"}': '0x40',
  'zhanggui_callbacks_total{result="bad-signature"}': '0x40',
  'zhanggui_callback_ack_seconds_bucket{le="1"}': '0+20x40',
  zhanggui_callback_ack_seconds_count: '0+20x40',
  zhanggui_inbox_oldest_unprocessed_seconds: '0 1x39',
  'zhanggui_breaker_state{class="messages"}': '0x40',
  'zhanggui_breaker_state{class="tags"}': '0x40',
  'zhanggui_wecom_refusals_total{klass="fix-config"}': '0x40',
  'zhanggui_wecom_refusals_total{klass="wait-window"}': '0x40',
  'zhanggui_tokens_refreshed_total{kind="app-token"}': '1x40',
  'zhanggui_rows_given_up_total{queue="jobs",status="dead"}': '0x40',
  'zhanggui_rows_given_up_total{queue="outbox_messages",status="refused"}': '0+1x40',
  'zhanggui_rows_given_up_total{queue="outbox_messages",status="unknown"}': '0x40',
  'zhanggui_outbox_depth{status="waiting",lane="0"}': '0x40',
  'zhanggui_outbox_depth{status="waiting",lane="1"}': '3x40',
  'zhanggui_queue_oldest_seconds{queue="outbox_messages"}': '2x40',
  zhanggui_reminders_overdue: '0x40',
  zhanggui_timetable_behind_seconds: '5 20 35 50 60x37',
  'zhanggui_reconcile_diffs_total{kind="missing-here"}': '7x40',
  'zhanggui_dead_tuples{table="jobs"}': '1200x40',
  zhanggui_oldest_transaction_seconds: '0x40',
  nodejs_eventloop_lag_p99_seconds: '0.02x40',
}

export type Fault = { what: string; alert: string; series: Readonly<Record<string, string>> }

const gone = Object.fromEntries(
  Object.keys(HEALTHY).map((series) => [series, `${HEALTHY[series]?.split('x')[0]}x7 stale`]),
)
const queuesGrow = {
  'zhanggui_outbox_depth{status="waiting",lane="0"}': '0x7 0+5x32',
  'zhanggui_outbox_depth{status="waiting",lane="1"}': '3x7 3+40x32',
  'zhanggui_queue_oldest_seconds{queue="outbox_messages"}': '2x7 15+15x32',
}

export const FAULTS: readonly Fault[] = [
  {
    what: 'the process is killed',
    alert: 'ZhangguiDown',
    series: { ...gone, 'up{job="zhanggui"}': '1x7 0x32' },
  },
  {
    what: 'the database stops answering',
    alert: 'ZhangguiDatabaseAway',
    series: {
      zhanggui_database_up: '1x7 0x32',
      'zhanggui_callbacks_total{result="stored"}': '0+20x7 140x32',
      'zhanggui_callbacks_total{result="refused-503"}': '0x7 0+20x32',
      zhanggui_inbox_oldest_unprocessed_seconds: '1x7 stale',
      zhanggui_timetable_behind_seconds: '60x7 stale',
    },
  },
  {
    what: 'the database answers but takes no writes in time',
    alert: 'ZhangguiCallbacksNotStored',
    series: { 'zhanggui_callbacks_total{result="refused-503"}': '0x7 0+2x32' },
  },
  {
    what: 'callbacks take seconds to be answered',
    alert: 'ZhangguiCallbacksSlow',
    series: { 'zhanggui_callback_ack_seconds_bucket{le="1"}': '0+20x7 140x32' },
  },
  {
    what: 'the callback key in the console was changed',
    alert: 'ZhangguiCallbacksForged',
    series: { 'zhanggui_callbacks_total{result="bad-signature"}': '0x7 0+3x32' },
  },
  {
    what: 'events are stored and not handled',
    alert: 'ZhangguiEventsStuck',
    series: { zhanggui_inbox_oldest_unprocessed_seconds: '1x7 15+15x32' },
  },
  {
    what: 'WeCom cannot be reached',
    alert: 'ZhangguiWecomAway',
    series: {
      ...queuesGrow,
      'zhanggui_breaker_state{class="messages"}': '0x7 2x32',
      zhanggui_reminders_overdue: '0x7 9x32',
    },
  },
  {
    what: 'the address of the server is no longer trusted in WeCom',
    alert: 'ZhangguiWecomRefusesUs',
    series: { 'zhanggui_wecom_refusals_total{klass="fix-config"}': '0x7 0+2x32' },
  },
  {
    what: 'another program uses up the calls of the same app',
    alert: 'ZhangguiWecomLimited',
    series: { 'zhanggui_wecom_refusals_total{klass="wait-window"}': '0x7 1x32' },
  },
  {
    what: 'another program fetches tokens with the same secret',
    alert: 'ZhangguiTokenStorm',
    series: { 'zhanggui_tokens_refreshed_total{kind="app-token"}': '1x7 1+1x32' },
  },
  {
    what: 'a job fails until it is given up',
    alert: 'ZhangguiDeadLetters',
    series: { 'zhanggui_rows_given_up_total{queue="jobs",status="dead"}': '0x7 1x32' },
  },
  {
    what: 'a robot is cut off in the middle of a digest',
    alert: 'ZhangguiOutcomeUnknown',
    series: { 'zhanggui_rows_given_up_total{queue="outbox_messages",status="unknown"}': '0x7 1x32' },
  },
  { what: 'welcomes stand while WeCom is well', alert: 'ZhangguiWelcomesLate', series: queuesGrow },
  {
    what: 'the morning’s reminders do not leave',
    alert: 'ZhangguiRemindersLate',
    series: { zhanggui_reminders_overdue: '0x7 12x32' },
  },
  {
    what: 'the timetable is not looked at any more',
    alert: 'ZhangguiTimetableStopped',
    series: { zhanggui_timetable_behind_seconds: '60x7 15+15x32' },
  },
  {
    what: 'the server was away for longer than a digest is worth',
    alert: 'ZhangguiRunMissed',
    series: { 'zhanggui_schedule_missed_today{job="weekly-digest"}': '_x8 1x32' },
  },
  {
    what: 'callbacks were lost all day',
    alert: 'ZhangguiCallbacksLost',
    series: { 'zhanggui_reconcile_diffs_total{kind="missing-here"}': '7x7 60x32' },
  },
  {
    what: 'a forgotten transaction keeps the queues from being cleaned',
    alert: 'ZhangguiTableBloated',
    series: { 'zhanggui_dead_tuples{table="jobs"}': '1200x7 900000x32' },
  },
  {
    what: 'something blocks the event loop',
    alert: 'ZhangguiBusy',
    series: { nodejs_eventloop_lag_p99_seconds: '0.02x7 4x32' },
  },
]
