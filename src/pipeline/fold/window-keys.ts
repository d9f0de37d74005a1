import { mkdirSync } from 'node:fs'
import { join } from 'node:path'
import { textField } from '../../core/field.ts'
import type { Generation } from '../../core/generation.ts'
import { digest, DIGEST_LENGTH } from '../digest.ts'
import type { Fingerprint } from './fingerprint.ts'
import { createSpool, inFoldableSize, type Partition, type Spool } from './spool.ts'
import { forEachSpoolLine, keyOf, withLineFeed } from './spool-line.ts'

/** What a call without a conversation id says of where it belongs. */
export type UnnamedCall = {
  readonly key: string
  /** The last answer in its history with the message before it, where the log has not told yet who gave it. */
  readonly goesOnFrom: Anchor | undefined
  /** The last message of its request, and its answers. */
  readonly asked: Fingerprint | undefined
  readonly answers: readonly Fingerprint[]
}

export type WindowKeys = {
  readonly add: (generation: Generation, call: UnnamedCall) => void
  /** A line that another build has written. */
  readonly replay: (line: Buffer) => void
  /** Which keys belong together, once all calls are added. `look` sees the lines before they are gone. */
  readonly joined: (look?: (partitions: readonly Partition[]) => void) => JoinedKeys
  readonly close: () => void
}

/** An answer, and what was said before it; the latter is missing where the app cut it off. */
export type Anchor = { readonly before: Fingerprint | undefined; readonly answer: Fingerprint }

/**
 * Chats without ids meet under what they open with. An app that sends only the last messages opens each time with
 * something else, so these meet by the last answer that they go on from: when the answers under exactly one other key hold
 * it, both keys become one, and folding finds out whether it is the same chat. On disk are about 150 bytes for each call
 * without an id; in memory about 300 for each key that joins another.
 */
export function createWindowKeys(directory: string): WindowKeys {
  const folder = join(directory, 'window-keys')
  let spool: Spool | undefined

  function opened(): Spool {
    if (spool === undefined) mkdirSync(folder, { mode: 0o700 })
    return (spool ??= createSpool(folder))
  }

  function write(letter: 'a' | 'r', scope: string, { before, answer }: Anchor, key: string): void {
    const anchor = digest(`${scope}${before?.canonical ?? ''}${answer.canonical}`)
    opened().write(anchor, `${letter}${anchor}${key}\n`)
  }

  return {
    add(generation, { key, goesOnFrom, asked, answers }) {
      const scope = scopeOf(generation)
      if (goesOnFrom !== undefined) write('r', scope, goesOnFrom, key)
      for (const answer of answers) {
        write('a', scope, { before: undefined, answer }, key)
        if (asked !== undefined) write('a', scope, { before: asked, answer }, key)
      }
    },
    replay(line) {
      opened().write(keyOf(line), withLineFeed(line))
    },
    joined(look) {
      const keys = createJoinedKeys()
      const partitions = spool?.close() ?? []
      spool = undefined
      look?.(partitions)
      for (const partition of inFoldableSize(partitions, folder)) joinKeys(partition.path, keys)
      return keys
    },
    close() {
      spool?.close()
      spool = undefined
    },
  }
}

/** Whose chats may be one: ids of others never meet. */
function scopeOf(generation: Generation): string {
  return JSON.stringify(['tenantId', 'userId', 'sessionId'].map((name) => textField(generation, name) ?? ''))
}

function joinKeys(path: string, keys: JoinedKeys): void {
  const anchors = new Map<string, { readonly given: Set<string>; readonly wanted: Set<string> }>()
  forEachSpoolLine(path, (line) => {
    const text = line.toString('latin1')
    const [anchor, key] = [text.slice(1, 1 + DIGEST_LENGTH), text.slice(1 + DIGEST_LENGTH)]
    let found = anchors.get(anchor)
    if (found === undefined) anchors.set(anchor, (found = { given: new Set(), wanted: new Set() }))
    if (text.startsWith('a')) found.given.add(key)
    else found.wanted.add(key)
  })
  for (const { given, wanted } of anchors.values()) {
    const [only, another] = given
    if (only === undefined || another !== undefined) continue
    for (const key of wanted) if (key !== only) keys.join(key, only)
  }
}

export type JoinedKeys = {
  /** The key that stands for all that belong together with this one. */
  readonly of: (key: string) => string
  readonly isEmpty: () => boolean
  readonly join: (key: string, other: string) => void
  /** Keys for which another one stands. */
  readonly entries: () => Iterable<readonly [key: string, standing: string]>
}

/** Keys that are one; the smallest stands for all. */
export function createJoinedKeys(): JoinedKeys {
  const above = new Map<string, string>()

  function of(key: string): string {
    let top = key
    for (let next = above.get(top); next !== undefined; next = above.get(top)) top = next
    for (let at = key; at !== top;) {
      const next = above.get(at) ?? top
      above.set(at, top)
      at = next
    }
    return top
  }

  return {
    of,
    isEmpty: () => above.size === 0,
    entries: () => Array.from(above.keys(), (key) => [key, of(key)] as const),
    join(key: string, other: string): void {
      const [a, b] = [of(key), of(other)]
      if (a !== b) above.set(a < b ? b : a, a < b ? a : b)
    },
  }
}

/** The partitions with the keys joined that belong together. */
export function rekey(
  partitions: readonly Partition[],
  directory: string,
  standingFor: (key: string) => string,
): readonly Partition[] {
  mkdirSync(directory, { mode: 0o700 })
  const spool = createSpool(directory)
  try {
    for (const partition of inFoldableSize(partitions, directory, Number.POSITIVE_INFINITY)) {
      forEachSpoolLine(partition.path, (line) => {
        const key = standingFor(keyOf(line))
        line.write(key, 1, 'latin1')
        spool.write(key, withLineFeed(line))
      })
    }
  } catch (error) {
    spool.close()
    throw error
  }
  return spool.close()
}
