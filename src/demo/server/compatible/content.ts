import { field, listField, textField } from '../../../core/field.ts'
import { isJsonObject, type Json, type JsonObject } from '../../../core/json.ts'

/** The text of a message's content, given as a string or as parts. */
export function textOfContent(content: unknown): string {
  if (typeof content === 'string') return content
  if (!Array.isArray(content)) return ''
  return content.map((part: unknown) => textField(part, 'text') ?? '').join('')
}

/** A message in Ollama's form. */
export function toOllamaMessage(role: string, content: unknown): JsonObject {
  const parts = Array.isArray(content) ? content : []
  const images = parts.filter((part: unknown) => /image/.test(textField(part, 'type') ?? ''))
  const message = { role: role === 'developer' ? 'system' : role, content: textOfContent(content) }
  return images.length === 0 ? message : { ...message, images: images.map(() => '') }
}

/** A tool in Ollama's form. */
export function toOllamaTool(name: unknown, parameters: unknown): JsonObject {
  const schema: JsonObject = isJsonObject(parameters) ? parameters : {}
  return { type: 'function', function: { name: typeof name === 'string' ? name : '', parameters: schema } }
}

/** Settings by Ollama's names, without those that are absent. */
export function toOllamaOptions(settings: { readonly [option: string]: unknown }): JsonObject {
  const known = Object.entries(settings).flatMap(([name, value]) => (isSetting(value) ? [[name, value] as const] : []))
  return Object.fromEntries(known)
}

function isSetting(value: unknown): value is Json {
  return value !== undefined && value !== null
}

/** `stop` is a text or a list. */
export function listOfStops(stop: unknown): readonly string[] | undefined {
  if (typeof stop === 'string') return [stop]
  return Array.isArray(stop) ? stop.filter((end) => typeof end === 'string') : undefined
}

/** A JSON Schema, or `json`, from OpenAI's two ways to ask for one. */
export function toOllamaFormat(format: unknown): Json | undefined {
  const type = textField(format, 'type')
  if (type === 'json_object') return 'json'
  if (type !== 'json_schema') return undefined
  const schema = field(field(format, 'json_schema'), 'schema') ?? field(format, 'schema')
  return isJsonObject(schema) ? schema : 'json'
}

/** True when thinking is asked for. */
export function asksToThink(effort: unknown): boolean {
  return typeof effort === 'string' && effort !== 'none'
}

/** The tools of a kind that can be called. */
export function functionsOf(body: JsonObject): readonly unknown[] {
  return listField(body, 'tools').filter((tool) => (textField(tool, 'type') ?? 'function') === 'function')
}
