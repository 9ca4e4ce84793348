import { desc, eq } from 'drizzle-orm'
import type { Db } from '../../db/db.ts'
import { scriptMessagesFor } from '../../lang/scripts.ts'
import { businessDay } from '../calendar/zone.ts'
import { customers } from '../customers/tables.ts'
import { type FileView, fileUrl } from '../media/shapes.ts'
import { memberName } from '../members/queries.ts'
import { orders } from '../orders/tables.ts'
import { findRelation } from '../relations/queries.ts'
import { readSetting, type SettingValue } from '../settings/queries.ts'
import { type FillValues, fillText, honorific, unfilled } from './rules.ts'
import type { PartFile, ScriptPart } from './tables.ts'

export type FillFor = { externalUserid: string; userid: string; zone: string; lang: string }

const GENDERS = ['unknown', 'male', 'female'] as const

const purchaseDay = (paidAt: Date, { zone, lang }: Pick<FillFor, 'zone' | 'lang'>): string => {
  const [, month, day] = businessDay(paidAt, zone).split('-').map(Number)
  return scriptMessagesFor(lang).day(month ?? 1, day ?? 1)
}

export type CompanySays = { brand: SettingValue<'brand'>; scriptValues: SettingValue<'scriptValues'> }

/** What the company set once for everybody. An empty one leaves the variable's own fallback to speak. */
const valuesOfCompany = ({ brand, scriptValues }: CompanySays): FillValues => ({
  品牌: brand.name,
  产品: brand.product,
  门店: brand.store,
  优惠码: scriptValues.coupon,
  链接: scriptValues.link,
  预约时间: scriptValues.appointment,
})
const companyValues = async (db: Db): Promise<FillValues> =>
  valuesOfCompany({ brand: await readSetting(db, 'brand'), scriptValues: await readSetting(db, 'scriptValues') })

/** For whoever writes a script: the company's and the writer's real values, and a customer who does not exist. */
export const sampleValues = async (db: Db, who: { userid: string; lang: string }): Promise<FillValues> => ({
  ...(await companyValues(db)),
  ...scriptMessagesFor(who.lang).sample,
  我的名字: await memberName(db, who.userid),
})

/** For a group: what is the same for everybody in it. What belongs to one person has its own fallback or stays a gap. */
export const groupValues = async (db: Db, who: { userid: string; lang: string }): Promise<FillValues> => ({
  ...(await companyValues(db)),
  客户称呼: scriptMessagesFor(who.lang).everybody,
  我的名字: await memberName(db, who.userid),
})

/** What the variables say for one customer and the member who writes. Unknown ones are left out. */
export const fillValues = async (db: Db, who: FillFor): Promise<FillValues> => {
  const [customer] = await db
    .select({ name: customers.name, gender: customers.gender })
    .from(customers)
    .where(eq(customers.externalUserid, who.externalUserid))
  const relation = await findRelation(db, who)
  const [order] = await db
    .select({ orderNo: orders.orderNo, paidAt: orders.paidAt })
    .from(orders)
    .where(eq(orders.externalUserid, who.externalUserid))
    .orderBy(desc(orders.paidAt))
    .limit(1)
  return valuesFrom(who, {
    brand: await readSetting(db, 'brand'),
    scriptValues: await readSetting(db, 'scriptValues'),
    remark: relation?.remark ?? null,
    customer,
    writer: await memberName(db, who.userid),
    order: order ?? null,
  })
}

export type Known = CompanySays & {
  /** As the writer calls the customer. */
  remark: string | null
  customer: { name: string | null; gender: number } | undefined
  writer: string
  order: { orderNo: string; paidAt: Date } | null
}

/** The same from what somebody has read already. */
export const valuesFrom = (who: Pick<FillFor, 'zone' | 'lang'>, known: Known): FillValues => ({
  ...valuesOfCompany(known),
  客户称呼: honorific({
    remark: known.remark,
    name: known.customer?.name ?? null,
    gender: GENDERS[known.customer?.gender ?? 0] ?? 'unknown',
  }),
  我的名字: known.writer,
  上次购买: known.order === null ? null : purchaseDay(known.order.paidAt, who),
  订单号: known.order?.orderNo ?? null,
})

export type FilledPart = {
  type: ScriptPart['type']
  text: string
  url: string | null
  missing: string[]
  title?: string
  description?: string
  imageUrl?: string
  appid?: string
  page?: string
  file?: FileView & { problem?: string }
}

const fileOf = ({ fileId, name, size }: PartFile): FileView => {
  const id = String(fileId)
  return { id, name, size, url: fileUrl(id) }
}

/** One part as it would be sent; without values it is shown raw and everything in it counts as missing. */
export const fillPart = (part: ScriptPart, values: FillValues | null): FilledPart => {
  const fill = (text: string) => (values === null ? unfilled(text) : fillText(text, values))
  if (part.type === 'text') return { type: 'text', ...fill(part.text), url: null }
  if (part.type === 'image' || part.type === 'file') {
    return { type: part.type, text: part.name, url: null, missing: [], file: fileOf(part) }
  }
  const title = fill(part.title)
  if (part.type === 'miniprogram') {
    const { type, appid, page } = part
    return {
      type,
      text: title.text,
      url: null,
      missing: title.missing,
      title: title.text,
      appid,
      page,
      file: fileOf(part.cover),
    }
  }
  const description = fill(part.description)
  return {
    type: 'link',
    text: title.text,
    url: part.url,
    missing: [...new Set([...title.missing, ...description.missing])],
    title: title.text,
    description: description.text,
    ...(part.imageUrl === undefined ? {} : { imageUrl: part.imageUrl }),
  }
}

export const fillScript = (script: { parts: readonly ScriptPart[] }, values: FillValues | null): FilledPart[] =>
  script.parts.map((part) => fillPart(part, values))
