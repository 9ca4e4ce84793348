import { langFor } from './lang.ts'

const ZH = {
  unreachable: '暂时连不上企业微信，会自动再试；若一直如此，请检查服务器能否访问 qyapi.weixin.qq.com。',
  inside: '程序内部出错，会自动再试；若一直如此，请把服务器日志发给技术支持。',
}
export type SyncWords = typeof ZH
const EN: SyncWords = {
  unreachable:
    'WeCom cannot be reached; it is tried again by itself. If it stays so, check that the server reaches qyapi.weixin.qq.com.',
  inside: 'Something went wrong inside; it is tried again by itself. If it stays so, send the server log to support.',
}

export const syncWords = (lang: string): SyncWords => (langFor(lang) === 'en' ? EN : ZH)
