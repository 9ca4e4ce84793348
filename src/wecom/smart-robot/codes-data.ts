import { explain } from '../errcodes-data.ts'

/** Codes of the long connection that WeCom's public list does not have. */
export const SMART_ROBOT_CODES: Readonly<Record<number, { zh: string; en: string }>> = {
  846605: {
    zh: '机器人回复得太晚，或这条消息已经回复过，请等成员再次提问。',
    en: 'The robot answered too late, or that message was answered already; wait for the next question.',
  },
  846608: {
    zh: '这条回复已超过六分钟或已经结束，不能再更新。',
    en: 'This answer is older than six minutes or has ended and cannot change any more.',
  },
}

export const explainRobot = (code: number, lang: 'zh' | 'en'): string =>
  SMART_ROBOT_CODES[code]?.[lang] ?? explain(code, lang)
