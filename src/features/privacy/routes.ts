import { Refusal, route } from '../../http/route.ts'
import { refusalText } from '../../lang/refusals.ts'
import type { Core } from '../../spine/core.ts'
import { customerParams } from '../customers/routes.ts'
import { erasePerson } from './erase-person.ts'
import { eraseBody, eraseReply, personExport } from './shapes.ts'
import { viewPerson } from './view-person.ts'

export const privacyRoutes = ({ core }: { core: Core }) => {
  const unknown = (lang: string) => new Refusal(404, 'no-such-customer', refusalText('no-such-customer', lang))
  return {
    'POST /api/customers/:externalUserid/export': route({
      summary: 'Everything stored about a person, unmasked, to be handed to them; stands in the audit log',
      params: customerParams,
      reply: personExport,
      handle: ({ params, caller, lang }) =>
        core.db.transaction(async (tx) => {
          const { externalUserid } = params
          const person = await viewPerson(tx, externalUserid)
          if (person === null) throw unknown(lang)
          await core.audit(tx, { actor: caller.userid, action: 'person-exported', customer: externalUserid })
          return { externalUserid, exportedAt: core.now().toISOString(), ...person }
        }),
    }),
    'POST /api/customers/:externalUserid/erase': route({
      summary: 'Erases a person for good: no sync brings them back unless they add a member anew. Cannot be undone',
      params: customerParams,
      body: eraseBody,
      reply: eraseReply,
      handle: async ({ params, body, caller, lang }) => {
        const erased = await erasePerson(core, { ...params, ...body, userid: caller.userid })
        if (!erased.ok) throw unknown(lang)
        return { pseudonym: erased.pseudonym, accounts: erased.accounts, erasedAt: erased.erasedAt.toISOString() }
      },
    }),
  }
}
