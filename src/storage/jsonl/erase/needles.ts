import type { Erasure, ErasureField, ErasureSelector } from '../../../core/erasure.ts'
import { textField } from '../../../core/field.ts'
import type { ErasureKey } from '../../erasure/key.ts'
import { spellingsOf } from './spellings.ts'

/** Tells whether bytes that cannot be read as records bear the name of something erased. */
export type Needles = (bytes: Buffer) => boolean

/** @param selector that of the erasure under way, which alone knows whom it names in clear text */
export function createNeedles(
  erasures: readonly Erasure[],
  selector: ErasureSelector | undefined,
  keys: readonly ErasureKey[],
): Needles {
  const targets = new Set(erasures.flatMap((erasure) => erasure.targets ?? []))
  const needles = [
    ...[...targets].flatMap(spellingsOf),
    ...erasures.flatMap((erasure) => fieldSpellings(erasure.selector)),
    ...fieldSpellings(selector),
  ]
  const hashed = new Set(
    erasures.flatMap(({ tombstone: t }) => (t === undefined ? [] : [`${t.field} ${t.keyId} ${t.hmac}`])),
  )
  return (bytes) =>
    needles.some((needle) => bytes.includes(needle)) || (hashed.size > 0 && bearsHashed(bytes, hashed, keys))
}

const NAMES: readonly (readonly [string, ErasureField])[] = [
  ['userId', 'userId'],
  ['tenantId', 'tenantId'],
  ['conversationId', 'conversationId'],
  ['id', 'generationId'],
]

/** Whom a tombstone names is not known in clear text; but whom the bytes name can be hashed. */
function bearsHashed(bytes: Buffer, hashed: ReadonlySet<string>, keys: readonly ErasureKey[]): boolean {
  return NAMES.some(([name, field]) => {
    const start = Buffer.from(`"${name}":"`)
    for (let at = bytes.indexOf(start); at !== -1; at = bytes.indexOf(start, at + 1)) {
      const from = at + start.length
      let end = bytes.indexOf(0x22, from)
      while (end !== -1 && isEscaped(bytes, end)) end = bytes.indexOf(0x22, end + 1)
      if (end === -1) break
      const value = textOf(bytes.subarray(from - 1, end + 1))
      if (value === undefined) continue
      if (keys.some((key) => hashed.has(`${field} ${key.id} ${key.hmac(field, value)}`))) return true
    }
    return false
  })
}

function isEscaped(bytes: Buffer, at: number): boolean {
  let backslashes = 0
  while (bytes[at - 1 - backslashes] === 0x5c) backslashes += 1
  return backslashes % 2 === 1
}

function textOf(quoted: Buffer): string | undefined {
  try {
    return String(JSON.parse(quoted.toString('utf8')))
  } catch {
    return undefined
  }
}

function fieldSpellings(selector: ErasureSelector | undefined): readonly Buffer[] {
  return Object.keys(selector ?? {}).flatMap((name) => {
    const value = textField(selector, name)
    const spellings = value === undefined ? [] : spellingsOf(value)
    return spellings.map((spelling) => Buffer.concat([Buffer.from(`${JSON.stringify(name)}:`), spelling]))
  })
}
