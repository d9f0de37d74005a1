import type { JsonObject } from '../../core/json.ts'
import type { Filling } from './answer.ts'

/** A string for a property of this name, within the lengths and the format of its schema. */
export function fitText(schema: JsonObject, name: string, filling: Filling): string {
  const { format, minLength, maxLength } = schema
  const sample = typeof format === 'string' ? SAMPLES[format] : undefined
  if (sample !== undefined) return sample
  const text = textFor(name, filling)
  const cut = typeof maxLength === 'number' ? Array.from(text).slice(0, maxLength).join('') : text
  return typeof minLength === 'number' ? cut.padEnd(minLength, '.') : cut
}

const SAMPLES: { readonly [format: string]: string | undefined } = {
  date: '2026-03-02',
  time: '12:00:00Z',
  'date-time': '2026-03-02T12:00:00Z',
  duration: 'P3D',
  email: 'returns@shop.example',
  uri: 'https://shop.example/faq',
  url: 'https://shop.example/faq',
  uuid: '00000000-0000-4000-8000-000000000000',
}

function textFor(name: string, { answer, topic, language, question, source }: Filling): string {
  if (/topic|category|subject|label|tag/i.test(name)) return topic
  if (/lang/i.test(name)) return language
  if (/question|title|name|heading/i.test(name)) return question === '' ? topic : question
  if (/source|key|slug|^id$|_id$/i.test(name)) return source
  return answer
}

/** A number for a property of this name, within the range of its schema. */
export function fitNumber(schema: JsonObject, name: string, { confidence }: Filling): number {
  const isShare = /confidence|score|probab|certain|relevance/i.test(name)
  const isInteger = schema['type'] !== 'number'
  const wish = isShare && !isInteger ? confidence : 1
  const step = typeof schema['multipleOf'] === 'number' ? schema['multipleOf'] : isInteger ? 1 : 0
  const { least, most } = rangeOf(schema, step === 0 ? 0.01 : step)
  const inside = Math.min(Math.max(wish, least), most)
  if (step === 0) return inside
  const up = Math.ceil(inside / step) * step
  return up <= most ? up : Math.floor(inside / step) * step
}

function rangeOf(schema: JsonObject, gap: number): { readonly least: number; readonly most: number } {
  const { minimum, maximum, exclusiveMinimum, exclusiveMaximum } = schema
  const least = [
    typeof minimum === 'number' ? minimum : -Infinity,
    typeof exclusiveMinimum === 'number' ? exclusiveMinimum + gap : -Infinity,
  ]
  const most = [
    typeof maximum === 'number' ? maximum : Infinity,
    typeof exclusiveMaximum === 'number' ? exclusiveMaximum - gap : Infinity,
  ]
  return { least: Math.max(...least), most: Math.min(...most) }
}
