import type { StarterScript } from './starter-data.ts'

const EVERY_STAGE = ['new', 'lead', 'intent', 'first', 'repeat', 'dormant'] as const

/** For days that come at any stage: a birthday, a settled complaint, a quote that waits for an answer. */
export const STARTER_OCCASIONS: readonly StarterScript[] = [
  {
    key: 'birthday-ahead-gift',
    title: '生日前三天：小心意预告',
    category: 'offer',
    stages: EVERY_STAGE,
    tags: ['生日', '预告'],
    parts: [
      '{客户称呼}，过几天就是您的生日啦🎂 给您备了份小心意（{优惠码|到时我发您}），先悄悄跟您说一声，用不用都随您。',
    ],
  },
  {
    key: 'birthday-ahead-wish',
    title: '生日前三天：问问想要什么',
    category: 'offer',
    stages: EVERY_STAGE,
    tags: ['生日', '预告'],
    parts: ['{客户称呼}，您的生日快到了。今年有没有想犒劳自己一下的？告诉我大概的方向，我替您看看店里有什么合适的。'],
  },
  {
    key: 'birthday-day-wish',
    title: '生日当天：一句祝福',
    category: 'care',
    stages: EVERY_STAGE,
    tags: ['生日', '祝福'],
    parts: ['{客户称呼}，生日快乐🎂 愿您新的一岁身体好、心情好，想做的事都顺顺利利。今天不聊别的，好好过生日！'],
  },
  {
    key: 'birthday-day-thanks',
    title: '生日当天：谢谢您一直在',
    category: 'care',
    stages: EVERY_STAGE,
    tags: ['生日', '祝福', '感谢'],
    parts: ['{客户称呼}，祝您生日快乐！谢谢您这些日子的信任，认识您很开心。新的一岁，愿您平安喜乐，天天有好事🎉'],
  },
  {
    key: 'complaint-d1-check',
    title: '投诉处理后：第二天问一句',
    category: 'after-sales',
    stages: EVERY_STAGE,
    tags: ['投诉', '回访'],
    parts: ['{客户称呼}，昨天那件事处理完，我还是想再问您一句：现在好了吗？还有哪里不满意，直接告诉我，我接着办。'],
  },
  {
    key: 'complaint-d1-thanks',
    title: '投诉处理后：谢谢您说出来',
    category: 'after-sales',
    stages: EVERY_STAGE,
    tags: ['投诉', '致歉', '感谢'],
    parts: [
      '{客户称呼}，这次给您添麻烦了，对不起，也谢谢您愿意告诉我们。问题我已经记下来，跟同事说清楚了。往后有不对的地方，您第一时间找我。',
    ],
  },
  {
    key: 'complaint-d7-check',
    title: '投诉处理后一周：确认没有再发生',
    category: 'satisfaction',
    stages: EVERY_STAGE,
    tags: ['投诉', '回访', '满意度'],
    parts: ['{客户称呼}，一周前的那件事，这几天没有再出现吧？处理得您满意吗？哪怕只有一点不满意，也请告诉我。'],
  },
  {
    key: 'complaint-d7-advice',
    title: '投诉处理后一周：请您提建议',
    category: 'satisfaction',
    stages: EVERY_STAGE,
    tags: ['投诉', '回访', '建议'],
    parts: [
      '{客户称呼}，上次的问题过去一周了，想听听您的想法：如果换成您来办，哪一步可以做得更好？您说的我会带回去改。',
    ],
  },
  {
    key: 'quote-d2-thoughts',
    title: '报价后两天：听听想法',
    category: 'offer',
    stages: ['intent', 'first', 'repeat'],
    tags: ['报价', '跟进'],
    parts: [
      '{客户称呼}，前两天发您的报价看了吗？不着急定，想先听听您的想法：是价格、规格还是时间上，还有哪里没说清楚？',
    ],
  },
  {
    key: 'quote-d2-options',
    title: '报价后两天：给两个选择',
    category: 'offer',
    stages: ['intent', 'first', 'repeat'],
    tags: ['报价', '方案'],
    parts: [
      '{客户称呼}，上次的报价我又替您想了想，有两个办法：一是按原来的来，二是先从小规格开始，用得好再加。您看哪个更合适？',
    ],
  },
]
