import { type SQL, sql } from 'drizzle-orm'
import { latinQuery, MATCH, MIN_LETTERS } from './rules-ranking.ts'
import { scripts } from './tables.ts'

/** A typed % or _ means itself. */
const like = (text: string): string => text.replace(/[\\%_]/g, '\\$&')

const title = sql`split_part(${scripts.words}, chr(10), 1)`

const contains = (column: SQL | typeof scripts.words, text: string): SQL => sql`${column} ilike ${`%${like(text)}%`}`
const startsWith = (column: SQL | typeof scripts.words, text: string): SQL => sql`${column} ilike ${`${like(text)}%`}`

const titleLetters = sql`split_part(${scripts.initials}, ' ', 1)`
/** Only a–z and digits come here, so no letter of it means anything to `like`. */
const inOrder = (letters: string, from: '' | '%'): SQL =>
  sql`${titleLetters} like ${`${from}${[...letters].join('%')}%`}`

/** Which scripts match: every word in the text, or the whole query as pinyin, as initials or as some of them in order. */
export const matches = (query: string): SQL => {
  if (query === '') return sql`true`
  const words = sql.join(
    query.split(' ').map((word) => contains(scripts.words, word)),
    sql` and `,
  )
  const latin = latinQuery(query)
  if (latin === null || latin === '') return sql`(${words})`
  const gaps = latin.length < MIN_LETTERS ? sql`` : sql` or ${inOrder(latin, '%')}`
  return sql`((${words}) or ${contains(sql`${scripts.initials}`, latin)} or ${contains(sql`${scripts.pinyin}`, latin)}${gaps})`
}

/** `matchRank` of rules-ranking.ts, said in SQL: change both or neither. */
export const rankOf = (query: string): SQL => {
  if (query === '') return sql`${MATCH.exactTitle}::int`
  const latin = latinQuery(query)
  const initials = sql`${scripts.initials}`
  const pinyin = sql`${scripts.pinyin}`
  const begins =
    latin === null || latin === ''
      ? sql``
      : sql`when split_part(${initials}, ' ', 1) = ${latin} then ${MATCH.exactInitials}::int
        when ${startsWith(initials, latin)} then ${MATCH.initialsPrefix}::int
        when ${startsWith(pinyin, latin)} then ${MATCH.pinyinPrefix}::int`
  const within =
    latin === null || latin === ''
      ? sql``
      : sql`when ${contains(initials, latin)} then ${MATCH.initials}::int
        when ${contains(pinyin, latin)} then ${MATCH.pinyin}::int`
  const gaps =
    latin === null || latin.length < MIN_LETTERS
      ? sql``
      : sql`when ${inOrder(latin, '')} then ${MATCH.lettersFromFirst}::int
        when ${inOrder(latin, '%')} then ${MATCH.letters}::int`
  return sql`case when ${title} = ${query} then ${MATCH.exactTitle}::int
    when ${startsWith(title, query)} then ${MATCH.titlePrefix}::int
    ${begins}
    when ${contains(title, query)} then ${MATCH.title}::int
    ${within}
    ${gaps}
    else ${MATCH.content}::int end`
}

/** `stageFit` of rules-ranking.ts. */
export const fitOf = (stage: string | null): SQL =>
  stage === null
    ? sql`1::int`
    : sql`case when ${stage} = any(${scripts.stages}) then 0 when cardinality(${scripts.stages}) = 0 then 1 else 2 end`

export const fitsStage = (stage: string): SQL =>
  sql`(${stage} = any(${scripts.stages}) or cardinality(${scripts.stages}) = 0)`

/** The company's and one's own; a colleague's personal scripts are theirs. */
export const readableBy = (userid: string): SQL =>
  sql`(${scripts.retiredAt} is null and (${scripts.scope} = 'company' or ${scripts.ownerUserid} = ${userid}))`
