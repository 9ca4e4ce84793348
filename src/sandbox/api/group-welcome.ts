import { byteLength } from '../../wecom/bytes.ts'
import { type Checked, PARTS, partsProblem } from '../growth/common.ts'
import type { WelcomeTemplate } from '../growth/state.ts'
import { type ApiContext, type Apis, type Body, bodyIn, fine, type Reply, refuse, textIn } from './replies.ts'

const TEMPLATES = 100

const partsIn = (context: ApiContext): Checked<Body> => {
  const no = (errcode: number): Checked<Body> => ({ ok: false, reply: refuse(context, errcode) })
  const { kernel, body } = context
  const content = textIn(bodyIn(body, 'text'), 'content')
  const named = PARTS.filter((name) => body[name] !== undefined)
  if (content === '' && named.length === 0) return no(40063)
  if (byteLength(content) > 3000 || named.length > 1) return no(40058)
  const parts = Object.fromEntries(named.map((name) => [name, body[name]]))
  const problem = partsProblem(kernel, parts)
  if (problem !== null) return no(problem)
  return { ok: true, value: { ...(content === '' ? {} : { text: { content } }), ...parts } }
}

const callerOf = ({ kernel, token }: ApiContext): string => token?.agentId ?? kernel.options.agentId

const add = (context: ApiContext): Reply => {
  const { kernel } = context
  const parts = partsIn(context)
  if (!parts.ok) return parts.reply
  const { templates } = kernel.state.growth
  if (templates.size >= TEMPLATES) return refuse(context, 41055)
  const templateId = kernel.id('msg', 32)
  templates.set(templateId, { templateId, parts: parts.value, agentId: callerOf(context) })
  return fine({ template_id: templateId })
}

const templateIn = (context: ApiContext): Checked<WelcomeTemplate> => {
  const found = context.kernel.state.growth.templates.get(textIn(context.body, 'template_id'))
  return found === undefined ? { ok: false, reply: refuse(context, 40037) } : { ok: true, value: found }
}

/** Only the app that made a template may change or delete it. */
const ownIn = (context: ApiContext): Checked<WelcomeTemplate> => {
  const found = templateIn(context)
  if (!found.ok || found.value.agentId === callerOf(context)) return found
  return { ok: false, reply: refuse(context, 41058) }
}

const edit = (context: ApiContext): Reply => {
  const found = ownIn(context)
  if (!found.ok) return found.reply
  const parts = partsIn(context)
  if (!parts.ok) return parts.reply
  found.value.parts = parts.value
  return fine()
}

const get = (context: ApiContext): Reply => {
  const found = templateIn(context)
  return found.ok ? fine(found.value.parts) : found.reply
}

const remove = (context: ApiContext): Reply => {
  const found = ownIn(context)
  if (!found.ok) return found.reply
  context.kernel.state.growth.templates.delete(found.value.templateId)
  return fine()
}

const PATH = 'externalcontact/group_welcome_template'

export const groupWelcomeApis: Apis = {
  [`${PATH}/add`]: { method: 'POST', run: add },
  [`${PATH}/edit`]: { method: 'POST', run: edit },
  [`${PATH}/get`]: { method: 'POST', run: get },
  [`${PATH}/del`]: { method: 'POST', run: remove },
}
