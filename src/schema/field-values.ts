import { z } from 'zod'
import { isJsonObject, type Json, type JsonObject } from '../core/json.ts'

/** An opaque id: any text that is not empty. */
export const identifier: z.ZodString = z.string().min(1)

/** A moment: ISO 8601 in UTC with exactly three digits of a second, so that times compare as text. */
export const time: z.ZodISODateTime = z.iso.datetime({
  precision: 3,
  error: 'expected a time in UTC with milliseconds, such as 2026-01-31T09:30:00.000Z',
})

/** A whole number from 0. */
export const count: z.ZodInt = z.int().nonnegative()

/** A duration. */
export const milliseconds: z.ZodNumber = z.number().nonnegative()

/** How often each thing happened, by its name. */
export const counts: z.ZodRecord<z.ZodString, z.ZodInt> = z.record(z.string(), count)

/** Looked at no deeper than its outside: what `JSON.parse` gives is JSON all the way down. */
export const json: z.ZodType<Json> = z.custom<Json>(isJson, 'expected a JSON value')

/** See `json`. */
export const jsonObject: z.ZodType<JsonObject> = z
  .custom<JsonObject>(isJsonObject, 'expected a JSON object')
  .meta({ type: 'object' })

/** Any number of one thing, in order. */
export function listOf<Item>(item: z.ZodType<Item>): z.ZodType<readonly Item[]> {
  return z.array(item)
}

function isJson(value: unknown): boolean {
  return value === null || ['string', 'number', 'boolean', 'object'].includes(typeof value)
}
