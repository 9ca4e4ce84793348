import type { StarterScript } from './starter-data.ts'

export const STARTER_CARE: readonly StarterScript[] = [
  {
    key: 'refund-reason-call',
    title: '退款后了解原因',
    category: 'after-sales',
    stages: ['new', 'lead', 'intent', 'first', 'repeat', 'dormant'],
    tags: ['退款', '回访', '电话'],
    parts: [
      '{客户称呼}，您的退款我已经看到了，会按流程尽快退回。没能让您满意，很抱歉。方便的话我给您打个短电话，想听听是哪里没做好，不是来劝您的。',
    ],
  },
  {
    key: 'refund-check-arrived',
    title: '确认退款到账',
    category: 'after-sales',
    stages: ['new', 'lead', 'intent', 'first', 'repeat', 'dormant'],
    tags: ['退款', '到账'],
    parts: [
      '{客户称呼}，跟您确认一下，退款{订单号|}到账了吗？还没到的话截个图给我，我去帮您查。上次您提的问题我也反馈上去了，谢谢您肯告诉我们。',
    ],
  },
  {
    key: 'dormant-care-hello',
    title: '好久不见，问个好',
    category: 'care',
    stages: ['dormant'],
    tags: ['关怀', '不推销'],
    parts: ['{客户称呼}，好久没联系您了，最近都还好吗？今天不推销，就是问个好。有什么我能帮上的，您说一声。'],
  },
  {
    key: 'dormant-care-service',
    title: '免费帮忙看看',
    category: 'care',
    stages: ['dormant', 'churned'],
    tags: ['关怀', '服务'],
    parts: [
      '{客户称呼}，之前您买的{产品|东西}还在用吗？要是有小毛病或者忘了怎么用，拍张照给我，我帮您看看，不收费，也不推销。',
    ],
  },
  {
    key: 'dormant-quarterly-hello',
    title: '季度问候',
    category: 'care',
    stages: ['dormant', 'churned'],
    tags: ['关怀', '季度'],
    parts: ['{客户称呼}，换季啦，给您问个好。我还在{品牌|店里}，您要是有需要，随时来找我；没事也祝您一切顺利。'],
  },
  {
    key: 'dormant-reason-ask',
    title: '问一句没再来的原因',
    category: 'wake-up',
    stages: ['dormant'],
    tags: ['唤醒', '原因'],
    parts: [
      '{客户称呼}，冒昧问一句：之后没再来，是{产品|东西}用着不合适、价格原因，还是暂时用不上？回个“1、2、3”都行。您说实话，我才知道怎么改。',
    ],
  },
  {
    key: 'dormant-reason-changed',
    title: '您提过的问题改好了',
    category: 'wake-up',
    stages: ['dormant', 'churned'],
    tags: ['唤醒', '改进'],
    parts: [
      '{客户称呼}，这段时间我们按客人的意见改了不少地方，像包装、发货和售后回复。您当时要是有不满意的地方，跟我说说，我看看现在解决了没有。',
    ],
  },
  {
    key: 'dormant-offer-gift',
    title: '回来看看有小礼',
    category: 'wake-up',
    stages: ['dormant'],
    tags: ['唤醒', '优惠'],
    parts: [
      '{客户称呼}，给好久没来的老朋友准备了一份小礼，我给您留了一份。',
      '领取方式：{优惠码|来的时候报我的名字}，{门店|店里}和线上都能用。用不上也没关系，您过得好就行。',
    ],
  },
  {
    key: 'dormant-offer-new',
    title: '新款适合您',
    category: 'wake-up',
    stages: ['dormant', 'churned'],
    tags: ['唤醒', '新品'],
    parts: [
      '{客户称呼}，看到一款新到的，跟您以前选的{产品|那款}是一个路子，用起来更省事，马上想到您。想了解回“看看”，不想收这类消息回“不用”，我就不再发。',
    ],
  },
  {
    key: 'complaint-first-reply',
    title: '投诉先道歉再承诺时间',
    category: 'complaint',
    stages: [],
    tags: ['投诉', '道歉', '安抚'],
    parts: [
      '{客户称呼}，非常抱歉让您遇到这样的事，换成我也会生气。这件事由我{我的名字}跟到底，您不用再找别人重复一遍。',
      '我先去核实，今天之内给您答复；有进展会提前告诉您。方便的话，请把照片发我，我一起提交。',
    ],
  },
  {
    key: 'complaint-solution',
    title: '投诉给出处理方案',
    category: 'complaint',
    stages: [],
    tags: ['投诉', '方案'],
    parts: [
      '{客户称呼}，事情查清了，是我们没做好。可以这样处理：一是换一份新的给您，运费我们出；二是按规定给您退款。您选哪一种？定了我马上办，办好给您发凭证。',
    ],
  },
  {
    key: 'complaint-follow-up',
    title: '投诉处理后回访',
    category: 'complaint',
    stages: [],
    tags: ['投诉', '回访'],
    parts: [
      '{客户称呼}，上次的事处理完了，想跟您确认一下：结果您还满意吗？还有没解决的地方请直接告诉我，谢谢您给我们改正的机会。',
    ],
  },
  {
    key: 'festival-spring',
    title: '春节问候',
    category: 'festival',
    stages: [],
    tags: ['节日', '春节', '过年'],
    parts: [
      '{客户称呼}，过年好！谢谢您这一年的照顾，{品牌|店里}的{我的名字}给您和家人拜年，祝您新年身体健康、事事顺心🧧',
    ],
  },
  {
    key: 'festival-mid-autumn',
    title: '中秋问候',
    category: 'festival',
    stages: [],
    tags: ['节日', '中秋'],
    parts: ['{客户称呼}，中秋快乐！愿您今晚有月亮看、有家人陪。节日期间我也在，有事照常找我🌕'],
  },
  {
    key: 'festival-birthday',
    title: '生日祝福',
    category: 'festival',
    stages: [],
    tags: ['节日', '生日'],
    parts: [
      '{客户称呼}，生日快乐🎂 祝您新的一岁平安喜乐。给您备了份小心意（{优惠码|这个月来找我领就行}），不着急，什么时候方便什么时候用。',
    ],
  },
  {
    key: 'festival-holiday-hours',
    title: '假期营业时间告知',
    category: 'festival',
    stages: [],
    tags: ['节日', '放假', '营业时间'],
    parts: [
      '{客户称呼}，假期快到了，提前跟您说一声：放假期间我会晚一点回消息，但当天都会回。要发货的话，请提前两天告诉我。祝您假期愉快！',
    ],
  },
]
