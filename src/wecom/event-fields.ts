import { parseCallback } from './events.ts'
import { readXml, type XmlNode } from './xml.ts'

export type EventField = { name: string; value: string; secret: boolean }
export type EventText = {
  /** In the order WeCom wrote them; a nested element is named by its path, `ScanCodeInfo.ScanType`. */
  fields: EventField[]
  /** When it happened, by WeCom's clock; null where WeCom named no time. */
  at: Date | null
  userid: string | null
  externalUserid: string | null
}

/** One-time codes and keys that would let whoever reads them act in WeCom. The last four characters tell them apart. */
const SECRET = /^(?:WelcomeCode|ResponseCode|Token|ChatKey|SuiteTicket|AuthCode)$/
const masked = (value: string): string => (value.length > 8 ? `••••${value.slice(-4)}` : '••••')

const fieldsBelow = (node: XmlNode, path: string): EventField[] =>
  node.children.flatMap((one) => {
    const name = path === '' ? one.name : `${path}.${one.name}`
    if (one.children.length > 0) return fieldsBelow(one, name)
    const secret = SECRET.test(one.name) && one.text !== ''
    return [{ name, value: secret ? masked(one.text) : one.text, secret }]
  })

/** A stored callback for people. Null for a text that is gone or was never XML. */
export const eventText = (plaintext: string): EventText | null => {
  try {
    const event = parseCallback(plaintext)
    return {
      fields: fieldsBelow(readXml(plaintext), ''),
      at: event.at.getTime() === 0 ? null : event.at,
      userid: 'userid' in event ? event.userid : event.fromUserid,
      externalUserid: 'externalUserid' in event ? event.externalUserid : null,
    }
  } catch {
    return null
  }
}
