import { langFor } from './lang.ts'

const ZH = {
  'no-such-customer': '没有这位客户，或不在你的客户范围内',
  'no-such-follow-up': '没有这条跟进，或不属于你',
  'already-ended': '这条跟进已经结束了',
  'too-late': '超过10分钟，不能再撤销',
  'same-stage': '客户已在这个阶段',
  'needs-order': '没有有效订单，不能手动改为购买阶段',
  'no-relation': '客户已没有跟进的员工',
  'reason-required': '请填写原因',
  'snoozed-too-often': '最多延期2次',
  'not-later': '请选更晚的日期',
  'too-far': '最多延期7天',
  'date-in-past': '日期已经过去，请选今天或以后',
  'no-such-tag': '标签不存在，请刷新后再试',
  'stage-tag': '阶段标签随客户阶段变化，请直接改阶段',
  'nothing-to-do': '没有要改的内容',
  'no-such-job': '没有这个任务',
  'bad-date': '日期格式应为 YYYY-MM-DD',
  'no-such-row': '没有这一条，或它不能重试',
  'no-such-setting': '没有这个设置',
  'bad-setting': '设置的值不对',
  'foreign-url': '网址必须属于本应用',
  'no-such-key': '没有这个密钥',
}
export type RefusalCode = keyof typeof ZH

const EN: Record<RefusalCode, string> = {
  'no-such-customer': 'No such customer in your scope',
  'no-such-follow-up': 'No such follow-up of yours',
  'already-ended': 'This follow-up has ended already',
  'too-late': 'More than ten minutes ago: cannot be undone',
  'same-stage': 'The customer is in this stage already',
  'needs-order': 'Buying stages need a valid order',
  'no-relation': 'No member follows this customer any more',
  'reason-required': 'Give a reason',
  'snoozed-too-often': 'Can be put off twice at most',
  'not-later': 'Choose a later day',
  'too-far': 'Can be put off by seven days at most',
  'date-in-past': 'The date has passed: choose today or later',
  'no-such-tag': 'No such tag: refresh and try again',
  'stage-tag': 'Stage tags follow the stage: move the stage instead',
  'nothing-to-do': 'Nothing to change',
  'no-such-job': 'No such job',
  'bad-date': 'Dates look like YYYY-MM-DD',
  'no-such-row': 'No such row, or it cannot be tried again',
  'no-such-setting': 'No such setting',
  'bad-setting': 'This value does not fit',
  'foreign-url': 'The URL must be one of this app',
  'no-such-key': 'No such key',
}

export const refusalText = (code: RefusalCode, lang: string): string => (langFor(lang) === 'en' ? EN : ZH)[code]
