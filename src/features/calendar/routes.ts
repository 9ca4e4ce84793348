import { z } from 'zod'
import { Refusal, route } from '../../http/route.ts'
import type { Core } from '../../spine/core.ts'
import { loadCalendarYear } from './queries.ts'
import { setCalendarDay } from './set-calendar-day.ts'
import { calendarDayBody, calendarDayParam, calendarQuery, calendarYear } from './shapes.ts'

export const calendarRoutes = ({ core }: { core: Core }) => ({
  'GET /api/calendar': route({
    summary: 'Holidays and make-up days of a year',
    query: calendarQuery,
    reply: calendarYear,
    handle: ({ query }) => loadCalendarYear(core.db, query.year),
  }),
  'PUT /api/calendar/:day': route({
    summary: 'Changes what one day is; answers with its year',
    params: z.object({ day: calendarDayParam }),
    body: calendarDayBody,
    reply: calendarYear,
    handle: async ({ params, body, caller }) => {
      if (caller.role !== 'admin') throw new Refusal(403, 'admins-only', 'Only an admin changes the calendar')
      await setCalendarDay(core, { day: params.day, ...body, userid: caller.userid })
      return loadCalendarYear(core.db, Number(params.day.slice(0, 4)))
    },
  }),
})
