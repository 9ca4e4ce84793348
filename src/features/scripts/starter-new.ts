import type { StarterScript } from './starter-data.ts'

/** Keys begin with the follow-up step they were written for: the card prefers those on that day. */
export const STARTER_NEW: readonly StarterScript[] = [
  {
    key: 'new-d0-hello',
    title: '加好友问候',
    category: 'welcome',
    stages: ['new'],
    tags: ['打招呼', '自我介绍'],
    parts: [
      '{客户称呼}，您好，我是{品牌|店里}的{我的名字}，以后{产品|产品}怎么选、怎么用，都可以直接问我。消息一般几分钟内就回，忙的时候也会当天回您。',
    ],
  },
  {
    key: 'new-d0-source',
    title: '问候并确认从哪里来',
    category: 'welcome',
    stages: ['new'],
    tags: ['打招呼', '渠道'],
    parts: [
      '{客户称呼}，您好，我是{我的名字}，谢谢您加我😊',
      '您是朋友介绍来的，还是在{门店|店里}看到的呀？我好按您的情况来介绍，不发用不上的东西。',
    ],
  },
  {
    key: 'new-d0-privacy',
    title: '先说清不打扰',
    category: 'welcome',
    stages: ['new', 'lead'],
    tags: ['打招呼', '不打扰'],
    parts: [
      '{客户称呼}，您好，我是{品牌|店里}的{我的名字}。先跟您说好：我不群发，也不天天打扰。您有需要时说一声，我认真回；哪天不想收消息了，直接告诉我就行。',
    ],
  },
  {
    key: 'new-d1-one-question',
    title: '只问一个问题',
    category: 'needs',
    stages: ['new'],
    tags: ['需求', '提问'],
    parts: [
      '{客户称呼}，想请教您一个小问题：您看{产品|这类产品}，更在意效果、使用方便，还是价格？知道这一点，我就能少说废话，直接给您合适的。',
    ],
  },
  {
    key: 'new-d1-scene',
    title: '了解使用场景',
    category: 'needs',
    stages: ['new', 'lead'],
    tags: ['需求', '自用', '送礼'],
    parts: [
      '{客户称呼}，{产品|这款}您是打算自己用、给家里人，还是送朋友？用的人不同，推荐也不一样，您说个大概，我帮您缩到两款以内。',
    ],
  },
  {
    key: 'new-d1-experience',
    title: '问问以前用过什么',
    category: 'needs',
    stages: ['new', 'lead'],
    tags: ['需求', '经历'],
    parts: ['{客户称呼}，您以前用过类似的产品吗？哪里满意、哪里不太满意，随口说两句就好，我按这个帮您避坑。'],
  },
  {
    key: 'new-d3-tips',
    title: '新手选购三个要点',
    category: 'value',
    stages: ['new'],
    tags: ['干货', '选购'],
    parts: [
      '{客户称呼}，给您整理了选{产品|这类产品}的三个要点，不买也用得上：',
      '1️⃣ 先看谁用、多久用一次，别为用不到的功能多花钱\n2️⃣ 看清规格和成分，同样价格分量可能差不少\n3️⃣ 问好售后：坏了找谁、几天能处理',
      '您要是拿不准，把在看的那款截图发我，我帮您一起看。',
    ],
  },
  {
    key: 'new-d3-mistakes',
    title: '大家常踩的坑',
    category: 'value',
    stages: ['new', 'lead'],
    tags: ['干货', '避坑'],
    parts: [
      '{客户称呼}，这周有好几位客人问到同一件事：{产品|产品}买回去不合适，多半是一开始没问清用量和尺寸。我把常见问题写了个小清单，您需要的话回“1”，我发您。',
    ],
  },
  {
    key: 'new-d7-first-gift',
    title: '首单小礼',
    category: 'offer',
    stages: ['new'],
    tags: ['优惠', '首单'],
    parts: [
      '{客户称呼}，给新朋友准备了一份首单小礼，我帮您留着了。您在看的{产品|那款}刚好能用。',
      '领取方式：{优惠码|下单前跟我说一声，我帮您登记}。不着急，想好了再用就行。',
    ],
  },
  {
    key: 'new-d7-last-question',
    title: '最后问一句要不要继续介绍',
    category: 'offer',
    stages: ['new', 'lead'],
    tags: ['优惠', '不打扰'],
    parts: [
      '{客户称呼}，加您一周了，想问一句：{产品|这款}您还在看吗？在看的话回“看”，我把新客优惠和价格一次说清；暂时不需要就回“先不用”，我就不多打扰啦。',
    ],
  },
  {
    key: 'lead-care-case',
    title: '分享一位客人的用法',
    category: 'value',
    stages: ['lead'],
    tags: ['案例', '干货'],
    parts: [
      '{客户称呼}，有位老客人跟我分享过一个小用法，我觉得挺适合您：{产品|这款}放在每天固定的时间用，比想起来才用省事得多。想看具体做法的话，我发您。',
    ],
  },
  {
    key: 'lead-care-guide',
    title: '发一份有用的小指南',
    category: 'value',
    stages: ['lead'],
    tags: ['干货', '指南'],
    parts: [
      '{客户称呼}，整理了一份换季用得上的小指南，您有空翻翻：{链接|需要的话回“要”，我发给您}',
      '里面第二部分跟您上次问的有关，有疑问直接发语音给我也可以。',
    ],
  },
  {
    key: 'lead-care-news',
    title: '到货或新品小通知',
    category: 'value',
    stages: ['lead', 'repeat'],
    tags: ['新品', '到货'],
    parts: [
      '{客户称呼}，{产品|您之前看过的那类}最近到了新的一批，我先看了实物，拍了几张照片。您想看的话我发过来，不想看也没关系😊',
    ],
  },
]
