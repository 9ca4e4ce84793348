/** The timed jobs as `src/timetable.ts` keeps them. */
export type JobDesk = {
  list: () => Promise<
    {
      name: string
      schedule: string
      nextAt: string | null
      last: {
        date: string
        status: string
        at: string | null
        problem: { errcode: number | null; error: string } | null
      } | null
      /** Runs left out since a day, because they came due while nobody could run them. */
      skipped: { since: string; count: number; last: string | null }
    }[]
  >
  /** Null when there is no such job. */
  run: (name: string, day: string | null, by: string) => Promise<{ name: string; date: string; status: string } | null>
}
