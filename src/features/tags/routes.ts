import { z } from 'zod'
import type { Db } from '../../db/db.ts'
import { route } from '../../http/route.ts'
import { listTagGroups } from './queries.ts'

const tagGroupsReply = z.object({
  groups: z.array(
    z.object({ id: z.string(), name: z.string(), tags: z.array(z.object({ id: z.string(), name: z.string() })) }),
  ),
})

export const tagRoutes = ({ core }: { core: { db: Db } }) => ({
  'GET /api/tags': route({
    summary: 'Corp tags to choose from; the stage group is moved by stage alone and left out',
    reply: tagGroupsReply,
    handle: async () => ({ groups: await listTagGroups(core.db) }),
  }),
})
