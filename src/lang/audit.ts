import { langFor } from './lang.ts'

const ZH: Readonly<Record<string, string>> = {
  'signed-in': '登录',
  'mobiles-revealed': '查看客户完整手机号',
  'person-exported': '导出客户资料',
  'person-erased': '删除客户资料',
  'stage-moved': '手动改客户阶段',
  'setting-changed': '修改设置',
  'calendar-changed': '修改工作日历',
  'target-set': '设定业绩目标',
  'channel-added': '添加简报群',
  'channel-removed': '移除简报群',
  'api-key-made': '创建接口密钥',
  'api-key-revoked': '吊销接口密钥',
  'script-published': '修改公司话术',
  'job-run': '手动运行任务',
  'job-replayed': '重新做后台任务',
  'sync-paused': '暂停同步',
  'sync-resumed': '继续同步',
  'event-replayed': '重新处理回调',
  'message-replayed': '重发消息',
}
const EN: Readonly<Record<string, string>> = {
  'signed-in': 'Signed in',
  'mobiles-revealed': 'Looked at a customer’s full phone numbers',
  'person-exported': 'Exported a customer’s data',
  'person-erased': 'Erased a customer',
  'stage-moved': 'Moved a customer’s stage by hand',
  'setting-changed': 'Changed a setting',
  'calendar-changed': 'Changed the working calendar',
  'target-set': 'Set a target',
  'channel-added': 'Added a digest group',
  'channel-removed': 'Removed a digest group',
  'api-key-made': 'Made an API key',
  'api-key-revoked': 'Revoked an API key',
  'script-published': 'Changed a company script',
  'job-run': 'Ran a job by hand',
  'job-replayed': 'Did background work again',
  'sync-paused': 'Paused the sync',
  'sync-resumed': 'Resumed the sync',
  'event-replayed': 'Handled a callback again',
  'message-replayed': 'Sent a message again',
}

/** An action of another version is shown by its code. */
export const auditText = (action: string, lang: string): string => (langFor(lang) === 'en' ? EN : ZH)[action] ?? action
