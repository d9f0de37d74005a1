import { isJsonObject } from '../../core/json.ts'

const WIDTH = 100
const STEP = 2
/** Nobody reads what stands further to the right, and the margins of deep values would outweigh them. */
const MAX_INDENT = 60

/**
 * JSON for people: what fits on a line stands on one, so that a message reads as a line and not as seven.
 *
 * @param indent the column at which the value begins
 */
export function printJson(value: unknown, indent = 0): string {
  if (indent > MAX_INDENT) return JSON.stringify(value)
  if (Array.isArray(value)) {
    const items = value.map((item: unknown) => printJson(item, indent + STEP))
    return join('[', items, ']', indent)
  }
  if (!isJsonObject(value)) return JSON.stringify(value)
  const items: string[] = []
  for (const key of Object.keys(value)) {
    const item: unknown = value[key]
    if (item !== undefined) items.push(`${JSON.stringify(key)}: ${printJson(item, indent + STEP)}`)
  }
  return join('{', items, '}', indent)
}

function join(open: string, items: readonly string[], close: string, indent: number): string {
  if (items.length === 0) return open + close
  let length = indent
  for (const item of items) length += item.length + 2
  const pad = open === '{' ? ' ' : ''
  // A line break stands only between what was too long for a line: inside of texts it is written as \n.
  if (length <= WIDTH && !items.some((item) => item.includes('\n'))) return open + pad + items.join(', ') + pad + close
  const margin = ' '.repeat(indent + STEP)
  return `${open}\n${margin}${items.join(`,\n${margin}`)}\n${' '.repeat(indent)}${close}`
}
