import type { StarterScript } from './starter-data.ts'

/** Said to many at once: nobody is addressed by name, nothing is pushed, and every one of them says how to get out or ask alone. */
export const STARTER_GROUPS: readonly StarterScript[] = [
  {
    key: 'group-welcome',
    title: '群里欢迎新人',
    category: 'group',
    stages: [],
    tags: ['群', '欢迎'],
    parts: [
      '欢迎新进群的朋友👋 我是{我的名字}，这个群主要发{品牌|店里}的新品、使用小技巧和群里专属的小福利。有问题直接在群里问，或者加我单聊都行，我看到就回。',
    ],
  },
  {
    key: 'group-rules',
    title: '群规说明',
    category: 'group',
    stages: [],
    tags: ['群', '群规'],
    parts: [
      '给大家说一下群里的约定：一是不发广告和外链，二是不私加群友，三是晚上九点以后我不在群里打扰大家。觉得消息多可以设免打扰，有急事单独找我。',
    ],
  },
  {
    key: 'group-weekly-benefit',
    title: '本周群福利',
    category: 'group',
    stages: [],
    tags: ['群', '福利', '活动'],
    parts: [
      '这周的群福利来了🎁 {产品|店里几款常用的}给群里的朋友留了一份，报{优惠码|我的名字}就可以用，周日晚上截止。',
      '需要的直接在群里回“1”，我一个个帮大家登记；想先问问适不适合自己，单独找我就好。',
    ],
  },
  {
    key: 'group-chain-order',
    title: '群接龙报名',
    category: 'group',
    stages: [],
    tags: ['群', '接龙'],
    parts: [
      '这一批开始接龙啦，按“序号 + 称呼 + 数量”往下接就行，晚上八点截单，明天统一安排。接错了再发一条就可以，以最后一条为准。',
    ],
  },
  {
    key: 'group-tips',
    title: '使用小技巧分享',
    category: 'group',
    stages: [],
    tags: ['群', '价值', '技巧'],
    parts: [
      '今天分享一个最近被问得最多的小问题：{产品|东西}用完怎么收拾才耐用？用温水擦一遍，放通风处晾干，不要暴晒。大家还有什么用得不顺手的，拍照发群里，我来答。',
    ],
  },
  {
    key: 'group-ask-opinion',
    title: '请大家投个票',
    category: 'group',
    stages: [],
    tags: ['群', '调研'],
    parts: [
      '想听听大家的意见：下次上新，你更想要 1 实用一点的日常款，还是 2 送人合适的礼盒款？回个数字就行，我把结果发回群里。',
    ],
  },
  {
    key: 'group-out-of-stock',
    title: '缺货与延期说明',
    category: 'group',
    stages: [],
    tags: ['群', '售后', '延期'],
    parts: [
      '跟大家说声抱歉，这一批因为{产品|货品}到货晚了，要比原先说的晚两天发。已经登记的我会一个个私信告诉单号；不想等的随时找我，当天就给您退。',
    ],
  },
  {
    key: 'group-after-sales',
    title: '群里有人反映问题时',
    category: 'group',
    stages: [],
    tags: ['群', '售后', '安抚'],
    parts: [
      '看到了，很抱歉让您遇到这样的情况，这件事由我来跟。方便的话把订单和照片单独发我，今天之内给您答复，处理结果也会回到群里跟大家说一声。',
    ],
  },
  {
    key: 'group-quiet-wake',
    title: '群里好久没人说话',
    category: 'group',
    stages: [],
    tags: ['群', '唤醒'],
    parts: [
      '群里安静了一阵，出来冒个泡。最近换季，问{产品|保养}的朋友多，我整理了几条常见的答案放在这里，有需要的翻一翻。觉得这个群用不上也没关系，随时可以退，要找我还是单聊。',
    ],
  },
  {
    key: 'group-holiday-hours',
    title: '群里通知假期安排',
    category: 'group',
    stages: [],
    tags: ['群', '节日', '放假'],
    parts: [
      '假期快到了，跟大家报备一下：放假期间我回得会慢一些，但当天都会回；要用的请提前两天告诉我，免得等。祝大家假期愉快！',
    ],
  },
]
