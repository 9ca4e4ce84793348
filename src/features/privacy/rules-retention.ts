/** For how many days something is kept. */
export const KEEP_DAYS = {
  /** The text of a callback; it can be handled again that long. */
  eventText: 30,
  /** Its hash, by which WeCom's repetition of it is known. */
  eventKey: 180,
  /** Messages and jobs that ended well. Not shorter than `eventText`: a replayed event would send again. */
  done: 30,
  endedBadly: 180,
  /** The journal, and then to the end of the month: a month goes whole. */
  fact: 3 * 365,
} as const
