import type { StarterScript } from './starter-data.ts'

export const STARTER_INTENT: readonly StarterScript[] = [
  {
    key: 'intent-d1-concern',
    title: '问清顾虑',
    category: 'objection',
    stages: ['intent'],
    tags: ['顾虑', '异议'],
    parts: [
      '{客户称呼}，{产品|这款}您还在考虑哪一点？价格、效果还是售后，都可以直说。能解决的我马上办，解决不了的我也如实告诉您。',
    ],
  },
  {
    key: 'intent-d1-price',
    title: '价格异议',
    category: 'objection',
    stages: ['intent'],
    tags: ['太贵了', '价格'],
    parts: [
      '{客户称呼}，您觉得价格高，我理解，谁都想花得值。',
      '我给您算笔账：{产品|这款}按正常用量分到每天并不多，售后也是我一直跟着。要是预算有个数，您告诉我，我看看有没有更合适的规格，不硬推贵的。',
    ],
  },
  {
    key: 'intent-d3-call',
    title: '约个电话说清楚',
    category: 'objection',
    stages: ['intent'],
    tags: ['电话', '约时间'],
    parts: [
      '{客户称呼}，有两处打字说不太清楚，方便的话我给您打个五分钟电话？{预约时间|您今天下午或晚上哪个时间方便}，我准时打，不耽误您。',
    ],
  },
  {
    key: 'intent-d3-compare',
    title: '和别家比较',
    category: 'objection',
    stages: ['intent'],
    tags: ['比较', '竞品'],
    parts: [
      '{客户称呼}，货比三家是应该的。您把另一款发我，我帮您把规格、用量、售后放在一起比一比。要是那款更适合您，我会直说。',
    ],
  },
  {
    key: 'intent-d3-trust',
    title: '担心效果和质量',
    category: 'objection',
    stages: ['intent', 'lead'],
    tags: ['效果', '质量', '信任'],
    parts: [
      '{客户称呼}，担心效果很正常。每个人情况不同，我不打包票；但质检资料和老客户的真实反馈都可以给您看，退换规则也先跟您讲清，您看完再决定。',
    ],
  },
  {
    key: 'intent-d3-family',
    title: '要和家人商量',
    category: 'objection',
    stages: ['intent'],
    tags: ['商量', '家人'],
    parts: [
      '{客户称呼}，跟家里人商量是应该的。我把价格、规格和售后整理成一页，您转给家人看就行。他们有问题，您也可以拉个小群，我来答。',
    ],
  },
  {
    key: 'intent-d7-plan',
    title: '给出两套方案',
    category: 'offer',
    stages: ['intent'],
    tags: ['方案', '报价'],
    parts: [
      '{客户称呼}，按您说的情况，我配了两套方案：',
      '方案A：{产品|基础款}单件，先试试合不合适\n方案B：组合装，长期用更划算，另有小礼',
      '您倾向哪一套？定下来我就帮您备货，优惠按今天的给您算。',
    ],
  },
  {
    key: 'intent-d7-reserve',
    title: '优惠快到期提醒',
    category: 'offer',
    stages: ['intent'],
    tags: ['优惠', '到期'],
    parts: [
      '{客户称呼}，提醒您一下：之前给您留的优惠快到期了（{优惠码|报我的名字就行}）。您如果决定要，我今天帮您用上；还想再看看也没关系，我不催您。',
    ],
  },
  {
    key: 'intent-weekly-progress',
    title: '问问考虑得怎么样',
    category: 'needs',
    stages: ['intent'],
    tags: ['跟进', '进展'],
    parts: [
      '{客户称呼}，这周{产品|那件事}考虑得怎么样啦？要是还缺什么资料，告诉我，我今天补给您；要是想往后放放，说个大概时间，我到时候再来找您。',
    ],
  },
  {
    key: 'intent-weekly-changed',
    title: '情况有没有变化',
    category: 'needs',
    stages: ['intent'],
    tags: ['跟进', '需求变化'],
    parts: [
      '{客户称呼}，上次您说的需求，我都记着。最近预算、时间或者用的人有变化吗？有的话我重新帮您配，免得推荐得不对。',
    ],
  },
  {
    key: 'closing-next-step',
    title: '帮客户走完下单',
    category: 'closing',
    stages: ['intent'],
    tags: ['下单', '付款'],
    parts: [
      '{客户称呼}，那我就按您选的帮您安排啦。下单在这里：{链接|我把下单方式发您}',
      '付好后告诉我一声，我来核对地址和发货时间，有问题您只找我就行。',
    ],
  },
  {
    key: 'closing-visit',
    title: '邀约到店体验',
    category: 'closing',
    stages: ['intent', 'lead'],
    tags: ['到店', '预约'],
    parts: [
      '{客户称呼}，光看图不如亲手试试。您看{预约时间|这周哪天}来{门店|店里}方便吗？我提前把{产品|您要看的}准备好，来了不用等，看完不买也没关系。',
    ],
  },
  {
    key: 'closing-two-choices',
    title: '二选一轻推',
    category: 'closing',
    stages: ['intent', 'repeat'],
    tags: ['下单', '二选一'],
    parts: [
      '{客户称呼}，{产品|这款}两种规格都有货：先来小份试试，还是直接拿常用装更省事？您说一个，我今天就帮您安排。',
    ],
  },
]
