import { describe, expect, test } from 'vitest'
import { parseCallback } from '../../../src/wecom/events.ts'
import { withoutPrivateFields } from '../../../src/wecom/private-fields.ts'
import { writeXml } from '../../../src/wecom/xml.ts'

const member = (more: Record<string, string>) =>
  writeXml('xml', {
    ...{ ToUserName: 'wwcorp', FromUserName: 'sys', CreateTime: 1_795_000_000, MsgType: 'event' },
    ...{ Event: 'change_contact', ChangeType: 'update_user', UserID: 'wangmin', Name: '王敏' },
    ...more,
  })

describe('what is kept of a callback about a member', () => {
  test('says who changed and not how to reach her outside of WeCom', () => {
    const told = member({
      ...{ Mobile: '13800138000', Email: 'min@example.com', BizMail: 'wm@corp.example' },
      ...{ Telephone: '020-1234567', Address: '广州市天河区 <1> 号' },
    })
    const kept = withoutPrivateFields(told)
    for (const secret of ['13800138000', 'example', '020-', '天河']) expect(kept).not.toContain(secret)
    expect(parseCallback(kept)).toEqual(parseCallback(told))
  })

  test('is the text itself where a name only looks like a field', () => {
    const told = member({ Name: '<Mobile><![CDATA[', Mobile: '13800138000' })
    expect(parseCallback(withoutPrivateFields(told))).toEqual(parseCallback(told))
  })

  test('of other events is the text itself', () => {
    const told = writeXml('xml', { ToUserName: 'wwcorp', MsgType: 'event', Event: 'enter_agent', FromUserName: 'min' })
    expect(withoutPrivateFields(told)).toBe(told)
  })
})
