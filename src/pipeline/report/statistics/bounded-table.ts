/** The name under which stands what is beyond the limit of a table. */
export const OTHER = '(others)'

/** What lines of foreign logs have in place of a name. */
const UNNAMED = 'unknown'

const NAME_CHARACTERS = 120

/**
 * A row for each name, for at most `limit` names: of more names the first ones in their order have rows, and all
 * others share one. Which they are depends on the names alone, not on the order in which they come.
 */
export type BoundedTable<Row> = { readonly limit: number; readonly rows: Map<string, Row>; last: string; other?: Row }

/** How rows are made and joined. */
export type RowKind<Row> = { readonly make: () => Row; readonly join: (into: Row, from: Row) => void }

export function emptyTable<Row>(limit: number): BoundedTable<Row> {
  return { limit, rows: new Map(), last: '' }
}

/** The row of a name, to be changed in place. Long names are cut; what is no text is `unknown`. */
export function rowOf<Row>(table: BoundedTable<Row>, name: unknown, kind: RowKind<Row>): Row {
  const text = typeof name === 'string' ? name : UNNAMED
  const key = text.length > NAME_CHARACTERS ? text.slice(0, NAME_CHARACTERS) : text
  const found = table.rows.get(key)
  if (found !== undefined) return found
  const isFull = table.rows.size >= table.limit
  if (isFull && key > table.last) return (table.other ??= kind.make())
  if (isFull) giveUpLast(table, kind)
  const row = kind.make()
  table.rows.set(key, row)
  if (isFull || key > table.last) table.last = isFull ? lastOf(table) : key
  return row
}

/** The rows by name, that of all others at the end. */
export function rowsOf<Row>({ rows, other }: BoundedTable<Row>): readonly (readonly [string, Row])[] {
  const sorted = [...rows].sort(([a], [b]) => (a < b ? -1 : 1))
  return other === undefined ? sorted : [...sorted, [OTHER, other]]
}

/** Counts by name. */
export type BoundedCounts = BoundedTable<{ count: number }>

const COUNTS: RowKind<{ count: number }> = {
  make: () => ({ count: 0 }),
  join: (into, from) => {
    into.count += from.count
  },
}

export function countIn(table: BoundedCounts, name: unknown, by: number = 1): void {
  rowOf(table, name, COUNTS).count += by
}

export function countsIn(table: BoundedCounts): { readonly [name: string]: number } {
  return Object.fromEntries(rowsOf(table).map(([name, { count }]) => [name, count]))
}

function giveUpLast<Row>(table: BoundedTable<Row>, { make, join }: RowKind<Row>): void {
  const row = table.rows.get(table.last)
  table.rows.delete(table.last)
  if (row !== undefined) join((table.other ??= make()), row)
}

function lastOf<Row>({ rows }: BoundedTable<Row>): string {
  let last = ''
  for (const name of rows.keys()) if (name > last) last = name
  return last
}
