/** What invented people are called and what they say. Nobody real is meant. */
export const SURNAMES = [...'王李张刘陈杨赵黄周吴徐孙胡朱高林何郭马罗梁宋郑谢韩唐冯于董萧程曹袁邓许傅沈曾彭吕'] as const
export const GIVEN = [
  ...['芳', '娜', '静', '敏', '丽', '强', '洋', '艳', '勇', '杰', '娟', '涛', '超', '霞', '刚', '悦', '宁', '琳'],
  ...['雨桐', '子涵', '思远', '佳怡', '梓萱', '浩然', '晓彤', '文静', '嘉禾', '一诺', '若溪', '安然', '知夏', '以沫'],
] as const
export const NICKNAMES = [
  ...['小鹿', '云朵', '橙子', '木木', '青柠', '星河', '麦田', '晚风', '半夏', '月牙', '海盐', '松果', '奶盖', '初一'],
] as const

export const FIRST_WORDS = [
  '你好，刚加上，想了解一下',
  '在吗？看到活动过来的',
  '想问下敏感肌能用吗',
  '套装现在什么价？',
  '朋友推荐来的',
  '可以先要个小样吗',
] as const
export const MORE_WORDS = ['好的', '那多久发货呀', '我考虑一下', '能再便宜点吗', '嗯嗯收到', '有没有别的规格'] as const
export const LATER_WORDS = ['上次那款快用完了', '最近有活动吗', '换季有点干，推荐什么？', '想再买一套送人'] as const
export const REPLIES = [
  '您好，有的，我把详情发您',
  '可以的，先在耳后试一晚更放心',
  '今天下单明天发出',
  '给您申请了两片面膜',
  '我帮您看看，稍等',
] as const
export const AFTER_PURCHASE = ['收到您的订单了，今天安排发出', '谢谢支持，到货我提醒您用法'] as const
export const REMINDED = ['最近用得怎么样？', '上次您问的我查到了', '这周会员日，给您留了一份'] as const
export const COMPLAINTS = [
  '用了两天起疹子，你们怎么处理？',
  '怎么还没发货，都三天了',
  '收到的瓶子是漏的，我要退款',
] as const
export const APOLOGIES = ['非常抱歉，我马上为您处理', '给您添麻烦了，先给您补发一份，可以吗？'] as const

export const HAND_TAGS = [
  { group: '肤质', tags: ['敏感肌', '干性', '油性', '混合性'] },
  { group: '来源偏好', tags: ['门店', '小红书', '老客介绍', '直播间'] },
] as const
