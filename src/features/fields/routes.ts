import { z } from 'zod'
import { Refusal, route } from '../../http/route.ts'
import { refusalText } from '../../lang/refusals.ts'
import type { Core } from '../../spine/core.ts'
import type { CustomersFact } from '../customers/facts.ts'
import { customerParams, mustSee, showCard } from '../customers/routes.ts'
import { card } from '../customers/shapes.ts'
import { seenAccountIds } from '../merges/queries.ts'
import { pageOf, wholeQuery } from '../settings/shapes.ts'
import { addField, changeField, type FieldRefusal } from './define-field.ts'
import type { FieldsFact } from './facts.ts'
import { listFields } from './queries.ts'
import { setValue } from './set-value.ts'
import { addFieldBody, changeFieldBody, fieldList, setValueBody } from './shapes.ts'

const id = z.string().regex(/^\d{1,15}$/)

const STATUS: Partial<Record<FieldRefusal, number>> = {
  'no-such-field': 404,
  'same-field': 409,
  'too-many-fields': 409,
}
const refuse = (why: FieldRefusal, lang: string): Refusal =>
  new Refusal(STATUS[why] ?? 422, why, refusalText(why, lang))

export const fieldRoutes = ({ core }: { core: Core<FieldsFact | CustomersFact> }) => ({
  'GET /api/fields': route({
    summary: 'The company’s own fields, with how many customers have an answer',
    query: wholeQuery,
    reply: fieldList.extend({ nextCursor: z.string().nullable() }),
    handle: async ({ query }) => pageOf((await listFields(core.db)).items, query),
  }),
  'POST /api/fields': route({
    summary: 'Adds a field; its kind stays for ever',
    body: addFieldBody,
    reply: fieldList,
    status: 201,
    handle: async ({ body, caller, lang }) => {
      const added = await addField(core, { ...body, by: caller.userid })
      if (!added.ok) throw refuse(added.why, lang)
      return listFields(core.db)
    },
  }),
  'PATCH /api/fields/:id': route({
    summary: 'Renames, reorders, retires or brings back a field; answers are kept',
    params: z.object({ id }),
    body: changeFieldBody,
    reply: fieldList,
    handle: async ({ params, body, caller, lang }) => {
      const changed = await changeField(core, { ...body, id: Number(params.id), by: caller.userid })
      if (!changed.ok) throw refuse(changed.why, lang)
      return listFields(core.db)
    },
  }),
  'PUT /api/customers/:externalUserid/fields/:id': route({
    summary: 'Answers one field of a customer; null takes the answer away',
    params: customerParams.extend({ id }),
    body: setValueBody,
    reply: card,
    handle: async ({ params: { externalUserid, id: fieldId }, body, caller, lang }) => {
      const place = { externalUserid, caller, lang }
      await mustSee(core, place)
      const { userid } = caller
      const accounts = await seenAccountIds(core.db, caller.scope, externalUserid)
      const set = await setValue(core, {
        externalUserid,
        accounts,
        fieldId: Number(fieldId),
        value: body.value,
        userid,
      })
      if (!set.ok) throw new Refusal(set.why.startsWith('no-such') ? 404 : 422, set.why, refusalText(set.why, lang))
      return showCard(core, place)
    },
  }),
})
