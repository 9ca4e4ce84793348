import { langFor } from './lang.ts'

const zhCN = {
  company: '全公司',
  complaints: (count: number) => `投诉未关闭 ${count} 位客户`,
  praiseOrders: (count: number) => `成交${count}单`,
  praiseOnTime: '按时率100%',
  test: (name: string) => `**掌柜** 测试消息：“${name}” 已接通，日报会发到这里。`,
  refusals: {
    'bad-robot-url': '请粘贴群机器人的 Webhook 地址',
    'no-such-department': '没有这个部门',
    'no-such-member': '名单里有人不在通讯录中',
    'outside-scope': '只能推送你管理的同事的数据',
    'managers-only': '仅主管和管理员可用',
    'no-such-channel': '没有这个机器人',
  },
}

const en: typeof zhCN = {
  company: 'Company',
  complaints: (count) => `${count} customer${count === 1 ? '' : 's'} with an open complaint`,
  praiseOrders: (count) => `${count} orders`,
  praiseOnTime: '100% on time',
  test: (name) => `**Zhanggui** test: “${name}” is connected, digests will arrive here.`,
  refusals: {
    'bad-robot-url': 'Please paste the webhook address of a group robot',
    'no-such-department': 'There is no such department',
    'no-such-member': 'Somebody on the list is not a member',
    'outside-scope': 'A digest can only tell about people you manage',
    'managers-only': 'For managers and admins only',
    'no-such-channel': 'There is no such robot',
  },
}

export const digestWords = (lang: string): typeof zhCN => (langFor(lang) === 'en' ? en : zhCN)
