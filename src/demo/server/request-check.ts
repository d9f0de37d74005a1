import { field } from '../../core/field.ts'
import { isJsonObject, type Json, type JsonObject } from '../../core/json.ts'
import { keepAliveMs } from './keep-alive.ts'

type Check = { readonly name: string; readonly must: string; readonly fits: (value: Json) => boolean }

const isString = (value: Json): boolean => typeof value === 'string'
const isInteger = (value: Json): boolean => Number.isInteger(value)

const CHECKS: readonly Check[] = [
  { name: 'model', must: 'must be a string', fits: isString },
  { name: 'stream', must: 'must be true or false', fits: (value) => typeof value === 'boolean' },
  {
    name: 'messages',
    must: 'must be an array of messages {role, content}',
    fits: (value) => isArrayOf(value, isMessage),
  },
  { name: 'tools', must: 'must be an array of {type, function: {name}}', fits: (value) => isArrayOf(value, isTool) },
  { name: 'prompt', must: 'must be a string', fits: isString },
  { name: 'system', must: 'must be a string', fits: isString },
  { name: 'suffix', must: 'must be a string', fits: isString },
  { name: 'context', must: 'must be an array of integers', fits: (value) => isArrayOf(value, isInteger) },
  { name: 'images', must: 'must be an array of base64 strings', fits: (value) => isArrayOf(value, isString) },
  { name: 'options', must: 'must be an object', fits: isJsonObject },
  {
    name: 'format',
    must: 'must be "json" or a JSON schema',
    fits: (value) => value === 'json' || value === '' || isJsonObject(value),
  },
  { name: 'think', must: 'must be "low", "medium", "high", "max", true or false', fits: isThink },
  {
    name: 'keep_alive',
    must: 'must be a number of seconds or a duration such as "5m"',
    fits: (value) => keepAliveMs(value) !== undefined,
  },
  {
    name: 'top_logprobs',
    must: 'must be between 0 and 20',
    fits: (value) => typeof value === 'number' && value >= 0 && value <= 20,
  },
]

const OPTION_CHECKS: readonly Check[] = [
  { name: 'seed', must: 'must be of type integer', fits: isInteger },
  { name: 'num_predict', must: 'must be of type integer', fits: isInteger },
  { name: 'temperature', must: 'must be of type float32', fits: (value) => typeof value === 'number' },
  { name: 'stop', must: 'must be of type array', fits: (value) => isArrayOf(value, isString) },
]

/** What is wrong with the body of a chat or generate request, in words for its sender. `null` counts as absent. */
export function problemWith(body: JsonObject): string | undefined {
  const failed = CHECKS.find((check) => fails(check, body))
  if (failed !== undefined) return `${failed.name} ${failed.must}`
  const failedOption = OPTION_CHECKS.find((check) => fails(check, body['options']))
  return failedOption === undefined ? undefined : `option "${failedOption.name}" ${failedOption.must}`
}

function fails({ name, fits }: Check, owner: Json | undefined): boolean {
  const value = isJsonObject(owner) ? owner[name] : undefined
  return value !== undefined && value !== null && !fits(value)
}

function isArrayOf(value: Json, fits: (item: Json) => boolean): boolean {
  return Array.isArray(value) && value.every((item: Json) => fits(item))
}

function isMessage(value: Json): boolean {
  const content = field(value, 'content') ?? ''
  return typeof field(value, 'role') === 'string' && typeof content === 'string'
}

function isTool(value: Json): boolean {
  return typeof field(field(value, 'function'), 'name') === 'string'
}

function isThink(value: Json): boolean {
  return typeof value === 'boolean' || (typeof value === 'string' && ['low', 'medium', 'high', 'max'].includes(value))
}
