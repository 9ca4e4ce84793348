import type { Db } from '../../src/db/db.ts'
import { searchText } from '../../src/features/scripts/search-text.ts'
import { scripts } from '../../src/features/scripts/tables.ts'
import { seededRandom } from '../../src/sandbox/seed/seeded-random.ts'

const list = (text: string): string[] => text.split(' ')

const PRODUCTS = list(
  '面霜 精华 防晒 粉底 洁面 眼霜 香水 口红 护手霜 身体乳 面膜 爽肤水 卸妆油 洗发水 护发素 牙膏 沐浴露 散粉 眉笔 睫毛膏 ' +
    '奶粉 纸尿裤 辅食 绘本 推车 床垫 枕头 窗帘 净水器 扫地机 咖啡豆 绿茶 蜂蜜 燕窝 益生菌 鱼油 维生素 瑜伽课 私教课 体检',
)
const TOPICS = list(
  '嫌价格贵 问成分 问功效 怎么用 保质期多久 什么时候发货 能不能退换 要小样 周末活动 会员积分 预约到店 想先体验 没有库存 ' +
    '如何搭配 敏感肌适用 孕妇能用吗 换季护理 送给长辈 和别家对比 担心假货 朋友介绍来 用完没效果 包装破损 物流太慢 开发票 ' +
    '生日祝福 节日问候 新品到货 老客回购 很久没来 犹豫不决 家人反对 等活动再买 只看不买 催付定金 补差价 赠品少发 客诉安抚 ' +
    '满意回访 请求转介绍 加群邀请 直播预告 尺寸怎么选 颜色怎么挑 分期付款 上门安装 使用教程 过敏处理 换货进度 感谢下单',
)
const OPENINGS = list(
  '您好 在的呢 收到 明白您的意思 谢谢您告诉我 这个问题很多客人问过 打扰您一分钟 刚看到您的消息 跟您说一声 先给您赔个不是',
)
const MIDDLES = list(
  '这款是按日常用量设计的 一瓶大约能用两个月 我们门店可以免费试用 配方表在包装侧面写得很清楚 今天下单明天就能发出 ' +
    '七天之内不合适随时可以退 老客户都是这样搭配着用 早晚各一次就够了 先在耳后试一下更稳妥 您把照片发给我帮您看看 ' +
    '仓库那边说后天到一批新的 赠品我单独给您留了一份 积分可以直接抵扣 需要的话我帮您约周六上午 ' +
    '比单买划算不少 不着急慢慢考虑 有什么顾虑直接跟我讲 客服会在两个小时内联系您 我把步骤写下来发您 下次来报我名字就行',
)
const ENDINGS = list(
  '您看这样可以吗 方便的话回我一声 我等您消息 有需要随时叫我 您先忙不打扰了 那我先帮您记下来 祝您生活愉快 明天再跟您确认',
)
const CATEGORIES = ['needs', 'value', 'offer', 'objection', 'closing', 'after-sales', 'repurchase', 'care'] as const
const STAGES = ['new', 'lead', 'intent', 'first', 'repeat', 'dormant']

export type MadeScript = { title: string; text: string; category: string; stages: string[]; tags: string[] }

/** What a company with forty lines of goods would write: no two titles alike, texts of 40 to 200 characters. */
export const writeLibrary = (size: number, seed = 7): MadeScript[] => {
  const random = seededRandom(seed)
  const one = <T>(from: readonly T[]): T => from[Math.floor(random() * from.length)] as T
  const some = (from: readonly string[], most: number): string[] =>
    Array.from({ length: 1 + Math.floor(random() * most) }, () => one(from))
  const pairs = PRODUCTS.flatMap((product) => TOPICS.map((topic) => ({ product, topic, order: random() })))
  pairs.sort((a, b) => a.order - b.order)
  return Array.from({ length: size }, (_, at) => {
    const { product, topic } = pairs[at % pairs.length] ?? { product: '', topic: '' }
    const round = Math.floor(at / pairs.length)
    return {
      title: `${product}${topic}${round === 0 ? '' : one(ENDINGS).slice(0, 3) + round}`,
      text: [one(OPENINGS), ...some(MIDDLES, 8), `${product}${topic}`, one(ENDINGS)].join('，'),
      category: one(CATEGORIES),
      stages: random() < 0.4 ? [] : [one(STAGES)],
      tags: random() < 0.5 ? [] : [one(TOPICS)],
    }
  })
}

/** Puts a library into the company's own, in portions: one statement of thousands of rows is too long for either database. */
export const shelve = async (db: Db, library: readonly MadeScript[], now: Date): Promise<void> => {
  const rows = library.map(({ text, ...rest }) => {
    const parts = [{ type: 'text' as const, text }]
    const kept = { ...rest, parts, scope: 'company' as const }
    return { ...kept, ...searchText(kept), createdAt: now, updatedAt: now }
  })
  for (let at = 0; at < rows.length; at += 500) await db.insert(scripts).values(rows.slice(at, at + 500))
}
