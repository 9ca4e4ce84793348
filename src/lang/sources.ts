import { langFor } from './lang.ts'

/** WeCom's add_way codes in words. */
const zhCN: Readonly<Record<number, string>> = {
  1: '扫描二维码',
  2: '搜索手机号',
  3: '名片分享',
  4: '群聊',
  5: '手机通讯录',
  6: '微信联系人',
  8: '应用售后自动添加',
  9: '搜索邮箱',
  10: '视频号',
  11: '日程参与人',
  12: '会议参与人',
  13: '微信好友对应的企业微信',
  14: '智慧硬件客服',
  15: '上门服务客服',
  16: '获客链接',
  17: '定制开发',
  18: '需求回复',
  21: '第三方售前客服',
  22: '可能的商务伙伴',
  24: '接受微信好友申请',
  201: '同事共享',
  202: '管理员分配',
}

const en: Readonly<Record<number, string>> = {
  1: 'Scanned a QR code',
  2: 'Searched the phone number',
  3: 'Shared card',
  4: 'Group chat',
  5: 'Phone contacts',
  6: 'WeChat contacts',
  8: 'Added after a sale by an app',
  9: 'Searched the email',
  10: 'Channels',
  11: 'Calendar event',
  12: 'Meeting',
  13: 'WeCom of a WeChat friend',
  14: 'Smart device support',
  15: 'On-site service',
  16: 'Acquisition link',
  17: 'Custom development',
  18: 'Answer to a request',
  21: 'Third-party presales',
  22: 'Possible business partner',
  24: 'Accepted a WeChat request',
  201: 'Shared by a colleague',
  202: 'Assigned by an admin',
}

const WORDS = {
  'zh-CN': { ways: zhCN, other: '其他', unknown: '未知' },
  en: { ways: en, other: 'Other', unknown: 'Unknown' },
}

/** How a friendship began, with the channel's own mark; an unknown code is "other", never a number on the card. */
export const sourceLabel = (addWay: number | null, state: string | null, lang: string): string => {
  const { ways, other, unknown } = WORDS[langFor(lang)]
  const way = addWay === null ? null : (ways[addWay] ?? other)
  return [way, state].filter((part) => part !== null && part !== '').join(' · ') || unknown
}
