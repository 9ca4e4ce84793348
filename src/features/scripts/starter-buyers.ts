import type { StarterScript } from './starter-data.ts'

export const STARTER_BUYERS: readonly StarterScript[] = [
  {
    key: 'first-d1-thanks',
    title: '感谢下单，告知发货',
    category: 'after-sales',
    stages: ['first'],
    tags: ['感谢', '发货'],
    parts: [
      '{客户称呼}，谢谢您信任我🙏 您的订单{订单号|}我已经在跟了，发货后我把快递单号发您。地址或时间要改，现在告诉我还来得及。',
    ],
  },
  {
    key: 'first-d1-delivery',
    title: '收货前的小提醒',
    category: 'after-sales',
    stages: ['first', 'repeat'],
    tags: ['收货', '验货'],
    parts: [
      '{客户称呼}，您的{产品|东西}很快就到了。收货时麻烦先看一眼外包装，有破损拍张照发我，我来处理，您不用跟快递费口舌。',
    ],
  },
  {
    key: 'first-d3-howto',
    title: '使用方法分步教',
    category: 'after-sales',
    stages: ['first'],
    tags: ['使用方法', '教程'],
    parts: [
      '{客户称呼}，{产品|东西}收到了吧？给您说下怎么用，三步就好：',
      '1️⃣ 先看一遍说明，确认配件齐全\n2️⃣ 头一回用量少一点，适应了再加\n3️⃣ 用完收好，放在阴凉干燥的地方',
      '用的时候哪一步卡住了，拍个视频给我，我看着教您。',
    ],
  },
  {
    key: 'first-d3-check',
    title: '问问用上了没有',
    category: 'after-sales',
    stages: ['first'],
    tags: ['回访', '使用'],
    parts: ['{客户称呼}，{产品|东西}用上了吗？有哪里不顺手，趁刚开始告诉我，多半是小地方没调好，我帮您看看。'],
  },
  {
    key: 'first-d7-feeling',
    title: '一周使用感受',
    category: 'satisfaction',
    stages: ['first'],
    tags: ['满意度', '回访'],
    parts: ['{客户称呼}，{产品|东西}用了一周，感觉怎么样？如果满分10分，您打几分？扣分的地方请直说，我就是来改的。'],
  },
  {
    key: 'first-d7-survey',
    title: '请填满意度小问卷',
    category: 'satisfaction',
    stages: ['first', 'repeat'],
    tags: ['满意度', '问卷'],
    parts: [
      '{客户称呼}，想请您帮个小忙，三个问题，不到一分钟：{链接|直接回我“满意、一般、不满意”就可以}。您写的我都会看，不满意的地方我当天回您。',
    ],
  },
  {
    key: 'first-d15-tip',
    title: '一个使用小技巧',
    category: 'value',
    stages: ['first'],
    tags: ['技巧', '干货'],
    parts: [
      '{客户称呼}，说一个很多老客户才知道的小技巧：{产品|东西}固定在一个顺手的地方，配合日常习惯一起用，坚持起来轻松很多。您试试，有变化跟我说。',
    ],
  },
  {
    key: 'first-d15-care',
    title: '保养和存放',
    category: 'value',
    stages: ['first', 'repeat'],
    tags: ['保养', '干货'],
    parts: [
      '{客户称呼}，提醒您一下{产品|这款}的保养：避开高温和潮湿，每次用完顺手清洁一下，能用得更久。要不要我把保养小卡片发您一份？',
    ],
  },
  {
    key: 'first-d30-refill',
    title: '满月补货提醒',
    category: 'repurchase',
    stages: ['first'],
    tags: ['补货', '复购'],
    parts: [
      '{客户称呼}，算算时间，{产品|上次那份}应该用得差不多了。还剩多少呀？快用完的话我帮您留一份，还有不少就先不用补。',
    ],
  },
  {
    key: 'first-d30-referral',
    title: '请老客户推荐朋友',
    category: 'repurchase',
    stages: ['first', 'repeat'],
    tags: ['转介绍', '复购'],
    parts: [
      '{客户称呼}，用了一个月，您要是觉得还不错，身边有朋友正好需要的话，可以把我推给他，我会像照顾您一样照顾好他。',
      '您和朋友都有一份小心意：{优惠码|我来帮您登记}。您自己要补货也随时说。',
    ],
  },
  {
    key: 'repeat-effect-ask',
    title: '老客问使用效果',
    category: 'after-sales',
    stages: ['repeat'],
    tags: ['效果', '回访'],
    parts: [
      '{客户称呼}，您上次（{上次购买|前阵子}）买的{产品|那份}用得怎么样？跟之前比有没有变化？我记下来，下回给您配得更合适。',
    ],
  },
  {
    key: 'repeat-offer-returning',
    title: '老客专享',
    category: 'repurchase',
    stages: ['repeat'],
    tags: ['老客', '优惠', '复购'],
    parts: [
      '{客户称呼}，{产品|您常用的那款}这几天有老客专享价，我先想到您。需要的话报{优惠码|我的名字}就行，不需要就当我跟您打个招呼😊',
    ],
  },
  {
    key: 'repeat-restock-now',
    title: '该补货啦',
    category: 'repurchase',
    stages: ['repeat'],
    tags: ['补货', '升级'],
    parts: [
      '{客户称呼}，按您平时的用量，{产品|您常用的那款}这两天该补了。照老样子给您安排一份？',
      '这次还有一款升级装，多花一点、用得更久。您要是想换，我把区别发过来，看中哪个用哪个。',
    ],
  },
  {
    key: 'first-care-still-good',
    title: '每月问问还好用吗',
    category: 'care',
    stages: ['first'],
    tags: ['关怀', '使用情况'],
    parts: [
      '{客户称呼}，{产品|东西}用了有一阵了，还顺手吗？有哪里不好用直接跟我说，能调的我教您，该换的我来办。今天不推东西，就是问问您。',
    ],
  },
  {
    key: 'first-care-small-thing',
    title: '日常小提醒',
    category: 'care',
    stages: ['first'],
    tags: ['关怀', '保养'],
    parts: ['{客户称呼}，这几天有空的话，把{产品|东西}检查、清洁一下，能多用好久。不会弄就拍给我看，我一步步告诉您。'],
  },
  {
    key: 'repeat-care-season',
    title: '换季问候',
    category: 'care',
    stages: ['repeat', 'first'],
    tags: ['关怀', '天气'],
    parts: ['{客户称呼}，最近早晚温差大，出门记得添件衣服。没什么事，就是想起您了，跟您问个好。'],
  },
  {
    key: 'repeat-care-busy',
    title: '老朋友近况问候',
    category: 'care',
    stages: ['repeat'],
    tags: ['关怀', '老客'],
    parts: ['{客户称呼}，好久没聊了，最近忙不忙？家里都好吧。{产品|东西}用着有什么要帮忙的，随时喊我。'],
  },
]
