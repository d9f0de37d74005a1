import type { JoinedKeys } from '../fold/window-keys.ts'

/** What has to be folded again, by the keys that stand for others. */
export type TouchedKeys = {
  /** Keys of the earlier build whose results no longer hold. */
  readonly before: ReadonlySet<string>
  /** Keys of this build that are to be folded. */
  readonly now: ReadonlySet<string>
}

/**
 * Keys with something new, and all that were joined with them before or are now: a new answer may join two conversations,
 * or show that two that were joined are not one.
 *
 * @param raw keys as their generations have them alone
 */
export function touchedKeys(raw: Iterable<string>, before: JoinedKeys, now: JoinedKeys): TouchedKeys {
  const [stale, fresh] = [new Set<string>(), new Set<string>()]

  function touch(key: string): void {
    stale.add(before.of(key))
    fresh.add(now.of(key))
  }

  for (const key of raw) touch(key)
  const joined = new Set([...before.entries(), ...now.entries()].flat())
  for (const key of joined) if (before.of(key) !== now.of(key)) touch(key)
  for (let size = -1; size !== stale.size + fresh.size;) {
    size = stale.size + fresh.size
    for (const key of joined) if (stale.has(before.of(key)) || fresh.has(now.of(key))) touch(key)
  }
  return { before: stale, now: fresh }
}
