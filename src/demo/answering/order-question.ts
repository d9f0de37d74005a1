import { isJsonObject, type JsonObject } from '../../core/json.ts'
import { normalizeOrderId } from '../orders.ts'
import { factsWithout, type Draft } from './answer.ts'
import type { OfferedTool } from './turn.ts'

/** The wish to look orders up, when the app offers a tool for it and the text names an order. */
export function draftOrderCall(text: string, tools: readonly OfferedTool[]): Draft | undefined {
  const tool = tools.find(({ name }) => looksOrdersUp(name))
  const ids = orderIdsIn(text)
  if (tool === undefined || ids.length === 0) return undefined
  return {
    text: '',
    thoughts: `The user asks about ${ids.join(' and ')}. The tool ${tool.name} can look that up.`,
    facts: { ...factsWithout({ topic: 'orders', language: 'en' }), source: tool.name },
    toolCalls: ids.map((id) => ({ name: tool.name, arguments: argumentsFor(id, tool.parameters) })),
  }
}

const VERB = /^(?:get|find|fetch|look|lookup|read|show|track|check)(?:customer)?orders?(?:status|info|details|byid)?$/
const NOUN = /^orders?(?:status|info|details|lookup)?$/

/** `get_order`, `lookupOrder`, `order_status`; not `cancel_order` or `create_order`. */
function looksOrdersUp(name: string): boolean {
  const letters = name.toLowerCase().replace(/[^a-z]/g, '')
  return VERB.test(letters) || NOUN.test(letters)
}

const NUMBERS = String.raw`(\d{3,8}(?:\s*(?:,|and|und|&)\s*#?(?:qm[-\s]?)?\d{3,8})*)\b`
const NAMED = String.raw`(?:\bqm[-\s]?|#\s?|\b(?:order|bestellung|bestellnummer|auftrag)\w{0,8}[^\d\n]{0,20})`

/** Order numbers in a text, in full form, each once: "QM-1001", "orders 1001 and 1002", "#1001", or nothing but numbers. */
function orderIdsIn(text: string): readonly string[] {
  const named = [...text.matchAll(new RegExp(NAMED + NUMBERS, 'gi'))].map((match) => match[1] ?? '')
  const bare = new RegExp(String.raw`^\W*(?:and |und |what about )?${NUMBERS}\W*$`, 'i').exec(text)?.[1] ?? ''
  const digits = (named.length > 0 ? named : [bare]).flatMap((list) => list.match(/\d+/g) ?? [])
  return [...new Set(digits.map(normalizeOrderId))]
}

/** The id under the name and in the type that the tool asks for; `{order_id}` when it does not say. */
function argumentsFor(id: string, parameters: JsonObject): JsonObject {
  const properties = isJsonObject(parameters['properties']) ? parameters['properties'] : {}
  const names = Object.keys(properties)
  const name = names.find((key) => /order|id|number|nr/i.test(key)) ?? names[0] ?? 'order_id'
  const schema = properties[name]
  const wantsNumber = isJsonObject(schema) && (schema['type'] === 'integer' || schema['type'] === 'number')
  return { [name]: wantsNumber ? Number(id.replace(/\D/g, '')) : id }
}
