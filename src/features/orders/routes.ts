import { z } from 'zod'
import { Refusal, route, withStatus } from '../../http/route.ts'
import { orderWords } from '../../lang/orders.ts'
import type { Actor, Core } from '../../spine/core.ts'
import { seenAccountIds } from '../merges/queries.ts'
import { canSee } from '../relations/queries.ts'
import { pageBy } from '../settings/shapes.ts'
import { fromCursor } from './cursor.ts'
import type { OrdersFact } from './facts.ts'
import { type ImportCore, importOrders } from './import-orders.ts'
import { listEvents, listOpenCustomers } from './open-queries.ts'
import { openCustomerList, openEventList } from './open-shapes.ts'
import { listOrders, toOrderView } from './queries.ts'
import { recordOrder } from './record-order.ts'
import type { OrderRefusal } from './rules.ts'
import { openOrdersBody, openOrdersReply, order, orderBody, orderList } from './shapes.ts'

const ordersPage = pageBy((cursor) => fromCursor(cursor) !== null)
const customerParams = z.object({ externalUserid: z.string().min(1).max(64) })

const STATUS: Record<OrderRefusal, number> = {
  'no-such-customer': 404,
  'no-such-member': 422,
  'order-conflict': 409,
  'paid-in-future': 422,
  'refund-too-big': 422,
}

type Deps = { core: Core<OrdersFact> }

export const orderRoutes = ({ core }: Deps) => ({
  'GET /api/customers/:externalUserid/orders': route({
    summary: 'Orders of a customer, newest first',
    params: customerParams,
    query: ordersPage,
    reply: orderList,
    handle: async ({ params, query, caller, lang }) => {
      if (!(await canSee(core.db, caller.scope, params.externalUserid))) throw refusal('no-such-customer', lang)
      const accounts = await seenAccountIds(core.db, caller.scope, params.externalUserid)
      return listOrders(core.db, accounts, query)
    },
  }),
  'POST /api/customers/:externalUserid/orders': route({
    summary: 'Records a paid order; 200 when it was known already',
    params: customerParams,
    body: orderBody,
    reply: order,
    status: 201,
    handle: async ({ params, body, caller, lang }) => {
      if (!(await canSee(core.db, caller.scope, params.externalUserid))) throw refusal('no-such-customer', lang)
      const result = await recordOrder(core, {
        ...body,
        externalUserid: params.externalUserid,
        paidAt: new Date(body.paidAt),
        userid: caller.userid,
        source: 'sidebar',
        actor: { kind: 'member', id: caller.userid },
      })
      if (!result.ok) throw refusal(result.why, lang)
      return withStatus(result.outcome === 'created' ? 201 : 200, toOrderView(result.order))
    },
  }),
})

/** For integrations: an API key instead of a person. */
export const openRoutes = ({ core }: { core: ImportCore }) => ({
  'POST /api/open/orders': route({
    summary: 'Reports up to 500 orders; each has its own outcome',
    body: openOrdersBody,
    reply: openOrdersReply,
    handle: async ({ body, caller }) => {
      const list = body.orders.map((one) => ({ ...one, paidAt: new Date(one.paidAt) }))
      const actor: Actor = { kind: 'system', id: caller.userid }
      return { results: await importOrders(core, { list, actor }) }
    },
  }),
  'GET /api/open/customers': route({
    summary: 'All customers in order of id',
    query: ordersPage,
    reply: openCustomerList,
    handle: ({ query }) => listOpenCustomers(core.db, query),
  }),
  'GET /api/open/events': route({
    summary: 'What happened, oldest first; keep tail as the cursor for what happens next',
    query: ordersPage,
    reply: openEventList,
    handle: ({ query }) => listEvents(core.db, query),
  }),
})

const refusal = (why: OrderRefusal, lang: string): Refusal => new Refusal(STATUS[why], why, orderWords(lang)[why])
