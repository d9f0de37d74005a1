import { setFlagsFromString } from 'node:v8'
import { runInNewContext } from 'node:vm'

export async function collectGarbage(): Promise<void> {
  setFlagsFromString('--expose-gc')
  const gc: unknown = runInNewContext('gc')
  // What a WeakRef was asked for stays until the end of that turn.
  await new Promise((resolve) => setTimeout(resolve, 5))
  if (typeof gc === 'function') Reflect.apply(gc, undefined, [])
}
