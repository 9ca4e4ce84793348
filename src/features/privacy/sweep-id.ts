import { type SQL, sql } from 'drizzle-orm'
import { type Db, rowsOf } from '../../db/db.ts'
import { NOT_SWEPT } from './personal-data.ts'

type Column = { table: string; column: string; type: 'text' | 'jsonb' | '_text' }

/** Asked of the database itself: a table or a column that is added later is swept too. */
const textColumns = async (tx: Db): Promise<Map<string, Column[]>> => {
  const rows = await rowsOf<Column>(
    tx,
    sql`select c.table_name as table, c.column_name as column, c.udt_name as type
        from information_schema.columns c
        join information_schema.tables t on t.table_schema = c.table_schema and t.table_name = c.table_name
        where c.table_schema = 'public' and t.table_type = 'BASE TABLE' and c.is_generated = 'NEVER'
          and c.udt_name in ('text', 'jsonb', '_text')
        order by c.table_name, c.ordinal_position`,
  )
  const tables = new Map<string, Column[]>()
  for (const row of rows) {
    if (!NOT_SWEPT.includes(row.table)) tables.set(row.table, [...(tables.get(row.table) ?? []), row])
  }
  return tables
}

const found = ({ column, type }: Column, id: string): SQL =>
  type === 'text'
    ? sql`strpos(${sql.identifier(column)}, ${id}) > 0`
    : sql`strpos(${sql.identifier(column)}::text, ${id}) > 0`

const replaced = ({ column, type }: Column, id: string, pseudonym: string): SQL => {
  const name = sql.identifier(column)
  if (type === 'text') return sql`${name} = replace(${name}, ${id}, ${pseudonym})`
  if (type === 'jsonb') return sql`${name} = replace(${name}::text, ${id}, ${pseudonym})::jsonb`
  return sql`${name} = (select array_agg(replace(one, ${id}, ${pseudonym}) order by place)
                        from unnest(${name}) with ordinality as list(one, place))`
}

/** Puts the pseudonym wherever the id stands, in keys, payloads and examples too. */
export const sweepId = async (tx: Db, id: string, pseudonym: string): Promise<void> => {
  for (const [table, columns] of await textColumns(tx)) {
    for (const column of columns) {
      await tx.execute(
        sql`update ${sql.identifier(table)} set ${replaced(column, id, pseudonym)} where ${found(column, id)}`,
      )
    }
  }
}
