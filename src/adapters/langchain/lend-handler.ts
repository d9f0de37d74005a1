import { attach, modelsIn } from './attach.ts'
import { activeFrame } from './frames.ts'
import { CaptureHandler } from './handler.ts'

/** Of models that are called within agents at present: by how many calls, and what takes the handler off again. */
const lent = new WeakMap<object, { calls: number; readonly takeBack: () => void }>()

/** Captures what is called within an agent, and nothing else that the same model is asked meanwhile. */
const handler = new CaptureHandler({}, () => activeFrame()?.agent !== undefined)

/** Puts a handler onto the models within `model` as long as `run` goes on. */
export async function withHandlerOn(model: unknown, run: () => unknown): Promise<unknown> {
  const models = modelsIn(model).filter(Object.isExtensible)
  for (const one of models) lend(one)
  try {
    return await run()
  } finally {
    for (const one of models) giveBack(one)
  }
}

function lend(model: object): void {
  const known = lent.get(model)
  if (known === undefined) lent.set(model, { calls: 1, takeBack: attach(model, handler) })
  else known.calls += 1
}

function giveBack(model: object): void {
  const known = lent.get(model)
  if (known === undefined) return
  known.calls -= 1
  if (known.calls > 0) return
  lent.delete(model)
  known.takeBack()
}
