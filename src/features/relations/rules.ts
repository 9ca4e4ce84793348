import type { StageKey } from '../lifecycle/rules-model.ts'

export type StageTagVerdict = { kind: 'fine' } | { kind: 'edited'; to: StageKey } | { kind: 'repair' }

/**
 * What the stage tags seen on a relation mean. Ours and the one we wrote last are known; any other was put there by
 * somebody and is a manual move. None, too many or an outdated one is put right.
 */
export const judgeStageTags = (facts: {
  current: StageKey | null
  written: StageKey | null
  seen: readonly StageKey[]
}): StageTagVerdict => {
  const { current, written, seen } = facts
  if (current === null) return { kind: 'fine' }
  const foreign = written === null ? undefined : seen.find((stage) => stage !== current && stage !== written)
  if (foreign !== undefined) return { kind: 'edited', to: foreign }
  return seen.length === 1 && seen[0] === current ? { kind: 'fine' } : { kind: 'repair' }
}

/** WeCom's add_way codes in words; an unknown one is 其他, never a number on the card. */
const ADD_WAYS: Readonly<Record<number, string>> = {
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

export const sourceLabel = (addWay: number | null, state: string | null): string => {
  const way = addWay === null ? null : (ADD_WAYS[addWay] ?? '其他')
  return [way, state].filter((part) => part !== null && part !== '').join(' · ') || '未知'
}
